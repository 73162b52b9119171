"""Too few samples, some of them wrong: what helps, one remedy at a time.

A network large enough to learn 300 digits by heart, a fifth of them with a wrong label. Right in training is no merit here.

python examples/foundations/23_overfitting.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.callbacks import EarlyStopping
from badak.datasets import digits_sample
from badak.errors import phrase
from badak.layers import Dense, Dropout
from badak.models import Ensemble
from badak.regularizers import L1, L2
from ladder import Pictures, run


def network(penalty=None, dropout: bool = False, seed: int = 0) -> badak.Sequential:
    badak.set_random_seed(seed)
    layers = [Dropout(0.2)] * dropout  # the input has a rate of its own
    for _ in range(2):
        layers.append(Dense(200, activation="relu", kernel_regularizer=penalty))
        layers += [Dropout(0.5)] if dropout else []
    model = badak.Sequential(
        [badak.Input((784,)), *layers, Dense(10, activation="softmax", kernel_regularizer=penalty)]
    )
    model.compile(badak.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy", metrics=["accuracy", "ce"])
    return model


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    w = badak.tensor(np.array([3.0, -4.0]), requires_grad=True)
    penalty = 0.5 * 0.1 * (w * w).sum()  # ½λΣw²: the ½ is there for the derivative
    penalty.backward()
    print(f"w = (3, -4), λ = .1: ½λΣw² = {penalty.item():.2f}, λw = {w.grad.numpy().round(2).tolist()}, ", end="")
    print(f"L2(0.05) = {L2(0.05)(w).item():.2f} = λΣw², L1(0.05) = {L1(0.05)(w).item():.2f} = λΣ|w|\n")

    (x, y), (x_test, y_test) = digits_sample()
    x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
    random = np.random.default_rng(0)
    x_train, y_train, held = x[:300], y[:300].astype("int64"), (x[300:500], y[300:500])
    wrong = random.random(300) < 0.2
    y_train[wrong] = random.integers(0, 10, wrong.sum())

    epochs = 15 if quick else 60
    remedies = {
        phrase("nothing", "없음"): (network(), []),
        phrase("L1 penalty", "L1 벌점"): (network(L1(0.002)), []),
        phrase("L2 penalty", "L2 벌점"): (network(L2(0.02)), []),
        phrase("dropout", "드롭아웃"): (network(dropout=True), []),
        phrase("early stopping", "조기 종료"): (network(), [EarlyStopping(patience=5, restore_best_weights=True)]),
    }
    print(phrase("right in training  right in the test  cross-entropy in the test  epochs  with",
                 "학습 정답률        테스트 정답률      테스트 교차 엔트로피       에포크  방법"))  # fmt: skip
    curves, right = {}, {}
    for name, (model, callbacks) in remedies.items():
        curves[name] = model.fit(x_train, y_train, epochs=epochs, validation_data=held, callbacks=callbacks, verbose=0)
        learned = model.evaluate(x_train, y_train, verbose=0)[1]
        _, right[name], surprise = model.evaluate(x_test, y_test, verbose=0)  # cross-entropy alone, without a penalty
        print(f"{learned:.3f} {right[name]:18.3f} {surprise:17.2f} {len(curves[name].epoch):21}      {name}")
    better = [name for name in right if right[name] > right[phrase("nothing", "없음")]]
    print(phrase("better in the test than nothing:", "테스트에서 '없음'보다 나은 것:"), ", ".join(better))

    members = [network(dropout=True, seed=seed) for seed in range(3 if quick else 5)]
    for member in members:
        member.fit(x_train, y_train, epochs=epochs, verbose=0)
    alone = np.mean([m.evaluate(x_test, y_test, verbose=0)[1] for m in members])
    together = Ensemble(members).evaluate(x_test, y_test, verbose=0)[1]
    print(phrase(f"\n{len(members)} networks with dropout alone {alone:.3f} on average, their mean prediction {together:.3f}",
                 f"\n드롭아웃 신경망 {len(members)}개: 하나씩은 평균 {alone:.3f}, 예측을 평균하면 {together:.3f}"))  # fmt: skip

    if pictures:
        pictures.save("23_validation", plots.history(curves, "val_ce", best=False),
            "Cross-entropy on samples that were held back: without a remedy it turns up while the training goes on.",
            "따로 떼어 둔 샘플의 교차 엔트로피. 대책이 없으면 학습이 계속되는 동안 다시 올라갑니다.",
        )  # fmt: skip
        pictures.save("23_by_heart", plots.history(curves[phrase("nothing", "없음")], ["loss", "accuracy"]),
            "Without a remedy: training goes on to perfection, wrong labels and all, and the validation turns away.",
            "대책이 없을 때. 학습은 틀린 레이블까지 모두 외우고, 검증은 멀어집니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
