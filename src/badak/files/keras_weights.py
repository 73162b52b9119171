"""Which array of a Keras file is which weight: ``layers/dense_1/vars/0`` is the first weight of the second Dense.

Keras names the groups by the layers' classes in the order of the model, not by the layers' names; those stand beside, as the
attribute ``name`` of the group ``vars``. Files of Keras 2 (``.h5``) have a group for each layer of the outermost model, whose
weights are listed in it, trained ones first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from badak.errors import error, shape_text
from badak.files.hdf5 import Array, Group
from badak.files.keras_graph import Inner
from badak.files.keras_order import layers_in_order
from badak.files.places import Holder, Layout
from badak.files.wording import both, brief, damaged
from badak.layers.layer import Layer
from badak.layers.parts import Sublayer
from badak.models.naming import snake

_MOST_LINES = 12
_PROJECTIONS = ("query_dense", "key_dense", "value_dense", "output_dense")
_ASIDE = ("seed_generator", "optimizer", "generator")  # random keys and the memory of optimizers
Line = tuple[str, str]


class Matcher:
    """Finds the array of each weight, and notes all that does not fit."""

    def __init__(self, layout: Layout, inside: dict[int, list[Inner]], where: str) -> None:
        self.where = where
        self.inside = inside
        self.slots = {id(layer): slot for layer, slot in layout.slots}
        self.holders: dict[int, list[Holder]] = {}
        for holder in layout.holders:
            self.holders.setdefault(id(holder.slot), []).append(holder)
        self.pairs: list[tuple[Holder, Array]] = []
        self.lines: list[Line] = []
        self.used: set[int] = set()
        self.done: set[int] = set()

    def match(self, model: Layer, root: Group) -> list[tuple[Holder, Array]]:
        """Return for each weight of a model the array of a file of Keras 3.

        Raises:
            FileFormatError: BD312, with everything that is missing, left over or of another shape.
        """
        self._layer(model, root, "")
        self.lines += [
            (f"not in the model: {path}", f"모델에 없음: {path}")
            for path, array in _arrays(root)
            if id(array) not in self.used
        ]
        return self._told()

    def match_old(self, model: Any, groups: Group) -> list[tuple[Holder, Array]]:
        """Return for each weight of a model the array of an ``.h5`` file as Keras 2 wrote it.

        Raises:
            FileFormatError: BD312, as ``match``.
        """
        names = groups.attributes().get("layer_names", [])
        layers = [inner.layer for inner in self.inside.get(id(model), [])]
        listed = [(name, group) for name in names if isinstance(group := groups.members.get(name), Group)]
        full = [(name, group) for name, group in listed if group.attributes().get("weight_names")]
        wanting = [layer for layer in layers if any(True for _ in self._all(layer))]
        by_name = {layer.name: layer for layer in wanting}
        ways = [[by_name.get(name) for name, _ in full]] if {name for name, _ in full} == set(by_name) else []
        ways.append([wanting[i] if i < len(wanting) else None for i in range(len(full))])
        for way in ways:  # by the layers' names where all agree, else by their order
            self.pairs, self.lines = [], []
            for layer, (name, group) in zip(way, full, strict=True):
                arrays = [(path, group.get(path)) for path in group.attributes()["weight_names"]]
                holders = [] if layer is None else sorted(self._all(layer), key=lambda h: not h.learned)
                self._pair(holders, arrays, name)
            if not self.lines:
                break
        missing = [layer for layer in wanting if layer.name not in dict(full)] if len(full) < len(wanting) else []
        self.lines += [(f"missing in the file: {layer.name}", f"파일에 없음: {layer.name}") for layer in missing]
        return self._told()

    def _told(self) -> list[tuple[Holder, Array]]:
        if self.lines:
            more = f"\n    … (+{len(self.lines) - _MOST_LINES})" if len(self.lines) > _MOST_LINES else ""
            shown = [
                "\n    " + "\n    ".join(brief(line[i], 200) for line in self.lines[:_MOST_LINES]) + more
                for i in (0, 1)
            ]
            raise error("BD312", where=self.where, problems=both(*shown))
        return self.pairs

    # --- one layer ----------------------------------------------------------------------------------------------------------

    def _layer(self, layer: Layer, group: Group, path: str) -> None:
        if id(layer) in self.done:
            return
        self.done.add(id(layer))
        slot = self.slots.get(id(layer))
        if slot is None:
            return
        own = self.holders.get(id(slot), [])
        if own:
            self._pair(own, self._own(group, layer), path)
        if hasattr(layer, "layers"):
            self._model(layer, group, path)
            return
        parts = {name: item.layer for name, item in slot.declared.items() if isinstance(item, Sublayer)}
        cells = group.get("cells")
        if isinstance(cells, Group):  # of cells on top of each other, named by their classes as the layers of a model
            parts = dict(zip(container_names([type(cell).__name__ for cell in parts.values()]), parts.values()))
            group, path = cells, f"{path}cells/"
        for name, inner in parts.items():
            self._inner(inner, group, name, path)

    def _model(self, model: Any, group: Group, path: str) -> None:
        below = group.get("layers")
        inside = self.inside.get(id(model))
        if inside is None:
            inside = [Inner(type(layer).__name__, layer.name or "", layer) for layer in layers_in_order(model)]
        names = dict(zip(container_names([inner.kind for inner in inside]), inside))
        if isinstance(below, Group):
            told = {_name_of(part): part for part in below.members.values() if isinstance(part, Group)}
            if all(inner.name in told for inner in inside if self._weighted(inner.layer)):
                before = (len(self.pairs), len(self.lines), set(self.used), set(self.done))
                for inner in inside:
                    if inner.name in told:
                        self._layer(inner.layer, told[inner.name], f"{path}layers/{inner.name}/")
                if len(self.lines) == before[1]:
                    return
                del self.pairs[before[0] :], self.lines[before[1] :]  # equal names by chance: then by class and order
                self.used, self.done = before[2:]
        for name, inner in names.items():
            part = below.members.get(name) if isinstance(below, Group) else None
            if isinstance(part, Group):
                self._layer(inner.layer, part, f"{path}layers/{name}/")
            elif self._weighted(inner.layer):
                self.lines.append((f"missing in the file: {path}layers/{name} ({inner.name})",
                                   f"파일에 없음: {path}layers/{name} ({inner.name})"))  # fmt: skip

    def _inner(self, layer: Layer, group: Group, name: str, path: str) -> None:
        """Follow a layer inside a layer under its name."""
        found = group.get(name)
        if isinstance(found, Group):
            self._layer(layer, found, f"{path}{name}/")
        elif self._weighted(layer):
            self.lines.append((f"missing in the file: {path}{name}", f"파일에 없음: {path}{name}"))

    def _weighted(self, layer: Layer) -> bool:
        return any(True for _ in self._all(layer))

    def _all(self, layer: Layer) -> Iterator[Holder]:
        """Yield the holders of a layer and of those inside it."""
        slot = self.slots.get(id(layer))
        if slot is None:
            return
        yield from self.holders.get(id(slot), [])
        inner = self.inside.get(id(layer))
        if inner is not None:
            for part in inner:
                yield from self._all(part.layer)
            return
        for item in slot.declared.values():
            if isinstance(item, Sublayer):
                yield from self._all(item.layer)

    def _own(self, group: Group, layer: Layer) -> list[tuple[str, Any]]:
        """Return the arrays of a layer by itself; some keep theirs in layers inside them that badak's do not have."""
        found = _vars(group, "vars")
        if not found and isinstance(group.get("cell"), Group):
            found = _vars(group, "cell/vars")
        if not found:
            found = [part for name in _PROJECTIONS for part in _vars(group, f"{name}/vars")]
        return found

    def _pair(self, holders: list[Holder], arrays: list[tuple[str, Any]], path: str) -> None:
        found = [(name, array) for name, array in arrays if isinstance(array, Array)]
        self.used |= {id(array) for _, array in found}
        if [h.shape for h in holders] == [array.shape for _, array in found]:
            self.pairs += [(holder, array) for holder, (_, array) in zip(holders, found, strict=True)]
            return
        has = ", ".join(shape_text(array.shape) for _, array in found) or "-"
        wants = ", ".join(f"{h.name} {shape_text(h.shape)}" for h in holders) or "-"
        self.lines.append((f"{path}: {has} in the file, {wants} in the model", f"{path}: 파일 {has}, 모델 {wants}"))


def container_names(kinds: list[str]) -> list[str]:
    """Return the names that Keras gives the groups of layers: dense, dense_1, … by class.

    Example:
        >>> container_names(["Dense", "LSTM", "Dense"])
        ['dense', 'lstm', 'dense_1']
    """
    counts: dict[str, int] = {}
    names = []
    for kind in kinds:
        base = snake(kind)
        number = counts.get(base, 0)
        counts[base] = number + 1
        names.append(f"{base}_{number}" if number else base)
    return names


def _vars(group: Group, path: str) -> list[tuple[str, Any]]:
    found = group.get(path)
    if not isinstance(found, Group):
        return []
    names = sorted((n for n in found.members if n.isdigit() and len(n) < 9), key=int)
    return [(name, found.members[name]) for name in names]


def _name_of(group: Group) -> str:
    inner = group.members.get("vars")
    name = inner.attributes().get("name") if isinstance(inner, Group) else None
    return name if isinstance(name, str) else ""


def _arrays(group: Group, path: str = "") -> Iterator[tuple[str, Array]]:
    for name, part in group.members.items():
        if name in _ASIDE:
            continue
        if isinstance(part, Group):
            yield from _arrays(part, f"{path}{name}/")
        else:
            yield f"{path}{name}", part


def put(pairs: list[tuple[Holder, Array]], where: str) -> dict[str, np.ndarray]:
    """Give each weight its array, as the number type that it has here; return them by path."""
    found = {}
    for holder, array in pairs:
        values = array.read()
        if values.dtype == np.bool_ and array.data.max(initial=0) > 1:
            raise damaged(where, "truth values other than 0 and 1", "0과 1이 아닌 참/거짓 값이 있습니다")
        found[holder.path] = np.array(values, dtype=holder.dtype, order="C")
    for holder, _ in pairs:
        holder.put(found[holder.path])
    return found
