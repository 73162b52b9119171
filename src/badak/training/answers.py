"""What a saved model says about new input, in words a person or a program can use: the same for every front end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error, notify, shape_text
from badak.training.preparation import ArrayPreparation, Preparation, preparation_of

if TYPE_CHECKING:
    from badak.datasets.table import Table


@dataclass(frozen=True)
class Answer:
    """What a model says about one sample.

    Attributes:
        value: the name of the class, or the number.
        probability: how sure the model is of the class; None for a number.
        ranked: the likeliest classes with their probabilities, the first of them ``value``; empty for a number.
    """

    value: Any
    probability: float | None = None
    ranked: tuple[tuple[str, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        if self.probability is None:
            return {"value": self.value}
        ranked = [{"class": name, "probability": share} for name, share in self.ranked]
        return {"class": self.value, "probability": self.probability, "ranked": ranked}


def preparation_for(model: Any, raw: Any, where: str) -> Preparation:
    """Return how a model's input is prepared; where its file does not say, what is done instead is said aloud.

    Args:
        model: a model that has its weights.
        raw: the input, arrays or a table.
        where: the input's name, for messages.

    Raises:
        DataError: BD096, when the model says nothing and the input is a table of words.
    """
    found = preparation_of(model, where)
    if found is not None:
        return found
    shape = tuple(int(size) for size in model._built().shape)
    bytes_ = isinstance(raw, np.ndarray) and raw.dtype == np.uint8
    done = (
        both("pixels are divided by 255", "픽셀 값을 255로 나눕니다")
        if bytes_
        else both("numbers are taken as they are", "수를 그대로 씁니다")
    )
    notify(
        "BD098",
        where=where,
        what=both(
            f"the model file does not say how its input is prepared: {done['en']}",
            f"모델 파일에 입력 처리 방법이 적혀 있지 않아 {done['ko']}",
        ),
        stacklevel=4,
    )
    return ArrayPreparation(shape, (0.0,), (255.0,) if bytes_ else (1.0,))


def answers(
    model: Any, raw: Any, *, preparation: Preparation | None = None, most: int = 3, where: str = "input"
) -> list[Answer]:
    """Answer raw input.

    Args:
        model: a model that has its weights.
        raw: samples (samples, …) as they come, or a table.
        preparation: how the input is prepared; the model's own by default.
        most: how many of the likeliest classes are named.
        where: the input's name, for messages.

    Returns:
        One answer for each sample.

    Raises:
        DataError: BD096, BD078, BD033, when the input does not fit the model.
    """
    preparation = preparation or preparation_for(model, raw, where)
    x = preparation.inputs(raw, where)
    if not len(x):
        raise error("BD035", where=where, got=shape_text(x))
    return read_outputs(model, model.predict(x, verbose=0), preparation, most)


def read_outputs(model: Any, outputs: np.ndarray, preparation: Preparation, most: int = 3) -> list[Answer]:
    """Turn a model's outputs into answers: class names with probabilities, or numbers in the target's unit."""
    outputs = np.asarray(outputs, np.float64).reshape(len(outputs), -1)
    names = model.class_names
    units = outputs.shape[1]
    if names is None and (units == 1 or not _are_probabilities(outputs)):
        numbers = preparation.numbers(outputs)
        return [Answer(float(row[0]) if units == 1 else [float(v) for v in row]) for row in numbers]
    if units == 1:  # one probability: that of the second class
        outputs = np.concatenate([1 - outputs, outputs], axis=1)
    names = list(names or map(str, range(outputs.shape[1])))
    order = np.argsort(-outputs, axis=1, kind="stable")[:, :most]
    found = []
    for row, best in zip(outputs, order):
        ranked = tuple((names[k], float(row[k])) for k in best)
        found.append(Answer(ranked[0][0], ranked[0][1], ranked))
    return found


def _are_probabilities(outputs: np.ndarray) -> bool:
    return bool((outputs >= 0).all()) and bool(np.allclose(outputs.sum(axis=1), 1, atol=1e-3))


def target_of(model: Any, table: Table) -> np.ndarray:
    """Return the prepared targets of a table's rows, for a model trained on a table.

    Raises:
        DataError: BD072, when the target column is missing; BD078, for a value that cannot be one.
    """
    preparation = preparation_of(model)
    encoder: Any = getattr(preparation, "encoder", None)
    if encoder is None:
        raise error(
            "BD096", where=model.label, why=both("the model was not trained on a table", "표로 학습한 모델이 아닙니다")
        )
    return encoder.transform_target(table)
