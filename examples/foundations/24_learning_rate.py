"""Which learning rate? Try them all in one short run, then let it fall on a schedule.

python examples/foundations/24_learning_rate.py
"""

from __future__ import annotations

import badak
from badak import plots
from badak.datasets import digits_sample
from badak.errors import phrase
from badak.layers import Dense
from badak.schedules import CosineDecay, ExponentialDecay, OneCycle, StepDecay, WarmUp
from ladder import Pictures, run


def network(rate=0.01) -> badak.Sequential:
    badak.set_random_seed(0)
    model = badak.Sequential([badak.Input((784,)), Dense(64, activation="relu"), Dense(10, activation="softmax")])
    model.compile(badak.optimizers.SGD(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    x, y = (x[:2000], y[:2000]) if quick else (x, y)

    found = network().find_learning_rate(x, y, lowest=1e-4, highest=100, steps=150)
    print(phrase("   rate     loss, smoothed", "  학습률    다듬은 손실"))
    for k in range(0, len(found.rates), 12):
        print(f"{found.rates[k]:9.4f}   {found.smoothed[k]:5.2f}  {'█' * min(int(found.smoothed[k] * 12), 60)}")
    print(found)

    print(phrase("\nrate        test right after two epochs", "\n학습률      두 에포크 뒤 테스트 정답률"))
    for rate in (found.suggestion / 100, found.suggestion, found.suggestion * 100):
        model = network(rate)
        model.fit(x, y, epochs=2, verbose=0)
        print(f"{rate:8.4f}    {model.evaluate(x_test, y_test, verbose=0)[1]:.3f}")

    best, epochs = found.suggestion, 2 if quick else 10
    steps = epochs * -(-len(x) // 32)
    schedules = {
        "constant": best, "StepDecay": StepDecay(best, steps // 3, 0.3), "ExponentialDecay": ExponentialDecay(best, steps, 0.05),
        "CosineDecay": CosineDecay(best, steps), "WarmUp": WarmUp(CosineDecay(best, steps), steps // 10),
        "OneCycle": OneCycle(2 * best, steps),
    }  # fmt: skip
    print(phrase(f"\nrate at the beginning, after ¼, ½, ¾ and at the end of {epochs} epochs; loss; test right",
                 f"\n{epochs} 에포크의 처음, ¼, ½, ¾, 끝에서의 학습률; 손실; 테스트 정답률"))  # fmt: skip
    for name, schedule in schedules.items():
        rates = [schedule(k * (steps - 1) // 4) if callable(schedule) else schedule for k in range(5)]
        model = network(schedule)
        loss = model.fit(x, y, epochs=epochs, verbose=0).history["loss"][-1]
        right = model.evaluate(x_test, y_test, verbose=0)[1]
        print(f"{name:17}" + " ".join(f"{float(r):.4f}" for r in rates) + f"   {loss:.3f}   {right:.3f}")

    if pictures:
        pictures.save("24_range_test", plots.learning_rate(found),
            "The range test: loss over the rate, with the suggestion where it falls well.",
            "학습률 범위 시험: 학습률에 따른 손실과, 손실이 잘 내려가는 곳의 제안값.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
