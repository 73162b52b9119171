"""A penalty on directions that resemble each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.checks import number, one_of
from badak.errors import error, shape_text
from badak.ops.elementwise import absolute, maximum, sqrt, square
from badak.ops.linear import matmul
from badak.ops.reduce import sum as total
from badak.ops.shape import transpose
from badak.regularizers.regularizer import REGULARIZERS, Regularizer


@REGULARIZERS.add("orthogonal_regularizer")
@dataclass(frozen=True)
class OrthogonalRegularizer(Regularizer):
    r"""Penalise rows (or columns) of a matrix that are not at right angles to each other.

    .. math:: \lambda\, \frac{1}{n(n-1)/2} \sum_{i<j} |\hat w_i \cdot \hat w_j|,\qquad \hat w_i = w_i / \lVert w_i\rVert

    the mean size of the cosine over all pairs.

    Args:
        factor: :math:`\lambda`, 0 or more.
        mode: ``"rows"`` or ``"columns"``.

    Raises:
        ArgumentError: BD040, for a factor below 0 or another word.
        ShapeError: BD001, when called with something that is no matrix.

    Example:
        >>> import badak
        >>> w = badak.tensor([[1.0, 0.0], [3.0, 4.0]])
        >>> badak.regularizers.OrthogonalRegularizer(factor=1.0)(w).item()
        0.6

    Source:
        The definition of Keras.
    """

    factor: float = 0.01
    mode: str = "rows"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(factor=number(where, "factor", self.factor, 0.0))
        one_of(where, "mode", self.mode, ("rows", "columns"))

    def penalty(self, x: Any) -> Any:
        """Return the penalty."""
        if x.ndim != 2:
            why = {"en": f"w needs 2 axes but has {x.ndim}", "ko": f"w의 축은 2개여야 하는데 {x.ndim}개입니다"}
            where = type(self).__name__
            raise error("BD001", where=where, why=why, got=f"w {shape_text(x)}", expected="w (rows, columns)")
        w = x if self.mode == "rows" else transpose(x)
        n = w.shape[0]
        # Keras's bound for the squared length; a zero row stays zero
        unit = w / sqrt(maximum(total(square(w), axis=1, keepdims=True), 1e-12))
        cosines = matmul(unit, transpose(unit))
        data = x.data if isinstance(x, Tensor) else x
        others = (1.0 - np.eye(n)).astype(data.dtype)
        pairs = max(n * (n - 1) / 2.0, 1.0)
        return total(absolute(cosines * others)) * (0.5 * self.factor / pairs)
