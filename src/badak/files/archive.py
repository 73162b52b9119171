"""The zip around the parts of a model: written byte for byte the same, read with everything bounded."""

from __future__ import annotations

import contextlib
import errno
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np

from badak.errors import BadakError, error
from badak.files import recognise
from badak.files.bounded_json import MOST_BYTES, read_json
from badak.files.mapping import MAPPED_FROM, map_file
from badak.files.opening import cannot_open, open_file
from badak.files.wording import both, brief, damaged, quoted, refused, size_text

_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)  # of zip files; the real date would make equal models unequal files
_MOST_DIRECTORY = 1 << 20  # bytes of the list of members; badak's own takes 500
_MOST_MEMBERS = 1000
_ALIGNED = 64
_CHUNK = 4 << 20  # bytes whose checksum is computed at a time
_FREE_EXPANSION = 16 << 20  # bytes that a compressed member may grow to in any case,
_MOST_EXPANSION = 20  # and how many times its size beyond that; weights hardly shrink, zeros a thousandfold


# --- writing ------------------------------------------------------------------------------------------------------------


class Writer:
    """Puts parts into a zip, uncompressed: weights hardly shrink, and compressors differ between machines."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)

    def add(self, name: str, size: int, write: Callable[[Any], object]) -> None:
        """Add a part: ``write(stream)`` writes ``size`` bytes."""
        info = zipfile.ZipInfo(name, _BEGINNING_OF_TIME)
        info.create_system = 3
        info.external_attr = (stat.S_IFREG | 0o644) << 16
        info.file_size = size
        info.extra = self._padding(info) if name.endswith(".safetensors") else b""
        with self._zip.open(info, "w") as stream:
            write(stream)

    def _padding(self, info: zipfile.ZipInfo) -> bytes:
        """Return an extra field (zipalign's) behind which the part begins at a multiple of 64, so that it can be mapped."""
        large = 20 * (info.file_size * 1.05 > zipfile.ZIP64_LIMIT)  # the lengths that zipfile then adds
        begin = self._zip.fp.tell() + 30 + len(info.filename.encode()) + large + 6  # type: ignore[union-attr]
        room = -begin % _ALIGNED
        return (
            (0xD935).to_bytes(2, "little")
            + (2 + room).to_bytes(2, "little")
            + _ALIGNED.to_bytes(2, "little")
            + bytes(room)
        )

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Write the list of parts; after a failure only let go, lest the zip tries again when it is collected."""
        with contextlib.suppress(*[Exception] * (kind is not None)):
            self._zip.close()


# --- reading ------------------------------------------------------------------------------------------------------------


class Reader:
    """Parts of a zip whose list of members has been checked."""

    def __init__(
        self, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], where: str, file: BinaryIO
    ) -> None:
        self._zip = archive
        self._file = file
        self._members = members
        self.where = where

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def place(self, name: str) -> str:
        """Return how messages call a part of this file."""
        return f"{self.where} › {name}"

    def json(self, name: str) -> Any:
        """Read a part that is JSON.

        Raises:
            FileFormatError: BD083, when it is missing or damaged; BD088, when it is larger than a description can be.
        """
        where = self.place(name)
        with self.open(name) as (stream, size):
            if size > MOST_BYTES:
                raise refused(
                    where, f"the description alone is {size_text(size)} long", f"설명 부분만 {size_text(size)}입니다"
                )
            return read_json(stream.read(), where)

    def mapped(self, name: str) -> np.ndarray | None:
        """Map a large part that is stored as it is; None for one that has to be read.

        Raises:
            FileFormatError: BD083, when its checksum is another.
        """
        info = self._members.get(name)
        if info is None or info.compress_type != zipfile.ZIP_STORED or info.file_size < MAPPED_FROM:
            return None
        where = self.place(name)
        with _as_damage(where):
            self._file.seek(info.header_offset)
            head = self._file.read(30)
            if len(head) < 30 or head[:4] != b"PK\x03\x04":
                raise zipfile.BadZipFile("no member where one should be")
            begin = (
                info.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            )
            data = map_file(self._file, begin, info.file_size)
            if data is not None:
                checksum = 0
                for start in range(0, len(data), _CHUNK):
                    checksum = zlib.crc32(data[start : start + _CHUNK].data, checksum)
                if checksum != info.CRC:
                    raise zipfile.BadZipFile("CRC")
        return data

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[tuple[Any, int]]:
        """Open a part and give its stream and its size.

        Raises:
            FileFormatError: BD083, when it is missing, or what is read turns out to be damaged.
        """
        info = self._members.get(name)
        if info is None:
            others = quoted(self._members) or "-"
            raise damaged(self.where, f"the part {name!r} is missing", f"{name!r} 부분이 없습니다", got=others)
        with _as_damage(self.place(name)), self._zip.open(info) as stream:
            yield stream, info.file_size


@contextlib.contextmanager
def reading(path: str, where: str, others: tuple[str, ...] = ()) -> Iterator[Reader]:
    """Open a model file.

    Args:
        path: the file.
        where: who reads which file, for the message.
        others: names of parts that tell a file of another program, which the caller can read too.

    Yields:
        Its parts.

    Raises:
        FileError: BD080, when it cannot be opened.
        FileFormatError: BD082, when it is another kind of file; BD083, when it is damaged; BD088, when its list of
            members is one that ``model.save`` never writes: encrypted, linked, outside the folder, growing without measure.
    """
    with open_file(path, where) as file:
        with _as_damage(where):
            archive, members = _opened(file, where, others)
        with archive:
            yield Reader(archive, members, where, file)


def _opened(file: BinaryIO, where: str, others: tuple[str, ...]) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    head, size = recognise.peek(file)
    guarded = _Guarded(file, where)
    try:
        archive = zipfile.ZipFile(guarded)  # type: ignore[arg-type]
    except zipfile.BadZipFile as problem:
        kind = recognise.what_is(head, size)
        if kind in (recognise.EMPTY, recognise.CUT_ZIP):
            raise error("BD083", where=where, why=kind.what) from None
        if head.startswith(b"PK"):
            raise damaged(where, f"the zip is not sound ({problem})", "올바른 zip이 아닙니다") from None
        raise foreign(where, kind) from None
    guarded.limit = None
    infos = archive.infolist()
    _check_members(infos, size, where)
    members = {info.filename: info for info in infos if not info.is_dir()}
    foreign_one = "model.weights.h5" in members and not any(name in members for name in others)
    if "config.json" not in members or foreign_one:
        _explain_names(list(members), where)
    return archive, members


def foreign(where: str, kind: recognise.Kind, expected: tuple[str, str] | None = None) -> BadakError:
    """Make the error for a file of another kind."""
    wanted = expected or ("a model file, as model.save writes it", "model.save로 저장한 모델 파일")
    return error("BD082", where=where, why=kind.what, expected=both(*wanted), fix=kind.fix)


def _explain_names(names: list[str], where: str) -> None:
    inner = next((name for name in names if name.endswith("/config.json")), None)
    if inner is not None and f"{inner[:-11]}weights.safetensors" in names:
        raise damaged(
            where,
            f"its parts lie in the folder {inner[:-12]!r} inside the zip; zip the files without the folder",
            f"내용이 zip 안의 {inner[:-12]!r} 폴더에 들어 있습니다. 폴더 없이 파일들만 묶으세요",
        )
    if "weights.safetensors" in names:
        raise damaged(where, "the part 'config.json' is missing", "'config.json' 부분이 없습니다", got=quoted(names))
    raise foreign(where, recognise.what_zip_is(names))


def _check_members(infos: list[zipfile.ZipInfo], size: int, where: str) -> None:
    """Refuse what a model file never has, by the list of members alone."""
    if len(infos) > _MOST_MEMBERS:
        raise refused(where, f"the zip has {len(infos)} members", f"zip에 파일이 {len(infos)}개나 들어 있습니다")
    seen: set[str] = set()
    for info in infos:
        name = brief(info.filename)
        parts = info.filename.replace("\\", "/").split("/")
        if info.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in info.orig_filename:
            raise refused(
                where,
                f"a member is named {name!r}, outside its folder",
                f"폴더 밖을 가리키는 이름이 있습니다: {name!r}",
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise refused(where, f"the member {name!r} is a link", f"{name!r}은(는) 링크입니다")
        if info.flag_bits & 0x1:
            raise refused(where, f"the member {name!r} is encrypted", f"{name!r}은(는) 암호화되어 있습니다")
        if info.filename in seen:
            raise refused(where, f"the member {name!r} comes twice", f"{name!r}이(가) 두 번 들어 있습니다")
        seen.add(info.filename)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused(
                where, f"{name!r} is compressed in an unusual way", f"{name!r}의 압축 방식이 예사롭지 않습니다"
            )
        if info.compress_type == zipfile.ZIP_STORED and info.compress_size != info.file_size:
            raise damaged(where, f"{name!r} has two lengths", f"{name!r}의 길이가 두 가지로 적혀 있습니다")
        if info.file_size > _FREE_EXPANSION + _MOST_EXPANSION * info.compress_size:
            grown = f"{size_text(info.compress_size)} → {size_text(info.file_size)}"
            raise refused(
                where,
                f"{name!r} would grow out of all proportion ({grown})",
                f"{name!r}이(가) 터무니없이 커집니다({grown})",
            )
    if sum(info.compress_size for info in infos) > size:
        raise damaged(where, "its members are longer than the file", "들어 있는 것을 모두 합치면 파일보다 깁니다")


class _Guarded:
    """A file that refuses to be read in one piece while the list of members is looked for: its length is a claim."""

    def __init__(self, file: BinaryIO, where: str) -> None:
        self._file = file
        self._where = where
        self.limit: int | None = _MOST_DIRECTORY

    def read(self, count: int = -1) -> bytes:
        if self.limit is not None and count > self.limit:
            size = size_text(count)
            raise refused(self._where, f"its list of members is {size} long", f"zip의 목록만 {size}입니다")
        if self.limit is not None and count < 0:
            count = self.limit
        return self._file.read(count)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextlib.contextmanager
def _as_damage(where: str) -> Iterator[None]:
    """Turn what breaks inside a damaged file into the error that says so."""
    try:
        yield
    except BadakError:
        raise
    except MemoryError:
        raise refused(
            where, "there is not enough memory for what it holds", "내용을 담을 메모리가 모자랍니다"
        ) from None
    except OSError as problem:
        if problem.errno not in (None, errno.EINVAL):  # a disk or network that failed, not a wrong number in the file
            raise cannot_open(where, problem, where) from None
        raise damaged(where, f"the zip is not sound ({problem})", "올바른 zip이 아닙니다") from None
    except zipfile.BadZipFile as problem:
        if "CRC" not in str(problem):
            raise damaged(where, f"the zip is not sound ({problem})", "올바른 zip이 아닙니다") from None
        raise damaged(
            where, "its checksum is another: bytes have changed", "체크섬이 다릅니다. 내용이 바뀌었습니다"
        ) from None
    # zip directories, compressed data, encodings and numbers break in many ways; a file must never end in anything
    # but a coded error, and the cause stays attached to it
    except Exception as problem:
        text = brief(f"{type(problem).__name__}: {problem}")
        raise damaged(
            where, f"its parts do not hold together ({text})", f"내용이 서로 맞지 않습니다({text})"
        ) from problem
