"""Back-propagation is the chain rule, node by node.

python examples/foundations/06_computational_graph.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak.classic import AddNode, MultiplyNode, SquareNode, sigmoid_graph
from badak.errors import phrase
from ladder import Pictures, run


def variable(value: float) -> badak.Tensor:
    return badak.tensor(np.array(value), requires_grad=True)


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    # z = t², t = x + y at (3, 5)
    add, square = AddNode(), SquareNode()
    t = add.forward(3, 5)
    z = square.forward(t)
    (dt,) = square.backward(1.0)  # 2t
    dx, dy = add.backward(dt)  # the same for both
    print(phrase(f"forward   t = {t}, z = {z}", f"순전파  t = {t}, z = {z}"))
    print(phrase("backward ", "역전파 "), f"dz/dt = {dt:.0f}, dz/dx = {dx:.0f}, dz/dy = {dy:.0f}")

    # two apples at 100, three oranges at 150, 10 % tax: whose price matters how much?
    apples, oranges, both, taxed = MultiplyNode(), MultiplyNode(), AddNode(), MultiplyNode()
    price = taxed.forward(both.forward(apples.forward(100, 2), oranges.forward(150, 3)), 1.1)
    d_sum, d_tax = taxed.backward(1.0)
    d_apples, d_oranges = both.backward(d_sum)
    by_apple, by_number = apples.backward(d_apples)[0], oranges.backward(d_oranges)[1]
    print(phrase(f"price {price:.0f}; by the price of an apple {by_apple:.1f}, by the oranges {by_number:.0f}, by the tax {d_tax:.0f}\n",
                 f"값 {price:.0f}; 사과 값에 대한 미분 {by_apple:.1f}, 오렌지 개수 {by_number:.0f}, 소비세 {d_tax:.0f}\n"))  # fmt: skip

    print(phrase("the sigmoid at 1, taken apart:", "x = 1에서 시그모이드를 노드로 나누면:"))
    values, gradients = sigmoid_graph(1.0, print)
    y = values[-1]
    print(f"dy/dx = {gradients[0]:.6f} = y(1 - y) = {y * (1 - y):.6f}")
    x = variable(1.0)
    badak.sigmoid(x).backward()
    print(phrase("badak's own tape:", "badak의 자동 미분:"), f"{x.grad.item():.6f}\n")

    # the tape knows the graph of whatever was computed
    x, y = variable(3.0), variable(5.0)
    t = x + y
    z = t**2
    print(badak.plot_graph(z, names={"x": x, "y": y, "t": t, "z": z}))

    if pictures:
        pictures.save("06_square_of_a_sum", badak.plot_graph(z, names={"x": x, "y": y, "t": t, "z": z}),
            "z = t², t = x + y: the value of each node above its line, the gradient that comes back below it.",
            "z = t², t = x + y. 선 위는 노드의 값, 선 아래는 되돌아오는 기울기입니다.",
        )  # fmt: skip
        apple, apples, orange, oranges, tax = map(variable, (100.0, 2.0, 150.0, 3.0, 1.1))
        total = (apple * apples + orange * oranges) * tax
        names = {
            phrase("price of an apple", "사과 값"): apple, phrase("apples", "사과 개수"): apples,
            phrase("price of an orange", "오렌지 값"): orange, phrase("oranges", "오렌지 개수"): oranges,
            phrase("tax", "소비세"): tax, phrase("to pay", "지불 금액"): total,
        }  # fmt: skip
        pictures.save("06_shop", badak.plot_graph(total, names=names),
            "Two apples, three oranges and 10 % tax: how much each of them changes what is to be paid.",
            "사과 두 개, 오렌지 세 개, 소비세 10 %. 각각이 지불 금액을 얼마나 바꾸는지 보여 줍니다.",
        )  # fmt: skip
        x = variable(1.0)
        y = 1 / (1 + badak.exp(-x))
        pictures.save("06_sigmoid", badak.plot_graph(y, names={"x": x, "y": y}, digits=7, formulas=True),
            "The sigmoid taken apart at x = 1, with what each node hands back of the gradient g that arrives.",
            "x = 1에서 나눈 시그모이드. 노드마다 들어온 기울기 g를 어떻게 되돌려 주는지 적혀 있습니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
