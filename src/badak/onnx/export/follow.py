"""Following a formula: layers and functions run on symbols, and every operation they call is written as they call it.

A layer's ``forward`` is the only definition of what it computes. It is called here with symbols in the place of data; an
operation that ONNX has is written, one made of others is followed further. So layers of one's own are written too, as long as
they stay with badak's operations.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any

from badak.autograd.symbol import Symbol
from badak.layers.parts import Weights
from badak.onnx.export.registry import OPERATIONS
from badak.onnx.export.values import Size, Unable, Value
from badak.onnx.export.writer import Writer


class Source:
    """What a followed symbol knows instead of a call: its value, and who writes."""

    __slots__ = ("writer", "value", "unable")

    def __init__(self, writer: Writer, value: Value, unable: set) -> None:
        self.writer = writer
        self.value = value
        self.unable = unable

    def follow(self, record: Any, args: tuple, static: dict) -> Any:
        """Write an operation; return symbols of its results."""
        found = OPERATIONS.get(record.name)
        if found is not None:
            try:
                out = found(self.writer, *_values(args), **{**_defaults(record), **static})
            except Unable:
                self.unable.add(record.name)
                raise
            return symbols(self.writer, out, self.unable)
        if record.vjp is not None:
            self.unable.add(record.name)
            raise Unable
        return record.forward(*args, **static)

    def run_layer(self, layer: Any, params: Any, x: Any, ctx: Any, more: dict) -> Any:
        """Write a layer inside a layer: with what is registered for it, or by its formula."""
        from badak.onnx.export.layers import found_for

        write = found_for(layer)
        if write is None:
            return layer.forward(Weights(params), x, ctx, **more)
        mask = values_of(self.writer, ctx.mask) if ctx.mask is not None else None
        more = {name: _values(value) for name, value in more.items()}
        try:
            out = write(self.writer, layer, Weights(params), _values(x), mask, ctx.state, **more)
        except Unable:
            self.unable.add(f"{type(layer).__name__} ({layer!r})")
            raise
        return symbols(self.writer, out, self.unable)

    @property
    def layer(self) -> None:
        """There is none."""
        return None


@functools.cache
def _defaults(record: Any) -> dict:
    """Return the keywords of an operation with the values they have where nobody names them."""
    parameters = inspect.signature(record.forward).parameters
    return {name: parameters[name].default for name in record.statics if name in parameters
            and parameters[name].default is not inspect.Parameter.empty}  # fmt: skip


def symbol(writer: Writer, value: Value, unable: set) -> Symbol:
    """Return a symbol that stands for a value; sizes that are not fixed are numbers to calculate with."""
    shape = tuple(Size(value, i) if n is None else n for i, n in enumerate(value.shape))
    return Symbol(shape, value.dtype, Source(writer, value, unable))


def symbols(writer: Writer, out: Any, unable: set) -> Any:
    """Return symbols that stand for values, in the form the values have."""
    if out is None:
        return None
    if isinstance(out, tuple | list):
        return tuple(symbols(writer, part, unable) for part in out)
    return symbol(writer, out, unable)


def _values(x: Any) -> Any:
    """Return arguments with values in the place of symbols."""
    if type(x) is Symbol:
        return x.call.value
    return tuple(_values(part) for part in x) if isinstance(x, tuple | list) else x


def values_of(writer: Writer, out: Any) -> Any:
    """Return the values behind what a function returned; constants become values."""
    if out is None:
        return None
    if isinstance(out, tuple | list):
        return tuple(values_of(writer, part) for part in out)
    return out.call.value if type(out) is Symbol else writer.value(out)


def follow(writer: Writer, function: Any, *given: Any, unable: set | None = None) -> Any:
    """Write what a function does with values.

    Raises:
        Unable: for an operation that cannot be written; ``unable`` holds its name.
    """
    unable = set() if unable is None else unable
    return values_of(writer, function(*symbols(writer, list(given), unable)))
