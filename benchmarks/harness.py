"""Rows, contenders, and the measuring: each contender in its own process, in turns, one busy at a time."""

from __future__ import annotations

import json
import os
import select
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import machine, peers

ROOT = Path(__file__).resolve().parent.parent
SETTLE = 0.03  # seconds between blocks: threads that spin after parallel work go to sleep meanwhile


@dataclass(frozen=True)
class Contender:
    """One side of a row: a program and the interpreter it belongs to.

    Args:
        name: what the table calls it, unique in its row.
        side: "badak", "torch", "keras", "numpy" …; limits are stated against a side.
        program: "module:Class" for a worker, or a Python file, or `-c` code, for a row that times whole processes.
        arguments: keyword arguments of the class, or the command line of the file.
        environment: variables set for this process only.
        own: runs in badak's interpreter; everything else in the peers'.
        extra: only measured when asked for (`--all`).
        rehearsal: for a row of whole processes that take minutes: the command line of a short run that touches the same
            files, for the turn that does not count, and for `--quick`.
    """

    name: str
    side: str
    program: str
    arguments: Any = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    own: bool = False
    extra: bool = False
    rehearsal: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Limit:
    """What the first contender's figure must stay under: `at_most` times the best of `against`, or `at_most` units."""

    at_most: float
    against: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the comparison; the first contender is badak.

    Args:
        name: short, for `--filter`.
        title: what is done, with everything that must be equal.
        unit: of what the figure is, such as "step".
        contenders: the first is the one whose limits are checked.
        limits: the numbers to stay under.
        measure: "seconds" of a unit, "memory" (peak resident bytes in a block), or "process" (seconds, start to end).
        minus: a contender whose figure of the same round is taken from the others' (the empty interpreter, say).
        rounds: how many turns, unless the command line says otherwise.
        note: how the sides were made equal, and where they are not.
        check: called once at the end, returns a line for the table.
    """

    name: str
    title: str
    unit: str
    contenders: tuple[Contender, ...]
    limits: tuple[Limit, ...] = ()
    measure: str = "seconds"
    minus: str = ""
    rounds: int = 7
    note: str = ""
    check: Callable[[], str] | None = None


class Broken(Exception):
    """A contender that could not be measured, and why."""


class Worker:
    """The parent's end of a `worker.py` process."""

    def __init__(self, contender: Contender, cpus: set[int] | None):
        self.contender = contender
        python = interpreter(contender)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the worker)
        self._process = subprocess.Popen(
            [python, str(ROOT / "benchmarks" / "worker.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=ROOT,
            env=environment(contender),
            preexec_fn=_limited_to(cpus),
        )
        self.pid = self._process.pid

    def ask(self, limit: float = 900.0, **request: Any) -> dict[str, Any]:
        """Send a request and wait for its answer, at most `limit` seconds."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()
        except BrokenPipeError:
            raise Broken(self._last_words()) from None
        if not select.select([stdout], [], [], limit)[0]:
            self._process.kill()
            raise Broken(f"no answer in {limit:.0f} s")
        line = stdout.readline()
        if not line:
            raise Broken(self._last_words())
        answer = json.loads(line)
        if "skip" in answer:
            raise Broken(answer["skip"])
        if "error" in answer:
            raise Broken(answer["error"])
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process.poll() is None:
            try:
                assert self._process.stdin is not None
                self._process.stdin.close()  # the worker's loop ends with its input
                self._process.wait(timeout=5)
            except (subprocess.TimeoutExpired, OSError):
                self._process.kill()
                self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()

    def _last_words(self) -> str:
        self._process.wait(timeout=5)
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        said = f"; last said: {lines[-1]}" if lines else ""
        return f"the process ended with code {self._process.returncode}{said}"


def interpreter(contender: Contender) -> str:
    """The Python that runs a contender."""
    if contender.own:
        return sys.executable
    python = peers.find()
    if python is None:
        raise Broken("no peers: `make peers`, or BADAK_PEERS=/path/to/environment")
    return str(python)


def environment(contender: Contender) -> dict[str, str]:
    """The variables a contender's process gets; nothing from an activated environment leaks in."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    env |= {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONHASHSEED": "0"}
    if contender.own and not machine.installed("badak"):
        env["PYTHONPATH"] = str(ROOT / "src")
    return env | contender.environment


def run_row(
    row: Row,
    rounds: int,
    cpus: set[int] | None,
    extras: bool,
    progress: Callable[[str], None],
    rehearse: bool = False,
) -> dict[str, Any]:
    """Measure one row and return everything that was seen, as it goes into the JSON file.

    With `rehearse`, contenders that have a rehearsal run that in every round: figures that mean nothing.
    """
    contenders = [c for c in row.contenders if extras or not c.extra]
    before, began = machine.cpu_times(), time.time()
    rehearsed = rehearse and any(c.rehearsal is not None for c in contenders)
    if row.measure == "process":
        figures, blocks, broken, facts = _processes(row, contenders, rounds, cpus, progress, rehearse)
    else:
        figures, blocks, broken, facts = _workers(row, contenders, rounds, cpus, progress)
    figures = without_base(figures, row.minus)
    report: dict[str, Any] = {
        "name": row.name,
        "title": row.title,
        "unit": row.unit,
        "measure": row.measure,
        "note": row.note,
        "rounds": rounds,
        "seconds_taken": round(time.time() - began, 1),
        "cpu_used_by_others": machine.used_by_others(before, machine.cpu_times()),
        "rehearsed": rehearsed,
        "contenders": {
            c.name: describe(c, figures.get(c.name), blocks.get(c.name, []), facts.get(c.name, {}), broken.get(c.name))
            for c in contenders
        },
    }
    lead = contenders[0].name
    for c in contenders[1:]:
        if figures.get(lead) and figures.get(c.name) and c.name != row.minus:
            ratios = [a / b for a, b in zip(figures[lead], figures[c.name]) if b > 0]
            report["contenders"][c.name]["ratio"] = summary(ratios)
    report["limits"] = [] if rehearsed else [judge(limit, report, lead) for limit in row.limits]
    if row.check is not None:
        try:
            report["check"] = row.check()
        except Exception as error:
            report["check"] = f"the check failed: {error}"
    return report


def without_base(figures: dict[str, list[float]], base: str) -> dict[str, list[float]]:
    """Take what the base row took from the figures of all others, round by round; all stay where there is no base."""
    if not base or base not in figures:
        return figures
    return {
        name: values if name == base else [value - other for value, other in zip(values, figures[base])]
        for name, values in figures.items()
    }


def describe(
    contender: Contender, figures: list[float] | None, blocks: list, facts: dict, why: str | None
) -> dict[str, Any]:
    """Return what one contender is and what was seen of it, or why nothing was."""
    entry: dict[str, Any] = {
        "side": contender.side,
        "program": contender.program,
        "arguments": contender.arguments,
        "environment": contender.environment,
    }
    if not figures:
        return entry | {"missing": why or "not measured"}
    return entry | summary(figures) | {"figures": figures, "blocks": blocks, "facts": facts}


def summary(values: list[float]) -> dict[str, float]:
    """Median, extremes, and the half width of the middle half relative to the median."""
    if not values:
        return {}
    middle = statistics.median(values)
    quarters = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [middle] * 3
    spread = (quarters[2] - quarters[0]) / 2 / abs(middle) if middle else 0.0
    return {"median": middle, "low": min(values), "high": max(values), "spread": spread}


def judge(limit: Limit, report: dict[str, Any], lead: str) -> dict[str, Any]:
    """Compare a limit with what was measured."""
    out: dict[str, Any] = {"at_most": limit.at_most, "against": limit.against}
    entries = report["contenders"]
    if "median" not in entries[lead]:
        return out | {"missing": entries[lead].get("missing", "")}
    if not limit.against:
        measured = entries[lead]["median"]
        return out | {"measured": measured, "within": measured <= limit.at_most}
    rivals = {name: e for name, e in entries.items() if e["side"] == limit.against and e.get("ratio")}
    if not rivals:
        return out | {"missing": f"nothing of {limit.against} could be measured"}
    best = min(rivals, key=lambda name: rivals[name]["median"])
    measured = rivals[best]["ratio"]["median"]
    return out | {"best": best, "measured": measured, "within": measured <= limit.at_most}


def _workers(
    row: Row, contenders: list[Contender], rounds: int, cpus: set[int] | None, progress: Callable[[str], None]
):
    figures: dict[str, list[float]] = {}
    blocks: dict[str, list[dict]] = {}
    broken: dict[str, str] = {}
    facts: dict[str, dict] = {}
    workers: dict[str, Worker] = {}
    try:
        for c in contenders:
            progress(f"{row.name}: {c.name} starts")
            try:
                workers[c.name] = Worker(c, cpus)
                loaded = workers[c.name].ask(do="load", program=c.program, arguments=c.arguments)
                first = workers[c.name].ask(do="block")  # warm-up; compilation shows as the difference to later blocks
                facts[c.name] = loaded | {"first_block_seconds": first.get("elapsed", first["seconds"])}
                figures[c.name], blocks[c.name] = [], []
            except Broken as why:
                broken[c.name] = str(why)
        for turn in range(rounds):
            progress(f"{row.name}: round {turn + 1} of {rounds}")
            # there and back again, so that a drift of the machine falls on all alike
            for name in list(figures)[:: 1 if turn % 2 == 0 else -1]:
                time.sleep(SETTLE)
                try:
                    seen = workers[name].ask(do="block")
                except Broken as why:
                    broken[name] = str(why)
                    del figures[name]
                    continue
                figures[name].append(seen["memory"] if row.measure == "memory" else seen["seconds"])
                blocks[name].append(seen)
        for name in figures:
            try:
                facts[name] |= workers[name].ask(do="facts")
            except Broken as why:
                facts[name] |= {"facts": str(why)}
    finally:
        for worker in workers.values():
            worker.close()
    return figures, blocks, broken, facts


def _processes(
    row: Row,
    contenders: list[Contender],
    rounds: int,
    cpus: set[int] | None,
    progress: Callable[[str], None],
    rehearse: bool,
):
    figures: dict[str, list[float]] = {c.name: [] for c in contenders}
    blocks: dict[str, list[dict]] = {c.name: [] for c in contenders}
    broken: dict[str, str] = {}
    facts: dict[str, dict] = {}
    for turn in range(rounds + 1):  # the first turn writes byte code and fills the disk cache; it does not count
        progress(f"{row.name}: round {turn} of {rounds}" if turn else f"{row.name}: warm-up")
        for c in contenders[:: 1 if turn % 2 == 0 else -1]:
            if c.name in broken:
                continue
            time.sleep(SETTLE)
            try:
                seen = _one_process(c, cpus, rehearse or not turn)
            except Broken as why:
                broken[c.name] = str(why)
                figures.pop(c.name)
                continue
            if turn:
                figures[c.name].append(seen["seconds"])
                blocks[c.name].append({k: seen[k] for k in ("seconds", "memory")})
            facts[c.name] = _told(seen["printed"])
    return figures, blocks, broken, facts


def _told(printed: str) -> dict[str, Any]:
    """The facts of a process: its last line, as it is or as the JSON object that it spells."""
    return json.loads(printed) if printed.startswith("{") else {"printed": printed}


def _one_process(
    contender: Contender, cpus: set[int] | None, rehearse: bool = False, limit: float = 900.0
) -> dict[str, Any]:
    """Start a process and wait for its end: seconds, peak memory, the last line it printed."""
    program = (
        ["-c", contender.program.removeprefix("-c ")] if contender.program.startswith("-c ") else [contender.program]
    )
    given = contender.rehearsal if rehearse and contender.rehearsal is not None else contender.arguments
    arguments = [str(a) for a in given] if isinstance(given, (list, tuple)) else []
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        command = [interpreter(contender), *program, *arguments]
        env, preexec = environment(contender), _limited_to(cpus)
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT, env=env, preexec_fn=preexec)
        timer = threading.Timer(limit, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)  # as wait(), and tells the peak of memory of this one process
        seconds = time.perf_counter() - start
        late = not timer.is_alive()
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if late:
            raise Broken(f"no end in {limit:.0f} s")
        out.seek(0)
        err.seek(0)
        printed = out.read().decode(errors="replace").strip().splitlines()
        if process.returncode:
            words = err.read().decode(errors="replace").strip().splitlines()
            raise Broken(words[-1] if words else f"code {process.returncode}")
    return {
        "seconds": seconds,
        "memory": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "printed": printed[-1] if printed else "",
    }


def _limited_to(cpus: set[int] | None) -> Callable[[], None] | None:
    return (lambda: os.sched_setaffinity(0, cpus)) if cpus and hasattr(os, "sched_setaffinity") else None
