"""Pooling on NumPy: place by place of the window, over strided views, without a copy of the windows.

Arguments are raw arrays and normalised: data (batch, *spatial, channels), the window's size and strides as tuples, padding as
(before, after) for each spatial axis. The index of a maximum is the number of its place within the window, counted row by row.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.backend.numpy_conv import inside, padded, taps


def max_pool(x: Any, size: tuple, strides: tuple, padding: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Return the maximum of each window, and which place of the window it came from (the first of equal ones)."""
    dtype = x.dtype
    x = padded(_wide(x), padding, _lowest(x.dtype))
    sizes = _sizes(x, size, strides)
    (_, first), *others = taps(size, sizes, strides, (1,) * len(size))
    out = np.array(x[first])
    index = np.zeros(out.shape, np.uint8 if math.prod(size) <= 256 else np.int32)
    for number, (_, part) in enumerate(others, 1):
        value = x[part]
        # Later winners have larger numbers, so the largest is the last one to win: four times as quick as a masked copy.
        won = (value > out).view(np.uint8).astype(index.dtype, copy=False)
        won *= index.dtype.type(number)
        np.maximum(index, won, out=index)
        np.maximum(out, value, out=out)
    return out.astype(dtype, copy=False), index


def max_unpool(g: Any, index: Any, input_shape: tuple, size: tuple, strides: tuple, padding: tuple) -> np.ndarray:
    """Put each value back to the place its maximum came from, zeros elsewhere; places that won twice get the sum."""
    dtype, g = g.dtype, _wide(g)
    whole = _border(input_shape, padding, g.dtype)
    for number, (_, part) in enumerate(taps(size, g.shape[1:-1], strides, (1,) * len(size))):
        whole[part] += g * (index == number)
    return inside(whole, input_shape, padding).astype(dtype, copy=False)


def max_gather(x: Any, index: Any, size: tuple, strides: tuple, padding: tuple) -> np.ndarray:
    """Read the place of each window that an index names: the adjoint of ``max_unpool``."""
    whole = padded(x, padding)
    out = np.zeros(index.shape, x.dtype)
    for number, (_, part) in enumerate(taps(size, index.shape[1:-1], strides, (1,) * len(size))):
        np.copyto(out, whole[part], where=index == number)
    return out


def avg_pool(x: Any, size: tuple, strides: tuple, padding: tuple, counts: np.ndarray) -> np.ndarray:
    """Return the mean of each window, ``counts`` values each, summed along one axis after the other."""
    dtype, x = x.dtype, padded(_wide(x), padding)
    for axis, (k, s) in enumerate(zip(size, strides, strict=True), 1):
        length = (x.shape[axis] - k) // s + 1 if x.shape[axis] >= k else 0
        total = np.array(_along(x, axis, 0, length, s))
        for i in range(1, k):
            total += _along(x, axis, i, length, s)
        x = total
    x = x / counts
    return x if dtype.kind in "iub" else x.astype(dtype, copy=False)


def avg_unpool(
    g: Any, input_shape: tuple, size: tuple, strides: tuple, padding: tuple, counts: np.ndarray
) -> np.ndarray:
    """Spread each value evenly over its window: the adjoint of ``avg_pool``."""
    dtype = g.dtype
    g = _wide(g) / counts
    for axis in range(len(size), 0, -1):
        k, s, pair = size[axis - 1], strides[axis - 1], padding[axis - 1]
        shape = list(g.shape)
        shape[axis] = input_shape[axis] + sum(pair)
        whole = np.zeros(shape, g.dtype)
        for i in range(k):
            _along(whole, axis, i, g.shape[axis], s)[...] += g
        g = whole
    return inside(g, input_shape, padding).astype(dtype, copy=False)


def _wide(x: np.ndarray) -> np.ndarray:
    return x.astype(np.float32) if x.dtype.itemsize == 2 and x.dtype.kind in "fV" else x


def _lowest(dtype: np.dtype) -> Any:
    return -np.inf if dtype.kind in "fV" else np.iinfo(dtype).min if dtype.kind in "iu" else False


def _sizes(x: np.ndarray, size: tuple, strides: tuple) -> tuple[int, ...]:
    axes = zip(x.shape[1:-1], size, strides, strict=True)
    return tuple(max((n - k) // s + 1, 0) for n, k, s in axes)


def _border(shape: tuple, padding: tuple, dtype: Any) -> np.ndarray:
    outer = (n + sum(pair) for n, pair in zip(shape[1:-1], padding, strict=True))
    return np.zeros((shape[0], *outer, shape[-1]), dtype)


def _along(x: np.ndarray, axis: int, start: int, length: int, step: int) -> np.ndarray:
    stop = start + (length - 1) * step + 1 if length else start
    return x[(slice(None),) * axis + (slice(start, stop, step),)]
