"""Accuracies: the share of samples for which the answer is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from badak.backend import namespace
from badak.losses.arguments import check_numbered, check_one_hot, check_range, labels, unequal
from badak.metrics.metric import METRICS, Metric
from badak.metrics.sums import raw
from badak.ops.shape import take_along_axis


def _equal(y_true: Any, y_pred: Any) -> Any:
    if y_true.shape != y_pred.shape:
        raise unequal("accuracy", y_true.shape, y_pred.shape)
    return y_true == y_pred


def _equal_decisions(y_true: Any, y_pred: Any, threshold: float) -> Any:
    if y_true.shape != y_pred.shape:
        raise unequal("binary_accuracy", y_true.shape, y_pred.shape)
    return y_true == (y_pred > threshold)


def _equal_largest(y_true: Any, y_pred: Any) -> Any:
    check_one_hot("categorical_accuracy", y_true.shape, y_pred.shape)
    return y_true.argmax(axis=-1) == y_pred.argmax(axis=-1)


def _largest_is(y_true: Any, y_pred: Any) -> Any:
    shape = y_pred.shape[:-1]
    if y_true.shape != shape or y_pred.shape[-1] == 1:
        check_numbered("sparse_categorical_accuracy", y_true.shape, y_pred.shape)
        y_true = y_true.reshape(shape)
    return y_true == y_pred.argmax(axis=-1)


def _among_largest(name: str, y_true: Any, y_pred: Any, k: int) -> Any:
    """Say where fewer than k classes score higher than the right one (equal scores do not push it out)."""
    check_numbered(name, y_true.shape, y_pred.shape)
    numbers = labels(y_true, y_pred.shape[:-1])
    check_range(name, numbers, y_pred.shape[-1])
    score = take_along_axis(y_pred, numbers[..., None], axis=-1)
    xp = namespace(y_pred)
    return ((y_pred > score).sum(axis=-1) < k) & xp.isfinite(score[..., 0])


def _row_mean(hits: Any) -> Any:
    """Average truth values over the last axis, as Keras's functions do."""
    return hits.mean(axis=-1)


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return how many of a sample's numbers are equal to the targets.

    Args:
        y_true: targets, shape (…, d).
        y_pred: predictions, shape (…, d).

    Returns:
        Array of shape (…), from 0 to 1.

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.metrics.accuracy([[1, 2], [3, 4]], [[1, 2], [3, 0]]).tolist()
        [1.0, 0.5]
    """
    return _row_mean(_equal(raw(y_true), raw(y_pred)))


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """Return how many of a sample's yes/no answers are right.

    Args:
        y_true: 0 or 1, shape (…, d).
        y_pred: probabilities, shape (…, d).
        threshold: a probability above it means yes.

    Returns:
        Array of shape (…), from 0 to 1.

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.metrics.binary_accuracy([[1], [0], [1]], [[0.9], [0.6], [0.4]]).tolist()
        [1.0, 0.0, 0.0]
    """
    return _row_mean(_equal_decisions(raw(y_true), raw(y_pred), threshold))


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return 1 where the class of the highest score is that of the one-hot row.

    Args:
        y_true: one-hot rows, shape (…, classes).
        y_pred: probabilities or logits, shape (…, classes).

    Returns:
        Array of shape (…), 0 or 1.

    Raises:
        ShapeError: BD053, for class numbers instead of rows; BD052, when the shapes differ otherwise.
        ArgumentError: BD056, for a single class.

    Example:
        >>> import badak
        >>> badak.metrics.categorical_accuracy([[0, 1], [1, 0]], [[0.1, 0.9], [0.2, 0.8]]).tolist()
        [1.0, 0.0]
    """
    return _equal_largest(raw(y_true), raw(y_pred)) * 1.0


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return 1 where the class of the highest score is the right one.

    Args:
        y_true: class numbers, shape (…) or (…, 1).
        y_pred: probabilities or logits, shape (…, classes).

    Returns:
        Array of shape (…), 0 or 1.

    Raises:
        ShapeError: BD054, for one-hot rows instead of numbers; BD052, when the shapes differ otherwise.
        ArgumentError: BD056, for a single class.

    Example:
        >>> import badak
        >>> badak.metrics.sparse_categorical_accuracy([1, 0], [[0.1, 0.9], [0.2, 0.8]]).tolist()
        [1.0, 0.0]
    """
    return _largest_is(raw(y_true), raw(y_pred)) * 1.0


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Return 1 where the class of the one-hot row is among the k highest scores.

    Args:
        y_true: one-hot rows, shape (…, classes).
        y_pred: probabilities or logits, shape (…, classes).
        k: how many classes count as an answer.

    Returns:
        Array of shape (…), 0 or 1.

    Raises:
        ShapeError: BD053, for class numbers instead of rows; BD052, when the shapes differ otherwise.

    Example:
        >>> import badak
        >>> badak.metrics.top_k_categorical_accuracy([[0, 0, 1]], [[0.5, 0.2, 0.3]], k=2).tolist()
        [1.0]
    """
    y_true, y_pred = raw(y_true), raw(y_pred)
    check_one_hot("top_k_categorical_accuracy", y_true.shape, y_pred.shape)
    return _among_largest("top_k_categorical_accuracy", y_true.argmax(axis=-1), y_pred, k) * 1.0


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Return 1 where the right class is among the k highest scores.

    Args:
        y_true: class numbers, shape (…) or (…, 1).
        y_pred: probabilities or logits, shape (…, classes).
        k: how many classes count as an answer.

    Returns:
        Array of shape (…), 0 or 1.

    Raises:
        ShapeError: BD054, for one-hot rows instead of numbers; BD052, when the shapes differ otherwise.
        DataError: BD055, for a number that is no class.

    Example:
        >>> import badak
        >>> badak.metrics.sparse_top_k_categorical_accuracy([2, 1], [[0.5, 0.2, 0.3], [0.5, 0.2, 0.3]], k=2).tolist()
        [1.0, 0.0]
    """
    return _among_largest("sparse_top_k_categorical_accuracy", raw(y_true), raw(y_pred), k) * 1.0


@METRICS.add("accuracy", "acc")
@dataclass(frozen=True, eq=False)
class Accuracy(Metric):
    """The share of predictions that equal the target exactly.

    As a string, ``"accuracy"`` chooses the binary, categorical or sparse kind that fits the loss and the shapes.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> badak.metrics.Accuracy()([1, 2, 3, 4], [0, 2, 3, 4])
        0.75
    """

    name: str = "accuracy"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Say which are equal."""
        return _equal(y_true, y_pred)


@METRICS.add("binary_accuracy")
@dataclass(frozen=True, eq=False)
class BinaryAccuracy(Metric):
    """The share of yes/no answers that are right.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
        threshold: a prediction above it means yes: 0.5 for probabilities, 0 for logits.

    Example:
        >>> import badak
        >>> badak.metrics.BinaryAccuracy()([[1], [0]], [[0.9], [0.6]])
        0.5
    """

    name: str = "binary_accuracy"
    dtype: Any = None
    threshold: float = 0.5

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Say which answers are right."""
        return _equal_decisions(y_true, y_pred, self.threshold)


@METRICS.add("categorical_accuracy")
@dataclass(frozen=True, eq=False)
class CategoricalAccuracy(Metric):
    """The share of samples whose highest score is at the class of the one-hot row.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> badak.metrics.CategoricalAccuracy()([[0, 1], [1, 0]], [[0.1, 0.9], [0.2, 0.8]])
        0.5
    """

    needs_probabilities: ClassVar[bool] = False
    name: str = "categorical_accuracy"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Say which answers are right."""
        return _equal_largest(y_true, y_pred)


@METRICS.add("sparse_categorical_accuracy")
@dataclass(frozen=True, eq=False)
class SparseCategoricalAccuracy(Metric):
    """The share of samples whose highest score is at the right class.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> badak.metrics.SparseCategoricalAccuracy()([1, 0], [[0.1, 0.9], [0.2, 0.8]])
        0.5
    """

    needs_probabilities: ClassVar[bool] = False
    name: str = "sparse_categorical_accuracy"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Say which answers are right."""
        return _largest_is(y_true, y_pred)


@METRICS.add("top_k_categorical_accuracy")
@dataclass(frozen=True, eq=False)
class TopKCategoricalAccuracy(Metric):
    """The share of samples for which the class of the one-hot row is among the k highest scores.

    Args:
        k: how many classes count as an answer.
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> badak.metrics.TopKCategoricalAccuracy(k=2)([[0, 0, 1], [0, 1, 0]], [[0.5, 0.2, 0.3], [0.5, 0.2, 0.3]])
        0.5
    """

    needs_probabilities: ClassVar[bool] = False
    k: int = 5
    name: str = "top_k_categorical_accuracy"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Say which answers are right."""
        check_one_hot(self.name, y_true.shape, y_pred.shape)
        return _among_largest(self.name, y_true.argmax(axis=-1), y_pred, self.k)


@METRICS.add("sparse_top_k_categorical_accuracy")
@dataclass(frozen=True, eq=False)
class SparseTopKCategoricalAccuracy(Metric):
    """The share of samples for which the right class is among the k highest scores.

    Args:
        k: how many classes count as an answer.
        name: see ``Metric``.
        dtype: see ``Metric``.
        from_sorted_ids: the predictions are class numbers from the best downwards, rather than scores.

    Example:
        >>> import badak
        >>> badak.metrics.SparseTopKCategoricalAccuracy(k=2)([2, 1], [[0.5, 0.2, 0.3], [0.5, 0.2, 0.3]])
        0.5
    """

    needs_probabilities: ClassVar[bool] = False
    k: int = 5
    name: str = "sparse_top_k_categorical_accuracy"
    dtype: Any = None
    from_sorted_ids: bool = False

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Say which answers are right."""
        if self.from_sorted_ids:
            return (y_pred[..., : self.k] == y_true.reshape(y_pred.shape[:-1])[..., None]).any(axis=-1)
        return _among_largest(self.name, y_true, y_pred, self.k)
