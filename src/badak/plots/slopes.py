"""A function with its derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import whole
from badak.errors import phrase
from badak.plots.canvas import INK, on
from badak.plots.legends import legend
from badak.plots.sampling import between, of_arrays, values_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PRIMES = ("f", "f′", "f″", "f‴")


def derivative(
    f: Callable[[Any], Any],
    x: tuple[float, float] = (-3.0, 3.0),
    orders: int = 2,
    at: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw f, f′ and f″ over a range of x.

    Where f′ is 0 the curve is flat, where f″ changes its sign it bends the other way. The derivatives are exact, by badak's
    automatic differentiation of ``f``, not by differences.

    Args:
        f: a function of one tensor, written with operators and ``badak``'s operations.
        x: (low, high), the range.
        orders: how many derivatives, 0 to 3.
        at: a point where the tangent is drawn, :math:`y = f(a) + f'(a)(x - a)`.
        ax: where to draw; None makes a figure.

    Returns:
        The axes; its lines are f, f′ … over 401 points, then the tangent.

    Raises:
        ArgumentError: BD377, for a range that is none; BD378, for a function that cannot be drawn; BD040, for an order outside
            0 to 3; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.derivative(lambda x: x**3 - 3 * x, x=(-2.5, 2.5), at=1.5)
        >>> [line.get_label() for line in ax.get_lines()][:3]
        ['f', 'f′', 'f″']
    """
    from badak.autograd.transform import grad

    orders = whole("plots.derivative", "orders", orders, 0, 3)
    points = between("derivative", "x", x)
    with on("derivative", ax) as ax:
        f = of_arrays(f, points) if orders or at is not None else f
        derived: Any = f
        drawn = []
        for k in range(orders + 1):
            drawn.append(values_of("derivative", derived, points))
            ax.plot(points, _without_poles(drawn[-1]), label=_PRIMES[k])
            # each value depends on its own x alone, so the slope of their sum is the slope of each
            derived = grad(lambda t, g=derived: g(t).sum())
        if at is not None:
            a, slope = np.array([float(at)]), grad(lambda t: f(t).sum())
            height, steep = values_of("derivative", f, a)[0], values_of("derivative", slope, a)[0]
            half = (points[-1] - points[0]) / 6
            ends = np.clip([at - half, at + half], points[0], points[-1])
            name = phrase("tangent at {at:g}, slope {slope:.4g}", "x = {at:g}의 접선, 기울기 {slope:.4g}")
            ax.plot(ends, height + steep * (ends - at), color=INK, linewidth=1.2, label=name.format(at=at, slope=steep))
            ax.plot([at], [height], marker="o", color=INK, linestyle="none")
        _keep_in_view(ax, drawn)
        ax.axhline(0.0, color=INK, linewidth=0.8, linestyle="-", zorder=1)
        ax.set(xlabel="x", ylabel=phrase("value", "값"), xlim=(points[0], points[-1]))
        legend(ax)
    return ax


def _without_poles(values: np.ndarray) -> np.ndarray:
    """Interrupt the line where it comes back from the other side of infinity, as 1/x does at 0."""
    usual = np.quantile(np.abs(values[np.isfinite(values)]), 0.75)
    a, b = values[:-1], values[1:]
    across = np.isfinite(a) & np.isfinite(b) & (a * b < 0) & (np.minimum(np.abs(a), np.abs(b)) > 10 * usual)
    return np.where(np.append(across, False), np.nan, values)


def _keep_in_view(ax: Any, drawn: list[np.ndarray]) -> None:
    """Cut off what runs away at a pole, so that it does not press all the rest flat."""
    every = np.concatenate([values[np.isfinite(values)] for values in drawn])
    low, high = np.quantile(every, [0.04, 0.96])
    room = 0.5 * (high - low)
    if np.ptp(every) > 40 * (high - low) > 0:
        ax.set_ylim(low - room, high + room)
