"""What any model of two inputs says about points of the plane."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.errors import BadakError, error, phrase
from badak.plots.given import array_of, one_line

# how to ask, and the threshold between two classes where the way tells it
_WAYS = (("predict_proba", 0.5), ("decision_function", 0.0), ("predict", None), ("__call__", None))


@dataclass(frozen=True)
class Said:
    """What a model says about points.

    Attributes:
        classes: the labels, in the order in which they are drawn.
        place: which of them each point gets, (points,).
        margin: for each class how far it is ahead of the best other one, (classes, points); None where only labels are told.
        score: the single output, or the probability of the second of two classes, (points,); None for anything else.
        threshold: above it the second class is meant.
    """

    classes: list
    place: np.ndarray
    margin: np.ndarray | None
    score: np.ndarray | None
    threshold: float

    @property
    def probability(self) -> bool:
        """Whether the score lies between 0 and 1 everywhere."""
        return self.score is not None and bool(((self.score >= 0) & (self.score <= 1)).all())


def ask(where: str, model: Any, points: np.ndarray, y: np.ndarray | None, threshold: float | None) -> Said:
    """Ask a model about points (points, 2).

    Probabilities are asked for before scores, scores before labels; a plain function is called with the points, or with both
    coordinates if it takes two arguments, one point at a time if it takes no arrays.

    Raises:
        ArgumentError: BD385, when it cannot be asked; BD386, when it speaks of other labels than y.
    """
    answers, usual = _answers(where, model, points)
    known = getattr(model, "classes_", None)
    known = None if known is None else list(np.asarray(known).tolist())
    given = None if y is None else np.unique(y).tolist()
    if answers.ndim == 2 and answers.shape[1] == 1:
        answers = answers[:, 0]
    if answers.ndim == 2:
        return _of_columns(where, answers, known, given, threshold)
    if answers.dtype.kind in "biuUSO" or (
        known is not None and usual is None and set(np.unique(answers)) <= set(known)
    ):
        return _of_labels(where, answers, known, given)
    if usual is None and (answers == np.round(answers)).all():  # a function that returns 0.0 and 1.0 tells labels too
        return _of_labels(where, answers.astype(int), known, given)
    classes = known or (given if given is not None and len(given) == 2 else [0, 1])
    if usual is None:
        usual = 0.0 if given == [-1, 1] or _logits(model) else 0.5
    limit = usual if threshold is None else float(threshold)
    ahead = answers - limit
    _compare(where, classes, given)
    return Said(classes, (ahead > 0).astype(int), np.stack([-ahead, ahead]), answers, limit)


def _of_columns(
    where: str, scores: np.ndarray, known: list | None, given: list | None, threshold: float | None
) -> Said:
    count = scores.shape[1]
    classes = known if known is not None and len(known) == count else list(range(count))
    _compare(where, classes, given)
    if count == 2 and (scores >= 0).all() and np.allclose(scores.sum(axis=1), 1, atol=1e-4):
        limit = 0.5 if threshold is None else float(threshold)
        ahead = scores[:, 1] - limit
        return Said(classes, (ahead > 0).astype(int), np.stack([-ahead, ahead]), scores[:, 1], limit)
    rest = np.stack([np.delete(scores, k, axis=1).max(axis=1) for k in range(count)])
    return Said(classes, scores.argmax(axis=1), scores.T - rest, None, 0.5)


def _of_labels(where: str, labels: np.ndarray, known: list | None, given: list | None) -> Said:
    labels = labels.astype(int) if labels.dtype.kind == "b" else labels
    told = known or np.unique(labels).tolist()
    if known is None and given is not None:
        if set(told) <= {-1, 1} and -1 in told and 0 in given:
            _compare(where, [-1, 1], given)
        if not set(told) & set(given):
            _compare(where, told, given)  # words and numbers, or none of the model's
        told = sorted({*told, *given})
    _compare(where, told, given)
    place = np.searchsorted(np.array(told), labels)
    return Said(told, place, None, None, 0.5)


def _compare(where: str, classes: list, given: list | None) -> None:
    """Refuse labels that the model does not have: all samples of theirs would look wrong."""
    strange = [label for label in given or [] if label not in classes]
    if strange:
        fix = phrase("give y the labels that the model learned", "모델을 훈련할 때 쓴 것과 같은 레이블을 y로 주세요")
        if any(isinstance(label, str) for label in strange):
            fix = phrase(
                "names, y = np.unique(y, return_inverse=True) makes numbers of words; then class_names=names",
                "names, y = np.unique(y, return_inverse=True)로 글자를 번호로 바꾸고 class_names=names를 주세요",
            )
        elif -1 in [*classes, *given]:  # type: ignore[misc]
            fix = phrase(
                "write both alike: 2 * y - 1 makes -1 and +1 of 0 and 1, (y + 1) // 2 the other way round",
                "둘을 같은 방식으로 쓰세요. 2 * y - 1은 0과 1을 -1과 +1로, (y + 1) // 2는 그 반대로 바꿉니다",
            )
        raise error("BD386", where=f"plots.{where}", got=f"y: {given}", expected=f"{classes}", better=fix)


def _logits(model: Any) -> bool:
    wish = getattr(getattr(model, "_compiled", None), "loss_wish", None)
    return bool(getattr(wish, "from_logits", False))


def _answers(where: str, model: Any, points: np.ndarray) -> tuple[np.ndarray, float | None]:
    """Return the answers and, where the way of asking tells it, the threshold between two classes."""
    problem = None
    for way, usual in _WAYS:
        method = getattr(model, way, None)
        if not callable(method) or (way == "__call__" and not callable(model)):
            continue
        try:
            found = call(method if way != "__call__" else model, points)
        except Exception as caught:
            problem = problem or caught
            continue
        odd = getattr(model, "classes_", None)
        if way == "decision_function" and found.ndim == 2 and odd is not None and found.shape[1] != len(odd):
            continue  # one column for each pair of classes
        if found.shape[:1] == (len(points),) and found.ndim <= 2:
            return found, usual
        shape = phrase("{n} points were answered with shape {shape}", "점 {n}개에 대한 답의 모양이 {shape}입니다")
        problem = ValueError(shape.format(n=len(points), shape=found.shape))
    if problem is None:
        check_askable(where, model)
    assert problem is not None  # noqa: S101  (a model of one of the ways has been asked)
    why = problem.text() if isinstance(problem, BadakError) else str(problem) or type(problem).__name__
    raise error("BD385", where=f"plots.{where}", got=one_line(model), why=why.splitlines()[0]) from problem


def check_askable(where: str, model: Any) -> None:
    """Refuse what is no model at all, such as data where the model was forgotten.

    Raises:
        ArgumentError: BD385.
    """
    if not callable(model) and not any(callable(getattr(model, way, None)) for way, _ in _WAYS):
        why = phrase("it has no predict and cannot be called", "predict가 없고 호출할 수도 없습니다")
        raise error("BD385", where=f"plots.{where}", got=one_line(model), why=why)


def call(method: Callable[..., Any], points: np.ndarray) -> np.ndarray:
    """Ask a model quietly about points (points, inputs); a function of two arguments gets both coordinates.

    An estimator of scikit-learn that learned from a table gets one, with the same columns.
    """
    names = _arguments(method)
    if len([n for n, needed in names.items() if needed]) == 2:
        return _two(method, points)
    options: dict[str, Any] = {}
    if "batch_size" in names:
        options = {"batch_size": 4096}
    if "verbose" in names:
        options["verbose"] = 0
    columns = getattr(getattr(method, "__self__", None), "feature_names_in_", None)
    pandas = sys.modules.get("pandas")
    if columns is not None and pandas is not None and len(columns) == points.shape[1]:
        return array_of(method(pandas.DataFrame(points, columns=columns), **options))
    return array_of(method(points, **options))


def _two(f: Callable[..., Any], points: np.ndarray) -> np.ndarray:
    """Call f(x1, x2), with arrays if it takes them."""
    try:
        found = array_of(f(points[:, 0], points[:, 1]))
        if found.shape[:1] == (len(points),):
            return found
    except Exception:  # an ``if`` of a beginner's gate takes single numbers only
        found = None
    return np.array([array_of(f(a, b)) for a, b in points.tolist()])


def _arguments(method: Callable[..., Any]) -> dict[str, bool]:
    """Return the arguments that can be given by place, and whether they must be given."""
    if isinstance(method, np.ufunc):
        return {f"x{k}": True for k in range(method.nin)}
    try:
        parameters = inspect.signature(method).parameters.values()
    except (TypeError, ValueError):
        return {}
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return {p.name: p.default is p.empty and p.kind in places for p in parameters}
