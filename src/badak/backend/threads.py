"""Threads: how many this process may use, and the one pool that is busy.

The native kernels have OpenMP's threads, NumPy's matrix products have BLAS's. While badak computes, their number follows the
processors the process may use (affinity and control group) and the size of the work; ``BADAK_THREADS`` or
``badak.set_num_threads`` decide where given.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import math
import os
import sys
from typing import Any

import numpy as np

from badak.backend import native
from badak.backend.heap import keep_heap
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


@contextlib.contextmanager
def one_thread():
    """Compute with one thread meanwhile, in badak, in NumPy and in what SciPy calls.

    SciPy brings a BLAS of its own, which statsmodels calls for matrices of a few numbers; with threads that wait for each other
    a fit takes fifty times as long on a busy machine. threadpoolctl, which comes with scikit-learn, reaches that one too.
    """
    global _wanted
    wanted, kernels, pool = _wanted, native.kernels, blas()
    threads = kernels.get_threads() if kernels is not None else None
    size = pool.get() if pool is not None else None
    controller = _every_blas() if "scipy.linalg" in sys.modules else None
    set_num_threads(1)
    try:
        with controller.limit(limits=1) if controller is not None else contextlib.nullcontext():
            yield
    finally:
        _wanted = wanted
        if kernels is not None:
            kernels.set_threads(threads)
        if pool is not None:
            pool.set(size)


@functools.cache
def _every_blas() -> Any:
    """Return the controller of all BLAS libraries loaded until now, or None without threadpoolctl; a search takes 8 ms."""
    try:
        threadpoolctl: Any = importlib.import_module("threadpoolctl")
    except ImportError:
        return None
    return threadpoolctl.ThreadpoolController().select(user_api="blas")
