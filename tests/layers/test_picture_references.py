"""Layers for pictures against Keras's stored values, wherever nothing is random (see tests/references/README.md)."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.ops import colour
from tests.references.reader import load

FAMILY = load("augmentation")
X = FAMILY["adjust_hue"].inputs["x"]


def tuples(config):
    return {k: tuple(v) if isinstance(v, list) else v for k, v in config.items()}


@pytest.mark.parametrize("case", FAMILY.select(kind="random"), ids=repr)
def test_fixed_factors(case):
    layer = getattr(badak.layers, case["class"])(**tuples(case["config"]))
    np.testing.assert_allclose(layer(X, training=True).numpy(), case.arrays["y"], rtol=1e-4, atol=2e-5)
    np.testing.assert_array_equal(layer(X).numpy(), X)


@pytest.mark.parametrize("case", FAMILY.select(kind="given"), ids=repr)
def test_given_amounts(case):
    out = getattr(colour, case["function"])(X, case.arrays["amount"])
    np.testing.assert_allclose(np.clip(out, 0, 1), case.arrays["y"], rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("case", FAMILY.select(kind="still"), ids=repr)
def test_sizes(case):
    layer = getattr(badak.layers, case["class"])(**tuples(case["config"]))
    x = case.arrays["x"]
    for training in (False, True):
        out = layer(x, training=training).numpy()
        np.testing.assert_allclose(out, case.arrays["y"], rtol=1e-4, atol=2e-6)
    assert layer.out_shape(x.shape[1:]) == out.shape[1:]


@pytest.mark.parametrize("case", FAMILY.select(kind="adapted"), ids=repr)
def test_normalization(case):
    layer = badak.layers.Normalization(**tuples(case["config"]))
    x = case.arrays["x"]
    if "mean" not in case["config"]:
        layer.adapt(x)
    np.testing.assert_allclose(layer(x).numpy(), case.arrays["y"], rtol=1e-4, atol=1e-5)
    weights = layer.get_weights()
    for i, w in enumerate(weights[:2]):
        np.testing.assert_allclose(w, case.arrays[f"weight.{i}"].reshape(w.shape), rtol=1e-5)
    assert len(weights) == sum(name.startswith("weight.") for name in case.arrays)
