"""The seam on JAX: the same names as ``on_numpy``, for arrays that XLA computes with. The only file that imports jax."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
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


def loop(step: Callable, carry: Any, steps: Sequence[Any], reverse: bool = False) -> tuple[Any, tuple]:
    """Run ``carry, results = step(carry, values)`` over the first axis of arrays; one loop for XLA, however many steps."""
    return jax.lax.scan(step, carry, tuple(steps), reverse=reverse)


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


# --- windows: convolution, pooling and their adjoints, with the arguments that ``on_numpy`` describes --------------------


def conv(x: Any, w: Any, strides: tuple, padding: tuple, dilation: tuple, groups: int) -> Any:
    """Return the cross-correlation of data with a kernel."""
    dtype = jnp.result_type(x, w)
    space = "DHW"[-len(strides) :] if len(strides) <= 3 else "".join(chr(ord("a") + i) for i in range(len(strides)))
    return jax.lax.conv_general_dilated(
        x.astype(dtype), w.astype(dtype), strides, padding, rhs_dilation=dilation, feature_group_count=groups,
        dimension_numbers=(f"N{space}C", f"{space}IO", f"N{space}C"),
    )  # fmt: skip


def conv_input_grad(
    g: Any, w: Any, input_shape: tuple, strides: tuple, padding: tuple, dilation: tuple, groups: int
) -> Any:
    """Return the adjoint of ``conv`` in the data."""
    dtype = jnp.result_type(g, w)
    if 0 in (*input_shape, *g.shape, *w.shape):
        return jnp.zeros(input_shape, dtype)
    w = w.astype(dtype)
    back = jax.linear_transpose(
        lambda x: conv(x, w, strides, padding, dilation, groups), jax.ShapeDtypeStruct(input_shape, dtype)
    )
    return back(g.astype(dtype))[0]


def conv_kernel_grad(
    x: Any, g: Any, kernel_shape: tuple, strides: tuple, padding: tuple, dilation: tuple, groups: int
) -> Any:
    """Return the adjoint of ``conv`` in the kernel."""
    dtype = jnp.result_type(x, g)
    if 0 in (*x.shape, *g.shape, *kernel_shape):
        return jnp.zeros(kernel_shape, dtype)
    x = x.astype(dtype)
    back = jax.linear_transpose(
        lambda w: conv(x, w, strides, padding, dilation, groups), jax.ShapeDtypeStruct(kernel_shape, dtype)
    )
    return back(g.astype(dtype))[0]


def _parts(size: tuple, sizes: tuple, strides: tuple) -> Iterator[tuple]:
    """Yield, for each place of a window, the part of the padded data that it meets."""
    for place in itertools.product(*map(range, size)):
        axes = zip(place, sizes, strides, strict=True)
        yield (slice(None), *(slice(p, p + (n - 1) * s + 1 if n else p, s) for p, n, s in axes))


def _bordered(x: Any, padding: tuple, value: Any) -> Any:
    return jnp.pad(x, ((0, 0), *padding, (0, 0)), constant_values=value)


def max_pool(x: Any, size: tuple, strides: tuple, padding: tuple) -> tuple[Any, Any]:
    """Return the maximum of each window, and which place of the window it came from (the first of equal ones)."""
    lowest = -jnp.inf if jnp.issubdtype(x.dtype, jnp.floating) else jnp.iinfo(x.dtype).min
    x = _bordered(x, padding, lowest)
    sizes = tuple(max((n - k) // s + 1, 0) for n, k, s in zip(x.shape[1:-1], size, strides, strict=True))
    first, *others = _parts(size, sizes, strides)
    out = x[first]
    index = jnp.zeros(out.shape, jnp.uint8 if math.prod(size) <= 256 else jnp.int32)
    for number, part in enumerate(others, 1):
        value = x[part]
        index = jnp.where(value > out, jnp.asarray(number, index.dtype), index)
        out = jnp.maximum(out, value)
    return out, index


def max_unpool(g: Any, index: Any, input_shape: tuple, size: tuple, strides: tuple, padding: tuple) -> Any:
    """Put each value back to the place its maximum came from, zeros elsewhere."""
    outer = (n + sum(pair) for n, pair in zip(input_shape[1:-1], padding, strict=True))
    whole = jnp.zeros((input_shape[0], *outer, input_shape[-1]), g.dtype)
    for number, part in enumerate(_parts(size, g.shape[1:-1], strides)):
        whole = whole.at[part].add(jnp.where(index == number, g, 0))
    return whole[_inner(input_shape, padding)]


def max_gather(x: Any, index: Any, size: tuple, strides: tuple, padding: tuple) -> Any:
    """Read the place of each window that an index names: the adjoint of ``max_unpool``."""
    x = _bordered(x, padding, 0)
    out = jnp.zeros(index.shape, x.dtype)
    for number, part in enumerate(_parts(size, index.shape[1:-1], strides)):
        out = jnp.where(index == number, x[part], out)
    return out


def _inner(shape: tuple, padding: tuple) -> tuple:
    return (slice(None), *(slice(b, b + n) for n, (b, _) in zip(shape[1:-1], padding, strict=True)))


def _window_sums(x: Any, size: tuple, strides: tuple, padding: tuple) -> Any:
    whole = ((0, 0), *padding, (0, 0))
    return jax.lax.reduce_window(x, np.zeros((), x.dtype), jax.lax.add, (1, *size, 1), (1, *strides, 1), whole)


def avg_pool(x: Any, size: tuple, strides: tuple, padding: tuple, counts: np.ndarray) -> Any:
    """Return the mean of each window, ``counts`` values each."""
    dtype = x.dtype if jnp.issubdtype(x.dtype, jnp.floating) else np.dtype(np.float32)
    wide = jnp.promote_types(dtype, np.float32)
    return (_window_sums(x.astype(wide), size, strides, padding) / counts.astype(wide)).astype(dtype)


def avg_unpool(g: Any, input_shape: tuple, size: tuple, strides: tuple, padding: tuple, counts: np.ndarray) -> Any:
    """Spread each value evenly over its window: the adjoint of ``avg_pool``."""
    if 0 in (*input_shape, *g.shape):
        return jnp.zeros(input_shape, g.dtype)
    wide = jnp.promote_types(g.dtype, np.float32)
    back = jax.linear_transpose(
        lambda x: _window_sums(x, size, strides, padding), jax.ShapeDtypeStruct(input_shape, wide)
    )
    return back(g.astype(wide) / counts.astype(wide))[0].astype(g.dtype)
