"""What stands in the circle of an operation, and what is said about it: its formula, and what it hands back as gradient."""

from __future__ import annotations

from typing import Any

from badak.cards.plain import to_text

_SIGNS = {
    "add": "+", "subtract": "−", "multiply": "×", "divide": "/", "negative": "×(−1)", "power": "^", "square": "( )²",
    "sqrt": "√", "exp": "exp", "log": "log", "absolute": "| |", "reciprocal": "1/( )", "sum": "Σ", "prod": "Π",
    "matmul": "@", "maximum": "max", "minimum": "min", "transpose": "( )ᵀ", "getitem": "[ ]", "relu": "ReLU",
    "floor_divide": "//", "remainder": "%", "logical_not": "¬", "tensordot": "·", "dot": "·", "add_relu": "+ ReLU",
}  # fmt: skip
_RAISED = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")
_EITHER_WAY = ("add", "multiply", "maximum", "minimum", "logaddexp", "mean_squared_difference")
_WORDED = ("astype", "reshape", "sum", "mean", "max", "min", "prod", "var", "std", "transpose", "getitem")


def sign_of(op: Any, exponent: float | None = None) -> str:
    """Return the sign of an operation, short enough for its circle.

    Example:
        >>> from badak.autograd.op import OPS
        >>> sign_of(OPS["multiply"]), sign_of(OPS["power"], 2.0), sign_of(OPS["tanh"])
        ('×', '( )²', 'tanh')
    """
    if exponent is not None:
        number = f"{exponent:g}"
        return "√" if exponent == 0.5 else f"( ){number.translate(_RAISED)}" if "." not in number else f"( )^{number}"
    return _SIGNS.get(op.name, op.name)


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
    found: list[str] = []
    for piece in op.gradient.split(r",\;"):
        found += to_text(piece.replace(r"\bar ", r"\partial ")).split("\n")
    return found


def about(op: Any, static: dict[str, Any]) -> str:
    """Return what a node says of itself: name, keywords of the call, formula, gradient.

    Example:
        >>> from badak.autograd.op import OPS
        >>> print(about(OPS["exp"], {}))
        exp
        eˣ
        ∂x = g eˣ
    """
    given = ", ".join(f"{k}={_short(v)}" for k, v in static.items() if v is not None)
    head = f"{op.name}({given})" if given else op.name
    formula = to_text(op.formula).split("\n") if op.formula else []
    return "\n".join([head, *formula, *slopes_of(op)])


def keywords(op: Any, static: dict[str, Any]) -> str:
    """Return the keywords of a call that change what the sign means: the axis of a sum, the new shape."""
    if op.name not in _WORDED:
        return ""
    given = [f"{k}={_short(v)}" for k, v in static.items() if v is not None and v is not False and k != "keepdims"]
    return ", ".join(given)


def _short(value: Any) -> str:
    text = str(value) if hasattr(value, "itemsize") else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= 24 else text[:23] + "…"
