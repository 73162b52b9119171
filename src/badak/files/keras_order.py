"""The order in which Keras counts the layers of a functional model: those far from the outputs first.

The depth of a call is the longest way from it to an output, that of a layer the largest of its calls; within one depth layers
stand in the order in which a walk back from the outputs meets them.

Source: Keras 3.15, ``keras/src/ops/function.py``, ``map_graph``.
"""

from __future__ import annotations

from typing import Any

from badak.layers.layer import Layer


def layers_in_order(model: Any) -> list[Layer]:
    """Return the layers of a model as Keras orders them; those of a Sequential as they stand.

    Example:
        >>> import badak
        >>> a, b = badak.Input((2,)), badak.Input((2,))
        >>> deep = badak.layers.Dense(2, name="deep")(badak.layers.Dense(2, name="deeper")(b))
        >>> model = badak.Model([a, b], badak.layers.concatenate([badak.layers.Dense(2, name="near")(a), deep]))
        >>> [layer.name for layer in layers_in_order(model) if "deep" in layer.name or layer.name == "near"]
        ['deeper', 'near', 'deep']
    """
    if not hasattr(model, "_calls"):
        return list(model.layers)
    makers = {id(symbol): call for call in model._calls for symbol in call.outputs}
    met, finished = _walked(model.outputs, makers)
    depth: dict[int, int] = {}
    of_layer: dict[int, int] = {}
    for call in reversed(finished):
        key = id(call.layer) if call.layer is not None else id(call)
        here = max(depth.get(id(call), 0), of_layer.get(key, 0))
        depth[id(call)] = of_layer[key] = here
        for symbol in call.symbols():
            before = makers.get(id(symbol))
            if before is not None:
                depth[id(before)] = max(here + 1, depth.get(id(before), 0))
    known = [layer for layer in model.layers if id(layer) in of_layer]
    others = [layer for layer in model.layers if id(layer) not in of_layer]
    return [*others, *sorted(known, key=lambda layer: (-of_layer[id(layer)], met[id(layer)]))]


def _walked(outputs: list, makers: dict[int, Any]) -> tuple[dict[int, int], list]:
    """Walk back from the outputs; return when each layer is first met, and the calls, each behind what it reads."""
    met: dict[int, int] = {}
    seen: set[int] = set()
    finished: list[Any] = []
    waiting: list[tuple[Any, bool]] = [(makers.get(id(symbol)), False) for symbol in reversed(outputs)]
    while waiting:
        call, done = waiting.pop()
        if call is None:
            continue
        if done:
            finished.append(call)
            continue
        if id(call) in seen:
            continue
        seen.add(id(call))
        met.setdefault(id(call.layer) if call.layer is not None else id(call), len(met))
        waiting.append((call, True))
        waiting += [(makers.get(id(symbol)), False) for symbol in reversed(call.symbols())]
    return met, finished
