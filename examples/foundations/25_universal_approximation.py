"""One hidden layer fits any curve, if it is wide enough.

python examples/foundations/25_universal_approximation.py
"""

from __future__ import annotations

import sys

import numpy as np

import badak
from badak.layers import Dense


def curve(x):
    return np.sin(3 * x) + 0.5 * np.abs(x) - 0.3 * x**2  # smooth in places, with a corner at 0


def main(quick: bool = False) -> None:
    x = np.linspace(-2, 2, 256, dtype="float32")[:, None]
    y = curve(x)
    print("neurons   mean squared error")
    for width in (1, 2, 4, 16, 64):
        badak.set_random_seed(0)
        # each neuron is one bend: steep enough to be seen, and spread over the whole curve
        steep, spread = badak.initializers.RandomNormal(0.0, 3.0), badak.initializers.RandomUniform(-5.0, 5.0)
        bends = Dense(width, activation="tanh", kernel_initializer=steep, bias_initializer=spread)
        model = badak.Sequential([badak.Input((1,)), bends, Dense(1)])
        rate = badak.schedules.CosineDecay(0.03, 8 * (60 if quick else 400))
        model.compile(badak.optimizers.Adam(rate), loss="mse")
        model.fit(x, y, batch_size=32, epochs=60 if quick else 400, verbose=0)
        print(f"{width:7}   {model.evaluate(x, y, verbose=0):.6f}")

    answers = model.predict(x, verbose=0)
    print("\n   x    curve      net")
    for k in range(0, 256, 36):
        print(f"{x[k, 0]:+.2f}   {y[k, 0]:+.3f}   {answers[k, 0]:+.3f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
