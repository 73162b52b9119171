"""Large numbers along an axis that can be read: 25,000 and 9.14 million instead of 2.5e4 and 9142857."""

from __future__ import annotations

from typing import Any

from badak.errors import get_language

_UNITS = {
    "en": ((1e12, "trillions"), (1e9, "billions"), (1e6, "millions")),
    "ko": ((1e12, "조"), (1e8, "억"), (1e4, "만")),
}


def readable(axis: Any, largest: float) -> None:
    """Write thousands with commas, and what would still be long in millions (만, 억) that the axis's name tells.

    Args:
        axis: ``ax.xaxis`` or ``ax.yaxis``, which has its name already.
        largest: the largest number along it.
    """
    from matplotlib.ticker import FuncFormatter

    if not 1e4 <= largest < 1e16:
        return  # matplotlib writes these well itself
    unit, word = 1.0, ""
    if largest >= 1e7:
        unit, word = next(((u, w) for u, w in _UNITS[get_language()] if largest >= 3 * u), (1.0, ""))
    if word:
        axis.set_label_text(f"{axis.get_label_text()} ({word})")
    axis.set_major_formatter(FuncFormatter(lambda v, _: f"{v / unit:,.10g}".replace("-", "−")))
