"""Layers: the parts of a model."""

from typing import Any

from badak.layers.activation import ELU, LeakyReLU, PReLU, ReLU, Softmax
from badak.layers.context import Context
from badak.layers.core import Activation, Dense, Flatten, InputLayer, Permute, Rescaling, Reshape
from badak.layers.layer import Layer, Param, State, Sublayer
from badak.layers.noise import AlphaDropout, Dropout, GaussianDropout, GaussianNoise
from badak.layers.norm import BatchNormalization, LayerNormalization


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
