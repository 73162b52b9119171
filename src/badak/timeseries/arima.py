r"""AR, MA, ARMA, ARIMA and seasonal ARIMA.

The convention of signs, as in Box & Jenkins' for the autoregression and with plus signs for the moving average (as statsmodels,
R and Stata have it): with :math:`w_t = (1-L)^d (1-L^m)^D y_t`

.. math::
    (1 - \phi_1 L - … - \phi_p L^p)(1 - \Phi_1 L^m - …)\,(w_t - \mu_t)
    = (1 + \theta_1 L + … + \theta_q L^q)(1 + \Theta_1 L^m + …)\,e_t

so an AR(1) is :math:`w_t - \mu = \phi_1 (w_{t-1} - \mu) + e_t` and an MA(1) is :math:`w_t = \mu + e_t + \theta_1 e_{t-1}`.
"""

from __future__ import annotations

import operator
from statistics import NormalDist
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error, notify, phrase
from badak.timeseries.estimation import Estimate, Orders, estimate
from badak.timeseries.forecast import Forecast, normal_bounds
from badak.timeseries.forecaster import Forecaster
from badak.timeseries.kalman import Filtered, first_spread, forecast_moments, kalman_filter
from badak.timeseries.polynomials import difference, differencing, root_sizes, undo_difference
from badak.timeseries.series import Series

TRENDS = ("auto", None, "c", "ct")
_METHODS = ("exact", "kalman", "conditional")
_EDGE = 1.001  # roots nearer to the unit circle than this are as good as on it


class _BoxJenkins(Forecaster):
    """What the whole family shares; a member says its orders."""

    trend: str | None
    method: str
    _methods: tuple[str, ...] = _METHODS
    _estimate: Estimate
    _filtered: Filtered

    def _orders(self) -> tuple[tuple[int, int, int], tuple[int, int, int, int]]:
        raise error("BD025", where=type(self).__name__, name="_orders")

    def __repr__(self) -> str:
        told = super().__repr__().removeprefix(type(self).__name__).removeprefix("(").removesuffix(")")
        order = repr(next(iter(self.arguments().values())))  # part of the name: AR(1), though 1 is the default
        if not told.startswith(order):
            told = ", ".join([order, told]) if told else order
        return f"{type(self).__name__}({told})"

    def _check(self) -> None:
        """Refuse orders and words that mean nothing; called by the constructors."""
        where = type(self).__name__
        first = next(iter(self.arguments().values()))
        numbers = [x for x in self.arguments().values() if isinstance(x, int) and not isinstance(x, bool)]
        if (
            where in ("ARMA", "ARIMA") and len(numbers) > 1 and isinstance(first, int)
        ):  # ARMA(1, 1): meant as two orders
            wanted = f"{where}(({', '.join('pq' if where == 'ARMA' else 'pdq')}))"
            why = both(f"they go into one pair of brackets, {wanted}", f"괄호로 한 번 더 묶어 {wanted}처럼 주세요")
            raise error("BD352", where=where, got=", ".join(map(str, numbers)), why=why)
        if self.trend not in TRENDS:
            expected = " | ".join(map(repr, TRENDS))
            raise error("BD003", where=where, name="trend", got=repr(self.trend), expected=expected)
        if self.method not in self._methods:
            expected = " | ".join(map(repr, self._methods))
            raise error("BD003", where=where, name="method", got=repr(self.method), expected=expected)
        (p, _, q), (seasonal_p, seasonal_d, seasonal_q, season) = self._orders()
        if (seasonal_p or seasonal_d or seasonal_q) and season < 2:
            why = both("a season is at least 2 long", "계절 주기는 2 이상이어야 합니다")
            raise error("BD352", where=where, got=f"m = {season}", why=why)
        lags = {i + 1 for i in range(p)} & {season * (i + 1) for i in range(seasonal_p)}
        lags |= {i + 1 for i in range(q)} & {season * (i + 1) for i in range(seasonal_q)}
        if lags:
            why = both(
                f"lag {min(lags)} comes twice, plain and seasonal",
                f"시차 {min(lags)}이(가) 일반항과 계절항에 모두 있습니다",
            )
            raise error("BD352", where=where, got=repr(self), why=why)
        if self.method in ("least_squares", "descent") and self.trend == "ct":
            why = both(f"method={self.method!r} knows no slope", f"method={self.method!r}에는 기울기 항이 없습니다")
            raise error("BD352", where=where, got="trend='ct'", why=why)

    @property
    def model(self) -> Orders:
        """Orders of the model of the differenced series, the trend decided."""
        (p, d, q), (seasonal_p, seasonal_d, seasonal_q, season) = self._orders()
        trend = self.trend
        if trend == "auto":
            trend = None if d or seasonal_d else "c"
        return Orders(p, q, seasonal_p, seasonal_q, max(season, 1), trend)

    @property
    def _lags(self) -> np.ndarray:
        (_, d, _), (_, seasonal_d, _, season) = self._orders()
        return differencing(d, seasonal_d, season)

    def needs(self) -> int:
        """Return how many values are needed: what differencing loses, the longest lag, and one for each number estimated."""
        model = self.model
        longest = max(model.p + model.seasonal_p * model.season, model.q + model.seasonal_q * model.season)
        return len(self._lags) - 1 + longest + len(model.names) + 2

    # --- fitting -------------------------------------------------------------------------------------------------------------

    def _fit(self, series: Series) -> None:
        where = f"{self.name}.fit"
        changes = difference(series.values, self._lags)
        if len(self._lags) > 1 and changes.std() <= 1e-13 * float(np.abs(series.values).max()) * len(self._lags):
            what = both(" after differencing", "차분한 ")  # but for rounding
            raise error("BD345", where=where, got=f"{changes[0]:.6g}", what=what)
        found = estimate(changes, self.model, self.method, where)
        self._estimate = found
        self.params = dict(zip(self.model.names, found.numbers.tolist())) | {"sigma2": found.variance}
        self.log_likelihood = found.log_likelihood
        self._run(series)
        if not found.converged:
            notify("BD348", once=False, where=where)
        for side, sizes in (("ar", self.ar_roots), ("ma", self.ma_roots)):
            if len(sizes) and sizes[0] < _EDGE:
                what, fix = _ROOTS[side]
                notify("BD349", once=False, where=where, size=f"{sizes[0]:.4f}", what=what, fix=fix)

    def _run(self, series: Series) -> None:
        """Bring the state to the end of the series."""
        phi, theta = self._polynomials()
        changes = difference(series.values, self._lags)
        shift = self.model.shift(self._estimate.numbers, len(changes))
        self._filtered = kalman_filter(changes, phi, theta, first_spread(phi, theta), shift)

    def _update(self, series: Series) -> None:
        self._run(series)

    def _polynomials(self) -> tuple[np.ndarray, np.ndarray]:
        return self.model.polynomials(self._estimate.numbers)

    # --- forecasting ---------------------------------------------------------------------------------------------------------

    def _forecast(self, horizon: int, levels: tuple[float, ...]) -> Forecast:
        series = self._check_fitted("forecast")
        phi, theta = self._polynomials()
        changes, growth = forecast_moments(self._filtered, phi, theta, horizon, self._lags)
        start = len(series) - len(self._lags) + 2
        changes = changes + self.model.shift(self._estimate.numbers, horizon, start)
        mean = undo_difference(changes, series.values, self._lags)
        bounds = normal_bounds(mean, np.sqrt(self.params["sigma2"] * growth), levels)
        return Forecast(mean, series, bounds, model=self.name)

    def _fitted(self) -> np.ndarray:
        series = self._check_fitted("fitted")
        lost = len(self._lags) - 1
        errors = np.concatenate(self._filtered.errors)
        return np.concatenate([np.full(lost, np.nan), series.values[lost:] - errors])

    # --- what was found ------------------------------------------------------------------------------------------------------

    @property
    def converged(self) -> bool:
        """Whether the search for the coefficients ended at the top of the likelihood."""
        self._check_fitted("converged")
        return self._estimate.converged

    @property
    def standard_errors(self) -> dict[str, float] | None:
        """Standard errors of ``params`` by name, for the methods that have them (exact, least_squares)."""
        self._check_fitted("standard_errors")
        found = self._estimate.standard_errors
        return None if found is None else dict(zip([*self.model.names, "sigma2"], found.tolist()))

    @property
    def ar_roots(self) -> np.ndarray:
        """Absolute values of the roots of phi(L), the smallest first; the model is stationary where all are above 1."""
        return root_sizes(self._polynomials()[0])

    @property
    def ma_roots(self) -> np.ndarray:
        """Absolute values of the roots of theta(L), the smallest first; the model is invertible where all are above 1."""
        return root_sizes(self._polynomials()[1])

    @property
    def is_stationary(self) -> bool:
        """Whether all roots of phi(L) lie outside the unit circle."""
        return bool((self.ar_roots > 1).all())

    @property
    def is_invertible(self) -> bool:
        """Whether all roots of theta(L) lie outside the unit circle."""
        return bool((self.ma_roots > 1).all())

    @property
    def num_used(self) -> int:
        """How many values the likelihood is of: those left by differencing, less the first p for a conditional one."""
        self._check_fitted("num_used")
        return self._estimate.used

    def summary(self) -> str:
        """Return what was estimated, with the convention of signs and what the roots say, as a text to print."""
        series = self._check_fitted("summary")
        spread = self.standard_errors or {}
        lines = [self.name, f"  {phrase('series', '시계열')}: {series!r}"]
        lines.append(
            f"  {phrase('estimated by', '추정 방법')}: {self.method}" + ("" if self.converged else f" — {_STOPPED()}")
        )
        lines.append(
            f"  {'':<12} {phrase('estimate', '추정값'):>12} {phrase('std. error', '표준오차'):>12} {'z':>8} {'P>|z|':>8}"
        )
        for name, value in self.params.items():
            wide = spread.get(name, np.nan)
            if np.isfinite(wide) and wide > 0:
                z = value / wide
                lines.append(
                    f"  {name:<12} {value:>12.6g} {wide:>12.4g} {z:>8.2f} {2 * NormalDist().cdf(-abs(z)):>8.4f}"
                )
            else:
                lines.append(f"  {name:<12} {value:>12.6g}")
        lines.append(
            f"  {phrase('log-likelihood', '로그우도')} {self.log_likelihood:.5f} ({self.num_used})   "
            f"AIC {self.aic:.3f}   AICc {self.aicc:.3f}   BIC {self.bic:.3f}"
        )
        for side, sizes, fine in (("ar", self.ar_roots, self.is_stationary), ("ma", self.ma_roots, self.is_invertible)):
            if len(sizes):
                told = _SAID[side]["hardly" if fine and sizes[0] < _EDGE else fine]
                more = ", …" if len(sizes) > 6 else ""
                lines.append(f"  {_SAID[side]['name']()}: {', '.join(f'{s:.4f}' for s in sizes[:6])}{more} → {told()}")
        lines.append(f"  {phrase('signs', '부호 규약')}: {self.equation}")
        return "\n".join(lines)

    @property
    def equation(self) -> str:
        """The model as an equation, which states the convention of signs."""
        (_, d, _), (_, seasonal_d, _, season) = self._orders()
        model = self.model
        changed = "".join([f"(1-L)^{d}" if d > 1 else "(1-L)" * d, f"(1-L^{season})" * seasonal_d])
        left = "".join(_factor("-", "φ", model.p, 1) + _factor("-", "Φ", model.seasonal_p, model.season))
        right = "".join(_factor("+", "θ", model.q, 1) + _factor("+", "Θ", model.seasonal_q, model.season))
        middle = {None: "w[t]", "c": "(w[t] - const)", "ct": "(w[t] - const - drift·t)"}[model.trend]
        return f"{left}{middle} = {right}e[t], w = {changed}y"


_ROOTS = {
    "ar": (
        both("not stationary, or hardly so (AR)", "정상성이 없거나 거의 없습니다(AR)"),
        both("difference once more, or take fewer lags", "차분을 한 번 더 하거나 시차를 줄이세요"),
    ),
    "ma": (
        both("not invertible, or hardly so (MA)", "가역성이 없거나 거의 없습니다(MA)"),
        both(
            "difference once less, take a trend, or fewer moving-average lags",
            "차분을 한 번 덜 하거나, 추세 항을 넣거나, 이동평균 차수를 줄이세요",
        ),
    ),
}
_STOPPED = lambda: phrase("stopped before the top of the likelihood", "우도의 최댓값에 이르기 전에 멈췄습니다")  # noqa: E731
_SAID: dict[str, dict[Any, Any]] = {
    "ar": {
        "name": lambda: phrase("roots of φ(L), absolute", "φ(L)의 근(절댓값)"),
        True: lambda: phrase("stationary (all above 1)", "정상(모두 1보다 큼)"),
        "hardly": lambda: phrase(
            "hardly stationary (the smallest is nearly 1)", "정상성이 거의 없음(최솟값이 사실상 1)"
        ),
        False: lambda: phrase("NOT stationary", "비정상"),
    },
    "ma": {
        "name": lambda: phrase("roots of θ(L), absolute", "θ(L)의 근(절댓값)"),
        True: lambda: phrase("invertible (all above 1)", "가역(모두 1보다 큼)"),
        "hardly": lambda: phrase(
            "hardly invertible (the smallest is nearly 1)", "가역성이 거의 없음(최솟값이 사실상 1)"
        ),
        False: lambda: phrase("NOT invertible", "비가역"),
    },
}


def _factor(sign: str, letter: str, count: int, step: int) -> list[str]:
    """Write one factor of a polynomial: ["(1 - φ1·L - φ2·L^2)"], or nothing."""
    terms = [f" {sign} {letter}{i + 1}·L" + (f"^{(i + 1) * step}" if (i + 1) * step > 1 else "") for i in range(count)]
    return [f"(1{''.join(terms)})"] if terms else []


def _count(value: Any, where: str, least: int = 0) -> int:
    try:
        found = operator.index(value)
    except TypeError:
        found = -1
    if found < least or isinstance(value, bool):
        why = both(f"an order is a whole number of at least {least}", f"차수는 {least} 이상의 정수여야 합니다")
        raise error("BD352", where=where, got=repr(value), why=why)
    return found


def _counts(values: Any, names: str, where: str) -> tuple[int, ...]:
    if not isinstance(values, tuple | list) or len(values) != len(names.split()):
        shape = ", ".join(names.split())
        why = both(f"the orders are ({shape})", f"차수는 ({shape}) 형태여야 합니다")
        raise error("BD352", where=where, got=repr(values), why=why)
    return tuple(_count(value, where) for value in values)


class ARIMA(_BoxJenkins):
    r"""Autoregression and moving average of a series that has been differenced, with seasons.

    With :math:`w_t = (1-L)^d(1-L^m)^D y_t` and its mean :math:`\mu_t`

    .. math::
        (1 - \phi_1 L - … - \phi_p L^p)(1 - \Phi_1 L^m - …)(w_t - \mu_t)
        = (1 + \theta_1 L + … + \theta_q L^q)(1 + \Theta_1 L^m + …)\,e_t

    so moving-average coefficients have plus signs, as in statsmodels, R and Stata (some books have minus).

    Three methods lead to the coefficients. ``"exact"`` maximises the exact likelihood with statsmodels; ``"kalman"`` the same
    likelihood with badak's Kalman filter and autograd; ``"conditional"`` the likelihood given the first p values, the errors
    before them taken as zero, with autograd. In all three coefficients stay stationary and invertible. Forecasts, residuals and
    ``update`` come from badak's Kalman filter. Intervals hold for the estimated coefficients; that those are uncertain is not in
    them.

    Args:
        order: (p, d, q): autoregressive lags, differences, moving-average lags.
        seasonal: (P, D, Q, m): the same for whole seasons of length m; None for none.
        trend: what :math:`\mu_t` is: None for 0; ``"c"`` for a constant in the differenced series, its mean (with d = 1 the
            series rises by it each step); ``"ct"`` for a constant and a slope, ``const + drift t`` with t = 1 for the first
            difference; ``"auto"`` for ``"c"`` where nothing is differenced and None elsewhere.
        method: ``"exact"``, ``"kalman"`` or ``"conditional"``.

    Raises:
        ArgumentError: BD352, for orders that mean nothing; BD003, for another trend or method.
        DataError: in ``fit``: BD344, for a series that is too short; BD345, for one that is constant (after differencing);
            BD347, where no finite coefficients come out; BD340 to BD343, for data that is no regular series.
        MissingExtraError: BD090 in ``fit``, when ``"exact"`` finds no statsmodels.

    A search that stops early is told by a notice (BD348) and by ``converged``; roots at the unit circle by another (BD349).

    Example:
        >>> from badak.timeseries import ARIMA
        >>> series = [30, 31, 33, 36, 38, 39, 41, 44, 45, 48, 52, 53, 55, 58, 60, 61, 64, 68, 69, 71]
        >>> model = ARIMA((1, 1, 0), trend="c", method="kalman").fit(series)
        >>> round(model.params["const"], 1), [round(v) for v in model.forecast(3).tolist()]
        (2.2, [73, 75, 78])

    Source: Box & Jenkins (1976), Time Series Analysis: Forecasting and Control, chapters 3, 4 and 9; Harvey (1989), Forecasting,
    Structural Time Series Models and the Kalman Filter, chapter 3.
    """

    def __init__(
        self,
        order: tuple[int, int, int],
        seasonal: tuple[int, int, int, int] | None = None,
        trend: str | None = "auto",
        method: str = "exact",
    ) -> None:
        self.order = order
        self.seasonal = seasonal
        self.trend = trend
        self.method = method
        self._check()

    def _orders(self) -> tuple[tuple[int, int, int], tuple[int, int, int, int]]:
        p, d, q = _counts(self.order, "p d q", "ARIMA")
        seasonal = (0, 0, 0, 1) if self.seasonal is None else _counts(self.seasonal, "P D Q m", "ARIMA")
        return (p, d, q), (seasonal[0], seasonal[1], seasonal[2], max(seasonal[3], 1))


class AR(_BoxJenkins):
    r"""Autoregression: each value is a weighted sum of the last p, and an error.

    .. math:: y_t - \mu = \phi_1 (y_{t-1} - \mu) + … + \phi_p (y_{t-p} - \mu) + e_t

    Five methods lead to the coefficients. ``"least_squares"`` and ``"descent"`` show that an autoregression is a linear layer on
    lags: the first solves the normal equations, the second lets a ``Dense`` layer go down the gradient, and both end at the same
    numbers, which ``"conditional"`` reaches by autograd where they are stationary. ``"exact"`` (statsmodels) and ``"kalman"``
    (badak) maximise the exact likelihood, the first p values included, and keep the model stationary.

    Args:
        lags: p.
        trend: ``"c"`` for a mean, None for none, ``"ct"`` for a mean that grows; ``"auto"`` is ``"c"``.
        method: ``"exact"``, ``"kalman"``, ``"conditional"``, ``"least_squares"`` or ``"descent"``.

    Raises:
        ArgumentError: BD352 and BD003, as of ``ARIMA``; BD352, for a slope with least squares or descent.
        DataError: in ``fit``, as of ``ARIMA``.

    Example:
        >>> from badak.timeseries import AR
        >>> model = AR(1, method="least_squares").fit([1.0, 2.0, 1.5, 1.8, 1.4, 1.9, 1.6, 1.7])
        >>> round(model.params["ar.L1"], 4), round(model.params["const"], 3), model.is_stationary
        (-0.5714, 1.664, True)

    Source: Hamilton (1994), Time Series Analysis, §3.4 and §5.2.
    """

    _methods = (*_METHODS, "least_squares", "descent")

    def __init__(self, lags: int = 1, trend: str | None = "auto", method: str = "exact") -> None:
        self.lags = lags
        self.trend = trend
        self.method = method
        self._check()

    def _orders(self) -> tuple[tuple[int, int, int], tuple[int, int, int, int]]:
        return (_count(self.lags, "AR", 1), 0, 0), (0, 0, 0, 1)


class MA(_BoxJenkins):
    r"""Moving average: each value is the mean and a weighted sum of the last q errors.

    .. math:: y_t = \mu + e_t + \theta_1 e_{t-1} + … + \theta_q e_{t-q}

    Args:
        lags: q.
        trend: ``"c"`` for a mean, None for none, ``"ct"`` for a mean that grows; ``"auto"`` is ``"c"``.
        method: ``"exact"``, ``"kalman"`` or ``"conditional"``, as of ``ARIMA``.

    Raises:
        ArgumentError: BD352 and BD003, as of ``ARIMA``.
        DataError: in ``fit``, as of ``ARIMA``.

    Example:
        >>> from badak.timeseries import MA
        >>> model = MA(1, method="kalman").fit([1.0, 1.4, 1.9, 1.6, 1.4, 1.2, 1.9, 2.0, 1.4, 1.1, 1.5])
        >>> model.is_invertible, len(set(model.forecast(4)[1:]))  # beyond q steps only the mean is left
        (True, 1)

    Source: Hamilton (1994), Time Series Analysis, §3.3 and §5.4.
    """

    def __init__(self, lags: int = 1, trend: str | None = "auto", method: str = "exact") -> None:
        self.lags = lags
        self.trend = trend
        self.method = method
        self._check()

    def _orders(self) -> tuple[tuple[int, int, int], tuple[int, int, int, int]]:
        return (0, 0, _count(self.lags, "MA", 1)), (0, 0, 0, 1)


class ARMA(_BoxJenkins):
    r"""Autoregression and moving average together.

    .. math:: y_t - \mu = \sum_{i=1}^p \phi_i (y_{t-i} - \mu) + e_t + \sum_{j=1}^q \theta_j e_{t-j}

    Args:
        order: (p, q).
        trend: ``"c"`` for a mean, None for none, ``"ct"`` for a mean that grows; ``"auto"`` is ``"c"``.
        method: ``"exact"``, ``"kalman"`` or ``"conditional"``, as of ``ARIMA``.

    Raises:
        ArgumentError: BD352 and BD003, as of ``ARIMA``.
        DataError: in ``fit``, as of ``ARIMA``.

    Example:
        >>> from badak.timeseries import ARMA
        >>> ARMA((1, 1)).equation
        '(1 - φ1·L)(w[t] - const) = (1 + θ1·L)e[t], w = y'

    Source: Hamilton (1994), Time Series Analysis, §3.5 and §5.6.
    """

    def __init__(self, order: tuple[int, int], trend: str | None = "auto", method: str = "exact") -> None:
        self.order = order
        self.trend = trend
        self.method = method
        self._check()

    def _orders(self) -> tuple[tuple[int, int, int], tuple[int, int, int, int]]:
        p, q = _counts(self.order, "p q", "ARMA")
        return (p, 0, q), (0, 0, 0, 1)
