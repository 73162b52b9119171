"""The seam on NumPy: what the array standard does not say, for arrays in this process's memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

# Windows: convolution, pooling and their adjoints; on_jax has the same names.
from badak.backend.numpy_conv import conv as conv
from badak.backend.numpy_conv import conv_input_grad as conv_input_grad
from badak.backend.numpy_conv import conv_kernel_grad as conv_kernel_grad
from badak.backend.numpy_pool import avg_pool as avg_pool
from badak.backend.numpy_pool import avg_unpool as avg_unpool
from badak.backend.numpy_pool import max_gather as max_gather
from badak.backend.numpy_pool import max_pool as max_pool
from badak.backend.numpy_pool import max_unpool as max_unpool

name = "numpy"


# --- indexing -------------------------------------------------------------------------------------------------------


def index_add(shape: tuple[int, ...], index: Any, values: Any, dtype: Any) -> np.ndarray:
    """Return zeros of ``shape`` with ``values`` added at ``index``; an index that occurs twice adds twice."""
    out = np.zeros(shape, dtype)
    if _is_basic(index):
        out[index] = values
    else:
        np.add.at(out, index, values)
    return out


def index_update(x: np.ndarray, index: Any, values: Any) -> np.ndarray:
    """Return a copy of ``x`` with ``values`` at ``index``."""
    out = np.array(x)
    out[index] = values
    return out


def _is_basic(index: Any) -> bool:
    """Say whether an index selects each element at most once (slices and integers), so that plain += is right."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(part is None or part is Ellipsis or isinstance(part, slice | int | np.integer) for part in parts)


# --- pictures: one choice for each sample (docs/design/0003) --------------------------------------------------------------


def flip_some(x: np.ndarray, flips: Any, axis: int) -> np.ndarray:
    """Return a copy of ``x`` in which the samples that ``flips`` (batch,) names run backwards along an axis."""
    out, chosen, backwards = np.array(x, order="C"), np.flatnonzero(flips), np.flip(x, axis)
    if x.ndim > 2 and x.shape[-1] <= 4 and axis % x.ndim != x.ndim - 1:
        # A few channels at a time NumPy would move value by value; a plane each takes half the time.
        for c in range(x.shape[-1]):
            out[..., c][chosen] = backwards[..., c][chosen]
    else:
        out[chosen] = backwards[chosen]
    return out


def cut(x: np.ndarray, top: Any, left: Any, height: int, width: int) -> np.ndarray:
    """Return from each sample of ``x`` (batch, height, width, …) the window whose corner is at (top, left)."""
    n, rows, columns = x.shape[:3]
    shape = (n, rows - height + 1, columns - width + 1, height, width, *x.shape[3:])
    by_sample, by_row, by_column = x.strides[:3]
    # Every possible window as a view; choosing one for each sample copies whole windows (a loop takes twice as long).
    windows = as_strided(x, shape, (by_sample, by_row, by_column, *x.strides[1:]), writeable=False)
    return np.ascontiguousarray(windows[np.arange(n), top, left])


# --- loop over time -----------------------------------------------------------------------------------------------------


def loop(step: Callable, carry: Any, steps: Sequence[Any], reverse: bool = False) -> tuple[Any, tuple]:
    """Run ``carry, results = step(carry, values)`` over the first axis of arrays and stack the results.

    Args:
        step: a function of what is carried on and a tuple of one step's values.
        carry: a tuple of arrays, the same shapes after each step.
        steps: arrays of shape (time, …), or None where there is none.
        reverse: from the last step to the first; results keep the order of time.

    Returns:
        What was carried on last, and the results, each of shape (time, …).
    """
    count = next(len(x) for x in steps if x is not None)
    stacked: tuple = ()
    for t in range(count - 1, -1, -1) if reverse else range(count):
        carry, results = step(carry, tuple([None if x is None else x[t] for x in steps]))
        if not stacked:
            stacked = tuple([np.empty((count, *r.shape), r.dtype) for r in results])
        for whole, r in zip(stacked, results, strict=True):
            whole[t] = r
    if not count:  # one step on zeros tells the shapes
        _, results = step(carry, tuple([None if x is None else np.zeros(x.shape[1:], x.dtype) for x in steps]))
        stacked = tuple([np.empty((0, *r.shape), r.dtype) for r in results])
    return carry, stacked


# --- random numbers: a key is a pair of 64-bit integers, a pure function of (seed, place, step) ------------------------

_MASK = (1 << 64) - 1


def _mix(z: int) -> int:
    """Spread the bits of a 64-bit integer (SplitMix64's finaliser; Steele, Lea, Flood 2014)."""
    z = (z + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def key(seed: int) -> tuple[int, int]:
    """Make a key from a seed."""
    return _mix(seed & _MASK), _mix((seed >> 64) & _MASK)


def root(key: tuple[int, int]) -> tuple[int, int]:
    """Turn a key of the user's edge into one of this backend: the same."""
    return key


def fold(key: tuple[int, int], data: int) -> tuple[int, int]:
    """Derive another key from a key and an integer; different integers give unrelated streams."""
    low = _mix(key[0] ^ _mix(int(data) & _MASK))
    return low, _mix(key[1] ^ low)


def generator(key: tuple[int, int]) -> np.random.Generator:
    """Return NumPy's counter-based generator (Philox) for a key."""
    return np.random.Generator(np.random.Philox(key=key[0] | (key[1] << 64)))


def uniform(key: Any, shape: Sequence[int], dtype: Any = np.float32) -> np.ndarray:
    """Draw numbers from [0, 1)."""
    dtype = np.dtype(dtype)
    if dtype in (np.float32, np.float64):
        return generator(key).random(shape, dtype)
    return generator(key).random(shape, np.float32).astype(dtype)


def normal(key: Any, shape: Sequence[int], dtype: Any = np.float32) -> np.ndarray:
    """Draw numbers from the normal distribution of mean 0 and standard deviation 1."""
    dtype = np.dtype(dtype)
    if dtype in (np.float32, np.float64):
        return generator(key).standard_normal(shape, dtype)
    return generator(key).standard_normal(shape, np.float32).astype(dtype)


def beta(key: Any, a: float, b: float, shape: Sequence[int]) -> np.ndarray:
    """Draw numbers from the beta distribution, between 0 and 1, float32."""
    return generator(key).beta(a, b, shape).astype(np.float32)


def permutation(key: Any, n: int) -> np.ndarray:
    """Draw an order of the integers 0 … n-1."""
    return generator(key).permutation(n)


# --- compile and transfer ---------------------------------------------------------------------------------------------


def compile(function: Callable, **_: Any) -> Callable:
    """Return the function itself: eager arrays have nothing to compile."""
    return function


def from_host(x: Any) -> np.ndarray:
    """Put an array where this backend computes."""
    return np.asarray(x)


def to_host(x: Any) -> np.ndarray:
    """Return an array in this process's memory."""
    return np.asarray(x)


# --- updates of arrays that the training loop owns ----------------------------------------------------------------------

# Bytes of all arrays of an update that are worked on at a time. With temporaries this stays within a core's second-level
# cache (1 MiB where measured): Adam over 5,200,000 float32 weights takes 11.8 ms, and 16.4 ms over whole arrays; with
# blocks of half this size SGD over 50,000 weights takes 20 µs instead of 16, since each block has its calls.
BLOCK = 1 << 19


def update_in_place(rule: Callable, owned: Sequence[np.ndarray], read: Sequence[np.ndarray]) -> Sequence[np.ndarray]:
    """Run an element-wise update rule over arrays that the loop owns and write its results back into them.

    ``rule(*owned, *read)`` returns the new values of ``owned``, written for whole arrays; here it runs block by block, so
    that its intermediate results stay in the cache. Where a rule changes an argument by ``p -= …`` and returns it, the
    value is already in its place and nothing is copied; on JAX the same line makes a new array.
    """
    first = owned[0]
    arrays = len(owned) + len(read)
    if first.nbytes * arrays <= BLOCK or not all([a.flags.c_contiguous for a in owned]):
        for target, value in zip(owned, rule(*owned, *read), strict=True):
            if value is not target:
                target[...] = value
        return owned
    length = max(BLOCK // (first.itemsize * arrays), 1)
    flat_owned = [a.reshape(-1) for a in owned]
    flat_read = [a.reshape(-1) for a in read]
    for start in range(0, first.size, length):
        block = slice(start, start + length)
        parts = [a[block] for a in flat_owned]
        for part, value in zip(parts, rule(*parts, *[a[block] for a in flat_read]), strict=True):
            if value is not part:
                part[...] = value
    return owned
