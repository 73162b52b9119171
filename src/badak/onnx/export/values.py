"""What flows through a graph that is being written: a name, a shape, and in which order its axes lie."""

from __future__ import annotations

from typing import Any

import numpy as np


class Unable(Exception):
    """An argument that ONNX has no words for."""


STAND_IN = 4099  # what an unknown size counts as; a prime, so that no fixed size is taken for a multiple of it


class Value:
    """A tensor of the ONNX graph.

    badak keeps the channels last, ONNX's convolutions want them first. A value may have a name for each of the two orders; the
    one it lacks is made by a Transpose when somebody asks for it, and not before. So a chain of convolutions, poolings and
    activations has one Transpose at its beginning and one at its end.

    Attributes:
        shape: sizes in badak's order, None where a size is not fixed.
        dtype: number type.
        last: name of the tensor in badak's order, or None.
        first: name of the tensor with axis 1 for the channels, or None.
        array: its values, where they are known.
        wish: the name that known values get when they are first needed.
        views: what was made of it by moving axes, by (kind, axes), so that nothing is moved twice, or there and back.
    """

    __slots__ = ("shape", "dtype", "last", "first", "array", "wish", "views")

    def __init__(
        self, shape: tuple, dtype: Any, last: str | None = None, first: str | None = None, array: Any = None
    ) -> None:
        self.shape = tuple(shape)
        self.dtype = np.dtype(dtype)
        self.last = last
        self.first = first
        self.array = array
        self.wish = "constant"
        self.views: dict[tuple, Value] = {}

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def turned(self) -> bool:
        """Whether it is there with channels first only."""
        return self.last is None and self.first is not None


def to_first(ndim: int) -> list[int]:
    """Return the permutation that brings the channels behind the batch.

    Example:
        >>> to_first(4)
        [0, 3, 1, 2]
    """
    return [0, ndim - 1, *range(1, ndim - 1)]


def to_last(ndim: int) -> list[int]:
    """Return the permutation that brings the channels to the end.

    Example:
        >>> to_last(4)
        [0, 2, 3, 1]
    """
    return [0, *range(2, ndim), 1]


def axis_first(axis: int, ndim: int) -> int:
    """Return where an axis lies when the channels are first.

    Example:
        >>> [axis_first(a, 4) for a in range(4)]
        [0, 2, 3, 1]
    """
    axis %= ndim
    return 0 if axis == 0 else 1 if axis == ndim - 1 else axis + 1


class Size(int):
    """A size that is known only when the graph runs: layers calculate with it as with a number.

    What cannot be written as ``times · size + plus`` is a Size that stands for no axis; a division has no result at all, since
    a number that is made of it would lie in the file as if it were known.

    Attributes:
        value: the tensor or symbol whose size it is, None for other results of arithmetic.
        axis: the axis of that tensor.
        times: what it is multiplied by.
        plus: what is added.
    """

    value: Any
    axis: int
    times: int
    plus: int

    def __new__(cls, value: Any = None, axis: int = 0, times: int = 1, plus: int = 0) -> Size:
        """Make a number that stands for the size."""
        size = super().__new__(cls, STAND_IN)
        size.value, size.axis, size.times, size.plus = value, axis, times, plus
        return size

    @property
    def plain(self) -> bool:
        """Whether it is the size of an axis as it is."""
        return self.value is not None and self.times == 1 and self.plus == 0

    def of(self, value: Value, axis: int) -> bool:
        """Whether it is made of the size of that axis."""
        return self.value is value and self.axis == axis

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Size) or not isinstance(other, int | np.integer) or self.value is None:
            return self if other == 1 else Size()
        return Size(self.value, self.axis, self.times * int(other), self.plus * int(other))

    __rmul__ = __mul__

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Size) or not isinstance(other, int | np.integer) or self.value is None:
            return Size() if isinstance(other, Size) or other else self
        return Size(self.value, self.axis, self.times, self.plus + int(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return Size() if isinstance(other, Size) else self + -other

    def __rsub__(self, other: Any) -> Any:
        return Size()

    def __floordiv__(self, other: Any) -> Any:
        return self if not isinstance(other, Size) and other == 1 else Size()

    def __neg__(self) -> Any:
        return self * -1

    def __abs__(self) -> Any:
        return self

    def __mod__(self, other: Any) -> Any:
        return 0 if other == 1 else Size()

    def __float__(self) -> float:
        raise TypeError("a size that is not fixed")

    def __truediv__(self, other: Any) -> Any:
        raise TypeError("a size that is not fixed")

    __rtruediv__ = __pow__ = __rpow__ = __rfloordiv__ = __truediv__  # type: ignore[assignment]


def fixed(sizes: Any) -> tuple:
    """Return sizes as values keep them: None for what is not fixed.

    Example:
        >>> fixed((Size(), 3))
        (None, 3)
    """
    return tuple(None if n is None or isinstance(n, Size) else int(n) for n in sizes)
