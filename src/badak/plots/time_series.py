"""A series over time, or several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from badak.errors import phrase
from badak.plots.canvas import COLOURS, DASHES, INK, on
from badak.plots.legends import legend
from badak.plots.timeline import dress, places
from badak.timeseries.decomposition import moving_average
from badak.timeseries.reading import read_many

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def series(data: Any, average: int | None = None, fill: str = "error", ax: Axes | None = None) -> Axes:
    """Draw a series over time; several of one unit in one picture.

    Args:
        data: list, NumPy (time,), pandas, polars, a pair (times, values), a ``Series``; or several of them, see ``read_many``.
        average: also draw the centred moving average of so many values: over one season it shows the trend.
        fill: what to do with gaps, ``"error"``, ``"interpolate"`` or ``"previous"``.
        ax: where to draw; None makes a figure.

    Returns:
        The axes; its lines are the series, each followed by its moving average where one is wanted.

    Raises:
        DataError: BD340 to BD343, for data that are no series.
        ArgumentError: BD040, for an average of less than 2 values; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.series(badak.timeseries.load("co2"), average=12)
        >>> len(ax.get_lines()), ax.get_ylabel()
        (2, 'co2 (parts per million)')
    """
    from badak.checks import whole

    found = read_many(data, fill, "plots.series")
    average = whole("plots.series", "average", average, 2, optional=True)
    with on("series", ax, size=(8.0, 3.6)) as ax:
        for i, one in enumerate(found):
            colour, dashes = COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)]
            x, few = places(one), len(one) <= 40
            # an average drawn over it must stand out
            style: dict[str, Any] = {"color": colour, "linestyle": dashes, "linewidth": 1.0 if average else 1.4}
            ax.plot(x, one.values, label=one.name, marker="o" if few else "", markersize=3.5, **style)
            if average:
                name = phrase(f"mean of {average} values", f"값 {average}개의 이동 평균")
                ax.plot(x, moving_average(one.values, average), color=INK, linestyle=dashes, linewidth=2.2, label=name)
        dress(ax, found[0], measure=len(found) == 1)
        ax.margins(x=0.01)
        if len(found) > 1 or average:
            legend(ax, loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.2)
    return ax
