"""Operations between layers in Keras's functional models, ``y * 2.0`` or ``keras.ops.mean(y, axis=1)``, as badak's.

The shape of a result is found by computing with zeros; how large those may become is looked at first: files may lie.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from badak.autograd.symbol import Symbol
from badak.files.keras_values import Unsupported, value
from badak.files.wording import both

_MOST_NUMBERS = 1 << 24
_OPEN = 113  # stands for sizes that are not fixed, at most what badak tries

Operation = Callable[[list, dict, dict], list[Symbol]]


def _badak(name: str) -> Any:
    import badak
    from badak.activations import ACTIVATIONS

    return getattr(badak, name, None) or ACTIVATIONS.find(name)


def _check_size(symbols: list) -> None:
    """Refuse operations that could not be tried with zeros: the sizes are claims of the file."""
    shapes = [tuple(_OPEN if s is None else s for s in x.shape) for x in symbols if hasattr(x, "shape")]
    most = max((math.prod(shape) for shape in shapes), default=0)
    try:
        most = max(most, math.prod(np.broadcast_shapes(*shapes)))
    except ValueError:
        most = max(most, sum(math.prod(shape) for shape in shapes))
    if len(shapes) == 2 and all(shapes):  # a product of matrices
        most = max(most, math.prod(shapes[0][:-1]) * shapes[1][-1])
    if most > _MOST_NUMBERS:
        raise Unsupported("operation", both(f"{most:,} numbers at once", f"한 번에 숫자 {most:,}개"))


def _listed(out: Any) -> list[Symbol]:
    return list(out) if isinstance(out, tuple | list) else [out]


def _plain(name: str, count: int) -> Operation:
    """Return an operation whose arguments are tensors and numbers only."""

    def run(args: list, kwargs: dict, config: dict) -> list[Symbol]:
        given = [*args, *[kwargs[key] for key in ("x1", "x2", "x") if key in kwargs]]
        if len(given) != count or any(isinstance(x, list | dict | str) for x in given):
            raise Unsupported(name, both("other arguments", "다른 인자"))
        _check_size(given)
        return _listed(_badak(name)(*given))

    return run


def _with(name: str, *options: str) -> Operation:
    """Return an operation of one tensor with options from the configuration."""

    def run(args: list, kwargs: dict, config: dict) -> list[Symbol]:
        _check_size(args)
        chosen = {key: _tuple(value(config[key])) for key in options if config.get(key) is not None}
        return _listed(_badak(name)(*args[:1], **chosen))

    return run


def _tuple(x: Any) -> Any:
    return tuple(x) if isinstance(x, list) else x


def _reshape(args: list, kwargs: dict, config: dict) -> list[Symbol]:
    shape = config.get("newshape", kwargs.get("newshape"))
    _check_size(args)
    if not isinstance(shape, list) or sum(s is None or s == -1 for s in shape) > 1:
        raise Unsupported("Reshape", both(f"the shape {shape!r}", f"모양 {shape!r}"))
    return _listed(_badak("reshape")(args[0], shape=tuple(-1 if s is None else s for s in shape)))


def _concatenate(args: list, kwargs: dict, config: dict) -> list[Symbol]:
    parts = args[0] if len(args) == 1 and isinstance(args[0], list) else args
    _check_size(parts)
    axis = config.get("axis", kwargs.get("axis", -1))
    return _listed(_badak("concatenate")(parts, axis=axis))


def _getitem(args: list, kwargs: dict, config: dict) -> list[Symbol]:
    _check_size(args[:1])
    index = args[1] if len(args) > 1 else kwargs.get("key")
    return _listed(args[0][tuple(index) if isinstance(index, list) else index])


def _transpose(args: list, kwargs: dict, config: dict) -> list[Symbol]:
    _check_size(args)
    axes = config.get("axes") or list(range(len(args[0].shape)))[::-1]
    return _listed(_badak("transpose")(args[0], axes=tuple(axes)))


def _cast(args: list, kwargs: dict, config: dict) -> list[Symbol]:
    dtype = value(config.get("dtype"))
    if dtype not in ("float32", "float64", "int32", "int64", "bool"):
        raise Unsupported("Cast", both(f"to {dtype!r}", f"{dtype!r}(으)로"))
    _check_size(args)
    return _listed(args[0].astype(dtype))


_BINARY = {
    "Add": "add", "Subtract": "subtract", "Multiply": "multiply", "Divide": "divide", "TrueDivide": "divide",
    "Power": "power", "Maximum": "maximum", "Minimum": "minimum", "FloorDivide": "floor_divide", "Mod": "remainder",
    "Equal": "equal", "NotEqual": "not_equal", "Less": "less", "LessEqual": "less_equal", "Greater": "greater",
    "GreaterEqual": "greater_equal", "LogicalAnd": "logical_and", "LogicalOr": "logical_or", "Matmul": "matmul",
}  # fmt: skip
_UNARY = {
    "Negative": "negative", "Absolute": "abs", "Abs": "abs", "Exp": "exp", "Expm1": "expm1", "Log": "log", "Log1p": "log1p",
    "Sqrt": "sqrt", "Square": "square", "Sin": "sin", "Cos": "cos", "Tan": "tan", "Sinh": "sinh", "Cosh": "cosh", "Tanh": "tanh",
    "Sign": "sign", "Floor": "floor", "Ceil": "ceil", "Round": "round", "Reciprocal": "reciprocal", "LogicalNot": "logical_not",
    "Relu": "relu", "Relu6": "relu6", "Sigmoid": "sigmoid", "Softplus": "softplus", "Softsign": "softsign", "Silu": "silu",
    "Selu": "selu", "Erf": "erf",
}  # fmt: skip
_REDUCED = {
    "Sum": "sum", "Mean": "mean", "Max": "max", "Min": "min", "Prod": "prod", "Var": "var", "Std": "std", "Any": "any",
    "All": "all", "Argmax": "argmax", "Argmin": "argmin",
}  # fmt: skip
OPERATIONS: dict[str, Operation] = {
    **{kind: _plain(name, 2) for kind, name in _BINARY.items()},
    **{kind: _plain(name, 1) for kind, name in _UNARY.items()},
    **{kind: _with(name, "axis", "keepdims") for kind, name in _REDUCED.items()},
    "Softmax": _with("softmax", "axis"),
    "LogSoftmax": _with("log_softmax", "axis"),
    "ExpandDims": _with("expand_dims", "axis"),
    "Squeeze": _with("squeeze", "axis"),
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Concatenate": _concatenate,
    "GetItem": _getitem,
    "Cast": _cast,
}
"""Class name of an operation in Keras's files → what makes its symbols of arguments, keywords and configuration."""
