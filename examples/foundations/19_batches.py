"""How many samples for one step? All of them, a single one, or some: the noise of each, and what it costs.

python examples/foundations/19_batches.py
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
    for size in (60_000, 1, 32):
        updates = -(-60_000 // size)
        print(phrase(f"60,000 samples, batches of {size:>6,}: {updates:>6,} updates an epoch",
                     f"샘플 60,000개, 배치 크기 {size:>6,}: 에포크마다 {updates:>6,}번 갱신"))  # fmt: skip

    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    n = 1000 if quick else 3000
    x, y = x[:n], y[:n]

    net, random, noise = TwoLayerNet(784, 20, 10, "he"), np.random.default_rng(0), {}
    whole = net.gradient(x, y)["W2"]
    print(
        phrase(
            "\nbatch   gradient off by (part of its length)", "\n배치    기울기의 오차 (전체 기울기 길이에 대한 비율)"
        )
    )
    for size in (1, 10, 100, 500):
        drawn = [random.choice(n, size, replace=False) for _ in range(30)]
        off = [np.linalg.norm(net.gradient(x[some], y[some])["W2"] - whole) for some in drawn]
        noise[size] = np.mean(off) / np.linalg.norm(whole)
        print(f"{size:5}   {noise[size]:.2f}")
    less = noise[1] / noise[100]
    print(phrase(f"100 times the batch: noise smaller by {less:.1f}, about √100; work larger by 100",
                 f"배치가 100배면 잡음은 약 √100배, {less:.1f}배 작아지고 계산량은 100배가 됩니다"))  # fmt: skip

    print(phrase("\none epoch   updates   first losses            test right   seconds",
                 "\n한 에포크   갱신 수   처음 손실               정답률        초"))  # fmt: skip
    curves = {}
    for size, rate in ((n, 0.1), (32, 0.1), (1, 0.01)):
        net, begin = TwoLayerNet(784, 20, 10, "he"), time.perf_counter()
        losses = net.fit(x, y, SGD(rate), epochs=1, batch_size=size)
        curves[size] = losses
        first = " ".join(f"{v:5.2f}" for v in losses[:4])
        right, seconds = net.accuracy(x_test, y_test), time.perf_counter() - begin
        print(phrase("batch", "배치 "), f"{size:5} {len(losses):9,}   {first:23} {right:8.3f} {seconds:9.1f}")

    if pictures:
        runs = {phrase(f"batch {size}", f"배치 {size}"): losses for size, losses in curves.items() if len(losses) > 1}
        pictures.save("19_losses", plots.history(runs, smoothing=0.9, epochs=1),
            "One epoch in batches of 32 and in single samples: the smaller the batch, the noisier each step.",
            "배치 32개씩, 샘플 하나씩으로 한 에포크 학습한 손실. 배치가 작을수록 스텝마다 잡음이 큽니다.",
        )  # fmt: skip
        words = (
            phrase("samples in a batch", "배치 크기"),
            phrase("error of the gradient / its length", "기울기의 오차 / 기울기의 길이"),
        )
        pictures.save("19_noise", plots.curves(noise, xlabel=words[0], ylabel=words[1], log_y=True),
            "How far the gradient of a batch is from that of all samples: it falls with the root of the batch size.",
            "배치의 기울기가 전체 기울기에서 벗어난 정도. 배치 크기의 제곱근에 따라 줄어듭니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
