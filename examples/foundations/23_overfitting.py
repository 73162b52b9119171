"""Too few samples, some of them wrong: what helps, one remedy at a time.

A network large enough to learn 300 digits by heart, a fifth of them with a wrong label. Right in training is no merit here.

python examples/foundations/23_overfitting.py
"""

from __future__ import annotations

import sys

import numpy as np

import badak
from badak.callbacks import EarlyStopping
from badak.datasets import digits_sample
from badak.layers import Dense, Dropout
from badak.models import Ensemble
from badak.regularizers import L1, L2


def network(penalty=None, dropout: bool = False, seed: int = 0) -> badak.Sequential:
    badak.set_random_seed(seed)
    layers = [Dropout(0.2)] * dropout  # the input has a rate of its own
    for _ in range(2):
        layers.append(Dense(200, activation="relu", kernel_regularizer=penalty))
        layers += [Dropout(0.5)] if dropout else []
    model = badak.Sequential(
        [badak.Input((784,)), *layers, Dense(10, activation="softmax", kernel_regularizer=penalty)]
    )
    model.compile(badak.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy", metrics=["accuracy", "ce"])
    return model


def main(quick: bool = False) -> None:
    w = badak.tensor(np.array([3.0, -4.0]), requires_grad=True)
    penalty = 0.5 * 0.1 * (w * w).sum()  # ½λΣw²: the ½ is there for the derivative
    penalty.backward()
    print(f"w = (3, -4), λ = .1: ½λΣw² = {penalty.item():.2f}, gradient λw = {w.grad.numpy().round(2).tolist()}")
    print(f"badak's L2(λ) is λΣw², as in Keras: L2(0.05) gives {L2(0.05)(w).item():.2f} too\n")

    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    random = np.random.default_rng(0)
    x_train, y_train, held = x[:300], y[:300].astype("int64"), (x[300:500], y[300:500])
    wrong = random.random(300) < 0.2
    y_train[wrong] = random.integers(0, 10, wrong.sum())

    epochs = 15 if quick else 60
    stop = EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)
    remedies = {
        "nothing": (network(), []),
        "L1 penalty": (network(L1(0.002)), []),
        "L2 penalty": (network(L2(0.02)), []),
        "dropout": (network(dropout=True), []),
        "early stopping": (network(), [stop]),
    }
    print("                  right in training   right in the test   surprise in the test   epochs")
    for name, (model, callbacks) in remedies.items():
        history = model.fit(x_train, y_train, epochs=epochs, validation_data=held, callbacks=callbacks, verbose=0)
        learned = model.evaluate(x_train, y_train, verbose=0)[1]
        _, right, surprise = model.evaluate(x_test, y_test, verbose=0)  # the cross-entropy alone, without a penalty
        print(f"{name:18} {learned:10.3f} {right:19.3f} {surprise:20.2f} {len(history.epoch):15}")
    print("a penalty slows learning by heart; with wrong labels dropout and stopping early help more")

    members = [network(dropout=True, seed=seed) for seed in range(3 if quick else 5)]
    for member in members:
        member.fit(x_train, y_train, epochs=epochs, verbose=0)
    alone = [m.evaluate(x_test, y_test, verbose=0)[1] for m in members]
    together = Ensemble(members).evaluate(x_test, y_test, verbose=0)[1]
    print(
        f"\n{len(members)} networks with dropout alone {np.mean(alone):.3f} on average, their mean prediction {together:.3f}"
    )


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
