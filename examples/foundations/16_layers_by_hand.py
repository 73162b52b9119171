"""Layers by hand: what goes forward, what comes back, and three ways to be sure of it.

python examples/foundations/16_layers_by_hand.py
"""

from __future__ import annotations

import sys

import numpy as np

import badak
from badak.classic import Affine, BatchNorm, Dropout, ReLU, Sigmoid, SoftmaxWithLoss, Tanh, numerical_gradient


def main(quick: bool = False) -> None:
    last = SoftmaxWithLoss()
    loss = last.loss([[4.3, 5.5, 7.2, 2.4, 5.0]], [2])
    print(f"softmax with loss, third class: loss {loss:.4f}, back comes y - t = {last.backward().round(4).tolist()[0]}")

    random = np.random.default_rng(0)
    x, w, b = random.normal(size=(6, 4)), random.normal(size=(4, 4)), random.normal(size=4)
    dout = random.normal(size=(6, 4))
    print("\nlayer        largest difference to the numerical gradient")
    for layer in (Affine(w, b), ReLU(), Sigmoid(), Tanh(), BatchNorm(4)):
        layer.forward(x)
        dx = layer.backward(dout)
        by_differences = numerical_gradient(lambda v, layer=layer: float((layer.forward(v) * dout).sum()), x)
        print(f"{type(layer).__name__:12} {abs(dx - by_differences).max():.1e}")

    # and badak's own affine operation: dX = dO·Wᵀ, dW = Xᵀ·dO, db = Σ dO
    mine, (tx, tw, tb) = Affine(w, b), (badak.tensor(v, requires_grad=True) for v in (x, w, b))
    mine.forward(x)
    dx = mine.backward(dout)
    badak.affine(tx, tw, tb).backward(badak.tensor(dout))
    pairs = ((dx, tx), (mine.grads["w"], tw), (mine.grads["b"], tb))
    print("badak's affine gives the same:", all(np.allclose(a, t.grad.numpy()) for a, t in pairs))

    off = Dropout(0.4, seed=0)
    out = off.forward(np.ones((1000, 10)))
    print(f"dropout .4: {(out == 0).mean():.2f} switched off, mean {out.mean():.2f}, others {out.max():.4f} = 1/0.6")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
