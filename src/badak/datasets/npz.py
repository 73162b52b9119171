"""NumPy's NPZ archives, read without ever running what they hold."""

from __future__ import annotations

import math
import os
import zipfile
from typing import IO

import numpy as np

from badak.datasets.idx import MOST_SHRINKING
from badak.datasets.opening import open_file
from badak.datasets.wording import Both, both, size_text
from badak.datasets.zips import DAMAGED_ZIP
from badak.errors import BadakError, error

_KINDS = "biufc"  # truth values, integers, floats, complex numbers
_TEXTS = "US"


def read_npz(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Read all arrays of an NPZ file.

    Arrays of Python objects are refused: they are stored as pickles, and reading a pickle can run any program.

    Args:
        path: a file written by ``numpy.savez`` or ``numpy.savez_compressed``.

    Returns:
        Name → array, in the order of the file.

    Raises:
        FileError: BD065, when the file cannot be opened.
        FileFormatError: BD068, when it is no NPZ file, is damaged, holds objects, or an array promises more data than
            the file can hold.

    Example:
        >>> import pathlib, tempfile
        >>> import numpy as np
        >>> from badak.datasets import read_npz
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "points.npz")
        ...     np.savez(file, x=np.zeros((4, 2)), y=np.arange(4))
        ...     {name: array.shape for name, array in read_npz(file).items()}
        {'x': (4, 2), 'y': (4,)}

    Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".
    """
    where = f"read_npz({os.fspath(path)!r})"
    with open_file(path, where) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
                arrays = {info.filename[: -len(".npy")]: _array(archive, info, where) for info in members}
        except BadakError:
            raise
        except DAMAGED_ZIP:
            raise _refused(where, both("it is not a sound zip archive", "올바른 zip 파일이 아닙니다")) from None
    if not arrays:
        raise _refused(where, both("it holds no arrays", "배열이 하나도 들어 있지 않습니다"))
    return arrays


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> np.ndarray:
    with archive.open(info) as stream:
        shape, fortran_order, dtype = _header(stream, info.filename, where)
        if dtype.hasobject or dtype.kind not in _KINDS + _TEXTS:
            raise _refused(
                where,
                both(
                    f"'{info.filename}' holds Python objects ({dtype}), and loading those could run any program",
                    f"'{info.filename}'에 파이썬 객체({dtype})가 있어 읽는 순간 임의의 코드가 실행될 수 있습니다",
                ),
            )
        promised = math.prod(shape) * dtype.itemsize
        # the size in the directory of the archive is a promise too; compression bounds it
        room = min(info.file_size, MOST_SHRINKING * info.compress_size) - stream.tell()
        if promised > room:
            raise _refused(
                where,
                both(
                    f"'{info.filename}' promises {size_text(promised)} (shape {shape}), more than the file can hold",
                    f"'{info.filename}'의 헤더가 알린 {size_text(promised)}(shape {shape})는 파일에 담길 수 없습니다",
                ),
            )
        data = stream.read(promised)
    if len(data) < promised:
        raise _refused(
            where, both(f"'{info.filename}' is cut off", f"'{info.filename}'의 데이터가 중간에서 끊겼습니다")
        )
    flat = np.frombuffer(bytearray(data), dtype) if promised else np.empty(0, dtype)
    return flat.reshape(shape, order="F" if fortran_order else "C").astype(dtype.newbyteorder("="), copy=False)


def _header(stream: IO[bytes], name: str, where: str) -> tuple[tuple[int, ...], bool, np.dtype]:
    try:
        version = np.lib.format.read_magic(stream)
        if version == (1, 0):
            return np.lib.format.read_array_header_1_0(stream)
        if version == (2, 0):
            return np.lib.format.read_array_header_2_0(stream)
    except ValueError:
        pass
    raise _refused(where, both(f"'{name}' is not a NumPy array", f"'{name}'은 NumPy 배열이 아닙니다"))


def _refused(where: str, why: Both) -> BadakError:
    return error("BD068", where=where, why=why)
