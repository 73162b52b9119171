"""A measured process: runs one program, a block at a time, when asked to.

    python worker.py

One JSON object a line comes in on standard input, one goes out: {"do": "load" | "block" | "facts" | "quit", …}. Between
requests the process waits in a read and uses no CPU. The program is a class with

    __init__(**arguments)   everything that is not measured: data, model, compilation where it can be separated
    block() -> int          the measured work; says how many units (steps, calls) it did
    facts() -> dict         optional: what shows that equal work was done (loss after all blocks, threads, versions)

or with `measure() -> float` (seconds for one unit) instead of `block`, where the program has to take the time itself.
`Skip("why")` raised by `__init__` leaves the contender out with that reason.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def load(program: str, arguments: dict):
    """Make "package.module:Class" with these arguments."""
    module, _, name = program.partition(":")
    return getattr(importlib.import_module(module), name)(**arguments)


def peak_memory() -> int:
    """Bytes of the largest resident set since the last `forget_peak`, or ever, where that is not known."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def forget_peak() -> None:
    """Start the peak of memory anew (Linux)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pass


def block(program) -> dict:
    """One measured block: seconds for a unit, how many units, and the peak of memory meanwhile."""
    gc.collect()
    forget_peak()
    if hasattr(program, "measure"):
        return {"seconds": program.measure(), "units": 1, "memory": peak_memory()}
    start = time.perf_counter()
    units = program.block()
    elapsed = time.perf_counter() - start
    return {"seconds": elapsed / units, "units": units, "elapsed": elapsed, "memory": peak_memory()}


def main() -> None:
    # whatever a framework prints must not get between the answers: standard output becomes standard error
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    sys.path.insert(0, str(ROOT))
    program = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "quit":
                break
            if request["do"] == "load":
                start = time.perf_counter()
                program = load(request["program"], request["arguments"])
                answer = {"load_seconds": time.perf_counter() - start}
            elif request["do"] == "block":
                answer = block(program)
            else:
                answer = program.facts() if hasattr(program, "facts") else {}
        except Exception as error:
            if type(error).__name__ == "Skip":
                answer = {"skip": str(error)}
            else:
                answer = {
                    "error": f"{type(error).__name__}: {error}".splitlines()[0],
                    "traceback": traceback.format_exc(),
                }
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
