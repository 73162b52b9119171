r"""An autoregression is a linear layer on the last values: found once by algebra, once by going down the gradient.

.. math:: y_t = c + \phi_1 y_{t-1} + … + \phi_p y_{t-p} + e_t
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from badak.errors import error


class Autoregression(NamedTuple):
    """Coefficients of an autoregression.

    Attributes:
        coefficients: phi_1 … phi_p, of the newest lag first, (p,).
        constant: c; 0 where none was asked for.
        variance: mean square of the errors.
        standard_errors: of the coefficients and then the constant, or None where they are not known.
        converged: whether the search ended at the bottom.
    """

    coefficients: np.ndarray
    constant: float
    variance: float
    standard_errors: np.ndarray | None = None
    converged: bool = True


def lagged(values: Any, lags: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what an autoregression learns from: each value's predecessors, and the value.

    Args:
        values: (time,).
        lags: how many predecessors, the newest first.

    Returns:
        Predecessors (time - lags, lags) and values (time - lags,).

    Raises:
        DataError: BD344, where there are not more values than lags.

    Example:
        >>> x, y = lagged([1.0, 2.0, 3.0, 4.0], 2)
        >>> x.tolist(), y.tolist()
        ([[2.0, 1.0], [3.0, 2.0]], [3.0, 4.0])
    """
    values = np.asarray(values, np.float64)
    if len(values) <= lags:
        raise error("BD344", where="lagged", got=len(values), need=lags + 1)
    x = np.lib.stride_tricks.sliding_window_view(values[:-1], lags)[:, ::-1] if lags else np.empty((len(values), 0))
    return x, values[lags:]


def least_squares(values: Any, lags: int, constant: bool = True) -> Autoregression:
    r"""Find the coefficients with the smallest sum of squared errors, by the normal equations.

    .. math:: \hat\beta = (X^\top X)^{-1} X^\top y

    Args:
        values: (time,).
        lags: p.
        constant: whether there is a c.

    Returns:
        The coefficients, with the standard errors of least squares.

    Raises:
        DataError: BD344, where there are fewer equations than coefficients.

    Source: Hamilton (1994), Time Series Analysis, §5.2 (conditional maximum likelihood of an AR process is least squares).

    Example:
        >>> found = least_squares([1.0, 2.0, 4.0, 8.0, 16.0], 1)
        >>> round(float(found.coefficients[0]), 6)
        2.0
    """
    x, y = lagged(values, lags)
    x = np.column_stack([x, np.ones(len(y))]) if constant else x
    if len(y) < x.shape[1]:
        raise error("BD344", where="least_squares", got=lags + len(y), need=lags + x.shape[1])
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    errors = y - x @ beta
    left = len(y) - x.shape[1]
    spread = errors @ errors / left * np.diag(np.linalg.pinv(x.T @ x)) if left > 0 else np.full(x.shape[1], np.nan)
    return Autoregression(
        beta[:lags], float(beta[lags]) if constant else 0.0, float(np.mean(errors**2)), np.sqrt(spread)
    )


def descent(
    values: Any, lags: int, constant: bool = True, tolerance: float = 1e-9, most: int = 20_000
) -> Autoregression:
    r"""Find the same coefficients with a ``Dense`` layer of one unit that goes down the gradient of its squared errors.

    The values are standardised first, or the constant would creep. The learning rate is one over the largest curvature
    :math:`\kappa_1`, as larger steps may overshoot; neighbouring lags say nearly the same, which makes the valley long and flat
    (smallest curvature :math:`\kappa_p`), so the momentum is the best one for that, :math:`(1-\sqrt{\kappa_p/\kappa_1}) /
    (1+\sqrt{\kappa_p/\kappa_1})`.

    Args:
        values: (time,).
        lags: p.
        constant: whether the layer has a bias.
        tolerance: the largest part of the slope that counts as zero.
        most: the most steps.

    Returns:
        The coefficients; ``converged`` is False where the slope was not zero after ``most`` steps.

    Raises:
        DataError: BD344, where there are not more values than lags.

    Source: Nesterov (2004), Introductory Lectures on Convex Optimization, method 2.2.11 (constant step).

    Example:
        >>> import numpy as np
        >>> line = np.sin(np.arange(60.0)) + 0.1 * np.cos(np.arange(60.0) ** 2)
        >>> bool(np.allclose(descent(line, 2).coefficients, least_squares(line, 2).coefficients, atol=1e-6))
        True
    """
    import badak

    values = np.asarray(values, np.float64)
    middle, scale = (float(values.mean()) if constant else 0.0), float(values.std()) or 1.0
    x, y = lagged((values - middle) / scale, lags)
    inputs, targets = badak.tensor(np.ascontiguousarray(x)), badak.tensor(y[:, None])

    neuron = badak.layers.Dense(1, use_bias=constant, kernel_initializer="zeros")
    model = badak.Sequential([badak.Input((lags,)), neuron], dtype="float64")
    rows = np.column_stack([x, np.ones(len(y))]) if constant else x
    curvatures = np.linalg.eigvalsh(2 * rows.T @ rows / len(y))
    flat = np.sqrt(
        max(curvatures[0], 0.0) / curvatures[-1]
    )  # how much flatter the valley is along than across, as a root
    optimizer = badak.optimizers.SGD(1 / curvatures[-1], momentum=(1 - flat) / (1 + flat), nesterov=True)
    converged = False
    for _ in range(most):
        loss = ((model(inputs) - targets) ** 2).mean()
        loss.backward()
        if max(float(np.abs(w.grad.numpy()).max()) for w in model.parameters()) <= tolerance:
            converged = True
            break
        optimizer.apply(model.parameters())

    kernel, *bias = (np.asarray(w, np.float64) for w in model.get_weights())
    coefficients = kernel[:, 0].copy()
    constant_term = middle * (1 - coefficients.sum()) + scale * float(bias[0][0]) if constant else 0.0
    errors = lagged(values, lags)[1] - lagged(values, lags)[0] @ coefficients - constant_term
    return Autoregression(coefficients, constant_term, float(np.mean(errors**2)), None, converged)
