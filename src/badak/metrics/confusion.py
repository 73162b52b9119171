"""Metrics of right and wrong answers: precision, recall, the four counts, confusion matrix, intersection over union."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.backend import namespace, seam
from badak.errors import error
from badak.losses.arguments import check_range, labels, unequal
from badak.metrics import sums
from badak.metrics.metric import METRICS, Metric
from badak.metrics.outcomes import Outcomes, count, selected, several, thresholds_of
from badak.metrics.sums import State, raw


def _outcomes(metric: Any, y_true: Any, y_pred: Any, sample_weight: Any) -> Outcomes:
    """Count the answers of a metric with ``thresholds`` and perhaps ``top_k`` and ``class_id``."""
    top_k = getattr(metric, "top_k", None)
    class_id = getattr(metric, "class_id", None)
    yes, scores, weight = selected(metric.name, y_true, y_pred, sample_weight, top_k, class_id)
    default = 0.5 if top_k is None else -np.inf
    return count(yes, scores, weight, thresholds_of(metric.thresholds, default))


def _one_or_all(metric: Any, values: Any) -> Any:
    return values if several(metric.thresholds) else values[0]


@METRICS.add("precision")
@dataclass(frozen=True, eq=False)
class Precision(Metric):
    r"""The share of the yes answers that are right.

    $$\mathrm{precision} = \frac{TP}{TP + FP}$$

    Args:
        thresholds: a prediction above it means yes, 0.5 by default; several give several results.
        top_k: yes means: among the k highest scores of the sample; there is no threshold then unless one is given.
        class_id: the column to look at; all by default.
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> badak.metrics.Precision()([0, 1, 1, 1], [0.9, 0.2, 0.8, 0.7])
        0.6666667
    """

    thresholds: Any = None
    top_k: int | None = None
    class_id: int | None = None
    name: Any = None
    dtype: Any = None

    @property
    def needs_probabilities(self) -> bool:
        """Whether a threshold is compared with the predictions."""
        return self.top_k is None or self.thresholds is not None

    def init(self) -> State:
        """Return the state before the first batch."""
        n = len(thresholds_of(self.thresholds))
        return sums.zeros(true_positives=(n,), false_positives=(n,))

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        o = _outcomes(self, y_true, y_pred, sample_weight)
        return sums.add(state, true_positives=o.true_positives, false_positives=o.false_positives)

    def compute(self, state: State) -> Any:
        """Return the precision, 0 where no answer was yes."""
        right = sums.value(state, "true_positives")
        return _one_or_all(self, sums.ratio(right, right + sums.value(state, "false_positives")))


@METRICS.add("recall")
@dataclass(frozen=True, eq=False)
class Recall(Metric):
    r"""The share of the positive samples that were found.

    $$\mathrm{recall} = \frac{TP}{TP + FN}$$

    Args:
        thresholds: a prediction above it means yes, 0.5 by default; several give several results.
        top_k: yes means: among the k highest scores of the sample; there is no threshold then unless one is given.
        class_id: the column to look at; all by default.
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> badak.metrics.Recall()([0, 1, 1, 1], [0.9, 0.2, 0.8, 0.7])
        0.6666667
    """

    thresholds: Any = None
    top_k: int | None = None
    class_id: int | None = None
    name: Any = None
    dtype: Any = None

    @property
    def needs_probabilities(self) -> bool:
        """Whether a threshold is compared with the predictions."""
        return self.top_k is None or self.thresholds is not None

    def init(self) -> State:
        """Return the state before the first batch."""
        n = len(thresholds_of(self.thresholds))
        return sums.zeros(true_positives=(n,), false_negatives=(n,))

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        o = _outcomes(self, y_true, y_pred, sample_weight)
        return sums.add(state, true_positives=o.true_positives, false_negatives=o.false_negatives)

    def compute(self, state: State) -> Any:
        """Return the recall, 0 where no sample was positive."""
        right = sums.value(state, "true_positives")
        return _one_or_all(self, sums.ratio(right, right + sums.value(state, "false_negatives")))


def _init_count(metric: Any) -> State:
    return sums.zeros(total=(len(thresholds_of(metric.thresholds)),))


@METRICS.add("true_positives")
@dataclass(frozen=True, eq=False)
class TruePositives(Metric):
    """The number of positive samples that were found.

    Args:
        thresholds: a prediction above it means yes, 0.5 by default; several give several results.
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    thresholds: Any = None
    name: Any = None
    dtype: Any = None

    def init(self) -> State:
        """Return the state before the first batch."""
        return _init_count(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return sums.add(state, total=_outcomes(self, y_true, y_pred, sample_weight).true_positives)

    def compute(self, state: State) -> Any:
        """Return the number."""
        return _one_or_all(self, sums.value(state, "total"))


@METRICS.add("false_positives")
@dataclass(frozen=True, eq=False)
class FalsePositives(Metric):
    """The number of negative samples that were taken for positive.

    Args:
        thresholds: a prediction above it means yes, 0.5 by default; several give several results.
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    thresholds: Any = None
    name: Any = None
    dtype: Any = None

    def init(self) -> State:
        """Return the state before the first batch."""
        return _init_count(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return sums.add(state, total=_outcomes(self, y_true, y_pred, sample_weight).false_positives)

    def compute(self, state: State) -> Any:
        """Return the number."""
        return _one_or_all(self, sums.value(state, "total"))


@METRICS.add("true_negatives")
@dataclass(frozen=True, eq=False)
class TrueNegatives(Metric):
    """The number of negative samples that were recognised as such.

    Args:
        thresholds: a prediction above it means yes, 0.5 by default; several give several results.
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    thresholds: Any = None
    name: Any = None
    dtype: Any = None

    def init(self) -> State:
        """Return the state before the first batch."""
        return _init_count(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return sums.add(state, total=_outcomes(self, y_true, y_pred, sample_weight).true_negatives)

    def compute(self, state: State) -> Any:
        """Return the number."""
        return _one_or_all(self, sums.value(state, "total"))


@METRICS.add("false_negatives")
@dataclass(frozen=True, eq=False)
class FalseNegatives(Metric):
    """The number of positive samples that were overlooked.

    Args:
        thresholds: a prediction above it means yes, 0.5 by default; several give several results.
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    thresholds: Any = None
    name: Any = None
    dtype: Any = None

    def init(self) -> State:
        """Return the state before the first batch."""
        return _init_count(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return sums.add(state, total=_outcomes(self, y_true, y_pred, sample_weight).false_negatives)

    def compute(self, state: State) -> Any:
        """Return the number."""
        return _one_or_all(self, sums.value(state, "total"))


# --- matrices -------------------------------------------------------------------------------------------------------------


def _class_numbers(y_true: Any, y_pred: Any, threshold: float) -> tuple[Any, Any]:
    """Return class numbers for targets and predictions, whichever of the usual forms they have."""
    if y_pred.dtype.kind == "f" and y_pred.ndim > 1 and y_pred.shape[-1] > 1:
        if y_true.shape == y_pred.shape:
            y_true = y_true.argmax(axis=-1)
        y_pred = y_pred.argmax(axis=-1)
    elif y_pred.dtype.kind == "f":
        y_pred = (y_pred > threshold).astype(np.int32)
    if y_true.shape != y_pred.shape and y_true.shape in ((*y_pred.shape, 1), y_pred.shape[:-1]):
        y_true = y_true.reshape(y_pred.shape)
    if y_true.shape != y_pred.shape:
        raise unequal("confusion_matrix", y_true.shape, y_pred.shape)
    return y_true, y_pred


def _add_matrix(name: str, state: State, y_true: Any, y_pred: Any, weight: Any, classes: int) -> State:
    """Count pairs of class numbers; arrays of equal shape."""
    y_true, y_pred = labels(y_true, y_true.shape).reshape(-1), labels(y_pred, y_pred.shape).reshape(-1)
    check_range(name, y_true, classes)
    check_range(name, y_pred, classes)
    xp = namespace(y_pred)
    weight = xp.ones_like(y_pred, dtype=np.float32) if weight is None else weight.reshape(-1)
    dtype = np.dtype(np.float64) if xp is np else weight.dtype
    place = y_true * classes + y_pred
    matrix = seam(y_pred).index_add((classes * classes,), place, weight, dtype).reshape(classes, classes)
    return sums.add(state, matrix=matrix)


def _normalized(matrix: Any, normalize: str | None) -> Any:
    if normalize == "true":
        return sums.ratio(matrix, matrix.sum(axis=1, keepdims=True))
    if normalize == "pred":
        return sums.ratio(matrix, matrix.sum(axis=0, keepdims=True))
    return sums.ratio(matrix, matrix.sum()) if normalize == "all" else matrix


def confusion_matrix(
    y_true: Any, y_pred: Any, num_classes: int | None = None, sample_weight: Any = None, normalize: str | None = None
) -> np.ndarray:
    """Count how often each class was taken for each other one.

    Args:
        y_true: class numbers (batch,) or one-hot rows (batch, classes).
        y_pred: class numbers, probabilities (batch, classes), or probabilities of class 1 (batch,) or (batch, 1).
        num_classes: number of classes; by default as many as occur.
        sample_weight: weights, shape (batch,).
        normalize: ``"true"`` divides each row by its sum, ``"pred"`` each column, ``"all"`` by the sum of everything.

    Returns:
        The counts, (classes, classes), float64; a row is a true class, a column a predicted one.

    Raises:
        ShapeError: BD052, when the shapes differ.
        DataError: BD055, for a number that is no class.

    Example:
        >>> import badak
        >>> badak.metrics.confusion_matrix([0, 1, 1], [0, 1, 0]).tolist()
        [[1.0, 0.0], [1.0, 1.0]]
    """
    y_true, y_pred = raw(y_true), raw(y_pred)
    if num_classes is None:
        numbers = _class_numbers(y_true, y_pred, 0.5)
        wide = y_pred.shape[-1] if y_pred.dtype.kind == "f" and y_pred.ndim > 1 else 1
        num_classes = max(wide, *(int(n.max()) + 1 for n in numbers)) if y_pred.size else wide
    metric = ConfusionMatrix(num_classes, normalize=normalize)
    return metric.compute(metric.update(metric.init(), y_true, y_pred, sample_weight))


@METRICS.add("confusion_matrix")
@dataclass(frozen=True, eq=False)
class ConfusionMatrix(Metric):
    """How often each class was taken for each other one: row = true class, column = predicted class.

    Args:
        num_classes: number of classes; None takes it from the model's outputs (two for a single unit).
        name: see ``Metric``.
        dtype: see ``Metric``.
        normalize: ``"true"`` divides each row by its sum, ``"pred"`` each column, ``"all"`` by the sum of everything.
        threshold: for a single unit, a prediction above it means class 1.

    Raises:
        ArgumentError: BD003, for another ``normalize``, or when the number of classes is not known.

    Example:
        >>> import badak
        >>> badak.metrics.ConfusionMatrix(2)([0, 1, 1], [[0.8, 0.2], [0.4, 0.6], [0.7, 0.3]]).tolist()
        [[1.0, 0.0], [1.0, 1.0]]
    """

    num_classes: int | None = None
    name: str = "confusion_matrix"
    dtype: Any = None
    normalize: str | None = None
    threshold: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.normalize not in (None, "true", "pred", "all"):
            expected = "None | 'true' | 'pred' | 'all'"
            raise error("BD003", where=self.name, name="normalize", got=repr(self.normalize), expected=expected)

    @property
    def needs_probabilities(self) -> bool:
        """Whether there is a single unit, whose prediction is compared with the threshold."""
        return (self._columns_or_none or 1) == 1

    @property
    def _classes(self) -> int:
        known = self.num_classes
        if known is None and self._columns_or_none is not None:
            known = max(self._columns_or_none, 2)
        if known is None:
            raise error("BD003", where=self.name, name="num_classes", got="None", expected="the number of classes")
        return known

    def init(self) -> State:
        """Return the state before the first batch."""
        return sums.zeros(matrix=(self._classes, self._classes))

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        y_true, y_pred = _class_numbers(y_true, y_pred, self.threshold)
        weight = None if sample_weight is None else sums.weights_for(self.name, sample_weight, y_pred)
        return _add_matrix(self.name, state, y_true, y_pred, weight, self._classes)

    def compute(self, state: State) -> Any:
        """Return the matrix."""
        return _normalized(sums.value(state, "matrix"), self.normalize)


@METRICS.add("mean_iou", "mean_io_u")
@dataclass(frozen=True, eq=False)
class MeanIoU(Metric):
    r"""The mean over classes of intersection over union, for segmentation.

    $$\mathrm{IoU}_k = \frac{TP_k}{TP_k + FP_k + FN_k}$$

    Classes that neither occur nor are predicted are left out of the mean.

    Args:
        num_classes: number of classes.
        name: see ``Metric``.
        dtype: see ``Metric``.
        ignore_class: targets of this number are left out.
        sparse_y_true: the targets are class numbers; False for one-hot ones.
        sparse_y_pred: the predictions are class numbers; False for scores of each class.
        axis: the axis of the classes, for one-hot targets and scores.

    Example:
        >>> import badak
        >>> badak.metrics.MeanIoU(num_classes=2)([0, 0, 1, 1], [0, 1, 0, 1])
        0.3333333
    """

    num_classes: int
    name: Any = None
    dtype: Any = None
    ignore_class: int | None = None
    sparse_y_true: bool = True
    sparse_y_pred: bool = True
    axis: int = -1

    def init(self) -> State:
        """Return the state before the first batch."""
        return sums.zeros(matrix=(self.num_classes, self.num_classes))

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        xp = namespace(y_pred)
        y_true = y_true if self.sparse_y_true else y_true.argmax(axis=self.axis)
        y_pred = y_pred if self.sparse_y_pred else y_pred.argmax(axis=self.axis)
        if y_true.shape != y_pred.shape:
            raise unequal(self.name, y_true.shape, y_pred.shape)
        weight = None if sample_weight is None else sums.weights_for(self.name, sample_weight, y_pred)
        if self.ignore_class is not None:
            counted = y_true != self.ignore_class
            y_true, y_pred = xp.where(counted, y_true, 0), xp.where(counted, y_pred, 0)
            weight = counted.astype(np.float32) if weight is None else weight * counted
        return _add_matrix(self.name, state, y_true, y_pred, weight, self.num_classes)

    def compute(self, state: State) -> Any:
        """Return the mean over the classes that occur."""
        matrix = sums.value(state, "matrix")
        right = namespace(matrix).diagonal(matrix)
        union = matrix.sum(axis=0) + matrix.sum(axis=1) - right
        return sums.ratio(sums.ratio(right, union).sum(), (union != 0).sum())
