"""Layers by hand: what goes forward, what comes back, and three ways to be sure of it.

python examples/foundations/16_layers_by_hand.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak.classic import Affine, BatchNorm, Dropout, ReLU, Sigmoid, SoftmaxWithLoss, Tanh, numerical_gradient
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    last = SoftmaxWithLoss()
    loss = last.loss([[4.3, 5.5, 7.2, 2.4, 5.0]], [2])
    back = last.backward().round(4).tolist()[0]
    print(phrase(f"softmax with loss, class 2: loss {loss:.4f}, back comes y - t = {back}",
                 f"소프트맥스와 손실, 클래스 2: 손실 {loss:.4f}, 역전파 y - t = {back}"))  # fmt: skip

    random = np.random.default_rng(0)
    x, w, b = random.normal(size=(6, 4)), random.normal(size=(4, 4)), random.normal(size=4)
    dout = random.normal(size=(6, 4))
    print(
        phrase(
            "\nlayer        largest difference to the numerical gradient", "\n층           수치 미분과의 가장 큰 차이"
        )
    )
    for layer in (Affine(w, b), ReLU(), Sigmoid(), Tanh(), BatchNorm(4), Dropout(0.4, seed=0)):
        layer.forward(x)
        dx = layer.backward(dout)

        def moved(v: np.ndarray, layer=layer) -> float:
            if isinstance(layer, Dropout):  # the same neurons off each time
                layer = Dropout(0.4, seed=0)
            return float((layer.forward(v) * dout).sum())

        print(f"{type(layer).__name__:12} {abs(dx - numerical_gradient(moved, x)).max():.1e}")

    # and badak's own affine operation: dX = dO·Wᵀ, dW = Xᵀ·dO, db = Σ dO
    mine, (tx, tw, tb) = Affine(w, b), (badak.tensor(v, requires_grad=True) for v in (x, w, b))
    mine.forward(x)
    dx = mine.backward(dout)
    badak.affine(tx, tw, tb).backward(badak.tensor(dout))
    pairs = ((dx, tx), (mine.grads["w"], tw), (mine.grads["b"], tb))
    same = all(np.allclose(a, t.grad.numpy()) for a, t in pairs)
    print(phrase("badak's affine gives the same:", "badak의 affine도 같은 값인가:"), same)

    norm = BatchNorm(4)
    out = norm.forward(5 * x + 3)  # in training by the batch's own mean and deviation, later by the running ones
    print(
        phrase("batch norm in training: mean", "학습 중 배치 정규화: 평균"),
        abs(out.mean(axis=0)).max().round(6),
        end=", ",
    )
    print(phrase("deviation", "표준편차"), out.std(axis=0).mean().round(4), end="; ")
    later = norm.forward(5 * x + 3, training=False)
    print(phrase("in use, by what it has seen so far: mean", "추론 때는 누적된 통계로: 평균"), later.mean().round(2))
    off = Dropout(0.4, seed=0).forward(np.ones((1000, 10)))
    print(phrase(f"dropout .4: {(off == 0).mean():.2f} switched off, mean {off.mean():.2f}, others {off.max():.4f} = 1/0.6",
                 f"드롭아웃 .4: 꺼진 비율 {(off == 0).mean():.2f}, 평균 {off.mean():.2f}, 나머지 {off.max():.4f} = 1/0.6"))  # fmt: skip


if __name__ == "__main__":
    run(main)
