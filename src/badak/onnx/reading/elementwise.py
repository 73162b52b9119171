"""Number by number: arithmetic, functions, comparisons, activations."""

from __future__ import annotations

from typing import Any

import numpy as np

import badak
from badak.onnx.reading.registry import NODES, NodeCall, Unable, is_known, known, node
from badak.ops import activation as ops
from badak.ops.elementwise import astype

_ONE = {
    "Neg": badak.negative, "Abs": badak.absolute, "Sign": badak.sign, "Sqrt": badak.sqrt, "Reciprocal": badak.reciprocal,
    "Exp": badak.exp, "Log": badak.log, "Sin": badak.sin, "Cos": badak.cos, "Tan": badak.tan, "Asin": badak.arcsin,
    "Acos": badak.arccos, "Atan": badak.arctan, "Sinh": badak.sinh, "Cosh": badak.cosh, "Tanh": badak.tanh,
    "Asinh": badak.arcsinh, "Acosh": badak.arccosh, "Atanh": badak.arctanh, "Floor": badak.floor, "Ceil": badak.ceil,
    "Round": badak.round, "Not": badak.logical_not, "IsNaN": badak.isnan, "Relu": badak.relu, "Sigmoid": badak.sigmoid,
    "Softplus": badak.softplus, "Softsign": ops.softsign, "Erf": badak.erf, "Mish": ops.mish,
    "HardSwish": ops.hard_silu,
}  # fmt: skip
_TWO = {
    "Add": badak.add, "Sub": badak.subtract, "Mul": badak.multiply, "Equal": badak.equal, "Less": badak.less,
    "LessOrEqual": badak.less_equal, "Greater": badak.greater, "GreaterOrEqual": badak.greater_equal,
    "And": badak.logical_and, "Or": badak.logical_or, "Xor": badak.logical_xor,
}  # fmt: skip


def _add_one(kind: str, function: Any) -> None:
    def compute(call: NodeCall, x: Any) -> Any:
        return same(function(x), x) if kind not in ("Not", "IsNaN") else function(x)

    NODES[kind] = compute


def _add_two(kind: str, function: Any) -> None:
    def compute(call: NodeCall, x: Any, y: Any) -> Any:
        return function(x, aligned(call, x, y))

    NODES[kind] = compute


for _kind, _function in _ONE.items():
    _add_one(_kind, _function)
for _kind, _function in _TWO.items():
    _add_two(_kind, _function)


def aligned(call: NodeCall, x: Any, y: Any) -> Any:
    """Return the second argument with its axes where older files say they belong: from ``axis`` on, before opset 7."""
    if call.opset >= 7 or not call.get("broadcast", 0) or call.get("axis") is None:
        return y
    after = x.ndim - y.ndim - call.get("axis") % x.ndim
    return badak.reshape(y, (*y.shape, *[1] * after)) if after > 0 else y


def same(out: Any, x: Any) -> Any:
    """Return a result in the number type of the input, as ONNX's operators have it."""
    return out if out.dtype == x.dtype else astype(out, dtype=x.dtype)


@node("Identity")
def _identity(call: NodeCall, x: Any) -> Any:
    return x


@node("Dropout")
def _dropout(call: NodeCall, x: Any, ratio: Any = None, training: Any = None) -> Any:
    if (
        training is not None
        and bool(known(training, "Dropout's training_mode"))
        and (ratio is None or float(known(ratio, "Dropout's ratio")) > 0)
    ):
        raise Unable("Dropout in training")
    return (x, badak.logical_or(badak.equal(x, x), True)) if call.outputs > 1 else x


@node("Div")
def _div(call: NodeCall, x: Any, y: Any) -> Any:
    y = aligned(call, x, y)
    if x.dtype.kind == "f":
        return badak.divide(x, y)
    if x.dtype.kind == "u":
        return badak.floor_divide(x, y)
    size = badak.floor_divide(badak.absolute(x), badak.absolute(y))  # towards zero, as C divides
    return same(size * badak.sign(x) * badak.sign(y), x)


@node("Mod")
def _mod(call: NodeCall, x: Any, y: Any) -> Any:
    if call.get("fmod", 0):
        return same(badak.remainder(badak.absolute(x), badak.absolute(y)) * badak.sign(x), x)
    return badak.remainder(x, y)


@node("Pow")
def _pow(call: NodeCall, x: Any, y: Any) -> Any:
    return same(badak.power(x, aligned(call, x, y)), x)


@node("Max", "Min", "Sum", "Mean")
def _several(call: NodeCall, *parts: Any) -> Any:
    function = {"Max": badak.maximum, "Min": badak.minimum}.get(call.kind, badak.add)
    out = parts[0]
    for part in parts[1:]:
        out = function(out, part)
    return same(out / len(parts), parts[0]) if call.kind == "Mean" else out


@node("Clip")
def _clip(call: NodeCall, x: Any, low: Any = None, high: Any = None) -> Any:
    if call.opset < 11:
        low, high = call.get("min"), call.get("max")
        low, high = (None if n is None else np.asarray(n, x.dtype) for n in (low, high))
    x = x if low is None else badak.maximum(x, low)
    return x if high is None else badak.minimum(x, high)


@node("Where")
def _where(call: NodeCall, condition: Any, x: Any, y: Any) -> Any:
    return badak.where(condition, x, y)


@node("Cast", "CastLike")
def _cast(call: NodeCall, x: Any, like: Any = None) -> Any:
    from onnx import helper

    dtype = like.dtype if like is not None else helper.tensor_dtype_to_np_dtype(call.get("to"))
    if np.dtype(dtype).kind in "OUS" or x.dtype.kind in "OUS":
        raise Unable("Cast of texts")
    if np.dtype(dtype).name.startswith("float8") and call.get("saturate", 1) and "e8m0" not in np.dtype(dtype).name:
        import ml_dtypes

        limit = float(ml_dtypes.finfo(dtype).max)  # what is too large becomes the largest number, not infinity
        x = badak.clip(x, minimum=-limit, maximum=limit) if x.dtype.kind == "f" else x
    return x.astype(dtype) if is_known(x) else astype(x, dtype=dtype)


@node("IsInf")
def _isinf(call: NodeCall, x: Any) -> Any:
    found = badak.isinf(x)
    if not call.get("detect_positive", 1):
        found = badak.logical_and(found, badak.less(x, 0))
    if not call.get("detect_negative", 1):
        found = badak.logical_and(found, badak.greater(x, 0))
    return found


@node("LeakyRelu")
def _leaky(call: NodeCall, x: Any) -> Any:
    return same(ops.leaky_relu(x, negative_slope=call.get("alpha", 0.01)), x)


@node("ThresholdedRelu")
def _thresholded(call: NodeCall, x: Any) -> Any:
    return same(badak.where(badak.greater(x, call.get("alpha", 1.0)), x, x * 0), x)


@node("Elu")
def _elu(call: NodeCall, x: Any) -> Any:
    return same(ops.elu(x, alpha=call.get("alpha", 1.0)), x)


@node("Celu")
def _celu(call: NodeCall, x: Any) -> Any:
    return same(ops.celu(x, alpha=call.get("alpha", 1.0)), x)


_SELU = (1.67326319217681884765625, 1.05070102214813232421875)  # ONNX's α and γ


@node("Selu")
def _selu(call: NodeCall, x: Any) -> Any:
    alpha, gamma = call.get("alpha", _SELU[0]), call.get("gamma", _SELU[1])
    if (alpha, gamma) == _SELU:
        return same(ops.selu(x), x)
    return same(ops.elu(x, alpha=alpha) * gamma, x)


@node("PRelu")
def _prelu(call: NodeCall, x: Any, slope: Any) -> Any:
    if call.opset < 7 and slope.ndim == 1 and x.ndim > 1 and slope.shape[0] != 1:  # one for each channel
        slope = badak.reshape(slope, (slope.shape[0], *[1] * (x.ndim - 2)))
    return same(ops.prelu(x, slope), x)


@node("HardSigmoid")
def _hard_sigmoid(call: NodeCall, x: Any) -> Any:
    alpha, beta = call.get("alpha", 0.2), call.get("beta", 0.5)
    if abs(alpha - 1 / 6) < 1e-7 and beta == 0.5:
        return same(ops.hard_sigmoid(x), x)
    return same(badak.clip(x * alpha + beta, minimum=0.0, maximum=1.0), x)


@node("Gelu")
def _gelu(call: NodeCall, x: Any) -> Any:
    return same(ops.gelu(x, approximate=call.get("approximate", "none") == "tanh"), x)


@node("Swish")
def _swish(call: NodeCall, x: Any) -> Any:
    return same(x * badak.sigmoid(x * call.get("alpha", 1.0)), x)


@node("Shrink")
def _shrink(call: NodeCall, x: Any) -> Any:
    bias, limit = call.get("bias", 0.0), call.get("lambd", 0.5)
    below = badak.where(badak.less(x, -limit), x + bias, x * 0)
    return same(badak.where(badak.greater(x, limit), x - bias, below), x)


def flattened(call: NodeCall, x: Any, function: Any) -> Any:
    """Apply a function along an axis: before opset 13, along everything from that axis on, taken together."""
    if call.opset >= 13:
        return same(function(x, axis=call.get("axis", -1)), x)
    axis = call.get("axis", 1) % max(x.ndim, 1)
    if axis == x.ndim - 1:
        return same(function(x, axis=-1), x)
    sizes = list(x.shape)
    tail = sizes[axis:]
    if None in tail:
        raise Unable(f"{call.kind} of opset {call.opset} over sizes that are not fixed")
    flat = badak.reshape(x, (-1, int(np.prod(tail))) if axis else (1, int(np.prod(tail))))
    out = function(flat, axis=-1)
    return same(badak.reshape(out, tuple(-1 if n is None else n for n in sizes)), x)


@node("Softmax")
def _softmax(call: NodeCall, x: Any) -> Any:
    return flattened(call, x, badak.softmax)


@node("LogSoftmax")
def _log_softmax(call: NodeCall, x: Any) -> Any:
    return flattened(call, x, badak.log_softmax)


def _largest(x: Any, axis: int) -> Any:
    from badak.ops.shape import one_hot

    place = axis % x.ndim
    rows = one_hot(badak.argmax(x, axis=place), x.shape[place])
    axes = list(range(x.ndim - 1))
    axes.insert(place, x.ndim - 1)
    return badak.transpose(rows, tuple(axes))


@node("Hardmax")
def _hardmax(call: NodeCall, x: Any) -> Any:
    return flattened(call, x, _largest)
