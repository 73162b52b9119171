"""Winograd's convolution against the plain one in float64: odd sizes, all paddings, what is done to an output at the end."""

from __future__ import annotations

import numpy as np
import pytest

from badak.backend import native, numpy_conv

pytestmark = pytest.mark.skipif(native.kernels is None, reason="no native kernels here")

# of the largest value; the 36 points amplify rounding to some ten times that of a plain sum
TOLERANCE = 3e-5

SHAPES = [  # batch, height, width, channels, filters, padding
    (64, 4, 4, 16, 16, ((1, 1), (1, 1))),
    (9, 13, 17, 16, 32, ((0, 0), (0, 0))),
    (7, 9, 30, 48, 16, ((2, 2), (2, 2))),
    (5, 16, 16, 32, 64, ((1, 0), (0, 2))),
    (33, 7, 7, 64, 80, ((1, 1), (1, 1))),
    (1, 40, 39, 16, 16, ((1, 1), (1, 1))),
]


def _close(found: np.ndarray, wanted: np.ndarray) -> None:
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() <= TOLERANCE * np.abs(wanted).max()


def _case(shape: tuple) -> tuple:
    n, h, w, c, f, padding = shape
    rng = np.random.default_rng(5)
    x = rng.standard_normal((n, h, w, c), dtype=np.float32)
    kernel = rng.standard_normal((3, 3, c, f), dtype=np.float32)
    how = ((1, 1), padding, (1, 1), 1)
    y = numpy_conv.conv(x.astype(float), kernel.astype(float), *how)
    return x, kernel, rng.standard_normal(y.shape, dtype=np.float32), how, y


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("shape", SHAPES)
def test_value_and_gradients(shape: tuple, threads: int) -> None:
    k = native.kernels
    before = k.get_threads()
    k.set_threads(threads)
    try:
        x, w, g, how, y = _case(shape)
        _close(k.conv(x, w, None, *how, None), y)
        wide = (g.astype(float), w.astype(float))
        _close(k.conv_input_grad(g, w, x.shape, *how), numpy_conv.conv_input_grad(*wide, x.shape, *how))
        _close(
            k.conv_kernel_grad(x, g, w.shape, *how),
            numpy_conv.conv_kernel_grad(x.astype(float), g.astype(float), w.shape, *how),
        )
    finally:
        k.set_threads(before)


def test_bias_scale_and_relu() -> None:
    k = native.kernels
    x, w, _, how, y = _case(SHAPES[1])
    rng = np.random.default_rng(6)
    scale, shift = rng.standard_normal((2, w.shape[-1]), dtype=np.float32)
    _close(k.conv(x, w, shift, *how, None), y + shift)
    _close(k.conv(x, w, shift, *how, "relu"), np.maximum(y + shift, 0))
    _close(k.conv(x, w, shift, *how, None, scale), y * scale + shift)
    _close(k.conv(x, w, shift, *how, "relu", scale), np.maximum(y * scale + shift, 0))


def test_same_bits_each_time() -> None:
    k = native.kernels
    x, w, g, how, _ = _case(SHAPES[3])
    first = k.conv_kernel_grad(x, g, w.shape, *how)
    for _ in range(5):
        np.testing.assert_array_equal(k.conv_kernel_grad(x, g, w.shape, *how), first)


def test_not_a_number_stays_where_it_reaches() -> None:
    k = native.kernels
    x, w, _, how, _ = _case(SHAPES[0])
    x[3, 0, 0, 0] = np.nan
    y = k.conv(x, w, None, *how, "relu")
    assert np.isnan(y[3]).any() and np.isfinite(np.delete(y, 3, axis=0)).all()
