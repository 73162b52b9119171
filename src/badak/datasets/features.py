"""One column as numbers: standardised, or one place for each of its values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from badak.datasets.columns import Column
from badak.datasets.wording import both
from badak.errors import error


@dataclass(frozen=True)
class NumberFeature:
    """A number as its distance from the mean, in standard deviations; a missing one counts as the mean.

    Attributes:
        name: the column.
        mean: of the training part.
        std: of the training part, 1 if that has equal values only.
        indicator: whether a second feature says with 1 that the number was missing.
    """

    name: str
    mean: float
    std: float
    indicator: bool

    @classmethod
    def fit(cls, column: Column) -> NumberFeature:
        """Learn mean and deviation from the training part of a column."""
        numbers = column.numbers
        there = numbers[~np.isnan(numbers)]
        with np.errstate(over="ignore", invalid="ignore"):  # looked at below
            mean, std = (float(there.mean()), float(there.std())) if len(there) else (0.0, 0.0)
        if not (np.isfinite(mean) and np.isfinite(std)):
            why = both("numbers too large to take a mean of", "평균을 낼 수 없을 만큼 큰 숫자가 있습니다")
            raise error("BD074", where="TableEncoder.fit", columns=f"'{column.name}'", why=why)
        return cls(column.name, mean, std or 1.0, indicator=len(there) < len(numbers))

    @property
    def names(self) -> list[str]:
        """Names of the features it gives."""
        return [self.name, f"{self.name} (missing)"] if self.indicator else [self.name]

    def encode(self, column: Column) -> np.ndarray:
        """Return the features, shape (rows, 1) or (rows, 2), float64."""
        wrong = column.strays(1)
        if wrong:
            (row, text), expected = wrong[0], both("a number, with a point for decimals", "숫자(소수점은 마침표)")
            raise error("BD078", where="TableEncoder", column=self.name, row=row, got=repr(text), expected=expected)
        values = column.numbers
        absent = np.isnan(values)
        scaled = np.where(absent, 0.0, (values - self.mean) / self.std)
        return np.stack([scaled, absent], axis=1) if self.indicator else scaled[:, None]


@dataclass(frozen=True)
class CategoryFeature:
    """A value as one feature for each value of the training part: 1 for its own, 0 for the others.

    Attributes:
        name: the column.
        values: the values with a feature of their own, the most frequent first.
        missing: whether a feature says that the value was missing.
        other: whether a last feature gathers the rarer values of the training part; values never seen go there too.
            Without it a value never seen is zero everywhere, for a feature that was always 0 in training would add
            nothing but the noise its weights began with.
    """

    name: str
    values: tuple[str, ...]
    missing: bool
    other: bool

    @classmethod
    def fit(cls, column: Column, most: int) -> CategoryFeature:
        """Learn the values from the training part of a column; at most ``most`` get a feature."""
        ranked = sorted(column.distinct, key=lambda text: (-column.distinct[text], text))
        too_many = len(ranked) > most
        kept = ranked[: most - 1] if too_many else ranked
        return cls(column.name, tuple(kept), column.missing > 0, too_many)

    @property
    def names(self) -> list[str]:
        """Names of the features it gives."""
        names = [f"{self.name}={value}" for value in self.values]
        return names + [f"{self.name} (missing)"] * self.missing + [f"{self.name} (other)"] * self.other

    def encode(self, column: Column) -> np.ndarray:
        """Return the features, shape (rows, values), float64."""
        names = self.names
        places: dict[str | None, int] = {value: place for place, value in enumerate(self.values)}
        if self.missing:
            places[None] = len(self.values)
        other = len(names) - 1 if self.other else -1  # -1: no place at all
        place = np.array([places.get(text, other) for text in column.texts], dtype=np.int64)
        known = np.flatnonzero(place >= 0)
        encoded = np.zeros((len(place), len(names)))
        encoded[known, place[known]] = 1.0
        return encoded


Feature = NumberFeature | CategoryFeature


def to_config(feature: Feature) -> dict[str, Any]:
    """Return a feature as plain values for JSON."""
    kind = "number" if isinstance(feature, NumberFeature) else "category"
    return {"kind": kind, **{key: list(v) if isinstance(v, tuple) else v for key, v in asdict(feature).items()}}


def from_config(config: dict[str, Any]) -> Feature:
    """Make a feature of what ``to_config`` returned; ValueError or another built-in error when it is not that."""
    fields = dict(config)
    kind = fields.pop("kind")
    if kind == "number":
        feature = NumberFeature(
            str(fields["name"]), float(fields["mean"]), float(fields["std"]), bool(fields["indicator"])
        )
        if not (np.isfinite([feature.mean, feature.std]).all() and feature.std > 0):
            raise ValueError("std")
        return feature
    if kind == "category":
        values = tuple(str(value) for value in fields["values"])
        return CategoryFeature(str(fields["name"]), values, bool(fields["missing"]), bool(fields["other"]))
    raise ValueError(f"kind {kind!r}")
