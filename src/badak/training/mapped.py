"""A layer used on data instead of inside a model: augmentation, mixing, resizing in ``Dataset.map``."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.tape import recording
from badak.autograd.tensor import tensor
from badak.backend import on_numpy
from badak.checks import number_type
from badak.layers.context import Context


class MappedLayer:
    """Applies a layer to batches, as in training; each batch of each pass has a random key of its own.

    Args:
        layer: the layer. Its ``seed``, where it has one, decides all keys; otherwise the root seed does.
    """

    def __init__(self, layer: Any) -> None:
        from badak.utils import next_key

        self.layer = layer
        seed = getattr(layer, "seed", None)
        self.key = next_key() if seed is None else on_numpy.key(seed)

    def at(self, number: int, place: int, item: tuple) -> tuple:
        """Return one batch with its inputs (or all of it, for a layer that mixes) changed.

        Args:
            number: which pass over the data.
            place: which batch of the pass.
            item: (x,), (x, y) or (x, y, weight).
        """
        key = on_numpy.fold(on_numpy.fold(self.key, number), place)
        if hasattr(self.layer, "mix"):
            return self.layer.mix(key, *item)
        x, *others = item
        if self.layer.reads_text:
            return (self.layer(x).numpy(), *others)
        dtype = number_type(self.layer.dtype or np.float32, self.layer.label)
        if x.dtype.kind in "iub" and self.layer.casts_integers:
            x = x.astype(dtype)
        with recording(False):
            t = tensor(x)
            if self.layer.slot is None:
                self.layer.build(t.shape[1:])
            ctx = Context(True, key, self.layer.state_tree())
            return (self.layer.run(self.layer.params_tree(), t, ctx).numpy(), *others)
