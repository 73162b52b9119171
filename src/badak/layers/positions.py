"""Where a step stands: attention by itself does not know the order of what it looks at."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak import constraints, initializers, regularizers
from badak.errors import error, shape_text
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Param, Shape, Weights
from badak.ops.shape import getitem


class SinePositionEncoding(Layer):
    r"""Add to each step a vector that tells its position: sines and cosines of falling frequencies.

    .. math:: y_t = x_t + e_t,\quad e_{t,2i} = \sin(t / \lambda^{2i/d}),\; e_{t,2i+1} = \cos(t / \lambda^{2i/d})

    The vector of a position some steps on is a rotation of this one, the same at every place, so a linear layer can learn
    "three words back"; and nothing has to be learned for positions that training never saw.

    Args:
        max_wavelength: λ.
        scale: multiply x by √d first, as the paper does with word vectors (section 3.4), which start small.
        name: name within the model.

    Shapes: input and output (batch, time, features).

    Raises:
        ShapeError: BD172, for data without an axis of time.

    Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.5.

    Example:
        >>> import badak
        >>> badak.layers.SinePositionEncoding()(badak.zeros(1, 2, 4)).numpy().round(3).tolist()
        [[[0.0, 1.0, 0.0, 1.0], [0.841, 0.54, 0.01, 1.0]]]
    """

    max_wavelength: float = 10000.0
    scale: bool = False

    any_length = True

    def __post_init__(self) -> None:
        super().__post_init__()
        value = self.max_wavelength
        fine = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        self.expect_argument(fine, "max_wavelength", {"en": "a number > 0", "ko": "0보다 큰 수"})

    def out_shape(self, shape: Shape) -> Shape:
        """Return the input's shape."""
        return _timed(self, shape)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x with the positions added."""
        time, size = x.shape[-2:]
        wave = np.exp(-math.log(self.max_wavelength) * (np.arange(size) // 2 * 2) / size)
        angle = np.arange(time)[:, None] * wave
        places = np.where(np.arange(size) % 2 == 0, np.sin(angle), np.cos(angle))
        return (x * math.sqrt(size) if self.scale else x) + places.astype(x.dtype)


class PositionEmbedding(Layer):
    r"""Add to each step a vector of its position that is learned: :math:`y_t = x_t + P_t`.

    Args:
        sequence_length: most steps a sequence may have.
        initializer: how P starts.
        embeddings_regularizer: penalty on P.
        embeddings_constraint: constraint on P.
        name: name within the model.

    Shapes: input and output (batch, time, features), P (sequence_length, features).

    Raises:
        ArgumentError: BD003, for a length that is no positive integer.
        ShapeError: BD203, for a longer sequence; BD172, for data without an axis of time.

    Source: Gehring et al. 2017, arXiv 1705.03122, section 3.1.

    Example:
        >>> import badak
        >>> layer = badak.layers.PositionEmbedding(3, initializer=[[1.0], [2.0], [3.0]])
        >>> layer(badak.zeros(1, 2, 1)).tolist()
        [[[1.0], [2.0]]]
    """

    sequence_length: int
    initializer: Any = "glorot_uniform"
    embeddings_regularizer: Any = None
    embeddings_constraint: Any = None

    any_length = True

    def __post_init__(self) -> None:
        super().__post_init__()
        value = self.sequence_length
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        self.expect_argument(
            bool(whole and value > 0), "sequence_length", {"en": "an integer > 0", "ko": "0보다 큰 정수"}
        )
        start = self.initializer
        self._fix(
            initializer=initializers.get(np.asarray(start, np.float32) if isinstance(start, list) else start),
            embeddings_regularizer=regularizers.get(self.embeddings_regularizer),
            embeddings_constraint=constraints.get(self.embeddings_constraint),
        )

    def declare(self, shape: Shape) -> dict:
        """Return P."""
        size = (self.sequence_length, _timed(self, shape)[-1])
        return {
            "position_embeddings": Param(
                size, self.initializer, self.embeddings_regularizer, self.embeddings_constraint
            )
        }

    def out_shape(self, shape: Shape) -> Shape:
        """Return the input's shape."""
        steps = _timed(self, shape)[-2]
        if steps is not None and steps > self.sequence_length:
            self._too_long(steps, shape)
        return shape

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x with the positions added."""
        steps = x.shape[-2]
        if steps > self.sequence_length:
            self._too_long(steps, x.shape[1:])
        places = getitem(p.position_embeddings, index=(slice(0, steps),))
        return x + (places if places.dtype == x.dtype else places.astype(x.dtype))

    def _too_long(self, steps: int, shape: Any) -> None:
        raise error(
            "BD203", where=self.label, steps=steps, length=self.sequence_length, got=shape_text((None, *shape)),
            expected=f"time ≤ {self.sequence_length}",
        )  # fmt: skip

    def work(self) -> int:
        """Return the numbers added for one step."""
        return self._built().params["position_embeddings"].shape[-1]


def _timed(layer: Layer, shape: Shape) -> Shape:
    if len(shape) < 2:
        raise error("BD172", where=layer.label, got=shape_text((None, *shape)), expected="(batch, time, features)")
    return shape
