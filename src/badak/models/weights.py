"""The weights of a model: once in its trees, though a layer may stand at several places; as arrays for a training step."""

from __future__ import annotations

from typing import Any

from badak.autograd.tensor import Tensor
from badak.layers.layer import Layer

Path = tuple[str, ...]


class ModelWeights(Layer, abstract=True):
    """A layer made of layers, each of which may stand at several places; its weights stand at the first."""

    def _repeated(self) -> list[tuple[Path, Path]]:
        """Return the way to each further place of a layer, and the way to its first one, where its weights stand in trees."""
        if "_places" not in self.__dict__:
            self.__dict__["_places"] = _further_places(self)
        return self.__dict__["_places"]

    def params_tree(self, trainable: bool | None = None, _above: bool = True) -> dict[str, Any]:
        """Return the weights as a tree of tensors; those of a layer at several places stand at the first."""
        tree = super().params_tree(trainable, _above)
        for path, _ in self._repeated():
            _cut(tree, path)
        return tree

    def run(self, params: dict[str, Any], x: Any, ctx: Any, **more: Any) -> Any:
        """Apply the model; a layer at several places has its weights at each."""
        for path, first in self._repeated():
            params = _grafted(params, path, first)
        return super().run(params, x, ctx, **more)

    def regularized(self) -> Any:
        """Name the way to each weight that has a penalty, once."""
        return self._once(super().regularized())

    def constrained(self) -> Any:
        """Name the way to each weight that has a constraint, once."""
        return self._once(super().constrained())

    def _once(self, found: Any) -> Any:
        repeated = [path for path, _ in self._repeated()]
        for path, thing in found:
            if not any(path[: len(again)] == again for again in repeated):
                yield path, thing

    def weight_items(self) -> Any:
        """Yield (name, holder, learned) of every array in Keras's order, each once."""
        repeated = ["/".join(path) + "/" for path, _ in self._repeated()]
        for item in super().weight_items():
            if not any(item[0].startswith(again) for again in repeated):
                yield item

    def raw_params(self, trainable: bool | None = None) -> dict:
        """Return the weights as a tree of arrays (not copies)."""
        from badak.autograd import tree as trees

        return trees.map(lambda t: t.data, self.params_tree(trainable))

    def write_params(self, tree: dict, trainable: bool | None = None) -> None:
        """Take over weights that a training step returned."""
        from badak.autograd import tree as trees

        def put(holder: Tensor, value: Any) -> None:
            holder.data = value.data if type(value) is Tensor else value

        trees.map(put, self.params_tree(trainable), tree)  # by name: a compiled step may return dicts in another order


def _further_places(model: Layer) -> list[tuple[Path, Path]]:
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


def _cut(tree: dict, path: Path) -> None:
    """Take a branch out of a tree of fresh dicts; the dicts that it leaves empty go too."""
    name, *rest = path
    if name in tree and rest:
        _cut(tree[name], tuple(rest))
    if not rest or not tree.get(name):
        tree.pop(name, None)


def _grafted(tree: dict, path: Path, first: Path) -> dict:
    """Return the tree with a branch that stands at ``first`` at ``path`` too; other branches are shared."""
    found: Any = tree
    for name in first:
        found = found.get(name) if found is not None else None
    return tree if found is None else _put(tree, path, found)


def _put(tree: dict, path: Path, branch: Any) -> dict:
    name, *rest = path
    return {**tree, name: _put(tree.get(name) or {}, tuple(rest), branch) if rest else branch}
