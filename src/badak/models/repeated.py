"""Layers that stand at several places of a model: their weights stand once in its trees, at the first place."""

from __future__ import annotations

from typing import Any

from badak.layers.layer import Layer

Path = tuple[str, ...]


def further_places(model: Layer) -> list[tuple[Path, Path]]:
    """Return the way to each further place of a layer, and the way to its first one."""
    first: dict[int, Path] = {}
    found: list[tuple[Path, Path]] = []

    def walk(layer: Layer, above: Path) -> None:
        for name, inner in layer.sublayers():
            path = (*above, name)
            if id(inner) in first:
                found.append((path, first[id(inner)]))
            else:
                first[id(inner)] = path
                walk(inner, path)

    walk(model, ())
    return found


def cut(tree: dict, path: Path) -> None:
    """Take a branch out of a tree of fresh dicts; the dicts that it leaves empty go too."""
    name, *rest = path
    if name in tree and rest:
        cut(tree[name], tuple(rest))
    if not rest or not tree.get(name):
        tree.pop(name, None)


def grafted(tree: dict, path: Path, first: Path) -> dict:
    """Return the tree with a branch that stands at ``first`` at ``path`` too; other branches are shared."""
    found: Any = tree
    for name in first:
        found = found.get(name) if found is not None else None
    return tree if found is None else _put(tree, path, found)


def _put(tree: dict, path: Path, branch: Any) -> dict:
    name, *rest = path
    return {**tree, name: _put(tree.get(name) or {}, tuple(rest), branch) if rest else branch}
