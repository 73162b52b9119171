"""ONNX files as badak models: the same values, weights that train, and the same file when written again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from onnx import helper  # noqa: E402

from badak.onnx.export.proto import proto_of  # noqa: E402
from badak.onnx.reading.graph import model_of  # noqa: E402
from tests.onnx_models.helpers import here  # noqa: E402
from tests.onnx_models.test_export_layers import ROWS, built, data  # noqa: E402


def structure(proto: Any) -> list[str]:
    """Return what computes each output, down to inputs and values of weights, without any name."""
    numbers: dict[str, Any] = {"": ""}
    for i, given in enumerate(proto.graph.input):
        numbers[given.name] = f"input {i}"
    for t in proto.graph.initializer:
        a = onnx.numpy_helper.to_array(t)
        numbers[t.name] = digest(a.dtype.str, a.shape, a.tobytes())
    for node in proto.graph.node:
        attributes = sorted((a.name, str(helper.get_attribute_value(a))) for a in node.attribute)
        own = digest(node.op_type, [numbers[name] for name in node.input], attributes)
        for j, out in enumerate(node.output):
            numbers[out] = digest(own, j)
    return [numbers[out.name] for out in proto.graph.output]


def digest(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@pytest.mark.parametrize(("name", "make", "shape"), ROWS, ids=[row[0] for row in ROWS])
def test_a_layer_comes_back(name: str, make: Callable, shape: tuple) -> None:
    model = built(make, shape)
    proto = proto_of(model)
    given = data(shape)
    back = model_of(proto)
    for a, b in zip(here(model, [given]), here(back, [given]), strict=True):
        np.testing.assert_allclose(b, a, rtol=2e-5, atol=2e-5)
    again = proto_of(back)
    assert sorted(n.op_type for n in again.graph.node) == sorted(n.op_type for n in proto.graph.node)
    assert structure(again) == structure(proto)
