"""The slope of a curve: moving x a little, moving it too little, and not moving it at all.

python examples/foundations/02_derivative.py
"""

from __future__ import annotations

import sys
import warnings

import numpy as np

import badak
from badak.classic import exact_derivative, numerical_derivative, step_errors


def square(x):
    return x**2


def main(quick: bool = False) -> None:
    print("x² at 3, true slope 6")
    print(f"  forward, h = 1e-4   {numerical_derivative(square, 3.0, method='forward'):.8f}   wrong by h")
    print(f"  central, h = 1e-4   {numerical_derivative(square, 3.0):.8f}")
    print(f"  autograd, no h      {exact_derivative(square, 3.0):.8f}")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        print(f"  h = 1e-50           {numerical_derivative(square, 3.0, h=1e-50):.8f}   3 + h is 3")
        print(f"  float32, h = 1e-4   {numerical_derivative(square, np.float32(3)):.8f}")
    for notice in said:
        print("   ", str(notice.message).splitlines()[0])

    print("\nexp at 1:   h   error, forward   error, central   (first the curve, then rounding)")
    for h, forward, central in step_errors(badak.exp, 1.0, [10.0**-k for k in range(1, 16, 2)]):
        print(f"{h:13.0e}   {forward:14.1e}   {central:14.1e}")

    print("\n         f      f(x)        f′(x)       f″(x)   at x = 0.5, by autograd")
    table = {
        "x³": lambda x: x**3, "eˣ": badak.exp, "2ˣ": lambda x: 2.0**x, "log x": badak.log, "log₁₀ x": badak.log10,
        "sin x": badak.sin, "cos x": badak.cos, "tan x": badak.tan, "sin x²": lambda x: badak.sin(x * x),
    }  # fmt: skip
    for name, f in table.items():
        value = f(badak.tensor(np.array(0.5))).item()
        print(f"{name:>10} {value:10.6f}   {exact_derivative(f, 0.5):10.6f}  {exact_derivative(f, 0.5, order=2):10.6f}")
    print("tan′ at 0 = sec² 0 =", exact_derivative(badak.tan, 0.0))


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
