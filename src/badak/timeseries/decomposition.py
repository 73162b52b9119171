"""A series taken apart: trend, cycle, season, and what is left."""

from __future__ import annotations

import dataclasses
import html
from functools import cached_property
from typing import Any

import numpy as np

from badak.checks import number, whole
from badak.errors import error, phrase
from badak.timeseries.correlogram import refuse_constant
from badak.timeseries.cycles import hodrick_prescott, smoothing_for
from badak.timeseries.period import find_period
from badak.timeseries.reading import read_series
from badak.timeseries.series import Series, like
from badak.timeseries.transforms import refuse_not_positive

METHODS = ("classical", "stl")
MODELS = ("additive", "multiplicative")
_FLAT = 5  # moving average for a series without seasons, as in Hyndman & Athanasopoulos 2021, §3.3


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Decomposition:
    """A series in parts: ``trend + seasonal + remainder``, or their product.

    The trend of a decomposition holds the long waves too; ``long_trend`` and ``cycle`` tell the two apart.

    Args:
        series: the series itself.
        trend: trend and cycle together (time,); NaN at both ends for the classical method.
        seasonal: (time,), the same for each season in the classical method; 0 (or 1) throughout where there is no season.
        remainder: the irregular part (time,).
        period: values in a season, 1 where there is none.
        method: ``"classical"`` or ``"stl"``.
        model: ``"additive"`` or ``"multiplicative"``.
        longest: waves up to this many values are cycle, longer ones trend.
    """

    series: Series
    trend: np.ndarray
    seasonal: np.ndarray
    remainder: np.ndarray
    period: int
    method: str
    model: str
    longest: float

    @cached_property
    def long_trend(self) -> np.ndarray:
        """The trend without its waves (time,), by the filter of Hodrick and Prescott; of logarithms for products."""
        there = ~np.isnan(self.trend)
        trend = self._log(self.trend[there])
        smooth = np.full(len(self.trend), np.nan)
        smooth[there] = hodrick_prescott(trend, smoothing_for(self.longest))
        return np.exp(smooth) if self.model == "multiplicative" else smooth

    @property
    def cycle(self) -> np.ndarray:
        """The waves in the trend (time,): trend less ``long_trend``, or their quotient."""
        return self.trend / self.long_trend if self.model == "multiplicative" else self.trend - self.long_trend

    @property
    def seasonally_adjusted(self) -> np.ndarray:
        """The series without its season (time,)."""
        values = self.series.values
        return values / self.seasonal if self.model == "multiplicative" else values - self.seasonal

    @property
    def trend_strength(self) -> float:
        r"""How much of what the season leaves is trend, :math:`\max(0, 1 - \operatorname{Var} R / \operatorname{Var}(T + R))`.

        Source:
            Hyndman, Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §4.3; of logarithms for products.
        """
        return self._strength(self.trend)

    @property
    def seasonal_strength(self) -> float:
        r"""How much of what the trend leaves is season, :math:`\max(0, 1 - \operatorname{Var} R / \operatorname{Var}(S + R))`.

        Source:
            Hyndman, Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §4.3; of logarithms for products.
        """
        return self._strength(self.seasonal) if self.period > 1 else 0.0

    def _log(self, values: np.ndarray) -> np.ndarray:
        return np.log(values) if self.model == "multiplicative" else values

    def _strength(self, part: np.ndarray) -> float:
        there = ~np.isnan(self.remainder)
        part, rest = self._log(part[there]), self._log(self.remainder[there])
        whole_of_it = float(np.var(part + rest))
        return max(0.0, 1 - float(np.var(rest)) / whole_of_it) if whole_of_it > 0 else 0.0

    def parts(self) -> dict[str, np.ndarray]:
        """Return the series and its parts by name, each (time,): they add up (or multiply) to the series but for rounding.

        ``long_trend``, ``cycle``, ``seasonal`` and ``remainder`` are the four parts; ``trend`` is the first two together.
        """
        names = ("trend", "long_trend", "cycle", "seasonal", "remainder")
        return {self.series.name: self.series.values} | {name: getattr(self, name) for name in names}

    def like_series(self, part: str) -> Any:
        """Return a part in the kind that the series came in: pandas with its index, polars, or an array.

        Args:
            part: ``"trend"``, ``"long_trend"``, ``"cycle"``, ``"seasonal"``, ``"remainder"`` or ``"seasonally_adjusted"``.
        """
        return like(self.series, getattr(self, part), 0, name=part)

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame (time, parts)."""
        import pandas

        index = self.series.labels(0, len(self.series))
        if self.series.kind == "pandas":
            index = like(self.series, self.series.values, 0).index
        return pandas.DataFrame(self.parts(), index=index)

    def _facts(self) -> list[tuple[str, str]]:
        season = phrase(f"{self.period} values", f"값 {self.period}개") if self.period > 1 else phrase("none", "없음")
        kinds = {
            "additive": phrase("sum of the parts", "성분의 합"),
            "multiplicative": phrase("product of the parts", "성분의 곱"),
        }
        methods = {"classical": phrase("moving averages", "이동 평균(고전적 분해)"), "stl": "STL (Loess)"}
        return [
            (phrase("season", "계절 주기"), season),
            (phrase("how", "방법"), f"{methods[self.method]}, {kinds[self.model]}"),
            (phrase("strength of the trend", "추세의 강도"), f"{self.trend_strength:.3f}"),
            (phrase("strength of the season", "계절성의 강도"), f"{self.seasonal_strength:.3f}"),
            (
                phrase("cycle", "순환"),
                phrase(f"waves of up to {self.longest:g} values", f"길이 {self.longest:g}까지의 파동"),
            ),
        ]

    def __repr__(self) -> str:
        title = phrase(f"{self.series.name} taken apart", f"{self.series.name}의 성분 분해")
        return "\n".join([title, *(f"  {name}: {said}" for name, said in self._facts())])

    def _repr_html_(self) -> str:
        title = phrase(f"{self.series.name} taken apart", f"{self.series.name}의 성분 분해")
        rows = "".join(f"<tr><th>{html.escape(n)}</th><td>{html.escape(s)}</td></tr>" for n, s in self._facts())
        return f"<table><caption>{html.escape(title)}</caption>{rows}</table>"


def decompose(
    series: Any,
    period: int | None = None,
    method: str = "classical",
    model: str = "additive",
    longest: float | None = None,
    robust: bool = False,
) -> Decomposition:
    r"""Take a series apart: trend, cycle, season and the irregular rest.

    Additive: :math:`y_t = T_t + S_t + R_t`; multiplicative: :math:`y_t = T_t \times S_t \times R_t`, for seasons that grow with
    the level. ``"classical"``: T is the moving average over one season (2×m for even m), S the mean of what is left at each
    place of the season, made to sum to 0 (or average 1), R the rest. ``"stl"``: T and S by local regression, so that the
    season may change and the ends are not lost. The trend is then split: waves of up to ``longest`` values are the cycle, the
    filter of Hodrick and Prescott with the λ of that length is the long trend.

    Args:
        series: list, NumPy (time,), pandas, polars, or a pair (times, values).
        period: values in a season; 1 for none; by default what ``find_period`` finds.
        method: ``"classical"`` or ``"stl"``, which needs statsmodels.
        model: ``"additive"`` or ``"multiplicative"``; for STL the latter takes logarithms.
        longest: the longest wave that is cycle, in values. By default ten seasons: ten years for months, as Hodrick and Prescott
            have it; without a season twice the cycle that was found, at least 10.
        robust: STL only: outliers weigh little.

    Returns:
        The parts.

    Raises:
        DataError: BD340 to BD343, for data that is no series; BD390, for fewer than two seasons; BD391, for a product of values
            that are not positive; BD392, for a constant series; BD394, for STL without a season.
        ArgumentError: BD003, for another method or model; BD040, for a period below 1 or a ``longest`` not above 2.
        MissingExtraError: BD090, for STL without statsmodels.

    Example:
        >>> from badak import timeseries
        >>> parts = timeseries.decompose([1.0, 5.0, 3.0, 2.0, 6.0, 4.0, 3.0, 7.0, 5.0], period=3)
        >>> parts.seasonal[:3].round(3).tolist(), parts.trend[1:4].round(3).tolist()
        ([-1.667, 2.0, -0.333], [3.0, 3.333, 3.667])

    Source:
        Hyndman, Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §3.4 (classical) and §3.6 (STL); Cleveland,
        Cleveland, McRae, Terpenning (1990), STL, Journal of Official Statistics 6; Hodrick, Prescott (1997).
    """
    found = read_series(series, where="decompose")
    for name, value, known in (("method", method, METHODS), ("model", model, MODELS)):
        if value not in known:
            raise error("BD003", where="decompose", name=name, got=repr(value), expected=" | ".join(map(repr, known)))
    refuse_constant("decompose", found)
    if model == "multiplicative":
        refuse_not_positive("decompose", found)
    seen = find_period(found) if period is None else None
    season = whole("decompose", "period", period, 1, optional=True)
    if seen is not None:
        season = seen.length if seen.kind == "season" and seen.length else 1
    if len(found) < 2 * season:
        raise error("BD390", where="decompose", got=len(found), period=season, need=2 * season)
    if longest is None:
        waves = 2 * seen.length if seen is not None and seen.kind == "cycle" and seen.length else 0
        longest = max(10 * season if season > 1 else 10 * (found.season or 1), waves)
    span: float = number("decompose", "longest", longest, 2, above=True)
    if method == "stl":
        if season < 2:
            raise error("BD394", where='decompose(method="stl")', got=repr(found))
        trend, seasonal = _stl(found.values, season, model, robust)
    else:
        trend, seasonal = _classical(found.values, season, model, found.season or _FLAT)
    rest = found.values / trend / seasonal if model == "multiplicative" else found.values - trend - seasonal
    return Decomposition(found, trend, seasonal, rest, season, method, model, span)


def moving_average(values: np.ndarray, length: int) -> np.ndarray:
    """Return the centred moving average (time,), NaN where it does not fit; of two neighbours for an even length (2×m).

    Args:
        values: float64 (time,).
        length: m; a season of that length averages out.

    Example:
        >>> import numpy as np
        >>> moving_average(np.array([1.0, 2.0, 6.0, 3.0, 4.0]), 2).tolist()
        [nan, 2.75, 4.25, 4.0, nan]
    """
    weights = np.full(length, 1 / length)
    if length % 2 == 0:
        weights = np.concatenate([weights[:1] / 2, weights[1:], weights[:1] / 2])
    half = len(weights) // 2
    out = np.full(len(values), np.nan)
    if len(values) >= len(weights):
        out[half : len(values) - half] = np.convolve(values, weights, "valid")
    return out


def _classical(values: np.ndarray, period: int, model: str, window: int) -> tuple[np.ndarray, np.ndarray]:
    trend = moving_average(values, period if period > 1 else min(window, len(values)))
    product = model == "multiplicative"
    if period == 1:
        return trend, np.full(len(values), 1.0 if product else 0.0)
    left = values / trend if product else values - trend
    pattern = np.array([_mean_there(left[k::period]) for k in range(period)])
    pattern = pattern / pattern.mean() if product else pattern - pattern.mean()
    return trend, np.resize(pattern, len(values))


def _mean_there(values: np.ndarray) -> float:
    return float(values[~np.isnan(values)].mean())


def _stl(values: np.ndarray, period: int, model: str, robust: bool) -> tuple[np.ndarray, np.ndarray]:
    try:
        from statsmodels.tsa.seasonal import STL
    except ImportError:
        raise error("BD090", where='decompose(method="stl")', package="statsmodels", extra="ml") from None
    made = STL(np.log(values) if model == "multiplicative" else values, period=period, robust=robust).fit()
    trend, seasonal = np.asarray(made.trend), np.asarray(made.seasonal)
    return (np.exp(trend), np.exp(seasonal)) if model == "multiplicative" else (trend, seasonal)
