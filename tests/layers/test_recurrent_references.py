"""Recurrent layers, wrappers and masks against the stored values of Keras and PyTorch (see tests/references/README.md)."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import layers
from tests.references.reader import load

CASES = load("recurrent")
LAYERS = CASES.select(peer="keras", kind="layer")
CLOSE = {"rtol": 1e-7, "atol": 1e-9}


def listed(case, name):
    return [case.arrays[f"{name}.{i}"] for i in range(len(case.arrays)) if f"{name}.{i}" in case.arrays]


def mask_of(case):
    return None if case.get("mask") is None else np.array(case["mask"])


def compare(layer, case):
    """Outputs, and the gradients by data, initial states and weights."""
    x = badak.tensor(case.arrays["x"].copy(), requires_grad=True)
    states = [badak.tensor(s.copy(), requires_grad=True) for s in listed(case, "state")]
    layer.build(x.shape[1:], dtype="float64")
    layer.set_weights(listed(case, "weight"))
    given = {"initial_state": states} if states else {}
    outs = layer(x, mask=mask_of(case), **given)
    outs = outs if isinstance(outs, tuple) else (outs,)
    assert len(outs) == case["outputs"]
    for out, y in zip(outs, listed(case, "y"), strict=True):
        np.testing.assert_allclose(out.numpy(), y, **CLOSE)
    total = 0.0
    for out, g in zip(outs, listed(case, "cotangent"), strict=True):
        total = total + (out * g).sum()
    total.backward()
    np.testing.assert_allclose(x.grad.numpy(), case.arrays["x_grad"], **CLOSE)
    for state, g in zip(states, listed(case, "state_grad"), strict=True):
        np.testing.assert_allclose(state.grad.numpy(), g, **CLOSE)
    for weight, g in zip(layer.trainable_weights, listed(case, "weight_grad"), strict=True):
        np.testing.assert_allclose(weight.grad.numpy(), g, **CLOSE)


@pytest.mark.parametrize("case", LAYERS, ids=repr)
def test_layers_are_those_of_keras(case):
    compare(getattr(layers, case["class"])(3, **case["config"], dtype="float64"), case)


@pytest.mark.parametrize("case", LAYERS, ids=repr)
def test_so_are_the_readable_cells(case):
    config = dict(case["config"])
    options = {k: config.pop(k) for k in list(config) if k.startswith(("return", "go", "unroll", "zero"))}
    cell = getattr(layers, case["class"] + "Cell")(3, **config, dtype="float64")
    compare(layers.RNN(cell, **options, dtype="float64"), case)


@pytest.mark.parametrize("case", CASES.select(kind="wrapped"), ids=repr)
def test_both_directions(case):
    inner = layers.GRU(3, return_sequences=case["sequences"], dtype="float64")
    compare(layers.Bidirectional(inner, merge_mode=case["config"]["merge_mode"], dtype="float64"), case)


def test_stacked_cells():
    cells = [layers.LSTMCell(3, dtype="float64"), layers.GRUCell(3, dtype="float64")]
    compare(layers.RNN(cells, return_sequences=True, return_state=True, dtype="float64"), CASES["keras.stacked"])


@pytest.mark.parametrize("case", CASES.select(kind="stateful"), ids=repr)
def test_a_stateful_layer_goes_on(case):
    layer = getattr(layers, case["class"])(3, stateful=True, return_sequences=True, dtype="float64")
    layer.build(case.arrays["x"].shape[2:])
    layer.set_weights(listed(case, "weight"))
    for x, y in zip(case.arrays["x"], case.arrays["y"], strict=True):
        np.testing.assert_allclose(layer(x.copy()).numpy(), y, **CLOSE)
    layer.reset_states()
    np.testing.assert_allclose(layer(case.arrays["x"][1].copy()).numpy(), case.arrays["y_after_reset"], **CLOSE)


def model_of(case):
    first = layers.Embedding(6, 4, mask_zero=True) if case["source"] == "ids" else layers.Masking(-1.0)
    body = {
        "tags": lambda: [layers.LSTM(3, return_sequences=True), layers.Dense(2)],
        "classes": lambda: [layers.GRU(3, return_sequences=True), layers.Dense(3, activation="softmax")],
        "last": lambda: [layers.LSTM(3), layers.Dense(2)],
        "mean": lambda: [layers.GlobalAveragePooling1D(), layers.Dense(2)],
    }[case["body"]]
    model = badak.Sequential([first, *body()], dtype="float64")
    model.build(case.arrays["x"].shape[1:])
    model.set_weights(listed(case, "weight"))
    return model


@pytest.mark.usefixtures("quick_xla")
@pytest.mark.parametrize("backend", ["numpy", "xla"])
@pytest.mark.parametrize("case", CASES.select(kind="masked"), ids=repr)
def test_masks_reach_loss_and_metrics(case, backend):
    if backend == "xla":
        pytest.importorskip("jax")
    model = model_of(case)
    name, weight = case["metric"], case.arrays.get("sample_weight")
    model.compile(badak.optimizers.SGD(0.1), case["loss"], metrics=[name], weighted_metrics=[name], backend=backend)
    x, y = case.arrays["x"].copy(), case.arrays["target"].copy()
    found = model.evaluate(x, y, sample_weight=weight, verbose=0)
    close = {"rtol": 1e-5, "atol": 1e-7} if backend == "xla" else {"rtol": 1e-6, "atol": 1e-8}  # XLA has float32
    np.testing.assert_allclose(found, case.arrays["evaluate"], **close)
    np.testing.assert_allclose(model.predict(x), case.arrays["predict"], **close)
    model.train_on_batch(x, y, sample_weight=weight)
    for got, after in zip(model.get_weights(), listed(case, "trained"), strict=True):
        np.testing.assert_allclose(got, after, **close)


@pytest.mark.parametrize("case", CASES.select(kind="torch"), ids=repr)
def test_torchs_weights_go_in_and_out(case):
    kind = {"RNN": layers.SimpleRNN, "LSTM": layers.LSTM, "GRU": layers.GRU}[case["class"]]
    named = {key.removeprefix("weight."): value for key, value in case.arrays.items() if key.startswith("weight.")}
    layer = kind(3, return_sequences=True, return_state=True, use_bias=len(named) == 4, dtype="float64")
    layer.build(case.arrays["x"].shape[1:])
    layer.set_weights(kind.weights_from_torch(*named.values()))
    out, *states = layer(case.arrays["x"].copy())
    np.testing.assert_allclose(out.numpy(), case.arrays["y"], **CLOSE)
    for state, last in zip(states, listed(case, "state"), strict=True):
        np.testing.assert_allclose(state.numpy(), last, **CLOSE)
    back = layer.weights_to_torch()
    assert list(back) == list(named)
    for name, value in back.items():
        if name.startswith("weight") or case["class"] == "GRU":
            np.testing.assert_array_equal(value, named[name])
    again = kind.weights_from_torch(*back.values())
    for a, b in zip(again, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
