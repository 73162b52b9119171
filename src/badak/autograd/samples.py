"""Sample arguments for the table-driven tests of operations: every record says on what it wants to be tried."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Call(NamedTuple):
    """One call to try: array arguments and keywords."""

    args: tuple
    static: dict


def call(*args: Any, **static: Any) -> Call:
    """Write a sample the way the call itself is written."""
    return Call(args, static)


class Draw:
    """Random arrays for samples, in float64, from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def normal(self, *shape: int) -> np.ndarray:
        """Draw values around 0, none of them within 0.05 of it (many functions have a kink there)."""
        x = np.asarray(self._random.standard_normal(shape))
        return np.asarray(x + np.where(x < 0, -0.05, 0.05))

    def between(self, low: float, high: float, *shape: int) -> np.ndarray:
        """Draw values evenly from an interval."""
        return np.asarray(self._random.uniform(low, high, shape))

    def positive(self, *shape: int) -> np.ndarray:
        """Draw values from [0.2, 2.2)."""
        return self.between(0.2, 2.2, *shape)

    def distinct(self, *shape: int) -> np.ndarray:
        """Draw values that are at least 0.1 apart, for maxima, sorting and pooling."""
        size = int(np.prod(shape))
        return np.asarray((self._random.permutation(size).reshape(shape) - size / 2 + 0.3) * 0.1)

    def integers(self, high: int, *shape: int) -> np.ndarray:
        """Draw integers from 0 … high-1."""
        return np.asarray(self._random.integers(0, high, shape))


def unary(d: Draw) -> list[Call]:
    """Samples of a function of one array of any numbers."""
    return [call(d.normal(3, 4)), call(d.normal()), call(d.normal(2, 1, 3)), call(d.normal(0, 3))]


def unary_positive(d: Draw) -> list[Call]:
    """Samples of a function of one array of positive numbers."""
    return [call(d.positive(3, 4)), call(d.positive()), call(d.positive(0, 3))]


def unary_unit(d: Draw) -> list[Call]:
    """Samples of a function of numbers between -1 and 1."""
    return [call(d.between(-0.9, 0.9, 3, 4)), call(d.between(-0.9, 0.9))]


def binary(d: Draw) -> list[Call]:
    """Samples of a function of two arrays that are broadcast."""
    return [
        call(d.normal(3, 4), d.normal(3, 4)),
        call(d.normal(4, 4), d.normal(4, 1)),
        call(d.normal(3), d.normal(2, 3)),
        call(d.normal(2, 1, 3), d.normal(4, 1)),
        call(d.normal(2, 3), d.normal()),
        call(d.normal(0, 3), d.normal(3)),
    ]
