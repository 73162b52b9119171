"""Penalties on what layers give: as Keras adds them to the loss, in every kind of model, saved, compiled."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

import badak
from badak.errors import BadakError, set_language
from badak.layers import ActivityRegularization, Dense, Embedding, LSTMCell
from badak.layers.layer import LAYERS
from tests.references.activity import BATCH, EPOCHS, MODELS, RATE
from tests.references.reader import load

CLOSE = {"rtol": 1e-8, "atol": 1e-10}


def made(case, backend: str = "numpy"):
    """Build the model of a case with its first weights."""
    make, which = MODELS[case["model"]]
    model = make(badak, "float64")
    x, y = (np.array(case.inputs[name], np.float64) for name in (which, "y"))
    model(x)
    start = [case.arrays[f"start.{i}"] for i in range(len(model.get_weights()))]
    model.set_weights(start)
    model.compile(badak.optimizers.SGD(RATE), "mse", metrics=["mae"], backend=backend)
    return model, x, y


@pytest.mark.parametrize("case", list(load("activity")), ids=repr)
def test_training_and_evaluation_equal_keras(case):
    model, x, y = made(case)
    before = model.evaluate(x, y, batch_size=BATCH, verbose=0, return_dict=True)
    history = model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0).history
    for key, value in before.items():
        np.testing.assert_allclose(value, case.arrays[f"before.{key}"], **CLOSE)
    for key, values in history.items():
        np.testing.assert_allclose(values, case.arrays[f"history.{key}"], **CLOSE)
    for i, found in enumerate(model.get_weights()):
        np.testing.assert_allclose(found, case.arrays[f"final.{i}"], **CLOSE)


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed")
@pytest.mark.parametrize("name", ["keras.chain", "keras.words", "keras.pictures"])
@pytest.mark.usefixtures("quick_xla")
def test_compiled_by_xla(name):
    case = load("activity")[name]
    histories = []
    for backend in ("numpy", "xla"):
        model, x, y = made(case, backend)
        history = model.fit(x.astype("float32"), y, batch_size=5, epochs=2, shuffle=False, verbose=0).history
        histories.append([*history["loss"], model.evaluate(x, y, verbose=0)[0]])
    np.testing.assert_allclose(*histories, rtol=1e-4)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_files_and_configurations_keep_it(name, tmp_path):
    model, x, y = made(load("activity")[f"keras.{name}"])
    wanted = model.evaluate(x, y, verbose=0)
    model.save(tmp_path / "m.badak")
    np.testing.assert_allclose(badak.load_model(tmp_path / "m.badak").evaluate(x, y, verbose=0), wanted, rtol=1e-12)
    again = type(model).from_config(model.get_config())
    again(x)
    again.set_weights(model.get_weights())
    again.compile("sgd", "mse", metrics=["mae"])
    np.testing.assert_allclose(again.evaluate(x, y, verbose=0), wanted, rtol=1e-12)


def test_train_on_batch_and_a_loop_of_ones_own_see_it():
    x, y = np.array([[1.0, 2.0], [3.0, -1.0]], np.float32), np.zeros((2, 1), np.float32)
    model = badak.Sequential([Dense(1, kernel_initializer="ones", activity_regularizer="l1", input_shape=(2,))])
    model.compile("sgd", "mse")
    out = model(x, training=True)
    loss = badak.losses.mean_squared_error(y, out).mean() + sum(model.losses)
    assert loss.item() == pytest.approx((9 + 4) / 2 + 0.01 * 5 / 2)
    loss.backward()
    assert model.layers[0].kernel.grad is not None
    assert model.train_on_batch(x, y) == pytest.approx(loss.item())


def test_losses_of_a_nested_model_come_once():
    inner = badak.Sequential([Dense(2, activity_regularizer="l2", kernel_regularizer="l2", input_shape=(2,))])
    x = badak.Input((2,))
    model = badak.Model(x, Dense(1)(inner(x)))
    model(np.ones((3, 2), np.float32))
    assert len(model.losses) == 2


def test_every_layer_takes_it():
    for name in LAYERS.names:
        cls = LAYERS.names[name]
        assert "activity_regularizer" in cls.__dataclass_fields__, name
    assert Embedding(3, 2, activity_regularizer="l1").activity_regularizer == badak.regularizers.L1()

    class Own(badak.layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def forward(self, p, x, ctx):
            return x * 2.0

    layer = Own(3, activity_regularizer="l1", name="own")
    layer(np.ones((2, 2), np.float32))
    assert [round(loss.item(), 6) for loss in layer.losses] == [0.04]


def test_each_step_of_time_distributed_is_a_sample():
    """Keras loses the penalty there; its older versions took each step for a sample, too."""
    inner = Dense(2, kernel_initializer="ones", activity_regularizer="l1")
    model = badak.Sequential([badak.layers.TimeDistributed(inner, input_shape=(3, 2))])
    model(np.ones((4, 3, 2), np.float32))
    assert [round(loss.item(), 6) for loss in model.losses] == [0.04]


def test_a_layer_without_one_is_described_as_before():
    assert "activity_regularizer" not in Dense(1).get_config()
    assert Dense(1).losses == []


def test_gradients_by_differences():
    layer = Dense(3, activation="tanh", activity_regularizer="l2", dtype="float64", input_shape=(2,))
    layer.build((2,))

    def loss(x):
        layer(x)
        return sum(layer.losses)

    badak.check_grads(loss, [np.random.default_rng(0).normal(size=(4, 2))])


@pytest.mark.parametrize(
    ("make", "code", "english", "korean"),
    [
        (lambda: Dense(1, activity_regularizer="l3"), "BD014", "no regularizer called 'l3'", "l3"),
        (lambda: ActivityRegularization(l1=-1.0), "BD040", "l1", "l1"),
        (
            lambda: badak.layers.RNN(LSTMCell(2, activity_regularizer="l1")), "BD003",
            "RNN(cell, activity_regularizer=…) puts it on the output", "출력에 거는 규제는",
        ),
    ],
)  # fmt: skip
def test_what_goes_wrong(make, code, english, korean):
    for language, said in (("en", english), ("ko", korean)):
        set_language(language)
        with pytest.raises(BadakError, match=code) as caught:
            make()
        assert said in str(caught.value)
    set_language("en")
