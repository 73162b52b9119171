"""A series made easier: differences, and the power that gives its swings one size."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.checks import whole
from badak.datasets.wording import both
from badak.errors import error
from badak.timeseries import polynomials
from badak.timeseries.reading import read_series
from badak.timeseries.series import Series, like


def difference(series: Any, d: int = 1, seasonal: int = 0, period: int | None = None) -> Any:
    r"""Return the changes from one value to the next, or from one season to the next.

    $$\nabla y_t = y_t - y_{t-1}, \qquad \nabla_m y_t = y_t - y_{t-m}$$

    the seasonal ones first; their order changes nothing.

    Args:
        series: list, NumPy (time,), pandas, polars, a pair (times, values), or a ``Series``.
        d: how many times; 1 takes a straight trend away, 2 a bent one.
        seasonal: how many times over a season.
        period: length m of a season; that of the time stamps by default.

    Returns:
        The differences, d + seasonal·m values fewer, in the kind that came, each at the later one's time.

    Raises:
        DataError: BD340 to BD343, for data that is no series; BD344, for one that is too short.
        ArgumentError: BD040, for negative numbers; BD356, for a seasonal difference without a known period.

    Example:
        >>> from badak.timeseries import difference
        >>> difference([1.0, 4.0, 9.0, 16.0], d=2).tolist()
        [2.0, 2.0]
        >>> difference([1.0, 5.0, 2.0, 7.0], d=0, seasonal=1, period=2).tolist()
        [1.0, 2.0]
    """
    found = read_series(series, where="difference")
    d = whole("difference", "d", d, 0)
    seasonal = whole("difference", "seasonal", seasonal, 0)
    lag = 1
    if seasonal:
        lag = found.season if period is None else whole("difference", "period", period, 2)
        if lag is None:
            raise error("BD356", where="difference", got=repr(found))
    lost = d + seasonal * lag
    if len(found) <= lost:
        raise error("BD344", where="difference", got=len(found), need=lost + 1)
    values = polynomials.difference(found.values, polynomials.differencing(d, seasonal, lag))
    return _given_back(series, found, values, lost)


def box_cox(series: Any, power: float | None = None, period: int | None = None) -> Any:
    r"""Return a series bent by a power, so that its swings are as large where it is high as where it is low.

    $$w_t = \begin{cases} \ln y_t & \lambda = 0 \\ (y_t^\lambda - 1) / \lambda & \text{otherwise} \end{cases}$$

    Args:
        series: positive values: list, NumPy (time,), pandas, polars, a pair (times, values), or a ``Series``.
        power: λ: 1 keeps the shape, ½ takes roots, 0 logarithms; None finds it by ``guerrero``.
        period: length of a season, for ``guerrero``.

    Returns:
        The bent values in the kind that came; ``inverse_box_cox`` brings them back.

    Raises:
        DataError: BD340 to BD343, for data that is no series; BD391, where a value is not positive.

    Example:
        >>> from badak.timeseries import box_cox, inverse_box_cox
        >>> box_cox([1.0, 4.0, 9.0], power=0.5).tolist()
        [0.0, 2.0, 4.0]
        >>> inverse_box_cox([0.0, 2.0, 4.0], power=0.5).tolist()
        [1.0, 4.0, 9.0]

    Source:
        Box, Cox (1964), An analysis of transformations, JRSS B 26, eq. 1.
    """
    found = read_series(series, where="box_cox")
    refuse_not_positive("box_cox", found)
    if power is None:
        power = guerrero(found, period)
    logs = np.log(found.values)
    values = logs if power == 0 else np.expm1(power * logs) / power
    return _given_back(series, found, values, 0)


def inverse_box_cox(values: Any, power: float) -> np.ndarray:
    """Return what ``box_cox`` had before it.

    Args:
        values: bent values (time,), such as a forecast of them.
        power: the λ they were bent by.

    Returns:
        float64 (time,); NaN where no positive number gives the value.

    Example:
        >>> from badak.timeseries import inverse_box_cox
        >>> inverse_box_cox([0.0], power=0).tolist()
        [1.0]
    """
    bent = np.asarray(values, np.float64)
    if power == 0:
        return np.exp(bent)
    with np.errstate(invalid="ignore"):
        return np.exp(np.log1p(power * bent) / power)


def guerrero(series: Any, period: int | None = None) -> float:
    r"""Return the power at which the swings within a season grow least with its level.

    Of λ from -1 to 2 in steps of 0.01, the one where :math:`s_i / \bar y_i^{\,1-\lambda}` has the smallest coefficient of
    variation over the seasons i, with mean :math:`\bar y_i` and standard deviation :math:`s_i`.

    Args:
        series: positive values.
        period: length of a season; that of the time stamps, or 2, by default.

    Returns:
        λ: near 1 the series is best left alone, near 0 take logarithms.

    Raises:
        DataError: BD391, where a value is not positive; BD344, for fewer than two seasons.

    Example:
        >>> from badak.timeseries import guerrero
        >>> guerrero([1.0, 2.0, 10.0, 20.0, 100.0, 200.0], period=2)
        0.0

    Source:
        Guerrero (1993), Time-series analysis supported by power transformations, Journal of Forecasting 12, method A.
    """
    found = read_series(series, where="guerrero")
    refuse_not_positive("guerrero", found)
    length = whole("guerrero", "period", (found.season or 2) if period is None else period, 2)
    if len(found) < 2 * length:
        raise error("BD344", where="guerrero", got=len(found), need=2 * length)
    parts = found.values[len(found) % length :].reshape(-1, length)
    means, swings = parts.mean(1), parts.std(1, ddof=1)
    powers = np.round(np.arange(-1.0, 2.005, 0.01), 2)
    ratios = swings / np.exp((1 - powers[:, None]) * np.log(means))  # (powers, seasons)
    middle = ratios.mean(1)
    if not (middle > 0).all():
        return 1.0  # it does not swing at all
    return float(powers[np.argmin(ratios.std(1, ddof=1) / middle)]) + 0.0


def refuse_not_positive(where: str, series: Series) -> None:
    """Refuse values that have no logarithm.

    Raises:
        DataError: BD391.
    """
    low = np.flatnonzero(series.values <= 0)
    if len(low):
        first = int(low[0])
        got = both(
            f"{series.values[first]:g} at place {first}, {len(low)} such values",
            f"{first}번 위치의 {series.values[first]:g}, 모두 {len(low)}개",
        )
        raise error("BD391", where=where, got=got)


def _given_back(given: Any, series: Series, values: np.ndarray, lost: int) -> Any:
    """Return values in the kind that came; a ``Series`` stays one."""
    if not isinstance(given, Series):
        return like(series, values, lost)
    import dataclasses

    part = series.part(lost, len(series))
    return dataclasses.replace(part, values=values)
