"""The learning-rate range test: it finds rates that learn, and leaves everything as it was."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.datasets import digits_sample
from badak.errors import ArgumentError, StateError
from badak.layers import BatchNormalization, Dense, Dropout

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(128, 6)).astype("float32")
Y = (X @ RANDOM.normal(size=(6, 1)) + 0.1 * RANDOM.normal(size=(128, 1))).astype("float32")


def model_of(optimizer="sgd", **options):
    model = badak.Sequential([Dense(1, input_dim=6)])
    model.compile(optimizer, loss="mse", **options)
    return model


def test_it_explodes_where_theory_says():
    # full batches of a linear model diverge above 2 / (largest curvature): the explosion must be seen above that and near it
    inputs = np.concatenate([X, np.ones((128, 1))], axis=1)
    limit = 2 / np.linalg.eigvalsh(2 * inputs.T @ inputs / 128).max()
    found = model_of().find_learning_rate(X, Y, batch_size=128, steps=200)
    assert limit < found.highest < 4 * limit
    assert found.suggestion < limit < 10 * found.suggestion * 4
    assert len(found.rates) == len(found.losses) == len(found.smoothed) and (np.diff(found.rates) > 0).all()
    assert found.rates[0] == pytest.approx(1e-6)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
def test_the_suggestion_learns_better_than_others_far_off(optimizer):
    suggestion = model_of(optimizer).find_learning_rate(X, Y).suggestion

    def after(rate):
        badak.utils.set_random_seed(1)
        model = model_of(optimizer)
        model.learning_rate = rate
        model.fit(X, Y, epochs=5, verbose=0)
        return model.evaluate(X, Y, verbose=0)

    assert after(suggestion) < min(after(suggestion / 1000), 1.0)


def test_nothing_changes():
    def run(test):
        badak.utils.set_random_seed(3)
        model = badak.Sequential([Dense(8, input_dim=6), BatchNormalization(), Dropout(0.3), Dense(1)])
        model.compile(badak.optimizers.Adam(0.01), loss="mse", metrics=["mae"])
        model.fit(X, Y, epochs=2, verbose=0)
        before = [w.copy() for w in model.get_weights()]
        if test:
            model.find_learning_rate(X, Y)
            for a, b in zip(before, model.get_weights(), strict=True):
                np.testing.assert_array_equal(a, b)
        assert model.learning_rate == 0.01
        return model.fit(X, Y, epochs=3, verbose=0).history  # by the optimizer's memory and the random numbers too

    assert run(True) == run(False)


def test_it_may_come_before_anything_else():
    model = badak.Sequential([Dense(4), Dense(1)])
    model.compile("sgd", loss="mse")
    assert model.find_learning_rate(badak.Dataset(X, Y)).suggestion > 0
    assert model.find_learning_rate((X[i : i + 16], Y[i : i + 16]) for i in list(range(0, 128, 16)) * 20).suggestion > 0


def test_a_schedule_is_no_obstacle_and_words_are_in_two_languages():
    model = model_of(badak.optimizers.SGD(badak.schedules.CosineDecay(0.1, 1000)))
    found = model.find_learning_rate(X, Y)
    assert 1e-3 < found.suggestion < 1
    assert "exploding at" in str(found)
    badak.errors.set_language("ko")
    assert str(found).startswith("학습률은") and "발산하는 곳" in str(found)
    badak.errors.set_language("en")
    calm = model.find_learning_rate(X, Y, highest=1e-4)
    assert calm.highest is None and "not reached" in str(calm)


def test_on_digits_a_network_with_the_suggestion_learns_in_two_epochs():
    (x, y), _ = digits_sample()
    x = x[:2000].reshape(-1, 784).astype("float32") / 255
    model = badak.Sequential([Dense(32, activation="relu", input_dim=784), Dense(10, activation="softmax")])
    model.compile("sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.learning_rate = model.find_learning_rate(x, y[:2000]).suggestion
    model.fit(x, y[:2000], epochs=2, verbose=0)
    assert model.evaluate(x, y[:2000], verbose=0)[1] > 0.8


def test_wrong_arguments():
    with pytest.raises(StateError, match="BD030"):
        badak.Sequential([Dense(1)]).find_learning_rate(X, Y)
    for bad in ({"lowest": 0}, {"lowest": 1, "highest": 0.1}, {"steps": 3}, {"seed": -1}):
        with pytest.raises(ArgumentError):
            model_of().find_learning_rate(X, Y, **bad)
    with pytest.raises(ArgumentError, match="finite loss") as info:
        model_of().find_learning_rate(X * 1e30, Y)
    assert "유한한 손실" in info.value.text("ko")
    with pytest.raises(ArgumentError, match="step of its own"):
        model_of(step=lambda model, trees, batch, key: (trees, {"loss": 0.0})).find_learning_rate(X, Y)


def test_compiled_by_xla():
    pytest.importorskip("jax")
    model = model_of(backend="xla")
    before = [w.copy() for w in model.get_weights()]
    assert model.find_learning_rate(X, Y).suggestion == pytest.approx(
        model_of().find_learning_rate(X, Y).suggestion, rel=2
    )
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    model.fit(X, Y, epochs=1, verbose=0)
