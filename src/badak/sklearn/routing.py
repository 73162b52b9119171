"""Arguments of the parts, named after them: ``model__units=64``, ``optimizer__learning_rate=0.01``; the names are SciKeras's."""

from __future__ import annotations

import copy
import dataclasses
import inspect
from typing import Any

from badak.errors import close_names, error

PARTS = ("model", "optimizer", "loss", "metrics", "callbacks", "compile", "fit", "predict")


def is_routed(name: str) -> bool:
    """Whether a parameter belongs to a part: ``model__units`` does."""
    part, mark, rest = name.partition("__")
    return bool(mark and rest) and part in PARTS


def routed(estimator: Any, part: str) -> dict[str, Any]:
    """Return the arguments of one part by their own names."""
    start = f"{part}__"
    return {name[len(start) :]: value for name, value in vars(estimator).items() if name.startswith(start)}


def known(names: Any, choices: Any, where: str, before: str = "") -> None:
    """Refuse names that are not among the choices.

    Raises:
        ArgumentError: BD280, with the nearest ones.
    """
    for name in names:
        if name not in choices:
            whole = [before + choice for choice in choices]
            raise error("BD280", where=where, name=before + name, got=before + name, near=close_names(before + name, whole))


def made(given: Any, args: dict[str, Any], registry: Any, where: str) -> Any:
    """Return a part of a training run as an object of its own, so that the given one is never changed.

    Args:
        given: a name, a class, or an object, of which a copy is returned.
        args: arguments for the class; or fields that the copy shall have otherwise.
        registry: where names are looked up.
        where: what is asked for, as in ``optimizer``, for messages.

    Raises:
        ArgumentError: BD014, for an unknown name; BD021, for unknown arguments; BD280, for arguments of something that
            takes none.
    """
    if isinstance(given, str):
        if given in registry.presets:
            given = registry.presets[given]()
        else:
            given = registry.find(given, where)
    if isinstance(given, type):
        return given(**args)
    if dataclasses.is_dataclass(given) and not isinstance(given, type):
        fields = [f.name for f in dataclasses.fields(given) if f.init]
        known(args, fields, where, f"{where}__")
        return dataclasses.replace(given, **args)
    known(args, (), where, f"{where}__")
    return given if inspect.isroutine(given) else copy.deepcopy(given)


def spread(given: Any, args: dict[str, Any], registry: Any, where: str) -> list[Any]:
    """Return the parts of a list, each with the arguments under its place or its key: ``callbacks__0__patience``.

    Args:
        given: None, one part, a list of parts, or a dict of them by names of one's own.
        args: arguments of all of them; those of a single part need no place.
        registry: where names are looked up.
        where: ``"metrics"`` or ``"callbacks"``.
    """
    if given is None:
        known(args, (), where, f"{where}__")
        return []
    if not isinstance(given, list | tuple | dict):
        return [made(given, args, registry, where)]
    parts = given if isinstance(given, dict) else {str(i): part for i, part in enumerate(given)}
    own: dict[str, dict[str, Any]] = {key: {} for key in parts}
    for name, value in args.items():
        key, _, rest = name.partition("__")
        known([key], own, where, f"{where}__")
        own[key][rest] = value
    return [made(part, own[key], registry, f"{where}__{key}" if own[key] else where) for key, part in parts.items()]
