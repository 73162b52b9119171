"""VGG: depth by stacking 3×3 convolutions, nothing else.

Source: Simonyan, Zisserman 2015, arXiv 1409.1556, table 1 (A = 11 layers, B = 13, D = 16, E = 19), as PyTorch's torchvision
builds them.
"""

from __future__ import annotations

from typing import Any

from badak.layers.conv import Conv2D
from badak.layers.core import Dense, Flatten
from badak.layers.layer import Layer
from badak.layers.noise import Dropout
from badak.layers.parts import Shape
from badak.layers.pooling import MaxPooling2D
from badak.models.sequential import Sequential
from badak.models.zoo.parts import START, convolution_norm, started, top

_FILTERS = (64, 128, 256, 512, 512)
_CONVOLUTIONS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


def _vgg(
    depth: int, input_shape: Shape | None, classes: int, batch_norm: bool, units: int, dropout: float,
    classifier_activation: Any, name: str | None,
) -> Sequential:  # fmt: skip
    name = name or f"vgg{depth}"
    layers: list[Layer] = started(input_shape, f"vgg{depth}")
    for i, (count, filters) in enumerate(zip(_CONVOLUTIONS[depth], _FILTERS), 1):
        for j in range(1, count + 1):
            if batch_norm:
                layers += convolution_norm(f"conv{i}_{j}", filters, 3, use_bias=True)
            else:
                layers.append(
                    Conv2D(filters, 3, padding=1, activation="relu", kernel_initializer=START, name=f"conv{i}_{j}")
                )
        layers.append(MaxPooling2D(2, name=f"pool{i}"))
    layers.append(Flatten(name="flatten"))
    for i in (1, 2):
        layers.append(Dense(units, activation="relu", kernel_initializer=START, name=f"dense{i}"))
        layers.append(Dropout(dropout, name=f"dropout{i}"))
    layers.append(top(classes, classifier_activation))
    return Sequential(layers, name=name)


def vgg11(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    batch_norm: bool = False,
    units: int = 4096,
    dropout: float = 0.5,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """VGG with eight convolutions and three dense layers (configuration A): 132,863,336 weights for ImageNet.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        batch_norm: whether a batch norm stands behind each convolution (torchvision's ``vggNN_bn``).
        units: neurons of the two hidden dense layers; fewer suit small pictures.
        dropout: share of values set to 0 behind them in training.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32, of which five poolings leave nothing.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.vgg11(input_shape=None), (224, 224, 3)).trained
        132863336
    """
    return _vgg(11, input_shape, classes, batch_norm, units, dropout, classifier_activation, name)


def vgg13(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    batch_norm: bool = False,
    units: int = 4096,
    dropout: float = 0.5,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """VGG with ten convolutions and three dense layers (configuration B): 133,047,848 weights for ImageNet.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        batch_norm: whether a batch norm stands behind each convolution (torchvision's ``vggNN_bn``).
        units: neurons of the two hidden dense layers; fewer suit small pictures.
        dropout: share of values set to 0 behind them in training.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32, of which five poolings leave nothing.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.vgg13(input_shape=None), (224, 224, 3)).trained
        133047848
    """
    return _vgg(13, input_shape, classes, batch_norm, units, dropout, classifier_activation, name)


def vgg16(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    batch_norm: bool = False,
    units: int = 4096,
    dropout: float = 0.5,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """VGG with thirteen convolutions and three dense layers (configuration D): 138,357,544 weights for ImageNet.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        batch_norm: whether a batch norm stands behind each convolution (torchvision's ``vggNN_bn``).
        units: neurons of the two hidden dense layers; fewer suit small pictures.
        dropout: share of values set to 0 behind them in training.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32, of which five poolings leave nothing.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.vgg16(input_shape=None), (224, 224, 3)).trained
        138357544
    """
    return _vgg(16, input_shape, classes, batch_norm, units, dropout, classifier_activation, name)


def vgg19(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    batch_norm: bool = False,
    units: int = 4096,
    dropout: float = 0.5,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """VGG with sixteen convolutions and three dense layers (configuration E): 143,667,240 weights for ImageNet.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        batch_norm: whether a batch norm stands behind each convolution (torchvision's ``vggNN_bn``).
        units: neurons of the two hidden dense layers; fewer suit small pictures.
        dropout: share of values set to 0 behind them in training.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32, of which five poolings leave nothing.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.vgg19(input_shape=None), (224, 224, 3)).trained
        143667240
    """
    return _vgg(19, input_shape, classes, batch_norm, units, dropout, classifier_activation, name)
