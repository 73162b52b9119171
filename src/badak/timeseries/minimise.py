"""The bottom of a smooth function of a few numbers, by the method of Broyden, Fletcher, Goldfarb and Shanno."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Bottom(NamedTuple):
    """Where the search ended.

    Attributes:
        x: the place, (numbers,).
        value: the function there.
        steps: how many steps it took.
        converged: whether the slope is as good as zero there.
    """

    x: np.ndarray
    value: float
    steps: int
    converged: bool


def minimise(
    function: Callable[[np.ndarray], tuple[Any, Any]], start: Any, tolerance: float = 1e-7, most: int = 300
) -> Bottom:
    r"""Go down from ``start``, with a picture of the curvature that each step improves.

    With the slope :math:`g` and the picture :math:`H` of the inverse curvature a step goes along :math:`-Hg`, halved until the
    function sinks enough (Armijo's condition). From the step :math:`s` and the change :math:`y` of the slope

    .. math:: H \leftarrow (I - \rho s y^\top) H (I - \rho y s^\top) + \rho s s^\top,\qquad \rho = 1 / y^\top s

    Args:
        function: from a place (numbers,) to its value and its slope (numbers,), as ``badak.value_and_grad`` makes them.
        start: where to begin, (numbers,).
        tolerance: the largest part of the slope that counts as zero.
        most: the most steps.

    Returns:
        The place, its value, the steps and whether the slope is zero there.

    Example:
        >>> import numpy as np
        >>> bottom = minimise(lambda x: (((x - 4) ** 2).sum(), 2 * (x - 4)), np.zeros(2))
        >>> bottom.x, bottom.converged
        (array([4., 4.]), True)

    Source: Nocedal & Wright (2006), Numerical Optimization, 2nd ed., algorithm 6.1 and equation 6.17.
    """
    x = np.array(start, np.float64)
    value, slope = _at(function, x)
    picture, fresh = np.eye(len(x)), True
    for step in range(most):
        if np.abs(slope).max(initial=0.0) <= tolerance:
            return Bottom(x, value, step, True)
        move = -picture @ slope
        length, sinks = 1.0, slope @ move
        while True:
            new_x = x + length * move
            new_value, new_slope = _at(function, new_x)
            if new_value <= value + 1e-4 * length * sinks:
                break
            length /= 2
            if length < 1e-12:
                break
        if length < 1e-12:
            if fresh:  # not even straight down: the slope is lost in rounding
                return Bottom(x, value, step, bool(np.abs(slope).max() <= 1e3 * tolerance))
            picture, fresh = np.eye(len(x)), True
            continue
        s, y = new_x - x, new_slope - slope
        if y @ s > 1e-14:  # otherwise the picture would stop being positive
            picture = picture * (y @ s) / (y @ y) if fresh else picture
            rest = np.eye(len(x)) - np.outer(s, y) / (y @ s)
            picture, fresh = rest @ picture @ rest.T + np.outer(s, s) / (y @ s), False
        x, value, slope = new_x, new_value, new_slope
    return Bottom(x, value, most, False)


def _at(function: Callable, x: np.ndarray) -> tuple[float, np.ndarray]:
    with np.errstate(all="ignore"):  # a step too far may overflow; it is taken back
        value, slope = function(x)
    number = float(value)
    return (number if np.isfinite(number) else np.inf), np.asarray(slope)
