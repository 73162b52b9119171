"""Large weights stay in their file: mapped into memory, read by the system when they are first used.

Nothing is copied while loading, several processes share what they only read, and the system may drop pages and read them
again. What training changes becomes this process's own, page by page; the file never changes. badak replaces files as a whole,
so that a model whose weights are mapped may be saved under the same name; a program that writes into the file in place takes
them away.
"""

from __future__ import annotations

import os
import sys
from typing import Any, BinaryIO

import numpy as np

MAPPED_FROM = 32 << 20
"""Bytes from which weights are mapped; smaller ones are read, so that their file may be changed by any program at any time."""


def map_file(file: BinaryIO, begin: int, size: int) -> np.ndarray | None:
    """Return bytes of an open file as a private mapping, None where the system or the byte order does not allow it."""
    if os.name != "posix" or sys.byteorder != "little":  # Windows refuses to replace a file that is mapped
        return None
    try:
        return np.asarray(np.memmap(file, np.uint8, "c", begin, (size,)))
    except (OSError, ValueError):
        return None


class Mapped:
    """A mapping that is read like a stream, and whose tensors are not copied."""

    def __init__(self, data: np.ndarray) -> None:
        self.data = data
        self.at = 0

    def read(self, count: int) -> bytes:
        """Return the next bytes."""
        piece = self.data[self.at : self.at + count].tobytes()
        self.at += len(piece)
        return piece

    def tensor(self, begin: int, end: int, dtype: Any, shape: tuple[int, ...]) -> np.ndarray:
        """Return a tensor behind the header, in place where it lies at a multiple of its numbers' size."""
        raw = self.data[self.at + begin : self.at + end]
        if raw.ctypes.data % max(dtype.alignment, 1):
            raw = raw.copy()
        return raw.view(dtype).reshape(shape)
