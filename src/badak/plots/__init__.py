"""Plots of what a class draws on the board: curves and slopes, paths of descent, regions of decision, activations, training.

Each function draws on the axes given as ``ax``, or on those of a new figure, and returns them; the few of several panels
return their figure. ``matplotlib.pyplot.show()`` shows it, a notebook does by itself, ``badak.plots.save(ax, "plot.svg")``
writes it. All words are in the user's language, and Korean letters are there on every machine. They need matplotlib
(``pip install "badak[plot]"``).

Example:
    >>> import badak
    >>> ax = badak.plots.derivative(badak.sin, x=(-6, 6))
    >>> ax.get_xlabel()
    'x'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from badak.plots.backtests import backtest
    from badak.plots.correlograms import acf, pacf
    from badak.plots.derivative import derivative
    from badak.plots.diagnostics import residuals
    from badak.plots.forecasts import forecast
    from badak.plots.parts import decomposition
    from badak.plots.saving import save
    from badak.plots.time_series import series

_MODULES = {
    "derivative": ("derivative",),
    "saving": ("save",),
    "time_series": ("series",),
    "parts": ("decomposition",),
    "correlograms": ("acf", "pacf"),
    "forecasts": ("forecast",),
    "backtests": ("backtest",),
    "diagnostics": ("residuals",),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "acf",
    "backtest",
    "decomposition",
    "derivative",
    "forecast",
    "pacf",
    "residuals",
    "save",
    "series",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"badak.plots.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
