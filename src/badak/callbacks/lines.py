"""A file that grows by whole lines, one for each epoch."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from badak.errors import error, notify


class LineFile:
    """Appends lines, each brought to the system at once; what a sudden end left half written is cut off when it is opened again.

    Args:
        path: the file.
        where: who writes, for messages.
    """

    def __init__(self, path: str, where: str) -> None:
        self.path = path
        self.where = where
        self._file: Any = None

    def open(self, append: bool) -> str:
        """Open the file; return its first line where it goes on, otherwise nothing.

        Raises:
            FileError: BD019, when it cannot be written.
        """
        self.close()
        try:
            self._file = open(self.path, "r+b" if append and os.path.exists(self.path) else "w+b")  # noqa: SIM115
            content = self._file.read()
            whole = content.rfind(b"\n") + 1
            if whole < len(content):
                self._file.truncate(whole)
            self._file.seek(whole)
        except OSError as problem:
            self._file = None
            raise error("BD019", where=self.where, path=self.path, got=problem.strerror or str(problem)) from None
        return content[: content.find(b"\n") + 1].decode("utf-8", "replace")

    def forget_from(self, epoch: int, epoch_of: Callable[[str], int | None]) -> None:
        """Cut off the last lines that belong to an epoch from ``epoch`` on: they are trained again.

        Args:
            epoch: the epoch with which training goes on.
            epoch_of: gives the epoch of a line; None for a line without one.
        """
        if self._file is None:
            return
        self._file.seek(0)
        lines = self._file.read().splitlines(keepends=True)
        while lines:
            number = epoch_of(lines[-1].decode("utf-8", "replace"))
            if number is None or number < epoch:
                break
            lines.pop()
        size = sum(map(len, lines))
        self._file.truncate(size)
        self._file.seek(size)

    def write(self, line: str) -> None:
        """Append a line; a disk that is full ends the writing, not the training."""
        if self._file is None:
            return
        try:
            self._file.write(line.encode("utf-8"))
            self._file.flush()
        except OSError as problem:
            from badak.tensorboard.event_file import cannot_write

            why = cannot_write(self.path, problem).fields["why"]
            notify("BD291", where=self.path, name=self.where, why=why, once=False)
            self.close()

    def close(self) -> None:
        """Close the file."""
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError:  # what could not be written was told
                pass
