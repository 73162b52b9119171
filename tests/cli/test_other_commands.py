"""badak doctor, datasets, completion, --help, --version, and errors nobody expected."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from badak.backend import native
from badak.cli import app, text
from tests.cli.helpers import badak, completed, process

COMMANDS = ("train", "evaluate", "predict", "forecast", "runs", "datasets", "explain", "doctor", "completion")


def test_doctor_says_what_it_found() -> None:
    done = badak("doctor")
    assert done.code == 0 and done.err == ""
    for word in ("Python", "threads", "kernels", "numpy", "pillow", "BADAK_DATA", "language"):
        assert word in done.out
    told = badak("doctor", "--json").json
    assert told["kernels"]["in_use"] in ("numpy", "native") and told["threads"] >= 1
    assert told["folders"]["cache"]["writable"] is True and told["language"] == "en"
    assert isinstance(told["cpu"]["instructions"], list) and told["packages"]["numpy"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("off", "NumPy (BADAK_KERNELS=off)"),
        ("not built", "install a C++ compiler"),
        ("old", "built for another version of badak"),
        ("no oneDNN", "pip install onednn-cpu-gomp"),
        ("platform", "Linux on x86-64"),
        ("libgomp.so.1: cannot open", "loading failed: libgomp.so.1: cannot open"),
    ],
)
def test_doctor_says_why_there_are_no_kernels(reason: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "kernels", None)
    monkeypatch.setattr(native, "reason", reason)
    assert said in " ".join(badak("doctor").out.split())
    assert badak("doctor", "--json").json["kernels"]["in_use"] == "numpy"


@pytest.mark.skipif(native.kernels is None, reason="no native kernels here")
def test_doctor_describes_the_kernels() -> None:
    told = badak("doctor", "--json").json["kernels"]
    assert told["in_use"] == "native" and told["oneDNN"].startswith("3.") and "affine" in told["operations"]
    assert {"Adam", "AdamW", "SGD"} <= set(told["optimizers"])
    assert set(told["loops"]) == {"wide", "winograd", "recurrent"}
    said = " ".join(badak("doctor").out.split())
    assert (
        "native: oneDNN" in said
        and "updates of Adam" in said
        and f"own loops wide {told['loops']['wide']}" in said
        and "the other operations by NumPy" in said
    )


def test_doctor_sees_a_folder_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BADAK_DATA", "nowhere")
    assert "no such folder" in badak("doctor").out


def test_datasets_are_listed_with_where_they_are() -> None:
    done = badak("datasets")
    assert done.code == 0
    for word in ("digits", "inside badak", "mnist", "not here yet", "xor", "made on the spot", "CC BY-SA 3.0"):
        assert word in done.out
    told = {row["name"]: row for row in badak("datasets", "--json").json}
    assert told["digits"]["where"] == "embedded" and told["mnist"]["download_bytes"] > 1e7


def test_fetching(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "6,000 training and 1,000 test samples" in badak("datasets", "fetch", "digits").out
    assert badak("datasets", "fetch", "digits", "--json").json["train"] == [6000, 28, 28]
    monkeypatch.setenv("BADAK_CACHE", str(tmp_path / "cache"))
    done = badak("datasets", "fetch", "mnist")
    assert done.code == 1 and "[BD060]" in done.err
    assert badak("datasets", "fetch", "mnits").code == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str) -> None:
    done = badak("completion", shell)
    assert done.code == 0 and "_BADAK_COMPLETE" in done.out


def test_completion_completes(tmp_path: Path) -> None:
    for words, wanted in (("badak tr", "train"), ("badak train di", "digits"), ("badak train --ep", "--epochs")):
        typed = words.split()
        done = completed(
            cwd=tmp_path, _BADAK_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(typed) - 1)
        )
        assert wanted in done.out, (words, done)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS), ("datasets", "fetch")])
def test_help_is_whole_in_both_languages(words: tuple[str, ...], language: str) -> None:
    done = badak(*words, "--help", "--lang", language)
    assert done.code == 0 and done.err == ""
    assert all(text.width(line) <= 100 for line in done.out.splitlines())
    if language == "ko":
        assert "사용법:" in done.out and "옵션:" in done.out and "Show this message" not in done.out
        listed = [line for line in done.out.splitlines() if line.startswith("  -")]
        assert listed and "Options" not in done.out
    else:
        assert "Usage:" in done.out and not any("가" <= letter <= "힣" for letter in done.out)


def test_version() -> None:
    assert badak("--version").out.startswith("badak ")


def test_a_misspelt_command_is_answered_with_the_nearest() -> None:
    done = badak("trian")
    assert done.code == 2 and "did you mean 'train'?" in done.err
    assert "혹시 'train'인가요?" in badak("trian", "--lang", "ko").err


# ---- what nobody expected -----------------------------------------------------------------------------------------------


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make badak doctor fail, and return the folder where the traceback goes."""
    from badak.cli import doctor

    def fail() -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(doctor, "examine", fail)
    monkeypatch.setenv("BADAK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "errors"


def test_a_mistake_of_ours_is_one_coded_message(broken: Path) -> None:
    done = badak("doctor")
    assert done.code == 1
    assert "[BD091]" in done.err and "ZeroDivisionError: a mistake of ours" in done.err
    assert "Traceback" not in done.err
    (file,) = broken.iterdir()
    assert str(file) in done.err.replace("\n    ", "")
    assert "Traceback" in file.read_text(encoding="utf-8")


def test_debug_shows_the_traceback(broken: Path) -> None:
    done = badak("doctor", "--debug")
    assert done.code == 1 and "Traceback" in done.err and not broken.exists()


def test_a_mistake_where_nothing_can_be_written(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr(Path, "write_text", refuse)
    done = badak("doctor")
    assert done.code == 1 and "[BD091]" in done.err and "Traceback" in done.err


# ---- text ---------------------------------------------------------------------------------------------------------------


def test_width_counts_columns() -> None:
    assert text.width("가a") == 3
    assert text.width("\x1b[1m가\x1b[0m") == 2
    assert text.width("e\u0301") == 1
    assert text.pad("가", 4) == "가  " and text.pad("가", 4, right=True) == "  가"


def test_wrapping_stays_within_the_width() -> None:
    long = "손실 함수의 값이 줄어드는 동안 the model goes on learning"
    for columns in (12, 20, 40):
        lines = text.wrap(long, columns, "  ", "* ").splitlines()
        assert all(text.width(line) <= columns for line in lines)
        assert " ".join(" ".join(lines).replace("* ", "").split()) == long
    assert text.wrap("", 20) == ""


def test_emphasis_only_where_it_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen:
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert text.strong("a", Screen()) == "\x1b[1ma\x1b[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert text.strong("a", Screen()) == "a" and text.faint("a", Screen()) == "a"


def test_click_is_not_imported_by_badak(tmp_path: Path) -> None:
    import subprocess

    code = "import badak, sys; badak.cli; assert 'click' not in sys.modules, 'click'; assert 'rich' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(Path(app.__file__).parents[2])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_help_as_a_word() -> None:
    done = process("help", "train", cwd=Path.cwd())
    out, err = done.communicate(timeout=60)
    assert (done.returncode, err) == (0, "")
    assert "--target COLUMN" in out


def test_generated_sets_say_once_where_they_are() -> None:
    line = next(line for line in badak("datasets").out.splitlines() if "200 points" in line)
    assert line.count("made on the spot") == 1
