"""All optimizers on the same two problems: a long valley, and digits.

python examples/foundations/20_optimizers.py
"""

from __future__ import annotations

import sys

import numpy as np

from badak.classic import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp, TwoLayerNet, gradient_descent
from badak.datasets import digits_sample


def valley(v):
    return v[0] ** 2 / 20 + v[1] ** 2  # twenty times steeper across than along


def slope(v):
    return np.array([v[0] / 10, 2 * v[1]])


def main(quick: bool = False) -> None:
    rules = {  # the rule; its rate in the valley; its rate on digits
        "SGD": (SGD, 0.95, 0.1),  # p -= η g
        "Momentum": (Momentum, 0.1, 0.02),  # v = μ v - η g; p += v
        "Nesterov": (Nesterov, 0.1, 0.02),  # the same, with the gradient where v is about to lead
        "AdaGrad": (AdaGrad, 1.5, 0.05),  # h += g²; p -= η g / (√h + ε)
        "RMSProp": (RMSProp, 0.3, 0.002),  # h = ρ h + (1-ρ) g²; p -= η g / (√h + ε)
        "Adam": (Adam, 0.3, 0.003),  # m̂ / (√v̂ + ε), both means corrected for their start at 0
    }
    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    x, y = (x[:1000], y[:1000]) if quick else (x, y)

    print("            valley from (-7, 2), 30 steps           digits, one epoch")
    print("            turns across   ends at                  last loss   test right")
    for name, (rule, rate, rate_digits) in rules.items():
        path = gradient_descent(valley, [-7.0, 2.0], steps=30, gradient=slope, optimizer=rule(rate))
        turns = int((np.diff(np.sign(path.points[:, 1])) != 0).sum())
        net = TwoLayerNet(784, 50, 10, "he")
        losses = net.fit(x, y, rule(rate_digits), epochs=1, batch_size=32)
        print(
            f"{name:10} {turns:10}       ({path.end[0]:+6.3f}, {path.end[1]:+6.3f})"
            f"{np.mean(losses[-10:]):18.3f} {net.accuracy(x_test, y_test):12.3f}"
        )


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
