"""Names and things: which class or function a name in a file stands for. Nothing else is ever made from a file."""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Mapping
from typing import Any

from badak.files.wording import Both, both
from badak.registry import CUSTOM

OWN = "custom"
"""The family of what users registered with ``badak.register``."""

_REGISTRIES = {
    "layer": ("badak.layers.layer", "LAYERS"),
    "activation": ("badak.activations", "ACTIVATIONS"),
    "initializer": ("badak.initializers.initializer", "INITIALIZERS"),
    "regularizer": ("badak.regularizers.regularizer", "REGULARIZERS"),
    "constraint": ("badak.constraints.constraint", "CONSTRAINTS"),
    "optimizer": ("badak.optimizers.registry", "OPTIMIZERS"),
    "schedule": ("badak.schedules.schedule", "SCHEDULES"),
    "loss": ("badak.losses.loss", "LOSSES"),
    "metric": ("badak.metrics.metric", "METRICS"),
    "tokenizer": ("badak.text.subword", "TOKENIZERS"),
}
_PREPARATIONS = {"TableEncoder": ("badak.datasets.encoder", "TableEncoder")}
FAMILIES = (*_REGISTRIES, "operation", "preparation", OWN)


def members(family: str) -> Mapping[str, Any]:
    """Return the members of a family by name.

    Args:
        family: one of ``FAMILIES``.

    Returns:
        Name → class or function; one member may have several names.
    """
    if family == OWN:
        return CUSTOM
    if family == "operation":
        return _operations()
    if family == "preparation":
        return {name: _fetch(*place) for name, place in _PREPARATIONS.items()}
    module, _ = _REGISTRIES[family]
    importlib.import_module(module.rpartition(".")[0])  # the package, whose import enters all its members
    return _fetch(*_REGISTRIES[family]).names


@functools.cache
def _operations() -> dict[str, Any]:
    """Return the public operations, which may stand as activations: ``badak.relu``, ``badak.sin``."""
    import badak

    found = {name: getattr(badak, name) for name in badak.__all__}
    return {name: thing for name, thing in found.items() if inspect.isfunction(thing) and hasattr(thing, "op")}


def name_of(thing: Any) -> tuple[str, str] | None:
    """Return family and name of a class or function, or None for one without a name.

    Example:
        >>> import badak
        >>> name_of(badak.layers.Dense)
        ('layer', 'Dense')
        >>> name_of(lambda x: x) is None
        True
    """
    for family in FAMILIES:
        known = members(family)
        own = getattr(thing, "__name__", None)
        if isinstance(own, str) and known.get(own) is thing:
            return family, own
        for name, member in known.items():
            if member is thing or (family == OWN and _defined_again(member, thing)):
                return family, name
    return None


def _defined_again(member: Any, thing: Any) -> bool:
    """Whether both are one class, whose definition was run again in a notebook after the thing was made."""
    if not (isinstance(member, type) and isinstance(thing, type)):
        return False
    return (member.__module__, member.__qualname__) == (thing.__module__, thing.__qualname__)


def kind_of(family: str) -> Both:
    """Return what a member of a family is called in messages."""
    if family in _REGISTRIES:
        registry = _fetch(*_REGISTRIES[family])
        return both(registry.kind, registry.kind_ko)
    return both("operation", "연산") if family == "operation" else both("preparation", "전처리")


def _fetch(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)
