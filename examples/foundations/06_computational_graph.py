"""Back-propagation is the chain rule, node by node.

python examples/foundations/06_computational_graph.py
python examples/foundations/06_computational_graph.py --pictures graphs     the three graphs as SVG, too
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

import badak
from badak.classic import AddNode, MultiplyNode, SquareNode, sigmoid_graph
from badak.errors import phrase


def variable(value: float) -> badak.Tensor:
    return badak.tensor(np.array(value), requires_grad=True)


def main(quick: bool = False, pictures: str | Path | None = None) -> None:
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

    x = variable(1.0)
    badak.sigmoid(x).backward()
    print(f"badak's own tape: {x.grad.item():.6f}\n")

    # the tape knows the graph of whatever was computed: read as lines here, drawn below
    x, y = variable(3.0), variable(5.0)
    t = x + y
    z = t**2
    sum_of_two = badak.plot_graph(z, names={"x": x, "y": y, "t": t, "z": z})
    print(sum_of_two)
    if pictures is not None:
        folder = Path(pictures)
        folder.mkdir(parents=True, exist_ok=True)
        sum_of_two.save(folder / "06_square_of_a_sum.svg")
        draw_shop(folder / "06_shop.svg")
        draw_sigmoid(folder / "06_sigmoid.svg")
        print(f"{folder}: 06_square_of_a_sum.svg, 06_shop.svg, 06_sigmoid.svg")


def draw_shop(file: Path) -> None:
    apple, apples, orange, oranges, tax = map(variable, (100.0, 2.0, 150.0, 3.0, 1.1))
    total = (apple * apples + orange * oranges) * tax
    names = {
        phrase("price of an apple", "사과 값"): apple, phrase("apples", "사과 개수"): apples,
        phrase("price of an orange", "오렌지 값"): orange, phrase("oranges", "오렌지 개수"): oranges,
        phrase("tax", "소비세"): tax, phrase("to pay", "지불 금액"): total,
    }  # fmt: skip
    badak.plot_graph(total, file, names=names)


def draw_sigmoid(file: Path) -> None:
    x = variable(1.0)
    y = 1 / (1 + badak.exp(-x))
    badak.plot_graph(y, file, names={"x": x, "y": y}, digits=7, formulas=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="as it is: this program is quick")
    parser.add_argument("--pictures", metavar="FOLDER", help="draw the graphs into this folder")
    main(**vars(parser.parse_args()))
