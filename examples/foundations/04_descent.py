"""Gradient descent on a curve: down the valley of (x - 4)², and what the learning rate does to the walk.

python examples/foundations/04_descent.py
"""

from __future__ import annotations

import warnings

from badak import plots
from badak.classic import gradient_descent
from badak.errors import phrase
from ladder import Pictures, run


def f(x):
    return (x - 4) ** 2


def slope(x):
    return 2 * (x - 4)


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    path = gradient_descent(f, -8.0, learning_rate=0.1, steps=100, gradient=slope)
    print(phrase("step       x     f(x)    slope", "스텝       x     f(x)   기울기"))
    for step in (0, 1, 2, 3, 10, 30, 100):
        print(f"{step:4} {path.points[step]:7.3f} {path.values[step]:8.3f} {path.gradients[step]:8.3f}")
    print(path.report())

    print(phrase("\nrate   first points                       what becomes of it",
                 "\n학습률 처음 네 점                         결과"))  # fmt: skip
    walks = {}
    for rate in (0.001, 0.1, 0.5, 0.9, 1.0, 1.1):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the verdict says the same here
            walks[rate] = gradient_descent(f, -8.0, rate, steps=60, gradient=slope)
        print(f"{rate:5}  {'  '.join(f'{x:8.4g}' for x in walks[rate].points[:4])}  {walks[rate].report()}")

    if pictures:
        some = {f"η = {rate}": walks[rate] for rate in (0.1, 0.9, 1.0)}
        pictures.save("04_rates", plots.descent(f, some),
            "The same valley with three rates: step by step down, to and fro but down, and swinging for ever.",
            "같은 골짜기, 세 가지 학습률. 차례로 내려가고, 오가며 내려가고, 끝없이 오갑니다.",
        )  # fmt: skip
        pictures.save("04_diverges", plots.descent(f, {"η = 1.1": walks[1.1].points[:7]}),
            "Rate 1.1: every step lands higher than the last.",
            "학습률 1.1: 한 스텝마다 더 높은 곳에 닿습니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
