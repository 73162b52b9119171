"""Numbers along an axis that can be read: 25,000 and 9.14 million instead of 2.5e4 and 9142857, whole ones, per cent."""

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
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    if not 1e4 <= largest < 1e16:
        return  # matplotlib writes these well itself
    unit, word = _unit(largest) if largest >= 1e7 else (1.0, "")
    if word:
        name = axis.get_label_text()
        axis.set_label_text(f"{name[:-1]}, {word})" if name.endswith(")") else f"{name} ({word})")
    if axis.axis_name == "x" and largest / unit >= 1e5:
        axis.set_major_locator(MaxNLocator(4))  # the numbers are long
    axis.set_major_formatter(FuncFormatter(lambda v, _: f"{v / unit:,.10g}".replace("-", "−")))


def short(value: float) -> str:
    """Write a single number, large ones as 9.14 million (914만)."""
    if not 1e7 <= abs(value) < 1e16:
        return f"{value:,.6g}".replace("-", "−")
    unit, word = _unit(abs(value), 1)
    space, plural = (" ", "s") if get_language() == "en" else ("", "")
    return f"{float(f'{value / unit:.3g}'):,.10g}{space}{word.removesuffix(plural)}".replace("-", "−")


def _unit(largest: float, least: float = 3) -> tuple[float, str]:
    """Return the unit of which there are at least so many."""
    return next((u, w) for u, w in _UNITS[get_language()] if largest >= least * u)


def whole_axis(ax: Any) -> None:
    """Write whole numbers only along the axis."""
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True))


def percent_axis(ax: Any) -> None:
    """Write the numbers of the upward axis in per cent."""
    from matplotlib.ticker import FuncFormatter

    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{100 * v:.6g}%"))
