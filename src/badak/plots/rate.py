"""The learning-rate range test as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, FAINT, INK, on
from badak.plots.legends import legend

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def learning_rate(found: Any, ax: Axes | None = None) -> Axes:
    r"""Draw what ``model.find_learning_rate`` saw: the loss over the learning rate, the suggested rate, and where it explodes.

    Args:
        found: the result of ``find_learning_rate``.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. Its lines are the loss of each batch, the smoothed loss, then the upright lines at the suggestion and, where
        the loss exploded, at that rate; the collection is the lowest smoothed loss.

    Raises:
        ArgumentError: BD389, for anything else; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> from badak.layers import Dense
        >>> x, y = badak.datasets.xor(200)
        >>> model = badak.Sequential([badak.Input((2,)), Dense(8, activation="tanh"), Dense(1, activation="sigmoid")])
        >>> model.compile("sgd", loss="binary_crossentropy")
        >>> ax = badak.plots.learning_rate(model.find_learning_rate(x, y[:, None], steps=40))
        >>> ax.get_xscale()
        'log'

    Source: Smith 2017, arXiv 1506.01186.
    """
    from badak.training.rate_test import RateTest

    where = "learning_rate"
    if not isinstance(found, RateTest):
        why = phrase("it is not what find_learning_rate returns", "find_learning_rate가 돌려준 값이 아닙니다")
        expected = "model.find_learning_rate(x, y)"
        raise error("BD389", where=f"plots.{where}", name="found", why=why, got=repr(found)[:60], expected=expected)
    rates, smoothed = np.asarray(found.rates), np.asarray(found.smoothed)
    lowest = int(smoothed.argmin())
    start, low = float(smoothed[0]), float(smoothed[lowest])
    with on(where, ax) as ax:
        ax.plot(
            rates,
            found.losses,
            color=FAINT,
            linewidth=0.8,
            alpha=0.6,
            linestyle="-",
            label=phrase("each batch", "배치별 손실"),
        )
        ax.plot(
            rates, smoothed, color=COLOURS[0], linestyle="-", linewidth=2.2, label=phrase("smoothed", "평활한 손실")
        )
        # the explosion itself would press the part that matters flat
        top = max(start, low) + 0.8 * max(start - low, 0.05 * abs(start), 1e-6)
        bottom = min(low, float(np.quantile(found.losses, 0.02)))
        ax.set(xscale="log", ylim=(bottom - 0.08 * (top - bottom), top))
        ax.set(xlabel=phrase("learning rate", "학습률"), ylabel=phrase("loss", "손실"))
        good = phrase(f"suggested {found.suggestion:.2g}", f"제안 {found.suggestion:.2g}")
        _mark(ax, found.suggestion, good, COLOURS[0], "-")
        ax.scatter([rates[lowest]], [low], color=COLOURS[0], edgecolors="white", s=55, zorder=4)
        box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
        ax.annotate(
            phrase(f"lowest at {rates[lowest]:.2g}", f"최저 {rates[lowest]:.2g}"), (rates[lowest], low), xytext=(0, -9),
            textcoords="offset points", ha="center", va="top", fontsize=9, bbox=box,
        )  # fmt: skip
        if found.highest is not None:
            _mark(
                ax,
                found.highest,
                phrase(f"explodes at {found.highest:.2g}", f"발산 {found.highest:.2g}"),
                COLOURS[3],
                "--",
            )
        legend(ax, loc="lower left")
    return ax


def _mark(ax: Any, rate: float, text: str, colour: str, dashes: str) -> None:
    """Draw an upright line at a rate, with its name beside the top."""
    ax.axvline(rate, color=colour, linestyle=dashes, linewidth=1.3, zorder=1)
    box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    ax.text(
        rate, 0.985, text + " ", transform=ax.get_xaxis_transform(), ha="right", va="top", fontsize=9, color=INK, bbox=box
    )  # fmt: skip
