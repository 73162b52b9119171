"""Pooling and resizing: the course's numbers, slow loops, ties, and mistakes."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import badak
from badak.errors import ArgumentError, ShapeError
from badak.ops.pool import avg_unpool, max_gather, max_unpool
from tests.ops import slow_windows as slow

SMALL = [[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]
LARGE = [
    [1, 2, 0, 7, 1, 0],
    [0, 9, 2, 3, 2, 3],
    [3, 0, 1, 2, 1, 2],
    [2, 4, 0, 1, 0, 1],
    [6, 0, 1, 2, 1, 2],
    [2, 4, 0, 1, 8, 1],
]
SHIFTED = [
    [1, 2, 0, 0, 7, 0],
    [3, 0, 9, 3, 2, 3],
    [2, 3, 1, 2, 1, 2],
    [2, 4, 0, 1, 0, 1],
    [2, 6, 1, 2, 1, 2],
    [2, 4, 0, 0, 1, 8],
]
RANDOM = np.random.default_rng(0)


def image(rows):
    return np.array(rows)[None, :, :, None]


def flat(y):
    return np.asarray(y)[0, ..., 0].tolist()


def test_numbers_of_the_course():
    assert flat(badak.max_pool(image(SMALL))) == [[2, 3], [3, 2]]
    assert flat(badak.max_pool(image(LARGE))) == [[9, 7, 3], [4, 2, 2], [6, 2, 8]]
    assert flat(badak.max_pool(image(LARGE), pool_size=3)) == [[9, 7], [6, 8]]
    assert flat(badak.max_pool(image(SHIFTED), pool_size=3)) == [[9, 7], [6, 8]]
    assert flat(badak.avg_pool(image(SMALL))) == [[1, 2], [2, 1]]


@st.composite
def calls(draw):
    rank = draw(st.sampled_from([1, 2, 3]))

    def per_axis(values):
        return tuple(draw(values) for _ in range(rank))

    size, strides, space = per_axis(st.integers(1, 3)), per_axis(st.integers(1, 3)), per_axis(st.integers(1, 6))
    if draw(st.booleans()):
        padding: object = "same"
        pairs = tuple(slow.same(n, k, s, 1) for n, k, s in zip(space, size, strides, strict=True))
    else:
        pairs = tuple((draw(st.integers(0, k - 1)), draw(st.integers(0, k - 1))) for k in size)
        # every window must hold something, so the data is no shorter than what a window leaves over
        space = tuple(max(n, k) for n, k in zip(space, size, strict=True))
        padding = pairs
    return (draw(st.integers(0, 2)), *space, draw(st.integers(0, 2))), size, strides, padding, pairs


@settings(max_examples=150)
@given(calls(), st.integers(0, 99))
def test_against_loops(case, seed):
    shape, size, strides, padding, pairs = case
    x = np.random.default_rng(seed).integers(-3, 3, shape).astype(float)  # many ties
    how = {"pool_size": size, "strides": strides, "padding": padding}
    largest, winner = slow.pool(x, size, strides, pairs, "max")
    np.testing.assert_array_equal(badak.max_pool(x, **how), largest)
    mean, _ = slow.pool(x, size, strides, pairs, "mean")
    np.testing.assert_allclose(badak.avg_pool(x, **how), mean, rtol=1e-12)
    t = badak.tensor(x, requires_grad=True)
    g = np.random.default_rng(seed).standard_normal(largest.shape)
    badak.max_pool(t, **how).backward(g)
    np.testing.assert_allclose(t.grad.numpy(), slow.unpool(g, winner, x.shape, size, strides, pairs), atol=1e-12)
    np.testing.assert_allclose(max_unpool(g, winner, input_shape=x.shape, **how), t.grad.numpy())
    np.testing.assert_array_equal(max_gather(x, winner, **how), largest)
    spread = avg_unpool(g, input_shape=x.shape, **how)
    assert float(np.sum(spread * x)) == pytest.approx(float(np.sum(mean * g)), abs=1e-9)


def test_of_equal_values_the_first_gets_the_gradient():
    t = badak.tensor(np.ones((1, 2, 2, 1)), requires_grad=True)
    badak.max_pool(t).sum().backward()
    assert flat(t.grad.numpy()) == [[1, 0], [0, 0]]


def test_a_large_window_needs_a_larger_index():
    x = RANDOM.standard_normal((1, 20, 20, 2))
    t = badak.tensor(x, requires_grad=True)
    badak.max_pool(t, pool_size=20).sum().backward()
    assert t.grad.numpy()[0].reshape(-1, 2).argmax(0).tolist() == x[0].reshape(-1, 2).argmax(0).tolist()


def test_not_a_number_is_seen():
    x = np.array([1, np.nan, 2, 3.0]).reshape(1, 4, 1)
    assert np.isnan(badak.max_pool(x)).ravel().tolist() == [True, False]
    assert np.isnan(badak.avg_pool(x)).ravel().tolist() == [True, False]


def test_sixteen_bits_are_storage():
    x = RANDOM.standard_normal((1, 300, 1)).astype(ml_dtypes.bfloat16)
    for pool in (badak.max_pool, badak.avg_pool):
        t = badak.tensor(x, requires_grad=True)
        y = pool(t, pool_size=3, strides=1)
        y.sum().backward()
        assert y.dtype == t.grad.dtype == ml_dtypes.bfloat16
    assert float(badak.avg_pool(np.ones_like(x), pool_size=300).astype(float).item()) == 1  # summed in float32


def test_whole_numbers():
    assert badak.max_pool(badak.tensor([[[1], [5]]])).dtype == np.int64
    mean = badak.avg_pool(badak.tensor([[[1], [2]]]))
    assert mean.dtype == np.float32
    assert mean.item() == 1.5
    assert badak.max_pool(np.array([[[-7], [-5], [-9]]], np.int8), padding="same").ravel().tolist() == [-5, -9]


def complaint(kind, function, *args, language="en", **how):
    with pytest.raises(kind) as caught:
        function(*args, **how)
    return caught.value.text(language)


def test_mistakes():
    x = np.ones((1, 4, 4, 1))
    text = complaint(ShapeError, badak.max_pool, x, pool_size=5)
    assert "BD100" in text
    assert "(4 + 2·0 - 5)/5 + 1 = 0.8" in text
    assert "fewer pooling layers" in text
    assert "BD103" in complaint(ShapeError, badak.avg_pool, np.ones((4, 4)))
    text = complaint(ShapeError, badak.max_pool, x, padding=2)
    assert text.startswith("[BD106] a window of size 2 would see nothing but padding of 2")
    assert "패딩만" in complaint(ShapeError, badak.max_pool, x, padding=2, language="ko")
    assert "BD003" in complaint(ArgumentError, badak.max_pool, x, pool_size=0)
    assert "BD161" in complaint(ArgumentError, badak.max_pool, x, strides=(1, 0))
    assert "BD003" in complaint(ArgumentError, badak.max_pool, x, padding="causal")
    how = {"pool_size": 2, "strides": 2, "padding": "valid"}
    assert "BD105" in complaint(ShapeError, avg_unpool, x, input_shape=(1, 4, 4, 1), **how)
    assert "BD105" in complaint(ShapeError, max_unpool, x, x.astype(int), input_shape=(1, 4, 4, 1), **how)
    assert "BD105" in complaint(ShapeError, max_gather, x, x.astype(int), **how)


# --- other sizes --------------------------------------------------------------------------------------------------------


def test_upsampling_repeats():
    assert flat(badak.upsample(image([[1, 2], [3, 4]]), size=(2, 1))) == [[1, 2], [1, 2], [3, 4], [3, 4]]


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"])
def test_resizing_against_jax(interpolation):
    jax = pytest.importorskip("jax")
    x = RANDOM.standard_normal((2, 4, 6, 3))
    method = {"bilinear": "linear", "bicubic": "cubic"}.get(interpolation, interpolation)
    ways = [(size, antialias) for size in [(7, 5), (2, 3), (4, 12), (1, 1)] for antialias in (False, True)]

    def resized(x):
        return [jax.image.resize(x, (2, *size, 3), method, antialias=antialias) for size, antialias in ways]

    with jax.enable_x64(True):  # one program for all, since compiling takes longer than computing
        expected = jax.jit(resized)(x)
    for (size, antialias), wanted in zip(ways, expected, strict=True):
        found = badak.resize(x, size, interpolation, antialias)
        np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6, err_msg=f"{size}, antialias {antialias}")


def test_a_constant_stays_constant():
    x = np.full((1, 3, 3, 1), 2.0)
    for name in ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"):
        np.testing.assert_allclose(badak.resize(x, 7, name), 2)


def test_resizing_mistakes():
    x = np.ones((1, 4, 4, 1))
    assert "'bilinear'" in complaint(ArgumentError, badak.resize, x, 4, "linear")
    assert "BD003" in complaint(ArgumentError, badak.resize, x, 0)
    assert "BD103" in complaint(ShapeError, badak.upsample, np.ones((4, 4)))


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "symmetric", "wrap"])
def test_borders(mode):
    x = RANDOM.standard_normal((3, 4))
    np.testing.assert_array_equal(badak.pad(x, ((1, 2), (3, 0)), mode=mode), np.pad(x, ((1, 2), (3, 0)), mode))
    assert badak.pad(x, 1, mode=mode).shape == (5, 6)
    assert "BD014" in complaint(ArgumentError, badak.pad, x, 1, mode="mirror")
    assert "BD003" in complaint(ArgumentError, badak.pad, x, ((1, 1),) * 3)
