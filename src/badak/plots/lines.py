"""Data points with lines or curves through them, and how far the points are from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import flag
from badak.errors import error, expect, phrase
from badak.plots.asking import call
from badak.plots.canvas import COLOURS, DASHES, FAINT, INK, on
from badak.plots.given import names_of_columns, numbers, one_line
from badak.plots.sampling import between, values_of
from badak.plots.ticks import readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def fit(
    x: Any,
    y: Any,
    lines: Any = None,
    residuals: bool = False,
    bounds: tuple[float, float] | None = None,
    span: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw data points, and what one or several models say for every x.

    Args:
        x: inputs (points,) or (points, 1); a column of a table gives its name to the axis.
        y: targets, alike.
        lines: a model, a list, or a dict of models by name. A model is (w, b) for :math:`wx + b`, a line of ``badak.classic``, a
            function of x, or anything with ``predict_proba`` or ``predict``: the probability of class 1 where it has one.
        residuals: draw the distance of each point from the first line, and write the mean of their squares in the legend.
        bounds: (low, high) that no answer may leave, (0, 1) for a probability; what is beyond is hatched, and each line that goes
            there says its values at the ends.
        span: (low, high), the range across; the data and an eighth more on either side by default.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. Its first line is the points, then each model over 401 points.

    Raises:
        ShapeError: BD001, for x and y of different lengths.
        ArgumentError: BD383, for something that is no line; BD377, for a range that is none; BD378, for a function that cannot
            be drawn; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> from badak.classic import by_exact_gradient
        >>> from badak.classic.sales import HOURS, SALES
        >>> ax = badak.plots.fit(HOURS, SALES, by_exact_gradient(), residuals=True)
        >>> ax.get_legend().get_texts()[1].get_text()
        '25,928.6x, mean squared error 9,040,816.3'
    """
    (across, *_), (up, *_) = names_of_columns(x) or "x", names_of_columns(y) or "y"
    x, y = (_column(numbers("fit", name, v)) for name, v in (("x", x), ("y", y)))
    expect("plots.fit", "x: points, y: points", x=x, y=y)
    far = flag("plots.fit", "residuals", residuals)
    room = (x.max() - x.min()) / 8 or 1.0
    points = between("fit", "span", span or (x.min() - room, x.max() + room))
    edges = None if bounds is None else between("fit", "bounds", bounds, 2)
    named = _named(lines)
    drawn = [(name, _values(line, name, points)) for name, line in named]
    with on("fit", ax) as ax:
        ax.plot(x, y, "o", color=INK, markersize=6, label=phrase("data", "데이터"), zorder=4)
        for k, ((name, line), (_, values)) in enumerate(zip(named, drawn)):
            if far and k == 0:
                there = _values(line, name, x)
                ax.vlines(x, there, y, color=COLOURS[3], linewidth=1.4, zorder=2)
                words = phrase("{name}, mean squared error {e}", "{name}, 평균 제곱 오차 {e}")
                name = words.format(name=name, e=_number(float(((there - y) ** 2).mean())))  # noqa: PLW2901
            ax.plot(
                points, values, color=COLOURS[k % len(COLOURS)], linestyle=DASHES[k % len(DASHES)], label=name, zorder=3
            )
        top = max(float(np.nanmax(np.abs(v))) for v in (y, *(v for _, v in drawn)))
        ax.set(xlabel=across, ylabel=up, xlim=(points[0], points[-1]))
        if edges is not None:
            _fence(ax, points, [v for _, v in drawn], y, edges)
        readable(ax.yaxis, top)
        readable(ax.xaxis, float(np.abs(points).max()))
        ax.legend(loc="best")
    return ax


def _column(values: np.ndarray) -> np.ndarray:
    """Return (points,) of (points,) or of (points, 1), as models take it."""
    return values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values


def _fence(ax: Any, points: np.ndarray, drawn: list[np.ndarray], y: np.ndarray, edges: np.ndarray) -> None:
    """Hatch what is beyond the bounds, and say where lines leave them."""
    low, high = edges
    everything = np.concatenate([y, edges, *drawn])
    least, most = np.nanmin(everything), np.nanmax(everything)
    room = 0.12 * (most - least)
    for a, b in ((least - room, low), (high, most + room)):
        ax.axhspan(a, b, facecolor="#efefef", edgecolor="#cccccc", hatch="///", linewidth=0, zorder=0)
    for edge in edges:
        ax.axhline(edge, color=FAINT, linewidth=1, linestyle="-", zorder=1)
    ax.set_ylim(least - room, most + room)
    for values in drawn:
        for i, side in ((0, "left"), (-1, "right")):
            if np.isfinite(values[i]) and not low <= values[i] <= high:
                ax.plot(points[i], values[i], "o", color=INK, markersize=7, fillstyle="none", clip_on=False, zorder=5)
                ax.annotate(
                    phrase("{y:.3f} at {x:g}", "x = {x:g}에서 {y:.3f}").format(x=points[i], y=values[i]).replace("-", "−"),
                    (points[i], values[i]), xytext=(10 if side == "left" else -10, 0), textcoords="offset points",
                    ha=side, va="center", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5}, zorder=5,
                )  # fmt: skip


def _named(lines: Any) -> list[tuple[str, Any]]:
    """Return each model with a name: its own, or its formula."""
    if lines is None:
        return []
    if isinstance(lines, dict):
        return [(str(name), line) for name, line in lines.items()]
    if isinstance(lines, list | tuple) and not _pair(lines):
        return [(_formula(line), line) for line in lines]
    return [(_formula(lines), lines)]


def _pair(line: Any) -> bool:
    return isinstance(line, list | tuple | np.ndarray) and len(line) == 2 and all(np.ndim(v) == 0 for v in line) and all(
        isinstance(v, int | float | np.number) for v in line
    )  # fmt: skip


def _formula(line: Any) -> str:
    w, b = line if _pair(line) else (getattr(line, "w", None), getattr(line, "b", None))
    if hasattr(line, "predict_proba") or w is None or b is None or np.ndim(w):
        return phrase("model", "모델") if hasattr(line, "predict") else phrase("curve", "곡선")
    sign = f" {'+' if b > 0 else '−'} {_number(abs(float(b)))}" if b else ""
    return f"{_number(float(w))}x{sign}"


def _values(line: Any, name: str, points: np.ndarray) -> np.ndarray:
    """Return what a model says at each point.

    Raises:
        ArgumentError: BD383, for something that is no line; BD378, for a function that cannot be drawn.
    """
    if _pair(line):
        w, b = (float(v) for v in line)
        return w * points + b
    say = getattr(line, "predict_proba", None) or getattr(line, "predict", None)
    if say is None:
        if callable(line):
            return values_of("fit", line, points)
        raise error("BD383", where="plots.fit", name=name, got=one_line(line))
    said = call(say, points[:, None]).astype(np.float64)  # (points,), (points, 1), or (points, classes)
    said = said[:, 1] if said.ndim == 2 and said.shape[1] == 2 else said.reshape(-1)
    if said.shape != points.shape:
        raise error("BD383", where="plots.fit", name=name, got=f"{type(line).__name__}: {said.shape}")
    return said


def _number(value: float) -> str:
    return (
        f"{value:,.1f}".removesuffix(".0").replace("-", "−") if abs(value) >= 100 else f"{value:.4g}".replace("-", "−")
    )
