"""How good a model is on samples it has not learned from, beside what guessing would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Evaluation:
    """Figures of one model on one set of samples.

    Attributes:
        task: ``"classification"`` or ``"regression"``.
        n: number of samples.
        loss: the model's loss.
        predictions: probabilities (n, classes), or numbers (n,) in the target's unit.
        truth: class numbers (n,), or numbers (n,) in the target's unit.
        class_names: one for each class; empty for regression.
        baseline: what guessing gives: the share of the most frequent class, or the mean absolute error of the mean.
        guess: what is guessed: the name of that class, or the mean.
    """

    task: str
    n: int
    loss: float
    predictions: np.ndarray
    truth: np.ndarray
    class_names: tuple[str, ...] = ()
    baseline: float = 0.0
    guess: Any = None

    # --- classification ---------------------------------------------------------------------------------------------------

    @property
    def predicted(self) -> np.ndarray:
        """The predicted class numbers (n,), or the predicted numbers (n,)."""
        return self.predictions.argmax(axis=1) if self.task == "classification" else self.predictions

    @property
    def right(self) -> int:
        """How many samples are classified rightly."""
        return int((self.predicted == self.truth).sum())

    @property
    def accuracy(self) -> float:
        """Share of the samples that are classified rightly."""
        return self.right / self.n

    def confusion(self) -> np.ndarray:
        """Count (true class, predicted class), shape (classes, classes)."""
        return confusion_counts(self.truth, self.predicted, len(self.class_names))

    def confused(self, most: int = 3) -> list[tuple[str, str, int]]:
        """Return the most frequent mistakes: (true name, predicted name, count), the most frequent first."""
        return most_confused(self.confusion(), self.class_names, most)

    # --- regression -------------------------------------------------------------------------------------------------------

    @property
    def mae(self) -> float:
        """Mean absolute error, in the target's unit."""
        return float(np.abs(self.predictions - self.truth).mean())

    @property
    def rmse(self) -> float:
        """Root of the mean squared error, in the target's unit."""
        return float(np.sqrt(np.square(self.predictions - self.truth).mean()))

    @property
    def r2(self) -> float | None:
        """Share of the variance that is explained; None where all true values are equal."""
        spread = float(np.square(self.truth - self.truth.mean()).sum())
        return 1 - float(np.square(self.predictions - self.truth).sum()) / spread if spread else None

    # --- for others -------------------------------------------------------------------------------------------------------

    def to_dict(self, confusion: bool = True) -> dict[str, Any]:
        """Return the figures as plain values for JSON."""
        out: dict[str, Any] = {"task": self.task, "n": self.n, "loss": _finite(self.loss)}
        if self.task == "regression":
            r2 = self.r2
            out |= {"mae": _finite(self.mae), "rmse": _finite(self.rmse), "r2": None if r2 is None else _finite(r2)}
            return out | {"baseline": {"predicts": _finite(float(self.guess)), "mae": _finite(self.baseline)}}
        out |= {"accuracy": self.accuracy, "right": self.right}
        out |= {"baseline": {"predicts": self.guess, "accuracy": self.baseline}}
        out["confused"] = [{"true": a, "predicted": b, "count": n} for a, b, n in self.confused()]
        if confusion:
            out["classes"] = list(self.class_names)
            out["confusion"] = self.confusion().tolist()
        return out


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None  # JSON knows no NaN


def confusion_counts(truth: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Count (true class, predicted class).

    Example:
        >>> import numpy as np
        >>> confusion_counts(np.array([0, 1, 1]), np.array([0, 0, 1]), 2).tolist()
        [[1, 0], [1, 1]]
    """
    places = truth.astype(np.int64) * classes + predicted.astype(np.int64)
    return np.bincount(places, minlength=classes * classes).reshape(classes, classes)


def most_confused(confusion: np.ndarray, names: Any, most: int = 3) -> list[tuple[str, str, int]]:
    """Return the most frequent mistakes: (true name, predicted name, count).

    Example:
        >>> import numpy as np
        >>> most_confused(np.array([[5, 0], [2, 4]]), ["cat", "dog"])
        [('dog', 'cat', 2)]
    """
    wrong = np.array(confusion)
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    found = [(int(i), int(j)) for i, j in zip(*np.unravel_index(order, wrong.shape))]
    return [(str(names[i]), str(names[j]), int(wrong[i, j])) for i, j in found if wrong[i, j]]


def evaluate(
    model: Any, x: np.ndarray, y: np.ndarray, *, preparation: Any, baseline: Any = None, class_names: Any = None
) -> Evaluation:
    """Measure a model on prepared samples.

    Args:
        model: the model.
        x: prepared inputs (samples, …).
        y: class numbers (samples,), or standardised targets (samples, 1).
        preparation: what turns answers back into the target's unit.
        baseline: targets of the training part, to guess from; those tested on where left out.
        class_names: names of the classes; the model's own by default, without either numbers are predicted.

    Returns:
        The figures.
    """
    loss = model.evaluate(x, y, batch_size=1024, verbose=0, return_dict=True)["loss"]
    predictions = model.predict(x, verbose=0)
    known = y if baseline is None else baseline
    names = tuple(class_names or model.class_names or ())
    if names:
        counts = np.bincount(known.reshape(-1).astype(np.int64), minlength=len(names))
        guess = int(counts.argmax())
        truth = y.reshape(-1).astype(np.int64)
        right = float((truth == guess).mean())
        return Evaluation("classification", len(y), loss, predictions, truth, names, baseline=right, guess=names[guess])
    numbers, truth = (preparation.numbers(part).reshape(-1) for part in (predictions, y))
    mean = float(preparation.numbers(known).mean())
    missed = float(np.abs(truth - mean).mean())
    return Evaluation("regression", len(y), loss, numbers, truth, baseline=missed, guess=mean)
