"""What one sees while a model trains: a line for each epoch, and below it a bar with the time that is left."""

from __future__ import annotations

import sys
import time
from typing import Any

from badak.callbacks.callback import Callback
from badak.cli.text import columns_of, cut, faint, pad, width
from badak.errors import phrase

_BAR = 24
_INTERVAL = 0.1  # seconds between two drawings of the bar: a few times a second is enough for eyes
_SLOW = 20_000  # samples from which an epoch takes long enough that the bar should move within it
_MOST_LINES = 40


class TrainingProgress(Callback):
    """Prints the figures of each epoch; on a terminal a bar below them shows how far the run is.

    Args:
        epochs: number of the last epoch.
        samples: training samples.
        first: epochs that were done before.
        unit: factor that turns ``mae`` into the target's unit.
    """

    def __init__(self, epochs: int, samples: int, first: int = 0, unit: float = 1.0) -> None:
        super().__init__()
        self.unit = unit
        self.epochs = epochs
        self.first = first
        self.stream = sys.stdout
        self.live = self.stream.isatty()
        self.columns: list[tuple[str, str, int]] = []
        # of hundreds of epochs every few are shown
        self.every = 1 if epochs - first <= _MOST_LINES else -(-(epochs - first) // 20)
        self.drawn = 0
        self.next_draw = 0.0
        if self.live and samples > _SLOW:
            self.on_train_batch_end = self._batch  # only then: looking between batches costs a little

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Start the clock."""
        self.started = time.perf_counter()
        self.epoch = self.first
        self._draw(0.0)

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Note which epoch it is."""
        self.epoch = epoch

    def _batch(self, batch: int, logs: dict | None = None) -> None:
        if time.perf_counter() >= self.next_draw:
            self._draw((batch + 1) / max(self.params.get("steps", 1), 1))

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Print the epoch's line."""
        logs = logs or {}
        if not self.columns:
            self.columns = _columns(logs, columns_of(self.stream), len(str(self.epochs)))
            self._line("  ".join(pad(title, size, right=True) for _, title, size in self.columns), dim=True)
        number = epoch + 1
        last = number == self.epochs or self.model.stop_training
        shown = (number - self.first - 1) % self.every == 0 or last
        if shown:
            cells = [_cell(name, number, self.epochs, logs, self.unit) for name, _, _ in self.columns]
            self._line("  ".join(pad(cell, size, right=True) for cell, (_, _, size) in zip(cells, self.columns)))
        self.epoch = number
        if not last and (shown or time.perf_counter() >= self.next_draw):
            self._draw(0.0)

    def on_train_end(self, logs: dict | None = None) -> None:
        """Take the bar away."""
        self.close()

    def close(self) -> None:
        """Leave the terminal as it should be, whatever ended the training."""
        if self.drawn:
            self._write("\r" + " " * self.drawn + "\r")
            self.drawn = 0

    def _line(self, text: str, dim: bool = False) -> None:
        self.close()
        self._write((faint(text, self.stream) if dim else text) + "\n")

    def _draw(self, within: float) -> None:
        if not self.live:
            return
        now = time.perf_counter()
        self.next_draw = now + _INTERVAL
        done = self.epoch - self.first + within
        share = done / max(self.epochs - self.first, 1)
        left = (now - self.started) / done * (self.epochs - self.first - done) if done else None
        bar = "━" * round(_BAR * share) + "╌" * (_BAR - round(_BAR * share))
        said = phrase(
            f"epoch {min(self.epoch + 1, self.epochs)}/{self.epochs}",
            f"에포크 {min(self.epoch + 1, self.epochs)}/{self.epochs}",
        )
        if left is not None:
            said += " · " + phrase(f"{duration(left)} left", f"{duration(left)} 남음")
        text = cut(f"{bar} {share:4.0%}  {said}", columns_of(self.stream) - 1)
        self._write("\r" + text + " " * max(self.drawn - width(text), 0))
        self.drawn = width(text)

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def duration(seconds: float) -> str:
    """Write a time as people say it.

    Example:
        >>> duration(4.26), duration(200)
        ('4.3 s', '3 min 20 s')
    """
    if seconds < 60:
        return phrase(f"{seconds:.1f} s", f"{seconds:.1f}초")
    minutes, rest = divmod(round(seconds), 60)
    return phrase(f"{minutes} min {rest} s", f"{minutes}분 {rest}초")


def _columns(logs: dict[str, Any], room: int, digits: int) -> list[tuple[str, str, int]]:
    """Choose the columns that fit: (name, title, width); the training figures go first where it is narrow."""
    titles = {
        "loss": phrase("loss", "손실"),
        "accuracy": phrase("accuracy", "정확도"),
        "mae": phrase("MAE", "MAE"),
        "val_loss": phrase("val loss", "검증 손실"),
        "val_accuracy": phrase("val accuracy", "검증 정확도"),
        "val_mae": phrase("val MAE", "검증 MAE"),
    }
    names = [name for name in titles if name in logs]
    for dropped in ("accuracy", "mae", "loss", "val_loss"):
        if sum(max(width(titles[n]), 8) + 2 for n in names) + 2 * digits + 3 <= room or len(names) == 1:
            break
        names = [name for name in names if name != dropped]
    head = phrase("epoch", "에포크")
    return [
        ("epoch", head, max(width(head), 2 * digits + 1)),
        *((name, titles[name], max(width(titles[name]), 8)) for name in names),
    ]


def _cell(name: str, number: int, epochs: int, logs: dict[str, Any], unit: float) -> str:
    if name == "epoch":
        return f"{number}/{epochs}"
    value = logs.get(name)
    if not isinstance(value, float):
        return ""
    if name.endswith("accuracy"):
        return f"{value * 100:.1f} %"
    if name.endswith("mae"):
        return f"{value * unit:.4g}"
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e4 else f"{value:.3g}"
