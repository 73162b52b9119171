"""What is seen while a model trains, on a terminal and in a pipe, wide and narrow, in letters of two widths."""

from __future__ import annotations

import io
import os
from typing import Any

import pytest

from badak.cli import text
from badak.cli.progress import TrainingProgress, duration
from badak.errors import set_language

LOGS = {"loss": 0.5, "accuracy": 0.9, "val_loss": 0.6, "val_accuracy": 0.85}


class Screen(io.StringIO):
    """A terminal; ``lines`` is what stands on it, with what was written over gone."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.columns = columns

    def isatty(self) -> bool:
        return True

    @property
    def lines(self) -> list[str]:
        shown = []
        for line in self.getvalue().split("\n"):
            parts = [text._ANSI.sub("", part) for part in line.split("\r")]
            visible = ""
            for part in parts:  # each part is written over the one before
                visible = part + visible[len(part) :] if text.width(part) < text.width(visible) else part
            shown.append(visible.rstrip())
        return shown


class Model:
    """As much of a model as a progress line asks for."""

    stop_training = False


def run(progress: Any, epochs: int, logs: dict[str, float] = LOGS, steps: int = 0) -> None:
    """Call what fit calls."""
    progress.set_model(Model())
    progress.set_params({"steps": steps})
    progress.on_train_begin()
    for epoch in range(epochs):
        progress.on_epoch_begin(epoch)
        for batch in range(steps):
            progress.on_train_batch_end(batch)
        progress.on_epoch_end(epoch, logs)
    progress.on_train_end()


def screen(monkeypatch: pytest.MonkeyPatch, columns: int) -> Screen:
    """Put a terminal in the place of the standard output."""
    made = Screen(columns)
    monkeypatch.setattr("sys.stdout", made)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((columns, 24)))
    return made


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("columns", [30, 48, 80, 200])
def test_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch, columns: int, language: str) -> None:
    """A bar that wraps cannot be written over, and leaves a trail."""
    set_language(language)
    made = screen(monkeypatch, columns)
    run(TrainingProgress(30, 100_000), 30, steps=3)
    for part in made.getvalue().replace("\n", "\r").split("\r"):
        assert text.width(part.rstrip()) < columns
    rows = [line for line in made.lines if line]
    assert len(rows) == 31  # the titles and an epoch each; nothing of the bar is left
    assert len({text.width(row) for row in rows}) == 1  # columns stand below each other
    assert not any("━" in row for row in rows)


def test_the_bar_moves_within_a_long_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    made = screen(monkeypatch, 80)
    monkeypatch.setattr("badak.cli.progress._INTERVAL", 0.0)
    run(TrainingProgress(2, 100_000), 2, steps=4)
    bars = [part for part in made.getvalue().replace("\n", "\r").split("\r") if "%  epoch" in part]
    shares = [int(bar.split("%")[0].split()[-1]) for bar in bars]
    assert shares == sorted(shares) and {12, 25, 50, 75}.issubset(shares)
    assert "left" in bars[-1]


def test_short_epochs_are_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between batches callbacks cost time, so only long epochs get one."""
    screen(monkeypatch, 80)
    assert "on_train_batch_end" not in vars(TrainingProgress(5, 1_000))


def test_hundreds_of_epochs_are_a_few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    made = io.StringIO()
    monkeypatch.setattr("sys.stdout", made)
    run(TrainingProgress(300, 100), 300)
    lines = made.getvalue().splitlines()
    assert 15 < len(lines) < 25
    assert "\r" not in made.getvalue() and "\x1b" not in made.getvalue()
    assert lines[1].split()[0] == "1/300" and lines[-1].split()[0] == "300/300"


def test_errors_are_shown_in_the_unit_of_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    made = io.StringIO()
    monkeypatch.setattr("sys.stdout", made)
    run(TrainingProgress(1, 100, unit=200.0), 1, {"loss": 0.25, "mae": 0.5})
    assert made.getvalue().splitlines()[1].split() == ["1/1", "0.2500", "100"]


def test_times_are_said_as_people_say_them() -> None:
    assert duration(0.04) == "0.0 s" and duration(59.94) == "59.9 s" and duration(3599.9) == "60 min 0 s"
    set_language("ko")
    assert duration(75) == "1분 15초"
