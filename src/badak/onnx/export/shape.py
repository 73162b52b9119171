"""Shapes, joining, picking, padding."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.onnx.export.elementwise import op
from badak.onnx.export.registry import operation
from badak.onnx.export.values import Size, Unable, Value, axis_first, fixed
from badak.onnx.export.writer import Writer, broadcast

_END = np.iinfo(np.int64).max  # ONNX's word for "to the end"


@operation("reshape")
def _reshape(g: Writer, x: Any, *, shape: Any) -> Value:
    x = g.value(x)
    shape = tuple(shape) if isinstance(shape, tuple | list) else (shape,)
    shape = tuple(None if n == -1 else n for n in shape)
    if None in shape and None not in x.shape and not any(isinstance(n, Size) for n in shape):
        known = int(np.prod([n for n in shape if n is not None]))
        shape = tuple(int(np.prod(x.shape)) // known if n is None else n for n in shape)
    return g.reshape(x, shape)


@operation("transpose")
def _transpose(g: Writer, x: Any, *, axes: Any = None) -> Value:
    x = g.value(x)
    axes = range(x.ndim)[::-1] if axes is None else [int(a) % x.ndim for a in axes]
    return g.transpose(x, tuple(axes))


@operation("broadcast_to")
def _broadcast_to(g: Writer, x: Any, *, shape: Any) -> Value:
    x = g.value(x)
    parts = [
        g.sizes(n.value, n.axis, n.axis + 1)
        if isinstance(n, Size) and n.value is not None and n.plain
        else g.ints([int(n)])
        for n in shape
    ]
    if any(isinstance(n, Size) and not n.plain for n in shape):
        raise Unable
    wanted = parts[0] if len(parts) == 1 else Value((len(parts),), np.int64, last=g.node(
        "Concat", [g.last(p) for p in parts], axis=0))  # fmt: skip
    return g.emit("Expand", x, wanted, shape=broadcast(x.shape, fixed(shape)))


@operation("concatenate")
def _concatenate(g: Writer, *parts: Any, axis: int = 0) -> Value:
    if len(parts) == 1 and isinstance(parts[0], tuple | list):
        parts = tuple(parts[0])
    like = next(p for p in parts if isinstance(p, Value))
    values = [g.value(p, like) for p in parts]
    ndim, place = like.ndim, int(axis) % like.ndim
    sizes = [v.shape[place] for v in values]
    shape = tuple(
        (None if None in sizes else sum(sizes))
        if i == place
        else next((v.shape[i] for v in values if v.shape[i]), None)
        for i in range(ndim)
    )
    if ndim > 2 and all(v.turned for v in values):
        name = g.node("Concat", [g.first(v) for v in values], axis=axis_first(place, ndim))
        return Value(shape, like.dtype, first=name)
    return g.emit("Concat", *values, shape=shape, dtype=like.dtype, axis=place)


_MODES = {"constant": "constant", "edge": "edge", "reflect": "reflect"}


@operation("pad")
def _pad(g: Writer, x: Any, *, pad_width: Any, value: float = 0.0, mode: str = "constant") -> Value:
    x = g.value(x)
    if mode not in _MODES:
        raise Unable
    pairs = np.broadcast_to(np.asarray(pad_width, np.int64), (x.ndim, 2)).tolist()
    shape = tuple(None if n is None else n + sum(p) for n, p in zip(x.shape, pairs))
    out = Value(shape, x.dtype)
    fill = [g.last(g.constant(value, x.dtype))] if mode == "constant" else []
    if x.turned:
        pairs = [pairs[0], pairs[-1], *pairs[1:-1]]
    widths = g.last(g.ints([a for a, _ in pairs] + [b for _, b in pairs]))
    name = g.node("Pad", [g.first(x) if x.turned else g.last(x), widths, *fill], mode=mode)
    if x.turned:
        out.first = name
    else:
        out.last = name
    return out


def _slice(g: Writer, x: Value, rows: list[tuple]) -> Value:
    """Cut out (axis, start, stop, step)."""
    shape = list(x.shape)
    for axis, start, stop, step in rows:
        n = shape[axis]
        shape[axis] = None if n is None else len(range(*slice(start, stop, step).indices(n)))
    axes, starts, stops, steps = zip(*rows)
    ends = [(_END if s > 0 else -_END) if e is None else e for e, s in zip(stops, steps)]
    begins = [(0 if s > 0 else _END) if b is None else b for b, s in zip(starts, steps)]
    if x.turned:
        axes = [axis_first(a, x.ndim) for a in axes]
    rest = [g.last(g.ints(numbers)) for numbers in (begins, ends, axes, steps)]
    name = g.node("Slice", [g.first(x) if x.turned else g.last(x), *rest])
    size = tuple(shape)
    return Value(size, x.dtype, first=name) if x.turned else Value(size, x.dtype, last=name)


@operation("flip")
def _flip(g: Writer, x: Any, *, axis: Any = None) -> Value:
    from badak.onnx.export.reduce import axes_of

    x = g.value(x)
    return _slice(g, x, [(a, None, None, -1) for a in axes_of(axis, x.ndim)])


@operation("roll")
def _roll(g: Writer, x: Any, *, shift: int, axis: int | None = None) -> Value:
    x = g.value(x)
    place = 0 if axis is None else int(axis) % x.ndim
    if axis is None or x.shape[place] is None:
        raise Unable
    by = int(shift) % x.shape[place]
    if not by:
        return x
    back, front = _slice(g, x, [(place, -by, None, 1)]), _slice(g, x, [(place, None, -by, 1)])
    return _concatenate(g, back, front, axis=place)


@operation("repeat")
def _repeat(g: Writer, x: Any, *, repeats: int, axis: int = -1) -> Value:
    x = g.value(x)
    place = int(axis) % x.ndim
    if x.shape[place] == 1:
        times = g.ints([int(repeats) if i == place else 1 for i in range(x.ndim)])
        shape = (*x.shape[:place], int(repeats), *x.shape[place + 1 :])
        return g.emit("Tile", x, times, shape=shape)
    wide = g.unsqueeze(x, [place + 1])
    tiled = (*x.shape[: place + 1], int(repeats), *x.shape[place + 1 :])
    times = g.ints([int(repeats) if i == place + 1 else 1 for i in range(wide.ndim)])
    many = g.emit("Tile", wide, times, shape=tiled)
    sizes = [Size(x, i) if n is None else n for i, n in enumerate(x.shape)]
    sizes[place] = Size() if x.shape[place] is None else x.shape[place] * int(repeats)
    return g.reshape(many, sizes)


def _from_the_end(n: Any, x: Value, axis: int) -> Any:
    """Return an end of a slice; one so far before an unknown size counts from the end, as in Python."""
    if isinstance(n, Size) and n.of(x, axis) and n.times == 1 and n.plus <= 0:
        return n.plus or None
    return n


@operation("getitem")
def _getitem(g: Writer, x: Any, *, index: Any) -> Value:
    x = g.value(x)
    parts = list(index) if isinstance(index, tuple) else [index]
    if any(not (p is None or p is Ellipsis or isinstance(p, slice | int | np.integer)) or isinstance(p, bool)
           for p in parts):  # fmt: skip
        raise Unable
    if Ellipsis in parts:
        at = parts.index(Ellipsis)
        room = x.ndim - sum(p is not None and p is not Ellipsis for p in parts)
        parts[at : at + 1] = [slice(None)] * room
    rows, drop, put, axis, place = [], [], [], 0, 0
    for part in parts:
        if part is None:
            put.append(place)
            place += 1
            continue
        if isinstance(part, slice):
            ends = [_from_the_end(n, x, axis) for n in (part.start, part.stop)]
            numbers = (*ends, 1 if part.step is None else int(part.step))
            if any(isinstance(n, Size) for n in numbers):
                raise Unable
            if numbers != (None, None, 1):
                rows.append((axis, *numbers))
            place += 1
        else:
            at = int(part)
            if x.shape[axis] != 1:
                rows.append((axis, at, at + 1 if at != -1 else None, 1))
            drop.append(axis)
        axis += 1
    x = _slice(g, x, rows) if rows else x
    x = g.squeeze(x, drop) if drop else x
    return g.unsqueeze(x, put) if put else x


@operation("take")
def _take(g: Writer, x: Any, indices: Any, *, axis: int = 0, sparse: bool = False) -> Value:
    x, indices = g.value(x), g.value(indices)
    place = int(axis) % x.ndim
    shape = (*x.shape[:place], *indices.shape, *x.shape[place + 1 :])
    return g.emit("Gather", x, _places(g, indices), shape=shape, axis=place)


def _places(g: Writer, indices: Value) -> Value:
    return indices if indices.dtype in (np.int32, np.int64) else g.cast(indices, np.int64)


@operation("take_along_axis")
def _take_along_axis(g: Writer, x: Any, indices: Any, *, axis: int = -1) -> Value:
    x, indices = g.value(x), g.value(indices)
    return g.emit("GatherElements", x, _places(g, indices), shape=indices.shape, axis=int(axis) % x.ndim)


def _triangle(g: Writer, x: Any, k: int, upper: int) -> Value:
    x = g.value(x)
    return g.emit("Trilu", x, g.constant(int(k), np.int64), shape=x.shape, upper=upper)


@operation("tril")
def _tril(g: Writer, x: Any, *, k: int = 0) -> Value:
    return _triangle(g, x, k, 0)


@operation("triu")
def _triu(g: Writer, x: Any, *, k: int = 0) -> Value:
    return _triangle(g, x, k, 1)


@operation("one_hot")
def _one_hot(g: Writer, x: Any, *, num_classes: int, dtype: Any = np.float32) -> Value:
    x = g.value(x)
    same = op(g, "equal", g.unsqueeze(x, [x.ndim]), g.constant(np.arange(num_classes), x.dtype))
    return g.cast(same, dtype)


@operation("upsample")
def _upsample(g: Writer, x: Any, *, size: Any = 2) -> Value:
    x = g.value(x)
    rank = x.ndim - 2
    by = [int(s) for s in size] if isinstance(size, tuple | list) else [int(size)] * rank
    scales = g.last(g.constant([1.0, 1.0, *map(float, by)], np.float32))
    name = g.node("Resize", [g.first(x), "", scales], mode="nearest", coordinate_transformation_mode="asymmetric",
                  nearest_mode="floor")  # fmt: skip
    sizes = tuple(None if n is None else n * s for n, s in zip(x.shape[1:-1], by))
    return Value((x.shape[0], *sizes, x.shape[-1]), x.dtype, first=name)


def _factor(n: Any, x: Value, axis: int) -> float:
    """Return by how much an axis grows."""
    own = x.shape[axis]
    if isinstance(n, Size):
        if not n.of(x, axis) or n.plus:
            raise Unable
        return float(n.times)
    if own is None:
        raise Unable
    return n / own


@operation("resize")
def _resize(g: Writer, x: Any, *, size: Any, interpolation: str = "bilinear", antialias: bool = False) -> Value:
    from badak.onnx.export.elementwise import floats

    x = floats(g, g.value(x))
    rank = x.ndim - 2
    sizes = list(size) if isinstance(size, tuple | list) else [size] * rank
    if interpolation not in ("nearest", "bilinear") or (antialias and interpolation != "nearest"):
        raise Unable
    how: Any = {"mode": "linear"}
    if interpolation == "nearest":  # the pixel whose area holds the new centre: floor((i + ½) n/m)
        how = {"mode": "nearest", "nearest_mode": "round_prefer_ceil"}
    if any(isinstance(n, Size) for n in sizes):  # so many times as large, whatever the size is
        factors = [_factor(n, x, i + 1) for i, n in enumerate(sizes)]
        scales = g.last(g.constant([1.0, 1.0, *factors], np.float32))
        name = g.node("Resize", [g.first(x), "", scales], coordinate_transformation_mode="half_pixel", **how)
        return Value((x.shape[0], *fixed(sizes), x.shape[-1]), x.dtype, first=name)
    batch = g.sizes(Value((x.shape[0],), x.dtype, last=g.first(x)), 0, 1)
    rest = g.ints([x.shape[-1], *sizes])
    wanted = g.node("Concat", [g.last(batch), g.last(rest)], axis=0)
    name = g.node("Resize", [g.first(x), "", "", wanted], coordinate_transformation_mode="half_pixel", **how)
    return Value((x.shape[0], *sizes, x.shape[-1]), x.dtype, first=name)
