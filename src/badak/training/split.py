"""Keep a part of the data for validation: at random, with the same share of each class in both parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.backend import on_numpy
from badak.errors import error


def split_indices(y: Any, n: int, fraction: float, key: Any, shuffle: bool) -> tuple[np.ndarray, np.ndarray]:
    """Choose which samples train and which validate.

    Args:
        y: targets; whole numbers or one-hot rows are treated as classes where each has at least two samples.
        n: number of samples.
        fraction: part to validate on, between 0 and 1.
        key: random key.
        shuffle: draw at random; otherwise the last rows validate, as in Keras.

    Returns:
        Indices to train on and to validate on, each in rising order.

    Raises:
        ArgumentError: BD003, for a fraction outside (0, 1), or one that leaves a part empty.
    """
    fine = isinstance(fraction, int | float) and 0 < fraction < 1
    count = round(n * fraction) if fine else 0
    if not fine or count == 0 or count == n:
        expected = {
            "en": "a number between 0 and 1 that leaves at least one sample to learn from and one to validate on",
            "ko": "0과 1 사이의 수. 학습용과 검증용 샘플이 적어도 하나씩 남아야 합니다",
        }
        raise error("BD003", where="fit", name="validation_split", got=f"{fraction!r} (n={n})", expected=expected)
    if not shuffle:
        return np.arange(n - count), np.arange(n - count, n)
    classes = _classes(y, n)
    order = on_numpy.permutation(key, n)
    if classes is None:
        chosen = order[:count]
    else:
        chosen = _stratified(classes, order, count)
    mask = np.zeros(n, bool)
    mask[chosen] = True
    return np.flatnonzero(~mask), np.flatnonzero(mask)


def _classes(y: Any, n: int) -> np.ndarray | None:
    """Return class numbers where the targets look like classes; of the first output that has some."""
    if isinstance(y, tuple):
        return next((found for found in (_classes(part, n) for part in y) if found is not None), None)
    if y is None:
        return None
    if y.ndim == 2 and y.shape[1] > 1:
        one_hot = bool(((y == 0) | (y == 1)).all()) and bool((y.sum(axis=1) == 1).all())
        labels = y.argmax(axis=1) if one_hot else None
    elif y.size == n:
        flat = y.reshape(-1)
        labels = flat.astype(np.int64) if np.array_equal(flat, flat.astype(np.int64)) else None
    else:
        labels = None
    if labels is None:
        return None
    counts = np.unique(labels, return_counts=True)[1]
    return labels if len(counts) > 1 and counts.min() >= 2 else None


def _stratified(classes: np.ndarray, order: np.ndarray, count: int) -> np.ndarray:
    """Take from each class its share (largest remainders get the rest), in a random order."""
    shuffled = classes[order]
    values, sizes = np.unique(classes, return_counts=True)
    shares = sizes * (count / len(classes))
    take = np.floor(shares).astype(int)
    for i in np.argsort(take - shares, kind="stable")[: count - take.sum()]:
        take[i] += 1
    return np.concatenate([order[shuffled == v][:k] for v, k in zip(values, take, strict=True)])
