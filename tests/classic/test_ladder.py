"""The ladder of examples: every rung runs in its quick mode and prints the numbers of the course."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent.parent / "examples" / "foundations"
RUNGS = sorted(FOLDER.glob("[0-9][0-9]_*.py"))

# what must stand in the output of each
PRINTED = {
    "01_vectors_and_matrices": [
        "[4, 3] length 5.0", "a * b = [[0, 2], [6, 12]]", "a @ b = [[3, 4], [11, 16]]", "[[7, 9], [8, 6]]", "[[7, 8], [5, 4]]",
        "[[3100, 6300], [3100, 7000]]", "BD002", "[170, 160, 140] best choice: number 1", "(4, 4) and (2, 8)", "[7.0, 0.0, 0.0]",
    ],
    "02_derivative": ["6.00010000", "6.00000000", "0.00000000   3 + h is 3", "5.99", "0 digits", "2 digits", "sec² 0 = 1.0"],
    "03_gradient": ["[6.0, 6.0]", "[17.0, 23.0, 30.0]", "(-4,+4)  (-2,+4)  (+0,+4)"],
    "04_descent": [
        "0  -8.000  144.000  -24.000", "100   4.000", "-8        16        -8        16  swings",
        "18.4    -13.28     24.74  diverges", "0.1        -8      -5.6     -3.68",
    ],
    "05_hills_and_saddles": ["the saddle", "Adam"],
    "06_computational_graph": [
        "z = 64", "dz/dx = 16", "price 715", "0.367879", "1.367879", "0.731059", "dy/dx = 0.196612", "tape: 0.196612",
        "t = x + y = 8  ← 16",
    ],
    "07_sales_one_weight": [
        "mean 0.666667, half sum 1", "best W = 26,000 with cost 9,142,857.14", "0.0005: dw/2", "BD337", "rate 0.051: diverges",
    ],
    "08_sales_with_bias": [
        "W = 25642.86, b = 1428.57, H(8) = 206571.43", "W = 25147.86, b = 3879.77", "rates above 0.048 diverge", "BD338",
    ],
    "09_pass_or_fail": ["0 -0.357", "9  1.357", "2.302585", "-0.1202"],
    "10_several_classes": ["[0.04, 0.13, 0.74, 0.01, 0.08]", "add up to 1.00 … 1.00"],
    "11_perceptron": [
        "weights [-3, 1, 2]; converged: pass 6", "weights [-1, 1, 1]; converged: pass 4", "weights [2, -1, -2]; converged: pass 6",
        "weights [0, -1, -1]; converged: pass 4", "no line parts these samples",
    ],
    "12_xor": ["by hand: right 1.00", "0.250000", "0.693147", "answers [0, 1, 1, 0]"],
    "13_forward_pass": ["[0.316827, 0.696279]", "[0.406259, 0.593741]", "[1.5, 2.5]", "30,720 weights"],
    "14_activations": ["0.865098", "0.693147", "-1.111331", "9.54e-07", "behind sigmoid 100.0%"],
    "15_losses": ["mean squared error     0.666667", "half sum               1.000000", "0.510826", "slope of the accuracy 0.0"],
    "16_layers_by_hand": ["[0.0406, 0.1346, -0.2629, 0.0061, 0.0817]", "gives the same: True"],
    "17_two_layer_net": ["W1: mean difference", "times as long", "2.3026"],
    "18_house_price": ["named units: 45 weights"],
    "19_batches": ["1 updates", "60,000 updates", "1,875 updates"],
    "20_optimizers": ["Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"],
    "21_initial_weights": ["tanh, weights xavier", "std 0.9584", "std 0.0000", "std 0.3185", "0.0707"],
    "22_batch_norm": ["batch norm"],
    "23_overfitting": ["½λΣw² = 1.25, gradient λw = [0.3, -0.4]", "L2(0.05) gives 1.25", "early stopping"],
    "24_learning_rate": ["learning rate: about", "exploding at"],
    "25_universal_approximation": ["mean squared error"],
    "26_parts_of_ones_own": ["to the second order", "within a tenth"],
    "27_click_or_not": ["3,000 visits"],
}  # fmt: skip


def numbers(pattern: str, text: str) -> list[float]:
    """Return the numbers that a pattern's groups find, all of them in order."""
    found = [float(g) for match in re.finditer(pattern, text) for g in (match.groups() or (match.group(),))]
    assert found, pattern
    return found


MEASURED = {  # what is measured differs a little between machines
    "07_sales_one_weight": lambda t: numbers(r"by_\w+ +25928\.57 +(207428\.57)", t) == [207428.57] * 5,
    "10_several_classes": lambda t: min(numbers(r"right (0\.\d+)", t)) > 0.8,
    "12_xor": lambda t: max(numbers(r"layer tanh.* (0\.\d{6})", t)) < 0.01,
    "16_layers_by_hand": lambda t: max(numbers(r"(\d\.\de-\d+)", t)) < 1e-6,
    "17_two_layer_net": lambda t: (
        numbers(r"test right (0\.\d+)", t)[-1] > 0.8 and max(numbers(r"(\d\.\de-\d+)", t)) < 1e-7
    ),
    "18_house_price": lambda t: (
        numbers(r"wrong by ([\d.]+) on", t)[0] < 0.25 * numbers(r"mean is wrong by ([\d.]+)", t)[0]
    ),
    "19_batches": lambda t: numbers(r"\n +(?:1|10|100|500) +(\d\.\d\d)\n", t.replace("\n", "\n\n"))[-1] < 1,
    "20_optimizers": lambda t: min(numbers(r"(0\.\d+)\n", t + "\n")) > 0.6,
    "22_batch_norm": lambda t: (
        numbers(r"0\.0100 +(0\.\d+) +(0\.\d+)", t)[1] > 0.8 > 0.3 > numbers(r"0\.0100 +(0\.\d+)", t)[0]
    ),
    "23_overfitting": lambda t: (
        numbers(r"mean prediction (0\.\d+)", t)[0] > numbers(r"nothing +[\d.]+ +([\d.]+)", t)[0]
    ),
    "24_learning_rate": lambda t: (r := numbers(r"\n +\d+\.\d{4}    (0\.\d{3})", t))[1] > 0.7 > max(r[0], r[2]),
    "26_parts_of_ones_own": lambda t: numbers(r"loss ([\d.]+)", t)[-1] < 0.02,
    "27_click_or_not": lambda t: (
        numbers(r"layer right ([\d.]+)", t)[0] > numbers(r"regression right ([\d.]+)", t)[0] + 0.03
    ),
    "25_universal_approximation": lambda t: (
        numbers(r"\n +64 +(\d\.\d+)", t)[0] < 0.02 < numbers(r"\n +1 +(\d\.\d+)", t)[0]
    ),
}


@pytest.mark.parametrize("path", RUNGS, ids=lambda p: p.stem)
def test_rung(path: Path, capsys: pytest.CaptureFixture) -> None:
    runpy.run_path(str(path))["main"](quick=True)
    text = capsys.readouterr().out
    missing = [words for words in PRINTED[path.stem] if words not in text]
    assert not missing, text
    assert path.stem not in MEASURED or MEASURED[path.stem](text), text


def test_computational_graphs_are_drawn(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = FOLDER / "06_computational_graph.py"
    runpy.run_path(str(path))["main"](quick=True, pictures=tmp_path / "graphs")
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
