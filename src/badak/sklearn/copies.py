"""A model of one's own for every fit: the given one is never changed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np

from badak.backend import on_numpy
from badak.errors import notify
from badak.layers.parts import Param, Sublayer


def fresh_copy(model: Any, pretrained: bool) -> Any:
    """Return a copy of a model that has no memory of an earlier training.

    Args:
        model: the model, built or not.
        pretrained: keep its weights; otherwise weights are drawn anew, from the seed of this moment.
    """
    trained = model.history is not None or model.optimizer_state is not None
    twin = copy.deepcopy(model)
    twin.history = twin.optimizer_state = twin.run_key = twin.trained_layers = None
    if pretrained or twin.slot is None:
        return twin
    if trained:
        notify("BD284", where=model.label)
    redraw(twin)
    return twin


def redraw(model: Any) -> None:
    """Draw all weights and statistics of a built model anew, in place.

    What a layer learned by ``adapt`` (a vocabulary, mean and variance of the data) stays: it is no weight.
    """
    from badak import initializers
    from badak.utils import next_key

    key = next_key()
    for place, layer in enumerate(_each(model)):
        if layer.slot is None or hasattr(layer, "adapt"):
            continue
        own = on_numpy.fold(key, place)
        for i, (name, item) in enumerate(layer.slot.declared.items()):
            if isinstance(item, Sublayer):
                continue
            learned = isinstance(item, Param)
            old = layer.slot.params[name].data if learned else layer.slot.state[name]
            drawn = initializers.get(item.initializer)(tuple(item.shape), dtype=old.dtype, key=on_numpy.fold(own, i))
            drawn = np.asarray(drawn, old.dtype, order="C")
            if learned:
                layer.slot.params[name].data = drawn
            else:
                layer.slot.state[name] = drawn


def learn_preparation(model: Any, x: Any) -> None:
    """Let the first layer of a model learn from the training data what it prepares data with, where it has not yet.

    So a vocabulary, or a mean, comes from the training part of every split of a cross-validation.
    """
    from badak.training.texts import first_layer

    layer = first_layer(model)
    while layer is not None and hasattr(layer, "layers"):
        layer = first_layer(layer)
    if layer is not None and _to_be_adapted(layer):
        layer.adapt(x)


def _to_be_adapted(layer: Any) -> bool:
    if not hasattr(layer, "adapt"):
        return False
    if getattr(layer, "reads_text", False):
        return layer.vocabulary is None
    if getattr(layer, "mean", None) is not None:  # it was told
        return False
    return layer.slot is None or not np.asarray(layer.slot.state.get("count", 1)).any()


def _each(layer: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Yield a layer and all those inside, each once."""
    seen = set() if seen is None else seen
    if id(layer) in seen:
        return
    seen.add(id(layer))
    yield layer
    for _, inner in layer.sublayers():
        yield from _each(inner, seen)
