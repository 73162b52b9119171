"""Clipping, as functions and inside optimizers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badak import optimizers
from badak.autograd import tree as trees
from badak.errors import ArgumentError

GRADS = {"w": np.array([[3.0, -4.0]]), "more": [np.array([12.0])]}  # lengths 5 and 12, together 13


def test_by_value():
    out = optimizers.clip_by_value(GRADS, 3.5)
    assert out["w"].tolist() == [[3.0, -3.5]] and out["more"][0].tolist() == [3.5]


def test_by_norm_of_each():
    out = optimizers.clip_by_norm(GRADS, 10.0)
    assert out["w"].tolist() == [[3.0, -4.0]] and out["more"][0].tolist() == [10.0]


def test_by_norm_of_all():
    assert optimizers.global_norm(GRADS) == 13.0
    out = optimizers.clip_by_global_norm(GRADS, 1.3)
    np.testing.assert_allclose(out["w"], [[0.3, -0.4]], rtol=1e-15)
    np.testing.assert_allclose(out["more"][0], [1.2], rtol=1e-15)
    np.testing.assert_array_equal(optimizers.clip_by_global_norm(GRADS, 13.0)["w"], GRADS["w"])
    assert optimizers.global_norm({}) == 0.0


@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6),
    limit=st.floats(1e-3, 1e3),
    dtype=st.sampled_from(["float32", "float64"]),
)
def test_properties(values, limit, dtype):
    grads = {"a": np.array(values, dtype), "b": np.zeros(2, dtype)}
    before = trees.map(np.array, grads)
    slack = 1e-5 if dtype == "float32" else 1e-12
    for clip in (optimizers.clip_by_value, optimizers.clip_by_norm, optimizers.clip_by_global_norm):
        out = clip(grads, limit)
        assert out["a"].dtype == dtype
        np.testing.assert_array_equal(grads["a"], before["a"])
        assert abs(out["a"]).max() <= limit * (1 + slack)
        np.testing.assert_array_equal(clip(out, limit * (1 + slack))["a"], out["a"])
        assert (np.sign(out["a"]) * np.sign(grads["a"]) >= 0).all()
    short = optimizers.clip_by_global_norm(grads, limit)
    assert optimizers.global_norm(short) <= limit * (1 + slack)
    length = math.sqrt(sum(float(v) ** 2 for v in grads["a"]))
    if length > limit:
        np.testing.assert_allclose(short["a"], grads["a"] * (limit / length), rtol=1e-5)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_does_not_become_a_harmless_step(bad):
    grads = {"a": np.array([bad, 1.0]), "b": np.array([1.0])}
    assert np.isnan(optimizers.clip_by_global_norm(grads, 1.0)["a"]).all()
    assert np.isnan(optimizers.clip_by_global_norm(grads, 1.0)["b"]).all()
    by_norm = optimizers.clip_by_norm(grads, 1.0)
    assert np.isnan(by_norm["a"]).all() and by_norm["b"] == 1.0


@pytest.mark.parametrize("clip", [optimizers.clip_by_value, optimizers.clip_by_norm, optimizers.clip_by_global_norm])
@pytest.mark.parametrize("limit", [0, -1, float("nan"), "1"])
def test_limits_must_be_above_zero(clip, limit):
    with pytest.raises(ArgumentError) as info:
        clip(GRADS, limit)
    assert "0 < limit" in str(info.value) and clip.__name__ in str(info.value)


@pytest.mark.parametrize(
    ("field", "clip"),
    [
        ("clipvalue", optimizers.clip_by_value),
        ("clipnorm", optimizers.clip_by_norm),
        ("global_clipnorm", optimizers.clip_by_global_norm),
    ],
)
def test_inside_an_optimizer_it_is_the_same_as_before_it(field, clip):
    params = trees.map(np.zeros_like, GRADS)
    inside, outside = optimizers.Adadelta(1.0, **{field: 2.0}), optimizers.Adadelta(1.0)
    a, _ = inside.update(GRADS, inside.init(params), params)
    b, _ = outside.update(clip(GRADS, 2.0), outside.init(params), params)
    for x, y in zip(trees.leaves(a), trees.leaves(b), strict=True):
        np.testing.assert_array_equal(x, y)
        assert (x != 0).all()


def test_clipping_leaves_parameters_without_gradient_out():
    optimizer = optimizers.SGD(1.0, global_clipnorm=1.0)
    params = {"a": np.zeros(1), "b": np.zeros(1)}
    new, _ = optimizer.update({"a": np.array([5.0]), "b": None}, optimizer.init(params), params)
    assert new["a"] == -1.0 and new["b"] == 0.0


def test_traced_by_jax():
    jax = pytest.importorskip("jax")
    grads = {"w": np.array([3.0, -4.0], np.float32)}
    for clip in (optimizers.clip_by_value, optimizers.clip_by_norm, optimizers.clip_by_global_norm):
        out = jax.jit(lambda g, clip=clip: clip(g, 1.0))(grads)
        np.testing.assert_allclose(out["w"], clip(grads, 1.0)["w"], rtol=1e-6)
        assert out["w"].dtype == np.float32
