"""Reading a series: its values are numbers, its time stamps grow and follow a frequency, and what is missing is filled in."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error
from badak.timeseries.containers import columns, holds_many, numbers, taken_apart, unreadable
from badak.timeseries.frequency import Frequency, recognise
from badak.timeseries.series import Series, library, pandas_index, stamp

FILLS = ("error", "interpolate", "previous")
_FILL = both(
    'give fill="interpolate" or fill="previous", or fill the values in yourself',
    'fill="interpolate"나 fill="previous"를 주거나 값을 직접 채우세요',
)
_NO_FILL = both(
    "find where they come from (a division by zero, a logarithm of zero) and replace them",
    "값이 무한대가 된 원인(0으로 나누기, 0의 로그 등)을 찾아 고치세요",
)


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
    given, times, fields = taken_apart(data, where)
    values = numbers(given, where)
    if times is None:
        return _checked(values, None, None, fill, where, fields)
    stamps = growing(times, where)
    frequency = frequency_of(stamps, fields.get("index"), where)
    if len(stamps) != len(values):
        raise unreadable(
            data, where, f"{len(stamps)} times, {len(values)} values", f"시각 {len(stamps)}개, 값 {len(values)}개"
        )
    return _checked(values, stamps, frequency, fill, where, fields)


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
    parts = columns(data)
    if not parts:
        raise unreadable(data, where, "it holds no series", "시계열이 하나도 없습니다")
    found = []
    for name, part in parts:
        series = read_series(part, fill, f"{where} › {name}")
        found.append(series if isinstance(part, Series) else dataclasses.replace(series, name=str(name)))
    return found


# --- time stamps ----------------------------------------------------------------------------------------------------


def growing(times: Any, where: str) -> np.ndarray:
    """Return the stamps as datetime64[ns]; one that is missing, out of order or there twice is refused (BD342)."""
    try:
        given = np.asarray(times)
        stamps = given.astype("datetime64[ns]")
    except (TypeError, ValueError):
        raise unreadable(times, where, "the times cannot be read as dates", "시각을 날짜로 읽을 수 없습니다") from None
    gone = np.flatnonzero(np.isnat(stamps))
    if len(gone):
        why = both("a time stamp is missing (NaT)", "빈 시각(NaT)이 있습니다")
        raise error("BD342", where=where, why=why, got=both(f"place {gone[0]}", f"{gone[0]}번 위치"))
    if (
        given.dtype.kind == "M" and (stamps.astype(given.dtype) != given).any()
    ):  # a day before 1677 would wrap to another
        at = int(np.flatnonzero(stamps.astype(given.dtype) != given)[0])
        raise error("BD358", where=where, got=str(given[at]))
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
    return stamps


def frequency_of(stamps: np.ndarray, index: Any, where: str) -> Frequency | None:
    """Return how growing stamps follow each other, None for a single one; the frequency that a pandas index states counts."""
    frequency = recognise(stamps)
    named = getattr(index, "freqstr", None)
    if named and type(index).__name__ == "DatetimeIndex":
        stated = Frequency("stated", 1, named)  # pandas knows more rhythms: the last working day of every month …
        ahead = np.arange(len(stamps) + 2)
        if frequency is None or (frequency.after(stamps[0], ahead) != stated.after(stamps[0], ahead)).any():
            frequency = stated
    if frequency is None and len(stamps) > 1:
        gaps = ", ".join(stamp(t) for t in stamps[:4]) + (", …" if len(stamps) > 4 else "")
        why = both("the time stamps follow no frequency", "시각 간격에 규칙이 없습니다")
        raise error("BD343", where=where, why=why, got=gaps)
    return frequency


# --- what is missing ------------------------------------------------------------------------------------------------


def _checked(values, times, frequency, fill: str, where: str, fields: dict[str, Any]) -> Series:
    """Close gaps, refuse or fill what is missing, and make the series."""
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        what = both("infinite", "무한대인")
        raise error("BD341", where=where, what=what, got=_places(infinite, times), fill=_NO_FILL)
    given = len(values)
    if frequency is not None:
        values, times = _without_gaps(values, times, frequency, fill, where)
    missing = np.flatnonzero(np.isnan(values))
    if len(missing):
        if fill == "error":
            what = both("missing (NaN)", "비어 있는(NaN)")
            raise error("BD341", where=where, what=what, got=_places(missing, times), fill=_FILL)
        values = _filled(values, missing, fill, times, where)
    series = Series(values, times, frequency=frequency, filled=len(missing), **fields)
    if len(values) == given or library(series.index) != "pandas":
        return series
    return dataclasses.replace(series, index=pandas_index(series, 0, len(values)))


def _without_gaps(
    values: np.ndarray, times: np.ndarray, frequency: Frequency, fill: str, where: str
) -> tuple[np.ndarray, np.ndarray]:
    """Put NaN where a time stamp is missing; without a ``fill`` that is an error (BD343)."""
    places = frequency.positions(times)
    count = int(places[-1]) + 1
    gaps = count - len(places)
    if not gaps:
        return values, times
    if fill == "error":
        missing = np.setdiff1d(np.arange(count), places)
        first = ", ".join(stamp(t) for t in frequency.after(times[0], missing[:3])) + (", …" if gaps > 3 else "")
        text = frequency.text
        why = both(f"{gaps} time stamps are missing ({text})", f"빠진 시각이 {gaps}개 있습니다({text})")
        raise error("BD343", where=where, why=why, got=both(f"missing: {first}", f"빠진 시각: {first}"))
    spread = np.full(count, np.nan)
    spread[places] = values
    return spread, frequency.after(times[0], np.arange(count))


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
