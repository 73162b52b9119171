"""Attention from one sequence to another: the words of both stand at its picture."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from badak import inspect, layers

SVG = "{http://www.w3.org/2000/svg}"


def test_rows_are_written_and_columns_read() -> None:
    rng = np.random.default_rng(0)
    query, value = rng.normal(size=(1, 3, 4)).astype(np.float32), rng.normal(size=(1, 5, 4)).astype(np.float32)
    maps = inspect.attention(layers.Attention(), (query, value), tokens=["하", "나", "둘"], sources=list("abcd"))
    scores = np.exp(query[0] @ value[0].T)
    wanted = scores / scores.sum(axis=1, keepdims=True)
    (name,) = maps.weights
    np.testing.assert_allclose(maps.weights[name][0, 0], wanted, rtol=1e-5)
    cells = [
        rect for rect in ElementTree.fromstring(maps.svg()).iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None
    ]
    hints = [rect[0].text for rect in cells]
    # the fifth step has no word: it is padding
    assert hints == [f"{q} → {v}: {wanted[i, j]:.3f}" for i, q in enumerate("하나둘") for j, v in enumerate("abcd")]
    same = inspect.attention(layers.Attention(), query, tokens=["하", "나", "둘"])
    assert same.sources is None and "하 → 둘" in same.svg()
