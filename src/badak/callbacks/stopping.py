"""Ending training early."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.callbacks.callback import Callback
from badak.callbacks.monitoring import Monitor, number_of, watched
from badak.checks import whole
from badak.errors import phrase


class EarlyStopping(Callback):
    """Stop when a watched number has not become better for a while.

    Args:
        monitor: what to watch.
        min_delta: smallest change that counts as better.
        patience: epochs without improvement to wait for.
        verbose: 1 says when it stops.
        mode: ``"min"``, ``"max"``, or ``"auto"`` by the name.
        baseline: a value that must be beaten at all.
        restore_best_weights: go back to the weights of the best epoch at the end.
        start_from_epoch: epochs to let pass first.

    Raises:
        ArgumentError: BD003 for an unknown mode; BD048 at ``fit``, when ``val_…`` is watched without validation data.

    Source: Prechelt 1998, Early stopping – but when?

    Example:
        >>> import badak
        >>> badak.callbacks.EarlyStopping(monitor="val_loss", patience=3).patience
        3
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__()
        self.monitor = monitor
        self.patience = whole("EarlyStopping", "patience", patience)
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self.rule = Monitor(monitor, mode, min_delta, "EarlyStopping")
        self.best = self.rule.worst
        self.best_epoch = 0
        self.best_weights: list | None = None
        self.wait = 0
        self.stopped_epoch = 0

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Forget an earlier run."""
        self.best, self.wait, self.stopped_epoch, self.best_weights, self.best_epoch = self.rule.worst, 0, 0, None, 0

    def state_dict(self) -> dict[str, Any]:
        """Return the best value, its epoch and weights, and how long nothing became better."""
        state = {"best": float(self.best), "best_epoch": self.best_epoch, "wait": self.wait}
        return state if self.best_weights is None else {**state, "best_weights": list(self.best_weights)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what ``state_dict`` returned."""
        self.best = number_of(state, "best", float(self.best))
        self.best_epoch = number_of(state, "best_epoch", self.best_epoch)
        self.wait = number_of(state, "wait", self.wait)
        weights = state.get("best_weights")
        own = [w.shape for w in self.model.get_weights()]
        if self.restore_best_weights and isinstance(weights, list) and [np.shape(w) for w in weights] == own:
            self.best_weights = [np.array(w) for w in weights]

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Compare, wait, stop."""
        value = watched(self, logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self.rule.better(value, self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self.rule.better(value, self.baseline):
                self.wait = 0
                return
        if self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: dict | None = None) -> None:
        """Go back to the best weights, where wanted, and say what happened."""
        if self.restore_best_weights and self.best_weights is not None:
            self.model.set_weights(self.best_weights)
        if self.stopped_epoch and self.verbose:
            print(
                phrase(
                    f"EarlyStopping: stopped after epoch {self.stopped_epoch + 1}; best {self.monitor} {self.best:.4g} "
                    f"in epoch {self.best_epoch + 1}",
                    f"EarlyStopping: 에포크 {self.stopped_epoch + 1}에서 멈췄습니다. 가장 좋은 {self.monitor}은(는) "
                    f"에포크 {self.best_epoch + 1}의 {self.best:.4g}입니다",
                )
            )


class TerminateOnNaN(Callback):
    """Stop when the loss is not finite.

    ``fit`` does so by itself, before the weights are spoilt, and says where the first NaN arose; this callback is here for
    programs written for Keras.

    Example:
        >>> import badak
        >>> isinstance(badak.callbacks.TerminateOnNaN(), badak.callbacks.Callback)
        True
    """
