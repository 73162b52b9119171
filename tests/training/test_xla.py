"""The same model compiled by XLA: equal numbers, one trace, nothing ruined by a loss that is not finite."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.errors import Notice
from badak.layers import BatchNormalization, Dense, Dropout

pytest.importorskip("jax")

X = np.random.default_rng(0).standard_normal((64, 4)).astype(np.float32)
Y = np.eye(3, dtype=np.float32)[np.arange(64) % 3]


def network(*extra):
    return badak.Sequential([Dense(8, activation="relu", input_dim=4), *extra, Dense(3, activation="softmax")])


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "rmsprop", "adagrad", "adamw"])
def test_fit_gives_the_same_numbers_as_numpy(optimizer):
    eager, compiled = network(BatchNormalization()), network(BatchNormalization())
    compiled.set_weights(eager.get_weights())
    histories = []
    for model, backend in ((eager, "numpy"), (compiled, "xla")):
        model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"], backend=backend)
        histories.append(model.fit(X, Y, batch_size=16, epochs=3, shuffle=False, validation_data=(X, Y), verbose=0))
    for name in histories[0].history:
        np.testing.assert_allclose(histories[0].history[name], histories[1].history[name], rtol=2e-4, err_msg=name)
    for a, b in zip(eager.get_weights(), compiled.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-4)
    np.testing.assert_allclose(eager.predict(X), compiled.predict(X), rtol=2e-3, atol=2e-4)


def test_the_step_is_traced_once():
    traces = []

    class Count(badak.layers.Layer):
        def forward(self, p, x, ctx):
            traces.append(ctx.training)
            return x

    model = network(Count(), Dropout(0.5))
    model.compile("adam", "categorical_crossentropy", backend="xla")
    traces.clear()
    model.fit(X, Y, batch_size=16, epochs=4, verbose=0)
    assert traces == [True]
    assert all(isinstance(w, np.ndarray) for w in model.get_weights())


def test_good_weights_are_kept():
    model = badak.Sequential([Dense(1, input_dim=4)])
    model.compile(badak.optimizers.SGD(learning_rate=1e6), "mse", backend="xla")
    with pytest.warns(Notice, match="BD047"):
        model.fit(X * 1e3, X[:, :1], epochs=50, batch_size=16, verbose=0)
    assert all(np.isfinite(w).all() for w in model.get_weights())


def test_a_convolutional_network_gives_the_same_numbers_as_numpy():
    layers = badak.layers

    def network():
        return badak.Sequential(
            [
                layers.Conv2D(4, 3, strides=2, padding="same", activation="relu", input_shape=(9, 8, 2)), layers.MaxPooling2D(2, padding="same"),
                BatchNormalization(), layers.DepthwiseConv2D(3, padding="same", activation="tanh"), layers.UpSampling2D(2),
                layers.Conv2DTranspose(3, 2, strides=2), layers.AveragePooling2D(3, strides=2), layers.GlobalAveragePooling2D(),
                Dense(3, activation="softmax"),
            ]
        )  # fmt: skip

    x = np.random.default_rng(1).standard_normal((64, 9, 8, 2)).astype(np.float32)
    eager, compiled = network(), network()
    compiled.set_weights(eager.get_weights())
    histories = []
    for model, backend in ((eager, "numpy"), (compiled, "xla")):
        model.compile(
            badak.optimizers.SGD(0.1, momentum=0.9), "categorical_crossentropy", metrics=["accuracy"], backend=backend
        )
        histories.append(model.fit(x, Y, batch_size=16, epochs=3, shuffle=False, verbose=0).history)
    np.testing.assert_allclose(histories[0]["loss"], histories[1]["loss"], rtol=2e-4)
    for a, b in zip(eager.get_weights(), compiled.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-4)
    np.testing.assert_allclose(eager.predict(x), compiled.predict(x), rtol=2e-3, atol=2e-4)


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_series_and_volumes_are_compiled_too(padding):
    layers = badak.layers
    for rank, shape in ((1, (9, 2)), (3, (4, 5, 4, 1))):
        named = {
            n: getattr(layers, f"{n}{rank}D")
            for n in ("Conv", "MaxPooling", "AveragePooling", "UpSampling", "ZeroPadding")
        }
        model = badak.Sequential(
            [
                named["ZeroPadding"](1, input_shape=shape), named["Conv"](3, 2, padding=padding, activation="relu"), named["MaxPooling"](2, 1, padding),
                named["UpSampling"](2), named["AveragePooling"](2, padding=padding), layers.Flatten(), Dense(3, activation="softmax"),
            ]
        )  # fmt: skip
        x = np.random.default_rng(1).standard_normal((16, *shape)).astype(np.float32)
        start, results = model.get_weights(), []
        for backend in ("numpy", "xla"):
            model.set_weights(start)
            model.compile("sgd", "categorical_crossentropy", backend=backend)
            model.fit(x, Y[:16], batch_size=8, epochs=2, shuffle=False, verbose=0)
            results.append(model.get_weights())
        for a, b in zip(*results, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-5)
