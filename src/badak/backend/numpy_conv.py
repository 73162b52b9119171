"""Convolution and its two gradients on NumPy: windows side by side as a matrix, then one product by BLAS.

All three take raw arrays and normalised arguments: data (batch, *spatial, channels), kernel (*kernel, channels / groups,
filters), strides and dilation as tuples, padding as (before, after) for each spatial axis. A batch is worked on in blocks, so
that the matrix of windows, which repeats each value once for every place of the kernel, stays in the cache.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

# Bytes of windows that are worked on at a time. One thread takes 13 ms for (128, 32, 32, 16) by (3, 3, 16, 16) with any size
# from 1 to 4 MiB, 16 with 8, and on (32, 56, 56, 64) by (3, 3, 64, 64) all windows at once take 90 ms where blocks take 50.
# Fewer, longer products suffer less when BLAS's threads wait for a busy processor (273 ms with 1 MiB, 144 with 4).
BLOCK = 1 << 22


def conv(x: Any, w: Any, strides: tuple, padding: tuple, dilation: tuple, groups: int) -> np.ndarray:
    """Return the cross-correlation of data with a kernel, shape (batch, *sizes, filters)."""
    x, w, dtype = _common(x, w)
    kernel, sizes = w.shape[:-2], _sizes(x.shape, w.shape, strides, padding, dilation)
    x = padded(x, padding)
    if _is_depthwise(w, groups):
        y = _depthwise(x, w, sizes, strides, dilation, groups)
    elif groups > 1:
        parts = zip(np.split(x, groups, axis=-1), np.split(w, groups, axis=-1), strict=True)
        y = np.concatenate([_conv(a, b, kernel, sizes, strides, dilation) for a, b in parts], axis=-1)
    else:
        y = _conv(x, w, kernel, sizes, strides, dilation)
    return y.astype(dtype, copy=False)


def conv_input_grad(
    g: Any, w: Any, input_shape: tuple, strides: tuple, padding: tuple, dilation: tuple, groups: int
) -> np.ndarray:
    """Return the adjoint of ``conv`` in the data: every gradient goes back through the kernel to the values it came from."""
    g, w, dtype = _common(g, w)
    channels = input_shape[-1]
    outer = tuple(n + sum(pair) for n, pair in zip(input_shape[1:-1], padding, strict=True))
    x = np.zeros((input_shape[0], *outer, channels), g.dtype)
    if _is_depthwise(w, groups):
        _depthwise_back(x, g, w, strides, dilation, groups)
    elif groups > 1:
        inner, filters = channels // groups, w.shape[-1] // groups
        for i in range(groups):
            part = x[..., i * inner : (i + 1) * inner]
            some = slice(i * filters, (i + 1) * filters)
            _conv_back(part, np.ascontiguousarray(g[..., some]), w[..., some], strides, dilation)
    else:
        _conv_back(x, g, w, strides, dilation)
    return inside(x, input_shape, padding).astype(dtype, copy=False)


def conv_kernel_grad(
    x: Any, g: Any, kernel_shape: tuple, strides: tuple, padding: tuple, dilation: tuple, groups: int
) -> np.ndarray:
    """Return the adjoint of ``conv`` in the kernel: each weight sums value times gradient over all its places."""
    x, g, dtype = _common(x, g)
    x = padded(x, padding)
    w = np.zeros(kernel_shape, x.dtype)
    if _is_depthwise(w, groups):
        _depthwise_kernel(w, x, g, strides, dilation, groups)
    elif groups > 1:
        filters = kernel_shape[-1] // groups
        for i, part in enumerate(np.split(x, groups, axis=-1)):
            some = slice(i * filters, (i + 1) * filters)
            w[..., some] = _kernel_grad(part, np.ascontiguousarray(g[..., some]), kernel_shape, strides, dilation)
    else:
        w = _kernel_grad(x, g, kernel_shape, strides, dilation)
    return w.astype(dtype, copy=False)


# --- sizes, borders, taps -----------------------------------------------------------------------------------------------


def _common(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.dtype]:
    """Return both in the type to compute in, and the type of the result: 16 bits are storage, float32 computes."""
    dtype = np.result_type(a, b)
    wide = np.dtype(np.float32) if dtype.itemsize == 2 and dtype.kind in "fV" else dtype
    return a.astype(wide, copy=False), b.astype(wide, copy=False), dtype


def _sizes(shape: tuple, kernel_shape: tuple, strides: tuple, padding: tuple, dilation: tuple) -> tuple[int, ...]:
    axes = zip(shape[1:-1], kernel_shape[:-2], strides, padding, dilation, strict=True)
    return tuple(max((n + b + a - d * (k - 1) - 1) // s + 1, 0) for n, k, s, (b, a), d in axes)


def _is_depthwise(w: np.ndarray, groups: int) -> bool:
    return groups > 1 and w.shape[-2] == 1


def padded(x: np.ndarray, padding: tuple, value: Any = 0) -> np.ndarray:
    """Return data with a border of one value, or the data itself where there is none (quicker than ``np.pad``)."""
    if not any(before or after for before, after in padding):
        return x
    outer = [n + sum(pair) for n, pair in zip(x.shape[1:-1], padding, strict=True)]
    whole = np.full((x.shape[0], *outer, x.shape[-1]), value, x.dtype)
    inside(whole, x.shape, padding)[...] = x
    return whole


def inside(x: np.ndarray, shape: tuple, padding: tuple) -> np.ndarray:
    """Return the part of padded data that is not border."""
    cut = tuple(slice(before, before + n) for n, (before, _) in zip(shape[1:-1], padding, strict=True))
    return x[(slice(None), *cut)]


def taps(kernel: tuple, sizes: tuple, strides: tuple, dilation: tuple) -> Iterator[tuple[tuple, tuple]]:
    """Yield each place of the kernel and the part of the padded data that it meets, one value for each window."""
    for place in itertools.product(*map(range, kernel)):
        axes = zip(place, sizes, strides, dilation, strict=True)
        yield place, (slice(None), *(slice(p * d, p * d + (n - 1) * s + 1 if n else p * d, s) for p, n, s, d in axes))


def _windows(x: np.ndarray, kernel: tuple, sizes: tuple, strides: tuple, dilation: tuple) -> np.ndarray:
    """Return a view of shape (batch, *sizes, *kernel, channels) on padded data."""
    spatial = x.strides[1:-1]
    jumps = tuple(n * s for n, s in zip(spatial, strides, strict=True))
    steps = tuple(n * d for n, d in zip(spatial, dilation, strict=True))
    shape = (x.shape[0], *sizes, *kernel, x.shape[-1])
    return as_strided(x, shape, (x.strides[0], *jumps, *steps, x.strides[-1]), writeable=False)


def blocks(samples: int, values: int, itemsize: int) -> Iterator[slice]:
    """Cut a batch into slices whose intermediate arrays, of so many values for each sample, fit into ``BLOCK``."""
    length = max(BLOCK // max(values * itemsize, 1), 1)
    for start in range(0, samples, length):
        yield slice(start, start + length)


# --- full convolution ---------------------------------------------------------------------------------------------------


def _conv(x: np.ndarray, w: np.ndarray, kernel: tuple, sizes: tuple, strides: tuple, dilation: tuple) -> np.ndarray:
    places, columns, filters = math.prod(sizes), math.prod(kernel) * x.shape[-1], w.shape[-1]
    windows = _windows(x, kernel, sizes, strides, dilation)
    matrix = w.reshape(columns, filters)
    if columns == x.shape[-1]:  # a kernel of one place: no value is repeated, so one product for all
        return (windows.reshape(x.shape[0] * places, columns) @ matrix).reshape(x.shape[0], *sizes, filters)
    y = np.empty((x.shape[0], *sizes, filters), x.dtype)
    for some in blocks(x.shape[0], places * columns, x.itemsize):
        part = windows[some]
        rows = part.shape[0] * places
        np.matmul(part.reshape(rows, columns), matrix, out=y[some].reshape(rows, filters))
    return y


def _conv_back(x: np.ndarray, g: np.ndarray, w: np.ndarray, strides: tuple, dilation: tuple) -> None:
    """Write into padded data, zeros so far, what each gradient gives to the values of its window."""
    kernel, filters = w.shape[:-2], w.shape[-1]
    sizes, channels = g.shape[1:-1], x.shape[-1]
    if (
        max(strides) == 1 and filters <= 2 * channels
    ):  # a convolution with the turned kernel: half the time of adding up
        border = tuple((d * (k - 1),) * 2 for k, d in zip(kernel, dilation, strict=True))
        turned = w[(slice(None, None, -1),) * len(kernel)].swapaxes(-1, -2)
        x[...] = _conv(padded(g, border), turned, kernel, x.shape[1:-1], strides, dilation)
        return
    places, columns = math.prod(sizes), math.prod(kernel) * channels
    across = w.reshape(columns, filters).T
    for some in blocks(x.shape[0], places * columns, x.itemsize):
        target, source = x[some], g[some]
        rows = source.shape[0] * places
        given = (source.reshape(rows, filters) @ across).reshape(source.shape[0], *sizes, *kernel, channels)
        middle = (slice(None),) * (1 + len(sizes))
        for place, part in taps(kernel, sizes, strides, dilation):
            target[part] += given[(*middle, *place)]


def _kernel_grad(x: np.ndarray, g: np.ndarray, shape: tuple, strides: tuple, dilation: tuple) -> np.ndarray:
    kernel, sizes, filters = shape[:-2], g.shape[1:-1], g.shape[-1]
    places, columns = math.prod(sizes), math.prod(kernel) * x.shape[-1]
    windows = _windows(x, kernel, sizes, strides, dilation)
    total = np.zeros((columns, filters), x.dtype)
    for some in blocks(x.shape[0], places * columns, x.itemsize):
        part = windows[some]
        rows = part.shape[0] * places
        total += part.reshape(rows, columns).T @ g[some].reshape(rows, filters)
    return total.reshape(*kernel, x.shape[-1], filters)


# --- depthwise: each channel has kernels of its own, so there is no product of matrices, only products tap by tap -----------


def _rows(w: np.ndarray, place: tuple, width: int) -> np.ndarray:
    """Return the weights of one place, repeated along the last spatial axis so that NumPy's inner loop is long."""
    return np.broadcast_to(w[place][0], (width, w.shape[-1])).copy()


def _depthwise(x: np.ndarray, w: np.ndarray, sizes: tuple, strides: tuple, dilation: tuple, groups: int) -> np.ndarray:
    filters, kernel = w.shape[-1], w.shape[:-2]
    if filters != groups:  # several kernels a channel: the channel is repeated for each
        x = np.repeat(x, filters // groups, axis=-1)
    y = np.zeros((x.shape[0], *sizes, filters), x.dtype)
    weights = [_rows(w, place, sizes[-1]) for place, _ in taps(kernel, sizes, strides, dilation)]
    for some in blocks(x.shape[0], math.prod(sizes) * filters, x.itemsize):
        source, target = x[some], y[some]
        product = np.empty_like(target)
        for weight, (_, part) in zip(weights, taps(kernel, sizes, strides, dilation), strict=True):
            target += np.multiply(source[part], weight, out=product)
    return y


def _depthwise_back(x: np.ndarray, g: np.ndarray, w: np.ndarray, strides: tuple, dilation: tuple, groups: int) -> None:
    kernel, sizes, filters = w.shape[:-2], g.shape[1:-1], w.shape[-1]
    weights = [_rows(w, place, sizes[-1]) for place, _ in taps(kernel, sizes, strides, dilation)]
    for some in blocks(x.shape[0], math.prod(sizes) * filters, x.itemsize):
        source, target = g[some], x[some]
        product = np.empty_like(source)
        for weight, (_, part) in zip(weights, taps(kernel, sizes, strides, dilation), strict=True):
            np.multiply(source, weight, out=product)
            several = product.reshape(*product.shape[:-1], groups, filters // groups) if filters != groups else None
            target[part] += product if several is None else several.sum(axis=-1)


def _depthwise_kernel(
    w: np.ndarray, x: np.ndarray, g: np.ndarray, strides: tuple, dilation: tuple, groups: int
) -> None:
    kernel, sizes, filters = w.shape[:-2], g.shape[1:-1], w.shape[-1]
    if filters != groups:
        x = np.repeat(x, filters // groups, axis=-1)
    for some in blocks(x.shape[0], math.prod(sizes) * filters, x.itemsize):
        source, other = x[some], g[some]
        product = np.empty_like(other)
        ones = np.ones(other.size // max(filters, 1), x.dtype)
        for place, part in taps(kernel, sizes, strides, dilation):
            np.multiply(source[part], other, out=product)
            w[place][0] += ones @ product.reshape(-1, filters) if ones.size else 0
