"""The derivative as a difference quotient, beside the exact one.

A derivative says how much f changes when x changes a little. A computer can try it: move x by h, look at f, divide. What is
left out of the limit h → 0 is the error, and what the number type cannot hold is another: too large an h misses the curve,
too small an h drowns in rounding.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from badak.checks import number, one_of, whole
from badak.errors import notify

METHODS = ("central", "forward", "backward")


def numerical_derivative(f: Callable[[Any], Any], x: Any, h: float = 1e-4, method: str = "central") -> Any:
    r"""Return the difference quotient of a function of one number.

    .. math::
        \text{central } \frac{f(x+h)-f(x-h)}{2h},\qquad
        \text{forward } \frac{f(x+h)-f(x)}{h},\qquad
        \text{backward } \frac{f(x)-f(x-h)}{h}

    The central one errs by about :math:`h^2 f'''/6`, the others by :math:`h f''/2`. Rounding adds about
    :math:`\epsilon f/h`, with :math:`\epsilon` = 2.2e-16 in float64 and 1.2e-7 in float32.

    Args:
        f: a function of one number.
        x: where; a Python number is computed in float64, a NumPy scalar in its own type. An array is taken number by number,
            so that a curve can be drawn.
        h: distance, above 0; 1e-4 keeps both errors small in float64.
        method: ``"central"``, ``"forward"`` or ``"backward"``.

    Returns:
        The slope, of the type of ``x``.

    Raises:
        ArgumentError: BD040, for an h that is not above 0 in the number type of x, or an unknown method.

    A notice, BD335, says when h is so small that less than three digits of the difference are left.

    Example:
        >>> from badak.classic import numerical_derivative
        >>> square = lambda x: x**2
        >>> numerical_derivative(square, 3.0, method="forward")  # the slope is 6; the error is h
        6.0001
        >>> round(numerical_derivative(square, 3.0), 8)
        6.0

    Source: any book of calculus; the choice of h: Press, Teukolsky, Vetterling, Flannery 2007, Numerical Recipes, section 5.7.
    """
    at: Any = np.asarray(x)[()]  # a NumPy scalar for a single number
    at = at if at.dtype.kind == "f" else np.float64(at)
    wide = _distance("numerical_derivative", h, at.dtype)
    one_of("numerical_derivative", "method", method, METHODS)
    _look_at(at, float(h))
    slope = _quotient(f, at, wide, method)
    return float(slope) if np.ndim(slope) == 0 and at.dtype == np.float64 else slope


def numerical_gradient(f: Callable[[Any], Any], x: Any, h: float = 1e-4, method: str = "central") -> np.ndarray:
    r"""Return the slopes of a function of several numbers, one variable moved at a time.

    .. math:: \nabla f = \left(\frac{\partial f}{\partial x_1}, \dots, \frac{\partial f}{\partial x_n}\right)

    For n variables f is computed 2n times, which is why networks are trained by back-propagation instead: that needs
    about three times the work of a single f, whatever n is.

    Args:
        f: a function of an array that returns one number.
        x: where, an array of any shape, which stays as it is; integers are taken as float64.
        h: distance, above 0.
        method: ``"central"``, ``"forward"`` or ``"backward"``.

    Returns:
        Slopes, of the shape of ``x``.

    Raises:
        ArgumentError: BD040, for an h that is not above 0 in the number type of x, or an unknown method.

    Example:
        >>> from badak.classic import numerical_gradient
        >>> f = lambda v: 3 * v[0] + 4 * v[1] ** 2 + 5 * v[2] ** 2 + 7 * v[0] * v[1]
        >>> numerical_gradient(f, [1, 2, 3]).round(4)  # (3 + 7x₂, 8x₂ + 7x₁, 10x₃)
        array([17., 23., 30.])

    Source: as ``numerical_derivative``.
    """
    at = np.array(x)  # a copy: the caller's numbers are not moved
    at = at if at.dtype.kind == "f" else at.astype(np.float64)
    wide = _distance("numerical_gradient", h, at.dtype)
    one_of("numerical_gradient", "method", method, METHODS)
    slopes = np.zeros_like(at)
    _look_at(at, float(h))

    for i in np.ndindex(at.shape):
        here = at[i]

        def along(moved: Any, i: tuple = i) -> Any:
            at[i] = moved
            return f(at)

        slopes[i] = _quotient(along, here, wide, method)
        at[i] = here  # back again, before the next variable moves
    return slopes


def _distance(where: str, h: float, dtype: Any) -> Any:
    number(where, "h", h, 0.0, above=True)
    return dtype.type(number(where, "h", float(dtype.type(h)), 0.0, above=True))  # float32 makes 0 of 1e-50


def _quotient(f: Callable[[Any], Any], x: Any, h: Any, method: str) -> Any:
    if method == "central":
        return (f(x + h) - f(x - h)) / (2 * h)
    if method == "forward":
        return (f(x + h) - f(x)) / h
    return (f(x) - f(x - h)) / h


def _look_at(x: Any, h: float) -> None:
    """Say it when h is lost beside x."""
    dtype, largest = np.asarray(x).dtype, float(np.max(np.abs(x), initial=0.0))
    grain = float(np.finfo(dtype).eps) * max(largest, 1.0)  # the numbers near x lie this far apart
    digits = max(0, math.floor(math.log10(h / grain) + 1e-9)) if h else 0
    if digits < 3:
        notify(
            "BD335", h=f"{h:g}", x=f"{largest:g}", dtype=str(dtype), digits=digits, better=f"{_round(grain * 1e3):g}"
        )


def _round(h: float) -> float:
    """Return the next power of ten."""
    return 10.0 ** math.ceil(math.log10(h))


def exact_derivative(f: Callable[[Any], Any], x: float, order: int = 1) -> float:
    r"""Return the derivative of a function of one number by automatic differentiation, of any order.

    There is no h: every operation of badak knows its own derivative, and the chain rule puts them together.

    Args:
        f: a function of one tensor, written with ``badak``'s operations (``badak.sin``, ``**`` …).
        x: where; computed in float64.
        order: 1 for f′, 2 for f″ …

    Returns:
        The derivative.

    Raises:
        ArgumentError: BD040, for an order below 1.
        AutogradError: BD005, when f does not depend on x by operations of badak.

    Example:
        >>> import badak
        >>> from badak.classic import exact_derivative
        >>> exact_derivative(badak.tan, 0.0)  # sec² 0
        1.0
        >>> exact_derivative(lambda x: x**3, 2.0, order=2)  # 6x
        12.0

    Source: see ``badak.grad``.
    """
    import badak

    derived: Any = f
    for _ in range(whole("exact_derivative", "order", order, 1)):
        derived = badak.grad(derived)
    return float(derived(badak.tensor(np.array(float(x)))).item())


def step_errors(f: Callable[[Any], Any], x: float, steps: Any = None) -> list[tuple[float, float, float]]:
    """Measure how far the forward and the central quotient are from the exact derivative, for many h.

    The table goes down with h, reaches a floor, and goes up again where rounding takes over: at about 1e-8 for the forward
    quotient and 1e-5 for the central one.

    Args:
        f: as for ``exact_derivative``.
        x: where.
        steps: distances h; 1e-1, 1e-2 … 1e-15 by default.

    Returns:
        Rows (h, error of the forward quotient, error of the central one).

    Example:
        >>> from badak.classic import step_errors
        >>> for h, forward, central in step_errors(lambda x: x**3, 1.0, [0.1, 0.01]):
        ...     print(h, round(forward, 6), round(central, 6))
        0.1 0.31 0.01
        0.01 0.0301 0.0001

    Source: as ``numerical_derivative``.
    """
    steps = [10.0**-k for k in range(1, 16)] if steps is None else [float(h) for h in steps]
    exact, at, rows = exact_derivative(f, x), np.float64(x), []
    for h in steps:
        forward, central = (float(np.asarray(_quotient(f, at, h, method))) for method in METHODS[1::-1])
        rows.append((h, abs(forward - exact), abs(central - exact)))
    return rows
