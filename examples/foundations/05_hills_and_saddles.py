"""A surface with two valleys and a saddle between them: where each optimizer ends up.

f(x, y) = x²/2 + y⁴/4 - y²/2 has minima at (0, ±1) and a saddle at (0, 0), where the slope is 0 and nothing is lowest.

python examples/foundations/05_hills_and_saddles.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.classic import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp, gradient_descent
from badak.errors import phrase
from ladder import Pictures, run


def f(v):
    return v[0] ** 2 / 2 + v[1] ** 4 / 4 - v[1] ** 2 / 2


def tilted(v):
    return f(v) + 0.2 * v[1]  # now one valley is deeper than the other


def bends(at: list[float]) -> str:
    """Say by the second derivatives in both directions what a level place is."""
    across = badak.grad(lambda v: badak.grad(f)(v)[0])(badak.tensor(np.array(at))).numpy()[0]
    along = badak.grad(lambda v: badak.grad(f)(v)[1])(badak.tensor(np.array(at))).numpy()[1]
    kind = phrase("a saddle", "안장점") if across * along < 0 else phrase("a minimum", "극소점")
    return phrase(f"bends by {across:+.0f} and {along:+.0f}: {kind}", f"휘어짐 {across:+.0f}, {along:+.0f}: {kind}")


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    for name, start in (
        (phrase("on the ridge", "능선 위"), [2.0, 0.0]),
        (phrase("a hair beside", "아주 조금 옆"), [2.0, 1e-6]),
    ):
        path = gradient_descent(f, start, 0.1, 300)
        print(f"{name}: {path.report()}; {bends(path.end.round().tolist())}")

    print(phrase("\nfrom (2, 0.01)  steps until f < -0.249 (the lowest is -0.25)",
                 "\n(2, 0.01)에서   f < -0.249까지 걸린 스텝 (최솟값 -0.25)"))  # fmt: skip
    optimizers = {
        "SGD": SGD(0.1), "Momentum": Momentum(0.1), "Nesterov": Nesterov(0.1),
        "AdaGrad": AdaGrad(0.3), "RMSProp": RMSProp(0.05), "Adam": Adam(0.1),
    }  # fmt: skip
    paths = {}
    for name, optimizer in optimizers.items():
        path = paths[name] = gradient_descent(f, [2.0, 0.01], steps=400, optimizer=optimizer)
        there = np.flatnonzero(path.values < -0.249)
        ends = f"({path.end[0]:+.3f}, {path.end[1]:+.3f})"
        print(f"{name:10} {there[0] if len(there) else '-':>6}  ", phrase(f"ends at {ends}", f"도착점 {ends}"))

    print(phrase("\ntilted by 0.2y, SGD goes down into the valley it stands above:",
                 "\n0.2y만큼 기울이면 SGD는 서 있는 쪽 골짜기로 내려갑니다:"))  # fmt: skip
    for start in ([2.0, 0.8], [2.0, -0.8]):
        path = gradient_descent(tilted, start, 0.1, 200)
        print(f"  {start} → ({path.end[0]:+.3f}, {path.end[1]:+.3f}), f = {path.values[-1]:+.4f}")
    print(phrase("the first is a local minimum only: all slopes are 0 there, and elsewhere it is lower",
                 "첫 번째는 극소일 뿐 최소가 아닙니다. 기울기는 모두 0이지만 다른 곳이 더 낮습니다"))  # fmt: skip

    if pictures:
        three = {name: paths[name] for name in ("SGD", "Momentum", "Adam")}
        pictures.save("05_paths", plots.descent(f, three, x=(-1.5, 2.5), y=(-1.6, 1.6)),
            "From (2, 0.01), beside the ridge: every path comes close to the saddle before it turns to a valley.",
            "능선 바로 옆 (2, 0.01)에서 출발한 경로. 모두 안장점 가까이 갔다가 골짜기로 돌아섭니다.",
        )  # fmt: skip
        pictures.save("05_surface", plots.descent(f, paths["SGD"], surface=True, x=(-2.5, 2.5), y=(-1.6, 1.6)),
            "The same surface in space, with the path of SGD.",
            "같은 곡면을 입체로 본 모습과 SGD의 경로.",
        )  # fmt: skip
        tilts = {str(start): gradient_descent(tilted, start, 0.1, 200) for start in ([2.0, 0.8], [2.0, -0.8])}
        pictures.save("05_local_minimum", plots.descent(tilted, tilts, x=(-1.5, 2.5), y=(-1.6, 1.6)),
            "Tilted: two walks from the same distance, one ends in the lowest valley, the other in a local minimum.",
            "기울어진 곡면. 한쪽은 가장 낮은 골짜기에, 다른 쪽은 극소점에 도착합니다.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
