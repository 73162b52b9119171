"""The record of a training run."""

from __future__ import annotations

import html
from typing import Any

from badak.callbacks.callback import Callback


def other_name(name: str) -> str:
    """Write ``accuracy`` for ``acc`` and the other way round, at the end of a name; other names stay.

    Example:
        >>> other_name("val_acc"), other_name("gender_accuracy"), other_name("loss")
        ('val_accuracy', 'gender_acc', 'loss')
    """
    front, _, last = name.rpartition("_")
    other = {"acc": "accuracy", "accuracy": "acc"}.get(last)
    return name if other is None else f"{front}_{other}" if front else other


class Record(dict):
    """Numbers by name; ``acc`` finds ``accuracy`` and the other way round, and an unknown name lists the known ones."""

    def __missing__(self, name: str) -> list:
        if other_name(name) in self:
            return self[other_name(name)]
        raise KeyError(f"{name!r} was not measured; there are: {', '.join(self)}")


class History(Callback):
    """What ``fit`` returns.

    Attributes:
        history: for each measured name (``loss``, ``accuracy``, ``val_loss`` …) a list with one number for each epoch.
        epoch: the epochs' numbers, from 0.
        params: what ``fit`` was called with: epochs, steps, verbose.
        stopped: why training ended before the last epoch, or None.

    Example:
        >>> import badak
        >>> badak.callbacks.History().history
        {}
    """

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[float]] = Record()
        self.epoch: list[int] = []
        self.stopped: str | None = None

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Start a new list of epochs."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Note the epoch's numbers."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def __repr__(self) -> str:
        last = ", ".join(f"{k} {v[-1]:.4g}" for k, v in self.history.items() if v and isinstance(v[-1], float))
        return f"<History: {len(self.epoch)} epochs{': ' if last else ''}{last}>"

    def _repr_html_(self) -> str:
        names = list(self.history)
        head = "".join(f"<th>{html.escape(n)}</th>" for n in ["epoch", *names])
        rows = ""
        for i, epoch in enumerate(self.epoch):
            cells = "".join(f"<td>{_cell(self.history[n], i)}</td>" for n in names)
            rows += f"<tr><td>{epoch + 1}</td>{cells}</tr>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(values: list, i: int) -> str:
    value: Any = values[i] if i < len(values) else ""
    return f"{value:.4g}" if isinstance(value, float) else html.escape(str(value))
