"""Universal approximation, errors over widths, accuracy over samples: the numbers drawn."""

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


def test_widths_rise_on_logarithmic_axes() -> None:
    """In order, whatever the dict's; the widths themselves stand along the axis."""
    ax = plots.width_errors({"tanh": {16: 0.01, 1: 0.5, 4: 0.1}, "relu": {1: 0.6, 16: 0.02}})
    tanh, relu = ax.get_lines()
    assert tanh.get_xydata().tolist() == [[1, 0.5], [4, 0.1], [16, 0.01]]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.get_xticks().tolist() == [1, 4, 16]
    assert relu.get_label() == "relu"


def test_several_runs_are_their_mean_and_a_band() -> None:
    """Mean as a line, worst to best as a band; numbers of samples with commas."""
    ax = plots.accuracy_by_samples({"net": {100: [0.6, 0.7], 10_000: [0.9, 0.9]}, "svm": {100: 0.8, 10_000: 0.85}})
    net, svm = ax.get_lines()
    np.testing.assert_allclose(net.get_xydata(), [[100, 0.65], [10_000, 0.9]])
    np.testing.assert_allclose(svm.get_ydata(), [0.8, 0.85])
    band = ax.collections[0].get_paths()[0].vertices
    assert {round(float(y), 6) for x, y in band if x == 100} == {0.6, 0.7}
    assert len(ax.collections) == 1
    assert ax.xaxis.get_major_formatter()(10_000, 0) == "10,000" and ax.yaxis.get_major_formatter()(0.9) == "90%"


WRONG = {
    "no dict": (lambda: plots.width_errors([1, 2]), "no dict from sizes above 0", "수에 대응시킨 dict가 아닙니다"),
    "size 0": (lambda: plots.accuracy_by_samples({0: 0.5}), "no dict from sizes above 0", "수에 대응시킨 dict가 아닙니다"),
    "error 0": (lambda: plots.width_errors({1: 0.0}), "must be above 0", "0보다 커야 합니다"),
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
