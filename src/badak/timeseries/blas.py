"""One thread for the small products of state-space models."""

from __future__ import annotations

import contextlib
import ctypes
import glob
import importlib.util
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

from badak.backend.threads import blas


@contextlib.contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let NumPy's and SciPy's BLAS compute with one thread meanwhile.

    statsmodels multiplies matrices of a few rows through SciPy, which brings an OpenBLAS of its own. Its threads gain nothing at
    that size, and spin while they wait: as soon as another process wants a core, a fit takes ten to eighty times longer.
    """
    pools = [pool for pool in (blas(), _of_scipy()) if pool is not None]
    before = [pool.get() for pool in pools]
    for pool in pools:
        pool.set(1)
    try:
        yield
    finally:
        for pool, count in zip(pools, before):
            pool.set(count)


class _Pool:
    def __init__(self, setter: Any, getter: Any) -> None:
        self.set, self.get = setter, getter


@cache
def _of_scipy() -> _Pool | None:
    """Find the OpenBLAS that SciPy brings along; None where there is none, or another library."""
    found = importlib.util.find_spec("scipy")
    if found is None or found.origin is None:
        return None
    folder = os.path.join(os.path.dirname(found.origin), os.pardir, "scipy.libs")
    for path in glob.glob(os.path.join(folder, "*openblas*")):
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        for prefix in ("scipy_", ""):
            for suffix in ("", "64_"):
                setter = getattr(library, f"{prefix}openblas_set_num_threads{suffix}", None)
                getter = getattr(library, f"{prefix}openblas_get_num_threads{suffix}", None)
                if setter is not None and getter is not None:
                    return _Pool(setter, getter)
    return None
