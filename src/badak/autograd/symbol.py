"""A tensor without values: it stands for what data will be, and remembers how it is to be computed."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.errors import error, shape_text


class Symbol(Tensor):
    """A place in the graph of a model: what ``badak.Input`` returns, and what layers and operations make of it.

    Operators, ``badak.*`` functions and layers work on it as on a tensor; ``badak.Model(inputs, outputs)`` makes a model of
    what was written. It has no values.

    Attributes:
        call: the call that makes it, None for the input of a model.
        index: which result of that call it is.
        name: name of the input or the layer.

    Example:
        >>> import badak
        >>> x = badak.Input((3,))
        >>> (x * 2.0 + 1.0).shape
        (None, 3)
    """

    __slots__ = ("_shape", "_dtype", "call", "index", "name")

    def __init__(self, shape: tuple, dtype: Any, call: Any = None, index: int = 0, name: str = "") -> None:
        self._shape = shape
        self._dtype = np.dtype(dtype)
        self.call = call
        self.index = index
        self.name = name
        self.node = None
        self.op = None
        self.before = None

    @property
    def shape(self) -> tuple:
        """Sizes of the axes; None for the batch and for sizes that are not fixed."""
        return self._shape

    @property
    def ndim(self) -> int:
        """Number of axes, that of the batch included."""
        return len(self._shape)

    @property
    def dtype(self) -> Any:
        """Number type, as NumPy names it."""
        return self._dtype

    @property
    def data(self) -> Any:
        """There are none (BD230)."""
        raise error("BD230", where=self.name or "Symbol", got=repr(self))

    def __repr__(self) -> str:
        name = f"{self.name}, " if self.name else ""
        texts = getattr(getattr(self.call, "layer", None), "__dict__", {}).get("texts")
        return f"<symbol {name}{shape_text(self._shape)} {'texts' if texts else self._dtype.name}>"

    _repr_html_ = None  # type: ignore[assignment]

    def settle_data(self) -> bool:
        """There is nothing to settle."""
        return False

    def __len__(self) -> int:
        if not self._shape or self._shape[0] is None:
            raise error("BD230", where="len", got=repr(self))
        return self._shape[0]

    def __iter__(self) -> Any:
        raise error("BD230", where="for", got=repr(self))

    def __bool__(self) -> bool:
        raise error("BD230", where="if / and / or", got=repr(self))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        raise error("BD230", where="numpy", got=repr(self))

    def __reduce__(self) -> Any:
        raise error("BD230", where="pickle", got=repr(self))


def has_symbol(x: Any) -> bool:
    """Say whether an argument is a symbol, or a list or dict that holds one."""
    if type(x) is Symbol:
        return True
    if isinstance(x, list | tuple):
        return any(has_symbol(part) for part in x)
    return isinstance(x, dict) and any(has_symbol(part) for part in x.values())


def symbolic(record: Any, args: tuple, static: dict) -> Any:
    """Put the call of an operation into the graph instead of computing it."""
    from badak.models.graph import call_operation, leaves

    for each in leaves(args):  # a formula that is being written down elsewhere, in a file of another form
        follow = getattr(each.call, "follow", None)
        if follow is not None:
            return follow(record, args, static)
    return call_operation(record, args, static)
