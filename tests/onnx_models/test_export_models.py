"""Whole models as ONNX: names, free sizes, masks, layers that are shared, models in models, and what cannot be written."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

import badak  # noqa: E402
from badak import errors  # noqa: E402
from badak import layers as L  # noqa: E402
from badak.models import zoo  # noqa: E402
from badak.onnx.export.proto import proto_of  # noqa: E402
from tests.onnx_models.helpers import check, in_onnxruntime, session, shuffled  # noqa: E402


def words(batch: int, time: int, seed: int = 0, *, gaps: bool = False) -> np.ndarray:
    """Return ids with padding at the end, or zeros anywhere."""
    rng = np.random.default_rng(seed)
    ids = rng.integers(1, 9, (batch, time)).astype(np.int32)
    if gaps:
        ids[rng.random(ids.shape) < 0.4] = 0
        ids[0] = 0  # a text without any word
    else:
        for i in range(batch):
            ids[i, time - i :] = 0
    return ids


def kinds(proto: Any) -> list[str]:
    return [node.op_type for node in proto.graph.node]


def test_question_answering_with_two_inputs() -> None:
    text, question = (
        badak.Input((None,), dtype="int32", name="text"),
        badak.Input((None,), dtype="int32", name="question"),
    )
    encoded = [L.LSTM(3)(L.Embedding(9, 4)(part)) for part in (text, question)]
    answer = L.Dense(5, activation="softmax", name="answer")(L.concatenate(encoded, axis=-1))
    model = shuffled(badak.Model([text, question], answer))
    proto = check(model, words(2, 6), words(2, 3, 1))
    run = session(proto)
    assert [i.name for i in run.get_inputs()] == ["text", "question"]
    assert [o.name for o in run.get_outputs()] == ["answer"]
    assert run.get_inputs()[0].shape == ["batch", "text_1"]
    check(model, words(5, 11), words(5, 2, 1))


def test_three_outputs_by_name() -> None:
    posts = badak.Input((None,), dtype="int32", name="posts")
    h = L.Embedding(9, 4)(posts)
    h = L.GlobalMaxPooling1D()(L.Conv1D(6, 3, activation="relu")(h))
    outs = [L.Dense(1, name="age")(h), L.Dense(4, activation="softmax", name="income")(h), L.Dense(1, name="gender")(h)]
    proto = check(shuffled(badak.Model(posts, outs)), words(2, 12))
    assert [o.name for o in session(proto).get_outputs()] == ["age", "income", "gender"]


@pytest.mark.parametrize("gaps", [False, True], ids=["at the end", "anywhere"])
@pytest.mark.parametrize(
    "make",
    [
        lambda: L.LSTM(3), lambda: L.LSTM(3, return_sequences=True), lambda: L.GRU(3, go_backwards=True),
        lambda: L.SimpleRNN(3, return_sequences=True), lambda: L.Bidirectional(L.LSTM(3, return_sequences=True)),
        lambda: L.Bidirectional(L.GRU(3)), lambda: L.LSTM(3, return_sequences=True, zero_output_for_mask=True),
        L.GlobalAveragePooling1D, L.GlobalMaxPooling1D,
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore")
def test_steps_that_do_not_count(make: Any, gaps: bool) -> None:
    model = badak.Sequential([badak.Input((None,), dtype="int32"), L.Embedding(9, 4, mask_zero=True), make()])
    model.build((None,))
    check(shuffled(model), words(4, 6, gaps=gaps))
    check(model, words(3, 9, 2, gaps=gaps))


def test_masking_layer() -> None:
    x = np.random.default_rng(0).normal(size=(3, 5, 2)).astype(np.float32)
    x[1, 2:] = 0
    model = badak.Sequential([badak.Input((None, 2)), L.Masking(), L.LSTM(3, return_sequences=True), L.LSTM(2)])
    model.build((None, 2))
    check(shuffled(model), x)


def test_operations_between_layers() -> None:
    x = badak.Input((4,), name="x")
    h = L.Dense(4, activation="relu")(x) * 2.0 + x
    out = badak.concatenate([h, badak.exp(-h)], axis=-1).mean(axis=-1, keepdims=True)
    model = shuffled(badak.Model(x, out))
    check(model, np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32))


def test_merge_layers_and_a_shared_one() -> None:
    a, b = badak.Input((4,), name="a"), badak.Input((4,), name="b")
    dense = L.Dense(4, name="shared")
    p, q = dense(a), dense(b)
    outs = [
        L.add([p, q]),
        L.subtract([p, q]),
        L.multiply([p, q]),
        L.average([p, q]),
        L.maximum([p, q]),
        L.dot([p, q], axes=1),
    ]
    given = [np.random.default_rng(i).normal(size=(3, 4)).astype(np.float32) for i in (0, 1)]
    proto = check(shuffled(badak.Model([a, b], outs)), *given)
    assert sorted(w.name for w in proto.graph.initializer if w.name.startswith("shared")) == [
        "shared/bias",
        "shared/kernel",
    ]


def test_models_in_models() -> None:
    x = badak.Input((8, 8, 3), name="x")
    inner = badak.Sequential([L.Conv2D(4, 3, activation="relu"), L.GlobalAveragePooling2D()], name="body")
    model = shuffled(badak.Model(x, L.Dense(2, name="head")(inner(x))))
    proto = check(model, np.random.default_rng(0).normal(size=(2, 8, 8, 3)).astype(np.float32))
    assert {w.name for w in proto.graph.initializer} >= {"body/conv2d/bias", "head/kernel"}


def test_a_picture_network_turns_its_axes_once() -> None:
    model = shuffled(zoo.deep_cnn((16, 16, 3), 5))
    proto = check(model, np.random.default_rng(0).normal(size=(2, 16, 16, 3)).astype(np.float32), tolerance=1e-4)
    assert kinds(proto).count("Transpose") == 2  # into the first convolution, and before Flatten


@pytest.mark.parametrize("shortcut", ["pad", "projection"])
def test_a_residual_network(shortcut: str) -> None:
    model = shuffled(zoo.resnet20(input_shape=(16, 16, 3), shortcut=shortcut))
    proto = check(model, np.random.default_rng(0).normal(size=(2, 16, 16, 3)).astype(np.float32), tolerance=1e-3)
    assert kinds(proto).count("Transpose") == 1


def test_what_the_model_knows_of_its_data() -> None:
    model = badak.Sequential([L.Dense(2, input_shape=(3,))])
    model.class_names = ["고양이", "개"]
    kept = {p.key: p.value for p in proto_of(model).metadata_props}
    assert json.loads(kept["class_names"]) == ["고양이", "개"]


def test_the_file_is_read_by_onnxruntime(tmp_path: Any) -> None:
    model = badak.Sequential([L.Dense(2, input_shape=(3,))])
    badak.onnx.save(model, tmp_path / "m.onnx")
    proto = onnx.load(tmp_path / "m.onnx")
    x = np.ones((2, 3), np.float32)
    np.testing.assert_allclose(in_onnxruntime(proto, [x])[0], model.predict(x), rtol=1e-5)


def test_everything_that_is_missing_is_named_at_once() -> None:
    x = badak.Input((6, 6, 3))
    h = L.Conv2D(2, 3, name="first")(x)
    h = L.ConvLSTM(h) if hasattr(L, "ConvLSTM") else badak.pad(h, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="symmetric")
    out = L.LSTM(2, activation="gelu", name="odd")(L.Reshape((6, -1))(h))
    with pytest.raises(errors.GraphError) as info:
        proto_of(badak.Model(x, out))
    text = str(info.value)
    assert "[BD251]" in text and "pad" in text and "odd" in text


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(errors.MissingExtraError, match=r'pip install "badak\[onnx\]"'):
        badak.onnx.save(badak.Sequential([L.Dense(2, input_shape=(3,))]), "m.onnx")


def test_attention_in_a_graph() -> None:
    x, memory = badak.Input((5, 6), name="x"), badak.Input((4, 6), name="memory")
    h = L.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True)
    h = L.MultiHeadAttention(2, 3)(h, memory)
    model = shuffled(badak.Model([x, memory], L.TransformerEncoder(8, 2)(h)))
    given = [np.random.default_rng(i).normal(size=(3, n, 6)).astype(np.float32) for i, n in enumerate((5, 4))]
    check(model, *given)


def test_attention_in_a_graph_is_what_it_is_on_data() -> None:
    data = np.random.default_rng(0).normal(size=(2, 5, 6)).astype(np.float32)
    layer, x = L.MultiHeadAttention(2, 3), badak.Input((5, 6))
    later = badak.Model(x, layer(x, x, use_causal_mask=True))
    np.testing.assert_allclose(
        later.predict(data, verbose=0), layer(data, data, use_causal_mask=True).numpy(), rtol=1e-5
    )
    assert not np.allclose(later.predict(data, verbose=0), layer(data, data).numpy())
    check(badak.Model(x, layer(x, x, return_attention_scores=True)), data)
