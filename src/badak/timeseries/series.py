"""What every forecaster sees: one series of numbers, read from whatever holds it, checked once."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error, shape_text
from badak.timeseries.frequency import Frequency, recognise

FILLS = ("error", "interpolate", "previous")


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
        index = _pandas_index(self, 0, len(joined)) if _is_pandas(self.index) else self.index
        return dataclasses.replace(self, values=joined, times=times, index=index)


def stamp(time: np.datetime64) -> str:
    """Write a time stamp without the zeros that say nothing: ``2024-03-01``."""
    text = str(time.astype("datetime64[ns]"))
    day, clock = text.split("T")
    clock = clock.rstrip("0").rstrip(".") if "." in clock else clock
    clock = clock[:-3] if clock.endswith(":00") and clock.count(":") == 2 else clock
    return day if not clock.replace(":", "").replace("0", "") else f"{day} {clock}"


# --- reading -----------------------------------------------------------------------------------------------------------------


def read_series(data: Any, fill: str = "error", where: str = "read_series") -> Series:
    """Read one series: a list, NumPy (time,), pandas, polars, or a pair (times, values).

    Values must be numbers in the order of time. Time stamps, where there are any, must grow, come once each, and follow a
    frequency (every month, every working day, every 15 minutes …), which is recognised. Missing values (NaN, null) and missing
    time stamps (gaps) are an error unless ``fill`` says what to put there. Infinite values are always an error: they are not
    missing, something has overflowed.

    Args:
        data: list of numbers; NumPy (time,) or (time, 1); pandas Series or one-column DataFrame with any index; polars Series or
            DataFrame of one column of numbers, with or without one of dates; a pair (times, values); a ``Series``.
        fill: ``"error"``; ``"interpolate"`` draws a straight line between the neighbours; ``"previous"`` repeats the last value
            that is there. What is missing at an end that has no neighbour stays an error.
        where: who asks, for messages.

    Returns:
        The series.

    Raises:
        DataError: BD340, where this is no series of numbers; BD341, for NaN or infinite values; BD342, for time stamps that are
            not sorted or come twice; BD343, for gaps and for stamps that follow no frequency.
        ArgumentError: BD003, for another ``fill``.

    Example:
        >>> from badak.timeseries import read_series
        >>> read_series([112, 118, 132])
        <Series 'y': 3 values>
        >>> read_series((["2024-01", "2024-02", "2024-04"], [1.0, 2.0, 4.0]), fill="interpolate").values
        array([1., 2., 3., 4.])
    """
    if fill not in FILLS:
        raise error("BD003", where=where, name="fill", got=repr(fill), expected=" | ".join(map(repr, FILLS)))
    if isinstance(data, Series):
        return data
    values, times, fields = _taken_apart(data, where)
    numbers = _numbers(values, where)
    if times is None:
        return _checked(numbers, None, None, fill, where, fields)
    stamps, frequency = _rhythm(times, fields, where)
    if len(stamps) != len(numbers):
        raise _unreadable(
            data, where, f"{len(stamps)} times, {len(numbers)} values", f"시각 {len(stamps)}개, 값 {len(numbers)}개"
        )
    return _checked(numbers, stamps, frequency, fill, where, fields)


def read_many(data: Any, fill: str = "error", where: str = "read_many") -> list[Series]:
    """Read several series: a list of series, a mapping from names to series, an array or frame (time, series).

    Args:
        data: list of what ``read_series`` takes; dict of names and such; NumPy (time, series); pandas or polars DataFrame, a
            column for each series, with its index or its column of dates for all. One series is a list of one.
        fill: as of ``read_series``.
        where: who asks, for messages.

    Returns:
        The series, in order.

    Raises:
        DataError: as ``read_series``; BD340, where there is no series at all.

    Example:
        >>> import numpy as np
        >>> from badak.timeseries import read_many
        >>> [series.name for series in read_many({"north": [1, 2, 3], "south": [4, 5, 6]})]
        ['north', 'south']
        >>> len(read_many(np.zeros((10, 3))))
        3
    """
    if not holds_many(data):
        return [read_series(data, fill, where)]
    parts = _columns(data)
    if not parts:
        raise _unreadable(data, where, "it holds no series", "시계열이 하나도 없습니다")
    found = []
    for name, part in parts:
        series = read_series(part, fill, f"{where} › {name}")
        found.append(series if isinstance(part, Series) else dataclasses.replace(series, name=str(name)))
    return found


def holds_many(data: Any) -> bool:
    """Tell whether data holds several series: a mapping, a list of series, an array or frame of several columns.

    Args:
        data: anything ``read_many`` takes.
    """
    if isinstance(data, Mapping):
        return True
    kind = _library(data)
    if kind == "pandas":
        return getattr(data, "ndim", 1) == 2 and data.shape[1] != 1 and len(_value_columns(data)) != 1
    if kind == "polars":
        return hasattr(data, "columns") and len(_value_columns(data)) != 1
    if isinstance(data, list | tuple):
        return bool(data) and not _is_pair(data) and all(_is_sized(part) for part in data)
    return np.ndim(data) == 2 and np.shape(data)[1] != 1 if hasattr(data, "shape") else False


def _columns(data: Any) -> list[tuple[str, Any]]:
    if isinstance(data, Mapping):
        return [(str(name), part) for name, part in data.items()]
    kind = _library(data)
    if kind == "pandas":
        dates = [c for c in data.columns if c not in _value_columns(data)]
        frame = data.set_index(dates[0]) if len(dates) == 1 else data
        return [(str(name), frame[name]) for name in _value_columns(data)]
    if kind == "polars":
        dates = [c for c in data.columns if c not in _value_columns(data)]
        return [(name, data.select([*dates, name])) for name in _value_columns(data)]
    if isinstance(data, list | tuple):
        return [(part.name if isinstance(part, Series) else f"y{i}", part) for i, part in enumerate(data)]
    array = np.asarray(data)
    return [(f"y{i}", array[:, i]) for i in range(array.shape[1])]


def _library(data: Any) -> str:
    module = type(data).__module__.partition(".")[0]
    return module if module in ("pandas", "polars") else ""


def _is_pandas(index: Any) -> bool:
    return _library(index) == "pandas"


def _is_range(index: Any) -> bool:
    return type(index).__name__ == "RangeIndex"


def _is_sized(part: Any) -> bool:
    return isinstance(part, Series | list | tuple | Mapping) or getattr(part, "ndim", 0) > 0 or _library(part) != ""


def _is_pair(data: Any) -> bool:
    """Tell a pair (times, values) from a list of two series or two numbers: its first part holds dates."""
    if not isinstance(data, tuple | list) or len(data) != 2 or isinstance(data[0], Series):
        return False
    return _is_sized(data[0]) and _is_sized(data[1]) and _are_dates(data[0])


def _are_dates(part: Any) -> bool:
    kind = _library(part)
    if kind == "pandas":
        return getattr(part, "dtype", np.dtype(float)).kind == "M" or "Period" in type(part).__name__
    if kind == "polars":
        return part.dtype.is_temporal()
    if hasattr(part, "dtype"):
        return part.dtype.kind in "MU"
    return bool(len(part)) and isinstance(part[0], str | datetime.date | np.datetime64)


def _value_columns(frame: Any) -> list[Any]:
    if _library(frame) == "polars":
        return [c for c in frame.columns if not frame[c].dtype.is_temporal()]
    return [
        c for c in frame.columns if getattr(frame[c].dtype, "kind", "O") != "M" and "period" not in str(frame[c].dtype)
    ]


def _taken_apart(data: Any, where: str) -> tuple[Any, Any, dict[str, Any]]:
    """Return values, times (or None), and what to remember of the container."""
    kind = _library(data)
    if holds_many(data):
        raise error("BD351", where=where, got=_described(data))
    if _is_pair(data):
        times, values = data
        if _library(times) == "pandas":
            return values, _pandas_times(times), {"kind": "numpy"}
        return values, np.asarray(times.to_numpy() if hasattr(times, "to_numpy") else times), {"kind": "numpy"}
    if kind == "pandas":
        return _from_pandas(data, where)
    if kind == "polars":
        return _from_polars(data, where)
    if isinstance(data, str | bytes) or not (isinstance(data, Sequence) or hasattr(data, "__array__")):
        raise _unreadable(data, where, "this is no series", "시계열이 아닙니다")
    if hasattr(data, "requires_grad"):
        return np.asarray(data), None, {"kind": "numpy"}
    return data, None, {"kind": "list" if isinstance(data, list | tuple) else "numpy"}


def _from_pandas(data: Any, where: str) -> tuple[Any, Any, dict[str, Any]]:
    if data.ndim == 2:
        columns = _value_columns(data)
        dates = [c for c in data.columns if c not in columns]
        data = data.set_index(dates[0])[columns[0]] if len(dates) == 1 else data[columns[0]]
    index, name = data.index, "y" if data.name is None else str(data.name)
    fields: dict[str, Any] = {"kind": "pandas", "index": index, "name": name}
    if getattr(index, "nlevels", 1) > 1:
        raise _unreadable(data, where, "its index has several levels", "인덱스가 여러 단계입니다")
    dated = type(index).__name__ in ("DatetimeIndex", "PeriodIndex")
    return data, _pandas_times(index) if dated else None, fields


def _pandas_times(index: Any) -> Any:
    """Return the stamps without a time zone: by the clock on the wall for days and longer, universal time for shorter steps.

    The clock on the wall jumps twice a year, so hours are counted in universal time; days are not 24 hours long on those two
    days, so days are counted by the wall.
    """
    if "Period" in type(index).__name__:
        return index.to_timestamp().to_numpy()
    if getattr(index, "tz", None) is not None:
        wall = index.tz_localize(None)
        hours = np.diff(wall.to_numpy().astype("datetime64[ns]")).astype(np.int64)
        return (wall if len(hours) and hours.min() >= 80_000_000_000_000 else index.tz_convert(None)).to_numpy()
    return index.to_numpy()


def _from_polars(data: Any, where: str) -> tuple[Any, Any, dict[str, Any]]:
    if not hasattr(data, "columns"):
        return data.cast(_polars_float(data)), None, {"kind": "polars", "name": data.name or "y"}
    values = _value_columns(data)
    dates = [c for c in data.columns if c not in values]
    if len(dates) > 1:
        raise _unreadable(data, where, f"it has {len(dates)} columns of dates", f"날짜 열이 {len(dates)}개입니다")
    fields = {"kind": "polars", "name": values[0], "index": dates[0] if dates else None}
    times = data[dates[0]].to_numpy() if dates else None
    return data[values[0]].cast(_polars_float(data[values[0]])), times, fields


def _polars_float(column: Any) -> Any:
    import polars

    return polars.Float64 if column.dtype.is_numeric() else column.dtype


def _numbers(values: Any, where: str) -> np.ndarray:
    """Return float64 (time,); text, dates and complex numbers are refused."""
    array: Any
    try:
        if _library(values) == "pandas":
            kind = getattr(values.dtype, "kind", "O")
            array = values.to_numpy(dtype=np.float64, na_value=np.nan) if kind in "biuf" else np.asarray(values)
        else:
            array = values.to_numpy() if _library(values) == "polars" else np.asarray(values)
        if array.dtype == object:  # None among numbers is missing, anything else must be a number
            array = np.array([np.nan if v is None else v for v in array.ravel().tolist()]).reshape(array.shape)
        if array.dtype.kind not in "biuf":
            raise ValueError(array.dtype)
    except (TypeError, ValueError):
        raise _unreadable(values, where, "the values are not all numbers", "숫자가 아닌 값이 있습니다") from None
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise _unreadable(values, where, "it is not one row of numbers", "값이 한 줄로 나열되어 있지 않습니다")
    if not len(array):
        raise _unreadable(values, where, "it is empty", "비어 있습니다")
    return np.array(array, np.float64)


def _rhythm(times: Any, fields: dict[str, Any], where: str) -> tuple[np.ndarray, Frequency | None]:
    """Return sorted stamps as datetime64[ns] and how they follow each other."""
    try:
        stamps = np.asarray(times).astype("datetime64[ns]")
    except (TypeError, ValueError):
        raise _unreadable(times, where, "the times cannot be read as dates", "시각을 날짜로 읽을 수 없습니다") from None
    gone = np.flatnonzero(np.isnat(stamps))
    if len(gone):
        why = both("a time stamp is missing (NaT)", "빈 시각(NaT)이 있습니다")
        raise error("BD342", where=where, why=why, got=both(f"place {gone[0]}", f"{gone[0]}번 위치"))
    steps = np.diff(stamps).astype(np.int64)
    back = np.flatnonzero(steps < 0)
    if len(back):
        at = int(back[0])
        why = both("the time stamps are not sorted", "시각이 순서대로 정렬되어 있지 않습니다")
        got = both(
            f"{stamp(stamps[at + 1])} after {stamp(stamps[at])}", f"{stamp(stamps[at])} 다음에 {stamp(stamps[at + 1])}"
        )
        raise error("BD342", where=where, why=why, got=got)
    twice = np.flatnonzero(steps == 0)
    if len(twice):
        many = len(twice)
        why = both("a time stamp comes more than once", "같은 시각이 두 번 이상 나옵니다")
        first = stamp(stamps[int(twice[0])])
        got = both(f"{first} twice ({many} such places)", f"{first} 중복(모두 {many}곳)")
        raise error("BD342", where=where, why=why, got=got)
    frequency = recognise(stamps)
    named = getattr(fields.get("index"), "freqstr", None)
    if named and type(fields["index"]).__name__ == "DatetimeIndex":
        stated = Frequency("stated", 1, named)  # pandas knows more rhythms: the last working day of every month …
        ahead = np.arange(len(stamps) + 2)
        if frequency is None or (frequency.after(stamps[0], ahead) != stated.after(stamps[0], ahead)).any():
            frequency = stated
    if frequency is None and len(stamps) > 1:
        gaps = ", ".join(stamp(t) for t in stamps[:4]) + (", …" if len(stamps) > 4 else "")
        why = both("the time stamps follow no frequency", "시각 간격에 규칙이 없습니다")
        raise error("BD343", where=where, why=why, got=gaps)
    return stamps, frequency


def _checked(values, times, frequency, fill: str, where: str, fields: dict[str, Any]) -> Series:
    """Close gaps, refuse or fill what is missing, and make the series."""
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        raise error(
            "BD341", where=where, what=both("infinite", "무한대인"), got=_places(infinite, times), fill=_NO_FILL
        )
    gaps = 0
    if frequency is not None:
        places = frequency.positions(times)
        gaps = int(places[-1]) + 1 - len(places)
        if gaps:
            if fill == "error":
                missing = np.setdiff1d(np.arange(places[-1] + 1), places)
                first = ", ".join(stamp(t) for t in frequency.after(times[0], missing[:3])) + (
                    ", …" if gaps > 3 else ""
                )
                why = both(
                    f"{gaps} time stamps are missing ({frequency.text})",
                    f"빠진 시각이 {gaps}개 있습니다({frequency.text})",
                )
                raise error("BD343", where=where, why=why, got=both(f"missing: {first}", f"빠진 시각: {first}"))
            spread = np.full(int(places[-1]) + 1, np.nan)
            spread[places] = values
            values, times = spread, frequency.after(times[0], np.arange(len(spread)))
    missing = np.flatnonzero(np.isnan(values))
    if len(missing):
        if fill == "error":
            raise error(
                "BD341",
                where=where,
                what=both("missing (NaN)", "비어 있는(NaN)"),
                got=_places(missing, times),
                fill=_FILL,
            )
        values = _filled(values, missing, fill, times, where)
    series = Series(values, times, frequency=frequency, filled=len(missing), **fields)
    return (
        dataclasses.replace(series, index=_pandas_index(series, 0, len(values)))
        if gaps and _is_pandas(series.index)
        else series
    )


_FILL = both(
    'give fill="interpolate" or fill="previous", or fill the values in yourself',
    'fill="interpolate"나 fill="previous"를 주거나 값을 직접 채우세요',
)
_NO_FILL = both(
    "find where they come from (a division by zero, a logarithm of zero) and replace them",
    "값이 무한대가 된 원인(0으로 나누기, 0의 로그 등)을 찾아 고치세요",
)


def _filled(values: np.ndarray, missing: np.ndarray, fill: str, times: Any, where: str) -> np.ndarray:
    there = np.flatnonzero(~np.isnan(values))
    ends = [0] + ([len(values) - 1] if fill == "interpolate" else [])
    open_ends = [place for place in ends if np.isnan(values[place])]
    if not len(there) or open_ends:
        what = both("missing at an end, where nothing can be filled in", "끝에서 비어 있어 채울 수 없는")
        cut = both("cut the series where its first and last values are", "값이 있는 구간만 잘라서 쓰세요")
        raise error("BD341", where=where, what=what, got=_places(missing, times), fill=cut)
    if fill == "interpolate":
        return np.interp(np.arange(len(values)), there, values[there])
    return values[np.maximum.accumulate(np.where(np.isnan(values), 0, np.arange(len(values))))]


def _places(places: np.ndarray, times: Any) -> dict[str, str]:
    first = [str(int(p)) if times is None else stamp(times[p]) for p in places[:3]]
    text = ", ".join(first) + (", …" if len(places) > 3 else "")
    return both(f"{len(places)} of them, at {text}", f"{len(places)}개, 위치: {text}")


def _described(data: Any) -> str:
    if isinstance(data, Mapping):
        return f"{type(data).__name__} ({len(data)})"
    shape = getattr(data, "shape", None)
    size = shape_text(tuple(shape)) if shape is not None else f"({len(data)})" if hasattr(data, "__len__") else ""
    return f"{type(data).__name__} {size}".strip()


def _unreadable(data: Any, where: str, en: str, ko: str) -> Exception:
    return error("BD340", where=where, got=_described(data), why=both(en, ko))


# --- giving back -------------------------------------------------------------------------------------------------------------


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

        return pandas.Series(array, index=_pandas_index(series, start, len(array)), name=name)
    if series.kind == "polars":
        import polars

        if series.times is None:
            return polars.Series(name, array)
        return polars.DataFrame({series.index: series.labels(start, len(array)), name: array})
    return array


def _pandas_index(series: Series, start: int, count: int) -> Any:
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
            daily = (
                series.frequency is None
                or series.frequency.kind != "duration"
                or series.frequency.count >= 80_000_000_000_000
            )
            local = stamps.tz_localize(index.tz) if daily else stamps.tz_localize("UTC").tz_convert(index.tz)
            stamps = local
        stamps = stamps.as_unit(index.unit)
        return stamps
    if kind == "RangeIndex":
        first = index.start + index.step * start
        return pandas.RangeIndex(first, first + index.step * count, index.step, name=index.name)
    return index[start:stop] if stop <= len(index) else pandas.RangeIndex(start, stop)
