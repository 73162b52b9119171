"""One hidden layer fits any curve, if it is wide enough: a built-in one, or one that you draw.

python examples/foundations/25_universal_approximation.py
python examples/foundations/25_universal_approximation.py --curve points.csv     two columns, x and y
python examples/foundations/25_universal_approximation.py --curve drawing.png    a dark line on light paper
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.classic import read_curve
from badak.errors import phrase
from badak.layers import Dense
from ladder import Pictures, run


def built_in():
    x = np.linspace(-2, 2, 256)
    return x, np.sin(3 * x) + 0.5 * np.abs(x) - 0.3 * x**2  # smooth in places, with a corner at 0


def scaled(x, y):
    """Return 256 points from -2 to 2, their heights with mean 0 and variance 1: then one learning rate suits all curves."""
    even = np.linspace(x[0], x[-1], 256)
    y = np.interp(even, x, y)
    x = np.linspace(-2, 2, 256, dtype="float32")[:, None]
    return x, ((y - y.mean()) / (y.std() or 1.0)).astype("float32")[:, None]


def main(quick: bool = False, pictures: Pictures | None = None, curve: str | None = None) -> None:
    x, y = scaled(*(read_curve(curve) if curve else built_in()))
    errors, answers, epochs = {}, {}, 60 if quick else 400
    print(
        phrase("neurons   mean squared error, where a level line has 1", "뉴런 수   평균 제곱 오차 (수평선의 오차가 1)")
    )
    for width in (1, 2, 4, 16, 64):
        badak.set_random_seed(0)
        # each neuron is one bend: steep enough to be seen, and spread over the whole curve
        steep, spread = badak.initializers.RandomNormal(0.0, 3.0), badak.initializers.RandomUniform(-5.0, 5.0)
        bends = Dense(width, activation="tanh", kernel_initializer=steep, bias_initializer=spread)
        model = badak.Sequential([badak.Input((1,)), bends, Dense(1)])
        model.compile(badak.optimizers.Adam(badak.schedules.CosineDecay(0.03, 8 * epochs)), loss="mse")
        model.fit(x, y, batch_size=32, epochs=epochs, verbose=0)
        errors[width] = model.evaluate(x, y, verbose=0)
        answers[width] = model.predict(x, verbose=0)[:, 0]
        print(f"{width:7}   {errors[width]:.6f}")

    print(phrase("\n   x    curve      net of 64", "\n   x    곡선       뉴런 64개"))
    for k in range(0, 256, 36):
        print(f"{x[k, 0]:+.2f}   {y[k, 0]:+.3f}   {answers[64][k]:+.3f}")

    if pictures:
        fits = {n: lambda v, n=n: np.interp(v, x[:, 0], answers[n]) for n in (2, 4, 64)}
        drawn = plots.approximation((x[:, 0], y[:, 0]), fits, errors=False)  # the errors are in the second picture
        pictures.save("25_fits", drawn,
            "The curve, and networks with 2, 4 and 64 hidden neurons that were trained to be it.",
            "곡선과, 그 곡선을 학습한 은닉 뉴런 2개, 4개, 64개인 신경망.",
        )  # fmt: skip
        pictures.save("25_width", plots.width_errors(errors),
            "The error that is left, by the number of hidden neurons.",
            "은닉 뉴런 수에 따라 남는 오차.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main, curve=phrase("points (CSV) or a drawn line (picture)", "점을 적은 CSV 또는 선을 그린 그림 파일"))
