"""A straight line through points: five programs, one answer.

Seven people sold for one to seven hours; what will somebody sell in eight? The line H(x) = Wx + b is drawn by turning W
and b a little against the slope of the cost, again and again. Each program below does exactly this; they differ in how the
slope is found and in what does the arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.checks import flag, number, whole
from badak.classic.sales import HOURS, SALES, cost
from badak.classic.several_inputs import enough
from badak.errors import expect, notify


@dataclass(frozen=True)
class Line:
    """The line H(x) = wx + b that a program found.

    Attributes:
        w: slope.
        b: height at x = 0.
        costs: the mean squared error before each epoch.
    """

    w: float
    b: float
    costs: list[float]

    def predict(self, x: Any) -> Any:
        """Return wx + b."""
        return self.w * x + self.b

    @property
    def diverges(self) -> bool:
        """Whether the cost rose where it should have fallen."""
        return not (np.isfinite(self.costs).all() and self.costs[-1] <= self.costs[0])


def by_numerical_gradient(
    x: Any = HOURS, y: Any = SALES, *, start: float = 4.0, learning_rate: float = 0.001, epochs: int = 1001,
    dw: float = 0.001, bias: bool = False, dtype: Any = "float64",
) -> Line:  # fmt: skip
    r"""Find the line by the forward difference of the cost.

    .. math:: \frac{\partial C}{\partial w} \approx \frac{C(w + dw) - C(w)}{dw}

    The cost is a parabola, so the difference vanishes dw/2 before the true minimum: W is too small by dw/2, exactly.

    Args:
        x: inputs (points,).
        y: targets (points,).
        start: w at the beginning; b begins at 0.
        learning_rate: factor of the slope in each step.
        epochs: steps.
        dw: distance of the difference quotient.
        bias: whether there is a b.
        dtype: number type of everything.

    Returns:
        The line.

    Raises:
        ArgumentError: BD040, for a number outside its range.
        ShapeError: BD001, for x and y of different lengths.

    A notice, BD336, says that it diverges; BD337, that the number type holds the training up before the slope is gone,
    as float32 does; BD338, that less than three points say nothing about a line with b.

    Example:
        >>> from badak.classic import by_numerical_gradient
        >>> line = by_numerical_gradient()
        >>> round(line.w, 2), round(line.predict(8), 2)
        (25928.57, 207428.57)

    Source: as ``cost`` and ``gradient_descent``.
    """
    x, y = _points("by_numerical_gradient", x, y, learning_rate, epochs, bias)
    x, y = x.astype(dtype), y.astype(dtype)
    w, b, step, rate = (x.dtype.type(v) for v in (start, 0.0, dw, learning_rate))
    costs = []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs):
            here = cost(w, b, x, y)
            slope_w = (cost(w + step, b, x, y) - here) / step
            slope_b = (cost(w, b + step, x, y) - here) / step if bias else x.dtype.type(0)
            costs.append(float(here))
            before = (w, b)
            w, b = w - rate * slope_w, b - rate * slope_b
    line = _found(float(w), float(b), costs, learning_rate)
    if before == (w, b) and np.isfinite(w):  # nothing moves any more: at the bottom, or held up?
        first, last = (abs(_slopes(*at, x, y)[0]) for at in ((start, 0.0), (line.w, line.b)))
        if last > 1e-6 * first + 2 * dw * float((x**2).mean()):  # the difference itself is off by dw/2, see above
            notify("BD337", at=f"w = {line.w:.6g}", slope=f"{last:.4g}", dtype=str(x.dtype))
    return line


def by_exact_gradient(
    x: Any = HOURS, y: Any = SALES, *, start: float = 4.0, learning_rate: float = 0.001, epochs: int = 1001,
    bias: bool = False,
) -> Line:  # fmt: skip
    r"""Find the line with the derivative worked out on paper, in plain Python.

    .. math::
        \frac{\partial C}{\partial w} = \frac2n\sum_i (wx_i + b - y_i)\,x_i,\qquad
        \frac{\partial C}{\partial b} = \frac2n\sum_i (wx_i + b - y_i)

    Args:
        x: inputs (points,).
        y: targets (points,).
        start: w at the beginning; b begins at 0.
        learning_rate: factor of the slope in each step.
        epochs: steps.
        bias: whether there is a b.

    Returns:
        The line.

    Raises:
        ArgumentError: BD040, for a number outside its range.
        ShapeError: BD001, for x and y of different lengths.

    Example:
        >>> from badak.classic import by_exact_gradient
        >>> line = by_exact_gradient(learning_rate=0.04, bias=True)
        >>> round(line.w, 2), round(line.b, 2), round(line.predict(8), 2)
        (25642.86, 1428.57, 206571.43)

    Source: as ``cost`` and ``gradient_descent``.
    """
    x, y = _points("by_exact_gradient", x, y, learning_rate, epochs, bias)
    xs, ys, n = x.tolist(), y.tolist(), len(x)
    w, b, costs = float(start), 0.0, []
    for _ in range(epochs):
        errors = [w * a + b - target for a, target in zip(xs, ys)]
        costs.append(sum(e * e for e in errors) / n)
        w -= learning_rate * 2 / n * sum(e * a for e, a in zip(errors, xs))
        b -= learning_rate * 2 / n * sum(errors) * bias
    return _found(w, b, costs, learning_rate)


def by_numpy(
    x: Any = HOURS, y: Any = SALES, *, start: float = 4.0, learning_rate: float = 0.001, epochs: int = 1001,
    bias: bool = False,
) -> Line:  # fmt: skip
    """Find the line with whole arrays at a time: no loop over the points.

    Args:
        x: inputs (points,).
        y: targets (points,).
        start: w at the beginning; b begins at 0.
        learning_rate: factor of the slope in each step.
        epochs: steps.
        bias: whether there is a b.

    Returns:
        The line.

    Raises:
        ArgumentError: BD040, for a number outside its range.
        ShapeError: BD001, for x and y of different lengths.

    Example:
        >>> from badak.classic import by_numpy
        >>> round(by_numpy().w, 2)
        25928.57

    Source: as ``by_exact_gradient``.
    """
    x, y = _points("by_numpy", x, y, learning_rate, epochs, bias)
    w, b, costs = float(start), 0.0, []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs):
            costs.append(float(cost(w, b, x, y)))
            slope_w, slope_b = _slopes(w, b, x, y)
            w -= learning_rate * slope_w
            b -= learning_rate * slope_b * bias
    return _found(w, b, costs, learning_rate)


def by_tensor(
    x: Any = HOURS, y: Any = SALES, *, start: float = 4.0, learning_rate: float = 0.001, epochs: int = 1001,
    bias: bool = False,
) -> Line:  # fmt: skip
    """Find the line with badak's tensors: the derivative comes from ``backward()``.

    Args:
        x: inputs (points,).
        y: targets (points,).
        start: w at the beginning; b begins at 0.
        learning_rate: factor of the slope in each step.
        epochs: steps.
        bias: whether there is a b.

    Returns:
        The line.

    Raises:
        ArgumentError: BD040, for a number outside its range.
        ShapeError: BD001, for x and y of different lengths.

    Example:
        >>> from badak.classic import by_tensor
        >>> round(by_tensor().w, 2)
        25928.57

    Source: as ``by_exact_gradient``.
    """
    import badak

    x, y = _points("by_tensor", x, y, learning_rate, epochs, bias)
    inputs, targets = badak.tensor(x), badak.tensor(y)
    w = badak.tensor(np.array(float(start)), requires_grad=True)
    b = badak.tensor(np.array(0.0), requires_grad=True)
    optimizer, costs = badak.optimizers.SGD(learning_rate), []
    for _ in range(epochs):
        loss = ((w * inputs + b - targets) ** 2).mean()
        costs.append(loss.item())
        loss.backward()
        optimizer.apply([w, b] if bias else [w])
    return _found(w.item(), b.item(), costs, learning_rate)


def by_model(
    x: Any = HOURS, y: Any = SALES, *, start: float = 4.0, learning_rate: float = 0.001, epochs: int = 1001,
    bias: bool = False,
) -> Line:  # fmt: skip
    """Find the line with a model of one layer of one neuron: the whole framework for two numbers.

    Args:
        x: inputs (points,).
        y: targets (points,).
        start: w at the beginning; b begins at 0.
        learning_rate: factor of the slope in each step.
        epochs: steps.
        bias: whether there is a b.

    Returns:
        The line.

    Raises:
        ArgumentError: BD040, for a number outside its range.
        ShapeError: BD001, for x and y of different lengths.

    Example:
        >>> from badak.classic import by_model
        >>> round(by_model(learning_rate=0.02, epochs=20).w, 2)
        25928.57

    Source: as ``by_exact_gradient``.
    """
    import badak

    x, y = _points("by_model", x, y, learning_rate, epochs, bias)
    neuron = badak.layers.Dense(1, use_bias=bool(bias), kernel_initializer=badak.initializers.Constant(start))
    model = badak.Sequential([badak.Input((1,)), neuron], dtype="float64")
    model.compile(badak.optimizers.SGD(learning_rate), loss="mse")
    history = model.fit(x[:, None], y[:, None], batch_size=len(x), epochs=epochs, verbose=0)  # all points in each step
    w, *b = (float(v.reshape(())) for v in model.get_weights())
    return _found(w, b[0] if b else 0.0, list(history.history["loss"]), learning_rate)


def _slopes(w: float, b: float, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Return the slopes of the mean squared error by w and b."""
    errors = float(w) * x.astype(np.float64) + float(b) - y
    return float(2 * (errors * x).mean()), float(2 * errors.mean())


def _points(where: str, x: Any, y: Any, rate: float, epochs: int, bias: bool) -> tuple[np.ndarray, np.ndarray]:
    """Check what the five programs are given."""
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    expect(f"classic.{where}", "x: points, y: points", x=x, y=y)
    number(where, "learning_rate", rate, 0.0, above=True)
    whole(where, "epochs", epochs, 1)
    if flag(where, "bias", bias):
        enough(where, len(x), 1)
    return x, y


def _found(w: float, b: float, costs: list[float], rate: float) -> Line:
    """Make the line, and say it when the steps were too long."""
    line = Line(w, b, costs)
    if line.diverges:
        notify("BD336", steps=len(costs), first=f"{costs[0]:g}", last=f"{costs[-1]:g}", rate=rate)
    return line
