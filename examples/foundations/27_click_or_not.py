"""A table of people and advertisements: who clicks? Structured data, where every column means something.

python examples/foundations/27_click_or_not.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.classic import LogisticRegression
from badak.errors import phrase
from badak.layers import Dense
from ladder import Pictures, run

COLUMNS = ("age", "hour", "seen", "games", "travel", "books")


def visits(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Make up visits: the young click on games and the old on travel, in the evening more than in the morning."""
    random = np.random.default_rng(0)
    age, hour, seen = random.uniform(15, 75, n), random.integers(0, 24, n), random.poisson(2, n)
    advertisement = random.integers(0, 3, n)  # games, travel, books
    taste = np.choose(advertisement, [(40 - age) / 10, (age - 45) / 10, np.zeros(n)])
    chance = 1 / (1 + np.exp(-(taste + (hour > 18) - 0.4 * seen)))
    columns = np.stack([(age - 45) / 17, (hour - 12) / 7, seen - 2, *np.eye(3)[advertisement].T], axis=1)
    return columns.astype("float32"), (random.random(n) < chance).astype("int64")


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    x, y = visits(3000 if quick else 10_000)
    n = len(x) * 4 // 5
    print(
        phrase(f"{len(x):,} visits, {y.mean():.0%} clicks; columns:", f"방문 {len(x):,}건, 클릭 {y.mean():.0%}; 열:"),
        ", ".join(COLUMNS),
    )

    line = LogisticRegression(0.5, 300).fit(x[:n], y[:n])
    right = float((line.predict(x[n:]) == y[n:]).mean())
    print(phrase(f"logistic regression right {right:.3f}; weights:", f"로지스틱 회귀 정답률 {right:.3f}; 가중치:"),
          ", ".join(f"{name} {w:+.2f}" for name, w in zip(COLUMNS, line.w)))  # fmt: skip

    badak.set_random_seed(0)
    net = badak.Sequential([badak.Input((6,)), Dense(16, activation="relu"), Dense(1, activation="sigmoid")])
    net.compile(badak.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    net.fit(x[:n], y[:n, None], epochs=10 if quick else 20, verbose=0)
    right = net.evaluate(x[n:], y[n:, None], verbose=0)[1]
    print(phrase(f"with a hidden layer right {right:.3f}", f"은닉층이 있으면 정답률 {right:.3f}"))

    # the same two people before each advertisement, at noon, for the first time
    print(phrase("\nchance of a click    games  travel  books", "\n클릭할 확률             게임    여행    책"))
    for age in (20, 70):
        people = np.stack([[(age - 45) / 17, 0, -2, *np.eye(3)[k]] for k in range(3)]).astype("float32")
        for name, p in (
            (phrase(f"age {age}, logistic    ", f"{age}세, 로지스틱    "), line.predict_proba(people)),
            (phrase(f"age {age}, hidden layer", f"{age}세, 은닉층      "), net.predict(people, verbose=0)[:, 0]),
        ):
            print(name + "".join(f"{v:8.2f}" for v in p))
    print(phrase("age pulls one way for games, the other for travel: one weight for a column cannot say that",
                 "나이는 게임과 여행에서 반대로 작용합니다. 열마다 가중치가 하나뿐이면 이것을 나타낼 수 없습니다"))  # fmt: skip

    if pictures:

        def games(age, hour):  # the other columns: not seen before, an advertisement for games
            rows = np.stack([(age - 45) / 17, (hour - 12) / 7, 0 * age - 2, 1 + 0 * age, 0 * age, 0 * age], axis=1)
            return net.predict(rows.astype("float32"), verbose=0)[:, 0]

        drawn = plots.decision_regions(lambda p: games(p[:, 0], p[:, 1]), x1=(15, 75), x2=(0, 23))
        drawn.set(xlabel=phrase("age", "나이"), ylabel=phrase("hour of the day", "시각"))
        pictures.save("27_games", drawn,
            "Who clicks on games, as the net has learned it: the young, and in the evening some who are older.",
            "신경망이 배운, 게임 광고를 클릭하는 사람: 젊은 사람, 그리고 저녁에는 나이가 조금 더 많은 사람까지.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
