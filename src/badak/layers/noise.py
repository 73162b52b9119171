"""Layers that are random in training and do nothing afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.backend import seam
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Shape, Weights
from badak.layers.spatial import Spatial
from badak.ops.activation import SELU_ALPHA, SELU_SCALE


def check_rate(layer: Layer, name: str = "rate") -> None:
    """Raise BD003 for a rate outside [0, 1)."""
    value = getattr(layer, name)
    fine = isinstance(value, int | float | np.number) and not isinstance(value, bool) and 0 <= value < 1
    layer.expect_argument(bool(fine), name, {"en": "0 ≤ number < 1", "ko": "0 이상 1 미만의 수"})


class Dropout(Layer):
    r"""In training, set a part of the values to 0 and enlarge the others: :math:`y = x\,m / (1 - r)`, m random 0 or 1.

    Args:
        rate: r, the part to drop, 0 ≤ r < 1.
        noise_shape: shape of the mask with 1 on the axes that share it; None for (batch, …) marks the batch axis.
        seed: seed of this layer alone; by default the model's seed decides.

    Because the values that stay are enlarged by 1/(1 - r), nothing has to change at prediction.

    Raises:
        ArgumentError: BD003, for a rate outside [0, 1).

    Source: Srivastava et al. 2014, Dropout, JMLR 15.

    Example:
        >>> import badak
        >>> badak.layers.Dropout(0.5)(badak.ones(2, 2)).tolist()
        [[1.0, 1.0], [1.0, 1.0]]
    """

    rate: float
    noise_shape: Any = None
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_rate(self)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x with a part dropped in training."""
        return _dropped(x, self.rate, self.noise_shape or x.shape, self.seed, ctx)


def _dropped(x: Any, rate: float, shape: Any, seed: int | None, ctx: Context) -> Any:
    """Drop values in training; those that share a place of ``shape`` are dropped together."""
    if not ctx.training or rate == 0:
        return x
    backend = seam(x.data)
    shape = tuple(n if s is None else s for n, s in zip(x.shape, shape, strict=True))
    keep = 1.0 - rate
    key = ctx.key() if seed is None else own_key(ctx, backend, seed)
    mask = (backend.uniform(key, shape, np.float32) < keep).astype(np.float32) * np.float32(1.0 / keep)
    return x * mask.astype(x.dtype)


def own_key(ctx: Context, backend: Any, seed: int) -> Any:
    """Mix a layer's own seed into the step's key, so that the layer differs from step to step."""
    return backend.fold(ctx.key(), seed)


class _SpatialDropout(Spatial):
    """What the three have in common."""

    rate: float
    data_format: str | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_rate(self)

    def out_shape(self, shape: Shape) -> Shape:
        """Return the input's shape."""
        self.channels_last(shape)
        return shape

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return the mask of the input: the steps stay what they are."""
        return mask

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x with whole maps dropped in training."""
        self.channels_last(tuple(x.shape[1:]))
        ones = (1,) * self.rank
        first = self.data_format == "channels_first"
        shape = (None, None, *ones) if first else (None, *ones, None)
        return _dropped(x, self.rate, shape, self.seed, ctx)


class SpatialDropout1D(_SpatialDropout):
    """In training, drop whole channels of series: neighbouring steps are alike, so dropping single ones would change little.

    Args:
        rate: part of the channels to drop, 0 ≤ rate < 1.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, steps, channels).

    Source: Tompson et al. 2015, arXiv 1411.4280.

    Example:
        >>> import badak
        >>> out = badak.layers.SpatialDropout1D(0.5)(badak.ones(2, 4, 8), training=True).numpy()
        >>> bool((out == out[:, :1]).all())
        True
    """

    rank = 1


class SpatialDropout2D(_SpatialDropout):
    """In training, drop whole maps of images: neighbouring pixels are alike, so dropping single ones would change little.

    Args:
        rate: part of the maps to drop, 0 ≤ rate < 1.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, height, width, channels).

    Source: Tompson et al. 2015, arXiv 1411.4280.

    Example:
        >>> import badak
        >>> badak.layers.SpatialDropout2D(0.5)(badak.ones(2, 4, 4, 8)).shape
        (2, 4, 4, 8)
    """

    rank = 2


class SpatialDropout3D(_SpatialDropout):
    """In training, drop whole maps of volumes or films.

    Args:
        rate: part of the maps to drop, 0 ≤ rate < 1.
        data_format: ``"channels_last"`` or ``"channels_first"``.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, depth, height, width, channels).

    Example:
        >>> import badak
        >>> badak.layers.SpatialDropout3D(0.5)(badak.ones(2, 4, 4, 4, 8)).shape
        (2, 4, 4, 4, 8)
    """

    rank = 3


class GaussianNoise(Layer):
    """In training, add normal noise of mean 0.

    Args:
        stddev: standard deviation of the noise, in units of the data.
        seed: seed of this layer alone.

    Example:
        >>> import badak
        >>> badak.layers.GaussianNoise(0.1)(badak.ones(2)).tolist()
        [1.0, 1.0]
    """

    stddev: float
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(
            isinstance(self.stddev, int | float) and self.stddev >= 0,
            "stddev",
            {"en": "number ≥ 0", "ko": "0 이상의 수"},
        )

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x plus noise in training."""
        if not ctx.training or self.stddev == 0:
            return x
        backend = seam(x.data)
        key = ctx.key() if self.seed is None else own_key(ctx, backend, self.seed)
        return x + backend.normal(key, x.shape, x.dtype) * self.stddev


class GaussianDropout(Layer):
    """In training, multiply by normal noise of mean 1 and standard deviation √(rate / (1 - rate)).

    Args:
        rate: the dropout rate it imitates, 0 ≤ rate < 1.
        seed: seed of this layer alone.

    Source: Srivastava et al. 2014, section 10.

    Example:
        >>> import badak
        >>> badak.layers.GaussianDropout(0.1)(badak.ones(2)).tolist()
        [1.0, 1.0]
    """

    rate: float
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_rate(self)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x times noise in training."""
        if not ctx.training or self.rate == 0:
            return x
        backend = seam(x.data)
        key = ctx.key() if self.seed is None else own_key(ctx, backend, self.seed)
        stddev = (self.rate / (1.0 - self.rate)) ** 0.5
        return x * (backend.normal(key, x.shape, x.dtype) * stddev + 1.0)


class AlphaDropout(Layer):
    """Dropout for SELU networks: dropped values go to SELU's negative limit, mean and variance stay.

    Args:
        rate: the part to drop, 0 ≤ rate < 1.
        noise_shape: shape of the mask with 1 on the axes that share it.
        seed: seed of this layer alone.

    Source: Klambauer et al. 2017, arXiv 1706.02515, section 4.

    Example:
        >>> import badak
        >>> badak.layers.AlphaDropout(0.1)(badak.ones(2)).tolist()
        [1.0, 1.0]
    """

    rate: float
    noise_shape: Any = None
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_rate(self)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x with a part dropped in training."""
        if not ctx.training or self.rate == 0:
            return x
        backend = seam(x.data)
        shape = self.noise_shape or x.shape
        shape = tuple(n if s is None else s for n, s in zip(x.shape, shape, strict=True))
        key = ctx.key() if self.seed is None else own_key(ctx, backend, self.seed)
        keep = 1.0 - self.rate
        limit = -SELU_ALPHA * SELU_SCALE
        scale = (keep + limit**2 * keep * self.rate) ** -0.5
        mask = (backend.uniform(key, shape, np.float32) < keep).astype(x.dtype)
        return (x * mask + limit * (1.0 - mask)) * scale - scale * limit * self.rate
