"""A curve and the networks that try to be it: the numbers drawn."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import errors, plots
from badak.layers import Dense


def test_the_curve_and_the_models_are_drawn_with_their_error() -> None:
    """A network by its formula; a number as name is its width."""
    model = badak.Sequential([badak.Input((1,)), Dense(3, activation="tanh"), Dense(1)])
    w, b, v, c = model.get_weights()
    ax = plots.approximation(np.sin, {3: model, "line": lambda x: x}, x=(-1, 1))
    curve, net, line = ax.get_lines()
    x = np.linspace(-1, 1, 401)
    np.testing.assert_allclose(curve.get_xydata(), np.stack([x, np.sin(x)], axis=1))
    answers = (np.tanh(x[:, None] @ w + b) @ v + c)[:, 0]
    np.testing.assert_allclose(net.get_ydata(), answers, atol=1e-5)
    assert net.get_label() == f"3 neurons: error {np.mean((answers - np.sin(x)) ** 2):.3g}"
    np.testing.assert_allclose(line.get_ydata(), x)


def test_samples_instead_of_a_curve() -> None:
    """Dots where they are; the error is that at the samples; in Korean."""
    errors.set_language("ko")
    x, y = np.array([[0.0], [1.0]]), np.array([[1.0], [3.0]])
    ax = plots.approximation((x, y), {1: lambda t: 2 * t}, x=(-1, 2))
    assert ax.get_lines()[0].get_xydata().tolist() == [[0, 1], [1, 3]]
    assert ax.get_lines()[1].get_label() == "뉴런 1개: 오차 1"


def test_estimators_of_scikit_learn_are_asked_too() -> None:
    """A line through a line."""
    linear = pytest.importorskip("sklearn.linear_model")
    x = np.array([[0.0], [1.0], [2.0]])
    ax = plots.approximation(lambda t: 3 * t, linear.LinearRegression().fit(x, 3 * x[:, 0]), errors=False)
    np.testing.assert_allclose(ax.get_lines()[1].get_ydata(), 3 * np.linspace(-2, 2, 401), atol=1e-9)
    assert ax.get_lines()[1].get_label() == "model"


WRONG = {
    "two outputs": (
        lambda: plots.approximation(np.sin, badak.Sequential([badak.Input((1,)), Dense(2)])),
        "answered with shape (401, 2)", "답의 모양이 (401, 2)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_are_told(name: str) -> None:
    """In both languages."""
    call, english, korean = WRONG[name]
    for language, words in (("en", english), ("ko", korean)):
        errors.set_language(language)
        with pytest.raises(errors.ArgumentError, match="BD389") as caught:
            call()
        assert words in caught.value.text()
