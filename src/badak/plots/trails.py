"""The lines of a descent on the axes: steps, arrows, start and end, and the level places of the ground."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import phrase
from badak.plots.canvas import INK
from badak.plots.paths import Walk, line_style, marked, near, said, within

Level = list[tuple[np.ndarray, str]]
ARROWS = 24  # of the first long steps; more would hide the curve
_SIGNS = {"minimum": "v", "maximum": "^", "saddle": "X", "flat": "s"}


def draw_walks(
    ax: Any, drawn: list[tuple[Walk, np.ndarray]], low: np.ndarray, high: np.ndarray, ground: Level, arrows: bool = True
) -> list[Any]:
    """Draw paths, each with its line, arrows on long steps, start and end.

    Args:
        ax: where.
        drawn: each path with its points as drawn (axes of the picture, steps + 1).
        low: corner of the picture (axes of the picture,).
        high: the opposite corner.
        ground: stationary points, so that the legend can say where a path stops.
        arrows: whether long steps get an arrow.

    Returns:
        What the legend needs to name the signs of starts and ends, those that are in the picture.
    """
    from matplotlib.lines import Line2D

    for k, (walk, points) in enumerate(drawn):
        shown = near(walk, points, low, high)
        places = marked((shown - low[:, None]) / (high - low)[:, None])
        if len(points) == 3:
            shown, places = within(shown, low, high), []  # its cut line has other points than the path
        name = said(walk, _kind_at(walk, ground, low, high))
        ax.plot(*shown, **line_style(k), markevery=places, label=name, zorder=4 + 0.01 * k)
        if arrows:
            _arrows(ax, shown, low, high, line_style(k)["color"])
    begun = ended = False
    for k, (_, points) in enumerate(drawn):
        inside = _inside(points, low, high)
        if inside[0]:
            ax.plot(*points[:, :1], marker="o", markersize=10, color=INK, fillstyle="none", linestyle="none", zorder=6)
            begun = True
        if inside[-1] and points.shape[1] > 1:
            colours = {"color": line_style(k)["color"], "markeredgecolor": "white"}
            ax.plot(*points[:, -1:], marker="*", markersize=11, linestyle="none", zorder=6, **colours)
            ended = True
    start = Line2D([], [], marker="o", markersize=9, color=INK, fillstyle="none", linestyle="none")
    end = Line2D([], [], marker="*", markersize=11, color=INK, linestyle="none")
    start.set_label(phrase("start", "시작"))
    end.set_label(phrase("end", "끝"))
    return [start] * begun + [end] * ended


def mark_level(ax: Any, ground: Level, heights: np.ndarray | None = None) -> None:
    """Mark stationary points, each kind by a sign of its own; ``heights`` are the last coordinate in space or on a curve."""
    for kind in _SIGNS:
        chosen = [i for i, (_, k) in enumerate(ground) if k == kind]
        if not chosen:
            continue
        places = [ground[i][0] for i in chosen]
        at = np.stack(places, axis=1)
        if heights is not None:
            at = np.concatenate([at, heights[None, chosen]])
        name = {
            "minimum": phrase("minimum", "극소"),
            "maximum": phrase("maximum", "극대"),
            "saddle": phrase("saddle point", "안장점"),
            "flat": phrase("flat, undecided by f″", "평평함(f″로 판정 불가)"),
        }[kind]
        where = ", ".join(_text(p) for p in places) if len(places) <= 2 else f"× {len(places)}"
        ax.plot(
            *at, marker=_SIGNS[kind], markersize=12, color="white", markeredgecolor=INK, markeredgewidth=1.3,
            linestyle="none", label=f"{name} {where}", zorder=5,
        )  # fmt: skip


def _arrows(ax: Any, points: np.ndarray, low: np.ndarray, high: np.ndarray, colour: Any) -> None:
    inside = _inside(points, low, high)
    relative = (points - low[:, None]) / (high - low)[:, None]
    with np.errstate(invalid="ignore"):
        length = np.hypot(*np.diff(relative))
    long = np.flatnonzero(inside[:-1] & (length > 0.05) & np.isfinite(length))[:ARROWS]
    for i in long:
        a, way = points[:, i], points[:, i + 1] - points[:, i]
        # where the step leaves the picture the arrow stands before the border
        part = 0.55 if inside[i + 1] else 0.5 * _way_out(a, way, low, high)
        ax.annotate(
            "", xy=tuple(a + part * way), xytext=tuple(a + 0.9 * part * way), zorder=5, annotation_clip=True,
            arrowprops={"arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 13},
        )  # fmt: skip


def _way_out(a: np.ndarray, way: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.nanmin(np.where(way > 0, (high - a) / way, (low - a) / way)))


def _inside(points: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.asarray(((points >= low[:, None]) & (points <= high[:, None])).all(axis=0))


def _kind_at(walk: Walk, ground: Level, low: np.ndarray, high: np.ndarray) -> str | None:
    end = walk.points[:, -1]
    span = (high - low)[: len(end)]
    with np.errstate(invalid="ignore"):
        return next((kind for p, kind in ground if (np.abs(end - p) <= 0.01 * span).all()), None)


def _text(point: np.ndarray) -> str:
    words = [f"{v:,.4g}".replace("-", "−") for v in point]
    return f"({', '.join(words)})" if len(words) > 1 else f"x = {words[0]}"
