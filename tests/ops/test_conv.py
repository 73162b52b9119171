"""Convolution: the course's numbers, slow loops, its words for padding, and what it says about mistakes."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import badak
from badak.backend import on_numpy
from badak.errors import ArgumentError, ShapeError
from badak.ops.conv import conv_input_grad, conv_kernel_grad
from tests.ops import slow_windows as slow

IMAGE = np.array([[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]).reshape(1, 4, 4, 1)
KERNEL = np.array([[2, 0, 1], [0, 1, 2], [1, 0, 2]]).reshape(3, 3, 1, 1)
RANDOM = np.random.default_rng(0)


def flat(y):
    return np.asarray(y)[0, ..., 0].tolist()


def test_numbers_of_the_course():
    assert flat(badak.conv(IMAGE, KERNEL)) == [[15, 16], [6, 15]]
    padded = [[7, 12, 10, 2], [4, 15, 16, 10], [10, 6, 15, 6], [8, 10, 4, 3]]
    assert flat(badak.conv(IMAGE, KERNEL, padding=1)) == padded
    assert flat(badak.conv(IMAGE, KERNEL, padding="same")) == padded
    assert flat(badak.conv(IMAGE, KERNEL, np.array([3]))) == [[18, 19], [9, 18]]
    assert flat(badak.conv(IMAGE, KERNEL, strides=(2, 1), padding=1)) == [padded[0], padded[2]]
    border = badak.pad(IMAGE, ((0, 0), (1, 1), (1, 1), (0, 0)), value=1)
    assert flat(badak.conv(border, KERNEL))[0][0] == 7 + 2 + 0 + 1 + 0 + 1  # the kernel's first row and column on ones


def test_whole_numbers_stay_whole():
    assert badak.conv(badak.tensor(IMAGE), badak.tensor(KERNEL)).dtype == np.int64


def test_the_kernel_is_not_flipped():
    x = np.zeros((1, 5, 1), np.float32)
    x[0, 2] = 1
    w = np.array([1, 2, 3], np.float32).reshape(3, 1, 1)
    assert badak.conv(x, w).ravel().tolist() == [3, 2, 1]


def test_several_channels_give_one_map_and_several_filters_several():
    x, w = RANDOM.standard_normal((1, 4, 4, 3)), RANDOM.standard_normal((3, 3, 3, 2))
    by_channel = sum(badak.conv(x[..., c : c + 1], w[:, :, c : c + 1]) for c in range(3))
    np.testing.assert_allclose(badak.conv(x, w), by_channel, rtol=1e-12)


def test_causal_padding_looks_only_back():
    x, w = RANDOM.standard_normal((1, 8, 1)), RANDOM.standard_normal((3, 1, 1))
    later = x.copy()
    later[0, 5:] = 9
    for dilation in (1, 2):
        a, b = (badak.conv(v, w, padding="Causal", dilation=dilation) for v in (x, later))
        assert a.shape == x.shape
        np.testing.assert_array_equal(a[0, :5], b[0, :5])


def test_filters_of_three_axes_are_sums_of_planes():
    x, w = RANDOM.standard_normal((1, 4, 5, 3, 2)), RANDOM.standard_normal((2, 3, 3, 2, 4))
    planes = [sum(badak.conv(x[:, i + j], w[j]) for j in range(2)) for i in range(3)]
    np.testing.assert_allclose(badak.conv(x, w), np.stack(planes, 1), rtol=1e-10)


@st.composite
def calls(draw, ranks=(1, 2, 3)):
    rank = draw(st.sampled_from(ranks))

    def per_axis(values):
        return tuple(draw(values) for _ in range(rank))

    kernel = per_axis(st.integers(1, 3))
    strides, dilation = per_axis(st.integers(1, 3)), per_axis(st.integers(1, 2))
    groups = draw(st.integers(1, 3))
    space = per_axis(st.integers(1, 6 if rank < 3 else 4))
    padding = draw(st.sampled_from(["same", "pairs", "valid"]))
    axes = list(zip(space, kernel, strides, dilation, strict=True))
    if padding == "same":
        pairs = tuple(slow.same(*axis) for axis in axes)
    else:
        pairs = per_axis(st.tuples(st.integers(0, 3), st.integers(0, 3))) if padding == "pairs" else ((0, 0),) * rank
        short = [max(d * (k - 1) + 1 - n - sum(p), 0) for (n, k, _, d), p in zip(axes, pairs, strict=True)]
        space = tuple(n + more for n, more in zip(space, short, strict=True))
        padding = pairs
    x = (draw(st.integers(0, 2)), *space, groups * draw(st.integers(0, 2)))
    w = (*kernel, x[-1] // groups, groups * draw(st.integers(0, 2)))
    return x, w, strides, padding, pairs, dilation, groups


@settings(max_examples=150)
@given(calls(), st.integers(0, 99))
def test_against_loops(case, seed):
    x, w, strides, padding, pairs, dilation, groups = case
    random = np.random.default_rng(seed)
    x, w = random.standard_normal(x), random.standard_normal(w)
    y = badak.conv(x, w, strides=strides, padding=padding, dilation=dilation, groups=groups)
    expected = slow.conv(x, w, strides, pairs, dilation, groups)
    assert y.shape == expected.shape
    np.testing.assert_allclose(y, expected, rtol=1e-9, atol=1e-11)


@settings(max_examples=150)
@given(calls(), st.integers(0, 99))
def test_the_gradients_are_the_adjoints(case, seed):
    """For a linear map A and its adjoint, (A x) · g = x · (Aᵀ g): exact, whatever the sizes."""
    x, w, strides, _, pairs, dilation, groups = case
    random = np.random.default_rng(seed)
    x, w = random.standard_normal(x), random.standard_normal(w)
    how = {"strides": strides, "padding": pairs, "dilation": dilation, "groups": groups}
    y = badak.conv(x, w, **how)
    g = random.standard_normal(y.shape)
    inner = float(np.sum(y * g))
    dx = conv_input_grad(g, w, input_shape=x.shape, **how)
    dw = conv_kernel_grad(x, g, kernel_shape=w.shape, **how)
    assert dx.shape == x.shape
    assert dw.shape == w.shape
    assert float(np.sum(dx * x)) == pytest.approx(inner, rel=1e-9, abs=1e-9)
    assert float(np.sum(dw * w)) == pytest.approx(inner, rel=1e-9, abs=1e-9)


def test_four_dimensions():
    x, w = RANDOM.standard_normal((1, 3, 2, 3, 2, 1)), RANDOM.standard_normal((2, 2, 2, 1, 1, 2))
    pairs = ((0, 0),) * 4
    np.testing.assert_allclose(badak.conv(x, w), slow.conv(x, w, (1,) * 4, pairs, (1,) * 4, 1), rtol=1e-9)


def test_a_large_batch_is_the_same_as_its_parts():
    """More than one block of windows."""
    x, w = RANDOM.standard_normal((64, 16, 16, 8), np.float32), RANDOM.standard_normal((3, 3, 8, 4), np.float32)
    whole = badak.conv(x, w, padding="same")
    parts = np.concatenate([badak.conv(part[None], w, padding="same") for part in x])
    np.testing.assert_allclose(whole, parts, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("make", [lambda x: x[:, ::2], lambda x: x.swapaxes(1, 2), lambda x: x[:, ::-1], lambda x: np.broadcast_to(x[:1], x.shape)],
                         ids=["strided", "transposed", "reversed", "broadcast"])  # fmt: skip
def test_data_that_is_not_contiguous(make):
    x, w = make(RANDOM.standard_normal((3, 6, 6, 4))), RANDOM.standard_normal((3, 3, 4, 2))
    np.testing.assert_array_equal(badak.conv(x, w), badak.conv(np.ascontiguousarray(x), w))
    badak.check_grads(badak.conv, (x, w))


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_sixteen_bits_are_storage(groups):
    x, w = RANDOM.standard_normal((2, 6, 6, 4)), RANDOM.standard_normal((3, 3, 4 // groups, 8))
    x, w = x.astype(ml_dtypes.bfloat16), w.astype(ml_dtypes.bfloat16)
    how = ((1, 1), ((1, 1), (1, 1)), (1, 1), groups)
    y = on_numpy.conv(x, w, *how)
    assert y.dtype == ml_dtypes.bfloat16
    wide = on_numpy.conv(x.astype(np.float32), w.astype(np.float32), *how)
    np.testing.assert_array_equal(y, wide.astype(ml_dtypes.bfloat16))
    a, b = badak.tensor(x, requires_grad=True), badak.tensor(w, requires_grad=True)
    bias = badak.tensor(np.zeros(8, ml_dtypes.bfloat16), requires_grad=True)
    badak.conv(a, b, bias, padding=1, groups=groups, activation="tanh").sum().backward()
    assert {t.grad.dtype for t in (a, b, bias)} == {np.dtype(ml_dtypes.bfloat16)}


def test_a_bias_gradient_in_sixteen_bits_sums_in_float32():
    x = badak.tensor(np.ones((1, 300, 1), ml_dtypes.bfloat16))
    w, b = (badak.tensor(np.ones(s, ml_dtypes.bfloat16), requires_grad=True) for s in ((1, 1, 1), (1,)))
    badak.conv(x, w, b).backward(np.ones((1, 300, 1), ml_dtypes.bfloat16))
    assert float(b.grad.astype("float32").item()) == 300  # bfloat16 alone would stop at 256


def test_the_third_derivative():
    x, w = RANDOM.standard_normal((1, 4, 1)), RANDOM.standard_normal((2, 1, 1))
    badak.check_grads(lambda a, b: badak.conv(a, b) ** 3, (x, w), order=3)


# --- transposed -----------------------------------------------------------------------------------------------------------

SIZES = [
    # n, k, s, d, padding, output_padding, size (Keras's formulas, worked out by hand)
    (4, 3, 2, 1, "valid", None, 9), (4, 2, 3, 1, "valid", None, 12), (4, 3, 2, 1, "same", None, 8), (4, 3, 2, 1, "same", 0, 7),
    (4, 3, 2, 1, "same", 1, 8), (4, 2, 2, 1, "same", 1, 7), (4, 3, 1, 2, "valid", None, 8), (4, 3, 2, 1, "valid", 1, 10),
    (4, 3, 2, 1, 1, None, 7), (4, 3, 2, 1, 1, 1, 8), (1, 1, 5, 1, "valid", None, 5), (4, 3, 2, 1, "SAME", None, 8),
]  # fmt: skip


@pytest.mark.parametrize(("n", "k", "s", "d", "padding", "extra", "size"), SIZES)
def test_sizes_of_the_transposed(n, k, s, d, padding, extra, size):
    x, w = RANDOM.standard_normal((1, n, 2)), RANDOM.standard_normal((k, 3, 2))
    y = badak.conv_transpose(x, w, strides=s, dilation=d, padding=padding, output_padding=extra)
    assert y.shape == (1, size, 3)


def test_the_transposed_is_the_adjoint_of_the_convolution():
    x, w = RANDOM.standard_normal((2, 7, 5, 2)), RANDOM.standard_normal((3, 3, 2, 4))
    y = badak.conv(x, w, strides=2, padding=1)
    g = RANDOM.standard_normal(y.shape)
    back = badak.conv_transpose(g, w, strides=2, padding=1)
    assert back.shape == x.shape
    assert float((back * x).sum()) == pytest.approx(float((y * g).sum()))


def test_an_output_padding_up_to_the_stride_is_refused():
    x, w = np.ones((1, 3, 1)), np.ones((2, 1, 1))
    with pytest.raises(ArgumentError, match="BD003") as caught:
        badak.conv_transpose(x, w, strides=2, padding=0, output_padding=2)
    assert "output_padding" in caught.value.text("en")
    assert "an integer < 2" in caught.value.text("en")


# --- mistakes ---------------------------------------------------------------------------------------------------------------


def complaint(kind, *args, language="en", function=badak.conv, **how):
    with pytest.raises(kind) as caught:
        function(*args, **how)
    return caught.value.text(language)


def test_a_kernel_that_is_too_large_shows_the_arithmetic():
    x, w = np.ones((1, 4, 4, 1)), np.ones((5, 5, 1, 1))
    text = complaint(ShapeError, x, w)
    assert text.startswith("[BD100] a window of size 5 does not fit into axis 1, whose size is 4")
    assert "(4 + 2·0 - 5)/1 + 1 = 0" in text
    assert "창 크기는 5, 축 크기는 패딩까지 4" in complaint(ShapeError, x, w, language="ko")
    assert "(4 + 1 + 0 - (2·(5 - 1) + 1))/2 + 1 = -1" in complaint(
        ShapeError, x, w, strides=2, dilation=2, padding=((1, 0), (0, 0))
    )
    assert "(4 + 2·0 - 5)/2 + 1 = 0.5" in complaint(ShapeError, x, w, strides=2)


def test_channels_that_differ_are_named():
    x, w = np.ones((1, 8, 8, 3)), np.ones((3, 3, 4, 8))
    text = complaint(ShapeError, x, w)
    assert text.startswith("[BD101] the kernel is made for 4 channel(s), the data has 3")
    assert "x (1, 8, 8, 3), w (3, 3, 4, 8)" in text
    assert "커널은 채널 4개" in complaint(ShapeError, x, w, language="ko")
    text = complaint(ShapeError, np.ones((1, 4, 3)), np.ones((2, 5, 4)), function=badak.conv_transpose)
    assert "4 channel(s), the data has 3" in text


def test_channels_that_come_first_are_recognised():
    text = complaint(ShapeError, np.ones((10, 3, 32, 32)), np.ones((3, 3, 3, 16)))
    assert "BD101" in text
    assert "badak.moveaxis(x, 1, -1) puts them last" in text
    text = complaint(ShapeError, np.ones((10, 1, 28, 28)), np.ones((3, 3, 28, 16)))
    assert "BD100" in text
    assert "channels first: badak.moveaxis(x, 1, -1)" in text


def test_groups_have_to_divide():
    text = complaint(ShapeError, np.ones((1, 4, 3)), np.ones((2, 1, 4)), groups=2)
    assert text.startswith("[BD102] 3 channels cannot be divided into 2 groups")
    assert "x (1, 4, 3), w (2, 1, 4): 3/2 = 1.5" in text
    how = {"function": badak.conv, "groups": 2}
    assert "5 filters cannot" in complaint(ShapeError, np.ones((1, 4, 4)), np.ones((2, 2, 5)), **how)
    korean = complaint(ShapeError, np.ones((1, 4, 4)), np.ones((2, 2, 5)), language="ko", **how)
    assert korean.startswith("[BD102] 필터 5개는 크기가 같은 그룹 2개로 나눌 수 없습니다")


@pytest.mark.parametrize("strides", [0, -1, (1, 0)])
@pytest.mark.parametrize("function", [badak.conv, badak.max_pool, badak.conv_transpose])
def test_a_window_has_to_move(function, strides):
    x, w = np.ones((1, 4, 4, 2)), np.ones((2, 2, 2, 2))
    args = (x,) if function is badak.max_pool else (x, w)
    text = complaint(ArgumentError, *args, function=function, strides=strides)
    assert text.startswith(f"[BD161] a window moves on by at least 1 each time, but strides={strides}")
    least = np.min(strides)
    assert f"(size + padding - window)/{least} + 1" in text and "strides=1 visits every place" in text
    korean = complaint(ArgumentError, *args, function=function, strides=strides, language="ko")
    assert korean.startswith(f"[BD161] 창(window)은 한 번에 1칸 이상 움직여야 하는데 strides={strides}입니다")
    assert f"(크기 + 패딩 - 창)/{least} + 1" in korean


def test_a_transposed_convolution_that_is_all_cut_away():
    x, w = np.ones((1, 4, 2, 1)), np.ones((3, 3, 1, 1))
    text = complaint(ShapeError, x, w, function=badak.conv_transpose, padding=((0, 0), (2, 3)))
    assert text.startswith("[BD162] a padding of 5 cuts away all that the transposed convolution makes on axis 2")
    assert "(2 - 1)·1 + 3 - (2 + 3) = -1" in text and "pad less" in text
    korean = complaint(ShapeError, x, w, function=badak.conv_transpose, padding=((0, 0), (2, 3)), language="ko")
    assert korean.startswith("[BD162] 패딩 5만큼 잘라 내면 전치 합성곱의 2번 축에 남는 것이 없습니다")
    layer = badak.layers.Conv2DTranspose(1, 3, padding=5)
    assert "Conv2DTranspose" in complaint(ShapeError, x, function=layer)


def test_the_mend_of_channels_that_differ_fits_the_data():
    grey = complaint(ShapeError, np.ones((1, 8, 8, 1)), np.ones((3, 3, 3, 8)))
    assert "badak.concat([x] * 3, axis=-1)" in grey and "x[..., :3]" not in grey
    assert "x[..., :3]" in complaint(ShapeError, np.ones((1, 8, 8, 4)), np.ones((3, 3, 3, 8)))
    assert "흑백 채널을 되풀이하세요" in complaint(
        ShapeError, np.ones((1, 8, 8, 1)), np.ones((3, 3, 3, 8)), language="ko"
    )


def test_missing_axes_are_explained():
    text = complaint(ShapeError, np.ones((28, 28)), np.ones((3, 3, 1, 8)))
    assert text.startswith("[BD103] the data has 2 axes, 4 are needed")
    assert "x (batch, size, size, channels), w (size, size, channels, filters)" in text
    assert "x[..., None]" in text


@pytest.mark.parametrize(
    ("name", "value"),
    [("strides", (1, 2, 3)), ("strides", 1.5), ("strides", True), ("dilation", 0), ("groups", 0), ("padding", "full"), ("padding", -1),
     ("padding", "causal"), ("padding", (1, 2, 3)), ("padding", None), ("activation", "softmax")],
)  # fmt: skip
def test_arguments_without_meaning(name, value):
    text = complaint(ArgumentError, np.ones((1, 4, 4, 2)), np.ones((2, 2, 2, 2)), **{name: value})
    assert text.startswith(f"[BD003] argument '{name}'")
    assert repr(value) in text


def test_a_gradient_of_another_shape():
    how = {"strides": 1, "padding": 0, "dilation": 1, "groups": 1}
    with pytest.raises(ShapeError, match="BD105") as caught:
        conv_input_grad(np.ones((1, 3, 1)), np.ones((2, 1, 1)), input_shape=(1, 3, 1), **how)
    assert "g (1, 2, 1)" in str(caught.value)
    with pytest.raises(ShapeError, match="BD105"):
        conv_kernel_grad(np.ones((1, 3, 1)), np.ones((1, 3, 1)), kernel_shape=(2, 1, 1), **how)


def test_lists_are_taken():
    assert badak.conv([[[1.0], [2.0]]], [[[3.0]]], strides=[1], padding=[[0, 0]]).tolist() == [[[3.0], [6.0]]]
