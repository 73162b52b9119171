"""A surface with two valleys and a saddle between them: where each optimizer ends up.

f(x, y) = x²/2 + y⁴/4 - y²/2 has minima at (0, ±1) and a saddle at (0, 0), where the slope is 0 and nothing is lowest.

python examples/foundations/05_hills_and_saddles.py
"""

from __future__ import annotations

import sys

import numpy as np

from badak.classic import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp, gradient_descent


def f(v):
    return v[0] ** 2 / 2 + v[1] ** 4 / 4 - v[1] ** 2 / 2


def gradient(v):
    return np.array([v[0], v[1] ** 3 - v[1]])


def main(quick: bool = False) -> None:
    print("on the ridge:    ", gradient_descent(f, [2.0, 0.0], 0.1, 200, gradient=gradient).report(), "- the saddle")
    print("a hair beside it:", gradient_descent(f, [2.0, 1e-6], 0.1, 300, gradient=gradient).report())

    print("\nfrom (2, 0.01)   steps until f < -0.249 (the lowest is -0.25)")
    optimizers = {
        "SGD": SGD(0.1), "Momentum": Momentum(0.1), "Nesterov": Nesterov(0.1),
        "AdaGrad": AdaGrad(0.3), "RMSProp": RMSProp(0.05), "Adam": Adam(0.1),
    }  # fmt: skip
    for name, optimizer in optimizers.items():
        path = gradient_descent(f, [2.0, 0.01], steps=400, gradient=gradient, optimizer=optimizer)
        there = np.flatnonzero(path.values < -0.249)
        print(f"{name:10} {there[0] if len(there) else 'never':>6}   ends at ({path.end[0]:+.3f}, {path.end[1]:+.3f})")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
