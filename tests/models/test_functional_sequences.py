"""Recurrent layers and attention in graphs, as they are written for Keras: encoder and decoder, masks, weights to look at."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.errors import BadakError, set_language
from badak.layers import GRU, LSTM, Attention, Bidirectional, Dense, Embedding, LayerNormalization, MultiHeadAttention

R = np.random.default_rng(0)
IDS = R.integers(1, 20, (8, 6))
IDS[:, 4:] = 0


def translator(kind=LSTM) -> badak.Model:
    """Encoder and decoder with padding; the states of one are the beginning of the other."""
    badak.utils.set_random_seed(0)
    source, target = (badak.Input((None,), dtype="int32", name=name) for name in ("source", "target"))
    words = Embedding(20, 8, mask_zero=True)
    _, *states = kind(16, return_state=True)(words(source))
    out = kind(16, return_sequences=True)(words(target), initial_state=states)
    return badak.Model([source, target], Dense(20, activation="softmax")(out))


@pytest.mark.parametrize("kind", [LSTM, GRU])
def test_encoder_and_decoder_with_padding(kind, tmp_path):
    model = translator(kind)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["acc"])
    history = model.fit([IDS, IDS], IDS, epochs=2, verbose=0).history
    assert np.isfinite(history["loss"]).all()
    long = model.predict([IDS, IDS])
    short = model.predict([IDS[:, :4], IDS])  # padding of the source does not count
    np.testing.assert_allclose(long, short, atol=1e-6)
    model.save(tmp_path / "m.badak")
    np.testing.assert_array_equal(badak.load_model(tmp_path / "m.badak").predict([IDS, IDS]), long)


def test_a_step_that_is_padding_repeats_the_output_before_it():
    model = translator()
    states = badak.Model(model.inputs, model.layers[-2].output)
    found = states.predict([IDS, IDS])
    np.testing.assert_array_equal(found[:, 4], found[:, 3])


def test_both_directions_with_states():
    x = badak.Input((None, 3))
    out, *states = Bidirectional(LSTM(4, return_state=True, return_sequences=True))(x)
    again = Bidirectional(LSTM(4))(out, initial_state=states)
    assert badak.Model(x, again).predict(R.normal(size=(2, 5, 3))).shape == (2, 8)


def test_attention_of_an_unknown_number_of_steps(tmp_path):
    x, y = badak.Input((None, 8), name="x"), badak.Input((None, 8), name="y")
    layer = MultiHeadAttention(2, 4)
    found, weights = layer(x, y, return_attention_scores=True)
    assert found.shape == (None, None, 8) and weights.shape == (None, 2, None, None)
    model = badak.Model([x, y], [LayerNormalization()(found + x), weights])
    a, b = R.normal(size=(2, 5, 8)).astype(np.float32), R.normal(size=(2, 7, 8)).astype(np.float32)
    wanted = layer(a, b, return_attention_scores=True)
    np.testing.assert_allclose(model.predict([a, b])[1], wanted[1].numpy(), rtol=1e-5)
    model.save(tmp_path / "m.badak")
    for other in (badak.load_model(tmp_path / "m.badak"), badak.Model.from_config(model.get_config())):
        other.set_weights(model.get_weights())
        np.testing.assert_array_equal(other.predict([a, b])[1], model.predict([a, b])[1])


@pytest.mark.parametrize("make", [lambda: MultiHeadAttention(2, 4), Attention])
def test_the_future_can_be_hidden_in_a_call(make):
    x = badak.Input((None, 8))
    layer = make()
    model = badak.Model(x, layer(x, x, use_causal_mask=True))
    data = R.normal(size=(2, 5, 8)).astype(np.float32)
    changed = data.copy()
    changed[:, 3:] += 1
    np.testing.assert_allclose(model.predict(data)[:, :3], model.predict(changed)[:, :3], rtol=1e-5)
    assert not np.allclose(model.predict(data)[:, 3], model.predict(changed)[:, 3])


def test_padding_reaches_attention_in_a_graph():
    ids = badak.Input((None,), dtype="int32")
    h = Embedding(20, 8, mask_zero=True)(ids)
    model = badak.Model(ids, MultiHeadAttention(2, 4)(h, h))
    np.testing.assert_allclose(model.predict(IDS)[:, :4], model.predict(IDS[:, :4]), atol=1e-6)


def test_an_option_that_a_call_does_not_have():
    x = badak.Input((None, 8))
    for language in ("en", "ko"):
        set_language(language)
        with pytest.raises(BadakError, match="BD021") as caught:
            MultiHeadAttention(2, 4)(x, x, need_weights=True)
        assert "need_weights" in str(caught.value) and "return_attention_scores" in str(caught.value)
    set_language("en")
