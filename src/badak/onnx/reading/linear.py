"""Products of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

import badak
from badak.onnx.reading.elementwise import same
from badak.onnx.reading.layers import dense
from badak.onnx.reading.registry import NodeCall, is_known, node


@node("MatMul")
def _matmul(call: NodeCall, x: Any, y: Any) -> Any:
    made = dense(call, x, y, None)
    return badak.matmul(x, y) if made is None else made


@node("Gemm")
def _gemm(call: NodeCall, x: Any, w: Any, c: Any = None) -> Any:
    alpha, beta = call.get("alpha", 1.0), call.get("beta", 1.0)
    x = badak.transpose(x, (1, 0)) if call.get("transA", 0) else x
    w = badak.transpose(w, (1, 0)) if call.get("transB", 0) else w
    if is_known(w) and alpha != 1.0:
        w, alpha = same(w * alpha, w), 1.0
    if is_known(c) and c is not None:
        c = same(c * beta, c) if beta != 1.0 else c
        beta = 1.0
        if is_known(w) and c.size in (1, w.shape[-1]) and c.ndim < 3 and (c.ndim < 2 or c.shape[0] == 1):
            row = np.ascontiguousarray(np.broadcast_to(c.reshape(-1), (w.shape[-1],)))
            made = dense(call, x, w, row)
            if made is not None:
                return made
    if c is None:
        made = dense(call, x, w, None)
        if made is not None:
            return made if alpha == 1.0 else made * alpha
    out = badak.matmul(x, w)
    out = out if alpha == 1.0 else same(out * alpha, out)
    if c is None:
        return out
    return same(out + (c if beta == 1.0 else c * beta), out)


@node("Einsum")
def _einsum(call: NodeCall, *parts: Any) -> Any:
    return badak.einsum(call.get("equation"), *parts)
