"""Sums that stay exact: what the states of metrics are made of.

A state is a flat dict. On NumPy its leaves are float64, in which counts are exact up to 2^53. JAX computes in float32 unless
told otherwise, and a float32 sum stops growing by ones at 2^24 (16.7 million samples), so there each sum carries a second
number, ``…_rest``, with what rounding took away (Knuth's two-sum); together they count exactly up to 2^48. On NumPy the
rest stays 0.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.backend import namespace
from badak.losses.arguments import fitted_weights

State = dict[str, Any]

_float64 = np.dtype(np.float64)
_plain = (int, float, np.ndarray, np.generic)


def raw(x: Any) -> Any:
    """Return the array behind a tensor; arrays as they are; anything else as a NumPy array."""
    if type(x) is Tensor:
        return x.data
    return x if hasattr(x, "__array_namespace__") else np.asarray(x)


def zeros(**shapes: tuple[int, ...]) -> State:
    """Make a state of sums that start at 0."""
    state: State = {}
    for name, shape in shapes.items():
        state[name] = np.zeros(shape)
        state[f"{name}_rest"] = np.zeros(shape)
    return state


def add(state: State, **amounts: Any) -> State:
    """Return the state with amounts added to its sums."""
    new = dict(state)
    for name, amount in amounts.items():
        old = state[name]
        if isinstance(amount, _plain) and getattr(old, "dtype", None) is _float64:
            new[name] = old + amount
        else:
            new[name], new[f"{name}_rest"] = _two_sum(old, amount, state[f"{name}_rest"])
    return new


def _two_sum(old: Any, amount: Any, rest: Any) -> tuple[Any, Any]:
    """Add without losing what rounding cuts off (Knuth, The Art of Computer Programming 2, 4.2.2, theorem B)."""
    new = old + amount
    added = new - old
    return new, rest + ((old - (new - added)) + (amount - added))


def value(state: State, name: str) -> Any:
    """Return a sum."""
    return state[name] + state[f"{name}_rest"]


def ratio(part: Any, whole: Any) -> Any:
    """Return a quotient, 0 where nothing was counted."""
    return part / (whole + (whole == 0))


def total(values: Any, axis: Any = None) -> Any:
    """Add up an array, in float64 on NumPy; of booleans the true ones are counted."""
    if values.dtype.kind == "b":
        return namespace(values).count_nonzero(values, axis=axis)
    if isinstance(values, np.ndarray):
        return values.sum(axis=axis, dtype=_float64)
    return values.sum(axis=axis)


def weights_for(name: str, sample_weight: Any, values: Any) -> Any:
    """Return one weight for each value, in a floating number type."""
    xp = namespace(values)
    if values.dtype.kind != "f":
        values = values.astype(np.float32)
    weight = fitted_weights(name, raw(sample_weight), values)
    return xp.broadcast_to(xp.asarray(weight), values.shape)


def add_mean(name: str, state: State, values: Any, sample_weight: Any = None) -> State:
    """Return the state of a mean (``total`` and ``count``) after some more values."""
    if sample_weight is None:
        return add(state, total=total(values), count=math.prod(values.shape))
    weight = weights_for(name, sample_weight, values)
    return add(state, total=total(values * weight), count=total(weight))
