"""Writing numbers down, and callbacks made from functions."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import time
from collections.abc import Callable
from typing import Any

from badak.callbacks.callback import Callback
from badak.callbacks.lines import LineFile
from badak.errors import error, notify


class CSVLogger(Callback):
    """Write one line for each epoch into a CSV file.

    Each line is handed to the system as soon as the epoch has ended. With ``append=True`` a file goes on under its own columns;
    a line that a sudden end left half written is cut off, and where training goes on from an earlier epoch (``initial_epoch``)
    the lines of the epochs that are trained again are replaced.

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
        self._file = LineFile(self.filename, "CSVLogger")
        self._going_on = False

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Open the file."""
        header = next(csv.reader([self._file.open(self.append)], delimiter=self.separator), [])
        self.names = header[1:] or None
        self._going_on = self.append

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Cut off the lines of epochs that are trained again."""
        if self._going_on and epoch > 0:
            self._file.forget_from(epoch, self._epoch_of)
        self._going_on = False

    def _epoch_of(self, line: str) -> int | None:
        first = line.split(self.separator)[0].strip()
        return int(first) if first.isdigit() else None

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Write the epoch's numbers."""
        logs = logs or {}
        if self.names is None:
            later = [f"val_{n}" for n in logs] if self.params.get("do_validation") and "val_loss" not in logs else []
            self.names = [*logs, *later]
            self._row(["epoch", *self.names])
        unknown = [name for name in logs if name not in self.names]
        if unknown:
            notify(
                "BD298", where="CSVLogger", got=", ".join(unknown), expected=", ".join(self.names), path=self.filename
            )
        self._row([epoch, *(logs.get(name, "NA") for name in self.names)])

    def _row(self, cells: list) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator, lineterminator="\r\n").writerow(cells)
        self._file.write(text.getvalue())

    def on_train_end(self, logs: dict | None = None) -> None:
        """Close the file."""
        self._file.close()

    def on_exception(self, exception: BaseException) -> None:
        """Close the file."""
        self._file.close()


class JSONLogger(Callback):
    """Write one line for each epoch as a JSON object: ``{"epoch": 0, "seconds": 1.25, "loss": 0.4, "val_loss": 0.5}``.

    ``pandas.read_json("log.jsonl", lines=True)`` reads the file. A number that is not finite becomes null, as JSON has none.
    are written, and files gone on with, as by ``CSVLogger``; a line may have other names than those before it.

    Args:
        filename: the file, such as ``"log.jsonl"``.
        append: go on with a file that exists, instead of starting anew.

    Raises:
        FileError: BD019, when the file cannot be written.

    Example:
        >>> import badak
        >>> badak.callbacks.JSONLogger("log.jsonl").append
        False
    """

    def __init__(self, filename: Any, append: bool = False) -> None:
        super().__init__()
        self.filename = os.fspath(filename)
        self.append = append
        self._file = LineFile(self.filename, "JSONLogger")
        self._going_on = False

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Open the file."""
        self._file.open(self.append)
        self._going_on = self.append

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Begin to measure the time; cut off the lines of epochs that are trained again."""
        if self._going_on and epoch > 0:
            self._file.forget_from(epoch, _epoch_of_json)
        self._going_on = False
        self._clock = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Write the epoch's numbers."""
        seconds = round(time.perf_counter() - self._clock, 3)
        row = {"epoch": epoch, "seconds": seconds, **{name: _for_json(value) for name, value in (logs or {}).items()}}
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def on_train_end(self, logs: dict | None = None) -> None:
        """Close the file."""
        self._file.close()

    def on_exception(self, exception: BaseException) -> None:
        """Close the file."""
        self._file.close()


def _epoch_of_json(line: str) -> int | None:
    try:
        number = json.loads(line)["epoch"]
    except (ValueError, TypeError, KeyError):
        return None
    return number if isinstance(number, int) else None


def _for_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_for_json(each) for each in value]
    return float(value) if math.isfinite(value) else None


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
