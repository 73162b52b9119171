"""The progress line: live on a terminal, one line an epoch in a pipe, HTML in a notebook."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from badak.errors import phrase

_BAR = 24
_INTERVAL = 0.1  # seconds between two writes of the live line: a few times a second is enough for eyes


def choose_verbosity(verbose: Any) -> int:
    """Turn ``"auto"`` into 1 on a terminal or in a notebook and 2 elsewhere.

    Example:
        >>> choose_verbosity(0)
        0
    """
    if verbose == "auto":
        return 1 if _in_notebook() or sys.stdout.isatty() else 2
    if verbose is True or verbose is False:
        return int(verbose)
    if verbose in (0, 1, 2):
        return int(verbose)
    from badak.errors import error

    raise error("BD003", where="fit", name="verbose", got=repr(verbose), expected="0 | 1 | 2 | 'auto'")


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    ip = shell.get_ipython() if shell is not None else None
    return ip is not None and type(ip).__name__ == "ZMQInteractiveShell"


class Progress:
    """Writes the lines of one ``fit`` or ``evaluate``.

    Args:
        verbose: 0 silent, 1 live, 2 one line for each epoch.
        title: what is going on, ``"epoch"`` in the user's language.
        epochs: number of the last epoch, 0 for no numbering.
        steps: batches in an epoch.
    """

    def __init__(self, verbose: int, epochs: int, steps: int, title: str = "") -> None:
        self.verbose = verbose
        self.epochs = epochs
        self.steps = steps
        self.title = title or phrase("Epoch", "에포크")
        self.live = verbose == 1 and (sys.stdout.isatty() or _in_notebook())
        self.next_write = 0.0
        self.started = 0.0
        self.width = 0
        self.display: Any = None

    def say(self, text: str) -> None:
        """Write a line of its own."""
        if self.verbose:
            print(text, flush=True)

    def begin(self, epoch: int) -> None:
        """Start the clock of an epoch."""
        self.epoch = epoch
        self.started = time.perf_counter()
        self.next_write = self.started + _INTERVAL
        self.display = None

    def wants_write(self) -> bool:
        """Say whether it is time to write the live line again; asked after every batch, so it must cost nothing."""
        return self.live and time.perf_counter() >= self.next_write

    def write(self, step: int, logs: dict[str, Any]) -> None:
        """Write the live line."""
        now = time.perf_counter()
        self.next_write = now + _INTERVAL
        spent = now - self.started
        left = spent / max(step, 1) * (self.steps - step)
        done = round(_BAR * step / max(self.steps, 1))
        bar = "━" * done + "╌" * (_BAR - done)
        remaining = phrase(f"{_time(left)} left", f"{_time(left)} 남음")
        self._show(f"{self._head()} {bar} {step}/{self.steps} · {remaining}{_numbers(logs)}")

    def end(self, logs: dict[str, Any], note: str = "") -> None:
        """Write the line that stays."""
        if not self.verbose:
            return
        spent = time.perf_counter() - self.started
        per_step = spent / max(self.steps, 1)
        text = f"{self._head()} · {_time(spent)} ({_time(per_step)}/{phrase('step', '스텝')}){_numbers(logs)}{note}"
        if self.live:
            self._show(text)
            if self.display is None:
                sys.stdout.write("\n")
                sys.stdout.flush()
            self.width = 0
        else:
            print(text, flush=True)

    def interrupt(self) -> None:
        """Leave the live line as it is and go to the next."""
        if self.live and self.width:
            sys.stdout.write("\n")
            sys.stdout.flush()
            self.width = 0

    def _head(self) -> str:
        return f"{self.title} {self.epoch + 1}/{self.epochs}" if self.epochs else self.title

    def _show(self, text: str) -> None:
        if _in_notebook():
            self._show_html(text)
            return
        from rich.cells import cell_len, set_cell_size  # Hangul takes two columns

        limit, width = _columns(), cell_len(text)
        if width > limit:
            text, width = set_cell_size(text, limit - 1) + "…", limit
        sys.stdout.write("\r" + text + " " * max(self.width - width, 0))
        sys.stdout.flush()
        self.width = width

    def _show_html(self, text: str) -> None:
        import html

        from IPython.display import HTML, display  # type: ignore[import-not-found]

        body = HTML(f"<code>{html.escape(text)}</code>")
        if self.display is None:
            self.display = display(body, display_id=True)
        else:
            self.display.update(body)


def _columns() -> int:
    try:
        return max(os.get_terminal_size(sys.stdout.fileno()).columns - 1, 20)
    except (OSError, ValueError):
        return 119


def _time(seconds: float) -> str:
    if seconds >= 90:
        return f"{int(seconds // 60)}m {int(seconds % 60)}s"
    if seconds >= 1:
        return f"{seconds:.1f} s"
    if seconds >= 1e-3:
        return f"{seconds * 1e3:.0f} ms"
    return f"{seconds * 1e6:.0f} µs"


def _numbers(logs: dict[str, Any]) -> str:
    parts = []
    for name, value in logs.items():
        if isinstance(value, float):
            small = value != 0 and abs(value) < 1e-3
            parts.append(f"{name} {value:.2e}" if small or abs(value) >= 1e6 else f"{name} {value:.4f}")
    return "".join(f" · {part}" for part in parts)
