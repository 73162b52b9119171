"""Numbers in rows: vectors, matrices, tensors. What is added element by element, and what @ does instead.

python examples/foundations/01_vectors_and_matrices.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.classic import displacement, equivalent, length
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    # a tensor comes from a list, from nothing, from chance; it has a shape and a type of number
    makers = {
        "tensor": badak.tensor([[1, 2], [3, 4]]), "empty": badak.empty((2, 3)),
        "rand": badak.rand((2, 3)), "zeros": badak.zeros((2, 3), dtype="int64"),
    }  # fmt: skip
    print("  ".join(f"{name} {made.size()} {made.dtype}" for name, made in makers.items()))

    # a vector is an arrow: a length and a direction, wherever it begins
    arrow, moved = displacement([1, 1], [5, 4]), ([0, 0], [4, 3])  # the second is a position vector: it begins at 0
    print(
        phrase("from (1,1) to (5,4):", "(1,1)에서 (5,4)까지:"), arrow.tolist(), phrase("length", "길이"), length(arrow)
    )
    same = equivalent(([1, 1], [5, 4]), moved)
    print(phrase("the same vector as from (0,0) to (4,3)?", "(0,0)에서 (4,3)까지와 같은 벡터인가?"), same)

    # two products: element by element, and rows times columns
    a, b = badak.tensor([[0, 1], [2, 3]]), badak.tensor([[1, 2], [3, 4]])
    print("a * b =", (a * b).numpy().tolist())
    print("a @ b =", (a @ b).numpy().tolist())  # row (2, 3) · column (1, 3) = 2·1 + 3·3 = 11
    c = badak.tensor([[5, 6], [3, 2]])
    print("c + d =", (c + badak.tensor([[2, 3], [5, 4]])).numpy().tolist(), "  c + 2 =", (c + 2).numpy().tolist())

    # a table of sales is a matrix: branches down, goods across
    first, second = badak.tensor([[1200, 3400], [1400, 3800]]), badak.tensor([[1900, 2900], [1700, 3200]])
    print(phrase("sales of the year:", "한 해 매출:"), (first + second).numpy().tolist())
    print(phrase("second half - first half:", "하반기 - 상반기:"), (second - first).numpy().tolist())
    try:
        first + badak.tensor([[1, 2, 3]])
    except badak.errors.ShapeError as problem:
        print(phrase("shapes that do not match:", "맞지 않는 모양:"), str(problem).splitlines()[0])

    # matrix times vector: three baskets, three goods and their prices; which basket is worth most?
    income = (badak.tensor([[3, 1, 4], [3, 2, 3], [4, 2, 2]]) @ badak.tensor([10, 20, 30])).numpy()
    print(
        phrase("worth:", "금액:"),
        income.tolist(),
        phrase("best choice: number", "가장 좋은 선택:"),
        income.argmax() + 1,
    )

    # a shape is only a way to look at the numbers; a short one is stretched where it meets a long one
    row = badak.arange(16)
    print(phrase("16 numbers as", "수 16개를 보는 모양:"), row.view(4, 4).shape, row.view(-1, 8).shape)
    print(phrase("column 1:", "1번 열:"), row.view(4, 4)[:, 1].numpy().tolist())
    print("(4,4) + (4,1) →", (row.view(4, 4) + badak.ones((4, 1))).shape, end="   ")
    print("(3,) + (2,3) →", (badak.ones((3,)) + badak.ones((2, 3))).shape)
    shared = np.zeros(3, np.float32)
    badak.from_numpy(shared).data[0] = 7  # no copy: the same memory
    print(phrase("from NumPy and back without a copy:", "NumPy와 복사 없이 오가기:"), shared.tolist())

    if pictures:
        drawn = plots.vectors([([1, 1], [5, 4]), (4, 3)], lengths=True)
        pictures.save("01_vectors", drawn,
            "One vector twice: from (1,1) to (5,4), and from the origin, where it is a position vector.",
            "같은 벡터 둘. 하나는 (1,1)에서 (5,4)까지, 하나는 원점에서 시작하는 위치 벡터입니다.",
        )  # fmt: skip
        pictures.save("01_sum", plots.vectors({"a": (3, 1), "b": (1, 3)}, add=True),
            "To add vectors, draw one from the end of the other.",
            "벡터를 더하려면 한 벡터의 끝에서 다음 벡터를 그립니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
