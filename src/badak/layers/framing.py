"""Borders around maps, taken away from them, and maps made larger."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import error, shape_text
from badak.layers.context import Context
from badak.layers.parts import Shape, Weights
from badak.layers.spatial import Spatial
from badak.ops import windows
from badak.ops.resize import INTERPOLATIONS, resize, upsample
from badak.ops.shape import pad


class _Framing(Spatial):
    """What padding and cropping have in common: (before, after) for each axis."""

    def _fix_pairs(self, name: str) -> None:
        """Read a number, one number for each axis, or pairs; for series two numbers are a pair, as Keras reads them."""
        value = getattr(self, name)
        whole = isinstance(value, tuple | list) and all(isinstance(v, int | np.integer) for v in value)
        if self.rank == 1 and whole and len(value) == 2:
            value = (value,)
        self._fix(**{name: windows.padding_rule(type(self).__name__, value, self.rank, (), name)})


class _ZeroPadding(_Framing):
    padding: Any = 1
    data_format: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._fix_pairs("padding")

    def out_shape(self, shape: Shape) -> Shape:
        """Return the larger sizes."""
        *sizes, channels = self.channels_last(shape)
        larger = (None if n is None else n + sum(p) for n, p in zip(sizes, self.padding, strict=True))
        return self.as_given((*larger, channels))

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x with zeros around it."""
        self.channels_last(tuple(x.shape[1:]))
        none = (0, 0)
        return pad(x, pad_width=(none, none, *self.padding) if self.channels_first else (none, *self.padding, none))


class ZeroPadding1D(_ZeroPadding):
    """Put zeros before and after series.

    Args:
        padding: steps on both sides, or (before, after).
        data_format: ``"channels_last"`` or ``"channels_first"``.

    Shapes: input (batch, steps, channels), output (batch, before + steps + after, channels).

    Example:
        >>> import badak
        >>> badak.layers.ZeroPadding1D((1, 0))([[[5.0]]]).tolist()
        [[[0.0], [5.0]]]
    """

    rank = 1


class ZeroPadding2D(_ZeroPadding):
    """Put zeros around images.

    Args:
        padding: pixels on all sides, (height, width), or ((top, bottom), (left, right)).
        data_format: ``"channels_last"`` or ``"channels_first"``.

    Shapes: input (batch, height, width, channels), output (batch, larger, larger, channels).

    Example:
        >>> import badak
        >>> badak.layers.ZeroPadding2D(((1, 0), (2, 3)))(badak.zeros(1, 4, 4, 2)).shape
        (1, 5, 9, 2)
    """

    rank = 2


class ZeroPadding3D(_ZeroPadding):
    """Put zeros around volumes.

    Args:
        padding: voxels on all sides, one number for each axis, or (before, after) for each axis.
        data_format: ``"channels_last"`` or ``"channels_first"``.

    Shapes: input (batch, depth, height, width, channels), output (batch, *larger, channels).

    Example:
        >>> import badak
        >>> badak.layers.ZeroPadding3D()(badak.zeros(1, 2, 2, 2, 1)).shape
        (1, 4, 4, 4, 1)
    """

    rank = 3


class _Cropping(_Framing):
    cropping: Any = 1
    data_format: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._fix_pairs("cropping")

    def out_shape(self, shape: Shape) -> Shape:
        """Return the smaller sizes.

        Raises:
            ShapeError: BD109, when nothing would be left.
        """
        *sizes, channels = self.channels_last(shape)
        smaller = []
        for axis, (n, cut) in enumerate(zip(sizes, self.cropping, strict=True), 1):
            if n is not None and n <= sum(cut):
                raise error("BD109", where=self.label, cut=sum(cut), n=n, axis=axis, got=shape_text((None, *shape)))
            smaller.append(None if n is None else n - sum(cut))
        return self.as_given((*smaller, channels))

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the inner part of x."""
        self.out_shape(tuple(x.shape[1:]))
        first = 2 if self.channels_first else 1
        cuts = (slice(a, x.shape[first + i] - b) for i, (a, b) in enumerate(self.cropping))
        return x[(slice(None),) * first + tuple(cuts)]


class Cropping1D(_Cropping):
    """Cut steps off both ends of series.

    Args:
        cropping: steps on both sides, or (before, after).
        data_format: ``"channels_last"`` or ``"channels_first"``.

    Shapes: input (batch, steps, channels), output (batch, fewer, channels).

    Example:
        >>> import badak
        >>> badak.layers.Cropping1D()([[[1.0], [2.0], [3.0]]]).tolist()
        [[[2.0]]]
    """

    rank = 1


class Cropping2D(_Cropping):
    """Cut rows and columns off images.

    Args:
        cropping: pixels on all sides, (height, width), or ((top, bottom), (left, right)); none by default, as in Keras.
        data_format: ``"channels_last"`` or ``"channels_first"``.

    Shapes: input (batch, height, width, channels), output (batch, smaller, smaller, channels).

    Raises:
        ShapeError: BD109, when nothing would be left.

    Example:
        >>> import badak
        >>> badak.layers.Cropping2D(((2, 2), (4, 4)))(badak.zeros(1, 28, 28, 3)).shape
        (1, 24, 20, 3)
    """

    rank = 2
    cropping: Any = ((0, 0), (0, 0))


class Cropping3D(_Cropping):
    """Cut the outside off volumes.

    Args:
        cropping: voxels on all sides, one number for each axis, or (before, after) for each axis.
        data_format: ``"channels_last"`` or ``"channels_first"``.

    Shapes: input (batch, depth, height, width, channels), output (batch, *smaller, channels).

    Example:
        >>> import badak
        >>> badak.layers.Cropping3D()(badak.zeros(1, 4, 4, 4, 1)).shape
        (1, 2, 2, 2, 1)
    """

    rank = 3


class _UpSampling(Spatial):
    size: Any = 2
    data_format: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._fix(size=windows.per_axis(type(self).__name__, "size", self.size, self.rank))

    def out_shape(self, shape: Shape) -> Shape:
        """Return the sizes times ``size``."""
        *sizes, channels = self.channels_last(shape)
        larger = (None if n is None else n * s for n, s in zip(sizes, self.size, strict=True))
        return self.as_given((*larger, channels))

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x with each value repeated."""
        return self.turned_back(upsample(self.turned(x), size=self.size))


class UpSampling1D(_UpSampling):
    """Repeat each step of series.

    Args:
        size: how often.
        data_format: ``"channels_last"`` or ``"channels_first"``.

    Shapes: input (batch, steps, channels), output (batch, steps · size, channels).

    Example:
        >>> import badak
        >>> badak.layers.UpSampling1D(2)([[[1.0], [2.0]]]).tolist()
        [[[1.0], [1.0], [2.0], [2.0]]]
    """

    rank = 1


class UpSampling2D(_UpSampling):
    """Make images larger by repeating pixels, or smoothly.

    Args:
        size: how often, a number or (height, width).
        data_format: ``"channels_last"`` or ``"channels_first"``.
        interpolation: ``"nearest"`` repeats; ``"bilinear"``, ``"bicubic"``, ``"lanczos3"`` and ``"lanczos5"`` weigh neighbours.

    Shapes: input (batch, height, width, channels), output (batch, height · size, width · size, channels).

    Example:
        >>> import badak
        >>> badak.layers.UpSampling2D(interpolation="bilinear")(badak.zeros(1, 4, 4, 3)).shape
        (1, 8, 8, 3)
    """

    rank = 2
    interpolation: str = "nearest"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(
            self.interpolation in INTERPOLATIONS, "interpolation", " | ".join(map(repr, INTERPOLATIONS))
        )

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the larger maps."""
        if self.interpolation == "nearest":
            return super().forward(p, x, ctx)
        x = self.turned(x)
        size = tuple(n * s for n, s in zip(x.shape[1:-1], self.size, strict=True))
        return self.turned_back(resize(x, size=size, interpolation=self.interpolation))


class UpSampling3D(_UpSampling):
    """Repeat each voxel of volumes.

    Args:
        size: how often, a number or one for each axis.
        data_format: ``"channels_last"`` or ``"channels_first"``.

    Shapes: input (batch, depth, height, width, channels), output (batch, *larger, channels).

    Example:
        >>> import badak
        >>> badak.layers.UpSampling3D()(badak.zeros(1, 2, 2, 2, 1)).shape
        (1, 4, 4, 4, 1)
    """

    rank = 3
