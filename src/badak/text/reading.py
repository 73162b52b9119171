"""Texts from files of any size, plain or compressed, a piece at a time."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from badak.datasets.opening import open_file
from badak.datasets.wording import Both, both, quoted
from badak.datasets.zips import DAMAGED_ZIP
from badak.errors import BadakError, error

_PIECE = 1 << 20  # bytes read at a time: large enough for speed, small enough for any machine
_LONGEST = 16 << 20  # characters in one line; a file without line ends is cut at white space, if need be anywhere

_MARKS = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def read_lines(path: Paths, encoding: str = "utf-8", *, member: str | None = None) -> Iterator[str]:
    """Read text files line by line in constant memory.

    Args:
        path: a file, or several that are read one after the other; ``.gz``, ``.bz2``, ``.xz`` and ``.zip`` are unpacked as
            they are read.
        encoding: how the text was written; ``"cp949"`` for Korean files of older Windows programs. A byte order mark is
            left out.
        member: which file of a ``.zip`` with several.

    Yields:
        Lines without their ends, empty ones too; a line of more than 16 million characters comes in parts.

    Raises:
        FileError: BD065, when a file cannot be opened.
        FileFormatError: BD186, when it is no text in this encoding, naming the line, or the compressed data is damaged.

    Example:
        >>> import gzip, os, tempfile
        >>> from badak.text import read_lines
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     name = os.path.join(folder, "poem.txt.gz")
        ...     with gzip.open(name, "wt", encoding="utf-8") as file:
        ...         _ = file.write("나 보기가 역겨워\\n가실 때에는\\n")
        ...     list(read_lines(name))
        ['나 보기가 역겨워', '가실 때에는']
    """
    for text in read_blocks(path, encoding, member=member):
        lines = text.split("\n")
        if text.endswith("\n"):
            lines.pop()
        yield from lines


def read_blocks(path: Paths, encoding: str = "utf-8", *, member: str | None = None) -> Iterator[str]:
    """Read text files in pieces of about a million characters that end where a line ends; see ``read_lines``."""
    for one in paths_of(path):
        where = f"read_lines({os.fspath(one)!r})"
        with opened(one, where, member) as file:
            yield from _blocks(file, encoding, where)


def paths_of(path: Paths) -> list[str | os.PathLike[str]]:
    """Return the files that an argument names."""
    return [path] if isinstance(path, str | os.PathLike) else list(path)


def _blocks(file: BinaryIO, encoding: str, where: str) -> Iterator[str]:
    name = _known_encoding(encoding, where)
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(name)(), translate=True)  # any line end: \n
    kept, lines = "", 0
    while True:
        data = file.read(_PIECE)
        try:
            kept += decoder.decode(data, final=not data)
        except UnicodeDecodeError as problem:
            raise _wrong_encoding(problem, encoding, lines + kept.count("\n") + 1, where) from None
        if not data:
            break
        end = kept.rfind("\n") + 1
        if not end and len(kept) >= _LONGEST:
            end = (kept.rfind(" ") + 1) or len(kept)
        if end:
            block, kept = kept[:end], kept[end:]
            lines += block.count("\n")
            yield block
    if kept:
        yield kept


def _known_encoding(encoding: str, where: str) -> str:
    try:
        found = codecs.lookup(encoding).name
        if not isinstance(codecs.getincrementaldecoder(found)().decode(b""), str):  # hex turns bytes into bytes
            raise LookupError
    except (LookupError, TypeError, AttributeError):
        expected = "'utf-8' | 'cp949' | 'utf-16' | 'latin-1'"
        raise error("BD003", where=where, name="encoding", got=repr(encoding), expected=expected) from None
    return "utf-8-sig" if found == "utf-8" else found


def _wrong_encoding(problem: UnicodeDecodeError, encoding: str, line: int, where: str) -> BadakError:
    """Say near which line the bytes are no text, and in which encoding they would be."""
    data = problem.object
    line += data[: problem.start].count(b"\n")
    around = data[max(problem.start - 8, 0) : problem.start + 8]
    beginning = data.rfind(b"\n", 0, problem.start) + 1  # from the line's beginning: before it all may be ASCII
    return undecodable(
        data[:2] if data[:2] in _MARKS else data[beginning:],
        around,
        encoding,
        both(f"line {line}", f"{line}번째 줄"),
        where,
    )


def undecodable(data: bytes, around: bytes, encoding: str, place: Both, where: str) -> BadakError:
    """Make the error for bytes that are no text in an encoding.

    Args:
        data: bytes to try other encodings on.
        around: the bytes to show.
        encoding: what was tried.
        place: where they stand, in both languages.
        where: who reads.
    """
    likely = guess_encoding(data)
    why = both(f"{place['en']} is not {encoding} text", f"{place['ko']}은 {encoding} 텍스트가 아닙니다")
    if likely and likely != encoding:
        fix = both(
            f"it looks like {likely}: give encoding={likely!r}", f"{likely}로 보입니다. encoding={likely!r}를 주세요"
        )
    else:
        fix = both(
            "find out how it was written and give encoding=…, or save it as UTF-8 with an editor",
            "어떤 인코딩으로 저장했는지 확인해 encoding=…으로 주거나, 편집기에서 UTF-8로 다시 저장하세요",
        )
    return error("BD186", where=where, why=why, got=repr(around), expected=encoding, fix=fix)


def guess_encoding(data: bytes) -> str | None:
    """Return the encoding that bytes of text most likely have, or None.

    Example:
        >>> guess_encoding("재미있는 영화".encode("cp949"))
        'cp949'
    """
    if data[:2] in _MARKS:
        return "utf-16"
    sample = data[: 1 << 16]
    for name in ("utf-8", "cp949"):
        for cut in range(4 if len(sample) > 64 else 1):  # a long sample may end within a character
            with contextlib.suppress(UnicodeDecodeError):
                text = sample[: len(sample) - cut].decode(name)
                hangul = sum("가" <= letter <= "힣" for letter in text)
                beyond = sum(letter > "\x7f" for letter in text)
                if name == "utf-8" or 2 * hangul >= beyond > 0:
                    return name
    return None


# ---- opening --------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def opened(path: str | os.PathLike[str], where: str, member: str | None = None) -> Iterator[BinaryIO]:
    """Open a file for reading its unpacked bytes; what is wrong with compressed data becomes a coded error.

    Raises:
        FileError: BD065; FileFormatError: BD186.
    """
    import lzma

    with contextlib.ExitStack() as stack:
        file = stack.enter_context(open_file(path, where))
        try:
            unpacked = _unpacked(file, where, member)
        except BadakError:
            raise
        except DAMAGED_ZIP as problem:
            raise _damaged(problem, where) from None
        try:
            yield stack.enter_context(unpacked)
        except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as problem:
            raise _damaged(problem, where) from None
        except BadakError:
            raise
        except OSError as problem:  # gzip and bz2 say so when the data is not theirs, zip by an offset out of the file
            if problem.errno not in (None, errno.EINVAL):
                raise
            raise _damaged(problem, where) from None


def _damaged(problem: Exception, where: str) -> BadakError:
    why = both("its compressed data is damaged or cut off", "압축된 내용이 손상되었거나 중간에서 끊겼습니다")
    fix = both("fetch or pack the file again", "파일을 다시 받거나 다시 압축하세요")
    return error("BD186", where=where, why=why, got=str(problem)[:100], expected="", fix=fix)


def _unpacked(file: BinaryIO, where: str, member: str | None) -> Any:
    """Return the unpacked bytes of a file, recognised by how it begins, not by its name."""
    start = file.read(6)
    file.seek(0)
    if start.startswith(b"\x1f\x8b"):
        import gzip

        return gzip.GzipFile(fileobj=file)
    if start.startswith(b"BZh"):
        import bz2

        return bz2.BZ2File(file)
    if start.startswith(b"\xfd7zXZ\x00"):
        import lzma

        return lzma.LZMAFile(file)
    if start.startswith(b"PK\x03\x04"):
        return _member(zipfile.ZipFile(file), where, member)
    return file


def _member(archive: zipfile.ZipFile, where: str, member: str | None) -> Any:
    names = [item.filename for item in archive.infolist() if not item.is_dir()]
    if member is None and len(names) == 1:
        member = names[0]
    if member not in names:
        listed = quoted(names, 10)
        why = both(
            "it is not clear which of its files is meant" if member is None else f"it holds no {member!r}",
            "압축 파일 안의 어느 파일을 읽을지 알 수 없습니다"
            if member is None
            else f"{member!r}이(가) 들어 있지 않습니다",
        )
        fix = both(f"give member=…, one of: {listed}", f"member=…에 다음 중 하나를 주세요: {listed}")
        raise error("BD186", where=where, why=why, got=listed, expected="", fix=fix)
    return archive.open(member)
