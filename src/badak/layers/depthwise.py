"""Convolutions that take space and channels apart: depthwise, and separable = depthwise, then 1×1."""

from __future__ import annotations

from typing import Any

from badak.layers.context import Context
from badak.layers.conv import Convolving
from badak.layers.core import FUSED
from badak.layers.parts import Shape, Weights
from badak.ops.conv import conv
from badak.ops.shape import reshape


class _Depthwise(Convolving):
    """What DepthwiseConv1D and DepthwiseConv2D have in common."""

    kernel_size: Any
    strides: Any = 1
    padding: Any = "valid"
    depth_multiplier: int = 1
    data_format: str | None = None
    dilation_rate: Any = 1
    activation: Any = None
    use_bias: bool = True
    depthwise_initializer: Any = "glorot_uniform"
    bias_initializer: Any = "zeros"
    depthwise_regularizer: Any = None
    bias_regularizer: Any = None
    depthwise_constraint: Any = None
    bias_constraint: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_whole("depth_multiplier")
        self.fix_common(("depthwise", "bias"))

    def declare(self, shape: Shape) -> dict:
        """Return the kernels, ``depth_multiplier`` for each channel, and the bias where wanted."""
        channels = self.channels(shape)
        filters = None if channels is None else channels * self.depth_multiplier
        kernel = self.weight("depthwise", (*self.kernel_size, channels, self.depth_multiplier))
        return {"kernel": kernel, "bias": self.weight("bias", (filters,))} if self.use_bias else {"kernel": kernel}

    def out_shape(self, shape: Shape) -> Shape:
        """Return the number of places along each axis, and ``depth_multiplier`` maps for each channel."""
        inner = self.channels_last(shape)
        found = self.find(inner, self.kernel_size, self.strides, self.padding, self.dilation_rate)
        return self.as_given((*found.sizes, None if inner[-1] is None else inner[-1] * self.depth_multiplier))

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return φ of each channel convolved with its own kernels, plus b."""
        z = conv(
            self.turned(x), _by_channel(p.kernel), p.get("bias"), strides=self.strides, padding=self.padding,
            dilation=self.dilation_rate, groups=p.kernel.shape[-2], activation=FUSED.get(self.activation),
        )  # fmt: skip
        return self.activated(z)


def _by_channel(kernel: Any) -> Any:
    """Turn (*size, channels, multiplier) into the kernel of a convolution with one group for each channel."""
    *size, channels, multiplier = kernel.shape
    return reshape(kernel, shape=(*size, 1, channels * multiplier))


class DepthwiseConv1D(_Depthwise):
    """Slide kernels along series, each channel with kernels of its own.

    Args:
        kernel_size: how many steps a kernel sees.
        strides: how far it moves each time.
        padding: as ``Conv1D`` has it.
        depth_multiplier: kernels for each channel.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        dilation_rate: distance between the values a kernel sees.
        activation: a name or a function.
        use_bias: whether a bias is added.
        depthwise_initializer: how the kernels start.
        bias_initializer: how the bias starts.
        depthwise_regularizer: penalty on the kernels.
        bias_regularizer: penalty on the bias.
        depthwise_constraint: constraint on the kernels.
        bias_constraint: constraint on the bias.
        exact: refuse lengths that the stride does not divide.

    Shapes: input (batch, steps, channels), output (batch, places, channels · depth_multiplier).

    Example:
        >>> import badak
        >>> badak.layers.DepthwiseConv1D(3, depth_multiplier=2)(badak.zeros(1, 10, 4)).shape
        (1, 8, 8)
    """

    rank = 1


class DepthwiseConv2D(_Depthwise):
    """Slide kernels over images, each channel with kernels of its own; channels do not mix.

    Args:
        kernel_size: height and width of a kernel.
        strides: how far it moves each time.
        padding: as ``Conv2D`` has it.
        depth_multiplier: kernels for each channel.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        dilation_rate: distance between the pixels a kernel sees.
        activation: a name or a function.
        use_bias: whether a bias is added.
        depthwise_initializer: how the kernels start.
        bias_initializer: how the bias starts.
        depthwise_regularizer: penalty on the kernels.
        bias_regularizer: penalty on the bias.
        depthwise_constraint: constraint on the kernels.
        bias_constraint: constraint on the bias.
        exact: refuse sizes that the stride does not divide.

    Shapes: input (batch, height, width, channels), output (batch, rows, columns, channels · depth_multiplier).

    Example:
        >>> import badak
        >>> badak.layers.DepthwiseConv2D(3, padding="same")(badak.zeros(1, 8, 8, 4)).shape
        (1, 8, 8, 4)
    """

    rank = 2


class _Separable(Convolving):
    """What SeparableConv1D and SeparableConv2D have in common."""

    filters: int
    kernel_size: Any
    strides: Any = 1
    padding: Any = "valid"
    data_format: str | None = None
    dilation_rate: Any = 1
    depth_multiplier: int = 1
    activation: Any = None
    use_bias: bool = True
    depthwise_initializer: Any = "glorot_uniform"
    pointwise_initializer: Any = "glorot_uniform"
    bias_initializer: Any = "zeros"
    depthwise_regularizer: Any = None
    pointwise_regularizer: Any = None
    bias_regularizer: Any = None
    depthwise_constraint: Any = None
    pointwise_constraint: Any = None
    bias_constraint: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_whole("filters")
        self.expect_whole("depth_multiplier")
        self.fix_common(("depthwise", "pointwise", "bias"))

    def declare(self, shape: Shape) -> dict:
        """Return the kernels of each channel, the matrix that mixes channels, and the bias where wanted."""
        channels = self.channels(shape)
        middle = None if channels is None else channels * self.depth_multiplier
        declared = {
            "depthwise_kernel": self.weight("depthwise", (*self.kernel_size, channels, self.depth_multiplier)),
            "pointwise_kernel": self.weight("pointwise", (*(1,) * self.rank, middle, self.filters)),
        }
        return declared | {"bias": self.weight("bias", (self.filters,))} if self.use_bias else declared

    def out_shape(self, shape: Shape) -> Shape:
        """Return the number of places along each axis, and ``filters`` channels."""
        inner = self.channels_last(shape)
        found = self.find(inner, self.kernel_size, self.strides, self.padding, self.dilation_rate)
        return self.as_given((*found.sizes, self.filters))

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Convolve each channel by itself, then mix channels at each place."""
        spread = conv(
            self.turned(x), _by_channel(p.depthwise_kernel), strides=self.strides, padding=self.padding,
            dilation=self.dilation_rate, groups=p.depthwise_kernel.shape[-2],
        )  # fmt: skip
        return self.activated(conv(spread, p.pointwise_kernel, p.get("bias"), activation=FUSED.get(self.activation)))


class SeparableConv1D(_Separable):
    """Convolve each channel of series by itself, then mix the channels: far fewer weights than ``Conv1D``.

    Args:
        filters: number of channels that come out.
        kernel_size: how many steps a kernel sees.
        strides: how far it moves each time.
        padding: as ``Conv1D`` has it.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        dilation_rate: distance between the values a kernel sees.
        depth_multiplier: kernels for each channel.
        activation: a name or a function.
        use_bias: whether a bias is added.
        depthwise_initializer: how the kernels start.
        pointwise_initializer: how the mixing matrix starts.
        bias_initializer: how the bias starts.
        depthwise_regularizer: penalty on the kernels.
        pointwise_regularizer: penalty on the mixing matrix.
        bias_regularizer: penalty on the bias.
        depthwise_constraint: constraint on the kernels.
        pointwise_constraint: constraint on the mixing matrix.
        bias_constraint: constraint on the bias.
        exact: refuse lengths that the stride does not divide.

    Shapes: input (batch, steps, channels), output (batch, places, filters).

    Example:
        >>> import badak
        >>> badak.layers.SeparableConv1D(6, 3)(badak.zeros(1, 10, 4)).shape
        (1, 8, 6)
    """

    rank = 1


class SeparableConv2D(_Separable):
    """Convolve each channel of images by itself, then mix the channels: far fewer weights than ``Conv2D``.

    Args:
        filters: number of maps that come out.
        kernel_size: height and width of a kernel.
        strides: how far it moves each time.
        padding: as ``Conv2D`` has it.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        dilation_rate: distance between the pixels a kernel sees.
        depth_multiplier: kernels for each channel.
        activation: a name or a function.
        use_bias: whether a bias is added.
        depthwise_initializer: how the kernels start.
        pointwise_initializer: how the mixing matrix starts.
        bias_initializer: how the bias starts.
        depthwise_regularizer: penalty on the kernels.
        pointwise_regularizer: penalty on the mixing matrix.
        bias_regularizer: penalty on the bias.
        depthwise_constraint: constraint on the kernels.
        pointwise_constraint: constraint on the mixing matrix.
        bias_constraint: constraint on the bias.
        exact: refuse sizes that the stride does not divide.

    Shapes: input (batch, height, width, channels), output (batch, rows, columns, filters).

    Source: Chollet 2017, arXiv 1610.02357.

    Example:
        >>> import badak
        >>> layer = badak.layers.SeparableConv2D(64, 3, input_shape=(32, 32, 32))
        >>> badak.Sequential([layer]).count_params()  # Conv2D has 18,496
        2400
    """

    rank = 2
