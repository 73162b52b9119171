"""Layers against the stored values and gradients of Keras and PyTorch (see tests/references/README.md)."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from tests.references.reader import load

CASES = [c for c in load("layers") if c["peer"] == "keras" and hasattr(badak.layers, c["class"])]


def build(case):
    config = {k: tuple(v) if isinstance(v, list) else v for k, v in case["config"].items()}
    layer = getattr(badak.layers, case["class"])(**config, dtype="float64")
    x = case.arrays["x"]
    sample = x[0] if case["class"] == "BatchNormalization" else x
    layer.build(sample.shape[1:])
    count = len(case["weights"])
    if count:
        layer.set_weights([case.arrays[f"weight.{i}"] for i in range(count)])
    return layer, sample


def test_there_are_cases():
    assert {"Dense", "BatchNormalization", "LayerNormalization", "PReLU"} <= {c["class"] for c in CASES}


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_output_and_gradients(case):
    layer, x = build(case)
    normal = case["class"] == "BatchNormalization"
    t = badak.tensor(np.array(x), requires_grad=True)
    out = layer(t, training=normal)
    np.testing.assert_allclose(out.numpy(), case.arrays["y"], rtol=1e-9, atol=1e-11)
    out.backward(case.arrays["cotangent"])
    np.testing.assert_allclose(t.grad.numpy(), case.arrays["x_grad"], rtol=1e-7, atol=1e-9)
    for i, w in enumerate(layer.trainable_weights[: case["trainable"]]):
        np.testing.assert_allclose(w.grad.numpy(), case.arrays[f"weight_grad.{i}"], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("case", [c for c in CASES if c["class"] == "BatchNormalization"], ids=repr)
def test_moving_statistics(case):
    layer, x = build(case)
    np.testing.assert_allclose(layer(np.array(x)).numpy(), case.arrays["y_inference"], rtol=1e-9, atol=1e-11)
    for step, batch in enumerate(case.arrays["x"]):
        layer(np.array(batch), training=True)
        for name in ("moving_mean", "moving_variance"):
            np.testing.assert_allclose(layer.slot.state[name], case.arrays[name][step], rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(layer(np.array(x)).numpy(), case.arrays["y_inference_after"], rtol=1e-9, atol=1e-11)
