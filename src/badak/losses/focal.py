"""Focal losses: cross-entropies that give less weight to samples which are already right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from badak.losses.arguments import EPSILON, logits_behind, matched
from badak.losses.entropy import binary_terms, certain, rows_and_probabilities
from badak.losses.loss import LOSSES, Loss
from badak.ops.activation import sigmoid
from badak.ops.elementwise import log, maximum
from badak.ops.reduce import mean
from badak.ops.reduce import sum as total
from badak.ops.softmax import log_softmax, softmax


@LOSSES.add()
def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    r"""Return the binary focal loss of each sample: a binary cross-entropy in which sure, right answers hardly count.

    $$\ell = -\frac{1}{d} \sum_{j=1}^{d} \alpha_j (1 - q_j)^{\gamma} \ln q_j, \qquad q = p \text{ for } y = 1,\;
    1 - p \text{ for } y = 0$$

    Args:
        y_true: 0 or 1, shape (…, d).
        y_pred: probabilities, or logits with ``from_logits``, shape (…, d).
        apply_class_balancing: weight class 1 by α and class 0 by 1 - α; without it both have weight 1.
        alpha: weight of class 1; 0.25 as in the paper.
        gamma: how much less sure answers count; 2 as in the paper, 0 gives the cross-entropy.
        from_logits: the predictions have gone through no sigmoid yet.
        label_smoothing: moves the targets this part of the way to ½.
        axis: the axis to average over.

    Returns:
        Shape (…).

    Raises:
        ArgumentError: BD050, for a sigmoid applied twice; BD051, for a softmax over a single unit.
        ShapeError: BD052, when the shapes differ.
        DataError: BD057, for predictions that are not probabilities.

    Example:
        >>> import badak
        >>> round(badak.losses.binary_focal_crossentropy([1.0], [0.9]).item(), 6)
        0.001054

    Source: Lin, Goyal, Girshick, He, Dollár 2017, arXiv 1708.02002, eq. 5. From logits the logarithm is exact where
        Keras holds it at ln 1e-7.
    """
    name = "binary_focal_crossentropy"
    y_true, y_pred = matched(name, y_true, y_pred)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    terms = binary_terms(name, y_true, y_pred, from_logits)
    p = sigmoid(y_pred) if from_logits else y_pred
    right = p * y_true + (1.0 - p) * (1.0 - y_true)
    terms = maximum(1.0 - right, EPSILON) ** gamma * terms  # not 0: its power has no slope there for gamma < 1
    if apply_class_balancing:
        terms = (y_true * alpha + (1.0 - y_true) * (1.0 - alpha)) * terms
    return mean(terms, axis=axis)


@LOSSES.add()
def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: Any = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    r"""Return the focal loss of each sample against one-hot rows: sure, right answers hardly count.

    $$\ell = -\sum_{k=1}^{C} \alpha_k\, y_k (1 - p_k)^{\gamma} \ln p_k$$

    Args:
        y_true: one-hot rows, shape (…, classes).
        y_pred: probabilities, or logits with ``from_logits``, shape (…, classes).
        alpha: a weight for all classes, or one for each.
        gamma: how much less sure answers count; 2 as in the paper.
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
        >>> round(badak.losses.categorical_focal_crossentropy([[0.0, 1.0]], [[0.1, 0.9]]).item(), 6)
        0.000263

    Source: Lin, Goyal, Girshick, He, Dollár 2017, arXiv 1708.02002, eq. 5. From logits the logarithm is exact where
        Keras holds it at ln 1e-7.
    """
    name = "categorical_focal_crossentropy"
    y_true, y_pred = rows_and_probabilities(name, y_true, y_pred, label_smoothing, axis)
    logits = logits_behind(name, y_pred, "softmax", from_logits)
    if logits is not None:
        p, log_p = softmax(logits), log_softmax(logits)
    else:
        p = certain(name, y_pred)
        log_p = log(p)
    if not isinstance(alpha, int | float):
        alpha = np.asarray(alpha, p.dtype)
    return -total(alpha * y_true * maximum(1.0 - p, EPSILON) ** gamma * log_p, axis=-1)


@LOSSES.add()
@dataclass(frozen=True)
class BinaryFocalCrossentropy(Loss):
    """The binary focal loss, see ``binary_focal_crossentropy``.

    Args:
        apply_class_balancing: weight class 1 by α and class 0 by 1 - α.
        alpha: weight of class 1.
        gamma: how much less sure answers count.
        from_logits: the predictions have gone through no sigmoid yet.
        label_smoothing: moves the targets this part of the way to ½.
        axis: the axis to average over.
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    pointwise: ClassVar[bool] = True
    targets: ClassVar[str] = "probabilities"
    apply_class_balancing: bool = False
    alpha: float = 0.25
    gamma: float = 2.0
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1
    reduction: str | None = "sum_over_batch_size"
    name: str = "binary_focal_crossentropy"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return binary_focal_crossentropy(
            y_true,
            y_pred,
            self.apply_class_balancing,
            self.alpha,
            self.gamma,
            self.from_logits,
            self.label_smoothing,
            self.axis,
        )


@LOSSES.add()
@dataclass(frozen=True)
class CategoricalFocalCrossentropy(Loss):
    """The focal loss against one-hot rows, see ``categorical_focal_crossentropy``.

    Args:
        alpha: a weight for all classes, or one for each.
        gamma: how much less sure answers count.
        from_logits: the predictions have gone through no softmax yet.
        label_smoothing: moves the targets this part of the way to equal probabilities.
        axis: the axis of the classes.
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    targets: ClassVar[str] = "probabilities"
    alpha: Any = 0.25
    gamma: float = 2.0
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1
    reduction: str | None = "sum_over_batch_size"
    name: str = "categorical_focal_crossentropy"
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.alpha, list):  # as a model file has it
            object.__setattr__(self, "alpha", tuple(self.alpha))

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return categorical_focal_crossentropy(
            y_true, y_pred, self.alpha, self.gamma, self.from_logits, self.label_smoothing, self.axis
        )
