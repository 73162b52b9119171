"""Rosenblatt's perceptron learns gates from its mistakes, and proves that XOR is not for it.

python examples/foundations/11_perceptron.py
"""

from __future__ import annotations

import numpy as np

from badak import plots
from badak.classic import AND, GATES, NAND, NOR, OR, XNOR, XOR, Perceptron
from badak.classic.perceptron import CORNERS
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    gates = (AND, OR, NAND, NOR, XOR, XNOR)
    print("x1 x2   " + "  ".join(f"{gate.__name__:>4}" for gate in gates))
    for a, b in CORNERS.tolist():
        print(f"{a:2} {b:2}   " + "  ".join(f"{gate(a, b):4}" for gate in gates))
    for name, gate in GATES.items():
        rule = f"{gate.w[0]:+} x1 {gate.w[1]:+} x2 > {gate.threshold}"
        print(f"{name:5}", phrase("given:", "주어진 값:"), f"{rule:24} b = -θ = {-gate.threshold}")

    print(phrase("\nlearned, order (0,0) (1,0) (0,1) (1,1), weights (bias, w1, w2):",
                 "\n학습한 값, 순서 (0,0) (1,0) (0,1) (1,1), 가중치 (편향, w1, w2):"))  # fmt: skip
    learned = {}
    for gate in (AND, OR, NAND, NOR, XOR):
        labels = 2 * gate(CORNERS[:, 0], CORNERS[:, 1]) - 1  # 0 and 1 become -1 and +1
        p = learned[gate.__name__] = Perceptron().fit(CORNERS, labels)
        print(phrase(f"{gate.__name__:5} errors {p.errors}, weights {p.w.astype(int).tolist()}; {p.report()}",
                     f"{gate.__name__:5} 오류 수 {p.errors}, 가중치 {p.w.astype(int).tolist()}; {p.report()}"))  # fmt: skip
    same = [name for name in GATES if np.array_equal(learned[name].predict(CORNERS) > 0, GATES[name](*CORNERS.T) == 1)]
    print(
        phrase("learned and given gates say the same:", "학습한 게이트와 주어진 게이트의 답이 같음:"), ", ".join(same)
    )

    if pictures:
        for name in ("AND", "OR"):
            y = GATES[name](*CORNERS.T)
            pictures.save(f"11_{name}", plots.decision_regions(GATES[name], CORNERS, y),
                f"{name}: the line where 0.5 x1 + 0.5 x2 reaches the threshold parts the corners.",
                f"{name} 게이트: 0.5 x1 + 0.5 x2가 임곗값에 이르는 직선이 꼭짓점을 나눕니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
