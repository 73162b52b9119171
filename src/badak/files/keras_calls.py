"""Calls as Keras's files write them: the arguments of each, in which a tensor stands as (layer, call, output)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from badak.files.keras_values import value
from badak.files.wording import refused

if TYPE_CHECKING:
    from badak.files.keras_builder import Builder

_MOST_CALLS = 100_000
_NONE = ("", -1, -1)  # for what is no (layer, call, output)


def read_calls(builder: Builder, nodes: Any) -> list[dict]:
    """Return calls as ``{"args": …, "kwargs": …}``, from today's form and from that of Keras 2."""
    found = []
    for node in builder.listed(nodes, "inbound_nodes"):
        if isinstance(node, dict) and isinstance(node.get("args"), list) and isinstance(node.get("kwargs"), dict):
            found.append({"args": node["args"], "kwargs": node["kwargs"]})
            continue
        rows = node if isinstance(node, list) and node and isinstance(node[0], list) else [node]
        tensors = []
        for row in rows:
            if not isinstance(row, list) or len(row) < 3:
                raise builder.damage("a call is not well formed", "호출의 형식이 올바르지 않습니다")
            tensors.append({"class_name": "__keras_tensor__", "config": {"keras_history": row[:3]}})
        more = rows[0][3] if len(rows[0]) > 3 and isinstance(rows[0][3], dict) else {}
        found.append({"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": more})
    if len(found) > _MOST_CALLS:
        raise refused(builder.where, "a layer has too many calls", "층의 호출이 너무 많습니다")
    return found


def histories(node: Any) -> list:
    """Return the (layer, call, output) of the tensors in nested lists and dicts, in order."""
    if isinstance(node, list):
        return [h for part in node for h in histories(part)]
    if isinstance(node, dict):
        if node.get("class_name") == "__keras_tensor__" and isinstance(node.get("config"), dict):
            history = node["config"].get("keras_history")
            return [tuple(history) if isinstance(history, list) and _plain(history) else _NONE]
        return [h for part in node.values() for h in histories(part)]
    return []


def _plain(history: list) -> bool:
    return len(history) == 3 and all(isinstance(part, str | int) for part in history)


def filled(symbol: Callable) -> Callable:
    """Return the function that puts symbols for the tensors in nested lists and dicts, and makes what Keras describes there."""

    def fill(node: Any) -> Any:
        if isinstance(node, list):
            return [fill(part) for part in node]
        if isinstance(node, dict):
            if node.get("class_name") == "__keras_tensor__" and isinstance(node.get("config"), dict):
                return symbol(node["config"].get("keras_history"))
            if "class_name" in node:
                return value(node)
            return {key: fill(part) for key, part in node.items()}
        return node

    return fill


def flat(node: Any) -> Iterator[Any]:
    """Yield what is in nested lists, in order."""
    for part in node:
        if isinstance(part, list | tuple):
            yield from flat(part)
        else:
            yield part
