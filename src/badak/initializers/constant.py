"""Initial values without chance: zeros, ones, a constant, the unit matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from badak.checks import number
from badak.errors import error, shape_text
from badak.initializers.initializer import INITIALIZERS, Initializer


@INITIALIZERS.add("zeros", "zero")
@dataclass(frozen=True)
class Zeros(Initializer):
    """All values 0: for biases. Weights that are all equal learn the same, so kernels need random ones.

    Example:
        >>> import badak
        >>> badak.initializers.Zeros()((2, 2)).tolist()
        [[0.0, 0.0], [0.0, 0.0]]
    """

    random: ClassVar[bool] = False

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return np.zeros(shape, dtype)


@INITIALIZERS.add("ones", "one")
@dataclass(frozen=True)
class Ones(Initializer):
    """All values 1: for scales.

    Example:
        >>> import badak
        >>> badak.initializers.Ones()(3).tolist()
        [1.0, 1.0, 1.0]
    """

    random: ClassVar[bool] = False

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return np.ones(shape, dtype)


@INITIALIZERS.add("constant")
@dataclass(frozen=True, eq=False)
class Constant(Initializer):
    """All values the same number, or the values of a given array.

    Args:
        value: a number, or an array that fits the shape: a table of pretrained embeddings, say.

    Raises:
        ArgumentError: BD040, for something that is no number and no array.
        ShapeError: BD044, when called with a shape the array does not fit.

    Example:
        >>> import badak
        >>> badak.initializers.Constant(0.5)(3).tolist()
        [0.5, 0.5, 0.5]
    """

    random: ClassVar[bool] = False

    value: Any = 0.0

    def check(self) -> None:
        """Check the fields."""
        value = self.value
        if isinstance(value, list | tuple):
            value = np.asarray(value)
        if not isinstance(value, np.ndarray):
            value = number(type(self).__name__, "value", value)
        elif value.dtype.kind not in "fiub":
            expected = {"en": "a number, or an array of numbers", "ko": "숫자 또는 숫자 배열"}
            raise error("BD040", where="Constant", name="value", got=f"dtype {value.dtype}", expected=expected)
        self._settle(value=value)

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        try:
            return np.array(np.broadcast_to(np.asarray(self.value, dtype), shape))
        except ValueError:
            given = shape_text(np.shape(self.value))
            why = {"en": f"the array has the shape {given}", "ko": f"배열의 모양이 {given}입니다"}
            raise error("BD044", where="Constant", why=why, got=given, expected=shape_text(shape)) from None


@INITIALIZERS.add("identity", "eye")
@dataclass(frozen=True)
class Identity(Initializer):
    """The unit matrix times a number: a layer that at first passes on what comes in.

    Args:
        gain: the number on the diagonal.

    Raises:
        ArgumentError: BD040, for a gain that is no number.
        ShapeError: BD044, when called with a shape that is no matrix.

    Example:
        >>> import badak
        >>> badak.initializers.Identity()((2, 3)).tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """

    random: ClassVar[bool] = False

    gain: float = 1.0

    def check(self) -> None:
        """Check the fields."""
        self._settle(gain=number(type(self).__name__, "gain", self.gain))

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        if len(shape) != 2:
            why = {"en": "the unit matrix has two axes", "ko": "단위행렬의 축은 둘입니다"}
            raise error("BD044", where="Identity", why=why, got=shape_text(shape), expected="(rows, columns)")
        return (self.gain * np.eye(*shape)).astype(dtype)
