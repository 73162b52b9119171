"""Hinge losses: 0 as soon as the right answer leads by a margin, as in support-vector machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from badak.losses.arguments import array, check_one_hot, matched
from badak.losses.loss import LOSSES, Loss
from badak.ops.elementwise import equal, logical_or, maximum, square, where
from badak.ops.reduce import all as all_of
from badak.ops.reduce import max as largest
from badak.ops.reduce import mean
from badak.ops.reduce import sum as total


def signs(y_true: Any) -> Any:
    """Return labels of -1 and 1: where all of them are 0 or 1, 0 becomes -1."""
    binary = all_of(logical_or(equal(y_true, 0), equal(y_true, 1)), keepdims=True)
    return where(binary, 2.0 * y_true - 1.0, y_true)


@LOSSES.add()
def hinge(y_true: Any, y_pred: Any) -> Any:
    r"""Return the hinge loss of each sample.

    $$\ell = \frac{1}{d} \sum_{j=1}^{d} \max(1 - y_j\, \hat y_j,\, 0)$$

    Args:
        y_true: -1 or 1 (0 counts as -1 where all are 0 or 1), shape (…, d).
        y_pred: predictions whose sign is the answer, shape (…, d).

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.losses.hinge([-1.0, 1.0], [-2.0, 0.5]).item()
        0.25

    Source: Cortes, Vapnik 1995, Support-vector networks, Machine Learning 20.
    """
    y_true, y_pred = matched("hinge", y_true, y_pred)
    return mean(maximum(1.0 - signs(y_true) * y_pred, 0.0), axis=-1)


@LOSSES.add()
def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    r"""Return the squared hinge loss of each sample.

    $$\ell = \frac{1}{d} \sum_{j=1}^{d} \max(1 - y_j\, \hat y_j,\, 0)^2$$

    Args:
        y_true: -1 or 1 (0 counts as -1 where all are 0 or 1), shape (…, d).
        y_pred: predictions whose sign is the answer, shape (…, d).

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.losses.squared_hinge([-1.0, 1.0], [-2.0, 0.5]).item()
        0.125
    """
    y_true, y_pred = matched("squared_hinge", y_true, y_pred)
    return mean(square(maximum(1.0 - signs(y_true) * y_pred, 0.0)), axis=-1)


@LOSSES.add()
def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    r"""Return the hinge loss of each sample against one-hot rows: the right class is to lead the best other one by 1.

    $$\ell = \max\Big(\max_k (1 - y_k)\, \hat y_k - \sum_k y_k\, \hat y_k + 1,\; 0\Big)$$

    Args:
        y_true: one-hot rows, shape (…, classes).
        y_pred: scores, shape (…, classes).

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD053, for class numbers instead of rows; BD052, when the shapes differ otherwise.
        ArgumentError: BD056, for a single class.

    Example:
        >>> import badak
        >>> badak.losses.categorical_hinge([[0.0, 1.0]], [[0.5, 0.75]]).tolist()
        [0.75]
    """
    y_true, y_pred = array(y_true), array(y_pred)
    check_one_hot("categorical_hinge", y_true.shape, y_pred.shape)
    y_true, y_pred = matched("categorical_hinge", y_true, y_pred)
    right = total(y_true * y_pred, axis=-1, keepdims=True)
    best_other = largest((1.0 - y_true) * y_pred, axis=-1, keepdims=True)
    return maximum(best_other - right + 1.0, 0.0)[..., 0]


@LOSSES.add()
@dataclass(frozen=True)
class Hinge(Loss):
    """The hinge loss, see ``hinge``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    pointwise: ClassVar[bool] = True
    targets: ClassVar[str] = "signs"
    reduction: str | None = "sum_over_batch_size"
    name: str = "hinge"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return hinge(y_true, y_pred)


@LOSSES.add()
@dataclass(frozen=True)
class SquaredHinge(Loss):
    """The squared hinge loss, see ``squared_hinge``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    pointwise: ClassVar[bool] = True
    targets: ClassVar[str] = "signs"
    reduction: str | None = "sum_over_batch_size"
    name: str = "squared_hinge"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return squared_hinge(y_true, y_pred)


@LOSSES.add()
@dataclass(frozen=True)
class CategoricalHinge(Loss):
    """The hinge loss against one-hot rows, see ``categorical_hinge``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    targets: ClassVar[str] = "probabilities"
    reduction: str | None = "sum_over_batch_size"
    name: str = "categorical_hinge"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return categorical_hinge(y_true, y_pred)
