"""F scores: precision and recall in one number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.backend import namespace
from badak.errors import error
from badak.losses.arguments import unequal
from badak.metrics import sums
from badak.metrics.metric import METRICS, Metric
from badak.metrics.sums import State


def _check(metric: Any) -> None:
    if metric.average not in (None, "micro", "macro", "weighted"):
        expected = "None | 'micro' | 'macro' | 'weighted'"
        raise error("BD003", where=metric.name, name="average", got=repr(metric.average), expected=expected)


def _init(metric: Any) -> State:
    columns = metric._columns_or_none
    shape = () if columns is None or metric.average == "micro" else (columns,)
    return sums.zeros(true_positives=shape, false_positives=shape, false_negatives=shape)


def _update(metric: Any, state: State, y_true: Any, y_pred: Any, sample_weight: Any) -> State:
    """Count per class (over all classes for ``"micro"``)."""
    if y_true.shape != y_pred.shape:
        raise unequal(metric.name, y_true.shape, y_pred.shape)
    if y_pred.ndim == 1:
        y_true, y_pred = y_true[:, None], y_pred[:, None]
    xp = namespace(y_pred)
    columns = y_pred.shape[-1]
    yes = y_true if y_true.dtype.kind == "b" else y_true > 0.5
    if metric.threshold is not None:
        said = y_pred > metric.threshold
    elif columns == 1:
        said = y_pred > 0.5
    else:
        said = y_pred.argmax(axis=-1)[..., None] == xp.arange(columns)
    axis = None if metric.average == "micro" else 0
    parts = (said & yes, said & ~yes, ~said & yes)
    if sample_weight is not None:
        weight = sums.weights_for(metric.name, sample_weight, y_pred)
        parts = tuple(xp.where(part, weight, weight[:1] * 0) for part in parts)
    right, wrong, missed = (sums.total(part.reshape(-1, columns), axis=axis) for part in parts)
    return sums.add(state, true_positives=right, false_positives=wrong, false_negatives=missed)


def _compute(metric: Any, state: State, beta: float) -> Any:
    right = sums.value(state, "true_positives")
    wrong, missed = sums.value(state, "false_positives"), sums.value(state, "false_negatives")
    b = beta * beta
    score = sums.ratio((1.0 + b) * right, (1.0 + b) * right + b * missed + wrong)
    if metric.average in (None, "micro") or not np.ndim(score):
        return score
    if metric.average == "macro":
        return score.mean()
    occurring = right + missed
    return sums.ratio((score * occurring).sum(), occurring.sum())


@METRICS.add("fbeta_score")
@dataclass(frozen=True, eq=False)
class FBetaScore(Metric):
    r"""The weighted harmonic mean of precision and recall.

    $$F_\beta = (1 + \beta^2) \frac{\mathrm{precision} \cdot \mathrm{recall}}
    {\beta^2\, \mathrm{precision} + \mathrm{recall}} = \frac{(1 + \beta^2)\,TP}{(1 + \beta^2)\,TP + \beta^2 FN + FP}$$

    Args:
        average: None gives one score per class; ``"macro"`` their mean, ``"weighted"`` their mean weighted by how often
            each class occurs, ``"micro"`` the score of all answers together.
        beta: how much more recall counts than precision.
        threshold: a prediction above it means yes; None takes the highest score of each sample (a single column: 0.5).
        name: see ``Metric``.
        dtype: see ``Metric``.

    Raises:
        ArgumentError: BD003, for another average.

    Example:
        >>> import badak
        >>> score = badak.metrics.FBetaScore(beta=2.0, threshold=0.5)
        >>> score([[1, 1], [1, 0], [1, 1], [0, 0]], [[0.2, 0.7], [0.8, 0.8], [0.6, 0.6], [0.9, 0.1]]).round(4).tolist()
        [0.6667, 0.9091]
    """

    average: str | None = None
    beta: float = 1.0
    threshold: float | None = None
    name: str = "fbeta_score"
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _check(self)

    @property
    def needs_probabilities(self) -> bool:
        """Whether a threshold is compared with the predictions."""
        return self.threshold is not None or (self._columns_or_none or 1) == 1

    def init(self) -> State:
        """Return the state before the first batch; per class only once the number of outputs is known."""
        return _init(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return _update(self, state, y_true, y_pred, sample_weight)

    def compute(self, state: State) -> Any:
        """Return the score, 0 for a class without any positive sample or answer."""
        return _compute(self, state, self.beta)


@METRICS.add("f1_score", "f1")
@dataclass(frozen=True, eq=False)
class F1Score(Metric):
    r"""The harmonic mean of precision and recall.

    $$F_1 = \frac{2\,TP}{2\,TP + FP + FN}$$

    Args:
        average: None gives one score per class; ``"macro"`` their mean, ``"weighted"`` their mean weighted by how often
            each class occurs, ``"micro"`` the score of all answers together.
        threshold: a prediction above it means yes; None takes the highest score of each sample (a single column: 0.5).
        name: see ``Metric``.
        dtype: see ``Metric``.

    Raises:
        ArgumentError: BD003, for another average.

    Example:
        >>> import badak
        >>> badak.metrics.F1Score(average="macro")([[1, 0], [0, 1]], [[0.9, 0.1], [0.6, 0.4]])
        0.3333333
    """

    average: str | None = None
    threshold: float | None = None
    name: str = "f1_score"
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _check(self)

    @property
    def needs_probabilities(self) -> bool:
        """Whether a threshold is compared with the predictions."""
        return self.threshold is not None or (self._columns_or_none or 1) == 1

    def init(self) -> State:
        """Return the state before the first batch; per class only once the number of outputs is known."""
        return _init(self)

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        return _update(self, state, y_true, y_pred, sample_weight)

    def compute(self, state: State) -> Any:
        """Return the score, 0 for a class without any positive sample or answer."""
        return _compute(self, state, 1.0)
