"""Imported networks are models like others: their weights train, can be frozen, and go out again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

import badak  # noqa: E402
from badak import layers as L  # noqa: E402
from badak.onnx.export.proto import proto_of  # noqa: E402
from badak.onnx.reading.graph import model_of  # noqa: E402
from tests.onnx_models.helpers import check, here, in_onnxruntime, shuffled  # noqa: E402

RNG = np.random.default_rng(4)
STEPS = RNG.normal(size=(96, 9, 3)).astype(np.float32)
LATE = (STEPS[:, -3:, 0].sum(axis=1) > 0).astype(np.int64)  # what the last steps say

RECURRENT = {
    "simple rnn": lambda: [L.SimpleRNN(6)],
    "lstm": lambda: [L.LSTM(6)],
    "gru": lambda: [L.GRU(6)],
    "gru, reset before": lambda: [L.GRU(6, reset_after=False)],
    "two lstms": lambda: [L.LSTM(5, return_sequences=True), L.LSTM(4)],
    "both directions": lambda: [L.Bidirectional(L.GRU(4))],
}


def network(*inner: Any, steps: int | None = 9) -> Any:
    x = h = badak.Input((steps, 3), name="steps")
    for layer in inner:
        h = layer(h)
    return badak.Model(x, L.Dense(2, activation="softmax", name="answer")(h))


@pytest.mark.parametrize("name", RECURRENT)
@pytest.mark.parametrize("steps", [9, None])
def test_a_recurrent_network_learns_on(name: str, steps: int | None, tmp_path: Any) -> None:
    original = network(*RECURRENT[name](), steps=steps)
    badak.onnx.save(original, tmp_path / "m.onnx")
    model = badak.onnx.load(tmp_path / "m.onnx")
    assert model.count_params() == original.count_params()
    assert model.input_names == ["steps"]
    assert model.get_layer("answer").count_params() == original.get_layer("answer").count_params()
    model.compile(badak.optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    kept = model.fit(STEPS, LATE, epochs=12, batch_size=16, verbose=0).history
    assert kept["loss"][-1] < 0.7 * kept["loss"][0]
    proto = check(model, STEPS[:5])
    again = model_of(proto)
    for a, b in zip(here(model, [STEPS]), here(again, [STEPS]), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-4, atol=1e-5)


def test_frozen_layers_stay() -> None:
    model = model_of(proto_of(network(L.LSTM(6, name="memory"))))
    memory = next(layer for layer in model.layers if isinstance(layer, L.LSTM))
    answer = next(layer for layer in model.layers if isinstance(layer, L.Dense))
    memory.trainable = False
    before = [np.copy(w) for layer in (memory, answer) for w in layer.get_weights()]
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(STEPS, LATE, epochs=1, verbose=0)
    after = [w for layer in (memory, answer) for w in layer.get_weights()]
    same = [np.array_equal(a, b) for a, b in zip(before, after, strict=True)]
    assert same == [True, True, True, False, False]


def test_a_picture_network_learns_on_with_a_new_head() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(64, 8, 8, 2)).astype(np.float32)
    y = (x[:, 2:6, 2:6, 0].mean(axis=(1, 2)) > 0).astype(np.int64)
    body = badak.Sequential([
        badak.Input((8, 8, 2)), L.Conv2D(8, 3, activation="relu"), L.BatchNormalization(), L.GlobalAveragePooling2D(),
        L.Dense(5),
    ])  # fmt: skip
    body.build((8, 8, 2))
    model = model_of(proto_of(shuffled(body)))
    below = model.layers[-1].input  # what the old head reads
    new = badak.Model(model.inputs[0], L.Dense(2, activation="softmax", name="head")(below))
    new.compile(badak.optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    statistics = next(layer for layer in new.layers if isinstance(layer, L.BatchNormalization)).get_weights()[2].copy()
    kept = new.fit(x, y, epochs=20, batch_size=16, verbose=0).history["loss"]
    assert kept[-1] < 0.8 * kept[0]
    now = next(layer for layer in new.layers if isinstance(layer, L.BatchNormalization)).get_weights()[2]
    assert not np.allclose(statistics, now)  # moving averages move
    check(new, x[:4], tolerance=1e-4)


def test_masks_come_back_for_any_number_of_steps() -> None:
    words = badak.Input((None,), dtype="int32", name="words")
    h = L.Embedding(9, 4, mask_zero=True)(words)
    model = shuffled(badak.Model(words, L.Bidirectional(L.LSTM(3))(h)))
    ids = np.random.default_rng(1).integers(1, 9, (4, 7)).astype(np.int32)
    ids[1, 4:] = ids[2, 1:] = 0
    back = model_of(proto_of(model))
    proto = check(back, ids)
    again = model_of(proto)
    for a, b in zip(here(model, [ids]), here(again, [ids]), strict=True):
        np.testing.assert_allclose(b, a, rtol=2e-5, atol=2e-5)
    for data in (ids, np.tile(ids, (2, 2))[:, :11]):
        for a, b in zip(here(model, [data]), here(back, [data]), strict=True):
            np.testing.assert_allclose(b, a, rtol=2e-5, atol=2e-5)


def test_first_states_of_a_batch_of_any_size() -> None:
    """PyTorch writes h₀ = c₀ = 0 as zeros expanded to the size of the batch."""
    rng = np.random.default_rng(0)
    weights = {
        "w": rng.normal(size=(1, 8, 3)), "r": rng.normal(size=(1, 8, 2)), "b": rng.normal(size=(1, 16)),
    }  # fmt: skip
    tensors = [numpy_helper.from_array(a.astype(np.float32), name) for name, a in weights.items()]
    tensors += [
        numpy_helper.from_array(np.array(a, np.int64), n) for n, a in {"one": [1], "two": [2], "zero": [0]}.items()
    ]
    node = helper.make_node
    nodes = [
        node("Shape", ["x"], ["s"]), node("Gather", ["s", "zero"], ["n"], axis=0),
        node("Concat", ["one", "n", "two"], ["sizes"], axis=0), node("ConstantOfShape", ["sizes"], ["h"]),
        node("Identity", ["h"], ["c"]), node("Transpose", ["x"], ["t"], perm=[1, 0, 2]),
        node("LSTM", ["t", "w", "r", "b", "", "h", "c"], ["states", "last"], hidden_size=2),
        node("Squeeze", ["last", "zero"], ["y"]),
    ]  # fmt: skip
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", "time", 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 2])], tensors,
    )  # fmt: skip
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    model = model_of(proto)
    assert [type(layer).__name__ for layer in model.layers] == ["InputLayer", "LSTM"]
    for shape in ((2, 5, 3), (4, 3, 3)):
        x = rng.normal(size=shape).astype(np.float32)
        np.testing.assert_allclose(model.predict(x, verbose=0), in_onnxruntime(proto, [x])[0], rtol=1e-5, atol=1e-6)


def of_sizes(*nodes: Any, shape: tuple = ("batch", "time", 3), **numbers: Any) -> Any:
    tensors = [numpy_helper.from_array(np.asarray(a), name) for name, a in numbers.items()]
    graph = helper.make_graph(
        list(nodes), "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], tensors,
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


NODE = helper.make_node
I64, F32 = TensorProto.INT64, TensorProto.FLOAT
COUNTED = {
    "a mean by hand": [
        NODE("Shape", ["x"], ["s"]), NODE("Gather", ["s", "one"], ["n"]), NODE("Cast", ["n"], ["f"], to=F32),
        NODE("ReduceSum", ["x", "ones"], ["sum"], keepdims=0), NODE("Div", ["sum", "f"], ["y"])],
    "twice the steps and one more": [
        NODE("Shape", ["x"], ["s"]), NODE("Gather", ["s", "one"], ["n"]), NODE("Mul", ["n", "two"], ["m"]),
        NODE("Add", ["m", "one"], ["k"]), NODE("Cast", ["k"], ["f"], to=F32), NODE("Mul", ["x", "f"], ["y"])],
    "compared with a number": [
        NODE("Shape", ["x"], ["s"]), NODE("Gather", ["s", "one"], ["n"]), NODE("Greater", ["n", "four"], ["c"]),
        NODE("Neg", ["x"], ["m"]), NODE("Where", ["c", "x", "m"], ["y"])],
    "all sizes at once": [NODE("Shape", ["x"], ["s"]), NODE("Cast", ["s"], ["f"], to=F32), NODE("Mul", ["x", "f"], ["y"])],
    "the number of values": [
        NODE("Shape", ["x"], ["s"]), NODE("Slice", ["s", "ones", "end"], ["b"]), NODE("Squeeze", ["b"], ["n"]),
        NODE("Unsqueeze", ["n", "zero"], ["m"]), NODE("Cast", ["m"], ["f"], to=F32), NODE("Div", ["x", "f"], ["y"])],
    "folded and unfolded": [
        NODE("Shape", ["x"], ["s"]), NODE("Gather", ["s", "one"], ["n"]), NODE("Unsqueeze", ["n", "zero"], ["m"]),
        NODE("Concat", ["last", "three"], ["k"], axis=0), NODE("Reshape", ["x", "k"], ["r"]), NODE("Relu", ["r"], ["y"])],
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTED)
def test_calculations_with_sizes_hold_for_every_size(name: str) -> None:
    integers = {"one": 1, "two": 2, "four": 4, "ones": [1], "end": [2], "zero": [0], "three": [3], "last": [-1]}
    proto = of_sizes(*COUNTED[name], **{n: np.array(a, np.int64) for n, a in integers.items()})
    model = model_of(proto)
    for shape in ((2, 3, 3), (5, 7, 3), (1, 5000, 3)):
        x = np.random.default_rng(0).normal(size=shape).astype(np.float32)
        np.testing.assert_allclose(model.predict(x, verbose=0), in_onnxruntime(proto, [x])[0], rtol=1e-4, atol=1e-4)


def test_sizes_that_cannot_be_told_apart_are_refused() -> None:
    """(batch, time, 3) → (batch, time · 3): nothing says at once what both of them are."""
    proto = of_sizes(NODE("Reshape", ["x", "k"], ["y"]), k=np.array([0, -1], np.int64))
    with pytest.raises(badak.errors.GraphError, match="BD254"):
        model_of(proto)
