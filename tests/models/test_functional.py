"""Models of symbols: what they compute, how they are put together, trained, copied and taken apart."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import tracemalloc

import numpy as np
import pytest

import badak
from badak import errors, layers
from badak.models import graph

R = np.random.default_rng(0)
X = R.normal(size=(24, 4)).astype(np.float32)
Y = R.normal(size=(24, 2)).astype(np.float32)


def same_weights(a: badak.Model, b: badak.Model) -> bool:
    one, two = a.get_weights(), b.get_weights()
    return len(one) == len(two) and all(np.array_equal(u, v) for u, v in zip(one, two, strict=True))


def joined() -> badak.Model:
    """Two inputs, a shared layer, operations with constants, a nested model, two outputs."""
    one, two = badak.Input((4,), name="one"), badak.Input((4,), name="two")
    shared = layers.Dense(3, activation="tanh", name="shared")
    inner_in = badak.Input((3,))
    inner = badak.Model(inner_in, layers.BatchNormalization()(layers.Dense(3)(inner_in)), name="inner")
    h = layers.add([inner(shared(one)), badak.exp(shared(two)) * np.array([1.0, 2.0, 3.0], np.float32)])
    h = layers.Dropout(0.4)(h)
    return badak.Model([one, two], [layers.Dense(2, name="a")(h), layers.Dense(1, name="b")(h[:, 1:] - 0.5)])


# --- what is computed ---------------------------------------------------------------------------------------------------------


def test_as_sequential_bit_for_bit():
    badak.utils.set_random_seed(1)
    row = badak.Sequential([layers.Dense(8, activation="relu", input_dim=4), layers.Dropout(0.3), layers.Dense(2)])
    x = badak.Input((4,))
    graph = badak.Model(x, layers.Dense(2)(layers.Dropout(0.3)(layers.Dense(8, activation="relu")(x))))
    graph.set_weights(row.get_weights())
    assert np.array_equal(row.predict(X), graph.predict(X))
    for model in (row, graph):
        model.compile(badak.optimizers.SGD(0.1), "mse")
        badak.utils.set_random_seed(5)
        model.run_key = (3, 4)
        layers_before = [type(layer) for layer in model.layers]
        model.fit(X, Y, epochs=1, verbose=0, batch_size=8, shuffle=False)
        assert [type(layer) for layer in model.layers] == layers_before
    # the masks depend on the place of a layer in its model, so only what is not random is compared
    assert row.evaluate(X, Y, verbose=0) == pytest.approx(graph.evaluate(X, Y, verbose=0), rel=0.5)


def test_by_hand():
    model = joined()
    one, two = X, X[::-1].copy()
    w = {name: layer.get_weights() for name, layer in zip(model._names, model.layers, strict=True)}
    kernel, bias = w["shared"]
    first = np.tanh(one @ kernel + bias)
    second = np.exp(np.tanh(two @ kernel + bias)) * [1, 2, 3]
    inner = model.get_layer("inner")
    k, b, gamma, beta, mean, variance = inner.get_weights()
    normed = (first @ k + b - mean) / np.sqrt(variance + 1e-3) * gamma + beta
    h = normed + second
    expected = [h @ w["a"][0] + w["a"][1], (h[:, 1:] - 0.5) @ w["b"][0] + w["b"][1]]
    for found in (model.predict([one, two]), model.predict({"two": two, "one": one}), model([one, two])):
        for got, want in zip(found, expected, strict=True):
            np.testing.assert_allclose(np.asarray(getattr(got, "data", got)), want, rtol=1e-4, atol=1e-5)


def test_gradients_of_a_shared_layer_are_added_up():
    x, y = badak.Input((4,)), badak.Input((4,))
    shared = layers.Dense(3, name="shared")
    model = badak.Model([x, y], layers.multiply([shared(x), shared(y)]))
    kernel, bias = shared.get_weights()
    out = model((X, X + 1))
    out.sum().backward()
    a, b = X @ kernel + bias, (X + 1) @ kernel + bias
    np.testing.assert_allclose(shared.kernel.grad.numpy(), X.T @ b + (X + 1).T @ a, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("form", [list, tuple, dict])
def test_outputs_come_in_the_form_that_was_given(form):
    x = badak.Input((4,), name="x")
    made = {"u": layers.Dense(1, name="p")(x), "v": layers.Dense(3, name="q")(x)}
    outputs = made if form is dict else form(made.values())
    model = badak.Model(x, outputs)
    found = model.predict(X)
    assert type(found) is form and model.output_names == (["u", "v"] if form is dict else ["p", "q"])
    assert type(model(X)) is form
    parts = list(found.values()) if form is dict else found
    assert [p.shape for p in parts] == [(24, 1), (24, 3)]


def test_a_list_of_one_is_that_one():
    x = badak.Input((4,))
    model = badak.Model([x], [layers.Dense(2)(x)])
    assert np.array_equal(model.predict([X]), model.predict(X)) and model.predict(X).shape == (24, 2)
    model.compile("sgd", "mse")
    assert list(model.fit([X], Y, verbose=0).history) == ["loss"]


def test_operators_and_functions_on_symbols():
    x = badak.Input((3, 2), name="x")
    two = np.full((3, 2), 2.0, np.float32)
    cases = {
        "add": (x + 1.0, lambda v: v + 1), "reversed": (1.0 - x, lambda v: 1 - v), "power": (x**2, lambda v: v**2),
        "matmul": (x @ np.ones((2, 5), np.float32), lambda v: v @ np.ones((2, 5))), "index": (x[:, 0, ::-1], lambda v: v[:, 0, ::-1]),
        "negative": (-x / two, lambda v: -v / 2), "mean": (badak.mean(x, axis=1), lambda v: v.mean(1)),
        "where": (badak.where(x > 0, x, 0.0), lambda v: np.maximum(v, 0)), "method": (x.sum(axis=(1, 2)), lambda v: v.sum((1, 2))),
        "joined": (badak.concatenate([x, x * 2.0], axis=1), lambda v: np.concatenate([v, 2 * v], 1)),
        "tensor": (badak.tensor(two) * x, lambda v: v * 2), "array": (two - x, lambda v: 2 - v),
        "ellipsis": (x[..., None], lambda v: v[..., None]),
    }  # fmt: skip
    v = R.normal(size=(5, 3, 2)).astype(np.float32)
    model = badak.Model(x, {name: symbol for name, (symbol, _) in cases.items()})
    again = badak.Model.from_config(json.loads(json.dumps(model.get_config())))
    for found in (model.predict(v), again.predict(v)):
        for name, (symbol, formula) in cases.items():
            np.testing.assert_allclose(found[name], formula(v), rtol=1e-5, atol=1e-6, err_msg=name)
            assert symbol.shape == (None, *formula(v).shape[1:]), name


def test_training_true_on_a_call_stays_and_frozen_norms_keep_their_statistics():
    x = badak.Input((4,))
    model = badak.Model(x, layers.Dropout(0.5)(x, training=True))
    assert (model.predict(np.ones((50, 4), np.float32)) == 0).any()
    norm = layers.BatchNormalization()
    model = badak.Model(x, layers.Dense(2)(norm(x)))
    model.compile("sgd", "mse")
    norm.trainable = False
    before = norm.get_weights()
    model.fit(X + 3, Y, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, norm.get_weights(), strict=True))
    norm.trainable = True
    model.fit(X + 3, Y, verbose=0)
    assert not np.array_equal(before[2], norm.get_weights()[2])


def test_layers_at_several_places_have_one_set_of_weights():
    x = badak.Input((4,))
    shared = layers.Dense(4, name="shared", kernel_regularizer="l2")
    inner = badak.Model(x, shared(x), name="inner")
    model = badak.Model(x, inner(x) + shared(x * 2.0))
    assert model.count_params() == 20 and len(model.get_weights()) == 2 and len(model.trainable_weights) == 2
    assert len(list(model.regularized())) == 1
    kernel, bias = shared.get_weights()
    model.compile(badak.optimizers.SGD(0.1), "mse")
    target = np.zeros((24, 4), np.float32)
    model.train_on_batch(X, target)
    pred = X @ kernel + bias + 2 * X @ kernel + bias
    g = 2 * pred / pred.size
    expected = kernel - 0.1 * (3 * X.T @ g + 2 * 0.01 * kernel)
    np.testing.assert_allclose(shared.get_weights()[0], expected, rtol=1e-4, atol=1e-5)


def test_deep_graphs_need_no_recursion_and_give_memory_back():
    x = badak.Input((64,))
    h = x
    for _ in range(5000):
        h = h + 0.001
    model = badak.Model(x, h)
    big = np.zeros((512, 64), np.float32)
    np.testing.assert_allclose(model.predict(big), 5.0, rtol=1e-3)
    tracemalloc.start()
    model.predict(big)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30 * big.nbytes  # not 5,000 of them
    assert copy.deepcopy(model).predict(big[:1]).shape == (1, 64)
    assert badak.Model.from_config(model.get_config()).predict(big[:1]).shape == (1, 64)
    del model, h
    gc.collect()


# --- parts of models ------------------------------------------------------------------------------------------------------


def test_what_happens_inside():
    model = joined()
    inside = badak.Model(model.inputs, model.get_layer("add").output)
    a, b = model.get_layer("a"), model.get_layer("b")
    found = inside.predict([X, X])
    np.testing.assert_allclose(
        found @ a.get_weights()[0] + a.get_weights()[1], model.predict([X, X])[0], rtol=1e-4, atol=1e-5
    )
    assert b.input is model.outputs[1].call.args and a.output is model.outputs[0]
    assert not hasattr(model.get_layer("shared"), "output")
    behind = badak.Model(model.get_layer("a").input, model.get_layer("a").output)
    assert [type(layer).__name__ for layer in behind.layers] == ["InputLayer", "Dense"]
    np.testing.assert_allclose(behind.predict(found), model.predict([X, X])[0], rtol=1e-5)
    assert [layer.name for layer in model.layers][:3] == ["one", "two", "shared"]


def test_a_sequential_is_a_graph_too():
    model = badak.Sequential(
        [layers.Embedding(10, 3, input_shape=(4,)), layers.Flatten(), layers.Dense(2, name="last")]
    )
    ids = R.integers(0, 10, (5, 4))
    inside = badak.Model(model.inputs, [model.layers[1].output, model.output])
    flat, out = inside.predict(ids)
    assert flat.shape == (5, 12) and np.array_equal(out, model.predict(ids))
    assert model.inputs[0].dtype == np.int32 and model.layers[1].input is model.layers[0].output
    x = badak.Input((4,), dtype="int32")
    double = badak.Model(x, model(x) * 2.0)
    np.testing.assert_allclose(double.predict(ids), 2 * out)
    model.add(layers.Dense(1))
    assert badak.Model(model.inputs, model.outputs).predict(ids).shape == (5, 1)


def test_a_sequential_inside_learns():
    x = badak.Input((4,))
    body = badak.Sequential([layers.Dense(8, activation="relu"), layers.BatchNormalization()])
    model = badak.Model(x, layers.Dense(2)(body(x)))
    model.compile("adam", "mse")
    before = [w.copy() for w in body.get_weights()]
    assert model.fit(X, Y, epochs=30, verbose=0).history["loss"][-1] < model.history.history["loss"][0]
    assert not any(np.array_equal(a, b) for a, b in zip(before, body.get_weights(), strict=True))


@pytest.mark.parametrize("again", [lambda m: pickle.loads(pickle.dumps(m)), copy.deepcopy], ids=["pickle", "deepcopy"])
def test_copies(again):
    model = joined()
    model.compile("adam", "mse")
    model.fit([X, X], [Y, Y[:, :1]], verbose=0)
    other = again(model)
    assert same_weights(model, other) and other.layers[2] is not model.layers[2]
    for a, b in zip(model.predict([X, X]), other.predict([X, X]), strict=True):
        assert np.array_equal(a, b)
    for each in (model, other):
        each.fit([X, X], [Y, Y[:, :1]], epochs=2, initial_epoch=1, verbose=0)
    assert same_weights(model, other)


def test_config_is_plain_json():
    model = joined()
    other = badak.Model.from_config(json.loads(json.dumps(model.get_config())))
    assert not same_weights(model, other)
    other.set_weights(model.get_weights())
    for a, b in zip(model.predict([X, X]), other.predict([X, X]), strict=True):
        assert np.array_equal(a, b)
    assert other.get_config() == model.get_config()
    outer = badak.Sequential([badak.Model(model.get_layer("a").input, model.outputs[0]), layers.Dense(1)])
    assert badak.Sequential.from_config(outer.get_config()).predict(X[:, :3]).shape == (24, 1)


# --- training -------------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_weights():
    found = []
    for _ in range(2):
        badak.utils.set_random_seed(8)
        model = joined()
        model.compile("adam", "mse")
        model.fit([X, X], [Y, Y[:, :1]], epochs=2, batch_size=8, verbose=0)
        found.append(model)
    assert same_weights(*found)


def test_weights_of_losses_and_samples():
    model = joined()
    model.compile("sgd", ["mse", "mae"], loss_weights=[2.0, 0.5], metrics=[["mae"], []])
    weight = R.random(24).astype(np.float32)
    a, b = model.predict([X, X])
    targets = [Y, Y[:, :1]]
    got = model.evaluate([X, X], targets, sample_weight=[weight, np.ones(24)], verbose=0, return_dict=True)
    first = float((((a - Y) ** 2).mean(1) * weight).mean())
    second = float(np.abs(b - Y[:, :1]).mean())
    assert got["loss"] == pytest.approx(2 * first + 0.5 * second, rel=1e-4)
    assert got["a_mae"] == pytest.approx(np.abs(a - Y).mean(), rel=1e-4)
    assert list(got) == model.metrics_names == ["loss", "a_loss", "b_loss", "a_mae"]


def test_mixed_precision():
    model = joined()
    model.compile("adam", "mse", precision="mixed")
    losses = model.fit([X, X], [Y, Y[:, :1]], epochs=20, verbose=0).history["loss"]
    assert losses[-1] < losses[0] and model.predict([X, X])[0].dtype == np.float32
    assert all(w.dtype == np.float32 for w in model.get_weights())


def test_on_xla():
    pytest.importorskip("jax")
    badak.utils.set_random_seed(0)
    x, y = badak.Input((4,), name="x"), badak.Input((4,), name="y")
    shared = layers.Dense(3, activation="tanh")
    h = layers.concatenate([shared(x), shared(y) * 2.0])
    model = badak.Model([x, y], [layers.Dense(2)(h), layers.Dense(1)(layers.BatchNormalization()(h))])
    other = copy.deepcopy(model)
    for each, backend in ((model, "numpy"), (other, "xla")):
        each.compile(badak.optimizers.SGD(0.1), "mse", backend=backend)
        each.fit([X, X + 1], [Y, Y[:, :1]], epochs=3, shuffle=False, verbose=0)
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


def test_a_step_with_two_optimizers():
    x = badak.Input((4,))
    body = layers.Dense(3, activation="tanh", name="body")
    head = layers.Dense(2, name="head")
    model = badak.Model(x, head(body(x)))
    rules = {"body": badak.optimizers.SGD(0.01), "head": badak.optimizers.Adam(0.05)}
    losses = []
    for _ in range(60):
        loss = ((model(X, training=True) - Y) ** 2).mean()
        loss.backward()
        for name, rule in rules.items():
            rule.apply(model.get_layer(name).trainable_weights)
        losses.append(loss.item())
    assert losses[-1] < 0.9 * losses[0]


# --- looking ----------------------------------------------------------------------------------------------------------------


def test_summary():
    ids = badak.Input((None,), dtype="int32", name="ids")
    embedding = layers.Embedding(100, 8, name="words")
    row, last, cell = layers.LSTM(4, return_sequences=True, return_state=True, name="lstm")(embedding(ids))
    model = badak.Model(
        ids, [layers.concatenate([last, cell]) * 2.0, layers.GRU(3, name="gru")(embedding(ids) + 1.0), row]
    )
    text = str(model.summary(print_fn=lambda _: None))
    assert "(None, None, 4)\n" not in text.split("lstm")[0]
    assert "words (2)" in text and ("shared" in text or "공유" in text) and "(None, None, 8)" in text
    assert max(map(len, text.splitlines())) <= 100
    assert "<br>(None, 4)" in model._repr_html_()


def two_by_two() -> badak.Model:
    a, b = badak.Input((3,), name="a"), badak.Input((2,), name="b")
    p = layers.Dense(1, name="p", kernel_initializer="ones")(layers.concatenate([a, b]))
    model = badak.Model([a, b], [p, layers.Dense(2, name="q", kernel_initializer="ones")(a)])
    model.compile("sgd", ["mse", "mse"])
    return model


def test_every_way_to_give_data_is_the_same_training():
    a, b, p, q, w = X[:, :3], X[:, :2], Y[:, :1], Y, np.ones(24, np.float32)
    batches = [slice(0, 12), slice(12, 24)]
    ways = {
        "lists": lambda m: m.fit([a, b], [p, q], batch_size=12, shuffle=False, verbose=0),
        "dicts": lambda m: m.fit({"b": b, "a": a}, {"q": q, "p": p}, batch_size=12, shuffle=False, verbose=0),
        "dataset": lambda m: m.fit(badak.Dataset((a, b), (p, q)).batch(12), verbose=0),
        "generator": lambda m: m.fit((((a[s], b[s]), (p[s], q[s])) for s in batches), steps_per_epoch=2, verbose=0),
        "weighted": lambda m: m.fit((((a[s], b[s]), (p[s], q[s]), (w[s], w[s])) for s in batches), steps_per_epoch=2, verbose=0),
        "by name": lambda m: m.fit(iter([({"a": a[s], "b": b[s]}, {"p": p[s], "q": q[s]}) for s in batches]), steps_per_epoch=2, verbose=0),
        "by hand": lambda m: [m.train_on_batch([a[s], b[s]], [p[s], q[s]]) for s in batches],
    }  # fmt: skip
    found = {}
    for name, way in ways.items():
        model = two_by_two()
        way(model)
        found[name] = model.get_weights()
    for name, weights in found.items():
        for u, v in zip(weights, found["lists"], strict=True):
            np.testing.assert_allclose(u, v, rtol=1e-5, err_msg=name)
    assert not np.allclose(found["lists"][0], 1)


def test_a_number_type_that_the_layers_have_not_is_refused():
    x = badak.Input((4,), dtype="float64")
    with pytest.raises(badak.errors.ArgumentError) as caught:
        badak.Model(x, layers.Dense(1)(x), dtype="float64")
    assert "Dense(…, dtype='float64')" in caught.value.text("en") and "지정하세요" in caught.value.text("ko")
    model = badak.Model(x, layers.Dense(1, dtype="float64")(x), dtype="float64")
    assert model.predict(X).dtype == np.float64


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda x: x * 2.0 + 1.0, (None, None, 6)),
        (lambda x: badak.sum(x, axis=1), (None, 6)),
        (lambda x: badak.concatenate([x, x], axis=-1), (None, None, 12)),
        (lambda x: badak.reshape(x, (-1, 3)), (None, 3)),
        (lambda x: badak.reshape(badak.reshape(x, (-1, 6)), (-1, 4, 6)), (None, 4, 6)),
        (lambda x: badak.greater(x, 0.0), (None, None, 6)),
        (lambda x: badak.matmul(x, np.ones((6, 2), "float32")), (None, None, 2)),
    ],
)
def test_shapes_come_from_the_rules_of_operations(make, shape, monkeypatch):
    tried = []
    real = graph._tried
    monkeypatch.setattr(graph, "_by_trial", lambda *_: pytest.fail("computed with many samples"))
    monkeypatch.setattr(graph, "_tried", lambda r, a, s, sizes: tried.append(sizes[0]) or real(r, a, s, sizes))
    out = make(badak.Input((None, 6)))
    assert out.shape == shape
    assert set(tried) <= {1}  # one sample, and none for a new shape


def test_operations_that_do_not_fit_are_told_as_before():
    with pytest.raises(errors.ShapeError, match="BD0"):
        badak.Input((5,)) + np.ones((3, 4), "float32")
    with pytest.raises(errors.ShapeError, match="BD010"):
        badak.reshape(badak.Input((5,)), (7, 11))
