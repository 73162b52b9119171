"""Batch normalisation over a grid of initial scales: with it nearly any first weights learn.

python examples/foundations/22_batch_norm.py
"""

from __future__ import annotations

import sys

import numpy as np

from badak.classic import SGD, Affine, BatchNorm, Network, ReLU
from badak.datasets import digits_sample


def network(std: float, normalise: bool) -> Network:
    """Five layers, 784 – 50 – 50 – 50 – 50 – 10."""
    random, sizes, layers = np.random.default_rng(0), [784, 50, 50, 50, 50, 10], []
    for n, m in zip(sizes, sizes[1:]):
        layers.append(Affine((std * random.standard_normal((n, m))).astype("float32"), np.zeros(m, "float32")))
        if m != 10:
            layers += [BatchNorm(m, momentum=0.9, epsilon=1e-7)] * normalise + [ReLU()]
    return Network(layers)


def main(quick: bool = False) -> None:
    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    x, y = x[:1000], y[:1000]  # as much as makes the difference
    print("test right after training, by the standard deviation of the first weights")
    print("std       plain   batch norm")
    for std in (1.0, 0.01) if quick else np.logspace(0, -4, 5):
        rights = []
        for normalise in (False, True):
            net = network(std, normalise)
            with np.errstate(over="ignore", invalid="ignore"):  # too large weights may blow up: that is the point
                net.fit(x, y, SGD(0.05), epochs=15, batch_size=100)
            rights.append(net.accuracy(x_test, y_test))
        print(f"{std:.4f}    {rights[0]:.3f}   {rights[1]:.3f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
