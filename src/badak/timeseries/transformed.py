"""A forecaster of the bent series: learn from logarithms, forecast in the unit of the series."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error
from badak.timeseries.forecast import Forecast
from badak.timeseries.forecaster import Forecaster
from badak.timeseries.series import Series
from badak.timeseries.transforms import box_cox, guerrero, inverse_box_cox


class Transformed(Forecaster):
    r"""Fits another forecaster to the series bent by ``box_cox``, and bends its forecasts back.

    For series whose swings grow with their level. The point forecast is the median, the bent mean brought back; the ends of
    intervals are brought back alike, so that they keep their probability and are no longer symmetric. The likelihood is that of
    the series itself, :math:`\log L_w + (\lambda - 1) \sum_t \ln y_t`, so that AIC may be compared with models of the series as
    it is.

    Args:
        model: a forecaster.
        power: λ of ``box_cox``: 0 for logarithms; None finds it by ``guerrero`` in ``fit``.

    Attributes:
        model_: the forecaster that was fitted to the bent series.
        power_: the λ in use.

    Raises:
        ArgumentError: BD003, for what is no forecaster.
        DataError: BD391 in ``fit``, for values that are not positive.

    Source:
        Box, Cox (1964), An analysis of transformations, JRSS B 26, eq. 8 (likelihood); Hyndman, Athanasopoulos (2021),
        Forecasting: Principles and Practice, 3rd ed., §5.6.

    Example:
        >>> from badak.timeseries import Drift, Transformed
        >>> Transformed(Drift(), power=0).fit([1.0, 2.0, 4.0, 8.0]).forecast(2).round(6).tolist()
        [16.0, 32.0]
    """

    def __init__(self, model: Forecaster, power: float | None = 0.0) -> None:
        if not isinstance(model, Forecaster):
            expected = both("a forecaster such as ARIMA((0, 1, 1))", "ARIMA((0, 1, 1)) 같은 예측 모델")
            raise error("BD003", where="Transformed", name="model", got=repr(model)[:80], expected=expected)
        self.model, self.power = model, power
        self.model_, self.power_ = model, 1.0 if power is None else float(power)

    def needs(self) -> int:
        """Return how many values the other forecaster needs."""
        return self.model.needs()

    def clone(self) -> Transformed:
        """Return a copy with the same arguments that has not been fitted."""
        return Transformed(self.model.clone(), self.power)

    def _fit(self, series: Series) -> None:
        self.power_ = guerrero(series) if self.power is None else float(self.power)
        self.model_ = self.model.clone().fit(self._bent(series))
        self.params = {"power": self.power_, **self.model_.params}
        inner = self.model_.log_likelihood
        if inner is not None:  # the change of variables, over the values that the likelihood is of
            used = series.values[-self.model_.num_used :]
            self.log_likelihood = inner + (self.power_ - 1) * float(np.log(used).sum())

    def _bent(self, series: Series) -> Series:
        return box_cox(series, self.power_)

    @property
    def num_params(self) -> int:
        """How many numbers were estimated; λ among them where it was found from the series."""
        self._check_fitted("num_params")
        return self.model_.num_params + (self.power is None)

    @property
    def num_used(self) -> int:
        """How many values the likelihood is of."""
        self._check_fitted("num_used")
        return self.model_.num_used

    def _forecast(self, horizon: int, levels: tuple[float, ...]) -> Forecast:
        ahead = self.model_.forecast(horizon, intervals=levels)
        back = lambda values: inverse_box_cox(values, self.power_)  # noqa: E731
        bounds = {level: (back(low), back(high)) for level, (low, high) in ahead.bounds.items()}
        quantiles = ahead.quantiles and {q: back(values) for q, values in ahead.quantiles.items()}
        series = self._check_fitted("forecast")
        return dataclasses.replace(
            ahead, mean=back(ahead.mean), series=series, bounds=bounds, quantiles=quantiles, model=self.name
        )

    def _update(self, series: Series) -> None:
        old: Any = self.model_.series
        self.model_.update(self._bent(series).values[len(old) :])

    def _fitted(self) -> np.ndarray:
        return inverse_box_cox(self.model_.fitted, self.power_)
