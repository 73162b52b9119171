"""Three ways to the coefficients of an ARMA model: statsmodels, and badak's own autograd on either likelihood."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import warnings
from typing import Any

import numpy as np

import badak
from badak.backend.threads import one_thread
from badak.datasets.wording import both
from badak.errors import error
from badak.timeseries.ar_by_hand import descent, least_squares
from badak.timeseries.conditional import conditional_log_likelihood
from badak.timeseries.kalman import log_likelihood
from badak.timeseries.minimise import minimise
from badak.timeseries.polynomials import from_partial, polynomial, product, root_sizes, to_partial


@dataclasses.dataclass(frozen=True)
class Orders:
    """How many coefficients of each kind a model of the differenced series has.

    Args:
        p: autoregressive lags.
        q: moving-average lags.
        seasonal_p: autoregressive lags of whole seasons.
        seasonal_q: moving-average lags of whole seasons.
        season: length of a season, 1 without.
        trend: None, ``"c"`` (a constant), ``"ct"`` (a constant and a slope).
    """

    p: int
    q: int
    seasonal_p: int = 0
    seasonal_q: int = 0
    season: int = 1
    trend: str | None = None

    @property
    def names(self) -> list[str]:
        """Names of the coefficients in order, without the variance: const, drift, ar.L1, ma.L1, ar.S.L12, ma.S.L12."""
        found = {None: [], "c": ["const"], "ct": ["const", "drift"]}[self.trend]
        found = found + [f"ar.L{i + 1}" for i in range(self.p)] + [f"ma.L{i + 1}" for i in range(self.q)]
        found += [f"ar.S.L{(i + 1) * self.season}" for i in range(self.seasonal_p)]
        return found + [f"ma.S.L{(i + 1) * self.season}" for i in range(self.seasonal_q)]

    def parts(self, numbers: Any) -> tuple[Any, Any, Any, Any, Any]:
        """Cut a row of coefficients into trend, AR, MA, seasonal AR and seasonal MA.

        Args:
            numbers: (coefficients,), in the order of ``names``; array or tensor.
        """
        cuts = np.cumsum([0, len(self.trend or ""), self.p, self.q, self.seasonal_p, self.seasonal_q])
        trend, ar, ma, seasonal_ar, seasonal_ma = (numbers[a:b] for a, b in zip(cuts[:-1], cuts[1:]))
        return trend, ar, ma, seasonal_ar, seasonal_ma

    def polynomials(self, numbers: Any) -> tuple[Any, Any]:
        """Return phi(L) and theta(L), the seasonal factors multiplied in.

        Args:
            numbers: (coefficients,), in the order of ``names``; array or tensor.
        """
        _, ar, ma, seasonal_ar, seasonal_ma = self.parts(numbers)
        phi = product(polynomial(ar, -1), polynomial(seasonal_ar, -1, self.season))
        theta = product(polynomial(ma, 1), polynomial(seasonal_ma, 1, self.season))
        return phi, theta

    def shift(self, numbers: Any, count: int, start: int = 1) -> Any:
        """Return the mean of the differenced series at each time: const + drift * t, t from 1.

        Args:
            numbers: (coefficients,), in the order of ``names``; array or tensor.
            count: how many times.
            start: the first time.
        """
        if self.trend is None:
            return 0.0
        trend = self.parts(numbers)[0]
        if self.trend == "c":
            return trend[:1]
        return trend[:1] + trend[1:2] * np.arange(start, start + count, dtype=np.float64)


@dataclasses.dataclass(frozen=True)
class Estimate:
    """What an estimation found.

    Args:
        numbers: (coefficients,), in the order of ``Orders.names``.
        variance: of the errors.
        log_likelihood: at these numbers.
        used: how many values it is the likelihood of.
        converged: whether the search ended at the top.
        standard_errors: (coefficients + 1,), the variance's last, or None.
    """

    numbers: np.ndarray
    variance: float
    log_likelihood: float
    used: int
    converged: bool
    standard_errors: np.ndarray | None = None


def estimate(values: np.ndarray, orders: Orders, method: str, where: str) -> Estimate:
    """Estimate a model of the differenced series.

    The search is given what is left when a trend found by least squares is taken out, divided by its deviation, so that it is
    as easy in millions as in thousandths; the trend is put back afterwards, which changes no likelihood.

    Args:
        values: (time,).
        orders: of the model.
        method: one of ``METHODS``.
        where: who asks, for messages.

    Returns:
        The estimate, in the units of the values.

    Raises:
        DataError: BD345, where nothing is left to estimate; BD347, where no finite numbers come out.
    """
    trend = _trend(values, orders)
    rest = values - orders.shift(trend, len(values))
    scale = float(rest.std())
    if scale <= 1e-13 * float(np.abs(values).max(initial=0.0)):
        what = both("", "") if orders.trend != "ct" else both(" but for its trend", "추세를 빼면 ")
        raise error("BD345", where=where, got=f"{rest[0] if orders.trend == 'ct' else values[0]:.6g}", what=what)
    try:
        found = METHODS[method](rest / scale, orders)
    except np.linalg.LinAlgError as problem:
        raise error("BD347", where=where, got=str(problem)) from None
    size = np.ones(len(found.numbers) + 1)
    size[: len(orders.trend or "")] = scale
    size[-1] = scale**2
    numbers = found.numbers * size[:-1] + trend
    if not (np.isfinite(numbers).all() and np.isfinite(found.log_likelihood) and found.variance > 0):
        raise error("BD347", where=where, got=", ".join(f"{n} {v:.4g}" for n, v in zip(orders.names, numbers)))
    errors = None if found.standard_errors is None else found.standard_errors * size
    value = found.log_likelihood - found.used * float(np.log(scale))
    return dataclasses.replace(
        found, numbers=numbers, variance=found.variance * scale**2, log_likelihood=value, standard_errors=errors
    )


def _trend(values: np.ndarray, orders: Orders) -> np.ndarray:
    """Return a start for the coefficients (coefficients,): the trend by least squares, zeros for the rest."""
    found = np.zeros(len(orders.names))
    terms = len(orders.trend or "")
    if terms:
        time = np.arange(1.0, len(values) + 1)
        design = np.stack([np.ones(len(values)), time], axis=1)[:, :terms]
        found[:terms] = np.linalg.lstsq(design, values, rcond=None)[0]
    return found


def exact(values: np.ndarray, orders: Orders) -> Estimate:
    """Maximise the exact likelihood with statsmodels, whose standard errors come from the outer product of gradients.

    The likelihood of a model with several coefficients on both sides may have more than one top; there the search is made twice,
    from statsmodels' start and from Hannan's and Rissanen's, and the higher top is taken.
    """
    try:
        arima: Any = importlib.import_module("statsmodels.tsa.arima.model")
    except ImportError:
        raise error("BD090", where="badak.timeseries", package="statsmodels", extra="ml") from None
    seasonal = (orders.seasonal_p, 0, orders.seasonal_q, orders.season if orders.season > 1 else 0)
    # what it warns of is said in our own words: starting values, convergence
    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = arima.ARIMA(values, order=(orders.p, 0, orders.q), seasonal_order=seasonal, trend=orders.trend or "n")
        result = model.fit(method_kwargs={"maxiter": 500})
        names: list[str] = [
            {"intercept": "const", "x1": "drift"}.get(str(name), str(name)) for name in model.param_names
        ]
        left, right = orders.p + orders.seasonal_p, orders.q + orders.seasonal_q
        if left and right and left + right > 2:
            inside = np.asarray(_inside(_free(_first_guess(values, orders), orders), orders))
            other = dict(zip(orders.names, inside)) | {"sigma2": float(values.var())}
            again = model.fit(start_params=[other[name] for name in names], method_kwargs={"maxiter": 500})
            result = again if again.llf > result.llf else result
        deviations = np.asarray(result.bse)
    # with nothing but a trend there is no search: it is solved at once
    converged = bool((getattr(result, "mle_retvals", None) or {"converged": True}).get("converged", True))
    numbers = dict(zip(names, np.asarray(result.params, np.float64)))
    spread = dict(zip(names, deviations))
    wanted = [*orders.names, "sigma2"]
    return Estimate(
        np.array([numbers[name] for name in orders.names]),
        float(numbers["sigma2"]),
        float(result.llf),
        len(values),
        converged,
        np.array([spread[name] for name in wanted]),
    )


def kalman(values: np.ndarray, orders: Orders) -> Estimate:
    """Maximise the exact likelihood of the Kalman filter with autograd's gradient."""
    start = conditional(values, orders).numbers
    phi, _ = orders.polynomials(start)
    if root_sizes(phi).min(initial=np.inf) < 1.01:  # there the mean has run away: every mean fits as well
        start = _first_guess(values, orders)
    return _by_autograd(values, orders, log_likelihood, len(values), start)


def conditional(values: np.ndarray, orders: Orders) -> Estimate:
    """Maximise the likelihood given the first p values, with autograd's gradient."""
    used = len(values) - orders.p - orders.seasonal_p * orders.season
    ones = np.ones(len(orders.names))
    phi, theta = orders.polynomials(ones)
    lags = (np.flatnonzero(phi)[1:], np.flatnonzero(theta)[1:])
    return _by_autograd(
        values, orders, functools.partial(conditional_log_likelihood, used=lags), used, _first_guess(values, orders)
    )


def _by_autograd(values: np.ndarray, orders: Orders, likelihood: Any, used: int, start: np.ndarray) -> Estimate:
    """Maximise a likelihood over free numbers, which any value of the numbers stands for."""
    size = np.ones(len(start))
    size[1 : len(orders.trend or "")] = 1 / len(values)  # a slope is small because time is long

    def height(free: Any) -> Any:
        numbers = _inside(free * size, orders)
        phi, theta = orders.polynomials(numbers)
        return likelihood(values, phi, theta, orders.shift(numbers, len(values)))

    def depth(free: Any) -> Any:
        return -height(free)[0] / used

    bottom = minimise(badak.value_and_grad(depth), _free(start, orders) / size) if len(start) else None
    free = np.zeros(0) if bottom is None else bottom.x
    value, variance = height(free)
    return Estimate(
        np.asarray(_inside(free * size, orders)),
        float(variance),
        float(value),
        used,
        bottom is None or bottom.converged,
    )


def _inside(free: Any, orders: Orders) -> Any:
    """Return the coefficients that free numbers (coefficients,) stand for: stationary and invertible, whatever they are."""
    trend, *sides = orders.parts(free)
    found = [trend]
    for side, sign in zip(sides, (1, -1, 1, -1)):  # 1 + theta L is invertible where 1 - (-theta) L is stationary
        found += [sign * c for c in from_partial(badak.tanh(side))]
    return badak.concatenate(found)


def _free(numbers: np.ndarray, orders: Orders) -> np.ndarray:
    """Return the free numbers of coefficients; those of a side that is not stationary begin at zero."""
    trend, *sides = orders.parts(numbers)
    found = [trend]
    for side, sign in zip(sides, (1, -1, 1, -1)):
        partial = to_partial(sign * side)
        found.append(np.zeros(len(side)) if partial is None else np.arctanh(np.clip(partial, -0.98, 0.98)))
    return np.concatenate(found)


def _first_guess(values: np.ndarray, orders: Orders) -> np.ndarray:
    """Return a start: errors of a long autoregression, then least squares on past values and past errors.

    Source: Hannan & Rissanen (1982), Recursive estimation of mixed autoregressive-moving average order, Biometrika 69, 81-94.
    """
    n, start = len(values), _trend(values, orders)
    trend = start[: len(orders.trend or "")]
    rest = values - orders.shift(start, n)
    long = min(max(orders.p + orders.q, int(2 * np.log(n))), n // 4)
    reach = long + max(orders.p, orders.q)
    if orders.q == 0 or n - reach <= 2 * (orders.p + orders.q) or long < 1:
        if 0 < orders.p < n // 2:
            start[len(trend) : len(trend) + orders.p] = least_squares(rest, orders.p, constant=False).coefficients
        return start
    shocks = np.concatenate([np.zeros(long), _errors_of(rest, long)])
    rows = [rest[reach - i : n - i] for i in range(1, orders.p + 1)] + [
        shocks[reach - j : n - j] for j in range(1, orders.q + 1)
    ]
    found = np.linalg.lstsq(np.stack(rows, axis=1), rest[reach:], rcond=None)[0]
    start[len(trend) : len(trend) + orders.p + orders.q] = found
    return start


def _errors_of(values: np.ndarray, lags: int) -> np.ndarray:
    found = least_squares(values, lags, constant=False).coefficients
    return np.convolve(values, np.concatenate([[1.0], -found]), mode="valid")


def _autoregression(find: Any) -> Any:
    def method(values: np.ndarray, orders: Orders) -> Estimate:
        found = find(values, orders.p, constant=orders.trend == "c")
        rest = 1 - found.coefficients.sum()
        used = len(values) - orders.p
        mean = [found.constant / rest] if orders.trend == "c" else []
        errors = None
        if found.standard_errors is not None:  # that of the mean would need the whole covariance
            errors = np.concatenate([[np.nan] * len(mean), found.standard_errors[: orders.p], [np.nan]])
        value = -0.5 * used * (np.log(2 * np.pi * found.variance) + 1)
        numbers = np.concatenate([mean, found.coefficients])
        return Estimate(numbers, found.variance, float(value), used, found.converged, errors)

    return method


METHODS = {
    "exact": exact,
    "kalman": kalman,
    "conditional": conditional,
    "least_squares": _autoregression(least_squares),
    "descent": _autoregression(descent),
}
