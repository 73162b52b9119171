"""Rosenblatt's perceptron learns gates from its mistakes, and proves that XOR is not for it.

python examples/foundations/11_perceptron.py
"""

from __future__ import annotations

import sys

from badak.classic import AND, GATES, NAND, NOR, OR, XNOR, XOR, Perceptron
from badak.classic.perceptron import CORNERS


def main(quick: bool = False) -> None:
    print("x1 x2   " + "  ".join(f"{gate.__name__:>4}" for gate in (AND, OR, NAND, NOR, XOR, XNOR)))
    for a, b in CORNERS.tolist():
        print(f"{a:2} {b:2}   " + "  ".join(f"{gate(a, b):4}" for gate in (AND, OR, NAND, NOR, XOR, XNOR)))
    for name, gate in GATES.items():
        print(f"{name:5} given: {gate.w[0]:+} x1 {gate.w[1]:+} x2 > {gate.threshold}")

    print("\nlearned, order (0,0) (1,0) (0,1) (1,1), weights (bias, w1, w2):")
    for gate in (AND, OR, NAND, NOR, XOR):
        labels = 2 * gate(CORNERS[:, 0], CORNERS[:, 1]) - 1  # 0 and 1 become -1 and +1
        learned = Perceptron().fit(CORNERS, labels)
        print(
            f"{gate.__name__:5} errors {learned.errors}, weights {learned.w.astype(int).tolist()}; {learned.report()}"
        )


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
