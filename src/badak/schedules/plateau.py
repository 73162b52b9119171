"""Reduce on plateau: the one schedule that looks at results, as a pure function from state to state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from badak.checks import number, one_of, whole


class PlateauState(NamedTuple):
    """What ``ReduceOnPlateau`` remembers.

    Attributes:
        best: best value so far.
        wait: values in a row that did not improve on it.
        cooldown: values to let pass before counting again.
    """

    best: float
    wait: int
    cooldown: int


@dataclass(frozen=True)
class ReduceOnPlateau:
    r"""Lower the learning rate when a watched value has stopped improving: :math:`\eta \leftarrow \max(\eta f, \eta_{min})`.

    It is no function of the step, so it is not given to an optimizer: the callback ``ReduceLROnPlateau`` calls ``update``
    once per epoch.

    Args:
        factor: factor :math:`f` below 1.
        patience: values without improvement after which the rate falls; with 3, the third one in a row lowers it.
        mode: ``"min"`` where lower is better, ``"max"`` where higher is.
        min_delta: smallest change that counts as an improvement.
        cooldown: values to let pass after a fall before counting again.
        min_lr: lowest rate :math:`\eta_{min}`.

    Raises:
        ArgumentError: BD040, for numbers outside their range.

    Example:
        >>> import badak
        >>> plateau = badak.schedules.ReduceOnPlateau(factor=0.5, patience=2)
        >>> state, rate = plateau.init(), 0.1
        >>> for loss in (1.0, 0.8, 0.9, 0.85):
        ...     rate, state = plateau.update(loss, rate, state)
        >>> rate
        0.05

    Source:
        The behaviour of Keras's ``ReduceLROnPlateau``. PyTorch's of the same name waits one value longer and by default
        counts relative improvements.
    """

    factor: float = 0.1
    patience: int = 10
    mode: str = "min"
    min_delta: float = 1e-4
    cooldown: int = 0
    min_lr: float = 0.0

    def __post_init__(self) -> None:
        where = type(self).__name__
        checked = {
            "factor": number(where, "factor", self.factor, 0.0, 1.0, above=True, below=True),
            "patience": whole(where, "patience", self.patience),
            "mode": one_of(where, "mode", self.mode, ("min", "max")),
            "min_delta": number(where, "min_delta", self.min_delta, 0.0),
            "cooldown": whole(where, "cooldown", self.cooldown),
            "min_lr": number(where, "min_lr", self.min_lr, 0.0),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def init(self) -> PlateauState:
        """Return the state before the first value."""
        return PlateauState(math.inf if self.mode == "min" else -math.inf, 0, 0)

    def update(self, value: float, learning_rate: float, state: PlateauState) -> tuple[float, PlateauState]:
        """Take a new value into account.

        Args:
            value: the watched value, such as the validation loss; NaN counts as no improvement.
            learning_rate: the rate now.
            state: what ``init`` or the last ``update`` returned.

        Returns:
            The rate from now on, and the new state.
        """
        best, wait, cooldown = state
        if cooldown > 0:
            cooldown, wait = cooldown - 1, 0
        if value < best - self.min_delta if self.mode == "min" else value > best + self.min_delta:
            return learning_rate, PlateauState(value, 0, cooldown)
        if cooldown > 0:
            return learning_rate, PlateauState(best, wait, cooldown)
        wait += 1
        if wait < self.patience or learning_rate <= self.min_lr:
            return learning_rate, PlateauState(best, wait, cooldown)
        return max(learning_rate * self.factor, self.min_lr), PlateauState(best, 0, self.cooldown)
