"""The report: whole, without anything from outside, in two languages, for every kind of model."""

from __future__ import annotations

import re
import struct
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak.datasets import Table
from badak.inspect import plots
from badak.inspect.png import png
from badak.inspect.words import Words

_ALONE = {"meta", "input", "img", "br"}  # what HTML never closes


class Page(HTMLParser):
    """Checks that tags are closed in order, and gathers what a test asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every such element."""
        return [attributes for name, attributes in self.tags if name == tag]


def model_of(units: int, inputs: int = 4, activation: str | None = "softmax") -> Any:
    """Return a compiled model."""
    model = badak.Sequential([badak.layers.Dense(units, activation=activation, input_dim=inputs)])
    loss = "sparse_categorical_crossentropy" if activation == "softmax" else "mse"
    model.compile("adam", loss=loss, metrics=["accuracy"] if activation == "softmax" else ["mae"])
    return model


def written(path: Path, *arguments: Any, **options: Any) -> tuple[str, Page]:
    """Write a report and return its text and structure."""
    out = badak.inspect.report(*arguments, path=path / "report.html", **options)
    text = out.read_text(encoding="utf-8")
    return text, Page(text)


@pytest.fixture(scope="module")
def pictures() -> tuple[Any, np.ndarray, np.ndarray]:
    """Return a model of pictures with its test part."""
    rng = np.random.default_rng(0)
    x = rng.random((60, 6, 6)).astype(np.float32)
    y = np.arange(60) % 3
    model = badak.Sequential([badak.layers.Flatten(input_shape=(6, 6)), badak.layers.Dense(3, activation="softmax")])
    model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=3, verbose=0, validation_split=0.2)
    model.class_names = ["cat", "dog <b>", "소"]
    return model, x, y


def test_one_file_that_needs_nothing_else(pictures: Any, tmp_path: Path) -> None:
    text, page = written(tmp_path, pictures[0], None, *pictures[1:])
    assert not page.open
    assert not page.all("script") and not page.all("link") and not page.all("iframe")
    addresses = [a.get("src") or a.get("href") or "" for _, a in page.tags]
    assert all(address.startswith("data:image/png;base64,") for address in addresses if address)
    assert "url(" not in text and "@import" not in text
    assert re.findall(r"https?://[^\s\"'<>]+", text.replace("http://www.w3.org/2000/svg", "")) == []


def test_both_languages_are_inside_and_one_is_shown(pictures: Any, tmp_path: Path) -> None:
    for language in ("ko", "en"):
        text, page = written(tmp_path, pictures[0], None, *pictures[1:], language=language)
        assert page.all("html")[0]["lang"] == language
        checked = [a["id"] for a in page.all("input") if "checked" in a]
        assert checked == [f"lang-{language}"]
        assert "테스트 정확도" in text and "test accuracy" in text
    pairs = re.findall(r'<span class="en" lang="en">(.*?)</span><span class="ko" lang="ko">(.*?)</span>', text)
    assert len(pairs) > 25
    assert not [en for en, _ in pairs if any("가" <= c <= "힣" for c in en.replace("소", ""))]


def test_it_can_be_read_without_seeing_it(pictures: Any, tmp_path: Path) -> None:
    _, page = written(tmp_path, pictures[0], None, *pictures[1:])
    images = page.all("img")
    assert images and all("정답" in (a["alt"] or "") and "true" in (a["alt"] or "") for a in images)
    labels = {a["id"] for _, a in page.tags if a.get("id")}
    drawings = [a for a in page.all("svg") if a.get("role") == "img"]
    assert drawings and all(a["aria-labelledby"] in labels for a in drawings)
    assert all(a.get("aria-hidden") == "true" or a.get("role") == "img" for a in page.all("svg"))
    assert all(a.get("scope") or not a for a in page.all("th"))


def test_names_are_text_and_never_tags(pictures: Any, tmp_path: Path) -> None:
    text, page = written(tmp_path, pictures[0], None, *pictures[1:], title="<i>mine</i>")
    assert "dog <b>" not in text and "dog &lt;b&gt;" in text
    assert "<i>" not in text and "&lt;i&gt;mine" in text


def test_the_confusion_matrix_holds_every_sample(pictures: Any, tmp_path: Path) -> None:
    text, _ = written(tmp_path, pictures[0], None, *pictures[1:])
    matrix = text[text.index('class="matrix"') :]
    matrix = matrix[: matrix.index("</table>")]
    counts = [int(n) for n in re.findall(r'<td class="(?:hit|miss|none)[^>]*>(\d+)</td>', matrix)]
    assert len(counts) == 9 and sum(counts) == 60
    answers = pictures[0].predict(pictures[1]).argmax(axis=1)
    for true in range(3):
        assert counts[3 * true : 3 * true + 3] == [
            int(((pictures[2] == true) & (answers == k)).sum()) for k in range(3)
        ]


def test_the_surest_mistakes_come_first(pictures: Any, tmp_path: Path) -> None:
    model, x, y = pictures
    _, page = written(tmp_path, model, None, x, y)
    shares = model.predict(x)
    wrong = np.flatnonzero(shares.argmax(axis=1) != y)
    surest = shares[wrong].max(axis=1).max()
    shown = [a["alt"] or "" for a in page.all("img")]
    assert len(shown) == min(len(wrong), 24)
    assert f"{surest * 100:.0f} %" in shown[0]


def test_no_mistakes(tmp_path: Path) -> None:
    model = model_of(2, 2)
    model.set_weights([np.array([[9.0, -9.0], [-9.0, 9.0]], np.float32), np.zeros(2, np.float32)])
    text, _ = written(tmp_path, model, None, np.eye(2, dtype=np.float32), np.array([0, 1]))
    assert "There are none" in text and "100.0 %" in text


def test_many_classes_become_a_list_of_pairs(tmp_path: Path) -> None:
    model = model_of(40)
    x = np.random.default_rng(0).normal(size=(200, 4)).astype(np.float32)
    text, _ = written(tmp_path, model, None, x, np.arange(200) % 40)
    assert 'class="matrix"' not in text and "predicted as" in text


def test_numbers_are_predicted(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(80, 4)).astype(np.float32)
    y = (x[:, :1] * 3 + 5).astype(np.float32)
    model = model_of(1, activation=None)
    history = model.fit(x, y, epochs=4, verbose=0)
    table = Table.from_columns({"a": x[:, 0], "weekday": ["월", "화"] * 40, "price": y[:, 0]})
    text, page = written(tmp_path, model, history, x, y, samples=table, record={"target": "price", "best_epoch": 4})
    assert not page.open
    assert "mean absolute error" in text and "R²" in text and 'id="scatter"' in text and 'id="residuals"' in text
    assert "predicted price" in text and "weekday" in text
    assert '<th scope="col">price</th>' not in text  # the target stands beside the prediction already
    assert text.count("M") > 80


def test_a_single_probability_and_one_hot_rows(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32)
    yes = model_of(1, activation="sigmoid")
    text, _ = written(tmp_path, yes, None, x, (x[:, :1] > 0).astype(np.int64), class_names=["no", "yes"])
    assert ">yes<" in text and 'class="matrix"' in text
    three = model_of(3)
    one_hot = badak.utils.to_categorical(np.arange(30) % 3)
    three.compile("adam", loss="categorical_crossentropy")
    text, _ = written(tmp_path, three, None, x, one_hot)
    assert 'class="matrix"' in text


def test_a_model_that_was_never_compiled_or_trained(tmp_path: Path) -> None:
    model = badak.Sequential([badak.layers.Dense(3, activation="softmax", input_dim=4)])
    x = np.ones((5, 4), np.float32)
    text, page = written(tmp_path, model, None, x, np.arange(5) % 3)
    assert not page.open and "How training went" not in text and "The model" in text
    text, page = written(tmp_path, model)
    assert not page.open and "weights" in text


def test_a_history_with_holes(tmp_path: Path) -> None:
    """Values that are not finite or are missing leave a gap, not a broken drawing."""
    history = {"loss": [1.0, float("nan"), 0.5, float("inf")], "val_loss": [2.0, 1.0], "confusion": [[1, 2]]}
    text, page = written(tmp_path, model_of(3), history)
    assert not page.open and "nan" not in text.lower().replace("nanum", "") and "inf " not in text


def test_the_run_and_what_to_try_next(tmp_path: Path) -> None:
    record = {
        "command": "badak train --data 매출.csv",
        "seed": 7,
        "badak": "0.1.0",
        "data": {"kind": "table", "path": "/home/kim/매출.csv"},
        "stopped": "interrupted",
        "seconds": 125.0,
        "best_epoch": 2,
    }
    steps = [(Words("measure it", "평가하기"), "badak evaluate model.badak")]
    text, _ = written(tmp_path, model_of(3), {"loss": [1.0, 0.5]}, record=record, next_steps=steps)
    assert "badak train --data 매출.csv" in text and "<dd>7</dd>" in text and "2 min 5 s" in text
    assert "/home/kim" not in text
    assert "was interrupted" in text and "badak evaluate model.badak" in text and "평가하기" in text


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(badak.errors.ArgumentError, match="BD003"):
        badak.inspect.report(model_of(3), path=tmp_path / "r.html", language="fr")
    with pytest.raises(badak.errors.FileError, match="BD092"):
        badak.inspect.report(model_of(3), path=tmp_path / "no" / "r.html")
    with pytest.raises(badak.errors.StateError, match="BD023"):
        badak.inspect.report(badak.Sequential([badak.layers.Dense(2)]), path=tmp_path / "r.html")


# ---- parts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(1, 1), (28, 28), (3, 5, 3)])
def test_png_is_read_back(shape: tuple[int, ...]) -> None:
    """By the letter of the format, and by Pillow where it is there."""
    picture = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    content = png(picture)
    place, pixels, seen = 8, b"", []
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        assert struct.unpack(">I", content[place + 8 + length : place + 12 + length]) == (zlib.crc32(kind + data),)
        seen.append(kind)
        pixels += data if kind == b"IDAT" else b""
        place += 12 + length
    assert seen == [b"IHDR", b"IDAT", b"IEND"]
    rows = np.frombuffer(zlib.decompress(pixels), np.uint8).reshape(shape[0], -1)
    assert not rows[:, 0].any() and np.array_equal(rows[:, 1:].reshape(shape), picture)
    images = pytest.importorskip("PIL.Image")
    import io

    with images.open(io.BytesIO(content)) as back:
        assert np.array_equal(np.asarray(back), picture)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (0.13, 0.98), (-3, 3), (0, 0), (5, 5), (-1e-9, 1e-9), (1e8, 3e8), (0.9501, 0.9502)]
)
def test_ticks_enclose_the_values_and_are_round(low: float, high: float) -> None:
    marks = plots.ticks(low, high)
    assert marks[0] <= low and marks[-1] >= high
    assert 2 <= len(marks) <= 8
    steps = np.diff(marks)
    assert np.allclose(steps, steps[0], rtol=1e-6)


@pytest.mark.parametrize(("low", "high"), [(0.011, 1.5), (1e-5, 1e3), (2.0, 70.0), (1.0, 31.0)])
def test_ticks_of_equal_factors(low: float, high: float) -> None:
    marks, (start, end) = plots.log_ticks(low, high)
    assert start <= low and end >= high and 2 <= len(marks) <= 10
    assert all(start <= mark <= end for mark in marks)
    assert start > low / 10 and end < high * 10  # not a decade of nothing


@pytest.mark.parametrize("count", [1, 2, 7, 20, 64, 300])
def test_every_number_of_epochs_can_be_drawn(count: int, tmp_path: Path) -> None:
    text, page = written(tmp_path, model_of(3), {"loss": list(np.linspace(1, 0.1, count)), "val_loss": [0.5] * count})
    assert not page.open
    places = [float(n) for n in re.findall(r'c[xy]="(-?[\d.]+)"', text)]
    assert places and min(places) >= 0 and max(places) <= plots.WIDTH
