"""Activation functions: values, slopes, and what they do in depth.

python examples/foundations/14_activations.py
"""

from __future__ import annotations

import sys

import numpy as np

from badak.classic import ACTIVATIONS, dying_relu, gradient_limit, gradient_sizes, zigzag_share


def main(quick: bool = False) -> None:
    points = np.array([-1.0, 0.0, 1.0])
    print(f"{'':17} f(-1)      f(0)      f(1)     f′(-1)    f′(0)     f′(1)")
    for name, (value, slope) in ACTIVATIONS.items():
        print(f"{name:17}" + " ".join(f"{v:9.6f}" for v in (*value(points), *slope(points))))

    print(f"\nthe slope of a sigmoid is at most ¼, of ten in a row at most {gradient_limit(10):.3g}")
    print("gradient that reaches the first of ten layers, of 1 at the end:")
    for activation, scheme in (("sigmoid", "xavier"), ("tanh", "xavier"), ("relu", "he"), ("relu", 0.01)):
        print(f"  {activation:8} weights {scheme!s:7} {gradient_sizes(activation, scheme)[0]:.1e}")

    print("ReLU neurons that never answer, once a long step has moved all biases:")
    print("  " + ", ".join(f"bias {b:g}: {dying_relu(b):.0%}" for b in (0, -2, -4, -6, -10)))
    print("slopes of all ten weights of a neuron with the same sign, so that they can only zig-zag:")
    print(
        "  "
        + ", ".join(f"behind {name} {zigzag_share(name):.1%}" for name in ("sigmoid", "tanh", "relu", "leaky_relu"))
    )


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
