"""Linear and logistic models from the ground up: the numbers of the sales data, and badak's own models beside them."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import badak
from badak import classic
from badak.classic.logistic_regression import HOURS as STUDIED
from badak.classic.logistic_regression import PASSED
from badak.classic.sales import HOURS, SALES
from badak.errors import ArgumentError, Notice, ShapeError, set_language

PROGRAMS = [
    classic.by_numerical_gradient,
    classic.by_exact_gradient,
    classic.by_numpy,
    classic.by_tensor,
    classic.by_model,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_five_programs_one_answer(program):
    line = program()
    assert (round(line.w, 2), round(line.predict(8), 2), line.b) == (25928.57, 207428.57, 0.0)
    assert len(line.costs) == 1001 and not line.diverges
    assert line.costs[0] == pytest.approx(((4 * HOURS - SALES) ** 2).mean())
    both = program(learning_rate=0.04, bias=True)
    close = 0.02 if program is classic.by_numerical_gradient else 0.006
    assert (both.w, both.b) == pytest.approx((25642.86, 1428.57), abs=close)
    assert both.predict(8) == pytest.approx(206571.43, abs=close)


def test_the_forward_difference_is_off_by_half_of_dw():
    exact, numerical = classic.by_exact_gradient().w, classic.by_numerical_gradient().w
    assert exact - numerical == pytest.approx(0.0005, rel=0.01)
    assert exact - classic.by_numerical_gradient(dw=0.1).w == pytest.approx(0.05, rel=0.01)


def test_a_small_rate_is_not_there_yet():
    slow = classic.by_exact_gradient(bias=True)
    assert (round(slow.w, 2), round(slow.b, 2)) == (25147.86, 3879.77)


def test_float32_stands_still_and_says_so():
    with pytest.warns(Notice, match=r"BD337[^\0]*float32 cannot show the difference"):
        line = classic.by_numerical_gradient(dtype="float32")
    assert 1 < abs(line.w - 25928.57) < 500
    set_language("ko")
    with pytest.warns(Notice, match="학습이 멈췄습니다"):
        classic.by_numerical_gradient(dtype="float32")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        classic.by_numerical_gradient(epochs=3000)  # float64 ends where it should, and is not blamed


@pytest.mark.parametrize("program", [classic.by_exact_gradient, classic.by_numpy, classic.by_numerical_gradient])
@pytest.mark.parametrize(("bias", "good", "bad"), [(False, 0.0499, 0.0501), (True, 0.0479, 0.0482)])
def test_where_it_begins_to_diverge(program, bias, good, bad):
    assert not program(learning_rate=good, bias=bias).diverges
    with pytest.warns(Notice, match="BD336"):
        assert program(learning_rate=bad, bias=bias).diverges


def test_cost_and_its_sweep():
    x, y = [1, 2, 3], [2, 4, 6]
    assert classic.cost(1, 2, x, y) == pytest.approx(2 / 3) and classic.cost(1, 2, x, y, "half sum") == 1.0
    best, lowest, costs = classic.sweep(np.arange(-300_000, 300_001, 1_000))
    assert (best, round(lowest, 2), len(costs)) == (26_000, 9142857.14, 601)
    with pytest.raises(ArgumentError):
        classic.cost(1, 2, x, y, "sum")


def test_fewer_than_three_points_get_a_notice():
    with pytest.warns(Notice, match=r"BD338[^\0]*2 point"):
        line = classic.by_numpy([1, 2], [3, 5], bias=True, learning_rate=0.1, epochs=2000)
    assert (line.w, line.b) == pytest.approx((2, 1), abs=1e-6)
    with pytest.warns(Notice, match="3 points or more"):
        classic.closed_form([1, 2], [3, 5])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        classic.by_numpy([1, 2], [3, 5], epochs=1)
        classic.by_numpy([1, 2, 3], [3, 5, 7], bias=True, epochs=1)


def test_the_notices_in_korean():
    set_language("ko")
    with pytest.warns(Notice, match=r"점이 2개뿐인데 w와 b로 숫자 2개를[^\0]*점 3개 이상"):
        classic.by_numpy([1, 2], [3, 5], bias=True, epochs=1)
    with pytest.warns(Notice, match=r"경사하강이 발산합니다\. 처음 값은 [\d.e+]+인데 1001스텝 뒤에는"):
        classic.by_numpy(learning_rate=0.06)


def test_closed_form_and_several_inputs():
    np.testing.assert_allclose(classic.closed_form(), np.polyfit(HOURS, SALES, 1), rtol=1e-10)
    assert classic.closed_form(bias=False)[0] == pytest.approx(25928.5714, abs=1e-3)
    random = np.random.default_rng(0)
    x = random.normal(size=(40, 3))
    y = x @ [3.0, -2.0, 0.5] + 7 + random.normal(size=40)
    w, b, costs = classic.fit_linear(x, y, learning_rate=0.1, epochs=500)
    np.testing.assert_allclose([*w, b], classic.closed_form(x, y), rtol=1e-8)
    assert costs[-1] < costs[0]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_wrong_arguments(program):
    with pytest.raises(ShapeError, match=program.__name__):
        program([1, 2], [1, 2, 3])
    with pytest.raises(ArgumentError):
        program(learning_rate=0)
    with pytest.raises(ArgumentError):
        program(epochs=0)


# --- logistic ------------------------------------------------------------------------------------------------------------


def test_least_squares_leaves_0_to_1_and_logistic_does_not():
    w, b = classic.closed_form(STUDIED, PASSED)
    assert (round(b, 3), round(9 * w + b, 3)) == (-0.357, 1.357)
    model = classic.LogisticRegression(0.5, 5000).fit(STUDIED[:, None], PASSED)
    p = model.predict_proba(np.array([[0.0], [4.0], [5.0], [9.0]]))
    assert (p > 0).all() and (p < 1).all() and p[1] < 0.2 and p[2] > 0.8 and (np.diff(p) > 0).all()
    assert (model.predict(STUDIED[:, None]) == PASSED).all()
    assert model.costs[0] == pytest.approx(np.log(2)) and model.costs[-1] < 0.1


def test_rows_and_columns_and_theta_are_the_same_regression():
    random = np.random.default_rng(1)
    x, y = random.normal(size=(30, 4)), random.integers(0, 2, 30)
    rows = classic.LogisticRegression(0.3, 50).fit(x, y)
    w, b = np.zeros((4, 1)), 0.0
    theta, ones = np.zeros((5, 1)), classic.with_bias_row(x.T)
    for step in range(50):
        grads, cost = classic.propagate(w, b, x.T, y[None])
        assert cost == pytest.approx(rows.costs[step], rel=1e-12)
        w, b = w - 0.3 * grads["dw"], b - 0.3 * grads["db"]
        theta = theta - 0.3 * classic.propagate(theta, 0.0, ones, y[None])[0]["dw"]
    np.testing.assert_allclose(w[:, 0], rows.w, rtol=1e-12)
    np.testing.assert_allclose(theta[:, 0], [rows.b, *rows.w], rtol=1e-10)


def test_the_gradient_of_the_columns_is_the_numerical_one():
    random = np.random.default_rng(2)
    x, y, w = random.normal(size=(3, 7)), random.integers(0, 2, (1, 7)), random.normal(size=(3, 1))
    grads, _ = classic.propagate(w, 0.4, x, y)
    np.testing.assert_allclose(
        classic.numerical_gradient(lambda v: classic.propagate(v, 0.4, x, y)[1], w), grads["dw"], atol=1e-8
    )
    assert classic.numerical_derivative(lambda b: classic.propagate(w, b, x, y)[1], 0.4) == pytest.approx(
        grads["db"], abs=1e-8
    )


def test_logistic_beside_badaks_own_model():
    random = np.random.default_rng(3)
    x = random.normal(size=(50, 2))
    y = (x @ [2.0, -1.0] + random.normal(size=50) > 0).astype(int)
    ours = classic.LogisticRegression(0.5, 30).fit(x, y)
    model = badak.Sequential(
        [badak.Input((2,)), badak.layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")], dtype="float64"
    )
    model.compile(badak.optimizers.SGD(0.5), loss="binary_crossentropy")
    model.fit(x, y[:, None], batch_size=50, epochs=30, verbose=0)
    np.testing.assert_allclose(model.predict(x, verbose=0)[:, 0], ours.predict_proba(x), rtol=1e-6)


def test_entropy_and_curvature():
    assert classic.cross_entropy_of(1, 0.1) == pytest.approx(2.302585, abs=1e-6)
    p = np.array([0.2, 0.3, 0.5])
    assert classic.cross_entropy_of(p, p) < classic.cross_entropy_of(p, [0.3, 0.3, 0.4])
    assert classic.cross_entropy_of([1.0, 0.0], [0.5, 0.5]) == pytest.approx(np.log(2))
    assert classic.cross_entropy_of([0.5, 0.5], [1.0, 0.0]) == np.inf
    z = np.linspace(-12, 12, 4801)
    squared, entropy = classic.curvature(z)
    assert round(float(squared.min()), 4) == -0.1202 and (entropy >= 0).all()
    for at in (-1.3, 0.4):
        one_less = lambda v: (1 - badak.sigmoid(v)) ** 2  # noqa: E731
        log_loss = lambda v: -badak.log(badak.sigmoid(v))  # noqa: E731
        found = [classic.exact_derivative(f, at, order=2) for f in (one_less, log_loss)]
        assert found == pytest.approx([float(c) for c in classic.curvature(at)], rel=1e-10)


def test_labels_must_be_what_they_are_said_to_be():
    with pytest.raises(ArgumentError, match="0 or 1") as info:
        classic.LogisticRegression().fit([[1.0], [2.0]], [-1, 1])
    assert "샘플마다 0 또는 1" in info.value.text("ko")
    with pytest.raises(ArgumentError, match="-1 or 1"):
        classic.Perceptron().fit([[1.0], [2.0]], [0, 1])
    for y in ([0.5, 1.0], [-1, 0]):
        with pytest.raises(ArgumentError, match="class numbers"):
            classic.SoftmaxRegression().fit([[1.0], [2.0]], y)


def test_softmax_regression_beside_badaks_own_model():
    random = np.random.default_rng(4)
    x, y = random.normal(size=(60, 3)), random.integers(0, 4, 60)
    ours = classic.SoftmaxRegression(0.2, 25).fit(x, y)
    model = badak.Sequential(
        [badak.Input((3,)), badak.layers.Dense(4, activation="softmax", kernel_initializer="zeros")], dtype="float64"
    )
    model.compile(badak.optimizers.SGD(0.2), loss="sparse_categorical_crossentropy")
    model.fit(x, y, batch_size=60, epochs=25, verbose=0)
    np.testing.assert_allclose(model.predict(x, verbose=0), ours.predict_proba(x), rtol=1e-6)


def test_one_vs_rest_is_a_binary_regression_for_each_class():
    random = np.random.default_rng(5)
    x, y = random.normal(size=(60, 3)), random.integers(0, 3, 60)
    ours = classic.OneVsRest(0.2, 40).fit(x, y)
    for k in range(3):
        alone = classic.LogisticRegression(0.2, 40).fit(x, (y == k).astype(int))
        np.testing.assert_allclose(ours.predict_proba(x)[:, k], alone.predict_proba(x), rtol=1e-12)
    assert abs(ours.predict_proba(x).sum(axis=1) - 1).max() > 1e-3
