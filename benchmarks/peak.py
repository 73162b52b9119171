"""What the machine can do at most: the quickest large matrix product of either side, in this very run."""

from __future__ import annotations

from typing import Any

from benchmarks.harness import Broken, Contender, Worker

SIZE = 2048  # 17 GFLOP each: long enough for full speed, short enough to repeat
REPEATS = 8
OWN, OTHER = "benchmarks.programs.badak_peak:Product", "benchmarks.programs.torch_peak:Product"


def contenders(precision: str, size: int = SIZE) -> tuple[Contender, ...]:
    """Those who try."""
    work = {"size": size, "precision": precision}
    tried = [
        Contender("badak's kernel", "badak", OWN, work, own=True),
        Contender("torch", "torch", OTHER, work),
    ]
    if precision == "float32":  # NumPy has no 16-bit product
        tried.append(Contender("NumPy", "badak", OWN, work | {"by": "numpy"}, own=True))
    return tuple(tried)


def measure(precision: str, cpus: set[int] | None, size: int = SIZE, repeats: int = REPEATS) -> dict[str, Any]:
    """Return operations a second of the best, by whom, and of all; the best of several tries each, as it is a peak.

    Args:
        precision: "float32" or "bfloat16".
        cpus: the processors to stay on.
        size: rows and columns of the matrices.
        repeats: tries of each.
    """
    found: dict[str, float] = {}
    missing: dict[str, str] = {}
    for contender in contenders(precision, size):
        worker = None
        try:
            worker = Worker(contender, cpus)
            worker.ask(do="load", program=contender.program, arguments=contender.arguments)
            seconds = [worker.ask(do="block")["seconds"] for _ in range(repeats + 1)]  # the first warms up
            found[contender.name] = 2.0 * size**3 / min(seconds)
        except Broken as why:
            missing[contender.name] = str(why)
        finally:
            if worker is not None:
                worker.close()
    best = max(found, key=lambda name: found[name], default="")
    return {"flops": found.get(best), "by": best, "all": found, "missing": missing}


class Peaks:
    """The peaks of this run, each measured when a row first needs it."""

    def __init__(self, cpus: set[int] | None = None):
        self.cpus = cpus
        self.found: dict[str, dict[str, Any]] = {}

    def of(self, precision: str) -> dict[str, Any]:
        """Return what `measure` gives for a precision."""
        if precision not in self.found:
            self.found[precision] = measure(precision, self.cpus)
        return self.found[precision]

    def state(self, row: dict[str, Any]) -> None:
        """Add to a row's report which part of the peak each contender reaches, where badak's side counted its work.

        The peak is that of the number type that the row multiplies in. All sides are held against badak's count, but in rows
        of whole processes, which may do different things, only those that count their own.
        """
        lead = next(iter(row["contenders"].values()))
        facts = lead.get("facts", {})
        if not facts.get("flops") or row["measure"] == "memory":
            return
        precision = facts.get("products_in", "float32")
        peak = self.of(precision)
        row["work"] = {"flops": facts["flops"], "precision": precision, "peak": peak["flops"], "peak_by": peak["by"]}
        for entry in row["contenders"].values():
            own = entry.get("facts", {}).get("flops")
            amount = own if row["measure"] == "process" else facts["flops"]
            if peak["flops"] and amount and entry.get("median"):
                entry["of_peak"] = amount / entry["median"] / peak["flops"]
