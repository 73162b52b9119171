r"""ARMA models as a state that moves and is seen: the exact likelihood and the forecasts, by the Kalman filter.

.. math:: \alpha_{t+1} = T\alpha_t + R\,e_{t+1},\qquad w_t = Z\alpha_t

with :math:`Z = (1, 0, …)`, :math:`R = (1, \theta_1, …, \theta_{r-1})` and :math:`T` the coefficients :math:`\phi` in its first
column beside a shifted identity. The same few lines run on arrays and on tensors; through tensors autograd gives the derivative
of the likelihood.

Source: Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, §3.2 and §3.3; Durbin & Koopman (2012),
Time Series Analysis by State Space Methods, 2nd ed., §3.4 and §4.3.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

import badak
from badak.timeseries.polynomials import response, root_sizes


class Filtered(NamedTuple):
    """What the filter knows after the whole series; variances count in units of the errors' variance.

    Attributes:
        errors: one-step errors v_t, a list of (1,).
        variances: their variances F_t, a list of (1,).
        state: expected state one step ahead, (r,).
        spread: its covariance, (r, r).
    """

    errors: list[Any]
    variances: list[Any]
    state: Any
    spread: Any


def state_space(phi: Any, theta: Any) -> tuple[Any, Any]:
    """Return the transition T (r, r) and the row R (r,) of an ARMA model, r = max(p, q + 1).

    Args:
        phi: autoregressive polynomial 1 - phi_1 L - …, (p + 1,).
        theta: moving-average polynomial 1 + theta_1 L + …, (q + 1,).
    """
    p, q = len(phi) - 1, len(theta) - 1
    r = max(p, q + 1)
    column = badak.concatenate([-1.0 * phi[1:], np.zeros(r - p)])
    shift = np.eye(r)[:, :-1].copy()  # (r, r - 1)
    shift = np.vstack([shift[1:], shift[:1] * 0]) if r == 1 else np.eye(r, k=1)[:, 1:]
    transition = badak.concatenate([column.reshape(r, 1), shift], axis=1)
    return transition, badak.concatenate([theta, np.zeros(r - q - 1)])


def stationary_spread(transition: Any, shocks: Any) -> Any:
    r"""Return the covariance of a stationary state, the solution of :math:`P = T P T^\top + R R^\top`.

    The sum :math:`\sum_k T^k R R^\top (T^k)^\top` is doubled in each round, so thirty rounds add up a billion terms.

    Args:
        transition: T (r, r), its eigenvalues inside the unit circle.
        shocks: R R' (r, r).

    Source: Anderson & Moore (1979), Optimal Filtering, §6.7.
    """
    spread, power = shocks, transition
    for _ in range(30):
        spread = spread + power @ spread @ power.T
        power = power @ power
        if float(np.abs(np.asarray(power)).max()) < 1e-14:
            break
    return spread


def kalman_filter(values: np.ndarray, phi: Any, theta: Any, spread: Any = None, shift: Any = 0.0) -> Filtered:
    """Run the filter over a series.

    Args:
        values: (time,), float64.
        phi: autoregressive polynomial (p + 1,), array or tensor.
        theta: moving-average polynomial (q + 1,), array or tensor.
        spread: covariance of the first state, of the stationary one by default.
        shift: what is subtracted from the values first, a number or (time,); array or tensor.

    Returns:
        The errors of one-step forecasts with their variances, and the state after the last value.
    """
    T, R = state_space(phi, theta)
    shocks = R.reshape(-1, 1) * R.reshape(1, -1)  # (r, r)
    P = stationary_spread(T, shocks) if spread is None else spread
    a = np.zeros(len(R))
    w = values - shift
    errors, variances = [], []
    F = K = None
    settled = False
    for t in range(len(values)):
        if not settled:
            F = P[0, :1]
            K = (T @ P[:, 0]) / F  # (r,)
            before = np.asarray(P)
            P = T @ P @ T.T - K.reshape(-1, 1) * K.reshape(1, -1) * F + shocks
            # the covariance does not depend on the values: once it stands still, it stands still for good
            settled = bool(np.abs(np.asarray(P) - before).max() < 1e-15)
        v = w[t : t + 1] - a[:1]
        errors.append(v)
        variances.append(F)
        a = T @ a + K * v
    return Filtered(errors, variances, a, P)


def log_likelihood(values: np.ndarray, phi: Any, theta: Any, shift: Any = 0.0) -> tuple[Any, Any]:
    r"""Return the exact log-likelihood of a stationary ARMA model at the best variance of the errors, and that variance.

    .. math:: \log L = -\tfrac n2 (\log 2\pi\hat\sigma^2 + 1) - \tfrac12 \sum_t \log F_t,\qquad
        \hat\sigma^2 = \tfrac1n \sum_t v_t^2 / F_t

    Args:
        values: (time,), float64.
        phi: autoregressive polynomial (p + 1,), array or tensor.
        theta: moving-average polynomial (q + 1,), array or tensor.
        shift: what is subtracted from the values, a number or (time,).

    Returns:
        Log-likelihood and variance, arrays or tensors.

    Example:
        >>> import numpy as np
        >>> value, variance = log_likelihood(np.array([1.0, -1.0]), np.ones(1), np.ones(1))  # white noise
        >>> float(value), float(variance)
        (-2.8378770, 1.0)

    Source: Harvey (1989), equations 3.4.5 and 3.4.7 (the variance concentrated out).
    """
    found = kalman_filter(values, phi, theta, shift=shift)
    v, F = badak.concatenate(found.errors), badak.concatenate(found.variances)
    variance = (v * v / F).mean()
    n = len(values)
    return -0.5 * n * (badak.log(2 * np.pi * variance) + 1) - 0.5 * badak.log(F).sum(), variance


def first_spread(phi: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Return the covariance of the first state: of the stationary one; where there is none, a million on its diagonal.

    The second is the usual stand-in for knowing nothing: after the first few values it makes no difference.

    Args:
        phi: autoregressive polynomial (p + 1,).
        theta: moving-average polynomial (q + 1,).
    """
    T, R = state_space(phi, theta)
    if len(phi) > 1 and root_sizes(phi).min(initial=np.inf) <= 1 + 1e-9:
        return 1e6 * np.eye(len(R))
    return stationary_spread(T, np.outer(R, R))


def forecast_moments(
    found: Filtered, phi: np.ndarray, theta: np.ndarray, horizon: int, lags: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return mean and variance of the values to come.

    The errors of the differenced series' forecasts are the error of the state, moved on, and the shocks since; summing up as
    differencing is undone, both reach the series itself.

    Args:
        found: the filter after the last value.
        phi: autoregressive polynomial (p + 1,).
        theta: moving-average polynomial (q + 1,).
        horizon: how many steps.
        lags: the differencing polynomial.

    Returns:
        Means of the differenced series (horizon,) round its own mean; variances of the errors of the series itself (horizon,), in
        units of the shocks' variance.
    """
    T, _ = state_space(phi, theta)
    row, rows = np.eye(len(T))[0], []
    for _ in range(horizon):
        rows.append(row)
        row = row @ T
    seen = np.array(rows)  # (horizon, r): how the state one step ahead shows itself later
    sums = response(lags, horizon)
    state = np.stack(
        [np.convolve(sums, column)[:horizon] for column in seen.T], axis=1
    )  # (horizon, r): in the series itself
    shocks = np.convolve(sums, response(phi, horizon, theta))[:horizon]  # what a shock leaves in the series itself
    since = np.concatenate([[0.0], np.cumsum(shocks[:-1] ** 2)])  # the first shock is in the state already
    return seen @ found.state, np.einsum("ij,jk,ik->i", state, found.spread, state) + since
