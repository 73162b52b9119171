"""Values of the results on a tape, which keeps only what gradients need: what it kept, what is alive, what follows from both."""

from __future__ import annotations

import gc
from collections import Counter
from typing import Any

import numpy as np

from badak.autograd.op import Op
from badak.autograd.tape import Node
from badak.autograd.tensor import Tensor


class _Unknown:
    """Stands for a value that is no longer known."""

    def __repr__(self) -> str:
        return "<unknown value>"


UNKNOWN: Any = _Unknown()


def arguments_of(node: Node) -> list[Any]:
    """Return the arguments of a recorded call as far as the tape kept them, ``UNKNOWN`` for the others."""
    record = node.op
    found = [UNKNOWN] * len(node.inputs)
    if type(record) is not Op:  # a further result of an operation that has several
        return found
    if node.constants is not None:
        for i, value in enumerate(node.constants):
            if node.inputs[i] is None:
                found[i] = UNKNOWN if callable(value) and (value := value()) is None else value
    for name, value in zip(record._saves, node.saved or ()):
        if record.variadic and name == record.arrays[-1]:
            found[len(record.arrays) - 1 :] = value
        elif name in record.arrays and record.arrays.index(name) < len(found):
            found[record.arrays.index(name)] = value
    return found


def kept_values(order: list[Node]) -> dict[Node, Any]:
    """Return what the tape kept of results and variables, as arguments and as results of the operations."""
    known: dict[Node, Any] = {}
    for node in order:
        if type(node.op) is not Op:
            continue
        for name, value in zip(node.op._saves, node.saved or ()):
            if name == "out":
                known[node] = value
        for parent, value in zip(node.inputs, arguments_of(node)):
            if parent is not None and value is not UNKNOWN and value is not None:
                known.setdefault(parent, value)
    return known


def living_values(nodes: set[Node]) -> dict[Node, Any]:
    """Return the values of those nodes whose tensor somebody still holds."""
    held = [thing for thing in gc.get_objects() if type(thing) is Tensor]
    return {t.node: t.data for t in held if t.node is not None and t.node in nodes}


def values_of(order: list[Node], root: Any, told: dict[Node, Any], wanted: set[Node]) -> dict[Node, Any]:
    """Find the values of nodes.

    What the tape kept comes first, then tensors that are alive, then what operations compute of both. A variable may have
    been changed since; then the result would not be what it is, and nothing that follows from living tensors is believed.

    Args:
        order: every node of the graph, newest first, the result at its head.
        root: value of the result.
        told: values of tensors that the caller named.
        wanted: the nodes whose values are asked for.

    Returns:
        A value for each wanted node that has a known one.
    """
    kept = {order[0]: root, **kept_values(order)}
    if wanted <= kept.keys():
        return kept
    living = {**living_values(set(order) - kept.keys()), **{n: v for n, v in told.items() if n not in kept}}
    found = _computed(order, kept, living, wanted)
    return found if found is not None else _computed(order, kept, {}, wanted) or {}


def _computed(order: list[Node], kept: dict, living: dict, wanted: set[Node]) -> dict[Node, Any] | None:
    """Compute what is not known, oldest first; None when something kept shows that a living value is another by now."""
    uses = Counter(parent for node in order for parent in node.inputs if parent is not None)
    now: dict[Node, Any] = {}
    found: dict[Node, Any] = {}
    results: dict[Node, tuple] = {}
    for node in reversed(order):
        value = kept.get(node, UNKNOWN)
        if node.op is not None and (value is UNKNOWN or living):
            fresh = _result(node, now, results)
            if value is UNKNOWN:
                value = fresh
            elif fresh is not UNKNOWN and not _equal(value, fresh):
                return None
        if value is UNKNOWN:
            value = living.get(node, UNKNOWN)
        now[node] = value
        if node in wanted and value is not UNKNOWN:
            found[node] = value
        for parent in filter(None, node.inputs):
            uses[parent] -= 1
            if not uses[parent]:  # large values are let go after their last use
                now.pop(parent, None)
                results.pop(parent, None)
    return found


def _result(node: Node, now: dict[Node, Any], results: dict[Node, tuple]) -> Any:
    """Compute the result of one recorded call, where all of its arguments are known."""
    if type(node.op) is not Op:
        several = results.get(node.inputs[0])
        return UNKNOWN if several is None else several[node.op.number]  # type: ignore[union-attr]
    values = [
        known if parent is None else now.get(parent, UNKNOWN)
        for known, parent in zip(arguments_of(node), node.inputs, strict=True)
    ]
    if any(v is UNKNOWN for v in values):
        return UNKNOWN
    arrays = [np.asarray(v) if isinstance(v, np.generic) else v for v in values]
    if not any(hasattr(v, "shape") for v in arrays):
        return UNKNOWN
    out = node.op.call(*arrays, **(node.static or {}))
    if isinstance(out, tuple):
        results[node] = out
        return out[0]
    return out


def _equal(kept: Any, fresh: Any) -> bool:
    """Say whether two values are the same but for the last digits, which another number of threads may change."""
    a, b = np.asarray(kept), np.asarray(fresh)
    if a.shape == b.shape and (a == b).all():
        return True
    a, b = a.astype(np.float64), b.astype(np.float64)
    return a.shape == b.shape and np.allclose(
        a, b, rtol=1e-5, atol=1e-7 * float(np.max(np.abs(a), initial=0)), equal_nan=True
    )
