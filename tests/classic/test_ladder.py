"""The ladder of examples: every rung runs in its quick mode and prints the numbers of the course."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from badak.errors import set_language

FOLDER = Path(__file__).resolve().parent.parent.parent / "examples" / "foundations"
RUNGS = sorted(FOLDER.glob("[0-9][0-9]_*.py"))

# what must stand in the output of each
PRINTED = {
    "01_vectors_and_matrices": [
        "[4, 3] length 5.0", "zeros (2, 3) int64", "a * b = [[0, 2], [6, 12]]", "a @ b = [[3, 4], [11, 16]]", "[[7, 9], [8, 6]]", "[[7, 8], [5, 4]]",
        "[[3100, 6300], [3100, 7000]]", "BD002", "[[700, -500], [300, -600]]", "[170, 160, 140] best choice: number 1", "(4, 4) (2, 8)", "[7.0, 0.0, 0.0]",
    ],
    "02_derivative": ["6.00010000", "6.00000000", "0.00000000 h = 1e-50", "the same as 3? True", "best h: 1e-07 forward, 1e-05 central", "5.99", "0 digits", "2 digits", "sec² 0 = 1.0"],
    "03_gradient": ["[6.0, 6.0]", "[17.0, 23.0, 30.0]", "(-4,+4)  (-2,+4)  (+0,+4)"],
    "04_descent": [
        "0  -8.000  144.000  -24.000", "100   4.000", "-8        16        -8        16  swings",
        "18.4    -13.28     24.74  diverges", "0.1        -8      -5.6     -3.68",
    ],
    "05_hills_and_saddles": ["+1 and -1: a saddle", "+1 and +2: a minimum", "Adam", "f = -0.0613", "f = -0.4592"],
    "06_computational_graph": [
        "z = 64", "dz/dx = 16", "price 715", "0.367879", "1.367879", "0.731059", "dy/dx = 0.196612", "tape: 0.196612",
        "t = x + y = 8  ← 16",
    ],
    "07_sales_one_weight": [
        "mean 0.666667, half sum 1", "best W = 26,000 with cost 9,142,857.14", "0.0005 = dw/2: True", "BD337", "rate 0.049: converges", "rate 0.051: diverges",
    ],
    "08_sales_with_bias": [
        "W = 25642.86, b = 1428.57, H(8) = 206571.43", "W = 25147.86, b = 3879.77", "rates above 0.048 diverge", "BD338",
    ],
    "09_pass_or_fail": ["0 -0.357", "9  1.357", "2.302585", "-0.1202: convex? False", "e-05: convex? True", "0.01321", "0.9933"],
    "10_several_classes": ["[0.04, 0.13, 0.74, 0.01, 0.08]", "1.00 … 1.00"],
    "11_perceptron": [
        "weights [-3, 1, 2]; converged: pass 6", "weights [-1, 1, 1]; converged: pass 4", "weights [2, -1, -2]; converged: pass 6",
        "weights [0, -1, -1]; converged: pass 4", "no line parts these samples", "+0.5 x1 +0.5 x2 > 0.6", "say the same: AND, OR, NAND, NOR",
    ],
    "12_xor": ["by hand: right 1.00", "[(1, 1)]", "0.250000", "0.693147", "answers [0, 1, 1, 0]"],
    "13_forward_pass": ["[0.316827, 0.696279]", "[0.406259, 0.593741]", "[1.5, 2.5]", "30,720 weights"],
    "14_activations": ["0.865098", "0.693147", "-1.111331", "9.54e-07", "sigmoid 100.0%", "at most 0.25", "z = 10: 0.000045"],
    "15_losses": ["mean squared error     0.666667", "sum squared error      1.000000", "0.510826", "2.302585", "of the accuracy 0.0"],
    "16_layers_by_hand": ["[0.0406, 0.1346, -0.2629, 0.0061, 0.0817]", "gives the same: True", "mean 0.0, deviation 1.0"],
    "17_two_layer_net": ["W1: mean difference", "times as long", "2.3026"],
    "18_house_price": ["named units: 45 weights"],
    "19_batches": ["1 updates", "60,000 updates", "1,875 updates"],
    "20_optimizers": ["p ← p - ηg / (√h + ε)", "p ← p - η m̂ / (√v̂ + ε)", "adamw", "muon"],
    "21_initial_weights": ["tanh, weights xavier", "std 0.9584", "std 0.0000", "std 0.3185", "0.0707"],
    "22_batch_norm": ["batch norm"],
    "23_overfitting": ["½λΣw² = 1.25, λw = [0.3, -0.4]", "L2(0.05) = 1.25", "early stopping"],
    "24_learning_rate": ["learning rate: about", "exploding at"],
    "25_universal_approximation": ["mean squared error"],
    "26_parts_of_ones_own": ["to order 2", "off by less than 0.1: "],
    "27_click_or_not": ["3,000 visits"],
    "28_cat_or_not": ["28 × 28 = 784 features", "step   0  cost 0.693", "784 × 10 = 7,840 weights"],
    "29_how_many_samples": ["best with 50 samples: softmax regression"],
    "30_tuning": ["best: trial", "asked once"],
    "31_time_series": ["MASE"],
}  # fmt: skip


def numbers(pattern: str, text: str) -> list[float]:
    """Return the numbers that a pattern's groups find, all of them in order."""
    found = [float(g) for match in re.finditer(pattern, text) for g in (match.groups() or (match.group(),))]
    assert found, pattern
    return found


MEASURED = {  # what is measured differs a little between machines
    "07_sales_one_weight": lambda t: numbers(r"by_\w+ +25928\.57 +(207428\.57)", t) == [207428.57] * 5,
    "10_several_classes": lambda t: min(numbers(r"(?:Regression|OneVsRest) +(0\.\d+)", t)) > 0.8,
    "12_xor": lambda t: max(numbers(r"layer tanh.* (0\.\d{6})", t)) < 0.01,
    "16_layers_by_hand": lambda t: max(numbers(r"(\d\.\de-\d+)", t)) < 1e-6,
    "17_two_layer_net": lambda t: (
        numbers(r"test right (0\.\d+)", t)[-1] > 0.8 and max(numbers(r"(\d\.\de-\d+)", t)) < 1e-7
    ),
    "18_house_price": lambda t: (
        numbers(r"wrong by ([\d.]+) on", t)[0] < 0.25 * numbers(r"mean is wrong by ([\d.]+)", t)[0]
    ),
    "19_batches": lambda t: numbers(r"\n +(?:1|10|100|500) +(\d\.\d\d)\n", t.replace("\n", "\n\n"))[-1] < 1,
    "20_optimizers": lambda t: (
        min(numbers(r"η = .* (0\.\d+)\n", t)) > 0.6 and len(numbers(r"η = .* (0\.\d+)\n", t)) == 12
    ),
    "22_batch_norm": lambda t: (
        numbers(r"0\.0100 +(0\.\d+) +(0\.\d+)", t)[1] > 0.8 > 0.3 > numbers(r"0\.0100 +(0\.\d+)", t)[0]
    ),
    "23_overfitting": lambda t: (
        numbers(r"mean prediction (0\.\d+)", t)[0] > numbers(r"\d +(0\.\d{3}) .* nothing\n", t)[0]
    ),
    "24_learning_rate": lambda t: (r := numbers(r"\n +\d+\.\d{4}    (0\.\d{3})", t))[1] > 0.7 > max(r[0], r[2]),
    "26_parts_of_ones_own": lambda t: numbers(r"loss ([\d.]+)", t)[-1] < 0.02,
    "27_click_or_not": lambda t: (
        numbers(r"layer right ([\d.]+)", t)[0] > numbers(r"regression right ([\d.]+)", t)[0] + 0.03
    ),
    "25_universal_approximation": lambda t: (
        numbers(r"\n +64 +(\d\.\d+)", t)[0] < 0.02 < 0.5 < numbers(r"\n +1 +(\d\.\d+)", t)[0]
    ),
    "28_cat_or_not": lambda t: numbers(r"in the test (0\.\d+)", t)[0] > 0.8,
    "29_how_many_samples": lambda t: all(
        many > few for few, many in zip(*(numbers(r"(0\.\d+)", line) for line in t.splitlines()[1:3]))
    ),
    "31_time_series": lambda t: (  # the parts are near those that were put together, the noise remembers, AR beats the season
        numbers(r": \D*(0\.\d+)", t)[0] < 1
        and "SeasonalNaive" in t
        and numbers(r"AR\(13\) +MASE (\d\.\d+)", t)[0] < numbers(r"SeasonalNaive +MASE (\d\.\d+)", t)[0]
    ),
    "30_tuning": lambda t: (
        numbers(r"held right (0\.\d+)", t)[0] == max(numbers(r"\d +(0\.\d{3}) +0\.\d{3}\n", t)) > 0.7
    ),
}


@pytest.fixture
def ladder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Return a function that runs a rung in a language, as a program beside ``ladder.py`` would be run."""
    monkeypatch.syspath_prepend(str(FOLDER))

    def run(path: Path, language: str = "en", **options: Any) -> Any:
        set_language(language)
        return runpy.run_path(str(path))["main"](quick=True, **options)

    yield run
    set_language("en")


_ENGLISH: dict[Path, str] = {}  # each rung runs once in each language


def in_english(path: Path, ladder: Callable[..., Any], capsys: pytest.CaptureFixture) -> str:
    if path not in _ENGLISH:
        ladder(path)
        _ENGLISH[path] = capsys.readouterr().out
    return _ENGLISH[path]


@pytest.mark.parametrize("path", RUNGS, ids=lambda p: p.stem)
def test_rung(path: Path, ladder: Callable[..., Any], capsys: pytest.CaptureFixture) -> None:
    text = in_english(path, ladder, capsys)
    missing = [words for words in PRINTED[path.stem] if words not in text]
    assert not missing, text
    assert path.stem not in MEASURED or MEASURED[path.stem](text), text


# what a machine's speed decides, and the sentences in which Korean has another number of numbers
_TIMES = re.compile(r"took [\d,]+ times|수치 미분이 [\d,]+배|(?<=\d) +\d+\.\d$", re.MULTILINE)
_SENTENCES = re.compile(r"(?:[A-Za-z']{2,} ){4}[A-Za-z']{2,}")  # five English words in a row


@pytest.mark.parametrize("path", RUNGS, ids=lambda p: p.stem)
def test_korean_has_the_same_numbers_and_pictures(
    path: Path, ladder: Callable[..., Any], capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    english = in_english(path, ladder, capsys)
    pictures = recorder(tmp_path / "pictures")
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*[Gg]lyph.*")  # a letter that no font has
        ladder(path, "ko", pictures=pictures)
    korean = capsys.readouterr().out
    korean = "".join(line for line in korean.splitlines(True) if ".svg: " not in line)  # captions
    assert re.search("[가-힣]", korean), korean
    assert not _SENTENCES.search(korean), korean
    for one in pictures.captions:
        assert re.search("[가-힣]", one[1]) and not re.search("[가-힣]", one[0]), one
    found = [sorted(re.findall(r"\d+(?:\.\d+)?(?:e[-+]\d+)?", _TIMES.sub("", text))) for text in (english, korean)]
    assert found[0] == found[1], (english, korean)

    drawn = sorted((tmp_path / "pictures").glob("*.svg"))
    assert len(drawn) == len(pictures.captions) and bool(drawn) == ("if pictures:" in path.read_text("utf-8"))
    for file in drawn:
        assert (
            file.stem.startswith(path.stem[:2] + "_")
            and file.read_text("utf-8").count("<path") + file.read_text("utf-8").count("<text") > 5
        ), file


def recorder(folder: Path) -> Any:
    """Return the folder of pictures that ``--pictures`` makes, one that remembers both captions."""
    from ladder import Pictures  # pyright: ignore[reportMissingImports]

    class Recorder(Pictures):
        captions: list[tuple[str, str]] = []

        def save(self, name: str, drawn: Any, english: str, korean: str) -> None:
            figure = getattr(drawn, "figure", drawn)
            if hasattr(figure, "set_layout_engine"):  # to find the places of all labels takes half of the time
                figure.set_layout_engine("none")
            super().save(name, drawn, english, korean)
            self.captions = [*self.captions, (english, korean)]

    return Recorder(folder)


def test_every_plot_stands_on_some_rung_and_so_in_the_gallery() -> None:
    import badak

    drawn = " ".join(
        path.read_text("utf-8").split("    if pictures:\n")[-1]
        for path in RUNGS
        if "if pictures:" in path.read_text("utf-8")
    )
    missing = [name for name in badak.plots.__all__ if name != "save" and f"plots.{name}(" not in drawn]
    assert missing == []
    assert "badak.plot_graph(" in drawn


def test_computational_graphs_are_drawn(
    tmp_path: Path, ladder: Callable[..., Any], capsys: pytest.CaptureFixture
) -> None:
    ladder(FOLDER / "06_computational_graph.py", pictures=recorder(tmp_path / "graphs"))
    assert "06_sigmoid.svg" in capsys.readouterr().out
    drawn = {file.stem: file.read_text("utf-8") for file in (tmp_path / "graphs").iterdir()}
    words = {
        "06_square_of_a_sum": (">t = 8<", ">64<", ">← 16<"),
        "06_shop": (">715<", ">← 2.2<", ">← 165<", ">← 650<"),
        "06_sigmoid": (">−1<", ">0.3678794<", ">1.367879<", ">0.7310586<", ">← 0.1966119<"),
    }
    assert sorted(drawn) == sorted(words)
    for name, numbers_ in words.items():
        assert [word for word in numbers_ if word not in drawn[name]] == [], name


def test_the_gallery_shows_the_lines_that_drew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER.parent.parent / "docs" / "_ext"))
    import gallery  # pyright: ignore[reportMissingImports]

    code = gallery.code_of(FOLDER / "04_descent.py")
    assert list(code.values()) == [
        'some = {f"η = {rate}": walks[rate] for rate in (0.1, 0.9, 1.0)}\nplots.descent(f, some)',
        'plots.descent(f, {"η = 1.1": walks[1.1].points[:7]})',
    ]
    line = next(iter(code)).start
    page = gallery.page(
        "ko",
        {path.stem: [] for path in RUNGS}
        | {"04_descent": [{"name": "04_rates", "caption": "세 [가지]", "line": line}]},
    )
    assert (
        "## 04 · (x - 4)²의 골짜기" in page and "```{figure} gallery/04_rates.svg" in page and "세 \\[가지\\]" in page
    )
    for path in RUNGS:  # every call to save is found, and no caption is left in the code
        saves = path.read_text("utf-8").count("pictures.save(")
        shown = "\n".join(gallery.code_of(path).values())
        assert (
            bool(shown) == bool(saves)
            and "pictures.save" not in shown
            and not re.search(r'"[^"]*[가-힣]{2,}[^"]*\.",?$', shown, re.M)
        ), path


def drawn_by_hand(file: Path, line: Callable[[Any], Any]) -> None:
    """Draw a line y(x), -0.9 ≤ x ≤ 0.9, with a pen of five pixels on a sheet of 400 × 200 pixels."""
    width, height = 400, 200
    rows, columns = np.mgrid[:height, :width]
    x = (2 * columns + 1) / width - 1
    middle = (height - 1) / 2 - line(x) * width / 2
    ink = (np.abs(rows - middle) <= 2) & (np.abs(x) < 0.9)
    file.write_bytes(b"P5 400 200 255\n" + np.where(ink, 30, 245).astype(np.uint8).tobytes())


def test_a_drawn_curve_is_learned(tmp_path: Path, ladder: Callable[..., Any], capsys: pytest.CaptureFixture) -> None:
    drawn_by_hand(tmp_path / "wave.pgm", lambda x: 0.3 * np.sin(4 * x))
    ladder(FOLDER / "25_universal_approximation.py", curve=tmp_path / "wave.pgm")
    found = dict(re.findall(r"\n +(\d+) +(\d\.\d+)", capsys.readouterr().out.replace("\n", "\n\n")))
    assert float(found["64"]) < 0.005 < float(found["1"])


def test_cats_of_a_folder(
    tmp_path: Path, ladder: Callable[..., Any], capsys: pytest.CaptureFixture, monkeypatch
) -> None:
    random = np.random.default_rng(0)
    for part, count in (("train", 30), ("test", 10)):
        for kind, where in (("cat", np.s_[:4]), ("dog", np.s_[4:]), ("bird", np.s_[2:6])):
            folder = tmp_path / "cifar10-jpeg" / part / kind
            folder.mkdir(parents=True)
            for k in range(count):
                picture = random.integers(0, 100, (8, 8, 3))
                picture[where] += 120
                (folder / f"{k}.ppm").write_bytes(b"P6 8 8 255\n" + picture.astype(np.uint8).tobytes())
    monkeypatch.setenv("BADAK_DATA", str(tmp_path))
    ladder(FOLDER / "28_cat_or_not.py")
    text = capsys.readouterr().out
    assert "8 × 8 × 3 = 192 features; 60 pictures to learn from, 50% of the test is cat" in text
    assert numbers(r"in the test ([\d.]+)", text)[0] > 0.9 and numbers(r"weights: right ([\d.]+)", text)[0] > 0.9
    ladder(FOLDER / "28_cat_or_not.py", data=tmp_path / "cifar10-jpeg")
    assert "192 features" in capsys.readouterr().out


def test_every_rung_is_named_once_and_has_its_numbers() -> None:
    names = [path.stem for path in RUNGS]
    assert sorted(PRINTED) == names and set(MEASURED) <= set(names)
    assert [int(name[:2]) for name in names] == list(range(1, len(names) + 1))


def test_a_rung_runs_as_a_program(tmp_path: Path) -> None:
    place = os.pathsep.join([str(FOLDER.parent.parent / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": place, "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(FOLDER / "04_descent.py"), "--quick"], cwd=tmp_path, env=environment, capture_output=True, text=True,
        encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0 and "144.000" in done.stdout, done.stderr


def test_the_guide_lists_every_rung() -> None:
    for language in ("en", "ko"):
        guide = (FOLDER.parent.parent / "docs" / language / "foundations.md").read_text("utf-8")
        assert [name for name in PRINTED if f"{name}.py" not in guide] == [], language
