"""A layer that is not trainable holds the statistics of the layers inside it still."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.layers import BatchNormalization, Dense, ResidualBlock


def _nested() -> badak.Sequential:
    return badak.Sequential([Dense(4), BatchNormalization(), Dense(3)])


@pytest.mark.parametrize(
    ("inner", "shape"), [(_nested, (5,)), (lambda: ResidualBlock(4), (6, 6, 4))], ids=["Sequential", "ResidualBlock"]
)
def test_statistics_inside_a_frozen_layer_stay(inner, shape: tuple) -> None:
    model = badak.Sequential([inner(), badak.layers.Flatten(), Dense(2, activation="softmax")])
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((32, *shape), dtype=np.float32), rng.integers(0, 2, 32)
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=1, verbose=0)
    model.layers[0].trainable = False
    before, head = model.layers[0].get_weights(), model.layers[2].get_weights()
    model.fit(x, y, epochs=2, verbose=0)
    for a, b in zip(before, model.layers[0].get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(head[0], model.layers[2].get_weights()[0])
    model.layers[0].trainable = True
    model.fit(x, y, epochs=1, verbose=0)
    assert any(not np.array_equal(a, b) for a, b in zip(before, model.layers[0].get_weights(), strict=True))
