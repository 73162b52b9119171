"""Writing a file while the program goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Later:
    """A piece of work in a thread of its own, which a program that ends still waits for.

    Args:
        work: writes the file; it must use nothing that changes meanwhile.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self._problem: BaseException | None = None
        self._work = work
        self._thread = threading.Thread(target=self._run, name="badak-save")
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as problem:  # told to whoever waits
            self._problem = problem

    def wait(self) -> None:
        """Return when the file is there.

        Raises:
            FileError: BD081, when it could not be written.
        """
        self._thread.join()
        problem, self._problem = self._problem, None
        if problem is not None:
            raise problem
