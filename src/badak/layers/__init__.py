"""Layers: the parts of a model."""

from typing import Any

from badak.layers.activation import ELU, LeakyReLU, PReLU, ReLU, Softmax
from badak.layers.augment import Augmentation, RandomCrop, RandomFlip
from badak.layers.colour import RandomBrightness, RandomColorJitter, RandomContrast, RandomHue, RandomSaturation
from badak.layers.context import Context
from badak.layers.core import Activation, Dense, Flatten, InputLayer, Permute, Rescaling, Reshape
from badak.layers.erase import Cutout, RandomErasing
from badak.layers.images import CenterCrop, Resizing
from badak.layers.layer import Layer, Param, State, Sublayer
from badak.layers.mix import CutMix, MixUp
from badak.layers.moving import RandomRotation, RandomTranslation, RandomZoom
from badak.layers.noise import AlphaDropout, Dropout, GaussianDropout, GaussianNoise
from badak.layers.norm import BatchNormalization, LayerNormalization
from badak.layers.normalization import Normalization

_ELSEWHERE = {  # what Keras and PyTorch call it
    "Lambda": "write a class of badak.layers.Layer with forward(self, p, x, ctx), which can also be saved",
    "Linear": "badak calls it Dense", "ReLU6": "badak.layers.ReLU(max_value=6)", "Module": "badak calls it Layer",
    "Sequential": "badak.Sequential", "Model": "badak.Sequential",
}  # fmt: skip


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
    "Augmentation",
    "BatchNormalization",
    "CenterCrop",
    "Context",
    "CutMix",
    "Cutout",
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
    "MixUp",
    "Normalization",
    "PReLU",
    "Param",
    "Permute",
    "RandomBrightness",
    "RandomColorJitter",
    "RandomContrast",
    "RandomCrop",
    "RandomErasing",
    "RandomFlip",
    "RandomHue",
    "RandomRotation",
    "RandomSaturation",
    "RandomTranslation",
    "RandomZoom",
    "ReLU",
    "Rescaling",
    "Reshape",
    "Resizing",
    "Softmax",
    "State",
    "Sublayer",
]


def __getattr__(name: str) -> Any:
    import sys

    hint = f"; {_ELSEWHERE[name]}" if name in _ELSEWHERE else ""
    raise AttributeError(f"module 'badak.layers' has no attribute {name!r}{hint}", name=name, obj=sys.modules[__name__])
