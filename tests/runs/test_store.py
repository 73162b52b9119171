"""The store of runs: what is written comes back, several programs at once, files that are not badak's."""

from __future__ import annotations

import math
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import badak
from badak.runs import Run, RunStore, alive, default_store

SOURCE = str(Path(badak.__file__).parents[1])


def test_what_is_written_comes_back() -> None:
    store = RunStore()
    assert store.runs() == [] and not store.path.exists()
    run = Run(
        name="첫째", started=10.5, ended=20.0, beat=20.0, noted_state="finished", seed=2**70, epochs=3, note="메모",
        settings={"units": [3, 4], "rate": 0.1, "off": None}, data={"name": "digits"}, model={"weights": 7},
        result={"test_accuracy": 0.9}, metrics={"loss": {0: 1.0, 1: math.nan, 2: math.inf}},
    )  # fmt: skip
    assert store.add(run) == 1 and store.path == Path("runs") / "runs.db"
    back = store.get(1)
    assert math.isnan(back.metrics["loss"].pop(1)) and run.metrics["loss"].pop(1)
    run.id = 1
    assert back == run and back.state == "finished" and back.seconds == 9.5
    store.measure(1, {"loss": {1: 0.5, 3: 0.25}, "val_loss": {3: 1.0}})
    assert store.get(1).metrics == {"loss": {0: 1.0, 1: 0.5, 2: math.inf, 3: 0.25}, "val_loss": {3: 1.0}}
    store.forget_from(1, 2)
    assert store.get(1).metrics == {"loss": {0: 1.0, 1: 0.5}}
    store.change(1, noted_state="stopped", note="", result={"x": math.nan})
    changed = store.get(1)
    assert (changed.state, changed.note, changed.result, changed.name) == ("stopped", "", {"x": "nan"}, "첫째")
    store.delete([1])
    assert store.runs() == [] and store.add(run) == 2, "a number is given once"
    with sqlite3.connect(store.path) as base:
        assert base.execute("SELECT count(*) FROM metrics WHERE run = 1").fetchone() == (0,)
    base.close()


def test_runs_are_found_by_number_name_folder_and_last(tmp_path: Path) -> None:
    store = RunStore()
    for name in ("a", "b", "a"):
        store.add(Run(name=name, folder=str(tmp_path / name), noted_state="finished"))
    assert [store.get(wish).id for wish in (1, "2", "#2", "a", "last", str(tmp_path / "b"), "./b")] == [
        1,
        2,
        2,
        3,
        3,
        2,
        2,
    ]
    with pytest.raises(badak.errors.ArgumentError) as caught:
        store.get("c")
    assert caught.value.code == "BD294"
    assert "there is no such run" in caught.value.text("en") and "badak runs list" in caught.value.text("en")
    assert "그런 학습 기록이 없습니다" in caught.value.text("ko")


def test_where_the_store_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_store() == Path("runs/runs.db")
    monkeypatch.setenv("BADAK_RUNS", "/somewhere/mine.db")
    assert RunStore().path == Path("/somewhere/mine.db")


def test_many_programs_write_at_once() -> None:
    program = (
        "import sys; from badak.runs import Run, RunStore\n"
        "store = RunStore(wait=60)\n"
        "n = store.add(Run(name=sys.argv[1], started=1.0))\n"
        "for e in range(25): store.measure(n, {'loss': {e: e + int(sys.argv[1]) / 10}})\n"
        "store.change(n, noted_state='finished')"
    )
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    running = [subprocess.Popen([sys.executable, "-c", program, str(i)], env=environment) for i in range(4)]
    assert [each.wait(timeout=120) for each in running] == [0] * 4
    runs = RunStore().runs()
    assert sorted(run.name for run in runs) == ["0", "1", "2", "3"] and len({run.id for run in runs}) == 4
    for run in runs:
        assert run.state == "finished" and run.metrics["loss"] == {e: e + int(run.name) / 10 for e in range(25)}


def test_readers_do_not_wait_for_writers() -> None:
    store = RunStore(wait=0.1)
    store.add(Run(name="a", noted_state="finished"))
    base = sqlite3.connect(store.path, isolation_level=None)
    try:
        base.execute("BEGIN IMMEDIATE")
        base.execute("UPDATE runs SET name = 'b'")
        assert [run.name for run in store.runs()] == ["a"]
        with pytest.raises(badak.errors.StateError) as caught:
            store.add(Run(name="c"))
    finally:
        base.close()
    assert caught.value.code == "BD293"
    assert "another program has locked the store of runs for more than 0.1 seconds" in caught.value.text("en")
    assert "다른 프로그램이 학습 기록을 0.1초 넘게 잠그고 있습니다" in caught.value.text("ko")
    assert [run.name for run in store.runs()] == ["a"]


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE songs (title TEXT)")
    base.close()


def _newer(path: Path) -> None:
    RunStore(path).add(Run(name="a"))
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version = 7")
    base.close()


def _damaged(path: Path) -> None:
    store = RunStore(path)
    for _ in range(60):
        store.add(Run(name="a" * 500))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("make", "en", "ko"),
    [
        (_foreign, "another program's database, with the tables songs", "다른 프로그램의 데이터베이스입니다(테이블: songs)"),
        (_newer, "a newer badak wrote it (form 7; this one reads up to 1)", "더 새로운 badak이 만든 파일입니다(형식 7, 이 badak은 1까지 읽음)"),
        (lambda path: path.write_text("no database " * 99), "it is damaged, or no database at all", "손상되었거나 데이터베이스가 아닙니다"),
        (_damaged, "it is damaged, or no database at all", "손상되었거나 데이터베이스가 아닙니다"),
    ],
    ids=["foreign", "newer", "text", "damaged"],
)  # fmt: skip
def test_files_that_are_no_store_are_left_alone(tmp_path: Path, make, en: str, ko: str) -> None:
    path = tmp_path / "x.db"
    make(path)
    before = path.read_bytes()
    for use in (lambda: RunStore(path).runs(), lambda: RunStore(path).add(Run(name="b"))):
        with pytest.raises(badak.errors.FileFormatError) as caught:
            use()
        assert caught.value.code == "BD292" and str(path) in str(caught.value)
        assert en in caught.value.text("en") and ko in caught.value.text("ko")
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    assert RunStore(tmp_path / "x.db").runs() == []
    assert RunStore(tmp_path / "x.db").add(Run(name="a")) == 1


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(badak.errors.FileError) as caught:
        RunStore(tmp_path / "file" / "runs.db").add(Run(name="a"))
    assert caught.value.code == "BD092"
    (tmp_path / "folder" / "runs.db").mkdir(parents=True)
    with pytest.raises(badak.errors.FileError) as caught:
        RunStore(tmp_path / "folder").add(Run(name="a"))
    assert caught.value.code == "BD092" and "it cannot be opened for writing" in str(caught.value)
    assert "쓰기용으로 열 수 없습니다" in caught.value.text("ko")


# --- whether a process lives ------------------------------------------------------------------------------------------------

linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")


def run_of(host: str, process: str, beat: float) -> Run:
    return Run(host=host, process=process, beat=beat)


def test_this_process_lives() -> None:
    assert run_of(*alive.this_process(), time.time()).state == "running"


@linux
def test_a_process_that_is_gone_was_interrupted() -> None:
    program = "from badak.runs import alive; print(*alive.this_process(), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": SOURCE}
    )
    host, process = done.stdout.split("\n")[:2]
    assert run_of(host, process, time.time()).state == "interrupted"


@linux
def test_a_number_that_another_process_has_now_does_not_count() -> None:
    host, process = alive.this_process()
    number, start, world = process.split(" ", 2)
    assert run_of(host, f"{number} {int(start) - 1} {world}", time.time()).state == "interrupted"


def test_other_machines_are_judged_by_their_last_sign_of_life() -> None:
    _, process = alive.this_process()
    assert run_of("elsewhere", process, time.time() - 60).state == "running"
    silent = run_of("elsewhere", process, time.time() - 600)
    silent.started = silent.beat - 30
    assert silent.state == "interrupted" and silent.seconds == 30
    silent.noted_state = "finished"
    assert silent.state == "finished"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_store_of_somebody_else_can_be_read(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "shared" / "runs.db")
    store.add(Run(name="of the teacher", noted_state="finished"))
    for folder in (tmp_path, *tmp_path.parents):  # let nobody in
        if str(folder).startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    store.path.parent.chmod(0o755)
    program = (
        "import sys; sys.path.insert(0, sys.argv[2]); from badak.runs import Run, RunStore; import badak.messages, os\n"
        "store = RunStore(sys.argv[1]); store.runs(); os.setuid(65534)  # what is imported later may lie where nobody may read\n"
        "print([run.name for run in store.runs()])\n"
        "try: store.add(Run(name='mine'))\n"
        "except Exception as problem: print(problem.code)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(store.path), SOURCE], capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["['of the teacher']", "BD092"], done.stderr
