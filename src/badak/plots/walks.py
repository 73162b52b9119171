"""Where a descent goes: steps on a curve, paths on a map, paths on a surface in space."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import flag
from badak.errors import error
from badak.plots.canvas import INK, on
from badak.plots.contours import colours, contours, mesh
from badak.plots.landscape import Landscape, landscape, stationary_points
from badak.plots.legends import legend_beside
from badak.plots.paths import Walk, reach, variables_of, walks
from badak.plots.sampling import between
from badak.plots.ticks import readable
from badak.plots.trails import draw_walks, mark_level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GRID = 121  # points to a side of a map


def descent(
    f: Callable[..., Any],
    paths: Any = None,
    x: tuple[float, float] | None = None,
    y: tuple[float, float] | None = None,
    stationary: bool = True,
    surface: bool = False,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw the way of gradient descent, of one path or several, over a function of one or two variables.

    A function of one variable is a curve with the steps as lines between its points, with arrows on the long ones. One of two
    variables is a map, the lower the darker, or with ``surface=True`` a surface in space. A ring is where a path starts, a star
    where it ends, and the legend says what became of it: of a path that diverges only the beginning is shown.

    Stationary points (:math:`\nabla f = 0`) within the picture are found by Newton's method from a grid, and told apart by the
    eigenvalues of the matrix of second derivatives, by badak's automatic differentiation: minima ▽, maxima △, saddle points ✕,
    and □ where an eigenvalue is 0 and the second derivatives do not tell.

    Args:
        f: a function of one number, of an array (variables,), or ``f(x, y)``, written with operators and ``badak``'s operations.
        paths: what ``badak.classic.gradient_descent`` returns, or points (steps + 1,), or (steps + 1, 2) for two variables; a
            list of the former, or a dict of either by name. None draws the function alone.
        x: (low, high), the range across; by default the one that the paths need.
        y: (low, high), the range up, for two variables; by default the one that the paths need.
        stationary: mark minima, maxima and saddle points.
        surface: draw two variables in space.
        ax: where to draw, axes with ``projection="3d"`` for a surface; None makes a figure.

    Returns:
        The axes. The lines are, for one variable, f; then each path, in order, then the start and the end of each, and last the
        stationary points, a line of signs for each kind.

    Raises:
        ArgumentError: BD377, for a range that is none; BD378, for a function that cannot be drawn; BD380, for one without a
            derivative; BD382, for something that is no path of it; BD384, for a surface that cannot be drawn; BD375, for
            something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> from badak.classic import gradient_descent
        >>> f = lambda x: (x - 4) ** 2
        >>> path = gradient_descent(f, -8.0, learning_rate=0.8, steps=50)
        >>> ax = badak.plots.descent(f, path)
        >>> [text.get_text() for text in ax.get_legend().get_texts()][:2]
        ['rate 0.8: converges', 'minimum x = 4']

    Source: A.-L. Cauchy 1847, Comptes rendus 25, 536-538.
    """
    marked, deep = flag("plots.descent", "stationary", stationary), flag("plots.descent", "surface", surface)
    land = landscape("descent", f, 2 if y is not None else variables_of(paths))
    walked = walks("descent", paths, land.variables, land.f)
    if land.variables == 1:
        if deep:
            why = {"en": "the function has one variable", "ko": "변수가 하나인 함수입니다"}
            raise error("BD384", where="plots.descent", got="f(x)", why=why)
        return _curve(land, walked, x, marked, ax)
    if not deep:
        return _map(land, walked, x, y, marked, ax)
    if ax is not None and not hasattr(ax, "plot_surface"):
        why = {"en": "the axes are flat", "ko": "평면 Axes입니다"}
        raise error("BD384", where="plots.descent", got=type(ax).__name__, why=why)
    return _space(land, walked, x, y, marked, ax)


def _curve(land: Landscape, walked: list[Walk], x: Any, marked: bool, ax: Any) -> Axes:
    points = between("descent", "x", x or reach(walked, 0) or (-3.0, 3.0))
    heights = land.heights(points[None])
    bottom, top = _tall(heights)
    low, high = np.array([points[0], bottom]), np.array([points[-1], top])
    ground = stationary_points(land, low[:1], high[:1]) if marked else []
    with on("descent", ax, (7.6, 4.2)) as ax, np.errstate(all="ignore"):
        ax.plot(points, heights, color="#c2c2c2", linestyle="-", linewidth=3, zorder=2)
        drawn = [(w, np.stack([w.points[0], _beyond(land, w.points)])) for w in walked]
        signs = draw_walks(ax, drawn, low, high, ground)
        mark_level(ax, ground, _heights(land, ground))
        ax.set(xlabel="x", ylabel="f(x)", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        readable(ax.xaxis, float(np.abs(points).max()))
        readable(ax.yaxis, max(abs(bottom), abs(top)))
        legend_beside(ax, signs)
    return ax


def _map(land: Landscape, walked: list[Walk], x: Any, y: Any, marked: bool, ax: Any) -> Axes:
    across, up = _ranges(walked, x, y, _GRID)
    heights = land.heights(mesh(across, up)).reshape(len(up), len(across))
    low, high = np.array([across[0], up[0]]), np.array([across[-1], up[-1]])
    ground = stationary_points(land, low, high) if marked else []
    with on("descent", ax, (7.6, 4.2)) as ax:
        contours(ax, across, up, heights)
        signs = draw_walks(ax, [(w, w.points) for w in walked], low, high, ground)
        mark_level(ax, ground)
        ax.set(xlabel="x", ylabel="y", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        readable(ax.xaxis, float(np.abs(across).max()))
        readable(ax.yaxis, float(np.abs(up).max()))
        ax.grid(False)
        legend_beside(ax, signs)
    return ax


def _space(land: Landscape, walked: list[Walk], x: Any, y: Any, marked: bool, ax: Any) -> Axes:
    across, up = _ranges(walked, x, y, 61)
    heights = land.heights(mesh(across, up)).reshape(len(up), len(across))
    bottom, top = float(np.nanmin(heights)), float(np.nanmax(heights))
    low, high = np.array([across[0], up[0]]), np.array([across[-1], up[-1]])
    ground = stationary_points(land, low, high) if marked else []
    lift = 0.01 * (top - bottom)  # on the surface, not in it
    with on("descent", ax, (8.4, 4.8), projection="3d") as ax, np.errstate(all="ignore"):
        ax.computed_zorder = False  # the paths are seen before the surface, whatever is nearer
        ax.plot_surface(
            *np.meshgrid(across, up),
            heights,
            cmap=colours(),
            edgecolor=INK,
            linewidth=0.12,
            rcount=40,
            ccount=40,
            zorder=1,
        )
        drawn = [(w, np.concatenate([w.points, _beyond(land, w.points)[None] + lift])) for w in walked]
        box = np.array([*low, bottom - lift]), np.array([*high, top + 2 * lift])
        signs = draw_walks(ax, drawn, *box, ground, arrows=False)
        mark_level(ax, ground, _heights(land, ground))
        ax.set(xlabel="x", ylabel="y", zlabel="f", xlim=(low[0], high[0]), ylim=(low[1], high[1]), zlim=(bottom, top))
        ax.view_init(elev=52, azim=-62)  # from above: the near rim does not hide the valley
        ax.set_box_aspect((4, 4, 2.4))
        ax.locator_params(axis="z", nbins=5)
        ax.set_anchor("W")
        legend_beside(ax, signs)
    return ax


def _heights(land: Landscape, ground: list) -> np.ndarray:
    return land.heights(np.stack([p for p, _ in ground], axis=1)) if ground else np.empty(0)


def _beyond(land: Landscape, points: np.ndarray) -> np.ndarray:
    """Return f along a path that may have left all numbers: NaN there."""
    finite = np.isfinite(points).all(axis=0)
    heights = np.full(points.shape[1], np.nan)
    heights[finite] = land.heights(points[:, finite])
    return heights


def _ranges(walked: list[Walk], x: Any, y: Any, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points of both ranges; one that the paths choose is not much narrower than the other."""
    ends = [tuple(given) if given is not None else reach(walked, k) or (-3.0, 3.0) for k, given in enumerate((x, y))]
    widest = max((b - a for (a, b), given in zip(ends, (x, y)) if given is None), default=0.0)
    for k, given in enumerate((x, y)):
        low, high = ends[k]
        more = (0.6 * widest - (high - low)) / 2
        if given is None and more > 0:
            ends[k] = (low - more, high + more)
    return between("descent", "x", ends[0], count), between("descent", "y", ends[1], count)


def _tall(heights: np.ndarray) -> tuple[float, float]:
    """Return a range up that shows a curve; where it goes to infinity it is cut."""
    finite = heights[np.isfinite(heights)]
    low, high = finite.min(), finite.max()
    first, last = np.quantile(finite, [0.05, 0.95])
    low, high = max(low, first - 10 * (last - first)), min(high, last + 10 * (last - first))
    if high <= low:
        low, high = finite.min(), finite.max()
    room = 0.06 * (high - low) or 1.0
    return float(low - room), float(high + room)
