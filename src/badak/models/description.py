"""A graph as plain lists with numbers in the place of symbols: what copies, ``get_config`` and model files keep of it.

Symbols are numbered: those of the inputs first, then the results of each call in order. A call reads only symbols with smaller
numbers, so that a description cannot go round in a circle.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from badak.autograd.op import OPS
from badak.autograd.symbol import Symbol
from badak.autograd.tensor import Tensor
from badak.models.graph import Call, filled, leaves, note_use, symbol_of


class Place(NamedTuple):
    """The number of a symbol, where the symbol stood."""

    number: int


class Flat(NamedTuple):
    """A graph without symbols.

    Attributes:
        layers: the layers, those of the inputs first.
        inputs: the form of the inputs, with places.
        calls: for each call the number of its layer or the name of its operation, arguments, options, shapes and number
            types of its results, and whether these are a tuple.
        outputs: the form of the outputs, with places.
    """

    layers: list
    inputs: Any
    calls: list[tuple[int | str, Any, dict, list[tuple], list[str], bool]]
    outputs: Any


def flat(model: Any) -> Flat:
    """Return the graph of a model as plain lists."""
    numbers = {id(s): i for i, s in enumerate(model.inputs)}
    layers = {id(layer): i for i, layer in enumerate(model.layers)}

    def place(symbol: Symbol) -> Place:
        return Place(numbers[id(symbol)])

    calls = []
    for call in model._calls:
        what = layers[id(call.layer)] if call.layer is not None else call.record.name
        shapes = [s.shape for s in call.outputs]
        kinds = [np.dtype(s.dtype).name for s in call.outputs]
        calls.append((what, filled(call.args, place), filled(call.options, place), shapes, kinds, call.several))
        for symbol in call.outputs:
            numbers.setdefault(id(symbol), len(numbers))
    return Flat(list(model.layers), filled(model._inputs, place), calls, filled(model._outputs, place))


def drawn(given: Flat, symbols: list[Symbol] | None = None) -> tuple[Any, Any]:
    """Return inputs and outputs, as symbols, of a graph that was made plain.

    Args:
        given: the graph.
        symbols: the list that the symbols are put into; those of the inputs are made where it is empty.
    """
    made: list[Symbol] = [] if symbols is None else symbols
    if not made:
        made += [symbol_of(layer) for layer in given.layers[: len(places(given.inputs))]]
    for what, args, options, shapes, kinds, several in given.calls:
        layer, record = (given.layers[what], None) if isinstance(what, int) else (None, OPS[what])
        call = Call(layer, record, put(args, made), put(options, made))
        made += leaves(call.makes(shapes if several else shapes[0], kinds if several else kinds[0],
                                  (layer.name or "") if layer is not None else str(what)))  # fmt: skip
        if layer is not None:
            note_use(layer, call)
    return put(given.inputs, made), put(given.outputs, made)


def put(x: Any, symbols: list[Symbol]) -> Any:
    """Return nested lists, tuples and dicts with the symbols in their places."""
    return mapped(x, lambda part: symbols[part.number] if type(part) is Place else part)


def places(x: Any) -> list[int]:
    """Return the numbers of the symbols in nested lists, tuples and dicts, in order."""
    found: list[int] = []
    mapped(x, lambda part: found.append(part.number) if type(part) is Place else None)
    return found


def mapped(x: Any, change: Callable[[Any], Any]) -> Any:
    """Return nested lists, tuples and dicts with every other thing in them changed."""
    if isinstance(x, dict):
        return {key: mapped(part, change) for key, part in x.items()}
    if isinstance(x, list | tuple) and type(x) is not Place:
        return type(x)(mapped(part, change) for part in x)
    return change(x)


# --- plain values for get_config ----------------------------------------------------------------------------------------------


def to_config(given: Flat) -> dict[str, Any]:
    """Return a graph in a form that JSON can hold, the layers by their own ``get_config``."""
    calls = [
        {"call": what, "args": _plain(args), "options": _plain(options), "shapes": _plain(shapes), "dtypes": kinds,
         "several": several}
        for what, args, options, shapes, kinds, several in given.calls
    ]  # fmt: skip
    layers = [{"class": type(layer).__name__, "config": layer.get_config()} for layer in given.layers]
    return {"layers": layers, "inputs": _plain(given.inputs), "calls": calls, "outputs": _plain(given.outputs)}


def from_config(config: dict[str, Any]) -> Flat:
    """Return the graph that ``to_config`` wrote, with new layers."""
    from badak.layers.layer import LAYERS

    found = [(LAYERS.find(part["class"], "from_config"), part["config"]) for part in config["layers"]]
    calls: list[Any] = [
        (part["call"], _unplain(part["args"]), _unplain(part["options"]), _unplain(part["shapes"]), list(part["dtypes"]),
         bool(part["several"]))
        for part in config["calls"]
    ]  # fmt: skip
    layers = [kind.from_config(part) for kind, part in found]
    return Flat(layers, _unplain(config["inputs"]), calls, _unplain(config["outputs"]))


def _plain(x: Any) -> Any:
    if type(x) is Place:
        return {"symbol": x.number}
    if isinstance(x, tuple):
        return {"tuple": [_plain(part) for part in x]}
    if isinstance(x, list):
        return [_plain(part) for part in x]
    if isinstance(x, dict):
        return {"dict": {key: _plain(part) for key, part in x.items()}}
    if isinstance(x, slice):
        return {"slice": [_plain(x.start), _plain(x.stop), _plain(x.step)]}
    if x is Ellipsis:
        return {"ellipsis": True}
    if isinstance(x, np.ndarray | Tensor):
        array = np.asarray(x.data if type(x) is Tensor else x)
        return {"array": array.tolist(), "dtype": array.dtype.name}
    if isinstance(x, np.generic):
        return x.item()
    return np.dtype(x).name if isinstance(x, np.dtype | type) else x


def _unplain(x: Any) -> Any:
    if isinstance(x, list):
        return [_unplain(part) for part in x]
    if not isinstance(x, dict):
        return x
    if "symbol" in x:
        return Place(x["symbol"])
    if "tuple" in x:
        return tuple(_unplain(part) for part in x["tuple"])
    if "dict" in x:
        return {key: _unplain(part) for key, part in x["dict"].items()}
    if "slice" in x:
        return slice(*[_unplain(part) for part in x["slice"]])
    return ... if "ellipsis" in x else np.array(x["array"], x["dtype"])


__all__ = ["Flat", "Place", "drawn", "flat", "from_config", "places", "put", "to_config"]
