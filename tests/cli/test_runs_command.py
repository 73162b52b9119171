"""badak runs: the list, one run, several side by side, in both languages."""

from __future__ import annotations

import re
import signal
import sys
import time
from pathlib import Path

import pytest

from badak.errors import set_language
from badak.runs import Run, RunStore
from tests.cli import helpers
from tests.cli.helpers import QUICK, Result, process


def badak(*words: object) -> Result:
    """Run a command; a language that an earlier one chose is forgotten."""
    set_language("en")
    try:
        return helpers.badak(*words)
    finally:
        set_language("en")


@pytest.fixture(autouse=True)
def _no_store_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BADAK_RUNS", raising=False)


@pytest.fixture
def three() -> RunStore:
    """Return a store with a good run, a better one, and one that was killed."""
    store = RunStore()
    common = {"started": 1_750_000_000.0, "host": "lab", "machine": {"badak": "0.1.0", "threads": 2}, "epochs": 3}
    store.add(Run(
        name="small", ended=1_750_000_075.0, noted_state="finished", folder="/gone/small", command="badak train digits",
        settings={"optimizer": "Adam", "learning_rate": 0.1, "units": 32}, data={"name": "digits", "samples": 400},
        model={"name": "mlp", "weights": 1234, "layers": [{"kind": "Dense", "shape": [[None, 10]]}]}, result={"test_accuracy": 0.8},
        metrics={"loss": {0: 2.0, 1: 1.0, 2: 0.5}, "val_loss": {0: 2.0, 1: 0.75, 2: 1.5}}, **common,
    ))  # fmt: skip
    store.add(Run(
        name="large-손글씨", ended=1_750_007_265.0, noted_state="stopped", reason="patience", note="더 큼",
        settings={"optimizer": "Adam", "learning_rate": 0.01, "units": 512}, data={"name": "digits", "samples": 400},
        result={"test_accuracy": 0.95}, metrics={"loss": {0: 1.5, 1: 0.4}, "val_loss": {0: 1.0, 1: 0.5}}, **common,
    ))  # fmt: skip
    store.add(Run(name="killed", beat=1_750_000_010.0, process="1 2 3", metrics={"loss": {0: 3.0}}, **common))
    return store


def test_train_is_recorded() -> None:
    assert "No runs yet in runs/runs.db" in badak("runs").out and not Path("runs").exists()
    assert "아직 학습 기록이 없습니다" in badak("runs", "list", "--lang", "ko").out
    assert badak("train", "digits", *QUICK, "-q", "--model", "mlp").code == 0
    (run,) = badak("runs", "--json").json
    assert run["state"] == "finished" and run["name"].startswith("digits-") and run["epochs_done"] == run["epochs"] == 3
    assert run["settings"]["hidden"] == [32] and run["settings"]["optimizer"] == "Adam" and run["seed"] == 0
    assert run["command"].startswith("badak train digits --limit 400") and Path(run["folder"]).is_dir()
    assert 0 < run["result"]["test_accuracy"] <= 1 and run["data"]["fingerprint"]
    history = (Path(run["folder"]) / "history.csv").read_text().splitlines()
    losses = [float(line.split(",")[history[0].split(",").index("loss")]) for line in history[1:]]
    assert list(run["metrics"]["loss"].values()) == losses
    shown = badak("runs", "show", run["folder"])
    assert shown.code == 0 and "settings" in shown.out and "epoch" in shown.out


def test_a_run_that_goes_on_stays_one_run() -> None:
    words = ("train", "digits", *QUICK, "-q", "--model", "mlp", "--out", "runs/a")
    assert badak(*words).code == 0
    first = RunStore().get("a")
    assert badak("train", "--resume", "runs/a", "--epochs", "5", "-q").code == 0
    (run,) = RunStore().runs()
    assert run.id == first.id and run.started == first.started and run.epochs == run.epochs_done == 5
    assert {e: v for e, v in run.metrics["loss"].items() if e < 3} == first.metrics["loss"] and run.state == "finished"
    assert badak(*words, "--overwrite").code == 0
    assert [run.epochs_done for run in RunStore().runs()] == [5, 3]
    assert "(now holds run 2)" in badak("runs", "show", "1").out and "(now holds" not in badak("runs", "show", "2").out
    assert "(지금은 학습 2의 결과가 있음)" in badak("runs", "show", "1", "--lang", "ko").out


def test_a_store_of_no_use_does_not_stop_training() -> None:
    Path("runs").mkdir()
    Path("runs/runs.db").write_text("no database " * 100)
    done = badak("train", "digits", *QUICK, "--model", "mlp")
    assert done.code == 0 and "test accuracy" in done.out
    assert "note [BD295] this run is not in the store of runs" in done.err and "goes on all the same" in done.err
    (spare,) = Path("runs").glob("*.run.json")
    done = badak("runs")
    assert done.code == 1 and "[BD292] this is no store of runs that badak can use" in done.err
    Path("runs/runs.db").unlink()
    done = badak("runs", "import", spare)
    assert done.code == 0 and "run 1, digits-" in done.out
    assert "finished" in badak("runs").out
    assert "in the store already, as run 1" in badak("runs", "import", spare).out and len(RunStore().runs()) == 1
    assert "이미 학습 1" in badak("runs", "import", spare, "--lang", "ko").out
    Path("x.json").write_text("{}")
    done = badak("runs", "import", "x.json", "--lang", "ko")
    assert done.code == 1 and "badak이 남긴 학습 파일이 아닙니다" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process")
def test_ctrl_c_and_a_failure_are_recorded(tmp_path: Path) -> None:
    running = process("train", "digits", "--epochs", "500", "--model", "mlp", "--threads", "1", cwd=tmp_path)
    end = time.monotonic() + 240
    while not (RunStore().runs() and RunStore().runs()[0].epochs_done):
        assert time.monotonic() < end and running.poll() is None
        time.sleep(0.1)
    assert badak("runs", "--state", "running", "--json").json[0]["id"] == 1
    done = badak("runs", "delete", "1", "--yes")
    assert done.code == 1 and "running" in done.err
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    (run,) = RunStore().runs()
    assert run.state == "stopped" and run.reason == "interrupted" and "test_accuracy" in run.result


def test_the_list(three: RunStore) -> None:
    lines = badak("runs").out.splitlines()
    assert lines[0].split() == ["name", "state", "epochs", "test_accuracy", "val_loss", "time", "started", "note"]
    assert re.split(r"\s{2,}", lines[1])[:7] == ["1", "small", "finished", "3/3", "80.0 %", "1.5", "1:15"]
    assert re.split(r"\s{2,}", lines[2])[:7] == ["2", "large-손글씨", "stopped", "2/3", "95.0 %", "0.5", "2:01:05"]
    assert "interrupted" in lines[3] and "–" in lines[3]
    korean = badak("runs", "--lang", "ko").out
    for word in ("이름", "상태", "에포크", "걸린 시간", "시작", "메모", "완료", "멈춤", "중단됨"):
        assert word in korean


def names(*words: str) -> list[str]:
    return [run["name"] for run in badak("runs", "list", *words, "--json").json]


def test_order_and_choice(three: RunStore) -> None:
    assert names() == ["small", "large-손글씨", "killed"] and names("--reverse")[0] == "killed"
    assert names("--sort", "val_loss") == ["large-손글씨", "small", "killed"]
    assert names("--sort", "val_loss", "--reverse") == ["small", "large-손글씨", "killed"], "those without come last"
    assert names("--sort", "test_accuracy") == ["large-손글씨", "small", "killed"]
    assert names("--sort", "units") == ["small", "large-손글씨", "killed"]
    assert names("--limit", "1") == ["killed"] and names("--sort", "val_loss", "-n", "1") == ["large-손글씨"]
    assert names("--state", "interrupted") == ["killed"]
    assert names("--where", "learning_rate<0.05") == ["large-손글씨"]
    assert names("--where", "optimizer=adam", "--where", "test_accuracy<=0.8") == ["small"]
    assert names("--where", "name=large*") == ["large-손글씨"] and names("--where", "name!=large*") == [
        "small",
        "killed",
    ]
    shown = badak("runs", "--columns", "units, optimizer").out
    assert "units" in shown and "512" in shown and "Adam" in shown and "val_loss" not in shown
    assert "No run matches." in badak("runs", "--where", "units>9999").out
    assert "조건에 맞는 학습이 없습니다." in badak("runs", "--where", "units>9999", "--lang", "ko").out


@pytest.mark.parametrize(
    ("words", "code", "en", "ko"),
    [
        (("list", "--sort", "val_los"), "BD299", "no run has anything of that name", "그런 이름의 값이 없습니다"),
        (("list", "--where", "val_los>1"), "BD299", "val_loss", "val_loss"),
        (("list", "--columns", "nothing"), "BD299", "--columns", "--columns"),
        (("list", "--where", "nonsense"), "BD003", "val_accuracy>0.9", "val_accuracy>0.9"),
        (("show", "lrge"), "BD294", "there is no such run", "그런 학습 기록이 없습니다"),
        (("compare", "1", "1"), "BD003", "two different runs or more", "서로 다른 학습 둘 이상"),
        (("rename", "1", " "), "BD003", "a name", "이름"),
        (("delete", "1"), "BD003", "nobody can be asked", "물어볼 수 없음"),
    ],
)  # fmt: skip
def test_mistakes(three: RunStore, words: tuple[str, ...], code: str, en: str, ko: str) -> None:
    for language, said in (("en", en), ("ko", ko)):
        done = badak("runs", *words, "--lang", language)
        assert done.code == 1 and f"[{code}]" in done.err and said in done.err


def test_one_run(three: RunStore) -> None:
    said = badak("runs", "show", "1").out
    for words in ("1  small", "finished", "badak train digits", "/gone/small (gone)", "digits, 400 samples", "mlp, 1 layer, 1,234 weights",
                  "learning_rate 0.1", "test_accuracy 80.0 %", "█▃▁", "2 → 0.5"):  # fmt: skip
        assert words in said, words
    said = badak("runs", "show", "large-손글씨", "--lang", "ko").out
    for words in ("상태", "멈춤 (더 나아지지 않음)", "더 큼", "에포크"):
        assert words in said, words
    assert "interrupted (its process is gone)" in badak("runs", "show", "last").out
    assert badak("runs", "show", "1", "--json").json["metrics"]["loss"] == {"0": 2.0, "1": 1.0, "2": 0.5}


def test_many_epochs_are_shortened(three: RunStore) -> None:
    three.measure(1, {"loss": {e: 1 / (e + 1) for e in range(40)}})
    said = badak("runs", "show", "1").out
    assert "the last 10 of 40 epochs (--all shows them all)" in said and "\n   31" in said and "\n   30" not in said
    assert "\n   30" in badak("runs", "show", "1", "--all").out
    assert "40 에포크 중 마지막 10개" in badak("runs", "show", "1", "--lang", "ko").out


def test_runs_side_by_side(three: RunStore) -> None:
    said = badak("runs", "compare", "1", "2").out
    for line in ("learning_rate  0.1", "0.01", "val_loss       1.5", "0.5 *", "best val_loss  0.75", "95.0 % *",
                 "the same: optimizer Adam", "1 small", "2 large-손글씨"):  # fmt: skip
        assert line in said, line
    assert "같은 설정: optimizer Adam" in badak("runs", "compare", "1", "2", "--lang", "ko").out
    told = badak("runs", "compare", "1", "2", "--json").json
    assert told["different"]["units"] == [32, 512] and told["same"]["optimizer"] == "Adam" and len(told["runs"]) == 2
    assert "threads" in badak("runs", "compare", "1", "2", "--all").out


def test_names_notes_and_removal(three: RunStore) -> None:
    assert "is now “best”" in badak("runs", "rename", "2", "best").out and three.get(2).name == "best"
    assert badak("runs", "note", "best", "왜 좋은지").code == 0 and three.get(2).note == "왜 좋은지"
    assert badak("runs", "delete", "1", "killed", "--yes").code == 0
    assert [run.name for run in three.runs()] == ["best"]


def test_another_store(three: RunStore, tmp_path: Path) -> None:
    other = RunStore(tmp_path / "other.db")
    other.add(Run(name="there", noted_state="finished"))
    assert names("--db", str(other.path)) == ["there"]
    assert badak("runs", "--db", other.path, "show", "there").code == 0
    assert badak("runs", "show", "there", "--db", other.path).code == 0


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize("words", [("list",), ("show", "2"), ("compare", "1", "2", "3")])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_is_wider_than_the_terminal(
    three: RunStore, columns: int, words: tuple[str, ...], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from badak.cli import runs_tables
    from badak.cli.text import width

    monkeypatch.setattr(runs_tables, "columns_of", lambda most=100: min(columns, most))
    done = badak("runs", *words, "--lang", language)
    assert done.code == 0 and max(map(width, done.out.splitlines())) <= columns
