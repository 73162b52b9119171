"""Pictures in another size: each new row and column is a weighted sum of old ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from badak.ops.linear import tensordot
from badak.ops.shape import take, transpose


def _triangle(t: np.ndarray) -> np.ndarray:
    return np.maximum(0.0, 1.0 - t)


def _cubic(t: np.ndarray) -> np.ndarray:
    near, far = ((1.5 * t - 2.5) * t) * t + 1, ((-0.5 * t + 2.5) * t - 4) * t + 2
    return np.where(t >= 2, 0.0, np.where(t >= 1, far, near))


def _lanczos(radius: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda t: np.where(t < radius, np.sinc(t) * np.sinc(t / radius), 0.0)


KERNELS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "bilinear": _triangle, "bicubic": _cubic, "lanczos3": _lanczos(3), "lanczos5": _lanczos(5),
}  # fmt: skip
INTERPOLATIONS = ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5")


def shares(old: int, new: int, interpolation: str, antialias: bool = False) -> np.ndarray:
    """Return the share of each old place in each new one.

    Args:
        old: places along the axis before.
        new: places afterwards.
        interpolation: a name of ``KERNELS``.
        antialias: widen the kernel when shrinking, so that every old place counts.

    Returns:
        float64 (new, old), rows sum to 1.

    Source: Keys 1981, IEEE Trans. ASSP 29 (cubic convolution, a = -0.5); Duchon 1979, J. Appl. Meteorol. 18 (Lanczos).

    Example:
        >>> shares(2, 4, "bilinear").tolist()
        [[1.0, 0.0], [0.75, 0.25], [0.25, 0.75], [0.0, 1.0]]
    """
    at = (np.arange(new) + 0.5) * (old / new) - 0.5
    width = max(old / new, 1.0) if antialias else 1.0
    found = KERNELS[interpolation](np.abs(at[:, None] - np.arange(old)) / width)
    return found / found.sum(axis=1, keepdims=True)


def resize_images(x: Any, *, height: int, width: int, interpolation: str = "bilinear", antialias: bool = False) -> Any:
    """Scale pictures to another size.

    Args:
        x: shape (batch, rows, columns, channels), floating.
        height: new number of rows.
        width: new number of columns.
        interpolation: ``"bilinear"``, ``"nearest"``, ``"bicubic"``, ``"lanczos3"`` or ``"lanczos5"``.
        antialias: average over all old pixels when shrinking (not for ``"nearest"``).

    Returns:
        A tensor of shape (batch, height, width, channels).

    Example:
        >>> import numpy as np
        >>> resize_images(np.array([0.0, 1.0]).reshape(1, 1, 2, 1), height=1, width=4).ravel().tolist()
        [0.0, 0.25, 0.75, 1.0]
    """
    rows, columns = x.shape[1:3]
    if interpolation == "nearest":
        for axis, old, new in ((1, rows, height), (2, columns, width)):
            if old != new:
                x = take(x, np.floor((np.arange(new) + 0.5) * (old / new)).astype(np.int32), axis=axis)
        return x
    down = shares(rows, height, interpolation, antialias).astype(x.dtype)
    across = shares(columns, width, interpolation, antialias).astype(x.dtype)
    if height != rows:
        x = transpose(tensordot(down, x, axes=((1,), (1,))), axes=(1, 0, 2, 3))
    if width != columns:
        x = transpose(tensordot(across, x, axes=((1,), (2,))), axes=(1, 2, 0, 3))
    return x
