"""The callback RunRecorder: what it writes, how runs end, and a store that is of no use."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import badak
from badak.callbacks import EarlyStopping, LambdaCallback, RunRecorder
from badak.layers import Dense
from badak.runs import Run, RunStore
from badak.runs.recording import from_json, to_json

SOURCE = str(Path(badak.__file__).parents[1])
X = np.random.default_rng(0).normal(size=(40, 4)).astype(np.float32)
Y = X[:, :1] * 2


def model(rate: float = 0.01) -> badak.Sequential:
    badak.utils.set_random_seed(7)
    made = badak.Sequential([Dense(8, activation="relu", input_dim=4), Dense(1)], name="net")
    made.compile(badak.optimizers.Adam(rate, beta_1=0.8), "mse", metrics=["mae"])
    return made


def test_a_run_from_beginning_to_end() -> None:
    recorder = RunRecorder("first", note="a note", settings={"units": 8}, data=(X, Y))
    seen: list[str] = []
    look = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(RunStore().get("first").state))
    history = (
        model().fit(X, Y, epochs=3, batch_size=10, validation_split=0.2, callbacks=[recorder, look], verbose=0).history
    )
    run = RunStore().get("last")
    assert seen == ["running"] * 3 and run.state == "finished" and recorder.id == run.id == 1
    assert {name: list(values.values()) for name, values in run.metrics.items()} == dict(history)
    assert run.result == {name: values[-1] for name, values in history.items()}
    assert run.settings == {
        "optimizer": "Adam", "learning_rate": 0.01, "optimizer.beta_1": 0.8, "loss": "mean_squared_error", "metrics": "mae",
        "epochs": 3, "batch_size": 10, "precision": "float32", "backend": "numpy", "units": 8,
    }  # fmt: skip
    assert run.seed == 7 and run.epochs == run.epochs_done == 3 and run.note == "a note"
    assert run.model["weights"] == 49 and [layer["kind"] for layer in run.model["layers"]] == ["Dense", "Dense"]
    assert run.data["shapes"] == [[40, 4], [40, 1]] and run.machine["numpy"] == np.__version__
    assert run.ended is not None and 0 < run.seconds < 60
    other = RunRecorder(data=(X + 1, Y))
    model().fit(X, Y, callbacks=[other], verbose=0)
    assert RunStore().get("net").data["fingerprint"] != run.data["fingerprint"], "named as the model, other data"


def test_the_same_recorder_records_each_fit_anew() -> None:
    recorder, made = RunRecorder(), model()
    made.fit(X, Y, epochs=1, callbacks=[recorder], verbose=0)
    made.fit(X, Y, epochs=2, callbacks=[recorder], verbose=0)
    assert [run.epochs_done for run in RunStore().runs()] == [1, 2]


def test_how_runs_end() -> None:
    def leave(problem: type[BaseException]):
        def raises(epoch, logs):
            if epoch == 2:
                raise problem("because")

        return LambdaCallback(on_epoch_end=raises)

    with pytest.raises(KeyboardInterrupt):
        model().fit(X, Y, epochs=9, callbacks=[RunRecorder("a"), leave(KeyboardInterrupt)], verbose=0)
    with pytest.raises(ZeroDivisionError):
        model().fit(X, Y, epochs=9, callbacks=[RunRecorder("b"), leave(ZeroDivisionError)], verbose=0)
    model().fit(X, Y, epochs=9, callbacks=[RunRecorder("c"), EarlyStopping("loss", patience=0, baseline=-1)], verbose=0)
    with pytest.warns(badak.errors.Notice):
        model(1e30).fit(X, Y, epochs=9, callbacks=[RunRecorder("d")], verbose=0)
    found = {run.name: (run.state, run.reason) for run in RunStore().runs()}
    assert found == {
        "a": ("stopped", "interrupted"), "b": ("failed", "ZeroDivisionError: because"), "c": ("stopped", "early"),
        "d": ("stopped", "not finite"),
    }  # fmt: skip
    assert RunStore().get("b").epochs_done == 3, "the epochs before it failed are kept"


def test_training_is_the_same_with_it() -> None:
    alone, watched = model(), model()
    alone.fit(X, Y, epochs=2, verbose=0)
    badak.utils.set_random_seed(7)
    watched = model()
    watched.fit(X, Y, epochs=2, callbacks=[RunRecorder(data=(X, Y))], verbose=0)
    for a, b in zip(alone.get_weights(), watched.get_weights()):
        np.testing.assert_array_equal(a, b)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
def test_a_killed_run_is_seen_as_interrupted() -> None:
    program = (
        "import time, sys, numpy as np, badak\n"
        "m = badak.Sequential([badak.layers.Dense(1, input_dim=2)]); m.compile('sgd', 'mse')\n"
        "x = np.ones((8, 2), 'float32')\n"
        "say = badak.callbacks.LambdaCallback(on_epoch_end=lambda e, l: (time.sleep(0.3), print(e, flush=True)))\n"
        "m.fit(x, x[:, :1], epochs=1000, verbose=0, callbacks=[badak.callbacks.RunRecorder('long'), say])"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": SOURCE}
    )
    assert running.stdout is not None
    while int(running.stdout.readline()) < 4:
        pass
    assert RunStore().get("long").state == "running"
    running.send_signal(signal.SIGKILL)
    running.communicate()
    run = RunStore().get("long")
    assert run.state == "interrupted" and 2 <= run.epochs_done < 1000, "what a kill can lose is half a second"


def test_a_locked_store_is_written_when_it_is_free() -> None:
    RunStore().add(Run(name="other", noted_state="finished"))
    base = sqlite3.connect(RunStore().path, isolation_level=None, check_same_thread=False)
    base.execute("BEGIN IMMEDIATE")
    free = threading.Timer(1.5, lambda: base.execute("ROLLBACK"))
    free.start()
    try:
        recorder = RunRecorder("patient")
        history = model().fit(X, Y, epochs=3, callbacks=[recorder], verbose=0).history
    finally:
        free.join()
        base.close()
    run = RunStore().get("patient")
    assert run.state == "finished" and list(run.metrics["loss"].values()) == history["loss"] and recorder.id == 2


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_store_that_is_of_no_use_costs_nothing(language: str) -> None:
    path = RunStore().path
    path.parent.mkdir()
    path.write_text("not a database " * 100)
    badak.errors.set_language(language)
    try:
        with pytest.warns(badak.errors.Notice) as caught:
            history = model().fit(X, Y, epochs=3, callbacks=[RunRecorder("kept")], verbose=0).history
    finally:
        badak.errors.set_language("en")
    said = str(caught[0].message)
    assert len(caught) == 1 and said.startswith("[BD295]")
    for words in {
        "en": (
            "this run is not in the store of runs: it is damaged, or no database at all",
            "the training goes on all the same",
        ),
        "ko": (
            "이번 학습은 학습 기록에 남지 않습니다: 손상되었거나 데이터베이스가 아닙니다",
            "학습은 그대로 계속됩니다",
        ),
    }[language]:
        assert words in said
    assert path.read_text().startswith("not a database")
    (spare,) = path.parent.glob("kept-*.run.json")
    assert spare.name in said
    run = from_json(spare.read_text(encoding="utf-8"))
    assert run.state == "finished" and list(run.metrics["loss"].values()) == history["loss"]


def test_nothing_can_be_written_at_all() -> None:
    Path("runs").write_text("a file in the way")
    with pytest.warns(badak.errors.Notice, match=r"\[BD295\]"):
        history = model().fit(X, Y, epochs=2, callbacks=[RunRecorder()], verbose=0).history
    assert len(history["loss"]) == 2


def test_a_run_as_json_and_back() -> None:
    run = Run(
        name="a",
        settings={"x": [1, "y"]},
        seed=3,
        epochs=2,
        metrics={"loss": {0: 1.0, 1: float("inf")}},
        noted_state="failed",
    )
    assert from_json(json.dumps(to_json(run))) == run
    for wrong in (
        "[]",
        "{}",
        "nonsense",
        json.dumps({**to_json(run), "name": 3}),
        json.dumps({**to_json(run), "metrics": {"a": 1}}),
    ):
        with pytest.raises((ValueError, AttributeError)):
            from_json(wrong)


def test_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    from badak.runs import recording

    monkeypatch.setattr(recording, "BEAT_EVERY", 0.05)
    made = recording.Recording(Run(name="a", started=time.time()), RunStore())
    made.begin()
    first = RunStore().get("a").beat
    end = time.monotonic() + 20
    while RunStore().get("a").beat == first and time.monotonic() < end:
        time.sleep(0.05)
    made.end("finished")
    assert RunStore().get("a").beat > first
    while any(t.name == "badak-run" for t in threading.enumerate()):
        assert time.monotonic() < end + 20, "the thread ends with the run"
        time.sleep(0.05)
