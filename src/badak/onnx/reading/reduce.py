"""Sums, means and extremes over axes; running sums, orders."""

from __future__ import annotations

from typing import Any

import numpy as np

import badak
from badak.onnx.reading.elementwise import same
from badak.onnx.reading.registry import NODES, NodeCall, Unable, ints, is_known, known, node
from badak.onnx.reading.sizes import has_sizes, is_length_of
from badak.ops.shape import getitem

_KINDS = {
    "ReduceSum": badak.sum, "ReduceMean": badak.mean, "ReduceMax": badak.max, "ReduceMin": badak.min,
    "ReduceProd": badak.prod, "ReduceLogSumExp": badak.logsumexp,
}  # fmt: skip


# what a reduction of no values at all gives
_OF_NOTHING = {
    badak.max: lambda t: -np.inf if t.kind == "f" else False if t.kind == "b" else np.iinfo(t).min,
    badak.min: lambda t: np.inf if t.kind == "f" else True if t.kind == "b" else np.iinfo(t).max,
    badak.logsumexp: lambda t: -np.inf,
}


def _axes(call: NodeCall, axes: Any) -> Any:
    """Return the axes: an attribute in older files, an input in newer ones; None for all."""
    found = call.get("axes") if axes is None else ints(axes, "axes")
    return tuple(found) if found else None


def _reduce(call: NodeCall, function: Any, x: Any, axes: Any) -> Any:
    found = _axes(call, axes)
    if found is None and call.get("noop_with_empty_axes", 0):
        return x
    keep = bool(call.get("keepdims", 1))
    if is_known(x) and x.size == 0 and function in _OF_NOTHING:
        return np.full(np.sum(x, axis=found, keepdims=keep).shape, _OF_NOTHING[function](x.dtype), x.dtype)
    out = function(x, axis=found, keepdims=keep)
    return same(out if hasattr(out, "dtype") else np.asarray(out), x)


def _add(kind: str, function: Any) -> None:
    def compute(call: NodeCall, x: Any, axes: Any = None) -> Any:
        return _reduce(call, function, x, axes)

    NODES[kind] = compute


for _kind, _function in _KINDS.items():
    _add(_kind, _function)


@node("ReduceL1")
def _l1(call: NodeCall, x: Any, axes: Any = None) -> Any:
    return _reduce(call, badak.sum, badak.absolute(x), axes)


@node("ReduceL2")
def _l2(call: NodeCall, x: Any, axes: Any = None) -> Any:
    return same(badak.sqrt(_reduce(call, badak.sum, badak.square(x), axes)), x)


@node("ReduceSumSquare")
def _sum_square(call: NodeCall, x: Any, axes: Any = None) -> Any:
    return _reduce(call, badak.sum, badak.square(x), axes)


@node("ReduceLogSum")
def _log_sum(call: NodeCall, x: Any, axes: Any = None) -> Any:
    return same(badak.log(_reduce(call, badak.sum, x, axes)), x)


@node("ArgMax", "ArgMin")
def _arg(call: NodeCall, x: Any) -> Any:
    function = badak.argmax if call.kind == "ArgMax" else badak.argmin
    axis, keep = call.get("axis", 0) % x.ndim, bool(call.get("keepdims", 1))
    if not call.get("select_last_index", 0):
        return _long(function(x, axis=axis, keepdims=keep))
    if x.shape[axis] is None:
        raise Unable("select_last_index over a size that is not fixed")
    return _long(x.shape[axis] - 1 - function(badak.flip(x, axis=axis), axis=axis, keepdims=keep))


def _long(x: Any) -> Any:
    x = x if hasattr(x, "dtype") else np.asarray(x)
    return x.astype(np.int64) if is_known(x) else badak.astype(x, dtype=np.int64)


@node("CumSum")
def _cumsum(call: NodeCall, x: Any, axis: Any) -> Any:
    place = int(known(axis, "axis")) % x.ndim
    x = badak.flip(x, axis=place) if call.get("reverse", 0) else x
    out = badak.cumsum(x, axis=place)
    out = out - x if call.get("exclusive", 0) else out
    return same(badak.flip(out, axis=place) if call.get("reverse", 0) else out, x)


@node("TopK")
def _top_k(call: NodeCall, x: Any, k: Any = None) -> Any:
    axis = call.get("axis", -1) % x.ndim
    if k is not None and np.size(k) == 1 and has_sizes(k) and is_length_of(np.ravel(k)[0], x, axis):
        count = None  # all of them, in order
    else:
        count = int(call.get("k")) if k is None else int(known(k, "k").reshape(()))
    if call.get("largest", 1):
        order = badak.argsort(-x if x.dtype.kind != "u" else x.astype(np.int64) * -1, axis=axis)
    else:
        order = badak.argsort(x, axis=axis)
    places = getitem(order, index=(slice(None),) * axis + (slice(0, count),))
    return badak.take_along_axis(x, places, axis=axis), _long(places)


@node("CumProd")
def _cumprod(call: NodeCall, x: Any, axis: Any) -> Any:
    place = int(known(axis, "axis")) % x.ndim
    x = badak.flip(x, axis=place) if call.get("reverse", 0) else x
    if call.get("exclusive", 0):  # each product ends before its own place
        before = (slice(None),) * place
        head, rest = getitem(x, index=(*before, slice(0, 1))), getitem(x, index=(*before, slice(0, -1)))
        x = badak.concatenate([head * 0 + 1, rest], axis=place)
    out = badak.cumprod(x, axis=place)
    return same(badak.flip(out, axis=place) if call.get("reverse", 0) else out, x)
