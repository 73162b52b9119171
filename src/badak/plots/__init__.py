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
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from badak.plots.arrows import vectors
    from badak.plots.backtests import backtest
    from badak.plots.bends import activation, activations
    from badak.plots.correlograms import acf, pacf
    from badak.plots.costs import cost
    from badak.plots.curvature import convexity
    from badak.plots.depth import dead_units, gradient_sizes
    from badak.plots.diagnostics import residuals
    from badak.plots.field import gradient_field
    from badak.plots.fitting import approximation
    from badak.plots.forecasts import forecast
    from badak.plots.hidden import hidden_space
    from badak.plots.histograms import activation_histograms
    from badak.plots.lines import fit
    from badak.plots.parts import decomposition
    from badak.plots.penalties import loss, losses
    from badak.plots.pictures import confusion_matrix, images
    from badak.plots.quotients import step_errors
    from badak.plots.rate import learning_rate
    from badak.plots.regions import decision_regions
    from badak.plots.saving import save
    from badak.plots.scaling import accuracy_by_samples, curves, width_errors
    from badak.plots.slopes import derivative
    from badak.plots.time_series import series
    from badak.plots.training import history
    from badak.plots.walks import descent

_MODULES = {
    "curvature": ("convexity",),
    "costs": ("cost",),
    "slopes": ("derivative",),
    "walks": ("descent",),
    "lines": ("fit",),
    "field": ("gradient_field",),
    "regions": ("decision_regions",),
    "hidden": ("hidden_space",),
    "bends": ("activation", "activations"),
    "penalties": ("loss", "losses"),
    "histograms": ("activation_histograms",),
    "depth": ("gradient_sizes", "dead_units"),
    "rate": ("learning_rate",),
    "training": ("history",),
    "fitting": ("approximation",),
    "scaling": ("curves", "width_errors", "accuracy_by_samples"),
    "pictures": ("images", "confusion_matrix"),
    "saving": ("save",),
    "time_series": ("series",),
    "parts": ("decomposition",),
    "correlograms": ("acf", "pacf"),
    "forecasts": ("forecast",),
    "backtests": ("backtest",),
    "diagnostics": ("residuals",),
    "quotients": ("step_errors",),
    "arrows": ("vectors",),
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
    "convexity",
    "cost",
    "descent",
    "fit",
    "gradient_field",
    "decision_regions",
    "hidden_space",
    "activation",
    "activations",
    "loss",
    "losses",
    "activation_histograms",
    "gradient_sizes",
    "dead_units",
    "learning_rate",
    "history",
    "approximation",
    "curves",
    "width_errors",
    "accuracy_by_samples",
    "images",
    "confusion_matrix",
    "step_errors",
    "vectors",
]

_ELSEWHERE = {  # what others call these plots
    "decision_boundary": "badak.plots.decision_regions", "plot_decision_regions": "badak.plots.decision_regions",
    "plot_decision_boundary": "badak.plots.decision_regions", "boundary": "badak.plots.decision_regions",
    "regions": "badak.plots.decision_regions", "loss_surface": "badak.plots.descent(f, surface=True)",
    "surface": "badak.plots.descent(f, surface=True)", "plot_surface": "badak.plots.descent(f, surface=True)",
    "contour": "badak.plots.descent(f)", "loss_landscape": "badak.plots.descent(f)",
    "gradient_descent": "badak.plots.descent", "plot_history": "badak.plots.history",
    "learning_curve": "badak.plots.history", "learning_curves": "badak.plots.history",
    "training_curve": "badak.plots.history", "lr_finder": "badak.plots.learning_rate",
    "find_learning_rate": "badak.plots.learning_rate", "regression": "badak.plots.fit", "line": "badak.plots.fit",
    "scatter": "badak.plots.fit", "plot_confusion_matrix": "badak.plots.confusion_matrix", "imshow": "badak.plots.images",
    "image": "badak.plots.images", "image_grid": "badak.plots.images", "histogram": "badak.plots.activation_histograms",
    "function": "badak.plots.derivative", "graph": "badak.plot_graph", "plot_graph": "badak.plot_graph",
    "model": "badak.plot_model", "plot_model": "badak.plot_model", "savefig": "badak.plots.save",
    "show": "matplotlib.pyplot.show",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"badak.plots.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    hint = f"; badak calls it {_ELSEWHERE[name]}" if name in _ELSEWHERE else ""
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}", name=name, obj=sys.modules[__name__])


def __dir__() -> list[str]:
    return sorted(__all__)
