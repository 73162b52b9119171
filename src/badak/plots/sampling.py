"""Values of a user's function at the points of a plot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from badak.errors import error, phrase
from badak.plots.given import Refused, array_of, one_line, reason


def between(where: str, name: str, span: Any, points: int = 401) -> np.ndarray:
    """Return points of a range, evenly spread.

    Raises:
        ArgumentError: BD377, for a range that is none.
    """
    try:
        low, high = (float(v) for v in span)
    except (TypeError, ValueError):
        raise error("BD377", where=f"plots.{where}", name=name, got=one_line(span)) from None
    if not (np.isfinite([low, high]).all() and low < high):
        raise error("BD377", where=f"plots.{where}", name=name, got=one_line(span))
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
                raise error("BD378", where=f"plots.{where}", got=one_line(f), why=reason(first)) from first
    if not np.isfinite(found).any():
        nowhere = {"en": "it is finite nowhere in the range", "ko": "구간 안에서 유한한 값이 없습니다"}
        raise error("BD378", where=f"plots.{where}", got=str(found[:3]), why=nowhere)
    return found


def _numbers(value: Any) -> np.ndarray:
    return array_of(value).astype(np.float64)


def of_arrays(f: Callable[[Any], Any], points: np.ndarray) -> Callable[[Any], Any]:
    """Return f for arrays of points: itself, or calls for one point after another where it takes single numbers only.

    An ``if x > 0`` of a beginner's function asks one number. Its derivative is that of the branch taken; a result that is no
    tensor is a constant, and refused where the function changes nearby: ``math.sin`` has lost its derivative.

    Raises (when called):
        Refused: for such a function.
    """
    from badak.autograd.tensor import Tensor, tensor
    from badak.ops.shape import stack

    try:
        if array_of(f(tensor(points[:3]))).shape in ((3,), ()):
            return f
    except Exception:
        try:
            f(tensor(points[0]))
        except Exception:  # what is wrong with f is told where it is used
            return f

        def each(x: Any) -> Any:
            return stack([one(x[i]) for i in range(len(x))])

        def one(x: Any) -> Any:
            value = f(x)
            if isinstance(value, Tensor):
                return value
            step = 1e-6 * max(abs(float(x)), 1.0)
            if float(value) not in [float(f(tensor(float(x) + h))) for h in (-step, step)]:
                why = phrase(
                    "it returns plain numbers, which have no derivative: badak.sin(x) instead of math.sin(x)",
                    "미분할 수 없는 파이썬 숫자를 돌려줍니다. math.sin(x) 대신 badak.sin(x)를 쓰세요",
                )
                raise Refused(why)
            return tensor(float(value), dtype=x.dtype)

        each.__name__ = getattr(f, "__name__", "f")
        return each
    return f
