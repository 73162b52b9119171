"""Make maps larger or smaller: by repeating values, or by weighing neighbours.

Sizes are mapped with half-pixel centres, as Keras and TensorFlow 2 do (PyTorch's ``align_corners=False``): the centre of
output pixel i lies at (i + 0.5)·n/m - 0.5 of the input.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.errors import error, shape_text
from badak.ops import windows
from badak.ops.linear import matmul
from badak.ops.shape import repeat, reshape, take

INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")


def _upsampled(x: tuple, *, size: Any = 2) -> tuple:
    return (x[0], *(n * s for n, s in zip(x[1:-1], _factors(x, size), strict=True)), x[-1])


def _factors(x: tuple, size: Any) -> tuple[int, ...]:
    _expect_axes("upsample", x)
    return windows.per_axis("upsample", "size", size, len(x) - 2)


def _expect_axes(where: str, x: tuple) -> None:
    if len(x) < 3:
        expected = "x (batch, size, …, channels)"
        raise error(
            "BD103", where=where, ndim=len(x), wanted="3 | 4 | 5", got=f"x {shape_text(x)}", expected=expected,
            fix=windows.missing_axes(min(max(len(x) - 2, 2), 3), x),
        )  # fmt: skip


@op(
    formula=r"y_i = x_{\lfloor i / s \rfloor}",
    shape=_upsampled,
    samples=lambda d: [
        call(d.normal(2, 3, 2, 2)),
        call(d.normal(2, 3, 2), size=3),
        call(d.normal(1, 2, 3, 2, 2), size=(1, 2, 3)),
    ],
)
def upsample(x: Any, *, size: Any = 2) -> Any:
    """Repeat each value along every spatial axis.

    Args:
        x: data of shape (batch, *spatial, channels).
        size: how often, a number or one for each axis.

    Returns:
        A tensor of shape (batch, *(n · size), channels).

    Example:
        >>> import badak
        >>> badak.upsample(badak.tensor([1.0, 2.0]).reshape(1, 2, 1)).reshape(4).tolist()
        [1.0, 1.0, 2.0, 2.0]
    """
    for axis, factor in enumerate(_factors(x.shape, size), 1):
        if factor > 1:
            x = repeat(x, repeats=factor, axis=axis)
    return x


def _resized(x: tuple, *, size: Any, interpolation: str = "bilinear", antialias: bool = False) -> tuple:
    _expect_axes("resize", x)
    return (x[0], *windows.per_axis("resize", "size", size, len(x) - 2), x[-1])


def _resize_samples(d: Draw) -> list[Call]:
    x = d.normal(2, 3, 4, 2)
    return [
        call(x, size=(6, 8)), call(x, size=(5, 3)), call(x, size=(4, 6), interpolation="nearest"),
        call(x, size=(2, 9), interpolation="nearest"), call(x, size=6, interpolation="bicubic"),
        call(x, size=(6, 12), interpolation="lanczos3"), call(x, size=7, interpolation="lanczos5"),
        call(d.normal(2, 3, 2), size=7), call(d.normal(1, 2, 3, 2, 2), size=4),
    ]  # fmt: skip


@op(
    formula=r"y_i = \sum_j x_j\,\frac{h((u_i - j)/s)}{\sum_k h((u_i - k)/s)},\quad u_i = (i + \tfrac12)\tfrac{n}{m} - \tfrac12",
    shape=_resized,
    samples=_resize_samples,
    source="Keys 1981 for bicubic (a = -0.5); Turkowski 1990 for Lanczos",
)
def resize(x: Any, *, size: Any, interpolation: str = "bilinear", antialias: bool = False) -> Any:
    """Give maps another size.

    Args:
        x: data of shape (batch, *spatial, channels).
        size: the new size, a number or one for each axis.
        interpolation: ``"nearest"`` (the pixel whose area holds the new centre), ``"bilinear"``, ``"bicubic"``, ``"lanczos3"``
            or ``"lanczos5"``.
        antialias: where maps become smaller, widen the kernel h by :math:`s = n/m`, so that every old value counts; without
            it :math:`s = 1`, as in Keras. ``"nearest"`` takes single values either way.

    Returns:
        A tensor of shape (batch, *size, channels).

    Raises:
        ArgumentError: BD014, for another interpolation; BD003, for sizes below 1.

    Example:
        >>> import badak
        >>> badak.resize(badak.tensor([0.0, 1.0]).reshape(1, 2, 1), 4).reshape(4).tolist()
        [0.0, 0.25, 0.75, 1.0]
    """
    shape = _resized(tuple(x.shape), size=size)
    if interpolation not in INTERPOLATIONS:
        near = ", ".join(map(repr, INTERPOLATIONS))
        raise error("BD014", where="resize", kind="interpolation", kind_ko="보간법", got=repr(interpolation), near=near)
    for axis in range(1, len(shape) - 1):
        n, m = x.shape[axis], shape[axis]
        if n == m:
            continue
        if interpolation == "nearest":
            x = take(x, np.floor((np.arange(m) + 0.5) * (n / m)).astype(np.int64), axis=axis)
            continue
        dtype = np.dtype(np.float64) if x.dtype == np.float64 else np.dtype(np.float32)
        before, after = x.shape[:axis], x.shape[axis + 1 :]
        columns = reshape(x, shape=(math.prod(before), n, math.prod(after)))
        weights = _weights(n, m, interpolation, max(n / m, 1.0) if antialias else 1.0, dtype)
        x = reshape(matmul(weights, columns), shape=(*before, m, *after))
    return x


@functools.lru_cache(maxsize=64)
def _weights(n: int, m: int, interpolation: str, width: float, dtype: np.dtype) -> np.ndarray:
    """Return what each of n values contributes to each of m: shape (m, n), rows sum to 1 also at the edges."""
    centre = (np.arange(m) + 0.5) * (n / m) - 0.5
    weights = _KERNELS[interpolation](np.abs(centre[:, None] - np.arange(n)) / width)
    weights = (weights / weights.sum(axis=1, keepdims=True)).astype(dtype)
    weights.flags.writeable = False
    return weights


def _cubic(t: np.ndarray) -> np.ndarray:
    near, far = (1.5 * t - 2.5) * t * t + 1, ((-0.5 * t + 2.5) * t - 4) * t + 2
    return np.where(t < 1, near, np.where(t < 2, far, 0))


def _lanczos(radius: int, t: np.ndarray) -> np.ndarray:
    return np.where(t < radius, np.sinc(t) * np.sinc(t / radius), 0)


_KERNELS = {
    "bilinear": lambda t: np.maximum(1 - t, 0),
    "bicubic": _cubic,
    "lanczos3": functools.partial(_lanczos, 3),
    "lanczos5": functools.partial(_lanczos, 5),
}
