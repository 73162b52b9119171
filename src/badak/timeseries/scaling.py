"""Numbers of any size brought to the size that networks learn well at, and back."""

from __future__ import annotations

import dataclasses
from typing import Any, Self

import numpy as np

from badak.errors import error

METHODS = ("window", "standard", "minmax", None)


@dataclasses.dataclass(eq=False)
class Scaler:
    r"""Shift and divide each of several series by numbers of its own: :math:`z = (y - c) / s`, after a logarithm if wanted.

    - ``"window"``: s is how far the values of a window usually are from its last one, and c is that last value, another for
      every window: what is learned is how the series moves from where it is. A trend then leads no further out of what was
      seen in training than it did in training (Zeng, Chen, Zhang, Xu 2023, arXiv 2205.13504, section 4, NLinear).
    - ``"standard"``: c is the mean and s the standard deviation: what is learned is the level, too.
    - ``"minmax"``: the smallest value becomes 0 and the largest 1.
    - None: nothing is done.

    A series that never changes has s = 1.

    Args:
        method: one of these.
        log: take the logarithm first: growth in per cent becomes growth in steps.
        length: values in a window, for ``"window"``.

    Raises:
        ArgumentError: BD003, for another method.

    Example:
        >>> import numpy as np
        >>> from badak.timeseries import Scaler
        >>> scaler = Scaler("standard").fit([np.array([1.0, 3.0]), np.array([10.0, 10.0])])
        >>> scaler.transform(np.array([5.0, 11.0]), np.array([0, 1]))
        array([3., 1.])
        >>> scaler.back(np.array([3.0, 1.0]), np.array([0, 1]))
        array([ 5., 11.])
    """

    method: str | None = "window"
    log: bool = False
    length: int = 24
    centre: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(0))
    scale: np.ndarray = dataclasses.field(default_factory=lambda: np.ones(0))

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            expected = " | ".join(map(repr, METHODS))
            raise error("BD003", where="Scaler", name="scaling", got=repr(self.method), expected=expected)

    @property
    def by_window(self) -> bool:
        """Whether each window is taken relative to its last value."""
        return self.method == "window"

    def fit(self, parts: list[np.ndarray]) -> Self:
        """Measure the training part of each series, and nothing else.

        Args:
            parts: values of the training part of each series, each (time,).

        Returns:
            The scaler itself.

        Raises:
            DataError: BD364, for values that have no logarithm.
        """
        flat = self._first(np.concatenate(parts))
        sizes = np.array([len(part) for part in parts])
        first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        mean = np.add.reduceat(flat, first) / sizes
        self.centre, self.scale = np.zeros(len(parts)), np.ones(len(parts))
        if self.method == "standard":
            self.centre, self.scale = (
                mean,
                np.sqrt(np.add.reduceat((flat - np.repeat(mean, sizes)) ** 2, first) / sizes),
            )
        elif self.method == "minmax":
            self.centre = np.minimum.reduceat(flat, first)
            self.scale = np.maximum.reduceat(flat, first) - self.centre
        elif self.method == "window":
            self.scale = self._usual_distance(flat, sizes)
        # what rounding leaves of a constant series is not a scale
        self.scale = np.where(self.scale > 1e-12 * np.maximum(np.abs(mean), 1e-300), self.scale, 1.0)
        return self

    def _usual_distance(self, flat: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """Return the root mean square of the differences over 1 … length - 1 steps, of each series."""
        of = np.repeat(np.arange(len(sizes)), sizes)
        total, count = np.zeros(len(sizes)), np.zeros(len(sizes))
        for lag in range(1, max(min(self.length, int(sizes.max())), 2)):
            same = of[lag:] == of[:-lag]
            change = np.where(same, flat[lag:] - flat[:-lag], 0.0)
            total += np.bincount(of[lag:], change**2, len(sizes))
            count += np.bincount(of[lag:], same, len(sizes))
        return np.sqrt(total / np.maximum(count, 1))

    def _first(self, values: np.ndarray) -> np.ndarray:
        if not self.log:
            return np.asarray(values, np.float64)
        wrong = np.flatnonzero(values <= 0)
        if wrong.size:
            raise error("BD364", where="Scaler", got=f"{values[wrong[0]]:g}")
        return np.log(values)

    def transform(self, values: np.ndarray, of: Any = 0) -> np.ndarray:
        """Return scaled values.

        Args:
            values: numbers of any shape.
            of: which series each belongs to, whole numbers that broadcast to the shape.

        Raises:
            DataError: BD364, for values that have no logarithm.
        """
        return (self._first(np.asarray(values, np.float64)) - self.centre[of]) / self.scale[of]

    def back(self, scaled: np.ndarray, of: Any = 0) -> np.ndarray:
        """Return values in the unit of the series; means of logarithms become medians.

        Args:
            scaled: numbers of any shape.
            of: which series each belongs to.
        """
        values = np.asarray(scaled, np.float64) * self.scale[of] + self.centre[of]
        return np.exp(values) if self.log else values

    def to_config(self) -> dict[str, Any]:
        """Return plain values for the model file."""
        numbers = {"centre": self.centre.tolist(), "scale": self.scale.tolist()}
        return {"method": self.method, "log": self.log, "length": self.length, **numbers}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Scaler:
        """Make the scaler of a model file.

        Args:
            config: what ``to_config`` returned.
        """
        centre, scale = (np.asarray(config[name], np.float64) for name in ("centre", "scale"))
        return cls(config["method"], config["log"], config["length"], centre, scale)
