"""A function with its derivatives: the numbers drawn."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import plots


@pytest.mark.parametrize(
    "f, truth",
    [
        (lambda x: x**3 - 3 * x, (lambda x: x**3 - 3 * x, lambda x: 3 * x**2 - 3, lambda x: 6 * x, lambda x: 0 * x + 6)),
        (badak.sin, (np.sin, np.cos, lambda x: -np.sin(x), lambda x: -np.cos(x))),
        (lambda x: badak.exp(-x * x), (
            lambda x: np.exp(-x * x), lambda x: -2 * x * np.exp(-x * x), lambda x: (4 * x * x - 2) * np.exp(-x * x),
            lambda x: (12 * x - 8 * x**3) * np.exp(-x * x),
        )),
    ],
)  # fmt: skip
def test_lines_are_the_derivatives(f, truth) -> None:
    """Each line against the formula of the book."""
    ax = plots.derivative(f, x=(-2, 2), orders=3)
    lines = ax.get_lines()[:-1]  # the last is the axis
    assert [line.get_label() for line in lines] == ["f", "f′", "f″", "f‴"]
    for line, formula in zip(lines, truth, strict=True):
        np.testing.assert_allclose(line.get_ydata(), formula(line.get_xdata()), atol=1e-10)


def test_tangent_touches_with_the_slope() -> None:
    """At 1.5 the slope of x³ - 3x is 3.75."""
    ax = plots.derivative(lambda x: x**3 - 3 * x, x=(-2.5, 2.5), at=1.5)
    tangent, dot, _ = ax.get_lines()[-3:]
    (x0, x1), (y0, y1) = tangent.get_xdata(), tangent.get_ydata()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(3.75)
    assert dot.get_xydata().tolist() == [[1.5, -1.125]]
    assert y0 + 3.75 * (1.5 - x0) == pytest.approx(-1.125)
    assert tangent.get_label() == "tangent at 1.5, slope 3.75"


def test_gaps_stay_gaps() -> None:
    """log is drawn where it is defined."""
    line = plots.derivative(badak.log, x=(-1, 1), orders=0).get_lines()[0]
    y = line.get_ydata()
    assert not np.isfinite(y[:200]).any() and np.isfinite(y[201:]).all()
