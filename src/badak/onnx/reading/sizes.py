"""Sizes that are not fixed, in the calculations that files do with shapes."""

from __future__ import annotations

from typing import Any

import numpy as np

import badak
from badak.autograd.symbol import Symbol
from badak.onnx.export.values import Size
from badak.onnx.reading.registry import NodeCall, Unable, is_known, is_symbol
from badak.ops.shape import getitem

# operators that take a shape: they say themselves what they do with a size that is not fixed
_SHAPED = ("Reshape", "Expand", "ConstantOfShape", "Resize", "Upsample", "TopK")


def of_symbol(x: Any) -> np.ndarray:
    """Return the shape of a value; sizes that are not fixed know whose they are."""
    sizes = [Size(x, i) if n is None else n for i, n in enumerate(x.shape)]
    return np.array(sizes, dtype=object if None in x.shape else np.int64)


def has_sizes(x: Any) -> bool:
    """Whether an array holds sizes that are not fixed."""
    return is_known(x) and x.dtype == object and any(isinstance(n, Size) for n in np.ravel(x))


def carried(call: NodeCall, inputs: list) -> Any:
    """Carry out a node on shapes with sizes that are not fixed; None where there are none, or values of the model take part."""
    whole = call.kind != "Cast" or call.get("to") in (6, 7)  # int32, int64
    if call.kind not in _MOVES or not whole or not any(has_sizes(x) for x in inputs):
        return None
    if not all(x is None or is_known(x) for x in inputs):
        return None
    return _MOVES[call.kind](call, *[x if x is None else np.asarray(x) for x in inputs])


def _boxed(values: list, shape: tuple) -> np.ndarray:
    """Return an array of objects: NumPy would make numbers of sizes, which are numbers that stand for others."""
    out = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):
        out[i] = value
    return out.reshape(shape)


def _each(function: Any) -> Any:
    def compute(call: NodeCall, *parts: np.ndarray) -> Any:
        wide = np.broadcast_arrays(*[_boxed(list(p.ravel()), p.shape) for p in parts])
        rows = [function(*row) for row in zip(*[p.ravel() for p in wide])]
        return None if any(r is None for r in rows) else _boxed(rows, wide[0].shape)

    return compute


def _equal(x: Any, y: Any) -> bool | None:
    if not isinstance(x, Size) and not isinstance(y, Size):
        return bool(x == y)
    size, other = (x, y) if isinstance(x, Size) else (y, x)
    if isinstance(other, Size) or other >= 0:
        return None  # that is known when the model runs
    return False if size.plain else None


def _same_or(call: NodeCall, x: np.ndarray, y: np.ndarray) -> Any:
    found = _each(_equal)(call, x, y)
    return None if found is None else found.astype(bool)


def _gathered(call: NodeCall, x: np.ndarray, places: np.ndarray) -> Any:
    return _boxed([x[int(i)] for i in places.ravel()], places.shape) if x.ndim == 1 else None


def _cut(call: NodeCall, x: np.ndarray, *more: Any) -> Any:
    if x.ndim != 1 or call.get("starts") is not None:
        numbers = (call.get("starts"), call.get("ends"), None)
    else:
        numbers = (more[0], more[1], more[3] if len(more) > 3 else None)
    start, end, step = (None if n is None else int(np.ravel(n)[0]) for n in numbers)
    return x[slice(start, end, step)] if x.ndim == 1 else None


def _parted(call: NodeCall, x: np.ndarray, split: Any = None) -> Any:
    sizes = call.get("split") if split is None else [int(n) for n in split.ravel()]
    sizes = sizes or [-(-len(x) // call.outputs)] * call.outputs
    parts = np.split(x, np.cumsum(sizes)[:-1])
    return parts[0] if call.outputs == 1 else tuple(parts)


def _as_it_is(call: NodeCall, x: np.ndarray, *_: Any) -> np.ndarray:
    return x


def _joined(call: NodeCall, *parts: np.ndarray) -> np.ndarray:
    return np.concatenate([_boxed(list(p.ravel()), (p.size,)) for p in parts])


def _scalar(call: NodeCall, x: np.ndarray, *_: Any) -> Any:
    return x.reshape(()) if x.size == 1 else None


def _row(call: NodeCall, x: np.ndarray, *_: Any) -> Any:
    return x.reshape(1) if x.ndim == 0 else None


_MOVES: dict[str, Any] = {
    "Gather": _gathered, "Slice": _cut, "Split": _parted, "Concat": _joined, "Squeeze": _scalar, "Unsqueeze": _row,
    "Identity": _as_it_is, "Cast": _as_it_is, "Add": _each(lambda x, y: x + y), "Sub": _each(lambda x, y: x - y),
    "Mul": _each(lambda x, y: x * y), "Div": _each(lambda x, y: x // y), "Equal": _same_or,
    "Where": _each(lambda c, x, y: x if c else y),
}  # fmt: skip


def settled(call: NodeCall, inputs: list) -> list:
    """Return what a node is given, with numbers that are found when the model runs in the place of sizes, where it needs them."""
    if call.kind in _SHAPED or not any(has_sizes(x) for x in inputs):
        return inputs
    return [_measured(x) if has_sizes(x) else x for x in inputs]


def _measured(x: np.ndarray) -> Any:
    if x.ndim == 0:
        return _number(x.item()) if isinstance(x.item(), Size) else np.asarray(x, np.int64)
    if x.ndim > 1:
        raise Unable("calculations with sizes that are not fixed")
    return badak.concatenate(
        [badak.reshape(_number(n), (1,)) if isinstance(n, Size) else np.array([n], np.int64) for n in x]
    )


def _number(size: Size) -> Any:
    """Return a size as a value of the graph: ones along its axis, added up."""
    if type(size.value) is not Symbol:
        raise Unable("calculations with sizes that are not fixed")
    x: Any = size.value
    row = getitem(x, index=tuple(slice(None) if i == size.axis else 0 for i in range(x.ndim)))
    ones = badak.astype(badak.logical_or(badak.equal(row, row), True), dtype=np.int64)
    return badak.sum(ones, axis=0) * size.times + size.plus


_KEEPS = (
    "where", "add", "subtract", "multiply", "divide", "astype", "cumsum", "equal", "not_equal", "less", "less_equal", "greater",
    "greater_equal", "logical_and", "logical_or", "logical_not", "maximum", "minimum", "negative",
)  # fmt: skip


def is_length_of(size: Any, x: Any, axis: int) -> bool:
    """Whether a size is that of an axis of x: the axis itself, or that of a tensor which x was made of number by number."""
    if not isinstance(size, Size) or not size.plain or not is_symbol(x) or size.axis != axis:
        return False
    waiting, seen = [x], set()
    while waiting:
        symbol = waiting.pop()
        if symbol is size.value:
            return True
        record = getattr(symbol.call, "record", None)
        if id(symbol) in seen or record is None or record.name not in _KEEPS:
            continue
        seen.add(id(symbol))
        waiting += [s for s in symbol.call.symbols() if s.ndim == x.ndim]
    return False
