"""A shared BatchNormalization: both calls of a step move its statistics, in Keras's order; frozen it holds still."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak import layers

TOLD = np.load(Path(__file__).resolve().parents[1] / "references" / "shared_norm.npz")
NAMES = ("gamma", "beta", "moving_mean", "moving_variance")


def build(flipped: bool) -> tuple[Any, Any]:
    """Return the model of tests/references/make_shared_norm.py, and its normalization."""
    a, b = badak.Input((3,), name="a"), badak.Input((3,), name="b")
    norm = layers.BatchNormalization(momentum=0.5, name="norm")
    if flipped:
        two, one = norm(b), norm(a)
    else:
        one, two = norm(a), norm(b)
    out = layers.Dense(1, use_bias=False, kernel_initializer="ones")(layers.concatenate([one, two]))
    model = badak.Model([a, b], out)
    model.compile(badak.optimizers.SGD(0.1), "mse")
    return model, norm


@pytest.mark.parametrize("name", ["plain", "flipped", "frozen"])
def test_two_steps_as_in_keras(name: str) -> None:
    model, norm = build(name == "flipped")
    if name == "frozen":
        norm.trainable = False
    for step in range(2):
        loss = model.train_on_batch([TOLD["a"], TOLD["b"]], TOLD["y"])
        loss = loss[0] if isinstance(loss, list) else loss
        np.testing.assert_allclose(loss, TOLD[f"{name}.loss{step}"], rtol=1e-5)
        for key, value in zip(NAMES, norm.get_weights(), strict=True):
            np.testing.assert_allclose(
                value, TOLD[f"{name}.{key}{step}"], rtol=1e-5, atol=1e-6, err_msg=f"{key} {step}"
            )


def test_both_calls_count_and_the_order_shows() -> None:
    """By hand: the mean moves by half towards that of the first call, then by half towards that of the second."""
    model, norm = build(False)
    model.train_on_batch([TOLD["a"], TOLD["b"]], TOLD["y"])
    first, second = TOLD["a"].mean(0), TOLD["b"].mean(0)
    np.testing.assert_allclose(norm.get_weights()[2], (0.5 * (0.5 * 0 + 0.5 * first) + 0.5 * second), rtol=1e-5)


def test_a_frozen_one_uses_what_it_remembers() -> None:
    """In training, too: the output does not depend on the batch (Keras: it runs in inference mode)."""
    model, norm = build(False)
    norm.set_weights([np.full(3, 2.0), np.full(3, 1.0), np.full(3, 0.5), np.full(3, 4.0)])
    norm.trainable = False
    out = norm(TOLD["a"], training=True).numpy()
    np.testing.assert_allclose(out, 2.0 * (TOLD["a"] - 0.5) / np.sqrt(4.0 + 1e-3) + 1.0, rtol=1e-5)
    before = [w.copy() for w in norm.get_weights()]
    model.fit([TOLD["a"], TOLD["b"]], TOLD["y"], epochs=2, verbose=0)
    assert all(np.array_equal(one, two) for one, two in zip(before, norm.get_weights(), strict=True))
