"""Watching one number: is it better than before? Shared by the callbacks that stop, save or slow down."""

from __future__ import annotations

import math
from typing import Any

from badak.errors import error

_RISING = ("accuracy", "acc", "auc", "precision", "recall", "f1", "fbeta", "r2", "iou", "cosine", "dice", "_at_")


class Monitor:
    """Decides whether a number got better.

    Args:
        name: what is watched, such as ``"val_loss"``.
        mode: ``"min"`` (smaller is better), ``"max"``, or ``"auto"``: told from the name, as accuracy rises and losses fall.
        min_delta: smallest change that counts.
        where: the callback, for messages.

    Raises:
        ArgumentError: BD003, for an unknown mode.
    """

    def __init__(self, name: str, mode: str, min_delta: float, where: str) -> None:
        if mode not in ("auto", "min", "max"):
            raise error("BD003", where=where, name="mode", got=repr(mode), expected="'auto' | 'min' | 'max'")
        rising = mode == "max" or (mode == "auto" and any(word in name.lower() for word in _RISING))
        self.rising = rising
        self.min_delta = abs(min_delta)
        self.worst = -math.inf if rising else math.inf

    def better(self, value: float, best: float) -> bool:
        """Say whether ``value`` beats ``best`` by more than the smallest change that counts."""
        if math.isnan(value):
            return False
        return value - self.min_delta > best if self.rising else value + self.min_delta < best


def watched(callback: Any, logs: dict | None) -> float | None:
    """Return the watched number of this epoch, None where it was not measured (``validation_freq``)."""
    value = (logs or {}).get(callback.monitor)
    if isinstance(value, list):
        raise error(
            "BD003", where=type(callback).__name__, name="monitor", got=repr(callback.monitor), expected="a number"
        )
    return value


def number_of(state: dict, name: str, old: Any) -> Any:
    """Return a number of a callback's state that came from a file, the present one where it is none."""
    value = state.get(name, old)
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    return type(old)(value) if fits and (isinstance(old, float) or isinstance(value, int)) else old
