"""Changing the learning rate while training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from badak.callbacks.callback import Callback
from badak.callbacks.monitoring import Monitor, number_of, watched
from badak.errors import error, phrase


class LearningRateScheduler(Callback):
    """Set the learning rate before each epoch.

    Args:
        schedule: a function ``(epoch, rate) -> rate`` or ``(epoch) -> rate``; epochs count from 0.
        verbose: 1 says each rate.

    Raises:
        ArgumentError: BD003, when the function gives no number.

    Example:
        >>> import badak
        >>> callback = badak.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.9)
    """

    def __init__(self, schedule: Callable, verbose: int = 0) -> None:
        super().__init__()
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Ask the schedule and set the rate."""
        try:
            rate: Any = self.schedule(epoch, self.model.learning_rate)
        except TypeError:
            rate = self.schedule(epoch)
        if isinstance(rate, bool) or not hasattr(rate, "__float__"):
            raise error(
                "BD003",
                where="LearningRateScheduler",
                name="schedule",
                got=repr(rate),
                expected={"en": "a number", "ko": "숫자"},
            )
        self.model.learning_rate = float(rate)
        if self.verbose:
            print(phrase(f"Epoch {epoch + 1}: learning rate {rate:g}", f"에포크 {epoch + 1}: 학습률 {rate:g}"))

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Note the rate in the history, as Keras does."""
        if logs is not None:
            logs["learning_rate"] = self.model.learning_rate


class ReduceLROnPlateau(Callback):
    """Lower the learning rate when a watched number has stopped becoming better.

    Args:
        monitor: what to watch.
        factor: what the rate is multiplied by, below 1.
        patience: epochs without improvement to wait for.
        verbose: 1 says when it changes the rate.
        mode: ``"min"``, ``"max"``, or ``"auto"`` by the name.
        min_delta: smallest change that counts as better.
        cooldown: epochs to wait after a change before counting again.
        min_lr: smallest rate.

    Raises:
        ArgumentError: BD003, for a factor of 1 or more.

    Example:
        >>> import badak
        >>> badak.callbacks.ReduceLROnPlateau(factor=0.5).patience
        10
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        super().__init__()
        if not 0 < factor < 1:
            raise error(
                "BD003",
                where="ReduceLROnPlateau",
                name="factor",
                got=repr(factor),
                expected={"en": "0 < number < 1", "ko": "0과 1 사이의 수"},
            )
        self.monitor = monitor
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.rule = Monitor(monitor, mode, min_delta, "ReduceLROnPlateau")
        self.best = self.rule.worst
        self.wait = 0
        self.resting = 0

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Forget an earlier run."""
        self.best, self.wait, self.resting = self.rule.worst, 0, 0

    def state_dict(self) -> dict[str, Any]:
        """Return the best value, how long nothing became better, and how long to rest."""
        return {"best": float(self.best), "wait": self.wait, "resting": self.resting}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what ``state_dict`` returned."""
        self.best = number_of(state, "best", float(self.best))
        self.wait = number_of(state, "wait", self.wait)
        self.resting = number_of(state, "resting", self.resting)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Compare, wait, lower the rate."""
        if logs is not None:
            logs["learning_rate"] = self.model.learning_rate
        value = watched(self, logs)
        if value is None:
            return
        if self.resting > 0:
            self.resting -= 1
            self.wait = 0
        if self.rule.better(value, self.best):
            self.best, self.wait = value, 0
        elif self.resting <= 0:
            self.wait += 1
            if self.wait >= self.patience:
                self._lower(epoch)

    def _lower(self, epoch: int) -> None:
        old = self.model.learning_rate
        self.wait = 0
        self.resting = self.cooldown
        new = max(old * self.factor, self.min_lr)
        if new < old:
            self.model.learning_rate = new
            if self.verbose:
                print(
                    phrase(
                        f"ReduceLROnPlateau: learning rate {new:g} from epoch {epoch + 2} on",
                        f"ReduceLROnPlateau: 에포크 {epoch + 2}부터 학습률을 {new:g}(으)로 낮춥니다",
                    )
                )
