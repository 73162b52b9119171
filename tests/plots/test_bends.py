"""Activation functions and losses with their derivatives: the numbers drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

import badak
from badak import errors, plots
from badak.classic import ACTIVATIONS


@pytest.mark.parametrize("name", sorted(ACTIVATIONS.keys() - {"leaky_relu"}))
def test_lines_are_the_function_and_its_derivative(name: str) -> None:
    """Against the formulas in plain NumPy; each jump is a gap."""
    value, slope = ACTIVATIONS[name]
    ax = plots.activation(name)
    for line, formula in zip(ax.get_lines()[:2], (value, slope), strict=True):
        x, y = line.get_xydata().T
        gaps = np.isnan(y)
        np.testing.assert_allclose(y[~gaps], formula(x[~gaps]), atol=2e-6)
        assert len(x) - 2 * gaps.sum() >= 399 - 2
    jumps = {"step": [0], "heaviside": [0], "sign": [0]}.get(name, [])
    x, y = ax.get_lines()[0].get_xydata().T
    assert x[np.isnan(y)].tolist() == jumps


def test_leaky_relu_shows_badaks_slope() -> None:
    """0.2, as Keras."""
    x, y = plots.activation("leaky_relu").get_lines()[1].get_xydata().T
    assert set(np.round(y[~np.isnan(y)], 6)) == {0.2, 1.0}


@pytest.mark.parametrize(
    "name, height, slope",
    [("step", 0, 0), ("heaviside", 0.5, 0), ("sign", 0, 0), ("relu", 0, 0), ("softplus", math.log(2), 0.5)],
)
def test_the_threshold_is_marked(name: str, height: float, slope: float) -> None:
    """Full dot the value, hollow dot the derivative, both said in numbers."""
    ax = plots.activation(name)
    hollow, full = ax.get_lines()[2:4]
    assert full.get_xydata()[0].tolist() == pytest.approx([0, height])
    assert hollow.get_xydata()[0].tolist() == pytest.approx([0, slope])
    assert ax.texts[0].get_text() == f"{name}(0) = {height:.4g}\n{name}′(0) = {slope:.4g}"


def test_several_are_compared_without_their_derivatives() -> None:
    """A line each, named; own functions too."""
    ax = plots.activation({"relu": "relu", "mine": lambda x: x * badak.sigmoid(2 * x)})
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["relu", "mine"]
    x, y = ax.get_lines()[1].get_xydata().T
    np.testing.assert_allclose(y, x / (1 + np.exp(-2 * x)), atol=1e-6)


def test_small_multiples_of_all() -> None:
    """A panel each, in the course's order, and one legend."""
    figure = plots.activations()
    assert [ax.get_title("left") for ax in figure.axes] == list(ACTIVATIONS)
    assert [t.get_text() for t in figure.legends[0].get_texts()] == ["value", "derivative"]
    errors.set_language("ko")
    assert [t.get_text() for t in plots.activations(["relu"]).legends[0].get_texts()] == ["값", "도함수"]


FORMULAS = {  # target, value, derivative by the prediction
    "mean_squared_error": (0, lambda p: p**2, lambda p: 2 * p),
    "half_squared_error": (0, lambda p: p**2 / 2, lambda p: p),
    "mean_absolute_error": (0, np.abs, np.sign),
    "huber": (0, lambda p: np.where(abs(p) <= 1, p**2 / 2, abs(p) - 0.5), lambda p: np.clip(p, -1, 1)),
    "binary_crossentropy": (1, lambda p: -np.log(p), lambda p: -1 / p),
    "categorical_crossentropy": (1, lambda p: -np.log(p), lambda p: -1 / p),
    "sparse_categorical_crossentropy": (1, lambda p: -np.log(p), lambda p: -1 / p),
    "hinge": (1, lambda p: np.maximum(1 - p, 0), lambda p: np.where(p < 1, -1, 0)),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_losses_are_drawn_over_the_prediction(name: str) -> None:
    """Against the formula of the book."""
    _, value, slope = FORMULAS[name]
    ax = plots.loss(name)
    (x, y), (a, b) = (line.get_xydata().T for line in ax.get_lines()[:2])
    keep = np.abs(y - y.min()) > -1
    np.testing.assert_allclose(y[keep], value(x[keep]), atol=2e-5, rtol=1e-4)
    keep = ~np.isnan(b)
    np.testing.assert_allclose(b[keep], slope(a[keep]), atol=2e-5, rtol=1e-3)
    low, high = ax.get_ylim()  # a derivative that runs to -100 does not press the loss flat
    assert np.ptp(y) > 0.3 * (high - low)


def test_another_target_moves_the_curve() -> None:
    """(p - 2)², drawn around 2; binary cross-entropy of 0 is -log(1 - p)."""
    ax = plots.loss("mse", target=2)
    x, y = ax.get_lines()[0].get_xydata().T
    np.testing.assert_allclose(y, (x - 2) ** 2, atol=1e-5)
    assert (x[0], x[-1]) == (-1, 5) and ax.get_xlabel() == "prediction ŷ, target y = 2"
    x, y = plots.loss("bce", target=0, x=(0.1, 0.8)).get_lines()[0].get_xydata().T
    np.testing.assert_allclose(y, -np.log(1 - x), rtol=1e-4)


def test_losses_as_objects_and_functions() -> None:
    """Huber of another width; a function of one's own."""
    ax = plots.loss({"half": badak.losses.Huber(0.5), "fourth": lambda y, p: ((y - p) ** 4).mean(axis=-1)})
    x, y = ax.get_lines()[0].get_xydata().T
    np.testing.assert_allclose(y, np.where(abs(x) <= 0.5, x**2 / 2, 0.5 * abs(x) - 0.125), atol=1e-5)
    x, y = [line for line in ax.get_lines() if line.get_label() == "fourth"][0].get_xydata().T
    np.testing.assert_allclose(y, x**4, rtol=1e-4)


def test_small_multiples_of_losses() -> None:
    """Long names in two lines, the target under each."""
    errors.set_language("ko")
    figure = plots.losses()
    assert len(figure.axes) == 12
    assert figure.axes[0].get_xlabel() == "ŷ (y = 0)" and figure.axes[7].get_xlabel() == "정답 클래스의 확률 p"
    assert max(len(part) for ax in figure.axes for part in ax.get_title("left").split("\n")) <= 22


WRONG = {
    "softmax": (lambda: plots.activation("softmax"), "no function of single numbers", "수 하나의 함수가 아닙니다"),
    "a number": (lambda: plots.activation(3), "neither a name nor a function", "이름도 함수도 아닙니다"),
    "cosine": (lambda: plots.loss(lambda y, p: p[:, 0, 0]), "cannot be drawn", "그릴 수 없습니다"),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_are_told(name: str) -> None:
    """In both languages."""
    call, english, korean = WRONG[name]
    for language, words in (("en", english), ("ko", korean)):
        errors.set_language(language)
        with pytest.raises(errors.ArgumentError, match="BD378") as caught:
            call()
        assert words in caught.value.text()


def test_unknown_names_are_told_as_everywhere() -> None:
    """With the nearest names."""
    with pytest.raises(errors.ArgumentError, match="BD014.*[\\s\\S]*gelu"):
        plots.activation("gelo")
