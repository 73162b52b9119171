"""Running the command line in this process or in one of its own, and the data it is run on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]
# small and quick, but trained enough to be right more often than by chance
QUICK = ("--limit", "400", "--epochs", "3", "--hidden", "32", "--threads", "1")


class Result(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The standard output, which must be JSON and nothing else, as values; no NaN, which is no JSON."""

        def refuse(word: str) -> None:
            raise ValueError(f"{word} is no JSON")

        assert self.out, self.err
        return json.loads(self.out, parse_constant=refuse)


def badak(*words: object, stdin: str | bytes | None = None) -> Result:
    """Run a command in this process; an exception that is not an exit is an error of the test."""
    from badak.cli.app import program

    arguments = [str(word) for word in words]
    done = CliRunner().invoke(program(arguments), arguments, input=stdin)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Result(done.exit_code, done.stdout, done.stderr)


def process(*words: object, cwd: Path, **environment: str) -> subprocess.Popen[str]:
    """Start a command as a program of its own, its output unbuffered."""
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
        "BADAK_LANG": "en",
        "BADAK_THREADS": "1",
        **environment,
    }
    return subprocess.Popen(
        [sys.executable, "-c", "from badak.cli import main; main()", *map(str, words)],
        cwd=cwd,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # a shell starts what runs in the background deaf to Ctrl-C, and that is inherited
        preexec_fn=None if sys.platform == "win32" else _hear_ctrl_c,
    )


def _hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def completed(*words: object, cwd: Path, **environment: str) -> Result:
    """Run a command as a program of its own."""
    running = process(*words, cwd=cwd, **environment)
    out, err = running.communicate(timeout=120)
    return Result(running.returncode, out, err)


def write_csv(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    """Write a table."""
    lines = [",".join(head), *(",".join("" if cell is None else str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def sales(path: Path, rows: int = 120) -> Path:
    """Write a table in which sales follow from hours and weather."""
    rng = np.random.default_rng(7)
    weather = ["sun", "cloud", "rain"]
    made = []
    for _ in range(rows):
        hours, place = int(rng.integers(1, 13)), int(rng.integers(3))
        made.append([hours, weather[place], round(20 * hours + 15 * place + float(rng.normal(0, 2)), 1)])
    return write_csv(path, ["hours", "weather", "sales"], made)


def customers(path: Path, encoding: str = "utf-8") -> Path:
    """Write a table of words and numbers, some missing, with a class to predict."""
    rng = np.random.default_rng(8)
    regions = ["서울", "부산", "대구"]
    made: list[list[object]] = []
    for number in range(160):
        age, place = int(rng.integers(18, 80)), int(rng.integers(3))
        leaves = age + 10 * place + rng.normal(0, 4) > 60
        made.append([number + 1, None if number % 17 == 0 else age, regions[place], "예" if leaves else "아니요"])
    return write_csv(path, ["번호", "나이", "지역", "탈퇴"], made, encoding)


def write_pgm(path: Path, picture: np.ndarray) -> Path:
    """Write a grey picture."""
    height, width = picture.shape
    path.write_bytes(f"P5\n# a comment\n{width} {height}\n255\n".encode() + picture.astype(np.uint8).tobytes())
    return path


def drawing(digit: np.ndarray, scale: int = 5, paper: int = 240, ink: int = 30) -> np.ndarray:
    """Turn a digit of MNIST into what a person would draw: large, dark on light, off the middle."""
    large = np.kron(digit.astype(np.float64) / 255, np.ones((scale, scale)))
    page = np.zeros((large.shape[0] + 90, large.shape[1] + 40))
    page[70 : 70 + large.shape[0], 5 : 5 + large.shape[1]] = large
    return np.round(paper + (ink - paper) * page).astype(np.uint8)
