"""Attention: each position takes a mixture of values from other positions, in shares that the data decide."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.backend import namespace
from badak.errors import error, expect, shape_text
from badak.ops.elementwise import greater
from badak.ops.linear import matmul
from badak.ops.reduce import sum as total
from badak.ops.shape import swapaxes

_FAR = -1e30  # instead of -∞: a row in which nothing is allowed would be ∞ - ∞


@op(
    formula=r"p_k = \frac{m_k e^{x_k}}{\sum_j m_j e^{x_j}}, \text{ and } 0 \text{ where no } m_j",
    gradient=r"\bar x_k = p_k\big(g_k - \textstyle\sum_j g_j p_j\big)",
    shape=lambda x, mask: x,
    samples=lambda d: [
        call(d.normal(3, 4), d.integers(2, 3, 4) > 0), call(5 * d.normal(2, 3, 17), d.integers(2, 3, 17) > 0),
        call(d.normal(2, 3, 2, 5), d.integers(2, 2, 1, 1, 5) > 0), call(d.normal(2, 3), np.zeros((2, 3), bool)),
    ],
    vjp=lambda g, out: (out * (g - total(g * out, axis=-1, keepdims=True)), None),
)  # fmt: skip
def masked_softmax(x: Any, mask: Any) -> Any:
    """Turn logits into probabilities over those that a mask allows; a row without any gets zeros.

    Args:
        x: logits, shape (…, classes).
        mask: booleans that broadcast to that shape, True for what counts.

    Returns:
        A tensor of the shape of ``x``, 0 where the mask is False.

    Example:
        >>> import badak
        >>> badak.masked_softmax([[2.0, 2.0, 9.0], [1.0, 1.0, 1.0]], [[True, True, False], [False] * 3]).tolist()
        [[0.5, 0.5, 0.0], [0.0, 0.0, 0.0]]
    """
    xp = namespace(x)
    z = xp.where(mask, x, _FAR)
    e = xp.exp(z - z.max(axis=-1, keepdims=True))
    return xp.where(mask, e / e.sum(axis=-1, keepdims=True), 0.0)


def _weights_shape(query: tuple, key: tuple, mask: Any = None, *, causal: bool = False, scale: Any = None) -> tuple:
    return (*np.broadcast_shapes(query[:-2], key[:-2]), query[-2], key[-2])


def _weights_samples(d: Draw) -> list[Call]:
    q, k = d.normal(2, 3, 4, 5), d.normal(2, 3, 6, 5)
    return [
        call(q, k), call(q, k, d.integers(2, 2, 1, 4, 6) > 0), call(q, k, None, causal=True), call(q[0], k[0], d.normal(4, 6)),
        call(q[0, 0], k[0, 0], d.integers(2, 4, 6) > 0, causal=True, scale=0.5),
    ]  # fmt: skip


@op(
    formula=r"\mathrm{softmax}\big(s\,Q K^{\top} + M\big)",
    shape=_weights_shape,
    samples=_weights_samples,
    source="Vaswani et al. 2017, arXiv 1706.03762, eq. 1",
)
def attention_weights(
    query: Any, key: Any, mask: Any = None, *, causal: bool = False, scale: float | None = None
) -> Any:
    r"""Return the shares in which each query takes from the positions of the keys: :math:`\mathrm{softmax}(s\,QK^\top)`.

    Args:
        query: shape (…, time, depth).
        key: shape (…, steps, depth).
        mask: which steps a query may take from, booleans that broadcast to (…, time, steps); or numbers that are added to the
            scores, -∞ for none. A query that may take from none gets zeros.
        causal: query i takes from the steps 0 … i alone.
        scale: s, by default 1/√depth.

    Returns:
        A tensor of shape (…, time, steps); rows add up to 1.

    Raises:
        ShapeError: BD001, when the depths differ; BD202, for a mask that does not fit.

    Example:
        >>> import badak
        >>> badak.attention_weights(badak.zeros(2, 3), badak.ones(2, 3), causal=True).tolist()
        [[1.0, 0.0], [0.5, 0.5]]
    """
    if min(len(query.shape), len(key.shape)) < 2 or query.shape[-1] != key.shape[-1]:
        expect("attention_weights", "query: ... time depth, key: ... steps depth", query=query, key=key)
    depth = query.shape[-1]
    scores = matmul(query * (1.0 / math.sqrt(max(depth, 1)) if scale is None else scale), swapaxes(key, -1, -2))
    allowed: Any = None
    if mask is not None:
        _check_mask(mask, scores)
        if mask.dtype.kind == "b":
            allowed = mask
        elif mask.dtype.kind in "iu":
            allowed = greater(mask, 0)
        else:
            scores = scores + mask
            allowed = greater(mask, -math.inf)
    if causal:
        below = np.tri(scores.shape[-2], scores.shape[-1], dtype=bool)
        allowed = below if allowed is None else (allowed.data if hasattr(allowed, "node") else allowed) & below
    if allowed is None:
        from badak.ops.softmax import softmax

        return softmax(scores)
    return masked_softmax(scores, allowed)


def _check_mask(mask: Any, scores: Any) -> None:
    try:
        fits = np.broadcast_shapes(mask.shape, scores.shape) == tuple(scores.shape)
    except ValueError:
        fits = False
    if not fits:
        raise error("BD202", where="attention_weights", got=shape_text(mask), expected=shape_text(scores))


def _attention_samples(d: Draw) -> list[Call]:
    q, k, v = d.normal(2, 3, 4, 5), d.normal(2, 3, 6, 5), d.normal(2, 3, 6, 2)
    return [
        call(q, k, v), call(q, k, v, d.integers(2, 2, 1, 1, 6) > 0), call(q, k, v, None, d.positive(2, 3, 4, 6)),
        call(q[0], k[0], v[0], causal=True), call(q[0, 0], k[0, 0], v[0, 0], d.normal(6), scale=0.3),
    ]  # fmt: skip


def _attention_shape(
    query: tuple,
    key: tuple,
    value: tuple,
    mask: Any = None,
    dropout: Any = None,
    *,
    causal: bool = False,
    scale: Any = None,
) -> tuple:
    return (*np.broadcast_shapes(query[:-2], key[:-2], value[:-2]), query[-2], value[-1])


@op(
    formula=r"\mathrm{softmax}\big(s\,Q K^{\top} + M\big)\,V",
    shape=_attention_shape,
    samples=_attention_samples,
    source="Vaswani et al. 2017, arXiv 1706.03762, eq. 1",
)
def scaled_dot_product_attention(
    query: Any, key: Any, value: Any, mask: Any = None, dropout: Any = None, *, causal: bool = False,
    scale: float | None = None,
) -> Any:  # fmt: skip
    r"""Return for each query a mean of values, weighted by how well their keys match: :math:`\mathrm{softmax}(s\,QK^\top)V`.

    With 1/√depth as scale, scores of random vectors keep a variance of 1, whatever the depth.

    Args:
        query: shape (…, time, depth).
        key: shape (…, steps, depth).
        value: shape (…, steps, size).
        mask: which steps a query may take from, booleans that broadcast to (…, time, steps); or numbers that are added to the
            scores, -∞ for none. A query that may take from none gets zeros.
        dropout: what the weights are multiplied with, 0 or 1/(1 - rate), of shape (…, time, steps): an operation draws no
            random numbers; the layer ``MultiHeadAttention(dropout=rate)`` does.
        causal: query i takes from the steps 0 … i alone.
        scale: s, by default 1/√depth.

    Returns:
        A tensor of shape (…, time, size).

    Raises:
        ShapeError: BD001, when depths or steps differ; BD202, for a mask that does not fit.

    Example:
        >>> import badak
        >>> values = badak.tensor([[1.0], [3.0]])
        >>> badak.scaled_dot_product_attention(badak.zeros(2, 4), badak.ones(2, 4), values, causal=True).tolist()
        [[1.0], [2.0]]
    """
    if len(value.shape) < 2 or len(key.shape) < 2 or key.shape[-2] != value.shape[-2]:
        expect("scaled_dot_product_attention", "key: ... steps depth, value: ... steps size", key=key, value=value)
    weights = attention_weights(query, key, mask, causal=causal, scale=scale)
    return matmul(weights if dropout is None else weights * dropout, value)
