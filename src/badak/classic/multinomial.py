"""Several classes: one softmax for all, or a yes-or-no question for each.

*Multinomial*: the classes compete, and their probabilities add up to 1. *One-vs-rest*: for every class its own sigmoid says
"this one, or another?"; the answers do not know of each other and need not add up.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.checks import number, whole
from badak.classic.activations import sigmoid, softmax
from badak.errors import error, expect


class SoftmaxRegression:
    r"""Multinomial logistic regression.

    .. math:: P = \operatorname{softmax}(XW + b),\qquad \frac{\partial C}{\partial W} = \frac1n X^\top (P - T)

    with T the one-hot rows of the labels and C the cross-entropy.

    Args:
        learning_rate: factor of the slope in each step.
        epochs: steps, with all samples in each.

    Attributes:
        w: weights (features, classes), once fitted.
        b: biases (classes,).

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> from badak.classic import SoftmaxRegression
        >>> x, y = [[0, 0], [0, 4], [4, 0], [1, 0], [1, 4], [4, 1]], [0, 1, 2, 0, 1, 2]
        >>> model = SoftmaxRegression().fit(x, y)
        >>> model.predict(x), model.predict_proba(x).sum(axis=1).round(6)
        (array([0, 1, 2, 0, 1, 2]), array([1., 1., 1., 1., 1., 1.]))

    Source: Bridle 1990, Neurocomputing, 227–236 (softmax); Cox 1966.
    """

    shares = staticmethod(softmax)

    def __init__(self, learning_rate: float = 0.1, epochs: int = 1000) -> None:
        self.learning_rate = number(type(self).__name__, "learning_rate", learning_rate, 0.0, above=True)
        self.epochs = whole(type(self).__name__, "epochs", epochs, 1)
        self.w: np.ndarray = np.zeros((0, 0))
        self.b: np.ndarray = np.zeros(0)

    def fit(self, x: Any, y: Any) -> SoftmaxRegression:
        """Learn from samples.

        Args:
            x: inputs (samples, features).
            y: class numbers from 0 (samples,).

        Returns:
            This object.

        Raises:
            ShapeError: BD001, for x and y that do not fit.
            ArgumentError: BD003, for labels that are no class numbers.
        """
        x, y = np.asarray(x, np.float64), np.asarray(y)
        expect(f"classic.{type(self).__name__}", "x: samples features, y: samples", x=x, y=y)
        if y.dtype.kind not in "iu" or not y.size or y.min() < 0:
            expected = {"en": "class numbers 0, 1, 2 …", "ko": "클래스 번호 0, 1, 2 …"}
            got = str(y[:5].tolist())
            raise error("BD003", where=f"classic.{type(self).__name__}", name="y", got=got, expected=expected)
        targets = np.eye(int(y.max()) + 1)[y]  # (samples, classes)
        self.w, self.b = np.zeros((x.shape[1], targets.shape[1])), np.zeros(targets.shape[1])
        for _ in range(self.epochs):
            errors = self.shares(x @ self.w + self.b) - targets  # (samples, classes), for softmax and sigmoid alike
            self.w = self.w - self.learning_rate * (x.T @ errors) / len(x)
            self.b = self.b - self.learning_rate * errors.mean(axis=0)
        return self

    def predict_proba(self, x: Any) -> np.ndarray:
        """Return the probability of each class: (samples, classes)."""
        return self.shares(np.asarray(x, np.float64) @ self.w + self.b)

    def predict(self, x: Any) -> np.ndarray:
        """Return the number of the most probable class: (samples,)."""
        return self.predict_proba(x).argmax(axis=1)


class OneVsRest(SoftmaxRegression):
    r"""As many binary logistic regressions as classes, side by side.

    .. math:: P = \sigma(XW + b)\ \text{element by element},\qquad \frac{\partial C}{\partial W} = \frac1n X^\top (P - T)

    Args:
        learning_rate: factor of the slope in each step.
        epochs: steps, with all samples in each.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> from badak.classic import OneVsRest
        >>> x, y = [[0, 0], [0, 4], [4, 0], [1, 0], [1, 4], [4, 1]], [0, 1, 2, 0, 1, 2]
        >>> model = OneVsRest().fit(x, y)
        >>> model.predict(x)
        array([0, 1, 2, 0, 1, 2])
        >>> bool(abs(model.predict_proba(x).sum(axis=1) - 1).max() > 0.01)  # they do not add up to 1
        True

    Source: Rifkin, Klautau 2004, JMLR 5, 101–141.
    """

    shares = staticmethod(sigmoid)
