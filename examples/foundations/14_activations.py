"""Activation functions: values, slopes, and what they do in depth.

python examples/foundations/14_activations.py
"""

from __future__ import annotations

import numpy as np

from badak import plots
from badak.classic import ACTIVATIONS, dying_relu, gradient_limit, gradient_sizes, zigzag_share
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    points = np.array([-1.0, 0.0, 1.0])
    print(f"{'':17} f(-1)      f(0)      f(1)     f′(-1)    f′(0)     f′(1)")
    for name, (value, slope) in ACTIVATIONS.items():
        print(f"{name:17}" + " ".join(f"{v:9.6f}" for v in (*value(points), *slope(points))))

    softplus, relu = ACTIVATIONS["softplus"][0], ACTIVATIONS["relu"][0]
    gaps = ", ".join(f"z = {z:g}: {softplus(z) - relu(z):.6f}" for z in (0.0, 2.0, 5.0, 10.0))
    print(phrase(f"\nsoftplus = log(e⁰ + eᶻ) is max(0, z) with a round corner, above it by {gaps}",
                 f"\nsoftplus = log(e⁰ + eᶻ)는 모서리가 둥근 max(0, z)이고, 그 차이는 {gaps}"))  # fmt: skip

    steepest = ACTIVATIONS["sigmoid"][1](np.linspace(-10, 10, 2001)).max()
    print(phrase(f"the slope of a sigmoid is at most {steepest:.2f}, of 10 in a row at most {gradient_limit(10):.3g}",
                 f"시그모이드의 기울기는 최대 {steepest:.2f}, 10개를 이으면 최대 {gradient_limit(10):.3g}"))  # fmt: skip
    print(phrase("gradient that reaches the first of 10 layers, of 1 at the end:",
                 "10개 층의 끝에서 크기 1인 기울기가 첫 층에 닿을 때의 크기:"))  # fmt: skip
    for activation, scheme in (("sigmoid", "xavier"), ("tanh", "xavier"), ("relu", "he"), ("relu", 0.01)):
        reached = gradient_sizes(activation, scheme)[0]
        print(f"  {activation:8}", phrase(f"weights {scheme!s:7} {reached:.1e}", f"가중치 {scheme!s:7} {reached:.1e}"))

    print(phrase("ReLU neurons that never answer, once a long step has moved all biases:",
                 "너무 큰 스텝이 편향을 모두 옮긴 뒤 한 번도 켜지지 않는 ReLU 뉴런:"))  # fmt: skip
    print(
        "  "
        + ", ".join(phrase(f"bias {b:g}: ", f"편향 {b:g}: ") + f"{dying_relu(b):.0%}" for b in (0, -2, -4, -6, -10))
    )
    print(phrase("how often the slopes of all 10 weights of a neuron have one sign, so that they can only zig-zag:",
                 "뉴런 하나의 가중치 10개 기울기가 모두 같은 부호여서 지그재그로만 움직일 수 있는 비율:"))  # fmt: skip
    print("  " + ", ".join(f"{name} {zigzag_share(name):.1%}" for name in ("sigmoid", "tanh", "relu", "leaky_relu")))

    if pictures:
        pictures.save("14_activations", plots.activations(),
            "Activation functions and their slopes, dashed.",
            "활성화 함수와 그 기울기(점선).",
        )  # fmt: skip
        sizes = {
            f"{a}, {s}": gradient_sizes(a, s) for a, s in (("sigmoid", "xavier"), ("tanh", "xavier"), ("relu", "he"))
        }
        pictures.save("14_vanishing", plots.gradient_sizes(sizes),
            "How much of a gradient is left on its way from layer 10 to layer 1.",
            "10번째 층에서 첫 층으로 가는 동안 남는 기울기의 크기.",
        )  # fmt: skip
        biases = np.linspace(-10, 0, 11)
        drawn = plots.dead_units([dying_relu(b) for b in biases], biases, xlabel=phrase("bias", "편향"))
        pictures.save("14_dying", drawn,
            "The part of the ReLU neurons that are 0 for every sample, by how far a step has pushed their biases.",
            "편향이 밀려난 정도에 따라 모든 샘플에서 0만 내는 ReLU 뉴런의 비율.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
