"""Regularizers: penalties and gradients against Keras, the course's number, names, wrong arguments."""

from __future__ import annotations

import json

import numpy as np
import pytest

import badak
from badak import regularizers
from badak.errors import ArgumentError, ShapeError
from badak.regularizers.regularizer import REGULARIZERS
from references.reader import load

CASES = load("regularizers").select(kind="regularizer")


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_keras(case):
    regularizer = getattr(regularizers, case["class"])(**case["config"])
    w = badak.tensor(case.inputs["x"].astype(case["dtype"]), requires_grad=True)
    penalty = regularizer(w)
    assert penalty.shape == () and penalty.dtype == case["dtype"]
    np.testing.assert_allclose(penalty.item(), case.arrays["value"], rtol=1e-12, atol=1e-15)
    penalty.backward()
    # at a kink each back end of Keras has an answer of its own, and badak its own again
    near = [np.isclose(w.grad.data, g, rtol=1e-11, atol=1e-14) for g in case.accepted("grad")]
    kink = case.inputs["x"] == 0
    assert (np.logical_or.reduce(near) | kink).all()
    assert np.isfinite(w.grad.data).all()


def test_every_class_has_a_reference():
    assert {c["class"] for c in CASES} == {"L1", "L2", "L1L2", "OrthogonalRegularizer"}


def test_the_factor_of_the_course():
    """½λ Σw² = 1.25 with the gradient (.3, -.4), for λ = 0.1 and w = (3, -4); Keras's λ Σw² is twice that."""
    w = badak.tensor([3.0, -4.0], requires_grad=True)
    half = regularizers.L2(0.1 / 2)(w)
    half.backward()
    assert half.item() == 1.25
    np.testing.assert_allclose(w.grad.data, [0.3, -0.4], rtol=1e-6)
    assert regularizers.L2(0.1)(w).item() == 2.5


def test_gradients_are_tensors_that_can_be_differentiated_again():
    badak.check_grads(regularizers.L1L2(0.3, 0.2), [np.array([0.5, -2.0, 1.0])], order=2)
    badak.check_grads(regularizers.OrthogonalRegularizer(0.7), [np.array([[0.5, -2.0, 1.0], [1.5, 0.3, 0.2]])], order=2)


def test_number_types_and_raw_arrays():
    for dtype in ("float32", "float64"):
        x = np.array([[1.0, -2.0], [0.5, 0.25]], dtype)
        for cls in (regularizers.L1, regularizers.L2, regularizers.OrthogonalRegularizer):
            tracked = badak.tensor(x, requires_grad=True)
            penalty = cls()(tracked)
            penalty.backward()
            assert penalty.dtype == tracked.grad.dtype == dtype
            assert cls()(x).dtype == dtype and not isinstance(cls()(x), badak.Tensor)


def test_traced_by_jax():
    jax = pytest.importorskip("jax")
    x = np.array([[1.0, -2.0], [0.5, 0.25]], np.float32)
    for regularizer in (regularizers.L1L2(0.1, 0.2), regularizers.OrthogonalRegularizer()):
        traced = jax.jit(lambda a, f=regularizer: badak.value_and_grad(f)(a))(x)
        for found, wanted in zip(traced, badak.value_and_grad(regularizer)(x), strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("l1", "L1"),
        ("l2", "L2"),
        ("l1_l2", "L1L2"),
        ("L1L2", "L1L2"),
        ("orthogonal_regularizer", "OrthogonalRegularizer"),
    ],
)
def test_names(name, cls):
    made = regularizers.get(name)
    assert type(made) is getattr(regularizers, cls) is type(regularizers.get(getattr(regularizers, cls)))
    assert getattr(regularizers, name) is getattr(regularizers, cls)
    assert regularizers.get(json.loads(json.dumps(REGULARIZERS.describe(made)))) == made
    assert type(made)(**made.get_config()) == made


def test_asked_for_by_name_it_is_a_penalty():
    assert regularizers.get("l1_l2") == regularizers.L1L2(l1=0.01, l2=0.01)
    assert regularizers.L1L2() == regularizers.l1_l2() == regularizers.L1L2(l1=0.0, l2=0.0)
    assert regularizers.get(REGULARIZERS.describe(regularizers.L1L2())) == regularizers.L1L2(), "files say the factors"


def test_functions_and_nothing():
    def own(w):
        return w.sum()

    assert regularizers.get(own) is own and regularizers.get(None) is None


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: regularizers.L1(-0.1), "[BD040] 'l1' is outside"),
        (lambda: regularizers.L2("0.1"), "got: l2='0.1'"),
        (lambda: regularizers.L2(True), "0 ≤ l2"),
        (lambda: regularizers.L1L2(l2=float("inf")), "0 ≤ l2"),
        (lambda: regularizers.OrthogonalRegularizer(mode="row"), "expected: 'rows'"),
        (lambda: regularizers.get("l3"), "[BD014] there is no regularizer called 'l3'"),
        (lambda: regularizers.get(0.01), "BD014"),
    ],
)
def test_wrong_arguments(make, expected):
    with pytest.raises(ArgumentError) as info:
        make()
    assert expected in str(info.value)


def test_only_matrices_have_orthogonal_rows():
    with pytest.raises(ShapeError) as info:
        regularizers.OrthogonalRegularizer()(badak.zeros(3))
    assert "w needs 2 axes but has 1" in str(info.value) and "got: w (3,)" in str(info.value)
    assert "w의 축은 2개여야 하는데 1개입니다" in info.value.text("ko")
