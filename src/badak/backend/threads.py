"""Threads: how many this process may use, and the one pool that is busy.

The native kernels have OpenMP's threads, NumPy's matrix products have BLAS's. While badak computes, their number follows the
processors the process may use (affinity and control group) and the size of the work; ``BADAK_THREADS`` or
``badak.set_num_threads`` decide where given.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
from typing import Any

import numpy as np

from badak.backend import native
from badak.backend.processors import available_cpus
from badak.errors import error

_pool: Any = None
_wanted: int | None = None


def get_num_threads() -> int:
    """Return how many threads matrix products use.

    Example:
        >>> import badak
        >>> badak.get_num_threads() >= 1
        True
    """
    return _wanted or _from_environment() or available_cpus()


def _from_environment() -> int | None:
    text = os.environ.get("BADAK_THREADS", "")
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise error("BD003", where="BADAK_THREADS", name="BADAK_THREADS", got=repr(text), expected="an integer ≥ 1")
    return int(text)


def set_num_threads(count: int) -> None:
    """Choose how many threads matrix products use.

    Args:
        count: a number from 1.

    Raises:
        ArgumentError: BD003, for anything else.

    Example:
        >>> import badak
        >>> badak.set_num_threads(badak.get_num_threads())
    """
    global _wanted
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or count < 1:
        raise error("BD003", where="set_num_threads", name="count", got=repr(count), expected="an integer ≥ 1")
    _wanted = int(count)
    if native.kernels is not None:
        native.kernels.set_threads(min(_wanted, MOST))
    pool = blas()
    if pool is not None:
        pool.set(min(_wanted, MOST))


MOST = 1024  # threads that are really asked for: a pool ends the process when the system cannot make as many


def blas() -> Any:
    """Return the controller of NumPy's BLAS threads, or None where its library is not recognised."""
    global _pool
    if _pool is None:
        _pool = _openblas() or False
    return _pool or None


def _openblas() -> Any:
    """Find the OpenBLAS that NumPy has loaded, by asking for its own functions."""
    import ctypes
    import glob

    folder = os.path.join(os.path.dirname(np.__file__), os.pardir, "numpy.libs")
    for path in glob.glob(os.path.join(folder, "*openblas*")):
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        for prefix, suffix in (("scipy_", "64_"), ("", "64_"), ("", "")):
            setter = getattr(library, f"{prefix}openblas_set_num_threads{suffix}", None)
            getter = getattr(library, f"{prefix}openblas_get_num_threads{suffix}", None)
            if setter is not None and getter is not None:
                return _Blas(os.path.basename(path), setter, getter)
    return None


class _Blas:
    """OpenBLAS's thread count, to read and to set."""

    def __init__(self, name: str, setter: Any, getter: Any) -> None:
        self.name = name
        self.set = setter
        self.get = getter


# Below this much arithmetic in a pass (multiplications and additions of its matrix products) one thread is used. Two threads
# would gain a third on a quiet machine, but BLAS's threads spin while they wait, and as soon as another process wants a core
# such short products take a hundred times longer (measured: 0.15 ms a step became 9 ms).
SMALL_WORK = 1e8


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


@contextlib.contextmanager
def computing(work: float = math.inf):
    """Set BLAS's thread count for a stretch of work, and keep NumPy quiet about overflow, which badak reports by itself.

    Args:
        work: floating-point operations of one step's largest pass; little work is done by one thread. The choice depends on
            sizes alone, so that two runs make the same one.
    """
    keep_heap()
    chosen = _wanted or _from_environment()
    count = chosen or (1 if work < SMALL_WORK else available_cpus())
    if native.kernels is not None:  # their threads do the work: only one pool is to be busy at a time
        native.kernels.set_threads(min(chosen or available_cpus(), MOST))
        count = 1
    pool = blas()
    before = pool.get() if pool is not None else None
    if pool is not None and before != count:
        pool.set(count)
    try:
        with np.errstate(all="ignore"):
            yield
    finally:
        if pool is not None and before != count:
            pool.set(before)
