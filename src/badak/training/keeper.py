"""Keeps the best model and the newest state while a model trains, so that nothing is lost whenever it stops."""

from __future__ import annotations

import math
from typing import Any

from badak.callbacks.callback import Callback
from badak.training.runs import RunFolder


class Keeper(Callback):
    """Notes each epoch, keeps the best weights, writes the checkpoint, and stops when nothing improves.

    The best epoch is the one of the highest validation accuracy (of the lower loss where two are equal), or of the lowest
    validation loss in regression; without validation data the training figures decide.

    Args:
        run: where to write; None keeps everything in memory.
        record: what the files say about the run.
        unit: factor that turns the metric ``mae`` into the target's unit.
        patience: epochs without improvement after which training stops; None never stops.
        progress: what an earlier part of the run noted, to go on from.
    """

    def __init__(
        self,
        run: RunFolder | None,
        record: dict[str, Any],
        unit: float = 1.0,
        patience: int | None = None,
        progress: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.run = run
        self.record = record
        self.unit = unit
        self.patience = patience
        before = progress or {}
        self.history: dict[str, list[float]] = {name: list(v) for name, v in before.get("history", {}).items()}
        self.epochs: list[int] = list(before.get("epochs", []))
        self.best_epoch: int | None = before.get("best_epoch")
        self.best: tuple[float, ...] = tuple(before.get("best", (math.inf,)))
        self.seconds: float = float(before.get("seconds", 0.0))
        self.best_weights: list[Any] | None = None
        self.out_of_patience = False

    def progress(self) -> dict[str, Any]:
        """Return what a later part of the run needs to know, as plain values."""
        return {
            "history": self.history, "epochs": self.epochs, "best_epoch": self.best_epoch, "best": list(self.best),
            "seconds": self.seconds,
        }  # fmt: skip

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Write the state to go on from, should the first epoch not end."""
        import time

        self._clock = time.perf_counter()
        if not self.epochs:
            self._write_checkpoint()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Note the epoch, keep the model if it is the best, write the checkpoint."""
        import time

        for name, value in (logs or {}).items():
            # the loss stays as it is learned; an error in the target's own unit says something to a person
            shown = value * self.unit if name.removeprefix("val_") == "mae" else value
            self.history.setdefault(name, []).append(shown)
        self.epochs.append(epoch)
        now = time.perf_counter()
        self.seconds += now - self._clock
        self._clock = now
        score = _score(logs or {})
        if self.best_epoch is None or score < self.best:
            self.best, self.best_epoch = score, epoch
            self.keep_best()
        self._write_checkpoint()
        if self.patience is not None and epoch - self.best_epoch >= self.patience:
            self.out_of_patience = True
            self.model.stop_training = True

    def keep_best(self) -> None:
        """Keep the model's present weights as the best."""
        self.best_weights = [weight.copy() for weight in self.model.get_weights()]
        if self.run is not None:
            self.model.run_record = {
                **self.record,
                "best_epoch": None if self.best_epoch is None else self.best_epoch + 1,
            }
            self.model.save(self.run.model)

    def _write_checkpoint(self) -> None:
        if self.run is not None:
            self.model.run_record = {**self.record, "progress": self.progress()}
            self.model.save(self.run.checkpoint)


def _score(logs: dict[str, float]) -> tuple[float, ...]:
    """Return what is to become small: (1 - accuracy, loss), or (loss,)."""
    prefix = "val_" if "val_loss" in logs else ""
    loss = logs.get(f"{prefix}loss", math.inf)
    loss = loss if math.isfinite(loss) else math.inf
    accuracy = logs.get(f"{prefix}accuracy")
    return (loss,) if accuracy is None else (1 - accuracy, loss)
