"""Memory that is used again and again stays in this process."""

from __future__ import annotations

import contextlib
import sys

_heap_kept = False


def keep_heap() -> None:
    """Keep large freed blocks in this process's heap instead of returning them to the system at every step.

    Fetching them back costs page faults, as much as the arithmetic of a small network (measured: a tenth of its step).
    glibc only; elsewhere nothing happens.
    """
    global _heap_kept
    if _heap_kept or not sys.platform.startswith("linux"):
        return
    _heap_kept = True
    import ctypes

    trim, map_from = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(map_from, 1 << 30)
        libc.mallopt(trim, 1 << 30)
