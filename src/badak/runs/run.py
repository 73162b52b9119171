"""One run, as the store knows it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import Any

from badak.runs.alive import lives

STATES = ("running", "finished", "stopped", "failed", "interrupted")


@dataclass
class Run:
    """One run.

    Attributes:
        id: its number in the store.
        name: its name.
        noted_state: what its process wrote last: ``"running"``, ``"finished"``, ``"stopped"`` (before the last epoch, on
            purpose) or ``"failed"``.
        started: when it began, in seconds since 1970.
        ended: when it ended; None while it runs.
        beat: its last sign of life.
        host: the machine.
        process: which process of that machine.
        command: the command, or the script.
        folder: where its files are; empty where it wrote none.
        note: what a person says of it.
        reason: why it stopped or failed.
        seed: the seed of its random numbers.
        epochs: how many epochs were planned; None where nobody said.
        settings: the choices by name.
        data: name, fingerprint and size of the data.
        model: what the model is: its class, its layers, the number of its weights.
        machine: versions, platform, threads.
        result: what was measured at its end.
        metrics: for each measured name the number of each epoch (from 0).
    """

    id: int | None = None
    name: str = ""
    noted_state: str = "running"
    started: float = 0.0
    ended: float | None = None
    beat: float = 0.0
    host: str = ""
    process: str = ""
    command: str = ""
    folder: str = ""
    note: str = ""
    reason: str = ""
    seed: int | None = None
    epochs: int | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    model: dict[str, Any] = field(default_factory=dict)
    machine: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, dict[int, float]] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """What became of it; a run whose process is gone without a word was interrupted."""
        if self.noted_state == "running" and not lives(self.host, self.process, self.beat):
            return "interrupted"
        return self.noted_state

    @property
    def seconds(self) -> float:
        """How long it ran, or has run so far."""
        if self.ended is not None:
            return self.ended - self.started
        end = time.time() if self.state == "running" else self.beat
        return max(end - self.started, 0.0)

    @property
    def epochs_done(self) -> int:
        """How many epochs have ended."""
        return max((max(values) + 1 for values in self.metrics.values() if values), default=0)

    def last(self, name: str) -> float | None:
        """Return the last number of a name that was measured."""
        values = self.metrics.get(name)
        return values[max(values)] if values else None

    def best(self, name: str) -> float | None:
        """Return the best number of a name: the largest of an accuracy, the smallest of a loss."""
        values = [v for v in self.metrics.get(name, {}).values() if math.isfinite(v)]
        if not values:
            return None
        return max(values) if rises(name) else min(values)

    def number(self, name: str) -> Any:
        """Return what a name stands for: a fact of the run, a result, the last number measured, or a setting; or None."""
        facts = {"id": self.id, "name": self.name, "state": self.state, "started": self.started, "seconds": self.seconds,
                 "epochs": self.epochs_done, "seed": self.seed, "host": self.host, "note": self.note,
                 "weights": self.model.get("weights"), "data": self.data.get("name")}  # fmt: skip
        if name in facts:
            return facts[name]
        for found in (self.result.get(name), self.last(name), self.settings.get(name)):
            if found is not None:
                return found
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        plain = {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("noted_state", "metrics")
        }
        metrics = {
            name: {str(epoch): value for epoch, value in values.items()} for name, values in self.metrics.items()
        }
        return {
            **plain,
            "state": self.state,
            "seconds": self.seconds,
            "epochs_done": self.epochs_done,
            "metrics": metrics,
        }


def rises(name: str) -> bool:
    """Say whether a larger number is the better one."""
    from badak.callbacks.monitoring import Monitor

    return Monitor(name, "auto", 0.0, "runs").rising
