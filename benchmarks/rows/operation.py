"""The price of one eager operation."""

from __future__ import annotations

from benchmarks.harness import Contender, Limit, Row

OPERATIONS = {"add": 2, "multiply": 2, "exp": 1}


def _row(name: str, count: int, grad: bool) -> Row:
    arguments = {"name": name, "count": count, "grad": grad}
    return Row(
        f"operation-{name}{'-recorded' if grad else ''}",
        f"{name} of eight float32 beyond the bare NumPy call{', recorded for the gradient' if grad else ''}",
        "call",
        (
            Contender("badak", "badak", "benchmarks.programs.overhead:Badak", arguments, own=True),
            Contender("torch", "torch", "benchmarks.programs.overhead:Torch", arguments),
        ),
        (Limit(2.5e-6),),
        rounds=5,
        note="The figure is a difference, so ratios of it say little; PyTorch's is over the same NumPy call.",
    )


ROWS = tuple(_row(name, count, grad) for name, count in OPERATIONS.items() for grad in (False, True))
