"""Where a descent goes: the points drawn, the level places found, what the legend says."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot

import badak
from badak import errors, plots
from badak.classic import Adam, Momentum, gradient_descent


def valley(x: Any) -> Any:
    return (x - 4) ** 2


def hills(v: Any) -> Any:
    """Two valleys and a saddle between them."""
    return v[0] ** 2 / 2 + v[1] ** 4 / 4 - v[1] ** 2 / 2


def walk(f: Any, start: Any, rate: float = 0.1, steps: int = 60, **how: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return gradient_descent(f, start, rate, steps, **how)


def labels(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def marks(ax: Any) -> dict[str, list]:
    """Return the stationary points drawn, by the sign of their kind."""
    names = {"v": "minimum", "^": "maximum", "X": "saddle", "s": "flat"}
    found = [line for line in ax.get_lines() if line.get_markersize() == 12]
    return {names[line.get_marker()]: np.round(line.get_xydata(), 9).tolist() for line in found}


def test_steps_on_a_curve() -> None:
    """The points lie on the curve, the first at (-8, 144), the next where the slope of -24 leads."""
    path = walk(valley, -8.0)
    curve, steps, start, end, minimum = plots.descent(valley, path).get_lines()
    np.testing.assert_allclose(curve.get_ydata(), (curve.get_xdata() - 4) ** 2)
    np.testing.assert_allclose(steps.get_xydata()[:2], [(-8, 144), (-5.6, 92.16)])
    np.testing.assert_allclose(steps.get_ydata(), (steps.get_xdata() - 4) ** 2)
    assert len(steps.get_xdata()) == 61
    assert start.get_xydata().tolist() == [[-8, 144]]
    np.testing.assert_allclose(end.get_xydata(), steps.get_xydata()[-1:])
    np.testing.assert_allclose(minimum.get_xydata(), [(4, 0)], atol=1e-9)


def test_long_steps_have_arrows_their_way() -> None:
    """Rate 0.9 jumps to the other side and back."""
    ax = plots.descent(valley, walk(valley, -8.0, 0.9, 4))
    ways = [np.sign(arrow.xy[0] - arrow.xyann[0]) for arrow in ax.texts]
    assert ways == [1, -1, 1, -1]


def test_the_legend_says_what_becomes_of_it() -> None:
    """In both languages."""
    paths = [walk(valley, -8.0, rate) for rate in (0.5, 1.0, 1.1, 0.001)]
    said = ["rate 0.5: converges", "rate 1: swings to and fro", "rate 1.1: diverges", "rate 0.001: still moving"]
    assert labels(plots.descent(valley, paths)) == [*said, "minimum x = 4", "start", "end"]
    badak.errors.set_language("ko")
    said = ["학습률 0.5: 수렴", "학습률 1: 진동", "학습률 1.1: 발산", "학습률 0.001: 진행 중"]
    assert labels(plots.descent(valley, paths)) == [*said, "극소 x = 4", "시작", "끝"]
    badak.errors.set_language("en")
    assert labels(plots.descent(valley, paths[2])) == [
        "rate 1.1: diverges",
        "minimum x = 4",
        "start",
    ]  # its end is far away


@pytest.mark.parametrize("rate, steps", [(1.1, 200), (2.0, 900), (1e9, 50)])
def test_a_path_that_diverges_does_not_blow_up_the_picture(rate: float, steps: int) -> None:
    """It is told, its beginning is seen, and the picture stays with the others and with that."""
    far = walk(valley, -8.0, rate, steps)
    assert far.values[-1] > 1e12 * far.values[0]
    ax = plots.descent(valley, {"far": far, "good": walk(valley, -8.0, steps=90)})
    assert labels(ax)[:2] == ["far: diverges", "good: converges"]
    low, high = ax.get_xlim()
    # the first three steps, as long as they are not out of all proportion
    if rate == 1.1:
        assert low < -13.28 and 24.736 < high < 40
    drawn = ax.get_lines()[1].get_xdata()
    assert not np.isfinite(drawn[len(drawn) - 1 :]).all() or not low <= drawn[-1] <= high or len(drawn) < 10
    assert ((drawn[:-1] >= low) & (drawn[:-1] <= high)).all()  # it ends with the step that leaves
    assert np.isfinite(ax.get_ylim()).all()


def test_numerical_slopes_that_lost_h_are_no_convergence() -> None:
    """At 1e17 the difference quotient is 0, though the descent flew away."""
    assert walk(valley, -8.0, 1.3, 200).verdict == "diverges"


def test_raw_points_are_a_path() -> None:
    """A list of numbers for a curve, of pairs for a map, a tensor too."""
    steps = plots.descent(valley, [-8, 0, 2.0, 3.0]).get_lines()[1]
    assert steps.get_xydata().tolist() == [[-8, 144], [0, 16], [2, 4], [3, 1]]
    steps = plots.descent(hills, badak.tensor([[2.0, 0.0], [1.0, 0.5]])).get_lines()[0]
    assert steps.get_xydata().tolist() == [[2, 0], [1, 0.5]]


def test_map_shows_each_optimizer() -> None:
    """Every point of every path, by name."""
    rules = {"Momentum": Momentum(0.1), "Adam": Adam(0.1)}
    paths = {name: walk(hills, [2.0, 0.01], steps=80, optimizer=rule) for name, rule in rules.items()}
    ax = plots.descent(hills, paths, y=(-1.5, 1.5))
    for line, path in zip(ax.get_lines(), paths.values()):
        np.testing.assert_array_equal(line.get_xydata(), path.points)
    assert ax.get_ylim() == (-1.5, 1.5)
    assert marks(ax) == {"minimum": [[0, -1], [0, 1]], "saddle": [[0, 0]]}
    assert "saddle point (0, 0)" in labels(ax) and "minimum (0, −1), (0, 1)" in labels(ax)


def test_who_stops_at_the_saddle_is_told() -> None:
    """On the ridge the slope is 0 at the saddle point."""
    path = walk(hills, [2.0, 0.0], steps=200)
    assert labels(plots.descent(hills, {"ridge": path}))[0] == "ridge: stops at a saddle point"
    badak.errors.set_language("ko")
    assert labels(plots.descent(hills, {"ridge": path}))[0] == "ridge: 안장점에서 멈춤"


LANDSCAPES = {
    # x³ - 3x + y³ - 3y: every pair of ±1
    "four": (lambda x, y: x**3 - 3 * x + y**3 - 3 * y,
             {"minimum": [[1, 1]], "maximum": [[-1, -1]], "saddle": [[-1, 1], [1, -1]]}),
    "Rosenbrock": (lambda v: (1 - v[0]) ** 2 + 100 * (v[1] - v[0] ** 2) ** 2, {"minimum": [[1, 1]]}),
    "monkey saddle": (lambda x, y: x**3 - 3 * x * y**2, {"flat": [[0, 0]]}),
    "one by one": (lambda v: (v**2).sum() - v[0] * v[1] * 4, {"saddle": [[0, 0]]}),
    # Himmelblau 1972, the values as published
    "Himmelblau": (lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
                   {"minimum": [[-3.77931, -3.283186], [-2.805118, 3.131313], [3, 2], [3.584428, -1.848127]],
                    "maximum": [[-0.270845, -0.923039]],
                    "saddle": [[-3.073026, -0.081353], [-0.127961, -1.953715], [0.086678, 2.884255], [3.385154, 0.073852]]}),
}  # fmt: skip


@pytest.mark.parametrize("name", LANDSCAPES)
def test_level_places_are_found_and_told_apart(name: str) -> None:
    """Against what calculus gives."""
    f, truth = LANDSCAPES[name]
    found = marks(plots.descent(f, x=(-5, 5), y=(-5, 5)))
    assert found.keys() == truth.keys()
    for kind, places in truth.items():
        np.testing.assert_allclose(sorted(found[kind]), places, atol=1e-3 if name == "monkey saddle" else 2e-6)


def test_level_places_of_a_curve() -> None:
    """x⁴ - 2x²: a hill between two valleys; with ``stationary=False`` none is marked."""
    f = lambda x: x**4 - 2 * x**2  # noqa: E731
    assert marks(plots.descent(f, x=(-2, 2))) == {"minimum": [[-1, -1], [1, -1]], "maximum": [[0, 0]]}
    assert marks(plots.descent(f, x=(-2, 2), stationary=False)) == {}


def test_functions_without_derivative_are_drawn_without_marks() -> None:
    """``stationary=False`` needs no derivative."""
    import math

    assert len(plots.descent(math.cos, [1.0, 2.0], stationary=False).get_lines()) == 4


def test_surface_in_space() -> None:
    """The line lies on the surface (a hundredth above), cut where the picture ends."""
    path = walk(hills, [2.0, 0.01], steps=40)
    ax: Any = plots.descent(hills, path, x=(-2.5, 1.0), y=(-1.5, 1.5), surface=True)
    x, y, z = ax.get_lines()[0].get_data_3d()
    assert x[0] == pytest.approx(1.0)  # the first step enters there
    low, high = ax.get_zlim()
    np.testing.assert_allclose(z[1:], hills([x, y])[1:] + 0.01 * (high - low), atol=1e-6)
    assert low == pytest.approx(-0.25, abs=1e-3) and high == pytest.approx(2.5**2 / 2 + 1.5**4 / 4 - 1.5**2 / 2)
    sign = ax.get_lines()[-2]
    np.testing.assert_allclose(np.array(sign.get_data_3d()).T, [(0, -1, -0.25), (0, 1, -0.25)], atol=1e-9)


@pytest.mark.parametrize(
    "code, call, english, korean",
    [
        ("BD380", lambda: plots.descent(__import__("math").cos, x=(0, 9)), "stationary=False", "미분 없이 그립니다"),
        ("BD382", lambda: plots.descent(valley, {"mine": "abc"}), "'mine' is no path", "'mine'은(는) 이 함수 위의 경로가"),
        ("BD382", lambda: plots.descent(hills, {"a": [[1, 2]], "b": [1, 2]}), "points of shape (steps + 1, 2)",
         "모양이 (steps + 1, 2)인 점들"),
        ("BD384", lambda: plots.descent(valley, [1, 2], surface=True), "the function has one variable",
         "변수가 하나인 함수입니다"),
        ("BD384", lambda: plots.descent(hills, [[1, 2]], surface=True, ax=pyplot.subplots()[1]), "the axes are flat",
         "평면 Axes입니다"),
        ("BD377", lambda: plots.descent(hills, x=(1, 0), y=(0, 1)), "'x' is not a range", "'x'은(는)"),
    ],
)  # fmt: skip
def test_mistakes_are_told(code: str, call: Any, english: str, korean: str) -> None:
    """In both languages, with the code."""
    with pytest.raises(errors.ArgumentError) as caught:
        call()
    assert caught.value.code == code
    assert english in caught.value.text("en") and korean in caught.value.text("ko")
