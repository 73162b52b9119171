"""Time stamps as a clock on the wall shows them, for people to read."""

from __future__ import annotations

import numpy as np

from badak.timeseries.series import Series, pandas_index, polars_times, stamp


def on_the_wall(series: Series, start: int, count: int) -> np.ndarray:
    """Return ``series.labels(start, count)`` in the time zone that the series came in.

    Series with a time zone count hours in universal time, where no hour is missing or comes twice.

    Args:
        series: the series.
        start: place of the first stamp.
        count: how many.

    Returns:
        datetime64[ns] (count,) without a zone, or int64 (count,) where the series has no stamps.
    """
    labels, zone = series.labels(start, count), series.zone
    if zone is None or series.by_the_wall:
        return labels
    wall = (polars_times if series.kind == "polars" else pandas_index)(series, start, count)
    wall = wall.dt.replace_time_zone(None) if series.kind == "polars" else wall.tz_localize(None)
    return wall.to_numpy().astype("datetime64[ns]")


def written(stamps: np.ndarray) -> list[str]:
    """Write stamps for a table: midnight with its 00:00 where others have a clock time, plain days where none has.

    Args:
        stamps: datetime64 (time,), or numbers, which are written as they are.
    """
    if stamps.dtype.kind != "M":
        return [str(label) for label in stamps]
    texts = [stamp(label) for label in stamps]
    timed = any(" " in text for text in texts)
    return [f"{text} 00:00" if timed and " " not in text else text for text in texts]
