"""Several variables: a slope for each, together an arrow that points uphill.

python examples/foundations/03_gradient.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.classic import numerical_gradient
from badak.errors import phrase
from ladder import Pictures, run


def f(v):
    return 2 * v[0] ** 2 + v[0] * v[1] + 5 * v[1]  # 2x² + xy + 5y


def g(v):
    return 3 * v[0] + 4 * v[1] ** 2 + 5 * v[2] ** 2 + 7 * v[0] * v[1]


def bowl(v):
    return v[0] ** 2 + v[1] ** 2


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    for function, at, formula in (
        (f, [1.0, 2.0], "(4x + y, x + 5)"),
        (g, [1.0, 2.0, 3.0], "(3 + 7x₂, 8x₂ + 7x₁, 10x₃)"),
    ):
        numerical = numerical_gradient(function, at).round(6).tolist()
        exact = badak.grad(function)(badak.tensor(np.array(at))).numpy().tolist()
        print(phrase(f"at {at}: numerical {numerical}, autograd {exact} = {formula}",
                     f"{at}에서: 수치 미분 {numerical}, 자동 미분 {exact} = {formula}"))  # fmt: skip

    print(
        phrase("\ngradients of x² + y² at x = -2 … 2 and y = 2 … -2", "\nx = -2 … 2, y = 2 … -2에서 x² + y²의 기울기")
    )
    arrows = np.array([[numerical_gradient(bowl, [x, y]) for x in (-2, -1, 0, 1, 2)] for y in (2, 1, 0, -1, -2)])
    for row in arrows:
        print("  ".join(f"({a[0]:+.0f},{a[1]:+.0f})" for a in row))
    lengths = np.linalg.norm(arrows, axis=-1)
    print(phrase(f"they point away from the lowest point; length {lengths[1, 2]:.0f} one step from it, {lengths[0, 2]:.0f} two steps",
                 f"가장 낮은 점에서 멀어지는 쪽을 가리킵니다. 한 칸 거리에서 길이 {lengths[1, 2]:.0f}, 두 칸에서 {lengths[0, 2]:.0f}"))  # fmt: skip

    if pictures:
        drawn = plots.gradient_field(lambda x, y: x**2 + y**2)
        pictures.save("03_gradient_field", drawn,
            "The gradient of x² + y² points uphill, across the lines of equal height, and is longer where it is steeper.",
            "x² + y²의 기울기 벡터. 등고선에 수직으로 올라가는 쪽을 가리키고, 가파를수록 깁니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
