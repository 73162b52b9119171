"""How good forecasts were: errors in the unit of the series, in per cent, against the naive forecast, and of intervals.

Every measure takes what really came first and the forecast second, as badak's losses do.

Source of all formulas: Hyndman, Koehler 2006, Another look at measures of forecast accuracy, International Journal of
Forecasting 22, sections 2 and 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import error, shape_text


def mae(y_true: Any, y_pred: Any) -> float:
    r"""Return the mean absolute error, in the unit of the series.

    $$\mathrm{MAE} = \frac{1}{n} \sum_t \lvert y_t - \hat y_t \rvert$$

    Args:
        y_true: what came, shape (time,); or (series, time).
        y_pred: what was forecast, the same shape.

    Returns:
        A number from 0.

    Raises:
        ShapeError: BD360, when the shapes differ or are empty.
        DataError: BD361, for NaN and infinite values.

    Example:
        >>> from badak.timeseries import mae
        >>> mae([1.0, 2.0, 3.0], [1.0, 4.0, 2.0])
        1.0

    Source: Hyndman, Koehler 2006, section 2.1.
    """
    y_true, y_pred = pair("mae", y_true, y_pred)
    return float(np.mean(np.abs(y_true - y_pred)))


def rmse(y_true: Any, y_pred: Any) -> float:
    r"""Return the root of the mean squared error, in the unit of the series; large errors weigh more than in ``mae``.

    $$\mathrm{RMSE} = \sqrt{\frac{1}{n} \sum_t (y_t - \hat y_t)^2}$$

    Args:
        y_true: what came, shape (time,); or (series, time).
        y_pred: what was forecast, the same shape.

    Returns:
        A number from 0.

    Raises:
        ShapeError: BD360, when the shapes differ or are empty.
        DataError: BD361, for NaN and infinite values.

    Example:
        >>> from badak.timeseries import rmse
        >>> rmse([0.0, 0.0], [3.0, 4.0])
        3.5355339059327378

    Source: Hyndman, Koehler 2006, section 2.1.
    """
    y_true, y_pred = pair("rmse", y_true, y_pred)
    return float(np.sqrt(np.mean((y_true - y_pred) ** 2)))


def mape(y_true: Any, y_pred: Any) -> float:
    r"""Return the mean absolute error in per cent of what came.

    $$\mathrm{MAPE} = \frac{100}{n} \sum_t \left\lvert \frac{y_t - \hat y_t}{y_t} \right\rvert$$

    It has a meaning only for series with a natural zero, and punishes forecasts that are too high more than those that are
    too low. A true value of 0 has no percentage: the result is infinite then, except that a 0 foretold exactly counts as 0 %.

    Args:
        y_true: what came, shape (time,); or (series, time).
        y_pred: what was forecast, the same shape.

    Returns:
        Per cent, from 0; infinite where a true value is 0 and its forecast is not.

    Raises:
        ShapeError: BD360, when the shapes differ or are empty.
        DataError: BD361, for NaN and infinite values.

    Example:
        >>> from badak.timeseries import mape
        >>> mape([10.0, 20.0], [9.0, 22.0])
        10.0

    Source: Hyndman, Koehler 2006, section 2.2.
    """
    y_true, y_pred = pair("mape", y_true, y_pred)
    return float(100 * np.mean(_ratio(np.abs(y_true - y_pred), np.abs(y_true))))


def smape(y_true: Any, y_pred: Any) -> float:
    r"""Return the "symmetric" mean absolute percentage error: the error in per cent of the middle of truth and forecast.

    $$\mathrm{sMAPE} = \frac{100}{n} \sum_t \frac{2\,\lvert y_t - \hat y_t \rvert}{\lvert y_t \rvert + \lvert \hat y_t \rvert}$$

    With absolute values below, as the M4 competition has it, so that it stays between 0 and 200 for negative values too.

    Args:
        y_true: what came, shape (time,); or (series, time).
        y_pred: what was forecast, the same shape.

    Returns:
        Per cent, 0 to 200; where truth and forecast are both 0 the term is 0.

    Raises:
        ShapeError: BD360, when the shapes differ or are empty.
        DataError: BD361, for NaN and infinite values.

    Example:
        >>> from badak.timeseries import smape
        >>> smape([1.0, 0.0], [3.0, 0.0])
        50.0

    Source: Hyndman, Koehler 2006, section 2.2; Makridakis, Spiliotis, Assimakopoulos 2020, The M4 competition, eq. 1.
    """
    y_true, y_pred = pair("smape", y_true, y_pred)
    return float(100 * np.mean(_ratio(2 * np.abs(y_true - y_pred), np.abs(y_true) + np.abs(y_pred))))


def mase(y_true: Any, y_pred: Any, history: Any, period: int = 1) -> float:
    r"""Return the mean absolute scaled error: below 1 is better than the naive forecast was inside the history.

    $$\mathrm{MASE} = \frac{\frac{1}{n} \sum_t \lvert y_t - \hat y_t \rvert}
    {\frac{1}{T - m} \sum_{t=m+1}^{T} \lvert y_t - y_{t-m} \rvert}$$

    It has no unit, so that series of any size can be averaged. A history that never changes by a period has no scale: the
    result is nan then, whatever the forecast.

    Args:
        y_true: what came, shape (time,).
        y_pred: what was forecast, the same shape.
        history: what the model had learned from, shape (past,): nothing of what came after.
        period: m, observations in a season; 1 compares with the last value.

    Returns:
        A number from 0, or nan.

    Raises:
        ShapeError: BD360, when the shapes differ or are empty.
        DataError: BD361, for NaN and infinite values; BD362, for a history that is not longer than the period.
        ArgumentError: BD003, for a period below 1.

    Example:
        >>> from badak.timeseries import mase
        >>> mase([5.0, 6.0], [4.0, 4.0], history=[1.0, 2.0, 3.0, 4.0])
        1.5

    Source: Hyndman, Koehler 2006, section 3; the seasonal scale: Hyndman, Athanasopoulos 2021, Forecasting: principles and
        practice, 3rd edition, section 5.8.
    """
    scale = naive_scale(history, period)
    found = mae(y_true, y_pred)
    return found / scale if scale > 0 else float("nan")


def naive_scale(history: Any, period: int = 1) -> float:
    """Return the mean absolute change over a period inside the history, by which ``mase`` divides.

    Raises:
        DataError: BD361, for NaN and infinite values; BD362, for a history that is not longer than the period.
        ArgumentError: BD003, for a period below 1.
    """
    if isinstance(period, bool) or not isinstance(period, int | np.integer) or period < 1:
        expected = {"en": "an integer ≥ 1", "ko": "1 이상의 정수"}
        raise error("BD003", where="mase", name="period", got=repr(period), expected=expected)
    past = numbers("mase", "history", history)
    if past.ndim != 1 or len(past) <= period:
        raise error("BD362", where="mase", have=past.size, need=int(period) + 1, got=f"history {shape_text(past)}")
    return float(np.mean(np.abs(past[period:] - past[:-period])))


def coverage(y_true: Any, lower: Any, upper: Any) -> float:
    """Return which share of what came lies within the intervals; an interval of 95 % should reach 0.95.

    Args:
        y_true: what came, shape (time,); or (series, time).
        lower: lower ends of the intervals, the same shape; they belong to the interval.
        upper: upper ends, the same shape.

    Returns:
        0 to 1.

    Raises:
        ShapeError: BD360, when the shapes differ or are empty.
        DataError: BD361, for NaN and infinite values.

    Example:
        >>> from badak.timeseries import coverage
        >>> coverage([1.0, 2.0, 3.0, 9.0], [0.0, 0.0, 0.0, 0.0], [4.0, 4.0, 4.0, 4.0])
        0.75

    Source: Gneiting, Raftery 2007, Strictly proper scoring rules, prediction, and estimation, section 6.2.
    """
    y_true, lower = pair("coverage", y_true, lower, "lower")
    y_true, upper = pair("coverage", y_true, upper, "upper")
    return float(np.mean((lower <= y_true) & (y_true <= upper)))


def pinball(y_true: Any, y_pred: Any, quantile: float = 0.5) -> float:
    r"""Return the mean pinball loss of one forecast quantile, in the unit of the series.

    $$\frac{1}{n} \sum_t \max\big(q\,(y_t - \hat y_t),\; (q - 1)\,(y_t - \hat y_t)\big)$$

    Args:
        y_true: what came, shape (time,); or (series, time).
        y_pred: the forecast quantile, the same shape.
        quantile: which one it is, between 0 and 1.

    Returns:
        A number from 0; at ½ it is half of ``mae``.

    Raises:
        ShapeError: BD360, when the shapes differ or are empty.
        DataError: BD361, for NaN and infinite values.
        ArgumentError: BD003, for a quantile that is not between 0 and 1.

    Example:
        >>> from badak.timeseries.measures import pinball
        >>> pinball([10.0, 10.0], [8.0, 11.0], quantile=0.9)
        0.95

    Source: Koenker, Bassett 1978, Regression quantiles, Econometrica 46, eq. 3.1.
    """
    if not isinstance(quantile, int | float | np.floating) or not 0 < quantile < 1:
        expected = {"en": "a number between 0 and 1", "ko": "0과 1 사이의 수"}
        raise error("BD003", where="pinball", name="quantile", got=repr(quantile), expected=expected)
    y_true, y_pred = pair("pinball", y_true, y_pred)
    behind = y_true - y_pred
    return float(np.mean(np.maximum(quantile * behind, (quantile - 1) * behind)))


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Divide; 0/0 is 0, anything else by 0 is infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(above == 0, 0.0, above / below)


def pair(where: str, y_true: Any, y_pred: Any, name: str = "y_pred") -> tuple[np.ndarray, np.ndarray]:
    """Return two arrays of finite float64 of one shape.

    Raises:
        ShapeError: BD360, when the shapes differ or are empty.
        DataError: BD361, for NaN, infinite values and what is no number.
    """
    a, b = numbers(where, "y_true", y_true), numbers(where, name, y_pred)
    if a.shape != b.shape or not a.size:
        raise error("BD360", where=where, got=f"y_true {shape_text(a)}, {name} {shape_text(b)}")
    return a, b


def numbers(where: str, name: str, values: Any) -> np.ndarray:
    """Return finite float64 of a list, array, series or frame column.

    Raises:
        DataError: BD361, for NaN, infinite values and what is no number.
    """
    try:
        array = np.asarray(values, np.float64)
    except (TypeError, ValueError):
        raise error("BD361", where=where, name=name, got=repr(values)[:60]) from None
    wrong = np.flatnonzero(~np.isfinite(array))
    if wrong.size:
        raise error("BD361", where=where, name=name, got=f"{name}[{wrong[0]}] = {array.reshape(-1)[wrong[0]]}")
    return array
