"""Which function writes which operation or layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OPERATIONS: dict[str, Callable] = {}  # name of the operation → function(writer, *values, **options) → value(s)
LAYERS: dict[str, Callable] = {}  # name of the layer's class → function(writer, layer, weights, value(s)) → value(s)


def operation(*names: str) -> Any:
    """Register what writes an operation; it takes the operation's own arguments, with values in the place of arrays."""

    def register(function: Callable) -> Callable:
        for name in names:
            OPERATIONS[name] = function
        return function

    return register


def layer(*names: str) -> Any:
    """Register what writes a layer, where its formula cannot be followed operation by operation."""

    def register(function: Callable) -> Callable:
        for name in names:
            LAYERS[name] = function
        return function

    return register
