"""Constraints: values against Keras, properties, names, wrong arguments."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badak import constraints
from badak.constraints.constraint import CONSTRAINTS
from badak.errors import ArgumentError
from references.reader import load

CASES = load("regularizers").select(kind="constraint")
EVERY = [
    constraints.MaxNorm(1.0),
    constraints.MaxNorm(0.5, axis=(0, 1)),
    constraints.NonNeg(),
    constraints.UnitNorm(axis=1),
    constraints.MinMaxNorm(0.5, 1.5),
    constraints.MinMaxNorm(0.5, 1.5, rate=0.25, axis=-1),
]


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_keras(case):
    constraint = getattr(constraints, case["class"])(**case["config"])
    w = case.inputs["x"].astype(case["dtype"])
    found = constraint(w)
    assert found.dtype == case["dtype"]
    np.testing.assert_allclose(found, case.arrays["value"], rtol=1e-13, atol=1e-16)


def test_every_class_has_a_reference():
    assert {c["class"] for c in CASES} == set(constraints.__all__) - {"Constraint", "get"}


@given(
    rows=st.integers(1, 5), columns=st.integers(1, 5), seed=st.integers(0, 99), size=st.sampled_from([1e-3, 1.0, 100.0]),
    dtype=st.sampled_from(["float32", "float64"]),
)  # fmt: skip
def test_properties(rows, columns, seed, size, dtype):
    w = (size * np.random.default_rng(seed).standard_normal((rows, columns))).astype(dtype)
    before = w.copy()
    slack = 1e-5
    for constraint in EVERY:
        out = constraint(w)
        assert out.dtype == dtype and out.shape == w.shape
        np.testing.assert_array_equal(w, before)
    length = np.linalg.norm(constraints.MaxNorm(1.0)(w), axis=0)
    assert (length <= 1 + slack).all()
    inside = np.linalg.norm(w, axis=0) < 1
    np.testing.assert_allclose(constraints.MaxNorm(1.0)(w)[:, inside], w[:, inside], rtol=1e-5, atol=2e-7)
    assert (constraints.NonNeg()(w) >= 0).all() and (constraints.NonNeg()(w)[w > 0] == w[w > 0]).all()
    between = np.linalg.norm(constraints.MinMaxNorm(0.5, 1.5)(w), axis=0)
    assert (between <= 1.5 + slack).all() and (between >= 0.5 * (1 - 1e-2)).all()


def test_zeros_stay_zeros():
    for constraint in EVERY:
        assert (constraint(np.zeros((2, 3))) == 0).all()


def test_traced_by_jax():
    jax = pytest.importorskip("jax")
    w = np.random.default_rng(0).standard_normal((3, 4)).astype(np.float32)
    for constraint in EVERY:
        found = jax.jit(constraint)(w)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, constraint(w), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("name", "cls"),
    [("max_norm", "MaxNorm"), ("non_neg", "NonNeg"), ("unit_norm", "UnitNorm"), ("min_max_norm", "MinMaxNorm")],
)
def test_names(name, cls):
    made = constraints.get(name)
    assert type(made) is getattr(constraints, cls) is getattr(constraints, name)
    assert type(constraints.get(cls.lower())) is type(made)
    assert constraints.get(json.loads(json.dumps(CONSTRAINTS.describe(made)))) == made


def test_configurations_keep_axes():
    made = constraints.MaxNorm(3, axis=[0, 1, 2])
    assert made.axis == (0, 1, 2)
    again = constraints.get(json.loads(json.dumps(CONSTRAINTS.describe(made))))
    assert again == made and type(made)(**made.get_config()) == made


def test_functions_and_nothing():
    assert constraints.get(abs) is abs and constraints.get(None) is None


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: constraints.MaxNorm(-1), "0 ≤ max_value"),
        (lambda: constraints.MaxNorm(axis=0.5), "an integer\n"),
        (lambda: constraints.MaxNorm(axis=[0, "1"]), "got: axis='1'"),
        (
            lambda: constraints.MinMaxNorm(2, 1),
            "[BD045] these arguments contradict each other: min_value is above max_value",
        ),
        (lambda: constraints.MinMaxNorm(rate=1.5), "0 ≤ rate ≤ 1"),
        (lambda: constraints.MaxNorm(axis=2)(np.ones((2, 2))), "[BD013] axis 2 does not exist in a tensor of 2 axes"),
        (lambda: constraints.UnitNorm(axis=(0, -3))(np.ones((2, 2))), "axis -3"),
        (lambda: constraints.get("maxnrom"), "'MaxNorm'"),
        (lambda: constraints.get(2.0), "BD014"),
    ],
)
def test_wrong_arguments(make, expected):
    with pytest.raises(ArgumentError) as info:
        make()
    assert expected in str(info.value)


def test_the_text_in_korean():
    with pytest.raises(ArgumentError) as info:
        constraints.MinMaxNorm(2, 1)
    assert "인자들이 서로 모순됩니다: min_value가 max_value보다 큽니다" in info.value.text("ko")
