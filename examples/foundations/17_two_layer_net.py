"""A two-layer net by hand on real digits: mini-batches, both gradients, and the ratio of their times.

python examples/foundations/17_two_layer_net.py
"""

from __future__ import annotations

import time

import numpy as np

from badak import plots
from badak.classic import SGD, TwoLayerNet
from badak.datasets import digits_sample
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    (x_train, y_train), (x_test, y_test) = digits_sample()
    x_train, x_test = x_train.reshape(-1, 784) / 255, x_test.reshape(-1, 784) / 255

    # the slow gradient checks the quick one, on a small net and five pictures cut to 64 pixels
    net, small = TwoLayerNet(64, 5, 10, 0.1), x_train[:5, 350:414]
    begin = time.perf_counter()
    exact = net.gradient(small, y_train[:5])
    middle = time.perf_counter()
    numerical = net.numerical_gradient(small, y_train[:5])
    end = time.perf_counter()
    for name in exact:
        off = abs(exact[name] - numerical[name]).mean()
        print(
            phrase(f"{name}: mean difference of both gradients {off:.1e}", f"{name}: 두 기울기의 평균 차이 {off:.1e}")
        )
    ratio = (end - middle) / (middle - begin)
    print(
        phrase(f"the numerical one took {ratio:,.0f} times as long\n", f"수치 미분이 {ratio:,.0f}배 오래 걸렸습니다\n")
    )

    net, optimizer, losses, rights = TwoLayerNet(784, 50, 10), SGD(0.1), [], []
    loss, right = net.loss(x_test, y_test), net.accuracy(x_test, y_test)
    print(phrase(f"before learning: loss {loss:.4f}, log 10 = {np.log(10):.4f}, test right {right:.3f}",
                 f"학습 전: 손실 {loss:.4f}, log 10 = {np.log(10):.4f}, 테스트 정답률 {right:.3f}"))  # fmt: skip
    for epoch in range(1, 5 if quick else 11):
        steps = net.fit(x_train, y_train, optimizer, batch_size=100, seed=epoch)
        losses.append(sum(steps) / len(steps))
        rights.append(net.accuracy(x_test, y_test))
        print(phrase(f"epoch {epoch:2}  loss {losses[-1]:.4f}  test right {rights[-1]:.3f}",
                     f"에포크 {epoch:2}  손실 {losses[-1]:.4f}  테스트 정답률 {rights[-1]:.3f}"))  # fmt: skip

    if pictures:
        pictures.save("17_training", plots.history({"loss": losses, "accuracy": rights}),
            "The loss of each epoch in training, and the part of the test that is right.",
            "에포크마다의 학습 손실과 테스트 정답률.",
        )  # fmt: skip
        weights = net.params["W1"].T[:20]
        weights = 0.5 + weights / (2 * abs(weights).max())  # 0 is in the middle, white
        pictures.save("17_hidden_weights", plots.images(weights, columns=10, cmap="RdBu"),
            "What 20 of the 50 hidden neurons look for: their weights as pictures, blue above 0, red below.",
            "은닉 뉴런 50개 가운데 20개가 찾는 것: 가중치를 그림으로 나타냈습니다. 파랑은 양수, 빨강은 음수입니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
