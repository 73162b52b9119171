"""Rosenblatt's perceptron: the first machine that learned from its mistakes.

It looks at one sample after another. Where the answer is right nothing happens; where it is wrong the sample is added to the
weights, or taken from them, so that the same question finds a better answer next time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.checks import number, whole
from badak.classic.logistic_regression import check_binary
from badak.errors import expect, phrase

CORNERS = np.array([(0, 0), (1, 0), (0, 1), (1, 1)])
"""The four inputs of a gate, in the order in which they are learned."""


class Perceptron:
    r"""A neuron that says +1 or -1, with Rosenblatt's learning rule.

    .. math:: \hat y = \varphi(w_0 + w_1 x_1 + \dots + w_n x_n),\qquad \varphi(z) = +1 \text{ for } z \ge 0,\ -1 \text{ below}

    On an error: :math:`w \leftarrow w + \eta\,y\,x`, with :math:`x_0 = 1` for the bias. From zero weights
    :math:`\eta` only scales w, so it is 1.

    Args:
        max_passes: how often it may go through the samples.
        learning_rate: :math:`\eta`.

    Attributes:
        w: (bias, w₁, …), shape (features + 1,).
        errors: mistakes in each pass.
        converged: whether a pass went without a mistake.
        cycle: the number of passes after which the weights came back without having converged, or None. Coming back, they
            will do so for ever: no line parts these samples.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> from badak.classic import Perceptron
        >>> x = [[0, 0], [1, 0], [0, 1], [1, 1]]
        >>> gate = Perceptron().fit(x, [-1, -1, -1, 1])
        >>> gate.w, gate.passes, gate.predict(x)
        (array([-3.,  1.,  2.]), 6, array([-1, -1, -1,  1]))
        >>> xor = Perceptron().fit(x, [-1, 1, 1, -1])
        >>> print(xor.report())
        no line parts these samples: after pass 3 the weights are those of pass 2 again, 4 errors in the last pass

    Source: Rosenblatt 1958, doi 10.1037/h0042519; Novikoff 1962 (it converges where it can), Minsky, Papert 1969 (weights stay
    bounded where it cannot).
    """

    def __init__(self, max_passes: int = 100, learning_rate: float = 1.0) -> None:
        self.max_passes = whole("Perceptron", "max_passes", max_passes, 1)
        self.learning_rate = number("Perceptron", "learning_rate", learning_rate, 0.0, above=True)
        self.w: np.ndarray = np.zeros(0)
        self.errors: list[int] = []
        self.converged = False
        self.cycle: int | None = None

    @property
    def passes(self) -> int:
        """How often it went through the samples, the last pass without an error included."""
        return len(self.errors)

    def fit(self, x: Any, y: Any) -> Perceptron:
        """Go through the samples, in their order, until a pass makes no mistake or the weights repeat.

        Args:
            x: inputs (samples, features).
            y: -1 or +1 for each (samples,).

        Returns:
            This object.

        Raises:
            ShapeError: BD001, for x and y that do not fit.
            ArgumentError: BD003, for labels other than -1 and +1.
        """
        x, y = np.asarray(x, np.float64), np.asarray(y)
        expect("classic.Perceptron", "x: samples features, y: samples", x=x, y=y)
        check_binary("Perceptron", y, (-1, 1))
        x = np.concatenate([np.ones((len(x), 1)), x], axis=1)  # x₀ = 1: (samples, features + 1)
        self.w, self.errors, self.converged, self.cycle = np.zeros(x.shape[1]), [], False, None
        seen = {self.w.tobytes(): 0}  # weights after each pass
        while not self.converged and self.cycle is None and self.passes < self.max_passes:
            mistakes = 0
            for sample, label in zip(x, y):
                if _sign(sample @ self.w) != label:
                    self.w = self.w + self.learning_rate * label * sample
                    mistakes += 1
            self.errors.append(mistakes)
            self.converged = mistakes == 0
            if not self.converged and self.w.tobytes() in seen:
                self.cycle = self.passes - seen[self.w.tobytes()]
            seen[self.w.tobytes()] = self.passes
        return self

    def predict(self, x: Any) -> np.ndarray:
        """Return -1 or +1 for each row of x: (samples,)."""
        return _sign(np.asarray(x, np.float64) @ self.w[1:] + self.w[0])

    def report(self) -> str:
        """Say in a sentence whether it learned, in the user's language."""
        n, last = self.passes, self.errors[-1] if self.errors else 0
        if self.converged:
            return phrase(f"converged: pass {n} made no error", f"수렴했습니다. {n}번째 패스에서 틀린 것이 없었습니다")
        if self.cycle is not None:
            back = n - self.cycle
            return phrase(
                f"no line parts these samples: after pass {n} the weights are those of pass {back} again, "
                f"{last} errors in the last pass",
                f"이 샘플들은 직선 하나로 나눌 수 없습니다. {n}번째 패스 뒤의 가중치가 {back}번째 패스 때로 돌아왔고, "
                f"마지막 패스에서 {last}개를 틀렸습니다",
            )
        return phrase(
            f"not converged after {n} passes, {last} errors in the last",
            f"{n}번 반복했지만 수렴하지 않았습니다. 마지막 패스에서 {last}개를 틀렸습니다",
        )


def _sign(z: Any) -> Any:
    """Return +1 for 0 and above, -1 below."""
    return np.where(np.asarray(z) >= 0, 1, -1)
