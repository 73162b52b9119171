"""Trees: nested dicts, lists and tuples of arrays, the form in which parameters and states are passed around."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_LISTS = (list, tuple)  # a tuple: writing list | tuple in a check would build that union anew each time


def leaves(tree: Any) -> list:
    """List the leaves of a tree in a fixed order (dicts in insertion order); None is an empty tree.

    Example:
        >>> leaves({"w": 1, "more": [2, (3, None)]})
        [1, 2, 3]
    """
    found: list = []
    _collect(tree, found)
    return found


def _collect(tree: Any, found: list) -> None:
    if isinstance(tree, dict):
        for branch in tree.values():
            _collect(branch, found)
    elif isinstance(tree, _LISTS):
        for branch in tree:
            _collect(branch, found)
    elif tree is not None:
        found.append(tree)


def map(function: Callable, tree: Any, *rest: Any) -> Any:  # noqa: A001 - the field's name for it
    """Apply a function to each leaf (and to the leaves at the same place of further trees) and keep the structure.

    Example:
        >>> map(lambda a, b: a + b, {"x": 1, "y": [2]}, {"x": 10, "y": [20]})
        {'x': 11, 'y': [22]}
    """
    if isinstance(tree, dict):
        return {k: map(function, v, *[r[k] for r in rest]) for k, v in tree.items()}
    if isinstance(tree, _LISTS):
        parts = [map(function, v, *[r[i] for r in rest]) for i, v in enumerate(tree)]
        if hasattr(tree, "_fields"):
            return type(tree)(*parts)  # a named tuple
        return type(tree)(parts)
    return None if tree is None else function(tree, *rest)


def unflatten(tree: Any, values: list) -> Any:
    """Put a flat list of leaves back into the structure of a tree.

    Example:
        >>> unflatten({"w": 1, "more": [2]}, [10, 20])
        {'w': 10, 'more': [20]}
    """
    remaining = iter(values)
    return map(lambda _: next(remaining), tree)


def paths(tree: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Name each leaf by the way to it: ``dense/kernel``.

    Example:
        >>> list(paths({"dense": {"kernel": 1, "bias": 2}}))
        [('dense/kernel', 1), ('dense/bias', 2)]
    """
    if isinstance(tree, dict):
        for name, branch in tree.items():
            yield from paths(branch, f"{prefix}{name}/")
    elif isinstance(tree, _LISTS):
        for i, branch in enumerate(tree):
            yield from paths(branch, f"{prefix}{i}/")
    elif tree is not None:
        yield prefix.rstrip("/"), tree
