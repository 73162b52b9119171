"""Vectors as arrows: displacements, position vectors, the same vector in two places, sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import flag
from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, FAINT, INK, on
from badak.plots.given import array_of, one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def vectors(arrows: Any, add: bool = False, lengths: bool = False, ax: Axes | None = None) -> Axes:
    r"""Draw vectors of the plane as arrows with their components.

    A vector (x, y) is drawn from the origin, as a position vector; a pair of points (A, B) is the displacement
    :math:`B - A`, drawn from A to B. Arrows of equal length and direction are the same vector wherever they begin, and have the
    same colour.

    Args:
        arrows: a list of vectors (x, y) and of pairs ((x, y), (x, y)), a dict of them by name, or a single vector.
        add: draw each from the end of the one before, and their sum from the first beginning to the last end.
        lengths: write :math:`|v|` at each, too.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. Its first ``Quiver`` holds the arrows in order, ``U`` and ``V`` their components; with ``add`` the sum is
        the last.

    Raises:
        ArgumentError: BD381, for what is no arrow of the plane; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.vectors([((1, 1), (5, 4)), (4, 3)], lengths=True)
        >>> [text.get_text() for text in ax.texts][:2]
        ['(4, 3), length 5', '(4, 3), length 5']

    Source: Hamilton 1844 (vectors).
    """
    from badak.classic.vectors import length

    named = _named(arrows)
    adding, long = flag("plots.vectors", "add", add), flag("plots.vectors", "lengths", lengths)
    tails = np.array([a for _, a, _ in named])
    ways = np.array([b - a for _, a, b in named])
    names = [name for name, _, _ in named]
    kinds = _same(ways)
    if adding:
        tails = tails[0] + np.concatenate([np.zeros((1, 2)), np.cumsum(ways, axis=0)[:-1]])
        tails, ways = np.concatenate([tails, tails[:1]]), np.concatenate([ways, ways.sum(axis=0, keepdims=True)])
        names, kinds = [*names, phrase("sum", "합")], [*kinds, -1]
    hues = [c for c in COLOURS if c != "#4d4d4d"]
    colours = [INK if kind < 0 else hues[kind % len(hues)] for kind in kinds]
    ends = np.concatenate([tails, tails + ways, np.zeros((1, 2))])
    low, high = ends.min(axis=0), ends.max(axis=0)
    size = (high - low).max() or 1.0
    narrow = np.maximum(0.5 * size - (high - low), 0) / 2  # a strip would leave no room for the words
    low, high, room = low - narrow, high + narrow, 0.14 * size
    with on("vectors", ax, (5.6, 4.6)) as ax:
        ax.axhline(0, color=FAINT, linewidth=1, linestyle="-", zorder=1)
        ax.axvline(0, color=FAINT, linewidth=1, linestyle="-", zorder=1)
        ax.quiver(
            *tails.T, *ways.T, angles="xy", scale_units="xy", scale=1, color=colours, width=0.009, zorder=3,
        )  # fmt: skip
        ax.plot(*tails.T, "o", color=INK, markersize=4, zorder=4)
        middle = (tails + ways / 2).mean(axis=0)
        for name, tail, way in zip(names, tails, ways):
            words = f"({_number(way[0])}, {_number(way[1])})"
            words = f"{name} = {words}" if name else words
            if long:
                words += phrase(", length {n}", ", 길이 {n}").format(n=_number(length(way)))
            _beside(ax, words, tail, way, middle)
        for tail, way in zip(tails, ways):
            if not adding and tail.any():
                for point, away in ((tail, -1), (tail + way, 1)):
                    ax.annotate(
                        f"({_number(point[0])}, {_number(point[1])})", tuple(point), fontsize=8, color=FAINT,
                        xytext=tuple(away * way / (np.hypot(*way) or 1.0) * (16, 9)), textcoords="offset points",
                        ha="center", va="center",
                    )  # fmt: skip
        ax.set(xlabel="x", ylabel="y", xlim=(low[0] - room, high[0] + room), ylim=(low[1] - room, high[1] + room))
        ax.set_aspect("equal")
    return ax


def _beside(ax: Any, words: str, tail: np.ndarray, way: np.ndarray, middle: np.ndarray) -> None:
    """Write along an arrow, on the side away from the others."""
    side = np.array([-way[1], way[0]]) / (np.hypot(*way) or 1.0)
    if side @ (tail + way / 2 - middle) < -1e-9:
        side = -side
    turn = np.degrees(np.arctan2(way[1], way[0]))
    turn = turn - 180 if turn > 90 else turn + 180 if turn < -90 else turn
    ax.annotate(
        words, tuple(tail + way / 2), xytext=tuple(side * 10), textcoords="offset points", ha="center", va="center",
        color=INK, rotation=turn, rotation_mode="anchor", zorder=5,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.6},
    )  # fmt: skip


def _named(arrows: Any) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Return a name and the two ends of each arrow.

    Raises:
        ArgumentError: BD381, for what is no arrow of the plane.
    """
    if isinstance(arrows, dict):
        given = [(str(name), v) for name, v in arrows.items()]
    else:
        try:
            single = np.ndim(arrows) == 1
        except ValueError:  # vectors and pairs in one list
            single = False
        given = [("", v) for v in ([arrows] if single else arrows if np.iterable(arrows) else [arrows])]
    found = []
    for name, v in given:
        try:
            ends = array_of(v).astype(np.float64)
        except (TypeError, ValueError):
            ends = np.empty(0)
        if ends.shape not in ((2,), (2, 2)) or not np.isfinite(ends).all():
            raise error("BD381", where="plots.vectors", got=f"{name}: {one_line(v)}" if name else one_line(v))
        found.append((name, np.zeros(2), ends) if ends.ndim == 1 else (name, ends[0], ends[1]))
    if not found:
        raise error("BD381", where="plots.vectors", got=one_line(arrows))
    return found


def _same(ways: np.ndarray) -> list[int]:
    """Number the vectors; the same vector has the same number."""
    from badak.classic.vectors import equivalent

    origin, kinds, firsts = np.zeros(2), [], []
    for way in ways:
        kind = next((k for k, first in enumerate(firsts) if equivalent((origin, first), (origin, way))), len(firsts))
        if kind == len(firsts):
            firsts.append(way)
        kinds.append(kind)
    return kinds


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
