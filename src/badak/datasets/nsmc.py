"""NSMC: 200,000 Korean film reviews from Naver, half of them good (9 and 10 stars), half bad (1 to 4)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.datasets.kept_file import KeptFile
from badak.datasets.ranks import Choice, as_rows, chosen, shuffled
from badak.datasets.wording import both
from badak.errors import error

if TYPE_CHECKING:
    from badak.datasets.folder import Pair

CLASS_NAMES = ("negative", "positive")

_MIRRORS = (
    "https://raw.githubusercontent.com/e9t/nsmc/master/",
    "https://github.com/e9t/nsmc/raw/master/",
    "https://cdn.jsdelivr.net/gh/e9t/nsmc@master/",
)
# git's own names of the two files' content in the publisher's repository (commit cc0670e), and their sizes there
_DIGESTS = {
    "ratings_train.txt": (14_628_807, "ac0dba272895dc1d0b3dd5f11afbeaeb7abe7876"),
    "ratings_test.txt": (4_893_335, "b6cfcd8cd1557bcd9bf06617b0e429ed73e9a367"),
}
FILES = tuple(
    KeptFile(
        "nsmc", name, "NSMC", tuple(mirror + name for mirror in _MIRRORS), size, ("git", digest), size, packed=True
    )
    for name, (size, digest) in _DIGESTS.items()
)


def load_texts(path: str | os.PathLike[str] | None = None) -> tuple[Pair, Pair]:
    """Load the reviews as they were written; fetched when not here yet (20 MB, once).

    Looked for in this order: ``BADAK_DATA`` as ``nsmc/ratings_train.txt`` and ``ratings_test.txt``, packed with gzip or not;
    the cache folder; the mirrors. Whatever is found is checked against the published files.

    Args:
        path: a folder with such files, read instead and not checked: tab-separated, first line ``id document label``.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: 150,000 + 50,000 texts in object arrays, a few of them empty; labels
        int64, 1 for a good review.

    Raises:
        DownloadError: BD060, when no mirror can be reached; without a network, ``reviews_sample`` has 5,000 such reviews.
        FileFormatError: BD062, when a file is another one.

    Example:
        >>> from badak.datasets import nsmc
        >>> (x_train, y_train), (x_test, y_test) = nsmc.load_texts()  # doctest: +SKIP

    Source: L. Park, "Naver sentiment movie corpus v1.0" (2015), github.com/e9t/nsmc; CC0.
    """
    where = "datasets.nsmc.load_texts"
    if path is None:
        parts = [_read(b"".join(f.pieces(f.path(where, list(_DIGESTS)))), str(f.name), where) for f in FILES]
    else:
        parts = [_read(_own(Path(path).expanduser(), name, where), name, where) for name in _DIGESTS]
    return parts[0], parts[1]


def _own(folder: Path, name: str, where: str) -> bytes:
    from badak.text.reading import opened

    file = next((folder / n for n in (name, f"{name}.gz", f"{name}.xz") if (folder / n).exists()), folder / name)
    with opened(file, where) as stream:
        return stream.read()


def _read(content: bytes, name: str, where: str) -> tuple[np.ndarray, np.ndarray]:
    """Read the reviews and labels of one file."""
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise _other(name, where, both("it is not UTF-8 text", "UTF-8 텍스트가 아닙니다")) from None
    texts: list[str] = []
    labels: list[int] = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.rstrip("\r").split("\t")
        if len(cells) != 3 or cells[2] not in ("0", "1"):
            why = both(f"line {number} is not id, review and label", f"{number}번째 줄이 id, 리뷰, 레이블이 아닙니다")
            raise _other(name, where, why)
        texts.append(cells[1])
        labels.append(int(cells[2]))
    if not texts:
        raise _other(name, where, both("it holds no review", "리뷰가 없습니다"))
    return as_rows(texts), np.array(labels, np.int64)


def _other(name: str, where: str, why: dict[str, str]) -> Exception:
    return error("BD062", where=where, got=name, title="NSMC", why=why)


def load_data(
    path: str | os.PathLike[str] | None = None,
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
    *,
    tokenizer: Any = None,
) -> tuple[Pair, Pair]:
    """Load the reviews as numbers of words, in the form of Keras's ``imdb.load_data``.

    Args:
        path: see ``load_texts``.
        num_words: keep the words whose number is below this.
        skip_top: leave out the words whose number is below this.
        maxlen: keep only shorter reviews.
        seed: of the order.
        start_char: put in front of each review; None for nothing.
        oov_char: stands for words left out, and for words of the test part that training never saw; None drops them.
        index_from: added to the ranks.
        tokenizer: cuts the reviews: words by default, ``badak.text.MorphemeTokenizer()`` for morphemes.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: lists of whole numbers in object arrays, labels int64.

    Raises:
        DownloadError: BD060, and what else ``load_texts`` raises.
    """
    from badak.text.tokenizers import as_tokenizer

    where = "datasets.nsmc.load_data"
    cut = as_tokenizer(tokenizer, where)
    parts = load_texts(path)
    ranks = get_word_index(path, tokenizer=tokenizer, _parts=parts)
    unknown = len(ranks) + 1  # beyond every rank: treated as a word that is left out
    numbered = [([[ranks.get(token, unknown) for token in cut(text)] for text in x], y) for x, y in parts]
    rng = np.random.RandomState(seed)
    mixed = [shuffled(x, y, rng) for x, y in numbered]
    most = min(num_words or unknown + index_from, unknown + index_from)
    train, test = chosen(mixed, Choice(most, skip_top, maxlen, start_char, oov_char, index_from), where)
    return train, test


def get_word_index(
    path: str | os.PathLike[str] | None = None, *, tokenizer: Any = None, _parts: Any = None
) -> dict[str, int]:
    """Return the rank of each word of the training reviews, 1 for the most frequent.

    Args:
        path: see ``load_texts``.
        tokenizer: see ``load_data``.

    Raises:
        DownloadError: BD060, and what else ``load_texts`` raises.
    """
    from badak.text.vocabulary import count_tokens, in_order

    train, _ = _parts or load_texts(path)
    return {word: rank for rank, word in enumerate(in_order(count_tokens(train[0].tolist(), tokenizer)), 1)}
