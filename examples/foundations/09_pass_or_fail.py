"""Pass or fail: why a line will not do, and a probability will.

python examples/foundations/09_pass_or_fail.py
"""

from __future__ import annotations

import numpy as np

from badak import plots
from badak.classic import (
    LogisticRegression,
    closed_form,
    cross_entropy_of,
    curvature,
    propagate,
    sigmoid,
    with_bias_row,
)
from badak.classic.logistic_regression import HOURS, PASSED
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    w, b = closed_form(HOURS, PASSED)
    model = LogisticRegression(learning_rate=0.5, epochs=500 if quick else 5000).fit(HOURS[:, None], PASSED)
    print(phrase("hours   line    logistic", " 시간   직선    로지스틱"))
    for hours in (0, 4, 5, 9):
        print(f"{hours:5} {w * hours + b:6.3f}    {model.predict_proba([[hours]])[0]:.3f}")

    # the same regression with one sample a column: X (1, 8), Y (1, 8)
    theta, x = np.zeros((2, 1)), with_bias_row(HOURS[None])  # x₀ = 1, θ₀ = b
    for _ in range(model.epochs):
        theta = theta - 0.5 * propagate(theta, 0.0, x, PASSED[None])[0]["dw"]
    print(phrase("rows:   ", "행 방식:"), f"w  = {model.w[0]:.4f}, b  = {model.b:.4f}")
    print(phrase("columns:", "열 방식:"), f"θ₁ = {theta[1, 0]:.4f}, θ₀ = {theta[0, 0]:.4f}")

    surprise = cross_entropy_of(1, 0.1)
    print(phrase(f"\nsurprise at an event held for 10 % likely: -log 0.1 = {surprise:.6f}",
                 f"\n확률 10 %로 본 일이 일어났을 때의 교차 엔트로피: -log 0.1 = {surprise:.6f}"))  # fmt: skip
    z = np.linspace(-10, 10, 2001)
    squared, entropy = curvature(z)
    print(phrase(f"(1 - σ(z))² bends down to {squared.min():.4f}: convex? {(squared >= 0).all()}",
                 f"(1 - σ(z))²의 이계도함수 최솟값 {squared.min():.4f}: 볼록한가? {(squared >= 0).all()}"))  # fmt: skip
    print(phrase(f"-log σ(z) nowhere below {entropy.min():.0e}: convex? {(entropy >= 0).all()}",
                 f"-log σ(z)의 이계도함수 최솟값 {entropy.min():.0e}: 볼록한가? {(entropy >= 0).all()}"))  # fmt: skip
    p = sigmoid(-5.0)  # z = -5 where 1 is true: as wrong as can be
    flat, steep = 2 * (1 - p) * p * (1 - p), 1 - p
    print(phrase(f"slope at z = -5, target 1: squared error {flat:.5f}, cross-entropy {steep:.4f}",
                 f"정답 1, z = -5에서 기울기: 제곱 오차 {flat:.5f}, 교차 엔트로피 {steep:.4f}"))  # fmt: skip

    if pictures:
        lines = {phrase("least squares", "최소 제곱"): (w, b), phrase("logistic", "로지스틱"): model}
        drawn = plots.fit(HOURS, PASSED, lines, bounds=(0, 1), span=(-1, 10))
        drawn.set(
            xlabel=phrase("hours of study", "공부한 시간"), ylabel=phrase("passed (1) or not (0)", "합격(1), 불합격(0)")
        )
        pictures.save("09_line_or_sigmoid", drawn,
            "A line leaves the probabilities below and above, the sigmoid never does.",
            "직선은 확률의 범위를 아래위로 벗어나지만, 시그모이드는 벗어나지 않습니다.",
        )  # fmt: skip
        pictures.save("09_convexity", plots.convexity(),
            "Squared error and cross-entropy of σ(z) where 1 is true: only the second bends upwards everywhere.",
            "정답이 1일 때 σ(z)의 제곱 오차와 교차 엔트로피. 어디서나 아래로 볼록한 것은 교차 엔트로피뿐입니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
