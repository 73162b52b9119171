"""Layers: the parts of a model."""

from typing import Any

from badak.layers.activation import ELU
from badak.layers.activation import LeakyReLU
from badak.layers.activation import PReLU
from badak.layers.activation import ReLU
from badak.layers.activation import Softmax
from badak.layers.context import Context
from badak.layers.core import Activation
from badak.layers.core import Dense
from badak.layers.core import Flatten
from badak.layers.core import InputLayer
from badak.layers.core import Permute
from badak.layers.core import Rescaling
from badak.layers.core import Reshape
from badak.layers.layer import Layer
from badak.layers.layer import Param
from badak.layers.layer import State
from badak.layers.layer import Sublayer
from badak.layers.noise import AlphaDropout
from badak.layers.noise import Dropout
from badak.layers.noise import GaussianDropout
from badak.layers.noise import GaussianNoise
from badak.layers.norm import BatchNormalization
from badak.layers.norm import LayerNormalization


def Input(
    shape: Any = None, *, name: str | None = None, dtype: str | None = None, batch_size: int | None = None
) -> InputLayer:
    """Say the shape of one sample at the beginning of a model.

    Args:
        shape: shape of one sample without the batch axis.
        name: name of the input.
        dtype: number type of the data.
        batch_size: ignored; batches may have any size.

    Returns:
        The input's layer, for the list of a Sequential.

    Example:
        >>> import badak
        >>> badak.layers.Input((784,)).input_shape
        (784,)
    """
    return InputLayer(shape=shape, name=name, dtype=dtype, batch_size=batch_size)


__all__ = [
    "Activation",
    "AlphaDropout",
    "BatchNormalization",
    "Context",
    "Dense",
    "Dropout",
    "ELU",
    "Flatten",
    "GaussianDropout",
    "GaussianNoise",
    "Input",
    "InputLayer",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "PReLU",
    "Param",
    "Permute",
    "ReLU",
    "Rescaling",
    "Reshape",
    "Softmax",
    "State",
    "Sublayer",
]
