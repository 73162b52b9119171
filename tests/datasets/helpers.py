"""What several tests of data sets need: error texts in both languages, IDX files written without badak."""

from __future__ import annotations

import contextlib
import gzip
import re
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from badak.errors import BadakError

# type of the numbers -> third byte of the file, as the format's page states it
IDX_CODES = {"uint8": 0x08, "int8": 0x09, "int16": 0x0B, "int32": 0x0C, "float32": 0x0D, "float64": 0x0E}


@contextlib.contextmanager
def raises(
    code: str, *, en: tuple[str, ...] | str = (), ko: tuple[str, ...] | str = ()
) -> Iterator[pytest.ExceptionInfo]:
    """Expect an error with a code whose texts hold these pieces, and no unfilled field in either language."""
    with pytest.raises(BadakError) as info:
        yield info
    assert info.value.code == code, str(info.value)
    check_texts(info.value, en, ko)


def check_texts(error: BadakError, en: tuple[str, ...] | str = (), ko: tuple[str, ...] | str = ()) -> None:
    """Check the English and the Korean text of an error."""
    for language, pieces in (("en", en), ("ko", ko)):
        text = error.text(language)
        assert not re.search(r"<\w+\?>", text), f"unfilled field: {text}"
        for piece in (pieces,) if isinstance(pieces, str) else pieces:
            assert piece in text, f"{piece!r} not in: {text}"
    assert not re.search("[가-힣]", error.text("en").split("\n")[0]) or re.search("[가-힣]", str(error.fields))
    assert re.search("[가-힣]", error.text("ko"))


def idx_bytes(array: np.ndarray) -> bytes:
    """Write an array in the IDX format, straight from its description."""
    head = struct.pack(">BBBB", 0, 0, IDX_CODES[array.dtype.name], array.ndim)
    sizes = b"".join(struct.pack(">I", size) for size in array.shape)
    letter = {"uint8": "B", "int8": "b", "int16": "h", "int32": "i", "float32": "f", "float64": "d"}[array.dtype.name]
    return head + sizes + b"".join(struct.pack(f">{letter}", value) for value in array.ravel().tolist())


def write_idx(path: Path, array: np.ndarray) -> Path:
    """Write an array as an IDX file, packed where its name ends in .gz."""
    content = idx_bytes(array)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_mnist_like(folder: Path, train: int = 6, test: int = 3, ending: str = ".gz") -> None:
    """Fill a folder with four small files named as MNIST's."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, count in (("train", train), ("t10k", test)):
        images = (np.arange(count * 4) % 251).astype(np.uint8).reshape(count, 2, 2)
        write_idx(folder / f"{stem}-images-idx3-ubyte{ending}", images)
        write_idx(folder / f"{stem}-labels-idx1-ubyte{ending}", (np.arange(count) % 3).astype(np.uint8))
