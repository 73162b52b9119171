"""What can be explained: every registered thing, its names, and the rule for names that several things have."""

from __future__ import annotations

import functools
import importlib
import inspect
from dataclasses import dataclass
from typing import Any

from badak.cards.facts import TABLES

KINDS = {  # in the order in which a name that several have is looked for
    "activation": ("activation function", "활성화 함수", "activations"),
    "operation": ("operation", "연산", "ops"),
    "layer": ("layer", "층", "layers"),
    "loss": ("loss", "손실 함수", "losses"),
    "optimizer": ("optimizer", "옵티마이저", "optimizers"),
    "initializer": ("initializer", "초깃값", "initializers"),
    "schedule": ("learning-rate schedule", "학습률 스케줄", "schedules"),
    "regularizer": ("regularizer", "규제", "regularizers"),
    "constraint": ("constraint", "제약", "constraints"),
    "metric": ("metric", "측정 지표", "metrics"),
}


@dataclass(frozen=True)
class Subject:
    """One thing that has a card.

    Attributes:
        kind: a key of ``KINDS``, or ``"function"``.
        name: its own name.
        thing: the class or function.
        path: where users find it.
        key: the name that the tables of facts know it by (a loss class is known by its function).
    """

    kind: str
    name: str
    thing: Any
    path: str
    key: str


@functools.cache
def subjects() -> dict[tuple[str, str], Subject]:
    """Return everything registered, by kind and name."""
    found: dict[tuple[str, str], Subject] = {}
    for kind, members in _members().items():
        for name, thing in members.items():
            found[kind, name] = Subject(kind, name, thing, _path(kind, name), _key(kind, name, thing))
    return found


def _members() -> dict[str, dict[str, Any]]:
    importlib.import_module("badak.layers")  # these two only enter what they have into the registries
    importlib.import_module("badak.metrics")
    from badak import activations, constraints, initializers, losses, optimizers, regularizers, schedules
    from badak.autograd.op import OPS
    from badak.layers.layer import LAYERS
    from badak.losses.loss import LOSSES
    from badak.metrics.metric import METRICS

    bent = activations.ACTIVATIONS.names
    return {
        "activation": _own_names(bent),
        "operation": {name: _public(record) for name, record in OPS.items() if name not in bent},
        "layer": _own_names({n: m for n, m in LAYERS.names.items() if m.__module__.startswith("badak.layers.")}),
        "loss": {**_own_names(LOSSES.names, without=("LossFunction",)), "crossentropy": losses.crossentropy},
        "optimizer": _classes(optimizers, "Optimizer"),
        "initializer": _classes(initializers, "Initializer"),
        "schedule": {**_classes(schedules, "Schedule"), "ReduceOnPlateau": schedules.ReduceOnPlateau},
        "regularizer": _classes(regularizers, "Regularizer"),
        "constraint": _classes(constraints, "Constraint"),
        "metric": _own_names(
            {n: m for n, m in METRICS.names.items() if isinstance(m, type)}, without=("MetricFunction",)
        ),
    }


def _public(record: Any) -> Any:
    """Return the function users call for an operation."""
    module = inspect.getmodule(record.forward)
    return getattr(module, record.forward.__name__, record.call)


def _own_names(names: dict[str, Any], without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return each member once, under its own name."""
    found: dict[str, Any] = {}
    seen: set[int] = set()
    for name, thing in names.items():
        own = thing.__name__ if names.get(thing.__name__) is thing else name
        if id(thing) not in seen and own not in without and thing.__module__.startswith("badak."):
            seen.add(id(thing))
            found[own] = thing
    return found


def _classes(package: Any, base: str) -> dict[str, Any]:
    root = getattr(package, base)
    return {
        thing.__name__: thing
        for name in package.__all__
        if isinstance(thing := getattr(package, name), type) and issubclass(thing, root) and thing is not root
    }


def _path(kind: str, name: str) -> str:
    import badak

    if kind == "operation":
        if name in badak.__all__:
            return f"badak.{name}"
        from badak.autograd.op import OPS

        forward = OPS[name].forward
        return f"{forward.__module__}.{forward.__name__}"
    return f"badak.{KINDS[kind][2]}.{name}"


def _key(kind: str, name: str, thing: Any) -> str:
    if kind == "loss" and isinstance(thing, type):
        from badak.cards.docstrings import read

        return read(thing).refers or name
    return name


@functools.cache
def names() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return which subjects each name may mean, the first meant first."""
    found: dict[str, list[tuple[str, str]]] = {}
    by_thing = {id(subject.thing): key for key, subject in subjects().items()}
    for key in subjects():
        found.setdefault(key[1], []).append(key)
    for kind, (_, _, package) in KINDS.items():
        if kind == "operation":
            continue
        module = importlib.import_module(f"badak.{package}")
        registered = [vars(module), *(r.names for r in _registries(kind))]
        for table in registered:
            for name, thing in table.items():
                key = by_thing.get(id(thing))
                if key is not None and key[0] == kind and key not in found.setdefault(name, []):
                    found[name].append(key)
    order = list(KINDS)
    return {
        name: tuple(sorted(keys, key=lambda k: (k[1] != name, order.index(k[0]))))
        for name, keys in found.items()
        if not name.startswith("_") and keys
    }


def _registries(kind: str) -> list[Any]:
    from badak.losses.loss import LOSSES
    from badak.metrics.metric import METRICS

    return {"loss": [LOSSES], "metric": [METRICS]}.get(kind, [])


def has_facts(subject: Subject) -> bool:
    """Say whether a subject stands in the tables."""
    return any(subject.key in facts for facts in TABLES[subject.kind].values())
