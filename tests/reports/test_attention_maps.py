"""Attention looked at: the weights of every layer, and pictures that can be read."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

import badak
from badak.errors import ArgumentError
from badak.inspect import attention
from badak.layers import Attention, Dense, Embedding, MultiHeadAttention, TransformerDecoder, TransformerEncoder

SVG = "{http://www.w3.org/2000/svg}"
X = np.array([[3, 1, 4, 0], [2, 5, 5, 5]])


def network() -> badak.Sequential:
    return badak.Sequential([
        Embedding(6, 8, mask_zero=True, input_shape=(4,)), MultiHeadAttention(2, 4), TransformerEncoder(12, 4), Attention(),
    ])  # fmt: skip


def test_weights_of_every_layer():
    model = network()
    before = model.predict(X)
    maps = attention(model, X)
    assert {name: w.shape for name, w in maps.weights.items()} == {
        "multi_head_attention": (2, 2, 4, 4), "transformer_encoder/self_attention": (2, 4, 4, 4), "attention": (2, 1, 4, 4),
    }  # fmt: skip
    for weights in maps.weights.values():
        np.testing.assert_allclose(weights.sum(-1), 1.0, rtol=1e-5)
        np.testing.assert_array_equal(weights[0, :, :, 3], 0.0)  # padding
    layer = model.layers[1]
    _, wanted = layer(model.layers[0](X), mask=X != 0, return_attention_scores=True)
    np.testing.assert_allclose(maps.weights["multi_head_attention"], wanted.numpy(), rtol=1e-5)
    np.testing.assert_array_equal(model.predict(X), before)
    assert layer.watched is None  # nobody looks any more
    assert "multi_head_attention (2, 2, 4, 4)" in repr(maps)


def test_a_decoder_has_two():
    block = TransformerDecoder(8, 2)
    x, encoded = np.ones((1, 3, 4), np.float32), np.ones((1, 5, 4), np.float32)
    block(x, encoded)
    maps = attention(block, (x, encoded))
    assert {name: w.shape for name, w in maps.weights.items()} == {
        "self_attention": (1, 2, 3, 3),
        "cross_attention": (1, 2, 3, 5),
    }
    assert maps.weights["self_attention"][0, 0, 0].tolist() == [1, 0, 0]
    assert len(ET.fromstring(maps.svg("cross_attention")).findall(f"{SVG}rect")) == 2 * 3 * 5


def test_pictures():
    words = [["이", "영화", "최고"], ["<a>", "b & c", "d", "e"]]
    maps = attention(network(), X, words)
    picture = ET.fromstring(maps.svg("multi_head_attention"))
    cells = picture.findall(f"{SVG}rect")
    assert len(cells) == 2 * 3 * 3  # two heads; padding is left out
    titles = [cell.find(f"{SVG}title").text for cell in cells]
    weights = maps.weights["multi_head_attention"][0]
    assert titles[:3] == [f"이 → {word}: {weights[0, 0, j]:.3f}" for j, word in enumerate(words[0])]
    assert titles[9] == f"이 → 이: {weights[1, 0, 0]:.3f}"
    assert float(cells[1].get("fill-opacity")) == pytest.approx(max(weights[0, 0, 1], 0.02), abs=1e-3)
    texts = [t.text for t in picture.findall(f"{SVG}text")]
    assert texts == ["이", "영화", "최고", "head 0", "이", "영화", "최고", "head 1", "이", "영화", "최고"]
    second = ET.fromstring(maps.svg("multi_head_attention", sample=1, head="mean"))
    assert [t.text for t in second.findall(f"{SVG}text")][:5] == ["<a>", "b & c", "d", "e", "mean of heads"]
    one = ET.fromstring(maps.svg("transformer_encoder/self_attention", sample=1, head=3))
    assert len(one.findall(f"{SVG}rect")) == 16
    width, height = (float(picture.get(k)) for k in ("width", "height"))
    for cell in cells:
        assert float(cell.get("x")) + float(cell.get("width")) <= width
        assert float(cell.get("y")) + float(cell.get("height")) <= height


def test_without_words_steps_are_numbered(tmp_path):
    maps = attention(network(), X)
    texts = [t.text for t in ET.fromstring(maps.svg()).findall(f"{SVG}text")]
    assert texts == ["0", "1", "2", "3", "attention", "0", "1", "2", "3"]
    written = maps.save(tmp_path / "attention.svg", head=0)
    assert written.read_text(encoding="utf-8") == maps.svg(head=0)
    assert maps._repr_html_().count("<svg") == 3


def test_in_korean(monkeypatch):
    monkeypatch.setattr("badak.inspect.attention_maps.get_language", lambda: "ko")
    assert "헤드 1" in attention(network(), X).svg("multi_head_attention")


def test_a_model_without_attention():
    with pytest.raises(ArgumentError) as caught:
        attention(badak.Sequential([Dense(2, input_dim=3)]), np.ones((1, 3)))
    assert "[BD206] there is no attention in this model" in str(caught.value)
    assert "이 모델에는 어텐션 층이 없습니다" in caught.value.text("ko")


@pytest.mark.parametrize("wrong", [{"layer": "dense"}, {"sample": 2}, {"head": 7}, {"head": "first"}])
def test_what_is_not_there(wrong):
    with pytest.raises(ArgumentError, match="BD003"):
        attention(network(), X).svg(**wrong)


def test_layers_are_left_as_they_were_when_the_model_fails():
    model = network()
    with pytest.raises(badak.errors.BadakError):
        attention(model, np.array([[9, 9, 9, 9]]))
    assert model.layers[1].watched is None
