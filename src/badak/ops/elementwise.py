"""Operations on each element by itself: arithmetic, powers, logarithms, trigonometry, comparison."""

# A vjp may name its own operation, which a type checker cannot follow.
# pyright: reportGeneralTypeIssues=false

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, binary, call, unary, unary_positive, unary_unit
from badak.backend import namespace


def same(x: tuple, *_: Any, **__: Any) -> tuple:
    """Shape rule: as the argument."""
    return x


def broadcast(*shapes: tuple, **_: Any) -> tuple:
    """Shape rule: as NumPy broadcasts."""
    return np.broadcast_shapes(*shapes)


# --- arithmetic -------------------------------------------------------------------------------------------------------


@op(formula=r"x + y", gradient=r"\bar x = g,\; \bar y = g", shape=broadcast, samples=binary, vjp=lambda g: (g, g))
def add(x: Any, y: Any) -> Any:
    """Add two tensors, element by element.

    Example:
        >>> import badak
        >>> badak.add([[5, 6], [3, 2]], [[2, 3], [5, 4]]).tolist()
        [[7, 9], [8, 6]]
    """
    return x + y


@op(
    formula=r"x - y",
    gradient=r"\bar x = g,\; \bar y = -g",
    shape=broadcast,
    samples=binary,
    vjp=lambda g, need: (g, -g if need[1] else None),
)
def subtract(x: Any, y: Any) -> Any:
    """Subtract the second tensor from the first.

    Example:
        >>> import badak
        >>> badak.subtract([3.0, 2.0], 1.0)
        tensor([2., 1.], op=subtract)
    """
    return x - y


@op(
    formula=r"x \cdot y",
    gradient=r"\bar x = g\,y,\; \bar y = g\,x",
    shape=broadcast,
    samples=binary,
    vjp=lambda g, x, y, need: (g * y if need[0] else None, g * x if need[1] else None),
)
def multiply(x: Any, y: Any) -> Any:
    """Multiply two tensors, element by element (the matrix product is ``matmul``).

    Example:
        >>> import badak
        >>> badak.multiply([[0, 1], [2, 3]], [[1, 2], [3, 4]]).tolist()
        [[0, 2], [6, 12]]
    """
    return x * y


def _divisors(d: Draw) -> list[Call]:
    return [call(x, np.asarray(np.sign(y) * (0.3 + abs(y)))) for (x, y), _ in binary(d)]


@op(
    formula=r"\frac{x}{y}",
    gradient=r"\bar x = \frac{g}{y},\; \bar y = -\frac{g\,\mathrm{out}}{y}",
    shape=broadcast,
    samples=_divisors,
    vjp=lambda g, y, out, need: (g / y if need[0] else None, -g * out / y if need[1] else None),
)
def divide(x: Any, y: Any) -> Any:
    """Divide the first tensor by the second.

    Example:
        >>> import badak
        >>> badak.divide([1.0, 3.0], 2)
        tensor([0.5, 1.5], op=divide)
    """
    return x / y


def _powers(d: Draw) -> list[Call]:
    return [
        call(d.positive(3, 4), d.normal(3, 4)),
        call(d.positive(2, 1), d.normal(3)),
        call(d.normal(3, 4), 2.0),
        call(d.normal(3), 3),
        call(2.0, d.normal(3)),
    ]


def _power_vjp(g: Any, x: Any, y: Any, out: Any, need: tuple[bool, ...]) -> tuple:
    dx = dy = None
    if need[0] and isinstance(y, int | float):
        dx = g * (y * x ** (y - 1)) if y != 0 else g * 0.0
    elif need[0]:
        # x**0 is 1 for every x, so its slope is 0 even at x = 0, where 0 * 0**-1 would give NaN
        dx = where(equal(y, 0), 0.0, g * y * x ** where(equal(y, 0), 1.0, y - 1))
    if need[1] and isinstance(x, int | float):
        dy = g * out * (math.log(x) if x > 0 else 0.0)
    elif need[1]:
        # where the base is 0 the slope by the exponent is 0: there the logarithm is not needed
        dy = g * out * log(where(greater(x, 0), x, 1.0))
    return dx, dy


@op(
    formula=r"x^{y}",
    gradient=r"\bar x = g\,y\,x^{y-1},\; \bar y = g\,x^{y}\ln x",
    shape=broadcast,
    samples=_powers,
    vjp=_power_vjp,
)
def power(x: Any, y: Any) -> Any:
    """Raise the first tensor to the power of the second.

    Example:
        >>> import badak
        >>> badak.power([1.0, 2.0, 3.0], 2)
        tensor([1., 4., 9.], op=power)
    """
    return x**y


@op(formula=r"-x", gradient=r"\bar x = -g", shape=same, samples=unary, vjp=lambda g: (-g,))
def negative(x: Any) -> Any:
    """Change the sign.

    Example:
        >>> import badak
        >>> badak.negative([1.0, -2.0])
        tensor([-1.,  2.], op=negative)
    """
    return -x


@op(
    formula=r"\lvert x \rvert",
    gradient=r"\bar x = g\,\mathrm{sign}(x)",
    shape=same,
    samples=unary,
    vjp=lambda g, x: (g * sign(x),),
)
def absolute(x: Any) -> Any:
    """Return the absolute value; its slope at 0 is taken as 0.

    Example:
        >>> import badak
        >>> badak.absolute([-2.0, 3.0])
        tensor([2., 3.], op=absolute)
    """
    return abs(x)


@op(formula=r"\mathrm{sign}(x)", gradient=r"\bar x = 0", shape=same, samples=unary, vjp=lambda g: (g * 0.0,))
def sign(x: Any) -> Any:
    """Return -1, 0 or 1; the derivative is 0 wherever there is one.

    Example:
        >>> import badak
        >>> badak.sign([-2.0, 0.0, 3.0])
        tensor([-1.,  0.,  1.], op=sign)
    """
    return namespace(x).sign(x)


@op(formula=r"x^2", gradient=r"\bar x = 2\,g\,x", shape=same, samples=unary, vjp=lambda g, x: (g * (2.0 * x),))
def square(x: Any) -> Any:
    """Return the square.

    Example:
        >>> import badak
        >>> badak.square([3.0, -4.0])
        tensor([ 9., 16.], op=square)
    """
    return x * x


@op(
    formula=r"\sqrt{x}",
    gradient=r"\bar x = \frac{g}{2\sqrt{x}}",
    shape=same,
    samples=unary_positive,
    vjp=lambda g, out: (g * 0.5 / out,),
)
def sqrt(x: Any) -> Any:
    """Return the square root.

    Example:
        >>> import badak
        >>> badak.sqrt([9.0, 16.0])
        tensor([3., 4.], op=sqrt)
    """
    return namespace(x).sqrt(x)


@op(
    formula=r"\frac{1}{x}",
    gradient=r"\bar x = -\frac{g}{x^2}",
    shape=same,
    samples=unary_positive,
    vjp=lambda g, out: (-g * out * out,),
)
def reciprocal(x: Any) -> Any:
    """Return one divided by the value.

    Example:
        >>> import badak
        >>> badak.reciprocal([4.0])
        tensor([0.25], op=reciprocal)
    """
    return 1.0 / x


@op(
    formula=r"\lfloor x / y \rfloor", shape=broadcast, samples=_divisors, vjp=lambda g: (g * 0.0, g * 0.0),
    gradient=r"\bar x = \bar y = 0",
)  # fmt: skip
def floor_divide(x: Any, y: Any) -> Any:
    """Divide and round down.

    Example:
        >>> import badak
        >>> badak.floor_divide([7.0, -7.0], 2)
        tensor([ 3., -4.], op=floor_divide)
    """
    return x // y


@op(
    formula=r"x - y\lfloor x / y \rfloor",
    gradient=r"\bar x = g,\; \bar y = -g\lfloor x / y \rfloor",
    shape=broadcast,
    samples=_divisors,
    vjp=lambda g, x, y, need: (g, -g * floor_divide(x, y) if need[1] else None),
)
def remainder(x: Any, y: Any) -> Any:
    """Return what is left of a division that is rounded down (the sign follows the divisor).

    Example:
        >>> import badak
        >>> badak.remainder([7.0, -7.0], 4)
        tensor([3., 1.], op=remainder)
    """
    return x % y


# --- exponentials and logarithms --------------------------------------------------------------------------------------


@op(formula=r"e^{x}", gradient=r"\bar x = g\,e^{x}", shape=same, samples=unary, vjp=lambda g, out: (g * out,))
def exp(x: Any) -> Any:
    """Return e to the power of the value.

    Example:
        >>> import badak
        >>> badak.exp([0.0, 1.0])
        tensor([1.      , 2.718282], op=exp)
    """
    return namespace(x).exp(x)


@op(formula=r"2^{x}", gradient=r"\bar x = g\,2^{x}\ln 2", shape=same, samples=unary,
    vjp=lambda g, out: (g * (math.log(2) * out),))  # fmt: skip
def exp2(x: Any) -> Any:
    """Return 2 to the power of the value.

    Example:
        >>> import badak
        >>> badak.exp2([3.0])
        tensor([8.], op=exp2)
    """
    return namespace(x).exp2(x)


@op(formula=r"e^{x} - 1", gradient=r"\bar x = g\,e^{x}", shape=same, samples=unary, vjp=lambda g, out: (g * (out + 1),))
def expm1(x: Any) -> Any:
    """Return e^x - 1, exactly also near 0.

    Example:
        >>> import badak
        >>> badak.expm1([1.0])
        tensor([1.718282], op=expm1)
    """
    return namespace(x).expm1(x)


@op(formula=r"\ln x", gradient=r"\bar x = \frac{g}{x}", shape=same, samples=unary_positive, vjp=lambda g, x: (g / x,))
def log(x: Any) -> Any:
    """Return the natural logarithm.

    Example:
        >>> import badak
        >>> badak.log([1.0, 10.0])
        tensor([0.      , 2.302585], op=log)
    """
    return namespace(x).log(x)


@op(formula=r"\ln(1 + x)", gradient=r"\bar x = \frac{g}{1 + x}", shape=same, samples=unary_positive,
    vjp=lambda g, x: (g / (1.0 + x),))  # fmt: skip
def log1p(x: Any) -> Any:
    """Return the natural logarithm of 1 + x, exactly also near 0.

    Example:
        >>> import badak
        >>> badak.log1p([0.0])
        tensor([0.], op=log1p)
    """
    return namespace(x).log1p(x)


@op(formula=r"\log_2 x", gradient=r"\bar x = \frac{g}{x \ln 2}", shape=same, samples=unary_positive,
    vjp=lambda g, x: (g / (x * math.log(2)),))  # fmt: skip
def log2(x: Any) -> Any:
    """Return the logarithm to base 2.

    Example:
        >>> import badak
        >>> badak.log2([8.0])
        tensor([3.], op=log2)
    """
    return namespace(x).log2(x)


@op(formula=r"\log_{10} x", gradient=r"\bar x = \frac{g}{x \ln 10}", shape=same, samples=unary_positive,
    vjp=lambda g, x: (g / (x * math.log(10)),))  # fmt: skip
def log10(x: Any) -> Any:
    """Return the logarithm to base 10.

    Example:
        >>> import badak
        >>> badak.log10([1000.0])
        tensor([3.], op=log10)
    """
    return namespace(x).log10(x)


@op(
    formula=r"\ln(e^{x} + e^{y})",
    gradient=r"\bar x = g\,e^{x - \mathrm{out}},\; \bar y = g\,e^{y - \mathrm{out}}",
    shape=broadcast,
    samples=binary,
    vjp=lambda g, x, y, out, need: (g * exp(x - out) if need[0] else None, g * exp(y - out) if need[1] else None),
)
def logaddexp(x: Any, y: Any) -> Any:
    """Return the logarithm of the sum of exponentials, without overflow.

    Example:
        >>> import badak
        >>> badak.logaddexp([1000.0], [1000.0])
        tensor([1000.6932], op=logaddexp)
    """
    return namespace(x, y).logaddexp(x, y)


# --- trigonometry and hyperbolic functions ------------------------------------------------------------------------------


@op(formula=r"\sin x", gradient=r"\bar x = g\cos x", shape=same, samples=unary, vjp=lambda g, x: (g * cos(x),))
def sin(x: Any) -> Any:
    """Return the sine (angles in radians).

    Example:
        >>> import badak
        >>> badak.sin([0.0])
        tensor([0.], op=sin)
    """
    return namespace(x).sin(x)


@op(formula=r"\cos x", gradient=r"\bar x = -g\sin x", shape=same, samples=unary, vjp=lambda g, x: (-g * sin(x),))
def cos(x: Any) -> Any:
    """Return the cosine (angles in radians).

    Example:
        >>> import badak
        >>> badak.cos([0.0])
        tensor([1.], op=cos)
    """
    return namespace(x).cos(x)


@op(formula=r"\tan x", gradient=r"\bar x = g\,(1 + \tan^2 x) = g\sec^2 x", shape=same, samples=unary_unit,
    vjp=lambda g, out: (g * (1.0 + out * out),))  # fmt: skip
def tan(x: Any) -> Any:
    """Return the tangent (angles in radians).

    Example:
        >>> import badak
        >>> badak.grad(badak.tan)(0.0)
        tensor(1.)
    """
    return namespace(x).tan(x)


@op(formula=r"\arcsin x", gradient=r"\bar x = \frac{g}{\sqrt{1 - x^2}}", shape=same, samples=unary_unit,
    vjp=lambda g, x: (g / sqrt(1.0 - x * x),))  # fmt: skip
def arcsin(x: Any) -> Any:
    """Return the angle whose sine is x.

    Example:
        >>> import badak
        >>> badak.arcsin([1.0])
        tensor([1.570796], op=arcsin)
    """
    return namespace(x).asin(x)


@op(formula=r"\arccos x", gradient=r"\bar x = -\frac{g}{\sqrt{1 - x^2}}", shape=same, samples=unary_unit,
    vjp=lambda g, x: (-g / sqrt(1.0 - x * x),))  # fmt: skip
def arccos(x: Any) -> Any:
    """Return the angle whose cosine is x.

    Example:
        >>> import badak
        >>> badak.arccos([1.0])
        tensor([0.], op=arccos)
    """
    return namespace(x).acos(x)


@op(formula=r"\arctan x", gradient=r"\bar x = \frac{g}{1 + x^2}", shape=same, samples=unary,
    vjp=lambda g, x: (g / (1.0 + x * x),))  # fmt: skip
def arctan(x: Any) -> Any:
    """Return the angle whose tangent is x.

    Example:
        >>> import badak
        >>> badak.arctan([1.0])
        tensor([0.785398], op=arctan)
    """
    return namespace(x).atan(x)


@op(
    formula=r"\mathrm{atan2}(y, x)",
    gradient=r"\bar y = \frac{g\,x}{x^2 + y^2},\; \bar x = -\frac{g\,y}{x^2 + y^2}",
    shape=broadcast,
    samples=binary,
    vjp=lambda g, y, x: (g * x / (x * x + y * y), -g * y / (x * x + y * y)),
)
def arctan2(y: Any, x: Any) -> Any:
    """Return the angle of the vector (x, y), from -π to π.

    Example:
        >>> import badak
        >>> badak.arctan2([1.0], [-1.0])
        tensor([2.356194], op=arctan2)
    """
    return namespace(y, x).atan2(y, x)


@op(formula=r"\sinh x", gradient=r"\bar x = g\cosh x", shape=same, samples=unary, vjp=lambda g, x: (g * cosh(x),))
def sinh(x: Any) -> Any:
    """Return the hyperbolic sine.

    Example:
        >>> import badak
        >>> badak.sinh([0.0])
        tensor([0.], op=sinh)
    """
    return namespace(x).sinh(x)


@op(formula=r"\cosh x", gradient=r"\bar x = g\sinh x", shape=same, samples=unary, vjp=lambda g, x: (g * sinh(x),))
def cosh(x: Any) -> Any:
    """Return the hyperbolic cosine.

    Example:
        >>> import badak
        >>> badak.cosh([0.0])
        tensor([1.], op=cosh)
    """
    return namespace(x).cosh(x)


@op(formula=r"\tanh x", gradient=r"\bar x = g\,(1 - \tanh^2 x)", shape=same, samples=unary,
    vjp=lambda g, out: (g * (1.0 - out * out),))  # fmt: skip
def tanh(x: Any) -> Any:
    """Return the hyperbolic tangent.

    Example:
        >>> import badak
        >>> badak.tanh([0.0, 1.0])
        tensor([0.      , 0.761594], op=tanh)
    """
    return namespace(x).tanh(x)


@op(formula=r"\mathrm{arsinh}\,x", gradient=r"\bar x = \frac{g}{\sqrt{x^2 + 1}}", shape=same, samples=unary,
    vjp=lambda g, x: (g / sqrt(x * x + 1.0),))  # fmt: skip
def arcsinh(x: Any) -> Any:
    """Return the inverse hyperbolic sine.

    Example:
        >>> import badak
        >>> badak.arcsinh([0.0])
        tensor([0.], op=arcsinh)
    """
    return namespace(x).asinh(x)


@op(formula=r"\mathrm{arcosh}\,x", gradient=r"\bar x = \frac{g}{\sqrt{x^2 - 1}}", shape=same,
    samples=lambda d: [call(1.2 + d.positive(3, 4))], vjp=lambda g, x: (g / sqrt(x * x - 1.0),))  # fmt: skip
def arccosh(x: Any) -> Any:
    """Return the inverse hyperbolic cosine of numbers from 1.

    Example:
        >>> import badak
        >>> badak.arccosh([1.0])
        tensor([0.], op=arccosh)
    """
    return namespace(x).acosh(x)


@op(formula=r"\mathrm{artanh}\,x", gradient=r"\bar x = \frac{g}{1 - x^2}", shape=same, samples=unary_unit,
    vjp=lambda g, x: (g / (1.0 - x * x),))  # fmt: skip
def arctanh(x: Any) -> Any:
    """Return the inverse hyperbolic tangent of numbers between -1 and 1.

    Example:
        >>> import badak
        >>> badak.arctanh([0.0])
        tensor([0.], op=arctanh)
    """
    return namespace(x).atanh(x)


# --- rounding -----------------------------------------------------------------------------------------------------------


@op(formula=r"\lfloor x \rfloor", gradient=r"\bar x = 0", shape=same, samples=unary, vjp=lambda g: (g * 0.0,))
def floor(x: Any) -> Any:
    """Round down; the derivative is 0 wherever there is one.

    Example:
        >>> import badak
        >>> badak.floor([1.7, -1.2])
        tensor([ 1., -2.], op=floor)
    """
    return namespace(x).floor(x)


@op(formula=r"\lceil x \rceil", gradient=r"\bar x = 0", shape=same, samples=unary, vjp=lambda g: (g * 0.0,))
def ceil(x: Any) -> Any:
    """Round up; the derivative is 0 wherever there is one.

    Example:
        >>> import badak
        >>> badak.ceil([1.2, -1.7])
        tensor([ 2., -1.], op=ceil)
    """
    return namespace(x).ceil(x)


@op(formula=r"\mathrm{round}(x)", gradient=r"\bar x = 0", shape=same, samples=unary, vjp=lambda g: (g * 0.0,))
def round(x: Any) -> Any:  # noqa: A001 - NumPy's name
    """Round to the nearest integer, halves to the even one; the derivative is 0 wherever there is one.

    Example:
        >>> import badak
        >>> badak.round([0.5, 1.5, 1.7])
        tensor([0., 2., 2.], op=round)
    """
    return namespace(x).round(x)


# --- choosing -----------------------------------------------------------------------------------------------------------


def _share(g: Any, chosen: Any, tied: Any) -> Any:
    """Give the gradient to the chosen argument, half of it where both are equal."""
    return where(tied, 0.5 * g, where(chosen, g, 0.0))


@op(
    formula=r"\max(x, y)",
    gradient=r"\bar x = g\,[x > y] + \tfrac12 g\,[x = y]",
    shape=broadcast,
    samples=binary,
    vjp=lambda g, x, y: (_share(g, greater(x, y), equal(x, y)), _share(g, less(x, y), equal(x, y))),
)
def maximum(x: Any, y: Any) -> Any:
    """Return the larger of two values; where they are equal, each gets half of the gradient.

    Example:
        >>> import badak
        >>> badak.maximum([1.0, 5.0], [4.0, 2.0])
        tensor([4., 5.], op=maximum)
    """
    return namespace(x, y).maximum(x, y)


@op(
    formula=r"\min(x, y)",
    gradient=r"\bar x = g\,[x < y] + \tfrac12 g\,[x = y]",
    shape=broadcast,
    samples=binary,
    vjp=lambda g, x, y: (_share(g, less(x, y), equal(x, y)), _share(g, greater(x, y), equal(x, y))),
)
def minimum(x: Any, y: Any) -> Any:
    """Return the smaller of two values; where they are equal, each gets half of the gradient.

    Example:
        >>> import badak
        >>> badak.minimum([1.0, 5.0], [4.0, 2.0])
        tensor([1., 2.], op=minimum)
    """
    return namespace(x, y).minimum(x, y)


def _clips(d: Draw) -> list[Call]:
    x = d.normal(3, 4)
    return [call(x, minimum=-0.5, maximum=0.7), call(x, minimum=0.1), call(x, maximum=-0.2), call(x)]


def _clip_vjp(g: Any, x: Any, minimum: float | None, maximum: float | None) -> tuple:
    inside = equal(x, x)
    if minimum is not None:
        inside = logical_and(inside, greater_equal(x, minimum))
    if maximum is not None:
        inside = logical_and(inside, less_equal(x, maximum))
    return (where(inside, g, 0.0),)


@op(
    formula=r"\min(\max(x, a), b)",
    gradient=r"\bar x = g\,[a \le x \le b]",
    shape=same,
    samples=_clips,
    vjp=_clip_vjp,
)
def clip(x: Any, *, minimum: float | None = None, maximum: float | None = None) -> Any:
    """Limit values to [minimum, maximum]; the gradient passes where the value was inside.

    Args:
        x: any tensor.
        minimum: smallest value, None for no limit.
        maximum: largest value, None for no limit.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.clip([-2.0, 0.3, 2.0], 0, 1)
        tensor([0. , 0.3, 1. ], op=clip)
    """
    return namespace(x).clip(x, minimum, maximum)


def _choices(d: Draw) -> list[Call]:
    condition = d.normal(3, 4) > 0
    return [call(condition, d.normal(3, 4), d.normal(3, 4)), call(condition, d.normal(4), d.normal(3, 1)),
            call(condition, d.normal(3, 4), 0.0)]  # fmt: skip


_PYTHON_NUMBERS = (float, int)


@op(
    formula=r"\begin{cases} x & c \\ y & \neg c \end{cases}",
    gradient=r"\bar x = g\,[c],\; \bar y = g\,[\neg c]",
    shape=broadcast,
    samples=_choices,
    vjp=lambda g, condition, need: (
        None,
        where(condition, g, 0.0) if need[1] else None,
        where(condition, 0.0, g) if need[2] else None,
    ),
)
def where(condition: Any, x: Any, y: Any) -> Any:
    """Take from ``x`` where the condition holds and from ``y`` elsewhere.

    Args:
        condition: booleans, broadcast with the others.
        x: values where it is true.
        y: values where it is false.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import badak
        >>> badak.where(badak.tensor([True, False]), [1.0, 2.0], [3.0, 4.0])
        tensor([1., 4.], op=where)
    """
    if type(x) in _PYTHON_NUMBERS and type(y) in _PYTHON_NUMBERS and float in (type(x), type(y)):
        x = np.float32(x)  # as everywhere: Python's numbers are float32 where nothing else decides
    return namespace(condition, x, y).where(condition, x, y)


@op(
    formula=r"x",
    gradient=r"\bar x = g",
    shape=same,
    samples=lambda d: [call(d.normal(3, 4), dtype=np.dtype(np.float64))],
    vjp=lambda g, dtypes: (astype(g, dtype=dtypes[0]),),
    low_precision="kernel",
)
def astype(x: Any, *, dtype: Any) -> Any:
    """Return the values in another number type.

    Example:
        >>> import badak
        >>> badak.astype([1.5, 2.5], "int64").tolist()
        [1, 2]
    """
    return namespace(x).astype(x, np.dtype(dtype))


# --- comparing and asking: no gradient ------------------------------------------------------------------------------------


def _plain(formula: str, samples: Any = binary, shape: Any = broadcast) -> Any:
    return op(formula=formula, shape=shape, samples=samples, differentiable=False)


@_plain(r"x = y")
def equal(x: Any, y: Any) -> Any:
    """Say where two values are equal.

    Example:
        >>> import badak
        >>> badak.equal([1, 2], [1, 3]).tolist()
        [True, False]
    """
    return namespace(x, y).equal(x, y)


@_plain(r"x \ne y")
def not_equal(x: Any, y: Any) -> Any:
    """Say where two values differ.

    Example:
        >>> import badak
        >>> badak.not_equal([1, 2], [1, 3]).tolist()
        [False, True]
    """
    return namespace(x, y).not_equal(x, y)


@_plain(r"x < y")
def less(x: Any, y: Any) -> Any:
    """Say where the first value is smaller.

    Example:
        >>> import badak
        >>> badak.less([1, 2], 2).tolist()
        [True, False]
    """
    return namespace(x, y).less(x, y)


@_plain(r"x \le y")
def less_equal(x: Any, y: Any) -> Any:
    """Say where the first value is smaller or equal.

    Example:
        >>> import badak
        >>> badak.less_equal([1, 3], 2).tolist()
        [True, False]
    """
    return namespace(x, y).less_equal(x, y)


@_plain(r"x > y")
def greater(x: Any, y: Any) -> Any:
    """Say where the first value is larger.

    Example:
        >>> import badak
        >>> badak.greater([1, 3], 2).tolist()
        [False, True]
    """
    return namespace(x, y).greater(x, y)


@_plain(r"x \ge y")
def greater_equal(x: Any, y: Any) -> Any:
    """Say where the first value is larger or equal.

    Example:
        >>> import badak
        >>> badak.greater_equal([1, 2], 2).tolist()
        [False, True]
    """
    return namespace(x, y).greater_equal(x, y)


@_plain(r"x \wedge y")
def logical_and(x: Any, y: Any) -> Any:
    """Say where both are true (not 0).

    Example:
        >>> import badak
        >>> badak.logical_and([1, 0], [1, 1]).tolist()
        [True, False]
    """
    return namespace(x, y).logical_and(x, y)


@_plain(r"x \vee y")
def logical_or(x: Any, y: Any) -> Any:
    """Say where at least one is true (not 0).

    Example:
        >>> import badak
        >>> badak.logical_or([0, 0], [0, 1]).tolist()
        [False, True]
    """
    return namespace(x, y).logical_or(x, y)


@_plain(r"x \oplus y")
def logical_xor(x: Any, y: Any) -> Any:
    """Say where exactly one is true (not 0).

    Example:
        >>> import badak
        >>> badak.logical_xor([0, 1], [1, 1]).tolist()
        [True, False]
    """
    return namespace(x, y).logical_xor(x, y)


@_plain(r"\neg x", unary, same)
def logical_not(x: Any) -> Any:
    """Say where the value is false (0).

    Example:
        >>> import badak
        >>> badak.logical_not([0, 2]).tolist()
        [True, False]
    """
    return namespace(x).logical_not(x)


@_plain(r"x = \mathrm{NaN}", unary, same)
def isnan(x: Any) -> Any:
    """Say where the value is not a number.

    Example:
        >>> import badak
        >>> badak.isnan([1.0, float("nan")]).tolist()
        [False, True]
    """
    return namespace(x).isnan(x)


@_plain(r"\lvert x \rvert = \infty", unary, same)
def isinf(x: Any) -> Any:
    """Say where the value is infinite.

    Example:
        >>> import badak
        >>> badak.isinf([1.0, float("inf")]).tolist()
        [False, True]
    """
    return namespace(x).isinf(x)


@_plain(r"\lvert x \rvert < \infty", unary, same)
def isfinite(x: Any) -> Any:
    """Say where the value is a finite number.

    Example:
        >>> import badak
        >>> badak.isfinite([1.0, float("inf")]).tolist()
        [True, False]
    """
    return namespace(x).isfinite(x)
