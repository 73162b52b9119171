"""The file around the graph: inputs and outputs with their names, weights, what a model knows of its data."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from badak.errors import error
from badak.files.atomic import writing
from badak.onnx.export.model import write_model
from badak.onnx.export.values import Value
from badak.onnx.export.writer import IR_VERSION, OPSET, onnx_type


def write(model: Any, path: Any, opset: int = OPSET) -> None:
    """Write a model to a file."""
    content = proto_of(model, opset).SerializeToString()
    with writing(path, "badak.onnx.save") as file:
        file.write(content)


def proto_of(model: Any, opset: int = OPSET) -> Any:
    """Return a model as ONNX keeps it.

    Raises:
        GraphError: BD251.
    """
    import onnx
    from onnx import helper, numpy_helper

    if opset != OPSET:
        raise error("BD003", where="badak.onnx.save", name="opset", got=repr(opset), expected=str(OPSET))
    job, inputs, outputs = write_model(model)
    g = job.writer
    g.prefix = ""
    for name, value in outputs:
        g.nodes.append(helper.make_node("Identity", [g.last(value)], [name], name=g.name("Identity")))
    _without_unused(g.nodes, {name for name, _ in outputs})
    _without_identities(g.nodes, {name for name, _ in inputs})
    graph = helper.make_graph(
        g.nodes,
        model.name or type(model).__name__.lower(),
        [_described(name, value) for name, value in inputs],
        [_described(name, value) for name, value in outputs],
        [numpy_helper.from_array(array, name) for name, array in g.weights.items() if _used(name, g.nodes)],
    )
    import badak

    made = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="badak",
        producer_version=badak.__version__, ir_version=IR_VERSION,
    )  # fmt: skip
    helper.set_model_props(made, _properties(model))
    onnx.checker.check_model(made)
    return made


def _described(name: str, value: Value) -> Any:
    from onnx import helper

    sizes = ["batch" if i == 0 and n is None else f"{name}_{i}" if n is None else n for i, n in enumerate(value.shape)]
    return helper.make_tensor_value_info(name, onnx_type(value.dtype), sizes)


def _without_unused(nodes: list, wanted: set) -> None:
    """Leave out nodes that lead to no output."""
    needed = set(wanted)
    for node in reversed(list(nodes)):
        if needed.isdisjoint(node.output):
            nodes.remove(node)
        else:
            needed.update(node.input)


def _without_identities(nodes: list, inputs: set) -> None:
    """Let the nodes that make the outputs write under the outputs' names."""
    makers = {out: node for node in nodes for out in node.output}
    for last in [node for node in nodes if node.op_type == "Identity"]:
        source, name = last.input[0], last.output[0]
        readers = [node for node in nodes if source in node.input and node is not last]
        if source in inputs or source not in makers or any(n.op_type == "Identity" for n in readers):
            continue
        maker = makers[source]
        for i, out in enumerate(maker.output):
            if out == source:
                maker.output[i] = name
        for node in readers:
            for i, read in enumerate(node.input):
                if read == source:
                    node.input[i] = name
        nodes.remove(last)
        makers[name] = maker


def _used(name: str, nodes: list) -> bool:
    return any(name in node.input for node in nodes)


def _properties(model: Any) -> dict[str, str]:
    """Return what the model knows of its data, as texts."""
    found: dict[str, str] = {}
    names = getattr(model, "class_names", None)
    if names:
        found["class_names"] = json.dumps([str(name) for name in names], ensure_ascii=False)
    preprocess = getattr(model, "preprocess", None)
    if preprocess is not None:
        described = preprocess.get_config() if hasattr(preprocess, "get_config") else preprocess
        found["preprocess"] = json.dumps(described, ensure_ascii=False, default=_plain)
    return found


def _plain(x: Any) -> Any:
    return np.asarray(x).tolist()
