"""The slope of a curve by differences, and without them: h too large, h too small, and no h at all.

python examples/foundations/02_derivative.py
"""

from __future__ import annotations

import warnings

import numpy as np

import badak
from badak import plots
from badak.classic import exact_derivative, numerical_derivative, step_errors
from badak.errors import phrase
from ladder import Pictures, run


def square(x):
    return x**2


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    print(phrase("x² at 3, true slope 6", "x = 3에서 x²의 기울기, 참값 6"))
    forward = numerical_derivative(square, 3.0, method="forward")
    print(f"  {forward:.8f}", phrase("forward, h = 1e-4: wrong by h", "전진 차분, h = 1e-4: 오차가 h만큼"))
    print(f"  {numerical_derivative(square, 3.0):.8f}", phrase("central, h = 1e-4", "중앙 차분, h = 1e-4"))
    print(f"  {exact_derivative(square, 3.0):.8f}", phrase("by autograd, no h", "자동 미분, h가 없음"))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        tiny, single = numerical_derivative(square, 3.0, h=1e-50), numerical_derivative(square, np.float32(3))
    print(
        f"  {tiny:.8f} h = 1e-50:",
        phrase(f"is 3 + h the same as 3? {3 + 1e-50 == 3}", f"3 + h == 3인가? {3 + 1e-50 == 3}"),
    )
    print(f"  {single:.8f} float32, h = 1e-4")
    for notice in said:
        print("   ", str(notice.message).splitlines()[0])

    errors = step_errors(badak.exp, 1.0, [10.0**-k for k in range(1, 16, 2)])
    print(
        phrase(
            "\nexp at 1:   h    error, forward   error, central", "\neˣ, x = 1:  h    전진 차분 오차   중앙 차분 오차"
        )
    )
    for h, forward, central in errors:
        print(f"{h:13.0e}   {forward:14.1e}   {central:14.1e}")
    best = [min(errors, key=lambda row: row[k])[0] for k in (1, 2)]
    print(phrase(f"best h: {best[0]:.0e} forward, {best[1]:.0e} central. Above it the curve is the error, below it rounding",
                 f"가장 좋은 h: 전진 {best[0]:.0e}, 중앙 {best[1]:.0e}. h가 더 크면 곡선의 휘어짐이, 더 작으면 반올림이 오차를 만듭니다"))  # fmt: skip

    print(phrase("\n         f      f(x)        f′(x)       f″(x)   at x = 0.5, by autograd",
                 "\n         f      f(x)        f′(x)       f″(x)   x = 0.5, 자동 미분"))  # fmt: skip
    table = {
        "2": lambda x: 2 + 0 * x, "x³": lambda x: x**3, "eˣ": badak.exp, "2ˣ": lambda x: 2.0**x, "log x": badak.log,
        "log₁₀ x": badak.log10, "sin x": badak.sin, "cos x": badak.cos, "tan x": badak.tan,
        "sin x²": lambda x: badak.sin(x * x),
    }  # fmt: skip
    for name, f in table.items():
        value = f(badak.tensor(np.array(0.5))).item()
        print(f"{name:>10} {value:10.6f}   {exact_derivative(f, 0.5):10.6f}  {exact_derivative(f, 0.5, order=2):10.6f}")
    print("tan′ 0 = sec² 0 =", exact_derivative(badak.tan, 0.0))
    orders = [f"{exact_derivative(badak.sin, 0.5, order=k):+.6f}" for k in (1, 2, 3, 4)]
    print(phrase("sin at 0.5, derived 4 times:", "x = 0.5에서 sin을 4번까지 미분하면:"), ", ".join(orders))

    if pictures:
        pictures.save("02_derivatives", plots.derivative(lambda x: x**3 - 3 * x, x=(-2.5, 2.5), at=1.5),
            "f(x) = x³ - 3x with f′ and f″: where f is level f′ is 0, and where f″ changes its sign f bends the other way.",
            "f(x) = x³ - 3x와 f′, f″. f가 평평한 곳에서 f′은 0이고, f″의 부호가 바뀌는 곳에서 f의 휘는 방향이 바뀝니다.",
        )  # fmt: skip
        pictures.save("02_step_errors", plots.step_errors(badak.exp, 1.0),
            "The error of the difference quotients of eˣ at 1: h too large on the right, digits used up on the left.",
            "x = 1에서 eˣ의 차분 오차. 오른쪽은 h가 너무 커서, 왼쪽은 유효숫자가 모자라서 틀립니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
