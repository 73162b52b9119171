"""Activation functions that ONNX has operators for; the others are followed operation by operation."""

from __future__ import annotations

from typing import Any

from badak.onnx.export.elementwise import floats, op
from badak.onnx.export.registry import operation
from badak.onnx.export.values import Value
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
def _leaky_relu(g: Writer, x: Any, *, negative_slope: float = 0.01) -> Value:
    return g.each("LeakyRelu", floats(g, g.value(x)), alpha=float(negative_slope))


@operation("elu")
def _elu(g: Writer, x: Any, *, alpha: float = 1.0) -> Value:
    return g.each("Elu", floats(g, g.value(x)), alpha=float(alpha))


@operation("celu")
def _celu(g: Writer, x: Any, *, alpha: float = 1.0) -> Value:
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
