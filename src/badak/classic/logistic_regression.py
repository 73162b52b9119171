"""Pass or fail: a line bent into a probability.

Least squares would answer 1.36 for nine hours of study, which is no probability. The sigmoid bends the line into the interval
from 0 to 1, and the cross-entropy asks how surprised the answer was by the truth.

Two ways to write the same thing are in use. *Rows*: one sample a row, X (samples, features), z = Xw + b. *Columns*: one
sample a column, X (features, samples), Z = wᵀX + b, as in Ng's courses. Both are here and give the same numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.checks import number, whole
from badak.classic.activations import sigmoid
from badak.errors import error, expect

HOURS = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
"""Hours of study of eight people."""
PASSED = np.array([0, 0, 0, 0, 1, 1, 1, 1])
"""Who of them passed: everybody from five hours."""


def cross_entropy_of(p: Any, q: Any) -> float:
    r"""Return the cross-entropy of the true distribution P against the estimate Q, in nats.

    .. math:: H(P, Q) = -\sum_i P_i \log Q_i

    With Q = P it is the entropy of P, the least that it can be.

    Args:
        p: true probabilities (outcomes,); a single number is the probability of the only outcome that counts.
        q: estimated probabilities, above 0 wherever p is.

    Returns:
        The cross-entropy.

    Raises:
        ShapeError: BD001, for p and q of different lengths.

    Example:
        >>> from badak.classic import cross_entropy_of
        >>> round(cross_entropy_of(1, 0.1), 6), round(cross_entropy_of([0.5, 0.5], [0.5, 0.5]), 6)  # log 10, log 2
        (2.302585, 0.693147)

    Source: Shannon 1948, Bell System Technical Journal 27, 379–423.
    """
    p, q = (np.atleast_1d(np.asarray(v, np.float64)) for v in (p, q))
    expect("classic.cross_entropy_of", "p: outcomes, q: outcomes", p=p, q=q)
    counts = p > 0  # 0 · log 0 is 0: what never happens surprises nobody
    with np.errstate(divide="ignore"):
        return float(-(p[counts] * np.log(q[counts])).sum())


def curvature(z: Any) -> tuple[np.ndarray, np.ndarray]:
    r"""Return how two losses of a sample with target 1 bend over z: squared error and cross-entropy.

    .. math::
        \frac{d^2}{dz^2}(1-\sigma)^2 = 2\sigma(1-\sigma)^2(3\sigma - 1),\qquad
        \frac{d^2}{dz^2}(-\log\sigma) = \sigma(1-\sigma)

    A loss that bends downward anywhere is not convex: descent may lie flat far from the answer. The squared error does so
    where σ < 1/3; where the answer is most wrong its slope is nearly gone. The cross-entropy never does.

    Args:
        z: logits, any shape.

    Returns:
        Second derivatives of (1 - σ(z))² and of -log σ(z).

    Example:
        >>> import numpy as np
        >>> from badak.classic import curvature
        >>> squared, entropy = curvature(np.linspace(-10, 10, 2001))
        >>> round(float(squared.min()), 4), bool(entropy.min() >= 0)
        (-0.1202, True)

    Source: derived by differentiating twice, with σ′ = σ(1 - σ).
    """
    s = sigmoid(np.asarray(z, np.float64))
    return 2 * s * (1 - s) ** 2 * (3 * s - 1), s * (1 - s)


class LogisticRegression:
    r"""Binary logistic regression, one sample a row.

    .. math::
        p = \sigma(Xw + b),\qquad C = -\frac1n\sum_i \big(y_i\log p_i + (1-y_i)\log(1-p_i)\big) \\
        \frac{\partial C}{\partial w} = \frac1n X^\top(p - y),\qquad \frac{\partial C}{\partial b} = \frac1n\sum_i(p_i - y_i)

    All the derivatives of logarithm and sigmoid cancel: what is left is the error p - y.

    Args:
        learning_rate: factor of the slope in each step.
        epochs: steps, with all samples in each.

    Attributes:
        w: weights (features,), once fitted.
        b: bias.
        costs: cross-entropy before each epoch.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> from badak.classic import LogisticRegression
        >>> x = [[1], [2], [3], [4], [5], [6], [7], [8]]
        >>> model = LogisticRegression(learning_rate=0.5, epochs=2000).fit(x, [0, 0, 0, 0, 1, 1, 1, 1])
        >>> model.predict([[0], [4], [5], [9]])
        array([0, 0, 1, 1])
        >>> round(float(-model.b / model.w[0]), 1)  # passes from here
        4.5

    Source: Cox 1958, Journal of the Royal Statistical Society B 20, 215–242.
    """

    def __init__(self, learning_rate: float = 0.1, epochs: int = 1000) -> None:
        self.learning_rate = number("LogisticRegression", "learning_rate", learning_rate, 0.0, above=True)
        self.epochs = whole("LogisticRegression", "epochs", epochs, 1)
        self.w: np.ndarray = np.zeros(0)
        self.b = 0.0
        self.costs: list[float] = []

    def fit(self, x: Any, y: Any) -> LogisticRegression:
        """Learn from samples.

        Args:
            x: inputs (samples, features).
            y: 0 or 1 for each (samples,).

        Returns:
            This object.

        Raises:
            ShapeError: BD001, for x and y that do not fit.
            ArgumentError: BD003, for labels other than 0 and 1.
        """
        x, y = np.asarray(x, np.float64), np.asarray(y)
        expect("classic.LogisticRegression", "x: samples features, y: samples", x=x, y=y)
        check_binary("LogisticRegression", y)
        self.w, self.b, self.costs = np.zeros(x.shape[1]), 0.0, []
        for _ in range(self.epochs):
            z = x @ self.w + self.b  # (samples,)
            self.costs.append(_entropy(z, y))
            errors = sigmoid(z) - y  # (samples,)
            self.w = self.w - self.learning_rate * (x.T @ errors) / len(x)
            self.b -= self.learning_rate * float(errors.mean())
        return self

    def predict_proba(self, x: Any) -> np.ndarray:
        """Return the probability of 1 for each row of x: (samples,)."""
        return sigmoid(np.asarray(x, np.float64) @ self.w + self.b)

    def predict(self, x: Any) -> np.ndarray:
        """Return 1 where the probability is a half or more, 0 elsewhere: (samples,)."""
        return (self.predict_proba(x) >= 0.5).astype(int)


def propagate(w: Any, b: float, x: Any, y: Any) -> tuple[dict[str, Any], float]:
    r"""Return the gradients and the cost, one sample a column.

    .. math::
        A = \sigma(w^\top X + b),\qquad dw = \tfrac1m X (A - Y)^\top,\qquad db = \tfrac1m\sum (A - Y)

    Args:
        w: weights (features, 1).
        b: bias.
        x: inputs (features, samples): the notes' X ∈ ℝ^{n×m}.
        y: 0 or 1 (1, samples): Y ∈ ℝ^{1×m}.

    Returns:
        ``{"dw": (features, 1), "db": number}`` and the cross-entropy.

    Raises:
        ShapeError: BD001, for shapes that do not fit.
        ArgumentError: BD003, for labels other than 0 and 1.

    Example:
        >>> import numpy as np
        >>> from badak.classic import propagate
        >>> grads, cost = propagate(np.zeros((1, 1)), 0.0, [[1.0, 2.0, 3.0, 4.0]], [[0, 0, 1, 1]])
        >>> grads["dw"], grads["db"], round(cost, 6)  # every answer is a half
        (array([[-0.5]]), 0.0, 0.693147)

    Source: as ``LogisticRegression``; the layout is the one of Ng's courses.
    """
    w, x, y = np.asarray(w, np.float64), np.asarray(x, np.float64), np.asarray(y)
    expect("classic.propagate", "w: features 1, x: features samples, y: 1 samples", w=w, x=x, y=y)
    check_binary("propagate", y)
    z = w.T @ x + b  # (1, samples)
    errors = sigmoid(z) - y  # (1, samples)
    return {"dw": x @ errors.T / x.shape[1], "db": float(errors.mean())}, _entropy(z, y)


def with_bias_row(x: Any) -> np.ndarray:
    r"""Put a row of ones on top, so that θ₀ is the bias: θᵀx = θ₀·1 + θ₁x₁ + …

    Args:
        x: inputs (features, samples).

    Returns:
        (features + 1, samples), the first row x₀ = 1.

    Example:
        >>> from badak.classic import with_bias_row
        >>> with_bias_row([[5.0, 6.0]])
        array([[1., 1.],
               [5., 6.]])

    Source: the other notation of the same courses: z = θᵀx.
    """
    x = np.asarray(x, np.float64)
    expect("classic.with_bias_row", "x: features samples", x=x)
    return np.concatenate([np.ones((1, x.shape[1])), x])


def check_binary(where: str, y: np.ndarray, labels: tuple[int, int] = (0, 1)) -> None:
    """Check that labels are of two kinds.

    Raises:
        ArgumentError: BD003, for any other.
    """
    strange = np.setdiff1d(y, labels)
    if strange.size:
        a, b = labels
        expected = {"en": f"{a} or {b} for each sample", "ko": f"샘플마다 {a} 또는 {b}"}
        raise error("BD003", where=f"classic.{where}", name="y", got=str(strange[:5].tolist()), expected=expected)


def _entropy(z: np.ndarray, y: np.ndarray) -> float:
    """Return the mean binary cross-entropy from logits: log(1 + eᶻ) - yz, which never takes the logarithm of 0."""
    return float((np.logaddexp(0.0, z) - y * z).mean())
