"""A two-layer net by hand on real digits: mini-batches, both gradients, and the ratio of their times.

python examples/foundations/17_two_layer_net.py
"""

from __future__ import annotations

import sys
import time

from badak.classic import SGD, TwoLayerNet
from badak.datasets import digits_sample


def main(quick: bool = False) -> None:
    (x_train, y_train), (x_test, y_test) = digits_sample()
    x_train, x_test = x_train.reshape(-1, 784) / 255, x_test.reshape(-1, 784) / 255

    # the slow gradient checks the quick one, on a small net and five pictures cut to 64 pixels
    net, small = TwoLayerNet(64, 5, 10, 0.1), x_train[:5, 350:414]
    begin = time.perf_counter()
    exact = net.gradient(small, y_train[:5])
    middle = time.perf_counter()
    numerical = net.numerical_gradient(small, y_train[:5])
    end = time.perf_counter()
    for name in exact:
        print(f"{name}: mean difference of both gradients {abs(exact[name] - numerical[name]).mean():.1e}")
    print(f"the numerical one took {(end - middle) / (middle - begin):,.0f} times as long\n")

    net = TwoLayerNet(784, 50, 10)
    print(
        f"before learning: loss {net.loss(x_test, y_test):.4f} (log 10 = 2.3026), right {net.accuracy(x_test, y_test):.3f}"
    )
    optimizer = SGD(0.1)
    for epoch in range(1, 5 if quick else 11):
        losses = net.fit(x_train, y_train, optimizer, batch_size=100, seed=epoch)
        if quick or epoch % 2 == 0:
            test = net.accuracy(x_test, y_test)
            print(f"epoch {epoch:2}  loss {sum(losses) / len(losses):.4f}  test right {test:.3f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
