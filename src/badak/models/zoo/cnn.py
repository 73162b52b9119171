"""Small convolutional networks for small pictures: the first one of the textbooks, a deeper one, and the quickest."""

from __future__ import annotations

from typing import Any

from badak.layers.activation import ReLU
from badak.layers.conv import Conv2D
from badak.layers.core import Flatten
from badak.layers.layer import Layer
from badak.layers.noise import Dropout
from badak.layers.parts import Shape
from badak.layers.pooling import MaxPooling2D
from badak.models.sequential import Sequential
from badak.models.zoo.parts import START, convolution_norm, norm, started, top


def simple_cnn(
    input_shape: Shape | None = (28, 28, 1),
    classes: int = 10,
    *,
    dropout: float = 0.5,
    classifier_activation: Any = "softmax",
    name: str = "simple_cnn",
) -> Sequential:
    """Two convolutions, each with a pooling behind it, and one dense layer: Keras's first network for MNIST.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        dropout: share of values set to 0 before the last layer in training.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given; 34,826 of them for MNIST.

    Raises:
        ArgumentError: BD151, for pictures below 10×10.

    Source: keras.io/examples/vision/mnist_convnet.

    Example:
        >>> from badak.models import zoo
        >>> zoo.simple_cnn().count_params()
        34826
    """
    layers: list[Layer] = started(input_shape, "simple_cnn")
    for i, filters in enumerate((32, 64), 1):
        layers.append(Conv2D(filters, 3, activation="relu", kernel_initializer=START, name=f"conv{i}"))
        layers.append(MaxPooling2D(2, name=f"pool{i}"))
    layers += [Flatten(name="flatten"), Dropout(dropout, name="dropout"), top(classes, classifier_activation)]
    return Sequential(layers, name=name)


def deep_cnn(
    input_shape: Shape | None = (28, 28, 1),
    classes: int = 10,
    *,
    dropout: float = 0.25,
    classifier_activation: Any = "softmax",
    name: str = "deep_cnn",
) -> Sequential:
    """Six 3×3 convolutions in pairs of 16, 32 and 64 filters, each pair followed by pooling and dropout: VGG in small.

    Two 3×3 convolutions see 5×5 pixels with 18 weights instead of 25, and a ReLU more between them; batch norm lets the
    six train at once with a large learning rate.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        dropout: share of values set to 0 behind each pooling in training.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given; 78,234 of them for MNIST.

    Raises:
        ArgumentError: BD151, for pictures below 8×8.

    Source: Simonyan, Zisserman 2015, arXiv 1409.1556, section 2.3, for the stacks of 3×3; Ioffe, Szegedy 2015, arXiv
    1502.03167, for the batch norm.

    Example:
        >>> from badak.models import zoo
        >>> zoo.deep_cnn().count_params()
        78234
    """
    layers: list[Layer] = started(input_shape, "deep_cnn")
    for i, filters in enumerate((16, 32, 64), 1):
        for j in (1, 2):
            layers += convolution_norm(f"conv{i}_{j}", filters, 3)
        layers += [MaxPooling2D(2, name=f"pool{i}"), Dropout(dropout, name=f"dropout{i}")]
    layers += [Flatten(name="flatten"), top(classes, classifier_activation)]
    return Sequential(layers, name=name)


def fast_cnn(
    input_shape: Shape | None = (28, 28, 1),
    classes: int = 10,
    *,
    classifier_activation: Any = "softmax",
    name: str = "fast_cnn",
) -> Sequential:
    """Three convolutions of 16, 48 and 64 filters, made to learn digits in seconds.

    Pooling comes right behind a convolution: the maximum of four values passes through batch norm and ReLU as one, so these have
    a quarter of the work. (With a negative γ the order would matter; γ starts at 1.) Batch norm bears a large learning rate that
    rises and falls once, and two passes over MNIST reach 99.3 % of its test.

    Args:
        input_shape: height, width and channels; None for a model that is built when it sees data.
        classes: number of classes.
        classifier_activation: activation of the last layer; None for logits.
        name: name of the model.

    Returns:
        The model, with weights where ``input_shape`` is given; 40,986 of them for MNIST.

    Raises:
        ArgumentError: BD151, for pictures below 18×18.

    Source: Ioffe, Szegedy 2015, arXiv 1502.03167; Smith, Topin 2018, arXiv 1708.07120, for training it in a few passes.

    Example:
        >>> from badak.models import zoo
        >>> zoo.fast_cnn().count_params()
        40986
    """
    layers: list[Layer] = started(input_shape, "fast_cnn")
    for i, filters in enumerate((16, 48, 64), 1):
        layers.append(Conv2D(filters, 3, use_bias=False, kernel_initializer=START, name=f"conv{i}"))
        if i < 3:
            layers.append(MaxPooling2D(2, name=f"pool{i}"))
        layers += [norm(f"norm{i}"), ReLU(name=f"relu{i}")]
    layers += [Flatten(name="flatten"), top(classes, classifier_activation)]
    return Sequential(layers, name=name)
