"""Gradient descent: walk against the slope, step by step, and keep the path.

The slope says which way is up. So the next x is a little further the other way, and how far is the learning rate. Too small a
rate creeps; too large a one jumps over the valley, and each jump ends higher than the last.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.checks import number, whole
from badak.classic.derivative import numerical_gradient
from badak.errors import notify, phrase


@dataclass(frozen=True)
class Path:
    """Where a descent went.

    Attributes:
        points: every x from the start to the end, shape (steps + 1,) for one variable, (steps + 1, variables) for several.
        values: f at each of them, shape (steps + 1,).
        gradients: the slope at each of them, of the shape of ``points``.
        learning_rate: the rate that was used.
    """

    points: np.ndarray
    values: np.ndarray
    gradients: np.ndarray
    learning_rate: float

    @property
    def end(self) -> Any:
        """The last point: a number, or an array of shape (variables,)."""
        last = self.points[-1]
        return float(last) if last.ndim == 0 else last

    @property
    def verdict(self) -> str:
        """What became of it: ``"converged"``, ``"diverges"``, ``"swings"``, ``"stalls"`` or ``"under way"``.

        - *diverges*: no longer finite, or higher at each of the last steps, and higher than at the start; or so high that
          a numerical gradient has lost h beside x: it rose ten times as far as it ever fell.
        - *swings*: every second point is the same.
        - *converged*: the slope is a millionth of the largest on the way, or less.
        - *stalls*: the point no longer changes though there is a slope.
        - *under way*: anything else; more steps will tell.
        """
        values, points = self.values, self.points
        tail = np.diff(values[-4:])
        if not np.isfinite(values).all() or (len(tail) and (tail > 0).all() and values[-1] > values[0]):
            return "diverges"
        if values[-1] - values[0] > 10 * (values[0] - values.min()):
            return "diverges"
        slopes = np.abs(self.gradients).reshape(len(points), -1).max(axis=1)
        if slopes[-1] <= 1e-6 * slopes.max():
            return "converged"
        if len(points) > 3 and _same(points[-1], points[-3]) and _same(points[-2], points[-4]):
            return "stalls" if (points[-1] == points[-2]).all() else "swings"
        return "under way"

    def report(self) -> str:
        """Say in a sentence what became of it, in the user's language."""
        steps, end = len(self.points) - 1, np.array2string(np.asarray(self.end), precision=6, suppress_small=True)
        sentence = {
            "converged": phrase("converged to {end} in {steps} steps", "{steps}스텝 만에 {end}(으)로 수렴했습니다"),
            "diverges": phrase("diverges: after {steps} steps at {end}", "발산합니다. {steps}스텝 뒤의 위치: {end}"),
            "swings": phrase("swings to and fro, now at {end}", "두 점 사이를 오갑니다. 현재 위치: {end}"),
            "stalls": phrase("stands still at {end}, on a slope", "경사가 남아 있는데 {end}에서 멈췄습니다"),
            "under way": phrase(
                "at {end} after {steps} steps, still moving", "{steps}스텝 뒤 {end}, 아직 내려가는 중입니다"
            ),
        }[self.verdict]
        return sentence.format(end=end, steps=steps)


def gradient_descent(
    f: Callable[[Any], Any],
    start: Any,
    learning_rate: float = 0.1,
    steps: int = 100,
    *,
    gradient: Callable[[Any], Any] | None = None,
    optimizer: Any = None,
) -> Path:
    r"""Descend from a point and return the path.

    .. math:: x \leftarrow x - \eta\,\nabla f(x)

    Args:
        f: a function of a number, of an array (variables,), or of as many numbers as ``start`` has, ``f(x, y)``, that returns
            one number.
        start: where to begin, a number or a list of numbers.
        learning_rate: :math:`\eta`.
        steps: how many; the walk ends early when f is no longer finite.
        gradient: ∇f, where it is known; the numerical gradient of f by default.
        optimizer: another rule for the step, one of ``badak.classic``'s few-line optimizers; it has its own learning rate.

    Returns:
        The path. ``path.verdict`` says what became of it. A notice, BD336, says that it diverges.

    Raises:
        ArgumentError: BD040, for a rate that is not above 0, or less than one step.

    Example:
        >>> from badak.classic import gradient_descent
        >>> f = lambda x: (x - 4) ** 2
        >>> path = gradient_descent(f, -8.0, learning_rate=0.1, gradient=lambda x: 2 * (x - 4))
        >>> path.values[:2], path.gradients[:2], round(path.end, 6), path.verdict
        (array([144.  ,  92.16]), array([-24. , -19.2]), 4.0, 'converged')
        >>> gradient_descent(f, -8.0, learning_rate=1.0, steps=4, gradient=lambda x: 2 * (x - 4)).points
        array([-8., 16., -8., 16., -8.])

    Source: A.-L. Cauchy 1847, Comptes rendus 25, 536–538.
    """
    rate = number("gradient_descent", "learning_rate", learning_rate, 0.0, above=True)
    x = np.array(start, np.float64)
    f, gradient = _of_one(f, x), gradient and _of_one(gradient, x)
    slope_of = gradient or (lambda x: numerical_gradient(lambda moved: f(moved if moved.ndim else moved[()]), x))

    points, values, gradients = [], [], []
    for step in range(whole("gradient_descent", "steps", steps, 1) + 1):
        with np.errstate(over="ignore", invalid="ignore"):  # a walk that diverges is reported below
            slope = np.asarray(slope_of(x if x.ndim else x[()]), np.float64).reshape(x.shape)
            points.append(x)
            values.append(float(f(x if x.ndim else x[()])))
            gradients.append(slope)
            if step == steps or not np.isfinite(values[-1]):
                break
            if optimizer is None:
                x = x - rate * slope
            else:
                params = {"x": x.copy()}
                optimizer.update(params, {"x": slope})
                x = params["x"]

    used = rate if optimizer is None else float(optimizer.learning_rate)
    path = Path(np.array(points), np.array(values), np.array(gradients), used)
    if path.verdict == "diverges":
        first, last = (f"{v:g}" for v in (path.values[0], path.values[-1]))
        notify("BD336", steps=len(points) - 1, first=first, last=last, rate=used)
    return path


def _same(a: Any, b: Any) -> bool:
    return bool(np.allclose(a, b, rtol=1e-9, atol=1e-12))


def _of_one(f: Callable[..., Any], start: np.ndarray) -> Callable[[Any], Any]:
    """Return f as a function of one argument, also where it takes the variables one by one."""
    try:
        given = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):  # written in C
        return f
    needed = [p for p in given if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return (lambda v: f(*v)) if len(needed) == start.size > 1 and start.ndim == 1 else f
