"""Native kernels of update rules: all parameters in one call, each read and written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from badak.backend import native

_KERNELS: dict[Callable, Callable] = {}


def fuse(rule: Callable, kernel: Callable[..., bool]) -> None:
    """Say which kernel computes a rule.

    It belongs to the function, not to the class: a subclass with a rule of its own is not computed by its parent's kernel.

    Args:
        rule: the method ``rule`` of an optimizer.
        kernel: ``kernel(kernels, optimizer, rows, h, decay, scale, limit)``, which changes the rows in place, or returns
            False and leaves them as they were.
    """
    _KERNELS[rule] = kernel


def names() -> list[str]:
    """Return the optimizers whose rule a kernel computes."""
    from badak.optimizers.registry import OPTIMIZERS

    return sorted({cls.__name__ for cls in OPTIMIZERS.names.values() if getattr(cls, "rule", None) in _KERNELS})


def kernel(rule: Callable) -> Callable[..., bool] | None:
    """Return what updates rows by a rule, None where that is the rule itself."""
    found = _KERNELS.get(rule)
    kernels: Any = native.kernels
    if found is None or kernels is None or not native.wanted:
        return None
    return lambda optimizer, *rest: found(kernels, optimizer, *rest)
