"""Figures for a report from any model and data, whatever form the targets have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from badak.errors import error
from badak.training.evaluation import Evaluation


def measured(model: Any, x_test: Any, y_test: Any, class_names: Sequence[str] | None = None) -> Evaluation:
    """Measure a model on data it has not learned from.

    Args:
        model: the model; its loss is measured too where it is compiled.
        x_test: inputs, as for ``predict``.
        y_test: class numbers (n,), one-hot rows (n, classes), 0 and 1 for a single probability, or numbers (n,), (n, 1).
        class_names: names of the classes.

    Returns:
        The figures.
    """
    answers = np.asarray(model.predict(x_test, verbose=0), np.float64)
    truth = np.asarray(getattr(y_test, "data", y_test) if type(y_test).__module__.startswith("badak") else y_test)
    loss = float("nan")
    if model._compiled is not None and model.compiled.loss is not None:
        loss = model.evaluate(x_test, y_test, verbose=0, return_dict=True)["loss"]
    answers = answers.reshape(len(answers), -1)
    classes = _classes(answers, truth)
    if classes is None:
        numbers, truth = answers[:, : truth.size // len(truth)].reshape(-1), truth.astype(np.float64).reshape(-1)
        guess = float(truth.mean())
        return Evaluation(
            "regression", len(numbers), loss, numbers, truth, baseline=float(np.abs(truth - guess).mean()), guess=guess
        )
    shares = _probabilities(answers)
    names = tuple(class_names or model.class_names or map(str, range(shares.shape[1])))
    if len(names) != shares.shape[1]:
        count = shares.shape[1]
        expected = {"en": f"{count} names, one for each class", "ko": f"클래스마다 하나씩, 이름 {count}개"}
        raise error("BD003", where="inspect.report", name="class_names", got=repr(names)[:60], expected=expected)
    counts = np.bincount(classes, minlength=len(names))
    return Evaluation(
        "classification",
        len(classes),
        loss,
        shares,
        classes,
        names,
        baseline=float(counts.max() / len(classes)),
        guess=names[int(counts.argmax())],
    )


def _classes(answers: np.ndarray, truth: np.ndarray) -> np.ndarray | None:
    """Return class numbers, or None when numbers are predicted."""
    if answers.shape[1] > 1:
        if truth.ndim == 2 and truth.shape == answers.shape:
            one_hot = bool(((truth == 0) | (truth == 1)).all() and (truth.sum(axis=1) == 1).all())
            return truth.argmax(axis=1) if one_hot else None
        flat = truth.reshape(-1)
        whole = truth.size == len(answers) and bool((flat == np.floor(flat)).all())
        return flat.astype(np.int64) if whole and 0 <= flat.min() and flat.max() < answers.shape[1] else None
    flat = truth.reshape(-1)
    shares = bool(((answers >= 0) & (answers <= 1)).all())
    return flat.astype(np.int64) if shares and bool(((flat == 0) | (flat == 1)).all()) else None


def _probabilities(answers: np.ndarray) -> np.ndarray:
    """Return one probability for each class: of a single one its complement too, of scores their softmax."""
    if answers.shape[1] == 1:
        return np.concatenate([1 - answers, answers], axis=1)
    if bool((answers >= 0).all()) and bool(np.allclose(answers.sum(axis=1), 1, atol=1e-3)):
        return answers
    powers = np.exp(answers - answers.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
