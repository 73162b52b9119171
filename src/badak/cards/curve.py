"""What can be computed of a function of one number: its curve, its derivative, and the ranges of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

_LEVELS = "▁▂▃▄▅▆▇█"
_POINTS = 161  # of a drawing; a line of text takes every fourth
_BINS = 41


@dataclass(frozen=True)
class Curve:
    """A drawn function.

    Attributes:
        x: places, evenly spaced.
        y: values there.
        slope: derivatives there; None for what is not differentiated.
        label: what x is.
        rows: lines of figures for the card: (what, text).
    """

    x: np.ndarray
    y: np.ndarray
    slope: np.ndarray | None
    label: str = "x"
    rows: tuple[tuple[str, str], ...] = ()


def value_and_slope(function: Callable, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a function's values and its derivatives by autograd, at many places at once."""
    from badak.autograd.tensor import Tensor, tensor

    with np.errstate(all="ignore"):
        given = tensor(x, requires_grad=True)
        out = function(given)
        if not isinstance(out, Tensor) or out.node is None or out is given:
            same = out is given
            return np.asarray(out.data if isinstance(out, Tensor) else out, float), np.full(
                x.shape, 1.0 if same else 0.0
            )
        out.backward(np.ones(out.shape, out.dtype))
        slope = np.zeros_like(x) if given.grad is None else np.asarray(given.grad.data, float)
        return np.asarray(out.data, float), slope


def curve_of(function: Callable, low: float = -4.0, high: float = 4.0) -> Curve | None:
    """Return the curve of a function of one number with its ranges; None for one that is no function of single numbers."""
    x = np.linspace(low, high, _POINTS)
    try:
        y, slope = value_and_slope(function, x)
        if y.shape != x.shape or not np.allclose(
            np.asarray(value_and_slope(function, x[:3])[0]), y[:3], equal_nan=True
        ):
            return None
    except Exception:  # a function of something else
        return None
    fine = _places()
    values, slopes = value_and_slope(function, fine)
    jumps = jumps_of(function)
    inside = np.abs(fine) <= 8  # a spike of rounding far outside is no value of the derivative
    rows = [("range", interval(fine, values) + _said(jumps))]
    if not (jumps and not np.any(slopes[inside])):
        rows.append(("slope", interval(fine, slopes)))
    rows.append(("figures", _figures(function)))
    return Curve(x, y, slope, rows=tuple(rows))


def _places() -> np.ndarray:
    near = np.linspace(-60, 60, 24_001)  # in steps of 1/200
    far = np.logspace(2, 8, 61)
    return np.concatenate([-far[::-1], near, far])


def jumps_of(function: Callable) -> list[float]:
    """Return the places where the function jumps, found in steps of 1/1000 between -8 and 8."""
    x = np.linspace(-8, 8, 16_001)
    y, _ = value_and_slope(function, x)
    steps = np.abs(np.diff(y))
    usual = np.median(steps) + 0.02
    found = [
        float(round(x[i] + 0.0005, 2)) + 0.0
        for i in np.flatnonzero(steps > usual + 5 * (np.roll(steps, 2) + np.roll(steps, -2)) / 2)
    ]
    return sorted(set(found))


def _said(jumps: list[float]) -> str:
    return "; ↷ " + ", ".join(number(j) for j in jumps) if jumps else ""


def number(value: float) -> str:
    """Return a number in at most four digits, with a real minus."""
    if abs(value) < 5e-7:
        return "0"
    if value == round(value) and abs(value) < 1e6:
        return f"{value:.0f}".replace("-", "−")
    return f"{value:.4g}".replace("-", "−")


def interval(x: np.ndarray, y: np.ndarray) -> str:
    """Return the interval of the values of a function, seen from its values at very many places.

    A bound belongs to it where the function is away from the bound one step further inside; one that it only comes near to
    (or reaches by rounding) does not.

    Example:
        >>> import numpy as np
        >>> x = np.linspace(-60, 60, 24_001)
        >>> interval(x, np.tanh(x)), interval(x, np.clip(x, 0, 6)), interval(x, x * x)
        ('(−1, 1)', '[0, 6]', '[0, ∞)')
    """
    keep = ~np.isnan(y)
    x, y = x[keep], y[keep]
    values = np.unique(np.round(y, 9))
    if len(values) <= 3:
        return "{" + ", ".join(number(v) for v in values) + "}"
    low, closed_low = _bound(x, -y)
    high, closed_high = _bound(x, y)
    return f"{'[' if closed_low else '('}{_bound_text(-low)}, {_bound_text(high)}{']' if closed_high else ')'}"


def _bound_text(value: float) -> str:
    return ("∞" if value > 0 else "−∞") if np.isinf(value) else number(value)


def _bound(x: np.ndarray, y: np.ndarray) -> tuple[float, bool]:
    """Return the largest value and whether it is reached; ∞ where it grows on."""
    top = np.max(y)
    for end, inner in ((0, 1), (-1, -2)):
        if y[end] == top and (np.isinf(top) or abs(y[end] - y[inner]) > 1e-3 * max(1.0, abs(y[inner]) * 0.01)):
            return np.inf, False
    where = x[y >= top - 1e-12]
    nearest = float(where[np.argmin(np.abs(where))])  # where it is first reached, seen from the middle
    around = [y[np.argmin(np.abs(x - (nearest + step)))] for step in (-0.5, 0.5)]
    return float(top), bool(max(top - v for v in around) > 1e-6)


def _figures(function: Callable) -> str:
    places = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    y, slope = value_and_slope(function, places)
    cells = [["x", *map(number, places)], ["f", *map(number, y)], ["f′", *map(number, slope)]]
    wide = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.rjust(wide[i]) if i else cell.ljust(wide[i]) for i, cell in enumerate(row)) for row in cells
    )


def spark(y: np.ndarray) -> str:
    """Return a curve as one line of blocks.

    Example:
        >>> spark(np.array([0.0, 1.0, 2.0, 4.0]))
        '▁▃▅█'
    """
    good = y[np.isfinite(y)]
    low, high = (float(good.min()), float(good.max())) if len(good) else (0.0, 0.0)
    if high - low < 1e-12:
        return _LEVELS[0] * len(y)
    levels = np.rint((y - low) / (high - low) * (len(_LEVELS) - 1))
    return "".join(_LEVELS[int(level)] if np.isfinite(level) else " " for level in levels)


def schedule_curve(schedule: Any, steps: int = 120) -> Curve:
    """Return the learning rate of a schedule over its steps."""
    x = np.linspace(0, steps, 61)
    y = np.array([float(schedule(int(step))) for step in x])
    return Curve(x, y, None, label="step")


# What each loss is drawn against: the target, and the predictions from … to.
LOSS_PLACES: dict[str, tuple[float, float, float]] = {
    **dict.fromkeys(
        ("mean_squared_error", "half_squared_error", "mean_absolute_error", "huber", "log_cosh"), (0.0, -3.0, 3.0)
    ),
    **dict.fromkeys(("hinge", "squared_hinge"), (1.0, -3.0, 3.0)),
    **dict.fromkeys(("binary_crossentropy", "binary_focal_crossentropy"), (1.0, 0.01, 0.99)),
    "mean_absolute_percentage_error": (10.0, 0.0, 20.0),
    "mean_squared_logarithmic_error": (10.0, 0.0, 40.0),
    "poisson": (3.0, 0.05, 10.0),
}


def loss_curve(function: Callable, name: str) -> Curve | None:
    """Return a loss against the prediction, for one target."""
    if name not in LOSS_PLACES:
        return None
    target, low, high = LOSS_PLACES[name]
    x = np.linspace(low, high, _POINTS)
    y, slope = loss_and_slope(function, target, x)
    return Curve(x, y, slope, label=f"ŷ (y = {number(target)})")


def loss_and_slope(function: Callable, target: float, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a loss of single numbers and its derivative by the prediction, for one target and many predictions."""
    y, slope = value_and_slope(lambda given: function(np.full((len(x), 1), target), given), x[:, None])
    return y.reshape(-1), slope.reshape(-1)


def histogram(initializer: Any, shape: tuple[int, int] = (256, 128)) -> Curve | None:
    """Return how often each size occurs among an initializer's values; None where all are alike."""
    values = np.asarray(initializer(shape), float)
    if values.std() < 1e-9 or len(np.unique(values)) < 20:
        return None
    counts, edges = np.histogram(values, bins=_BINS)
    rows = (("spread", f"μ {number(float(np.round(values.mean(), 3)))}, σ {values.std():.4f}, {shape}"),)
    return Curve((edges[1:] + edges[:-1]) / 2, counts.astype(float), None, label="w", rows=rows)
