"""CRC-32C, the checksum of event files: Castagnoli's polynomial, which ``zlib`` does not have."""

from __future__ import annotations

import math

import numpy as np

_POLYNOMIAL = 0x82F63B78  # 0x1EDC6F41 with its bits in reverse order
_SHORT = 512  # bytes; below, a loop over the bytes is quicker than calls of NumPy


def _make_table() -> np.ndarray:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(_POLYNOMIAL), table >> 1)
    return table.astype(np.uint32)


_TABLE = _make_table()
_ENTRIES: list[int] = _TABLE.tolist()


def crc32c(data: bytes) -> int:
    """Return the CRC-32C of bytes.

    A long text is cut into as many pieces as each has bytes, and all pieces advance together. Since
    ``crc(state, piece) = crc(state, zeros) ^ crc(0, piece)``, they are put together by what so many zero bytes make of each of
    the 32 bits of the state, which runs along as 32 more pieces.

    Example:
        >>> hex(crc32c(b"123456789"))
        '0xe3069283'

    Source: Castagnoli, Bräuer, Herrmann 1993; test vectors in RFC 3720, B.4. The linearity: Rocksoft model, Williams 1993.
    """
    state, done = 0xFFFFFFFF, 0
    if len(data) >= _SHORT:
        size = math.isqrt(len(data))
        done = size * size
        state = _by_pieces(state, np.frombuffer(data, np.uint8, done).reshape(size, size))
    for byte in data[done:]:
        state = _ENTRIES[(state ^ byte) & 0xFF] ^ (state >> 8)
    return state ^ 0xFFFFFFFF


def _by_pieces(state: int, pieces: np.ndarray) -> int:
    count, size = pieces.shape
    crc = np.zeros(count + 32, np.uint32)
    crc[count:] = np.uint32(1) << np.arange(32, dtype=np.uint32)
    columns = np.zeros((size, count + 32), np.uint8)
    columns[:, :count] = pieces.T
    for column in columns:
        crc = _TABLE[(crc ^ column) & 0xFF] ^ (crc >> 8)
    bits = crc[count:].tolist()
    for own in crc[:count].tolist():
        moved = 0
        for place, bit in enumerate(bits):
            if state >> place & 1:
                moved ^= bit
        state = moved ^ own
    return state


def masked(crc: int) -> int:
    """Return the masked form that stands in the file: a checksum of bytes that hold checksums would otherwise be weak.

    Source: TensorFlow, ``tsl/lib/hash/crc32c.h``.
    """
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF
