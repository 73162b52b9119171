"""Weights and kept state by their way in the model, ``dense/kernel``: where each is, and where each will be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from badak.autograd.tensor import tensor
from badak.files.safetensors import number_type
from badak.layers.layer import Layer
from badak.layers.parts import Param, Slot, Sublayer


class Holder(NamedTuple):
    """Where an array of a layer is kept.

    Attributes:
        path: ``block/dense/kernel``.
        slot: the layer's slot.
        name: the array's name in it.
        learned: whether it is a parameter rather than kept state.
        shape: its shape, as the layer declares it.
        dtype: name of its number type, as the layer declares it.
    """

    path: str
    slot: Slot
    name: str
    learned: bool
    shape: tuple[int, ...]
    dtype: str

    def get(self) -> np.ndarray:
        """Return the array."""
        return np.asarray(self.slot.params[self.name].data if self.learned else self.slot.state[self.name])

    def put(self, array: np.ndarray) -> None:
        """Take over an array that nobody else holds."""
        if not self.learned:
            self.slot.state[self.name] = array
        elif self.name in self.slot.params:
            self.slot.params[self.name].data = array
        else:
            self.slot.params[self.name] = tensor(array, requires_grad=True)


class Layout:
    """All arrays of a layer and of the layers inside it, each once, in the order of the tree.

    Attributes:
        holders: where each array is kept.
        slots: each layer with its slot, inner ones first.
        layers: each inner layer by its path.
    """

    def __init__(self) -> None:
        self.holders: list[Holder] = []
        self.slots: list[tuple[Layer, Slot]] = []
        self.layers: dict[str, Layer] = {}
        self._seen: set[int] = set()

    @classmethod
    def of(cls, layer: Layer) -> Layout:
        """Return the layout of a layer that is built, in its own slots."""
        made = cls()
        made._walk(layer, layer._built().shape, "float32", "", fresh=False)
        return made

    @classmethod
    def planned(cls, layer: Layer, shape: Any) -> Layout:
        """Return the layout that the layer declares for samples of a shape, in new slots without arrays.

        Nothing is drawn and no memory is taken, so that the shapes can be compared with those of a file first.
        """
        made = cls()
        made._walk(layer, shape, "float32", "", fresh=True)
        return made

    def _walk(self, layer: Layer, shape: Any, dtype: Any, above: str, fresh: bool) -> None:
        if id(layer) in self._seen:
            return
        self._seen.add(id(layer))
        dtype = layer.dtype or dtype
        slot = Slot(layer.declare(shape), shape, layer.out_shape(shape)) if fresh else layer._built()
        name_of_type = ""
        for name, item in slot.declared.items():
            path = f"{above}{name}"
            if isinstance(item, Sublayer):
                self.layers[path] = item.layer
                self._walk(item.layer, item.shape, dtype, f"{path}/", fresh)
                continue
            name_of_type = name_of_type or (number_type(dtype) if isinstance(dtype, str) else np.dtype(dtype)).name
            if getattr(item, "passing", False):  # the memory of a sequence: not kept, it begins empty
                slot.state.setdefault(name, np.zeros(item.shape, name_of_type))
                continue
            self.holders.append(Holder(path, slot, name, isinstance(item, Param), tuple(item.shape), name_of_type))
        self.slots.append((layer, slot))

    def attach(self) -> None:
        """Give the layers the new slots: now they are built."""
        for layer, slot in self.slots:
            layer.slot = slot

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield path and array of everything that is kept."""
        for holder in self.holders:
            yield holder.path, holder.get()
