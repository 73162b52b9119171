"""The parts of a series below each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import phrase
from badak.plots.canvas import COLOURS, FAINT, INK, panels
from badak.plots.timeline import dress, measured, places
from badak.timeseries.decomposition import Decomposition, decompose

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def decomposition(parts: Any, **how: Any) -> Figure:
    """Draw a series and the parts it is made of: trend, cycle, season and what is left.

    The grey bar at the right of each panel is as long as the same amount everywhere: where it fills its panel, the part is small.
    (For a product, where the parts are factors, the bars stand in all panels but the first two.)

    Args:
        parts: what ``timeseries.decompose`` gave, or a series, which is decomposed.
        **how: for ``decompose``, where a series is given.

    Returns:
        The figure; its panels are the series, the trend (the long trend as a line, trend and cycle together as a thin one), the
        cycle, the season where there is one, and the remainder as bars.

    Raises:
        DataError: as ``timeseries.decompose``.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> figure = badak.plots.decomposition(badak.timeseries.load("co2"))
        >>> len(figure.axes)
        5
    """
    made = parts if isinstance(parts, Decomposition) else decompose(parts, **how)
    seasonal = made.period > 1
    series, x = made.series, places(made.series)
    rows = 5 if seasonal else 4
    product = made.model == "multiplicative"
    with panels("decomposition", rows, 1, size=(8.0, 1.45 * rows + 0.4), sharex=True) as (figure, axes):
        axes = list(axes[:, 0])
        line: dict[str, Any] = {"linestyle": "-", "color": COLOURS[0]}
        axes[0].plot(x, series.values, linewidth=1.2, **line)
        axes[1].plot(x, made.trend, linewidth=1.0, linestyle="-", color=FAINT)
        axes[1].plot(x, made.long_trend, linewidth=2.2, linestyle="-", color=COLOURS[2])
        axes[2].plot(x, made.cycle, linewidth=1.4, linestyle="-", color=COLOURS[3])
        if seasonal:
            axes[3].plot(x, made.seasonal, linewidth=1.2, **line)
        there = ~np.isnan(made.remainder)
        rest, base = made.remainder[there], 1.0 if product else 0.0
        axes[-1].vlines(x[there], base, rest, color=INK, linewidth=_width(len(x)))
        for ax in (*axes[2:],):
            ax.axhline(base, color=INK, linewidth=0.8, linestyle="-", zorder=1)
        names = [
            measured(series).replace(" (", "\n("),  # the panels are low
            phrase("trend", "추세"),
            phrase("cycle", "순환"),
            phrase("season", "계절"),
            phrase("irregular", "불규칙"),
        ]
        if not seasonal:
            del names[3]
        for i, (ax, name) in enumerate(zip(axes, names, strict=True)):
            ax.set_ylabel(name)
            dress(ax, series, measure=False)
            if i < rows - 1:
                ax.set_xlabel("")
            ax.margins(x=0.01)
            ax.locator_params(axis="y", nbins=4)
        figure.align_ylabels(axes)
        _bars(axes[2:] if product else axes)
        axes[1].set_title(
            phrase(
                f"bold: without waves of up to {made.longest:g} values; thin: with them",
                f"굵은 선: 길이 {made.longest:g} 이하의 파동을 뺀 추세, 가는 선: 파동 포함",
            ),
            fontsize=8.5, color=FAINT, loc="right", pad=2,
        )  # fmt: skip
    return figure


def _width(count: int) -> float:
    return float(np.clip(350 / count, 0.6, 3.0))


def _bars(axes: Any) -> None:
    """Draw at the right of each panel a bar of one amount, half the height of the panel with the smallest range."""
    spans = [float(np.ptp(ax.get_ylim())) for ax in axes]
    amount = 0.6 * min(spans)
    for ax, span in zip(axes, spans, strict=True):
        share = amount / span
        ax.add_patch(_patch(ax, share))


def _patch(ax: Any, share: float) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(
        (1.008, 0.5 - share / 2),
        0.01,
        share,
        transform=ax.transAxes,
        clip_on=False,
        facecolor="#b0b0b0",
        edgecolor="none",
    )
