"""Models, callbacks and functions of the tests, at the top of a module so that pickles and worker processes find them."""

from __future__ import annotations

from typing import Any

import badak
from badak import layers


def build(meta: dict[str, Any], units: int = 8, activation: str = "relu") -> badak.Sequential:
    """Return a small network of the size the data asks for."""
    return badak.Sequential(
        [
            layers.Dense(units, activation=activation),
            layers.Dense(meta["n_outputs_expected_"], activation=meta["output_activation"]),
        ]
    )


def fixed(outputs: int = 3, features: int = 4, norm: bool = True) -> badak.Sequential:
    """Return a network that has its weights, with moving statistics."""
    parts: list[Any] = [layers.Dense(8, activation="relu", input_dim=features)]
    parts += [layers.BatchNormalization()] if norm else []
    return badak.Sequential([*parts, layers.Dense(outputs)])


class Recorder(badak.callbacks.Callback):
    """Keeps the losses it sees, and may end training."""

    def __init__(self, most: int = 1_000) -> None:
        super().__init__()
        self.most = most
        self.losses: list[float] = []

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Note the loss."""
        self.losses.append((logs or {})["loss"])
        if len(self.losses) >= self.most:
            self.model.stop_training = True


class Epochs:
    """A callback of scikit-learn: counts tasks, and may end training."""

    def __init__(self, most: int = 1_000) -> None:
        self.most = most
        self.begun = self.ended = self.set_up = self.torn_down = 0
        self.scores: list[float] = []
        self.names: list[str] = []

    def setup(self, estimator: Any, context: Any) -> None:
        """Count."""
        self.set_up += 1

    def teardown(self, estimator: Any, context: Any) -> None:
        """Count."""
        self.torn_down += 1

    def on_fit_task_begin(self, estimator: Any, context: Any) -> None:
        """Count."""
        self.begun += 1
        self.names.append(context.task_name)

    def on_fit_task_end(
        self, estimator: Any, context: Any, *, X: Any = None, y: Any = None, fitted_estimator: Any = None
    ) -> bool:
        """Measure with the estimator as it is now."""
        self.ended += 1
        if fitted_estimator is not None and context.task_name == "epoch":
            self.scores.append(fitted_estimator.score(X, y))
        return len(self.scores) >= self.most
