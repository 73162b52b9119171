"""Whole runs of ``fit`` against Keras: loss of each epoch, final weights, evaluation (see tests/references/README.md)."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from tests.references.reader import load

CASES = [c for c in load("training") if not c.name.startswith("keras.images")]
IMAGES = [c for c in load("training") if c.name.startswith("keras.images")]


def network(case):
    dtype, penalty = case["dtype"], case["options"].get("l2")
    l2 = None if penalty is None else badak.regularizers.L2(penalty)
    model = badak.Sequential(
        [
            badak.layers.Dense(16, activation="relu", input_dim=20, kernel_regularizer=l2),
            badak.layers.Dense(4, activation="softmax", kernel_regularizer=l2),
        ],
        dtype=dtype,
    )
    model.set_weights([case.inputs[n] for n in ("kernel_1", "bias_1", "kernel_2", "bias_2")])
    optimizer = getattr(badak.optimizers, case["optimizer"])(**case["config"])
    model.compile(optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_run(case):
    model, options = network(case), case["options"]
    rows = options.get("rows", 160)
    x, y = np.array(case.inputs["x"][:rows]), np.array(case.inputs["y"][:rows])
    if case["dtype"] == "float64":
        x, y = x.astype(np.float64), y.astype(np.float64)
    weights = options.get("class_weight")
    history = model.fit(
        x, y, batch_size=case["batch_size"], epochs=case["epochs"], shuffle=False, verbose=0,
        sample_weight=np.array(case.inputs["sample_weight"][:rows]) if options.get("sample_weight") else None,
        class_weight={int(k): v for k, v in weights.items()} if weights else None,
    )  # fmt: skip
    close = {"rtol": 1e-8, "atol": 1e-10} if case["dtype"] == "float64" else {"rtol": 2e-4, "atol": 2e-5}
    np.testing.assert_allclose(history.history["loss"], case.arrays["history.loss"], **close)
    np.testing.assert_allclose(history.history["accuracy"], case.arrays["history.accuracy"], rtol=1e-6)
    for name, found in zip(("kernel_1", "bias_1", "kernel_2", "bias_2"), model.get_weights(), strict=True):
        np.testing.assert_allclose(found, case.arrays[f"final.{name}"], **close)
    np.testing.assert_allclose(model.evaluate(x, y, verbose=0), case.arrays["evaluate"], **close)
    np.testing.assert_allclose(model.predict(x[:8]), case.arrays["predict"], **close)


@pytest.mark.parametrize("case", [c for c in CASES if c["dtype"] == "float64" and not c["options"]], ids=repr)
def test_loss_of_every_step(case):
    model = network(case)
    x, y = case.inputs["x"].astype(np.float64), case.inputs["y"].astype(np.float64)
    size, losses = case["batch_size"], []
    for start in [*range(0, 160, size)] * case["epochs"]:
        losses.append(model.train_on_batch(x[start : start + size], y[start : start + size])[0])
    np.testing.assert_allclose(losses, case.arrays["loss_per_step"], rtol=1e-9)


@pytest.mark.parametrize("case", IMAGES, ids=repr)
def test_convolutional_run(case):
    """Convolution, overlapping maxima, a separable convolution with stride, and the mean of each map."""
    layers = badak.layers
    model = badak.Sequential(
        [
            layers.Conv2D(4, 3, activation="relu", input_shape=(10, 9, 2)), layers.MaxPooling2D(3, strides=2, padding="same"),
            layers.SeparableConv2D(6, 3, strides=2, padding="same", activation="tanh"), layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ],
        dtype=case["dtype"],
    )  # fmt: skip
    names = ("kernel_1", "bias_1", "kernel_2", "kernel_3", "bias_3", "kernel_4", "bias_4")
    model.set_weights([case.inputs[n] for n in names])
    model.compile(
        getattr(badak.optimizers, case["optimizer"])(**case["config"]), "categorical_crossentropy", metrics=["accuracy"]
    )
    x, y = (case.inputs[n].astype(case["dtype"]) for n in ("x", "y"))
    history = model.fit(x, y, batch_size=case["batch_size"], epochs=case["epochs"], shuffle=False, verbose=0)
    close = {"rtol": 1e-8, "atol": 1e-10} if case["dtype"] == "float64" else {"rtol": 5e-4, "atol": 5e-5}
    np.testing.assert_allclose(history.history["loss"], case.arrays["history.loss"], **close)
    np.testing.assert_allclose(history.history["accuracy"], case.arrays["history.accuracy"], rtol=1e-6)
    for name, found in zip(names, model.get_weights(), strict=True):
        np.testing.assert_allclose(found, case.arrays[f"final.{name}"], **close)
    np.testing.assert_allclose(model.predict(x[:8]), case.arrays["predict"], **close)
