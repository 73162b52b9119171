"""Penalties on the size of weights: absolute values, squares, both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.checks import number
from badak.ops.elementwise import absolute, square
from badak.ops.reduce import sum as total
from badak.regularizers.regularizer import REGULARIZERS, Regularizer


@REGULARIZERS.add("l1")
@dataclass(frozen=True)
class L1(Regularizer):
    r"""Penalise the sum of absolute values: makes weights that are not needed exactly 0.

    .. math:: \lambda \sum_i |w_i|,\qquad \text{gradient } \lambda \operatorname{sign}(w)

    Args:
        l1: the factor :math:`\lambda`, 0 or more.

    Raises:
        ArgumentError: BD040, for a factor below 0.

    Example:
        >>> import badak
        >>> badak.regularizers.L1(0.1)(badak.tensor([3.0, -4.0])).item()
        0.7
    """

    l1: float = 0.01

    def check(self) -> None:
        """Check the fields."""
        self._settle(l1=number(type(self).__name__, "l1", self.l1, 0.0))

    def penalty(self, x: Any) -> Any:
        """Return the penalty."""
        return total(absolute(x)) * self.l1


@REGULARIZERS.add("l2")
@dataclass(frozen=True)
class L2(Regularizer):
    r"""Penalise the sum of squares: keeps all weights small (weight decay).

    .. math:: \lambda \sum_i w_i^2,\qquad \text{gradient } 2\lambda w

    This is Keras's form. Many books, and weight decay in PyTorch, mean :math:`\tfrac12\lambda\sum_i w_i^2` with the gradient
    :math:`\lambda w`: for theirs give half the factor. With :math:`\lambda = 0.1` and :math:`w = (3, -4)` theirs is 1.25 with
    the gradient (0.3, -0.4), which is ``L2(0.05)`` here.

    Args:
        l2: the factor :math:`\lambda`, 0 or more.

    Raises:
        ArgumentError: BD040, for a factor below 0.

    Example:
        >>> import badak
        >>> w = badak.tensor([3.0, -4.0])
        >>> badak.regularizers.L2(0.1)(w).item(), badak.regularizers.L2(0.1 / 2)(w).item()
        (2.5, 1.25)
    """

    l2: float = 0.01

    def check(self) -> None:
        """Check the fields."""
        self._settle(l2=number(type(self).__name__, "l2", self.l2, 0.0))

    def penalty(self, x: Any) -> Any:
        """Return the penalty."""
        return total(square(x)) * self.l2


@REGULARIZERS.add("l1_l2")
@dataclass(frozen=True)
class L1L2(Regularizer):
    r"""Penalise absolute values and squares (the elastic net).

    .. math:: \lambda_1 \sum_i |w_i| + \lambda_2 \sum_i w_i^2

    Args:
        l1: the factor :math:`\lambda_1`, 0 or more.
        l2: the factor :math:`\lambda_2`, 0 or more; without a half, see ``L2``.

    Raises:
        ArgumentError: BD040, for a factor below 0.

    Example:
        >>> import badak
        >>> badak.regularizers.L1L2(l1=0.1, l2=0.1)(badak.tensor([3.0, -4.0])).item()
        3.2

    Source:
        Zou, Hastie 2005, Journal of the Royal Statistical Society B 67, equation 3.
    """

    l1: float = 0.0
    l2: float = 0.0

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(l1=number(where, "l1", self.l1, 0.0), l2=number(where, "l2", self.l2, 0.0))

    def penalty(self, x: Any) -> Any:
        """Return the penalty."""
        return total(absolute(x)) * self.l1 + total(square(x)) * self.l2


# The class adds nothing until it is told how much, as Keras's; whoever asks for it by name wants a penalty.
REGULARIZERS.presets["l1_l2"] = lambda: L1L2(l1=0.01, l2=0.01)
