"""Writing an ONNX graph, node by node: names, weights, constants, and the turning of axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.onnx.export.values import STAND_IN, Size, Unable, Value, fixed, to_first, to_last

OPSET = 18  # ReduceMean and its like with axes as an input, LayerNormalization, Mish; read by every runtime since 2023
IR_VERSION = 8  # the one that came with opset 18


class Writer:
    """A graph in the making.

    Attributes:
        nodes: the nodes so far, in order.
        weights: initializers by name.
    """

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: dict[str, np.ndarray] = {}
        self.taken: set[str] = set()
        self.prefix = ""
        self._known: dict[Any, Value] = {}
        self._held: list[Any] = []  # keeps alive what _known knows by its id

    # --- names ------------------------------------------------------------------------------------------------------------

    def name(self, wish: str) -> str:
        """Return a name that is not taken, and take it; it begins with the layer's path unless it begins with a slash."""
        wish = wish[1:] if wish.startswith("/") else f"{self.prefix}/{wish}" if self.prefix else wish
        name, count = wish, 0
        while name in self.taken:
            count += 1
            name = f"{wish}_{count}"
        self.taken.add(name)
        return name

    # --- nodes ------------------------------------------------------------------------------------------------------------

    def node(self, kind: str, inputs: list[str], outputs: int = 1, **attributes: Any) -> Any:
        """Add a node; return the name of its output, a list of names for several."""
        from onnx import helper

        name = self.name(kind)
        out = [self.name(f"{kind}_out") for _ in range(outputs)]
        given = {k: v for k, v in attributes.items() if v is not None}
        self.nodes.append(helper.make_node(kind, inputs, out, name=name, **given))
        return out[0] if outputs == 1 else out

    def emit(self, kind: str, *inputs: Value | None, shape: Any, dtype: Any = None, **attributes: Any) -> Value:
        """Add a node on values in badak's order of axes; return its output."""
        names = [self.last(v) if v is not None else "" for v in inputs]
        while names and not names[-1]:
            names.pop()
        if dtype is None:
            dtype = next(v.dtype for v in inputs if v is not None)
        return Value(shape, dtype, last=self.node(kind, names, **attributes))

    def each(self, kind: str, x: Value, *, dtype: Any = None, **attributes: Any) -> Value:
        """Add a node that treats each number by itself, in whichever order the axes lie."""
        out = Value(x.shape, dtype or x.dtype)
        if x.turned:
            out.first = self.node(kind, [self.first(x)], **attributes)
        else:
            out.last = self.node(kind, [self.last(x)], **attributes)
        return out

    def both(self, kind: str, x: Value, y: Value, *, dtype: Any = None) -> Value:
        """Add a node that treats two tensors number by number, with broadcasting."""
        shape = broadcast(x.shape, y.shape)
        out = Value(shape, dtype or x.dtype)
        if (x.turned or y.turned) and all(self._turns(v, len(shape)) for v in (x, y)):
            out.first = self.node(kind, [self._for_first(v, len(shape)) for v in (x, y)])
        else:
            out.last = self.node(kind, [self.last(x), self.last(y)])
        return out

    def _turns(self, v: Value, ndim: int) -> bool:
        return v.first is not None or v.array is not None or v.ndim == 0

    def _for_first(self, v: Value, ndim: int) -> str:
        if v.array is None or v.ndim == 0:
            return self.first(v)
        shape = (1,) * (ndim - v.ndim) + v.array.shape
        turned = np.transpose(v.array.reshape(shape), to_first(ndim))
        if turned.size == 1:
            turned = turned.reshape(())
        return self.weight(turned, "turned")

    # --- the two orders of axes ---------------------------------------------------------------------------------------------

    def last(self, v: Value) -> str:
        """Return the name of a value with its axes in badak's order."""
        if v.last is None:
            if v.array is not None and v.first is None:
                v.last = self.weight(v.array, v.wish)
            else:
                v.last = self.node("Transpose", [self.first(v)], perm=to_last(v.ndim))
        return v.last

    def first(self, v: Value) -> str:
        """Return the name of a value with the channels first."""
        if v.ndim < 3:  # (batch, channels) and scalars are the same either way
            return self.last(v)
        if v.first is None:
            v.first = self.node("Transpose", [self.last(v)], perm=to_first(v.ndim))
        return v.first

    # --- constants --------------------------------------------------------------------------------------------------------

    def weight(self, array: Any, wish: str) -> str:
        """Add an initializer and return its name."""
        name = self.name(wish)
        self.weights[name] = np.ascontiguousarray(array).reshape(np.shape(array))
        return name

    def constant(self, array: Any, dtype: Any = None, wish: str = "constant") -> Value:
        """Return a value for numbers that are known; equal ones share an initializer."""
        array = np.asarray(array, dtype)
        if STAND_IN in array.shape:  # a table for an unknown number of steps: it would hold for that number alone
            raise Unable
        if array.size > 16:
            return Value(array.shape, array.dtype, last=self.weight(array, wish), array=array)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._known:
            prefix, self.prefix = self.prefix, ""
            self._known[key] = Value(array.shape, array.dtype, last=self.weight(array, wish), array=array)
            self.prefix = prefix
        return self._known[key]

    def ints(self, values: Any) -> Value:
        """Return a vector of int64, as shapes and axes are given."""
        return self.constant(list(values), np.int64)

    def value(self, x: Any, like: Value | None = None) -> Value:
        """Return the value of an argument: a value, a tensor, an array or a number (of the type of ``like``)."""
        if isinstance(x, Value):
            return x
        if type(x) is Tensor:
            if id(x) not in self._known:
                self.name_weight(x, "constant")
            return self._known[id(x)]
        if isinstance(x, bool | np.bool_):
            return self.constant(x, bool)
        if isinstance(x, int | float) and like is not None:
            kind = like.dtype if isinstance(x, int) or like.dtype.kind == "f" else np.float32
            return self.constant(x, np.float32 if like.dtype.kind == "b" and isinstance(x, float) else kind)
        if isinstance(x, float):
            return self.constant(x, np.float32)
        return self.constant(x)

    def name_weight(self, x: Tensor, wish: str) -> None:
        """Say what a weight is to be called; it becomes a part of the file when it is first used."""
        if wish == "constant" and STAND_IN in x.shape:
            raise Unable
        value = Value(x.shape, x.dtype, array=np.asarray(x.data))
        value.wish = wish
        self._held.append(x)
        self._known[id(x)] = value

    # --- shapes -----------------------------------------------------------------------------------------------------------

    def sizes(self, x: Value, start: int = 0, end: int | None = None) -> Value:
        """Return the sizes of some axes as they are when the graph runs."""
        end = x.ndim if end is None else end
        known = x.shape[start:end]
        if None not in known:
            return self.ints(known)
        name = self.node("Shape", [self.last(x)], start=start, end=end)
        return Value((end - start,), np.int64, last=name)

    def reshape(self, x: Value, shape: Any) -> Value:
        """Give a value another shape; sizes that are not fixed are those of an axis, and at most one is worked out."""
        sizes, out = list(shape), fixed(shape)
        unknown = [i for i, n in enumerate(out) if n is None]
        if out == x.shape and len(unknown) < 2:
            return x
        if x.array is not None and not unknown:
            made = Value(out, x.dtype, array=x.array.reshape(out))
            made.wish = x.wish
            return made
        if len(unknown) < 2:
            numbers = self.ints([-1 if n is None else n for n in out])
            return self.emit("Reshape", x, numbers, shape=out)
        parts = []
        for n in sizes:
            if isinstance(n, Size) and n.value is not None and n.plain:
                parts.append(self.sizes(n.value, n.axis, n.axis + 1))
            else:
                parts.append(self.ints([-1 if n is None or isinstance(n, Size) else int(n)]))
        names = [self.last(part) for part in parts]
        return Value(out, x.dtype, last=self.node("Reshape", [self.last(x), self.node("Concat", names, axis=0)]))

    def transpose(self, x: Value, axes: list[int] | tuple) -> Value:
        """Put the axes in another order."""
        axes = [int(a) for a in axes]
        if axes == list(range(x.ndim)):
            return x
        key = ("transpose", *axes)
        if key not in x.views:
            back = ("transpose", *(axes.index(a) for a in range(x.ndim)))
            self._remember(x, key, back, self._transposed(x, axes))
        return x.views[key]

    def _transposed(self, x: Value, axes: list[int]) -> Value:
        shape = tuple(x.shape[a] for a in axes)
        if x.ndim > 2 and axes == to_first(x.ndim) and x.first is not None:
            return Value(shape, x.dtype, last=x.first, first=x.last if x.ndim == 3 else None)
        if x.ndim > 2 and axes == to_last(x.ndim) and x.last is not None:
            return Value(shape, x.dtype, first=x.last)
        if x.ndim > 2 and axes == to_first(x.ndim):
            return Value(shape, x.dtype, last=self.first(x))
        return self.emit("Transpose", x, shape=shape, perm=axes)

    def _remember(self, x: Value, key: tuple, back: tuple, made: Value) -> None:
        x.views[key] = made
        made.views[back] = x

    def unsqueeze(self, x: Value, axes: list[int]) -> Value:
        """Put in axes of size 1."""
        key = ("unsqueeze", *sorted(axes))
        if key not in x.views:
            shape = list(x.shape)
            for a in sorted(axes):
                shape.insert(a, 1)
            made = self.emit("Unsqueeze", x, self.ints(axes), shape=shape)
            self._remember(x, key, ("squeeze", *sorted(axes)), made)
        return x.views[key]

    def squeeze(self, x: Value, axes: list[int]) -> Value:
        """Take out axes of size 1."""
        key = ("squeeze", *sorted(axes))
        if key not in x.views:
            shape = [n for i, n in enumerate(x.shape) if i not in axes]
            made = self.emit("Squeeze", x, self.ints(axes), shape=shape)
            self._remember(x, key, ("unsqueeze", *sorted(axes)), made)
        return x.views[key]

    def cast(self, x: Value, dtype: Any) -> Value:
        """Change the number type."""
        dtype = np.dtype(dtype)
        if x.dtype == dtype:
            return x
        if x.array is not None and x.array.size < 17:
            return self.constant(x.array.astype(dtype))
        return self.each("Cast", x, dtype=dtype, to=onnx_type(dtype))


def onnx_type(dtype: Any) -> int:
    """Return ONNX's number of a number type."""
    from onnx import helper

    return helper.np_dtype_to_tensor_dtype(np.dtype(dtype))


def broadcast(*shapes: tuple) -> tuple:
    """Return the shape that shapes broadcast to, with None for sizes that are not fixed.

    Example:
        >>> broadcast((None, 3), (1, 3), ())
        (None, 3)
    """
    ndim = max(map(len, shapes))
    out = []
    for i in range(-ndim, 0):
        sizes = {s[i] for s in shapes if len(s) >= -i} - {1}
        fixed = sizes - {None}
        out.append(fixed.pop() if fixed else None if sizes else 1)
    return tuple(out)


def count(shape: tuple) -> int | None:
    """Return the number of values of a shape, None where it is not known."""
    return None if None in shape else math.prod(shape)


__all__ = ["IR_VERSION", "OPSET", "Writer", "broadcast", "count", "onnx_type"]
