"""Lists of whole numbers from Keras's NPZ files, where NumPy keeps them pickled; only such lists are ever unpickled."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error

# what an object array of lists is made of; anything else in a pickle is refused before it is called
_ALLOWED = {
    ("numpy.core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
    ("numpy._core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("_codecs", "encode"): lambda text, encoding: _bytes(text, encoding),
}


def _bytes(text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"encoding {encoding}")
    return text.encode("latin1")


class _Lists(pickle.Unpickler):
    """Knows arrays, lists and numbers."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what a pickle may name; nothing else."""
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return _ALLOWED[module, name]


def read_ragged(path: Path, names: tuple[str, ...], where: str) -> dict[str, Any]:
    """Read arrays of an NPZ file: numbers as arrays, pickled object arrays as lists of lists of whole numbers.

    Args:
        path: the file.
        names: the arrays wanted.
        where: for messages.

    Raises:
        FileFormatError: BD068, when an array is missing, damaged, or holds something else than whole numbers.
    """
    found: dict[str, Any] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in names:
                found[name] = _array(io.BytesIO(archive.read(f"{name}.npy")))
    except (KeyError, zipfile.BadZipFile, pickle.UnpicklingError, ValueError, EOFError, TypeError, AttributeError,
            IndexError, OSError, MemoryError) as problem:  # fmt: skip
        text = f"{type(problem).__name__}: {problem}"[:100]
        why = both(f"lists of whole numbers were expected ({text})", f"정수 리스트가 있어야 합니다({text})")
        raise error("BD068", where=where, got=str(path), why=why) from None
    return found


def _array(stream: io.BytesIO) -> Any:
    version = np.lib.format.read_magic(stream)
    read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    _, _, dtype = read_header(stream)
    if dtype.kind != "O":
        stream.seek(0)
        return np.lib.format.read_array(stream, allow_pickle=False)
    made = _Lists(stream, encoding="latin1").load()
    rows = made.tolist() if isinstance(made, np.ndarray) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("no lists")
    if not all(type(number) is int for row in rows for number in row):
        raise ValueError("no whole numbers")
    return rows
