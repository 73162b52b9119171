"""Writing numbers down, and callbacks made from functions."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from typing import Any

from badak.callbacks.callback import Callback
from badak.errors import error


class CSVLogger(Callback):
    """Write one line for each epoch into a CSV file.

    Args:
        filename: the file.
        separator: between the columns.
        append: go on with a file that exists, instead of starting anew.

    Raises:
        FileError: BD019, when the file cannot be written.

    Example:
        >>> import badak
        >>> badak.callbacks.CSVLogger("log.csv").separator
        ','
    """

    def __init__(self, filename: Any, separator: str = ",", append: bool = False) -> None:
        super().__init__()
        self.filename = os.fspath(filename)
        self.separator = separator
        self.append = append
        self.names: list[str] | None = None
        self._file: Any = None

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Open the file."""
        goes_on = self.append and os.path.exists(self.filename) and os.path.getsize(self.filename) > 0
        try:
            if goes_on:
                with open(self.filename, newline="", encoding="utf-8") as file:
                    header = next(csv.reader(file, delimiter=self.separator), [])
                self.names = header[1:] or None
            self._file = open(self.filename, "a" if goes_on else "w", newline="", encoding="utf-8")  # noqa: SIM115
        except OSError as problem:
            raise error("BD019", where="CSVLogger", path=self.filename, got=problem.strerror or str(problem)) from None

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Write the epoch's numbers."""
        logs = logs or {}
        writer = csv.writer(self._file, delimiter=self.separator)
        if self.names is None:
            self.names = list(logs)
            writer.writerow(["epoch", *self.names])
        writer.writerow([epoch, *(logs.get(name, "NA") for name in self.names)])
        self._file.flush()

    def on_train_end(self, logs: dict | None = None) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


class LambdaCallback(Callback):
    """A callback made from functions.

    Args:
        on_epoch_begin: called with ``(epoch, logs)``.
        on_epoch_end: called with ``(epoch, logs)``.
        on_train_begin: called with ``(logs)``.
        on_train_end: called with ``(logs)``.
        on_train_batch_begin: called with ``(batch, logs)``.
        on_train_batch_end: called with ``(batch, logs)``.
        **others: any other moment of ``Callback`` by its name.

    Raises:
        ArgumentError: BD003, for a moment that does not exist.

    Example:
        >>> import badak
        >>> shout = badak.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch))
    """

    def __init__(
        self,
        on_epoch_begin: Callable | None = None,
        on_epoch_end: Callable | None = None,
        on_train_begin: Callable | None = None,
        on_train_end: Callable | None = None,
        on_train_batch_begin: Callable | None = None,
        on_train_batch_end: Callable | None = None,
        **others: Callable,
    ) -> None:
        super().__init__()
        given = {
            "on_epoch_begin": on_epoch_begin, "on_epoch_end": on_epoch_end, "on_train_begin": on_train_begin,
            "on_train_end": on_train_end, "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end, **others,
        }  # fmt: skip
        for moment, function in given.items():
            if not hasattr(Callback, moment):
                known = ", ".join(m for m in dir(Callback) if m.startswith("on_"))
                raise error("BD003", where="LambdaCallback", name=moment, got=moment, expected=known)
            if function is not None:
                setattr(self, moment, function)
