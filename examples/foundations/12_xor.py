"""XOR needs a hidden layer, and the hidden layer needs a bend.

python examples/foundations/12_xor.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.classic import NAND, OR, SGD, Affine, Network, Tanh
from badak.errors import phrase
from badak.layers import Dense
from ladder import Pictures, run

X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], "float32")
Y = np.array([[0], [1], [1], [0]], "float32")


def trained(hidden: str, loss: str, epochs: int) -> badak.Sequential:
    badak.set_random_seed(1)
    model = badak.Sequential(
        [badak.Input((2,)), Dense(8, activation=hidden), Dense(1, activation="sigmoid" if loss != "mse" else None)]
    )
    model.compile(badak.optimizers.Adam(0.05), loss=loss)
    model.fit(X, Y, batch_size=4, epochs=epochs, verbose=0)
    return model


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    print(phrase("AND of NAND and OR. What the AND sees:", "NAND와 OR를 AND로 묶기. AND가 보는 값:"))
    for a, b in X.astype(int).tolist():
        print(f"  ({a},{b}) → NAND {NAND(a, b)}, OR {OR(a, b)}")
    places = {(NAND(a, b), OR(a, b)): int(a != b) for a, b in X.astype(int).tolist()}
    print(phrase("both 1s of XOR lie in one place now:", "XOR의 답이 1인 두 점이 이제 한곳에 있습니다:"),
          [place for place, answer in places.items() if answer], "\n")  # fmt: skip

    for hidden in ("linear", "tanh"):
        for loss in ("mse", "binary_crossentropy"):
            model = trained(hidden, loss, 150 if quick else 400)
            left = model.evaluate(X, Y, verbose=0)
            answers = (model.predict(X, verbose=0) > 0.5).astype(int).ravel().tolist()
            print(phrase(f"hidden layer {hidden:6}  {loss:19} {left:.6f}   answers {answers}",
                         f"은닉층 {hidden:6}  {loss:19} {left:.6f}   답 {answers}"))  # fmt: skip
    print(phrase("linear layers in a row are one linear layer: all they can do is answer ½ to everything,",
                 "선형 층은 여러 개를 이어도 선형 층 하나와 같습니다. 모든 입력에 ½로 답하는 것이 최선이어서"))  # fmt: skip
    print(phrase(f"so that ¼ is left, or log 2 = {np.log(2):.6f}\n", f"¼ 또는 log 2 = {np.log(2):.6f}이 남습니다\n"))

    # with layers by hand, and two hidden neurons only, so that their plane can be looked at
    random = np.random.default_rng(0)
    first, bend = Affine(random.normal(size=(2, 2)), np.zeros(2)), Tanh()
    net = Network([first, bend, Affine(random.normal(size=(2, 2)), np.zeros(2))])
    net.fit(X, Y[:, 0].astype(int), SGD(0.5), epochs=2000, batch_size=4)
    right = net.accuracy(X, Y[:, 0].astype(int))
    print(phrase(f"two hidden neurons by hand: right {right:.2f}. The corners, bent:",
                 f"손으로 만든 은닉 뉴런 두 개: 정답률 {right:.2f}. 휘어진 네 꼭짓점:"))  # fmt: skip
    for (a, b), place, y in zip(X.astype(int).tolist(), bend.forward(first.forward(X)), Y[:, 0]):
        print(f"  ({a},{b}) → ({place[0]:+.2f}, {place[1]:+.2f})", phrase(f"  answer {y:.0f}", f"  답 {y:.0f}"))

    if pictures:
        badak_net = trained("tanh", "binary_crossentropy", 150 if quick else 400)
        pictures.save("12_regions", plots.decision_regions(badak_net, X, Y),
            "XOR learned by a hidden layer: what no line can do, a bent border does.",
            "은닉층이 배운 XOR. 직선으로는 나눌 수 없는 점을 휘어진 경계로 나눕니다.",
        )  # fmt: skip
        pictures.save("12_hidden_space", plots.hidden_space(net, X, Y, layer=1),
            "How two hidden neurons fold the plane to a curve: both corners that answer 1 meet, and a line parts them from the others.",
            "은닉 뉴런 두 개가 평면을 곡선으로 접는 모습. 답이 1인 두 꼭짓점이 만나고, 직선 하나로 나뉩니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
