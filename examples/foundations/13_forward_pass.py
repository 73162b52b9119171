"""A forward pass with a pencil: 2 inputs, layers of 3 and 2, 2 outputs.

python examples/foundations/13_forward_pass.py
"""

from __future__ import annotations

import numpy as np

from badak.classic import forward, init_network, sigmoid
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    network, x = init_network(), np.array([1.0, 0.5])
    z = x
    for k in (1, 2, 3):
        a = z @ network[f"W{k}"] + network[f"b{k}"]  # (2,) @ (2, 3) → (3,) → (2,) → (2,)
        z = sigmoid(a) if k < 3 else a
        print(
            phrase("layer", "층"),
            f"{k}: {network[f'W{k}'].shape}  a = {a.round(4).tolist()}  z = {z.round(4).tolist()}",
        )
    print(phrase("numbers wanted, identity:", "수를 예측, 항등 함수:"), forward(network, x).round(6).tolist())
    print(
        phrase("classes wanted, softmax: ", "분류, 소프트맥스:    "), forward(network, x, "softmax").round(6).tolist()
    )

    small = {"W1": np.eye(3), "b1": np.zeros(3), "W2": np.ones((3, 2)), "b2": np.array([0.0, 1.0])}
    print("3–3–2:", forward(small, [0.0, 0.0, 0.0]).tolist())

    colour = {"W1": np.zeros((3072, 10)), "b1": np.zeros(10)}  # a colour picture 32 × 32 × 3, ten classes, one layer
    batch = np.random.default_rng(0).random((100, 32, 32, 3)).reshape(100, -1)
    shares = forward(colour, batch, "softmax")
    print(phrase(f"3072 × 10 = {colour['W1'].size:,} weights: {batch.shape} → {shares.shape}, each {shares[0, 0]:.1f} before learning",
                 f"3072 × 10 = 가중치 {colour['W1'].size:,}개: {batch.shape} → {shares.shape}, 학습 전 확률은 모두 {shares[0, 0]:.1f}"))  # fmt: skip


if __name__ == "__main__":
    run(main)
