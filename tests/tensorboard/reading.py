"""A slow reader of event files of its own: bit by bit checksums, messages taken apart without knowing their fields."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any


def slow_crc32c(data: bytes) -> int:
    """CRC-32C as polynomial division, one bit after the other (RFC 3720, 12.1)."""
    crc = 0xFFFFFFFF
    for byte in data:
        for bit in range(8):
            low = (crc ^ (byte >> bit)) & 1
            crc = (crc >> 1) ^ (0x82F63B78 if low else 0)
    return crc ^ 0xFFFFFFFF


def _checked(data: bytes, said: bytes) -> None:
    crc = slow_crc32c(data)
    masked = ((crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8) % 2**32
    assert struct.unpack("<I", said)[0] == masked, "a wrong checksum"


def records(content: bytes) -> list[bytes]:
    """Return the whole records; an end in the middle of one is the end."""
    found = []
    place = 0
    while place + 12 <= len(content):
        (length,) = struct.unpack_from("<Q", content, place)
        _checked(content[place : place + 8], content[place + 8 : place + 12])
        end = place + 12 + length + 4
        if end > len(content):
            break
        _checked(content[place + 12 : end - 4], content[end - 4 : end])
        found.append(content[place + 12 : end - 4])
        place = end
    return found


def fields(message: bytes) -> dict[int, list[Any]]:
    """Take a message apart: field number -> values; texts and messages stay bytes."""
    out: dict[int, list[Any]] = {}
    place = 0

    def varint() -> int:
        nonlocal place
        value = shift = 0
        while True:
            byte = message[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while place < len(message):
        key = varint()
        number, kind = key >> 3, key & 7
        if kind == 0:
            value: Any = varint()
            value -= 2**64 if value >= 2**63 else 0
        elif kind == 1:
            (value,) = struct.unpack_from("<d", message, place)
            place += 8
        elif kind == 5:
            (value,) = struct.unpack_from("<f", message, place)
            place += 4
        else:
            assert kind == 2, f"no such kind of field: {kind}"
            length = varint()
            value = message[place : place + length]
            assert len(value) == length
            place += length
        out.setdefault(number, []).append(value)
    return out


def doubles(packed: bytes) -> list[float]:
    return list(struct.unpack(f"<{len(packed) // 8}d", packed))


def events(folder: Path) -> list[dict[int, list[Any]]]:
    """Return the events of all files of a folder, in order; each file begins with its version."""
    found = []
    for path in sorted(folder.glob("events.out.tfevents.*")):
        own = [fields(record) for record in records(path.read_bytes())]
        assert own[0][3] == [b"brain.Event:2"]
        found += own[1:]
    return found


def values(folder: Path) -> dict[str, list[tuple[int, dict[int, list[Any]]]]]:
    """Return what was written under each tag: (step, fields of the value)."""
    found: dict[str, list] = {}
    for event in events(folder):
        for summary in event.get(5, []):
            for value in fields(summary)[1]:
                taken = fields(value)
                found.setdefault(taken[1][0].decode(), []).append((event.get(2, [0])[0], taken))
    return found


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """Return the curves."""
    return {
        tag: [(step, value[2][0]) for step, value in each] for tag, each in values(folder).items() if 2 in each[0][1]
    }


def nodes(folder: Path) -> dict[str, tuple[str, list[str]]]:
    """Return the graph: name -> (operation, names of the inputs)."""
    (definition,) = [event[4][0] for event in events(folder) if 4 in event]
    found = {}
    for node in fields(definition)[1]:
        parts = fields(node)
        name = parts[1][0].decode()
        assert name not in found
        found[name] = (parts[2][0].decode(), [read.decode() for read in parts.get(3, [])])
    return found
