"""Inputs on which every loss makes sense, and each loss written out slowly, number by number."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

EPS = 1e-7


class Example(NamedTuple):
    """Arguments for one loss; ``slow`` gives the loss of one row (or of everything) in plain Python."""

    function: str
    cls: str
    y_true: np.ndarray
    y_pred: np.ndarray
    slow: Callable[[Any, Any], float]
    config: dict = {}

    def __repr__(self) -> str:
        return self.function + "".join(f"-{k}={v}" for k, v in self.config.items())


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def mean(values) -> float:
    values = list(values)
    return sum(values) / len(values)


def limited(p: float) -> float:
    return min(max(p, EPS), 1 - EPS)


def bce(t: float, p: float) -> float:
    return -(t * math.log(limited(p)) + (1 - t) * math.log(1 - limited(p)))


def sigma(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def focal(t: float, p: float, gamma: float = 2.0) -> float:
    right = p if t == 1 else 1 - p
    return (1 - right) ** gamma * bce(t, p)


def huber(e: float, delta: float) -> float:
    return 0.5 * e * e if abs(e) <= delta else delta * (abs(e) - 0.5 * delta)


def cosine(t, p) -> float:
    dot = sum(a * b for a, b in zip(t, p, strict=True))
    return -dot / math.sqrt(sum(a * a for a in t)) / math.sqrt(sum(b * b for b in p))


def normal(t: float, centre: float, deviation: float) -> float:
    return -math.log(math.exp(-((t - centre) ** 2) / (2 * deviation**2)) / (deviation * math.sqrt(2 * math.pi)))


def hinge(t: float, p: float) -> float:
    return max(0.0, 1 - t * p)


def tversky(t: np.ndarray, p: np.ndarray, alpha: float, beta: float) -> float:
    shared = wrong = missed = 0.0
    for a, b in zip(t.ravel(), p.ravel(), strict=True):
        shared, wrong, missed = shared + a * b, wrong + (1 - a) * b, missed + a * (1 - b)
    return 1 - shared / (shared + alpha * wrong + beta * missed + EPS)


def examples() -> list[Example]:
    r = np.random.default_rng(42)
    y, q = r.normal(size=(6, 3)) + 0.2, r.normal(size=(6, 3))
    positive, count = r.uniform(0.5, 4, (6, 3)), r.poisson(3, (6, 3)).astype(float)
    yes = r.integers(0, 2, (6, 3)).astype(float)
    chance, logits = r.uniform(0.05, 0.95, (6, 3)), 2 * r.normal(size=(6, 3))
    numbers = r.integers(0, 4, 6)
    rows, scores = np.eye(4)[numbers], 0.8 * r.normal(size=(6, 4))
    shares = softmax(r.normal(size=(6, 4)))
    p = softmax(scores)
    smooth = rows * 0.8 + 0.2 / 4

    def each(f):
        return lambda t, p: mean(f(a, b) for a, b in zip(t, p, strict=True))

    def entropy(t, p):
        return -sum(a * math.log(limited(b)) for a, b in zip(t, p, strict=True))

    return [
        Example("mean_squared_error", "MeanSquaredError", y, q, each(lambda t, p: (p - t) ** 2)),
        Example("half_squared_error", "HalfSquaredError", y, q, lambda t, p: sum(0.5 * (b - a) ** 2 for a, b in zip(t, p, strict=True))),
        Example("mean_absolute_error", "MeanAbsoluteError", y, q, each(lambda t, p: abs(p - t))),
        Example("mean_absolute_percentage_error", "MeanAbsolutePercentageError", y, q, each(lambda t, p: 100 * abs((p - t) / t))),
        Example("mean_squared_logarithmic_error", "MeanSquaredLogarithmicError", positive, positive[::-1], each(lambda t, p: (math.log(1 + p) - math.log(1 + t)) ** 2)),
        Example("huber", "Huber", y, q, each(lambda t, p: huber(p - t, 1.0))),
        Example("huber", "Huber", y, q, each(lambda t, p: huber(p - t, 0.4)), {"delta": 0.4}),
        Example("log_cosh", "LogCosh", y, q, each(lambda t, p: math.log(math.cosh(p - t)))),
        Example("cosine_similarity", "CosineSimilarity", y, q, cosine),
        Example("binary_crossentropy", "BinaryCrossentropy", yes, chance, each(bce)),
        Example("binary_crossentropy", "BinaryCrossentropy", yes, chance, each(lambda t, p: bce(0.8 * t + 0.1, p)), {"label_smoothing": 0.2}),
        Example("binary_crossentropy", "BinaryCrossentropy", yes, logits, each(lambda t, z: bce(t, sigma(z))), {"from_logits": True}),
        Example("binary_focal_crossentropy", "BinaryFocalCrossentropy", yes, chance, each(focal)),
        Example("binary_focal_crossentropy", "BinaryFocalCrossentropy", yes, logits, each(lambda t, z: focal(t, sigma(z), 0.5)), {"from_logits": True, "gamma": 0.5}),
        Example("binary_focal_crossentropy", "BinaryFocalCrossentropy", yes, chance, each(lambda t, p: (0.3 if t else 0.7) * focal(t, p)), {"apply_class_balancing": True, "alpha": 0.3}),
        Example("categorical_crossentropy", "CategoricalCrossentropy", rows, p, entropy),
        Example("categorical_crossentropy", "CategoricalCrossentropy", rows, scores, lambda t, z: entropy(t, softmax(z)), {"from_logits": True}),
        Example("categorical_crossentropy", "CategoricalCrossentropy", rows, p, lambda t, p: entropy(t * 0.8 + 0.05, p), {"label_smoothing": 0.2}),
        Example("categorical_crossentropy", "CategoricalCrossentropy", smooth, 0.5 * p, lambda t, p: entropy(t, p / sum(p))),
        Example("categorical_focal_crossentropy", "CategoricalFocalCrossentropy", rows, p, lambda t, p: -sum(0.25 * a * (1 - b) ** 2 * math.log(b) for a, b in zip(t, p, strict=True))),
        Example("categorical_focal_crossentropy", "CategoricalFocalCrossentropy", rows, scores, lambda t, z: -sum(w * a * (1 - b) ** 1.5 * math.log(b) for w, a, b in zip([0.5, 1, 2, 0.25], t, softmax(z), strict=True)), {"from_logits": True, "gamma": 1.5, "alpha": (0.5, 1.0, 2.0, 0.25)}),
        Example("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", numbers, p, lambda t, p: -math.log(p[int(t)])),
        Example("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", numbers, scores, lambda t, z: -math.log(softmax(z)[int(t)]), {"from_logits": True}),
        Example("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", numbers, p, lambda t, p: 0.0 if t == 2 else -math.log(p[int(t)]), {"ignore_class": 2}),
        Example("categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy", numbers, p, lambda t, p: (1 - p[int(t)] ** 0.7) / 0.7, {"q": 0.7}),
        Example("kl_divergence", "KLDivergence", shares, p, lambda t, p: sum(a * math.log(a / b) for a, b in zip(t, p, strict=True))),
        Example("poisson", "Poisson", count, positive, each(lambda t, p: p - t * math.log(p + EPS))),
        Example("hinge", "Hinge", 2 * yes - 1, q, each(hinge)),
        Example("hinge", "Hinge", yes, q, each(lambda t, p: hinge(2 * t - 1, p))),
        Example("squared_hinge", "SquaredHinge", 2 * yes - 1, q, each(lambda t, p: hinge(t, p) ** 2)),
        Example("categorical_hinge", "CategoricalHinge", rows, scores, lambda t, z: max(0.0, 1 + max((1 - t) * z) - sum(t * z))),
        Example("dice", "Dice", yes, chance, lambda t, p: tversky(t, p, 0.5, 0.5), {"axis": (1,)}),
        Example("pinball", "Pinball", y[:, 0], q, lambda t, p: mean(k * (t - v) if t > v else (k - 1) * (t - v) for k, v in zip((0.1, 0.5, 0.9), p, strict=True))),
        Example("pinball", "Pinball", y[:, 0], q[:, :2], lambda t, p: mean((k - (t < v)) * (t - v) for k, v in zip((0.2, 0.95), p, strict=True)), {"quantiles": (0.2, 0.95)}),
        Example("gaussian_nll", "GaussianNLL", y[:, 0], q[:, :2], lambda t, p: normal(t, p[0], 1e-3 + math.log(1 + math.exp(p[1])))),
        Example("gaussian_nll", "GaussianNLL", y[:, 0], q[:, :2], lambda t, p: normal(t, p[0], 0.2 + math.log(1 + math.exp(p[1]))), {"min_std": 0.2}),
        Example("tversky", "Tversky", yes, chance, lambda t, p: tversky(t, p, 0.3, 0.7), {"alpha": 0.3, "beta": 0.7, "axis": (1,)}),
    ]  # fmt: skip


EXAMPLES = examples()
