"""Autocorrelations as stems in a band of chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import phrase
from badak.plots.canvas import COLOURS, INK, on
from badak.timeseries import correlogram
from badak.timeseries.correlogram import Correlogram

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def acf(data: Any, lags: int | None = None, ax: Axes | None = None, **how: Any) -> Axes:
    """Draw the autocorrelations of a series: how each value goes with those before it.

    Stems that leave the grey band are more than chance gives. A trend lets them fall slowly, a season lets them rise again at its
    length, white noise leaves none.

    Args:
        data: what ``timeseries.acf`` takes, or what it gave.
        lags: the last lag.
        ax: where to draw; None makes a figure.
        **how: more for ``timeseries.acf``: ``band``, ``level``.

    Returns:
        The axes; its first line holds the values from lag 1 on, its first filled area the band.

    Raises:
        DataError: as ``timeseries.acf``.
        ArgumentError: BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.acf(badak.timeseries.load("co2"), lags=36)
        >>> ax.get_xlabel()
        'lag (values)'
    """
    made = data if isinstance(data, Correlogram) else correlogram.acf(data, lags, **how)
    return _drawn("acf", made, phrase("autocorrelation", "자기상관"), ax)


def pacf(data: Any, lags: int | None = None, ax: Axes | None = None, **how: Any) -> Axes:
    """Draw the partial autocorrelations of a series: what each lag adds to those before it.

    An autoregression of order p leaves the band at lag p for the last time.

    Args:
        data: what ``timeseries.pacf`` takes, or what it gave.
        lags: the last lag.
        ax: where to draw; None makes a figure.
        **how: more for ``timeseries.pacf``: ``level``.

    Returns:
        The axes; its first line holds the values from lag 1 on, its first filled area the band.

    Raises:
        DataError: as ``timeseries.pacf``.
        ArgumentError: BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.pacf(badak.timeseries.load("sunspots"), lags=20)
        >>> ax.get_ylabel()
        'partial autocorrelation'
    """
    made = data if isinstance(data, Correlogram) else correlogram.pacf(data, lags, **how)
    return _drawn("pacf", made, phrase("partial autocorrelation", "편자기상관"), ax)


def _drawn(where: str, made: Correlogram, name: str, ax: Axes | None) -> Axes:
    with on(where, ax, size=(6.4, 3.4)) as ax:
        x, y, half = np.arange(1, len(made)), made.values[1:], made.band[1:]
        out = np.abs(y) > half
        ax.plot(x, y, linestyle="none", marker="o", markersize=4, color=COLOURS[0], zorder=3)
        ax.plot(x[~out], y[~out], linestyle="none", marker="o", markersize=4, color=COLOURS[0], mfc="white", zorder=4)
        ax.vlines(x, 0, y, color=COLOURS[0], linewidth=1.4, zorder=2)
        edges = np.concatenate([[0.5], (x[:-1] + x[1:]) / 2, [x[-1] + 0.5]])
        band = np.append(half, half[-1])
        ax.fill_between(edges, -band, band, step="post", color="#d8d8d8", linewidth=0, zorder=0)
        ax.axhline(0.0, color=INK, linewidth=0.8, linestyle="-", zorder=1)
        low, high = min(float((-half).min()), float(y.min())), max(float(half.max()), float(y.max()))
        pad = 0.08 * (high - low)
        ax.set(xlabel=phrase("lag (values)", "시차(값의 개수)"), ylabel=name, xlim=(0.3, len(x) + 0.7))
        ax.set_ylim(max(low - pad, -1.05), min(high + 2.2 * pad, 1.2))
        season = made.series.season
        step = season if season and 1 < season <= len(x) // 2 else None
        if step:
            ax.set_xticks(np.arange(step, len(x) + 1, step * max(1, len(x) // (8 * step))))
        else:
            ax.locator_params(axis="x", integer=True)
        ax.grid(False, axis="x")
        text = phrase(f"grey: {made.level:.0%} of chance alone", f"회색: 우연만으로 나오는 값의 {made.level:.0%}")
        ax.text(0.99, 0.98, text, transform=ax.transAxes, ha="right", va="top", fontsize=8.5)
    return ax
