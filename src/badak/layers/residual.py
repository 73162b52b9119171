"""Residual blocks: layers that add their input to what they make of it, so that a block need only learn the difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from badak import initializers
from badak.errors import error, shape_text
from badak.layers.activation import ReLU
from badak.layers.chain import Chain
from badak.layers.context import Context
from badak.layers.conv import Conv2D
from badak.layers.layer import Layer
from badak.layers.norm import BatchNormalization
from badak.layers.parts import Shape, Sublayer, Weights
from badak.ops.activation import add_relu
from badak.ops.shape import getitem, pad

SHORTCUTS = ("projection", "pad", "pad_both")


class ResidualBlock(Layer):
    r"""Two 3×3 convolutions and a way around them: :math:`y = \mathrm{ReLU}(F(x) + S(x))`.

    F is convolution, batch norm, ReLU, convolution, batch norm. S(x) is x itself where shapes agree. Where they do not:

    - ``"projection"``: a 1×1 convolution with the block's stride, and batch norm (option B of the paper);
    - ``"pad"``: every ``strides``-th pixel, and channels of zeros behind the others: nothing to learn (option A).
    - ``"pad_both"``: the same with half of the zeros in front, as the weights published for CIFAR-10 in PyTorch have it.

    The gradient of y by x is that of F plus 1: however many blocks follow, the first layers hear from the loss.

    Args:
        filters: channels of both convolutions and of the output.
        strides: how far the first convolution moves each time; 2 halves the picture.
        shortcut: ``"projection"``, ``"pad"`` or ``"pad_both"``, used only where the shapes differ.
        kernel_initializer: how the kernels start; He's rule keeps the variance through ReLU.
        momentum: how slowly the batch norms' moving averages follow.
        epsilon: added to their variances.

    Shapes: input (batch, height, width, channels), output (batch, ⌈height / strides⌉, ⌈width / strides⌉, filters).

    Raises:
        ArgumentError: BD003, for numbers that are no positive integers or another shortcut.
        ShapeError: BD150, for ``"pad"`` with fewer filters than channels; BD103, for samples that are no images.

    Source: He, Zhang, Ren, Sun 2016, arXiv 1512.03385, figure 2 and section 3.3.

    Example:
        >>> import badak
        >>> block = badak.layers.ResidualBlock(32, strides=2, shortcut="pad", input_shape=(8, 8, 16))
        >>> block(badak.ones(1, 8, 8, 16)).shape, sum(w.numel() for w in block.trainable_weights)
        ((1, 4, 4, 32), 13952)
    """

    filters: int
    strides: int = 1
    shortcut: str = "projection"
    kernel_initializer: Any = "he_normal"
    momentum: float = 0.9
    epsilon: float = 1e-5

    expansion = 1  # channels of the output for each filter

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("filters", "strides"):
            value = getattr(self, name)
            whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
            self.expect_argument(bool(whole and value > 0), name, {"en": "an integer > 0", "ko": "0보다 큰 정수"})
            self._fix(**{name: int(value)})
        self.expect_argument(self.shortcut in SHORTCUTS, "shortcut", " | ".join(map(repr, SHORTCUTS)))
        self._fix(kernel_initializer=initializers.get(self.kernel_initializer))
        self._branch = list(self.branch())
        self._way_around = [
            ("shortcut", self.convolution(self.out_channels, 1, self.strides)),
            ("shortcut_norm", self.norm()),
        ]
        self._chain, self._projection = Chain(self._branch), Chain(self._way_around)

    # --- parts --------------------------------------------------------------------------------------------------------

    @property
    def out_channels(self) -> int:
        """Channels of the output."""
        return self.filters * self.expansion

    def convolution(self, filters: int, size: int, strides: int = 1) -> Conv2D:
        """Return a convolution whose output is as large as its input divided by the stride; batch norm brings the bias."""
        return Conv2D(
            filters, size, strides, padding=size // 2, use_bias=False, kernel_initializer=self.kernel_initializer
        )

    def norm(self) -> BatchNormalization:
        """Return a batch norm."""
        return BatchNormalization(momentum=self.momentum, epsilon=self.epsilon)

    def branch(self) -> Iterator[tuple[str, Layer]]:
        """Name the layers of F in order."""
        yield "conv1", self.convolution(self.filters, 3, self.strides)
        yield "norm1", self.norm()
        yield "relu1", ReLU()
        yield "conv2", self.convolution(self.filters, 3)
        yield "norm2", self.norm()

    # --- the layer ----------------------------------------------------------------------------------------------------

    def projects(self, channels: int | None) -> bool:
        """Whether the shortcut is a convolution, for an input of so many channels."""
        return self.shortcut == "projection" and not self.keeps(channels)

    def keeps(self, channels: int | None) -> bool:
        """Whether the input can be added as it is."""
        return self.strides == 1 and channels == self.out_channels

    def declare(self, shape: Shape) -> dict:
        """Return the layers of F, and those of the shortcut where it has any."""
        out = self.out_shape(shape)
        if self.shortcut != "projection" and shape[-1] is not None and shape[-1] > out[-1]:
            raise error("BD150", where=self.label, channels=shape[-1], filters=out[-1], got=shape_text((None, *shape)))
        declared, inner = {}, shape
        for name, layer in self._branch:
            declared[name] = Sublayer(layer, inner)
            inner = layer.out_shape(inner)
        if self.projects(shape[-1]):
            (first, convolution), (second, norm) = self._way_around
            declared[first], declared[second] = Sublayer(convolution, shape), Sublayer(norm, out)
        return declared

    def out_shape(self, shape: Shape) -> Shape:
        """Return the smaller picture with the new channels."""
        for _, layer in self._branch:
            shape = layer.out_shape(shape)
        return shape

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return ReLU(F(x) + S(x))."""
        channels = x.shape[-1]
        if self.keeps(channels):
            around = x
        elif self.projects(channels):
            around = self._projection.run(p, x, ctx)
        else:
            around = _thinned(x, self.strides, self.out_channels - channels, self.shortcut == "pad_both")
        return add_relu(self._chain.run(p, x, ctx), around)


class BottleneckBlock(ResidualBlock):
    r"""A residual block of three convolutions, 1×1, 3×3, 1×1: the large one works on a quarter of the channels.

    :math:`y = \mathrm{ReLU}(F(x) + S(x))` with F: 1×1 to ``filters`` channels, 3×3 with the stride, 1×1 to 4 · ``filters``;
    batch norm behind each, ReLU between them. The stride is that of the 3×3 (version 1.5, as PyTorch's models have it;
    the paper has it in the first 1×1, which skips three quarters of the pixels).

    Args:
        filters: channels of the first two convolutions; the output has four times as many.
        strides: how far the 3×3 convolution moves each time.
        shortcut: ``"projection"``, ``"pad"`` or ``"pad_both"``, used only where the shapes differ.
        kernel_initializer: how the kernels start.
        momentum: how slowly the batch norms' moving averages follow.
        epsilon: added to their variances.

    Shapes: input (batch, height, width, channels), output (batch, ⌈height / strides⌉, ⌈width / strides⌉, 4 · filters).

    Raises:
        ArgumentError: BD003, for numbers that are no positive integers or another shortcut.
        ShapeError: BD150, for ``"pad"`` with too few filters; BD103, for samples that are no images.

    Source: He, Zhang, Ren, Sun 2016, arXiv 1512.03385, figure 5.

    Example:
        >>> import badak
        >>> badak.layers.BottleneckBlock(16, strides=2)(badak.ones(1, 8, 8, 32)).shape
        (1, 4, 4, 64)
    """

    expansion = 4

    def branch(self) -> Iterator[tuple[str, Layer]]:
        """Name the layers of F in order."""
        yield "conv1", self.convolution(self.filters, 1)
        yield "norm1", self.norm()
        yield "relu1", ReLU()
        yield "conv2", self.convolution(self.filters, 3, self.strides)
        yield "norm2", self.norm()
        yield "relu2", ReLU()
        yield "conv3", self.convolution(self.out_channels, 1)
        yield "norm3", self.norm()


def _thinned(x: Any, strides: int, missing: int, both: bool) -> Any:
    """Return every ``strides``-th pixel of x, with so many channels of zeros behind the others, or on both sides of them."""
    if strides > 1:
        x = getitem(x, index=(slice(None), slice(None, None, strides), slice(None, None, strides)))
    front = missing // 2 if both else 0
    return pad(x, pad_width=((0, 0), (0, 0), (0, 0), (front, missing - front))) if missing else x
