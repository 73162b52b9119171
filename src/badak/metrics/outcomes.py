"""Counting right and wrong yes/no answers at one or several thresholds."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from badak.backend import namespace, seam
from badak.errors import error
from badak.losses.arguments import unequal
from badak.metrics import sums


class Outcomes(NamedTuple):
    """Weighted numbers of answers, one entry per threshold."""

    true_positives: Any
    false_positives: Any
    true_negatives: Any
    false_negatives: Any


def thresholds_of(thresholds: Any, default: float = 0.5) -> tuple[float, ...]:
    """Return thresholds as a tuple, the default for None."""
    if thresholds is None:
        return (default,)
    return (
        tuple(float(t) for t in thresholds)
        if isinstance(thresholds, list | tuple | np.ndarray)
        else (float(thresholds),)
    )


def several(thresholds: Any) -> bool:
    """Say whether the user gave a list of thresholds and expects a list of results."""
    return isinstance(thresholds, list | tuple | np.ndarray)


def selected(
    name: str, y_true: Any, y_pred: Any, sample_weight: Any, top_k: int | None, class_id: int | None
) -> tuple[Any, Any, Any]:
    """Return targets (true or false), scores and weights (or None) of the answers that are asked about.

    Scores outside the ``top_k`` highest of a sample become -inf, so that they are never a yes.
    """
    if y_true.shape != y_pred.shape:
        raise unequal(name, y_true.shape, y_pred.shape)
    xp = namespace(y_pred)
    yes = y_true if y_true.dtype.kind == "b" else y_true > 0.5
    weight = None if sample_weight is None else sums.weights_for(name, sample_weight, y_pred)
    if top_k is not None:
        if y_pred.dtype.kind != "f":
            y_pred = y_pred.astype(np.float32)
        order = xp.argsort(-y_pred, axis=-1, stable=True)
        rank = xp.argsort(order, axis=-1, stable=True)
        y_pred = xp.where(rank < top_k, y_pred, -np.inf)
    if class_id is not None:
        if not -1 < class_id < y_pred.shape[-1]:
            expected = f"0 … {y_pred.shape[-1] - 1}"
            raise error("BD003", where=name, name="class_id", got=repr(class_id), expected=expected)
        yes, y_pred = yes[..., class_id], y_pred[..., class_id]
        weight = weight if weight is None else weight[..., class_id]
    return yes, y_pred, weight


def count(yes: Any, scores: Any, weight: Any, thresholds: tuple[float, ...]) -> Outcomes:
    """Count outcomes for a few thresholds in any order, by comparing with each; a score above it is a yes."""
    xp = namespace(scores)
    yes, scores = yes.reshape(-1), scores.reshape(-1)
    if len(thresholds) == 1:
        said = (scores > thresholds[0])[None, :]
    else:
        said = scores[None, :] > xp.asarray(thresholds, dtype=scores.dtype)[:, None]
    hits, alarms = said & yes, said & ~yes
    if weight is None:
        positives, negatives = sums.total(yes), sums.total(~yes)
    else:
        weight = weight.reshape(-1)
        zero = weight[:1] * 0
        positives, negatives = sums.total(xp.where(yes, weight, zero)), sums.total(xp.where(yes, zero, weight))
        hits, alarms = xp.where(hits, weight, zero), xp.where(alarms, weight, zero)
    right, wrong = sums.total(hits, axis=1), sums.total(alarms, axis=1)
    return Outcomes(right, wrong, negatives - wrong, positives - right)


def count_sorted(yes: Any, scores: Any, weight: Any, thresholds: tuple[float, ...]) -> Outcomes:
    """Count outcomes for many rising thresholds, one column of scores after the other; shape (thresholds, columns).

    Each score falls into the bucket of the thresholds below it; adding the buckets up from the far end gives what lies
    above each threshold. That needs one look-up per score instead of one comparison per score and threshold.
    """
    xp = namespace(scores)
    columns = scores.shape[-1]
    buckets = len(thresholds) + 1
    edges = xp.asarray(thresholds, dtype=scores.dtype)
    bucket = xp.searchsorted(edges, scores.reshape(-1), side="left").reshape(scores.shape)
    place = (bucket + xp.arange(columns) * buckets).reshape(-1)
    amount = xp.ones_like(scores) if weight is None else weight
    zero = xp.zeros_like(amount)
    dtype = np.dtype(np.float64) if xp is np else amount.dtype

    def above(part: Any) -> Any:
        sums_ = seam(scores).index_add((columns * buckets,), place, part.reshape(-1), dtype).reshape(columns, buckets)
        return (sums_.sum(axis=1, keepdims=True) - xp.cumsum(sums_, axis=1))[:, :-1].T

    def all_of(part: Any) -> Any:
        return part.reshape(-1, columns).sum(axis=0, dtype=dtype)[None, :]

    positive, negative = xp.where(yes, amount, zero), xp.where(yes, zero, amount)
    right, wrong = above(positive), above(negative)
    return Outcomes(right, wrong, all_of(negative) - wrong, all_of(positive) - right)
