"""XOR needs a hidden layer, and the hidden layer needs a bend.

python examples/foundations/12_xor.py
"""

from __future__ import annotations

import sys

import numpy as np

import badak
from badak.classic import NAND, OR, SGD, Affine, Network, Tanh
from badak.layers import Dense

X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], "float32")
Y = np.array([[0], [1], [1], [0]], "float32")


def trained(hidden: str, loss: str, epochs: int) -> badak.Sequential:
    badak.set_random_seed(1)
    model = badak.Sequential(
        [badak.Input((2,)), Dense(8, activation=hidden), Dense(1, activation="sigmoid" if loss != "mse" else None)]
    )
    model.compile(badak.optimizers.Adam(0.05), loss=loss)
    model.fit(X, Y, batch_size=4, epochs=epochs, verbose=0)
    return model


def main(quick: bool = False) -> None:
    print("by composition: AND of NAND and OR. What the second layer sees:")
    for a, b in X.astype(int).tolist():
        print(f"  ({a},{b}) → NAND {NAND(a, b)}, OR {OR(a, b)}")
    print("  (0,0) and (1,1) went to opposite sides of the corner (1,1), where both 1s lie: now a line parts them\n")

    epochs = 150 if quick else 400
    for hidden in ("linear", "tanh"):
        for loss in ("mse", "binary_crossentropy"):
            model = trained(hidden, loss, epochs)
            left = model.evaluate(X, Y, verbose=0)
            answers = (model.predict(X, verbose=0) > 0.5).astype(int).ravel()
            print(f"hidden layer {hidden:6}  {loss:19} {left:.6f}   answers {answers.tolist()}")
    print("linear layers in a row are one linear layer: ¼ and log 2 = .693147 are the best they can do\n")

    # with layers by hand, and two hidden neurons only, so that their plane can be looked at
    random = np.random.default_rng(0)
    first, bend = Affine(random.normal(size=(2, 2)), np.zeros(2)), Tanh()
    net = Network([first, bend, Affine(random.normal(size=(2, 2)), np.zeros(2))])
    net.fit(X, Y[:, 0].astype(int), SGD(0.5), epochs=2000, batch_size=4)
    print(f"two hidden neurons by hand: right {net.accuracy(X, Y[:, 0].astype(int)):.2f}. The corners, bent:")
    for (a, b), place, y in zip(X.astype(int).tolist(), bend.forward(first.forward(X)), Y[:, 0]):
        print(f"  ({a},{b}) → ({place[0]:+.2f}, {place[1]:+.2f})   answer {y:.0f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
