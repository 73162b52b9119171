"""Gradients of a function of two variables: the arrows and the lines of equal height."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.quiver import Quiver

import badak
from badak import errors, plots


def arrows_of(ax: Any) -> Quiver:
    return next(c for c in ax.collections if isinstance(c, Quiver))


# x² + y² however it is written: by columns at once or one point after another
WAYS = {
    "v": lambda v: v[0] ** 2 + v[1] ** 2,
    "x, y": lambda x, y: x**2 + y**2,
    "sum": lambda v: (v**2).sum(),
    "product": lambda v: v @ v,
    "mixed": lambda v: (v**2).sum() + 0 * v[0],  # of columns at once it would be their sum, in the right shape
}


@pytest.mark.parametrize("way", WAYS)
def test_arrows_are_the_gradients(way: str) -> None:
    """2x and 2y at every point, for each way to write the function."""
    arrows = arrows_of(plots.gradient_field(WAYS[way], x=(-2, 2), y=(-1, 3), arrows=5))
    np.testing.assert_allclose([arrows.U, arrows.V], 2 * np.array(arrows.XY).T, atol=1e-12)
    assert len(arrows.U) == 25
    assert arrows.XY[0].tolist() == pytest.approx([-1.6, -0.6])  # half a step from the border


def test_downhill_is_the_other_way() -> None:
    """The course's 2x² + xy + 5y: ∇f = (4x + y, x + 5)."""
    arrows = arrows_of(plots.gradient_field(lambda x, y: 2 * x**2 + x * y + 5 * y, descent=True))
    x, y = np.array(arrows.XY).T
    np.testing.assert_allclose(arrows.U, -(4 * x + y), atol=1e-12)
    np.testing.assert_allclose(arrows.V, -(x + 5), atol=1e-12)


@pytest.mark.parametrize("way", WAYS)
def test_lines_are_of_equal_height(way: str) -> None:
    """Every point of a line is as high as the line says."""
    ax = plots.gradient_field(WAYS[way])
    lines = next(c for c in ax.collections if getattr(c, "labelTexts", None))
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        np.testing.assert_allclose((path.vertices**2).sum(axis=1), level, rtol=2e-3)


def test_a_plain_is_drawn_without_lines() -> None:
    """A constant has no gradient to show."""
    arrows = arrows_of(plots.gradient_field(lambda x, y: 0 * x + 3))
    assert not np.any(arrows.U) and not np.any(arrows.V)


@pytest.mark.parametrize(
    "code, call, english, korean",
    [
        ("BD380", lambda: plots.gradient_field(lambda v: np.hypot(*np.asarray(v))),
         "has no derivative that badak can compute", "미분할 수 없습니다"),
        ("BD378", lambda: plots.gradient_field(lambda v: v[7]), "cannot be drawn", "그릴 수 없습니다"),
        ("BD378", lambda: plots.gradient_field(3), "it cannot be called", "호출할 수 없습니다"),  # type: ignore[arg-type]
        ("BD377", lambda: plots.gradient_field(badak.sin, y=(1, 0)), "'y' is not a range", "'y'은(는)"),
        ("BD040", lambda: plots.gradient_field(badak.sin, arrows=1), "2 ≤ arrows ≤ 60", "2 ≤ arrows ≤ 60"),
    ],
)  # fmt: skip
def test_mistakes_are_told(code: str, call: Any, english: str, korean: str) -> None:
    """In both languages, with the code."""
    with pytest.raises(errors.ArgumentError) as caught:
        call()
    assert caught.value.code == code
    assert english in caught.value.text("en") and korean in caught.value.text("ko")
