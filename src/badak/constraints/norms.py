"""Constraints on the length of the weight vectors that lead into a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.backend import namespace
from badak.checks import number, whole
from badak.constraints.constraint import CONSTRAINTS, Constraint
from badak.errors import error

EPSILON = 1e-7  # Keras's fuzz factor: stands beside the length that is divided by, so that zeros stay zeros


@CONSTRAINTS.add("max_norm")
@dataclass(frozen=True)
class MaxNorm(Constraint):
    r"""Shorten weight vectors to a length of at most ``max_value``.

    .. math:: w \leftarrow w\, \frac{\min(n, c)}{n + \epsilon},\qquad n = \lVert w\rVert,\ \epsilon = 10^{-7}

    Args:
        max_value: the length :math:`c`, 0 or more.
        axis: axis or axes along which a vector lies: 0 for the inputs of each unit of a dense layer, (0, 1, 2) for each
            filter of a 2-D convolution.

    Raises:
        ArgumentError: BD040, for a length below 0 or axes that are no integers.

    Example:
        >>> import badak, numpy as np
        >>> badak.constraints.MaxNorm(1.0)(np.array([[3.0, 0.3], [4.0, 0.4]])).round(3)
        array([[0.6, 0.3],
               [0.8, 0.4]])

    Source:
        Srivastava et al. 2014, JMLR 15, section 5.1.
    """

    max_value: float = 2.0
    axis: int | tuple[int, ...] = 0

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(max_value=number(where, "max_value", self.max_value, 0.0), axis=_axes(where, self.axis))

    def allowed(self, w: Any) -> Any:
        """Return the allowed values."""
        n = _length(w, self.axis)
        return w * (namespace(w).minimum(n, self.max_value) / (n + EPSILON))


@CONSTRAINTS.add("unit_norm")
@dataclass(frozen=True)
class UnitNorm(Constraint):
    r"""Bring weight vectors to length 1.

    .. math:: w \leftarrow \frac{w}{\lVert w\rVert + \epsilon},\qquad \epsilon = 10^{-7}

    Args:
        axis: axis or axes along which a vector lies, as in ``MaxNorm``.

    Raises:
        ArgumentError: BD040, for axes that are no integers.

    Example:
        >>> import badak, numpy as np
        >>> badak.constraints.UnitNorm()(np.array([[3.0], [4.0]])).round(3)
        array([[0.6],
               [0.8]])
    """

    axis: int | tuple[int, ...] = 0

    def check(self) -> None:
        """Check the fields."""
        self._settle(axis=_axes(type(self).__name__, self.axis))

    def allowed(self, w: Any) -> Any:
        """Return the allowed values."""
        return w / (_length(w, self.axis) + EPSILON)


@CONSTRAINTS.add("min_max_norm")
@dataclass(frozen=True)
class MinMaxNorm(Constraint):
    r"""Bring the length of weight vectors between two limits, at once or part of the way.

    .. math:: w \leftarrow w\, \frac{r\,\operatorname{clip}(n, a, b) + (1-r)\,n}{n + \epsilon},\qquad n = \lVert w\rVert

    Args:
        min_value: lower limit :math:`a`, 0 or more.
        max_value: upper limit :math:`b`.
        rate: part :math:`r` of the way to go at each update, from 0 to 1.
        axis: axis or axes along which a vector lies, as in ``MaxNorm``.

    Raises:
        ArgumentError: BD040, for numbers outside their range; BD045, for limits the wrong way round.

    Example:
        >>> import badak, numpy as np
        >>> badak.constraints.MinMaxNorm(1.0, 2.0, rate=0.5)(np.array([[3.0], [4.0]])).round(3)
        array([[2.1],
               [2.8]])
    """

    min_value: float = 0.0
    max_value: float = 1.0
    rate: float = 1.0
    axis: int | tuple[int, ...] = 0

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        low = number(where, "min_value", self.min_value, 0.0)
        high = number(where, "max_value", self.max_value, 0.0)
        if low > high:
            why = {"en": "min_value is above max_value", "ko": "min_value가 max_value보다 큽니다"}
            raise error("BD045", where=where, why=why, got=f"min_value={low}, max_value={high}")
        rate = number(where, "rate", self.rate, 0.0, 1.0)
        self._settle(min_value=low, max_value=high, rate=rate, axis=_axes(where, self.axis))

    def allowed(self, w: Any) -> Any:
        """Return the allowed values."""
        xp = namespace(w)
        n = _length(w, self.axis)
        limited = xp.minimum(xp.maximum(n, self.min_value), self.max_value)
        return w * ((self.rate * limited + (1.0 - self.rate) * n) / (n + EPSILON))


def _length(w: Any, axis: Any) -> Any:
    """Return Euclidean lengths along axes, which stay with size 1.

    Raises:
        ArgumentError: BD013, for an axis that does not exist.
    """
    for a in axis if isinstance(axis, tuple) else (axis,):
        if not -w.ndim <= a < w.ndim:
            raise error("BD013", where="constraint", axis=a, ndim=w.ndim, got=f"w {w.shape}")
    xp = namespace(w)
    return xp.sqrt(xp.sum(w * w, axis=axis, keepdims=True))


def _axes(where: str, axis: Any) -> int | tuple[int, ...]:
    """Return one axis as an integer, several as a tuple."""
    if isinstance(axis, list | tuple):
        return tuple(whole(where, "axis", a, None) for a in axis)
    return whole(where, "axis", axis, None)
