"""The axis of time: stamps written the same way in every country, or places counted."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import get_language, phrase
from badak.timeseries.series import Series


def places(series: Series, start: int = 0, count: int | None = None) -> np.ndarray:
    """Return what stands on the axis beside values of a series, past its end too: stamps or places (count,).

    Args:
        series: the series.
        start: place of the first value.
        count: how many; all by default.
    """
    if series.times is not None and series.frequency is None:
        return series.times  # a single stamp
    return series.labels(start, len(series) - start if count is None else count)


def dress(ax: Any, series: Series, measure: bool = True) -> None:
    """Write times below and the name of the series, with its unit, beside an axis.

    Args:
        ax: axes.
        series: the series drawn.
        measure: whether to name what is measured.
    """
    if series.times is not None:
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

        locator = AutoDateLocator(minticks=4, maxticks=9)
        form: Any = ConciseDateFormatter(
            locator,
            formats=["%Y", phrase("%b", "%m월"), "%d", "%H:%M", "%H:%M", "%S.%f"],
            zero_formats=["", "%Y", phrase("%b", "%m월"), "%m-%d", "%H:%M", "%H:%M"],
            offset_formats=["", "%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d %H:%M"],
        )
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(form)
    else:
        ax.set_xlabel(phrase("place in the series", "순서"))
    if max(map(abs, ax.get_ylim())) >= 10_000:
        from matplotlib.ticker import StrMethodFormatter

        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    if measure:
        ax.set_ylabel(measured(series))


def measured(series: Series) -> str:
    """Return the name of a series, with its unit where it is known."""
    unit = getattr(series, "unit", {}).get(get_language(), "")
    return f"{series.name} ({unit})" if unit else series.name
