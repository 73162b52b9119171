"""Values of a user's function at the points of a plot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from badak.errors import BadakError, error


def between(where: str, name: str, span: Any, points: int = 401) -> np.ndarray:
    """Return points of a range, evenly spread.

    Raises:
        ArgumentError: BD377, for a range that is none.
    """
    try:
        low, high = (float(v) for v in span)
    except (TypeError, ValueError):
        raise error("BD377", where=f"plots.{where}", name=name, got=repr(span)) from None
    if not (np.isfinite([low, high]).all() and low < high):
        raise error("BD377", where=f"plots.{where}", name=name, got=repr(span))
    return np.linspace(low, high, points)


def values_of(where: str, f: Callable[[Any], Any], points: np.ndarray) -> np.ndarray:
    """Return f at each point; a function that takes single numbers only is called for each.

    The function gets a float64 tensor of all points first, since badak's operations want tensors; one that cannot take it
    (``math.sin``, an ``if``) gets numbers one at a time. Points of several variables are columns, (variables, points).

    Raises:
        ArgumentError: BD378, when f is no function, raises, returns another shape, or is finite nowhere.
    """
    from badak.autograd.tensor import tensor

    if not callable(f):
        why = {"en": "it cannot be called", "ko": "호출할 수 없습니다"}
        raise error("BD378", where=f"plots.{where}", got=repr(f)[:80], why=why)
    with np.errstate(all="ignore"):
        try:
            found = _numbers(f(tensor(points)))
            if found.shape != points.shape[-1:]:
                if found.ndim or points.ndim > 1:  # (v**2).sum() would add up the columns
                    raise ValueError(f"shape {found.shape}")
                found = np.broadcast_to(found, points.shape)  # a constant
        except Exception as first:
            try:
                each = points.T if points.ndim > 1 else points.tolist()
                found = np.array([float(_numbers(f(tensor(p) if points.ndim > 1 else p))) for p in each])
            except Exception:
                why = first.text() if isinstance(first, BadakError) else f"{type(first).__name__}: {first}"
                raise error(
                    "BD378", where=f"plots.{where}", got=why.splitlines()[0], why=why.splitlines()[0]
                ) from first
    if not np.isfinite(found).any():
        nowhere = {"en": "it is finite nowhere in the range", "ko": "구간 안에서 유한한 값이 없습니다"}
        raise error("BD378", where=f"plots.{where}", got=str(found[:3]), why=nowhere)
    return found


def _numbers(value: Any) -> np.ndarray:
    return np.asarray(value.numpy() if hasattr(value, "numpy") else value, np.float64)
