"""A PNG writer of a few lines, so that a report can hold pictures without another package."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np


def png(picture: np.ndarray) -> bytes:
    """Write a picture as PNG.

    Args:
        picture: uint8 (height, width) for grey or (height, width, 3) for colours.

    Returns:
        The file's content.

    Example:
        >>> import numpy as np
        >>> png(np.zeros((2, 2), np.uint8))[:8]
        b'\\x89PNG\\r\\n\\x1a\\n'

    Source: W3C, "Portable Network Graphics Specification", 3rd edition, 2025.
    """
    height, width = picture.shape[:2]
    colour_type = 0 if picture.ndim == 2 else 2
    rows = np.ascontiguousarray(picture, dtype=np.uint8).reshape(height, -1)
    filtered = np.zeros((height, rows.shape[1] + 1), np.uint8)  # each row begins with its filter, 0 for none
    filtered[:, 1:] = rows
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(filtered.tobytes(), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def data_uri(picture: np.ndarray) -> str:
    """Return a picture as an address that holds the picture itself."""
    return "data:image/png;base64," + base64.b64encode(png(picture)).decode()
