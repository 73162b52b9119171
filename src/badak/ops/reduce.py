"""Operations that collapse axes: sums, means, extremes, norms, cumulative sums, sorting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.backend import namespace, seam
from badak.ops.elementwise import absolute, equal, exp, log, sqrt, where

_LISTS = (tuple, list)


def reduced(x: tuple, *, axis: Any = None, keepdims: bool = False, **_: Any) -> tuple:
    """Shape rule: the named axes disappear, or become 1 with ``keepdims``."""
    axes = range(len(x)) if axis is None else (axis if isinstance(axis, _LISTS) else (axis,))
    gone = {a % len(x) for a in axes}
    if keepdims:
        return tuple(1 if i in gone else size for i, size in enumerate(x))
    return tuple(size for i, size in enumerate(x) if i not in gone)


def _samples(d: Draw) -> list[Call]:
    x = d.distinct(2, 3, 4)
    return [
        call(x), call(x, axis=1), call(x, axis=(0, 2)), call(x, axis=-1, keepdims=True), call(d.distinct(5), axis=0),
        call(np.asarray(1.5)),
    ]  # fmt: skip


def _again(g: Any, shape: tuple[int, ...], axis: Any, keepdims: bool) -> Any:
    """Give a reduced gradient back its axes (of size 1), so that it broadcasts to the argument."""
    from badak.ops.shape import reshape

    return g if keepdims or not shape else reshape(g, shape=reduced(shape, axis=axis, keepdims=True))


def _count(shape: tuple[int, ...], axis: Any) -> int:
    if axis is None:
        return math.prod(shape)
    return math.prod([shape[a] for a in axis]) if isinstance(axis, _LISTS) else shape[axis]


def _axes(axis: Any) -> Any:
    return tuple(axis) if type(axis) is list else axis


def _sum_vjp(g: Any, shapes: tuple, axis: Any, keepdims: bool) -> tuple:
    from badak.ops.shape import broadcast_to

    return (broadcast_to(_again(g, shapes[0], axis, keepdims), shape=shapes[0]),)


@op(formula=r"\sum_i x_i", gradient=r"\bar x_i = g", shape=reduced, samples=_samples, vjp=_sum_vjp)
def sum(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001 - NumPy's name
    """Add up values.

    Args:
        x: any tensor.
        axis: axis or axes to add over; None for all.
        keepdims: keep the axes with size 1.

    Returns:
        The sums.

    Example:
        >>> import badak
        >>> badak.sum([[1.0, 2.0], [3.0, 4.0]], axis=0)
        tensor([4., 6.], op=sum)
    """
    return x.sum(axis=_axes(axis), keepdims=keepdims)


def _mean_vjp(g: Any, shapes: tuple, axis: Any, keepdims: bool) -> tuple:
    from badak.ops.shape import broadcast_to

    count = _count(shapes[0], axis)
    if axis is None and type(g) is np.ndarray:  # the end of every loss: one array, made at once
        return (np.full(shapes[0], g * (1.0 / count if count else 0.0), g.dtype),)
    return (broadcast_to(_again(g, shapes[0], axis, keepdims) * (1.0 / count if count else 0.0), shape=shapes[0]),)


@op(formula=r"\frac1n\sum_i x_i", gradient=r"\bar x_i = \frac{g}{n}", shape=reduced, samples=_samples, vjp=_mean_vjp)
def mean(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:
    """Average values.

    Args:
        x: any tensor.
        axis: axis or axes to average over; None for all.
        keepdims: keep the axes with size 1.

    Returns:
        The means.

    Example:
        >>> import badak
        >>> badak.mean([[1.0, 2.0], [3.0, 4.0]], axis=1)
        tensor([1.5, 3.5], op=mean)
    """
    return x.sum(axis=_axes(axis), keepdims=keepdims) / _count(x.shape, axis)


def _extreme_vjp(g: Any, x: Any, out: Any, shapes: tuple, axis: Any, keepdims: bool) -> tuple:
    """Give the gradient to the extreme element; equal ones share it evenly."""
    hit = equal(x, _again(out, shapes[0], axis, keepdims))
    ties = sum(where(hit, 1.0 + 0.0 * x, 0.0), axis=axis, keepdims=True)
    return (where(hit, _again(g, shapes[0], axis, keepdims) / ties, 0.0),)


@op(
    formula=r"\max_i x_i",
    gradient=r"\bar x_i = g\,[x_i = \mathrm{out}]\,/\,\#\mathrm{ties}",
    shape=reduced,
    samples=_samples,
    vjp=_extreme_vjp,
)
def max(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001 - NumPy's name
    """Return the largest value; equal ones share its gradient.

    Args:
        x: any tensor with at least one value.
        axis: axis or axes to search; None for all.
        keepdims: keep the axes with size 1.

    Returns:
        The largest values.

    Example:
        >>> import badak
        >>> badak.max([[1.0, 5.0], [3.0, 4.0]], axis=1)
        tensor([5., 4.], op=max)
    """
    return x.max(axis=_axes(axis), keepdims=keepdims)


@op(
    formula=r"\min_i x_i",
    gradient=r"\bar x_i = g\,[x_i = \mathrm{out}]\,/\,\#\mathrm{ties}",
    shape=reduced,
    samples=_samples,
    vjp=_extreme_vjp,
)
def min(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001 - NumPy's name
    """Return the smallest value; equal ones share its gradient.

    Args:
        x: any tensor with at least one value.
        axis: axis or axes to search; None for all.
        keepdims: keep the axes with size 1.

    Returns:
        The smallest values.

    Example:
        >>> import badak
        >>> badak.min([[1.0, 5.0], [3.0, 4.0]], axis=1)
        tensor([1., 3.], op=min)
    """
    return x.min(axis=_axes(axis), keepdims=keepdims)


def _prod_samples(d: Draw) -> list[Call]:
    x = d.positive(2, 3)
    zero = np.array([[0.0, 1.5, 2.0], [0.5, -1.0, 3.0]])
    return [call(x), call(x, axis=1), call(x, axis=0, keepdims=True), call(zero, axis=1), call(zero)]


def _prod_vjp(g: Any, x: Any, shapes: tuple, axis: Any, keepdims: bool) -> tuple:
    """Multiply each element's *others* (products from the left and from the right), which is right at zeros too."""
    from badak.ops.shape import concatenate, flip, moveaxis, reshape

    shape = shapes[0]
    ndim = len(shape)
    axes = (
        tuple(range(ndim)) if axis is None else tuple(a % ndim for a in (axis if isinstance(axis, _LISTS) else (axis,)))
    )
    last = tuple(range(ndim - len(axes), ndim))
    moved = moveaxis(x, source=axes, destination=last)
    kept = tuple(moved.shape[: ndim - len(axes)])
    rows = reshape(moved, shape=(*kept, -1))
    one = 1.0 + 0.0 * rows[..., :1]
    before = cumprod(concatenate([one, rows[..., :-1]], axis=-1), axis=-1)
    after = flip(cumprod(concatenate([one, flip(rows, axis=-1)[..., :-1]], axis=-1), axis=-1), axis=-1)
    others = moveaxis(reshape(before * after, shape=moved.shape), source=last, destination=axes)
    return (_again(g, shape, axis, keepdims) * others,)


@op(
    formula=r"\prod_i x_i",
    gradient=r"\bar x_i = g\prod_{j \ne i} x_j",
    shape=reduced,
    samples=_prod_samples,
    vjp=_prod_vjp,
)
def prod(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:
    """Multiply values.

    Args:
        x: any tensor.
        axis: axis or axes to multiply over; None for all.
        keepdims: keep the axes with size 1.

    Returns:
        The products.

    Example:
        >>> import badak
        >>> badak.prod([2.0, 3.0, 4.0])
        tensor(24., op=prod)
    """
    return namespace(x).prod(x, axis=_axes(axis), keepdims=keepdims)


def _var_samples(d: Draw) -> list[Call]:
    x = d.distinct(2, 3, 4)
    return [call(x), call(x, axis=1), call(x, axis=(0, 2), keepdims=True), call(x, axis=2, ddof=1)]


def _shape_with_ddof(x: tuple, *, axis: Any = None, keepdims: bool = False, ddof: int = 0) -> tuple:
    return reduced(x, axis=axis, keepdims=keepdims)


@op(
    formula=r"\frac{1}{n - \mathrm{ddof}}\sum_i (x_i - \bar x)^2",
    gradient=r"\frac{2g}{n - \mathrm{ddof}}(x_i - \bar x)",
    shape=_shape_with_ddof,
    samples=_var_samples,
    vjp=lambda g, x, shapes, axis, keepdims, ddof: (
        _again(g, shapes[0], axis, keepdims)
        * (x - mean(x, axis=axis, keepdims=True))
        * (2.0 / (_count(shapes[0], axis) - ddof)),
    ),
)
def var(x: Any, *, axis: Any = None, keepdims: bool = False, ddof: int = 0) -> Any:
    """Return the variance.

    Args:
        x: any tensor.
        axis: axis or axes; None for all.
        keepdims: keep the axes with size 1.
        ddof: taken from the count in the divisor: 0 (NumPy's default) for the data themselves, 1 to estimate the
            variance of the population they were drawn from.

    Returns:
        The variances.

    Example:
        >>> import badak
        >>> badak.var([1.0, 3.0])
        tensor(1., op=var)
    """
    return namespace(x).var(x, axis=_axes(axis), keepdims=keepdims, ddof=ddof)


@op(formula=r"\sqrt{\mathrm{var}(x)}", shape=_shape_with_ddof, samples=_var_samples)
def std(x: Any, *, axis: Any = None, keepdims: bool = False, ddof: int = 0) -> Any:
    """Return the standard deviation, the square root of ``var``.

    Args:
        x: any tensor.
        axis: axis or axes; None for all.
        keepdims: keep the axes with size 1.
        ddof: taken from the count in the divisor (see ``var``).

    Returns:
        The standard deviations.

    Example:
        >>> import badak
        >>> badak.std([1.0, 3.0]).item()
        1.0
    """
    return sqrt(var(x, axis=axis, keepdims=keepdims, ddof=ddof))


@op(
    formula=r"\ln\sum_i e^{x_i}",
    gradient=r"\bar x_i = g\,e^{x_i - \mathrm{out}}",
    shape=reduced,
    samples=_samples,
    vjp=lambda g, x, out, shapes, axis, keepdims: (
        _again(g, shapes[0], axis, keepdims) * exp(x - _again(out, shapes[0], axis, keepdims)),
    ),
)
def logsumexp(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the logarithm of the sum of exponentials, without overflow.

    Args:
        x: any tensor.
        axis: axis or axes; None for all.
        keepdims: keep the axes with size 1.

    Returns:
        The logarithms.

    Example:
        >>> import badak
        >>> round(badak.logsumexp([1000.0, 1000.0]).item(), 3)
        1000.693
    """
    xp = namespace(x)
    axis = _axes(axis)
    top = xp.max(x, axis=axis, keepdims=True)
    top = xp.where(xp.isfinite(top), top, xp.zeros_like(top))  # all -inf: the answer is -inf, not NaN
    out = xp.log(xp.sum(xp.exp(x - top), axis=axis, keepdims=True)) + top
    return out if keepdims else xp.squeeze(out, axis=axis) if axis is not None else out.reshape(())


def _norm_samples(d: Draw) -> list[Call]:
    x = d.normal(3, 4)
    return [call(x), call(x, axis=1), call(x, axis=0, ord=1), call(x, axis=1, ord=3, keepdims=True)]


@op(
    formula=r"\Big(\sum_i \lvert x_i\rvert^{p}\Big)^{1/p}",
    shape=lambda x, *, axis=None, keepdims=False, ord=2: reduced(x, axis=axis, keepdims=keepdims),
    samples=_norm_samples,
)
def norm(x: Any, *, axis: Any = None, keepdims: bool = False, ord: float = 2) -> Any:  # noqa: A002 - NumPy's name
    """Return the length of vectors: Euclidean by default.

    Args:
        x: any tensor.
        axis: axis or axes that make up a vector; None for all values.
        keepdims: keep the axes with size 1.
        ord: the power p: 1 adds absolute values, 2 is the Euclidean length.

    Returns:
        The lengths.

    Example:
        >>> import badak
        >>> badak.norm([4.0, 3.0]).item()
        5.0
    """
    if ord == 1:
        return sum(absolute(x), axis=axis, keepdims=keepdims)
    if ord == 2:
        return sqrt(sum(x * x, axis=axis, keepdims=keepdims))
    return exp(log(sum(absolute(x) ** ord, axis=axis, keepdims=keepdims)) / ord)


def _along(d: Draw) -> list[Call]:
    x = d.distinct(2, 3, 4)
    return [call(x, axis=0), call(x, axis=1), call(x, axis=-1), call(d.distinct(5), axis=0)]


def _kept(x: tuple, *, axis: int = -1) -> tuple:
    return x


def _cumsum_vjp(g: Any, axis: int) -> tuple:
    from badak.ops.shape import flip

    return (flip(cumsum(flip(g, axis=axis), axis=axis), axis=axis),)


@op(formula=r"y_k = \sum_{i \le k} x_i", gradient=r"\bar x_i = \sum_{k \ge i} g_k", shape=_kept, samples=_along,
    vjp=_cumsum_vjp)  # fmt: skip
def cumsum(x: Any, *, axis: int = -1) -> Any:
    """Add up values one after the other along an axis.

    Args:
        x: any tensor.
        axis: the axis to run along.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.cumsum([1.0, 2.0, 3.0])
        tensor([1., 3., 6.], op=cumsum)
    """
    return namespace(x).cumsum(x, axis=axis)


def _cumprod_vjp(g: Any, x: Any, out: Any, axis: int) -> tuple:
    """Run the recurrence from the end: without a division, so that zeros do no harm."""
    from badak.ops.shape import concatenate

    n = x.shape[axis]
    place = [slice(None)] * len(x.shape)

    def at(values: Any, i: int) -> Any:
        place[axis] = slice(i, i + 1)
        return values[tuple(place)]

    if n == 0:
        return (g,)
    rest = at(g, n - 1)
    gradients = []
    for i in range(n - 1, 0, -1):
        gradients.append(at(out, i - 1) * rest)
        rest = at(g, i - 1) + at(x, i) * rest
    gradients.append(rest)
    return (concatenate(gradients[::-1], axis=axis),)


@op(
    formula=r"y_k = \prod_{i \le k} x_i",
    gradient=r"\bar x_i = y_{i-1} r_i,\; r_i = g_i + x_{i+1} r_{i+1}",
    shape=_kept,
    samples=lambda d: [call(d.positive(2, 3), axis=1), call(np.array([[0.0, 2.0], [3.0, 0.0], [1.0, 0.5]]), axis=0)],
    vjp=_cumprod_vjp,
)
def cumprod(x: Any, *, axis: int = -1) -> Any:
    """Multiply values one after the other along an axis.

    Args:
        x: any tensor.
        axis: the axis to run along.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.cumprod([1.0, 2.0, 3.0])
        tensor([1., 2., 6.], op=cumprod)
    """
    return namespace(x).cumprod(x, axis=axis)


def _sort_vjp(g: Any, x: Any, axis: int) -> tuple:
    from badak.ops.shape import take_along_axis

    back = argsort(argsort(x, axis=axis), axis=axis)  # the rank of each value is the place its gradient comes from
    return (take_along_axis(g, back, axis=axis),)


@op(formula=r"x_{(1)} \le x_{(2)} \le \dots", gradient=r"\bar x_i = g_{\mathrm{rank}(i)}", shape=_kept, samples=_along,
    vjp=_sort_vjp)  # fmt: skip
def sort(x: Any, *, axis: int = -1) -> Any:
    """Put values in rising order along an axis.

    Args:
        x: any tensor.
        axis: the axis to sort along.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.sort([3.0, 1.0, 2.0])
        tensor([1., 2., 3.], op=sort)
    """
    return namespace(x).sort(x, axis=axis)


@op(formula=r"\mathrm{argsort}(x)", shape=_kept, samples=_along, differentiable=False)
def argsort(x: Any, *, axis: int = -1) -> Any:
    """Return the positions that would sort the values.

    Example:
        >>> import badak
        >>> badak.argsort([3.0, 1.0, 2.0]).tolist()
        [1, 2, 0]
    """
    xp = namespace(x)
    return xp.argsort(x, axis=axis, stable=True)


def _position(x: tuple, *, axis: Any = None, keepdims: bool = False) -> tuple:
    return reduced(x, axis=axis, keepdims=keepdims)


def _position_samples(d: Draw) -> list[Call]:
    x = d.distinct(2, 3, 4)
    return [call(x), call(x, axis=1), call(x, axis=-1, keepdims=True)]


@op(formula=r"\arg\max_i x_i", shape=_position, samples=_position_samples, differentiable=False)
def argmax(x: Any, *, axis: int | None = None, keepdims: bool = False) -> Any:
    """Return the position of the largest value (the first of equal ones).

    Example:
        >>> import badak
        >>> badak.argmax([[1.0, 5.0], [7.0, 4.0]], axis=1).tolist()
        [1, 0]
    """
    return namespace(x).argmax(x, axis=axis, keepdims=keepdims)


@op(formula=r"\arg\min_i x_i", shape=_position, samples=_position_samples, differentiable=False)
def argmin(x: Any, *, axis: int | None = None, keepdims: bool = False) -> Any:
    """Return the position of the smallest value (the first of equal ones).

    Example:
        >>> import badak
        >>> badak.argmin([[1.0, 5.0], [7.0, 4.0]], axis=1).tolist()
        [0, 1]
    """
    return namespace(x).argmin(x, axis=axis, keepdims=keepdims)


@op(formula=r"\bigwedge_i x_i", shape=reduced, samples=_position_samples, differentiable=False)
def all(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001 - NumPy's name
    """Say whether all values are true (not 0).

    Example:
        >>> import badak
        >>> badak.all([1, 0]).item()
        False
    """
    return namespace(x).all(x, axis=_axes(axis), keepdims=keepdims)


@op(formula=r"\bigvee_i x_i", shape=reduced, samples=_position_samples, differentiable=False)
def any(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001 - NumPy's name
    """Say whether any value is true (not 0).

    Example:
        >>> import badak
        >>> badak.any([1, 0]).item()
        True
    """
    return namespace(x).any(x, axis=_axes(axis), keepdims=keepdims)


def _bincount_shape(x: tuple, *, length: int) -> tuple:
    return (length,)


@op(
    formula=r"n_k = \#\{i : x_i = k\}",
    shape=_bincount_shape,
    samples=lambda d: [call(d.integers(5, 20), length=5)],
    differentiable=False,
)
def bincount(x: Any, *, length: int) -> Any:
    """Count how often each integer 0 … length-1 occurs.

    Example:
        >>> import badak
        >>> badak.bincount([0, 2, 2], length=3).tolist()
        [1, 0, 2]
    """
    ones = namespace(x).ones_like(x)
    return seam(x).index_add((length,), x, ones, ones.dtype)
