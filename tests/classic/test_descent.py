"""Derivatives and descent from the ground up, against autograd and the numbers that a pencil gives."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import badak
from badak import classic
from badak.errors import ArgumentError, Notice, ShapeError, StateError, set_language


def square(x):
    return x**2


def test_the_quotients_of_x_squared_at_3():
    with pytest.warns(Notice, match="BD335"):
        assert classic.numerical_derivative(square, 3, h=1e-50) == 0.0
    assert classic.numerical_derivative(square, 3, method="forward") == pytest.approx(6.0001, abs=1e-9)
    assert classic.numerical_derivative(square, 3, method="backward") == pytest.approx(5.9999, abs=1e-9)
    assert classic.numerical_derivative(square, 3) == pytest.approx(6.0, abs=5e-9)


def test_float32_is_warned_of_with_the_digits_left():
    with pytest.warns(Notice, match=r"float32 leaves 2 digits[^\0]*about 0\.001"):
        rough = classic.numerical_derivative(square, np.float32(3))
    assert rough.dtype == np.float32 and 1e-4 < abs(rough - 6) < 0.1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert classic.numerical_derivative(square, np.float32(3), h=1e-2) == pytest.approx(6, abs=1e-3)


def test_the_warning_in_korean():
    set_language("ko")
    with pytest.warns(Notice, match="float64에서는 차이의 유효숫자가 0자리만 남습니다"):
        classic.numerical_derivative(square, 3, h=1e-30)


TABLE = {
    "constant": (lambda x: x * 0 + 2.0, lambda x: 0.0),
    "power": (lambda x: x**5, lambda x: 5 * x**4),
    "exp": (badak.exp, np.exp),
    "a^x": (lambda x: 3.0**x, lambda x: 3**x * np.log(3)),
    "log": (badak.log, lambda x: 1 / x),
    "log10": (badak.log10, lambda x: 1 / (x * np.log(10))),
    "sin": (badak.sin, np.cos),
    "cos": (badak.cos, lambda x: -np.sin(x)),
    "tan": (badak.tan, lambda x: 1 / np.cos(x) ** 2),
    "composed": (lambda x: badak.sin(x**2), lambda x: 2 * x * np.cos(x**2)),
}


@pytest.mark.parametrize("name", TABLE)
def test_three_ways_to_a_derivative(name):
    f, slope = TABLE[name]
    for x in (0.3, 1.2):
        exact = classic.exact_derivative(f, x)
        assert exact == pytest.approx(slope(x), rel=1e-12)
        assert float(classic.numerical_derivative(lambda v: f(badak.tensor(v)).numpy(), x)) == pytest.approx(
            exact, rel=1e-6
        )
        second = classic.numerical_derivative(lambda v: np.float64(slope(v)), x)
        assert classic.exact_derivative(f, x, order=2) == pytest.approx(float(second), rel=1e-6, abs=1e-9)


def test_gradients_of_several_variables():
    f = lambda v: 2 * v[0] ** 2 + v[0] * v[1] + 5 * v[1]  # noqa: E731
    g = lambda v: 3 * v[0] + 4 * v[1] ** 2 + 5 * v[2] ** 2 + 7 * v[0] * v[1]  # noqa: E731
    for x, y, z in np.random.default_rng(0).normal(size=(5, 3)):
        np.testing.assert_allclose(classic.numerical_gradient(f, [x, y]), [4 * x + y, x + 5], atol=1e-8)
        np.testing.assert_allclose(
            classic.numerical_gradient(g, [x, y, z]), [3 + 7 * y, 8 * y + 7 * x, 10 * z], atol=1e-7
        )
    at = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(classic.numerical_gradient(lambda m: (m**3).sum(), at), 3 * at**2, atol=1e-6)
    assert at.tolist() == [[0, 1, 2], [3, 4, 5]]  # not moved
    assert classic.numerical_gradient(lambda v: v[0] ** 2, [3]).tolist() == pytest.approx([6])  # integers are no trap


@pytest.mark.parametrize("bad", [{"h": 0}, {"h": -1e-4}, {"method": "middle"}])
def test_wrong_arguments_of_a_quotient(bad):
    for f in (classic.numerical_derivative, classic.numerical_gradient):
        with pytest.raises(ArgumentError) as info:
            f(square, np.array(3.0), **bad)
        assert info.value.code == "BD040"
    with pytest.raises(ArgumentError):  # 1e-50 is 0 in float32
        classic.numerical_derivative(square, np.float32(3), h=1e-50)


def test_the_best_h_lies_in_between():
    rows = np.array(classic.step_errors(badak.exp, 1.0))
    best_forward, best_central = rows[rows[:, 1].argmin(), 0], rows[rows[:, 2].argmin(), 0]
    assert 1e-9 <= best_forward <= 1e-7 and 1e-7 <= best_central <= 1e-4
    assert rows[-1, 2] > 1e3 * rows[:, 2].min()


# --- descent -----------------------------------------------------------------------------------------------------------


def valley(x):
    return (x - 4) ** 2


def slope(x):
    return 2 * (x - 4)


def test_the_valley_of_the_course():
    path = classic.gradient_descent(valley, -8.0, 0.1, 100, gradient=slope)
    assert (path.values[0], path.gradients[0]) == (144.0, -24.0)
    assert path.end == pytest.approx(4.0, abs=1e-6) and path.verdict == "converged" and len(path.points) == 101
    numerical = classic.gradient_descent(valley, -8.0, 0.1, 100)
    np.testing.assert_allclose(numerical.points, path.points, atol=1e-6)


def test_a_rate_of_1_swings_and_one_of_1_1_diverges():
    swings = classic.gradient_descent(valley, -8.0, 1.0, 4, gradient=slope)
    assert swings.points.tolist() == [-8, 16, -8, 16, -8] and swings.verdict == "swings"
    with pytest.warns(Notice, match=r"BD336[^\0]*learning_rate = 1\.1"):
        wild = classic.gradient_descent(valley, -8.0, 1.1, 3, gradient=slope)
    assert wild.points[1:].tolist() == pytest.approx([18.4, -13.28, 24.736]) and wild.verdict == "diverges"
    set_language("ko")
    assert wild.report().startswith("발산합니다")


def test_a_walk_to_infinity_ends():
    with pytest.warns(Notice, match="BD336"):
        path = classic.gradient_descent(lambda x: x**4, 10.0, 1.0, 1000, gradient=lambda x: 4 * x**3)
    assert len(path.points) < 20 and not np.isfinite(path.values[-1])


def test_under_way_and_standing_still():
    assert classic.gradient_descent(valley, -8.0, 1e-4, 5, gradient=slope).verdict == "under way"
    assert classic.gradient_descent(valley, -8.0, 1e-20, 5, gradient=slope).verdict == "stalls"


def test_a_saddle_holds_a_walk_that_begins_on_its_ridge():
    saddle = lambda v: v[0] ** 2 - v[1] ** 2 + v[1] ** 4  # noqa: E731  minima at (0, ±√½), a saddle at 0
    gradient = lambda v: np.array([2 * v[0], -2 * v[1] + 4 * v[1] ** 3])  # noqa: E731
    np.testing.assert_allclose(classic.gradient_descent(saddle, [1.0, 0.0], gradient=gradient).end, [0, 0], atol=1e-6)
    off = classic.gradient_descent(saddle, [1.0, 1e-3], 0.1, 200, gradient=gradient).end
    np.testing.assert_allclose(off, [0, np.sqrt(0.5)], atol=1e-6)


def test_descent_with_an_optimizer_is_the_optimizers_own_walk():
    f = lambda v: v[0] ** 2 / 20 + v[1] ** 2  # noqa: E731
    gradient = lambda v: np.array([v[0] / 10, 2 * v[1]])  # noqa: E731
    path = classic.gradient_descent(f, [-7.0, 2.0], steps=30, gradient=gradient, optimizer=classic.Momentum(0.1))
    x = badak.tensor(np.array([-7.0, 2.0]), requires_grad=True)
    optimizer = badak.optimizers.SGD(0.1, momentum=0.9)
    for expected in path.points[1:]:
        optimizer.minimize(lambda: (x * x * badak.tensor(np.array([0.05, 1.0]))).sum(), [x])
        np.testing.assert_allclose(x.numpy(), expected, rtol=1e-12)


# --- nodes -------------------------------------------------------------------------------------------------------------


def test_graphs_of_the_course():
    assert classic.square_of_sum(3, 5) == (64, 16.0, 16.0)
    lines: list[str] = []
    values, gradients = classic.sigmoid_graph(1.0, lines.append)
    assert [round(v, 6) for v in values] == [-1, 0.367879, 1.367879, 0.731059]
    assert round(gradients[0], 6) == 0.196612 == round(values[-1] * (1 - values[-1]), 6)
    assert len(lines) == 4 and "0.731059" in lines[-1]


@pytest.mark.parametrize(
    ("node", "f", "inputs"),
    [
        (classic.AddNode, badak.add, (2.0, -3.0)),
        (classic.MultiplyNode, badak.multiply, (2.0, -3.0)),
        (classic.ExpNode, badak.exp, (0.7,)),
        (classic.ReciprocalNode, badak.reciprocal, (-0.7,)),
        (classic.SquareNode, badak.square, (1.5,)),
    ],
)
def test_nodes_against_autograd(node, f, inputs):
    made = node()
    tensors = [badak.tensor(np.array(v), requires_grad=True) for v in inputs]
    out = f(*tensors)
    assert made.forward(*inputs) == pytest.approx(out.item(), rel=1e-15)
    (out * 1.7).backward()
    assert made.backward(1.7) == pytest.approx([t.grad.item() for t in tensors], rel=1e-15)


def test_backward_before_forward_is_told():
    with pytest.raises(StateError) as info:
        classic.AddNode().backward(1.0)
    assert info.value.code == "BD339" and "classic.AddNode.backward" in info.value.text("en")
    assert "forward를 먼저" in info.value.text("ko")


def test_vectors():
    assert classic.length([4, 3]) == 5.0
    assert classic.equivalent(([0, 0], [4, 3]), ([-1, 2], [3, 5]))
    assert not classic.equivalent(([0, 0], [4, 3]), ([0, 0], [3, 4]))  # equal length alone does not do
    with pytest.raises(ShapeError):
        classic.displacement([0, 0], [1, 2, 3])
