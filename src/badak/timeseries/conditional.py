r"""MA and ARMA by autograd on the conditional likelihood: the errors one after the other, as the equation says.

.. math:: e_t = (w_t - \mu) - \sum_i \phi_i (w_{t-i} - \mu) - \sum_j \theta_j e_{t-j}

With the first p values taken as given and the errors before them as zero, the best coefficients are those with the smallest sum
of squared errors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import badak


def one_step_errors(values: Any, phi: Any, theta: Any, shift: Any = 0.0, used: tuple[Any, Any] | None = None) -> Any:
    """Return the errors of one-step forecasts, those before the first forecast taken as zero.

    Args:
        values: (time,), float64.
        phi: autoregressive polynomial 1 - phi_1 L - …, (p + 1,), array or tensor.
        theta: moving-average polynomial 1 + theta_1 L + …, (q + 1,), array or tensor.
        shift: what is subtracted from the values first: their mean, or (time,).
        used: the lags of each polynomial that have a coefficient; a seasonal one has many that are always zero, which are
            passed over. By default those that are not zero now.

    Returns:
        Errors (time - p,), array or tensor.

    Example:
        >>> import numpy as np
        >>> one_step_errors(np.array([1.0, 3.0, 2.0]), np.array([1.0, -0.5]), np.array([1.0, 0.25]))
        array([ 2.5  , -0.125])
    """
    w = values - shift
    p, n = len(phi) - 1, len(values)
    ar_lags, ma_lags = (np.flatnonzero(np.asarray(side))[1:] for side in (phi, theta)) if used is None else used
    known = w[p:] * phi[:1]
    for lag in ar_lags:
        known = known + phi[lag : lag + 1] * w[p - lag : n - lag]  # the autoregressive side, for all times at once
    if not len(ma_lags):
        return known
    errors: list[Any] = []
    for t in range(n - p):  # the moving-average side needs the errors before: one time after the other
        e = known[t : t + 1]
        for lag in ma_lags[ma_lags <= t]:
            e = e - theta[lag : lag + 1] * errors[t - lag]
        errors.append(e)
    return badak.concatenate(errors)


def conditional_log_likelihood(
    values: Any, phi: Any, theta: Any, shift: Any = 0.0, used: tuple[Any, Any] | None = None
) -> tuple[Any, Any]:
    r"""Return the log-likelihood of the values after the first p, given those, and the variance of the errors.

    .. math:: \log L = -\tfrac{n-p}{2} (\log 2\pi\hat\sigma^2 + 1),\qquad \hat\sigma^2 = \tfrac1{n-p}\sum_t e_t^2

    Args:
        values: (time,), float64.
        phi: autoregressive polynomial (p + 1,), array or tensor.
        theta: moving-average polynomial (q + 1,), array or tensor.
        shift: what is subtracted from the values first, a number or (time,).
        used: as of ``one_step_errors``.

    Returns:
        Log-likelihood and variance, arrays or tensors.

    Source: Box & Jenkins (1976), Time Series Analysis: Forecasting and Control, §7.1.2; Hamilton (1994), §5.6.
    """
    errors = one_step_errors(values, phi, theta, shift, used)
    variance = (errors * errors).mean()
    return -0.5 * len(errors) * (badak.log(2 * np.pi * variance) + 1), variance
