"""The IDX format that MNIST and its relatives are published in."""

from __future__ import annotations

import gzip
import math
import os
import struct
import zlib
from typing import BinaryIO, Protocol

import numpy as np

from badak.datasets.opening import open_file
from badak.datasets.wording import Both, both, size_text
from badak.errors import BadakError, error

# third byte of a file -> type of its numbers, which are stored big-endian
TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MOST_AXES = 8  # far more than any data set has; the byte would allow 255
# deflate cannot shrink further: its longest match, 258 bytes, costs at least two bits
MOST_SHRINKING = 1032
CHUNK = 1 << 20  # memory grows with what is really read, not with what a header promises


class Reads(Protocol):
    """What gives bytes from front to back: a file, an unpacking file, bytes in memory."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...


def read_idx(path: str | os.PathLike[str]) -> np.ndarray:
    """Read one array from an IDX file, compressed with gzip or not.

    Args:
        path: the file; compression is seen from its first bytes, not from its name.

    Returns:
        The array, in the type and shape its header states, in the byte order of this machine.

    Raises:
        FileError: BD065, when the file cannot be opened.
        FileFormatError: BD064, when it is not an IDX file, is cut off, is longer than its header says, promises more
            than it can hold, or its compressed data is damaged.

    Example:
        >>> import pathlib, tempfile
        >>> from badak.datasets import read_idx
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "labels-idx1-ubyte")
        ...     _ = file.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]))
        ...     print(read_idx(file))
        [7 2 1]

    Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", section on file formats.
    """
    where = f"read_idx({os.fspath(path)!r})"
    with open_file(path, where) as file:
        size = os.fstat(file.fileno()).st_size
        if not is_gzip(file):
            return parse_idx(file, size, where)
        try:
            with gzip.GzipFile(fileobj=file) as unpacked:
                return parse_idx(unpacked, MOST_SHRINKING * size, where)
        except (gzip.BadGzipFile, zlib.error, EOFError) as problem:
            raise damaged(where, damaged_gzip(problem)) from None


def is_gzip(file: BinaryIO) -> bool:
    """Say whether a file starts as gzip does; the position stays at the start."""
    start = file.read(2)
    file.seek(0)
    return start == b"\x1f\x8b"


def parse_idx(stream: Reads, room: int, where: str) -> np.ndarray:
    """Read one IDX array that fills the rest of a stream, which holds at most ``room`` bytes."""
    array = parse_block(stream, room, where)
    if stream.read(1):
        raise damaged(
            where,
            both(
                f"it goes on after the {array.nbytes} bytes of data that its header promises",
                f"헤더가 알린 데이터 {array.nbytes}바이트 뒤에 내용이 더 있습니다",
            ),
        )
    return array


def parse_block(stream: Reads, room: int, where: str) -> np.ndarray:
    """Read one IDX array from the position of a stream; what follows it stays unread."""
    start = stream.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in TYPES or not 1 <= start[3] <= MOST_AXES:
        shown = start.hex(" ") or "-"
        raise damaged(
            where,
            both(
                f"it does not begin like an IDX file (first bytes: {shown})",
                f"IDX 파일의 시작 부분이 아닙니다(첫 바이트: {shown})",
            ),
        )
    dtype, ndim = np.dtype(TYPES[start[2]]), start[3]
    sizes = stream.read(4 * ndim)
    if len(sizes) < 4 * ndim:
        raise damaged(where, both("it is cut off inside its header", "헤더 중간에서 파일이 끊겼습니다"))
    shape = struct.unpack(f">{ndim}I", sizes)
    promised = math.prod(shape) * dtype.itemsize  # Python integers: four huge sizes do not wrap around
    if promised > room:
        raise damaged(
            where,
            both(
                f"its header promises {size_text(promised)} (shape {shape}), more than a file of this size can hold",
                f"헤더는 {size_text(promised)}(shape {shape})를 알리지만, 이 크기의 파일에는 담길 수 없습니다",
            ),
        )
    return (
        np.frombuffer(_exactly(stream, promised, where), dtype)
        .reshape(shape)
        .astype(dtype.newbyteorder("="), copy=False)
    )


def _exactly(stream: Reads, count: int, where: str) -> bytearray:
    data = bytearray()
    while len(data) < count:
        piece = stream.read(min(CHUNK, count - len(data)))
        if not piece:
            raise damaged(
                where,
                both(
                    f"it is cut off: {len(data)} of {count} bytes of data are there",
                    f"파일이 끊겼습니다: 데이터 {count}바이트 가운데 {len(data)}바이트만 있습니다",
                ),
            )
        data += piece
    return data


def damaged(where: str, why: Both) -> BadakError:
    """Make the error for a file that is not a sound IDX file."""
    return error("BD064", where=where, why=why)


def damaged_gzip(problem: Exception) -> Both:
    """Say what is wrong with compressed data."""
    if isinstance(problem, EOFError):
        return both("its compressed data is cut off", "압축된 데이터가 중간에서 끊겼습니다")
    return both("its compressed data is damaged", "압축된 데이터가 손상되었습니다")
