"""Vectors of words in the text format of GloVe, word2vec and fastText, read line by line from files of any size."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, BinaryIO

import numpy as np

from badak.datasets.wording import both, quoted
from badak.errors import error, notify
from badak.text.reading import opened, undecodable
from badak.text.vectors import Vectors

_LONGEST = 1 << 20  # bytes in one line; 300 numbers take 3,000


def load_vectors(
    path: str | os.PathLike[str],
    words: Iterable[str] | None = None,
    limit: int | None = None,
    *,
    encoding: str = "utf-8",
    member: str | None = None,
) -> Vectors:
    """Read pretrained vectors of words.

    The file is read line by line and only what is asked for is kept, four bytes for each number: with ``words`` a file of
    many gigabytes takes no more memory than the vocabulary does.

    Args:
        path: a text file with a word and its numbers on each line, separated by spaces or tabs, with word2vec's and fastText's
            first line (how many words, how many numbers) or without it; ``.gz``, ``.bz2``, ``.xz`` and ``.zip`` are unpacked
            as they are read.
        words: the words wanted, such as a ``Vocabulary``; all by default.
        limit: read that many words from the beginning; such files begin with the most frequent words.
        encoding: how the words were written.
        member: which file of a ``.zip``, ``"glove.6B.100d.txt"``.

    Returns:
        The vectors, in the order of the file.

    Raises:
        FileError: BD065, when the file cannot be opened.
        FileFormatError: BD188, for a line that is not a word and its numbers, with its number and what it holds; BD186, when
            words are not written in this encoding, or the compressed data is damaged.
        DataError: BD035, when there is no vector in it.

    Example:
        >>> import pathlib, tempfile
        >>> from badak.text import load_vectors
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "two.vec")
        ...     _ = file.write_text("2 3\\n왕 1 0 0.5\\n여왕 0.9 0.1 0.5\\n", encoding="utf-8")
        ...     vectors = load_vectors(file)
        >>> vectors
        <Vectors: 2 words, 3 numbers each>
        >>> vectors["왕"].tolist()
        [1.0, 0.0, 0.5]

    Source: T. Mikolov et al., arXiv:1301.3781 (2013); J. Pennington, R. Socher, C. Manning, "GloVe" (2014); P. Bojanowski et
    al., arXiv:1607.04606 (2017).
    """
    where = f"load_vectors({os.fspath(path)!r})"
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        expected = both("an integer ≥ 1", "1 이상의 정수")
        raise error("BD003", where=where, name="limit", got=repr(limit), expected=expected)
    if isinstance(words, str):
        raise error("BD185", where=where, got=repr(words[:60]), place="")
    wanted = None if words is None else {word.encode(encoding) for word in words if isinstance(word, str) and word}
    with opened(path, where, member) as file:
        reader = _Reader(file, wanted, limit, encoding, where)
        reader.read()
    if not reader.words:
        got = both("no wanted word is in the file", "원하는 단어가 파일에 하나도 없습니다")
        raise error("BD035", where=where, got=got if reader.line else "0 lines")
    if reader.promised > reader.seen and not reader.stopped:
        en = f"{where}: the first line promises {reader.promised:,} words, the file ends after {reader.seen:,}"
        ko = f"{where}: 첫 줄에는 단어가 {reader.promised:,}개라고 적혀 있는데 {reader.seen:,}개에서 파일이 끝납니다"
        notify("BD192", what=both(en, ko))
    if reader.again:
        notify("BD189", where=where, got=quoted(reader.again), count=len(reader.again))
    return Vectors(reader.words, reader.rows[: len(reader.words)])


class _Reader:
    """Goes through one file.

    Attributes:
        words: those that were kept, in order.
        rows: their vectors, with room for more.
        again: words that came a second time.
        line: number of the line last read, from 1.
        seen: how many words were passed.
        promised: how many the first line names; 0 without such a line.
        stopped: whether reading ended before the file did.
    """

    def __init__(self, file: BinaryIO, wanted: set[bytes] | None, limit: int | None, encoding: str, where: str) -> None:
        self.file, self.wanted, self.limit, self.encoding, self.where = file, wanted, limit, encoding, where
        self.words: list[str] = []
        self.again: dict[str, None] = {}
        self.line = self.seen = self.promised = 0
        self.stopped = False
        self.size = 0  # numbers in a vector; 0 until the first line is seen
        self.rows = np.empty((0, 0), np.float32)
        self._seen: set[bytes] = set()

    def read(self) -> None:
        """Read to the end, to the limit, or until every wanted word is found."""
        while line := self.file.readline(_LONGEST):
            self.line += 1
            if self.line == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
                if self._is_header(line):
                    continue
            if not line.strip():
                continue
            self._take(line)
            self.seen += 1
            if self.seen == self.limit or (self.wanted is not None and len(self.words) == len(self.wanted)):
                self.stopped = True
                break

    def _is_header(self, line: bytes) -> bool:
        """Tell word2vec's first line, two whole numbers, and learn from it; a vector has more than one number."""
        parts = line.split()
        if len(parts) != 2 or not all(part.isdigit() and len(part) < 12 for part in parts):
            return False
        self.promised, self.size = map(int, parts)
        return True

    def _take(self, line: bytes) -> None:
        line = line.strip(b" \t\r\n") if line[:1] in b" \t" else line.rstrip(b" \t\r\n")
        if b"\t" in line:
            line = line.replace(b"\t", b" ")
        if not self.size:
            self.size = len(line.split(b" ")) - 1
            if self.size < 1:
                raise self.broken(line, both("there is no number", "숫자가 없습니다"))
        # a word may hold spaces (". . ." in GloVe's largest files): the numbers are counted from the end
        parts = line.rsplit(b" ", self.size)
        if len(parts) != self.size + 1:
            count = len(parts) - 1
            raise self.broken(
                line,
                both(f"{count} numbers instead of {self.size}", f"숫자가 {self.size}개가 아니라 {count}개입니다"),
            )
        word = parts[0]
        if self.wanted is not None and word not in self.wanted:
            return
        row = self._numbers(parts, line)
        if word in self._seen:
            self.again[self._text(word, line)] = None
            return
        self._seen.add(word)
        place = len(self.words)
        if place == len(self.rows):
            self._grow()
        self.rows[place] = row
        self.words.append(self._text(word, line))

    def _numbers(self, parts: list[bytes], line: bytes) -> Any:
        try:
            row = np.array(parts[1:], np.float64)
        except ValueError:
            bad = next((p for p in parts[1:] if not _is_number(p)), parts[-1])
            shown = bad.decode(self.encoding, "replace")[:30]
            raise self.broken(line, both(f"{shown!r} is no number", f"{shown!r}은(는) 숫자가 아닙니다")) from None
        with np.errstate(over="ignore"):
            row = row.astype(np.float32)
        if not np.isfinite(row).all():
            raise self.broken(line, both("a number is not finite", "유한하지 않은 수가 있습니다"))
        return row

    def _grow(self) -> None:
        room = max(1024, 2 * len(self.rows))
        if self.wanted is not None:
            room = min(room, len(self.wanted))
        if self.limit is not None:
            room = min(room, self.limit)
        grown = np.empty((max(room, len(self.words) + 1), self.size), np.float32)
        grown[: len(self.words)] = self.rows[: len(self.words)] if len(self.words) else 0
        self.rows = grown

    def _text(self, word: bytes, line: bytes) -> str:
        try:
            return word.decode(self.encoding)
        except UnicodeDecodeError:
            place = both(f"line {self.line}", f"{self.line}번째 줄")
            raise undecodable(word, word[:24], self.encoding, place, self.where) from None

    def broken(self, line: bytes, why: dict[str, str]) -> Exception:
        """Make the error for the line just read."""
        shown = line.decode(self.encoding, "replace")
        shown = repr(shown) if len(shown) <= 60 else repr(shown[:57]) + " …"
        size = self.size or "n"
        expected = both(f"a word and {size} numbers, with spaces between", f"단어 하나와 숫자 {size}개, 공백으로 구분")
        return error("BD188", where=self.where, line=self.line, why=why, got=shown, expected=expected)


def _is_number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
