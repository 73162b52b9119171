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
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what __getattr__ below imports when first named, for editors and type checkers
    from badak.timeseries.ar_by_hand import descent, lagged, least_squares
    from badak.timeseries.arima import AR, ARIMA, ARMA, MA
    from badak.timeseries.backtesting import Backtest, backtest
    from badak.timeseries.baselines import Drift, Mean, Naive, SeasonalNaive
    from badak.timeseries.calendars import calendar_features
    from badak.timeseries.conditional import conditional_log_likelihood, one_step_errors
    from badak.timeseries.correlogram import Correlogram, LjungBox, acf, ljung_box, pacf
    from badak.timeseries.decomposition import Decomposition, decompose
    from badak.timeseries.differences import Differences, choose_differences
    from badak.timeseries.forecast import Forecast
    from badak.timeseries.forecaster import Forecaster
    from badak.timeseries.kalman import kalman_filter, log_likelihood
    from badak.timeseries.known import RealSeries, load, names
    from badak.timeseries.measures import coverage, mae, mape, mase, pinball, rmse, smape
    from badak.timeseries.networks import GRU, LSTM, Conv1D, Dense, EncoderDecoder
    from badak.timeseries.neural import NeuralForecaster, load_forecaster
    from badak.timeseries.order import OrderChoice, choose_order
    from badak.timeseries.period import Period, find_period
    from badak.timeseries.reading import read_many, read_series
    from badak.timeseries.scaling import Scaler
    from badak.timeseries.series import Series, like
    from badak.timeseries.transformed import Transformed
    from badak.timeseries.transforms import box_cox, difference, guerrero, inverse_box_cox
    from badak.timeseries.unit_roots import Stationarity, UnitRootTest, adf, kpss, stationarity
    from badak.timeseries.windowing import Windows, windows

# the module of each public name
_MODULES = {
    "series": ("Series", "like"),
    "reading": ("read_series", "read_many"),
    "forecaster": ("Forecaster",),
    "forecast": ("Forecast",),
    "correlogram": ("acf", "pacf", "ljung_box", "Correlogram", "LjungBox"),
    "period": ("find_period", "Period"),
    "decomposition": ("decompose", "Decomposition"),
    "unit_roots": ("adf", "kpss", "stationarity", "UnitRootTest", "Stationarity"),
    "transforms": ("difference", "box_cox", "inverse_box_cox", "guerrero"),
    "transformed": ("Transformed",),
    "known": ("load", "names", "RealSeries"),
    "arima": ("AR", "MA", "ARMA", "ARIMA"),
    "ar_by_hand": ("lagged", "least_squares", "descent"),
    "conditional": ("one_step_errors", "conditional_log_likelihood"),
    "differences": ("Differences", "choose_differences"),
    "order": ("OrderChoice", "choose_order"),
    "kalman": ("kalman_filter", "log_likelihood"),
    "baselines": ("Naive", "SeasonalNaive", "Drift", "Mean"),
    "windowing": ("Windows", "windows"),
    "calendars": ("calendar_features",),
    "scaling": ("Scaler",),
    "neural": ("NeuralForecaster", "load_forecaster"),
    "networks": ("Conv1D", "Dense", "EncoderDecoder", "GRU", "LSTM"),
    "measures": ("coverage", "mae", "mape", "mase", "pinball", "rmse", "smape"),
    "backtesting": ("Backtest", "backtest"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

# what people look for under the names of statsmodels, pmdarima, sktime and R
_ELSEWHERE = {
    "AutoReg": "AR", "SARIMA": "ARIMA(order, seasonal=(P, D, Q, m))", "SARIMAX": "ARIMA(order, seasonal=(P, D, Q, m))",
    "auto_arima": "choose_order", "AutoARIMA": "choose_order", "arma_order_select_ic": "choose_order", "adfuller": "adf",
    "seasonal_decompose": "decompose", "STL": 'decompose(series, method="stl")', "stl": 'decompose(series, method="stl")',
    "diff": "difference", "boxcox": "box_cox", "acorr_ljungbox": "ljung_box", "ndiffs": "choose_differences",
    "nsdiffs": "choose_differences", "RandomWalk": "Naive", "NaiveForecaster": "Naive", "load_model": "load_forecaster",
    "plot_acf": "badak.plots.acf", "plot_pacf": "badak.plots.pacf", "cross_validate": "backtest", "MLP": "Dense",
    "Seq2Seq": "EncoderDecoder", "TCN": "Conv1D", "sliding_window": "windows",
}  # fmt: skip

__all__ = [
    "AR",
    "ARIMA",
    "ARMA",
    "GRU",
    "LSTM",
    "MA",
    "Backtest",
    "Conv1D",
    "Correlogram",
    "Decomposition",
    "Dense",
    "Differences",
    "Drift",
    "EncoderDecoder",
    "Forecast",
    "Forecaster",
    "LjungBox",
    "Mean",
    "Naive",
    "NeuralForecaster",
    "OrderChoice",
    "Period",
    "RealSeries",
    "Scaler",
    "SeasonalNaive",
    "Series",
    "Stationarity",
    "Transformed",
    "UnitRootTest",
    "Windows",
    "acf",
    "adf",
    "backtest",
    "box_cox",
    "calendar_features",
    "choose_differences",
    "choose_order",
    "conditional_log_likelihood",
    "coverage",
    "decompose",
    "descent",
    "difference",
    "find_period",
    "guerrero",
    "inverse_box_cox",
    "kalman_filter",
    "kpss",
    "lagged",
    "least_squares",
    "like",
    "ljung_box",
    "load",
    "load_forecaster",
    "log_likelihood",
    "mae",
    "mape",
    "mase",
    "names",
    "one_step_errors",
    "pacf",
    "pinball",
    "read_many",
    "read_series",
    "rmse",
    "smape",
    "stationarity",
    "windows",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"badak.timeseries.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    by_case = {known.lower(): known for known in __all__}
    there = _ELSEWHERE.get(name) or by_case.get(name.lower().replace("_", ""))
    hint = f"; badak calls it {there}" if there else ""
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}", name=name, obj=sys.modules[__name__])


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
