"""Derivatives: backward, grad, value_and_grad, higher orders, long chains."""

from __future__ import annotations

import gc
import math
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import badak
from badak.errors import AutogradError


def leaf(value):
    return badak.tensor(value, requires_grad=True)


def test_chain_rule_of_the_course():
    x, y = leaf(3.0), leaf(5.0)
    t = x + y
    t.retain_grad()
    z = t**2
    z.backward()
    assert (z.item(), t.grad.item(), x.grad.item(), y.grad.item()) == (64, 16, 16, 16)


def test_sigmoid_as_a_graph():
    x = leaf(1.0)
    steps = [-x]
    steps.append(badak.exp(steps[-1]))
    steps.append(steps[-1] + 1)
    steps.append(1 / steps[-1])
    steps[-1].backward()
    expected = [-1, 0.367879, 1.367879, 0.731059]
    assert [round(s.item(), 6) for s in steps] == expected
    assert x.grad.item() == pytest.approx(0.196612, abs=1e-6)


@pytest.mark.parametrize(
    ("f", "df", "at"),
    [
        (lambda x: x**2, lambda x: 2 * x, 3.0), (lambda x: 5.0 + 0 * x, lambda x: 0.0, 2.0), (lambda x: x**-3, lambda x: -3 * x**-4, 2.0),
        (badak.exp, math.exp, 0.7), (lambda x: 3.0**x, lambda x: 3.0**x * math.log(3), 0.7), (badak.log, lambda x: 1 / x, 0.7),
        (lambda x: badak.log(x) / math.log(7), lambda x: 1 / (x * math.log(7)), 0.7), (badak.sin, math.cos, 0.7),
        (badak.cos, lambda x: -math.sin(x), 0.7), (badak.tan, lambda x: 1 / math.cos(x) ** 2, 0.0),
        (lambda x: badak.sin(badak.exp(x**2)), lambda x: math.cos(math.exp(x * x)) * math.exp(x * x) * 2 * x, 0.5),
    ],
)  # fmt: skip
def test_derivative_table(f, df, at):
    assert badak.grad(f)(np.float64(at).reshape(())) == pytest.approx(df(at), rel=1e-12)


def test_partial_derivatives_of_the_course():
    gx, gy = badak.grad(lambda x, y: 2 * x**2 + x * y + 5 * y, argnums=(0, 1))(3.0, 4.0)
    assert (gx.item(), gy.item()) == (16, 8)
    g = badak.grad(lambda x: 3 * x[0] + 4 * x[1] ** 2 + 5 * x[2] ** 2 + 7 * x[0] * x[1])([1.0, 2.0, 3.0])
    assert [v.item() for v in g] == [17, 23, 30]


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5])
def test_derivatives_of_any_order(order):
    f = badak.sin
    for _ in range(order):
        f = badak.grad(f)
    expected = [math.cos, lambda x: -math.sin(x), lambda x: -math.cos(x), math.sin, math.cos][order - 1](0.3)
    assert f(np.asarray(0.3)) == pytest.approx(expected, rel=1e-12)


def test_second_derivative_through_backward():
    x = leaf(2.0)
    y = x**3
    y.backward(create_graph=True)
    first = x.grad
    assert first.item() == 12
    first.backward()
    assert x.grad.item() == 12


def test_gradient_of_a_gradient_mixes_variables():
    """Perturbations must not be confused: d/dx [x · d/dy (x·y)] = 2x."""
    outer = badak.grad(lambda x: x * badak.grad(lambda y: x * y)(1.0))
    assert outer(3.0).item() == 6


def test_gradient_penalty_reaches_the_weights():
    def loss(w):
        slope = badak.grad(lambda x: badak.sum(badak.tanh(x @ w)))(np.ones((2, 3)))
        return badak.sum(slope**2)

    badak.check_grads(loss, (np.random.default_rng(0).standard_normal((3, 2)),))


def test_fresh_gradients_unless_accumulation_is_asked_for():
    w = leaf([1.0, 2.0])
    (w * 3).sum().backward()
    (w * 3).sum().backward()
    assert w.grad.tolist() == [3, 3]
    (w * 3).sum().backward(accumulate=True)
    assert w.grad.tolist() == [6, 6]


def test_a_leaf_that_is_not_reached_keeps_its_gradient():
    a, b = leaf(1.0), leaf(1.0)
    (a * 2).backward()
    (b * 3).backward()
    assert (a.grad.item(), b.grad.item()) == (2, 3)


def test_graph_is_freed_as_it_is_walked():
    w = leaf(np.ones(1000, np.float32))
    y = w * 2
    watch = weakref.ref(y)
    node = y.node
    out = (badak.exp(y)).sum()
    del y
    gc.collect()
    assert watch() is None, "the tensor itself is not kept by the tape"
    out.backward()
    assert node.saved is None
    with pytest.raises(AutogradError) as caught:
        out.backward()
    assert caught.value.code == "BD006" and "retain_graph=True" in str(caught.value)


def test_retained_graph_can_be_walked_again():
    w = leaf(2.0)
    y = w**2
    y.backward(retain_graph=True)
    y.backward()
    assert w.grad.item() == 4


def test_only_named_values_are_kept():
    x = leaf(np.ones(10, np.float32))
    big = badak.ones(10)
    watch = weakref.ref(big.data)
    y = x + big
    del big
    gc.collect()
    assert watch() is None, "addition needs neither of its arguments"
    y.sum().backward()


def test_a_chain_of_a_hundred_thousand_operations():
    x = leaf(1.0)
    y = x
    for _ in range(100_000):
        y = y + 1.0
    y.backward()
    assert (y.item(), x.grad.item()) == (100_001, 1)
    z = x
    for _ in range(100_000):
        z = z * 1.0
    del z  # a graph that is thrown away must not overflow the stack either


def test_no_grad():
    x = leaf(1.0)
    with badak.no_grad():
        assert not (x * 2).requires_grad
    assert (x * 2).requires_grad

    @badak.no_grad()
    def double(v):
        return v * 2

    assert not double(x).requires_grad
    with pytest.raises(ZeroDivisionError), badak.no_grad():
        raise ZeroDivisionError
    assert (x * 2).requires_grad, "the switch goes back after an exception"
    with badak.no_grad():
        assert badak.grad(lambda v: v * v)(3.0).item() == 6, "a derivative asked for is computed"


def test_recording_is_per_thread():
    import threading

    seen = []
    with badak.no_grad():
        worker = threading.Thread(target=lambda: seen.append((leaf(1.0) * 2).requires_grad))
        worker.start()
        worker.join()
    assert seen == [True]


def test_trees_in_trees_out():
    params = {"dense": {"kernel": np.ones((2, 1)), "bias": np.zeros(1)}, "scale": [np.asarray(2.0)]}

    def loss(p, x):
        return badak.sum((badak.matmul(x, p["dense"]["kernel"]) + p["dense"]["bias"]) * p["scale"][0]), {"seen": x}

    (value, more), g = badak.value_and_grad(loss, has_aux=True)(params, np.ones((3, 2)))
    assert value == 12 and isinstance(more["seen"], np.ndarray)
    assert g["dense"]["kernel"].tolist() == [[6], [6]] and g["dense"]["bias"].tolist() == [6] and g["scale"][0] == 6


def test_an_argument_the_value_does_not_depend_on():
    assert badak.grad(lambda x, y: badak.multiply(x, 2), argnums=1)(1.0, np.ones(3)).tolist() == [0, 0, 0]
    with pytest.warns(badak.errors.Notice, match="BD018"):  # no tensor at all
        assert badak.grad(lambda x, y: x * 2, argnums=1)(1.0, np.ones(3)).tolist() == [0, 0, 0]


def test_raw_arrays_come_back_raw_and_tensors_as_tensors():
    value, g = badak.value_and_grad(lambda x: badak.sum(x * x))(np.ones(3, np.float32))
    assert isinstance(value, np.generic | np.ndarray) and isinstance(g, np.ndarray) and g.dtype == np.float32
    value, g = badak.value_and_grad(lambda x: badak.sum(x * x))(badak.ones(3))
    assert isinstance(value, badak.Tensor) and isinstance(g, badak.Tensor) and not value.requires_grad


def test_inner_gradient_needs_retain_grad():
    x = leaf(2.0)
    y = x * 3
    (y * y).backward()
    with pytest.raises(AutogradError) as caught:
        _ = y.grad
    assert caught.value.code == "BD007" and "retain_grad()" in str(caught.value)


def test_leaf_cannot_be_changed_in_place():
    x = leaf([1.0, 2.0])
    with pytest.raises(AutogradError) as caught:
        x[0] = 3.0
    assert caught.value.code == "BD017"


def test_check_grads_finds_a_wrong_rule():
    from badak.autograd.op import OPS, op

    try:

        @op(formula="x^2", gradient="wrong", vjp=lambda g, x: (g * x,), shape=lambda x: x)
        def wrong_square(x):
            """Square, with half the derivative."""
            return x * x

        with pytest.raises(AutogradError) as caught:
            badak.check_grads(wrong_square, ([3.0],))
        assert caught.value.code == "BD011"
    finally:
        OPS.pop("wrong_square", None)


@given(
    hnp.array_shapes(min_dims=0, max_dims=3, max_side=4).flatmap(
        lambda shape: st.tuples(st.just(shape), hnp.broadcastable_shapes(shape, max_dims=4, max_side=4))
    ),
    st.sampled_from(["add", "subtract", "multiply", "maximum", "where"]),
)
def test_broadcasting_is_undone(shapes, name):
    first, second = shapes
    random = np.random.default_rng(0)
    a, b = leaf(random.standard_normal(first)), leaf(random.standard_normal(second))
    f = getattr(badak, name)
    out = f(np.asarray(True), a, b) if name == "where" else f(a, b)
    g = random.standard_normal(out.shape)
    if not out.numel():
        return
    out.backward(g)
    assert a.grad.shape == first
    assert b.grad is None or b.grad.shape == second
    if name == "add":
        for t in (a, b):
            ones = np.broadcast_to(np.zeros(t.shape), out.shape)
            extra = out.ndim - t.ndim
            axes = tuple(range(extra)) + tuple(i + extra for i, n in enumerate(t.shape) if n != ones.shape[i + extra])
            np.testing.assert_allclose(t.grad.numpy(), g.sum(axes, keepdims=True).reshape(t.shape))
