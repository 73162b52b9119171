"""Hours and sales, H(x) = Wx + b; then several inputs at once.

python examples/foundations/08_sales_with_bias.py
"""

from __future__ import annotations

import sys
import warnings

import numpy as np

from badak.classic import by_exact_gradient, by_model, closed_form, fit_linear


def main(quick: bool = False) -> None:
    w, b = closed_form()
    print(f"solved at once:           W = {w:.2f}, b = {b:.2f}, H(8) = {8 * w + b:.2f}")
    for program in (by_exact_gradient, by_model):
        line = program(learning_rate=0.04, epochs=1001, bias=True)
        print(f"{program.__name__:18} rate .04 W = {line.w:.2f}, b = {line.b:.2f}, H(8) = {line.predict(8):.2f}")
    slow = by_exact_gradient(learning_rate=0.001, epochs=1001, bias=True)
    print(f"after 1001 steps at .001: W = {slow.w:.2f}, b = {slow.b:.2f}: not there yet")

    # why so slow? the cost is a valley: steep across, nearly level along
    hours = np.arange(1.0, 8.0)
    bend = np.linalg.eigvalsh(2 / 7 * np.array([[hours @ hours, hours.sum()], [hours.sum(), 7.0]]))
    print(f"the valley bends by {bend[1]:.2f} across and {bend[0]:.2f} along: rates above {2 / bend[1]:.3f} diverge,")
    print(f"and each step of .001 goes {0.001 * bend[0]:.3%} of the way along")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        by_exact_gradient([1, 2], [3, 5], bias=True, epochs=10)
    print("two points only:", str(said[0].message).splitlines()[0], "\n")

    # several inputs: hours, staff, size of the shop; a matrix product takes all at once
    random = np.random.default_rng(0)
    x = np.stack([random.uniform(1, 12, 60), random.integers(1, 6, 60), random.uniform(20, 200, 60)], axis=1)
    sales = x @ [20_000, 9_000, 150] + 5_000 + random.normal(0, 3_000, 60)
    mean, spread = x.mean(axis=0), x.std(axis=0)  # or the valley would be longer still
    weights, bias, _ = fit_linear((x - mean) / spread, sales, learning_rate=0.1, epochs=1000)
    weights /= spread
    found = [*weights, bias - weights @ mean]
    print("hours, staff, size → sales; by descent", [f"{v:.1f}" for v in found])
    print("                          closed form ", [f"{v:.1f}" for v in closed_form(x, sales)])


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
