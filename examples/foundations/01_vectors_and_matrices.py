"""Numbers in rows: vectors, matrices, tensors. What is added element by element, and what @ does instead.

python examples/foundations/01_vectors_and_matrices.py
"""

from __future__ import annotations

import sys

import numpy as np

import badak
from badak.classic import displacement, equivalent, length


def main(quick: bool = False) -> None:
    # a vector is an arrow: a length and a direction, wherever it begins
    arrow = displacement([1, 1], [5, 4])
    print("from (1,1) to (5,4):", arrow.tolist(), "length", length(arrow))
    print("the same vector from (0,0) to (4,3)?", equivalent(([1, 1], [5, 4]), ([0, 0], [4, 3])))

    # two products: element by element, and rows times columns
    a, b = badak.tensor([[0, 1], [2, 3]]), badak.tensor([[1, 2], [3, 4]])
    print("a * b =", (a * b).numpy().tolist())
    print("a @ b =", (a @ b).numpy().tolist())  # row (2, 3) · column (1, 3) = 2·1 + 3·3 = 11
    print("matrix + matrix =", (badak.tensor([[5, 6], [3, 2]]) + badak.tensor([[2, 3], [5, 4]])).numpy().tolist())
    print("matrix + 2 =", (badak.tensor([[5, 6], [3, 2]]) + 2).numpy().tolist())

    # a table of sales is a matrix: branches down, goods across
    first, second = badak.tensor([[1200, 3400], [1400, 3800]]), badak.tensor([[1900, 2900], [1700, 3200]])
    print("the year:", (first + second).numpy().tolist(), " growth:", (second - first).numpy().tolist())
    try:
        first + badak.tensor([[1, 2, 3]])
    except badak.errors.ShapeError as problem:
        print("shapes that do not match:", str(problem).splitlines()[0])

    # matrix times vector: three shops, three goods and their prices; where is the basket dearest?
    shops = badak.tensor([[3, 1, 4], [3, 2, 3], [4, 2, 2]])
    income = (shops @ badak.tensor([10, 20, 30])).numpy()
    print("income:", income.tolist(), "best choice: number", int(income.argmax()) + 1)

    # a shape is only a way to look at the numbers
    row = badak.arange(16)
    print("16 numbers as", row.view(4, 4).shape, "and", row.view(-1, 8).shape)
    print(
        "(4,4) + (4,1) →",
        (row.view(4, 4) + badak.ones((4, 1))).shape,
        " column 1:",
        row.view(4, 4)[:, 1].numpy().tolist(),
    )
    shared = np.zeros(3, np.float32)
    badak.from_numpy(shared).data[0] = 7  # no copy: the same memory
    print("from NumPy and back without a copy:", shared.tolist())


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
