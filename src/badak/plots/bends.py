"""Activation functions with their derivatives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, FAINT, INK, on, panels
from badak.plots.given import one_line, reason
from badak.plots.legends import legend
from badak.plots.sampling import between, of_arrays

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Pair = tuple[Callable[[np.ndarray], np.ndarray], Callable[[np.ndarray], np.ndarray]]


def activation(
    which: Any,
    x: tuple[float, float] = (-4.0, 4.0),
    at: float | None = 0.0,
    slope: bool | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw an activation function, its derivative, and what both are at the threshold.

    Where a function jumps, the line is broken, and the dot says which of the two values it takes.

    Args:
        which: a name (``"gelu"``, ``"prelu"``), a function of a tensor, or a list or dict of those, to compare them.
        x: (low, high), the range.
        at: the place where value (full dot) and derivative (hollow dot) of a single function are marked; None for none.
        slope: whether the derivative is drawn; by default for one function, not for several.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. Its lines are, for each function, the values and then the derivatives over 401 points, with a gap (not a number)
        at each jump; the hollow and the full dot come last but the two axes.

    Raises:
        ArgumentError: BD014, for an unknown name; BD378, for what is no function of single numbers (softmax); BD377, for a range
            that is none; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.activation("sigmoid")
        >>> [line.get_label() for line in ax.get_lines()[:2]]
        ['sigmoid', 'derivative']
    """
    where = "activation"
    chosen = named(where, which)
    points = between(where, "x", x)
    slope = len(chosen) == 1 if slope is None else slope
    with on(where, ax) as ax:
        _draw(ax, where, chosen, points, at, slope)
        ax.set(xlabel="x", ylabel=phrase("value", "값"), xlim=(points[0], points[-1]))
        legend(ax, loc="best")
    return ax


def activations(
    which: Any = None, x: tuple[float, float] = (-4.0, 4.0), columns: int = 4, at: float | None = 0.0
) -> Figure:
    r"""Draw many activation functions side by side, each with its derivative dashed.

    Args:
        which: names or functions, in a list or dict; by default all of ``badak.classic.ACTIVATIONS``, from the step to SiLU.
        x: (low, high), the range.
        columns: panels in a row.
        at: the place whose value is marked; None for none.

    Returns:
        The figure, one axes for each function with the lines of ``activation``.

    Raises:
        ArgumentError: as for ``activation``.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> figure = badak.plots.activations(["relu", "gelu", "silu"], columns=3)
        >>> [ax.get_title("left") for ax in figure.axes]
        ['relu', 'gelu', 'silu']
    """
    from badak.classic.activations import ACTIVATIONS

    where = "activations"
    chosen = named(where, list(ACTIVATIONS) if which is None else which)
    points = between(where, "x", x)
    with small_panels(where, len(chosen), columns) as (figure, axes):
        for ax, (name, function) in zip(axes, chosen.items()):
            _draw(ax, where, {name: function}, points, at, True, numbers=False)
            ax.set_title(name)
            ax.set(xlim=(points[0], points[-1]))
        for ax in axes[-columns:]:
            ax.set_xlabel("x")
        explain_dashes(figure, axes[0])
    return figure


def small_panels(where: str, count: int, columns: int) -> Any:
    """Return a figure of small panels, without those that stay empty."""
    import contextlib

    @contextlib.contextmanager
    def made() -> Any:
        wide = max(min(columns, count), 1)
        rows = -(-count // wide)
        with panels(where, rows, wide, (2.5 * wide, 2.1 * rows + 0.3)) as (figure, axes):
            places = list(axes.flat)
            for ax in places[count:]:
                ax.remove()
            yield figure, places[:count]

    return made()


def explain_dashes(figure: Any, ax: Any) -> None:
    """Say once, below the panels, which line is the derivative."""
    lines = ax.get_lines()[:2]
    names = (phrase("value", "값"), phrase("derivative", "도함수"))
    figure.legend(lines, names, loc="outside lower center", ncols=2)


def named(where: str, which: Any) -> dict[str, Any]:
    """Return what a user chose, by name."""
    if isinstance(which, Mapping):
        return {str(name): one for name, one in which.items()}
    if isinstance(which, str) or callable(which):
        which = [which]
    if not isinstance(which, Iterable):
        why = phrase("it is neither a name nor a function", "이름도 함수도 아닙니다")
        raise error("BD378", where=f"plots.{where}", got=one_line(which), why=why)
    return {one if isinstance(one, str) else _name(one): one for one in which}


def _name(one: Any) -> str:
    name = getattr(one, "name", None) or getattr(one, "__name__", None) or type(one).__name__
    return "f" if name == "<lambda>" else str(name)


def _draw(
    ax: Any, where: str, chosen: dict, points: np.ndarray, at: float | None, slope: bool, numbers: bool = True
) -> None:
    from badak.cards.curve import jumps_of

    dots = []
    for k, (name, one) in enumerate(chosen.items()):
        value, derivative = pair = _pair(where, one, points)
        look = {} if len(chosen) > 1 else {"color": COLOURS[0], "linestyle": "-"}
        ax.plot(*broken(points, value(points), jumps_of(_plain(value))), label=name, **look)
        if slope:
            look = {"color": COLOURS[3 if len(chosen) == 1 else k], "linestyle": "--", "linewidth": 1.5}
            label = phrase("derivative", "도함수")
            ax.plot(*broken(points, derivative(points), jumps_of(_plain(derivative))), label=label, **look)
        dots.append((name, pair))
    if at is not None and len(dots) == 1 and points[0] <= at <= points[-1]:
        name, (value, derivative) = dots[0]
        place = np.array([float(at)])
        height, steep = float(value(place)[0]), float(derivative(place)[0])
        if slope:
            ax.plot([at], [steep], marker="o", linestyle="none", color=COLOURS[3], markerfacecolor="white", zorder=4)
        ax.plot([at], [height], marker="o", linestyle="none", color=COLOURS[0], markersize=6, zorder=5)
        if numbers:
            label = f"{name}({at:g}) = {height:.4g}" + (f"\n{name}′({at:g}) = {steep:.4g}" if slope else "")
            box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
            ax.annotate(
                label, (at, height), xytext=(0.03, 0.6), textcoords="axes fraction", va="bottom", fontsize=9,
                color=INK, zorder=6, bbox=box, arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.8},
            )  # fmt: skip
    ax.axhline(0.0, color=INK, linewidth=0.7, linestyle="-", zorder=1)
    ax.axvline(0.0, color=INK, linewidth=0.7, linestyle="-", zorder=1)


def broken(x: np.ndarray, y: np.ndarray, jumps: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return a line that is interrupted where the function jumps, so that no slope is drawn that is none."""
    keep = ~np.isclose(x[:, None], np.array(jumps or [np.inf]), atol=1e-9).any(
        axis=1
    )  # the value at the jump is the dot's
    x, y = x[keep], y[keep]
    places = [j for j in jumps if x[0] < j < x[-1]]
    where = np.searchsorted(x, places)
    return np.insert(x, where, places), np.insert(y, where, np.full(len(places), np.nan))


def _plain(f: Callable[[np.ndarray], np.ndarray]) -> Callable[[Any], np.ndarray]:
    return lambda t: f(np.asarray(t.data, float))


def _remembered(f: Callable[[np.ndarray], Any]) -> Callable[[np.ndarray], Any]:
    """Return f with its last results kept: value and slope are asked for at the same places, and some functions are slow."""
    kept: dict[bytes, Any] = {}

    def again(x: np.ndarray) -> Any:
        key = x.tobytes()
        if key not in kept:
            kept[key] = f(x)
        return kept[key]

    return again


def _pair(where: str, one: Any, points: np.ndarray) -> Pair:
    """Return an activation's value and derivative as functions of arrays.

    Raises:
        ArgumentError: BD378, for what is no function of single numbers.
    """
    from badak import activations as known
    from badak.cards.curve import value_and_slope
    from badak.classic.activations import ACTIVATIONS

    if isinstance(one, str) and one in ACTIVATIONS and one not in known.ACTIVATIONS.names:
        return ACTIVATIONS[one]  # PReLU: a layer elsewhere, its slope being learned
    function = of_arrays(known.get(one), points)
    why = phrase("it is no function of single numbers", "수 하나의 함수가 아닙니다")
    try:
        whole, _ = value_and_slope(function, points)
        some, _ = value_and_slope(function, points[:3])
        if whole.shape == points.shape and np.allclose(some, whole[:3], equal_nan=True):
            both = _remembered(lambda x: value_and_slope(function, x))
            return (lambda x: both(x)[0]), (lambda x: both(x)[1])
    except Exception as caught:
        why = reason(caught)
    raise error("BD378", where=f"plots.{where}", got=_name(one) if callable(one) else one_line(one), why=why)
