"""One row of the message catalogue."""

from __future__ import annotations

from typing import NamedTuple

Pair = tuple[str, str]  # (English, Korean)


class Entry(NamedTuple):
    """What one code says; ``None`` leaves the part to the raiser's field of the same name, or out."""

    kind: str
    title: Pair
    expected: Pair | None = None
    fix: Pair | None = None
    got: Pair | None = None
