"""Least squares at once, for one input or several, and descent for several by a matrix product."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.checks import number, whole
from badak.classic.sales import HOURS, SALES
from badak.errors import expect, notify


def closed_form(x: Any = HOURS, y: Any = SALES, *, bias: bool = True) -> np.ndarray:
    r"""Solve least squares at once, for one input or several: no steps, no learning rate.

    .. math:: \theta = (X^\top X)^{-1} X^\top y

    with a column of ones in X for b. This is possible because the cost is a parabola; for a network it is not.

    Args:
        x: inputs (points,) or (points, inputs).
        y: targets (points,).
        bias: whether there is a b.

    Returns:
        The weights, and b last: (inputs + 1,), or (inputs,) without b.

    Raises:
        ShapeError: BD001, for x and y of different lengths.

    Example:
        >>> from badak.classic import closed_form
        >>> closed_form().round(2)
        array([25642.86,  1428.57])

    Source: Legendre 1805; the inverse is not formed, a singular-value decomposition is numerically safer.
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    x = x[:, None] if x.ndim == 1 else x
    expect("classic.closed_form", "x: points inputs, y: points", x=x, y=y)
    if bias:
        enough("closed_form", len(x), x.shape[1])
        x = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    return np.linalg.lstsq(x, y, rcond=None)[0]


def fit_linear(
    x: Any, y: Any, *, learning_rate: float = 0.01, epochs: int = 1000
) -> tuple[np.ndarray, float, list[float]]:
    r"""Find the plane H(X) = XW + b through points with several inputs, by a matrix product.

    .. math::
        \frac{\partial C}{\partial W} = \frac2n X^\top (XW + b - y),\qquad
        \frac{\partial C}{\partial b} = \frac2n\sum (XW + b - y)

    Inputs of very different sizes (hours, square metres) make a long narrow valley: scale them first.

    Args:
        x: inputs (points, inputs).
        y: targets (points,).
        learning_rate: factor of the slope in each step.
        epochs: steps.

    Returns:
        W (inputs,), b, and the cost before each epoch.

    Raises:
        ArgumentError: BD040, for a number outside its range.
        ShapeError: BD001, for x and y that do not fit.

    Example:
        >>> import numpy as np
        >>> from badak.classic import fit_linear
        >>> x = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
        >>> w, b, _ = fit_linear(x, x @ [2.0, -1.0] + 0.5, learning_rate=0.5)
        >>> w.round(4), round(b, 4)
        (array([ 2., -1.]), 0.5)

    Source: as ``by_exact_gradient``.
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    expect("classic.fit_linear", "x: points inputs, y: points", x=x, y=y)
    rate = number("fit_linear", "learning_rate", learning_rate, 0.0, above=True)
    w, b, costs = np.zeros(x.shape[1]), 0.0, []
    for _ in range(whole("fit_linear", "epochs", epochs, 1)):
        errors = x @ w + b - y  # (points,)
        costs.append(float((errors**2).mean()))
        w = w - rate * 2 / len(x) * (x.T @ errors)  # (inputs,)
        b -= rate * 2 / len(x) * float(errors.sum())
    return w, b, costs


def enough(where: str, points: int, inputs: int) -> None:
    """Say it when a line with b passes through all points whatever they mean: BD338."""
    if points < inputs + 2:
        notify("BD338", where=f"classic.{where}", points=points, numbers=inputs + 1, least=inputs + 2)
