"""Losses in plain NumPy: how wrong an answer is, as one number that descent can lower."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import expect


def sum_squared_error(y: Any, t: Any) -> float:
    r"""Return :math:`\frac12\sum_k (y_k - t_k)^2`; the ½ cancels the 2 of the derivative.

    Args:
        y: answers, any shape.
        t: targets, of the same shape.

    Returns:
        The loss.

    Example:
        >>> from badak.classic import sum_squared_error
        >>> sum_squared_error([3, 4, 5], [2, 4, 6])
        1.0

    Source: Gauss 1809.
    """
    return float(((np.asarray(y, np.float64) - np.asarray(t)) ** 2).sum() / 2)


def mean_squared_error(y: Any, t: Any) -> float:
    r"""Return :math:`\frac1n\sum_k (y_k - t_k)^2`, which does not grow with the number of samples (L2).

    Args:
        y: answers, any shape.
        t: targets, of the same shape.

    Returns:
        The loss.

    Example:
        >>> from badak.classic import mean_squared_error
        >>> round(mean_squared_error([3, 4, 5], [2, 4, 6]), 6)
        0.666667

    Source: Gauss 1809.
    """
    return float(((np.asarray(y, np.float64) - np.asarray(t)) ** 2).mean())


def mean_absolute_error(y: Any, t: Any) -> float:
    r"""Return :math:`\frac1n\sum_k |y_k - t_k|`: an outlier counts by its distance, not by its square (L1).

    Args:
        y: answers, any shape.
        t: targets, of the same shape.

    Returns:
        The loss.

    Example:
        >>> from badak.classic import mean_absolute_error
        >>> mean_absolute_error([3, 4, 5, 6], [2, 4, 6, 6])
        0.5

    Source: Boscovich 1757, Laplace 1793.
    """
    return float(np.abs(np.asarray(y, np.float64) - np.asarray(t)).mean())


def cross_entropy_error(y: Any, t: Any) -> float:
    r"""Return the mean of :math:`-\log y_{\text{true class}}`.

    Args:
        y: probabilities (samples, classes), or (classes,) for one sample.
        t: class numbers (samples,), or one-hot rows of the shape of y.

    Returns:
        The loss.

    Raises:
        ShapeError: BD001, for shapes that do not fit.

    Example:
        >>> from badak.classic import cross_entropy_error
        >>> round(cross_entropy_error([0.1, 0.05, 0.6, 0.25], [0, 0, 1, 0]), 6)  # -log 0.6
        0.510826
        >>> round(cross_entropy_error([[0.5, 0.5], [1.0, 0.0]], [0, 0]), 6)  # (log 2 + log 1) / 2
        0.346574

    Source: Shannon 1948; the smallest probability counted is that of the number type, so that the answer is finite.
    """
    y, t = np.atleast_2d(np.asarray(y, np.float64)), np.asarray(t)
    t = (
        t.reshape(1, -1)
        if t.ndim == 1 and len(y) == 1 and t.size == y.shape[1] and y.shape[1] > 1
        else np.atleast_1d(t)
    )
    if t.ndim == 2:
        expect("classic.cross_entropy_error", "y: samples classes, t: samples classes", y=y, t=t)
        t = t.argmax(axis=1)
    expect("classic.cross_entropy_error", "y: samples classes, t: samples", y=y, t=t)
    chosen = np.maximum(y[np.arange(len(y)), t], np.finfo(y.dtype).tiny)
    return float(-np.log(chosen).mean())


def accuracy(y: Any, t: Any) -> float:
    """Return the part of the samples whose largest probability stands at the true class.

    Why this is not the loss: it stays the same while the weights move a little, and then jumps. Its slope is 0 nearly
    everywhere, so descent has nowhere to go.

    Args:
        y: probabilities or logits (samples, classes).
        t: class numbers (samples,), or one-hot rows.

    Returns:
        A number from 0 to 1.

    Raises:
        ShapeError: BD001, for shapes that do not fit.

    Example:
        >>> from badak.classic import accuracy
        >>> accuracy([[0.9, 0.1], [0.4, 0.6]], [0, 0])
        0.5

    Source: counting.
    """
    y, t = np.asarray(y), np.asarray(t)
    t = t.argmax(axis=1) if t.ndim == 2 else t
    expect("classic.accuracy", "y: samples classes, t: samples", y=y, t=t)
    return float((y.argmax(axis=1) == t).mean())
