"""A function of two variables as a map: lines of equal height, the lower the darker."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.plots.canvas import FAINT, INK
from badak.plots.ticks import short

LOW, MIDDLE, HIGH = "#b4cde0", "#dde8f0", "#fdfdfb"  # light enough for lines on it, and as ordered in grey


def mesh(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return all points of a grid, (2, len(x) · len(y)), a row of the grid after another."""
    return np.stack([g.ravel() for g in np.meshgrid(x, y)])


def contours(ax: Any, x: np.ndarray, y: np.ndarray, heights: np.ndarray, count: int = 12) -> Any:
    """Draw lines of equal height with their values.

    Args:
        ax: where.
        x: across (nx,).
        y: up (ny,).
        heights: f at each point (ny, nx).
        count: about how many lines.

    Returns:
        matplotlib's set of lines; None where f is the same everywhere.
    """
    from matplotlib import patheffects

    heights = np.ma.masked_invalid(heights)
    levels = levels_of(heights.compressed(), count)
    if len(levels) < 2:
        return None
    shade(ax, x, y, heights, levels)
    lines = ax.contour(x, y, heights, levels=levels, colors=FAINT, linewidths=0.7, linestyles="-")
    edge = [patheffects.withStroke(linewidth=2.5, foreground=MIDDLE)]
    for label in ax.clabel(lines, levels[::2], fmt=short, fontsize=8, inline=False, colors=INK):
        label.set_path_effects(edge)
        place = [(v - r[0]) / (r[-1] - r[0]) for v, r in zip(label.get_position(), (x, y))]
        if min(place) < 0.05 or max(place) > 0.95:  # it would be cut by the border
            label.remove()
    return lines


def shade(ax: Any, x: np.ndarray, y: np.ndarray, heights: Any, levels: np.ndarray) -> None:
    """Fill the space between lines of equal height."""
    ax.contourf(x, y, heights, levels=levels, cmap=colours(), extend="both")


def colours() -> Any:
    """Return the colours of heights, from low to high."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("badak-heights", [LOW, HIGH])


def levels_of(heights: np.ndarray, count: int) -> np.ndarray:
    """Choose heights to draw: round numbers evenly apart, or evenly over the area where most of it lies between two of them."""
    from matplotlib.ticker import MaxNLocator

    if not len(heights) or np.ptp(heights) <= 1e-12 * np.abs(heights).max():
        return np.array([])
    low, high = heights.min(), heights.max()
    levels = MaxNLocator(count).tick_values(low, high)
    levels = levels[(levels > low) & (levels < high)]
    if np.histogram(heights, np.array([low, *levels, high]))[0].max() > 0.4 * len(heights):
        spread = np.quantile(heights, np.linspace(0, 1, count + 2)[1:-1])
        levels = np.unique([float(f"{v:.2g}") for v in spread])
    return levels
