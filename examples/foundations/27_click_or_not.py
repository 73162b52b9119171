"""A table of people and advertisements: who clicks? Structured data, where every column means something.

python examples/foundations/27_click_or_not.py
"""

from __future__ import annotations

import sys

import numpy as np

import badak
from badak.classic import LogisticRegression
from badak.layers import Dense


def visits(n: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Make up visits: the young click on games and the old on travel, in the evening more than in the morning."""
    random = np.random.default_rng(0)
    age, hour, seen = random.uniform(15, 75, n), random.integers(0, 24, n), random.poisson(2, n)
    advertisement = random.integers(0, 3, n)  # games, travel, books
    taste = np.choose(advertisement, [(40 - age) / 10, (age - 45) / 10, np.zeros(n)])
    chance = 1 / (1 + np.exp(-(taste + (hour > 18) - 0.4 * seen)))
    columns = np.stack([(age - 45) / 17, (hour - 12) / 7, seen - 2, *np.eye(3)[advertisement].T], axis=1)
    names = ["age", "hour", "seen", "games", "travel", "books"]
    return columns.astype("float32"), (random.random(n) < chance).astype("int64"), names


def main(quick: bool = False) -> None:
    x, y, names = visits(3000 if quick else 10_000)
    n = len(x) * 4 // 5
    print(f"{len(x):,} visits, {y.mean():.0%} clicks; columns: {', '.join(names)}")

    line = LogisticRegression(0.5, 300).fit(x[:n], y[:n])
    print("logistic regression right", round(float((line.predict(x[n:]) == y[n:]).mean()), 3))
    print("  weights:", ", ".join(f"{name} {w:+.2f}" for name, w in zip(names, line.w)))

    badak.set_random_seed(0)
    net = badak.Sequential([badak.Input((6,)), Dense(16, activation="relu"), Dense(1, activation="sigmoid")])
    net.compile(badak.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    net.fit(x[:n], y[:n, None], epochs=10 if quick else 20, verbose=0)
    right = net.evaluate(x[n:], y[n:, None], verbose=0)[1]
    print(f"with a hidden layer right {right:.3f}")
    print("  age matters one way for games, the other for travel: no weight of a column says that, a hidden unit does")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
