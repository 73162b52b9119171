"""Ctrl-C, going on, and exit codes, in programs of their own."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.cli.helpers import badak, completed, process, sales

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise on Windows")

# Long enough that the signal always comes before the end, also on a busy machine; every fiftieth epoch is printed.
_LONG = ("--limit", "1500", "--epochs", "1000", "--hidden", "64", "--seed", "4")
_EPOCH = re.compile(r"\s*(\d+)/\d+\s")


def _interrupt(running: subprocess.Popen[str], after: int, times: int = 1) -> tuple[str, str]:
    """Send Ctrl-C once that many epochs have been printed; return everything that was printed."""
    seen = []
    assert running.stdout is not None
    for line in running.stdout:
        seen.append(line)
        match = _EPOCH.match(line)
        if match and int(match[1]) >= after:
            running.send_signal(signal.SIGINT)
            break
    for _ in range(times - 1):
        seen.append(running.stdout.readline())  # it has heard the first
        running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    return "".join(seen) + out, err


def test_ctrl_c_keeps_the_best_model_and_says_how_to_go_on(tmp_path: Path) -> None:
    out, err = _interrupt(running := process("train", "digits", *_LONG, "--out", "run", cwd=tmp_path), after=3)
    assert running.returncode == 130, out + err
    assert "Traceback" not in out + err
    assert "Ctrl-C again ends at once" in out
    assert "is kept" in out and "badak train --resume run" in out
    assert sorted(p.name for p in (tmp_path / "run").iterdir()) == [
        "checkpoint.badak",
        "history.csv",
        "model.badak",
        "report.html",
    ]
    tested = badak("evaluate", tmp_path / "run" / "model.badak", "digits", "--json")
    assert tested.code == 0 and tested.json["accuracy"] > 0.3


def test_a_second_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    out, err = _interrupt(running := process("train", "digits", *_LONG, "--out", "run", cwd=tmp_path), 3, times=2)
    assert running.returncode in (130, -signal.SIGINT), out + err
    assert "Traceback" not in out + err
    assert (tmp_path / "run" / "checkpoint.badak").exists()
    assert not list((tmp_path / "run").glob("*tmp*"))


def test_ctrl_c_before_the_first_epoch_ends(tmp_path: Path) -> None:
    """Enough work for one epoch that the signal comes within it."""
    words = ("train", "digits", "--hidden", "2000,2000", "--batch-size", "10", "--out", "run")
    running = process(*words, cwd=tmp_path)
    assert running.stdout is not None
    for line in running.stdout:
        if line.startswith("training"):
            break
    while not (tmp_path / "run" / "checkpoint.badak").exists() and running.poll() is None:
        pass  # the state before the first epoch is written first
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130, out + err
    assert "Traceback" not in out + err
    assert (tmp_path / "run" / "model.badak").exists()
    assert "badak train --resume run" in out


def test_going_on_gives_the_very_same_model(tmp_path: Path) -> None:
    """Stopped in the middle and resumed, a run ends with the bits of one that was never stopped."""
    # epochs long enough that some are written before the signal comes: not more than one in half a second is
    short = ("train", "digits", "--limit", "600", "--epochs", "500", "--hidden", "16", "--seed", "4", "--threads", "1")
    whole = badak(*short, "--out", tmp_path / "whole", "--json").json
    out, err = _interrupt(running := process(*short, "--out", "run", cwd=tmp_path), after=200)
    assert running.returncode == 130, out + err
    resumed = completed("train", "--resume", "run", "--json", cwd=tmp_path)
    assert resumed.code == 0, resumed.err
    at = re.search(r"resumed   run, after epoch (\d+)", resumed.err)
    assert at and 0 < int(at[1]) < 500
    told = resumed.json
    assert told["test"] == whole["test"] and told["best_epoch"] == whole["best_epoch"] and told["epochs"] == 500
    histories = [(tmp_path / folder / "history.csv").read_text() for folder in ("run", "whole")]
    assert histories[0] == histories[1]
    import badak as package

    models = [package.load_model(tmp_path / folder / "model.badak") for folder in ("run", "whole")]
    assert all(np.array_equal(a, b) for a, b in zip(models[0].get_weights(), models[1].get_weights()))
    assert models[0].run_record is not None and models[0].run_record["command"].startswith("badak train digits")


def test_a_finished_run_goes_on_for_more_epochs(trained: Path, tmp_path: Path) -> None:
    shutil.copytree(trained / "digits", tmp_path / "run")
    done = badak("train", "--resume", "run")
    assert done.code == 1 and "[BD094]" in done.err and "--epochs 18" in done.err
    told = badak("train", "--resume", "run", "--epochs", 10, "--json").json
    assert told["epochs"] == 10


def test_the_newest_run_is_found(tmp_path: Path) -> None:
    done = badak("train", "--resume")
    assert done.code == 1 and "[BD094]" in done.err and "--resume DIR" in done.err
    for name in ("a", "b"):
        badak("train", "--limit", 100, "--epochs", 2, "--hidden", 8, "--out", f"runs/{name}", "-q")
    told = badak("train", "--resume", "--epochs", 3, "--json").json
    assert told["paths"]["folder"] == "runs/b"


def test_what_cannot_be_gone_on_with(trained: Path, digits: Path, tmp_path: Path) -> None:
    Path("empty").mkdir()
    done = badak("train", "--resume", "empty")
    assert done.code == 1 and "[BD094]" in done.err and "checkpoint.badak" in done.err
    Path("foreign").mkdir()
    shutil.copy(digits, "foreign/checkpoint.badak")  # a model, but no checkpoint
    done = badak("train", "--resume", "foreign")
    assert done.code == 1 and "[BD094]" in done.err
    shutil.copytree(trained / "digits", "run")
    for words in (("--seed", "9"), ("--hidden", "99"), ("--lr", "0.5"), ("mnist",), ("--out", "other")):
        done = badak("train", *words, "--resume", "run", "--epochs", 12)
        assert done.code == 1 and "[BD095]" in done.err and "goes on as it began" in done.err, words


def test_changed_data_is_not_gone_on_with() -> None:
    sales(Path("sales.csv"))
    badak("train", "--data", "sales.csv", "--target", "sales", "--epochs", 3, "--out", "run", "-q")
    sales(Path("sales.csv"), rows=130)
    done = badak("train", "--resume", "run", "--epochs", 5)
    assert done.code == 1 and "[BD094]" in done.err and "has changed" in done.err
    Path("sales.csv").unlink()
    done = badak("train", "--resume", "run", "--epochs", 5)
    assert done.code == 1 and "[BD065]" in done.err


# ---- exit codes ---------------------------------------------------------------------------------------------------------


def test_exit_codes_of_a_real_program(tmp_path: Path) -> None:
    assert completed("--version", cwd=tmp_path).code == 0
    assert completed("trian", cwd=tmp_path).code == 2
    failed = completed("train", "digts", cwd=tmp_path, BADAK_LANG="ko")
    assert failed.code == 1 and failed.out == "" and "[BD014]" in failed.err and "데이터셋" in failed.err
    assert "Traceback" not in failed.err


def test_nothing_at_all_shows_what_there_is(tmp_path: Path) -> None:
    done = completed(cwd=tmp_path)
    assert done.code == 0
    assert all(name in done.out for name in ("train", "evaluate", "predict", "datasets", "doctor", "completion"))


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    running = process("datasets", cwd=tmp_path)
    with running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.wait(timeout=30) == 1  # not all was written, and a script may want to know
        assert running.stderr.read() == ""


def test_an_output_that_knows_few_letters(tmp_path: Path) -> None:
    """Where ━ and Hangul cannot be written, something else is, and nothing fails."""
    done = completed("datasets", "--lang", "ko", cwd=tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.code == 0 and "?" in done.out
    told = completed("datasets", "--lang", "ko", "--json", cwd=tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert told.json[0]["about"].startswith("손글씨")
