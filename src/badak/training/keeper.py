"""Keeps the best model and the newest state while a model trains, so that nothing is lost whenever it stops."""

from __future__ import annotations

import math
import time
from typing import Any

from badak.callbacks.callback import Callback
from badak.training.runs import RunFolder

# Epochs can be shorter than bringing a file to the disk takes: then not every one is written, but what a sudden end can
# lose is never longer than this (seconds).
_MOST_LOST = 0.5


class Keeper(Callback):
    """Notes each epoch, keeps the best weights, writes them and the checkpoint, and stops when nothing improves.

    The best epoch is the one of the lowest validation loss or, if so wished, of the highest validation accuracy (of the lower
    loss where two are equal); without validation data the training figures decide.

    Args:
        run: where to write; None keeps everything in memory.
        record: what the files say about the run.
        unit: factor that turns the metric ``mae`` into the target's unit.
        patience: epochs without improvement after which training stops; None never stops.
        progress: what an earlier part of the run noted, to go on from.
        by_accuracy: whether accuracy decides. It keeps rising where the loss suffers from a few sure mistakes, but among few
            samples it is a matter of luck.
    """

    def __init__(
        self,
        run: RunFolder | None,
        record: dict[str, Any],
        unit: float = 1.0,
        patience: int | None = None,
        progress: dict[str, Any] | None = None,
        by_accuracy: bool = False,
    ) -> None:
        super().__init__()
        self.run = run
        self.record = record
        self.unit = unit
        self.patience = patience
        self.by_accuracy = by_accuracy
        before = progress or {}
        self.history: dict[str, list[float]] = {name: list(v) for name, v in before.get("history", {}).items()}
        self.epochs: list[int] = list(before.get("epochs", []))
        self.best_epoch: int | None = before.get("best_epoch")
        self.best: tuple[float, ...] = tuple(before.get("best", (math.inf,)))
        self.seconds: float = float(before.get("seconds", 0.0))
        self.best_weights: list[Any] | None = None
        self.out_of_patience = False
        self._best_written = True
        self._written = -math.inf

    def progress(self) -> dict[str, Any]:
        """Return what a later part of the run needs to know, as plain values."""
        return {
            "history": self.history,
            "epochs": self.epochs,
            "best_epoch": self.best_epoch,
            "best": list(self.best),
            "seconds": self.seconds,
        }

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Write the state to go on from, should the first epoch not end."""
        self._clock = time.perf_counter()
        if not self.epochs:
            self._write_checkpoint()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Note the epoch, keep the model if it is the best, write what has changed."""
        for name, value in (logs or {}).items():
            # the loss stays as it is learned; an error in the target's own unit says something to a person
            shown = value * self.unit if name.removeprefix("val_") == "mae" else value
            self.history.setdefault(name, []).append(shown)
        self.epochs.append(epoch)
        now = time.perf_counter()
        self.seconds += now - self._clock
        self._clock = now
        score = _score(logs or {}, self.by_accuracy)
        if self.best_epoch is None or score < self.best:
            self.best, self.best_epoch = score, epoch
            self.best_weights = self.model.get_weights()
            self._best_written = False
        if self.patience is not None and epoch - self.best_epoch >= self.patience:
            self.out_of_patience = True
            self.model.stop_training = True
        last = epoch + 1 == self.params.get("epochs") or self.model.stop_training
        if last or now - self._written > _MOST_LOST:
            self._write_best()
            self._write_checkpoint()

    def keep_present(self) -> None:
        """Take the model's present weights for the best: not one epoch was completed."""
        self.best_weights = self.model.get_weights()

    def _write_best(self) -> None:
        """Write the best model first: the checkpoint refers to it."""
        if self.run is None or self._best_written or self.best_weights is None:
            return
        present = self.model.get_weights()
        try:
            self.model.set_weights(self.best_weights)
            best = None if self.best_epoch is None else self.best_epoch + 1
            self.model.run_record = {**shareable(self.record), "best_epoch": best}
            self.model.save(self.run.model)
        finally:
            self.model.set_weights(present)
        self._best_written = True

    def _write_checkpoint(self) -> None:
        if self.run is not None:
            self.model.run_record = {**self.record, "progress": self.progress()}
            self.model.save(self.run.checkpoint)
            self._written = time.perf_counter()


def shareable(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record for a file that is handed on: of the data's path only the name."""
    source = dict(record.get("data") or {})
    if "path" in source:
        source["path"] = str(source["path"]).replace("\\", "/").rpartition("/")[2]
    return {**record, "data": source}


def _score(logs: dict[str, float], by_accuracy: bool) -> tuple[float, ...]:
    """Return what is to become small: (1 - accuracy, loss), or (loss,)."""
    prefix = "val_" if "val_loss" in logs else ""
    loss = logs.get(f"{prefix}loss", math.inf)
    loss = loss if math.isfinite(loss) else math.inf
    accuracy = logs.get(f"{prefix}accuracy")
    return (1 - accuracy, loss) if by_accuracy and accuracy is not None else (loss,)
