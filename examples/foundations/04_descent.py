"""Gradient descent on a curve: down the valley of (x - 4)², and what the learning rate does to the walk.

python examples/foundations/04_descent.py
"""

from __future__ import annotations

import sys
import warnings

from badak.classic import gradient_descent


def f(x):
    return (x - 4) ** 2


def slope(x):
    return 2 * (x - 4)


def main(quick: bool = False) -> None:
    path = gradient_descent(f, -8.0, learning_rate=0.1, steps=100, gradient=slope)
    print("step       x     f(x)    slope")
    for step in (0, 1, 2, 3, 10, 30, 100):
        print(f"{step:4} {path.points[step]:7.3f} {path.values[step]:8.3f} {path.gradients[step]:8.3f}")
    print(path.report())

    print("\nrate   first points                       what becomes of it")
    for rate in (0.001, 0.1, 0.5, 0.9, 1.0, 1.1):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the verdict says the same here
            walk = gradient_descent(f, -8.0, rate, steps=60, gradient=slope)
        print(f"{rate:5}  {'  '.join(f'{x:8.4g}' for x in walk.points[:4])}  {walk.report()}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
