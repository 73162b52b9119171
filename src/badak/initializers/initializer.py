"""What every initializer is: hyper-parameters, and a function from shape, number type and key to an array."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from badak.autograd.tensor import Tensor
from badak.backend import by_name, on_numpy
from badak.checks import seed as checked_seed
from badak.errors import error, shape_text
from badak.registry import CUSTOM, Registry, plain


class _Initializers(Registry):
    """Names of initializers; functions and arrays of the user's own are described by what they stand for."""

    def describe(self, member: Any, where: str = "") -> Any:
        if isinstance(member, FromFunction):
            member = member.function
        elif isinstance(getattr(member, "value", None), np.ndarray):
            return {"class": "Constant", "config": {"value": 0.0}}  # the weights in the file hold the array already
        return super().describe(member, where)


INITIALIZERS = _Initializers("initializer", "초기화")
"""Initializers by name."""


@dataclass(frozen=True)
class Initializer:
    """Base of all initializers: call one with a shape, and it returns the first values of a parameter.

    A random one takes its numbers from a key, so that equal keys give equal values. ``seed`` fixes the key: then every call
    gives the same values. A subclass has one method, ``values``.

    Example:
        >>> import badak
        >>> initializer = badak.initializers.HeNormal(seed=1)
        >>> initializer((784, 64)).shape
        (784, 64)
        >>> bool((initializer((784, 64)) == initializer((784, 64))).all())
        True
    """

    registry: ClassVar[Registry] = INITIALIZERS
    random: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.random:
            self._settle(seed=checked_seed(type(self).__name__, getattr(self, "seed", None)))
        self.check()

    def _settle(self, **fields: Any) -> None:
        """Replace fields by their checked form, during construction only."""
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def check(self) -> None:
        """Check the fields of the subclass."""

    def get_config(self) -> dict[str, Any]:
        """Return the fields as a model file holds them; the class called with them makes the same object."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.init}

    def __call__(self, shape: Any, dtype: Any = np.float32, key: Any = None) -> Any:
        """Return the first values of a parameter.

        Args:
            shape: sizes of the axes, or one size.
            dtype: number type.
            key: where random numbers come from; ``seed`` wins where it is set. None draws a new key from
                ``badak.utils.set_random_seed``'s stream.

        Returns:
            An array, on the backend of the key (NumPy by default).

        Raises:
            ShapeError: BD044, for a shape this initializer has no meaning for.
            ArgumentError: BD040, for something that is no shape.
        """
        shape = as_shape(type(self).__name__, shape)
        if not self.random:
            return self.values(shape, np.dtype(dtype), None)
        seed = getattr(self, "seed", None)
        if seed is not None:
            key = seam_of(key).key(seed)
        elif key is None:
            from badak.utils import next_key  # the user's edge

            key = next_key()
        return self.values(shape, np.dtype(dtype), key)

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array.

        Args:
            shape: sizes of the axes.
            dtype: number type.
            key: where random numbers come from; None where the class says ``random = False``.

        Returns:
            The array.
        """
        raise error("BD025", where=type(self).__name__, name="values")


class FromFunction:
    """A function of the user's own, ``(shape, dtype) -> array``, called like an initializer.

    Example:
        >>> import badak, numpy as np
        >>> badak.initializers.get(lambda shape, dtype: np.full(shape, 7, dtype))((2,), np.float32)
        array([7., 7.], dtype=float32)
    """

    registry: ClassVar[Registry] = INITIALIZERS

    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, shape: Any, dtype: Any = np.float32, key: Any = None) -> Any:
        """Return what the function makes of a shape, in the number type that is asked for; it gets no key.

        Raises:
            ShapeError: BD044, when it returns another shape.
        """
        shape = as_shape("initializer", shape)
        made = self.function(shape, dtype)
        made = made.data if isinstance(made, Tensor) else made
        values = made if hasattr(made, "__array_namespace__") else np.asarray(made)
        if tuple(values.shape) != shape:
            name = getattr(self.function, "__name__", "function")
            why = {
                "en": f"{name} returned {shape_text(values)} for the shape {shape_text(shape)}",
                "ko": f"{name}에 {shape_text(shape)} 모양을 달라고 했는데 {shape_text(values)} 모양을 돌려주었습니다",
            }
            raise error(
                "BD044", where=f"initializer {name}", why=why, got=shape_text(values), expected=shape_text(shape)
            )
        return np.array(values, dtype) if seam_of(key) is on_numpy else values.astype(dtype)

    def __repr__(self) -> str:
        return f"FromFunction({getattr(self.function, '__name__', self.function)!r})"


def get(identifier: Any, where: str = "initializers.get") -> Any:
    """Return an initializer for a name, a configuration, a class, a number, a function or an initializer.

    Args:
        identifier: a name as Keras writes it (``"glorot_uniform"``, ``"HeNormal"``, ``"zeros"``) or PyTorch
            (``"xavier_uniform"``, ``"kaiming_normal"``); a class; what a model file holds; a function
            ``(shape, dtype) -> array``; an array, or a number, for constant values; or an initializer, which is returned as
            it is.
        where: what asks for it, for the message.

    Returns:
        The initializer, to be called as ``(shape, dtype, key)``; None for None.

    Raises:
        ArgumentError: BD014, for an unknown name or something that is none of these.

    Example:
        >>> import badak
        >>> badak.initializers.get("kaiming_uniform")
        HeUniform(seed=None)
    """
    if isinstance(identifier, Initializer | FromFunction):
        return identifier
    if isinstance(identifier, np.ndarray | int | float) and not isinstance(identifier, bool):
        return INITIALIZERS.find("Constant")(identifier)
    found = INITIALIZERS.get(identifier, where)
    if found is None or isinstance(found, Initializer | FromFunction):
        return found
    if callable(found) and not isinstance(found, type):
        return FromFunction(found)
    raise error(
        "BD014", where=where, kind=INITIALIZERS.kind, kind_ko=INITIALIZERS.kind_ko,
        got=repr(identifier)[:60], near=", ".join(repr(n) for n in (*CUSTOM, "glorot_uniform", "he_normal", "zeros")),
    )  # fmt: skip


def as_shape(where: str, shape: Any) -> tuple[int, ...]:
    """Return a shape as a tuple of integers.

    Raises:
        ArgumentError: BD040, for sizes that are unknown, negative or no integers.
    """
    sizes = (shape,) if isinstance(shape, int | np.integer) else shape
    whole = isinstance(sizes, tuple | list) and all(isinstance(n, int | np.integer) and n >= 0 for n in sizes)
    if not whole:
        expected = {"en": "sizes, integers ≥ 0", "ko": "0 이상의 정수로 된 크기들"}
        raise error("BD040", where=where, name="shape", got=f"shape={shape!r}", expected=expected)
    return tuple(int(n) for n in sizes)


def fans(shape: tuple[int, ...]) -> tuple[float, float]:
    """Return how many values come into an output and go out of an input: the last two axes, times the receptive field.

    Args:
        shape: ``(in, out)``, or ``(height, width, in, out)`` and the like for convolutions; a vector counts as both.

    Returns:
        fan-in and fan-out.

    Example:
        >>> from badak.initializers.initializer import fans
        >>> fans((784, 64)), fans((3, 3, 16, 32)), fans((10,))
        ((784, 64), (144, 288), (10, 10))
    """
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


def seam_of(key: Any) -> Any:
    """Return the seam module a key belongs to: NumPy's keys are pairs of integers."""
    return on_numpy if key is None or isinstance(key, tuple) else by_name("xla")
