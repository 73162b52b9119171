"""The sales data: seven people, their hours and what they sold; and how far a line is from them."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.checks import one_of

HOURS = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
"""Hours of work of seven people."""
SALES = np.array([25_000.0, 55_000.0, 75_000.0, 110_000.0, 128_000.0, 155_000.0, 180_000.0])
"""What each of them sold."""


def cost(w: float, b: float, x: Any, y: Any, convention: str = "mean") -> Any:
    r"""Return how far a line is from the points.

    .. math:: \text{mean } \frac1n\sum_i (wx_i + b - y_i)^2,\qquad \text{half sum } \frac12\sum_i (wx_i + b - y_i)^2

    Both are lowest for the same line. Their slopes differ by the factor n/2, and so do the learning rates that suit them.

    Args:
        w: slope.
        b: height at 0.
        x: inputs (points,).
        y: targets (points,).
        convention: ``"mean"`` or ``"half sum"``.

    Returns:
        The cost, of the number type of the data.

    Raises:
        ArgumentError: BD040, for another convention.

    Example:
        >>> from badak.classic import cost
        >>> print(round(cost(1, 2, [1, 2, 3], [2, 4, 6]), 6), cost(1, 2, [1, 2, 3], [2, 4, 6], "half sum"))
        0.666667 1.0

    Source: A.-M. Legendre 1805; C. F. Gauss 1809 (least squares).
    """
    errors = w * np.asarray(x) + b - np.asarray(y)
    if one_of("classic.cost", "convention", convention, ("mean", "half sum")) == "mean":
        return (errors**2).mean()
    return (errors**2).sum() / 2


def sweep(ws: Any, x: Any = HOURS, y: Any = SALES) -> tuple[float, float, np.ndarray]:
    """Try many slopes of H(x) = Wx, as one would without a derivative.

    Args:
        ws: slopes to try (tries,).
        x: inputs (points,).
        y: targets (points,).

    Returns:
        The best slope, its cost, and all costs (tries,).

    Example:
        >>> import numpy as np
        >>> from badak.classic import sweep
        >>> best, lowest, _ = sweep(np.arange(-300_000, 300_001, 1_000))
        >>> best, round(lowest, 2)
        (26000.0, 9142857.14)

    Source: as ``cost``.
    """
    costs = np.array([cost(float(w), 0.0, x, y) for w in ws])
    best = int(costs.argmin())
    return float(ws[best]), float(costs[best]), costs
