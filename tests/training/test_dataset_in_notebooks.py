"""What a notebook shows of a Dataset."""

from __future__ import annotations

import base64
import re
import struct

import numpy as np

import badak
from badak.errors import set_language


def cells(page: str) -> list[str]:
    return re.findall(r"<t[dh](?: [^>]*)?>(.*?)</t[dh]>", page)


def test_numbers_with_their_ranges_and_classes() -> None:
    x = np.array([[0.5, -1.25], [2.0, 8.0], [0.0, 1e-5]], np.float32)
    page = badak.Dataset(x, np.array([1, 0, 1]), [1.0, 2.0, 1.0]).batch(2)._repr_html_()
    assert "3 samples · batches of 2" in page
    assert cells(page)[:12] == [
        "array", "shape", "type", "values", "x", "(3, 2)", "float32", "-1.25 … 8", "y", "(3,)", "int64", "0: 1, 1: 2"
    ]  # fmt: skip
    assert cells(page)[12:16] == ["sample_weight", "(3,)", "float32", "1 … 2"]
    assert cells(page)[16:24] == ["row", "x", "y", "sample_weight", "0", "0.5, -1.25", "1", "1"]


def test_pictures_are_pictures() -> None:
    x = np.zeros((10, 12, 9, 3), np.uint8)
    x[:, 0, 0] = 255
    page = badak.Dataset(x, np.arange(10))._repr_html_()
    shown = re.findall(r"base64,([^\"]+)", page)
    assert len(shown) == 8
    assert struct.unpack(">II", base64.b64decode(shown[0])[16:24]) == (9, 12)  # width, height
    assert "<br>7</td>" in page and "<br>8</td>" not in page


def test_texts_are_escaped_and_cut() -> None:
    page = badak.Dataset(["<b>좋다</b>", "a" * 200], [1, 0])._repr_html_()
    assert "&lt;b&gt;좋다&lt;/b&gt;" in page and "<b>좋다" not in page
    assert "a" * 79 + "…" in page and "a" * 80 not in page
    assert "9 … 200 letters" in page


def test_several_inputs_and_outputs_each_have_a_row() -> None:
    data = badak.Dataset((np.zeros((4, 2)), np.ones((4, 3), int)), (np.zeros(4), np.ones((4, 1))))
    assert [c for c in cells(data._repr_html_()) if "[" in c][:4] == ["x[0]", "x[1]", "y[0]", "y[1]"]


def test_in_korean() -> None:
    set_language("ko")
    try:
        page = badak.Dataset([[1.0], [2.0]]).shuffle(0).batch(1)._repr_html_()
    finally:
        set_language("en")
    assert "샘플 2개 · 배치 크기 1 · 한 번 읽을 때마다 섞음" in page and "모양" in page
