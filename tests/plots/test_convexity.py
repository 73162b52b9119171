"""Squared error and cross-entropy of a logistic answer, and how they bend."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import errors, plots


@pytest.mark.parametrize("target", [1, 0])
def test_costs_and_their_bends(target: int) -> None:
    """The second differences of the costs drawn are the second derivatives drawn."""
    left, right = plots.convexity((-10, 10), target).axes
    z = left.get_lines()[0].get_xdata()
    p = 1 / (1 + np.exp(-z))
    wrong = 1 - p if target else p
    np.testing.assert_allclose(left.get_lines()[0].get_ydata(), wrong**2, atol=1e-12)
    np.testing.assert_allclose(left.get_lines()[1].get_ydata(), -np.log(1 - wrong), atol=1e-12)
    step = z[1] - z[0]
    for cost, bend in zip(left.get_lines()[:2], right.get_lines()[:2]):
        np.testing.assert_allclose(np.diff(cost.get_ydata(), 2) / step**2, bend.get_ydata()[1:-1], atol=3e-4)
    assert right.get_lines()[0].get_ydata().min() == pytest.approx(-0.1202, abs=1e-4)
    assert right.get_lines()[1].get_ydata().min() >= 0


def test_the_part_that_is_not_convex_is_hatched() -> None:
    """Up to σ = 1/3: z = -log 2."""
    left, right = plots.convexity((-8, 8)).axes
    band = next(patch for patch in left.patches if patch.get_hatch())
    assert band.get_x() == pytest.approx(-8)
    assert band.get_x() + band.get_width() == pytest.approx(-np.log(2), abs=0.04)
    assert right.collections[0].get_hatch()
    assert right.texts[0].get_text() == "bends downward,\nas far as −0.1202"
    assert left.texts[-1].get_text() == "slope at z = −8\nsquared error −0.0007\ncross-entropy −0.9997"


def test_where_all_is_convex_nothing_is_hatched() -> None:
    """Right of -log 2."""
    left, right = plots.convexity((0, 5)).axes
    assert not left.patches and not right.collections


def test_words_in_korean() -> None:
    """All of them."""
    badak.errors.set_language("ko")
    left, right = plots.convexity().axes
    assert [t.get_text() for t in left.get_legend().get_texts()] == ["제곱 오차 (1 − σ)²", "교차 엔트로피 −log σ"]
    assert (left.get_ylabel(), right.get_ylabel()) == ("비용", "이계도함수")
    assert left.texts[0].get_text() == "볼록하지 않음"
    assert left.texts[1].get_text() == "z = −8에서의 기울기\n제곱 오차 −0.0007\n교차 엔트로피 −0.9997"
    assert right.texts[0].get_text() == "위로 볼록한 구간\n(최솟값 −0.1202)"


def test_other_targets_are_refused() -> None:
    """0 or 1."""
    with pytest.raises(errors.ArgumentError, match="BD040"):
        plots.convexity(target=2)
    with pytest.raises(errors.ArgumentError, match="BD377"):
        plots.convexity(z=(2, 2))
