"""The seam: the few functions whose meaning differs between NumPy and JAX.

Operations are written over the namespace of their arguments (``namespace(x).exp(x)``), so most of them need nothing from
here. What the array standard does not say (adding at an index, random numbers from a key, compiling, moving to and from
the device) is listed in ``on_numpy``; ``on_jax`` has the same names. A longer list needs a design note.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from badak.backend import on_numpy

_ndarray = np.ndarray
_generic = np.generic
_plain = (int, float, bool, list, tuple, slice)


def namespace(*arrays: Any) -> Any:
    """Return the array namespace of the arguments: NumPy, unless one of them is another library's array."""
    for x in arrays:
        cls = type(x)
        if (
            cls is not _ndarray
            and cls not in _plain
            and not isinstance(x, _generic)
            and hasattr(x, "__array_namespace__")
        ):
            return x.__array_namespace__()
    return np


def seam(*arrays: Any) -> ModuleType:
    """Return the seam module that belongs to the arrays: ``on_numpy``, or ``on_jax`` for JAX's arrays and tracers."""
    if namespace(*arrays) is np:
        return on_numpy
    from badak.backend import on_jax  # the only way in to jax

    return on_jax


def by_name(name: str) -> ModuleType:
    """Return the seam module of ``backend="numpy"`` or ``backend="xla"``.

    Raises:
        ArgumentError: BD014, for any other name.
        MissingExtraError: BD090, when jax is not installed.
    """
    if name == "numpy":
        return on_numpy
    from badak.errors import error

    if name != "xla":
        raise error("BD014", where="backend", kind="backend", kind_ko="백엔드", got=repr(name), near="'numpy', 'xla'")
    try:
        from badak.backend import on_jax
    except ImportError:
        raise error("BD090", where="backend='xla'", package="jax", extra="xla") from None
    return on_jax
