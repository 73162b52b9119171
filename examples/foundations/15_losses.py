"""Losses: how wrong an answer is, as one number, and why the part of right answers is not one of them.

python examples/foundations/15_losses.py
"""

from __future__ import annotations

import numpy as np

from badak import plots
from badak.classic import (
    accuracy,
    cross_entropy_error,
    mean_absolute_error,
    mean_squared_error,
    numerical_gradient,
    softmax,
    sum_squared_error,
)
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    y, t = [3.0, 4.0, 5.0], [2.0, 4.0, 6.0]
    print(phrase("                       loss     with an outlier    times as much",
                 "                       손실     이상값이 있을 때   배율"))  # fmt: skip
    for loss in (mean_absolute_error, mean_squared_error, sum_squared_error):
        plain, far = loss(y, t), loss([*y, 0.0], [*t, 10.0])
        print(f"{loss.__name__.replace('_', ' '):20}   {plain:.6f}  {far:9.3f}    {far / plain:12.1f}")

    for shares in ([0.1, 0.05, 0.6, 0.25], [0.1, 0.05, 0.1, 0.75]):
        surprise = cross_entropy_error(shares, [0, 0, 1, 0])
        print(phrase(f"\nclass 2 true, answer {shares}: cross-entropy {surprise:.6f}",
                     f"\n정답 클래스 2, 출력 {shares}: 교차 엔트로피 {surprise:.6f}"), end="")  # fmt: skip

    # move a weight of a small classifier: the cross-entropy notices at once, the accuracy does not
    random = np.random.default_rng(0)
    x, w = random.normal(size=(100, 3)), random.normal(size=(3, 2))
    t = (x[:, 0] > 0).astype(int)
    flat = abs(numerical_gradient(lambda v: accuracy(x @ v, t), w)).max()
    steep = abs(numerical_gradient(lambda v: cross_entropy_error(softmax(x @ v), t), w)).max()
    print(phrase(f"\n\nlargest slope: of the accuracy {flat}, of the cross-entropy {steep:.3f}",
                 f"\n\n가장 큰 기울기: 정확도 {flat}, 교차 엔트로피 {steep:.3f}"))  # fmt: skip
    print(phrase("a weight up by   right   cross-entropy", "가중치 증가량    정확도  교차 엔트로피"))
    for step in (0.0, 0.001, 0.01, 0.1, 1.0):
        moved = w.copy()
        moved[0, 1] += step
        print(f"{step:14}    {accuracy(x @ moved, t):.2f}    {cross_entropy_error(softmax(x @ moved), t):.4f}")

    if pictures:
        pictures.save("15_huber", plots.loss("huber"),
            "The Huber loss: squared near the target, straight far from it, so that an outlier pulls no harder than that.",
            "Huber 손실. 정답 근처에서는 제곱, 멀리서는 직선이어서 이상값이 지나치게 끌어당기지 못합니다.",
        )  # fmt: skip
        pictures.save("15_losses", plots.losses(),
            "Losses over the answer: squared ones grow ever steeper, absolute ones do not, entropies have no upper end.",
            "출력에 따른 손실. 제곱 손실은 갈수록 가파르고, 절댓값 손실은 그렇지 않으며, 엔트로피는 끝없이 커집니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
