"""The seam on JAX: the same names as ``on_numpy``, for arrays that XLA computes with. The only file that imports jax."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

name = "xla"


def index_add(shape: tuple[int, ...], index: Any, values: Any, dtype: Any) -> Any:
    """Return zeros of ``shape`` with ``values`` added at ``index``; an index that occurs twice adds twice."""
    return jnp.zeros(shape, dtype).at[index].add(values)


def index_update(x: Any, index: Any, values: Any) -> Any:
    """Return a copy of ``x`` with ``values`` at ``index``."""
    return x.at[index].set(values)


def flip_some(x: Any, flips: Any, axis: int) -> Any:
    """Return ``x`` with the samples that ``flips`` (batch,) names running backwards along an axis."""
    return jnp.where(jnp.asarray(flips).reshape(-1, *[1] * (x.ndim - 1)), jnp.flip(x, axis), x)


def cut(x: Any, top: Any, left: Any, height: int, width: int) -> Any:
    """Return from each sample of ``x`` (batch, height, width, …) the window whose corner is at (top, left)."""
    rows = top[:, None] + jnp.arange(height)
    columns = left[:, None] + jnp.arange(width)
    return jnp.asarray(x)[jnp.arange(x.shape[0])[:, None, None], rows[:, :, None], columns[:, None, :]]


def key(seed: int) -> Any:
    """Make a key from a seed."""
    return jax.random.key(seed)


def root(key: tuple[int, int]) -> Any:
    """Turn a key of the user's edge into one of this backend."""
    return jax.random.key(key[0] >> 33)


def fold(key: Any, data: int) -> Any:
    """Derive another key from a key and an integer; different integers give unrelated streams."""
    return jax.random.fold_in(key, data)


def uniform(key: Any, shape: Sequence[int], dtype: Any = np.float32) -> Any:
    """Draw numbers from [0, 1)."""
    return jax.random.uniform(key, tuple(shape), dtype)


def normal(key: Any, shape: Sequence[int], dtype: Any = np.float32) -> Any:
    """Draw numbers from the normal distribution of mean 0 and standard deviation 1."""
    return jax.random.normal(key, tuple(shape), dtype)


def beta(key: Any, a: float, b: float, shape: Sequence[int]) -> Any:
    """Draw numbers from the beta distribution, between 0 and 1, float32."""
    return jax.random.beta(key, a, b, tuple(shape), np.float32)


def permutation(key: Any, n: int) -> Any:
    """Draw an order of the integers 0 … n-1."""
    return jax.random.permutation(key, n)


def compile(function: Callable, *, donate: Sequence[int] = (), static: Sequence[int] = ()) -> Callable:
    """Compile a pure function of arrays by XLA; ``donate`` names arguments whose memory the results may take over."""
    return jax.jit(function, donate_argnums=tuple(donate), static_argnums=tuple(static))


def from_host(x: Any) -> Any:
    """Put an array where this backend computes."""
    return jnp.asarray(x)


def to_host(x: Any) -> np.ndarray:
    """Return an array in this process's memory."""
    return np.asarray(x)


def update_in_place(rule: Callable, owned: Sequence[Any], read: Sequence[Any]) -> Sequence[Any]:
    """Run an element-wise update rule; XLA fuses it and, where the arguments are donated, writes in place by itself."""
    return [v.astype(a.dtype) for a, v in zip(owned, rule(*owned, *read), strict=True)]
