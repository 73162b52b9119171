"""Batch normalisation over a grid of initial scales: with it nearly any first weights learn.

python examples/foundations/22_batch_norm.py
"""

from __future__ import annotations

import numpy as np

from badak import plots
from badak.classic import SGD, Affine, BatchNorm, Network, ReLU
from badak.datasets import digits_sample
from badak.errors import phrase
from ladder import Pictures, run


def network(std: float, normalise: bool) -> Network:
    """Five layers, 784 – 50 – 50 – 50 – 50 – 10."""
    random, sizes, layers = np.random.default_rng(0), [784, 50, 50, 50, 50, 10], []
    for n, m in zip(sizes, sizes[1:]):
        layers.append(Affine((std * random.standard_normal((n, m))).astype("float32"), np.zeros(m, "float32")))
        if m != 10:
            layers += [BatchNorm(m, momentum=0.9, epsilon=1e-7)] * normalise + [ReLU()]
    return Network(layers)


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    x, y = x[:1000], y[:1000]  # as much as makes the difference
    print(phrase("test right after 15 epochs, by the standard deviation of the first weights",
                 "15 에포크 뒤 테스트 정답률, 가중치 초깃값의 표준편차별"))  # fmt: skip
    print(phrase("std       plain   batch norm", "표준편차  없음    배치 정규화"))
    scales, rights, losses = (1.0, 0.01) if quick else (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001), {}, {}
    for std in scales:
        for normalise in (False, True):
            net = network(std, normalise)
            with np.errstate(over="ignore", invalid="ignore"):  # too large weights may blow up: that is the point
                losses[std, normalise] = net.fit(x, y, SGD(0.05), epochs=15, batch_size=100)
            rights[std, normalise] = net.accuracy(x_test, y_test)
        print(f"{std:.4f}    {rights[std, False]:.3f}   {rights[std, True]:.3f}")
    learned = [sum(rights[std, normalise] > 0.5 for std in scales) for normalise in (False, True)]
    print(phrase(f"of {len(scales)} scales, learned: {learned[0]} without, {learned[1]} with batch norm",
                 f"초깃값 {len(scales)}가지 가운데 학습에 성공한 수: 없으면 {learned[0]}, 있으면 {learned[1]}"))  # fmt: skip

    if pictures:
        names = {False: phrase("plain", "없음"), True: phrase("batch norm", "배치 정규화")}
        grid = {name: {std: rights[std, normalise] for std in scales} for normalise, name in names.items()}
        words = (
            phrase("standard deviation of the first weights", "가중치 초깃값의 표준편차"),
            phrase("right in the test", "테스트 정답률"),
        )
        pictures.save("22_grid", plots.curves(grid, xlabel=words[0], ylabel=words[1], percent=True),
            "What 15 epochs reach from first weights of different scales, with batch norm and without.",
            "크기가 다른 초깃값에서 15 에포크 뒤의 정답률, 배치 정규화를 쓸 때와 쓰지 않을 때.",
        )  # fmt: skip
        runs = {name: losses[0.01, normalise] for normalise, name in names.items()}
        pictures.save("22_training", plots.history(runs, smoothing=0.8, epochs=15),
            "The training loss from first weights of standard deviation 0.01.",
            "표준편차 0.01인 초깃값에서 시작한 학습 손실.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
