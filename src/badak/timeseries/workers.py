"""Tasks done by several processes, with one thread of arithmetic each.

The processes are ordinary children that run nothing of the caller's program: neither a notebook nor a script without
``if __name__ == "__main__"`` is run a second time by them, as ``multiprocessing`` does. The process that asks works too, so that
small jobs are done before the others have started. What cannot travel (a class of the script itself, a lambda) is done here.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS", "BADAK_THREADS",
)  # fmt: skip
_HELLO = b"ready"
_START = "from badak.timeseries.workers import serve; serve()"


class Died(Exception):
    """A process ended before its answer came."""


def run(function: Callable[..., Any], tasks: list[tuple], processes: int) -> list[Any]:
    """Call a function with each tuple of arguments, and return the results in the order of the tasks.

    Args:
        function: of a module, so that other processes find it; it answers for its own errors.
        tasks: its arguments.
        processes: how many at most, this one among them.

    Returns:
        For each task its result, or the exception that kept it from coming (``Died``, a result that cannot travel).
    """
    results: list[Any] = [None] * len(tasks)
    travel: deque[tuple[int, bytes]] = deque()
    stay: deque[int] = deque()
    for i, arguments in enumerate(tasks):
        packed = _packed((function, arguments)) if processes > 1 else None
        if packed is None:
            stay.append(i)
        else:
            travel.append((i, packed))
    children = [_Child() for _ in range(min(processes - 1, len(travel)))]
    threads = [threading.Thread(target=_feed, args=(child, travel, results), daemon=True) for child in children]
    try:
        for thread in threads:
            thread.start()
        with one_thread():
            while stay or travel:
                try:
                    i = stay.popleft() if stay else travel.popleft()[0]
                except IndexError:  # a child was quicker
                    break
                results[i] = function(*tasks[i])
            for thread in threads:
                thread.join()
            while travel:  # what came back from processes that could not be started
                i = travel.popleft()[0]
                results[i] = function(*tasks[i])
    finally:
        for child in children:
            child.end()
    return results


def _packed(task: tuple) -> bytes | None:
    """Return a task in the form that travels, or None where another process could not read it."""
    try:
        packed = pickle.dumps(task, protocol=5)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    return None if b"__main__" in packed else packed


def _feed(child: _Child, travel: deque[tuple[int, bytes]], results: list[Any]) -> None:
    """Give a child one task after the other, and a new child where one has ended."""
    while True:
        try:
            task = travel.popleft()
        except IndexError:
            return
        if not child.is_ready():
            travel.append(task)
            return
        try:
            results[task[0]] = child.ask(task[1])
        except Died as problem:
            results[task[0]] = problem
            child.restart()


class _Child:
    """A process that answers."""

    def __init__(self) -> None:
        self.ready = self.over = False
        self.process = _process()

    def is_ready(self) -> bool:
        """Wait until the process has started; False where it could not."""
        if not self.ready:
            self.ready = self.process.stdout is not None and self.process.stdout.read(len(_HELLO)) == _HELLO
        return self.ready

    def restart(self) -> None:
        """Put a new process in the place of one that has ended."""
        self.ready = False
        if not self.over:
            self._close()
            self.process = _process()

    def ask(self, packed: bytes) -> Any:
        """Send a task and wait for its result.

        Raises:
            Died: where the process ended instead.
        """
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise Died
        try:
            stdin.write(len(packed).to_bytes(8, "little") + packed)
            stdin.flush()
            return pickle.loads(_read(stdout))
        except (OSError, EOFError, ValueError):
            raise Died from None

    def end(self) -> None:
        """End the process, whatever it does."""
        self.over = True
        self._close()

    def _close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def _process() -> subprocess.Popen:
    """Start a process that computes with one thread and finds the modules that this one finds."""
    from badak.errors import get_language

    paths = [os.path.abspath(path) for path in sys.path]
    environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "PYTHONPATH": os.pathsep.join(paths)}
    environment["BADAK_LANG"] = get_language()
    command = [sys.executable, "-c", _START]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _read(stream: Any) -> bytes:
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    size = int.from_bytes(head, "little")
    body = stream.read(size)
    if len(body) < size:
        raise EOFError
    return body


def serve() -> None:
    """Answer tasks on standard input until it ends; what a task prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answers.write(_HELLO)
    answers.flush()
    questions = sys.stdin.buffer
    while True:
        try:
            function, arguments = pickle.loads(_read(questions))
        except EOFError:
            return
        except Exception as problem:  # a task that cannot be read here is answered, too
            result: Any = RuntimeError(f"{type(problem).__name__}: {problem}")
        else:
            try:
                result = function(*arguments)
            except Exception as problem:
                result = RuntimeError(f"{type(problem).__name__}: {problem}")
        try:
            packed = pickle.dumps(result, protocol=5)
        except Exception as problem:
            packed = pickle.dumps(RuntimeError(f"{type(problem).__name__}: {problem}"))
        answers.write(len(packed).to_bytes(8, "little") + packed)
        answers.flush()


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Compute with one thread meanwhile, as the other processes do: the results are then the same wherever a task runs.

    SciPy brings a BLAS of its own, which statsmodels calls for matrices of a few numbers; with threads that wait for each other
    a fit takes fifty times as long on a busy machine. threadpoolctl, which comes with scikit-learn, reaches that one too.
    """
    from badak.backend.threads import get_num_threads, set_num_threads

    before = get_num_threads()
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError):
            controller: Any = importlib.import_module("threadpoolctl")
            importlib.import_module("scipy.linalg")  # a library can only be told when it has been loaded
            stack.enter_context(controller.threadpool_limits(1))
        set_num_threads(1)
        try:
            yield
        finally:
            set_num_threads(before)
