"""Errors of the difference quotients against h."""

from __future__ import annotations

import math

import numpy as np
import pytest

import badak
from badak import plots


def test_lines_are_the_errors() -> None:
    """exp at 1, worked out here again; the theory's lines beside them."""
    ax = plots.step_errors(badak.exp, 1.0)
    forward, central = ax.get_lines()[:2]
    h = forward.get_xdata()
    assert len(h) == 57 and (np.diff(h) > 0).all()
    np.testing.assert_allclose(forward.get_ydata(), abs((np.exp(1 + h) - np.exp(1.0)) / h - np.e), atol=5e-16 / h.min())
    np.testing.assert_allclose(forward.get_ydata()[h > 1e-6], (h * np.e / 2)[h > 1e-6], rtol=0.04)
    np.testing.assert_allclose(central.get_ydata()[h > 1e-4], (h**2 * np.e / 6)[h > 1e-4], rtol=0.01)
    halves = [line for line in ax.get_lines() if line.get_linestyle() == "--"]
    np.testing.assert_allclose(halves[0].get_ydata(), halves[0].get_xdata() * np.e / 2)
    np.testing.assert_allclose(halves[1].get_ydata(), halves[1].get_xdata() ** 2 * np.e / 6)


def test_the_best_h_is_marked() -> None:
    """About 1e-8 for the forward quotient, 1e-5 for the central one."""
    ax = plots.step_errors(badak.exp, 1.0)
    rings = [line.get_xydata()[0] for line in ax.get_lines() if line.get_markersize() == 12]
    lines = [line.get_xydata() for line in ax.get_lines()[:2]]
    for ring, line in zip(rings, lines, strict=True):
        assert ring[1] == line[:, 1].min()
    assert 1e-9 < rings[0][0] < 1e-7 and 1e-7 < rings[1][0] < 1e-4


def test_errors_of_exactly_zero_are_seen() -> None:
    """2x at 1 with powers of two: no error at all, which a logarithm cannot show."""
    ax = plots.step_errors(lambda x: 2 * x, 1.0, steps=[0.5, 0.25, 0.1, 1e-9])
    (zeros,) = (line for line in ax.get_lines() if line.get_label() == "error exactly 0")
    assert set(zeros.get_xdata()) >= {0.5, 0.25}
    assert (zeros.get_ydata() == ax.get_ylim()[0]).all()
    assert np.isnan(ax.get_lines()[0].get_ydata()[-2:]).all()


def test_words_in_korean() -> None:
    """Names of lines and axes."""
    badak.errors.set_language("ko")
    ax = plots.step_errors(badak.exp, 1.0)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["전진 차분", "중앙 차분"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("간격 h", "기울기의 오차")
    assert any(text.get_text().startswith("최적 h ≈ ") for text in ax.texts)


def test_functions_without_derivative_are_told() -> None:
    """As ``exact_derivative`` does: math.exp hands back a plain number."""
    with pytest.raises(badak.errors.Notice, match="BD018"):
        plots.step_errors(math.exp, 1.0)
