"""Ten digits by one softmax, by ten yes-or-no questions, and one question alone: is it a 3?

The picture is laid out as one long row: 28 × 28 = 784 features (a colour picture of 64 × 64 would have 12,288).

python examples/foundations/10_several_classes.py
"""

from __future__ import annotations

import sys

import numpy as np

from badak.classic import LogisticRegression, OneVsRest, SoftmaxRegression, softmax
from badak.datasets import digits_sample


def main(quick: bool = False) -> None:
    print("softmax(4.3, 5.5, 7.2, 2.4, 5.0) =", softmax([4.3, 5.5, 7.2, 2.4, 5.0]).round(2).tolist())

    (x_train, y_train), (x_test, y_test) = digits_sample()
    x_train, x_test = x_train.reshape(-1, 28 * 28) / 255, x_test.reshape(-1, 28 * 28) / 255
    x_train, y_train = (x_train[:1500], y_train[:1500]) if quick else (x_train, y_train)
    epochs = 40 if quick else 100

    for make in (SoftmaxRegression, OneVsRest):
        model = make(learning_rate=0.5, epochs=epochs).fit(x_train, y_train)
        shares = model.predict_proba(x_test)
        sums = shares.sum(axis=1)
        right = (shares.argmax(axis=1) == y_test).mean()
        print(f"{make.__name__:18} right {right:.3f}   probabilities add up to {sums.min():.2f} … {sums.max():.2f}")

    three = LogisticRegression(0.5, epochs).fit(x_train, (y_train == 3).astype(int))
    truth = (y_test == 3).astype(int)
    print(
        f"is it a 3?         right {(three.predict(x_test) == truth).mean():.3f}   (always no: {1 - truth.mean():.3f})"
    )
    found = three.predict_proba(x_test)
    print(f"surest 3: picture {int(np.argmax(found))}, {found.max():.1%}, in truth a {y_test[np.argmax(found)]}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
