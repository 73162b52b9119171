"""How far numbers are from those they should be: what losses of numbers are computed by."""

from __future__ import annotations

from typing import Any

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call


def _samples(d: Draw) -> list[Call]:
    return [
        call(d.normal(3, 4), d.normal(3, 4)),
        call(d.normal(2, 3, 5), d.normal(2, 3, 5)),
        call(d.normal(4), d.normal(4)),
    ]


def _vjp(g: Any, x: Any, y: Any, need: tuple) -> tuple:
    slope = g[..., None] * (2.0 / x.shape[-1]) * (x - y)
    return slope if need[0] else None, -slope if need[1] else None


@op(
    formula=r"\frac1d \sum_{j=1}^{d} (x_j - y_j)^2",
    gradient=r"\bar x_j = \frac{2g}{d}(x_j - y_j),\quad \bar y_j = -\bar x_j",
    shape=lambda x, y: x[:-1],
    samples=_samples,
    vjp=_vjp,
)
def mean_squared_difference(x: Any, y: Any) -> Any:
    """Return the mean of the squared differences over the last axis, in one pass over the numbers.

    Args:
        x: shape (…, d).
        y: the same shape; nothing is broadcast.

    Returns:
        One number per row, shape (…).

    Example:
        >>> import badak
        >>> badak.mean_squared_difference([[1.0, 2.0]], [[1.0, 4.0]])
        tensor([2.], op=mean_squared_difference)
    """
    if tuple(x.shape) != tuple(y.shape):
        raise ValueError("operands could not be broadcast")  # explained from the spec
    if not x.shape:
        raise ValueError("a row of numbers is needed")
    difference = x - y
    return (difference * difference).sum(axis=-1) / x.shape[-1]
