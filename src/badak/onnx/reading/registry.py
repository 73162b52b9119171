"""Which function computes which operator of ONNX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from badak.autograd.symbol import Symbol
from badak.autograd.tensor import Tensor
from badak.onnx.export.values import Size

NODES: dict[str, Callable] = {}  # name of the operator → function(call, *inputs) → output(s)


class Unable(Exception):
    """A use of an operator that badak has no words for; its text says which."""


class Zeros:
    """Zeros of a shape that is not fixed, such as the first states of a recurrent layer for a batch of any size."""

    KEPT_BY = (
        "Slice",
        "Gather",
        "Squeeze",
        "Unsqueeze",
        "Transpose",
        "Identity",
        "Cast",
        "Expand",
        "Reshape",
        "Concat",
    )


class NodeCall:
    """One node being computed or put into a model.

    Attributes:
        kind: name of the operator.
        name: name of the node, or of its first output.
        opset: version of the operators that the file was written for.
        attributes: what the node says, as Python values.
        outputs: how many outputs are wanted.
    """

    __slots__ = ("kind", "name", "opset", "attributes", "outputs", "layer_name")

    def __init__(
        self, kind: str, name: str, opset: int, attributes: dict, outputs: int, layer_name: Any = None
    ) -> None:
        self.kind = kind
        self.name = name
        self.opset = opset
        self.attributes = attributes
        self.outputs = outputs
        self.layer_name = layer_name

    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute, or what ONNX takes where it is not given."""
        return self.attributes.get(name, default)


def node(*names: str) -> Any:
    """Register what computes an operator: on arrays it computes, on symbols it becomes a part of a model."""

    def register(function: Callable) -> Callable:
        for name in names:
            NODES[name] = function
        return function

    return register


def is_known(x: Any) -> bool:
    """Whether a value is there, as an array."""
    return isinstance(x, np.ndarray | np.generic)


def known(x: Any, what: str, *, sizes: bool = False) -> np.ndarray:
    """Return a value that must be there when the model is made.

    Args:
        x: the value.
        what: what it is, for the message.
        sizes: whether sizes that are not fixed may be among its numbers.
    """
    if type(x) is Tensor:
        return np.asarray(x.data)
    if not is_known(x):
        raise Unable(f"{what} that is computed by the model")
    if not sizes and x.dtype == object and any(isinstance(n, Size) for n in np.ravel(x)):
        raise Unable(f"{what} that depends on sizes that are not fixed")
    return np.asarray(x)


def ints(x: Any, what: str) -> list[int]:
    """Return whole numbers, such as axes or sizes, as a list."""
    return [int(n) for n in known(x, what).reshape(-1)]


def is_symbol(x: Any) -> bool:
    """Whether a model is being made."""
    return type(x) is Symbol
