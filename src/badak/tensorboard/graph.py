"""The graph of a model as TensorBoard draws it: a node for each call, a group for each model or block inside.

Source: TensorFlow, ``graph.proto``, ``node_def.proto``, ``attr_value.proto``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from badak.drawing.diagram import Show, diagram_of_block
from badak.layers.parts import Param
from badak.layers.residual import ResidualBlock
from badak.models.functional import Functional
from badak.models.model import Model
from badak.tensorboard import wire

_NUMBER_TYPES = {
    "float32": 1,
    "float64": 2,
    "int32": 3,
    "uint8": 4,
    "int64": 9,
    "bool": 10,
    "bfloat16": 14,
    "string": 7,
}


def graph_def(model: Any) -> bytes:
    """Return the graph of a built model as a ``GraphDef``.

    Raises:
        StateError: BD023, when the shape of the input is not known yet.
    """
    model._built()
    nodes = _Nodes()
    _model(nodes, model, "", None)
    return b"".join(
        [*nodes.written, wire.message(4, wire.integer(1, 22))]
    )  # the version in which attributes look like this


class _Nodes:
    """The nodes so far; every name is given once."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.names: set[str] = set()

    def name(self, wish: str) -> str:
        wish = re.sub(r" \((\d+)\)", r"_\1", wish)  # a layer's second call
        wish = wish.replace(":", "_").lstrip("^") or "_"  # both mean something in the name of an input
        name, number = wish, 1
        while name in self.names:
            number += 1
            name = f"{wish}_{number}"
        self.names.add(name)
        return name

    def add(self, wish: str, op: str, reads: Sequence[str], shapes: Sequence, **facts: Any) -> str:
        """Write a node down; return its name."""
        name = self.name(wish)
        parts = [wire.text(1, name), wire.text(2, op), *(wire.text(3, read) for read in reads)]
        attributes = {**facts, "_output_shapes": list(shapes)}
        parts += [
            wire.message(5, wire.text(1, key), wire.message(2, _attribute(value))) for key, value in attributes.items()
        ]
        self.written.append(wire.message(1, *parts))
        return name


def _attribute(value: Any) -> bytes:
    if isinstance(value, bool):
        return wire.integer(5, value)
    if isinstance(value, int):
        return wire.integer(3, value)
    if isinstance(value, float):
        return wire.single(4, value)
    if isinstance(value, np.dtype):
        return wire.integer(6, _NUMBER_TYPES.get(value.name, 1))
    if isinstance(value, list):
        return wire.message(1, *(wire.message(7, *map(_size, shape)) for shape in value))
    return wire.text(2, str(value))


def _size(size: int | None) -> bytes:
    return wire.message(2, wire.integer(1, -1 if size is None else size))


def _model(nodes: _Nodes, model: Model, above: str, reads: list[str] | None) -> list[str]:
    """Write a model's nodes; return the names of its outputs. ``reads`` are those of its inputs, None for the outermost."""
    if isinstance(model, Functional):
        return _functional(nodes, model, above, reads)
    shape = model._built().shape
    several = bool(shape) and isinstance(shape[0], tuple)
    shapes = [(None, *each) for each in shape] if several else [(None, *shape)]
    if reads is None:
        reads = [
            nodes.add(
                f"{above}input_{i}" if several else f"{above}input", "Input", [], [each], dtype=np.dtype("float32")
            )
            for i, each in enumerate(shapes)
        ]
    last: list[str] = reads
    for row in model.rows():
        if row.kind != "InputLayer":
            last = _layer(nodes, row.layer, f"{above}{row.name}", row.kind, last, row.shapes, np.dtype("float32"))
    return last


def _functional(nodes: _Nodes, model: Functional, above: str, reads: list[str] | None) -> list[str]:
    made: dict[int, str] = {}
    rows = iter(model.rows())
    for i, symbol in enumerate(model.inputs):
        name = f"{above}{next(rows).name}"
        given = [] if reads is None else [reads[i]]
        op = "Identity" if given else "Input"
        made[id(symbol)] = nodes.add(name, op, given, [symbol.shape], dtype=np.dtype(symbol.dtype))
    for call, row in zip(model._calls, rows):
        given = [made[id(symbol)] for symbol in call.symbols() if id(symbol) in made]
        dtype = np.dtype(call.outputs[0].dtype)
        if call.layer is None:
            names = [nodes.add(f"{above}{row.name}", call.record.name, given, row.shapes, T=dtype)]
        else:
            names = _layer(nodes, call.layer, f"{above}{row.name}", row.kind, given, row.shapes, dtype)
        if len(names) != len(call.outputs):  # one node with several outputs: name, name:1, …
            names = [names[0] if i == 0 else f"{names[0]}:{i}" for i in range(len(call.outputs))]
        made.update({id(symbol): name for symbol, name in zip(call.outputs, names)})
    return [made[id(symbol)] for symbol in model.outputs]


def _layer(nodes: _Nodes, layer: Any, name: str, kind: str, reads: list[str], shapes: list, dtype: Any) -> list[str]:
    if isinstance(layer, Model) and layer.slot is not None:
        return _model(nodes, layer, f"{name}/", reads)
    if isinstance(layer, ResidualBlock) and layer.slot is not None:
        return [_block(nodes, layer, name, reads)]
    return [nodes.add(name, kind, reads, shapes, T=dtype, **_facts(layer))]


def _block(nodes: _Nodes, block: ResidualBlock, name: str, reads: list[str]) -> str:
    """Open a residual block: the way through it, the way around it, and their sum."""
    diagram = diagram_of_block(block, Show(shapes=False))
    made: list[str] = []
    for i, box in enumerate(diagram.boxes):
        given = [made[a] for a, b in diagram.edges if b == i] or reads
        op = "Identity" if box.role == "point" else box.kind
        facts = {} if box.layer is None else _facts(box.layer)
        made.append(nodes.add(f"{name}/{box.name or 'input'}", op, given, box.makes, T=np.dtype("float32"), **facts))
    return made[-1]


def _facts(layer: Any) -> dict[str, Any]:
    """Return what a click on a layer shows: the choices that differ from the defaults, and the weights."""
    facts: dict[str, Any] = {}
    for field in dataclasses.fields(layer):
        value = getattr(layer, field.name)
        plain = isinstance(value, str | int | float | bool | tuple)
        if field.name not in ("name", "input_shape") and plain and value != field.default:
            facts[field.name] = value
    if layer.slot is not None and layer.count_params():
        own = {n: part.shape for n, part in layer.slot.declared.items() if isinstance(part, Param)}
        facts["weights"] = ", ".join(f"{n} {tuple(shape)}" for n, shape in own.items()) or "inside"
        facts["params"] = layer.count_params()
        facts["trainable"] = bool(layer.trainable)
    return facts
