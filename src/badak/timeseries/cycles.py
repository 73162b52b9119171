"""Long waves told from the trend: the filter of Hodrick and Prescott."""

from __future__ import annotations

import math

import numpy as np


def smoothing_for(longest: float) -> float:
    r"""Return the λ of ``hodrick_prescott`` that splits at a period: longer waves go to the trend, shorter ones do not.

    A wave of period p keeps the share :math:`1 / (1 + 4\lambda(1 - \cos 2\pi/p)^2)` in the trend; at the split that is ½:

    $$\lambda = \frac{1}{4 (1 - \cos(2\pi/p))^2}$$

    Ten years give 1,649 for quarters, where Hodrick and Prescott take 1,600, and 6.9 for years, where Ravn and Uhlig take 6.25.

    Args:
        longest: p, in steps of the series; above 2.

    Source:
        King, Rebelo (1993), Low frequency filtering and real business cycles, J. of Economic Dynamics and Control 17, eq. 2.8;
        Gómez (2001), The use of Butterworth filters for trend and cycle estimation, §2.

    Example:
        >>> round(smoothing_for(40)), round(smoothing_for(10), 2)
        (1649, 6.85)
    """
    return 1 / (4 * (1 - math.cos(2 * math.pi / longest)) ** 2)


def hodrick_prescott(values: np.ndarray, smoothing: float) -> np.ndarray:
    r"""Return the smooth trend of a series.

    $$\min_\tau \sum_t (y_t - \tau_t)^2 + \lambda \sum_t (\tau_{t+1} - 2\tau_t + \tau_{t-1})^2
    \quad\Leftrightarrow\quad (I + \lambda D^\top D)\,\tau = y$$

    with the second differences D. The matrix has five diagonals, so it is factored (L D Lᵀ) and solved in time proportional to
    the length.

    Args:
        values: float64 (time,), finite.
        smoothing: λ.

    Returns:
        The trend (time,).

    Source:
        Hodrick, Prescott (1997), Postwar U.S. business cycles, Journal of Money, Credit and Banking 29, eq. 1.

    Example:
        >>> import numpy as np
        >>> hodrick_prescott(np.array([1.0, 2.0, 3.0, 4.0]), 1600.0).round(6).tolist()
        [1.0, 2.0, 3.0, 4.0]
    """
    count = len(values)
    if count < 3:
        return values.copy()  # a straight line already
    middle, beside, beyond = np.full(count, 6.0), np.full(count, -4.0), np.ones(count)
    middle[[0, -1]], middle[[1, -2]], beside[[0, -2]] = 1.0, 5.0, -2.0
    if count == 3:
        middle[1], beside[1] = 4.0, -2.0
    middle, beside, beyond = 1 + smoothing * middle, smoothing * beside, smoothing * beyond
    pivot, one, two, out = ([0.0] * count for _ in range(4))
    for t in range(count):  # forward: L z = y, and the factors on the way
        before = one[t - 1] if t else 0.0
        pivot[t] = (
            middle[t] - (before**2 * pivot[t - 1] if t else 0.0) - (two[t - 2] ** 2 * pivot[t - 2] if t > 1 else 0.0)
        )
        if t < count - 1:
            one[t] = (beside[t] - (before * two[t - 1] * pivot[t - 1] if t else 0.0)) / pivot[t]
        if t < count - 2:
            two[t] = beyond[t] / pivot[t]
        out[t] = values[t] - (before * out[t - 1] if t else 0.0) - (two[t - 2] * out[t - 2] if t > 1 else 0.0)
    out = [z / p for z, p in zip(out, pivot)]
    for t in range(count - 2, -1, -1):  # backward: Lᵀ τ = z / pivot
        out[t] -= one[t] * out[t + 1] + (two[t] * out[t + 2] if t < count - 2 else 0.0)
    return np.array(out, np.float64)
