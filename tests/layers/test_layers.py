"""Layers as users meet them: options, weights, freezing, one's own layers, messages."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import badak
from badak.errors import ArgumentError, BadakError, ShapeError, StateError
from badak.layers import Layer, Param, State, Sublayer


def test_dense_is_the_formula():
    layer = badak.layers.Dense(3, activation="tanh")
    x = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)
    out = layer(x)
    w, b = layer.get_weights()
    np.testing.assert_allclose(out.numpy(), np.tanh(x @ w + b), rtol=1e-5)
    assert w.shape == (4, 3) and b.shape == (3,) and layer.count_params() == 15


@pytest.mark.parametrize(
    "activation", [None, "relu", "tanh", "sigmoid", "softmax", "gelu", badak.relu, lambda x: x * 2]
)
def test_fused_and_separate_activations_agree(activation):
    layer = badak.layers.Dense(3, activation=activation, dtype="float64")
    plain = badak.layers.Dense(3, dtype="float64")
    x = np.random.default_rng(0).standard_normal((5, 4))
    plain.build((4,))
    layer.build((4,))
    layer.set_weights(plain.get_weights())
    f = badak.activations.get(activation)
    np.testing.assert_allclose(layer(x).numpy(), f(plain(x)).numpy(), rtol=1e-12)
    badak.check_grads(lambda v: layer(v), (x,))


def test_a_shared_layer_has_one_set_of_weights():
    shared = badak.layers.Dense(2, input_dim=2, name="shared")
    first, second = badak.Sequential([shared]), badak.Sequential([shared, badak.layers.Dense(1)])
    before = second.predict(np.ones((1, 2), np.float32))
    shared.set_weights([np.zeros((2, 2)), np.ones(2)])
    assert first.predict(np.ones((1, 2), np.float32)).tolist() == [[1, 1]]
    assert not np.array_equal(before, second.predict(np.ones((1, 2), np.float32)))


def test_dropout_drops_and_enlarges_only_in_training():
    layer = badak.layers.Dropout(0.25)
    x = np.ones((1000, 100), np.float32)
    assert layer(x).numpy() is not None and (layer(x).numpy() == 1).all()
    out = layer(x, training=True).numpy()
    assert set(np.unique(out).tolist()) == {0.0, np.float32(1 / 0.75)}
    assert abs((out == 0).mean() - 0.25) < 0.01
    assert not np.array_equal(out, layer(x, training=True).numpy()), "each step drops others"


def test_dropout_mask_may_be_shared():
    out = badak.layers.Dropout(0.5, noise_shape=(None, 1, None))(np.ones((8, 5, 6), np.float32), training=True).numpy()
    assert (out == out[:, :1]).all() and 0 < (out == 0).mean() < 1


@pytest.mark.parametrize(
    ("layer", "mean", "std"),
    [
        (badak.layers.GaussianNoise(0.5), 1.0, 0.5), (badak.layers.GaussianDropout(0.2), 1.0, 0.5),
        (badak.layers.AlphaDropout(0.2), None, None),
    ],
    ids=["noise", "gaussian-dropout", "alpha-dropout"],
)  # fmt: skip
def test_noise_has_the_promised_mean_and_spread(layer, mean, std):
    x = np.ones((500, 200), np.float32)
    if mean is None:  # alpha dropout keeps mean 0 and variance 1
        x = np.random.default_rng(0).standard_normal((500, 200)).astype(np.float32)
        mean, std = 0.0, 1.0
    out = layer(x, training=True).numpy()
    assert out.dtype == np.float32 and abs(out.mean() - mean) < 0.02 and abs(out.std() - std) < 0.02
    assert np.array_equal(layer(x).numpy(), x)


def test_frozen_batch_normalization_leaves_its_statistics_alone():
    layer = badak.layers.BatchNormalization()
    x = np.random.default_rng(0).standard_normal((8, 3)).astype(np.float32) * 5
    layer(x)
    layer.trainable = False
    before = layer.get_weights()
    out = layer(x, training=True)
    for a, b in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_allclose(out.numpy(), layer(x).numpy())
    assert layer.trainable_weights == []


def test_batch_norm_after_training_shows_the_data_mean():
    layer = badak.layers.BatchNormalization(momentum=0.5)
    for _ in range(20):
        layer(np.array([[1.0], [3.0]], np.float32), training=True)
    gamma, beta, mean, variance = layer.get_weights()
    assert mean[0] == pytest.approx(2, abs=1e-3) and variance[0] == pytest.approx(1, abs=1e-3)


class Scale(Layer):
    """A layer of a user's own: one factor and a counter of training steps."""

    start: float = 2.0

    def declare(self, shape):
        return {"factor": Param(shape, badak.initializers.Constant(self.start)), "steps": State((), "zeros")}

    def forward(self, p, x, ctx):
        if ctx.training:
            ctx.update(steps=ctx.state["steps"] + 1)
        return x * p.factor


def test_a_layer_of_ones_own_in_a_few_lines():
    layer = Scale(3.0, name="triple")
    assert layer([[1.0, 2.0]]).tolist() == [[3, 6]]
    layer([[1.0, 2.0]], training=True)
    assert [w.tolist() for w in layer.get_weights()] == [[3, 3], 1]
    model = badak.Sequential([badak.layers.Dense(2), Scale(), badak.layers.Dense(1)])
    model.compile("sgd", loss="mse")
    model.fit(np.ones((4, 3)), np.ones((4, 1)), epochs=2, verbose=0)
    assert model.get_layer("scale").slot.state["steps"] == 2


class Twice(Layer):
    """A layer that holds layers."""

    units: int

    def __post_init__(self):
        super().__post_init__()
        self._fix(inner=badak.layers.Dense(self.units))

    def declare(self, shape):
        return {"inner": Sublayer(self.inner, shape), "gain": Param((1,), "ones")}

    def out_shape(self, shape):
        return (*shape[:-1], self.units)

    def forward(self, p, x, ctx):
        inner = ctx.inner("inner", 0)
        return self.inner.run(p["inner"], x, inner) * p.gain


def test_layers_inside_layers():
    model = badak.Sequential([Twice(3, input_dim=2), badak.layers.Dense(1)])
    names = [name for name, _, _ in model.weight_items()]
    assert names == ["twice/gain", "twice/inner/kernel", "twice/inner/bias", "dense/kernel", "dense/bias"]
    model.layers[0].trainable = False
    assert len(model.trainable_weights) == 2
    model.compile("sgd", loss="mse")
    before = model.get_weights()
    model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
    changed = [not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True)]
    assert changed == [False, False, False, True, True]


def test_fields_make_the_constructor():
    assert [f.name for f in dataclasses.fields(Scale)][-1] == "start"
    assert repr(Scale(3.0, name="s")) == "<Scale 's' start=3.0>"


BAD = [
    ("BD003", ArgumentError, lambda: badak.layers.Dense(0), "integer > 0"),
    ("BD003", ArgumentError, lambda: badak.layers.Dense("ten"), "'ten'"),
    ("BD003", ArgumentError, lambda: badak.layers.Dense(2.5), "2.5"),
    ("BD003", ArgumentError, lambda: badak.layers.Dropout(1.0), "0 ≤ number < 1"),
    ("BD003", ArgumentError, lambda: badak.layers.Dropout(50), "50"),
    ("BD014", ArgumentError, lambda: badak.layers.Dense(2, activation="rellu"), "'relu'"),
    ("BD021", ArgumentError, lambda: badak.layers.Dense(2, activations="relu"), "activations"),
    ("BD021", ArgumentError, lambda: badak.layers.Dense(), "units"),
    ("BD020", StateError, lambda: setattr(badak.layers.Dense(2), "units", 3), "units = 3"),
    ("BD001", ShapeError, lambda: built()(np.ones((2, 5))), "'features' is 5 in x but 4 in w"),
    ("BD024", ShapeError, lambda: built().set_weights([np.ones((4, 3))]), "kernel (4, 3), bias (3,)"),
    ("BD023", StateError, lambda: badak.layers.Dense(2).get_weights(), "input_shape"),
    ("BD010", ShapeError, lambda: badak.layers.Reshape((3, 3))(np.ones((2, 8))), "8 values"),
    ("BD026", ShapeError, lambda: badak.layers.Dense(2)(np.ones(3)), "(batch, features)"),
    ("BD003", ArgumentError, lambda: badak.layers.Dense(2, input_shape=(-3,)), "input_shape"),
    ("BD025", StateError, lambda: Layer()([1.0]), "forward"),
]  # fmt: skip


def built():
    layer = badak.layers.Dense(3, name="hidden")
    layer.build((4,))
    return layer


@pytest.mark.parametrize(("code", "kind", "call", "text"), BAD, ids=[f"{b[0]}-{i}" for i, b in enumerate(BAD)])
def test_bad_layers_are_explained(code, kind, call, text):
    with pytest.raises(BadakError) as caught:
        call()
    assert caught.value.code == code and isinstance(caught.value, kind)
    assert text in caught.value.text("en")
    assert "해결" in caught.value.text("ko") or "기대한 값" in caught.value.text("ko")
    for language in ("en", "ko"):
        assert "?>" not in caught.value.text(language)


def test_errors_name_the_layer():
    with pytest.raises(ShapeError, match="Dense 'hidden' › affine"):
        built()(np.ones((2, 5)))
