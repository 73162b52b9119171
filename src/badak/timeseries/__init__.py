"""Series of numbers in time: what is in them, and what comes next.

Every forecaster has the same interface: ``fit(series)`` returns itself, ``forecast(horizon, intervals=0.95)`` says what follows,
``update(values)`` takes in what came. Series are lists, NumPy arrays, pandas or polars; results come in the same kind.

Example:
    >>> from badak import timeseries
    >>> timeseries.Drift().fit([112, 118, 132, 129, 121]).forecast(2).tolist()
    [123.25, 125.5]
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what __getattr__ below imports when first named, for editors and type checkers
    from badak.timeseries.ar_by_hand import descent, lagged, least_squares
    from badak.timeseries.arima import AR, ARIMA, ARMA, MA
    from badak.timeseries.baselines import Drift, Mean, Naive, SeasonalNaive
    from badak.timeseries.conditional import conditional_log_likelihood, one_step_errors
    from badak.timeseries.differences import Differences, choose_differences
    from badak.timeseries.forecast import Forecast
    from badak.timeseries.forecaster import Forecaster
    from badak.timeseries.kalman import kalman_filter, log_likelihood
    from badak.timeseries.order import OrderChoice, choose_order
    from badak.timeseries.reading import read_many, read_series
    from badak.timeseries.series import Series, like

# the module of each public name
_MODULES = {
    "series": ("Series", "like"),
    "reading": ("read_series", "read_many"),
    "forecaster": ("Forecaster",),
    "forecast": ("Forecast",),
    "arima": ("AR", "MA", "ARMA", "ARIMA"),
    "ar_by_hand": ("lagged", "least_squares", "descent"),
    "conditional": ("one_step_errors", "conditional_log_likelihood"),
    "differences": ("Differences", "choose_differences"),
    "order": ("OrderChoice", "choose_order"),
    "kalman": ("kalman_filter", "log_likelihood"),
    "baselines": ("Naive", "SeasonalNaive", "Drift", "Mean"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "AR",
    "ARIMA",
    "ARMA",
    "MA",
    "choose_differences",
    "choose_order",
    "conditional_log_likelihood",
    "descent",
    "kalman_filter",
    "lagged",
    "least_squares",
    "log_likelihood",
    "one_step_errors",
    "Differences",
    "Drift",
    "Forecast",
    "Forecaster",
    "Mean",
    "Naive",
    "OrderChoice",
    "SeasonalNaive",
    "Series",
    "like",
    "read_many",
    "read_series",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"badak.timeseries.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
