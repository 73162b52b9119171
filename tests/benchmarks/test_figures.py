"""Mean, spread and Welch's interval, against SciPy's; the tables made of the runs."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from benchmarks.accuracy import __main__ as accuracy
from benchmarks.accuracy import figures

# scipy.stats.t.ppf(0.975, nu)
QUANTILES = {1.5: 6.0166631, 2.0: 4.30265273, 4.0: 2.77644511, 8.0: 2.30600414, 30.0: 2.04227246, 1000.0: 1.96233908}


@pytest.mark.parametrize("freedom", QUANTILES)
def test_student_quantile(freedom: float) -> None:
    assert figures.student_quantile(0.975, freedom) == pytest.approx(QUANTILES[freedom], rel=1e-6)


def test_welch_interval() -> None:
    a, b = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9], [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8]
    # scipy.stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    difference, low, high = figures.welch(a, b)
    assert difference == pytest.approx(sum(a) / 6 - sum(b) / 7)
    assert (low, high) == pytest.approx((-6.944650517, 1.516079089), rel=1e-6)


def test_equal_runs_have_no_spread() -> None:
    assert figures.welch([1.0, 1.0], [0.5, 0.5]) == (0.5, 0.5, 0.5)


def test_one_run_has_no_deviation() -> None:
    mean, deviation = figures.mean_and_deviation([3.0])
    assert mean == 3.0 and math.isnan(deviation)


def test_published_tables_are_those_of_the_runs() -> None:
    place = Path(accuracy.__file__).parent
    text = (place / "RESULTS.md").read_text(encoding="utf-8")
    for task in accuracy.TASKS.values():
        lines = accuracy.lines_of(task, place / "results.jsonl")
        assert len({(line["side"], line["precision"], line["seed"]) for line in lines}) == len(lines) >= 15
        assert "\n".join(accuracy.table(task, lines)) in text


def test_both_sides_have_as_many_weights() -> None:
    place = Path(accuracy.__file__).parent
    for task in accuracy.TASKS.values():
        assert len({line["parameters"] for line in accuracy.lines_of(task, place / "results.jsonl")}) == 1


def test_runs_of_other_settings_do_not_count(tmp_path: Path) -> None:
    task = accuracy.TASKS["simple-cnn"]
    line = {"task": task.name, "side": "badak", "precision": "float32", "seed": 0}
    same, other = {"settings": asdict(task)}, {"settings": asdict(replace(task, epochs=3))}
    file = tmp_path / "runs.jsonl"
    file.write_text("".join(json.dumps(line | settings) + "\n" for settings in (same, other)))
    assert accuracy.lines_of(task, file) == [line | same]
    assert accuracy.lines_of(task, tmp_path / "none.jsonl") == []


def test_a_table_shows_what_differs() -> None:
    task = accuracy.TASKS["simple-cnn"]
    found = {"badak": [0.2, 0.4], "torch": [0.1, 0.1]}
    lines = [
        {"side": side, "precision": "float32", "train_loss": v, "test_loss": v, "test_accuracy": v}
        for side, values in found.items()
        for v in values
    ]
    text = "\n".join(accuracy.table(task, lines))
    assert "| badak, float32 | 2 | 0.3000 ± 0.1414 |" in text
    assert "+0.2000 (-1.0706 … +1.4706)" in text  # t of one degree of freedom, 12.706, times a standard error of 0.1
    assert "mixed" not in text
