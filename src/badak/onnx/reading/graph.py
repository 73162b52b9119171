"""Going through the nodes of a file: with arrays to compute, with symbols to make a model."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.errors import BadakError, error
from badak.onnx.reading import elementwise, linear, recurrent, reduce, shape, spatial
from badak.onnx.reading.registry import NODES, NodeCall, Unable

FAMILIES = (elementwise, linear, recurrent, reduce, shape, spatial)  # imported: they register
OLDEST = 2  # opset 1 had other rules for nearly every operator


class Reader:
    """A graph of ONNX, ready to be run or made into a model.

    Args:
        proto: the content of a file.
        where: who asks, for messages.

    Raises:
        GraphError: BD252, with all operators that badak lacks.
    """

    def __init__(self, proto: Any, where: str = "badak.onnx.load") -> None:
        from onnx import numpy_helper

        self.where = where
        self.graph = proto.graph
        self.opset = max((o.version for o in proto.opset_import if o.domain in ("", "ai.onnx")), default=1)
        self.weights = {t.name: numpy_helper.to_array(t) for t in self.graph.initializer}
        self.inputs = [i for i in self.graph.input if i.name not in self.weights]
        self.outputs = [o.name for o in self.graph.output]
        missing: dict[str, int] = {}
        for node in self.graph.node:
            if node.domain not in ("", "ai.onnx") or node.op_type not in NODES:
                kind = f"{node.domain}.{node.op_type}" if node.domain else node.op_type
                missing[kind] = missing.get(kind, 0) + 1
        if missing:
            listed = ", ".join(f"{kind} ({count}×)" for kind, count in sorted(missing.items()))
            raise error("BD252", where=where, got=listed, count=len(missing), opset=self.opset)
        if self.opset < OLDEST:
            raise error("BD253", where=where, got=f"opset {self.opset}", oldest=OLDEST)
        self.names: set[str] = set()

    def run(self, given: dict[str, Any]) -> list:
        """Return the outputs for inputs by name: arrays or symbols."""
        values: dict[str, Any] = {"": None, **self.weights, **given}
        for node in self.graph.node:
            self.compute(node, values)
        return [values[name] for name in self.outputs]

    def compute(self, node: Any, values: dict[str, Any]) -> None:
        """Compute one node and keep its outputs.

        Raises:
            GraphError: BD254, for a use of the operator that badak has no words for.
        """
        from onnx import helper, numpy_helper

        attributes = {}
        for attribute in node.attribute:
            value = helper.get_attribute_value(attribute)
            if type(value).__name__ == "TensorProto":
                value = numpy_helper.to_array(value)
            attributes[attribute.name] = value.decode() if isinstance(value, bytes) else value
        wanted = len(node.output)
        while wanted > 1 and not node.output[wanted - 1]:
            wanted -= 1
        name = node.name or next((o for o in node.output if o), node.op_type)
        call = NodeCall(node.op_type, name, self.opset, attributes, wanted, self.layer_name)
        inputs = [values[i] for i in node.input]
        while inputs and inputs[-1] is None:
            inputs.pop()
        try:
            out = NODES[node.op_type](call, *inputs)
        except Unable as problem:
            raise error("BD254", where=self.where, got=f"{node.op_type} {name!r}", what=str(problem)) from None
        except BadakError as problem:
            raise problem.within(f"{self.where} › {name}") from None
        parts = out if isinstance(out, tuple) else (out,)
        for made, value in zip(node.output, parts, strict=False):
            values[made] = value.data if type(value) is Tensor and not hasattr(value, "call") else value

    def layer_name(self, wish: str) -> str:
        """Return a name for a layer: that of the node, without what names of layers may not have."""
        wish = re.sub(r"[^\w./-]", "_", wish).strip("/").replace("/", ".") or "layer"
        name, count = wish, 0
        while name in self.names:
            count += 1
            name = f"{wish}_{count}"
        self.names.add(name)
        return name


def shape_of(info: Any) -> tuple:
    """Return the shape of an input, None for sizes that have a name or none."""
    sizes = info.type.tensor_type.shape.dim
    return tuple(d.dim_value if d.HasField("dim_value") and d.dim_value > 0 else None for d in sizes)


def dtype_of(info: Any) -> Any:
    """Return the number type of an input."""
    from onnx import helper

    return np.dtype(helper.tensor_dtype_to_np_dtype(info.type.tensor_type.elem_type))


def model_of(proto: Any, where: str = "badak.onnx.load") -> Any:
    """Make a badak model of a graph."""
    from badak.autograd.symbol import Symbol
    from badak.layers.core import InputLayer
    from badak.models.functional import Functional
    from badak.models.graph import Call

    reader = Reader(proto, where)
    given = {}
    for info in reader.inputs:
        shape, dtype = shape_of(info), dtype_of(info)
        name = reader.layer_name(info.name)
        layer = InputLayer(shape=shape[1:], name=name, dtype=dtype.name)
        given[info.name] = Call(layer, None, (), {}).makes((None, *shape[1:]), dtype, name)
    outs = reader.run(given)
    fixed = [name for name, out in zip(reader.outputs, outs) if type(out) is not Symbol]
    if fixed:
        raise error("BD255", where=where, got=", ".join(fixed))
    inputs = list(given.values())
    used = dict(zip(reader.outputs, outs))
    model = Functional(
        inputs[0] if len(inputs) == 1 else inputs,
        outs[0] if len(outs) == 1 else list(used.values()),
        name=re.sub(r"\W", "_", proto.graph.name) or "model",
    )
    return model


__all__ = ["Reader", "dtype_of", "model_of", "shape_of"]
