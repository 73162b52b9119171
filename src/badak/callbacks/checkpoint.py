"""Saving the model while it is being trained."""

from __future__ import annotations

import os
from typing import Any

from badak.callbacks.callback import Callback
from badak.callbacks.monitoring import Monitor, number_of, watched
from badak.errors import error, phrase

_LATER_FROM = 8 << 20  # bytes of weights; fewer are written before another thread would have begun


class ModelCheckpoint(Callback):
    """Save the model (or only its weights) after epochs, or only when a watched number became better.

    Large models (8 MB of weights and more) are written while the training goes on, which waits only until the arrays are copied;
    the file is complete before the next one is begun, and when ``fit`` returns.

    Args:
        filepath: file name; ``{epoch}`` and measured names are filled in: ``"best-{epoch:02d}-{val_loss:.2f}.badak"``.
        monitor: what to watch with ``save_best_only``.
        verbose: 1 says when it saves.
        save_best_only: keep only the best.
        save_weights_only: write ``.safetensors`` instead of a whole model.
        mode: ``"min"``, ``"max"``, or ``"auto"`` by the name.
        save_freq: ``"epoch"``, or a number of batches.
        initial_value_threshold: a value that must be beaten for the first save.

    Raises:
        ArgumentError: BD003, for an unknown mode, ``save_freq`` or name in ``filepath``.

    Example:
        >>> import badak
        >>> badak.callbacks.ModelCheckpoint("best.badak", save_best_only=True).monitor
        'val_loss'
    """

    def __init__(
        self,
        filepath: Any,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: Any = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__()
        self.filepath = os.fspath(filepath)
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        if save_freq != "epoch" and (isinstance(save_freq, bool) or not isinstance(save_freq, int) or save_freq < 1):
            raise error(
                "BD003",
                where="ModelCheckpoint",
                name="save_freq",
                got=repr(save_freq),
                expected="'epoch' | integer ≥ 1",
            )
        self.save_freq: Any = save_freq
        self.rule = Monitor(monitor, mode, 0.0, "ModelCheckpoint")
        self.best = self.rule.worst if initial_value_threshold is None else initial_value_threshold
        if save_freq != "epoch":  # only then: a callback that looks at batches stops the loop after each of them
            self.on_train_batch_end = self._count
        self.batches = 0
        self.epoch = 0
        self._later: Any = None
        if save_best_only:
            self.monitor = monitor  # looked at by fit, which refuses names that are never measured
        self._watch = monitor

    monitor: Any = None
    saves = True  # stands behind callbacks whose state is part of the file

    def state_dict(self) -> dict[str, Any]:
        """Return the value of the best file, where only that is kept, and the number of batches."""
        return {"best": float(self.best), "batches": self.batches}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what ``state_dict`` returned: a file that is better stays."""
        best = number_of(state, "best", float(self.best))
        self.best = best if self.rule.better(best, self.best) else self.best
        self.batches = number_of(state, "batches", self.batches)

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Refuse a model that could not be saved, before it is trained for hours."""
        if not self.save_weights_only:
            from badak.files.model_file import check_savable

            check_savable(self.model)

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Note the epoch for file names."""
        self.epoch = epoch

    def _count(self, batch: int, logs: dict | None = None) -> None:
        """Save after every so many batches."""
        self.batches += 1
        if self.batches % self.save_freq == 0:
            self._save(self.epoch, logs)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Save after the epoch."""
        if self.save_freq == "epoch":
            self._save(epoch, logs)

    def _save(self, epoch: int, logs: dict | None) -> None:
        value = watched(self, logs) if self.save_best_only else None
        if self.save_best_only:
            if value is None or not self.rule.better(value, self.best):
                return
            self.best = value
        try:
            path = self.filepath.format(epoch=epoch + 1, **(logs or {}))
        except (KeyError, IndexError, ValueError):
            names = ", ".join(["epoch", *(logs or {})])
            raise error(
                "BD003", where="ModelCheckpoint", name="filepath", got=repr(self.filepath), expected=names
            ) from None
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        self._write(path)
        if self.verbose:
            print(phrase(f"ModelCheckpoint: saved {path}", f"ModelCheckpoint: {path}에 저장했습니다"))

    def _write(self, path: str) -> None:
        from badak.files.model_file import save_model_later
        from badak.files.weights import save_weights_later

        self._wait()
        if sum(w.data.nbytes for w in self.model.weights) < _LATER_FROM:
            self.model.save_weights(path) if self.save_weights_only else self.model.save(path)
        elif self.save_weights_only:
            self._later = save_weights_later(self.model, path)
        else:
            self._later = save_model_later(self.model, path)

    def _wait(self) -> None:
        later, self._later = self._later, None
        if later is not None:
            later.wait()

    def on_train_end(self, logs: dict | None = None) -> None:
        """Wait for the last file."""
        self._wait()
