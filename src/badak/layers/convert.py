"""Data on their way into a layer, as tensors of its number type, and out of it, as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.autograd.symbol import Symbol
from badak.autograd.tensor import Tensor, tensor
from badak.checks import number_type

if TYPE_CHECKING:
    from badak.layers.layer import Layer

_FLOAT32 = np.dtype(np.float32)


def same_type(x: Any, layer: Layer) -> Any:
    """Turn data into a tensor of the layer's number type."""
    if type(x) is Symbol:
        return x
    t = x if type(x) is Tensor else tensor(x)
    wanted = _FLOAT32 if layer.dtype is None else number_type(layer.dtype, layer.label)
    if t.dtype.kind == "f" and t.dtype != wanted and t.dtype.itemsize > 2:
        t = t.astype(wanted)
    elif t.dtype.kind in "iub" and layer.casts_integers:
        t = t.astype(wanted)
    return t


def as_tensors(x: Any, layer: Layer) -> Any:
    """Turn what is an array, or a tree of arrays, into tensors of the layer's number type."""
    from badak.autograd import tree as trees

    if isinstance(x, dict | tuple | list) and any(hasattr(part, "shape") for part in trees.leaves(x)):
        return trees.map(lambda part: same_type(part, layer) if hasattr(part, "shape") else part, x)
    return same_type(x, layer) if hasattr(x, "shape") or isinstance(x, list) else x


def raw(tree: Any) -> Any:
    """Return the arrays behind the tensors of a tree."""
    from badak.autograd import tree as trees

    return trees.map(lambda t: t.data if type(t) is Tensor else t, tree)


def is_several(x: Any) -> bool:
    """Whether the input of a layer is several arrays, not one that is written as lists."""
    return bool(x) and all(hasattr(part, "shape") for part in x)
