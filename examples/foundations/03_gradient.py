"""Several variables: a slope for each, together an arrow that points uphill.

python examples/foundations/03_gradient.py
"""

from __future__ import annotations

import sys

import numpy as np

import badak
from badak.classic import numerical_gradient


def f(v):
    return 2 * v[0] ** 2 + v[0] * v[1] + 5 * v[1]  # 2x² + xy + 5y


def g(v):
    return 3 * v[0] + 4 * v[1] ** 2 + 5 * v[2] ** 2 + 7 * v[0] * v[1]


def main(quick: bool = False) -> None:
    for function, at, formula in (
        (f, [1.0, 2.0], "(4x + y, x + 5)"),
        (g, [1.0, 2.0, 3.0], "(3 + 7x₂, 8x₂ + 7x₁, 10x₃)"),
    ):
        numerical = numerical_gradient(function, at).round(6)
        exact = badak.grad(function)(badak.tensor(np.array(at))).numpy()
        print(f"at {at}: numerical {numerical.tolist()}, autograd {exact.tolist()} = {formula}")

    print("\ngradients of x² + y²: arrows away from the lowest point, longer where it is steeper")
    for y in (2, 1, 0, -1, -2):
        arrows = [numerical_gradient(lambda v: v[0] ** 2 + v[1] ** 2, [x, y]) for x in (-2, -1, 0, 1, 2)]
        print("  ".join(f"({a[0]:+.0f},{a[1]:+.0f})" for a in arrows))


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
