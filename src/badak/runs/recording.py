"""Writing one run into the store while it trains, whatever becomes of the store."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

from badak.datasets.wording import both
from badak.errors import BadakError, notify
from badak.runs.alive import BEAT_EVERY, this_process
from badak.runs.run import Run
from badak.runs.store import RunStore, plain

# Epochs can be shorter than bringing them to the disk takes: what a sudden end can lose is never longer than this (seconds).
_MOST_LOST = 0.5
_PATIENCE = (
    0.5  # seconds that an epoch may wait for another program; what is not written now is written with the next epoch
)
_LAST_PATIENCE = 10.0  # at the end


_AT_RESUMPTION = (
    "noted_state", "ended", "reason", "beat", "host", "process", "epochs", "settings", "machine", "command",
)  # fmt: skip


class Recording:
    """One run on its way into the store.

    Everything is kept in memory until it is written. A store that is locked is tried again with the next epoch; one that cannot
    be used at all is told once, and the run is written into a file beside it, which ``badak runs import`` takes in.

    Args:
        run: what is known at the start.
        store: where to.
    """

    def __init__(self, run: Run, store: RunStore) -> None:
        self.run = run
        self.store = RunStore(store.path, _PATIENCE)
        self.id: int | None = None
        self.failed: BadakError | None = None
        self._waiting: dict[str, dict[int, float]] = {}
        self._written = 0.0
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._ended = threading.Event()

    @property
    def spare(self) -> Path:
        """The file for a run that the store does not take."""
        name = "".join(c if c.isalnum() or c in "-_" else "-" for c in self.run.name) or "run"
        return self.store.path.with_name(f"{name}-{self._pid}.run.json")

    def begin(self, goes_on: Run | None = None, first_epoch: int = 0) -> None:
        """Write the run down as running.

        Args:
            goes_on: the run of the store that is gone on with, rather than a new one.
            first_epoch: the epoch with which it goes on.
        """
        run = self.run
        run.host, run.process = this_process()
        run.beat = time.time()
        run.noted_state, run.ended, run.reason = "running", None, ""
        with self._lock:
            if goes_on is not None and goes_on.id is not None:
                self._going_on(goes_on, first_epoch)
            self._write()
        threading.Thread(target=self._beat, name="badak-run", daemon=True).start()

    def _going_on(self, before: Run, first_epoch: int) -> None:
        run, number = self.run, before.id or 0
        run.started, run.note, run.name = before.started, before.note, before.name
        run.metrics = {
            name: {epoch: value for epoch, value in values.items() if epoch < first_epoch}
            for name, values in before.metrics.items()
        }
        try:
            self.store.forget_from(number, first_epoch)
            self.store.change(number, **{name: getattr(run, name) for name in _AT_RESUMPTION})
        except BadakError as problem:
            self._failing(problem)
            return
        self.id = number

    def measure(self, epoch: int, numbers: dict[str, float]) -> None:
        """Take the numbers of an epoch."""
        with self._lock:
            for name, value in numbers.items():
                self.run.metrics.setdefault(name, {})[epoch] = value
                self._waiting.setdefault(name, {})[epoch] = value
            if time.monotonic() - self._written >= _MOST_LOST:
                self._write()

    def end(self, state: str, reason: str = "", result: dict[str, Any] | None = None) -> None:
        """Write down what became of it."""
        if os.getpid() != self._pid or self._ended.is_set():
            return
        self._ended.set()
        with self._lock:
            run = self.run
            run.noted_state, run.reason, run.ended = state, reason, time.time()
            run.beat = run.ended
            run.result = {**run.result, **(result or {})}
            self.store.wait = _LAST_PATIENCE
            self._write()
            if self.id is not None and self.failed is None:
                fields = {
                    name: getattr(run, name)
                    for name in ("noted_state", "reason", "ended", "beat", "result", "model", "note")
                }
                self._tried(self.store.change, self.id, **fields)
            if self.failed is not None:
                self._keep_beside()

    # --- writing --------------------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        """Write what waits: into the store, or into the file beside it where the store is of no use."""
        self._written = time.monotonic()
        if self.failed is not None and self.failed.code != "BD293":
            self._keep_beside()
            return
        if self.id is None:
            number = self._tried(self.store.add, self.run)
            if number is not None:
                self.id = number
                self._waiting.clear()
        elif self._waiting and self._tried(self.store.measure, self.id, self._waiting) is None and self.failed is None:
            self._waiting.clear()

    def _tried(self, write: Any, *args: Any, **more: Any) -> Any:
        try:
            done = write(*args, **more)
        except BadakError as problem:
            self._failing(problem)
            return None
        self.failed = None
        return done

    def _failing(self, problem: BadakError) -> None:
        """Remember that the store was of no use; say so unless it may pass."""
        before, self.failed = self.failed, problem
        if problem.code == "BD293" and not self._ended.is_set():
            return
        if before is None or before.code == "BD293":
            self._say(problem)

    def _say(self, problem: BadakError) -> None:
        def first(language: str) -> str:
            return problem.text(language).split("\n")[0].partition(": ")[2] or problem.text(language).split("\n")[0]

        kept = both(
            f"it is kept in {self.spare} for “badak runs import”",
            f"대신 {self.spare}에 남기므로 ‘badak runs import’로 넣을 수 있습니다",
        )
        why = {"en": first("en"), "ko": first("ko")}
        notify("BD295", where=str(self.store.path), why=why, kept=kept, once=False)

    def _keep_beside(self) -> None:
        from badak.training.runs import write_text

        try:
            self.spare.parent.mkdir(parents=True, exist_ok=True)
            write_text(self.spare, json.dumps(to_json(self.run), ensure_ascii=False, indent=1))
        except (BadakError, OSError):  # nothing can be written here at all, which was told
            pass

    def _beat(self) -> None:
        """Give a sign of life now and then, for readers on other machines."""
        while not self._ended.wait(BEAT_EVERY):
            with self._lock:
                if self.id is not None and not self._ended.is_set() and os.getpid() == self._pid:
                    try:
                        self.store.change(self.id, beat=time.time())
                    except BadakError:  # the next one will do
                        pass


def to_json(run: Run) -> dict[str, Any]:
    """Return a run for the file that ``badak runs import`` takes in."""
    fields = {name: plain(getattr(run, name)) for name in run.__dataclass_fields__ if name not in ("id", "metrics")}
    metrics = {
        name: {str(epoch): plain(value) for epoch, value in values.items()} for name, values in run.metrics.items()
    }
    return {"badak-run": 1, **fields, "metrics": metrics}


def from_json(text: str) -> Run:
    """Return the run of such a file.

    Raises:
        ValueError: for anything else.
    """
    said = json.loads(text)
    if not isinstance(said, dict) or said.get("badak-run") != 1:
        raise ValueError("no run")
    known = Run()
    fields = {}
    for name in known.__dataclass_fields__:
        value = said.get(name, getattr(known, name))
        usual = getattr(known, name)
        if usual is not None and not isinstance(value, int | float if isinstance(usual, float) else type(usual)):
            raise ValueError(name)
        fields[name] = value
    metrics = {
        str(name): {int(epoch): float(value) for epoch, value in values.items()}
        for name, values in fields["metrics"].items()
    }
    return Run(**{**fields, "id": None, "metrics": metrics})
