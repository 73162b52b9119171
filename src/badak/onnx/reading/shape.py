"""Shapes, joining, cutting, picking, padding; constants."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

import badak
from badak.onnx.export.values import Size
from badak.onnx.reading.layers import embedding
from badak.onnx.reading.limits import MOST_TAPS, bounded
from badak.onnx.reading.registry import NodeCall, Unable, Zeros, ints, is_known, is_symbol, known, node
from badak.onnx.reading.sizes import of_symbol
from badak.ops.shape import getitem


def _as_array(x: Any) -> Any:
    return np.asarray(x) if isinstance(x, int | float | bool) else x


@node("Constant")
def _constant(call: NodeCall) -> Any:
    for name in ("value", "value_float", "value_int", "value_floats", "value_ints"):
        if call.get(name) is not None:
            kind = np.float32 if "float" in name else np.int64 if "int" in name else None
            return np.asarray(call.get(name), kind)
    raise Unable("Constant of texts or of a sparse tensor")


@node("ConstantOfShape")
def _constant_of_shape(call: NodeCall, shape: Any) -> Any:
    value = call.get("value")
    value = np.zeros(1, np.float32) if value is None else np.asarray(value)
    if any(isinstance(n, Size) for n in known(shape, "shape", sizes=True).reshape(-1)) and not np.any(value):
        return Zeros()
    sizes = ints(shape, "shape")
    bounded(*sizes)
    return np.full(sizes, value.reshape(-1)[0], value.dtype)


@node("Shape")
def _shape(call: NodeCall, x: Any) -> Any:
    return of_symbol(x)[slice(call.get("start"), call.get("end"))]


@node("Size")
def _size(call: NodeCall, x: Any) -> Any:
    if None in x.shape:
        return np.array(Size(), dtype=object)
    return np.array(int(np.prod(x.shape)), np.int64)


@node("Reshape")
def _reshape(call: NodeCall, x: Any, shape: Any = None) -> Any:
    shape = np.asarray(call.get("shape"), np.int64) if shape is None else shape  # an attribute before opset 5
    wanted = list(known(shape, "the shape of a Reshape", sizes=True).reshape(-1))
    free = [i for i, n in enumerate(wanted) if isinstance(n, Size)]
    out: list[int] = []
    for i, n in enumerate(wanted):
        if isinstance(n, Size):
            out.append(-1)
        elif n == 0 and not call.get("allowzero", 0):
            size = x.shape[i]
            out.append(-1 if size is None else int(size))
        else:
            out.append(int(n))
    if out.count(-1) > 1:
        known_sizes = [n for n in out if n != -1]
        fixed = [n for n in x.shape if n is not None]
        kept = [i for i, n in enumerate(wanted) if i in free or (n == 0 and out[i] == -1)]
        rest = [i for i, n in enumerate(out) if n == -1 and i not in kept]
        # the size to be worked out is fixed by the others, where all that is not fixed is kept as it is
        plain = all(not isinstance(wanted[i], Size) or cast(Any, wanted[i]).plain for i in kept)
        if len(rest) == 1 and len(kept) == list(x.shape).count(None) and plain:
            out[rest[0]] = int(np.prod(fixed)) // max(int(np.prod(known_sizes)), 1)
        if out.count(-1) > 1:
            raise Unable("Reshape with several sizes that are not fixed")
    if is_symbol(x) and out and out[0] != -1 and x.shape and x.shape[0] is None and -1 not in out:
        size = int(np.prod([n for n in x.shape[1:] if n is not None]))
        if size and int(np.prod(out[1:])) == size:  # a file that was written for one sample at a time
            out[0] = -1
    return badak.reshape(x, tuple(out))


@node("Flatten")
def _flatten(call: NodeCall, x: Any) -> Any:
    axis = call.get("axis", 1)
    axis = axis + x.ndim if axis < 0 else axis
    rows, columns = x.shape[:axis], x.shape[axis:]
    if None in columns:
        raise Unable("Flatten of sizes that are not fixed")
    return badak.reshape(x, (-1 if None in rows else int(np.prod(rows)), int(np.prod(columns))))


@node("Transpose")
def _transpose(call: NodeCall, x: Any) -> Any:
    axes = call.get("perm") or list(range(x.ndim))[::-1]
    return badak.transpose(x, tuple(axes))


@node("Squeeze")
def _squeeze(call: NodeCall, x: Any, axes: Any = None) -> Any:
    found = call.get("axes") if axes is None else ints(axes, "axes")
    found = [i for i, n in enumerate(x.shape) if n == 1] if found is None else [a % x.ndim for a in found]
    index = tuple(0 if i in found else slice(None) for i in range(x.ndim))
    return _as_array(getitem(x, index=index)) if found else x


@node("Unsqueeze")
def _unsqueeze(call: NodeCall, x: Any, axes: Any = None) -> Any:
    found = call.get("axes") if axes is None else ints(axes, "axes")
    x = _as_array(x)
    ndim = x.ndim + len(found)
    places = {a % ndim for a in found}
    return getitem(x, index=tuple(None if i in places else slice(None) for i in range(ndim)))


@node("Concat")
def _concat(call: NodeCall, *parts: Any) -> Any:
    if all(is_known(p) for p in parts):
        return np.concatenate([np.atleast_1d(p) for p in parts], axis=call.get("axis", 1 if call.opset < 4 else 0))
    return badak.concatenate(list(parts), axis=call.get("axis"))


@node("Split")
def _split(call: NodeCall, x: Any, split: Any = None) -> Any:
    axis = call.get("axis", 0) % x.ndim
    sizes = call.get("split") if split is None else ints(split, "split")
    if sizes is None:
        n, count = x.shape[axis], call.outputs
        if n is None:
            raise Unable("Split of a size that is not fixed")
        step = -(-n // count)
        sizes = [step] * (count - 1) + [n - step * (count - 1)]
    starts = np.cumsum([0, *sizes])
    out = [getitem(x, index=(slice(None),) * axis + (slice(int(a), int(b)),)) for a, b in zip(starts[:-1], starts[1:])]
    return out[0] if call.outputs == 1 else tuple(out)


@node("Slice")
def _slice(call: NodeCall, x: Any, starts: Any = None, ends: Any = None, axes: Any = None, steps: Any = None) -> Any:
    if starts is None:
        first, last, places = call.get("starts"), call.get("ends"), call.get("axes")
    else:
        first, last = ints(starts, "starts"), ints(ends, "ends")
        places = None if axes is None else ints(axes, "axes")
    by = [1] * len(first) if steps is None else ints(steps, "steps")
    places = list(range(len(first))) if places is None else places
    index = [slice(None)] * x.ndim
    for axis, a, b, s in zip(places, first, last, by):
        n = x.shape[axis % x.ndim]
        index[axis % x.ndim] = _range(a, b, s, n)
    return _as_array(getitem(x, index=tuple(index)))


def _range(a: int, b: int, s: int, n: int | None) -> slice:
    """Return Python's slice for ONNX's numbers, which may lie beyond both ends."""
    far = 2**31 - 2
    if s > 0:
        a = max(a, -n) if n is not None and a < 0 else a
        return slice(a, None if b > far else b, s)
    stop: int | None = b
    if b < -far or (n is not None and b < -n):
        stop = None
    return slice(None if a > far or (n is not None and a >= n) else a, stop, s)


@node("Gather")
def _gather(call: NodeCall, x: Any, indices: Any) -> Any:
    axis = call.get("axis", 0)
    if is_known(x) and is_known(indices):
        return np.asarray(np.take(x, indices, axis=axis))
    # ids below 0 count from the end, which a table of vectors that learns does not know
    made = embedding(call, x, indices) if axis == 0 else None
    if made is not None:
        return made
    size = x.shape[axis]
    if size is not None and not (is_known(indices) and (np.asarray(indices) >= 0).all()):
        indices = badak.where(badak.less(indices, 0), indices + size, indices)
    return badak.take(x, indices, axis=axis)


@node("GatherElements")
def _gather_elements(call: NodeCall, x: Any, indices: Any) -> Any:
    axis = call.get("axis", 0)
    size = x.shape[axis]
    if size is not None:
        indices = badak.where(badak.less(indices, 0), indices + size, indices)
    return badak.take_along_axis(x, indices, axis=axis)


@node("Expand")
def _expand(call: NodeCall, x: Any, shape: Any) -> Any:
    wanted = list(known(shape, "the shape of an Expand", sizes=True).reshape(-1))
    own = [1] * (len(wanted) - x.ndim) + list(x.shape)
    wanted = [1] * (len(own) - len(wanted)) + wanted
    if None not in own and not any(isinstance(n, Size) for n in wanted):
        sizes = np.broadcast_shapes(tuple(own), tuple(int(n) for n in wanted))
        bounded(*sizes)
        return badak.broadcast_to(x, sizes)
    if is_known(x) and not np.any(x):
        return Zeros()
    if any((isinstance(m, Size) and n is not None) or (n is None and int(m) != 1 and not isinstance(m, Size))
           for n, m in zip(own, wanted)):  # fmt: skip
        raise Unable("Expand to sizes that are not fixed")
    ones = [1 if n is None else max(n, int(m)) for n, m in zip(own, wanted)]  # a size that is not fixed stays
    bounded(*ones)
    if x.ndim == len(ones) and all(n in (None, m) for n, m in zip(own, ones)):
        return x
    zeros = np.zeros(ones, x.dtype)
    return badak.logical_or(x, zeros) if x.dtype.kind == "b" else x + zeros


@node("Tile")
def _tile(call: NodeCall, x: Any, repeats: Any) -> Any:
    counts = ints(repeats, "repeats")
    bounded(*x.shape, *counts)
    for axis, times in enumerate(counts):
        if times > 1 and x.shape[axis] == 1:
            x = badak.repeat(x, times, axis=axis)
        elif times != 1:
            bounded(times, most=MOST_TAPS)
            x = badak.concatenate([x] * times, axis=axis) if times else getitem(
                x, index=(slice(None),) * axis + (slice(0, 0),))  # fmt: skip
    return x


@node("Pad")
def _pad(call: NodeCall, x: Any, pads: Any = None, value: Any = None, axes: Any = None) -> Any:
    numbers = call.get("pads", call.get("paddings")) if pads is None else ints(pads, "pads")
    fill = call.get("value", 0.0) if value is None else known(value, "the value of a Pad").reshape(()).item()
    mode = call.get("mode", "constant")
    places = list(range(x.ndim)) if axes is None else [a % x.ndim for a in ints(axes, "axes")]
    pairs = [(0, 0)] * x.ndim
    for i, axis in enumerate(places):
        pairs[axis] = (numbers[i], numbers[i + len(places)])
    bounded(*[(n or 1) + max(a, 0) + max(b, 0) for n, (a, b) in zip(x.shape, pairs)])
    cuts = [(max(-a, 0), max(-b, 0)) for a, b in pairs]
    if any(a or b for a, b in cuts):
        x = getitem(x, index=tuple(slice(a, -b if b else None) for a, b in cuts))
    widths = tuple((max(a, 0), max(b, 0)) for a, b in pairs)
    return badak.pad(x, widths, value=fill, mode=mode) if any(a or b for a, b in widths) else x


@node("Range")
def _range_of(call: NodeCall, start: Any, limit: Any, delta: Any) -> Any:
    a, b, s = (cast(Any, known(n, "the end of a Range").reshape(())) for n in (start, limit, delta))
    bounded(max((b - a) / s, 0))
    return np.arange(a, b, s, dtype=a.dtype)


@node("Trilu")
def _trilu(call: NodeCall, x: Any, k: Any = None) -> Any:
    by = 0 if k is None else int(known(k, "k").reshape(()))
    return (badak.triu if call.get("upper", 1) else badak.tril)(x, k=by)


@node("OneHot")
def _one_hot(call: NodeCall, x: Any, depth: Any, values: Any) -> Any:
    count = int(known(depth, "depth").reshape(-1)[0])
    off, on = known(values, "values")
    bounded(*x.shape, count)
    x = badak.where(badak.less(x, 0), x + np.asarray(count, x.dtype), x)
    numbers = np.arange(count).astype(x.dtype)
    rows = badak.equal(getitem(x, index=(..., None)), numbers)
    axis = call.get("axis", -1) % (x.ndim + 1)
    axes = list(range(x.ndim))
    axes.insert(axis, x.ndim)
    return badak.transpose(badak.where(rows, np.asarray(on), np.asarray(off)), tuple(axes))
