"""Protocol buffers, as far as writing them goes: a message is the concatenation of its fields, a field a number and a value.

Every function returns the bytes of one field, tag included; a message is ``b"".join`` of them. Fields of the value 0 are written
too, which the format allows.

Source: Google, "Protocol Buffers: Encoding", https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable


def varint(value: int) -> bytes:
    """Return an integer in groups of seven bits, the lowest first; negative ones as 64 bits.

    Example:
        >>> varint(300).hex()
        'ac02'
    """
    value &= 0xFFFFFFFFFFFFFFFF
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def integer(field: int, value: int) -> bytes:
    """Return a field of type int32, int64, bool or enum."""
    return varint(field << 3) + varint(int(value))


def double(field: int, value: float) -> bytes:
    """Return a field of type double."""
    return varint(field << 3 | 1) + struct.pack("<d", value)


def single(field: int, value: float) -> bytes:
    """Return a field of type float; what is too large becomes infinite."""
    try:
        packed = struct.pack("<f", value)
    except OverflowError:
        packed = struct.pack("<f", float("inf") if value > 0 else float("-inf"))
    return varint(field << 3 | 5) + packed


def text(field: int, value: str | bytes) -> bytes:
    """Return a field of type string or bytes."""
    content = value.encode("utf-8", "replace") if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(content)) + content


def message(field: int, *parts: bytes) -> bytes:
    """Return a field that is a message of fields."""
    return text(field, b"".join(parts))


def doubles(field: int, values: Iterable[float]) -> bytes:
    """Return a repeated field of type double, packed."""
    listed = list(values)
    return text(field, struct.pack(f"<{len(listed)}d", *listed))
