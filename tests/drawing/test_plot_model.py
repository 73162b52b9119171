"""Pictures of models: what is in them, that nothing lies on anything else, and what is told when they cannot be made."""

from __future__ import annotations

import itertools
import re
import struct
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak import errors, layers
from badak.drawing import layered
from badak.drawing.scene import Area, Scene
from badak.drawing.svg import bend
from badak.models import zoo
from badak.utils import model_to_dot, model_to_mermaid, plot_model

SVG = "{http://www.w3.org/2000/svg}"


def questions() -> Any:
    """Return a model of a story and a question."""
    story = badak.Input((None,), dtype="int32", name="story")
    question = badak.Input((None,), dtype="int32", name="question")
    read = [layers.LSTM(4)(layers.Embedding(9, 3)(x)) for x in (story, question)]
    return badak.Model(
        [story, question], layers.Dense(5, activation="softmax", name="answer")(layers.concatenate(read))
    )


def branched() -> Any:
    """Return a model with ways around, four branches and three outputs, with Korean names."""
    x = badak.Input((8, 8, 3), name="사진")
    h = layers.Conv2D(4, 3, padding="same")(x)
    for _ in range(2):
        h = badak.relu(layers.Conv2D(4, 3, padding="same")(layers.Conv2D(4, 3, padding="same")(h)) + h)
    parts = [
        layers.Conv2D(2, 1)(h),
        layers.Conv2D(2, 3, padding="same")(layers.Conv2D(2, 1)(h)),
        layers.Conv2D(2, 1)(h),
        h,
    ]
    flat = layers.GlobalAveragePooling2D()(layers.concatenate(parts))
    return badak.Model(
        x, [layers.Dense(n, name=name)(flat) for n, name in ((1, "나이"), (10, "income"), (1, "gender"))]
    )


def siamese() -> Any:
    """Return a model that uses another one twice."""
    tower = badak.Sequential([layers.Dense(6, activation="relu", input_dim=4), layers.Dense(3)], name="tower")
    left, right = badak.Input((4,), name="left"), badak.Input((4,), name="right")
    return badak.Model([left, right], layers.Dense(1)(badak.abs(tower(left) - tower(right))))


MODELS = {"questions": questions, "branched": branched, "siamese": siamese, "resnet20": zoo.resnet20,
          "projection": lambda: zoo.residual_network((1, 1), 4, input_shape=(8, 8, 1), shortcut="projection")}  # fmt: skip


def words(svg: str) -> list[str]:
    """Return the words of a picture: each text, without what stands beside it, and that."""
    root = ElementTree.fromstring(svg)
    return [part.text or "" for text in root.iter(f"{SVG}text") for part in (text, *text)]


def holds(outer: Area, inner: Area) -> bool:
    """Say whether one rectangle lies inside another."""
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def apart(a: Area, b: Area) -> bool:
    """Say whether two rectangles share no point."""
    return a.x + a.width < b.x or b.x + b.width < a.x or a.y + a.height < b.y or b.y + b.height < a.y


def along(points: list, sideways: bool) -> list[tuple[float, float]]:
    """Return many points of an arrow, straight pieces and curves alike."""
    found = []
    for i, (a, b) in enumerate(itertools.pairwise(points)):
        first, second = (a, b) if i % 2 == 0 else bend(a, b, sideways)
        for t in np.linspace(0, 1, 41):
            w = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
            found.append(tuple(sum(k * p[j] for k, p in zip(w, (a, first, second, b))) for j in (0, 1)))
    return found


def check_scene(scene: Scene) -> None:
    """Boxes are apart or one is the frame of the other; words lie in boxes, side by side; arrows touch only their own boxes."""
    for a, b in itertools.combinations(scene.areas, 2):
        assert apart(a, b) or (a.role == "frame" and holds(a, b)), (a, b)
    for area in scene.areas:
        assert holds(Area(-1e-6, -1e-6, scene.width + 2e-6, scene.height + 2e-6, "picture", 0, ""), area)
    spots = []
    for text in scene.texts:
        left = text.x - text.width / 2 if text.beside is not None else text.x
        spot = Area(left, text.y - 0.8 * text.size, text.width, text.size, "text", 0, text.text)
        spots.append(spot)
        assert any(holds(area, spot) for area in scene.areas), spot
    tops = sorted(spots, key=lambda spot: spot.y)
    for i, a in enumerate(tops):
        for b in itertools.takewhile(lambda b, a=a: b.y <= a.y + a.height, tops[i + 1 :]):
            assert apart(a, b), (a, b)
    for points, (begin, end) in zip(scene.arrows, scene.owners, strict=True):
        own = {begin, end}
        for x, y in along(points, scene.sideways):
            inside = [
                i
                for i, area in enumerate(scene.areas)
                if area.x + 0.1 < x < area.x + area.width - 0.1 and area.y + 0.1 < y < area.y + area.height - 0.1
            ]
            frames = [i for i in inside if scene.areas[i].role == "frame" and i not in own]
            assert all(holds(scene.areas[i], scene.areas[begin]) for i in frames)
            assert set(inside) <= own | set(frames), (scene.areas[begin], scene.areas[end])


@pytest.mark.parametrize("rankdir", ["TB", "LR"])
@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_nothing_lies_on_anything_else(name: str, nested: bool, rankdir: str) -> None:
    """No box on a box, no word on a word or out of its box, no arrow through a box that it does not join."""
    check_scene(plot_model(MODELS[name](), None, rankdir=rankdir, expand_nested=nested, show_dtype=True).scene)


def test_random_graphs_are_laid_out_without_arrows_through_boxes() -> None:
    """Graphs of any form, up to 40 boxes of any size."""
    rng = np.random.default_rng(7)
    for _ in range(40):
        count = int(rng.integers(1, 40))
        sizes = [(float(w), float(h)) for w, h in rng.integers(4, 200, (count, 2))]
        pairs = {
            (int(min(a, b)), int(max(a, b))) for a, b in rng.integers(0, count, (int(rng.integers(0, 3 * count)), 2))
        }
        edges = sorted(pair for pair in pairs if pair[0] != pair[1])
        placed = layered.place(sizes, edges)
        areas = [
            Area(x - w / 2, y - h / 2, w, h, "layer", 0, str(i))
            for i, ((x, y), (w, h)) in enumerate(zip(placed.centres, sizes))
        ]
        check_scene(Scene(placed.width, placed.height, areas, [], placed.paths, False, edges))
        assert all(placed.centres[a][1] < placed.centres[b][1] for a, b in edges)


def test_crossings_are_counted_and_taken_out() -> None:
    """A pair of crossed arrows is uncrossed; the count is that of all pairs compared one by one."""
    placed = layered.place([(10, 10)] * 4, [(0, 3), (1, 2)])
    assert (placed.centres[0][0] < placed.centres[1][0]) == (placed.centres[3][0] < placed.centres[2][0])
    rng = np.random.default_rng(3)
    down = [sorted({int(b) for b in rng.integers(6, 12, 3)}) for _ in range(6)] + [[]] * 6
    edges = [(a, b) for a in range(6) for b in down[a]]
    slow = sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in itertools.combinations(edges, 2))
    assert layered.crossings(list(range(6)), list(range(6, 12)), down) == slow


def test_shapes_in_the_picture_are_those_of_the_model() -> None:
    """Every box says what goes in and what comes out, as the model computes it."""
    model = branched()
    said = words(plot_model(model, None).svg)
    for box in ("사진", "나이", "income", "gender", "(None, 8, 8, 10)", "(None, 10)"):
        assert box in said
    assert "(None, 8, 8, 2), (None, 8, 8, 2), (None, 8, 8, 2), (None, 8, 8, 4)" in said
    out = model.predict(np.zeros((2, 8, 8, 3), np.float32))
    assert [said[said.index(name) + 4] for name in ("나이", "income", "gender")] == [
        "(" + ", ".join(map(str, (None, *o.shape[1:]))) + ")" for o in out
    ]
    assert (
        len(plot_model(model, None).scene.arrows) == len(model_to_mermaid(model).split("-->")) - 1 == 23
    )  # 1 + 2·5 + 8 + 1 + 3


def test_what_is_shown_can_be_chosen() -> None:
    """Shapes, names, number types, activations, what is trained."""
    model = questions()
    model.get_layer("answer").trainable = False
    bare = words(plot_model(model, None, show_shapes=False, show_layer_names=False).svg)
    assert bare.count("LSTM") == 2 and "answer" not in bare and not any("None" in word for word in bare)
    full = words(plot_model(model, None, show_dtype=True, show_layer_activations=True, show_trainable=True).svg)
    assert {"int32", "float32", "softmax", "tanh", "answer", "yes", "no"} <= set(full)
    assert full[full.index("activation", full.index("answer")) + 1] == "softmax"


def test_inner_models_open() -> None:
    """Closed a model is one box; open its layers stand in a frame, once for each use; a block shows its way around."""
    closed, opened = (plot_model(siamese(), None, expand_nested=open_).scene for open_ in (False, True))
    assert len(closed.areas) == 7
    assert sum(area.role == "frame" for area in opened.areas) == 2
    assert sum(text.text == "Dense" for text in opened.texts) == 5
    block = plot_model(zoo.residual_network((1,), 4, input_shape=(8, 8, 3)), None, expand_nested=True)
    assert {"conv1", "norm2", "add_relu"} <= set(words(block.svg))
    ways = plot_model(MODELS["projection"](), None, expand_nested=True)
    assert "shortcut_norm" in words(ways.svg)


def test_korean(korean: None) -> None:
    """The words of a picture are in the language of the user."""
    assert {"입력", "출력"} <= set(words(plot_model(questions(), None).svg))
    assert '<html lang="ko">' in plot_model(questions(), None).html


@pytest.fixture
def korean() -> Any:
    """Speak Korean for a test."""
    before = errors.get_language()
    errors.set_language("ko")
    yield
    errors.set_language(before)


def test_files(tmp_path: Path) -> None:
    """SVG and HTML are the picture's text, and nothing is fetched; PNG has the size that dpi asks for."""
    model = siamese()
    picture = plot_model(model, tmp_path / "m.svg", dpi=96)
    assert (tmp_path / "m.svg").read_text("utf-8") == picture.svg == picture._repr_svg_()
    plot_model(model, str(tmp_path / "m.HTML"))
    page = (tmp_path / "m.HTML").read_text("utf-8")
    assert picture.svg in page and not re.findall(r"(?:src|href)=|https?://(?!www\.w3\.org)", page)
    assert picture.svg in picture._repr_html_()
    pytest.importorskip("PIL")
    for dpi in (96, 150):
        plot_model(model, tmp_path / "m.png", dpi=dpi)
        content = (tmp_path / "m.png").read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", content[16:24]) == (
            round(picture.scene.width * dpi / 96),
            round(picture.scene.height * dpi / 96),
        )
    from PIL import Image

    grey = np.asarray(Image.open(tmp_path / "m.png").convert("L"))
    assert grey.min() < 60 and (grey == 255).mean() > 0.4


def test_names_that_mean_something_to_the_form(tmp_path: Path) -> None:
    """Quotation marks and brackets in names do not break SVG, DOT or Mermaid."""
    x = badak.Input((2,), name='a "b" <c> & \\d')
    model = badak.Model(x, layers.Dense(1, name='"]; <script>')(x), name='x"y')
    assert 'a "b" <c> & \\d' in words(plot_model(model, None).svg)
    assert "<script>alert" not in plot_model(model, None).html and plot_model(model, None).html.count("<script>") == 1
    assert r"a \"b\" <c> & \\d" in model_to_dot(model)
    assert "a #quot;b#quot; #lt;c#gt; & \\d" in model_to_mermaid(model)


def test_dot_and_mermaid() -> None:
    """Boxes, arrows and frames as text."""
    dot = model_to_dot(siamese(), expand_nested=True, rankdir="LR")
    assert "rankdir=LR" in dot and dot.count("subgraph cluster_") == 2 and dot.count(" -> ") == 8
    assert "n0 -> n2_0 [lhead=cluster_n2];" in dot
    assert dot.count("{") == dot.count("}")
    text = model_to_mermaid(siamese(), expand_nested=True, show_shapes=False)
    assert text.startswith("flowchart TB\n") and text.count("subgraph") == text.count("  end\n") == 2
    assert 'n0(["InputLayer  left"])' in text and "n2 --> n4" in text


def small() -> Any:
    """Return a small model."""
    return badak.Sequential([layers.Dense(1, input_dim=2)])


@pytest.mark.parametrize(
    ("call", "code", "english", "korean"),
    [
        (lambda: plot_model(small(), "model.pdf"), "BD265", "a name that ends in .svg, .html or .png", "이 형식으로는 저장하지 않습니다"),
        (lambda: plot_model(small(), "model"), "BD265", "pictures of models are not written in this form", "model_to_dot"),
        (lambda: plot_model(zoo.resnet56(), "model.png", expand_nested=True, dpi=900), "BD266", "take a dpi below 900", "dpi를 900보다 작게"),
        (lambda: plot_model(small(), None, rankdir="XY"), "BD003", "'TB' | 'LR'", "'TB' | 'LR'"),
        (lambda: plot_model(small(), None, dpi=0), "BD003", "10 ≤ dpi ≤ 2400", "10 ≤ dpi ≤ 2400"),
        (lambda: plot_model("model.badak", None), "BD003", "a model, with layers", "층이 있는 모델"),
        (lambda: model_to_dot(badak.Sequential([layers.Dense(1)])), "BD023", "", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn(
    call: Any, code: str, english: str, korean: str, tmp_path: Path, monkeypatch: Any
) -> None:
    """Wrong kinds of files, sizes, directions and objects are told in both languages, and no file is left."""
    monkeypatch.chdir(tmp_path)
    if code == "BD266":
        pytest.importorskip("PIL")
    with pytest.raises(errors.BadakError) as caught:
        call()
    assert caught.value.code == code
    assert english in caught.value.text("en") and korean in caught.value.text("ko")
    assert "?>" not in caught.value.text("en") + caught.value.text("ko")
    assert not list(tmp_path.iterdir())


def test_png_without_pillow_names_the_extra(tmp_path: Path, monkeypatch: Any) -> None:
    """SVG needs no other package; PNG says which."""
    monkeypatch.setitem(sys.modules, "PIL", None)
    plot_model(small(), tmp_path / "m.svg")
    with pytest.raises(errors.MissingExtraError, match=r'BD090.*pillow[\s\S]*pip install "badak\[vision\]"'):
        plot_model(small(), tmp_path / "m.png")
    assert not (tmp_path / "m.png").exists()


def test_png_shows_korean_on_a_machine_without_fonts(tmp_path: Path, monkeypatch: Any) -> None:
    """badak carries the letters: no syllable is the box that stands for a missing one."""
    pytest.importorskip("PIL")
    from badak.drawing import raster

    monkeypatch.setattr(raster, "_PLAIN", ("no-such-font.ttf",))
    font = raster._Pen(None, 2.0).font(13.0, True, True)
    missing = bytes(font.getmask("\U0010fffd"))
    assert all(bytes(font.getmask(letter)) != missing for letter in "가뷁힣ㄱㅎ→Σ")
    x = badak.Input((2,), name="사진")
    plot_model(badak.Model(x, layers.Dense(1)(x)), tmp_path / "m.png", dpi=50)
    assert (tmp_path / "m.png").exists()
