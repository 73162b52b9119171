"""Winograd's convolution against the plain one in float64: odd sizes, all paddings, what is done to an output at the end."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

from badak.backend import native, numpy_conv
from tests.kernels.compare import needs_kernels
from tests.kernels.test_threads_of_kernels import program

pytestmark = [
    needs_kernels,
    pytest.mark.skipif(
        native.kernels is not None and native.kernels.loops()["winograd"] is None, reason="a processor without AVX2"
    ),
]

# Of the largest value; half as much again as is seen. The 36 points amplify rounding to some five times that of a plain sum, and
# the gradient of the kernel is a sum over up to 8,192 tiles here, made of partial sums.
TOLERANCE = {"value": 2.5e-6, "kernel gradient": 3e-6}

SHAPES = [  # batch, height, width, channels, filters, padding
    (64, 4, 4, 16, 16, ((1, 1), (1, 1))),
    (9, 13, 17, 16, 32, ((0, 0), (0, 0))),
    (7, 9, 30, 48, 16, ((2, 2), (2, 2))),
    (5, 16, 16, 32, 64, ((1, 0), (0, 2))),
    (33, 7, 7, 64, 80, ((1, 1), (1, 1))),
    (1, 40, 39, 16, 16, ((1, 1), (1, 1))),
]


LARGE = [  # as networks have them
    (128, 16, 16, 32, 32, ((1, 1), (1, 1))),
    (128, 8, 8, 64, 64, ((1, 1), (1, 1))),
    (16, 14, 14, 128, 128, ((1, 1), (1, 1))),
    (128, 32, 32, 16, 16, ((1, 1), (1, 1))),
]


def _close(found: np.ndarray, wanted: np.ndarray, what: str = "value") -> None:
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() <= TOLERANCE[what] * np.abs(wanted).max()


def _by_winograd(kernel, *args) -> np.ndarray:
    """Call a kernel and see that it went Winograd's way."""
    before = native.kernels.state()
    found = kernel(*args)
    after = native.kernels.state()
    assert (after["winograd"] - before["winograd"], after["onednn"] - before["onednn"]) == (1, 0)
    return found


def _case(shape: tuple) -> tuple:
    n, h, w, c, f, padding = shape
    rng = np.random.default_rng(5)
    x = rng.standard_normal((n, h, w, c), dtype=np.float32)
    kernel = rng.standard_normal((3, 3, c, f), dtype=np.float32)
    how = ((1, 1), padding, (1, 1), 1)
    y = numpy_conv.conv(x.astype(float), kernel.astype(float), *how)
    return x, kernel, rng.standard_normal(y.shape, dtype=np.float32), how, y


def _gradients(x: np.ndarray, w: np.ndarray, g: np.ndarray, how: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradients of data and kernel in float64."""
    x, w, g = x.astype(float), w.astype(float), g.astype(float)
    return numpy_conv.conv_input_grad(g, w, x.shape, *how), numpy_conv.conv_kernel_grad(x, g, w.shape, *how)


@pytest.fixture
def threads(request):
    before = native.kernels.get_threads()
    native.kernels.set_threads(request.param)
    yield request.param
    native.kernels.set_threads(before)


@pytest.mark.parametrize("threads", [1, 2, 3], indirect=True)
@pytest.mark.parametrize("shape", SHAPES)
def test_value_and_gradients(shape: tuple, threads: int) -> None:
    k = native.kernels
    x, w, g, how, y = _case(shape)
    dx, dw = _gradients(x, w, g, how)
    _close(_by_winograd(k.conv, x, w, None, *how, None), y)
    # turned around, the second case wants more tiles than the plain way wants sums
    grad = k.conv_input_grad if shape == SHAPES[1] else lambda *args: _by_winograd(k.conv_input_grad, *args)
    _close(grad(g, w, x.shape, *how), dx)
    _close(_by_winograd(k.conv_kernel_grad, x, g, w.shape, *how), dw, "kernel gradient")


@pytest.mark.parametrize("threads", [1], indirect=True)  # which makes the longest sums
@pytest.mark.parametrize("shape", LARGE)
def test_accuracy_at_the_sizes_of_networks(shape: tuple, threads: int) -> None:
    k = native.kernels
    x, w, g, how, y = _case(shape)
    dx, dw = _gradients(x, w, g, how)
    _close(_by_winograd(k.conv, x, w, None, *how, None), y)
    _close(_by_winograd(k.conv_input_grad, g, w, x.shape, *how), dx)
    _close(_by_winograd(k.conv_kernel_grad, x, g, w.shape, *how), dw, "kernel gradient")


@pytest.mark.parametrize("shape", [*SHAPES, *LARGE])
def test_kernel_gradient_of_bfloat16(shape: tuple) -> None:
    """Where the processor multiplies 16 bits in pairs the points are rounded to 16 bits: 1.1 % of noise for data of noise."""
    k = native.kernels
    x, w, g, how, _ = _case(shape)
    x, g = x.astype(ml_dtypes.bfloat16), g.astype(ml_dtypes.bfloat16)
    _, wanted = _gradients(x, w, g, how)
    found = _by_winograd(k.conv_kernel_grad, x, g, w.shape, *how)
    assert found.dtype == np.float32
    noise = np.sqrt(np.mean((found - wanted) ** 2) / np.mean(wanted**2))
    if k.loops()["winograd"] == "avx512_bf16":
        assert 0.008 < noise < (0.0135 if shape == SHAPES[0] else 0.0125)
    else:
        assert noise < 1e-5


@pytest.mark.parametrize("shape", LARGE[:3])
def test_value_and_input_gradient_of_bfloat16(shape: tuple) -> None:
    """They are computed in 32 bits and rounded once: half a unit of the last of 8 bits."""
    k = native.kernels
    x, w, g, how, _ = _case(shape)
    x, g = x.astype(ml_dtypes.bfloat16), g.astype(ml_dtypes.bfloat16)
    dx, _ = _gradients(x, w, g, how)
    y = numpy_conv.conv(x.astype(float), w.astype(float), *how)
    for found, wanted in (
        (_by_winograd(k.conv, x, w, None, *how, None), y),
        (_by_winograd(k.conv_input_grad, g, w, x.shape, *how), dx),
    ):
        assert found.dtype == ml_dtypes.bfloat16
        assert (np.abs(found.astype(float) - wanted) <= 2**-8 * np.abs(wanted) + 1e-5 * np.abs(wanted).max()).all()


def test_fewer_threads_than_asked_for() -> None:
    """OpenMP may give fewer (OMP_THREAD_LIMIT): what those would have added that never came must not count."""
    code = (
        "from tests.kernels.test_winograd import *\n"
        "from tests.kernels.test_winograd import _case, _close, _gradients\n"
        "k = native.kernels\n"
        "k.set_threads(3)\n"
        "x, w, g, how, y = _case(LARGE[0])\n"
        "dx, dw = _gradients(x, w, g, how)\n"
        "_close(k.conv(x, w, None, *how, None), y)\n"
        "_close(k.conv_kernel_grad(x, g, w.shape, *how), dw, 'kernel gradient')\n"
        "print('done')"
    )
    done = program("-c", code, OMP_THREAD_LIMIT="1")
    assert done.stdout.split() == ["done"], done.stderr


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
