"""Tasks done by several processes of joblib, with one thread of arithmetic each: the results do not depend on their number."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pickle import PicklingError
from typing import Any

from badak.backend.processors import available_cpus
from badak.backend.threads import one_thread
from badak.datasets.wording import both
from badak.errors import BadakError, error, get_language, notify, set_language
from badak.timeseries.windowing import whole

START = 3.0  # seconds until other processes have started and imported what they compute with (statsmodels most of it)
IMPORTS = 2.0  # of the first task here, which may be importing, too


class _Alone(Exception):
    """Other processes cannot be had: the error for those who asked for them, the reason and its mending for the others."""

    def __init__(self, problem: BadakError, why: Any, mend: Any) -> None:
        super().__init__(problem)
        self.problem, self.why, self.mend = problem, why, mend


def run(function: Callable[..., Any], tasks: list[tuple], processes: int | None, where: str) -> list[Any]:
    """Call a function with each tuple of arguments, and return the results in the order of the tasks.

    Args:
        function: what is called; it answers for its own errors.
        tasks: its arguments.
        processes: how many compute; None takes one for each processor as soon as the first tasks, done here, show
            that this saves more time than it costs.
        where: who asks, for messages.

    Raises:
        ArgumentError: BD003, for a number below 1; BD374, where processes were asked for and a task cannot be sent to them.
        MissingExtraError: BD090, where processes were asked for and joblib is not installed.
        StateError: BD369, when a process ended before its answer came.
    """
    count = available_cpus() if processes is None else whole(processes, where, "processes")
    done: list[Any] = []
    seconds: list[float] = []
    with one_thread():
        for i, task in enumerate(tasks):
            most = min(count, len(tasks) - i)
            if most > 1 and (processes or _pays(seconds, len(tasks) - i, most)):
                try:
                    return done + _spread(function, tasks[i:], most, where)
                except _Alone as refused:
                    if processes:
                        raise refused.problem from None
                    notify("BD373", where=where, why=refused.why, mend=refused.mend)
                    count = 1
            start = time.perf_counter()
            done.append(function(*task))
            seconds.append(time.perf_counter() - start)
    return done


def _pays(seconds: list[float], left: int, processes: int) -> bool:
    """Whether processes save more than their start costs, if what is left takes as long as the last tasks did."""
    if not seconds:
        return False
    pace = min(seconds[-2:]) if len(seconds) > 1 else seconds[0] - IMPORTS
    return pace * left * (1 - 1 / processes) > START


def _spread(function: Callable[..., Any], tasks: list[tuple], processes: int, where: str) -> list[Any]:
    try:
        joblib: Any = importlib.import_module("joblib")
    except ImportError:
        why = both("joblib is not installed", "joblib이 없습니다")
        raise _Alone(
            error("BD090", where=where, package="joblib", extra="ml"), why, 'pip install "badak[ml]"'
        ) from None
    jobs = [joblib.delayed(_there)(get_language(), function, task) for task in tasks]
    try:
        with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
            # no memory maps: a task gets arrays of its own, as it does here
            return joblib.Parallel(n_jobs=processes, max_nbytes=None)(jobs)
    except BrokenProcessPool:
        raise error("BD369", where=where) from None
    except PicklingError as problem:
        reason = _reason(problem)
        why = both(f"a task cannot be sent to another ({reason})", f"작업을 다른 프로세스로 보낼 수 없습니다({reason})")
        mend = both("processes=1 says that this is meant so", "의도한 것이라면 processes=1로 적으세요")
        raise _Alone(error("BD374", where=where, got=reason), why, mend) from problem


def _there(language: str, function: Callable[..., Any], task: tuple) -> Any:
    """Do a task in another process, which speaks the language of the one that asks."""
    set_language(language)
    with one_thread():
        return function(*task)


def _reason(problem: BaseException) -> str:
    """Return the last line of what kept a task from being pickled; joblib gives the traceback as the cause of its own error."""
    lines = str(problem.__cause__ or problem).strip().strip('"').splitlines()
    return lines[-1].strip() if lines else type(problem).__name__
