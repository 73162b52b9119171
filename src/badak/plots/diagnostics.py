"""What a model has left over: four looks at its residuals."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import phrase
from badak.plots.canvas import COLOURS, INK, panels
from badak.plots.correlograms import acf
from badak.plots.timeline import dress, places
from badak.timeseries.correlogram import ljung_box, refuse_constant
from badak.timeseries.reading import read_series
from badak.timeseries.series import Series

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def residuals(model: Any, lags: int | None = None, fitted: int | None = None) -> Figure:
    """Draw what a fitted model could not explain: over time, its autocorrelations, its histogram, its quantiles.

    A good model leaves noise: no pattern over time, no stems outside the band, and, for its intervals to hold, a bell shape whose
    quantiles lie on the line.

    Args:
        model: a fitted forecaster, or residuals themselves (time,). NaN at the start is left out, and for ARIMA's family the
            errors of the first values, which the longest lag does not reach.
        lags: the last lag drawn and tested.
        fitted: how many parameters the test of Ljung and Box takes off; by default the autoregressive and moving-average
            coefficients of the model.

    Returns:
        The figure: residuals over time, autocorrelations, histogram with the normal density, and quantiles against those of the
        normal distribution.

    Raises:
        StateError: BD346, for a model that is not fitted.
        DataError: BD340 to BD343, for what is no series; BD392, for residuals that are all the same.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> model = badak.timeseries.Naive().fit(badak.timeseries.load("nile"))
        >>> len(badak.plots.residuals(model).axes)
        4

    Source:
        Hyndman, Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §5.4; quantiles at (i - ½)/n, Hazen 1914.
    """
    series = _left(model)
    refuse_constant("plots.residuals", series)
    rest = series.values
    if fitted is None:
        names = getattr(model, "params", None) or {}
        fitted = sum(str(name).startswith(("ar", "ma", "sar", "sma")) for name in names)
        fitted = min(fitted, max(len(series) // 5 - 1, 0))
    test = ljung_box(series, lags, fitted)
    mean, deviation = float(rest.mean()), float(rest.std(ddof=1))
    with panels("residuals", 2, 2, size=(8.4, 5.4)) as (figure, axes):
        over, stems, bars, quantiles = axes.ravel()
        over.plot(places(series), rest, color=COLOURS[0], linestyle="-", linewidth=1.0)
        over.axhline(0.0, color=INK, linewidth=0.8, linestyle="-")
        dress(over, series, measure=False)
        over.margins(x=0.01)
        over.set_ylabel(phrase("residual", "잔차"))
        acf(series, lags, ax=stems)
        _bell(bars, rest, mean, deviation)
        _quantiles(quantiles, rest, mean, deviation)
        figure.suptitle(test.verdict, x=0.01, ha="left", fontsize=11)
    return figure


def _left(model: Any) -> Series:
    import dataclasses

    values = getattr(model, "residuals", None)
    if values is None:
        array = np.asarray(model, np.float64)
        start = int(np.argmax(~np.isnan(array))) if array.ndim == 1 else 0
        cut = model.iloc[start:] if hasattr(model, "iloc") else model if not start else array[start:]
        return read_series(cut, where="plots.residuals")
    start = int(np.argmax(~np.isnan(values))) + _longest_lag(model)
    start = start if start < len(values) - 3 else int(np.argmax(~np.isnan(values)))
    part = model.series.part(start, len(model.series))
    return dataclasses.replace(part, values=np.asarray(values)[start:])


def _longest_lag(model: Any) -> int:
    """Return how far back a model of ARIMA's family looks: its first errors, of too short a past, tell nothing of it."""
    orders: Any = getattr(getattr(model, "model_", model), "model", None)
    if not hasattr(orders, "seasonal_p"):
        return 0
    return max(orders.p + orders.seasonal_p * orders.season, orders.q + orders.seasonal_q * orders.season)


def _bell(ax: Any, rest: np.ndarray, mean: float, deviation: float) -> None:
    ax.hist(rest, bins="fd" if len(rest) >= 30 else "sturges", density=True, color="#b9d3e6", edgecolor=COLOURS[0])
    x = np.linspace(mean - 4 * deviation, mean + 4 * deviation, 201)
    bell = NormalDist(mean, deviation)
    label = phrase("normal", "정규 분포")
    ax.plot(x, [bell.pdf(v) for v in x], color=INK, linestyle="--", linewidth=1.6, label=label)
    # an area of 1: the numbers beside it tell nothing
    ax.set(xlabel=phrase("residual", "잔차"), ylabel=phrase("density", "밀도"), yticks=[])
    ax.legend(loc="upper right")


def _quantiles(ax: Any, rest: np.ndarray, mean: float, deviation: float) -> None:
    bell, count = NormalDist(mean, deviation), len(rest)
    wanted = np.array([bell.inv_cdf((i - 0.5) / count) for i in range(1, count + 1)])
    ax.plot(wanted, np.sort(rest), linestyle="none", marker="o", markersize=3, color=COLOURS[0])
    ends = [wanted[0], wanted[-1]]
    ax.plot(ends, ends, color=INK, linestyle="--", linewidth=1.2)
    ax.set(
        xlabel=phrase("quantiles of the normal", "정규 분포의 분위수"),
        ylabel=phrase("of the residuals", "잔차의 분위수"),
    )
