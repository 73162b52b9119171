"""What the calendar says of a time stamp, as points on circles: December lies beside January, 23 o'clock beside midnight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from badak.errors import error
from badak.timeseries.series import Series


def _since(times: np.ndarray, unit: str) -> np.ndarray:
    """Return the time since the last full unit, timedelta64[ns]."""
    return times - times.astype(f"datetime64[{unit}]").astype(times.dtype)


def _hour(times: np.ndarray) -> np.ndarray:
    return _since(times, "D") / np.timedelta64(1, "D")


def _weekday(times: np.ndarray) -> np.ndarray:
    return (times.astype("datetime64[D]").astype(np.int64) + 3) % 7 / 7  # 1970-01-01 was a Thursday


def _month(times: np.ndarray) -> np.ndarray:
    return times.astype("datetime64[M]").astype(np.int64) % 12 / 12


def _yearday(times: np.ndarray) -> np.ndarray:
    years = times.astype("datetime64[Y]")
    length = (years + 1).astype("datetime64[D]") - years.astype("datetime64[D]")
    return _since(times, "Y") / length.astype(times.dtype.str.replace("M8", "m8"))


PARTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "hour": _hour,
    "weekday": _weekday,
    "month": _month,
    "yearday": _yearday,
}
"""How far round its circle a time stamp is, 0 to 1, for each feature: the time of day, the day of the week …"""


def calendar_features(times: Any, features: Any = ("hour", "weekday", "month", "yearday")) -> np.ndarray:
    r"""Return calendar features of time stamps, each as a sine and a cosine.

    $$\sin 2\pi u,\; \cos 2\pi u \qquad \text{with } u \in [0, 1) \text{ the part of the day, week or year that is over}$$

    Args:
        times: datetime64 (time,), anything that NumPy reads as such, a pandas index, or a ``Series`` with time stamps.
        features: names: ``"hour"`` (time of day, minutes count), ``"weekday"``, ``"month"`` (whole months) and ``"yearday"``
            (day of the year, leap years too).

    Returns:
        float64 (time, 2 · features): sine and cosine of the first, of the second …

    Raises:
        ArgumentError: BD003, for an unknown name.
        DataError: BD363, for a series without time stamps.

    Example:
        >>> from badak.timeseries import calendar_features
        >>> calendar_features(["2024-01-01", "2024-04-01", "2024-07-01"], ["month"]).round(6)
        array([[ 0.,  1.],
               [ 1.,  0.],
               [ 0., -1.]])
    """
    names = check_features(features, "calendar_features")
    if isinstance(times, Series):
        if times.times is None:
            raise error("BD363", where="calendar_features", got=repr(times))
        times = times.times
    stamps = np.asarray(times).astype("datetime64[ns]")
    angles = [2 * np.pi * PARTS[name](stamps) for name in names]
    columns = [wave(angle) for angle in angles for wave in (np.sin, np.cos)]
    return np.stack(columns, axis=-1) if columns else np.zeros((len(stamps), 0))


def check_features(features: Any, where: str) -> tuple[str, ...]:
    """Return names of features as a tuple; one name alone and None do as well.

    Raises:
        ArgumentError: BD003, for an unknown name.
    """
    names = () if features is None else (features,) if isinstance(features, str) else tuple(features)
    for name in names:
        if name not in PARTS:
            raise error("BD003", where=where, name="features", got=repr(name), expected=" | ".join(map(repr, PARTS)))
    return names
