"""The file of events: whole records one after the other, never changed again."""

from __future__ import annotations

import errno
import itertools
import os
import re
import socket
import struct
import threading
import time
from typing import Any

from badak.datasets.wording import both
from badak.errors import BadakError, error
from badak.tensorboard import wire
from badak.tensorboard.crc import crc32c, masked

_count = itertools.count()


def record(content: bytes) -> bytes:
    """Return a record of a TFRecord file: length, checksum of the length, content, checksum of the content.

    Source: TensorFlow, ``tsl/lib/io/record_writer.h``.
    """
    length = struct.pack("<Q", len(content))
    check = struct.pack("<I", masked(crc32c(length)))
    return length + check + content + struct.pack("<I", masked(crc32c(content)))


class EventFile:
    """Writes events into a new file of a folder, which is made where it is missing.

    Events wait in memory for ``flush``, or until there are ``max_queue`` of them or the eldest has waited for ``flush_secs``.
    What is written is whole records by one call of the system; a process that is killed leaves a file that can be read up to
    its last whole record.

    Args:
        folder: the folder, one for each curve that is to have its own colour.
        max_queue: how many events may wait.
        flush_secs: how long one may wait.
        suffix: end of the file's name.

    Raises:
        FileError: BD290, when the file cannot be made or written.
    """

    def __init__(self, folder: Any, max_queue: int = 10, flush_secs: float = 120, suffix: str = "") -> None:
        self.folder = os.fspath(folder)
        self.max_queue = max_queue
        self.flush_secs = flush_secs
        self._waiting: list[bytes] = []
        self._oldest = 0.0
        self._lock = threading.RLock()
        host = re.sub(r"[^\w.-]", "-", socket.gethostname()) or "localhost"
        name = f"events.out.tfevents.{int(time.time()):010d}.{host}.{os.getpid()}.{next(_count)}{suffix}"
        self.path = os.path.join(self.folder, name)
        try:
            os.makedirs(self.folder, exist_ok=True)
            self._file: Any = open(self.path, "xb", buffering=0)  # noqa: SIM115
        except (OSError, ValueError) as problem:
            raise cannot_write(self.folder, problem) from None
        self.add(wire.text(3, "brain.Event:2"))
        self.flush()

    def add(self, what: bytes, step: int | None = None, wall_time: float | None = None) -> None:
        """Take an event: the field that it carries, its step, its time in seconds since 1970 (now, where not given)."""
        parts = [wire.double(1, time.time() if wall_time is None else wall_time)]
        if step is not None:
            parts.append(wire.integer(2, step))
        made = record(b"".join([*parts, what]))
        with self._lock:
            now = time.monotonic()
            if not self._waiting:
                self._oldest = now
            self._waiting.append(made)
            if len(self._waiting) >= self.max_queue or now - self._oldest >= self.flush_secs:
                self.flush()

    def flush(self) -> None:
        """Write what waits.

        Raises:
            FileError: BD290; what could not be written waits on, and half a record is taken back.
        """
        with self._lock:
            if not self._waiting or self._file is None:
                return
            content = memoryview(b"".join(self._waiting))
            before = self._file.tell()
            try:
                while content:  # a disk that fills up takes a part
                    content = content[self._file.write(content) :]
            except OSError as problem:
                try:
                    self._file.truncate(before)
                    self._file.seek(before)
                except OSError:
                    pass  # a reader stops at half a record
                raise cannot_write(self.path, problem) from None
            self._waiting.clear()

    def close(self) -> None:
        """Write what waits, and close the file."""
        with self._lock:
            if self._file is None:
                return
            try:
                self.flush()
            finally:
                self._file.close()
                self._file = None

    def abandon(self) -> None:
        """Close the file without what waits."""
        with self._lock:
            self._waiting.clear()
            self.close()

    @property
    def closed(self) -> bool:
        """Whether it is closed."""
        return self._file is None


def cannot_write(place: str, problem: Exception) -> BadakError:
    """Return what to say of a place where nothing can be written."""
    code = getattr(problem, "errno", None)
    if code in (errno.ENOSPC, errno.EDQUOT):
        why = both("no space is left on the disk", "디스크에 남은 공간이 없습니다")
    elif isinstance(problem, PermissionError) or code == errno.EROFS:
        why = both("you may not write there", "쓰기 권한이 없습니다")
    elif isinstance(problem, NotADirectoryError | FileExistsError):
        why = both("a file is in the way of the folder", "폴더가 있어야 할 자리에 파일이 있습니다")
    else:
        said = getattr(problem, "strerror", None) or str(problem)
        why = both(said, f"운영체제가 거부했습니다({said})")
    return error("BD290", where=place, why=why)
