"""The cost of a line over its weights: the parabola, the valley, the descents."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import badak
from badak import errors, plots
from badak.classic import gradient_descent
from badak.classic.sales import HOURS, SALES


def labels(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_the_sweep_of_the_course() -> None:
    """601 slopes from -300,000: the best is 26,000 at 9,142,857.14."""
    ax = plots.cost(w=(-300_000, 300_000))
    parabola, lowest = ax.get_lines()
    w = parabola.get_xdata()
    assert len(w) == 601 and w[1] - w[0] == 1000
    np.testing.assert_allclose(parabola.get_ydata(), [((v * HOURS - SALES) ** 2).mean() for v in w])
    np.testing.assert_allclose(lowest.get_xydata(), [(26_000, 9_142_857.142857)])
    assert labels(ax)[-1] == "lowest of 601 tried:\nW = 26,000, cost 9,142,857"
    assert ax.get_ylabel() == "cost (mean squared error, billions)"
    assert ax.yaxis.get_major_formatter()(5e11) == "500"
    badak.errors.set_language("ko")
    ax = plots.cost(w=(-300_000, 300_000))
    assert labels(ax)[-1] == "601개 중 최소:\nW = 26,000, 비용 9,142,857"
    assert ax.get_ylabel() == "비용(평균 제곱 오차, 억)"
    assert ax.yaxis.get_major_formatter()(5e11) == "5,000"


def test_descents_of_one_weight() -> None:
    """Each step by the exact slope, 2·mean(x(wx - y)), from W = 4; above rate .05 it diverges."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        ax = plots.cost(learning_rate=[0.001, 0.051], steps=1000)
    assert "BD336" in str(said[0].message)
    line = ax.get_lines()[1]
    w = 4.0
    for drawn in line.get_xdata()[:20]:
        assert drawn == pytest.approx(w)
        w -= 0.001 * 2 * (HOURS * (w * HOURS - SALES)).mean()
    np.testing.assert_allclose(line.get_ydata(), [((v * HOURS - SALES) ** 2).mean() for v in line.get_xdata()])
    assert labels(ax)[1:3] == ["rate 0.001: converges", "rate 0.051: diverges"]


def test_the_valley() -> None:
    """Curvatures 41.62 across and .3845 along, minimum (25642.86, 1428.57), and the course's slow descent."""
    ax = plots.cost(w=(-5_000, 30_000), b=(-3_000, 8_000), learning_rate=0.001, steps=1001)
    across, along, path = ax.get_lines()[:3]
    hessian = 2 / 7 * np.array([[HOURS @ HOURS, HOURS.sum()], [HOURS.sum(), 7.0]])
    for line, bend in ((across, 41.6155), (along, 0.38447)):
        way = np.diff(line.get_xydata(), axis=0)[0]
        np.testing.assert_allclose(hessian @ way, bend * way, rtol=1e-4)
        np.testing.assert_allclose(line.get_xydata().mean(axis=0), [25_642.857, 1_428.571], rtol=1e-6)
    np.testing.assert_allclose(path.get_xydata()[[0, -1]], [(4, 0), (25_147.86, 3_879.77)], atol=0.01)
    assert labels(ax)[:3] == [
        "across: λ = 41.62,\nrates above 0.0481 diverge",
        "along: λ = 0.3845, a step of\nrate 0.001 goes 0.038 % of the way",
        "rate 0.001: still moving",
    ]
    assert "lowest: W = 25,642.9, b = 1,428.57" in labels(ax)
    badak.errors.set_language("ko")
    ax = plots.cost(b=True)
    assert labels(ax)[0] == "가로지르는 방향: λ = 41.62,\n학습률이 0.0481을 넘으면 발산"


def test_lines_of_equal_cost() -> None:
    """Every point of a line costs what the line says."""
    ax = plots.cost([1, 2, 3], [2, 4, 7], w=(0, 4), b=(-3, 3))
    lines = next(c for c in ax.collections if getattr(c, "labelTexts", None))
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        w, b = path.vertices.T[:, :, None]
        costs = ((w * [1, 2, 3] + b - [2, 4, 7]) ** 2).mean(axis=1)
        np.testing.assert_allclose(costs, level, rtol=0.02, atol=0.02)


def test_paths_of_ones_own() -> None:
    """From gradient_descent, or points; the range shows them."""
    f = lambda w: float(((w * HOURS - SALES) ** 2).mean())  # noqa: E731
    path = gradient_descent(f, 60_000.0, 0.01, 50, gradient=lambda w: 2 * (HOURS * (w * HOURS - SALES)).mean())
    ax = plots.cost(paths={"mine": path, "raw": [0.0, 10_000.0]})
    np.testing.assert_array_equal(ax.get_lines()[1].get_xdata(), path.points)
    assert ax.get_xlim()[0] < 0 and ax.get_xlim()[1] > 60_000
    assert labels(ax)[1] == "mine: converges"


@pytest.mark.parametrize(
    "code, call, english, korean",
    [
        ("BD382", lambda: plots.cost(paths=[[1, 2], [3, 4]]), "points of shape (steps + 1,)", "(steps + 1,)인 점들"),
        ("BD382", lambda: plots.cost(b=True, paths=[1, 2]), "points of shape (steps + 1, 2)", "(steps + 1, 2)인 점들"),
        ("BD377", lambda: plots.cost(b=(2, 1)), "'b' is not a range", "'b'은(는)"),
        ("BD040", lambda: plots.cost(tries=1), "tries", "tries"),
        ("BD001", lambda: plots.cost([1, 2, 3], [1, 2]), "points", "points"),
    ],
)  # fmt: skip
def test_mistakes_are_told(code: str, call: Any, english: str, korean: str) -> None:
    """In both languages, with the code."""
    with pytest.raises(errors.BadakError) as caught:
        call()
    assert caught.value.code == code
    assert english in caught.value.text("en") and korean in caught.value.text("ko")
