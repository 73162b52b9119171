"""The gradients of a function of two variables: arrows that point uphill."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import whole
from badak.plots.canvas import COLOURS, INK, on
from badak.plots.contours import contours, mesh
from badak.plots.landscape import landscape
from badak.plots.sampling import between

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def gradient_field(
    f: Callable[..., Any],
    x: tuple[float, float] = (-3.0, 3.0),
    y: tuple[float, float] = (-3.0, 3.0),
    descent: bool = False,
    arrows: int = 11,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw lines of equal height of f(x, y), and at many points the gradient as an arrow.

    .. math:: \nabla f = \left(\frac{\partial f}{\partial x}, \frac{\partial f}{\partial y}\right)

    It stands at a right angle on the lines, points where f rises fastest, and is the longer the steeper it is. Lower is darker.
    The gradients are exact, by badak's automatic differentiation.

    Args:
        f: a function of two variables, ``f(v)`` with ``v[0]`` and ``v[1]`` or ``f(x, y)``, written with operators and
            ``badak``'s operations.
        x: (low, high), the range across.
        y: (low, high), the range up.
        descent: draw :math:`-\nabla f`, the way that gradient descent goes.
        arrows: how many to a side, 2 to 60.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. Its first ``Quiver`` holds the arrows, row after row from below: ``U`` and ``V`` are the gradients, all drawn
        to one scale.

    Raises:
        ArgumentError: BD377, for a range that is none; BD378, for a function that cannot be drawn; BD380, for one without a
            derivative; BD040, for a number of arrows outside its range; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.gradient_field(lambda x, y: x**2 + y**2, descent=True)
        >>> ax.get_xlabel(), ax.get_ylabel()
        ('x', 'y')
    """
    side = whole("plots.gradient_field", "arrows", arrows, 2, 60)
    across, up = between("gradient_field", "x", x, 121), between("gradient_field", "y", y, 121)
    land = landscape("gradient_field", f, 2)
    heights = land.heights(mesh(across, up)).reshape(len(up), len(across))
    ends = (across[0], across[-1]), (up[0], up[-1])
    # half a step from the border, so that arrows stay in the picture
    xs, ys = (np.linspace(a, b, 2 * side + 1)[1::2] for a, b in ends)
    points = mesh(xs, ys)
    slopes = land.slopes(points) * (-1 if descent else 1)
    longest = np.nanmax(np.hypot(*slopes), initial=0.0)
    room = 1.15 * min(b - a for a, b in ends) / side
    with on("gradient_field", ax) as ax:
        contours(ax, across, up, heights)
        ax.quiver(
            *points, *slopes, angles="xy", scale_units="xy", scale=(longest / room) or 1.0, pivot="mid",
            color=COLOURS[2] if descent else INK, width=0.004, zorder=3,
        )  # fmt: skip
        ax.set(xlabel="x", ylabel="y", xlim=ends[0], ylim=ends[1])
        ax.grid(False)
        # where both ranges are alike a right angle looks like one
        if 0.5 <= (up[-1] - up[0]) / (across[-1] - across[0]) <= 2:
            ax.set_aspect("equal")
        ax.set_title("−∇f" if descent else "∇f")
    return ax
