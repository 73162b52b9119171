"""An activation, a layer, a loss, a metric and a callback of one's own, in one model.

python examples/foundations/26_parts_of_ones_own.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.errors import phrase
from badak.layers import Dense, Layer
from ladder import Pictures, run


def bent(x):  # an activation is a function of a tensor; its derivative comes by itself
    return x * badak.sigmoid(2 * x)


class Scale(Layer):
    """Multiply each feature by a learned number."""

    def declare(self, shape):
        return {"factor": badak.layers.Param((shape[-1],), "ones")}

    def forward(self, p, x, ctx):
        return x * p["factor"]


def cubic(y_true, y_pred):  # a loss takes truth and prediction
    return (badak.abs(y_true - y_pred) ** 3).mean()


class WithinTenth(badak.metrics.Metric):
    """Part of the answers that are off by less than a tenth."""

    def values(self, y_true, y_pred):
        return (abs(y_true - y_pred) < 0.1).astype("float32")


class Watch(badak.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % 10 == 0:
            loss, within = logs["loss"], logs["within_tenth"]
            print(phrase(f"epoch {epoch + 1:3}  loss {loss:.5f}  off by less than 0.1: {within:.3f}",
                         f"에포크 {epoch + 1:3}  손실 {loss:.5f}  오차 0.1 미만 비율 {within:.3f}"))  # fmt: skip


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    badak.check_grads(bent, ([0.3, -1.2, 2.0],), order=2)  # raises where a derivative is wrong
    print(
        phrase(
            "the derivative of the activation is right, to order 2",
            "활성화 함수의 도함수를 2계까지 검사했고 모두 맞습니다",
        )
    )

    badak.set_random_seed(0)
    x = np.linspace(-2, 2, 200, dtype="float32")[:, None]
    model = badak.Sequential([badak.Input((1,)), Dense(16, activation=bent), Scale(), Dense(1)])
    model.compile(badak.optimizers.Adam(0.02), loss=cubic, metrics=[WithinTenth(name="within_tenth")])
    model.fit(x, np.sin(2 * x), epochs=20 if quick else 60, verbose=0, callbacks=[Watch()])
    factors = model.layers[1].get_weights()[0]
    print(phrase(f"learned factors between {factors.min():.2f} and {factors.max():.2f}",
                 f"학습한 배율은 {factors.min():.2f}에서 {factors.max():.2f} 사이"))  # fmt: skip

    if pictures:
        pictures.save("26_activation", plots.activation(bent),
            "The activation of one's own, x σ(2x), with the derivative that badak found.",
            "직접 만든 활성화 함수 x σ(2x)와 badak이 구한 도함수.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
