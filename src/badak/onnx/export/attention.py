"""Attention: shares of positions, and softmax over those that a mask allows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.onnx.export.elementwise import op
from badak.onnx.export.registry import operation
from badak.onnx.export.values import Value
from badak.onnx.export.writer import Writer


@operation("masked_softmax")
def _masked_softmax(g: Writer, x: Any, mask: Any) -> Value:
    x, mask = g.value(x), g.cast(g.value(mask), bool)
    z = op(g, "where", mask, x, -1e30)
    shares = g.emit("Softmax", z, shape=z.shape, axis=z.ndim - 1)
    # a row without any position would share equally; the mask makes it zeros
    return op(g, "where", mask, shares, 0.0)


@operation("attention_weights")
def _attention_weights(
    g: Writer, query: Any, key: Any, mask: Any = None, *, causal: bool = False, scale: float | None = None
) -> Value:
    query, key = g.value(query), g.value(key)
    scale = 1.0 / math.sqrt(max(query.shape[-1], 1)) if scale is None else scale
    axes = (*range(key.ndim - 2), key.ndim - 1, key.ndim - 2)
    scores = op(g, "matmul", op(g, "multiply", query, scale), g.transpose(key, axes))
    allowed = None
    if mask is not None:
        mask = g.value(mask)
        if mask.dtype.kind == "f":
            scores = op(g, "add", scores, mask)
            allowed = op(g, "greater", mask, -math.inf)
        else:
            allowed = g.cast(mask, bool)
    if causal:
        below = _below(g, scores)
        allowed = below if allowed is None else op(g, "logical_and", allowed, below)
    if allowed is None:
        return op(g, "softmax", scores, axis=-1)
    return _masked_softmax(g, scores, allowed)


def _below(g: Writer, scores: Value) -> Value:
    """Return which steps come no later than the query, (time, steps)."""
    rows, columns = scores.shape[-2:]
    if rows is not None and columns is not None:
        return g.constant(np.tri(rows, columns, dtype=bool))

    def numbers(axis: int) -> Value:
        size = g.squeeze(g.sizes(scores, axis, axis + 1), [0])
        zero, one = g.constant(0, np.int64), g.constant(1, np.int64)
        return g.emit("Range", zero, size, one, shape=(None,))

    down = g.unsqueeze(numbers(scores.ndim - 2), [1])
    return op(g, "less_equal", g.unsqueeze(numbers(scores.ndim - 1), [0]), down)


@operation("scaled_dot_product_attention")
def _attention(
    g: Writer, query: Any, key: Any, value: Any, mask: Any = None, dropout: Any = None, *, causal: bool = False,
    scale: float | None = None,
) -> Value:  # fmt: skip
    weights = _attention_weights(g, query, key, mask, causal=causal, scale=scale)
    return op(g, "matmul", weights if dropout is None else op(g, "multiply", weights, dropout), value)
