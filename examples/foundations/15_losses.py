"""Losses: how wrong an answer is, as one number, and why the part of right answers is not one of them.

python examples/foundations/15_losses.py
"""

from __future__ import annotations

import sys

import numpy as np

from badak.classic import (
    accuracy,
    cross_entropy_error,
    mean_absolute_error,
    mean_squared_error,
    numerical_gradient,
    softmax,
    sum_squared_error,
)


def main(quick: bool = False) -> None:
    y, t = [3.0, 4.0, 5.0], [2.0, 4.0, 6.0]
    for loss in (mean_absolute_error, mean_squared_error, sum_squared_error):
        name = {"sum_squared_error": "half sum"}.get(loss.__name__, loss.__name__.replace("_", " "))
        print(f"{name:20}   {loss(y, t):.6f}   with an outlier {loss([*y, 0.0], [*t, 10.0]):9.3f}")
    print("the squared ones hang on the outlier, the absolute one does not\n")

    for shares in ([0.1, 0.05, 0.6, 0.25], [0.1, 0.05, 0.1, 0.75]):
        print(f"third class true, answer {shares}: cross-entropy {cross_entropy_error(shares, [0, 0, 1, 0]):.6f}")

    # move a weight of a small classifier: the cross-entropy notices at once, the accuracy does not
    random = np.random.default_rng(0)
    x, w = random.normal(size=(100, 3)), random.normal(size=(3, 2))
    t = (x[:, 0] > 0).astype(int)
    slope = numerical_gradient(lambda v: accuracy(x @ v, t), w)
    print(f"\nright {accuracy(x @ w, t):.2f}; slope of the accuracy {abs(slope).max()}, ", end="")
    print(
        f"of the cross-entropy {abs(numerical_gradient(lambda v: cross_entropy_error(softmax(x @ v), t), w)).max():.3f}"
    )
    for step in (0.001, 0.01, 0.1, 1.0):
        moved = w.copy()
        moved[0, 1] += step
        loss = cross_entropy_error(softmax(x @ moved), t)
        print(f"  one weight up by {step:5}: right {accuracy(x @ moved, t):.2f}, cross-entropy {loss:.4f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
