r"""Polynomials in the lag operator, in which all models of the ARIMA family are written.

With :math:`L y_t = y_{t-1}` a model reads :math:`\phi(L)\,(w_t - \mu) = \theta(L)\,e_t`. A polynomial is the row of its
coefficients, the one of :math:`L^0` first. Everything here works on arrays and on tensors, so that autograd can look through.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import badak


def polynomial(coefficients: Any, sign: int, step: int = 1) -> Any:
    """Return 1 + sign * (c_1 L^step + c_2 L^(2 step) + …).

    Args:
        coefficients: (lags,), array or tensor.
        sign: -1 for the autoregressive side, +1 for the moving average.
        step: 1, or the length of a season.

    Returns:
        Coefficients (1 + lags * step,).
    """
    parts: list[Any] = [np.ones(1)]
    for place in range(len(coefficients)):
        parts += [np.zeros(step - 1), sign * coefficients[place : place + 1]]
    return badak.concatenate(parts)


def product(a: Any, b: Any) -> Any:
    """Return the product of two polynomials, (len(a) + len(b) - 1,).

    Args:
        a: coefficients (n,).
        b: coefficients (m,).

    Example:
        >>> import numpy as np
        >>> product(np.array([1.0, -0.5]), np.array([1.0, 0.0, 2.0]))
        array([ 1. , -0.5,  2. , -1. ])
    """
    total: Any = None
    for place in range(len(b)):
        moved = badak.concatenate([np.zeros(place), a * b[place : place + 1], np.zeros(len(b) - 1 - place)])
        total = moved if total is None else total + moved
    return total


def differencing(d: int, seasonal_d: int = 0, season: int = 1) -> np.ndarray:
    """Return the polynomial (1 - L)^d (1 - L^season)^seasonal_d.

    Args:
        d: how often neighbours are subtracted.
        seasonal_d: how often seasons are subtracted.
        season: length of a season.

    Example:
        >>> differencing(2)
        array([ 1., -2.,  1.])
    """
    found = np.ones(1)
    for step in [1] * d + [season] * seasonal_d:
        found = np.convolve(found, polynomial(np.ones(1), -1, step))
    return found


def difference(values: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """Apply a polynomial of ``differencing`` to a series.

    Args:
        values: (time,).
        lags: the polynomial (1 + lost,).

    Returns:
        (time - lost,).
    """
    return np.convolve(values, lags, mode="valid")


def undo_difference(changes: np.ndarray, before: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """Go on with a series from its future differences.

    Args:
        changes: the differences to come, (horizon,).
        before: the series so far, at least as long as what differencing loses.
        lags: the polynomial (1 + lost,).

    Returns:
        The series to come, (horizon,).

    Example:
        >>> import numpy as np
        >>> undo_difference(np.array([1.0, 2.0]), np.array([7.0, 10.0]), differencing(1))
        array([11., 13.])
    """
    lost = len(lags) - 1
    line = list(before[len(before) - lost :])
    for change in changes:
        line.append(change - sum(c * line[-k] for k, c in enumerate(lags[1:], start=1)))
    return np.array(line[lost:])


def response(lags: np.ndarray, count: int, theta: Any = (1.0,)) -> np.ndarray:
    r"""Return the first coefficients of :math:`\theta(L) / \phi(L)`: what a shock of 1 leaves behind after 0, 1, 2 … steps.

    Args:
        lags: coefficients of the denominator, the first one 1.
        count: how many.
        theta: coefficients of the numerator.

    Example:
        >>> response(differencing(1), 3)
        array([1., 1., 1.])
    """
    found = np.zeros(count)
    for step in range(count):
        found[step] = theta[step] if step < len(theta) else 0.0
        reach = min(step, len(lags) - 1)
        found[step] -= lags[1 : reach + 1] @ found[step - reach : step][::-1]
    return found


def root_sizes(lags: np.ndarray) -> np.ndarray:
    """Return the absolute values of a polynomial's roots, the smallest first; all above 1 is stationary (or invertible).

    Args:
        lags: coefficients, the one of L^0 first.
    """
    there = np.flatnonzero(np.abs(lags) > 1e-12)
    return np.sort(np.abs(np.roots(lags[: there[-1] + 1][::-1])))


def from_partial(partial: Any) -> list[Any]:
    r"""Turn partial autocorrelations into coefficients of a stationary autoregression, by Levinson's and Durbin's recursion.

    Every row of numbers between -1 and 1 gives a stationary model, and every stationary model comes from one; so an optimizer
    that moves :math:`u` with :math:`r = \tanh u` never leaves the stationary models.

    .. math:: \phi_{kk} = r_k, \qquad \phi_{ki} = \phi_{k-1,i} - r_k\,\phi_{k-1,k-i}

    Args:
        partial: (lags,), each between -1 and 1; array or tensor.

    Returns:
        The coefficients, a list of ``lags`` arrays or tensors of shape (1,).

    Source: Monahan (1984), A note on enforcing stationarity in autoregressive-moving average models, Biometrika 71, 403-404.

    Example:
        >>> import numpy as np
        >>> [float(c[0]) for c in from_partial(np.array([0.5, -0.2]))]
        [0.6, -0.2]
    """
    found: list[Any] = []
    for place in range(len(partial)):
        r = partial[place : place + 1]
        found = [c - r * other for c, other in zip(found, reversed(found))] + [r]
    return found


def to_partial(coefficients: np.ndarray) -> np.ndarray | None:
    """Return the partial autocorrelations of a stationary autoregression, or None where it is not stationary.

    Args:
        coefficients: (lags,).
    """
    left, found = np.asarray(coefficients, float), []
    while len(left):
        r = left[-1]
        if not abs(r) < 1:
            return None
        found.append(r)
        left = (left[:-1] + r * left[-2::-1]) / (1 - r * r)
    return np.array(found[::-1])
