"""Activation functions that ONNX has operators for; the others are followed operation by operation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.onnx.export.elementwise import floats, op
from badak.onnx.export.registry import operation
from badak.onnx.export.values import Unable, Value
from badak.onnx.export.writer import Writer


@operation("relu")
def _relu(g: Writer, x: Any) -> Value:
    return g.each("Relu", g.value(x))


@operation("sigmoid")
def _sigmoid(g: Writer, x: Any) -> Value:
    return g.each("Sigmoid", floats(g, g.value(x)))


@operation("softplus")
def _softplus(g: Writer, x: Any) -> Value:
    return g.each("Softplus", floats(g, g.value(x)))


@operation("softsign")
def _softsign(g: Writer, x: Any) -> Value:
    return g.each("Softsign", floats(g, g.value(x)))


@operation("erf")
def _erf(g: Writer, x: Any) -> Value:
    return g.each("Erf", floats(g, g.value(x)))


@operation("mish")
def _mish(g: Writer, x: Any) -> Value:
    return g.each("Mish", floats(g, g.value(x)))


@operation("add_relu")
def _add_relu(g: Writer, x: Any, y: Any) -> Value:
    return g.each("Relu", op(g, "add", x, y))


@operation("leaky_relu")
def _leaky_relu(g: Writer, x: Any, *, negative_slope: float) -> Value:
    return g.each("LeakyRelu", floats(g, g.value(x)), alpha=float(negative_slope))


@operation("elu")
def _elu(g: Writer, x: Any, *, alpha: float) -> Value:
    return g.each("Elu", floats(g, g.value(x)), alpha=float(alpha))


@operation("celu")
def _celu(g: Writer, x: Any, *, alpha: float) -> Value:
    return g.each("Celu", floats(g, g.value(x)), alpha=float(alpha))


@operation("selu")
def _selu(g: Writer, x: Any) -> Value:
    return g.each("Selu", floats(g, g.value(x)))


@operation("prelu")
def _prelu(g: Writer, x: Any, alpha: Any) -> Value:
    return g.both("PRelu", floats(g, g.value(x)), g.value(alpha))


@operation("hard_sigmoid")
def _hard_sigmoid(g: Writer, x: Any) -> Value:
    return g.each("HardSigmoid", floats(g, g.value(x)), alpha=1 / 6, beta=0.5)


@operation("hard_silu")
def _hard_silu(g: Writer, x: Any) -> Value:
    return g.each("HardSwish", floats(g, g.value(x)))


@operation("silu")
def _silu(g: Writer, x: Any) -> Value:
    x = floats(g, g.value(x))
    return op(g, "multiply", x, _sigmoid(g, x))


@operation("softmax")
def _softmax(g: Writer, x: Any, *, axis: int = -1) -> Value:
    x = floats(g, g.value(x))
    return g.emit("Softmax", x, shape=x.shape, axis=int(axis) % x.ndim)


@operation("log_softmax")
def _log_softmax(g: Writer, x: Any, *, axis: int = -1) -> Value:
    x = floats(g, g.value(x))
    return g.emit("LogSoftmax", x, shape=x.shape, axis=int(axis) % x.ndim)


@operation("gelu")
def _gelu(g: Writer, x: Any, *, approximate: bool = False) -> Value:
    x = floats(g, g.value(x))
    if approximate:  # 0.5 x (1 + tanh(√(2/π)(x + 0.044715 x³)))
        cubic = op(g, "multiply", op(g, "multiply", x, op(g, "square", x)), 0.044715)
        share = op(g, "tanh", op(g, "multiply", op(g, "add", x, cubic), math.sqrt(2 / math.pi)))
    else:
        share = _erf(g, op(g, "multiply", x, 1 / math.sqrt(2)))
    return op(g, "multiply", op(g, "multiply", x, 0.5), op(g, "add", share, 1.0))


@operation("step")
def _step(g: Writer, x: Any) -> Value:
    x = floats(g, g.value(x))
    return g.cast(op(g, "greater", x, 0.0), x.dtype)


@operation("heaviside")
def _heaviside(g: Writer, x: Any) -> Value:
    return op(g, "multiply", op(g, "add", op(g, "sign", floats(g, g.value(x))), 1.0), 0.5)


@operation("sparsemax")
def _sparsemax(g: Writer, x: Any, *, axis: int) -> Value:
    x = floats(g, g.value(x))
    place = int(axis) % x.ndim
    size = x.shape[place]
    if size is None:
        raise Unable
    # sorted from the largest: k counts as long as 1 + k z_k > z_1 + … + z_k (Martins, Astudillo 2016, algorithm 1)
    down = op(g, "negative", op(g, "sort", op(g, "negative", x), axis=place))
    sums = op(g, "cumsum", down, axis=place)
    shape = [size if i == place else 1 for i in range(x.ndim)]
    numbers = g.constant(np.arange(1, size + 1, dtype=np.float32).reshape(shape))
    counts = op(g, "greater", op(g, "add", op(g, "multiply", numbers, down), 1.0), sums)
    weight = g.cast(counts, x.dtype)
    many = op(g, "sum", weight, axis=place, keepdims=True)
    kept = op(g, "sum", op(g, "multiply", down, weight), axis=place, keepdims=True)
    limit = op(g, "divide", op(g, "subtract", kept, 1.0), many)
    return op(g, "relu", op(g, "subtract", x, limit))
