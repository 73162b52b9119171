"""Full batch, single samples, mini-batches: how many steps an epoch has, and how noisy each step is.

python examples/foundations/19_batches.py
"""

from __future__ import annotations

import sys
import time

import numpy as np

from badak.classic import SGD, TwoLayerNet
from badak.datasets import digits_sample


def main(quick: bool = False) -> None:
    for size in (60_000, 1, 32):
        print(f"60,000 samples, batches of {size:>6,}: {-(-60_000 // size):>6,} updates an epoch")

    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    n = 1000 if quick else 3000
    x, y = x[:n], y[:n]

    net, random = TwoLayerNet(784, 20, 10, "he"), np.random.default_rng(0)
    whole = net.gradient(x, y)["W2"]
    print("\nbatch   gradient off by (part of its length)")
    for size in (1, 10, 100, 500):
        noise = []
        for _ in range(30):
            some = random.choice(n, size, replace=False)
            noise.append(np.linalg.norm(net.gradient(x[some], y[some])["W2"] - whole) / np.linalg.norm(whole))
        print(f"{size:5}   {np.mean(noise):.2f}")
    print("ten times the batch: noise smaller by √10, work larger by 10\n")

    print("one epoch   updates   first losses            test right   seconds")
    for size, rate in ((n, 0.1), (32, 0.1), (1, 0.01)):
        net, begin = TwoLayerNet(784, 20, 10, "he"), time.perf_counter()
        losses = net.fit(x, y, SGD(rate), epochs=1, batch_size=size)
        first = " ".join(f"{v:5.2f}" for v in losses[:4])
        right, seconds = net.accuracy(x_test, y_test), time.perf_counter() - begin
        print(f"batch {size:5} {len(losses):9,}   {first:23} {right:10.3f} {seconds:9.1f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
