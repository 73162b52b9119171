"""What an eager operation costs beyond the bare NumPy call, on tensors too small for the arithmetic to matter.

Both calls are timed in one process, in short turns; the figure is the median of the differences of neighbouring turns.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

CALLS = 2000
TURNS = 25
SHAPE = (8,)


def extra(call: Callable[[], object], bare: Callable[[], object]) -> float:
    """Seconds that one `call` takes beyond `bare`."""
    return statistics.median(_turn(call) - _turn(bare) for _ in range(TURNS))


def _turn(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - start) / CALLS


def operands(count: int) -> list[np.ndarray]:
    """Arrays of eight float32."""
    random = np.random.default_rng(0)
    return [random.random(SHAPE, dtype=np.float32) + np.float32(0.5) for _ in range(count)]


class Badak:
    """badak.<name> beyond np.<name>."""

    def __init__(self, name, count, grad=False):
        import badak

        arrays = operands(count)
        tensors = [badak.tensor(a, requires_grad=grad) for a in arrays]
        own, numpy = getattr(badak, name), getattr(np, name)
        self.call, self.bare = lambda: own(*tensors), lambda: numpy(*arrays)

    def measure(self):
        return extra(self.call, self.bare)


class Torch:
    """torch.<name> beyond np.<name>."""

    def __init__(self, name, count, grad=False):
        import torch

        arrays = operands(count)
        tensors = [torch.tensor(a, requires_grad=grad) for a in arrays]
        own, numpy = getattr(torch, name), getattr(np, name)
        self.call, self.bare = lambda: own(*tensors), lambda: numpy(*arrays)

    def measure(self):
        return extra(self.call, self.bare)
