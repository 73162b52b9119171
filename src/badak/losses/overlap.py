"""Losses of overlap, for segmentation: how much of two masks is not shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from badak.losses.arguments import EPSILON, matched
from badak.losses.loss import LOSSES, Loss
from badak.ops.reduce import sum as total


@LOSSES.add()
def dice(y_true: Any, y_pred: Any, axis: Any = None) -> Any:
    r"""Return one minus the Dice coefficient of two masks.

    $$\ell = 1 - \frac{2 \sum y\,p}{\sum y + \sum p + \varepsilon}, \qquad \varepsilon = 10^{-7}$$

    Args:
        y_true: masks of 0 and 1, any shape.
        y_pred: probabilities, the same shape.
        axis: axes to add over; None for all, which gives a single number for the batch; (1, 2, 3) gives one per image.

    Returns:
        The shape that is left of the axes.

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> round(badak.losses.dice([1.0, 1.0, 0.0], [1.0, 0.0, 0.0]).item(), 6)
        0.333333

    Source: Milletari, Navab, Ahmadi 2016, arXiv 1606.04797, section 3, without the squares in the denominator, as
        Keras.
    """
    y_true, y_pred = matched("dice", y_true, y_pred)
    shared = total(y_true * y_pred, axis=axis)
    return 1.0 - 2.0 * shared / (total(y_true, axis=axis) + total(y_pred, axis=axis) + EPSILON)


@LOSSES.add()
def tversky(y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Any = None) -> Any:
    r"""Return one minus the Tversky index of two masks: Dice with a price for each kind of mistake.

    $$\ell = 1 - \frac{\sum y\,p}
    {\sum y\,p + \alpha \sum (1 - y)\,p + \beta \sum y\,(1 - p) + \varepsilon}, \qquad \varepsilon = 10^{-7}$$

    Args:
        y_true: masks of 0 and 1, any shape.
        y_pred: probabilities, the same shape.
        alpha: price of false positives.
        beta: price of false negatives; ½ for both gives Dice.
        axis: axes to add over; None for all, which gives a single number for the batch.

    Returns:
        The shape that is left of the axes.

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.losses.tversky([1.0, 1.0], [1.0, 0.0], alpha=0.0, beta=1.0).item()
        0.5

    Source: Salehi, Erdogmus, Gholipour 2017, arXiv 1706.05721. Keras 3.15 applies α to the false negatives and
        β to the false positives, against its own description; here they are as in the paper.
    """
    y_true, y_pred = matched("tversky", y_true, y_pred)
    shared = total(y_true * y_pred, axis=axis)
    false_positives = total((1.0 - y_true) * y_pred, axis=axis)
    false_negatives = total(y_true * (1.0 - y_pred), axis=axis)
    return 1.0 - shared / (shared + alpha * false_positives + beta * false_negatives + EPSILON)


def _as_tuple(axis: Any) -> Any:
    """Return axes as a model file's list gives them in the form that compares and hashes."""
    return tuple(axis) if isinstance(axis, list) else axis


@LOSSES.add()
@dataclass(frozen=True)
class Dice(Loss):
    """One minus the Dice coefficient, see ``dice``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        axis: axes to add over; (1, 2, 3) gives one value per image, as sample weights need.
        dtype: see ``Loss``.
    """

    targets: ClassVar[str] = "probabilities"
    reduction: str | None = "sum_over_batch_size"
    name: str = "dice"
    axis: Any = None
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "axis", _as_tuple(self.axis))

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value, or one per image."""
        return dice(y_true, y_pred, axis=self.axis)


@LOSSES.add()
@dataclass(frozen=True)
class Tversky(Loss):
    """One minus the Tversky index, see ``tversky``.

    Args:
        alpha: price of false positives.
        beta: price of false negatives.
        reduction: see ``Loss``.
        name: see ``Loss``.
        axis: axes to add over; (1, 2, 3) gives one value per image, as sample weights need.
        dtype: see ``Loss``.
    """

    targets: ClassVar[str] = "probabilities"
    alpha: float = 0.5
    beta: float = 0.5
    reduction: str | None = "sum_over_batch_size"
    name: str = "tversky"
    axis: Any = None
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "axis", _as_tuple(self.axis))

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value, or one per image."""
        return tversky(y_true, y_pred, self.alpha, self.beta, self.axis)
