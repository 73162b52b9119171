"""What ``optimizer.apply`` remembers between calls: the slots of each tensor, for as long as the tensor lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any


class Memory:
    """Slots by tensor. Tensors compare by value, so they are told apart by identity, and they are held weakly.

    Attributes:
        iteration: steps taken so far.
        kept: for the identity of each tensor, a weak reference to it and its slots by name.
        models: the models compiled with the optimizer, held weakly.
    """

    def __init__(self) -> None:
        self.iteration = 0
        self.kept: dict[int, tuple[weakref.ref, dict[str, Any]]] = {}
        self.models: weakref.WeakSet = weakref.WeakSet()

    def __reduce__(self) -> tuple:
        return Memory, ()  # a copy of an optimizer, or one in another process, has seen no tensor

    def recall(self, tensor: Any) -> dict[str, Any] | None:
        """Return the slots of a tensor; None for one not seen before, or that has another shape or number type now."""
        _, slots = self.kept.get(id(tensor), (None, None))
        if slots is None or any(
            s is not None and (s.shape, s.dtype) != (tensor.shape, tensor.dtype) for s in slots.values()
        ):
            return None
        return slots

    def keep(self, tensor: Any, slots: dict[str, Any]) -> None:
        """Remember the slots of a tensor."""
        known = self.kept.get(id(tensor))
        reference = weakref.ref(tensor, self._forgetting(id(tensor))) if known is None else known[0]
        self.kept[id(tensor)] = (reference, slots)

    def tensors(self) -> list[Any]:
        """Return the tensors that are remembered."""
        return [t for t in (reference() for reference, _ in self.kept.values()) if t is not None]

    def _forgetting(self, identity: int) -> Callable[[Any], Any]:
        kept = self.kept
        return lambda _: kept.pop(identity, None)
