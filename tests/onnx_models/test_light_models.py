"""The networks of the package onnx (without their weights, which are drawn here) compute what they compute in onnxruntime."""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

import badak  # noqa: E402
from badak import layers as L  # noqa: E402
from tests.onnx_models.helpers import in_onnxruntime  # noqa: E402

FOLDER = os.path.join(os.path.dirname(onnx.__file__), "backend", "test", "data", "light")
LARGE = ("bvlc_alexnet", "densenet121", "inception_v1", "inception_v2", "resnet50", "shufflenet", "vgg19", "zfnet512")


def with_weights(name: str, seed: int = 5) -> Any:
    """Return a network whose weights, all alike in the package's file, are drawn so that signals keep their size."""
    proto = onnx.load(os.path.join(FOLDER, f"light_{name}.onnx"))
    shapes = {t.name: onnx.numpy_helper.to_array(t) for t in proto.graph.initializer}
    rng = np.random.default_rng(seed)
    roles = {
        given: (node.op_type, i) for node in proto.graph.node for i, given in enumerate(node.input)
    }  # a weight has one reader
    made, kept = [], []
    for node in proto.graph.node:
        if node.op_type != "ConstantOfShape":
            kept.append(node)
            continue
        shape = tuple(int(n) for n in shapes[node.input[0]])
        kind, place = roles.get(node.output[0], ("", 0))
        if kind == "BatchNormalization" and place == 4:
            array = rng.uniform(0.5, 1.5, shape)
        elif len(shape) > 1:
            array = rng.normal(0, math.sqrt(2 / max(math.prod(shape[1:]), 1)), shape)
        else:
            array = rng.normal(1 if place == 1 and kind in ("BatchNormalization", "Mul") else 0, 0.1, shape)
        made.append(onnx.numpy_helper.from_array(array.astype(np.float32), node.output[0]))
    assert made
    del proto.graph.node[:]
    proto.graph.node.extend(kept)
    proto.graph.initializer.extend(made)
    proto.ir_version = 8  # before 4, weights had to be inputs too
    return proto


def compare(name: str, path: Any) -> Any:
    proto = with_weights(name)
    onnx.save(proto, path)
    model = badak.onnx.load(path)
    shape = model.inputs[0].shape[1:]
    x = np.random.default_rng(1).normal(size=(1, *shape)).astype(np.float32)
    expected = in_onnxruntime(proto, [x])[0]
    found = model.predict(x, verbose=0)
    assert found.shape == expected.shape
    assert np.ptp(expected) > 1e-4  # the classes differ: weights count
    np.testing.assert_allclose(found, expected, rtol=2e-3, atol=2e-5 * float(np.abs(expected).max()))
    return model


def test_squeezenet(tmp_path: Any) -> None:
    model = compare("squeezenet", tmp_path / "m.onnx")
    assert model.count_params() == 1_235_496  # Iandola et al. 2016, version 1.0 has 1.25 million
    assert sum(isinstance(layer, L.Conv2D) for layer in model.layers) == 26


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_a_large_network(name: str, tmp_path: Any) -> None:
    compare(name, tmp_path / "m.onnx")
