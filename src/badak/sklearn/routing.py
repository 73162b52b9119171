"""Arguments of the parts, named after them: ``model__units=64``, ``optimizer__learning_rate=0.01``; the names are SciKeras's."""

from __future__ import annotations

import copy
import dataclasses
import inspect
from typing import Any

from badak.errors import error, near_names

PARTS = ("model", "optimizer", "loss", "metrics", "callbacks", "compile", "fit", "predict")


def is_routed(name: str) -> bool:
    """Whether a parameter belongs to a part: ``model__units`` does."""
    part, mark, rest = name.partition("__")
    return bool(mark and rest) and part in PARTS


def routed(estimator: Any, part: str) -> dict[str, Any]:
    """Return the arguments of one part by their own names."""
    start = f"{part}__"
    return {name[len(start) :]: value for name, value in estimator._routed.items() if name.startswith(start)}


def known(names: Any, choices: Any, where: str, before: str = "") -> None:
    """Refuse names that are not among the choices.

    Args:
        names: what was given.
        choices: what there is.
        where: the estimator or the part, for the message.
        before: what stands in front of the names, ``"model__"``.

    Raises:
        ArgumentError: BD280, with the nearest ones.
    """
    whole = [before + choice for choice in choices]
    for name in (before + name for name in names if name not in choices):
        near = ", ".join(map(repr, near_names(name, whole)))
        hint = {"en": f"did you mean {near}?", "ko": f"혹시 {near}인가요?"} if near else _RULE
        raise error("BD280", where=where, name=name, got=name, expected=", ".join(whole) or _NONE, hint=hint)


_NONE = {
    "en": "no arguments: an object has been made already; give its class, or a function that builds it",
    "ko": "인자 없음. 이미 만들어진 객체입니다. 인자를 주려면 클래스나 만드는 함수를 주세요",
}
_RULE = {
    "en": "arguments of the parts are named after them: model__units, optimizer__learning_rate, loss__label_smoothing, "
    "callbacks__0__patience, fit__shuffle, predict__batch_size",
    "ko": "구성 요소의 인자는 이름 앞에 구성 요소를 붙여 씁니다: model__units, optimizer__learning_rate, "
    "loss__label_smoothing, callbacks__0__patience, fit__shuffle, predict__batch_size",
}


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


def spread(given: Any, args: dict[str, Any], registry: Any, where: str, keep_names: bool = False) -> list[Any]:
    """Return the parts of a list, each with the arguments under its place or its key: ``callbacks__0__patience``.

    Args:
        given: None, one part, a list of parts, or a dict of them by names of one's own.
        args: arguments of all of them; those of a single part need no place.
        registry: where names are looked up.
        where: ``"metrics"`` or ``"callbacks"``.
        keep_names: names without arguments stay names: which metric ``"accuracy"`` is depends on the targets.
    """

    def one(part: Any, args: dict[str, Any], where: str) -> Any:
        return part if keep_names and isinstance(part, str) and not args else made(part, args, registry, where)

    if given is None:
        known(args, (), where, f"{where}__")
        return []
    if not isinstance(given, list | tuple | dict):
        return [one(given, args, where)]
    parts = given if isinstance(given, dict) else {str(i): part for i, part in enumerate(given)}
    own: dict[str, dict[str, Any]] = {key: {} for key in parts}
    for name, value in args.items():
        key, _, rest = name.partition("__")
        known([key], own, where, f"{where}__")
        own[key][rest] = value
    return [one(part, own[key], f"{where}__{key}" if own[key] else where) for key, part in parts.items()]
