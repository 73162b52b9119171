"""What a series may come in: lists, arrays, frames of pandas and polars, pairs of times and values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error, shape_text
from badak.timeseries.series import ABOUT_A_DAY, Series, library
from badak.timeseries.stamps import looks_like_times, read_times

# --- one or many ----------------------------------------------------------------------------------------------------


def holds_many(data: Any) -> bool:
    """Tell whether data holds several series: a mapping, a list of series, an array or frame of several columns.

    Args:
        data: anything ``read_many`` takes.
    """
    if isinstance(data, Mapping):
        return True
    kind = library(data)
    if kind == "pandas":
        return getattr(data, "ndim", 1) == 2 and data.shape[1] != 1 and len(_value_columns(data)) != 1
    if kind == "polars":
        return hasattr(data, "columns") and len(_value_columns(data)) != 1
    if isinstance(data, list | tuple):
        return bool(data) and not _is_pair(data) and all(_is_sized(part) for part in data)
    return np.ndim(data) == 2 and np.shape(data)[1] != 1 if hasattr(data, "shape") else False


def columns(data: Any) -> list[tuple[str, Any]]:
    """Return the series of which data holds several, with their names."""
    if isinstance(data, Mapping):
        return [(str(name), part) for name, part in data.items()]
    kind = library(data)
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


def _is_sized(part: Any) -> bool:
    return isinstance(part, Series | list | tuple | Mapping) or getattr(part, "ndim", 0) > 0 or library(part) != ""


def _is_pair(data: Any) -> bool:
    """Tell a pair (times, values) from a list of two series or two numbers: its first part holds dates."""
    if not isinstance(data, tuple | list) or len(data) != 2 or isinstance(data[0], Series):
        return False
    return _is_sized(data[0]) and _is_sized(data[1]) and _are_dates(data[0])


def _are_dates(part: Any) -> bool:
    kind = library(part)
    if kind == "pandas":
        return getattr(part, "dtype", np.dtype(float)).kind == "M" or "Period" in type(part).__name__
    if kind == "polars":
        return part.dtype.is_temporal()
    if hasattr(part, "dtype"):
        return part.dtype.kind in "MU"
    return bool(len(part)) and isinstance(part[0], str | datetime.date | np.datetime64)


def _value_columns(frame: Any) -> list[Any]:
    if library(frame) == "polars":
        return [c for c in frame.columns if not frame[c].dtype.is_temporal()]
    return [
        c for c in frame.columns if getattr(frame[c].dtype, "kind", "O") != "M" and "period" not in str(frame[c].dtype)
    ]


# --- one series -----------------------------------------------------------------------------------------------------


def taken_apart(data: Any, where: str) -> tuple[Any, Any, dict[str, Any]]:
    """Return values, times (or None), and what to remember of the container."""
    kind = library(data)
    if holds_many(data):
        raise error("BD351", where=where, got=_described(data))
    if _is_pair(data):
        times, values = data
        if library(times) == "pandas":
            return values, _pandas_times(times), {"kind": "numpy"}
        return values, np.asarray(times.to_numpy() if hasattr(times, "to_numpy") else times), {"kind": "numpy"}
    if kind == "pandas":
        return _from_pandas(data, where)
    if kind == "polars":
        return _from_polars(data, where)
    if isinstance(data, str | bytes) or not (isinstance(data, Sequence) or hasattr(data, "__array__")):
        raise unreadable(data, where, "this is no series", "시계열이 아닙니다")
    if hasattr(data, "requires_grad"):
        return np.asarray(data), None, {"kind": "numpy"}
    return data, None, {"kind": "list" if isinstance(data, list | tuple) else "numpy"}


def _from_pandas(data: Any, where: str) -> tuple[Any, Any, dict[str, Any]]:
    if data.ndim == 2:
        columns = _value_columns(data)
        dates = [c for c in data.columns if c not in columns]
        data = data.set_index(dates[0])[columns[0]] if len(dates) == 1 else data[columns[0]]
    index, name = _dated(data.index), "y" if data.name is None else str(data.name)
    fields: dict[str, Any] = {"kind": "pandas", "index": index, "name": name}
    if getattr(index, "nlevels", 1) > 1:
        raise unreadable(data, where, "its index has several levels", "인덱스가 여러 단계입니다")
    dated = type(index).__name__ in ("DatetimeIndex", "PeriodIndex")
    return data, _pandas_times(index) if dated else None, fields


def _dated(index: Any) -> Any:
    """Return an index of dates written as texts as dates; any other one as it is."""
    if str(index.dtype) not in ("object", "str", "string") or not all(isinstance(label, str) for label in index):
        return index
    texts = index.tolist()
    if not looks_like_times(str(index.name or ""), texts):
        return index
    import pandas

    return pandas.DatetimeIndex(read_times(texts), name=index.name)


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
        return (wall if len(hours) and hours.min() >= ABOUT_A_DAY else index.tz_convert(None)).to_numpy()
    return index.to_numpy()


def _from_polars(data: Any, where: str) -> tuple[Any, Any, dict[str, Any]]:
    if not hasattr(data, "columns"):
        return data.cast(_polars_float(data)), None, {"kind": "polars", "name": data.name or "y"}
    values = _value_columns(data)
    dates = [c for c in data.columns if c not in values]
    if len(dates) > 1:
        raise unreadable(data, where, f"it has {len(dates)} columns of dates", f"날짜 열이 {len(dates)}개입니다")
    times = _polars_times(data[dates[0]]) if dates else None
    fields = {"kind": "polars", "name": values[0], "index": data[dates[0]].clear() if dates else None}
    return data[values[0]].cast(_polars_float(data[values[0]])), times, fields


def _polars_times(column: Any) -> Any:
    """Return the stamps without a time zone, as of pandas."""
    if getattr(column.dtype, "time_zone", None) is None:
        return column.to_numpy()
    wall = column.dt.replace_time_zone(None).to_numpy()
    hours = np.diff(wall.astype("datetime64[ns]")).astype(np.int64)
    return wall if len(hours) and hours.min() >= ABOUT_A_DAY else column.dt.convert_time_zone("UTC").to_numpy()


def _polars_float(column: Any) -> Any:
    import polars

    return polars.Float64 if column.dtype.is_numeric() else column.dtype


def numbers(values: Any, where: str) -> np.ndarray:
    """Return float64 (time,); text, dates and complex numbers are refused."""
    array: Any
    try:
        if library(values) == "pandas":
            kind = getattr(values.dtype, "kind", "O")
            array = values.to_numpy(dtype=np.float64, na_value=np.nan) if kind in "biuf" else np.asarray(values)
        else:
            array = values.to_numpy() if library(values) == "polars" else np.asarray(values)
        if array.dtype == object:  # None among numbers is missing, anything else must be a number
            array = np.array([np.nan if v is None else v for v in array.ravel().tolist()]).reshape(array.shape)
        if array.dtype.kind not in "biuf":
            raise ValueError(array.dtype)
    except (TypeError, ValueError):
        raise unreadable(values, where, "the values are not all numbers", "숫자가 아닌 값이 있습니다") from None
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise unreadable(values, where, "it is not one row of numbers", "값이 한 줄로 나열되어 있지 않습니다")
    if not len(array):
        raise unreadable(values, where, "it is empty", "비어 있습니다")
    return np.array(array, np.float64)


def _described(data: Any) -> str:
    if isinstance(data, Mapping):
        return f"{type(data).__name__} ({len(data)})"
    shape = getattr(data, "shape", None)
    size = shape_text(tuple(shape)) if shape is not None else f"({len(data)})" if hasattr(data, "__len__") else ""
    return f"{type(data).__name__} {size}".strip()


def unreadable(data: Any, where: str, en: str, ko: str) -> Exception:
    """Make the error for data that is no series of numbers (BD340)."""
    return error("BD340", where=where, got=_described(data), why=both(en, ko))
