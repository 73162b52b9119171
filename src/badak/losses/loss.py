"""What every loss is: one value per sample, weighted and reduced to a single number."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any, ClassVar

from badak.errors import error
from badak.losses.arguments import array, as_column, fitted_mask, fitted_weights
from badak.ops.reduce import mean
from badak.ops.reduce import sum as total
from badak.ops.shape import broadcast_to
from badak.registry import Registry

LOSSES = Registry("loss", "손실 함수")
"""The losses by name: functions under their names and short names, classes under theirs."""

REDUCTIONS = ("sum_over_batch_size", "mean", "sum", "none", "mean_with_sample_weight", None)


class Loss:
    r"""Base of all losses: ``call`` gives one value per sample, calling the object gives the number to minimise.

    $$L = \frac{1}{N} \sum_i w_i\, \ell(y_i, \hat y_i)$$

    A loss of one's own defines ``call(y_true, y_pred)``; a plain function of ``(y_true, y_pred)`` does as well,
    wherever a loss is asked for.

    Args:
        name: shown in summaries and messages; the class name by default.
        reduction: ``"sum_over_batch_size"`` (or ``"mean"``) divides the weighted sum by the number of samples, whatever
            the weights are; ``"mean_with_sample_weight"`` divides by the sum of the weights; ``"sum"`` and ``"none"``
            do not divide.
        dtype: accepted as in Keras, and not used: a loss is computed in the number type of the predictions, in
            float32 at least.

    Raises:
        ArgumentError: BD003, for an unknown reduction.

    Example:
        >>> import badak
        >>> class Quartic(badak.losses.Loss):
        ...     def call(self, y_true, y_pred):
        ...         return badak.mean((y_true - y_pred) ** 4, axis=-1)
        >>> Quartic()(badak.tensor([[1.0], [2.0]]), badak.tensor([[1.0], [4.0]])).item()
        8.0
    """

    registry: ClassVar[Registry] = LOSSES
    pointwise: ClassVar[bool] = False  # each prediction is a number by itself, so (batch,) means one per sample
    targets: ClassVar[str] = "numbers"  # what check_labels asks of the targets
    targets_in_rows: ClassVar[bool] = False  # each target has several predictions, in the last axis
    # what a loss has whose own __init__ does not call this one
    name: str = "loss"
    reduction: str | None = "sum_over_batch_size"
    dtype: Any = None

    def __init__(
        self, name: str | None = None, reduction: str | None = "sum_over_batch_size", dtype: Any = None
    ) -> None:
        self.name = name or type(self).__name__
        self.reduction = reduction
        self.dtype = dtype
        self.__post_init__()

    def __post_init__(self) -> None:
        if self.reduction not in REDUCTIONS:
            near = " | ".join(repr(r) for r in REDUCTIONS[:-1])
            where = type(self).__name__
            raise error("BD003", where=where, name="reduction", got=repr(self.reduction), expected=near)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample.

        Args:
            y_true: targets, shape (batch, …).
            y_pred: predictions, shape (batch, …).

        Returns:
            Shape (batch, …), the last axis of the predictions gone.
        """
        raise error("BD025", where=type(self).__name__, name="call")

    def counted(self, y_true: Any) -> Any:
        """Return where a target counts (1) or is to be ignored (0), None where all count."""
        return None

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None, mask: Any = None) -> Any:
        """Return the loss of a batch.

        Args:
            y_true: targets, shape (batch, …).
            y_pred: predictions, shape (batch, …).
            sample_weight: weights, shape (batch,), or that of the losses; all 1 by default.
            mask: which steps count, shape (batch, time); the others have no loss and do not make the divisor larger.

        Returns:
            A single number; with ``reduction="none"`` the weighted losses.

        Raises:
            ShapeError: BD052 and its relatives, when the targets do not fit; BD001, when the weights do not; BD179, when
                there is a mask, but not one loss for each step.
        """
        reduction = self.reduction
        if self.pointwise:
            y_pred = array(y_pred)
            if y_pred.ndim == 1 and array(y_true).shape == y_pred.shape:
                y_true, y_pred = as_column(y_true), as_column(y_pred)
        values = self.call(y_true, y_pred)
        counted = self.counted(y_true)
        if mask is not None:
            counted = fitted_mask(self.name, mask, values) * (1.0 if counted is None else counted)
        if sample_weight is not None or counted is not None:
            return self._weighted(values, sample_weight, counted)
        if values.shape == ():
            return values
        if reduction == "sum":
            return total(values)
        return values if reduction in ("none", None) else mean(values)

    def _weighted(self, values: Any, sample_weight: Any, counted: Any) -> Any:
        """Reduce weighted values; those that are not counted have weight 0 and do not make the divisor larger."""
        weight: Any = 1.0
        if sample_weight is not None:
            weight = fitted_weights(self.name, sample_weight, values)
        if counted is not None:
            counted = fitted_weights(self.name, counted, values)
            weight = weight * counted
        weighted = values * weight
        if self.reduction in ("none", None):
            return weighted
        loss = total(weighted)
        if self.reduction == "sum":
            return loss
        if self.reduction == "mean_with_sample_weight":
            weights = _sum_over(weight, values)
        elif counted is not None:
            weights = _sum_over(counted, values)
        else:
            return mean(weighted)
        return loss / (weights + (weights == 0))  # no weight at all: 0, not 0/0

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal loss."""
        names = [f.name for f in dataclasses.fields(self)] if dataclasses.is_dataclass(self) else ["name", "reduction"]
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        """Make a loss from what ``get_config`` returned."""
        return cls(**config)


def _sum_over(weight: Any, values: Any) -> Any:
    """Add up the weights of all values, also where one weight serves several."""
    if isinstance(weight, int | float):
        return weight * math.prod(values.shape)
    return total(broadcast_to(weight, shape=values.shape))


@LOSSES.add()
class LossFunction(Loss):
    """A loss made from a function of ``(y_true, y_pred)``.

    Args:
        function: returns one value per sample, or a single number; its name if it is registered.
        reduction: as for every loss.
        name: the function's name by default.

    Raises:
        ArgumentError: BD003, when it is not a function; BD014, for an unknown name.

    Example:
        >>> import badak
        >>> cubic = badak.losses.LossFunction(lambda y_true, y_pred: abs(y_true - y_pred) ** 3)
        >>> cubic(badak.tensor([0.0, 0.0]), badak.tensor([1.0, 2.0])).item()
        4.5
    """

    def __init__(
        self,
        function: Callable[[Any, Any], Any] | str,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
    ) -> None:
        found = LOSSES.find(function) if isinstance(function, str) else function
        if not callable(found):
            expected = "a function of (y_true, y_pred)"
            raise error("BD003", where="LossFunction", name="function", got=repr(function), expected=expected)
        super().__init__(name or getattr(found, "__name__", "loss"), reduction)
        self.function: Callable[[Any, Any], Any] = found

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return what the function returns."""
        return array(self.function(y_true, y_pred))

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal loss.

        Raises:
            ArgumentError: BD085, for a function without a registered name.
        """
        return {"function": LOSSES.describe(self.function), "reduction": self.reduction, "name": self.name}

    def __repr__(self) -> str:
        return f"LossFunction({self.name})"
