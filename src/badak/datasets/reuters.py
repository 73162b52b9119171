"""Reuters: 11,228 newswire texts of 1987 in 46 topics."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from badak.datasets.imdb import file_of, word_index
from badak.datasets.kept_file import KeptFile
from badak.datasets.ragged import read_ragged
from badak.datasets.ranks import Choice, as_rows, chosen, shuffled
from badak.datasets.topics import CLASS_NAMES

if TYPE_CHECKING:
    from badak.datasets.folder import Pair

_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"

# The digests are those that Keras checks.
RANKS = KeptFile(
    "reuters",
    "reuters.npz",
    "Reuters",
    (_KERAS + "reuters.npz", "https://s3.amazonaws.com/text-datasets/reuters.npz"),
    2_110_848,
    ("sha256", "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
    2_110_848,
)
WORDS = KeptFile(
    "reuters",
    "reuters_word_index.json",
    "Reuters",
    (_KERAS + "reuters_word_index.json", "https://s3.amazonaws.com/text-datasets/reuters_word_index.json"),
    None,
    ("md5", "4d44cc38712099c9e383dc6e5f11a921"),
    4_000_000,
)


def load_data(
    path: str | os.PathLike[str] = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> tuple[Pair, Pair]:
    """Load the texts as numbers of words, as Keras does; fetched when not here yet (2 MB, once).

    Args:
        path: an NPZ file with the arrays ``x`` and ``y``, read instead and not checked; see ``imdb.load_data``.
        num_words: keep the words whose number is below this.
        skip_top: leave out the words whose number is below this.
        maxlen: keep only shorter texts.
        test_split: share of the texts that are kept for the test, the last ones after the order was drawn.
        seed: of the order; 113 is Keras's.
        start_char: put in front of each text; None for nothing.
        oov_char: stands for words left out; None drops them.
        index_from: added to the ranks.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: lists of whole numbers in object arrays; labels int64, places in
        ``CLASS_NAMES``.

    Raises:
        DownloadError: BD060, when no mirror can be reached; FileFormatError: BD062 and BD068, for another file.
        ArgumentError: BD003, when no text is shorter than ``maxlen``, or ``test_split`` is not between 0 and 1.

    Example:
        >>> from badak.datasets import reuters
        >>> reuters.CLASS_NAMES[3]
        'earn'
        >>> (x_train, y_train), (x_test, y_test) = reuters.load_data(num_words=1000)  # doctest: +SKIP

    Source: D. Lewis, "Reuters-21578 text categorization test collection" (1997); prepared by F. Chollet for Keras.
    """
    where = "datasets.reuters.load_data"
    if not 0 <= test_split <= 1:
        from badak.errors import error

        raise error("BD003", where=where, name="test_split", got=repr(test_split), expected="0 … 1")
    found = read_ragged(file_of(path, RANKS, [RANKS.name], where), ("x", "y"), where)
    x, y = shuffled(found["x"], np.asarray(found["y"]), np.random.RandomState(seed))
    ((rows, labels),) = chosen([(x, y)], Choice(num_words, skip_top, maxlen, start_char, oov_char, index_from), where)
    middle = int(len(rows) * (1 - test_split))
    return (rows[:middle], labels[:middle]), (rows[middle:], labels[middle:])


def get_word_index(path: str | os.PathLike[str] = "reuters_word_index.json") -> dict[str, int]:
    """Return the rank of each word, 1 for the most frequent; fetched when not here yet (550 kB, once).

    Args:
        path: a JSON file read instead; see ``imdb.load_data``.

    Raises:
        DownloadError: BD060, when no mirror can be reached; FileFormatError: BD062, for another file.
    """
    return word_index(path, WORDS, "datasets.reuters.get_word_index")


def get_label_names() -> tuple[str, ...]:
    """Return the names of the topics in the order of the labels."""
    return CLASS_NAMES


def load_texts(test_split: float = 0.2, seed: int = 113) -> tuple[Pair, Pair]:
    """Load the texts as words with spaces between, put together from ranks: small letters, no punctuation.

    Args:
        test_split: see ``load_data``.
        seed: see ``load_data``.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: texts in object arrays, labels as in ``load_data``.

    Raises:
        DownloadError: BD060, when no mirror can be reached.
    """
    words = {rank: word for word, rank in get_word_index().items()}
    top = max(words) + 1  # keeps the rarest word, which Keras's default leaves out
    parts = load_data(num_words=top, test_split=test_split, seed=seed, start_char=None, oov_char=0, index_from=0)
    made = [(as_rows([" ".join(words.get(n, "?") for n in row) for row in x]), y) for x, y in parts]
    return made[0], made[1]
