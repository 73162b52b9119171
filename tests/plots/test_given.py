"""What newcomers give to plots: tables, columns, lists of runs, functions with an ``if``, and much that is no data at all."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import badak
from badak import errors, plots
from badak.classic import XOR, gradient_descent
from badak.layers import Dense

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
Y = np.array([0, 1, 1, 0])


def test_a_table_names_the_axes() -> None:
    """And an estimator that learned from a table is asked with one, without scikit-learn's warning."""
    pandas = pytest.importorskip("pandas")
    trees = pytest.importorskip("sklearn.tree")
    table = pandas.DataFrame(X, columns=["height", "weight"])
    ax = plots.decision_regions(
        trees.DecisionTreeClassifier().fit(table, Y), table, pandas.Series(Y, index=[9, 8, 7, 6])
    )
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("height", "weight")
    line = plots.fit(table[["height"]], pandas.Series([1.0, 2, 3, 4], name="점수"))
    assert (line.get_xlabel(), line.get_ylabel()) == ("height", "점수")


def test_columns_are_points() -> None:
    """(n, 1) as models take it, and (n,), draw the same."""
    x, y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 7.0])
    one, other = plots.fit(x, y, (2, 0), residuals=True), plots.fit(x[:, None], y[:, None], (2, 0), residuals=True)
    np.testing.assert_array_equal(one.get_lines()[0].get_xydata(), other.get_lines()[0].get_xydata())
    assert one.get_legend().get_texts()[1].get_text() == other.get_legend().get_texts()[1].get_text()


@pytest.mark.parametrize(
    ("f", "value", "slope"),
    [
        (lambda x: x if x > 0 else 0, lambda x: np.maximum(x, 0), lambda x: x > 0),
        (lambda x: x**2 if x > 1 else -x, lambda x: np.where(x > 1, x**2, -x), lambda x: np.where(x > 1, 2 * x, -1)),
        (lambda x: 1 if x > 0 else 0, lambda x: x > 0, np.zeros_like),
    ],
)
def test_functions_with_an_if(f: Any, value: Any, slope: Any) -> None:
    """One number after another, with the derivative of the branch taken."""
    for ax in (plots.activation(f, x=(-2, 3)), plots.derivative(f, x=(-2, 3), orders=1)):
        for line, true in zip(ax.get_lines()[:2], (value, slope)):
            x, y = (v[np.isfinite(line.get_ydata())] for v in line.get_data())
            np.testing.assert_allclose(y, true(x), atol=1e-12)


def test_plain_numbers_have_no_derivative() -> None:
    """math.sin of a tensor is a number: a derivative of 0 would be a lie."""
    with pytest.raises(errors.ArgumentError, match="BD378") as caught:
        plots.derivative(math.sin)
    assert "badak.sin(x) instead of math.sin(x)" in caught.value.text("en") and "got: sin\n" in caught.value.text("en")


def test_a_pole_does_not_press_the_rest_flat() -> None:
    """1/x over (-3, 3): most of the curve can be read, and no line leads through the pole."""
    for shift in (0.0, 0.0031):
        ax = plots.derivative(lambda x, s=shift: 1 / (x - s), orders=1)
        low, high = ax.get_ylim()
        assert -200 < low < -1 < 1 < high < 200
        y = np.asarray(ax.get_lines()[0].get_ydata())
        with np.errstate(invalid="ignore"):
            assert not ((y[:-1] * y[1:] < 0) & np.isfinite(y[:-1] * y[1:])).any()
    assert plots.derivative(lambda x: x**3, orders=1).get_ylim()[1] >= 27  # nothing of a usual function is cut


def test_one_function_for_walk_and_picture() -> None:
    """f(x, y) can be walked down and drawn, as f(v) can."""

    def f(x: Any, y: Any) -> Any:
        return x**2 / 20 + y**2

    path = gradient_descent(f, (-7.0, 2.0), 0.9, 30)
    same = gradient_descent(lambda v: v[0] ** 2 / 20 + v[1] ** 2, (-7.0, 2.0), 0.9, 30)
    np.testing.assert_array_equal(path.points, same.points)
    exact = gradient_descent(f, (-7.0, 2.0), 0.9, 30, gradient=lambda x, y: (x / 10, 2 * y))
    np.testing.assert_allclose(exact.points, path.points, atol=1e-6)
    assert len(plots.descent(f, path).get_lines()) > 2


def test_runs_in_a_list_or_in_the_model() -> None:
    """[a, b] compares, a trained model has its last run, and a list of numbers stays one run."""
    a, b = {"loss": [3.0, 2.0]}, {"loss": [4.0, 1.0]}
    ax = plots.history([a, b], "loss")
    np.testing.assert_array_equal([line.get_ydata() for line in ax.get_lines()[:3:2]], [[3, 2], [4, 1]])
    assert [t.get_text() for t in ax.get_legend().get_texts()][:2] == ["run 1: best 2", "run 2: best 1"]
    model = badak.Sequential([Dense(1)])
    model.compile("sgd", "mse")
    run = model.fit(X, X[:, :1], epochs=2, verbose=0)
    np.testing.assert_array_equal(plots.history(model, "loss").get_lines()[0].get_ydata(), run.history["loss"])
    assert len(plots.history([1.0, 0.5, 0.2]).get_lines()) == 1


def test_gradient_sizes_take_targets_as_fit_does() -> None:
    """(n,) for one output."""
    model = badak.Sequential([Dense(3, activation="tanh"), Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    model.fit(X, Y[:, None], epochs=1, verbose=0)
    one, other = (plots.gradient_sizes(model, X, y).get_lines()[0].get_ydata() for y in (Y, Y[:, None]))
    np.testing.assert_array_equal(one, other)


def test_long_words_above_pictures_take_two_lines() -> None:
    """They would run into the neighbour."""
    figure = plots.images(np.zeros((2, 8, 8)), ["고양이", "고양이"], ["고양이", "강아지와 고양이"])
    assert [ax.get_title("center") for ax in figure.axes] == ["고양이", "✗ 강아지와 고양이\nnot 고양이"]


@pytest.mark.parametrize(
    ("call", "code", "english", "korean"),
    [
        (lambda: plots.decision_regions(X, Y), "BD385", "no predict and cannot be called", "호출할 수도 없습니다"),
        (lambda: plots.decision_regions(XOR, X * np.nan, Y), "BD389", "8 of its 8 numbers are NaN", "8개가 NaN"),
        (lambda: plots.decision_regions(XOR, X, Y * np.nan), "BD389", "'y' cannot be drawn: 4 of its 4", "4개가 NaN"),
        (lambda: plots.decision_regions(XOR, X[:0], Y[:0]), "BD389", "it is empty", "비어 있습니다"),
        (lambda: plots.decision_regions(XOR, X, list("abba")), "BD386", "return_inverse=True", "글자를 번호로"),
        (lambda: plots.decision_regions(XOR, X, Y + 2), "BD386", "the labels that the model learned", "같은 레이블"),
        (lambda: plots.fit("x", "y"), "BD389", "these are no numbers", "숫자가 아닙니다"),
        (lambda: plots.fit([1, np.inf], [1, 2]), "BD389", "1 of its 2 numbers", "2개 중 1개가"),
        (lambda: plots.cost([1, None], [1, 2]), "BD389", "'x' cannot be drawn", "'x'을(를) 그릴 수 없습니다"),
        (lambda: plots.history({"loss": [1.0]}, {"loss": [1.0]}), "BD387", "names of metrics", "지표 이름"),
        (lambda: plots.images([np.zeros((8, 8)), np.zeros((8, 9))]), "BD389", "differ in size", "크기가 서로 다릅니다"),
        (lambda: plots.images(np.zeros((2, 3, 8, 8))), "BD389", "x.transpose(0, 2, 3, 1)", "x.transpose(0, 2, 3, 1)"),
        (lambda: plots.confusion_matrix([], []), "BD389", "it is empty", "비어 있습니다"),
        (lambda: plots.activation(None), "BD378", "where: plots.activation\n", "위치: plots.activation\n"),
        (lambda: plots.descent(lambda x: x**2, [[2, 1, 0.5]]), "BD382", "(1, 3)", "(1, 3)"),
        (lambda: plots.activation("relu", np.linspace(-3, 3)), "BD377", "…\n", "…\n"),
        (lambda: plots.fit([1], [1], ax=SimpleNamespace(plot=print, figure=print)), "BD375", "not a place", "대상이 아닙니다"),
    ],
)  # fmt: skip
def test_mistakes_are_told(call: Any, code: str, english: str, korean: str) -> None:
    """What is wrong, not what came of it."""
    for language, words in (("en", english), ("ko", korean)):
        errors.set_language(language)
        with pytest.raises(errors.BadakError, match=code) as caught:
            call()
        assert words in caught.value.text(language)


def test_pyplot_is_no_axes() -> None:
    """It has a plot and a figure, as axes do."""
    from matplotlib import pyplot

    with pytest.raises(errors.ArgumentError, match="BD375"):
        plots.decision_regions(XOR, ax=pyplot)  # type: ignore[arg-type]


def test_other_names_lead_to_ours() -> None:
    """And each name that is led to is there; completion shows the plots alone."""
    with pytest.raises(AttributeError, match="badak calls it badak.plots.decision_regions"):
        _ = plots.decision_boundary  # type: ignore[attr-defined]
    ours = {name.removeprefix("badak.plots.").split("(")[0] for name in plots._ELSEWHERE.values() if "plots" in name}
    assert ours <= set(plots.__all__) and not set(plots._ELSEWHERE) & set(plots.__all__)
    assert dir(plots) == sorted(plots.__all__)
