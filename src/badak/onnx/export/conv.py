"""Convolutions and poolings: badak keeps channels last, ONNX first."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.onnx.export.elementwise import floats, op
from badak.onnx.export.registry import operation
from badak.onnx.export.values import Value
from badak.onnx.export.writer import Writer
from badak.ops import windows


def padding_of(x: Value, kernel: tuple, strides: tuple, padding: Any, dilation: tuple) -> tuple[dict, tuple]:
    """Return ONNX's padding, and the number of windows along each axis."""
    rule = windows.padding_rule("badak.onnx.save", padding, len(kernel), ("valid", "same", "causal"))
    rules = (rule,) * len(kernel) if isinstance(rule, str) else rule
    sizes = x.shape[1:-1]
    if any(n is None and r == "same" and s > 1 for n, r, s in zip(sizes, rules, strides)):
        out = tuple(None if n is None else -(-n // s) for n, s in zip(sizes, strides))
        return {"auto_pad": "SAME_UPPER"}, out  # the padding depends on the size, as Keras's "same" does
    rows = list(zip(sizes, kernel, strides, dilation, rules))
    # a size that is not fixed has the padding of any size where the stride is 1, or where the rule names it
    pairs = [windows.axis_padding(r, k * d + s if n is None else n, k, s, d) for n, k, s, d, r in rows]
    out = tuple(None if n is None else windows.axis_size(n, k, s, d, p) for (n, k, s, d, _), p in zip(rows, pairs))
    return {"pads": [a for a, _ in pairs] + [b for _, b in pairs]}, out


def _tuple(value: Any, rank: int) -> tuple[int, ...]:
    return tuple(int(v) for v in value) if isinstance(value, tuple | list) else (int(value),) * rank


def _activated(g: Writer, out: Value, activation: str | None) -> Value:
    return out if activation is None else op(g, activation, out)


def _kernel_first(g: Writer, w: Any, order: Any) -> str:
    w = g.value(w)
    if w.array is None:
        return g.node("Transpose", [g.last(w)], perm=list(order))
    key = ("kernel", id(w))
    if key not in g._known:
        g._held.append(w)
        name = g.weight(np.transpose(w.array, order), "kernel" if w.wish == "constant" else w.wish)
        g._known[key] = Value((), w.dtype, last=name)
    return g.last(g._known[key])


@operation("conv")
def _conv(
    g: Writer, x: Any, w: Any, b: Any = None, *, strides: Any = 1, padding: Any = "valid", dilation: Any = 1,
    groups: int = 1, activation: str | None = None,
) -> Value:  # fmt: skip
    x, w = floats(g, g.value(x)), g.value(w)
    rank = x.ndim - 2
    kernel, strides, dilation = w.shape[:rank], _tuple(strides, rank), _tuple(dilation, rank)
    pads, sizes = padding_of(x, kernel, strides, padding, dilation)
    order = [rank + 1, rank, *range(rank)]  # (filters, channels, *kernel)
    inputs = [g.first(x), _kernel_first(g, w, order)] + ([] if b is None else [g.last(g.value(b))])
    name = g.node(
        "Conv", inputs, kernel_shape=list(kernel), strides=list(strides), dilations=list(dilation), group=int(groups),
        **pads,
    )  # fmt: skip
    return _activated(g, Value((x.shape[0], *sizes, w.shape[-1]), x.dtype, first=name), activation)


@operation("conv_scaled")
def _conv_scaled(g: Writer, x: Any, w: Any, scale: Any, shift: Any, *, activation: Any = None, **how: Any) -> Value:
    scale, shift, w = g.value(scale), g.value(shift), g.value(w)
    if w.array is not None and scale.array is not None:
        return _conv(g, x, g.constant(w.array * scale.array), shift, activation=activation, **how)
    return _activated(g, op(g, "add", op(g, "multiply", _conv(g, x, w, **how), scale), shift), activation)


@operation("conv_transpose")
def _conv_transpose(
    g: Writer, x: Any, w: Any, b: Any = None, *, strides: Any = 1, padding: Any = "valid", output_padding: Any = None,
    dilation: Any = 1, groups: int = 1, activation: str | None = None,
) -> Value:  # fmt: skip
    from badak.ops.conv import transpose_axis

    x, w = floats(g, g.value(x)), g.value(w)
    rank = x.ndim - 2
    kernel, strides, dilation = w.shape[:rank], _tuple(strides, rank), _tuple(dilation, rank)
    rule = windows.padding_rule("badak.onnx.save", padding, rank)
    rules = (rule,) * rank if isinstance(rule, str) else rule
    extras = output_padding if isinstance(output_padding, tuple | list) else (output_padding,) * rank
    probe = [n if n is not None else 8 for n in x.shape[1:-1]]  # padding and what is added do not depend on the size
    found = [
        transpose_axis("badak.onnx.save", *axis)
        for axis in zip(probe, kernel, strides, dilation, rules, extras, strict=True)
    ]
    rows = zip(probe, kernel, strides, dilation, found, strict=True)
    more = [size - ((n - 1) * s + d * (k - 1) + 1 - sum(cut)) for n, k, s, d, (size, cut) in rows]
    begin, end = [cut[0] for _, cut in found], [cut[1] for _, cut in found]
    sizes = tuple(None if n is None else size for n, (size, _) in zip(x.shape[1:-1], found))
    kernel_name = _kernel_first(g, w, [rank + 1, rank, *range(rank)])  # (channels, filters, *kernel)
    inputs = [g.first(x), kernel_name] + ([] if b is None else [g.last(g.value(b))])
    name = g.node(
        "ConvTranspose", inputs, kernel_shape=list(kernel), strides=list(strides), dilations=list(dilation),
        group=int(groups), pads=begin + end, output_padding=more if any(more) else None,
    )  # fmt: skip
    return _activated(g, Value((x.shape[0], *sizes, w.shape[rank] * groups), x.dtype, first=name), activation)


def _pool(g: Writer, kind: str, x: Any, pool_size: Any, strides: Any, padding: Any, **more: Any) -> Value:
    x = floats(g, g.value(x))
    rank = x.ndim - 2
    pool = _tuple(pool_size, rank)
    steps = pool if strides is None else _tuple(strides, rank)
    pads, sizes = padding_of(x, pool, steps, padding, (1,) * rank)
    name = g.node(kind, [g.first(x)], kernel_shape=list(pool), strides=list(steps), **pads, **more)
    return Value((x.shape[0], *sizes, x.shape[-1]), x.dtype, first=name)


@operation("max_pool")
def _max_pool(g: Writer, x: Any, *, pool_size: Any = 2, strides: Any = None, padding: Any = "valid") -> Value:
    return _pool(g, "MaxPool", x, pool_size, strides, padding)


@operation("avg_pool")
def _avg_pool(g: Writer, x: Any, *, pool_size: Any = 2, strides: Any = None, padding: Any = "valid") -> Value:
    return _pool(g, "AveragePool", x, pool_size, strides, padding, count_include_pad=0)


@operation("scale_shift")
def _scale_shift(g: Writer, x: Any, scale: Any, shift: Any, *, axis: int = -1, activation: str | None = None) -> Value:
    x, scale, shift = g.value(x), g.value(scale), g.value(shift)
    place = int(axis) % x.ndim
    if place != x.ndim - 1:
        shape = tuple(n if i == place else 1 for i, n in enumerate(x.shape))
        scale, shift = (
            g.constant(v.array.reshape(shape)) if v.array is not None else g.reshape(v, shape) for v in (scale, shift)
        )
    return _activated(g, op(g, "add", op(g, "multiply", x, scale), shift), activation)


@operation("layer_norm")
def _layer_norm(
    g: Writer, x: Any, gamma: Any = None, beta: Any = None, *, axis: Any, epsilon: float, rms: bool = False
) -> Value:
    from badak.onnx.export.reduce import axes_of, reduce

    x = floats(g, g.value(x))
    axes = axes_of(axis, x.ndim)
    tail = axes == list(range(x.ndim - len(axes), x.ndim))
    sizes = tuple(x.shape[a] for a in axes)
    if tail and not rms and None not in sizes:
        scale = g.constant(np.ones(sizes, x.dtype)) if gamma is None else g.value(gamma)
        return g.emit("LayerNormalization", x, scale, None if beta is None else g.value(beta), shape=x.shape,
                      axis=axes[0] - x.ndim, epsilon=float(epsilon))  # fmt: skip
    wide = tuple(n if i in axes else 1 for i, n in enumerate(x.shape))
    if not rms:
        x = op(g, "subtract", x, reduce(g, "ReduceMean", x, axes, True))
    squares = reduce(g, "ReduceMean", op(g, "square", x), axes, True)
    out = op(g, "divide", x, op(g, "sqrt", op(g, "add", squares, float(epsilon))))
    out = out if gamma is None else op(g, "multiply", out, g.reshape(g.value(gamma), wide))
    return out if beta is None else op(g, "add", out, g.reshape(g.value(beta), wide))
