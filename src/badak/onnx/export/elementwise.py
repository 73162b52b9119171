"""Number by number: arithmetic, functions, comparisons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.onnx.export.registry import OPERATIONS, operation
from badak.onnx.export.values import Value
from badak.onnx.export.writer import Writer, broadcast

_ONE = {
    "negative": "Neg", "absolute": "Abs", "sign": "Sign", "sqrt": "Sqrt", "reciprocal": "Reciprocal", "exp": "Exp",
    "log": "Log", "sin": "Sin", "cos": "Cos", "tan": "Tan", "arcsin": "Asin", "arccos": "Acos", "arctan": "Atan",
    "sinh": "Sinh", "cosh": "Cosh", "tanh": "Tanh", "arcsinh": "Asinh", "arccosh": "Acosh", "arctanh": "Atanh",
    "floor": "Floor", "ceil": "Ceil", "round": "Round",
}  # fmt: skip
_TWO = {"add": "Add", "subtract": "Sub", "multiply": "Mul", "divide": "Div", "power": "Pow"}
_COMPARE = {"equal": "Equal", "less": "Less", "less_equal": "LessOrEqual", "greater": "Greater",
            "greater_equal": "GreaterOrEqual"}  # fmt: skip
_LOGIC = {"logical_and": "And", "logical_or": "Or", "logical_xor": "Xor"}
_FLOATING = {*_ONE} - {"negative", "absolute", "sign"}


def floats(g: Writer, x: Value) -> Value:
    """Turn whole numbers and truth values into float32, as badak's functions of real numbers do."""
    return x if x.dtype.kind == "f" else g.cast(x, np.float32)


def pair(g: Writer, x: Any, y: Any) -> tuple[Value, Value]:
    """Return two values of one number type; a plain number takes that of the other."""
    like = next((v for v in (x, y) if hasattr(v, "dtype")), None)
    like = like if like is None or isinstance(like, Value) else g.value(like)
    x, y = g.value(x, like), g.value(y, like)
    if x.dtype != y.dtype:
        wide = np.float32 if {x.dtype.kind, y.dtype.kind} & {"f"} and 8 not in [
            v.dtype.itemsize for v in (x, y) if v.dtype.kind == "f"
        ] else np.result_type(x.dtype, y.dtype)  # fmt: skip
        x, y = g.cast(x, wide), g.cast(y, wide)
    return x, y


def _add_one(name: str, kind: str) -> None:
    def write(g: Writer, x: Any) -> Value:
        x = g.value(x)
        return g.each(kind, floats(g, x) if name in _FLOATING else x)

    OPERATIONS[name] = write


def _add_two(name: str, kind: str, dtype: Any = None) -> None:
    def write(g: Writer, x: Any, y: Any) -> Value:
        x, y = pair(g, x, y)
        if kind == "Div" and x.dtype.kind != "f":
            x, y = g.cast(x, np.float32), g.cast(y, np.float32)
        return g.both(kind, x, y, dtype=dtype)

    OPERATIONS[name] = write


for _name, _kind in _ONE.items():
    _add_one(_name, _kind)
for _name, _kind in _TWO.items():
    _add_two(_name, _kind)
for _name, _kind in _COMPARE.items():
    _add_two(_name, _kind, bool)


def op(g: Writer, name: str, *args: Any, **options: Any) -> Any:
    """Write another operation as a part of one."""
    return OPERATIONS[name](g, *args, **options)


@operation("not_equal")
def _not_equal(g: Writer, x: Any, y: Any) -> Value:
    return g.each("Not", op(g, "equal", x, y), dtype=bool)


def _add_logic(name: str, kind: str) -> None:
    def write(g: Writer, x: Any, y: Any) -> Value:
        return g.both(kind, _truth(g, x), _truth(g, y), dtype=bool)

    OPERATIONS[name] = write


for _name, _kind in _LOGIC.items():
    _add_logic(_name, _kind)


def _truth(g: Writer, x: Any) -> Value:
    x = g.value(x)
    return x if x.dtype.kind == "b" else g.cast(x, bool)


@operation("logical_not")
def _not(g: Writer, x: Any) -> Value:
    return g.each("Not", _truth(g, x), dtype=bool)


@operation("isnan")
def _isnan(g: Writer, x: Any) -> Value:
    return g.each("IsNaN", floats(g, g.value(x)), dtype=bool)


@operation("isinf")
def _isinf(g: Writer, x: Any) -> Value:
    return g.each("IsInf", floats(g, g.value(x)), dtype=bool)


@operation("isfinite")
def _isfinite(g: Writer, x: Any) -> Value:
    return op(g, "logical_not", op(g, "logical_or", _isnan(g, x), _isinf(g, x)))


@operation("square")
def _square(g: Writer, x: Any) -> Value:
    x = g.value(x)
    return g.both("Mul", x, x)


@operation("exp2")
def _exp2(g: Writer, x: Any) -> Value:
    return op(g, "exp", op(g, "multiply", floats(g, g.value(x)), math.log(2.0)))


@operation("expm1")
def _expm1(g: Writer, x: Any) -> Value:
    # exp(x) - 1 loses the digits of small x; 2 tanh(x/2) / (1 - tanh(x/2)) keeps them
    half = op(g, "tanh", op(g, "multiply", floats(g, g.value(x)), 0.5))
    near = op(g, "divide", op(g, "multiply", half, 2.0), op(g, "subtract", 1.0, half))
    far = op(g, "subtract", op(g, "exp", x), 1.0)
    return op(g, "where", op(g, "less", op(g, "absolute", x), 1.0), near, far)


@operation("log1p")
def _log1p(g: Writer, x: Any) -> Value:
    # log(1 + x) · x / ((1 + x) - 1): the error of 1 + x cancels (Goldberg 1991, theorem 4)
    x = floats(g, g.value(x))
    up = op(g, "add", x, 1.0)
    back = op(g, "subtract", up, 1.0)
    nothing = op(g, "equal", back, 0.0)
    ratio = op(g, "divide", op(g, "multiply", op(g, "log", up), x), op(g, "where", nothing, 1.0, back))
    endless = op(g, "greater", x, 1e30)  # ∞ · ∞ / ∞ is no number
    return op(g, "where", endless, op(g, "log", up), op(g, "where", nothing, x, ratio))


@operation("log2")
def _log2(g: Writer, x: Any) -> Value:
    return op(g, "multiply", op(g, "log", x), 1 / math.log(2.0))


@operation("log10")
def _log10(g: Writer, x: Any) -> Value:
    return op(g, "multiply", op(g, "log", x), 1 / math.log(10.0))


@operation("logaddexp")
def _logaddexp(g: Writer, x: Any, y: Any) -> Value:
    x, y = pair(g, x, y)
    apart = op(g, "negative", op(g, "absolute", op(g, "subtract", x, y)))
    return op(g, "add", op(g, "maximum", x, y), op(g, "log1p", op(g, "exp", apart)))


@operation("arctan2")
def _arctan2(g: Writer, y: Any, x: Any) -> Value:
    y, x = pair(g, y, x)
    still = op(g, "equal", x, 0.0)
    slope = op(g, "arctan", op(g, "divide", y, op(g, "where", still, 1.0, x)))
    up = op(g, "where", op(g, "less", y, 0.0), -math.pi, math.pi)
    turned = op(g, "where", op(g, "less", x, 0.0), op(g, "add", slope, up), slope)
    return op(g, "where", still, op(g, "multiply", op(g, "sign", y), math.pi / 2), turned)


@operation("floor_divide")
def _floor_divide(g: Writer, x: Any, y: Any) -> Value:
    x, y = pair(g, x, y)
    if x.dtype.kind == "f":
        return op(g, "floor", op(g, "divide", x, y))
    rest = op(g, "remainder", x, y)
    return g.both("Div", op(g, "subtract", x, rest), y)


@operation("remainder")
def _remainder(g: Writer, x: Any, y: Any) -> Value:
    x, y = pair(g, x, y)
    if x.dtype.kind == "f":
        return op(g, "subtract", x, op(g, "multiply", op(g, "floor", op(g, "divide", x, y)), y))
    return g.both("Mod", x, y)


@operation("maximum")
def _maximum(g: Writer, x: Any, y: Any) -> Value:
    return g.both("Max", *pair(g, x, y))


@operation("minimum")
def _minimum(g: Writer, x: Any, y: Any) -> Value:
    return g.both("Min", *pair(g, x, y))


@operation("clip")
def _clip(g: Writer, x: Any, *, minimum: Any = None, maximum: Any = None) -> Value:
    x = g.value(x)
    if minimum is not None:
        x = op(g, "maximum", x, minimum)
    return x if maximum is None else op(g, "minimum", x, maximum)


@operation("where")
def _where(g: Writer, condition: Any, x: Any, y: Any) -> Value:
    condition = _truth(g, condition)
    x, y = pair(g, x if hasattr(x, "dtype") else np.float32(x) if not hasattr(y, "dtype") else x, y)
    shape = broadcast(condition.shape, x.shape, y.shape)
    parts = (condition, x, y)
    if any(v.turned for v in parts) and all(g._turns(v, len(shape)) for v in parts):
        return Value(shape, x.dtype, first=g.node("Where", [g._for_first(v, len(shape)) for v in parts]))
    return g.emit("Where", *parts, shape=shape, dtype=x.dtype)


@operation("astype")
def _astype(g: Writer, x: Any, *, dtype: Any) -> Value:
    return g.cast(g.value(x), np.dtype(dtype))
