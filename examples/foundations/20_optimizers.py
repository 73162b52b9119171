"""All optimizers on the same two problems: a long valley, and digits.

python examples/foundations/20_optimizers.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.classic import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp, gradient_descent
from badak.datasets import digits_sample
from badak.errors import phrase
from badak.layers import Dense
from ladder import Pictures, run


def valley(v):
    return v[0] ** 2 / 20 + v[1] ** 2  # twenty times steeper across than along


RULES = {  # the rule, where ε stands in it, and a rate for the valley
    "SGD": (SGD(0.95), "p ← p - ηg"),
    "Momentum": (Momentum(0.1), "v ← μv - ηg;  p ← p + v"),
    "Nesterov": (Nesterov(0.1), "v ← μv - ηg;  p ← p + μv - ηg"),
    "AdaGrad": (AdaGrad(1.5), "h ← h + g²;  p ← p - ηg / (√h + ε)"),
    "RMSProp": (RMSProp(0.3), "h ← ρh + (1-ρ)g²;  p ← p - ηg / (√h + ε)"),
    "Adam": (
        Adam(0.3),
        "m ← β₁m + (1-β₁)g;  v ← β₂v + (1-β₂)g²;  p ← p - η m̂ / (√v̂ + ε),  m̂ = m/(1-β₁ᵗ),  v̂ = v/(1-β₂ᵗ)",
    ),
}
DIGITS = {  # badak's own, with a rate for digits
    "sgd": 0.1, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.05, "adadelta": 3.0, "rmsprop": 0.002,
    "adam": 0.003, "adamw": 0.003, "adamax": 0.005, "nadam": 0.003, "lion": 0.0005, "muon": 0.005,
}  # fmt: skip


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    print(phrase("valley from (-7, 2), 30 steps: turns across, end, rule",
                 "(-7, 2)에서 골짜기를 30스텝: 가로지른 횟수, 도착점, 규칙"))  # fmt: skip
    paths = {}
    for name, (optimizer, rule) in RULES.items():
        path = paths[name] = gradient_descent(valley, [-7.0, 2.0], steps=30, optimizer=optimizer)
        turns = int((np.diff(np.sign(path.points[:, 1])) != 0).sum())
        print(f"{name:10} {turns:3}  ({path.end[0]:+6.3f}, {path.end[1]:+6.3f})  {rule}")

    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    x, y = (x[:1000], y[:1000]) if quick else (x, y)
    epochs, histories = (2 if quick else 5), {}
    print(
        phrase(
            f"\ndigits, {epochs} epochs   last loss   test right",
            f"\n숫자, {epochs} 에포크     마지막 손실  테스트 정답률",
        )
    )
    for name, rate in DIGITS.items():
        badak.set_random_seed(0)  # the same first weights and batches for all
        net = badak.Sequential([badak.Input((784,)), Dense(50, activation="relu"), Dense(10, activation="softmax")])
        net.compile(name, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        net.learning_rate = rate
        histories[name] = net.fit(x, y, epochs=epochs, verbose=0)
        right = net.evaluate(x_test, y_test, verbose=0)[1]
        print(f"{name:10} η = {rate:<7} {histories[name].history['loss'][-1]:.3f}       {right:.3f}")

    if pictures:
        four = {name: paths[name] for name in ("SGD", "Momentum", "AdaGrad", "Adam")}
        pictures.save("20_valley", plots.descent(valley, four, x=(-7.5, 7.5), y=(-3, 3)),
            "A long valley: SGD zig-zags across it, momentum swings through, AdaGrad and Adam turn along it soon.",
            "긴 골짜기. SGD는 지그재그로 가로지르고, 모멘텀은 크게 흔들리며 지나가고, AdaGrad와 Adam은 곧 골짜기를 따라갑니다.",
        )  # fmt: skip
        some = {name: histories[name] for name in ("sgd", "momentum", "adagrad", "rmsprop", "adam", "muon")}
        pictures.save("20_digits", plots.history(some, "loss", best=False),
            "The same network from the same first weights on digits, by six optimizers.",
            "같은 초깃값의 같은 신경망을 여섯 가지 옵티마이저로 학습한 손실.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
