"""Residual networks, and the plain ones beside them that show what the shortcuts are good for.

Two families of one paper:

- for small pictures (CIFAR-10): 6n + 2 layers, three stages of 16, 32 and 64 channels, from n = 3 (20 layers) on;
- for large pictures (ImageNet): 18 to 152 layers, four stages of 64, 128, 256 and 512 channels.

``plainN`` has the same convolutions as ``resnetN`` and no shortcuts. Deeper plain networks do worse, on the training data too;
deeper residual networks do better.

Source: He, Zhang, Ren, Sun 2016, Deep residual learning for image recognition, arXiv 1512.03385.
"""

from __future__ import annotations

from typing import Any

from badak.layers.layer import Layer
from badak.layers.parts import Shape
from badak.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from badak.layers.residual import BottleneckBlock, ResidualBlock
from badak.models.sequential import Sequential
from badak.models.zoo.parts import START, convolution_norm, started, top

_BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def _stages(counts: tuple[int, ...], filters: int, block: type[ResidualBlock] | None, shortcut: str) -> list[Layer]:
    """Return the stages: each but the first halves the picture and doubles the channels; None for plain convolutions."""
    layers: list[Layer] = []
    for stage, count in enumerate(counts, 1):
        for place in range(1, count + 1):
            strides = 2 if stage > 1 and place == 1 else 1
            name = f"stage{stage}_block{place}"
            width = filters * 2 ** (stage - 1)
            if block is not None:
                layers.append(block(width, strides, shortcut, kernel_initializer=START, name=name))
            else:
                layers += convolution_norm(f"{name}_conv1", width, 3, strides)
                layers += convolution_norm(f"{name}_conv2", width, 3)
    return layers


def residual_network(
    blocks: tuple[int, ...] = (3, 3, 3),
    filters: int = 16,
    *,
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    residual: bool = True,
    shortcut: str = "pad",
    classifier_activation: Any = "softmax",
    name: str = "residual_network",
) -> Sequential:
    """The family for small pictures with any number of blocks and channels; ``resnet20`` and the others are members of it.

    Args:
        blocks: number of blocks (of two convolutions) in each stage; every stage but the first halves the picture and
            doubles the channels.
        filters: channels of the first stage.
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        residual: False leaves the shortcuts out: a plain network of the same convolutions.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> small = zoo.residual_network((1, 1), 8, input_shape=(14, 14, 1), classes=3)
        >>> small.count_params()
        4955
    """
    layers = started(input_shape, name) + convolution_norm("conv", filters, 3)
    layers += _stages(tuple(blocks), filters, ResidualBlock if residual else None, shortcut)
    layers += [GlobalAveragePooling2D(name="average"), top(classes, classifier_activation)]
    return Sequential(layers, name=name)


def _small(
    kind: str, depth: int, input_shape: Shape | None, classes: int, shortcut: str, activation: Any, name: str | None
) -> Sequential:
    return residual_network(
        ((depth - 2) // 6,) * 3,
        input_shape=input_shape,
        classes=classes,
        residual=kind == "resnet",
        shortcut=shortcut,
        classifier_activation=activation,
        name=name or f"{kind}{depth}",
    )


def _large(
    kind: str, depth: int, input_shape: Shape | None, classes: int, shortcut: str, activation: Any, name: str | None
) -> Sequential:
    name = name or f"{kind}{depth}"
    layers = started(input_shape, f"{kind}{depth}") + convolution_norm("conv", 64, 7, 2)
    layers.append(MaxPooling2D(3, 2, padding=1, name="pool"))
    block = (ResidualBlock if depth < 50 else BottleneckBlock) if kind == "resnet" else None
    layers += _stages(_BLOCKS[depth], 64, block, shortcut)
    layers += [GlobalAveragePooling2D(name="average"), top(classes, activation)]
    return Sequential(layers, name=name)


# ---- for small pictures --------------------------------------------------------------------------------------------------


def resnet20(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    shortcut: str = "pad",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 20 layers for small pictures: 3 blocks in each of three stages, 269,722 trained weights.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet20(input_shape=None), (32, 32, 3)).trained
        269722
    """
    return _small("resnet", 20, input_shape, classes, shortcut, classifier_activation, name)


def resnet32(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    shortcut: str = "pad",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 32 layers for small pictures: 5 blocks in each of three stages, 464,154 trained weights.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet32(input_shape=None), (32, 32, 3)).trained
        464154
    """
    return _small("resnet", 32, input_shape, classes, shortcut, classifier_activation, name)


def resnet44(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    shortcut: str = "pad",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 44 layers for small pictures: 7 blocks in each of three stages, 658,586 trained weights.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet44(input_shape=None), (32, 32, 3)).trained
        658586
    """
    return _small("resnet", 44, input_shape, classes, shortcut, classifier_activation, name)


def resnet56(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    shortcut: str = "pad",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 56 layers for small pictures: 9 blocks in each of three stages, 853,018 trained weights.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet56(input_shape=None), (32, 32, 3)).trained
        853018
    """
    return _small("resnet", 56, input_shape, classes, shortcut, classifier_activation, name)


def resnet110(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    shortcut: str = "pad",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 110 layers for small pictures: 18 blocks in each of three stages, 1,727,962 trained weights.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet110(input_shape=None), (32, 32, 3)).trained
        1727962
    """
    return _small("resnet", 110, input_shape, classes, shortcut, classifier_activation, name)


def plain20(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """The 20 layers of ``resnet20`` without shortcuts.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.plain20(input_shape=None), (32, 32, 3)).trained
        269722
    """
    return _small("plain", 20, input_shape, classes, "none", classifier_activation, name)


def plain32(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """The 32 layers of ``resnet32`` without shortcuts.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.plain32(input_shape=None), (32, 32, 3)).trained
        464154
    """
    return _small("plain", 32, input_shape, classes, "none", classifier_activation, name)


def plain44(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """The 44 layers of ``resnet44`` without shortcuts.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.plain44(input_shape=None), (32, 32, 3)).trained
        658586
    """
    return _small("plain", 44, input_shape, classes, "none", classifier_activation, name)


def plain56(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """The 56 layers of ``resnet56`` without shortcuts.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.plain56(input_shape=None), (32, 32, 3)).trained
        853018
    """
    return _small("plain", 56, input_shape, classes, "none", classifier_activation, name)


def plain110(
    input_shape: Shape | None = (32, 32, 3),
    classes: int = 10,
    *,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """The 110 layers of ``resnet110`` without shortcuts.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 4×4.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.plain110(input_shape=None), (32, 32, 3)).trained
        1727962
    """
    return _small("plain", 110, input_shape, classes, "none", classifier_activation, name)


# ---- for large pictures --------------------------------------------------------------------------------------------------


def resnet18(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    shortcut: str = "projection",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 18 layers for large pictures: 11,689,512 trained weights for ImageNet.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet18(input_shape=None), (224, 224, 3)).trained
        11689512
    """
    return _large("resnet", 18, input_shape, classes, shortcut, classifier_activation, name)


def resnet34(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    shortcut: str = "projection",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 34 layers for large pictures: 21,797,672 trained weights for ImageNet.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet34(input_shape=None), (224, 224, 3)).trained
        21797672
    """
    return _large("resnet", 34, input_shape, classes, shortcut, classifier_activation, name)


def resnet50(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    shortcut: str = "projection",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 50 layers for large pictures: 25,557,032 trained weights for ImageNet.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet50(input_shape=None), (224, 224, 3)).trained
        25557032
    """
    return _large("resnet", 50, input_shape, classes, shortcut, classifier_activation, name)


def resnet101(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    shortcut: str = "projection",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 101 layers for large pictures: 44,549,160 trained weights for ImageNet.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet101(input_shape=None), (224, 224, 3)).trained
        44549160
    """
    return _large("resnet", 101, input_shape, classes, shortcut, classifier_activation, name)


def resnet152(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    shortcut: str = "projection",
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """Residual network of 152 layers for large pictures: 60,192,808 trained weights for ImageNet.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        shortcut: what the input becomes where shapes differ, ``"pad"`` or ``"pad_both"`` (nothing to learn), or
            ``"projection"``.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet152(input_shape=None), (224, 224, 3)).trained
        60192808
    """
    return _large("resnet", 152, input_shape, classes, shortcut, classifier_activation, name)


def plain18(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """The 18 layers of ``resnet18`` without shortcuts.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.plain18(input_shape=None), (224, 224, 3)).trained
        11515688
    """
    return _large("plain", 18, input_shape, classes, "none", classifier_activation, name)


def plain34(
    input_shape: Shape | None = (224, 224, 3),
    classes: int = 1000,
    *,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Sequential:
    """The 34 layers of ``resnet34`` without shortcuts.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given.

    Raises:
        ArgumentError: BD151, for pictures below 32×32.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.plain34(input_shape=None), (224, 224, 3)).trained
        21623848
    """
    return _large("plain", 34, input_shape, classes, "none", classifier_activation, name)
