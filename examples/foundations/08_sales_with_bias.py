"""Hours and sales, H(x) = Wx + b; then several inputs at once.

python examples/foundations/08_sales_with_bias.py
"""

from __future__ import annotations

import warnings

import numpy as np

from badak import plots
from badak.classic import by_exact_gradient, by_model, closed_form, fit_linear
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    w, b = closed_form()
    print(
        phrase("solved at once           ", "방정식으로 한 번에       "),
        f"W = {w:.2f}, b = {b:.2f}, H(8) = {8 * w + b:.2f}",
    )
    for program in (by_exact_gradient, by_model):
        line = program(learning_rate=0.04, epochs=1001, bias=True)
        rate = phrase("rate .04", "학습률 .04")
        print(f"{program.__name__}, {rate}  W = {line.w:.2f}, b = {line.b:.2f}, H(8) = {line.predict(8):.2f}")
    slow = by_exact_gradient(learning_rate=0.001, epochs=1001, bias=True)
    print(
        phrase("after 1001 steps at .001  ", "학습률 .001로 1001스텝 뒤 "),
        f"W = {slow.w:.2f}, b = {slow.b:.2f}, ",
        end="",
    )
    print(phrase(f"still {abs(slow.b - b):.0f} off in b", f"b는 아직 {abs(slow.b - b):.0f}만큼 멉니다"))

    # why so slow? the cost is a valley: steep across, nearly level along
    hours = np.arange(1.0, 8.0)
    bend = np.linalg.eigvalsh(2 / 7 * np.array([[hours @ hours, hours.sum()], [hours.sum(), 7.0]]))
    print(phrase(f"the valley bends by {bend[1]:.2f} across and {bend[0]:.2f} along: rates above {2 / bend[1]:.3f} diverge,",
                 f"비용 골짜기의 휘어짐은 가로 {bend[1]:.2f}, 세로 {bend[0]:.2f}: 학습률이 {2 / bend[1]:.3f}을 넘으면 발산하고,"))  # fmt: skip
    print(phrase(f"and each step of .001 goes {0.001 * bend[0]:.3%} of the way along",
                 f".001로는 한 스텝에 남은 길의 {0.001 * bend[0]:.3%}만 나아갑니다"))  # fmt: skip
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        by_exact_gradient([1, 2], [3, 5], bias=True, epochs=10)
    print(phrase("two points only:", "점이 두 개뿐이면:"), str(said[0].message).splitlines()[0], "\n")

    # several inputs: hours, staff, size of the shop; a matrix product takes all at once
    random = np.random.default_rng(0)
    x = np.stack([random.uniform(1, 12, 60), random.integers(1, 6, 60), random.uniform(20, 200, 60)], axis=1)
    sales = x @ [20_000, 9_000, 150] + 5_000 + random.normal(0, 3_000, 60)
    mean, spread = x.mean(axis=0), x.std(axis=0)  # or the valley would be longer still
    weights, bias, _ = fit_linear((x - mean) / spread, sales, learning_rate=0.1, epochs=1000)
    weights /= spread
    print(phrase("hours, staff, size → sales", "시간, 직원 수, 넓이 → 매출"))
    print(phrase("  by descent ", "  경사하강법 "), [f"{v:.1f}" for v in [*weights, bias - weights @ mean]])
    print(phrase("  closed form", "  닫힌 해    "), [f"{v:.1f}" for v in closed_form(x, sales)])

    if pictures:
        pictures.save("08_valley", plots.cost(b=True, learning_rate=[0.001, 0.04]),
            "The cost over W and b is a long valley: across it each step counts, along it .001 hardly moves in 1001 steps.",
            "W와 b에 따른 비용은 긴 골짜기입니다. 가로로는 빨리 내려가지만, 학습률 .001로는 1001스텝이 지나도 세로로 거의 움직이지 못합니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
