"""One layer for each activation that has parameters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak import constraints, initializers, regularizers
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Param, Shape, Weights
from badak.ops import activation as ops
from badak.ops.softmax import softmax


def _number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)


class ReLU(Layer):
    """max(x, 0), with Keras's three options.

    Args:
        max_value: largest output, None for no limit.
        negative_slope: slope below the threshold, ≥ 0.
        threshold: where the positive part begins, ≥ 0.

    Raises:
        ArgumentError: BD003, for negative values.

    Example:
        >>> import badak
        >>> badak.layers.ReLU(max_value=6.0)([-1.0, 8.0]).tolist()
        [0.0, 6.0]
    """

    max_value: float | None = None
    negative_slope: float = 0.0
    threshold: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        limit = self.max_value
        self.expect_argument(
            limit is None or (_number(limit) and limit >= 0),
            "max_value",
            {"en": "None | number ≥ 0", "ko": "None | 0 이상의 수"},
        )
        for name in ("negative_slope", "threshold"):
            value = getattr(self, name)
            self.expect_argument(_number(value) and value >= 0, name, {"en": "number ≥ 0", "ko": "0 이상의 수"})

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the rectified values."""
        if self.max_value is None and not self.negative_slope and not self.threshold:
            return ops.relu(x)
        return ops.relu_general(
            x, negative_slope=self.negative_slope, max_value=self.max_value, threshold=self.threshold
        )


class LeakyReLU(Layer):
    """x where positive, a small part of it elsewhere.

    Args:
        negative_slope: slope for negative values; 0.3 as in Keras's layer.

    Raises:
        ArgumentError: BD003, when it is missing or negative.

    Example:
        >>> import badak
        >>> badak.layers.LeakyReLU(0.5)([-2.0, 2.0]).tolist()
        [-1.0, 2.0]
    """

    negative_slope: float = 0.3

    def __post_init__(self) -> None:
        super().__post_init__()
        value = self.negative_slope
        self.expect_argument(_number(value) and value >= 0, "negative_slope", {"en": "number ≥ 0", "ko": "0 이상의 수"})

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the leaky values."""
        return ops.leaky_relu(x, negative_slope=self.negative_slope)


class PReLU(Layer):
    """A leaky ReLU that learns its slope.

    Args:
        alpha_initializer: how the slopes start.
        alpha_regularizer: penalty on the slopes.
        alpha_constraint: constraint on the slopes.
        shared_axes: axes (counted from 1) along which one slope is shared, such as (1, 2) for one per channel of an image.

    Source: He, Zhang, Ren, Sun 2015, arXiv 1502.01852.

    Example:
        >>> import badak
        >>> badak.layers.PReLU(alpha_initializer=badak.initializers.Constant(0.25))([[-4.0, 4.0]]).tolist()
        [[-1.0, 4.0]]
    """

    alpha_initializer: Any = "zeros"
    alpha_regularizer: Any = None
    alpha_constraint: Any = None
    shared_axes: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        axes = self.shared_axes
        axes = None if axes is None else tuple(axes) if isinstance(axes, tuple | list) else (axes,)
        self._fix(
            alpha_initializer=initializers.get(self.alpha_initializer),
            alpha_regularizer=regularizers.get(self.alpha_regularizer),
            alpha_constraint=constraints.get(self.alpha_constraint),
            shared_axes=axes,
        )

    def declare(self, shape: Shape) -> dict:
        """Return one slope for each feature that does not share it."""
        sizes = tuple(1 if self.shared_axes and i + 1 in self.shared_axes else n for i, n in enumerate(shape))
        return {"alpha": Param(sizes, self.alpha_initializer, self.alpha_regularizer, self.alpha_constraint)}

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return max(x, 0) + α min(x, 0)."""
        return ops.prelu(x, p.alpha)


class ELU(Layer):
    """x where positive, α(eˣ - 1) elsewhere.

    Args:
        alpha: how far below 0 it goes.

    Example:
        >>> import badak
        >>> badak.layers.ELU()([-1000.0, 1.0]).tolist()
        [-1.0, 1.0]
    """

    alpha: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(_number(self.alpha), "alpha", {"en": "number", "ko": "수"})

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the ELU."""
        return ops.elu(x, alpha=self.alpha)


class Softmax(Layer):
    """Turn logits into probabilities along an axis.

    Args:
        axis: the axis of the classes.

    Example:
        >>> import badak
        >>> badak.layers.Softmax()([[0.0, 0.0]]).tolist()
        [[0.5, 0.5]]
    """

    axis: int = -1

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the probabilities."""
        return softmax(x, axis=self.axis)
