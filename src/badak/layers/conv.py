"""Convolution over series, images and volumes."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np

from badak import activations, constraints, initializers, regularizers
from badak.errors import shape_text
from badak.layers.context import Context
from badak.layers.core import FUSED
from badak.layers.parts import Param, Shape, Weights
from badak.layers.spatial import Windowed
from badak.ops import windows
from badak.ops.conv import conv, conv_scaled

_PADDINGS = ("valid", "same", "causal")


class Convolving(Windowed, abstract=True):
    """What all convolution layers do with their arguments."""

    strides = padding = activation = cast("Any", None)  # fields of each layer, at their places among Keras's arguments

    def fix_common(self, kinds: tuple[str, ...]) -> None:
        """Make tuples of sizes, functions of names; ``kinds`` are the weights that have an initializer of their own."""
        word = isinstance(self.strides, str) and not self.strides.strip().isdecimal()
        if word and self.padding == "valid":  # Conv1D(100, 3, "same"), as courses write it
            self._fix(padding=self.strides, strides=1)
        self.per_axis("kernel_size", "strides", "dilation_rate")
        words = _PADDINGS if self.rank == 1 else _PADDINGS[:2]
        self._fix(
            padding=windows.padding_rule(self._called, self.padding, self.rank, words),
            activation=activations.get(self.activation),
        )
        for kind in kinds:
            for family, names in (
                (initializers, "initializer"),
                (regularizers, "regularizer"),
                (constraints, "constraint"),
            ):
                name = f"{kind}_{names}"
                self._fix(**{name: family.get(getattr(self, name))})

    def expect_whole(self, name: str) -> None:
        """Check a number of filters, groups or kernels."""
        value = getattr(self, name)
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        self.expect_argument(
            bool(whole and value > 0),
            name,
            {"en": "an integer > 0", "ko": "0보다 큰 정수"},
            **windows.number_meant(name, value),
        )
        self._fix(**{name: int(value)})

    def weight(self, kind: str, shape: tuple) -> Param:
        """Return a weight with the initializer, regularizer and constraint of its kind."""
        return Param(
            shape,
            getattr(self, f"{kind}_initializer"),
            getattr(self, f"{kind}_regularizer"),
            getattr(self, f"{kind}_constraint"),
        )

    def channels(self, shape: Shape) -> int:
        """Return the number of channels of a sample, and mention data whose channels seem to come first."""
        shape = self.channels_last(shape)
        self.mention_channels_first(shape)
        return shape[-1]

    def activated(self, z: Any) -> Any:
        """Apply the activation, unless the operation has done it."""
        done = self.activation in FUSED or self.activation is activations.linear
        return self.turned_back(z if done else self.activation(z))

    def work(self) -> int:
        """Count each weight once for each place of the kernel."""
        places = (n or 1 for n in self.channels_last(self._built().out_shape)[:-1])
        return super().work() * math.prod(places)


class Convolution(Convolving, abstract=True):
    """What Conv1D, Conv2D and Conv3D have in common."""

    filters: int
    kernel_size: Any
    strides: Any = 1
    padding: Any = "valid"
    data_format: str | None = None
    dilation_rate: Any = 1
    groups: int = 1
    activation: Any = None
    use_bias: bool = True
    kernel_initializer: Any = "glorot_uniform"
    bias_initializer: Any = "zeros"
    kernel_regularizer: Any = None
    bias_regularizer: Any = None
    kernel_constraint: Any = None
    bias_constraint: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_whole("filters")
        self.expect_whole("groups")
        if self.filters % self.groups:
            raise windows.unequal_groups(self._called, "filters", self.filters, self.groups)
        self.fix_common(("kernel", "bias"))

    def declare(self, shape: Shape) -> dict:
        """Return the kernel, and the bias where wanted."""
        channels = self.channels(shape)
        if channels is not None and channels % self.groups:
            raise windows.unequal_groups(self.label, "channels", channels, self.groups, shape_text((None, *shape)))
        inner = None if channels is None else channels // self.groups
        kernel = self.weight("kernel", (*self.kernel_size, inner, self.filters))
        return {"kernel": kernel, "bias": self.weight("bias", (self.filters,))} if self.use_bias else {"kernel": kernel}

    def out_shape(self, shape: Shape) -> Shape:
        """Return the number of places along each axis, and ``filters`` channels."""
        inner = self.channels_last(shape)
        found = self.find(inner, self.kernel_size, self.strides, self.padding, self.dilation_rate)
        return self.as_given((*found.sizes, self.filters))

    def forward(self, p: Weights, x: Any, ctx: Context, fixed: Any = None, activation: str | None = None) -> Any:
        """Return φ(x * w + b); ``fixed`` are scale and shift of a batch norm behind, ``activation`` is what follows it."""
        how: dict[str, Any] = {
            "strides": self.strides, "padding": self.padding, "dilation": self.dilation_rate, "groups": self.groups,
        }  # fmt: skip
        if fixed is not None:
            scale, shift = fixed
            if self.use_bias:
                shift = shift + p.bias * scale
            return conv_scaled(x, p.kernel, scale, shift, activation=activation, **how)
        return self.activated(
            conv(self.turned(x), p.kernel, p.get("bias"), activation=FUSED.get(self.activation), **how)
        )


class Conv1D(Convolution):
    r"""Slide kernels along series: :math:`y_{i,f} = \varphi\big(b_f + \sum_{k,c} x_{si + dk,\,c}\,w_{k,c,f}\big)`.

    Args:
        filters: number of kernels, and of the channels that come out.
        kernel_size: how many steps a kernel sees.
        strides: how far it moves each time; 1 keeps every place.
        padding: ``"valid"`` (none), ``"same"`` (as many places as steps / stride), ``"causal"`` (nothing from the future), a
            number, or ((before, after),); in capital letters too.
        data_format: ``"channels_last"``, or ``"channels_first"`` for (batch, channels, steps).
        dilation_rate: distance between the values a kernel sees.
        groups: the channels in so many groups, each with its part of the filters.
        activation: φ, a name or a function.
        use_bias: whether b is added.
        kernel_initializer: how the kernels start.
        bias_initializer: how b starts.
        kernel_regularizer: penalty on the kernels.
        bias_regularizer: penalty on b.
        kernel_constraint: constraint on the kernels.
        bias_constraint: constraint on b.
        exact: refuse lengths that the stride does not divide instead of dropping the last steps.

    Shapes: input (batch, steps, channels), output (batch, places, filters), kernel (kernel_size, channels / groups, filters).

    Raises:
        ArgumentError: BD003, for sizes that are no positive integers.
        ShapeError: BD100, when the kernel is longer than the padded series; BD102, when groups do not divide the channels;
            BD103, for a wrong number of axes; BD107, when ``exact`` finds a remainder.

    Example:
        >>> import badak
        >>> badak.layers.Conv1D(100, 3, padding="SAME")(badak.zeros(1, 120, 3)).shape
        (1, 120, 100)
    """

    rank = 1


class Conv2D(Convolution):
    r"""Slide kernels over images: :math:`y_{ij,f} = \varphi\big(b_f + \sum_{k,l,c} x_{si + dk,\,sj + dl,\,c}\,w_{kl,c,f}\big)`.

    Args:
        filters: number of kernels, and of the maps that come out.
        kernel_size: height and width of a kernel; one number for both.
        strides: how far it moves each time; 1 keeps every place.
        padding: ``"valid"`` (none), ``"same"`` (as many places as pixels / stride), a number, or ((top, bottom), (left,
            right)); in capital letters too.
        data_format: ``"channels_last"``, or ``"channels_first"`` for (batch, channels, height, width).
        dilation_rate: distance between the pixels a kernel sees.
        groups: the channels in so many groups, each with its part of the filters.
        activation: φ, a name or a function.
        use_bias: whether b is added.
        kernel_initializer: how the kernels start.
        bias_initializer: how b starts.
        kernel_regularizer: penalty on the kernels.
        bias_regularizer: penalty on b.
        kernel_constraint: constraint on the kernels.
        bias_constraint: constraint on b.
        exact: refuse sizes that the stride does not divide instead of dropping the last rows and columns.

    Shapes: input (batch, height, width, channels), output (batch, rows, columns, filters), kernel (height, width, channels /
    groups, filters).

    Raises:
        ArgumentError: BD003, for sizes that are no positive integers.
        ShapeError: BD100, when the kernel is larger than the padded image; BD102, when groups do not divide the channels;
            BD103, for a wrong number of axes; BD107, when ``exact`` finds a remainder.

    Example:
        >>> import badak
        >>> layer = badak.layers.Conv2D(1, (3, 3), input_shape=(128, 128, 3))
        >>> badak.Sequential([layer]).count_params(), layer.out_shape((128, 128, 3))
        (28, (126, 126, 1))
    """

    rank = 2


class Conv3D(Convolution):
    """Slide kernels through volumes or films.

    Args:
        filters: number of kernels, and of the maps that come out.
        kernel_size: depth, height and width of a kernel; one number for all.
        strides: how far it moves each time; 1 keeps every place.
        padding: ``"valid"`` (none), ``"same"`` (as many places as voxels / stride), a number, or (before, after) for each
            axis; in capital letters too.
        data_format: ``"channels_last"``, or ``"channels_first"`` for (batch, channels, depth, height, width).
        dilation_rate: distance between the voxels a kernel sees.
        groups: the channels in so many groups, each with its part of the filters.
        activation: a name or a function.
        use_bias: whether a bias is added.
        kernel_initializer: how the kernels start.
        bias_initializer: how the bias starts.
        kernel_regularizer: penalty on the kernels.
        bias_regularizer: penalty on the bias.
        kernel_constraint: constraint on the kernels.
        bias_constraint: constraint on the bias.
        exact: refuse sizes that the stride does not divide.

    Shapes: input (batch, depth, height, width, channels), output (batch, *places, filters).

    Raises:
        ArgumentError: BD003, for sizes that are no positive integers.
        ShapeError: BD100, BD102, BD103, BD107, as ``Conv2D``.

    Example:
        >>> import badak
        >>> layer = badak.layers.Conv3D(100, 3, input_shape=(120, 120, 120, 3))
        >>> badak.Sequential([layer]).count_params(), layer.out_shape((120, 120, 120, 3))
        (8200, (118, 118, 118, 100))
    """

    rank = 3
