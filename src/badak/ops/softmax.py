"""Probabilities from logits, and the cross-entropies that are computed from logits without overflow."""

from __future__ import annotations

from typing import Any

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.backend import namespace
from badak.ops.activation import sigmoid
from badak.ops.elementwise import exp, greater, where
from badak.ops.reduce import sum as total
from badak.ops.shape import one_hot_rows


def _along_axis(d: Draw) -> list[Call]:
    return [call(d.normal(3, 4)), call(d.normal(3, 4), axis=0), call(5 * d.normal(2, 3, 4), axis=1), call(d.normal(4))]


def _same(x: tuple, *, axis: int = -1) -> tuple:
    return x


@op(
    formula=r"p_k = \frac{e^{x_k}}{\sum_j e^{x_j}}",
    gradient=r"\bar x_k = p_k\big(g_k - \textstyle\sum_j g_j p_j\big)",
    shape=_same,
    samples=_along_axis,
    vjp=lambda g, out, axis: (out * (g - total(g * out, axis=axis, keepdims=True)),),
    keeps_input="softmax",
    source="Bridle 1990, Probabilistic interpretation of feedforward classification network outputs",
)
def softmax(x: Any, *, axis: int = -1) -> Any:
    """Turn logits into probabilities that add up to 1, without overflow.

    Args:
        x: logits, any shape.
        axis: the axis of the classes.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.round(badak.softmax([4.3, 5.5, 7.2, 2.4, 5.0]) * 100).tolist()
        [4.0, 13.0, 74.0, 1.0, 8.0]
    """
    xp = namespace(x)
    e = xp.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@op(
    formula=r"x_k - \ln\sum_j e^{x_j}",
    gradient=r"\bar x_k = g_k - p_k\textstyle\sum_j g_j",
    shape=_same,
    samples=_along_axis,
    vjp=lambda g, out, axis: (g - exp(out) * total(g, axis=axis, keepdims=True),),
    keeps_input="log_softmax",
)
def log_softmax(x: Any, *, axis: int = -1) -> Any:
    """Return the logarithms of the softmax probabilities, exactly also for tiny ones.

    Args:
        x: logits, any shape.
        axis: the axis of the classes.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.log_softmax([0.0, 1000.0]).tolist()
        [-1000.0, 0.0]
    """
    xp = namespace(x)
    z = x - x.max(axis=axis, keepdims=True)
    return z - xp.log(xp.exp(z).sum(axis=axis, keepdims=True))


def _rows(logits: tuple, labels: tuple) -> tuple:
    return logits[:-1]


def _soft_samples(d: Draw) -> list[Call]:
    return [
        call(d.normal(3, 4), softmax(d.normal(3, 4))),
        call(9 * d.normal(2, 3, 4), d.positive(2, 3, 4)),
        call(d.normal(4), d.positive(4)),
    ]


def _soft_vjp(g: Any, logits: Any, labels: Any, p: Any, need: tuple) -> tuple:
    g = g[..., None]
    if p is None:
        p = softmax(logits)
    return (
        g * (p * labels.sum(axis=-1, keepdims=True) - labels) if need[0] else None,
        -g * log_softmax(logits) if need[1] else None,
    )


@op(
    formula=r"-\sum_k t_k \ln p_k,\quad p = \mathrm{softmax}(x)",
    gradient=r"\bar x = g\,(p\textstyle\sum_k t_k - t)",
    shape=_rows,
    spec="logits: ... classes, labels: ... classes",
    samples=_soft_samples,
    vjp=_soft_vjp,
    residuals=("p",),
)
def softmax_cross_entropy(logits: Any, labels: Any) -> Any:
    """Return the cross-entropy of softmax probabilities against a distribution, from logits.

    Args:
        logits: shape (…, classes).
        labels: probabilities or one-hot rows, shape (…, classes).

    Returns:
        One loss per row, shape (…).

    Example:
        >>> import badak
        >>> badak.softmax_cross_entropy([[0.0, 0.0]], [[1.0, 0.0]])
        tensor([0.693147], op=softmax_cross_entropy)
    """
    if tuple(logits.shape) != tuple(labels.shape):
        raise ValueError("softmax_cross_entropy")  # explained from the spec
    xp = namespace(logits, labels)
    z = logits - logits.max(axis=-1, keepdims=True)
    e = xp.exp(z)
    s = e.sum(axis=-1, keepdims=True)
    return (labels * (xp.log(s) - z)).sum(axis=-1), e / s


def _hard_samples(d: Draw) -> list[Call]:
    return [
        call(d.normal(3, 4), d.integers(4, 3)),
        call(9 * d.normal(2, 3, 4), d.integers(4, 2, 3)),
        call(d.normal(4), d.integers(4)),
    ]


def _hard_vjp(g: Any, logits: Any, labels: Any, p: Any) -> tuple:
    if p is None:
        p = softmax(logits)
    return g[..., None] * (p - one_hot_rows(labels, num_classes=logits.shape[-1], dtype=logits.dtype)), None


@op(
    formula=r"-\ln p_t,\quad p = \mathrm{softmax}(x)",
    gradient=r"\bar x_k = g\,(p_k - [k = t])",
    shape=_rows,
    samples=_hard_samples,
    vjp=_hard_vjp,
    residuals=("p",),
)
def sparse_softmax_cross_entropy(logits: Any, labels: Any) -> Any:
    """Return the cross-entropy of softmax probabilities against class numbers, from logits.

    Args:
        logits: shape (…, classes).
        labels: integers 0 … classes-1, shape (…).

    Returns:
        One loss per row, shape (…).

    Example:
        >>> import badak
        >>> badak.sparse_softmax_cross_entropy([[0.0, 0.0]], badak.tensor([1]))
        tensor([0.693147], op=sparse_softmax_cross_entropy)
    """
    if tuple(logits.shape[:-1]) != tuple(labels.shape):
        raise ValueError("logits (…, classes) need labels (…)")
    xp = namespace(logits, labels)
    z = logits - logits.max(axis=-1, keepdims=True)
    e = xp.exp(z)
    s = e.sum(axis=-1, keepdims=True)
    chosen = xp.take_along_axis(z, labels[..., None], axis=-1)
    return (xp.log(s) - chosen)[..., 0], e / s


def _binary_samples(d: Draw) -> list[Call]:
    return [call(d.normal(3, 4), d.between(0, 1, 3, 4)), call(30 * d.normal(5), d.between(0, 1, 5))]


@op(
    formula=r"-t\ln\sigma(x) - (1 - t)\ln(1 - \sigma(x))",
    gradient=r"\bar x = g\,(\sigma(x) - t)",
    shape=lambda logits, labels: logits,
    samples=_binary_samples,
    vjp=lambda g, logits, labels, need: (
        g * (sigmoid(logits) - labels) if need[0] else None,
        -g * logits if need[1] else None,
    ),
)
def sigmoid_cross_entropy(logits: Any, labels: Any) -> Any:
    """Return the binary cross-entropy of sigmoid probabilities against labels, from logits, element by element.

    Args:
        logits: any shape.
        labels: numbers from 0 to 1, the same shape.

    Returns:
        One loss per element.

    Example:
        >>> import badak
        >>> badak.sigmoid_cross_entropy([0.0], [1.0])
        tensor([0.693147], op=sigmoid_cross_entropy)
    """
    if tuple(logits.shape) != tuple(labels.shape):
        raise ValueError("operands could not be broadcast")  # losses never broadcast their targets
    xp = namespace(logits, labels)
    return xp.maximum(logits, 0) - logits * labels + xp.log1p(xp.exp(-abs(logits)))


def _sparsemax_vjp(g: Any, out: Any, axis: int) -> tuple:
    """Within the classes that are left the map is linear: take away their mean."""
    kept = where(greater(out, 0), 1.0 + 0.0 * g, 0.0)
    count = total(kept, axis=axis, keepdims=True)
    return (kept * (g - total(g * kept, axis=axis, keepdims=True) / count),)


@op(
    formula=r"\arg\min_{p \in \Delta} \lVert p - x \rVert^2",
    gradient=r"\bar x = s \odot (g - \overline{g}_s),\; s = [p > 0]",
    shape=_same,
    samples=_along_axis,
    vjp=_sparsemax_vjp,
    source="Martins, Astudillo 2016, arXiv 1602.02068, algorithm 1 and eq. 14",
)
def sparsemax(x: Any, *, axis: int = -1) -> Any:
    """Project logits onto the probabilities: like softmax, but small ones become exactly 0.

    Args:
        x: logits, any shape.
        axis: the axis of the classes.

    Returns:
        A tensor of the same shape; rows add up to 1.

    Example:
        >>> import badak
        >>> badak.sparsemax([3.0, 0.0, 0.0]).tolist()
        [1.0, 0.0, 0.0]
    """
    xp = namespace(x)
    z = xp.moveaxis(x, axis, -1)
    ordered = xp.flip(xp.sort(z, axis=-1), axis=-1)
    ranks = xp.arange(1, z.shape[-1] + 1).astype(z.dtype)
    inside = 1.0 + ranks * ordered > xp.cumsum(ordered, axis=-1)
    count = inside.sum(axis=-1, keepdims=True).astype(z.dtype)
    threshold = ((ordered * inside).sum(axis=-1, keepdims=True) - 1.0) / count
    return xp.moveaxis(xp.maximum(z - threshold, 0), -1, axis)
