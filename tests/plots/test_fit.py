"""Data with lines: the points, the lines, the residuals, what leaves the bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import badak
from badak import errors, plots
from badak.classic import LogisticRegression, by_exact_gradient, closed_form
from badak.classic.logistic_regression import HOURS as STUDIED
from badak.classic.logistic_regression import PASSED
from badak.classic.sales import HOURS, SALES


def labels(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_points_and_lines_of_every_kind() -> None:
    """A pair, a line of badak.classic, a function, a model: all the same line."""
    line = by_exact_gradient(learning_rate=0.04, bias=True)
    model = badak.Sequential([badak.Input((1,)), badak.layers.Dense(1)], dtype="float64")
    model.set_weights([np.array([[line.w]]), np.array([line.b])])
    kinds = {"pair": (line.w, line.b), "line": line, "function": lambda x: line.w * x + line.b, "model": model}
    ax = plots.fit(HOURS, SALES, kinds)
    points, *drawn = ax.get_lines()
    np.testing.assert_array_equal(points.get_xydata(), np.stack([HOURS, SALES], axis=1))
    assert labels(ax) == ["data", *kinds]
    for one in drawn:
        np.testing.assert_allclose(one.get_ydata(), line.w * one.get_xdata() + line.b, rtol=1e-6)
    assert ax.get_xlim() == (0.25, 7.75)  # an eighth more on either side


def test_a_line_is_named_by_its_formula() -> None:
    """With thousands that can be read; the axis too."""
    ax = plots.fit(HOURS, SALES, [(26_000, 0), (25_642.857, -1_428.571), (0.5, 2)])
    assert labels(ax) == ["data", "26,000x", "25,642.9x − 1,428.6", "0.5x + 2"]
    assert ax.yaxis.get_major_formatter()(150_000) == "150,000"


def test_residuals_go_from_the_line_to_the_points() -> None:
    """Of the first line; the mean of their squares is the cost of 26,000."""
    ax = plots.fit(HOURS, SALES, {"H": (26_000, 0)}, residuals=True)
    segments = np.array(ax.collections[0].get_segments())
    np.testing.assert_allclose(segments[:, 0], np.stack([HOURS, 26_000 * HOURS], axis=1))
    np.testing.assert_allclose(segments[:, 1], np.stack([HOURS, SALES], axis=1))
    assert labels(ax)[1] == "H, mean squared error 9,142,857.1"
    badak.errors.set_language("ko")
    assert labels(plots.fit(HOURS, SALES, {"H": (26_000, 0)}, residuals=True)) == [
        "데이터",
        "H, 평균 제곱 오차 9,142,857.1",
    ]


def test_pass_or_fail() -> None:
    """The line says -.357 at 0 and 1.357 at 9; the probability stays between 0 and 1."""
    model = LogisticRegression(0.5, 2000).fit(STUDIED[:, None], PASSED)
    lines = {"line": closed_form(STUDIED, PASSED), "logistic": model}
    ax = plots.fit(STUDIED, PASSED, lines, bounds=(0, 1), span=(0, 9))
    _, line, curve = ax.get_lines()[:3]
    assert line.get_ydata()[[0, -1]] == pytest.approx([-0.357, 1.357], abs=1e-3)
    x = curve.get_xdata()
    np.testing.assert_allclose(curve.get_ydata(), 1 / (1 + np.exp(-(model.w[0] * x + model.b))))
    assert [text.get_text() for text in ax.texts] == ["−0.357 at 0", "1.357 at 9"]
    assert [patch.get_hatch() for patch in ax.patches] == ["///", "///"]
    badak.errors.set_language("ko")
    ax = plots.fit(STUDIED, PASSED, lines, bounds=(0, 1), span=(0, 9))
    assert [text.get_text() for text in ax.texts] == ["x = 0에서 −0.357", "x = 9에서 1.357"]


class Two:
    """A classifier in scikit-learn's manner: a column for each class."""

    def predict_proba(self, x: Any) -> Any:
        return np.concatenate([1 - x / 10, x / 10], axis=1)


def test_probability_of_the_second_of_two_classes() -> None:
    """Column 1 of (samples, 2)."""
    line = plots.fit(STUDIED, PASSED, Two()).get_lines()[1]
    np.testing.assert_allclose(line.get_ydata(), line.get_xdata() / 10)


@pytest.mark.parametrize(
    "code, call, english, korean",
    [
        ("BD383", lambda: plots.fit(HOURS, SALES, {"mine": "abc"}), "'mine' is no line to draw", "그릴 수 있는 선이 아닙니다"),
        ("BD377", lambda: plots.fit(HOURS, SALES, span=(3, 1)), "'span' is not a range", "'span'은(는)"),
        ("BD001", lambda: plots.fit([1, 2, 3], [1, 2]), "points", "points"),
    ],
)  # fmt: skip
def test_mistakes_are_told(code: str, call: Any, english: str, korean: str) -> None:
    """In both languages, with the code."""
    with pytest.raises(errors.BadakError) as caught:
        call()
    assert caught.value.code == code
    assert english in caught.value.text("en") and korean in caught.value.text("ko")
