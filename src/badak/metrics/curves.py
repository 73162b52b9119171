"""Metrics over all thresholds: areas under curves, and one rate where another has a given value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.backend import namespace
from badak.errors import error
from badak.metrics import sums
from badak.metrics.metric import METRICS, Metric
from badak.metrics.outcomes import Outcomes, count_sorted, selected
from badak.metrics.sums import State
from badak.ops.activation import sigmoid

_EDGE = 1e-7  # the outermost thresholds lie this far outside 0 … 1, so that all and no answers are yes there


def _grid(num_thresholds: int, edge: float) -> tuple[float, ...]:
    """Return evenly spaced thresholds whose ends lie ``edge`` outside 0 … 1."""
    inner = [i / (num_thresholds - 1) for i in range(1, num_thresholds - 1)]
    return (-edge, *inner, 1.0 + edge)


def _state(n: int, columns: int | None = 1) -> State:
    shape = (n,) if columns is None else (n, columns)
    return sums.zeros(true_positives=shape, false_positives=shape, true_negatives=shape, false_negatives=shape)


def _outcomes(state: State) -> Outcomes:
    return Outcomes(*(sums.value(state, name) for name in Outcomes._fields))


def _column(x: Any) -> Any:
    return None if x is None else x.reshape(-1, 1)


def _one_of(metric: Metric, argument: str, allowed: tuple[str, ...]) -> None:
    value = getattr(metric, argument)
    if value not in allowed:
        expected = " | ".join(repr(a) for a in allowed)
        raise error("BD003", where=metric.name, name=argument, got=repr(value), expected=expected)


@METRICS.add("auc")
@dataclass(frozen=True, eq=False)
class AUC(Metric):
    """The area under the ROC curve (or the precision-recall curve), approximated with evenly spaced thresholds.

    The ROC area is the chance that a positive sample gets a higher score than a negative one: 0.5 for guessing, 1 for a
    perfect order.

    Args:
        num_thresholds: how many; more make the curve finer.
        curve: ``"ROC"``: the true against the false positive rate; ``"PR"``: precision against recall.
        summation_method: ``"interpolation"``: trapezia (for PR the interpolation of the paper below); ``"minoring"`` and
            ``"majoring"``: rectangles below and above the curve.
        name: see ``Metric``.
        dtype: see ``Metric``.
        thresholds: rising numbers between 0 and 1 instead of ``num_thresholds``.
        multi_label: compute an area for each column and average them; otherwise all columns make one curve.
        num_labels: the number of columns; known from the model's outputs otherwise.
        label_weights: weights of the columns.
        from_logits: the predictions have gone through no sigmoid yet.

    Raises:
        ArgumentError: BD003, for another curve or summation method, or fewer than two thresholds.

    Example:
        >>> import badak
        >>> badak.metrics.AUC()([0, 0, 1, 1], [0.0, 0.5, 0.3, 0.9])
        0.75

    Source: Davis, Goadrich 2006, The relationship between precision-recall and ROC curves, section 4.
    """

    num_thresholds: int = 200
    curve: str = "ROC"
    summation_method: str = "interpolation"
    name: Any = None
    dtype: Any = None
    thresholds: Any = None
    multi_label: bool = False
    num_labels: int | None = None
    label_weights: Any = None
    from_logits: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "curve", str(self.curve).upper())
        object.__setattr__(self, "summation_method", str(self.summation_method).lower())
        _one_of(self, "curve", ("ROC", "PR"))
        _one_of(self, "summation_method", ("interpolation", "minoring", "majoring"))
        if self.thresholds is None and self.num_thresholds < 2:
            got = repr(self.num_thresholds)
            raise error("BD003", where=self.name, name="num_thresholds", got=got, expected="at least 2")

    @property
    def _thresholds(self) -> tuple[float, ...]:
        if self.thresholds is None:
            return _grid(self.num_thresholds, _EDGE)
        return (-_EDGE, *sorted(float(t) for t in self.thresholds), 1.0 + _EDGE)

    def init(self) -> State:
        """Return the state before the first batch."""
        columns = (self.num_labels or self._columns_or_none) if self.multi_label else 1
        return _state(len(self._thresholds), columns or 1)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        if self.from_logits:
            y_pred = sigmoid(y_pred)
        yes, scores, weight = selected(self.name, y_true, y_pred, sample_weight, None, None)
        if self.label_weights is not None and not self.multi_label:
            labels = namespace(scores).asarray(self.label_weights, dtype=scores.dtype)
            weight = (namespace(scores).ones_like(scores) if weight is None else weight) * labels
        if not self.multi_label:
            yes, scores, weight = _column(yes), _column(scores), _column(weight)
        return sums.add(state, **count_sorted(yes, scores, weight, self._thresholds)._asdict())

    def compute(self, state: State) -> Any:
        """Return the area, averaged over the columns for ``multi_label``."""
        o = _outcomes(state)
        if self.curve == "PR" and self.summation_method == "interpolation":
            areas = _interpolated_pr_area(o)
        else:
            recall = sums.ratio(o.true_positives, o.true_positives + o.false_negatives)
            if self.curve == "ROC":
                x, y = sums.ratio(o.false_positives, o.false_positives + o.true_negatives), recall
            else:
                x, y = recall, sums.ratio(o.true_positives, o.true_positives + o.false_positives)
            xp = namespace(y)
            if self.summation_method == "interpolation":
                heights = 0.5 * (y[:-1] + y[1:])
            else:
                heights = (xp.minimum if self.summation_method == "minoring" else xp.maximum)(y[:-1], y[1:])
            areas = ((x[:-1] - x[1:]) * heights).sum(axis=0)
        if self.label_weights is None or not self.multi_label:
            return areas.mean()
        weights = namespace(areas).asarray(self.label_weights, dtype=areas.dtype)
        return sums.ratio((areas * weights).sum(), weights.sum())


def _interpolated_pr_area(o: Outcomes) -> Any:
    """Return the area under precision over recall, where between two thresholds TP grows linearly with TP + FP.

    Between them TP = a + b P with P = TP + FP, so precision is b + a/P and its integral over TP is b ΔTP + a b ln(P₁/P₀)
    (the integral over recall after division by the number of positives).
    """
    xp = namespace(o.true_positives)
    answers = o.true_positives + o.false_positives
    high, low = answers[:-1], answers[1:]
    gained = o.true_positives[:-1] - o.true_positives[1:]
    slope = sums.ratio(gained, xp.maximum(high - low, 0.0))
    start = o.true_positives[1:] - slope * low
    both = (high > 0) & (low > 0)
    growth = xp.where(both, sums.ratio(high, xp.where(both, low, 1.0)), 1.0)
    parts = slope * (gained + start * xp.log(growth))
    return sums.ratio(parts, o.true_positives[1:] + o.false_negatives[1:]).sum(axis=0)


def _at_thresholds(num_thresholds: int) -> tuple[float, ...]:
    return (0.5,) if num_thresholds == 1 else _grid(num_thresholds, 0.0)


def _init_at(metric: Any) -> State:
    if metric.num_thresholds < 1:
        got = repr(metric.num_thresholds)
        raise error("BD003", where=metric.name, name="num_thresholds", got=got, expected="at least 1")
    return _state(len(_at_thresholds(metric.num_thresholds)))


def _update_at(metric: Any, state: State, y_true: Any, y_pred: Any, sample_weight: Any) -> State:
    yes, scores, weight = selected(metric.name, y_true, y_pred, sample_weight, None, metric.class_id)
    found = count_sorted(_column(yes), _column(scores), _column(weight), _at_thresholds(metric.num_thresholds))
    return sums.add(state, **found._asdict())


def _best(rate: Any, condition: Any) -> Any:
    """Return the largest rate at a threshold where the condition holds, 0 where it never does."""
    return namespace(rate).where(condition, rate, 0.0).max()


def _check_rate(metric: Any, argument: str) -> None:
    value = getattr(metric, argument)
    if not 0 <= value <= 1:
        raise error("BD003", where=metric.name, name=argument, got=repr(value), expected="0 … 1")


@METRICS.add("sensitivity_at_specificity")
@dataclass(frozen=True, eq=False)
class SensitivityAtSpecificity(Metric):
    """The largest recall (sensitivity) at a threshold where at least this share of the negatives is recognised.

    Args:
        specificity: the share of negative samples to be recognised, 0 … 1.
        num_thresholds: how many evenly spaced thresholds are tried.
        class_id: the column to look at; all by default.
        name: see ``Metric``.
        dtype: see ``Metric``.

    Raises:
        ArgumentError: BD003, for a rate outside 0 … 1.

    Example:
        >>> import badak
        >>> badak.metrics.SensitivityAtSpecificity(0.5)([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8])
        0.5
    """

    specificity: float
    num_thresholds: int = 200
    class_id: int | None = None
    name: Any = None
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_rate(self, "specificity")

    def init(self) -> State:
        """Return the state before the first batch."""
        return _init_at(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return _update_at(self, state, y_true, y_pred, sample_weight)

    def compute(self, state: State) -> Any:
        """Return the largest sensitivity."""
        o = _outcomes(state)
        specificity = sums.ratio(o.true_negatives, o.true_negatives + o.false_positives)
        return _best(
            sums.ratio(o.true_positives, o.true_positives + o.false_negatives), specificity >= self.specificity
        )


@METRICS.add("specificity_at_sensitivity")
@dataclass(frozen=True, eq=False)
class SpecificityAtSensitivity(Metric):
    """The largest share of recognised negatives at a threshold where at least this share of the positives is found.

    Args:
        sensitivity: the share of positive samples to be found, 0 … 1.
        num_thresholds: how many evenly spaced thresholds are tried.
        class_id: the column to look at; all by default.
        name: see ``Metric``.
        dtype: see ``Metric``.

    Raises:
        ArgumentError: BD003, for a rate outside 0 … 1.
    """

    sensitivity: float
    num_thresholds: int = 200
    class_id: int | None = None
    name: Any = None
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_rate(self, "sensitivity")

    def init(self) -> State:
        """Return the state before the first batch."""
        return _init_at(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return _update_at(self, state, y_true, y_pred, sample_weight)

    def compute(self, state: State) -> Any:
        """Return the largest specificity."""
        o = _outcomes(state)
        sensitivity = sums.ratio(o.true_positives, o.true_positives + o.false_negatives)
        return _best(
            sums.ratio(o.true_negatives, o.true_negatives + o.false_positives), sensitivity >= self.sensitivity
        )


@METRICS.add("precision_at_recall")
@dataclass(frozen=True, eq=False)
class PrecisionAtRecall(Metric):
    """The largest precision at a threshold where the recall is at least this.

    Args:
        recall: the share of positive samples to be found, 0 … 1.
        num_thresholds: how many evenly spaced thresholds are tried.
        class_id: the column to look at; all by default.
        name: see ``Metric``.
        dtype: see ``Metric``.

    Raises:
        ArgumentError: BD003, for a rate outside 0 … 1.
    """

    recall: float
    num_thresholds: int = 200
    class_id: int | None = None
    name: Any = None
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_rate(self, "recall")

    def init(self) -> State:
        """Return the state before the first batch."""
        return _init_at(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return _update_at(self, state, y_true, y_pred, sample_weight)

    def compute(self, state: State) -> Any:
        """Return the largest precision."""
        o = _outcomes(state)
        recall = sums.ratio(o.true_positives, o.true_positives + o.false_negatives)
        return _best(sums.ratio(o.true_positives, o.true_positives + o.false_positives), recall >= self.recall)


@METRICS.add("recall_at_precision")
@dataclass(frozen=True, eq=False)
class RecallAtPrecision(Metric):
    """The largest recall at a threshold where the precision is at least this.

    Args:
        precision: the share of the yes answers to be right, 0 … 1.
        num_thresholds: how many evenly spaced thresholds are tried.
        class_id: the column to look at; all by default.
        name: see ``Metric``.
        dtype: see ``Metric``.

    Raises:
        ArgumentError: BD003, for a rate outside 0 … 1.
    """

    precision: float
    num_thresholds: int = 200
    class_id: int | None = None
    name: Any = None
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_rate(self, "precision")

    def init(self) -> State:
        """Return the state before the first batch."""
        return _init_at(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return _update_at(self, state, y_true, y_pred, sample_weight)

    def compute(self, state: State) -> Any:
        """Return the largest recall."""
        o = _outcomes(state)
        precision = sums.ratio(o.true_positives, o.true_positives + o.false_positives)
        return _best(sums.ratio(o.true_positives, o.true_positives + o.false_negatives), precision >= self.precision)
