"""Pooling: smaller maps, by the maximum or the mean of windows or of everything."""

from __future__ import annotations

from typing import Any

from badak.autograd.tensor import Tensor
from badak.backend import namespace
from badak.layers.context import Context
from badak.layers.parts import Shape, Weights
from badak.layers.spatial import Spatial, Windowed
from badak.ops import windows
from badak.ops.elementwise import where
from badak.ops.pool import avg_pool, max_pool
from badak.ops.reduce import max as largest
from badak.ops.reduce import mean
from badak.ops.reduce import sum as total


class _Pooling(Windowed):
    """What pooling by windows has in common."""

    pool_size: Any = 2
    strides: Any = None
    padding: Any = "valid"
    data_format: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.strides is None:
            self._fix(strides=self.pool_size)
        self.per_axis("pool_size", "strides")
        self._fix(padding=windows.padding_rule(self._called, self.padding, self.rank))

    def out_shape(self, shape: Shape) -> Shape:
        """Return the number of windows along each axis; the channels stay."""
        inner = self.channels_last(shape)
        self.mention_channels_first(inner)
        found = self.find(inner, self.pool_size, self.strides, self.padding)
        return self.as_given((*found.sizes, inner[-1]))

    def pooled(self, x: Any, pool: Any) -> Any:
        """Apply one of the two operations."""
        how = {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding}
        return self.turned_back(pool(self.turned(x), **how))


class _MaxPooling(_Pooling):
    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the maximum of each window."""
        return self.pooled(x, max_pool)


class _AveragePooling(_Pooling):
    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the mean of each window."""
        return self.pooled(x, avg_pool)


class MaxPooling1D(_MaxPooling):
    """Keep the largest value of each window of steps.

    Args:
        pool_size: length of the window.
        strides: how far it moves; None means ``pool_size``, windows that lie side by side.
        padding: ``"valid"`` (whole windows only), ``"same"`` (windows may reach over the edge), a number, or pairs.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        exact: refuse lengths that the stride does not divide instead of dropping the last steps.

    Shapes: input (batch, steps, channels), output (batch, windows, channels).

    Example:
        >>> import badak
        >>> badak.layers.MaxPooling1D(2)([[[1.0], [3.0], [2.0], [0.0]]]).tolist()
        [[[3.0], [2.0]]]
    """

    rank = 1


class MaxPooling2D(_MaxPooling):
    """Keep the largest value of each window of pixels: half the size, the same maps, and small shifts do not matter.

    Args:
        pool_size: height and width of the window.
        strides: how far it moves; None means ``pool_size``, windows that lie side by side.
        padding: ``"valid"`` (whole windows only), ``"same"`` (windows may reach over the edge), a number, or pairs.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        exact: refuse sizes that the stride does not divide instead of dropping the last rows and columns.

    Shapes: input (batch, height, width, channels), output (batch, rows, columns, channels).

    Raises:
        ShapeError: BD100, when the window is larger than the map; BD107, when ``exact`` finds a remainder.

    Example:
        >>> import badak
        >>> badak.layers.MaxPooling2D()(badak.zeros(1, 28, 28, 8)).shape
        (1, 14, 14, 8)
    """

    rank = 2


class MaxPooling3D(_MaxPooling):
    """Keep the largest value of each window of voxels.

    Args:
        pool_size: depth, height and width of the window.
        strides: how far it moves; None means ``pool_size``.
        padding: ``"valid"``, ``"same"``, a number, or pairs.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        exact: refuse sizes that the stride does not divide.

    Shapes: input (batch, depth, height, width, channels), output (batch, *windows, channels).

    Example:
        >>> import badak
        >>> badak.layers.MaxPooling3D()(badak.zeros(1, 4, 4, 4, 2)).shape
        (1, 2, 2, 2, 2)
    """

    rank = 3


class AveragePooling1D(_AveragePooling):
    """Take the mean of each window of steps; padding does not count.

    Args:
        pool_size: length of the window.
        strides: how far it moves; None means ``pool_size``.
        padding: ``"valid"``, ``"same"``, a number, or pairs.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        exact: refuse lengths that the stride does not divide.

    Shapes: input (batch, steps, channels), output (batch, windows, channels).

    Example:
        >>> import badak
        >>> badak.layers.AveragePooling1D(2)([[[1.0], [3.0], [2.0], [0.0]]]).tolist()
        [[[2.0], [1.0]]]
    """

    rank = 1


class AveragePooling2D(_AveragePooling):
    """Take the mean of each window of pixels; padding does not count.

    Args:
        pool_size: height and width of the window.
        strides: how far it moves; None means ``pool_size``.
        padding: ``"valid"``, ``"same"``, a number, or pairs.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        exact: refuse sizes that the stride does not divide.

    Shapes: input (batch, height, width, channels), output (batch, rows, columns, channels).

    Example:
        >>> import badak
        >>> badak.layers.AveragePooling2D(3, strides=2, padding="same")(badak.zeros(1, 7, 7, 8)).shape
        (1, 4, 4, 8)
    """

    rank = 2


class AveragePooling3D(_AveragePooling):
    """Take the mean of each window of voxels; padding does not count.

    Args:
        pool_size: depth, height and width of the window.
        strides: how far it moves; None means ``pool_size``.
        padding: ``"valid"``, ``"same"``, a number, or pairs.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        exact: refuse sizes that the stride does not divide.

    Shapes: input (batch, depth, height, width, channels), output (batch, *windows, channels).

    Example:
        >>> import badak
        >>> badak.layers.AveragePooling3D()(badak.zeros(1, 4, 4, 4, 2)).shape
        (1, 2, 2, 2, 2)
    """

    rank = 3


class _Global(Spatial):
    """What pooling over everything has in common."""

    data_format: str | None = None
    keepdims: bool = False

    def out_shape(self, shape: Shape) -> Shape:
        """Return the number of channels, with axes of size 1 where ``keepdims`` asks for them."""
        channels = self.channels_last(shape)[-1]
        return self.as_given((*(1,) * self.rank, channels)) if self.keepdims else (channels,)

    @property
    def _axes(self) -> tuple[int, ...]:
        first = 2 if self.channels_first else 1
        return tuple(range(first, first + self.rank))

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return None: there are no steps left."""
        return None

    def counting(self, mask: Any, x: Any) -> Any:
        """Return the mask as a raw array of truth values that can be laid over the data."""
        mask = mask.data if type(mask) is Tensor else mask
        return mask.reshape((x.shape[0], 1, x.shape[2]) if self.channels_first else (x.shape[0], x.shape[1], 1))


class _GlobalMaxPooling(_Global):
    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the largest value of each channel; masked steps do not count, and no step at all gives 0."""
        self.channels_last(tuple(x.shape[1:]))
        if ctx.mask is None or self.rank != 1:
            return largest(x, axis=self._axes, keepdims=self.keepdims)
        counts = self.counting(ctx.mask, x)
        lowest = float(namespace(x.data).finfo(x.dtype).min)
        found = largest(where(counts, x, lowest), axis=self._axes, keepdims=self.keepdims)
        return where(counts.any(axis=self._axes, keepdims=self.keepdims), found, 0.0)


class _GlobalAveragePooling(_Global):
    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the mean of each channel; masked steps do not count."""
        self.channels_last(tuple(x.shape[1:]))
        if ctx.mask is None or self.rank != 1:
            return mean(x, axis=self._axes, keepdims=self.keepdims)
        counts = self.counting(ctx.mask, x)
        many = counts.sum(axis=self._axes, keepdims=self.keepdims)
        weight = counts.astype(x.dtype)
        divisor = (many + (many == 0)).astype(x.dtype)  # no step at all: 0, not 0/0
        return total(x * weight, axis=self._axes, keepdims=self.keepdims) / divisor


class GlobalMaxPooling1D(_GlobalMaxPooling):
    """Keep the largest value of each channel over all steps.

    Args:
        data_format: ``"channels_last"`` or ``"channels_first"``.
        keepdims: leave an axis of size 1 where the steps were.

    Shapes: input (batch, steps, channels), output (batch, channels).

    Example:
        >>> import badak
        >>> badak.layers.GlobalMaxPooling1D()([[[1.0], [3.0]]]).tolist()
        [[3.0]]
    """

    rank = 1


class GlobalMaxPooling2D(_GlobalMaxPooling):
    """Keep the largest value of each map.

    Args:
        data_format: ``"channels_last"`` or ``"channels_first"``.
        keepdims: leave axes of size 1 where height and width were.

    Shapes: input (batch, height, width, channels), output (batch, channels).

    Example:
        >>> import badak
        >>> badak.layers.GlobalMaxPooling2D(keepdims=True)(badak.zeros(2, 7, 7, 8)).shape
        (2, 1, 1, 8)
    """

    rank = 2


class GlobalMaxPooling3D(_GlobalMaxPooling):
    """Keep the largest value of each volume.

    Args:
        data_format: ``"channels_last"`` or ``"channels_first"``.
        keepdims: leave axes of size 1.

    Shapes: input (batch, depth, height, width, channels), output (batch, channels).

    Example:
        >>> import badak
        >>> badak.layers.GlobalMaxPooling3D()(badak.zeros(2, 4, 4, 4, 8)).shape
        (2, 8)
    """

    rank = 3


class GlobalAveragePooling1D(_GlobalAveragePooling):
    """Take the mean of each channel over all steps; steps that a mask leaves out do not count.

    Args:
        data_format: ``"channels_last"`` or ``"channels_first"``.
        keepdims: leave an axis of size 1 where the steps were.

    Shapes: input (batch, steps, channels), output (batch, channels).

    Example:
        >>> import badak
        >>> badak.layers.GlobalAveragePooling1D()([[[1.0], [3.0]]]).tolist()
        [[2.0]]
    """

    rank = 1


class GlobalAveragePooling2D(_GlobalAveragePooling):
    """Take the mean of each map: one number for each channel, whatever the size of the images.

    Args:
        data_format: ``"channels_last"`` or ``"channels_first"``.
        keepdims: leave axes of size 1 where height and width were.

    Shapes: input (batch, height, width, channels), output (batch, channels).

    Source: Lin, Chen, Yan 2014, arXiv 1312.4400.

    Example:
        >>> import badak
        >>> badak.layers.GlobalAveragePooling2D()(badak.zeros(2, 7, 7, 8)).shape
        (2, 8)
    """

    rank = 2


class GlobalAveragePooling3D(_GlobalAveragePooling):
    """Take the mean of each volume.

    Args:
        data_format: ``"channels_last"`` or ``"channels_first"``.
        keepdims: leave axes of size 1.

    Shapes: input (batch, depth, height, width, channels), output (batch, channels).

    Example:
        >>> import badak
        >>> badak.layers.GlobalAveragePooling3D()(badak.zeros(2, 4, 4, 4, 8)).shape
        (2, 8)
    """

    rank = 3
