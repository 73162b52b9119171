"""The graph of a model: calls of layers and of operations on symbols, written down instead of computed.

    x = badak.Input((784,))                      a symbol: shape (None, 784), no values
    h = badak.layers.Dense(64)(x)                a call of a layer
    y = badak.relu(h) + 1.0                      two calls of operations

A symbol knows the call that makes it, a call the symbols it reads; there is no list of all calls anywhere. A model follows
its outputs back to its inputs (``trace``) and keeps what it finds on the way, in an order in which it can run.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from badak.autograd.symbol import Symbol, has_symbol
from badak.autograd.tensor import Tensor
from badak.errors import BadakError, error, shape_text
from badak.layers.core import InputLayer
from badak.layers.layer import Layer
from badak.layers.parts import Sublayer

_TRIED = (
    (61, 67, 71, 73, 79, 83),
    (97, 101, 103, 107, 109, 113),
)  # sizes that stand for None, to see which come through


class Call:
    """One use of a layer or an operation.

    Attributes:
        layer: the layer, or None.
        record: the operation's record, or None.
        args: what it is given: symbols, arrays and numbers, in lists and tuples.
        options: keywords: those of the operation, or ``training=`` and ``mask=`` of the layer.
        outputs: the symbols it makes.
        several: whether its result is a tuple.
    """

    __slots__ = ("layer", "record", "args", "options", "outputs", "several")

    def __init__(self, layer: Any, record: Any, args: Any, options: dict) -> None:
        self.layer = layer
        self.record = record
        self.args = args
        self.options = options
        self.outputs: list[Symbol] = []
        self.several = False

    def symbols(self) -> list[Symbol]:
        """Return the symbols it reads, in order."""
        return [*leaves(self.args), *leaves(list(self.options.values()))]

    def makes(self, shapes: Any, dtypes: Any, name: str) -> Any:
        """Make the symbols of its results."""
        self.several = isinstance(shapes, list)
        both = zip(shapes, dtypes, strict=True) if self.several else [(shapes, dtypes)]
        self.outputs = [Symbol(shape, dtype, self, i, name) for i, (shape, dtype) in enumerate(both)]
        return tuple(self.outputs) if self.several else self.outputs[0]

    @property
    def label(self) -> str:
        """What messages call it."""
        return self.layer.label if self.layer is not None else self.record.name


def leaves(x: Any) -> list[Symbol]:
    """Return the symbols in nested lists, tuples and dicts, in order."""
    if type(x) is Symbol:
        return [x]
    if isinstance(x, dict):
        x = list(x.values())
    return [s for part in x for s in leaves(part)] if isinstance(x, list | tuple) else []


def filled(x: Any, values: Callable[[Symbol], Any]) -> Any:
    """Return nested lists, tuples and dicts with a value in the place of each symbol."""
    if type(x) is Symbol:
        return values(x)
    if isinstance(x, dict):
        return {k: filled(v, values) for k, v in x.items()}
    return type(x)(filled(part, values) for part in x) if isinstance(x, list | tuple) else x


def Input(
    shape: Any = None, *, name: str | None = None, dtype: Any = None, batch_size: int | None = None
) -> Symbol:  # fmt: skip
    """Begin a model: a symbol that stands for its data.

    Args:
        shape: shape of one sample without the batch axis; None for sizes that are not fixed (the number of steps).
        name: name of the input; data may be given to the model as a dict by these names.
        dtype: number type of the data: ``"int32"`` for ids that an Embedding looks up, ``"str"`` for texts that a
            TextVectorization reads (``shape=()``), float32 by default.
        batch_size: ignored; batches may have any size.

    Returns:
        A symbol for layers and operations; ``Sequential([badak.Input(…), …])`` takes it too.

    Example:
        >>> import badak
        >>> words = badak.Input(shape=(None,), dtype="int32", name="words")
        >>> words.shape
        (None, None)
    """
    if shape is None:
        raise error("BD003", where="Input", name="shape", got="None", expected="(784,) | (28, 28, 1) | (None,)")
    layer = InputLayer(shape=shape, name=name, dtype=None if dtype is None else np.dtype(dtype).name
                       if dtype not in ("string", "str", str) else "string", batch_size=batch_size)  # fmt: skip
    return symbol_of(layer)


def symbol_of(layer: InputLayer) -> Symbol:
    """Return the symbol of an input's layer."""
    call = Call(layer, None, (), {})
    dtype = layer.dtype or np.float32
    made = call.makes((None, *(layer.input_shape or ())), dtype, layer.name or "")
    note_use(layer, call)
    return made


def note_use(layer: Layer, call: Call) -> None:
    """Let a layer know a call, for ``layer.input`` and ``layer.output``."""
    layer.__dict__.setdefault("uses", []).append(call)


def symbol_of_use(layer: Layer, which: str) -> Any:
    """Return the symbols that a layer reads (``"input"``) or makes (``"output"``) in its one call.

    Raises:
        UseError: BD243, when the layer was called on no symbol, or more than once.
    """
    owner = layer.__dict__.get("owner")
    model = owner() if owner is not None else None
    if model is not None and model.slot is not None:
        model.symbols()  # a Sequential writes its graph when it is asked for
    calls = layer.__dict__.get("uses", [])
    if len(calls) != 1:
        raise error("BD243", where=layer.label, name=which, count=len(calls), got=", ".join(
            repr(s) for call in calls[:5] for s in call.outputs) or "-")  # fmt: skip
    call = calls[0]
    if which == "output" or not call.symbols():
        return tuple(call.outputs) if call.several else call.outputs[0]
    return list(call.args) if isinstance(call.args, tuple) else call.args


def call_layer(layer: Layer, x: Any, options: dict) -> Any:
    """Write down that a layer is applied to symbols; the layer builds itself, as it does on data.

    Raises:
        ShapeError: what the layer says of data of these shapes; BD231, where the layer has weights for others.
    """
    made, call = written(layer, x, options)
    note_use(layer, call)
    return made


def written(layer: Layer, x: Any, options: dict) -> tuple[Any, Call]:
    """Return the symbols of a call of a layer, and the call, which the layer does not get to know."""
    args = tuple(x) if isinstance(x, list) else x
    inputs = leaves(args)
    if isinstance(args, tuple) and any(type(part) is not Symbol for part in args):
        args = tuple(part if type(part) is Symbol else np.asarray(getattr(part, "data", part)) for part in args)
    shape = tuple(_sample(s) for s in args) if isinstance(args, tuple) else _sample(args)
    try:
        if layer.slot is None:
            layer.build(shape)
        else:
            _check_weights(layer, shape)
        out = layer.shape_of_call(shape, options)
    except BadakError as problem:
        if problem.code == "BD100" and layer.slot is None:
            raise _too_short(layer, args, problem) from None
        raise
    call = Call(layer, None, args, {k: v for k, v in options.items() if v is not None})
    dtype = getattr(layer, "out_dtype", None) or layer.dtype or np.float32
    if isinstance(layer, InputLayer) and inputs:
        dtype = inputs[0].dtype
    several = bool(out) and isinstance(out[0], tuple)
    shapes: Any = [(None, *each) for each in out] if several else (None, *out)
    return call.makes(shapes, [dtype] * len(out) if several else dtype, layer.name or ""), call


def _sample(x: Any) -> tuple:
    return tuple(x.shape[1:])


def _check_weights(layer: Layer, shape: Any) -> None:
    """Refuse samples for which a layer that is used again would need other weights."""
    try:
        wanted = layer.declare(shape)
    except BadakError as problem:
        raise problem.within(layer.label) from None
    for name, item in layer._built().declared.items():
        other = wanted.get(name)
        same = other is None or isinstance(item, Sublayer) or tuple(other.shape) == tuple(item.shape)
        if not same or (other is None and not isinstance(item, Sublayer)):
            raise error(
                "BD231", where=layer.label, got=shape_text(shape), expected=shape_text(layer._built().shape), name=name,
                has=shape_text(item.shape), needs=shape_text(other.shape) if other is not None else "-",
            )  # fmt: skip


def call_operation(record: Any, args: tuple, static: dict) -> Any:
    """Write down that an operation is applied to symbols.

    The shape of the result is what the operation's own rule says, asked twice with different sizes in the place of those that
    are not fixed: sizes that change with them are not fixed either. One sample of zeros tells the number type.
    """
    call = Call(None, record, args, static)
    shapes, dtypes = _by_rule(record, args, static) or _by_trial(record, args, static)
    return call.makes(shapes, dtypes, record.name)


def _by_rule(record: Any, args: tuple, static: dict) -> tuple | None:
    """Return shape and number type by the operation's rule; None where it has several results, or something does not fit."""
    if record.outputs or record.returns:
        return None
    # What is to be worked out of the batch may only come out even for some batches: (batch · steps) is split again.
    times = _multiple(static.get("shape")) if record.name == "reshape" else 1
    sizes = [tuple(n * times for n in each) for each in (*_TRIED, (1, *_TRIED[0][1:]))]
    try:
        first, second, least = (
            tuple(record.shape(*[_shape_of(a, each) for a in args if a is not None], **static)) for each in sizes
        )
        out = None if record.name == "reshape" else _tried(record, args, static, sizes[2])
    except (BadakError, ValueError, TypeError, IndexError, ZeroDivisionError):
        return None  # the trial says in words what is wrong
    if isinstance(out, tuple) or (out is not None and tuple(out.shape) != least):
        return None
    shape = tuple(a if a == b else None for a, b in zip(first, second, strict=True))
    return shape, (args[0] if out is None else out).dtype


def _by_trial(record: Any, args: tuple, static: dict) -> tuple:
    """Return shapes and number types by computing with zeros, twice."""
    found = [_tried(record, args, static, sizes) for sizes in _TRIED]
    first, second = (out if isinstance(out, tuple) else (out,) for out in found)
    shapes = [
        tuple(a if a == b else None for a, b in zip(one.shape, two.shape, strict=True))
        for one, two in zip(first, second, strict=True)
    ]
    dtypes = [out.dtype for out in first]
    return (shapes, dtypes) if isinstance(found[0], tuple) else (shapes[0], dtypes[0])


def _multiple(shape: Any) -> int:
    """Return what the number of values must be a multiple of, for a new shape with a size that is worked out."""
    sizes = shape if isinstance(shape, tuple | list) else (shape,)
    return math.prod(n for n in sizes if n > 0) if -1 in sizes else 1


def _shape_of(x: Any, sizes: tuple) -> tuple:
    if type(x) is Symbol:
        return tuple(n if n is not None else sizes[i % len(sizes)] for i, n in enumerate(x.shape))
    return np.shape(x.data if isinstance(x, Tensor) else x)


def _tried(record: Any, args: tuple, static: dict, sizes: tuple) -> Any:
    def zeros(symbol: Symbol) -> Tensor:
        return Tensor(np.zeros(_shape_of(symbol, sizes), symbol.dtype))

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return record.call(*filled(args, zeros), **static)


def with_sizes(calls: list[Call], inputs: list[Symbol], sizes: Any) -> dict[int, Symbol]:
    """Apply calls to symbols of other sizes (more steps, larger pictures).

    Args:
        calls: the calls in order.
        inputs: what they begin with.
        sizes: for each input the shape of one sample.

    Returns:
        For the identity of each symbol the one that stands for it now.
    """
    values = {
        id(own): Symbol((None, *size), own.dtype, own.call, 0, own.name)
        for own, size in zip(inputs, sizes, strict=True)
    }
    for call in calls:
        args = filled(call.args, lambda s: values[id(s)])
        if call.layer is not None:
            made = written(call.layer, args, call.options)[0]
        else:
            made = call_operation(call.record, args, call.options)
        for own, other in zip(call.outputs, made if isinstance(made, tuple) else (made,), strict=True):
            values[id(own)] = other
    return values


def _before(symbols: list[Symbol]) -> tuple[list[Call], list[Symbol]]:
    """Return the calls that lead to symbols, in order, and the inputs with which they begin."""
    begin: dict[int, Symbol] = {}
    seen: set[int] = set()
    waiting = list(symbols)
    while waiting:
        symbol = waiting.pop()
        if id(symbol.call) not in seen:
            seen.add(id(symbol.call))
            waiting += symbol.call.symbols()
            if not symbol.call.symbols():
                begin[id(symbol)] = symbol
    return trace(list(begin.values()), symbols), list(begin.values())


_LONGEST = 1 << 20  # no network of windows needs more steps


def least_size(fits: Callable[[int], bool], size: int) -> int | None:
    """Return the least size for which windows fit, above one for which they do not; None where there is none."""
    low = high = max(1, size)
    while not fits(high):
        low, high = high, high * 2
        if high > _LONGEST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _too_short(layer: Layer, args: Any, problem: BadakError) -> BadakError:
    """Say how long samples must be where the window of a layer does not fit, if longer ones would help."""
    calls, begin = _before(leaves(args))
    sizes = [_sample(s) for s in begin]
    for i, each in enumerate(sizes):
        for axis, size in enumerate(each):
            if size is None:
                continue

            def fits(longer: int, i: int = i, axis: int = axis, each: tuple = each) -> bool:
                changed = (*each[:axis], longer, *each[axis + 1 :])
                try:
                    values = with_sizes(calls, begin, [*sizes[:i], changed, *sizes[i + 1 :]])
                    shape = filled(args, lambda s: _sample(values.get(id(s), s)))
                    layer.out_shape(shape)
                except BadakError:
                    return False
                return True

            least = least_size(fits, size)
            if least is not None:
                return error("BD244", where=problem.fields.get("where", layer.label), axis=axis + 1, least=least,
                             input=begin[i].name or begin[i].call.label, got=shape_text((None, *each)))  # fmt: skip
    return problem


def trace(inputs: list[Symbol], outputs: list[Symbol]) -> list[Call]:
    """Return the calls that lead from inputs to outputs, each after those it reads from.

    Args:
        inputs: where to stop; any symbol may be one, also in the middle of a larger graph.
        outputs: where to begin.

    Raises:
        GraphError: BD232, when an output needs an input that was not given; BD233, when an input leads to no output.
    """
    given = {id(s) for s in inputs}
    order: list[Call] = []
    done: set[int] = set()
    used: set[int] = set()
    for output in outputs:
        waiting: list[tuple[Symbol, Iterator[Symbol] | None]] = [(output, None)]
        while waiting:  # without recursion: graphs may be thousands of calls deep
            symbol, rest = waiting[-1]
            if id(symbol) in given:
                used.add(id(symbol))
                waiting.pop()
                continue
            call = symbol.call
            if id(call) in done:
                waiting.pop()
                continue
            if rest is None:
                reads = call.symbols()
                if not reads:
                    raise _missing(symbol, inputs)
                rest = iter(reads)
                waiting[-1] = (symbol, rest)
            following = next(rest, None)
            if following is not None:
                waiting.append((following, None))
                continue
            done.add(id(call))
            order.append(call)
            waiting.pop()
    unused = [s for s in inputs if id(s) not in used]
    if unused:
        raise error("BD233", where="Model", got=", ".join(map(repr, unused)), expected=", ".join(map(repr, outputs)))
    return order


def _missing(symbol: Symbol, inputs: list[Symbol]) -> Exception:
    return error("BD232", where="Model", got=", ".join(map(repr, inputs)) or "[]", name=repr(symbol))


__all__ = ["Call", "Input", "call_layer", "call_operation", "has_symbol", "leaves", "trace"]
