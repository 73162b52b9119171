"""Pictures of gates, attention and vectors: what they are called is what they are; texts are cut by the model itself."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.errors import BadakError, set_language
from badak.layers import LSTM, Dense, Embedding, GlobalAveragePooling1D, TextVectorization, TransformerEncoder


def reader() -> TextVectorization:
    layer = TextVectorization(split="character", standardize=None)
    layer.adapt(["정말 재미있다"])
    return layer


def attending() -> badak.Sequential:
    first = reader()
    layers = [
        first,
        Embedding(first.vocabulary_size(), 8),
        TransformerEncoder(16, 2),
        GlobalAveragePooling1D(),
        Dense(1),
    ]
    model = badak.Sequential(layers)
    model.build(())
    return model


def pictures():
    first = reader()
    recurrent = badak.Sequential([first, Embedding(first.vocabulary_size(), 4), LSTM(3)])
    recurrent.build(())
    yield badak.inspect.gates(recurrent, "정말 재미")
    yield badak.inspect.attention(attending(), "정말 재미")
    vectors = badak.text.Vectors(["a", "b", "c"], np.eye(3, dtype=np.float32))
    yield vectors.picture()


def test_files_are_what_their_names_say(tmp_path):
    for picture in pictures():
        picture.save(tmp_path / "p.svg")
        assert (tmp_path / "p.svg").read_text("utf-8").startswith("<svg")
        picture.save(tmp_path / "p.html")
        page = (tmp_path / "p.html").read_text("utf-8")
        assert page.startswith("<!doctype html>") and "<svg" in page
        for language, said in (("en", "written as SVG or HTML"), ("ko", "SVG나 HTML로만")):
            set_language(language)
            with pytest.raises(BadakError, match="BD305") as caught:
                picture.save(tmp_path / "p.png")
            assert said in str(caught.value) and "p.svg" in str(caught.value)
        set_language("en")
        assert not (tmp_path / "p.png").exists()


def test_attention_of_texts_shows_their_tokens():
    maps = badak.inspect.attention(attending(), ["정말 재미", "재미"])
    (weights,) = maps.weights.values()
    assert weights.shape == (2, 2, 5, 5)
    assert "␣" in maps.svg() and "정" in maps.svg()
