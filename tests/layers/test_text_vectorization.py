"""TextVectorization: against Keras, inside a model from text to file and back, and given what is no text."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas
import polars
import pytest

import badak
from badak import text
from badak.layers import Dense, Flatten, Input, TextVectorization
from references.reader import Case, load
from tests.datasets.helpers import raises

GOOD, BAD = (
    ["정말 재밌다", "최고의 영화!", "재밌다 최고", "정말 최고"],
    ["정말 별로", "최악의 영화", "지루하다 별로", "시간 아깝다"],
)
X = GOOD * 8 + BAD * 8
Y = np.array([[1.0]] * 32 + [[0.0]] * 32, np.float32)


def classifier(**config) -> badak.Sequential:
    badak.utils.set_random_seed(0)
    layer = TextVectorization(**{"output_mode": "multi_hot", **config})
    layer.adapt(X)
    model = badak.Sequential([layer, Dense(1, activation="sigmoid")])
    model.compile(badak.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
    return model


# ---- against Keras ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", load("vectorization").cases, ids=repr)
def test_numbers_are_keras_numbers(case: Case) -> None:
    config = {key: tuple(v) if isinstance(v, list) else v for key, v in case["config"].items()}
    layer = TextVectorization(**config)
    layer.adapt(case["texts"])
    assert layer.get_vocabulary() == case["vocabulary"]
    rows = layer(case["new"]).numpy()
    wanted = case.arrays["rows"]
    if "split" in config and config["split"] is None:  # Keras drops the axis of tokens then; badak keeps it
        wanted = wanted[:, None]
    assert rows.shape == wanted.shape
    assert rows.dtype == (np.int64 if case["config"].get("output_mode", "int") == "int" else np.float32)
    np.testing.assert_allclose(rows, wanted, rtol=1e-6)


@pytest.mark.parametrize("case", load("vectorization").cases[::5], ids=repr)
def test_every_way_to_give_texts_to_adapt(case: Case, tmp_path: Path) -> None:
    config = {key: tuple(v) if isinstance(v, list) else v for key, v in case["config"].items()}
    texts = case["texts"]
    file = tmp_path / "texts.txt"
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    labels = np.zeros(len(texts))
    for data in (
        tuple(texts), np.array(texts), np.array(texts, object), np.array(texts)[:, None], pandas.Series(texts),
        polars.Series(texts), polars.DataFrame({"text": texts}), (one for one in texts), iter([texts[:3], texts[3:]]),
        [np.array(texts[:3]), np.array(texts[3:])], ((one, 0) for one in texts), [t.encode() for t in texts], file,
        badak.Dataset(texts, labels), badak.Dataset(texts, labels).batch(2), [[one] for one in texts],
    ):  # fmt: skip
        layer = TextVectorization(**config)
        layer.adapt(data)
        assert layer.get_vocabulary() == case["vocabulary"], type(data)


# ---- in a model ---------------------------------------------------------------------------------------------------------


def test_a_model_that_reads_text(tmp_path: Path) -> None:
    model = classifier()
    history = model.fit(X, Y, epochs=20, batch_size=8, validation_split=0.25, verbose=0)
    assert history.history["accuracy"][-1] == 1.0 and history.history["val_accuracy"][-1] == 1.0
    assert model.evaluate(X, Y, verbose=0)[1] == 1.0
    answer = model.predict(["정말 재밌다", "별로 지루하다"])
    assert answer.shape == (2, 1) and answer[0] > 0.5 > answer[1]
    model.save(tmp_path / "reviews.badak")
    loaded = badak.load_model(tmp_path / "reviews.badak")
    np.testing.assert_array_equal(loaded.predict(["정말 재밌다", "별로 지루하다"]), answer)
    assert loaded.layers[0].get_vocabulary() == model.layers[0].get_vocabulary()
    loaded.fit(X, Y, epochs=1, verbose=0)
    np.testing.assert_allclose(model(["정말 재밌다"]).numpy(), answer[:1], rtol=1e-6)
    np.testing.assert_allclose(model.predict_on_batch(["정말 재밌다"]), answer[:1], rtol=1e-6)


def test_fit_is_what_it_is_on_numbers_made_beforehand() -> None:
    """Text in, or the layer's rows in: the same weights to the last bit."""
    model = classifier(output_mode="tf_idf")
    rows = model.layers[0](X).numpy()
    bare = badak.Sequential([Dense(1, activation="sigmoid", input_shape=(rows.shape[1],))])
    bare.compile(badak.optimizers.Adam(0.05), "binary_crossentropy")
    model.build(())
    bare.set_weights(model.get_weights())
    badak.utils.set_random_seed(3)
    model.fit(X, Y, epochs=3, batch_size=8, verbose=0)
    badak.utils.set_random_seed(3)
    bare.fit(rows, Y, epochs=3, batch_size=8, verbose=0)
    for one, other in zip(model.get_weights(), bare.get_weights()):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", ["array", "objects", "column", "pandas", "polars", "dataset", "batches", "generator"])
def test_texts_in_every_form(kind: str) -> None:
    model = classifier()
    model.build(())
    wanted = model.predict(X)
    made = {
        "array": np.array(X), "objects": np.array(X, object), "column": np.array(X)[:, None], "pandas": pandas.Series(X),
        "polars": polars.Series(X), "dataset": badak.Dataset(X, Y), "batches": badak.Dataset(X, Y).batch(16),
        "generator": (X[i : i + 16] for i in range(0, 64, 16)),
    }[kind]  # fmt: skip
    np.testing.assert_array_equal(model.predict(made, steps=4 if kind == "generator" else None), wanted)
    if kind == "generator":
        made = ((X[i : i + 16], Y[i : i + 16]) for i in [0, 16, 32, 48] * 3)
        model.fit(made, steps_per_epoch=4, epochs=2, verbose=0)
    elif kind in ("dataset", "batches"):
        model.fit(made, epochs=2, verbose=0, validation_data=made)
    else:
        model.fit(made, Y, epochs=2, verbose=0, validation_data=(made, Y))
    assert not np.array_equal(model.predict(X), wanted)


def test_length_of_the_batch_or_as_given() -> None:
    layer = TextVectorization(vocabulary=["가", "나"])
    assert layer(["가 나 다", "나"]).tolist() == [[2, 3, 1], [3, 0, 0]]
    assert layer(["", " "]).tolist() == [[0], [0]]  # one step of padding, not none
    assert layer("나 가").tolist() == [3, 2]
    assert layer.out_shape(()) == (None,)
    assert TextVectorization(vocabulary=["가"], output_sequence_length=2)(["가 가 가"]).tolist() == [[2, 2]]


def test_input_of_strings_as_keras_writes_it(tmp_path: Path) -> None:
    layer = TextVectorization(vocabulary=["가", "나"], output_sequence_length=3)
    model = badak.Sequential([Input((1,), dtype="string"), layer, Flatten(), Dense(1)])
    assert model.predict([["가 나"]]).shape == (1, 1) and model.output_shape == (None, 1)
    model.save(tmp_path / "m.badak")
    np.testing.assert_array_equal(badak.load_model(tmp_path / "m.badak").predict(["나"]), model.predict(["나"]))
    inside = badak.Sequential([badak.Sequential([layer]), Flatten(), Dense(1)])
    inside.build(())
    assert inside.predict(["가"]).shape == (1, 1)


def test_a_layer_on_a_data_set() -> None:
    layer = TextVectorization(vocabulary=["가", "나"], output_sequence_length=2)
    batches = list(badak.Dataset(["가", "나 가", "다"], [0, 1, 0]).batch(2).map(layer))
    assert [x.tolist() for x, _ in batches] == [[[2, 0], [3, 2]], [[1, 0]]]
    x, y = next(iter(badak.Dataset(["가", "나"], [0, 1])))
    assert x == "가" and y == 0


@badak.register("shout")
def shout(string: str) -> str:
    return string.upper()


@badak.register("commas")
def commas(string: str) -> list[str]:
    return string.split(",")


@pytest.mark.parametrize(
    "config",
    [
        {"split": text.WordTokenizer(), "standardize": None},
        {"split": text.NgramTokenizer((2, 3), of="characters"), "standardize": "lower"},
        {"split": commas, "standardize": shout},
        {"output_mode": "tf_idf", "ngrams": 2, "max_tokens": 30},
        {"split": text.JamoTokenizer(), "output_mode": "count"},
    ],
    ids=["words", "letters", "functions", "tf_idf", "jamo"],
)
def test_everything_travels_with_the_file(config: dict, tmp_path: Path) -> None:
    layer = TextVectorization(**config)
    layer.adapt([*X, "half a surrogate \ud800", "줄\n바꿈"])
    model = badak.Sequential([layer])
    model.build(())
    model.save(tmp_path / "m.badak")
    loaded = badak.load_model(tmp_path / "m.badak").layers[0]
    assert loaded.get_config() == layer.get_config()
    np.testing.assert_array_equal(loaded(X).numpy(), layer(X).numpy())
    again = TextVectorization.from_config(layer.get_config())
    np.testing.assert_array_equal(again(X).numpy(), layer(X).numpy())


def test_a_large_vocabulary_travels_too(tmp_path: Path) -> None:
    layer = TextVectorization(vocabulary=[f"단어{n}" for n in range(300_000)])
    model = badak.Sequential([layer])
    model.build(())
    model.save(tmp_path / "m.badak")
    assert os.path.getsize(tmp_path / "m.badak") < 8_000_000
    assert badak.load_model(tmp_path / "m.badak").layers[0].vocabulary_size() == 300_002


def test_a_file_whose_vocabulary_was_changed_is_refused(tmp_path: Path) -> None:
    config = TextVectorization(vocabulary=["가", "나"]).to_config()
    for part in ({"lengths": np.array([3, 9])}, {"lengths": np.array([-3, 9])}, {"lengths": np.array([3.0, 3.0])}):
        with pytest.raises(ValueError, match="vocabulary"):
            TextVectorization.from_config({**config, "vocabulary": {**config["vocabulary"], **part}})


def test_texts_are_cut_once_for_all_epochs(monkeypatch) -> None:
    model = classifier()
    seen = []
    real = TextVectorization.tokens
    monkeypatch.setattr(TextVectorization, "tokens", lambda self, one: (seen.append(one), real(self, one))[1])
    model.fit(X, Y, epochs=5, verbose=0)
    assert len(seen) == len(X)


# ---- vocabulary ---------------------------------------------------------------------------------------------------------


def test_vocabulary_given_and_read(tmp_path: Path) -> None:
    made = text.Vocabulary.build(X)
    made.save(tmp_path / "v.json")
    for given in (
        made,
        made.tokens,
        made.tokens[2:],
        tmp_path / "v.json",
        str(tmp_path / "v.json"),
        np.array(made.tokens[2:]),
    ):
        assert TextVectorization(vocabulary=given).get_vocabulary() == made.tokens
    layer = TextVectorization(output_mode="tf_idf")
    layer.set_vocabulary(["가", "나"], idf_weights=[1.0, 3.0])
    assert layer(["가 가 나 다"]).tolist() == [[2.0, 2.0, 3.0]]  # an unknown word weighs the mean, 2
    assert layer.get_vocabulary(include_special_tokens=False) == ["가", "나"] and layer.vocabulary_size() == 3


def test_a_new_vocabulary_must_fit_the_model() -> None:
    model = classifier()
    model.build(())
    size = model.layers[0].vocabulary_size()
    with raises("BD197", en=f"a vocabulary of {size + 1} tokens does not fit", ko=f"토큰이 {size + 1}개인 어휘집"):
        model.layers[0].adapt([*X, "새로운"])
    assert model.layers[0].vocabulary_size() == size
    model.predict(X)
    model.layers[0].adapt(X[::-1])
    free = TextVectorization(max_tokens=50, pad_to_max_tokens=True, output_mode="count")
    free.adapt(X)
    badak.Sequential([free, Dense(1)]).build(())
    free.adapt(["다른 글"])


# ---- refused ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ({"max_tokens": 2}, "max_tokens"), ({"max_tokens": True}, "max_tokens"), ({"standardize": "upper"}, "standardize"),
        ({"split": "words"}, "split"), ({"output_mode": "binary"}, "output_mode"), ({"ngrams": 0}, "n"),
        ({"output_sequence_length": 0}, "output_sequence_length"), ({"sparse": True}, "sparse"), ({"ragged": True}, "ragged"),
        ({"output_mode": "count", "output_sequence_length": 3}, "output_sequence_length"), ({"form": "NFX"}, "form"),
        ({"pad_to_max_tokens": True}, "pad_to_max_tokens"), ({"max_tokens": 3, "vocabulary": ["a", "b"]}, "vocabulary"),
        ({"output_mode": "tf_idf", "vocabulary": ["a"]}, "idf_weights"),
        ({"vocabulary": ["a"], "idf_weights": [1.0]}, "idf_weights"),
    ],
)  # fmt: skip
def test_arguments_without_a_meaning(config: dict, name: str) -> None:
    with raises("BD003", en=f"argument '{name}'", ko=f"'{name}'"):
        TextVectorization(**config)


def test_before_it_has_seen_text() -> None:
    for call in (
        lambda: TextVectorization()(["a"]),
        lambda: badak.Sequential([TextVectorization(), Flatten()]).predict(["a"]),
        lambda: badak.Sequential([TextVectorization(output_mode="count"), Dense(1)]).build(()),
    ):
        with raises("BD187", en=("it has not seen any text yet", "call adapt(texts) first"), ko="adapt(texts)"):
            call()
    with raises("BD035", ko="0 texts"):
        TextVectorization().adapt([])


@pytest.mark.parametrize(
    ("given", "code", "en"),
    [
        (np.zeros((2, 3), np.float32), "BD194", "(2, 3) float32"),
        ([[1, 2]], "BD194", "1 list"),
        ([1.5], "BD194", "1 list"),
        (badak.zeros(2, 3), "BD194", "float32"),
        (["a", None], "BD185", "row 1"),
        (["a", 3], "BD185", "row 1"),
        (["a", float("nan")], "BD185", "row 1"),
        ([["a", "b"]], "BD185", "row 0"),
        ("a text", "BD185", "'a text'"),
        ([b"ok", "나".encode("cp949")], "BD186", "row 1"),
    ],
)
def test_input_that_is_no_text(given, code: str, en: str) -> None:
    model = classifier()
    model.build(())
    with raises(code, en=en):
        model.predict(given)
    with raises(code, en=en):
        model.fit(given, np.zeros((len(given), 1)), verbose=0)


def test_text_for_a_model_of_numbers_names_the_layer() -> None:
    model = badak.Sequential([Dense(1, input_dim=2)])
    with raises("BD031", en="badak.layers.TextVectorization", ko="badak.layers.TextVectorization"):
        model.predict(["a text"])


def test_only_at_the_beginning() -> None:
    with raises("BD195", en="can only be the first layer", ko="첫 층에만"):
        badak.Sequential([Flatten(input_shape=(2,)), TextVectorization(vocabulary=["a"])])


def test_text_of_adapt_that_is_none() -> None:
    with raises("BD185", en="row 1", ko="1번 행"):
        TextVectorization().adapt(iter(["a", 5]))
    with raises("BD185", en="(2, 2) int64", ko="텍스트"):
        TextVectorization().adapt(np.ones((2, 2), np.int64))
    with raises("BD185", en="'a b'", ko="텍스트"):
        TextVectorization().adapt("a b")


def test_shown_short() -> None:
    assert repr(TextVectorization(vocabulary=["가"], name="v")) == "<TextVectorization 'v' 3 tokens, output_mode='int'>"
