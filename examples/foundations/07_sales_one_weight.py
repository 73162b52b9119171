"""Hours and sales, H(x) = Wx: five programs find the same W.

python examples/foundations/07_sales_one_weight.py
"""

from __future__ import annotations

import sys
import warnings

import numpy as np

from badak.classic import (
    by_exact_gradient,
    by_model,
    by_numerical_gradient,
    by_numpy,
    by_tensor,
    cost,
    sweep,
)


def main(quick: bool = False) -> None:
    x, y = [1, 2, 3], [2, 4, 6]
    print(
        f"cost of y = x + 2 on (1,2) (2,4) (3,6): mean {cost(1, 2, x, y):.6f}, half sum {cost(1, 2, x, y, 'half sum'):.0f}"
    )

    best, lowest, _ = sweep(np.arange(-300_000, 300_001, 1_000))
    print(f"trying 601 slopes: best W = {best:,.0f} with cost {lowest:,.2f}\n")

    print("program                        W     H(8)")
    for program in (by_numerical_gradient, by_exact_gradient, by_numpy, by_tensor, by_model):
        line = program(start=4.0, learning_rate=0.001, epochs=1001)
        print(f"{program.__name__:22} {line.w:9.2f}  {line.predict(8):9.2f}")

    off = by_exact_gradient().w - by_numerical_gradient().w
    print(f"\nthe forward difference is off by {off:.4f}: dw/2")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        print(f"in float32 it ends at {by_numerical_gradient(dtype='float32').w:.0f}")
        for rate in (0.049, 0.051):
            print(f"rate {rate}: {'diverges' if by_exact_gradient(learning_rate=rate).diverges else 'converges'}")
    for notice in said:
        print("  ", str(notice.message).splitlines()[0])


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
