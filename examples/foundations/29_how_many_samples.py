"""Is it worth collecting more? Accuracy against the size of the training set, for a classical model and nets of three sizes.

python examples/foundations/29_how_many_samples.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.classic import SoftmaxRegression
from badak.datasets import digits_sample
from badak.errors import phrase
from badak.layers import Dense
from ladder import Pictures, run

NETS = {"16": (16,), "64": (64,), "256–256": (256, 256)}


def net(widths: tuple[int, ...], updates: int) -> badak.Sequential:
    badak.set_random_seed(0)
    hidden = [Dense(n, activation="relu") for n in widths]
    model = badak.Sequential([badak.Input((784,)), *hidden, Dense(10, activation="softmax")])
    model.compile(
        badak.optimizers.Adam(badak.schedules.CosineDecay(0.003, updates)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    order = np.random.default_rng(0).permutation(len(x))
    sizes = (50, 500) if quick else (50, 100, 200, 500, 1000, 2000, 4000)
    updates = 60 if quick else 500  # the same work for every size, or the small sets would learn less for want of steps

    linear = phrase("softmax regression", "소프트맥스 회귀")
    rights = {name: [] for name in (linear, *NETS)}
    print(
        phrase("test right; samples   ", "테스트 정답률; 샘플 수"),
        "  ".join(f"{name:>8}" for name in ("softmax", *NETS)),
    )
    for size in sizes:
        some = order[:size]
        model = SoftmaxRegression(0.5, 40 if quick else 100).fit(x[some], y[some])
        rights[linear].append(float((model.predict_proba(x_test).argmax(axis=1) == y_test).mean()))
        for name, widths in NETS.items():
            epochs = -(-updates // -(-size // 32))  # of -(-size // 32) updates each
            model = net(widths, updates)
            model.fit(x[some], y[some], epochs=epochs, verbose=0)
            rights[name].append(model.evaluate(x_test, y_test, verbose=0)[1])
        print(f"{size:22,}", "  ".join(f"{values[-1]:8.3f}" for values in rights.values()))

    first = max(rights, key=lambda name: rights[name][0])
    last = max(rights, key=lambda name: rights[name][-1])
    print(phrase(f"best with {sizes[0]} samples: {first}; with {sizes[-1]:,}: {last}",
                 f"샘플 {sizes[0]}개에서 가장 좋은 모델: {first}; {sizes[-1]:,}개에서: {last}"))  # fmt: skip
    gains = [b - a for a, b in zip(rights[last], rights[last][1:])]
    print(phrase("what each step to the right in size adds to it:", "그 모델에서 샘플을 늘릴 때마다 오른 정답률:"),
          " ".join(f"{gain:+.3f}" for gain in gains))  # fmt: skip

    if pictures:
        curves = {name: dict(zip(sizes, values)) for name, values in rights.items()}
        pictures.save("29_samples", plots.accuracy_by_samples(curves),
            "Right in the test by the size of the training set: the classical model levels off, the largest net gains longest.",
            "학습 샘플 수에 따른 테스트 정답률. 고전 모델은 일찍 멈추고, 가장 큰 신경망이 가장 오래 좋아집니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
