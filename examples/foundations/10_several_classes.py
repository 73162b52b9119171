"""Ten digits by one softmax, by ten yes-or-no questions, and one question alone: is it a 3?

The picture is laid out as one long row: 28 × 28 = 784 features.

python examples/foundations/10_several_classes.py
"""

from __future__ import annotations

import numpy as np

from badak import plots
from badak.classic import LogisticRegression, OneVsRest, SoftmaxRegression, softmax
from badak.datasets import digits_sample
from badak.errors import phrase
from ladder import Pictures, run


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    print("softmax(4.3, 5.5, 7.2, 2.4, 5.0) =", softmax([4.3, 5.5, 7.2, 2.4, 5.0]).round(2).tolist())

    (x_train, y_train), (x_test, y_test) = digits_sample()
    x_train, x_test = x_train.reshape(-1, 28 * 28) / 255, x_test.reshape(-1, 28 * 28) / 255
    x_train, y_train = (x_train[:1500], y_train[:1500]) if quick else (x_train, y_train)
    epochs = 40 if quick else 100

    print(phrase("\n                   right   probabilities of a picture add up to",
                 "\n                   정답률  한 그림의 확률을 모두 더하면"))  # fmt: skip
    models = {}
    for make in (SoftmaxRegression, OneVsRest):
        model = models[make.__name__] = make(learning_rate=0.5, epochs=epochs).fit(x_train, y_train)
        shares = model.predict_proba(x_test)
        sums = shares.sum(axis=1)
        right = (shares.argmax(axis=1) == y_test).mean()
        print(f"{make.__name__:18} {right:.3f}   {sums.min():.2f} … {sums.max():.2f}")

    three = LogisticRegression(0.5, epochs).fit(x_train, (y_train == 3).astype(int))
    truth, found = (y_test == 3).astype(int), three.predict_proba(x_test)
    right, never = (three.predict(x_test) == truth).mean(), 1 - truth.mean()
    print(phrase(f"\nis it a 3? right {right:.3f}; who always says no is right in {never:.3f}",
                 f"\n3인가? 정답률 {right:.3f}, 항상 아니라고만 답하면 {never:.3f}"))  # fmt: skip
    surest = int(np.argmax(found))
    print(phrase(f"surest 3: picture {surest} at {found[surest]:.1%}, in truth a {y_test[surest]}",
                 f"가장 확실한 3: {surest}번 그림, 확률 {found[surest]:.1%}, 정답은 {y_test[surest]}"))  # fmt: skip

    if pictures:
        softmax_model = models["SoftmaxRegression"]
        answers = softmax_model.predict_proba(x_test)
        pictures.save("10_digits", plots.images(x_test[:18], y_test[:18], answers[:18]),
            "Digits with the answer of the softmax regression and its probability; wrong ones are framed.",
            "숫자 그림과 소프트맥스 회귀의 답, 확률. 틀린 답에는 테두리가 있습니다.",
        )  # fmt: skip
        pictures.save("10_confusion", plots.confusion_matrix(y_test, answers),
            "Which digit is taken for which: right answers lie on the diagonal.",
            "어떤 숫자를 어떤 숫자로 보았는지. 맞은 답은 대각선에 있습니다.",
        )  # fmt: skip
        weights = 0.5 + softmax_model.w.T / (2 * abs(softmax_model.w).max())  # 0 is in the middle, white
        pictures.save("10_weights", plots.images(weights, range(10), columns=5, cmap="RdBu"),
            "The 784 weights of each class, laid out as a picture again: ink in blue places speaks for the digit, in red ones against it.",
            "클래스마다 784개인 가중치를 다시 그림 모양으로. 파란 자리의 획은 그 숫자라는 증거, 빨간 자리의 획은 반대 증거입니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
