"""Cross-entropies: what it costs to have expected the predicted probabilities when the targets came.

Predictions that come straight out of softmax or sigmoid are computed from their logits, which neither overflows nor
loses digits; others are limited to [1e-7, 1 - 1e-7] before their logarithm is taken, as Keras does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from badak.autograd.tensor import Tensor
from badak.errors import error, shape_text
from badak.losses.arguments import (
    EPSILON,
    array,
    check_numbered,
    check_one_hot,
    check_probabilities,
    check_range,
    classes_last,
    floating,
    labels,
    logits_behind,
    matched,
)
from badak.losses.loss import LOSSES, Loss
from badak.ops.elementwise import astype, clip, log, maximum, not_equal, where
from badak.ops.reduce import mean
from badak.ops.reduce import sum as total
from badak.ops.shape import expand_dims, take_along_axis
from badak.ops.softmax import sigmoid_cross_entropy, softmax_cross_entropy, sparse_softmax_cross_entropy


@LOSSES.add("bce", "BCE")
def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    r"""Return the binary cross-entropy of each sample, for one or several yes/no questions.

    $$\ell = -\frac{1}{d} \sum_{j=1}^{d} \big( y_j \ln p_j + (1 - y_j) \ln(1 - p_j) \big)$$

    Args:
        y_true: 0 or 1, or probabilities, shape (…, d).
        y_pred: probabilities, or logits with ``from_logits``, shape (…, d).
        from_logits: the predictions have gone through no sigmoid yet.
        label_smoothing: moves the targets this part of the way to ½, so that the model does not grow certain without
            end.
        axis: the axis to average over.

    Returns:
        Shape (…).

    Raises:
        ArgumentError: BD050, for a sigmoid applied twice; BD051, for a softmax over a single unit.
        ShapeError: BD052, when the shapes differ.
        DataError: BD057, for predictions that are not probabilities.

    Example:
        >>> import badak
        >>> round(badak.losses.binary_crossentropy([1.0], [0.1]).item(), 6)
        2.302585
    """
    y_true, y_pred = matched("binary_crossentropy", y_true, y_pred)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    return mean(binary_terms("binary_crossentropy", y_true, y_pred, from_logits), axis=axis)


def binary_terms(name: str, y_true: Any, y_pred: Any, from_logits: bool) -> Any:
    """Return the binary cross-entropy of each number by itself."""
    check_not_softmax_of_one(name, y_pred)
    logits = logits_behind(name, y_pred, "sigmoid", from_logits)
    if logits is not None:
        return sigmoid_cross_entropy(logits, y_true)
    check_probabilities(name, y_pred)
    p = clip(y_pred, minimum=EPSILON, maximum=1.0 - EPSILON)
    return -(y_true * log(p) + (1.0 - y_true) * log(1.0 - p))


def check_not_softmax_of_one(name: str, y_pred: Any) -> None:
    """Refuse a softmax over one unit.

    Raises:
        ArgumentError: BD051.
    """
    before = y_pred.before if type(y_pred) is Tensor else None
    if before is not None and before[0] == "softmax" and y_pred.ndim > 1 and y_pred.shape[-1] == 1:
        raise error("BD051", where=name, got=f"softmax, y_pred {shape_text(y_pred)}")


@LOSSES.add("cce", "CCE")
def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    r"""Return the cross-entropy of each sample against one-hot rows, for one class out of several.

    $$\ell = -\sum_{k=1}^{C} y_k \ln p_k$$

    Args:
        y_true: one-hot rows or probabilities, shape (…, classes).
        y_pred: probabilities (made to add up to 1), or logits with ``from_logits``, shape (…, classes).
        from_logits: the predictions have gone through no softmax yet.
        label_smoothing: moves the targets this part of the way to equal probabilities.
        axis: the axis of the classes.

    Returns:
        Shape (…).

    Raises:
        ArgumentError: BD050, for a softmax applied twice; BD056, for a single class.
        ShapeError: BD053, for class numbers instead of rows; BD052, when the shapes differ otherwise.
        DataError: BD057, for predictions that are not probabilities.

    Example:
        >>> import badak
        >>> p = badak.softmax([[4.3, 5.5, 7.2, 2.4, 5.0]])
        >>> round(badak.losses.categorical_crossentropy([[0.0, 0.0, 1.0, 0.0, 0.0]], p).item(), 6)
        0.305084
    """
    name = "categorical_crossentropy"
    y_true, y_pred = rows_and_probabilities(name, y_true, y_pred, label_smoothing, axis)
    logits = logits_behind(name, y_pred, "softmax", from_logits)
    if logits is not None:
        return softmax_cross_entropy(logits, y_true)
    return -total(y_true * log(certain(name, y_pred)), axis=-1)


def rows_and_probabilities(name: str, y_true: Any, y_pred: Any, label_smoothing: float, axis: int) -> tuple[Any, Any]:
    """Return one-hot rows and predictions of equal shape, smoothed, with the classes on the last axis."""
    y_true, y_pred = array(y_true), array(y_pred)
    check_one_hot(name, y_true.shape, y_pred.shape, axis)
    y_true, y_pred = matched(name, y_true, y_pred)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / y_true.shape[axis]
    return classes_last(y_true, axis), classes_last(y_pred, axis)


def certain(name: str, y_pred: Any) -> Any:
    """Return probabilities that add up to 1 and have a logarithm, the classes on the last axis."""
    check_probabilities(name, y_pred)
    p = y_pred / maximum(total(y_pred, axis=-1, keepdims=True), EPSILON)
    return clip(p, minimum=EPSILON, maximum=1.0 - EPSILON)


@LOSSES.add("scce")
def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    r"""Return the cross-entropy of each sample against class numbers, for one class out of several.

    $$\ell = -\ln p_{y}$$

    Args:
        y_true: class numbers from 0, shape (…) or (…, 1).
        y_pred: probabilities (made to add up to 1), or logits with ``from_logits``, shape (…, classes).
        from_logits: the predictions have gone through no softmax yet.
        ignore_class: a number that marks targets without meaning, such as padding; their loss is 0.
        axis: the axis of the classes.

    Returns:
        Shape (…).

    Raises:
        ArgumentError: BD050, for a softmax applied twice; BD056, for a single class.
        ShapeError: BD054, for one-hot rows instead of numbers; BD052, when the shapes differ otherwise.
        DataError: BD055, for a number that is no class; BD057, for predictions that are not probabilities.

    Example:
        >>> import badak
        >>> p = badak.softmax([[4.3, 5.5, 7.2, 2.4, 5.0]])
        >>> round(badak.losses.sparse_categorical_crossentropy(badak.tensor([2]), p).item(), 6)
        0.305084
    """
    name = "sparse_categorical_crossentropy"
    numbers, y_pred, counted = _numbers_and_probabilities(name, y_true, y_pred, ignore_class, axis)
    logits = logits_behind(name, y_pred, "softmax", from_logits)
    if logits is not None:
        losses = sparse_softmax_cross_entropy(logits, numbers)
    else:
        losses = -log(_looked_up(certain(name, y_pred), numbers))
    return losses if counted is None else where(counted, losses, 0.0)


def _looked_up(p: Any, numbers: Any) -> Any:
    """Return the probability of the class that came."""
    return take_along_axis(p, expand_dims(numbers, -1), axis=-1)[..., 0]


def _numbers_and_probabilities(
    name: str, y_true: Any, y_pred: Any, ignore_class: int | None, axis: int
) -> tuple[Any, Any, Any]:
    """Return class numbers that can be looked up, the predictions with the classes last, and which samples count."""
    y_true, y_pred = array(y_true), array(y_pred)
    check_numbered(name, y_true.shape, y_pred.shape, axis)
    y_pred = classes_last(floating(y_pred), axis)
    numbers = labels(y_true, y_pred.shape[:-1])
    if ignore_class is None:
        counted = None
    else:
        counted = not_equal(numbers, ignore_class)
        numbers = where(counted, numbers, 0)
    check_range(name, numbers, y_pred.shape[-1])
    return numbers, y_pred, counted


@LOSSES.add()
def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float = 0.5) -> Any:
    r"""Return a loss between cross-entropy (q → 0) and absolute error (q = 1), less shaken by wrong labels.

    $$\ell = \frac{1 - p_{y}^{\,q}}{q}$$

    Args:
        y_true: class numbers from 0, shape (…) or (…, 1).
        y_pred: probabilities, shape (…, classes).
        q: above 0 and at most 1.

    Returns:
        Shape (…).

    Raises:
        ArgumentError: BD003, for another ``q``; BD056, for a single class.
        ShapeError: BD054, for one-hot rows; BD052, when the shapes differ otherwise.
        DataError: BD055, for a number that is no class; BD057, for predictions that are not probabilities.

    Example:
        >>> import badak
        >>> badak.losses.categorical_generalized_cross_entropy(badak.tensor([0]), [[0.25, 0.75]]).tolist()
        [1.0]

    Source: Zhang, Sabuncu 2018, arXiv 1805.07836.
    """
    name = "categorical_generalized_cross_entropy"
    if not 0 < q <= 1:
        raise error("BD003", where=name, name="q", got=repr(q), expected="0 < q ≤ 1")
    numbers, y_pred, _ = _numbers_and_probabilities(name, y_true, y_pred, None, -1)
    check_probabilities(name, y_pred)
    p = clip(_looked_up(y_pred, numbers), minimum=EPSILON, maximum=1.0 - EPSILON)
    return (1.0 - p**q) / q


@LOSSES.add()
@dataclass(frozen=True)
class BinaryCrossentropy(Loss):
    """The binary cross-entropy, see ``binary_crossentropy``.

    Args:
        from_logits: the predictions have gone through no sigmoid yet.
        label_smoothing: moves the targets this part of the way to ½.
        axis: the axis to average over.
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.

    Example:
        >>> import badak
        >>> round(badak.losses.BinaryCrossentropy()([[1.0], [0.0]], [[0.9], [0.1]]).item(), 6)
        0.105361
    """

    pointwise: ClassVar[bool] = True
    targets: ClassVar[str] = "probabilities"
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1
    reduction: str | None = "sum_over_batch_size"
    name: str = "binary_crossentropy"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return binary_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing, self.axis)


@LOSSES.add()
@dataclass(frozen=True)
class CategoricalCrossentropy(Loss):
    """The cross-entropy against one-hot rows, see ``categorical_crossentropy``.

    Args:
        from_logits: the predictions have gone through no softmax yet.
        label_smoothing: moves the targets this part of the way to equal probabilities.
        axis: the axis of the classes.
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.

    Example:
        >>> import badak
        >>> loss = badak.losses.CategoricalCrossentropy(from_logits=True)
        >>> round(loss([[0.0, 1.0]], [[0.0, 0.0]]).item(), 6)
        0.693147
    """

    targets: ClassVar[str] = "probabilities"
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1
    reduction: str | None = "sum_over_batch_size"
    name: str = "categorical_crossentropy"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return categorical_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing, self.axis)


@LOSSES.add()
@dataclass(frozen=True)
class SparseCategoricalCrossentropy(Loss):
    """The cross-entropy against class numbers, see ``sparse_categorical_crossentropy``.

    Samples of ``ignore_class`` count neither in the sum nor in the number it is divided by.

    Args:
        from_logits: the predictions have gone through no softmax yet.
        ignore_class: a number that marks targets without meaning.
        reduction: see ``Loss``.
        axis: the axis of the classes.
        name: see ``Loss``.
        dtype: see ``Loss``.

    Example:
        >>> import badak
        >>> loss = badak.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)
        >>> round(loss(badak.tensor([1, -1]), [[0.0, 0.0], [5.0, 0.0]]).item(), 6)
        0.693147
    """

    targets: ClassVar[str] = "classes"
    from_logits: bool = False
    ignore_class: int | None = None
    reduction: str | None = "sum_over_batch_size"
    axis: int = -1
    name: str = "sparse_categorical_crossentropy"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return sparse_categorical_crossentropy(y_true, y_pred, self.from_logits, self.ignore_class, self.axis)

    def counted(self, y_true: Any) -> Any:
        """Return 1 for targets with a meaning and 0 for those of ``ignore_class``."""
        if self.ignore_class is None:
            return None
        return astype(not_equal(array(y_true), self.ignore_class), dtype=np.dtype(np.float32))


@LOSSES.add()
@dataclass(frozen=True)
class CategoricalGeneralizedCrossEntropy(Loss):
    """The generalised cross-entropy, see ``categorical_generalized_cross_entropy``.

    Args:
        q: above 0 and at most 1.
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    targets: ClassVar[str] = "classes"
    q: float = 0.5
    reduction: str | None = "sum_over_batch_size"
    name: str = "categorical_generalized_cross_entropy"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return categorical_generalized_cross_entropy(y_true, y_pred, self.q)
