"""Models of symbols in files: round trips, going on with the training, and descriptions that nobody should trust."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pytest

import badak
from badak import layers
from badak.errors import FileFormatError
from badak.files.graphs import MOST_CALLS
from tests.files.helpers import again, edited, parts_of, saved

R = np.random.default_rng(2)
IDS = R.integers(0, 20, (40, 5))
ROWS = R.normal(size=(40, 6)).astype(np.float32)
TARGETS = {"kind": R.integers(0, 3, 40), "size": R.normal(size=(40, 1)).astype(np.float32)}


@badak.register("tests.graph_files.Shift")
class Shift(layers.Layer):
    """A layer of one's own."""

    by: float = 1.0

    def forward(self, p: Any, x: Any, ctx: Any) -> Any:
        """Return x and more."""
        return x + self.by


def make() -> badak.Model:
    """Everything at once: shared and nested layers, operations with arrays and slices, masks, dropout, statistics."""
    ids, row = badak.Input((None,), dtype="int32", name="ids"), badak.Input((6,), name="row")
    words, reader = layers.Embedding(20, 8, mask_zero=True), layers.LSTM(7)
    encoder = badak.Model(ids, reader(words(ids)), name="encoder")
    again = reader(words(ids) * 2.0)
    body = badak.Sequential([layers.Dense(5), layers.BatchNormalization(), layers.Dropout(0.3)])(row)
    known = Shift(0.5)(layers.Dense(7, activation="relu")(row)) * np.arange(7, dtype=np.float32)
    h = layers.concatenate([encoder(ids), again, known, body[:, ::2], layers.Dropout(0.5)(known, training=True)])
    kind = layers.Dense(3, activation="softmax", name="k")(h)
    size = layers.Dense(1, name="s")(layers.Dropout(0.5)(h))
    model = badak.Model({"ids": ids, "row": row}, {"kind": kind, "size": size}, name="both")
    model.compile(
        "adam", {"kind": "crossentropy", "size": "mse"}, metrics={"kind": ["accuracy"]}, loss_weights={"size": 0.25}
    )
    return model


def fit(model: badak.Model, epochs: int, initial: int = 0) -> None:
    model.fit({"ids": IDS, "row": ROWS}, TARGETS, epochs=epochs, initial_epoch=initial, batch_size=8, verbose=0)


def test_going_on_is_the_uninterrupted_run_bit_for_bit(tmp_path):
    badak.utils.set_random_seed(4)
    model = make()
    model.get_layer("dense").trainable = False
    fit(model, 2)
    other = again(model, tmp_path)
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(a, b)
    for each in (model, other):
        fit(each, 4, initial=2)
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(a, b)
    assert [layer.name for layer in other.layers] == [layer.name for layer in model.layers]
    assert other.output_names == ["kind", "size"] and not other.get_layer("dense").trainable
    assert other.compiled.metric_names == model.compiled.metric_names
    assert str(other.summary(print_fn=len)) == str(model.summary(print_fn=len))
    first, second = saved(model, tmp_path, "a.badak"), saved(other, tmp_path, "b.badak")
    for name in ("config.json", "weights.safetensors", "training.json", "optimizer.safetensors"):
        assert parts_of(first)[name] == parts_of(second)[name], name


def test_mixed_precision_is_kept(tmp_path):
    x = badak.Input((6,))
    model = badak.Model(x, layers.Dense(1)(layers.Dense(4)(x)))
    model.compile("sgd", "mse", precision="mixed")
    assert again(model, tmp_path).compiled.precision_wish == "mixed"


def test_layers_of_one_kind_inside_one_another(tmp_path):
    x = badak.Input((6,))
    h: Any = x
    for depth in range(4):
        inner = badak.Input((6,))
        h = badak.Model(inner, layers.Dense(6, name=f"d{depth}")(inner) + 1.0)(h)
    outer = badak.Sequential([badak.Model(x, h), layers.Dense(2)])
    assert np.array_equal(again(outer, tmp_path).predict(ROWS), outer.predict(ROWS))


def test_five_thousand_calls(tmp_path):
    x = badak.Input((2,))
    h = x
    for _ in range(5000):
        h = h + 0.001
    model = badak.Model(x, h)
    np.testing.assert_allclose(again(model, tmp_path).predict(np.zeros((1, 2), np.float32)), 5.0, rtol=1e-3)


def graph_of(config: Any) -> Any:
    return config["model"]["config"]


def refused(tmp_path, change) -> FileFormatError:
    x = badak.Input((3,), name="x")
    path = saved(badak.Model(x, badak.relu(layers.Dense(2, name="d")(x)) * 2.0), tmp_path)
    edited(path, "config.json", lambda config: change(graph_of(config)))
    begin = time.process_time()
    with pytest.raises(FileFormatError) as caught:
        badak.load_model(path)
    assert time.process_time() - begin < 10
    return caught.value


def set_call(number: int, **values: Any) -> Any:
    return lambda graph: graph["calls"][number].update(values)


BAD = {
    "unknown operation": (set_call(1, call="os_system"), "BD086", "os_system"),
    "an attribute of Python": (set_call(1, call="__import__"), "BD086", "__import__"),
    "a layer that is not there": (set_call(0, call=7), "BD083", "calls › 0"),
    "a layer counted from the end": (set_call(0, call=-1), "BD083", "calls › 0"),
    "an input called": (set_call(0, call=0), "BD083", "calls › 0"),
    "true as a number": (set_call(0, call=True), "BD083", "calls › 0"),
    "a circle": (set_call(0, args={"symbol": 3}), "BD083", "not there yet"),
    "itself": (set_call(1, args=[{"symbol": 2}]), "BD083", "not there yet"),
    "a negative symbol": (set_call(1, args=[{"symbol": -1}]), "BD083", "'symbol' stands for nothing here"),
    "no symbol at all": (set_call(1, args=[1.0]), "BD083", "not there yet"),
    "an unknown keyword": (set_call(1, options={"out": 1}), "BD083", "cannot be called so"),
    "an option of a layer": (set_call(0, options={"training": "yes"}), "BD083", "cannot be called so"),
    "a giant shape": (set_call(1, shapes=[[None, 1 << 60]]), "BD083", "shape"),
    "no shape": (set_call(1, shapes=[]), "BD083", "results of a call"),
    "an unknown type": (set_call(1, dtypes=["object"]), "BD083", "results of a call"),
    "an output that is not there": (lambda g: g.update(outputs={"symbol": 99}), "BD083", "no outputs"),
    "an output that is none": (lambda g: g.update(outputs=[{"symbol": 1}, 5]), "BD083", "no outputs"),
    "an input twice": (lambda g: g.update(inputs=[{"symbol": 0}, {"symbol": 0}]), "BD083", "no inputs"),
    "no inputs": (lambda g: g.update(inputs=[]), "BD083", "no inputs"),
    "no list": (lambda g: g.update(calls={}), "BD083", "wrong kind"),
    "another part": (lambda g: g.update(code="print(1)"), "BD083", "other parts"),
    "two layers of one name": (lambda g: g["layers"][1]["fields"].update(name="x"), "BD083", "two layers are called 'x'"),
    "calls that lead nowhere": (lambda g: g.update(outputs={"symbol": 2}), "BD083", "lead to no output"),
    "too many calls": (lambda g: g.update(calls=[0] * (MOST_CALLS + 1)), "BD088", "50,001 calls"),
    "a million calls": (lambda g: g.update(calls=[g["calls"][1]] * 1_000_000), "BD088", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_hostile_descriptions(tmp_path, name):
    change, code, text = BAD[name]
    problem = refused(tmp_path, change)
    assert problem.code == code and text in problem.text("en"), problem.text("en")
    assert problem.text("ko") != problem.text("en")


def test_shapes_that_are_not_those_of_the_layers(tmp_path):
    """Nothing is computed while loading, so a lie about shapes shows where weights are compared, or when it is used."""
    with pytest.raises(FileFormatError):
        x = badak.Input((3,), name="x")
        h = layers.Dense(2, name="d")(x * 2.0)
        path = saved(badak.Model(x, h), tmp_path)
        edited(path, "config.json", lambda c: graph_of(c)["calls"][0].update(shapes=[[None, 4_000_000_000]]))
        badak.load_model(path)


def test_no_description_breaks_the_loader(tmp_path):
    """Any part replaced by anything: a coded error or a model, never another exception."""
    path = saved(make(), tmp_path)
    whole = json.loads(parts_of(path)["config.json"])
    r = np.random.default_rng(5)
    junk = [
        None,
        -1,
        3,
        10**9,
        "x",
        [],
        {},
        [[]],
        {"symbol": 1},
        {"array": "0"},
        {"same": 0},
        {"tuple": [{"symbol": 2}]},
        True,
    ]
    failed = 0
    for _ in range(250):
        config = json.loads(json.dumps(whole))
        node: Any = graph_of(config)
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = keys[r.integers(len(keys))]
            below = node[key]
            if not isinstance(below, dict | list) or not below or r.random() < 0.15:
                node[key] = junk[r.integers(len(junk))]
                break
            node = below
        edited(path, "config.json", lambda _, config=config: config)
        try:
            badak.load_model(path)
        except FileFormatError:
            failed += 1
    assert failed > 150


def test_the_golden_graph_loads_and_goes_on():
    from tests.files.golden.make_graph import FOLDER
    from tests.files.golden.make_graph import IDS as GOLDEN_IDS
    from tests.files.golden.make_graph import ROWS as GOLDEN_ROWS
    from tests.files.golden.make_graph import TARGETS as GOLDEN_TARGETS

    model = badak.load_model(FOLDER / "graph_v1.badak")
    expected = json.loads((FOLDER / "graph_v1.json").read_text("utf-8"))
    assert [np.asarray(w, np.float64).ravel().tolist() for w in model.get_weights()] == expected["weights"]
    for name, found in model.predict({"ids": GOLDEN_IDS, "row": GOLDEN_ROWS}).items():
        np.testing.assert_allclose(found, expected["predictions"][name], rtol=0, atol=2e-6)
    assert model.metrics_names == expected["metrics"] and not model.get_layer("encoder").trainable
    model.fit(
        {"ids": GOLDEN_IDS, "row": GOLDEN_ROWS}, GOLDEN_TARGETS, initial_epoch=3, epochs=4, batch_size=4, verbose=0
    )
