"""Going through the nodes of a file: with arrays to compute, with symbols to make a model."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from badak.autograd.symbol import Symbol
from badak.autograd.tensor import Tensor
from badak.errors import BadakError, error
from badak.onnx.reading import elementwise, limits, linear, recurrent, reduce, shape, spatial
from badak.onnx.reading.layers import text
from badak.onnx.reading.registry import NODES, NodeCall, Unable, Zeros, is_known
from badak.onnx.reading.sizes import carried, settled
from badak.onnx.reading.tensors import array_of

FAMILIES = (elementwise, linear, recurrent, reduce, shape, spatial)  # imported: they register
# What Python and NumPy say of arguments that do not fit one another. The checker sees names and types, not shapes and numbers.
_MISFITS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, MemoryError, RecursionError)
OLDEST = 2  # opset 1 had other rules for nearly every operator


class Reader:
    """A graph of ONNX, ready to be run or made into a model.

    Args:
        proto: the content of a file.
        where: who asks, for messages.
        weights: those that lie in other files.

    Raises:
        GraphError: BD252, with all operators that badak lacks.
        FileFormatError: BD260, for weights that are not what their shapes say.
    """

    def __init__(self, proto: Any, where: str = "badak.onnx.load", weights: dict | None = None) -> None:
        from onnx.defs import onnx_opset_version

        self.where = where
        self.graph = proto.graph
        self.opset = max((o.version for o in proto.opset_import if o.domain in ("", "ai.onnx")), default=1)
        self.weights = {t.name: array_of(t, where) for t in self.graph.initializer} | (weights or {})
        self.inputs = [i for i in self.graph.input if i.name not in self.weights]
        self.outputs = [o.name for o in self.graph.output]
        missing: dict[str, int] = {"sparse weights": len(self.graph.sparse_initializer)}
        missing = {kind: count for kind, count in missing.items() if count}
        for node in self.graph.node:
            if node.domain not in ("", "ai.onnx") or node.op_type not in NODES:
                kind = f"{node.domain}.{node.op_type}" if node.domain else node.op_type
                missing[kind] = missing.get(kind, 0) + 1
        if missing:
            listed = ", ".join(f"{kind} ({count}×)" for kind, count in sorted(missing.items()))
            raise error("BD252", where=where, got=listed, count=len(missing), opset=self.opset)
        newest = onnx_opset_version()
        if self.opset > newest:
            raise error("BD261", where=where, got=f"opset {self.opset}", newest=newest)
        if self.opset < OLDEST:
            raise error("BD253", where=where, got=f"opset {self.opset}", oldest=OLDEST)
        self.names: set[str] = set()
        self.counts: dict[str, int] = {}
        self.computed = 0  # values of constants so far

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
            FileFormatError: BD258, where what it is given does not fit; BD259, where the result would be too large.
        """
        wanted = len(node.output)
        while wanted > 1 and not node.output[wanted - 1]:
            wanted -= 1
        name = node.name or next((o for o in node.output if o), node.op_type)
        call = NodeCall(node.op_type, name, self.opset, self.attributes(node), wanted, self.layer_name)
        try:
            inputs = [values[i] for i in node.input]
            while inputs and inputs[-1] is None:
                inputs.pop()
            out = carried(call, inputs)
            if out is None:
                inputs = settled(call, inputs)
                limits.check(call, inputs)
                out = _of_zeros(call, inputs)
            if out is None:
                out = NODES[node.op_type](call, *inputs)
        except limits.Giant as problem:
            raise error("BD259", where=self.where, got=f"{node.op_type} {name!r}", what=str(problem)) from None
        except Unable as problem:
            raise error("BD254", where=self.where, got=f"{node.op_type} {name!r}", what=str(problem)) from None
        except BadakError as problem:
            raise problem.within(f"{self.where} › {name}") from None
        except _MISFITS as problem:
            what = f"{type(problem).__name__}: {problem}".splitlines()[0][:200]
            raise error("BD258", where=self.where, got=f"{node.op_type} {name!r}", what=what) from problem
        parts: Any = out if isinstance(out, tuple) else (out,)
        for made, value in zip(node.output, parts, strict=False):
            kept: Any = value.data if type(value) is Tensor and not hasattr(value, "call") else value
            if is_known(kept) and not any(kept is given for given in inputs):
                self.count(kept.size, f"{node.op_type} {name!r}")
            values[made] = kept

    def count(self, values: int, what: str) -> None:
        """Add up the constants that the file makes badak compute.

        Raises:
            FileFormatError: BD259, for more than the limit.
        """
        self.computed += values
        if self.computed > limits.MOST_VALUES:
            raise error("BD259", where=self.where, got=what, what=str(self.computed))

    def attributes(self, node: Any) -> dict[str, Any]:
        """Return what a node says, as Python values."""
        from onnx import helper

        found = {}
        for attribute in node.attribute:
            value = helper.get_attribute_value(attribute)
            if type(value).__name__ == "TensorProto":
                value = array_of(value, self.where)
            found[attribute.name] = value.decode(errors="replace") if isinstance(value, bytes) else value
        return found

    def layer_name(self, wish: str) -> str:
        """Return a name for a layer: that of the node, without what names of layers may not have."""
        wish = re.sub(r"[^\w./-]", "_", text(wish)).strip("/").replace("/", ".") or "layer"
        name, count = wish, self.counts.get(wish, 0)
        while name in self.names:
            count += 1
            name = f"{wish}_{count}"
        self.counts[wish] = count
        self.names.add(name)
        return name


def _of_zeros(call: NodeCall, inputs: list) -> Zeros | None:
    """Return zeros where a node only moves zeros; None where there are none among what it is given.

    Raises:
        Unable: where it would have to know how many they are.
    """
    if not any(type(x) is Zeros for x in inputs) or call.kind in ("LSTM", "GRU", "RNN"):
        return None
    moved = inputs if call.kind == "Concat" else inputs[:1]
    if call.kind not in Zeros.KEPT_BY or not all(type(x) is Zeros for x in moved):
        raise Unable(f"{call.kind} of constants whose sizes are not fixed")
    return inputs[0]


def shape_of(info: Any) -> tuple:
    """Return the shape of an input, None for sizes that have a name or none."""
    sizes = info.type.tensor_type.shape.dim
    return tuple(d.dim_value if d.HasField("dim_value") and d.dim_value > 0 else None for d in sizes)


def dtype_of(info: Any) -> Any:
    """Return the number type of an input."""
    from onnx import helper

    return np.dtype(helper.tensor_dtype_to_np_dtype(info.type.tensor_type.elem_type))


def checked_shape(info: Any, where: str) -> tuple:
    """Return the shape and the number type of an input of a model.

    Raises:
        GraphError: BD254, for an input that is no tensor, or a single number; FileFormatError: BD259, for a giant.
    """
    kind = info.type.tensor_type
    if not info.type.HasField("tensor_type") or not kind.HasField("shape") or not kind.shape.dim:
        raise error("BD254", where=where, got=info.name, what="an input that is no tensor with a batch axis")
    try:
        dtype = dtype_of(info)
    except (KeyError, TypeError, ValueError):
        dtype = np.dtype(object)
    if dtype.kind not in "fiub":
        raise error("BD254", where=where, got=info.name, what="an input that holds no numbers")
    sizes = shape_of(info)
    try:
        limits.bounded(*sizes[1:])
    except limits.Giant as problem:
        raise error("BD259", where=where, got=info.name, what=str(problem)) from None
    return sizes, dtype


def model_of(proto: Any, where: str = "badak.onnx.load", weights: dict | None = None) -> Any:
    """Make a badak model of a graph."""
    from badak.layers.core import InputLayer
    from badak.models.functional import Functional
    from badak.models.graph import Call

    reader = Reader(proto, where, weights)
    given = {}
    for info in reader.inputs:
        shape, dtype = checked_shape(info, where)
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
        name=re.sub(r"\W", "_", text(proto.graph.name)) or "model",
    )
    return model


__all__ = ["Reader", "checked_shape", "dtype_of", "model_of", "shape_of"]
