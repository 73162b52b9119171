"""The column to predict: whether it asks for a number or a class, and the way there and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.datasets.columns import Column, parse_number, say_strays
from badak.datasets.wording import Both, both, quoted
from badak.errors import BadakError, error

TASKS = ("regression", "classification")

# Whole numbers are taken for classes when there are few of them and each comes back often: 0/1, stars, grades.
MOST_NUMBER_CLASSES = 20
LEAST_ROWS_PER_CLASS = 5


@dataclass(frozen=True)
class Target:
    """What is predicted.

    Attributes:
        name: the column.
        task: ``"regression"`` or ``"classification"``.
        reason: why this task, in both languages.
        classes: names of the classes in the order of their numbers; empty for regression.
        mean: mean of the training part, in the column's unit; 0 for classification.
        std: standard deviation of the training part, in the column's unit; 1 for classification.
    """

    name: str
    task: str
    reason: Both
    classes: tuple[str, ...] = ()
    mean: float = 0.0
    std: float = 1.0

    @classmethod
    def fit(
        cls,
        column: Column,
        task: str | None,
        where: str,
        lines: Sequence[int],
        rows: np.ndarray | None = None,
    ) -> Target:
        """Learn from a column what the target is like; ``rows`` are the training part, for mean and deviation."""
        if task is not None and task not in TASKS:
            raise error("BD003", where=where, name="task", got=repr(task), expected="'regression' | 'classification'")
        if not column.distinct:
            raise _unusable(where, column.name, both("it has no values at all", "값이 하나도 없습니다"))
        if len(column.distinct) == 1:
            only = next(iter(column.distinct))
            raise _unusable(
                where,
                column.name,
                both(
                    f"every row has the same value {only!r}: nothing to learn",
                    f"모든 행의 값이 {only!r}(으)로 같아 배울 것이 없습니다",
                ),
            )
        reason = both("as asked for with task=", "task=로 지정하셨습니다")
        if task is None:
            task, reason = _decide(column, where, lines)
        if task == "classification":
            return cls(column.name, task, reason, classes=_classes(column))
        _refuse_words(column, where, lines)
        values = column.numbers if rows is None else column.numbers[rows]
        values = values[~np.isnan(values)]
        with np.errstate(over="ignore", invalid="ignore"):
            std = float(values.std()) if len(values) else 0.0
        if not 0 < std < np.inf:  # a training part of equal values, or numbers whose squares are beyond float64
            why = both(
                "its values in the training part are all equal, or too large",
                "학습용 행의 값이 모두 같거나 너무 큽니다",
            )
            raise _unusable(where, column.name, why)
        return cls(column.name, task, reason, mean=float(values.mean()), std=std)

    def present(self, column: Column) -> np.ndarray:
        """Say for each row whether it has a target, shape (rows,)."""
        return np.array([text is not None for text in column.texts], dtype=bool)

    def encode(self, column: Column) -> np.ndarray:
        """Turn a column without missing values into what a model learns: (rows,) int64 or (rows, 1) float32.

        Raises:
            DataError: BD078, for a value that is no number, or a class that the training part did not have.
        """
        if self.task == "regression":
            wrong = column.strays(1)
            if wrong:
                raise self._unknown(*wrong[0], both("a number", "숫자"))
            return ((column.numbers - self.mean) / self.std).astype(np.float32)[:, None]
        places = {name: place for place, name in enumerate(self.classes)}
        found = [places.get(_class_name(text or "")) for text in column.texts]
        if None in found:
            row = found.index(None)
            known = quoted(self.classes, 10)
            raise self._unknown(
                row, column.texts[row] or "", both(f"one of the classes {known}", f"다음 클래스 중 하나: {known}")
            )
        return np.array(found, dtype=np.int64)

    def _unknown(self, row: int, text: str, expected: Both) -> BadakError:
        return error("BD078", where="TableEncoder", column=self.name, row=row, got=repr(text), expected=expected)

    def decode(self, predictions: Any) -> Any:
        """Turn a model's answers back: numbers in the column's unit, or a list of class names."""
        values = np.asarray(predictions)
        if self.task == "regression":
            return values.astype(np.float64) * self.std + self.mean
        if values.ndim == 2 and values.shape[1] == len(self.classes) and values.shape[1] > 1:
            chosen = values.argmax(axis=1)
        elif values.dtype.kind in "iub":
            chosen = values.reshape(-1).astype(np.int64)
        else:  # one probability per row: that of the second class
            chosen = (values.reshape(-1) > 0.5).astype(np.int64)
        return [self.classes[place] for place in chosen]


def _decide(column: Column, where: str, lines: Sequence[int]) -> tuple[str, Both]:
    """Choose the task; the sentence is said to the user, who can choose otherwise."""
    values = [parse_number(text, column.grouping) for text in column.distinct]
    name, count = column.name, len(values)
    rows = len(column.texts) - column.missing
    if column.kind == "mixed":
        _refuse_words(column, where, lines)
    numbers = [value for value in values if value is not None]
    if len(numbers) < count or column.kind in ("category", "text", "date"):
        if count > rows / 2 and count > LEAST_ROWS_PER_CLASS:
            why = both(
                f"{count} different texts in {rows} rows are too many for classes",
                f"{rows}개 행에 서로 다른 글이 {count}개나 되어 클래스로 볼 수 없습니다",
            )
            raise _unusable(where, name, why)
        return "classification", both(
            f"{name!r} holds words ({count} different ones), so this is classification",
            f"'{name}' 열이 글자(서로 다른 값 {count}개)이므로 분류(classification) 문제로 봅니다",
        )
    whole = all(value.is_integer() for value in numbers)
    different = len(set(numbers))
    if whole and (different == 2 or (different <= MOST_NUMBER_CLASSES and rows >= LEAST_ROWS_PER_CLASS * different)):
        return "classification", both(
            f"{name!r} holds only {different} different whole numbers, so this is classification",
            f"'{name}' 열의 값이 서로 다른 정수 {different}개뿐이므로 분류(classification) 문제로 봅니다",
        )
    return "regression", both(
        f"{name!r} holds {different} different numbers, so this is regression",
        f"'{name}' 열에 서로 다른 숫자가 {different}개 있으므로 회귀(regression) 문제로 봅니다",
    )


def _refuse_words(column: Column, where: str, lines: Sequence[int]) -> None:
    """Raise when a column of numbers has cells that are none."""
    if column.strays(1):
        words = both("regression needs numbers, but there are words", "회귀에는 숫자가 필요한데 글자가 있습니다")
        raise _unusable(where, column.name, say_strays(column, lines, None if column.kind == "mixed" else words))


def _classes(column: Column) -> tuple[str, ...]:
    names = {_class_name(text) for text in column.distinct}
    numbers = {name: parse_number(name) for name in names}
    if None in numbers.values():
        return tuple(sorted(names))
    return tuple(sorted(names, key=lambda name: (numbers[name] or 0.0, name)))


def _class_name(text: str) -> str:
    """Write one class in one way: spreadsheets turn 1 into 1.0 when another cell of the column is missing."""
    return re.sub(r"\.0*$", "", text) if parse_number(text, grouping=False) is not None else text


def _unusable(where: str, name: str, why: Both) -> BadakError:
    return error("BD073", where=where, name=name, why=why)
