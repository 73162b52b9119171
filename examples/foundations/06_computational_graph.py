"""Back-propagation is the chain rule, node by node.

python examples/foundations/06_computational_graph.py
"""

from __future__ import annotations

import sys

import numpy as np

import badak
from badak.classic import AddNode, MultiplyNode, SquareNode, sigmoid_graph


def main(quick: bool = False) -> None:
    # z = t², t = x + y at (3, 5)
    add, square = AddNode(), SquareNode()
    t = add.forward(3, 5)
    z = square.forward(t)
    (dt,) = square.backward(1.0)  # 2t
    dx, dy = add.backward(dt)  # the same for both
    print(f"forward   t = {t}, z = {z}")
    print(f"backward  dz/dt = {dt:.0f}, dz/dx = {dx:.0f}, dz/dy = {dy:.0f}")

    # two apples at 100, three oranges at 150, 10 % tax: whose price matters how much?
    apples, oranges, both, taxed = MultiplyNode(), MultiplyNode(), AddNode(), MultiplyNode()
    price = taxed.forward(both.forward(apples.forward(100, 2), oranges.forward(150, 3)), 1.1)
    d_sum, d_tax = taxed.backward(1.0)
    d_apples, d_oranges = both.backward(d_sum)
    print(f"price {price:.0f}; by the price of an apple {apples.backward(d_apples)[0]:.1f}, by the tax {d_tax:.0f}")
    print(f"          by the number of oranges {oranges.backward(d_oranges)[1]:.0f}\n")

    print("the sigmoid at 1, taken apart:")
    values, gradients = sigmoid_graph(1.0, print)
    y = values[-1]
    print(f"dy/dx = {gradients[0]:.6f} = y(1 - y) = {y * (1 - y):.6f}")

    x = badak.tensor(np.array(1.0), requires_grad=True)
    badak.sigmoid(x).backward()
    print(f"badak's own tape: {x.grad.item():.6f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
