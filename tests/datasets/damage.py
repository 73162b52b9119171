"""Files with bytes changed at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from badak.errors import BadakError


def changed_at_random(file: Path, read: Callable[[Path], Any], codes: set[str], times: int = 1500) -> None:
    """Read a file again and again with one to three of its bytes changed: it is read, or one of the codes is raised.

    Args:
        file: a good file; its directory, at the end, is changed more often than the rest.
        read: reads a path.
        codes: the errors that may be raised; each of them has to be.
        times: how often.
    """
    good, seen, draw = file.read_bytes(), set(), random.Random(1)
    read(file)
    for _ in range(times):
        bad = bytearray(good)
        for _ in range(draw.randint(1, 3)):
            reach = len(bad) if draw.random() < 0.4 else min(len(bad), 260)
            bad[len(bad) - 1 - draw.randrange(reach)] = draw.randrange(256)
        changed = file.with_name(f"changed{file.suffix}")
        changed.write_bytes(bad)
        try:
            read(changed)
        except BadakError as problem:
            seen.add(problem.code)
    assert seen == codes
