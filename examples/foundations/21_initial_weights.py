"""First weights: how each layer of five spreads, before anything is learned.

python examples/foundations/21_initial_weights.py
"""

from __future__ import annotations

import numpy as np

from badak import plots
from badak.classic import activations_of, weight_std
from badak.errors import phrase
from ladder import Pictures, run


def bars(values: np.ndarray, low: float, high: float) -> str:
    """Draw a histogram in a line of text."""
    counts, _ = np.histogram(values, 24, (low, high))
    return "".join(" ▁▂▃▄▅▆▇█"[int(np.ceil(8 * c / counts.max()))] for c in counts)


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    print(f"100 → 300: Xavier 1/√in {weight_std('xavier', 100, 300):.4f}, Glorot √(2/(in + out)) "
          f"{weight_std('glorot', 100, 300):.4f}, He √(2/in) {weight_std('he', 100, 300):.4f}")  # fmt: skip
    choices = {"sigmoid": (1.0, 0.01, "xavier"), "tanh": (1.0, 0.01, "xavier"), "relu": (0.01, "xavier", "he")}
    for activation, schemes in choices.items():
        low, high = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 3)}[activation]
        for scheme in schemes:
            layers = activations_of(scheme, activation)
            print(phrase(f"\n{activation}, weights {scheme}   (each line a layer, from {low} to {high})",
                         f"\n{activation}, 가중치 {scheme}   (한 줄이 한 층, {low}부터 {high}까지)"))  # fmt: skip
            for k, z in enumerate(layers, 1):
                # as good as all on the ends, all in the middle, or the same in every layer?
                print(f"  {k} |{bars(z, low, high)}|", phrase(f"std {z.std():.4f}", f"표준편차 {z.std():.4f}"))

    if pictures:
        for activation in ["tanh"] if quick else choices:
            rows = {
                f"{phrase('weights', '가중치')} {scheme}": activations_of(scheme, activation)
                for scheme in choices[activation]
            }
            pictures.save(f"21_{activation}", plots.activation_histograms(rows),
                f"What five layers of {activation} answer before they have learned, by their first weights.",
                f"학습하기 전 {activation} 다섯 층의 활성화값 분포, 가중치 초깃값별.",
            )  # fmt: skip


if __name__ == "__main__":
    run(main)
