"""What every forecaster sees: one series of numbers, equally far apart in time; results are given back like it."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error
from badak.timeseries.frequency import Frequency

ABOUT_A_DAY = 80_000_000_000_000  # nanoseconds: a day has 23 hours when the clock on the wall is put forward


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Series:
    """Numbers in the order of time, equally far apart; made by ``read_series``.

    Args:
        values: float64 (time,), finite.
        times: datetime64[ns] (time,) without gaps, or None where the data came without time stamps.
        name: what the series is called.
        frequency: how the stamps follow each other, or None.
        kind: what the data came as: ``"list"``, ``"numpy"``, ``"pandas"`` or ``"polars"``.
        index: the pandas index or the name of polars' column of times, to give results back alike.
        filled: how many values were filled in.
    """

    values: np.ndarray
    times: np.ndarray | None = None
    name: str = "y"
    frequency: Frequency | None = None
    kind: str = "numpy"
    index: Any = None
    filled: int = 0

    def __len__(self) -> int:
        return len(self.values)

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(self.values, dtype=dtype) if copy or dtype is not None else self.values

    def __repr__(self) -> str:
        every = "" if self.frequency is None else f", {self.frequency.text}"
        count = f"{len(self)} values" + (f" ({self.filled} filled in)" if self.filled else "")
        if self.times is None or not len(self):
            return f"<Series {self.name!r}: {count}>"
        return f"<Series {self.name!r}: {count}, {stamp(self.times[0])} to {stamp(self.times[-1])}{every}>"

    @property
    def season(self) -> int | None:
        """Usual length of a season, by the frequency of the stamps: 12 for months …; None where none is known."""
        return None if self.frequency is None else self.frequency.season

    @property
    def zone(self) -> Any:
        """The time zone of the stamps that were given; None where they had none."""
        return getattr(self.index, "tz", None) or getattr(getattr(self.index, "dtype", None), "time_zone", None)

    @property
    def by_the_wall(self) -> bool:
        """Whether ``times`` are those of the clock on the wall: for steps of days and longer; shorter ones are universal time."""
        every = self.frequency
        return every is None or every.kind != "duration" or every.count >= ABOUT_A_DAY

    def labels(self, start: int, count: int) -> np.ndarray:
        """Return what stands beside ``count`` values from place ``start`` on, past the end too: stamps, or whole numbers.

        Args:
            start: place in the series, 0 for its first value; ``len(series)`` is the first one of the future.
            count: how many.

        Returns:
            datetime64[ns] (count,) or int64 (count,).
        """
        places = np.arange(start, start + count)
        if self.times is not None and self.frequency is not None:
            return self.frequency.after(self.times[0], places)
        if self.times is not None:
            raise error(
                "BD343",
                where=self.name,
                why=both("one time stamp has no frequency", "시각이 하나뿐이라 주기를 알 수 없습니다"),
                got=repr(self),
            )
        if _is_range(self.index):
            return self.index.start + self.index.step * places
        return places

    def head(self, count: int) -> Series:
        """Return the first ``count`` values as a series, of the same kind; the numbers are not copied.

        Args:
            count: how many values to keep.
        """
        return self.part(0, count)

    def part(self, start: int, stop: int) -> Series:
        """Return the values from ``start`` up to ``stop`` (exclusive) as a series; the numbers are not copied.

        Args:
            start: the first place.
            stop: the place after the last.
        """
        times = None if self.times is None else self.times[start:stop]
        index = self.index[start:stop] if _is_pandas(self.index) else self.index
        return dataclasses.replace(self, values=self.values[start:stop], times=times, index=index)

    def extended(self, values: np.ndarray) -> Series:
        """Return the series with more values at its end; time stamps go on as before.

        Args:
            values: finite numbers (time,).
        """
        joined = np.concatenate([self.values, np.asarray(values, np.float64)])
        times = self.times if self.times is None else self.labels(0, len(joined))
        index = pandas_index(self, 0, len(joined)) if _is_pandas(self.index) else self.index
        return dataclasses.replace(self, values=joined, times=times, index=index)


def stamp(time: np.datetime64) -> str:
    """Write a time stamp without the zeros that say nothing: ``2024-03-01``."""
    text = str(time.astype("datetime64[ns]"))
    day, clock = text.split("T")
    clock = clock.rstrip("0").rstrip(".") if "." in clock else clock
    clock = clock[:-3] if clock.endswith(":00") and clock.count(":") == 2 else clock
    return day if not clock.replace(":", "").replace("0", "") else f"{day} {clock}"


def like(series: Series, values: Any, start: int, name: str | None = None) -> Any:
    """Give values back in the kind that a series came in, with the index that belongs to them.

    Args:
        series: the series they belong to.
        values: numbers (time,).
        start: place of the first one, counted from the start of the series; ``len(series)`` for a forecast.
        name: what they are called, the name of the series by default.

    Returns:
        A pandas Series with the continued index; a polars DataFrame with its column of times, or a polars Series where there was
        none; a NumPy array for lists and arrays.

    Example:
        >>> import pandas
        >>> from badak.timeseries import like, read_series
        >>> months = pandas.Series([1.0, 2.0], index=pandas.period_range("2024-01", periods=2, freq="M"))
        >>> like(read_series(months), [3.0], 2)
        2024-03    3.0
        Freq: M, Name: y, dtype: float64
    """
    array = np.asarray(values)
    name = series.name if name is None else name
    if series.kind == "pandas":
        import pandas

        return pandas.Series(array, index=pandas_index(series, start, len(array)), name=name)
    if series.kind == "polars":
        import polars

        if series.times is None:
            return polars.Series(name, array)
        return polars.DataFrame([polars_times(series, start, len(array)), polars.Series(name, array)])
    return array


def pandas_index(series: Series, start: int, count: int) -> Any:
    """Continue a pandas index: periods stay periods, time zones stay, numbers go on counting, other labels become numbers."""
    import pandas

    index, stop = series.index, start + count
    kind = type(index).__name__
    if kind == "PeriodIndex":
        return pandas.period_range(index[0] + start, periods=count, freq=index.freq, name=index.name)
    if kind == "DatetimeIndex" and index.freq is not None:
        return pandas.date_range(index[0], periods=stop, freq=index.freq, name=index.name, unit=index.unit)[start:]
    if kind == "DatetimeIndex":
        stamps = pandas.DatetimeIndex(series.labels(start, count), name=index.name)
        if index.tz is not None:
            wall = series.by_the_wall
            stamps = stamps.tz_localize(index.tz) if wall else stamps.tz_localize("UTC").tz_convert(index.tz)
        return stamps.as_unit(index.unit)
    if kind == "RangeIndex":
        first = index.start + index.step * start
        return pandas.RangeIndex(first, first + index.step * count, index.step, name=index.name)
    return index[start:stop] if stop <= len(index) else pandas.RangeIndex(start, stop)


def polars_times(series: Series, start: int, count: int) -> Any:
    """Continue a polars column of times, of its name, type and time zone."""
    import polars

    column, zone = series.index, series.zone
    made = polars.Series(column.name, series.labels(start, count))
    if zone is not None and series.by_the_wall:
        made = made.dt.replace_time_zone(zone, ambiguous="earliest")
    elif zone is not None:
        made = made.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return made.cast(column.dtype)


def library(data: Any) -> str:
    """Return which library data comes from: ``"pandas"``, ``"polars"``, or nothing where it is neither."""
    module = type(data).__module__.partition(".")[0]
    return module if module in ("pandas", "polars") else ""


def _is_pandas(index: Any) -> bool:
    return library(index) == "pandas"


def _is_range(index: Any) -> bool:
    return type(index).__name__ == "RangeIndex"
