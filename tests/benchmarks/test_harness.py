"""What the benchmark rows report beside their times: rehearsals, facts, the part of the peak."""

from __future__ import annotations

import json
import sys

import pytest
from benchmarks.harness import Contender, Limit, Row
from benchmarks.rows import ROWS

from benchmarks import harness, peak, report

processes = pytest.mark.skipif(sys.platform == "win32", reason="benchmarks run on Linux and macOS")
SAYS = "-c import json, sys; print(json.dumps({'words': sys.argv[1:], 'flops': 1e6}))"


def row(*contenders: Contender, limits: tuple[Limit, ...] = ()) -> Row:
    return Row("try", "a try", "process", contenders, limits, measure="process")


def measured(what: Row, rehearse: bool) -> dict:
    return harness.run_row(what, 1, None, False, lambda text: None, rehearse)


@processes
def test_a_rehearsal_is_the_turn_that_does_not_count() -> None:
    contender = Contender("own", "badak", SAYS, ["real"], own=True, rehearsal=("short",))
    real = measured(row(contender, limits=(Limit(60.0),)), rehearse=False)
    assert real["contenders"]["own"]["facts"]["words"] == ["real"]
    assert not real["rehearsed"] and real["limits"][0]["within"]
    short = measured(row(contender, limits=(Limit(60.0),)), rehearse=True)
    assert short["contenders"]["own"]["facts"]["words"] == ["short"]
    assert short["rehearsed"] and short["limits"] == []  # nothing is judged by it
    assert any("REHEARSED" in line for line in report.row_lines(short))


@processes
def test_without_a_rehearsal_quick_runs_the_real_thing() -> None:
    seen = measured(row(Contender("own", "badak", SAYS, ["real"], own=True)), rehearse=True)
    assert seen["contenders"]["own"]["facts"]["words"] == ["real"] and not seen["rehearsed"]


@processes
def test_a_program_that_misses_its_goal_is_not_measured() -> None:
    fails = Contender("own", "badak", "-c import sys; print('{}'); sys.exit('the test gave 97.00%, not 99%')", own=True)
    seen = measured(row(fails), rehearse=False)
    assert seen["contenders"]["own"]["missing"] == "the test gave 97.00%, not 99%"


def report_of(
    flops: float | None, medians: dict[str, float], measure: str = "seconds", products_in: str = "float32"
) -> dict:
    facts = {"flops": flops, "products_in": products_in} if flops else {}
    entries = {name: {"median": value, "spread": 0.0, "side": name} for name, value in medians.items()}
    next(iter(entries.values()))["facts"] = facts
    return {
        "name": "try", "title": "a try", "unit": "step", "measure": measure, "note": "", "limits": [],
        "cpu_used_by_others": 0.0, "contenders": entries,
    }  # fmt: skip


@pytest.fixture
def peaks(monkeypatch: pytest.MonkeyPatch) -> tuple[peak.Peaks, list[str]]:
    asked: list[str] = []

    def measure(precision: str, cpus: set[int] | None) -> dict:
        asked.append(precision)
        return {"flops": {"float32": 2e11, "bfloat16": 4e11}[precision], "by": "torch", "all": {}, "missing": {}}

    monkeypatch.setattr(peak, "measure", measure)
    return peak.Peaks(), asked


def test_part_of_the_peak(peaks: tuple[peak.Peaks, list[str]]) -> None:
    seen = report_of(3e10, {"badak": 0.3, "torch": 0.6})
    peaks[0].state(seen)
    assert seen["contenders"]["badak"]["of_peak"] == pytest.approx(0.5)  # 30 GFLOP in 0.3 s, of 200 GFLOP/s
    assert seen["contenders"]["torch"]["of_peak"] == pytest.approx(0.25)
    text = "\n".join(report.row_lines(seen))
    assert "50 % of the peak" in text and "25 % of the peak" in text
    assert (
        "products: 30 GFLOP a step" in text
        and "peak: 200 GFLOP/s in float32" in text
        and "by torch in this run" in text
    )
    json.dumps(seen)


def test_mixed_precision_is_held_against_the_16_bit_peak(peaks: tuple[peak.Peaks, list[str]]) -> None:
    for _ in range(2):
        seen = report_of(3e10, {"badak": 0.3}, products_in="bfloat16")
        peaks[0].state(seen)
        assert seen["contenders"]["badak"]["of_peak"] == pytest.approx(0.25)
    assert peaks[1] == ["bfloat16"]  # measured once in a run


def test_a_process_is_held_against_its_own_count(peaks: tuple[peak.Peaks, list[str]]) -> None:
    seen = report_of(3e10, {"badak": 0.3, "keras": 0.6}, measure="process")
    peaks[0].state(seen)
    assert seen["contenders"]["badak"]["of_peak"] == pytest.approx(0.5)
    assert "of_peak" not in seen["contenders"]["keras"]  # trains another network


def test_rows_without_products_or_time_state_none(peaks: tuple[peak.Peaks, list[str]]) -> None:
    for seen in (report_of(None, {"badak": 0.3}), report_of(3e10, {"badak": 1e9}, measure="memory")):
        peaks[0].state(seen)
        assert "work" not in seen and not any("peak" in line for line in report.row_lines(seen))
    assert peaks[1] == []


@processes
def test_a_peak_is_that_of_the_quickest() -> None:
    """With a small product and badak alone; the figure is what its own time gives."""
    found = peak.measure("float32", None, size=64, repeats=2)
    assert found["by"] in found["all"] and found["flops"] == max(found["all"].values()) > 0
    assert set(found["all"]) | set(found["missing"]) == {"badak's kernel", "torch", "NumPy"}


def test_rows_have_names_of_their_own() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names) and "mnist-99" in names
    for each in ROWS:
        contenders = [c.name for c in each.contenders]
        assert len(set(contenders)) == len(contenders), each.name
        assert all(limit.against in {"", *(c.side for c in each.contenders)} for limit in each.limits), each.name
