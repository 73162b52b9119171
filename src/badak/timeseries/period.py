"""Whether a series repeats itself, and after how many values: found from the data, with the evidence."""

from __future__ import annotations

import dataclasses
import math
from statistics import NormalDist
from typing import Any

import numpy as np

from badak.errors import phrase
from badak.timeseries.correlogram import autocorrelations, refuse_constant
from badak.timeseries.reading import read_series
from badak.timeseries.series import Series

_STABLE = 7.0  # the X-11 programs take a season for present from this F on (Lothian, Morry 1978)
_REGULAR = (
    0.4  # share of the variance that a pattern of fixed length must explain to be a season; a wandering cycle has ~0.1
)


@dataclasses.dataclass(frozen=True)
class Period:
    """What ``find_period`` found.

    Args:
        length: values after which the series repeats itself; None where it does not.
        kind: ``"season"`` for a fixed length, ``"cycle"`` for one that wanders, None without either.
        correlation: of the changes with those one period before, r.
        chance: how large r becomes by chance, at 5 % over all the lags looked at.
        explained: share of the variance around the moving average that the mean pattern of one period explains, adjusted.
        f: the F of that pattern.
        usual: length that the time stamps suggest (12 for months), or None.
    """

    length: int | None
    kind: str | None
    correlation: float
    chance: float
    explained: float
    f: float
    usual: int | None

    @property
    def verdict(self) -> str:
        """What was found and why, in the user's language."""
        if self.chance >= 1:
            return phrase("too short to look for a season", "계절 주기를 찾기에는 너무 짧습니다")
        r, chance, share = f"{self.correlation:.2f}", f"{self.chance:.2f}", f"{max(self.explained, 0):.0%}"
        if self.length is None:
            looked = f" ({self.usual})" if self.usual else ""
            return phrase(
                f"no season or cycle{looked}: changes have nothing to do with those of any period before",
                f"계절 주기{looked}나 순환 없음: 변화량이 이전 어느 주기의 변화량과도 관련이 없습니다",
            )
        if self.kind == "cycle":
            return phrase(
                f"a cycle of about {self.length} values whose length wanders (its fixed pattern would explain {share}; "
                f"correlation {r}, by chance up to {chance})",
                f"길이가 일정하지 않은, 약 {self.length}개 길이의 순환(고정된 모양으로는 {share}만 설명됨, "
                f"상관 {r}, 우연이면 {chance}까지)",
            )
        return phrase(
            f"a season of {self.length} values (its pattern explains {share} of the variance around the moving average; "
            f"correlation {r}, by chance up to {chance}; F = {self.f:.0f})",
            f"값 {self.length}개마다 되풀이되는 계절(이동 평균을 뺀 분산의 {share}를 설명, 상관 {r}, 우연이면 {chance}까지, "
            f"F = {self.f:.0f})",
        )

    def __repr__(self) -> str:
        return f"<Period {self.length}: {self.verdict}>"


def find_period(series: Any) -> Period:
    r"""Find after how many values a series repeats itself, and whether that is a season or a cycle.

    Changes :math:`y_t - y_{t-1}` are looked at, so that neither a trend nor a random walk looks like a long wave. A lag m is a
    period when their autocorrelation :math:`r_m` is a local maximum after a negative trough and larger than chance gives over all
    the lags up to a third of the length (Bartlett's band, 5 % divided among the lags). The length that the time stamps suggest
    wins if it is one, or if the mean pattern of a season around the moving average has an F above 7; otherwise the shortest lag
    within a tenth of the highest :math:`r`. It is a season when a pattern of fixed length explains at least 40 % of the variance
    around the moving average, else a cycle; a cycle's length is where the periodogram is highest near m.

    Args:
        series: list, NumPy (time,), pandas, polars, or a pair (times, values).

    Returns:
        The period with its evidence; ``length`` is None where there is none.

    Raises:
        DataError: BD340 to BD343, for data that is no series; BD392, for a constant one.

    Example:
        >>> from badak.timeseries import find_period
        >>> find_period([1, 3, 2, 5] * 10).length
        4

    Source:
        Vlachos, Yu, Castelli (2005), On periodicity detection and structural periodic similarity, SDM, §3 (a candidate must sit
        on a hill of the ACF); Lothian, Morry (1978), A test for the presence of identifiable seasonality (F above 7).
    """
    found = read_series(series, where="find_period")
    refuse_constant("find_period", found)
    usual = found.season
    values = found.values
    changes = np.diff(values)
    most = len(values) // 3
    if most < 2 or np.ptp(changes) == 0:
        return Period(None, None, 0.0, 1.0, 0.0, 0.0, usual)
    r = autocorrelations(changes, min(most + 1, len(changes) - 1))
    bounds = _chance(r, len(changes))
    hills = [m for m in range(2, len(r) - 1) if r[m] > r[m - 1] and r[m] >= r[m + 1]]
    hills = [m for m in hills if r[m] > bounds[m] and r[1:m].min() < -1 / math.sqrt(len(changes))]
    length = _shortest(r, hills)
    if usual is not None and 2 <= usual < len(r):
        share, f = pattern(values, usual)
        if usual in hills or f > _STABLE:
            return Period(usual, "season", float(r[usual]), float(bounds[usual]), share, f, usual)
    if length is None:
        return Period(None, None, float(r[2:].max(initial=0.0)), float(bounds[2]), 0.0, 0.0, usual)
    share, f = pattern(values, length)
    for part in range(2, length // 2 + 1):  # noise may lift two or three seasons above one
        smaller = pattern(values, part) if length % part == 0 else (0.0, 0.0)
        if smaller[0] >= max(share - 0.03, _REGULAR):
            length, (share, f) = part, smaller
            break
    evidence = (float(r[length]), float(bounds[length]), share, f, usual)
    if share >= _REGULAR and not _yearly(found):
        return Period(length, "season", *evidence)
    return Period(_strongest(values, length), "cycle", *evidence)


def _yearly(series: Series) -> bool:
    """Whether a value comes once a year or more rarely: within a year nothing can repeat, so waves of years are cycles."""
    every = series.frequency
    return every is not None and every.kind == "months" and every.count % 12 == 0


def _chance(r: np.ndarray, count: int) -> np.ndarray:
    """Return for each lag how large r becomes by chance: Bartlett's band over half the lag, 5 % divided among all lags."""
    z = NormalDist().inv_cdf(1 - 0.025 / max(len(r) - 2, 1))
    grown = np.concatenate([[0.0], np.cumsum(r[1:] ** 2)])
    # only half the lag: what a season itself does to the lags before it would hide it otherwise
    return z * np.sqrt((1 + 2 * grown[np.arange(len(r)) // 2]) / count)


def _shortest(r: np.ndarray, hills: list[int]) -> int | None:
    if not hills:
        return None
    highest = max(r[m] for m in hills)
    return next(m for m in hills if r[m] >= 0.9 * highest)


def pattern(values: np.ndarray, length: int) -> tuple[float, float]:
    """Return which share of the variance around the moving average the mean pattern of a season explains (adjusted), and its F.

    Args:
        values: float64 (time,).
        length: of the season.
    """
    from badak.timeseries.decomposition import moving_average

    rest = values - moving_average(values, length)
    there = np.flatnonzero(~np.isnan(rest))
    if len(there) < 2 * length:
        return 0.0, 0.0
    rest, phase = rest[there], there % length
    counts = np.bincount(phase, minlength=length)
    means = np.bincount(phase, rest, minlength=length) / counts
    within = float(np.sum((rest - means[phase]) ** 2))
    between = float(np.sum(counts * (means - rest.mean()) ** 2))
    free = len(rest) - length
    if free < 1 or between == 0:
        return 0.0, 0.0
    if within <= 1e-20 * between:
        return 1.0, float("inf")
    share = 1 - (within / free) / ((within + between) / (len(rest) - 1))
    return share, (between / (length - 1)) / (within / free)


def _strongest(values: np.ndarray, near: int) -> int:
    """Return the period of the highest periodogram ordinate between ¾ and 1⅓ of a length."""
    places = np.arange(len(values))
    flat = values - np.polyval(np.polyfit(places, values, 1), places)
    padded = 8 * len(values)  # a finer grid of frequencies
    power = np.abs(np.fft.rfft(flat, padded)) ** 2
    rate = np.arange(len(power)) / padded
    window = (rate >= 0.75 / near) & (rate <= 1 / (0.75 * near))
    if not window.any():
        return near
    return max(2, round(1 / rate[window][np.argmax(power[window])]))
