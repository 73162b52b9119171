"""IMDB: 50,000 English film reviews, half of them good, half bad."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from badak.datasets.kept_file import KeptFile
from badak.datasets.ragged import read_ragged
from badak.datasets.ranks import Choice, as_rows, chosen, shuffled

if TYPE_CHECKING:
    from badak.datasets.folder import Pair

CLASS_NAMES = ("negative", "positive")

_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"

# The digests are those that Keras checks, and of the publisher's archive the one that TensorFlow Datasets records.
RANKS = KeptFile(
    "imdb",
    "imdb.npz",
    "IMDB",
    (_KERAS + "imdb.npz", "https://s3.amazonaws.com/text-datasets/imdb.npz"),
    17_464_789,
    ("sha256", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
    17_464_789,
)
WORDS = KeptFile(
    "imdb",
    "imdb_word_index.json",
    "IMDB",
    (_KERAS + "imdb_word_index.json", "https://s3.amazonaws.com/text-datasets/imdb_word_index.json"),
    None,
    ("md5", "bfafd718b763782e994055a2d397834f"),
    8_000_000,
)
TEXTS = KeptFile(
    "imdb",
    "aclImdb_v1.tar.gz",
    "IMDB",
    ("https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",),
    84_125_825,
    ("sha256", "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe"),
    84_125_825,
)


def load_data(
    path: str | os.PathLike[str] = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> tuple[Pair, Pair]:
    """Load the reviews as numbers of words, as Keras does; fetched when not here yet (17 MB, once).

    A word's number is its rank by frequency plus ``index_from``: 4 is "the". 0 is left for padding, 1 begins each review, 2
    stands for words left out. Looked for in this order: ``BADAK_DATA`` as ``imdb/imdb.npz``, the cache folder, the mirrors.

    Args:
        path: an NPZ file with the same arrays, read instead and not checked. A bare name that is no file here is left out of
            account, as it names a file in Keras's own cache.
        num_words: keep the words whose number is below this.
        skip_top: leave out the words whose number is below this.
        maxlen: keep only shorter reviews.
        seed: of the order; 113 is Keras's.
        start_char: put in front of each review; None for nothing.
        oov_char: stands for words left out; None drops them.
        index_from: added to the ranks.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: 25,000 + 25,000 lists of whole numbers in object arrays (make them equally
        long with ``badak.utils.pad_sequences``); labels int64, 1 for a good review.

    Raises:
        DownloadError: BD060, when no mirror can be reached.
        FileFormatError: BD062, when the file under ``BADAK_DATA`` is another one; BD068, for a file that is not of this kind.
        ArgumentError: BD003, when no review is shorter than ``maxlen``.

    Example:
        >>> from badak.datasets import imdb
        >>> (x_train, y_train), (x_test, y_test) = imdb.load_data(num_words=10_000)  # doctest: +SKIP

    Source: A. Maas et al., "Learning word vectors for sentiment analysis", ACL (2011).
    """
    where = "datasets.imdb.load_data"
    file = file_of(path, RANKS, [RANKS.name], where)
    found = read_ragged(file, ("x_train", "y_train", "x_test", "y_test"), where)
    rng = np.random.RandomState(seed)
    parts = [shuffled(found[f"x_{part}"], np.asarray(found[f"y_{part}"]), rng) for part in ("train", "test")]
    choice = Choice(num_words, skip_top, maxlen, start_char, oov_char, index_from)
    train, test = chosen(parts, choice, where)
    return train, test


def get_word_index(path: str | os.PathLike[str] = "imdb_word_index.json") -> dict[str, int]:
    """Return the rank of each word, 1 for the most frequent; fetched when not here yet (2 MB, once).

    The numbers of ``load_data`` are higher by ``index_from``.

    Args:
        path: a JSON file read instead; see ``load_data``.

    Raises:
        DownloadError: BD060, when no mirror can be reached; FileFormatError: BD062, for another file.
    """
    return word_index(path, WORDS, "datasets.imdb.get_word_index")


def load_texts(path: str | os.PathLike[str] | None = None, seed: int = 113) -> tuple[Pair, Pair]:
    """Load the reviews as they were written, with their line breaks as ``<br />``; fetched when not here yet (84 MB, once).

    Args:
        path: the publisher's archive ``aclImdb_v1.tar.gz`` somewhere else; checked as the others are.
        seed: of the order: in the archive all bad reviews come before the good ones.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: 25,000 + 25,000 texts in object arrays; labels int64, 1 for a good review.

    Raises:
        DownloadError: BD060, when the publisher cannot be reached; FileFormatError: BD062, for another archive.
    """
    import tarfile

    where = "datasets.imdb.load_texts"
    file = TEXTS.path(where, [TEXTS.name]) if path is None else Path(path).expanduser()
    if path is not None and (wrong := TEXTS.wrong(file)) is not None:
        from badak.errors import error

        raise error("BD062", where=where, got=str(file), title=TEXTS.title, why=wrong)
    found: dict[tuple[str, str], str] = {}
    with tarfile.open(file, "r:gz") as archive:
        for member in archive:
            place = member.name.split("/")
            if member.isfile() and len(place) == 4 and place[1] in ("train", "test") and place[2] in ("neg", "pos"):
                content = archive.extractfile(member)
                found[place[1], f"{place[2]}/{place[3]}"] = content.read().decode("utf-8") if content else ""
    rng = np.random.RandomState(seed)
    parts = []
    for part in ("train", "test"):
        names = sorted(name for where_from, name in found if where_from == part)
        labels = np.array([int(name.startswith("pos/")) for name in names], np.int64)
        texts, labels = shuffled([found[part, name] for name in names], labels, rng)
        parts.append((as_rows(texts), labels))
    return parts[0], parts[1]


def file_of(path: str | os.PathLike[str], kept: KeptFile, group: list[str], where: str) -> Path:
    """Return the user's file where the path names one, else the published file."""
    own = Path(path).expanduser()
    # Keras's argument names a file in its own cache; a bare name that is no file here means no more than that
    if own.exists() or len(own.parts) > 1:
        from badak.datasets.opening import open_file

        open_file(own, where).close()  # says what is there instead
        return own
    return kept.path(where, group)


def word_index(path: str | os.PathLike[str], kept: KeptFile, where: str) -> dict[str, int]:
    """Read the ranks of words.

    Raises:
        FileFormatError: BD062, when the file holds something else.
    """
    import json

    from badak.datasets.wording import both
    from badak.errors import error

    file = file_of(path, kept, [kept.name], where)
    try:
        found = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(type(rank) is int for rank in found.values()):
        why = both("it is no JSON of words and ranks", "단어와 순위가 담긴 JSON이 아닙니다")
        raise error("BD062", where=where, got=str(file), title=kept.title, why=why)
    return found
