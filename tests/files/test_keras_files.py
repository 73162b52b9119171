"""Files that Keras wrote (tests/references/make_keras_files.py): the models in them answer as they did there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak import layers
from badak.errors import FileFormatError, Notice
from badak.registry import CUSTOM
from tests.files.helpers import edited, parts_of, rewritten, zipped

FOLDER = Path(__file__).resolve().parents[1] / "references" / "keras_files"
TOLD = np.load(FOLDER / "told.npz")
WHOLE = ["pictures.keras", "rooms.keras", "graph.keras", "sequences.keras", "graph.h5", "sequences.h5"]


def given(name: str) -> Any:
    parts = [TOLD[key] for key in sorted(key for key in TOLD if key.startswith(f"{name}.x"))]
    return dict(zip(("left", "right"), parts)) if name == "graph" else parts if len(parts) > 1 else parts[0]


def check(model: Any, name: str) -> None:
    found = model.predict(given(name))
    found = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else [found]
    wanted = [TOLD[key] for key in sorted(key for key in TOLD if key.startswith(f"{name}.y"))]
    for one, two in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, two, rtol=0, atol=2e-6)


@pytest.mark.parametrize("file", WHOLE)
def test_a_model_answers_as_in_keras(file, tmp_path):
    model = badak.load_model(FOLDER / file)
    check(model, file.split(".")[0])
    model.save(tmp_path / "again.badak")
    check(badak.load_model(tmp_path / "again.badak"), file.split(".")[0])


@pytest.mark.parametrize(
    "file", ["graph.weights.h5", "sequences.weights.h5", "graph.h5", "sequences.h5", "graph.keras"]
)
def test_weights_alone(file):
    name = file.split(".")[0]
    model = badak.load_model(FOLDER / f"{name}.keras", compile=False)
    for tensor in model.weights:
        (tensor.data if hasattr(tensor, "requires_grad") else tensor)[...] = 0
    model.load_weights(FOLDER / file)
    check(model, name)


def test_weights_into_a_model_with_other_names():
    """As of a listing whose imports were changed: the layers' own names differ, classes and order are the same."""
    one = badak.Sequential(
        [layers.Dense(5, activation="relu", input_dim=6), layers.BatchNormalization(), layers.Dense(4)]
    )
    with pytest.raises(FileFormatError) as caught:
        one.load_weights(FOLDER / "graph.weights.h5")
    text = caught.value.text("en")
    assert caught.value.code == "BD312" and "not in the model: layers/" in text and "missing in the file" in text
    assert "모델에 없음" in caught.value.text("ko")


def test_settings_of_training():
    model = badak.load_model(FOLDER / "graph.keras")
    optimizer = model.optimizer
    assert type(optimizer).__name__ == "AdamW" and optimizer.weight_decay == 0.01 and optimizer.clipnorm == 1.0
    assert type(optimizer.learning_rate).__name__ == "CosineDecay" and optimizer.learning_rate.decay_steps == 100
    assert [out.factor for out in model._compiled.outputs] == [1.0, 0.5]
    assert model._compiled.outputs[0].loss.label_smoothing == pytest.approx(0.1)
    assert model.metrics_names == [
        "loss", "kind_loss", "size_loss", "kind_accuracy", "kind_top_k_categorical_accuracy"
    ] or "kind_top_k_categorical_accuracy" in model.metrics_names  # fmt: skip
    y = {"kind": np.eye(3, dtype=np.float32), "size": np.ones((3, 1), np.float32)}
    before = model.get_weights()
    model.fit(given("graph"), y, epochs=1, verbose=0)
    assert any(not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    assert badak.load_model(FOLDER / "graph.h5")._compiled is not None
    assert badak.load_model(FOLDER / "graph.keras", compile=False)._compiled is None


def test_what_badak_lacks_is_told_at_once():
    with pytest.raises(FileFormatError) as caught:
        badak.load_model(FOLDER / "foreign.keras")
    problem = caught.value
    assert problem.code == "BD310"
    for part in ("4 parts", "einsum: EinsumDense", "twice: Lambda", "groups: GroupNormalization", "cumsum: Cumsum"):
        assert part in problem.text("en")
    assert "badak에 없는 부분이 4개" in problem.text("ko") and "known" not in problem.text("en")


def test_a_registered_layer_takes_the_place_of_one_that_is_lacking(tmp_path):
    """By its name alone; the file brings no code."""

    class Twice(layers.Layer):
        by: float = 1.0

        def forward(self, p: Any, x: Any, ctx: Any) -> Any:
            return x * self.by

    path = shutil.copy(FOLDER / "pictures.keras", tmp_path / "own.keras")

    def change(config: Any) -> None:
        part = next(layer for layer in config["config"]["layers"] if layer["class_name"] == "ELU")
        part.update(class_name="Twice", module=None, registered_name="mine>Twice")
        part["config"] = {"name": part["config"]["name"], "by": 3.0}

    edited(path, "config.json", change)
    with pytest.raises(FileFormatError, match="Twice"):
        badak.load_model(path)
    badak.register("mine>Twice")(Twice)
    try:
        model = badak.load_model(path)
    finally:
        CUSTOM.pop("mine>Twice")
    assert [layer.by for layer in model.layers if isinstance(layer, Twice)] == [3.0]


def test_settings_without_an_equal_are_told(tmp_path):
    path = shutil.copy(FOLDER / "graph.keras", tmp_path / "odd.keras")
    edited(path, "config.json", lambda c: c["compile_config"]["optimizer"].update(class_name="Ftrl"))
    with pytest.warns(Notice, match="BD314") as caught:
        model = badak.load_model(path)
    assert "Ftrl" in str(caught[0].message) and model._compiled is None
    check(model, "graph")


# --- files that nobody should trust -------------------------------------------------------------------------------------------


def first_layer(config: Any, kind: str) -> Any:
    return next(layer for layer in config["config"]["layers"] if layer["class_name"] == kind)


def history(call: Any) -> Any:
    return call["args"][0]["config"]


def circle(config: Any) -> None:
    layer = first_layer(config, "Dense")
    history(layer["inbound_nodes"][0])["keras_history"] = [layer["name"], 0, 0]


BAD = {
    "a circle": (circle, "BD083", "circle"),
    "a layer that is not there": (lambda c: history(first_layer(c, "Dense")["inbound_nodes"][0]).update(
        keras_history=["nowhere", 0, 0]), "BD083", "nowhere"),
    "a call that is not there": (lambda c: history(first_layer(c, "Dense")["inbound_nodes"][0]).update(
        keras_history=["left", 9, 0]), "BD083", "left"),
    "an output that is not there": (lambda c: history(first_layer(c, "Dense")["inbound_nodes"][0]).update(
        keras_history=["left", 0, -1]), "BD083", "left"),
    "two layers of one name": (lambda c: c["config"]["layers"].append(c["config"]["layers"][-1]), "BD083", "two layers"),
    "an input twice": (lambda c: c["config"].update(input_layers={"left": ["left", 0, 0], "right": ["left", 0, 0]}), "BD083", ""),
    "no layers": (lambda c: c["config"].update(layers={}), "BD083", "no list"),
    "giant weights": (lambda c: first_layer(c, "Functional")["config"]["layers"][1]["config"].update(units=10**12),
        "BD312", "1000000000000"),
    "giant sizes": (lambda c: first_layer(c, "Dense")["config"].update(units=10**12), "BD310", "numbers at once"),
    "a giant operation": (lambda c: first_layer(c, "InputLayer")["config"].update(batch_shape=[None, 10**9]), "BD310", ""),
    "a negative size": (lambda c: first_layer(c, "InputLayer")["config"].update(batch_shape=[None, -1]), "BD083", "shape"),
    "a class of Python": (lambda c: first_layer(c, "Dense").update(class_name="__import__", module="builtins"), "BD310", "__import__"),
    "a lambda": (lambda c: first_layer(c, "Dense")["config"].update(
        activation={"class_name": "__lambda__", "config": {"value": "abc"}}), "BD310", "never bring code"),
    "a subclass": (lambda c: c.update(class_name="Mine", config={"name": "x"}), "BD310", "Mine"),
    "no model": (lambda c: [1, 2], "BD083", "well formed"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_hostile_configurations(name, tmp_path):
    change, code, text = BAD[name]
    path = shutil.copy(FOLDER / "graph.keras", tmp_path / "bad.keras")
    edited(path, "config.json", change)
    with pytest.raises(FileFormatError) as caught:
        badak.load_model(path)
    assert caught.value.code == code and text in caught.value.text("en"), caught.value.text("en")
    assert caught.value.text("ko") != caught.value.text("en")


def test_deep_models(tmp_path):
    path = shutil.copy(FOLDER / "graph.keras", tmp_path / "deep.keras")

    def change(config: Any) -> Any:
        inner: Any = {"class_name": "Dense", "config": {"units": 1, "name": "d"}}
        for i in range(20):
            inner = {"class_name": "Sequential", "config": {"name": f"s{i}", "layers": [inner]}}
        return inner

    edited(path, "config.json", change)
    with pytest.raises(FileFormatError) as caught:
        badak.load_model(path)
    assert caught.value.code == "BD088"


def hdf5() -> bytearray:
    return bytearray(parts_of(FOLDER / "graph.keras")["model.weights.h5"])


def with_weights(path: Path, data: bytes) -> Path:
    parts = parts_of(FOLDER / "graph.keras")
    path.write_bytes(zipped({**parts, "model.weights.h5": bytes(data)}))
    return path


def refused(path: Path) -> FileFormatError:
    with pytest.raises(FileFormatError) as caught:
        badak.load_model(path)
    return caught.value


def test_hostile_hdf5(tmp_path):
    path = tmp_path / "bad.keras"
    sound = hdf5()
    assert refused(with_weights(path, sound[: len(sound) // 2])).code == "BD083"
    latest = bytearray(sound)
    latest[8] = 3
    assert refused(with_weights(path, latest)).code == "BD311"
    sizes = [96, 80, 64, 120, 16, 20]  # bytes of some weights
    arrays = [
        i
        for i in range(len(sound) - 18)
        if sound[i : i + 2] == b"\x03\x01"
        and 0 < int.from_bytes(sound[i + 2 : i + 10], "little") < len(sound)
        and int.from_bytes(sound[i + 10 : i + 18], "little") in sizes
    ]
    assert len(arrays) > 2
    overlapping = bytearray(sound)
    overlapping[arrays[0] + 2 : arrays[0] + 10] = overlapping[arrays[1] + 2 : arrays[1] + 10]
    assert refused(with_weights(path, overlapping)).code == "BD088"
    outside = bytearray(sound)
    outside[arrays[0] + 2 : arrays[0] + 10] = (1 << 40).to_bytes(8, "little")
    assert refused(with_weights(path, outside)).code == "BD083"
    root = bytearray(sound)  # a group whose names and members are itself
    at = root.index(b"TREE") + 32
    root[at : at + 8] = root.index(b"TREE").to_bytes(8, "little")
    assert refused(with_weights(path, root)).code in ("BD083", "BD088")


def test_other_parts_of_hdf5_are_told(tmp_path):
    weights = tmp_path / "w.h5"
    weights.write_bytes(hdf5())
    with pytest.raises(FileFormatError) as caught:
        badak.load_model(weights)
    assert caught.value.code == "BD313" and "load_weights" in caught.value.text("en")


def test_weights_that_are_missing(tmp_path):
    path = shutil.copy(FOLDER / "graph.keras", tmp_path / "less.keras")

    def change(parts: dict[str, bytes]) -> None:
        config = json.loads(parts["config.json"])
        first_layer(config, "Dense")["config"]["units"] = 9
        parts["config.json"] = json.dumps(config).encode()

    rewritten(path, change)
    assert refused(path).code in ("BD310", "BD312")


def ported() -> badak.Model:
    """Return the model of sequences as a listing makes it whose imports were changed: names are given by badak."""
    ids, steps = badak.Input((None,), dtype="int32", name="ids"), badak.Input((7, 4), name="steps")
    words = layers.Embedding(20, 6, mask_zero=True)(ids)
    h = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(words)
    h = layers.LayerNormalization()(layers.Add()([h, layers.MultiHeadAttention(2, 3)(h, h, use_causal_mask=True)]))
    h = layers.TimeDistributed(layers.Dense(4, "relu"))(h)
    h = layers.GRU(5)(h)
    s = layers.Masking(0.0)(steps)
    s = layers.GRU(4, return_sequences=True, reset_after=False)(s)
    s, last, cell = layers.LSTM(5, return_sequences=True, return_state=True)(s)
    s = layers.LSTM(5, return_sequences=True)(s, initial_state=[last, cell])
    s = layers.RNN([layers.LSTMCell(3), layers.GRUCell(4), layers.LSTMCell(2)], return_sequences=True)(s)
    s = layers.SimpleRNN(3)(s)
    r = layers.GlobalAveragePooling1D()(layers.Attention()([layers.RepeatVector(3)(s), layers.RepeatVector(2)(s)]))
    return badak.Model([ids, steps], layers.Dense(2)(layers.concatenate([h, last, r])))


def test_weights_into_a_listing_whose_imports_were_changed():
    """Layers are found by class and in Keras's order, which is by depth, where their names are others."""
    model = ported()
    model.load_weights(FOLDER / "sequences.weights.h5")
    check(model, "sequences")
    model = ported()
    model.load_weights(FOLDER / "sequences.h5")
    check(model, "sequences")


def test_a_mask_of_ones_own_is_not_taken_for_one_that_follows(tmp_path):
    """Without mask_zero the same operations are what somebody wrote, and stay; with it they ride on the graph."""
    path = shutil.copy(FOLDER / "sequences.keras", tmp_path / "own.keras")
    plain = badak.load_model(path)
    edited(path, "config.json", lambda c: first_layer(c, "Embedding")["config"].update(mask_zero=False))
    own = badak.load_model(path)
    masks = [[call for call in m._calls if "mask" in call.options] for m in (plain, own)]
    assert not masks[0] and masks[1]
    found = own.predict(given("sequences"))
    assert np.isfinite(found).all() and found.shape == plain.predict(given("sequences")).shape


@pytest.mark.parametrize("history", [[], ["left"], [["left"], 0, 0], None, [None, 0, 0], ["left", "0", 0]])
def test_histories_that_are_none(tmp_path, history):
    path = shutil.copy(FOLDER / "graph.keras", tmp_path / "bad.keras")
    edited(path, "config.json", lambda c: history_of(first_layer(c, "Dense"), history))
    assert refused(path).code == "BD083"


def history_of(layer: Any, value: Any) -> None:
    history(layer["inbound_nodes"][0])["keras_history"] = value


def test_texts_of_the_messages(tmp_path, monkeypatch):
    """Word for word, in both languages."""
    weights, latest = tmp_path / "w.h5", tmp_path / "latest.h5"
    weights.write_bytes(hdf5())
    data = hdf5()
    data[8] = 2
    latest.write_bytes(data)
    with pytest.raises(FileFormatError) as caught:
        badak.load_model(weights)
    assert caught.value.text("en") == (
        "[BD313] this HDF5 file holds no model, perhaps weights alone\n"
        f"  where: load_model('{weights}')\n  got: layers, optimizer, vars\n"
        "  expected: a model saved with model.save\n  to fix: make the model first, then model.load_weights(path)"
    )
    assert caught.value.text("ko").startswith(
        "[BD313] 이 HDF5 파일에는 모델이 없습니다. 가중치만 있는 파일일 수 있습니다"
    )
    with pytest.raises(FileFormatError) as caught:
        badak.load_model(latest)
    assert caught.value.text("en") == (
        "[BD311] this form of HDF5 is not read: HDF5 superblock 2\n"
        f"  where: load_model('{latest}')\n  got: HDF5 superblock 2\n"
        "  expected: groups and uncompressed arrays, as Keras writes them\n"
        '  to fix: save it again with Keras: model.save("model.keras") or model.save_weights("model.weights.h5")'
    )
    assert "읽을 수 없는 형태의 HDF5입니다: HDF5 superblock 2" in caught.value.text("ko")
    odd = shutil.copy(FOLDER / "graph.keras", tmp_path / "odd.keras")
    edited(odd, "config.json", lambda c: c["compile_config"].update(loss="ctc"))
    for language, words in (
        ("en", "the Keras model was loaded but is not compiled"),
        ("ko", "Keras 모델을 불러왔지만 컴파일하지는 않았습니다"),
    ):
        monkeypatch.setattr("badak.errors._language", language)
        with pytest.warns(Notice, match="BD314") as seen:
            badak.load_model(odd)
        assert words in str(seen[0].message)


def as_keras_2(node: Any) -> Any:
    """Return a configuration as Keras 2 wrote it: no modules, types by name, calls as lists, other words for shapes."""
    if isinstance(node, list):
        return [as_keras_2(part) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("class_name") == "DTypePolicy":
        return node["config"]["name"]
    gone = ("module", "registered_name", "build_config", "compile_config", "quantization_config", "shared_object_id")
    found = {key: as_keras_2(part) for key, part in node.items() if key not in gone and key != "inbound_nodes"}
    if "batch_shape" in found:
        found["batch_input_shape"] = found.pop("batch_shape")
    if "inbound_nodes" in node:
        calls = []
        for call in node["inbound_nodes"]:
            args = call["args"][0] if isinstance(call["args"][0], list) else call["args"]
            calls.append([[*part["config"]["keras_history"], {}] for part in args])
        found["inbound_nodes"] = calls
    return found


@pytest.mark.parametrize("name", ["rooms", "pictures"])
def test_configurations_of_keras_2(tmp_path, name):
    path = shutil.copy(FOLDER / f"{name}.keras", tmp_path / "old.keras")
    edited(path, "config.json", as_keras_2)
    check(badak.load_model(path), name)
