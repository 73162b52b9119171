"""A picture as one long row of numbers, and a single neuron: cat or not?

Real cats come from BADAK_DATA/cifar10-jpeg, or from any folder with a folder of pictures for each class, one of them "cat";
without either the digits answer for them: is it a 3?

python examples/foundations/28_cat_or_not.py
python examples/foundations/28_cat_or_not.py --data my_pictures/
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from badak import plots
from badak.classic import SGD, Affine, LogisticRegression, Network
from badak.datasets import digits_sample, load_pictures
from badak.errors import phrase
from ladder import Pictures, run


def balanced(x, y, wanted, most):
    """Return as many pictures of the wanted class as of all others together, in any order, as rows from -1 to 1."""
    random, is_it = np.random.default_rng(0), y == wanted
    count = min(is_it.sum(), (~is_it).sum(), most)
    chosen = np.concatenate([random.choice(np.flatnonzero(k), count, replace=False) for k in (is_it, ~is_it)])
    return x[chosen], x[chosen].reshape(len(chosen), -1) / 127.5 - 1, is_it[chosen].astype(int)


def main(quick: bool = False, pictures: Pictures | None = None, data: str | None = None) -> None:
    given = data or Path(os.environ.get("BADAK_DATA", "-"), "cifar10-jpeg")
    if data or os.path.exists(given):
        ((x, y), (x_test, y_test)), wanted, name = load_pictures(given), "cat", phrase("cat", "고양이")
    else:
        ((x, y), (x_test, y_test)), wanted, name = digits_sample(), 3, "3"
    _, rows, labels = balanced(x, y, wanted, 100 if quick else 2000)
    seen, rows_test, truth = balanced(x_test, y_test, wanted, 1000)
    shape, size, share = " × ".join(str(n) for n in x.shape[1:]), rows.shape[1], truth.mean()
    print(phrase(f"{shape} = {size:,} features; {len(rows):,} pictures to learn from, {share:.0%} of the test is {name}",
                 f"{shape} = 특징 {size:,}개. 학습 그림 {len(rows):,}장, 테스트의 {share:.0%}가 {name}"))  # fmt: skip

    model = LogisticRegression(learning_rate=0.01 if size < 1000 else 0.003, epochs=100 if quick else 300)
    model.fit(rows, labels)
    for step in (0, model.epochs // 10, model.epochs - 1):
        print(phrase(f"step {step:3}  cost {model.costs[step]:.3f}", f"스텝 {step:3}  비용 {model.costs[step]:.3f}"))
    learned, right = (model.predict(rows) == labels).mean(), (model.predict(rows_test) == truth).mean()
    print(phrase(f"right in training {learned:.3f}, in the test {right:.3f}; by guessing 0.5",
                 f"학습 정답률 {learned:.3f}, 테스트 정답률 {right:.3f}. 찍으면 0.5"))  # fmt: skip
    chance = model.predict_proba(rows_test)
    most, least = int(np.argmax(chance)), int(np.argmin(chance))
    print(phrase(f"surest yes {chance[most]:.1%}, in truth {truth[most]}; surest no {chance[least]:.1%}, in truth {truth[least]}",
                 f"가장 확실한 '예' {chance[most]:.1%}, 정답 {truth[most]}; 가장 확실한 '아니요' {chance[least]:.1%}, 정답 {truth[least]}"))  # fmt: skip

    # all classes by one layer: a column of weights for each class
    names, classes = np.unique(y, return_inverse=True)
    some = np.random.default_rng(0).permutation(len(x))[: 1000 if quick else 10_000]  # files come class by class
    all_rows = x[some].reshape(len(some), -1).astype("float32") / 127.5 - 1
    net = Network([Affine(np.zeros((size, len(names)), "float32"), np.zeros(len(names), "float32"))])
    net.fit(all_rows, classes[some], SGD(0.003), epochs=5, batch_size=50)
    right = net.accuracy(x_test.reshape(len(x_test), -1).astype("float32") / 127.5 - 1, np.searchsorted(names, y_test))
    print(phrase(f"\nall {len(names)} classes by {size:,} × {len(names)} = {size * len(names):,} weights: right {right:.3f}",
                 f"\n클래스 {len(names)}개를 모두, 가중치 {size:,} × {len(names)} = {size * len(names):,}개로: 정답률 {right:.3f}"))  # fmt: skip

    if pictures:
        answers = np.stack([1 - chance, chance], axis=1)
        both = np.concatenate([np.argsort(chance)[-9:], np.argsort(chance)[:9]])  # the surest on either side
        no = phrase("other", "아님")
        drawn = plots.images(seen[both], truth[both], answers[both], class_names=[no, name], columns=9)
        pictures.save("28_surest", drawn,
            f"The nine that the neuron holds most surely for {name}, and the nine it holds most surely for something else.",
            f"뉴런이 가장 확실하게 '{name}'라고 답한 아홉 장과 가장 확실하게 아니라고 답한 아홉 장.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main, data=phrase("folder with a folder of pictures for each class", "클래스마다 그림 폴더가 있는 폴더"))
