"""Tensors made from nothing: zeros, ones, ranges, random numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor, tensor
from badak.backend import on_numpy
from badak.checks import number_type
from badak.errors import error


def _shape(sizes: tuple) -> tuple[int, ...]:
    """Accept ``zeros(2, 3)`` and ``zeros((2, 3))``."""
    shape = tuple(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], tuple | list) else sizes
    for size in shape:
        if not isinstance(size, int | np.integer) or size < 0:
            raise error(
                "BD003",
                where="shape",
                name="shape",
                got=repr(shape),
                expected={"en": "integers ≥ 0", "ko": "0 이상의 정수"},
            )
    return tuple(int(size) for size in shape)


def _made(array: np.ndarray, requires_grad: bool) -> Tensor:
    return tensor(array, requires_grad=requires_grad)


def zeros(*shape: Any, dtype: Any = np.float32, requires_grad: bool = False) -> Tensor:
    """Make a tensor of zeros.

    Args:
        *shape: the sizes, one by one or as a tuple.
        dtype: number type.
        requires_grad: whether ``backward()`` should bring a gradient here.

    Returns:
        The tensor.

    Example:
        >>> import badak
        >>> badak.zeros(2, 3, dtype="int64").tolist()
        [[0, 0, 0], [0, 0, 0]]
    """
    return _made(np.zeros(_shape(shape), number_type(dtype, "badak.zeros")), requires_grad)


def ones(*shape: Any, dtype: Any = np.float32, requires_grad: bool = False) -> Tensor:
    """Make a tensor of ones.

    Args:
        *shape: the sizes, one by one or as a tuple.
        dtype: number type.
        requires_grad: whether ``backward()`` should bring a gradient here.

    Returns:
        The tensor.

    Example:
        >>> import badak
        >>> badak.ones(3)
        tensor([1., 1., 1.])
    """
    return _made(np.ones(_shape(shape), number_type(dtype, "badak.ones")), requires_grad)


def full(shape: Any, value: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Make a tensor filled with one number.

    Example:
        >>> import badak
        >>> badak.full((2,), 7.0)
        tensor([7., 7.])
    """
    dtype = number_type(dtype if dtype is not None else tensor(value).dtype, "badak.full")
    return _made(np.full(_shape((shape,) if not isinstance(shape, int) else (shape,)), value, dtype), requires_grad)


def empty(*shape: Any, dtype: Any = np.float32, requires_grad: bool = False) -> Tensor:
    """Make a tensor whose values are whatever was in memory: to be filled before use.

    Example:
        >>> import badak
        >>> badak.empty(5, 3).shape
        (5, 3)
    """
    return _made(np.empty(_shape(shape), number_type(dtype, "badak.empty")), requires_grad)


def eye(n: int, m: int | None = None, dtype: Any = np.float32, requires_grad: bool = False) -> Tensor:
    """Make the unit matrix.

    Example:
        >>> import badak
        >>> badak.eye(2).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    return _made(np.eye(n, m, dtype=number_type(dtype, "badak.eye")), requires_grad)


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Make evenly spaced numbers from ``start`` up to, not including, ``stop``.

    Example:
        >>> import badak
        >>> badak.arange(3).tolist(), badak.arange(1.0, 2.0, 0.5).tolist()
        ([0, 1, 2], [1.0, 1.5])
    """
    if stop is None:
        start, stop = 0, start
    if dtype is None:
        dtype = np.int64 if all(isinstance(v, int | np.integer) for v in (start, stop, step)) else np.float32
    return _made(np.arange(start, stop, step).astype(number_type(dtype, "badak.arange")), requires_grad)


def linspace(start: float, stop: float, num: int = 50, dtype: Any = np.float32, requires_grad: bool = False) -> Tensor:
    """Make ``num`` evenly spaced numbers from ``start`` to ``stop``, both included.

    Example:
        >>> import badak
        >>> badak.linspace(0, 1, 3).tolist()
        [0.0, 0.5, 1.0]
    """
    return _made(np.linspace(start, stop, num).astype(number_type(dtype, "badak.linspace")), requires_grad)


def zeros_like(x: Any, dtype: Any = None) -> Tensor:
    """Make zeros of the shape and number type of another tensor.

    Example:
        >>> import badak
        >>> badak.zeros_like(badak.ones(2))
        tensor([0., 0.])
    """
    x = tensor(x)
    return zeros(x.shape, dtype=dtype or x.dtype)


def ones_like(x: Any, dtype: Any = None) -> Tensor:
    """Make ones of the shape and number type of another tensor.

    Example:
        >>> import badak
        >>> badak.ones_like(badak.zeros(2))
        tensor([1., 1.])
    """
    x = tensor(x)
    return ones(x.shape, dtype=dtype or x.dtype)


def from_numpy(array: np.ndarray) -> Tensor:
    """Make a tensor that shares the memory of a NumPy array.

    Example:
        >>> import badak, numpy as np
        >>> a = np.ones(2, dtype=np.float32)
        >>> badak.from_numpy(a).numpy() is a
        True
    """
    return tensor(array)


def rand(*shape: Any, dtype: Any = np.float32, requires_grad: bool = False) -> Tensor:
    """Draw numbers evenly from [0, 1).

    The stream follows ``badak.utils.set_random_seed``; without a seed it differs from run to run.

    Example:
        >>> import badak
        >>> 0 <= badak.rand(3).min().item() < 1
        True
    """
    from badak.utils import next_key

    return _made(on_numpy.uniform(next_key(), _shape(shape), number_type(dtype, "badak.rand")), requires_grad)


def randn(*shape: Any, dtype: Any = np.float32, requires_grad: bool = False) -> Tensor:
    """Draw numbers from the normal distribution of mean 0 and standard deviation 1.

    Example:
        >>> import badak
        >>> badak.randn(2, 2).shape
        (2, 2)
    """
    from badak.utils import next_key

    return _made(on_numpy.normal(next_key(), _shape(shape), number_type(dtype, "badak.randn")), requires_grad)


def randint(low: int, high: int, shape: Any = (), dtype: Any = np.int64) -> Tensor:
    """Draw integers from ``low`` up to, not including, ``high``.

    Example:
        >>> import badak
        >>> badak.randint(0, 10, (2,)).shape
        (2,)
    """
    from badak.utils import next_key

    size = _shape((shape,)) if not isinstance(shape, tuple | list) else _shape(tuple(shape))
    return tensor(on_numpy.generator(next_key()).integers(low, high, size).astype(number_type(dtype, "badak.randint")))
