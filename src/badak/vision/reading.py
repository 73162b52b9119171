"""Reading one picture: PGM, PPM and PBM with nothing but NumPy, PNG, JPEG and others with Pillow."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import BinaryIO

import numpy as np

from badak.datasets.opening import open_file
from badak.datasets.wording import Both, both
from badak.errors import BadakError, error

_PNM = (".pgm", ".ppm", ".pbm", ".pnm")
_PILLOW = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
# A picture is refused beyond this many pixels: a small file can promise a picture that fills the memory.
MOST_PIXELS = 50_000_000
_TOKEN = re.compile(rb"(?:\s|#[^\n]*\n)*([0-9]+)")


def is_picture(path: str | os.PathLike[str]) -> bool:
    """Say whether a file's name is that of a picture.

    Example:
        >>> is_picture("seven.PNG"), is_picture("shop.csv")
        (True, False)
    """
    return Path(path).suffix.lower() in _PNM + _PILLOW


def read_picture(path: str | os.PathLike[str]) -> np.ndarray:
    """Read a picture.

    Args:
        path: PGM, PPM or PBM (read here), or PNG, JPEG, BMP, GIF, WebP, TIFF (with Pillow).

    Returns:
        uint8 array (height, width) for grey pictures, (height, width, 3) for coloured ones; what is transparent is white.

    Raises:
        FileError: BD065, when the file cannot be opened.
        FileFormatError: BD097, when it is no picture, damaged or too large.
        MissingExtraError: BD090, when it takes Pillow to read it and Pillow is not installed.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "dot.pgm")
        ...     _ = file.write_bytes(b"P5 3 2 255 " + bytes([0, 255, 0, 0, 255, 0]))
        ...     read_picture(file).tolist()
        [[0, 255, 0], [0, 255, 0]]
    """
    where = f"read_picture({os.fspath(path)!r})"
    with open_file(path, where) as file:
        return picture_of(file, where)


def picture_of(file: BinaryIO, where: str) -> np.ndarray:
    """Read a picture from a file that is open already, or from bytes; ``where`` stands in messages.

    Raises:
        FileFormatError: BD097; MissingExtraError: BD090; see ``read_picture``.
    """
    start = file.read(2)
    if not start:
        raise _unreadable(where, both("the file is empty", "파일이 비어 있습니다"))
    if start in (b"P1", b"P2", b"P3", b"P4", b"P5", b"P6"):
        return _parse_pnm(start + file.read(), where)
    file.seek(0)
    return _with_pillow(file, where)


def _unreadable(where: str, why: Both) -> BadakError:
    return error("BD097", where=where, why=why)


def _too_large(where: str, width: int, height: int) -> BadakError:
    return _unreadable(
        where,
        both(
            f"{width} × {height} pixels are more than badak reads; scale it down first",
            f"{width} × {height} 픽셀은 너무 큽니다. 먼저 크기를 줄이세요",
        ),
    )


# ---- Netpbm ----------------------------------------------------------------------------------------------------------


def _parse_pnm(content: bytes, where: str) -> np.ndarray:
    """Read P1 to P6: bitmap, grey or colour, as text or as bytes."""
    kind = int(content[1:2])
    numbers, place = [], 2
    for _ in range(2 if kind in (1, 4) else 3):
        match = _TOKEN.match(content, place)
        if match is None:
            raise _cut_off(where)
        numbers.append(int(match[1][:9]))
        place = match.end()
    width, height, top = (*numbers, 1)[:3]
    if width < 1 or height < 1 or not 1 <= top <= 65535:
        raise _unreadable(where, both("its header makes no sense", "헤더 값이 올바르지 않습니다"))
    if width * height > MOST_PIXELS:
        raise _too_large(where, width, height)
    channels = 3 if kind in (3, 6) else 1
    values = (_as_bytes if kind >= 4 else _as_text)(content, place, kind, width, height, channels, top)
    if values is None:
        raise _cut_off(where)
    values = values.reshape(height, width, channels) if channels > 1 else values.reshape(height, width)
    if kind in (1, 4):
        return np.where(values > 0, 0, 255).astype(np.uint8)  # in a bitmap 1 is black
    return (np.minimum(values, top).astype(np.float64) * (255 / top) + 0.5).astype(np.uint8)


def _cut_off(where: str) -> BadakError:
    return _unreadable(where, both("the file is cut off", "파일이 중간에서 끊겼습니다"))


def _as_bytes(
    content: bytes, place: int, kind: int, width: int, height: int, channels: int, top: int
) -> np.ndarray | None:
    data = content[place + 1 :]  # exactly one white space after the header
    if kind == 4:
        row = (width + 7) // 8
        if len(data) < row * height:
            return None
        bits = np.unpackbits(np.frombuffer(data, np.uint8, row * height).reshape(height, row), axis=1)
        return bits[:, :width]
    dtype = np.dtype(">u2") if top > 255 else np.dtype(np.uint8)
    count = width * height * channels
    return np.frombuffer(data, dtype, count) if len(data) >= count * dtype.itemsize else None


def _as_text(
    content: bytes, place: int, kind: int, width: int, height: int, channels: int, top: int
) -> np.ndarray | None:
    count = width * height * channels
    text = re.sub(rb"#[^\n]*", b"", content[place:])
    found = re.findall(rb"[01]" if kind == 1 else rb"[0-9]{1,6}", text)  # a bitmap's digits may touch
    return np.array(found[:count], dtype=np.int64) if len(found) >= count else None


# ---- everything else ---------------------------------------------------------------------------------------------------


def _with_pillow(file: object, where: str) -> np.ndarray:
    try:
        from PIL import Image
    except ImportError:
        raise error("BD090", where=where, package="pillow", extra="vision") from None
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what is refused below
            picture = Image.open(file)  # type: ignore[arg-type]
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large(where, picture.width, picture.height)
            return _plain(picture)
    except BadakError:
        raise
    except Exception:  # Pillow raises many kinds of errors for damaged files
        raise _unreadable(
            where, both("it is no picture, or a damaged one", "그림이 아니거나 손상된 파일입니다")
        ) from None


def _plain(picture: object) -> np.ndarray:
    """Turn a Pillow picture into grey or coloured values, the right way up, on white."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)  # type: ignore[arg-type]
    if upright.mode in ("1", "L"):
        return np.asarray(upright.convert("L"))
    if upright.mode.startswith("I"):  # 16 bits
        deep = np.asarray(upright, dtype=np.float64)
        return np.clip(deep / max(deep.max(), 1.0) * 255 + 0.5, 0, 255).astype(np.uint8)
    if upright.mode == "RGB":  # most photos: nothing is transparent
        values = np.asarray(upright)
    else:
        full = upright.convert("RGBA")
        paper = Image.new("RGBA", full.size, (255, 255, 255, 255))
        values = np.asarray(Image.alpha_composite(paper, full).convert("RGB"))
    grey = (values[..., 0] == values[..., 1]).all() and (values[..., 1] == values[..., 2]).all()
    return values[..., 0].copy() if grey else values
