"""Pass or fail: why a line will not do, and a probability will.

python examples/foundations/09_pass_or_fail.py
"""

from __future__ import annotations

import sys

import numpy as np

from badak.classic import LogisticRegression, closed_form, cross_entropy_of, curvature, propagate, with_bias_row
from badak.classic.logistic_regression import HOURS, PASSED


def main(quick: bool = False) -> None:
    w, b = closed_form(HOURS, PASSED)
    model = LogisticRegression(learning_rate=0.5, epochs=500 if quick else 5000).fit(HOURS[:, None], PASSED)
    print("hours   line    logistic")
    for hours in (0, 4, 5, 9):
        print(f"{hours:5} {w * hours + b:6.3f}    {model.predict_proba([[hours]])[0]:.3f}")

    # the same regression with one sample a column: X (1, 8), Y (1, 8)
    theta, x = np.zeros((2, 1)), with_bias_row(HOURS[None])  # x₀ = 1, θ₀ = b
    for _ in range(model.epochs):
        theta = theta - 0.5 * propagate(theta, 0.0, x, PASSED[None])[0]["dw"]
    print(f"rows: w = {model.w[0]:.4f}, b = {model.b:.4f}   columns: θ₁ = {theta[1, 0]:.4f}, θ₀ = {theta[0, 0]:.4f}")

    print(f"\nsurprise at an event held for 10 % likely: -log 0.1 = {cross_entropy_of(1, 0.1):.6f}")
    squared, entropy = curvature(np.linspace(-10, 10, 2001))
    print(f"(1 - σ(z))² bends down to {squared.min():.4f}: not convex; -log σ(z) never below {entropy.min():.0e}")
    slope = 2 * 1 * 0.0067**2  # z = -5, the answer is as wrong as can be
    print(f"slope at z = -5, target 1: squared error {slope:.5f}, cross-entropy {1 - 0.0067:.4f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
