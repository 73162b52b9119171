"""Convolutions that run backwards: small maps in, large maps out."""

from __future__ import annotations

from typing import Any

from badak.layers.context import Context
from badak.layers.conv import Convolving
from badak.layers.core import FUSED
from badak.layers.parts import Shape, Weights
from badak.ops import windows
from badak.ops.conv import conv_transpose, transpose_axis


class _Transpose(Convolving):
    """What Conv1DTranspose, Conv2DTranspose and Conv3DTranspose have in common."""

    filters: int
    kernel_size: Any
    strides: Any = 1
    padding: Any = "valid"
    output_padding: Any = None
    data_format: str | None = None
    dilation_rate: Any = 1
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
        self.fix_common(("kernel", "bias"))
        self.expect_argument(not self.exact, "exact", "False")  # every size has a larger one
        self.expect_argument(self.padding != "causal", "padding", "'valid' | 'same' | 1")
        if self.output_padding is not None:
            extra = windows.per_axis(self._called, "output_padding", self.output_padding, self.rank, least=0)
            below = all(e < s for e, s in zip(extra, self.strides, strict=True))
            self.expect_argument(
                below,
                "output_padding",
                {"en": f"less than strides={self.strides}", "ko": f"strides={self.strides}보다 작은 값"},
            )
            self._fix(output_padding=extra)

    def declare(self, shape: Shape) -> dict:
        """Return the kernel, and the bias where wanted."""
        kernel = self.weight("kernel", (*self.kernel_size, self.filters, self.channels(shape)))
        return {"kernel": kernel, "bias": self.weight("bias", (self.filters,))} if self.use_bias else {"kernel": kernel}

    def out_shape(self, shape: Shape) -> Shape:
        """Return the larger sizes, and ``filters`` channels."""
        inner = self.channels_last(shape)
        rules = (self.padding,) * self.rank if isinstance(self.padding, str) else self.padding
        extras = self.output_padding or (None,) * self.rank
        axes = zip(inner, self.kernel_size, self.strides, self.dilation_rate, rules, extras, strict=False)
        sizes = [None if a[0] is None else transpose_axis(self.label, *a, axis=i)[0] for i, a in enumerate(axes, 1)]
        return self.as_given((*sizes, self.filters))

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return φ of the values spread over their windows, plus b."""
        z = conv_transpose(
            self.turned(x), p.kernel, p.get("bias"), strides=self.strides, padding=self.padding,
            output_padding=self.output_padding, dilation=self.dilation_rate, activation=FUSED.get(self.activation),
        )  # fmt: skip
        return self.activated(z)

    def work(self) -> int:
        """Count each weight once for each value that comes in."""
        slot = self._built()
        places = 1
        for n in self.channels_last(slot.shape)[:-1]:
            places *= n or 1
        return places * sum(int(w.data.size) for w in slot.params.values())


class Conv1DTranspose(_Transpose):
    """Spread each step of series over a window and add up: the reverse of ``Conv1D`` with the same strides.

    Args:
        filters: number of channels that come out.
        kernel_size: length of the window.
        strides: how much longer the series become.
        padding: ``"valid"`` gives (n - 1) · stride + max(kernel, stride) steps, ``"same"`` n · stride; a number cuts off.
        output_padding: steps added at the end, less than the stride; None chooses the lengths above.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        dilation_rate: distance between the values of a window.
        activation: a name or a function.
        use_bias: whether a bias is added.
        kernel_initializer: how the kernels start.
        bias_initializer: how the bias starts.
        kernel_regularizer: penalty on the kernels.
        bias_regularizer: penalty on the bias.
        kernel_constraint: constraint on the kernels.
        bias_constraint: constraint on the bias.

    Shapes: input (batch, steps, channels), output (batch, more, filters), kernel (kernel_size, filters, channels).

    Example:
        >>> import badak
        >>> badak.layers.Conv1DTranspose(3, 2, strides=2)(badak.zeros(1, 8, 4)).shape
        (1, 16, 3)
    """

    rank = 1


class Conv2DTranspose(_Transpose):
    """Spread each pixel over a window and add up: the reverse of ``Conv2D`` with the same strides.

    Args:
        filters: number of maps that come out.
        kernel_size: height and width of the window.
        strides: how much larger the maps become.
        padding: ``"valid"`` gives (n - 1) · stride + max(kernel, stride) pixels, ``"same"`` n · stride; a number cuts off.
        output_padding: rows and columns added at the end, less than the stride; None chooses the sizes above.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        dilation_rate: distance between the pixels of a window.
        activation: a name or a function.
        use_bias: whether a bias is added.
        kernel_initializer: how the kernels start.
        bias_initializer: how the bias starts.
        kernel_regularizer: penalty on the kernels.
        bias_regularizer: penalty on the bias.
        kernel_constraint: constraint on the kernels.
        bias_constraint: constraint on the bias.

    Shapes: input (batch, height, width, channels), output (batch, rows, columns, filters), kernel (height, width, filters,
    channels).

    Example:
        >>> import badak
        >>> badak.layers.Conv2DTranspose(8, 3, strides=2, padding="same")(badak.zeros(1, 7, 7, 16)).shape
        (1, 14, 14, 8)
    """

    rank = 2


class Conv3DTranspose(_Transpose):
    """Spread each voxel over a window and add up: the reverse of ``Conv3D`` with the same strides.

    Args:
        filters: number of maps that come out.
        kernel_size: depth, height and width of the window.
        strides: how much larger the maps become.
        padding: as ``Conv2DTranspose`` has it.
        output_padding: added at the end of each axis, less than the stride.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        dilation_rate: distance between the voxels of a window.
        activation: a name or a function.
        use_bias: whether a bias is added.
        kernel_initializer: how the kernels start.
        bias_initializer: how the bias starts.
        kernel_regularizer: penalty on the kernels.
        bias_regularizer: penalty on the bias.
        kernel_constraint: constraint on the kernels.
        bias_constraint: constraint on the bias.

    Shapes: input (batch, depth, height, width, channels), output (batch, *larger, filters).

    Example:
        >>> import badak
        >>> badak.layers.Conv3DTranspose(2, 2, strides=2)(badak.zeros(1, 3, 3, 3, 1)).shape
        (1, 6, 6, 6, 2)
    """

    rank = 3
