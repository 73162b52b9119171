"""Which learning rate? Try them all in one short run: small ones do nothing, good ones learn, large ones explode.

python examples/foundations/24_learning_rate.py
"""

from __future__ import annotations

import sys

import badak
from badak.datasets import digits_sample
from badak.layers import Dense


def network() -> badak.Sequential:
    badak.set_random_seed(0)
    model = badak.Sequential([badak.Input((784,)), Dense(64, activation="relu"), Dense(10, activation="softmax")])
    model.compile("sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def main(quick: bool = False) -> None:
    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    x, y = (x[:2000], y[:2000]) if quick else (x, y)

    found = network().find_learning_rate(x, y, lowest=1e-4, highest=100, steps=150)
    print("   rate     loss, smoothed")
    for k in range(0, len(found.rates), 12):
        print(f"{found.rates[k]:9.4f}   {found.smoothed[k]:5.2f}  {'█' * min(int(found.smoothed[k] * 12), 60)}")
    print(found)

    print("\nrate        test right after two epochs")
    for rate in (found.suggestion / 100, found.suggestion, found.suggestion * 100):
        model = network()
        model.learning_rate = rate
        model.fit(x, y, epochs=2, verbose=0)
        print(f"{rate:8.4f}    {model.evaluate(x_test, y_test, verbose=0)[1]:.3f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
