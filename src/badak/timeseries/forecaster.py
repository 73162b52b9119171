"""The one interface of everything that forecasts."""

from __future__ import annotations

import inspect
import operator
from typing import Any, Self

import numpy as np

from badak.datasets.wording import both
from badak.errors import error, phrase
from badak.timeseries.forecast import Forecast, read_levels
from badak.timeseries.reading import read_series
from badak.timeseries.series import Series, stamp

# what people look for under the names of statsmodels, scikit-learn and Keras
_ELSEWHERE = {
    "predict": "forecast(horizon)", "get_forecast": "forecast(horizon, intervals=0.95)", "resid": "residuals",
    "fittedvalues": "fitted", "fitted_values": "fitted", "llf": "log_likelihood", "loglikelihood": "log_likelihood",
    "loglik": "log_likelihood", "bse": "standard_errors", "append": "update(values)", "extend": "update(values)",
    "conf_int": "forecast(horizon, intervals=0.95)", "coef": "params", "coef_": "params", "nobs": "num_used",
    "save": "pickle.dump(model, file); a network has save(path)", "load": "timeseries.load_forecaster(path)",
    "plot": "plots.forecast(model.forecast(horizon, intervals=True))", "plot_diagnostics": "plots.residuals(model)",
}  # fmt: skip
_FARTHEST = 1_000_000  # more steps are a slip of the hand; they would fill the memory before anyone saw a number


class Forecaster:
    """Base of forecasters: ``fit`` on a series, ``forecast`` what follows, ``update`` with what came.

    A class of one's own defines ``_fit(series)`` and ``_forecast(horizon, levels)``, and ``_update(series)`` where more history
    changes anything but ``series``. Its constructor stores its arguments unchanged, under their names: ``repr`` and ``clone``
    read them there.

    Attributes:
        series: what it was fitted to, with what ``update`` added; None before.
        params: the estimated numbers by name.
        log_likelihood: logarithm of the likelihood, or None where the model has none.
    """

    series: Series | None = None
    params: dict[str, float]
    log_likelihood: float | None = None
    shortest = 1  # how many values it needs at least

    # --- what a class of one's own defines -----------------------------------------------------------------------------------

    def _fit(self, series: Series) -> None:
        raise error("BD025", where=type(self).__name__, name="_fit")

    def _forecast(self, horizon: int, levels: tuple[float, ...]) -> Forecast:
        raise error("BD025", where=type(self).__name__, name="_forecast")

    def _update(self, series: Series) -> None:
        """Take in the longer series; ``self.series`` is already the new one."""

    def _fitted(self) -> np.ndarray:
        raise error("BD025", where=type(self).__name__, name="_fitted")

    def needs(self) -> int:
        """Return how many values it needs at least to be fitted."""
        return self.shortest

    def __getattr__(self, name: str) -> Any:
        # only names that were not found come here
        if name == "params":
            raise error("BD346", where=f"{self.name}.params", method=name)
        hint = f"; badak calls it {_ELSEWHERE[name]}" if name in _ELSEWHERE else ""
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{hint}", name=name, obj=self)

    # --- what everybody calls ------------------------------------------------------------------------------------------------

    def fit(self, series: Any, fill: str = "error") -> Self:
        """Estimate the parameters.

        Args:
            series: list, NumPy (time,), pandas, polars, or a pair (times, values); see ``read_series``.
            fill: what to do with missing values and gaps: ``"error"``, ``"interpolate"`` or ``"previous"``.

        Returns:
            The forecaster itself.

        Raises:
            DataError: BD340 to BD343, for data that is no regular series of finite numbers; BD344, for one that is too short.
            ArgumentError: BD351, for several series at once.
        """
        found = read_series(series, fill, f"{self.name}.fit")
        if len(found) < self.needs():
            raise error("BD344", where=f"{self.name}.fit", got=len(found), need=self.needs())
        self.series = None  # a fit that fails leaves no half-fitted model behind
        self._fit(found)
        self.series = found
        return self

    def forecast(self, horizon: int, intervals: Any = None) -> Any:
        """Forecast the values that follow the series.

        Args:
            horizon: how many, at least 1.
            intervals: None; a level such as 0.95 or 95; several of them; True for 80 % and 95 %; False for a table without.

        Returns:
            The means in the kind that the series came in: a NumPy array (horizon,), a pandas Series with the continued index, a
            polars frame. With ``intervals`` a table, ``Forecast``, which is the array of its means too.

        Raises:
            StateError: BD346, before ``fit``.
            ArgumentError: BD003, for a horizon below 1 or above a million, or a level that is none; BD357, for
                time stamps past the year 2262.
        """
        series = self._check_fitted("forecast")
        steps = read_horizon(horizon, f"{self.name}.forecast")
        if series.times is not None and series.frequency is not None:
            series.labels(len(series) + steps - 1, 1)  # a horizon that no time stamps reach is refused before the work
        found = self._forecast(steps, read_levels(intervals, f"{self.name}.forecast"))
        return found.like_series() if intervals is None else found

    def update(self, values: Any, fill: str = "error") -> Self:
        """Add what came after the series; parameters stay as they are.

        Args:
            values: one or more values, in any form that ``fit`` takes; time stamps must follow the last one directly.
            fill: as of ``fit``.

        Returns:
            The forecaster itself; the next forecast starts after these values.

        Raises:
            StateError: BD346, before ``fit``.
            DataError: BD340 to BD343, also where their time stamps do not follow the series.
        """
        series = self._check_fitted("update")
        more = read_series([values] if np.ndim(values) == 0 else values, fill, f"{self.name}.update")
        if more.times is not None and series.times is not None:
            due = series.labels(len(series), 1)[0]
            if more.times[0] != due:
                why = both("the new values do not follow the series", "새 값이 시계열의 끝에 바로 이어지지 않습니다")
                got = both(
                    f"{stamp(more.times[0])} instead of {stamp(due)}", f"{stamp(due)} 대신 {stamp(more.times[0])}"
                )
                raise error("BD343", where=f"{self.name}.update", why=why, got=got)
        self.series = series.extended(more.values)
        self._update(self.series)
        return self

    @property
    def fitted(self) -> np.ndarray:
        """What the model would have forecast one step ahead at each place (time,); NaN where it has too little before it."""
        self._check_fitted("fitted")
        return self._fitted()

    @property
    def residuals(self) -> np.ndarray:
        """Values minus ``fitted`` (time,); NaN at the start where there is no forecast."""
        series = self._check_fitted("residuals")
        return series.values - self.fitted

    # --- how good it is ------------------------------------------------------------------------------------------------------

    @property
    def num_params(self) -> int:
        """How many numbers were estimated, the variance of the errors among them."""
        self._check_fitted("num_params")
        return len(self.params)

    @property
    def num_used(self) -> int:
        """How many values the likelihood is of."""
        return len(self._check_fitted("num_used"))

    @property
    def aic(self) -> float | None:
        """Akaike's criterion, -2 log L + 2 k; the smaller the better. None without a likelihood."""
        return None if self.log_likelihood is None else 2 * self.num_params - 2 * self.log_likelihood

    @property
    def aicc(self) -> float | None:
        """Akaike's criterion corrected for short series, AIC + 2 k (k + 1) / (n - k - 1)."""
        if self.aic is None:
            return None
        k, left = self.num_params, self.num_used - self.num_params - 1
        return self.aic + 2 * k * (k + 1) / left if left > 0 else float("inf")

    @property
    def bic(self) -> float | None:
        """Bayesian criterion of Schwarz, -2 log L + k log n; the smaller the better. None without a likelihood."""
        if self.log_likelihood is None:
            return None
        return float(np.log(self.num_used)) * self.num_params - 2 * self.log_likelihood

    def summary(self) -> str:
        """Return what was estimated, as a text to print."""
        series = self._check_fitted("summary")
        lines = [self.name, f"  {phrase('series', '시계열')}: {series!r}"]
        lines += [f"  {name:<12} {value:>12.6g}" for name, value in self.params.items()]
        if self.log_likelihood is not None:
            lines.append(
                f"  {phrase('log-likelihood', '로그우도')} {self.log_likelihood:.5f}   AIC {self.aic:.3f}   BIC {self.bic:.3f}"
            )
        return "\n".join(lines)

    # --- copies and names ----------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """What the model is called in tables: the class with the arguments that differ from their defaults."""
        return repr(self)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the constructor, by name."""
        names = inspect.signature(type(self)).parameters
        return {name: getattr(self, name) for name in names}

    def clone(self) -> Self:
        """Return a copy with the same arguments that has not been fitted."""
        return type(self)(**self.arguments())

    def __repr__(self) -> str:
        parameters = inspect.signature(type(self)).parameters
        told, by_name = [], False  # the first argument needs no name to be understood
        for name, value in self.arguments().items():
            if value is parameters[name].default or repr(value) == repr(parameters[name].default):
                by_name = True
                continue
            told.append(f"{name}={value!r}" if by_name else repr(value))
            by_name = True
        return f"{type(self).__name__}({', '.join(told)})" if told else type(self).__name__

    def _check_fitted(self, method: str) -> Series:
        if self.series is None:
            raise error("BD346", where=f"{self.name}.{method}", method=method)
        return self.series


def read_horizon(horizon: Any, where: str) -> int:
    """Return a horizon as a number of steps.

    Args:
        horizon: a whole number of at least 1.
        where: who asks, for messages.

    Raises:
        ArgumentError: BD003, for 0, negative numbers, fractions, more than a million and anything else.
    """
    try:
        steps = operator.index(horizon)
    except TypeError:
        steps = 0
    if not 1 <= steps <= _FARTHEST or isinstance(horizon, bool):
        expected = both("a whole number of steps, at least 1", "1 이상의 정수(앞으로 예측할 값의 수)")
        if steps > _FARTHEST:
            expected = both(f"at most {_FARTHEST:,} steps", f"{_FARTHEST:,} 이하(앞으로 예측할 값의 수)")
        raise error("BD003", where=where, name="horizon", got=repr(horizon), expected=expected)
    return steps
