"""Rate, decay and width by trial: a random search, judged by a validation set; the test set is asked once, at the end.

Learning rate and decay are drawn evenly in their logarithm: between .001 and .01 lies as much as between .01 and .1.

python examples/foundations/30_tuning.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.datasets import digits_sample
from badak.errors import phrase
from badak.layers import Dense
from ladder import Pictures, run


def trained(rate: float, decay: float, width: int, data, held, epochs: int):
    badak.set_random_seed(0)
    model = badak.Sequential([badak.Input((784,)), Dense(width, activation="relu"), Dense(10, activation="softmax")])
    optimizer = badak.optimizers.AdamW(rate, weight_decay=decay)
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, model.fit(*data, epochs=epochs, batch_size=50, validation_data=held, verbose=0)


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    data, held = (x[:500], y[:500]), (x[500:1000], y[500:1000])
    epochs, trials, random = (6, 6, np.random.default_rng(0)) if quick else (20, 30, np.random.default_rng(0))

    found, histories, best = [], {}, []
    print(
        phrase(
            "trial   rate     decay    width  held right  best so far",
            "시도    학습률   감쇠     너비   검증 정답률 지금까지 최고",
        )
    )
    for trial in range(1, trials + 1):
        rate, decay = 10 ** random.uniform(-4.5, -0.5), 10 ** random.uniform(-4, 0.5)
        width = int(2 ** random.uniform(3, 8))
        _, histories[trial] = trained(rate, decay, width, data, held, epochs)
        right = histories[trial].history["val_accuracy"][-1]
        found.append((right, rate, decay, width, trial))
        best.append(max(found)[0])
        print(f"{trial:5}   {rate:.5f}  {decay:7.4f}  {width:5}  {right:10.3f}  {best[-1]:11.3f}")

    right, rate, decay, width, trial = max(found)
    low, high = np.sort(np.log10([row[1] for row in sorted(found)[-max(3, trials // 4) :]]))[[0, -1]]
    print(phrase(f"\nbest: trial {trial}, rate {rate:.5f}, decay {decay:.4f}, width {width}, held right {right:.3f}",
                 f"\n최고: {trial}번째 시도, 학습률 {rate:.5f}, 감쇠 {decay:.4f}, 너비 {width}, 검증 정답률 {right:.3f}"))  # fmt: skip
    print(phrase(f"the best 1/4 has rates from {10**low:.5f} to {10**high:.5f}: search there next",
                 f"상위 1/4의 학습률은 {10**low:.5f}에서 {10**high:.5f} 사이. 다음에는 이 범위를 찾아봅니다"))  # fmt: skip
    model, _ = trained(rate, decay, width, data, held, epochs)
    right = model.evaluate(x_test, y_test, verbose=0)[1]
    print(phrase(f"in the test, asked once: right {right:.3f}", f"테스트는 마지막에 한 번만: 정답률 {right:.3f}"))

    if pictures:
        right_now = {row[4]: row[0] for row in found}
        lines = {
            phrase("this trial", "이번 시도"): right_now,
            phrase("best so far", "지금까지 최고"): dict(enumerate(best, 1)),
        }
        words = phrase("trial", "시도"), phrase("right in the validation", "검증 정답률")
        pictures.save("30_search", plots.curves(lines, xlabel=words[0], ylabel=words[1], log_x=False, percent=True),
            "The search: what each trial reached, and the best so far.",
            "탐색 과정: 시도마다의 검증 정답률과 지금까지의 최고.",
        )  # fmt: skip
        rates = {row[1]: row[0] for row in found}
        pictures.save("30_rates", plots.curves(rates, xlabel=phrase("learning rate", "학습률"), ylabel=words[1], percent=True),
            "The same trials over their learning rate: on both sides of the good ones they fall off.",
            "같은 시도를 학습률에 따라 나타낸 모습. 좋은 학습률의 양쪽으로 갈수록 나빠집니다.",
        )  # fmt: skip
        top = sorted(found)[-4:]
        runs = {
            phrase(f"η = {r[1]:.2g}, width {r[3]}", f"η = {r[1]:.2g}, 너비 {r[3]}"): histories[r[4]]
            for r in (*top, min(found))
        }
        pictures.save("30_trials", plots.history(runs, "val_accuracy", best=False),
            "The four best trials and the worst: validation accuracy in each epoch.",
            "가장 좋은 네 시도와 가장 나쁜 시도의 에포크별 검증 정답률.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
