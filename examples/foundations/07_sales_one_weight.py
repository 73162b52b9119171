"""Hours and sales, H(x) = Wx: five programs find the same W.

python examples/foundations/07_sales_one_weight.py
"""

from __future__ import annotations

import warnings

import numpy as np

from badak import plots
from badak.classic import by_exact_gradient, by_model, by_numerical_gradient, by_numpy, by_tensor, cost, sweep
from badak.classic.sales import HOURS, SALES
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    x, y = [1, 2, 3], [2, 4, 6]
    mean, half = cost(1, 2, x, y), cost(1, 2, x, y, "half sum")
    print(phrase(f"cost of y = x + 2 on (1,2) (2,4) (3,6): mean {mean:.6f}, half sum {half:.0f}",
                 f"(1,2) (2,4) (3,6)에서 y = x + 2의 비용: 평균 {mean:.6f}, 합의 절반 {half:.0f}"))  # fmt: skip

    slopes = np.arange(-300_000, 300_001, 1_000)
    best, lowest, _ = sweep(slopes)
    print(phrase(f"trying {len(slopes)} slopes: best W = {best:,.0f} with cost {lowest:,.2f}\n",
                 f"기울기 {len(slopes)}개를 모두 넣어 보면: 가장 좋은 W = {best:,.0f}, 비용 {lowest:,.2f}\n"))  # fmt: skip

    print(phrase("program                        W     H(8)", "프로그램                       W     H(8)"))
    for program in (by_numerical_gradient, by_exact_gradient, by_numpy, by_tensor, by_model):
        line = program(start=4.0, learning_rate=0.001, epochs=1001)
        print(f"{program.__name__:22} {line.w:9.2f}  {line.predict(8):9.2f}")

    off = by_exact_gradient().w - by_numerical_gradient().w
    print(
        phrase(
            f"\nthe forward difference with dw = 0.001 is off by {off:.4f}",
            f"\ndw = 0.001인 전진 차분의 오차: {off:.4f}",
        ),
        end="",
    )
    print(
        phrase(
            f" = dw/2: {np.isclose(off, 0.001 / 2, rtol=0.01)}", f" = dw/2인가? {np.isclose(off, 0.001 / 2, rtol=0.01)}"
        )
    )
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        stuck = by_numerical_gradient(dtype="float32").w
        print(phrase(f"in float32 it ends at {stuck:.0f}", f"float32로는 {stuck:.0f}에서 멈춥니다"))
        for rate in (0.049, 0.051):
            diverges = by_exact_gradient(learning_rate=rate).diverges
            verdict = phrase("diverges", "발산") if diverges else phrase("converges", "수렴")
            print(phrase(f"rate {rate}: {verdict}", f"학습률 {rate}: {verdict}"))
    for notice in said:
        print("  ", str(notice.message).splitlines()[0])

    if pictures:
        line = by_exact_gradient()
        drawn = plots.fit(HOURS, SALES, line, residuals=True)
        drawn.set(xlabel=phrase("hours", "시간"), ylabel=phrase("sales", "매출"))
        pictures.save("07_line", drawn,
            "Hours and sales, and the line through the origin with the least mean squared error.",
            "시간과 매출, 그리고 원점을 지나는 직선 가운데 평균 제곱 오차가 가장 작은 것.",
        )  # fmt: skip
        pictures.save("07_cost", plots.cost(learning_rate=[0.001, 0.045]),
            "The cost over W is a parabola. A small rate walks down one side, one just below .05 jumps from side to side.",
            "W에 따른 비용은 포물선입니다. 작은 학습률은 한쪽으로 내려가고, .05에 가까운 학습률은 양쪽을 오갑니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
