"""badak as a backend of ONNX: what ONNX's own tests call.

badak.onnx.backend.prepare(proto).run([x])       a graph, node by node, on arrays
badak.onnx.backend.run_node(node, [x])            a single node
"""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import helper
from onnx.backend.base import Backend, BackendRep

from badak.onnx.reading.graph import Reader


class Prepared(BackendRep):
    """A graph that is ready to run."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def run(self, inputs: Any, **kwargs: Any) -> tuple:
        """Return the outputs for inputs in order."""
        given = {info.name: np.asarray(x) for info, x in zip(self.reader.inputs, inputs, strict=False)}
        return tuple(np.asarray(out) for out in self.reader.run(given))


class BadakBackend(Backend):
    """Runs ONNX graphs with badak's operations."""

    @classmethod
    def prepare(cls, model: Any, device: str = "CPU", **kwargs: Any) -> Prepared:
        """Read a graph.

        Raises:
            GraphError: BD252, for operators that badak lacks.
        """
        return Prepared(Reader(model, "badak.onnx.backend"))

    @classmethod
    def run_node(cls, node: Any, inputs: Any, device: str = "CPU", outputs_info: Any = None, **kwargs: Any) -> tuple:
        """Compute a single node."""
        from onnx import TensorProto

        infos = [helper.make_tensor_value_info(name, TensorProto.UNDEFINED, None) for name in node.input if name]
        outs = [helper.make_tensor_value_info(name, TensorProto.UNDEFINED, None) for name in node.output if name]
        version = kwargs.get("opset", 18)
        graph = helper.make_graph([node], "node", infos, outs)
        proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)])
        return cls.prepare(proto, device).run(inputs)

    @classmethod
    def supports_device(cls, device: str) -> bool:
        """Say that badak runs on the CPU."""
        return device == "CPU"


prepare = BadakBackend.prepare
run_node = BadakBackend.run_node
supports_device = BadakBackend.supports_device
run_model = BadakBackend.run_model
