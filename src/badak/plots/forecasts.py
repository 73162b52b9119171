"""A forecast with the past before it and, where it is known, what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import whole
from badak.datasets.wording import both
from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, INK, MARKERS, on
from badak.plots.timeline import dress, places
from badak.timeseries.forecast import Forecast
from badak.timeseries.reading import read_series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GREYS = ("#9fc5e0", "#cfe2f0", "#e8f1f7")  # the narrowest interval is the darkest, in grey too
_EDGES = ("-", "--", ":")


def forecast(ahead: Any, actual: Any = None, history: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw a forecast: the past, the means, the intervals, and what really came.

    Args:
        ahead: a ``Forecast``, or several of one series to compare; intervals are drawn of the first alone.
        actual: what came, values (time,), as many as are known.
        history: how many values of the past to draw; by default three times the horizon, two seasons and 30 at least; 0 for none.
        ax: where to draw; None makes a figure.

    Returns:
        The axes; its lines are the past, the means of each forecast, then what came. Its filled areas are the intervals, the
        widest first.

    Raises:
        ArgumentError: BD003, for what is no forecast; BD040, for a negative history; BD375, for something that is no axes.
        DataError: BD340 and BD341, for actual values that are no numbers.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> nile = badak.timeseries.load("nile")
        >>> ahead = badak.timeseries.Naive().fit(nile.head(90)).forecast(10, intervals=True)
        >>> ax = badak.plots.forecast(ahead, actual=nile.values[90:])
        >>> len(ax.collections), len(ax.get_lines())
        (2, 3)
    """
    made = list(ahead) if isinstance(ahead, list | tuple) else [ahead]
    if not made or not all(isinstance(one, Forecast) for one in made):
        expected = both(
            "the table of model.forecast(horizon, intervals=True), or a list of such; intervals=False for means only",
            "model.forecast(horizon, intervals=True)가 돌려준 표, 또는 그 리스트. 평균만이면 intervals=False",
        )
        raise error("BD003", where="plots.forecast", name="ahead", got=repr(ahead)[:80], expected=expected)
    first = made[0]
    past = first.series
    if history is None:
        history = max(3 * first.horizon, 2 * (past.season or 1), 30)
    shown: int = min(whole("plots.forecast", "history", history, 0), len(past))
    with on("forecast", ax, size=(8.0, 3.8)) as ax:
        if shown:
            x = places(past, len(past) - shown, shown)
            marker = "." if shown <= 60 else ""
            label = phrase("past", "과거")
            ax.plot(x, past.values[-shown:], color=INK, linestyle="-", linewidth=1.2, marker=marker, label=label)
        x = places(past, len(past), first.horizon)
        for k, level in reversed(list(enumerate(first.levels))):
            low, high = first.bounds[level]
            name = phrase(f"{level:.0%} interval", f"{level:.0%} 구간")
            style: dict[str, Any] = {
                "facecolor": _GREYS[min(k, 2)],
                "edgecolor": COLOURS[0],
                "linestyle": _EDGES[min(k, 2)],
            }
            opened = [np.concatenate([end, values]) for end, values in _from_past(past, shown, (x, low, high))]
            if first.horizon == 1:  # an area of one place has no width
                ax.vlines(x, low, high, color=_GREYS[min(k, 2)], linewidth=10 + 6 * k, label=name)
            else:
                ax.fill_between(
                    opened[0], opened[1], opened[2], linewidth=0.8, label=name, zorder=1.5 - 0.1 * k, **style
                )
        for k, one in enumerate(made):
            name = one.model or phrase("forecast", "예측")
            few = one.horizon <= 40
            style = {"color": COLOURS[0 if k == 0 else k + 1], "linestyle": ("--", ":", "-.")[k % 3], "linewidth": 2.0}
            marker = MARKERS[(1 + k) % len(MARKERS)] if few else ""
            ax.plot(
                places(past, len(past), one.horizon),
                one.mean,
                marker=marker,
                markersize=4,
                label=name,
                zorder=3,
                **style,
            )
        if actual is not None:
            came = read_series(actual, where="plots.forecast").values
            x = places(past, len(past), len(came))
            marker = "o" if len(came) <= 60 else ""
            label = phrase("what came", "실제 값")
            ax.plot(
                x, came, color=INK, linestyle="-", linewidth=1.2, marker=marker, mfc="white", label=label, zorder=2.8
            )
        dress(ax, past)
        ax.margins(x=0.01)
        handles, labels = ax.get_legend_handles_labels()
        ax.legend(handles, labels, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
    return ax


def _from_past(past: Any, history: int, values: tuple[np.ndarray, ...]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return each row with what goes before it: intervals open from the last value of the past, where it is drawn."""
    if not history:
        return [(one[:0], one) for one in values]
    last = places(past, len(past) - 1, 1)
    return [(last if k == 0 else past.values[-1:], one) for k, one in enumerate(values)]
