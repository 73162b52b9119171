"""What a layer is made of: what it declares (weights, state, layers inside), and the slot that holds the arrays."""

from __future__ import annotations

from typing import Any, NamedTuple

from badak.autograd.tensor import Tensor

Shape = tuple  # of one sample, without the batch axis; None where a size is not fixed


class Param(NamedTuple):
    """A weight to be learned: its shape and how it starts."""

    shape: tuple[int, ...]
    initializer: Any = "glorot_uniform"
    regularizer: Any = None
    constraint: Any = None


class State(NamedTuple):
    """A value that a layer keeps from step to step without learning it (a moving mean)."""

    shape: tuple[int, ...]
    initializer: Any = "zeros"
    passing: bool = (
        False  # what is remembered of a sequence: no weight, not kept in files; shape (0, …) before the first batch
    )


class Sublayer(NamedTuple):
    """A layer inside a layer, and the shape of one sample it will be given."""

    layer: Any
    shape: Shape


class Slot:
    """The arrays of one built layer, shared by every model that uses the layer.

    Attributes:
        params: learned tensors by name; their ``.data`` is what training replaces or updates.
        state: arrays kept from step to step, by name.
        declared: what the layer declared.
        shape: shape of one input sample.
        out_shape: shape of one output sample.
    """

    __slots__ = ("params", "state", "declared", "shape", "out_shape")

    def __init__(self, declared: dict, shape: Shape, out_shape: Shape) -> None:
        self.declared = declared
        self.shape = shape
        self.out_shape = out_shape
        self.params: dict[str, Tensor] = {}
        self.state: dict[str, Any] = {}


class Weights(dict):
    """A layer's weights inside ``forward``: ``p.kernel`` or ``p["kernel"]``; ``p.get("bias")`` for one that may be absent."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"this layer declares no weight {name!r}; it has {list(self)}") from None
