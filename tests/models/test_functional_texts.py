"""Texts as inputs of graphs: cut by TextVectorization, beside other inputs, in files, streams and nested models."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

import badak
from badak.errors import BadakError, set_language
from badak.layers import LSTM, Dense, Embedding, GlobalAveragePooling1D, TextVectorization

TEXTS = ["fine film", "dull film", "a fine story", "a dull story"] * 10
LABELS = np.array([[1], [0], [1], [0]] * 10, np.float32)
NUMBERS = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)


def reader(**options) -> TextVectorization:
    layer = TextVectorization(**options)
    layer.adapt(TEXTS)
    return layer


def sentiment(shape: tuple = (), mode: str = "int") -> badak.Model:
    badak.utils.set_random_seed(1)
    first = reader(output_mode=mode)
    x = badak.Input(shape=shape, dtype="str", name="text")
    h = first(x)
    if mode == "int":
        h = LSTM(8)(Embedding(first.vocabulary_size(), 8, mask_zero=True)(h))
    model = badak.Model(x, Dense(1, activation="sigmoid")(h))
    model.compile(badak.optimizers.Adam(0.03), "binary_crossentropy", metrics=["accuracy"])
    return model


def several(name: str = "text") -> badak.Model:
    """A text and numbers, two outputs."""
    badak.utils.set_random_seed(2)
    first = reader()
    text, numbers = badak.Input((), dtype="str", name=name), badak.Input((3,), name="numbers")
    h = GlobalAveragePooling1D()(Embedding(first.vocabulary_size(), 8, mask_zero=True)(first(text)))
    both = badak.concatenate([h, numbers], axis=-1)
    model = badak.Model(
        [text, numbers], [Dense(1, activation="sigmoid", name="kind")(both), Dense(1, name="sum")(both)]
    )
    model.compile(badak.optimizers.Adam(0.02), ["binary_crossentropy", "mse"])
    return model


@pytest.mark.parametrize("shape", [(), (1,)])
@pytest.mark.parametrize("mode", ["int", "count", "tf_idf"])
def test_a_graph_equals_the_chain_and_learns(shape, mode):
    model = sentiment(shape, mode)
    chain = badak.Sequential(model.layers[1:])
    np.testing.assert_array_equal(model.predict(TEXTS[:4]), chain.predict(TEXTS[:4]))
    model.fit(TEXTS, LABELS, epochs=15, verbose=0)
    assert model.evaluate(TEXTS, LABELS, verbose=0)[1] == 1.0


def test_every_form_in_which_texts_come():
    model = sentiment()
    wanted = model.predict(TEXTS)
    for given in (
        np.array(TEXTS),
        np.array(TEXTS, object),
        np.array(TEXTS, object)[:, None],
        {"text": TEXTS},
        {"text": np.array(TEXTS, object)},
        [np.array(TEXTS, object)],
        badak.Dataset(TEXTS),
    ):
        np.testing.assert_array_equal(model.predict(given), wanted)
    np.testing.assert_allclose(model(TEXTS).numpy(), wanted, rtol=1e-6)
    assert model.predict(["fine film"]).shape == (1, 1) and model("fine film").shape == (1, 1)


def test_a_text_beside_numbers():
    model = several()
    targets = [LABELS, NUMBERS.sum(axis=1, keepdims=True)]
    first = model.fit([TEXTS, NUMBERS], targets, epochs=1, verbose=0, validation_split=0.2).history
    assert {"loss", "kind_loss", "sum_loss", "val_loss"} <= set(first)
    by_name = {"text": np.array(TEXTS, object), "numbers": NUMBERS}
    model.fit(by_name, {"kind": targets[0], "sum": targets[1]}, epochs=30, verbose=0)
    model.fit(badak.Dataset((np.array(TEXTS, object), NUMBERS), tuple(targets)).batch(8), epochs=1, verbose=0)
    kind, total = model.predict([TEXTS, NUMBERS])
    assert ((kind > 0.5) == LABELS).all()
    assert np.corrcoef(total[:, 0], targets[1][:, 0])[0, 1] > 0.5
    for a, b in zip(model.predict(by_name), (kind, total), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("make", [sentiment, several])
def test_files_configurations_and_copies(make, tmp_path):
    model = make()
    given = TEXTS if make is sentiment else [TEXTS, NUMBERS]
    wanted = model.predict(given)
    model.save(tmp_path / "m.badak")
    again = [badak.load_model(tmp_path / "m.badak"), badak.Model.from_config(model.get_config())]
    again[1].set_weights(model.get_weights())
    import pickle

    again.append(pickle.loads(pickle.dumps(model)))
    for other in again:
        np.testing.assert_array_equal(other.predict(given)[0], wanted[0])


def test_one_reader_for_two_inputs_and_a_model_inside_a_model():
    first = reader()
    vectors = Embedding(first.vocabulary_size(), 4, mask_zero=True)
    one, two = badak.Input((), dtype="str", name="one"), badak.Input((), dtype="str", name="two")
    side = badak.Sequential([first, vectors, GlobalAveragePooling1D()])
    model = badak.Model([one, two], side(one) - side(two))
    assert (model.predict([TEXTS, TEXTS]) == 0).all()
    assert np.abs(model.predict([TEXTS, TEXTS[::-1]])).max() > 0
    outer = badak.Input((), dtype="str")
    whole = badak.Model(outer, Dense(1)(badak.Model(one, vectors(first(one)))(outer)))
    assert whole.predict(["fine film", "dull"]).shape == (2, 2, 1)


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed")
@pytest.mark.usefixtures("quick_xla")
def test_compiled_by_xla():
    losses = []
    for backend in ("numpy", "xla"):
        model = several()
        model.compile("sgd", ["binary_crossentropy", "mse"], backend=backend)
        losses.append(model.fit([TEXTS, NUMBERS], [LABELS, LABELS], epochs=2, shuffle=False, verbose=0).history["loss"])
    np.testing.assert_allclose(*losses, rtol=1e-4)


def unread():
    x = badak.Input((1,), dtype="str", name="text")
    return badak.Model(x, Dense(1)(x))


def twice():
    x = badak.Input((), dtype="str", name="text")
    return badak.Model(x, [reader()(x), reader(split="character")(x)])


@pytest.mark.parametrize(
    ("make", "code", "english", "korean"),
    [
        (unread, "BD303", "one that takes numbers", "수를 받는 층에 그대로"),
        (twice, "BD303", "reach several layers", "여러 층에"),
        (lambda: badak.Model(x := badak.Input((3,)), reader()(Dense(3)(x))), "BD195", "only be the first", ""),
        (lambda: several().predict([NUMBERS, TEXTS]), "BD194", "predict › text", "predict › text"),
        (lambda: several().predict([["a", 3.5], NUMBERS[:2]]), "BD185", "row 1", "1번 행"),
        (lambda: several().predict([TEXTS[:3], NUMBERS]), "BD034", "3", "3"),
        (lambda: sentiment().predict([1.0, 2.0]), "BD194", "one text for each sample", ""),
    ],
)
def test_what_goes_wrong(make, code, english, korean):
    for language, said in (("en", english), ("ko", korean)):
        set_language(language)
        with pytest.raises(BadakError, match=code) as caught:
            make()
        assert said in str(caught.value)
    set_language("en")
