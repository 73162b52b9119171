"""Normalisation layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak import constraints, initializers, regularizers
from badak.autograd.tensor import Tensor
from badak.errors import error, shape_text
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Param, Shape, State, Weights
from badak.ops.activation import relu
from badak.ops.elementwise import sqrt
from badak.ops.norm import batch_norm, fixed_norm, layer_norm, scale_shift
from badak.ops.reduce import sum as total


class BatchNormalization(Layer):
    r"""Normalise each channel over the batch: :math:`y = \gamma\,(x - \mu)/\sqrt{\sigma^2 + \epsilon} + \beta`.

    In training μ and σ² are the batch's; for prediction, moving averages gathered in training:
    moving = momentum · moving + (1 - momentum) · batch. A layer that is not trainable uses the moving averages in training
    too and leaves them alone. Steps that a mask leaves out do not count in μ and σ².

    Args:
        axis: the axis of the channels; -1 because badak keeps channels last.
        momentum: how slowly the moving averages follow.
        epsilon: added to the variance so that a constant channel does not divide by 0.
        center: whether β is learned.
        scale: whether γ is learned.
        beta_initializer: how β starts.
        gamma_initializer: how γ starts.
        moving_mean_initializer: how the moving mean starts.
        moving_variance_initializer: how the moving variance starts.
        beta_regularizer: penalty on β.
        gamma_regularizer: penalty on γ.
        beta_constraint: constraint on β.
        gamma_constraint: constraint on γ.

    Shapes: input and output (batch, …, channels); all weights (channels,).

    Source: Ioffe, Szegedy 2015, arXiv 1502.03167, algorithms 1 and 2. The moving variance is the batch's own (divided by
    n, as in Keras), where the paper divides by n - 1.

    Example:
        >>> import badak
        >>> layer = badak.layers.BatchNormalization(epsilon=0.0)
        >>> layer([[1.0], [3.0]], training=True).tolist()
        [[-1.0], [1.0]]
    """

    rescales = True

    axis: int = -1
    momentum: float = 0.99
    epsilon: float = 1e-3
    center: bool = True
    scale: bool = True
    beta_initializer: Any = "zeros"
    gamma_initializer: Any = "ones"
    moving_mean_initializer: Any = "zeros"
    moving_variance_initializer: Any = "ones"
    beta_regularizer: Any = None
    gamma_regularizer: Any = None
    beta_constraint: Any = None
    gamma_constraint: Any = None

    uses_batch_statistics = True  # a last batch of one sample would have variance 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(
            isinstance(self.momentum, int | float) and 0 <= self.momentum <= 1, "momentum", "0 ≤ number ≤ 1"
        )
        self.expect_argument(
            isinstance(self.epsilon, int | float) and self.epsilon >= 0,
            "epsilon",
            {"en": "number ≥ 0", "ko": "0 이상의 수"},
        )
        for part in ("beta", "gamma"):
            self._fix(
                **{
                    f"{part}_initializer": initializers.get(getattr(self, f"{part}_initializer")),
                    f"{part}_regularizer": regularizers.get(getattr(self, f"{part}_regularizer")),
                    f"{part}_constraint": constraints.get(getattr(self, f"{part}_constraint")),
                }
            )
        for part in ("moving_mean_initializer", "moving_variance_initializer"):
            self._fix(**{part: initializers.get(getattr(self, part))})

    def declare(self, shape: Shape) -> dict:
        """Return γ, β and the moving statistics."""
        place = self.axis - 1 if self.axis > 0 else self.axis
        if not shape or self.axis == 0 or not -len(shape) <= place < len(shape):
            raise error("BD026", where=self.label, got=shape_text(shape), expected=f"axis={self.axis}")
        channels = (shape[place],)
        declared: dict = {}
        if self.scale:
            declared["gamma"] = Param(channels, self.gamma_initializer, self.gamma_regularizer, self.gamma_constraint)
        if self.center:
            declared["beta"] = Param(channels, self.beta_initializer, self.beta_regularizer, self.beta_constraint)
        declared["moving_mean"] = State(channels, self.moving_mean_initializer)
        declared["moving_variance"] = State(channels, self.moving_variance_initializer)
        return declared

    def forward(self, p: Weights, x: Any, ctx: Context, activation: str | None = None) -> Any:
        """Normalise by the batch in training, by the moving averages otherwise; ``activation`` comes from the layer behind."""
        gamma, beta = p.get("gamma"), p.get("beta")
        if not self.uses_batch(ctx):
            scale, shift = self.fixed(p, ctx)
            return scale_shift(x, scale, shift, axis=self.axis, activation=activation)
        if ctx.mask is not None and len(x.shape) == 3 and self.axis in (-1, 2):
            out, mean, variance = self._without_masked(x, gamma, beta, ctx.mask)
            out = relu(out) if activation == "relu" else out
        else:
            out, mean, variance = batch_norm(
                x, gamma, beta, axis=self.axis, epsilon=self.epsilon, activation=activation
            )
        m = self.momentum
        ctx.update(
            moving_mean=ctx.state["moving_mean"] * m + mean.data * (1.0 - m),
            moving_variance=ctx.state["moving_variance"] * m + variance.data * (1.0 - m),
        )
        return out

    def _without_masked(self, x: Any, gamma: Any, beta: Any, mask: Any) -> tuple[Any, Any, Any]:
        """Normalise by the mean and the variance of the steps that count; return them too."""
        dtype, x = x.dtype, x.astype("float32") if x.dtype.itemsize == 2 else x
        counts = (mask.data if type(mask) is Tensor else mask).astype(x.dtype)[:, :, None]
        many = counts.sum()
        many = many + (many == 0)  # no step at all: 0, not 0/0
        mean = total(x * counts, axis=(0, 1)) / many
        centred = x - mean
        variance = total(centred * centred * counts, axis=(0, 1)) / many
        out = centred / sqrt(variance + self.epsilon)
        out = out if gamma is None else out * gamma
        return (out if beta is None else out + beta).astype(dtype), mean, variance

    def uses_batch(self, ctx: Context) -> bool:
        """Whether the statistics are the batch's own."""
        return ctx.training and self.trainable and not ctx.frozen

    def fixed(self, p: Weights, ctx: Context) -> tuple[Any, Any]:
        """Return the scale and the shift that the moving averages make."""
        state = ctx.state
        return fixed_norm(p.get("gamma"), p.get("beta"), state["moving_mean"], state["moving_variance"], self.epsilon)


class LayerNormalization(Layer):
    r"""Normalise the features of each sample by themselves: :math:`y = \gamma\,(x - \mu)/\sqrt{\sigma^2 + \epsilon} + \beta`.

    Args:
        axis: the axis or axes to normalise over, counted with the batch axis.
        epsilon: added to the variance.
        center: whether β is learned.
        scale: whether γ is learned.
        rms_scaling: divide by the root of the mean square, without mean and β (RMSNorm).
        beta_initializer: how β starts.
        gamma_initializer: how γ starts.
        beta_regularizer: penalty on β.
        gamma_regularizer: penalty on γ.
        beta_constraint: constraint on β.
        gamma_constraint: constraint on γ.

    Source: Ba, Kiros, Hinton 2016, arXiv 1607.06450; RMSNorm: Zhang, Sennrich 2019, arXiv 1910.07467.

    Example:
        >>> import badak
        >>> badak.layers.LayerNormalization(epsilon=0.0)([[1.0, 3.0]]).tolist()
        [[-1.0, 1.0]]
    """

    rescales = True

    axis: Any = -1
    epsilon: float = 1e-3
    center: bool = True
    scale: bool = True
    rms_scaling: bool = False
    beta_initializer: Any = "zeros"
    gamma_initializer: Any = "ones"
    beta_regularizer: Any = None
    gamma_regularizer: Any = None
    beta_constraint: Any = None
    gamma_constraint: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(
            isinstance(self.epsilon, int | float) and self.epsilon >= 0,
            "epsilon",
            {"en": "number ≥ 0", "ko": "0 이상의 수"},
        )
        axis = tuple(self.axis) if isinstance(self.axis, tuple | list) else self.axis
        self._fix(axis=axis)
        for part in ("beta", "gamma"):
            self._fix(
                **{
                    f"{part}_initializer": initializers.get(getattr(self, f"{part}_initializer")),
                    f"{part}_regularizer": regularizers.get(getattr(self, f"{part}_regularizer")),
                    f"{part}_constraint": constraints.get(getattr(self, f"{part}_constraint")),
                }
            )

    def declare(self, shape: Shape) -> dict:
        """Return γ and β of the shape of the normalised axes."""
        ndim = len(shape) + 1
        axes = self.axis if isinstance(self.axis, tuple) else (self.axis,)
        if any(not isinstance(a, int | np.integer) or not -ndim <= a < ndim or a % ndim == 0 for a in axes):
            raise error("BD026", where=self.label, got=shape_text(shape), expected=f"axis={self.axis}")
        sizes = tuple(shape[a - 1] for a in sorted(a % ndim for a in axes))
        declared: dict = {}
        if self.scale or self.rms_scaling:
            declared["gamma"] = Param(sizes, self.gamma_initializer, self.gamma_regularizer, self.gamma_constraint)
        if self.center and not self.rms_scaling:
            declared["beta"] = Param(sizes, self.beta_initializer, self.beta_regularizer, self.beta_constraint)
        return declared

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Normalise over the axes."""
        return layer_norm(x, p.get("gamma"), p.get("beta"), axis=self.axis, epsilon=self.epsilon, rms=self.rms_scaling)
