"""Sums, means and extremes over axes; running sums, orders."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.onnx.export.elementwise import floats, op
from badak.onnx.export.registry import OPERATIONS, operation
from badak.onnx.export.values import Value, axis_first
from badak.onnx.export.writer import Writer

_KINDS = {"sum": "ReduceSum", "mean": "ReduceMean", "max": "ReduceMax", "min": "ReduceMin", "prod": "ReduceProd",
          "logsumexp": "ReduceLogSumExp"}  # fmt: skip


def axes_of(axis: Any, ndim: int) -> list[int]:
    """Return axes as a list of positive numbers, all for None."""
    if axis is None:
        return list(range(ndim))
    return sorted(int(a) % ndim for a in (axis if isinstance(axis, tuple | list) else (axis,)))


def reduced(shape: tuple, axes: list[int], keepdims: bool) -> tuple:
    """Return the shape after a reduction."""
    return tuple(1 if i in axes else n for i, n in enumerate(shape) if keepdims or i not in axes)


def reduce(g: Writer, kind: str, x: Value, axis: Any, keepdims: bool) -> Value:
    """Write a reduction; where everything but the batch and the channels goes, with the axes as they lie."""
    axes = axes_of(axis, x.ndim)
    shape = reduced(x.shape, axes, keepdims)
    if not axes:
        return x
    if x.turned and (keepdims or axes == list(range(1, x.ndim - 1))):
        name = g.node(kind, [g.first(x), g.last(g.ints([axis_first(a, x.ndim) for a in axes]))], keepdims=int(keepdims))
        return Value(shape, x.dtype, first=name) if keepdims else Value(shape, x.dtype, last=name)
    return g.emit(kind, x, g.ints(axes), shape=shape, keepdims=int(keepdims))


def _add(name: str, kind: str) -> None:
    def write(g: Writer, x: Any, *, axis: Any = None, keepdims: bool = False) -> Value:
        x = g.value(x)
        if name in ("mean", "logsumexp"):
            x = floats(g, x)
        elif x.dtype.kind == "b":
            x = g.cast(x, np.int64)
        elif x.dtype.kind in "iu" and name in ("sum", "prod"):
            x = g.cast(x, np.int64)
        return reduce(g, kind, x, axis, keepdims)

    OPERATIONS[name] = write


for _name, _kind in _KINDS.items():
    _add(_name, _kind)


@operation("var")
def _var(g: Writer, x: Any, *, axis: Any = None, keepdims: bool = False, ddof: int = 0) -> Value:
    x = floats(g, g.value(x))
    centred = op(g, "subtract", x, reduce(g, "ReduceMean", x, axis, True))
    squares = op(g, "square", centred)
    if not ddof:
        return reduce(g, "ReduceMean", squares, axis, keepdims)
    total = reduce(g, "ReduceSum", squares, axis, keepdims)
    many = [g.sizes(x, a, a + 1) for a in axes_of(axis, x.ndim)]
    product = g.cast(many[0], np.float32)
    for size in many[1:]:
        product = op(g, "multiply", product, g.cast(size, np.float32))
    scalar = g.squeeze(op(g, "subtract", product, float(ddof)), [0])
    return op(g, "divide", total, scalar)


@operation("std")
def _std(g: Writer, x: Any, **how: Any) -> Value:
    return op(g, "sqrt", _var(g, x, **how))


@operation("mean_squared_difference")
def _mean_squared_difference(g: Writer, x: Any, y: Any) -> Value:
    return reduce(g, "ReduceMean", op(g, "square", op(g, "subtract", floats(g, g.value(x)), y)), -1, False)


@operation("any")
def _any(g: Writer, x: Any, *, axis: Any = None, keepdims: bool = False, kind: str = "ReduceMax") -> Value:
    whole = g.cast(op(g, "logical_not", op(g, "logical_not", x)), np.int32)
    return g.cast(reduce(g, kind, whole, axis, keepdims), bool)


@operation("all")
def _all(g: Writer, x: Any, *, axis: Any = None, keepdims: bool = False) -> Value:
    return _any(g, x, axis=axis, keepdims=keepdims, kind="ReduceMin")


def _add_arg(name: str, kind: str) -> None:
    def write(g: Writer, x: Any, *, axis: Any = None, keepdims: bool = False) -> Value:
        x = g.value(x)
        if axis is None:
            if keepdims:
                flat = write(g, x)
                return g.reshape(flat, (1,) * x.ndim)
            x, axis = g.reshape(x, (None if None in x.shape else int(np.prod(x.shape)),)), 0
        shape = reduced(x.shape, axes_of(axis, x.ndim), keepdims)
        place = int(axis) % x.ndim
        return g.emit(kind, x, shape=shape, dtype=np.int64, axis=place, keepdims=int(keepdims))

    OPERATIONS[name] = write


_add_arg("argmax", "ArgMax")
_add_arg("argmin", "ArgMin")


@operation("cumsum")
def _cumsum(g: Writer, x: Any, *, axis: Any = None) -> Value:
    x = g.value(x)
    if axis is None:
        x, axis = g.reshape(x, (None if None in x.shape else int(np.prod(x.shape)),)), 0
    if x.dtype.kind != "f":
        x = g.cast(x, np.int64)
    return g.emit("CumSum", x, g.constant(int(axis) % x.ndim, np.int64), shape=x.shape)


def _sorted(g: Writer, x: Any, axis: int) -> tuple[Value, Value]:
    x = g.value(x)
    axis = int(axis) % x.ndim
    names = g.node("TopK", [g.last(x), g.last(g.sizes(x, axis, axis + 1))], outputs=2, axis=axis, largest=0, sorted=1)
    return Value(x.shape, x.dtype, last=names[0]), Value(x.shape, np.int64, last=names[1])


@operation("sort")
def _sort(g: Writer, x: Any, *, axis: int = -1) -> Value:
    return _sorted(g, x, axis)[0]


@operation("argsort")
def _argsort(g: Writer, x: Any, *, axis: int = -1) -> Value:
    return _sorted(g, x, axis)[1]
