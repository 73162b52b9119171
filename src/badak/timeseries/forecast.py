"""What a forecaster says of the future: the mean, intervals round it, and which series it continues."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from badak.datasets.wording import both
from badak.errors import error, phrase
from badak.timeseries.clock import on_the_wall, written
from badak.timeseries.series import Series, like, polars_times

Bounds = Mapping[float, tuple[np.ndarray, np.ndarray]]


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Forecast(NDArrayOperatorsMixin):
    """Values to come. It behaves as the array of its means: index it, subtract it, give it to NumPy.

    Args:
        mean: float64 (horizon,).
        series: the series that it continues.
        bounds: for each level (0.95 for 95 %) the lower and the upper end, each (horizon,).
        quantiles: for each probability the value (horizon,), where the model gives quantiles.
        model: what the forecaster is called.

    Example:
        >>> from badak.timeseries import Naive
        >>> ahead = Naive().fit([1.0, 3.0, 2.0, 4.0]).forecast(2, intervals=0.95)
        >>> ahead.shape, float(ahead[0]), ahead - 4
        ((2,), 4.0, array([0., 0.]))
        >>> print(ahead)
        Naive: y, 2 values ahead
        place        mean   lower 95%   upper 95%
            4           4      0.6053       7.395
            5           4     -0.8008       8.801
    """

    mean: np.ndarray
    series: Series
    bounds: Bounds = dataclasses.field(default_factory=dict)
    quantiles: Mapping[float, np.ndarray] | None = None
    model: str = ""

    # --- as an array ---------------------------------------------------------------------------------------------------------

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(self.mean, dtype=dtype) if copy or dtype is not None else self.mean

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        plain = [x.mean if isinstance(x, Forecast) else x for x in inputs]
        return getattr(ufunc, method)(*plain, **kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        # NumPy would otherwise take the field ``mean`` for the method of that name
        return function(*_plain(args), **{name: _plain(value) for name, value in kwargs.items()})

    def __len__(self) -> int:
        return len(self.mean)

    def __iter__(self) -> Iterator[float]:
        return iter(self.mean)

    def __getitem__(self, key: Any) -> Any:
        return self.mean[key]

    @property
    def shape(self) -> tuple[int, ...]:
        """``(horizon,)``."""
        return self.mean.shape

    @property
    def ndim(self) -> int:
        """1, as of an array."""
        return self.mean.ndim

    @property
    def size(self) -> int:
        """How many values it holds."""
        return self.mean.size

    @property
    def dtype(self) -> np.dtype:
        """Type of the numbers, float64."""
        return self.mean.dtype

    def tolist(self) -> list[float]:
        """Return the means as a list of Python numbers."""
        return self.mean.tolist()

    def numpy(self) -> np.ndarray:
        """Return the means as an array (horizon,)."""
        return self.mean

    # --- intervals -----------------------------------------------------------------------------------------------------------

    @property
    def horizon(self) -> int:
        """How many values ahead."""
        return len(self.mean)

    @property
    def levels(self) -> tuple[float, ...]:
        """Levels of the intervals, as shares of 1, the narrowest first."""
        return tuple(sorted(self.bounds))

    @property
    def lower(self) -> Any:
        """Lower ends: an array (horizon,) where there is one level, a dict by level where there are several; None without."""
        return self._ends(0)

    @property
    def upper(self) -> Any:
        """Upper ends, in the form of ``lower``."""
        return self._ends(1)

    def _ends(self, side: int) -> Any:
        ends = {level: self.bounds[level][side] for level in self.levels}
        return (next(iter(ends.values())) if len(ends) == 1 else ends) if ends else None

    def interval(self, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
        """Return the lower and the upper ends of one level.

        Args:
            level: 0.95 or 95 for 95 %.

        Raises:
            ArgumentError: BD003, for a level that was not asked for.
        """
        share = share_of(level, "interval", "level")
        if share not in self.bounds:
            expected = both(f"one of {list(self.levels)}", f"{list(self.levels)} 중 하나")
            raise error("BD003", where="Forecast.interval", name="level", got=repr(level), expected=expected)
        return self.bounds[share]

    # --- other forms ---------------------------------------------------------------------------------------------------------

    @property
    def times(self) -> np.ndarray:
        """Time stamps of the values, or their places where the series has none; (horizon,). Hours of a series with a time zone
        are in universal time here, and by its own clock in ``to_pandas()`` and in print."""
        return self.series.labels(len(self.series), self.horizon)

    def columns(self) -> dict[str, np.ndarray]:
        """Return the table by columns: mean, ends of the intervals, quantiles."""
        table = {"mean": self.mean}
        for level in self.levels:
            low, high = self.bounds[level]
            table |= {f"lower {level:.0%}": low, f"upper {level:.0%}": high}
        return table | {f"quantile {q:g}": v for q, v in (self.quantiles or {}).items()}

    def like_series(self) -> Any:
        """Return the means in the kind that the series came in: a pandas Series, a polars frame, or an array."""
        return like(self.series, self.mean, len(self.series))

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame (horizon, columns) with the continued index of the series."""
        import pandas

        start = len(self.series)
        index = like(self.series, self.mean, start).index if self.series.kind == "pandas" else self.times
        return pandas.DataFrame(self.columns(), index=index)

    def to_polars(self) -> Any:
        """Return a polars DataFrame (horizon, columns) whose first column holds the times."""
        import polars

        dated = self.series.kind == "polars" and self.series.times is not None
        times = (
            polars_times(self.series, len(self.series), len(self.mean)) if dated else polars.Series("time", self.times)
        )
        return polars.DataFrame([times, *(polars.Series(name, column) for name, column in self.columns().items())])

    def _rows(self) -> tuple[list[str], list[list[str]]]:
        table = self.columns()
        dated = self.times.dtype.kind == "M"
        head = [phrase("time", "시각") if dated else phrase("place", "위치"), *table]
        stamps = written(on_the_wall(self.series, len(self.series), self.horizon))
        rows = [[at, *(f"{v:.4g}" for v in row)] for at, row in zip(stamps, zip(*table.values()))]
        return head, rows

    def _title(self) -> str:
        ahead = phrase(f"{self.horizon} values ahead", f"앞으로 {self.horizon}개")
        return f"{self.model + ': ' if self.model else ''}{self.series.name}, {ahead}"

    def __repr__(self) -> str:
        head, rows = self._rows()
        shown = rows if len(rows) <= 24 else [*rows[:12], ["…"] * len(head), *rows[-6:]]
        first = max(len(row[0]) for row in [head, *shown])
        widths = [first] + [max(11, *(len(row[i]) for row in [head, *shown])) for i in range(1, len(head))]
        lines = [" ".join(cell.rjust(width) for cell, width in zip(row, widths)) for row in [head, *shown]]
        return "\n".join([self._title(), *lines])

    def _repr_html_(self) -> str:
        head, rows = self._rows()
        cells = lambda row, tag: "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row)  # noqa: E731
        body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
        return f"<table><caption>{html.escape(self._title())}</caption><tr>{cells(head, 'th')}</tr>{body}</table>"


def _plain(value: Any) -> Any:
    """Return arguments of a NumPy function with the means in place of forecasts."""
    if isinstance(value, Forecast):
        return value.mean
    return type(value)(_plain(part) for part in value) if type(value) in (tuple, list) else value


def share_of(level: float, where: str, name: str) -> float:
    """Return a level as a share of 1: 0.95 stays, 95 becomes 0.95.

    Args:
        level: above 0 and below 1, or above 1 and below 100.
        where: who asks, for messages.
        name: the argument, for messages.

    Raises:
        ArgumentError: BD003, for anything else.
    """
    try:
        value = float(level)
    except (TypeError, ValueError):
        value = -1.0
    if isinstance(level, bool) or not (0 < value < 1 or 1 < value < 100):
        raise error("BD003", where=where, name=name, got=repr(level), expected=both("0.95, or 95", "0.95나 95"))
    return round(value if value < 1 else value / 100, 10)


def read_levels(intervals: Any, where: str = "forecast") -> tuple[float, ...]:
    """Read which intervals are wanted.

    Args:
        intervals: None, False or an empty row for none; True for 80 % and 95 %; a level such as 0.95 or 95; several of them.
        where: who asks, for messages.

    Returns:
        Levels as shares of 1, the narrowest first.

    Raises:
        ArgumentError: BD003, for a level that is none.
    """
    if intervals is None or intervals is False:
        return ()
    wanted: Any = (0.8, 0.95) if intervals is True else intervals
    wanted = [wanted] if np.ndim(wanted) == 0 else list(wanted)
    return tuple(sorted({share_of(level, where, "intervals") for level in wanted}))


def normal_bounds(mean: np.ndarray, deviation: np.ndarray, levels: tuple[float, ...]) -> Bounds:
    r"""Return intervals of a normal distribution, :math:`\mu \pm z_{(1+\text{level})/2}\,\sigma`.

    Args:
        mean: (horizon,).
        deviation: standard deviation of the error at each step, (horizon,).
        levels: shares of 1.

    Returns:
        (lower, upper) by level.
    """
    from statistics import NormalDist

    wide = {level: NormalDist().inv_cdf((1 + level) / 2) * deviation for level in levels}
    return {level: (mean - half, mean + half) for level, half in wide.items()}
