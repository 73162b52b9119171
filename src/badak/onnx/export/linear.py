"""Products: dense layers and matrix products."""

from __future__ import annotations

from typing import Any

from badak.onnx.export.elementwise import floats, op
from badak.onnx.export.registry import operation
from badak.onnx.export.values import Value
from badak.onnx.export.writer import Writer, broadcast


@operation("affine")
def _affine(g: Writer, x: Any, w: Any, b: Any = None, *, activation: str | None = None) -> Value:
    x, w = floats(g, g.value(x)), g.value(w)
    shape = (*x.shape[:-1], w.shape[-1])
    if x.ndim == 2 and b is not None:
        out = g.emit("Gemm", x, w, g.value(b), shape=shape)
    else:
        out = g.emit("MatMul", x, w, shape=shape)
        out = out if b is None else op(g, "add", out, b)
    return out if activation is None else op(g, activation, out)


@operation("matmul")
def _matmul(g: Writer, x: Any, y: Any) -> Value:
    x, y = g.value(x), g.value(y)
    if x.ndim == 1 or y.ndim == 1:
        left = () if x.ndim == 1 else x.shape[:-1]
        right = () if y.ndim == 1 else (y.shape[-1],)
        rows = y.shape[:-2] if x.ndim == 1 else left
        shape = (*rows, *right)
    else:
        shape = (*broadcast(x.shape[:-2], y.shape[:-2]), x.shape[-2], y.shape[-1]) if max(x.ndim, y.ndim) > 2 else (
            x.shape[0], y.shape[1])  # fmt: skip
    return g.emit("MatMul", x, y, shape=shape)


@operation("einsum")
def _einsum(g: Writer, *operands: Any, subscripts: str) -> Value:
    values = [g.value(v) for v in operands]
    sizes: dict[str, Any] = {}
    inputs, _, output = subscripts.replace(" ", "").partition("->")
    for letters, v in zip(inputs.split(","), values, strict=True):
        if "." not in letters:
            sizes.update(zip(letters, v.shape, strict=True))
    if not output and "->" not in subscripts:
        letters = inputs.replace(",", "")
        output = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    shape = tuple(sizes.get(c) for c in output)
    return g.emit("Einsum", *values, shape=shape, equation=f"{inputs}->{output}")
