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
    from badak.plots.bends import activation, activations
    from badak.plots.convexity import convexity
    from badak.plots.cost import cost
    from badak.plots.depth import dead_units, gradient_sizes
    from badak.plots.derivative import derivative
    from badak.plots.descent import descent
    from badak.plots.fit import fit
    from badak.plots.fitting import accuracy_by_samples, approximation, width_errors
    from badak.plots.gradient_field import gradient_field
    from badak.plots.hidden import hidden_space
    from badak.plots.histograms import activation_histograms
    from badak.plots.penalties import loss, losses
    from badak.plots.pictures import confusion_matrix, images
    from badak.plots.rate import learning_rate
    from badak.plots.regions import decision_regions
    from badak.plots.saving import save
    from badak.plots.step_errors import step_errors
    from badak.plots.training import history
    from badak.plots.vectors import vectors

_MODULES = {
    "convexity": ("convexity",),
    "cost": ("cost",),
    "derivative": ("derivative",),
    "regions": ("decision_regions",),
    "hidden": ("hidden_space",),
    "bends": ("activation", "activations"),
    "penalties": ("loss", "losses"),
    "histograms": ("activation_histograms",),
    "depth": ("gradient_sizes", "dead_units"),
    "rate": ("learning_rate",),
    "descent": ("descent",),
    "fit": ("fit",),
    "gradient_field": ("gradient_field",),
    "training": ("history",),
    "fitting": ("approximation", "width_errors", "accuracy_by_samples"),
    "pictures": ("images", "confusion_matrix"),
    "saving": ("save",),
    "step_errors": ("step_errors",),
    "vectors": ("vectors",),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "convexity",
    "cost",
    "derivative",
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
    "descent",
    "fit",
    "gradient_field",
    "history",
    "approximation",
    "width_errors",
    "accuracy_by_samples",
    "images",
    "confusion_matrix",
    "save",
    "step_errors",
    "vectors",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"badak.plots.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
