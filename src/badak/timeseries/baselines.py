"""Four forecasts that need no model: what anything better must beat."""

from __future__ import annotations

import numpy as np

from badak.datasets.wording import both
from badak.errors import error
from badak.timeseries.forecast import Forecast, normal_bounds
from badak.timeseries.forecaster import Forecaster
from badak.timeseries.series import Series


class _Baseline(Forecaster):
    """Keeps the variance of one-step errors, from which the textbook's intervals follow."""

    _estimated = 0  # K of the textbook: parameters beside the variance

    def _fit(self, series: Series) -> None:
        errors = series.values - self._one_step(series.values)
        there = errors[~np.isnan(errors)]
        # a series too short to tell the variance has none: its intervals are NaN, not zero
        left = len(there) - self._estimated
        self.params = {"sigma2": float(there @ there / left) if left > 0 else float("nan")}

    def _one_step(self, values: np.ndarray) -> np.ndarray:
        raise error("BD025", where=type(self).__name__, name="_one_step")

    def _fitted(self) -> np.ndarray:
        return self._one_step(self._check_fitted("fitted").values)

    def _made(self, mean: np.ndarray, growth: np.ndarray, levels: tuple[float, ...]) -> Forecast:
        """Put a forecast together from how the variance grows with the steps ahead, (horizon,)."""
        deviation = np.sqrt(self.params["sigma2"] * growth)
        series = self._check_fitted("forecast")
        return Forecast(mean, series, normal_bounds(mean, deviation, levels), model=self.name)


class Mean(_Baseline):
    r"""Forecasts the mean of the series.

    :math:`\hat y_{T+h} = \bar y`, deviation :math:`\hat\sigma\sqrt{1 + 1/T}`.

    Source:
        Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §5.2 and §5.5.

    Example:
        >>> from badak.timeseries import Mean
        >>> Mean().fit([1.0, 2.0, 6.0]).forecast(2).tolist()
        [3.0, 3.0]
    """

    _estimated = 1

    def _one_step(self, values: np.ndarray) -> np.ndarray:
        return np.full(len(values), self.params["mean"])

    def _fit(self, series: Series) -> None:
        self.params = {"mean": float(series.values.mean())}
        super()._fit(series)
        self.params = {"mean": float(series.values.mean()), **self.params}

    def _forecast(self, horizon: int, levels: tuple[float, ...]) -> Forecast:
        growth = np.full(horizon, 1 + 1 / len(self._check_fitted("forecast")))
        return self._made(np.full(horizon, self.params["mean"]), growth, levels)


class Naive(_Baseline):
    r"""Forecasts the last value: a random walk.

    :math:`\hat y_{T+h} = y_T`, deviation :math:`\hat\sigma\sqrt h`.

    Source:
        Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §5.2 and §5.5.

    Example:
        >>> from badak.timeseries import Naive
        >>> Naive().fit([1.0, 2.0, 6.0]).forecast(2).tolist()
        [6.0, 6.0]
    """

    def _one_step(self, values: np.ndarray) -> np.ndarray:
        return np.concatenate([[np.nan], values[:-1]])

    def _forecast(self, horizon: int, levels: tuple[float, ...]) -> Forecast:
        last = self._check_fitted("forecast").values[-1]
        return self._made(np.full(horizon, last), np.arange(1.0, horizon + 1), levels)


class SeasonalNaive(_Baseline):
    r"""Forecasts the value of the last season: this March as last March.

    :math:`\hat y_{T+h} = y_{T+h-m(k+1)}` with :math:`k = \lfloor (h-1)/m \rfloor`, deviation :math:`\hat\sigma\sqrt{k+1}`.

    Args:
        period: length m of a season, 12 for months; None takes the usual one of the series' frequency.

    Raises:
        ArgumentError: BD356 in ``fit``, when no period is given and the frequency of the series tells none; BD003, for a
            period below 1.

    Source:
        Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §5.2 and §5.5.

    Example:
        >>> from badak.timeseries import SeasonalNaive
        >>> SeasonalNaive(3).fit([1.0, 2.0, 6.0, 3.0, 4.0, 8.0]).forecast(4).tolist()
        [3.0, 4.0, 8.0, 3.0]
    """

    def __init__(self, period: int | None = None) -> None:
        self.period = period
        self.season = period or 0  # the period in use, known after fit

    def needs(self) -> int:
        """Return the length of one season."""
        return self.period or 1

    def _fit(self, series: Series) -> None:
        season = series.season if self.period is None else self.period
        if season is None:
            raise error("BD356", where=f"{self.name}.fit", got=repr(series))
        if isinstance(season, bool) or season != int(season) or season < 1:
            expected = both("a whole number of at least 1", "1 이상의 정수")
            raise error("BD003", where="SeasonalNaive", name="period", got=repr(season), expected=expected)
        if len(series) < season:
            raise error("BD344", where=f"{self.name}.fit", got=len(series), need=season)
        self.season = int(season)
        super()._fit(series)

    def _one_step(self, values: np.ndarray) -> np.ndarray:
        return np.concatenate([np.full(self.season, np.nan), values[: -self.season]])

    def _forecast(self, horizon: int, levels: tuple[float, ...]) -> Forecast:
        steps = np.arange(horizon)
        last = self._check_fitted("forecast").values[-self.season :]
        return self._made(last[steps % self.season], 1.0 + steps // self.season, levels)


class Drift(_Baseline):
    r"""Forecasts along the straight line from the first to the last value.

    :math:`\hat y_{T+h} = y_T + h\,\frac{y_T - y_1}{T-1}`, deviation :math:`\hat\sigma\sqrt{h\,(1 + h/(T-1))}`.

    Source:
        Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §5.2 and §5.5.

    Example:
        >>> from badak.timeseries import Drift
        >>> Drift().fit([1.0, 2.0, 5.0]).forecast(2).tolist()
        [7.0, 9.0]
    """

    _estimated = 1
    shortest = 2

    def _one_step(self, values: np.ndarray) -> np.ndarray:
        return np.concatenate([[np.nan], values[:-1] + self.params["drift"]])

    def _fit(self, series: Series) -> None:
        drift = float(series.values[-1] - series.values[0]) / (len(series) - 1)
        self.params = {"drift": drift}
        super()._fit(series)
        self.params = {"drift": drift, **self.params}

    def _forecast(self, horizon: int, levels: tuple[float, ...]) -> Forecast:
        steps = np.arange(1.0, horizon + 1)
        series = self._check_fitted("forecast")
        mean = series.values[-1] + steps * self.params["drift"]
        return self._made(mean, steps * (1 + steps / max(len(series) - 1, 1)), levels)
