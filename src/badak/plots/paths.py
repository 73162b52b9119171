"""Paths of a descent: what a user gives as one, how far the picture reaches, and the lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, DASHES, MARKERS
from badak.plots.given import array_of, one_line


@dataclass(frozen=True)
class Walk:
    """A path to draw.

    Attributes:
        name: what the legend calls it.
        points: where it went, (variables, steps + 1).
        verdict: what became of it, as ``badak.classic.descent.Path`` says it; empty for a single point.
    """

    name: str
    points: np.ndarray
    verdict: str

    @property
    def finite(self) -> np.ndarray:
        """The points that are numbers, (variables, steps)."""
        return self.points[:, np.isfinite(self.points).all(axis=0)]


def walks(where: str, paths: Any, variables: int, f: Any) -> list[Walk]:
    """Make a list of what a user may give: a path, points, a list of paths, or a dict of any of them by name.

    Raises:
        ArgumentError: BD382, for something else, or points of another number of variables.
    """
    from badak.classic.descent import Path

    if paths is None:
        return []
    if isinstance(paths, dict):
        return [_walk(where, str(name), path, variables, f) for name, path in paths.items()]
    if isinstance(paths, list | tuple) and paths and all(isinstance(p, Path) for p in paths):
        return [_walk(where, _rate(p), p, variables, f) for p in paths]
    return [_walk(where, _rate(paths) if isinstance(paths, Path) else phrase("path", "경로"), paths, variables, f)]


def variables_of(paths: Any) -> int | None:
    """Return how many variables the first path has; None without one."""
    if isinstance(paths, dict):
        paths = next(iter(paths.values()), None)
    elif isinstance(paths, list | tuple) and paths and hasattr(paths[0], "points"):
        paths = paths[0]
    if paths is None:
        return None
    points = _numbers(getattr(paths, "points", paths))
    if points is None or points.ndim > 1 and points.shape[1] > 2:
        return None  # no path: walks() tells
    return 1 if points.ndim < 2 else points.shape[1]


def _walk(where: str, name: str, path: Any, variables: int, f: Any) -> Walk:
    from badak.classic.derivative import numerical_gradient
    from badak.classic.descent import Path

    points = _numbers(getattr(path, "points", path))
    if points is not None and points.ndim == 1:
        points = points[:, None]
    if points is None or points.ndim != 2 or points.shape[1] != variables or not np.isfinite(points[:1]).any():
        shape = {1: "(steps + 1,)", 2: "(steps + 1, 2)"}[variables]
        got = one_line(path) if points is None else str(points.shape)
        raise error("BD382", where=f"plots.{where}", name=name, got=got, shape=shape)
    if not isinstance(path, Path):  # its values and slopes tell what became of it
        flat = points[:, 0] if variables == 1 else points
        with np.errstate(all="ignore"):
            values = np.array([float(f(p)) for p in flat])
            slopes = np.array([numerical_gradient(lambda v: float(f(v if v.ndim else v[()])), p) for p in flat])
        path = Path(flat, values, slopes, np.nan)
    return Walk(name, points.T, path.verdict if len(points) > 1 else "")


def _rate(path: Any) -> str:
    return f"{phrase('rate', '학습률')} {path.learning_rate:g}"


def _numbers(points: Any) -> np.ndarray | None:
    try:
        return array_of(points).astype(np.float64)
    except (TypeError, ValueError):
        return None


def reach(walked: list[Walk], axis: int) -> tuple[float, float] | None:
    """Return the range that shows the paths; of one that diverges only the beginning counts.

    That is its first four points, as long as they are no further away than eight times the first step.
    """
    shown = []
    for walk in walked:
        points = walk.finite
        if walk.verdict == "diverges":
            far = np.abs(points - points[:, :1]).max(axis=0)
            points = points[:, :4][:, far[:4] <= 8 * far[min(1, len(far) - 1)]]
        shown.append(points[axis])
    if not shown:
        return None
    low, high = (float(end(np.concatenate(shown))) for end in (np.min, np.max))
    room = 0.12 * (high - low) or 1.0
    return low - room, high + room


def near(walk: Walk, points: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the points that a picture can show, with gaps (NaN) for those far outside.

    A path that diverges ends with its first step out of the picture: what comes after would only cross it to and fro.
    """
    span = (high - low)[:, None]
    with np.errstate(invalid="ignore"):
        outside = ~((points >= low[:, None]) & (points <= high[:, None])).all(axis=0)
        seen = (np.abs(points - low[:, None]) <= 1e6 * span).all(axis=0)
    last = int(np.argmax(outside)) + 1 if walk.verdict == "diverges" and outside.any() else points.shape[1]
    return np.where(seen, points, np.nan)[:, :last]


def within(points: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the line cut at the sides of a box, with gaps (NaN) outside: axes in space do not cut lines.

    Source: Y.-D. Liang, B. A. Barsky 1984, ACM Transactions on Graphics 3, 1-22.
    """
    parts: list[np.ndarray] = []
    gap = np.full(len(points), np.nan)
    for a, b in zip(points.T[:-1], points.T[1:]):
        if not np.isfinite([a, b]).all():
            continue
        way = b - a
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (low - a) / way, (high - a) / way
        still = way == 0
        enter = np.where(still, 0.0, np.minimum(one, other)).max(initial=0.0)
        leave = np.where(still, 1.0, np.maximum(one, other)).min(initial=1.0)
        if enter > leave or (still & ((a < low) | (a > high))).any():
            continue
        first = a + enter * way
        if not parts or not np.array_equal(parts[-1], first):
            parts += [gap, first] if parts else [first]
        parts.append(a + leave * way)
    return np.stack(parts, axis=1) if parts else np.empty((len(points), 0))


def line_style(k: int) -> dict[str, Any]:
    """Return how the path number k looks: its colour, dashes and markers are its own."""
    return {
        "color": PATH_COLOURS[k % len(PATH_COLOURS)], "linestyle": DASHES[k % len(DASHES)], "linewidth": 1.8,
        "marker": MARKERS[k % len(MARKERS)], "markersize": 5.5, "markeredgecolor": "white", "markeredgewidth": 0.5,
    }  # fmt: skip


def marked(relative: np.ndarray) -> list[int]:
    """Choose the points that get a marker: all but those on top of the marker before.

    Args:
        relative: points as parts of the picture (axes, points).
    """
    least = 0.012 if relative.shape[1] <= 60 else 0.05  # a long path: markers only tell it from the others
    chosen = [0]
    for i, p in enumerate(relative.T):
        if np.isfinite(p).all() and np.hypot(*(p - relative[:, chosen[-1]])[:2]) >= least:
            chosen.append(i)
    return chosen


# the light blue would be lost on the map
PATH_COLOURS = tuple(c for c in COLOURS if c not in ("#56b4e9", "#4d4d4d")) + ("#1a1a1a",)


def said(walk: Walk, kind: str | None = None) -> str:
    """Name a path and say what became of it, for the legend.

    Args:
        walk: the path.
        kind: of the stationary point where it ends, if one is there.
    """
    if not walk.verdict:
        return walk.name
    told = {
        "converged": phrase("converges", "수렴"),
        "diverges": phrase("diverges", "발산"),
        "swings": phrase("swings to and fro", "진동"),
        "stalls": phrase("stalls", "정체"),
        "under way": phrase("still moving", "진행 중"),
    }[walk.verdict]
    if walk.verdict == "converged" and kind in ("saddle", "maximum", "flat"):
        told = {
            "saddle": phrase("stops at a saddle point", "안장점에서 멈춤"),
            "maximum": phrase("stops at a maximum", "극댓점에서 멈춤"),
            "flat": phrase("stops where it is flat", "평평한 곳에서 멈춤"),
        }[kind]
    return f"{walk.name}: {told}"
