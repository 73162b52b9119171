"""Convolution and pooling as anyone would write them first: loops over every number. Only for comparison."""

from __future__ import annotations

import itertools

import numpy as np


def steps(n, k, s, d, pair):
    """Count the windows by trying every start."""
    last = n + sum(pair) - ((k - 1) * d + 1)
    return len(range(0, last + 1, s))


def same(n, k, s, d):
    """Return the zeros before and after: as few as give ceil(n / s) windows, the odd one after."""
    windows = -(-n // s)
    total = 0
    while steps(n, k, s, d, (0, total)) < windows:
        total += 1
    return total // 2, total - total // 2


def conv(x, w, strides, pairs, dilation, groups):
    """Multiply and add, one pair of numbers at a time."""
    batch, *space, channels = x.shape
    *kernel, inner, filters = w.shape
    sizes = [steps(*axis) for axis in zip(space, kernel, strides, dilation, pairs, strict=True)]
    y = np.zeros((batch, *sizes, filters))
    for n in range(batch):
        for place in itertools.product(*map(range, sizes)):
            for f in range(filters):
                group = f // (filters // groups)
                for tap in itertools.product(*map(range, kernel)):
                    at = [
                        i * s + t * d - p[0] for i, s, t, d, p in zip(place, strides, tap, dilation, pairs, strict=True)
                    ]
                    if all(0 <= a < size for a, size in zip(at, space, strict=True)):
                        for c in range(inner):
                            y[(n, *place, f)] += x[(n, *at, group * inner + c)] * w[(*tap, c, f)]
    return y


def pool(x, size, strides, pairs, kind):
    """Gather the values inside each window, then take their maximum or mean."""
    batch, *space, channels = x.shape
    sizes = [steps(n, k, s, 1, p) for n, k, s, p in zip(space, size, strides, pairs, strict=True)]
    y = np.zeros((batch, *sizes, channels))
    winner = np.zeros(y.shape, int)
    for n in range(batch):
        for place in itertools.product(*map(range, sizes)):
            for c in range(channels):
                values, numbers = [], []
                for number, tap in enumerate(itertools.product(*map(range, size))):
                    at = [i * s + t - p[0] for i, s, t, p in zip(place, strides, tap, pairs, strict=True)]
                    if all(0 <= a < m for a, m in zip(at, space, strict=True)):
                        values.append(x[(n, *at, c)])
                        numbers.append(number)
                y[(n, *place, c)] = max(values) if kind == "max" else sum(values) / len(values)
                winner[(n, *place, c)] = numbers[values.index(max(values))]
    return y, winner


def unpool(g, winner, shape, size, strides, pairs):
    """Carry each number to the place its index names."""
    x = np.zeros(shape)
    for where in np.ndindex(*g.shape):
        n, *place, c = where
        tap = np.unravel_index(winner[where], size)
        at = [i * s + t - p[0] for i, s, t, p in zip(place, strides, tap, pairs, strict=True)]
        x[(n, *at, c)] += g[where]
    return x
