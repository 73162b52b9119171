"""What cards say beside records and docstrings, by kind and group."""

from __future__ import annotations

from badak.cards.facts import activations, layers, metrics, operations, training
from badak.cards.facts.fact import Fact

TABLES: dict[str, dict[str, dict[str, Fact]]] = {
    "activation": activations.GROUPS,
    "operation": operations.GROUPS,
    "layer": layers.GROUPS,
    "loss": training.LOSSES,
    "optimizer": training.OPTIMIZERS,
    "initializer": training.INITIALIZERS,
    "schedule": training.SCHEDULES,
    "regularizer": training.REGULARIZERS,
    "constraint": training.CONSTRAINTS,
    "metric": metrics.GROUPS,
}


def fact_of(kind: str, name: str) -> tuple[Fact | None, str]:
    """Return what is known of a subject, and the name of its group."""
    for group, facts in TABLES[kind].items():
        if name in facts:
            return facts[name], group
    return None, ""


def relatives(kind: str, group: str, name: str) -> list[str]:
    """Return the other members of a subject's group, the nearest first."""
    names = list(TABLES.get(kind, {}).get(group, {}))
    if name not in names:
        return []
    place = names.index(name)
    return [n for n in sorted(names, key=lambda n: abs(names.index(n) - place)) if n != name]
