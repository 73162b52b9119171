"""What stands in the circle of an operation, and what is said about it: its formula, and what it hands back as gradient."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from badak.cards.plain import to_text
from badak.errors import phrase, shape_text

_SIGNS = {
    "add": "+", "subtract": "−", "multiply": "×", "divide": "/", "negative": "×(−1)", "power": "^", "square": "( )^2",
    "sqrt": "√", "exp": "exp", "log": "log", "absolute": "| |", "reciprocal": "1/( )", "sum": "Σ", "prod": "Π",
    "matmul": "@", "maximum": "max", "minimum": "min", "transpose": "( )^T", "getitem": "[ ]", "relu": "ReLU",
    "floor_divide": "//", "remainder": "%", "logical_not": "¬", "tensordot": "·", "dot": "·", "add_relu": "+ ReLU",
}  # fmt: skip
_FRACTION = re.compile(r"\\t?frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_EITHER_WAY = ("add", "multiply", "maximum", "minimum", "logaddexp", "mean_squared_difference")
_WORDED = ("astype", "reshape", "sum", "mean", "max", "min", "prod", "var", "std", "transpose")
_LONG = 14  # letters of an index that still go into a circle


def sign_of(op: Any, exponent: float | None = None, static: dict[str, Any] | None = None) -> str:
    """Return the sign of an operation, short enough for its circle; what follows a ``^`` is written raised.

    Indexing is written as in Python, ``[:, 0]``.

    Example:
        >>> from badak.autograd.op import OPS
        >>> sign_of(OPS["multiply"]), sign_of(OPS["power"], 2.0), sign_of(OPS["tanh"])
        ('×', '( )^2', 'tanh')
    """
    if exponent is not None:
        number = f"{exponent:g}"
        return "√" if exponent == 0.5 else f"( )^{number.replace('-', '−')}"
    if op.name == "getitem" and static and len(index := index_text(static["index"])) <= _LONG:
        return index
    return _SIGNS.get(op.name) or str(op.name)


def index_text(index: Any) -> str:
    """Return an index as Python writes it; of an array of more than four numbers its shape.

    Example:
        >>> index_text((slice(None), 0)), index_text(slice(1, 3)), index_text((Ellipsis, None, slice(None, None, 2)))
        ('[:, 0]', '[1:3]', '[..., None, ::2]')
    """
    items = index if isinstance(index, tuple) else (index,)
    return f"[{', '.join(map(_item, items)) if items else '()'}]"


def _item(item: Any) -> str:
    if isinstance(item, slice):
        start, stop, step = ("" if v is None else str(v) for v in (item.start, item.stop, item.step))
        return f"{start}:{stop}:{step}" if step else f"{start}:{stop}"
    if item is Ellipsis:
        return "..."
    if not isinstance(item, np.ndarray | list):
        return str(item)
    array = np.asarray(item)
    if array.size <= 4:
        return str(array.tolist())
    word = phrase("mask", "마스크") if array.dtype.kind == "b" else phrase("numbers", "번호")
    return f"{word} {shape_text(array)}"


def either_way(op: Any) -> bool:
    """Say whether the order of the arguments makes no difference."""
    return op.name in _EITHER_WAY or len(op.arrays) < 2 and not op.variadic


def slopes_of(op: Any) -> list[str]:
    """Return what each argument gets of the gradient g that reaches an operation, a line of text for each.

    Example:
        >>> from badak.autograd.op import OPS
        >>> slopes_of(OPS["multiply"])
        ['∂x = g y', '∂y = g x']
    """
    if not op.gradient:
        return []
    return [_flat(piece.replace(r"\bar ", r"\partial ")) for piece in op.gradient.split(r",\;")]


def _flat(tex: str) -> str:
    """Return a formula as text of one line if that can be: fractions with a slash."""
    text = to_text(tex, 1000)
    if "\n" not in text:
        return text
    for _ in range(3):  # fractions inside fractions
        tex = _FRACTION.sub(lambda m: f"{_grouped(m[1])}/{_grouped(m[2])}", tex)
    return to_text(tex, 1000)


def _grouped(tex: str) -> str:
    return tex if len(to_text(tex)) == 1 else f"({tex})"


def about(op: Any, static: dict[str, Any]) -> str:
    """Return what a node says of itself: name, keywords of the call, formula, gradient.

    Example:
        >>> from badak.autograd.op import OPS
        >>> print(about(OPS["exp"], {}))
        exp
        eˣ
        ∂x = g eˣ
    """
    if op.name == "getitem" and static:
        head = op.name + index_text(static["index"])
    else:
        given = ", ".join(f"{k}={_short(v)}" for k, v in static.items() if v is not None)
        head = f"{op.name}({given})" if given else op.name
    formula = [_flat(op.formula)] if op.formula else []
    return "\n".join([head, *formula, *slopes_of(op)])


def keywords(op: Any, static: dict[str, Any]) -> str:
    """Return the keywords of a call that change what the sign means: the axis of a sum, the new shape, an activation.

    Example:
        >>> from badak.autograd.op import OPS
        >>> keywords(OPS["sum"], {"axis": 0, "keepdims": True})
        'axis=0'
    """
    if op.name == "getitem":
        index = index_text(static["index"])
        return index if len(index) > _LONG else ""  # shorter ones are the sign
    told = {k: v for k, v in static.items() if k == "activation" or op.name in _WORDED and k != "keepdims"}
    return ", ".join(f"{k}={_short(v)}" for k, v in told.items() if v is not None and v is not False)


def _short(value: Any) -> str:
    text = str(value) if hasattr(value, "itemsize") else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= 24 else text[:23] + "…"
