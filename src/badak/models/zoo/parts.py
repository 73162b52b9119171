"""What the networks of the zoo have in common: how they end, what they refuse, how large they are."""

from __future__ import annotations

from typing import Any, NamedTuple

from badak.errors import error, shape_text
from badak.layers.activation import ReLU
from badak.layers.conv import Conv2D
from badak.layers.core import Dense, InputLayer
from badak.layers.layer import Layer
from badak.layers.norm import BatchNormalization
from badak.layers.parts import Shape

START = "he_normal"  # He, Zhang, Ren, Sun 2015, arXiv 1502.01852, equation 10: variance 2/n_in


class WeightCount(NamedTuple):
    """How many weights a model has.

    Attributes:
        trained: those that training changes.
        kept: running statistics of batch norms.
    """

    trained: int
    kept: int


def count_weights(model: Layer, input_shape: Shape) -> WeightCount:
    """Count the weights that a model would have for pictures of a shape, without making any.

    Args:
        model: a model or a layer, built or not.
        input_shape: shape of one sample.

    Returns:
        The number of weights that are trained, and that of kept statistics; a layer that stands in two places counts once.

    Example:
        >>> from badak.models import zoo
        >>> zoo.count_weights(zoo.resnet50(input_shape=None), (224, 224, 3))
        WeightCount(trained=25557032, kept=53120)
    """
    from badak.files.places import Layout

    trained = kept = 0
    for holder in Layout.planned(model, tuple(input_shape)).holders:
        size = 1
        for n in holder.shape:
            size *= n
        trained, kept = (trained + size, kept) if holder.learned else (trained, kept + size)
    return WeightCount(trained, kept)


# the least side of a picture of which every pooling leaves something, and what takes smaller ones
_LEAST = {
    "simple_cnn": (10, "dense layers"),
    "deep_cnn": (8, "simple_cnn"),
    "fast_cnn": (18, "simple_cnn"),
    "vgg": (32, "resnet20, deep_cnn"),
}
_SMALL = (4, "dense layers")  # the 6n + 2 family
_LARGE = (32, "resnet20")
_LARGE_DEPTHS = ("18", "34", "50", "101", "152")


def check_size(shape: Shape, model: str) -> None:
    """Refuse pictures that a network of the zoo would pool away.

    Args:
        shape: height, width and channels.
        model: name of the network's function.

    Raises:
        ArgumentError: BD003, for a shape that is none of a picture; BD151, for pictures that are too small.
    """
    if not isinstance(shape, tuple | list) or len(shape) != 3 or not all(isinstance(n, int) and n > 0 for n in shape):
        expected = {"en": "(height, width, channels)", "ko": "(높이, 너비, 채널)"}
        raise error("BD003", where=model, name="input_shape", got=repr(shape), expected=expected)
    kind = model.rstrip("0123456789")
    residual = _LARGE if model.removeprefix(kind) in _LARGE_DEPTHS else _SMALL
    least, smaller = _LEAST.get(kind, residual)
    if min(shape[:2]) < least:
        raise error("BD151", where=model, model=model, got=shape_text(shape), least=least, smaller=smaller)


def started(input_shape: Shape | None, model: str) -> list[Layer]:
    """Return the list of layers that begins with the shape of the pictures, where it is known.

    Raises:
        ArgumentError: BD003 or BD151, see ``check_size``.
    """
    if input_shape is None:
        return []
    check_size(input_shape, model)
    return [InputLayer(tuple(input_shape))]


def top(classes: int, activation: Any) -> Dense:
    """Return the last layer: one output for each class.

    Raises:
        ArgumentError: BD003, for a number of classes that is none.
    """
    if isinstance(classes, bool) or not isinstance(classes, int) or classes < 1:
        expected = {"en": "an integer > 0: how many classes there are", "ko": "0보다 큰 정수: 클래스의 개수"}
        raise error("BD003", where="badak.models.zoo", name="classes", got=repr(classes), expected=expected)
    return Dense(classes, activation=activation, name="predictions")


def convolution_norm(name: str, filters: int, size: int, strides: int = 1, use_bias: bool = False) -> list[Layer]:
    """Return convolution, batch norm and ReLU, which run as one where they can."""
    return [
        Conv2D(filters, size, strides, padding=size // 2, use_bias=use_bias, kernel_initializer=START, name=name),
        norm(f"{name}_norm"),
        ReLU(name=f"{name}_relu"),
    ]


def norm(name: str) -> BatchNormalization:
    """Return a batch norm with the figures of the reference implementations."""
    return BatchNormalization(momentum=0.9, epsilon=1e-5, name=name)
