"""The gradient of a table of which only some rows were read: those rows, and no zeros for all the others.

``take`` along the first axis and ``x[integers]`` give such a gradient. It goes to the variable at once; an operation on the way
gets the whole array, so no gradient rule knows of it. Looked at from outside (``t.grad``, ``badak.grad``, ``np.asarray``) it is
an ordinary array.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from badak.backend import native


class Rows:
    """Rows of a gradient; all others are 0.

    Attributes:
        indices: which rows, rising, each once.
        shape: shape of the whole array.
        lazy: an optimizer leaves the other rows and what it keeps for them alone, also where its rule would change them
            without a gradient (``Embedding(sparse=True)``).

    Example:
        >>> import numpy as np
        >>> g = Rows.added(np.array([2, 0, 2]), np.array([[1.0], [5.0], [10.0]]), (4, 1))
        >>> g.indices.tolist(), g.values.tolist(), np.asarray(g).tolist()
        ([0, 2], [[5.0], [11.0]], [[5.0], [0.0], [11.0], [0.0]])
    """

    __slots__ = ("indices", "shape", "lazy", "_values", "_whole")
    __array_ufunc__ = None  # array + rows asks __radd__ here, and never makes an array of objects

    def __init__(self, indices: np.ndarray, values: np.ndarray, shape: tuple[int, ...], lazy: bool = False) -> None:
        self.indices = indices
        self.shape = shape
        self.lazy = lazy
        self._values = values
        self._whole: np.ndarray | None = None

    @classmethod
    def added(cls, indices: np.ndarray, values: np.ndarray, shape: tuple[int, ...], lazy: bool = False) -> Rows:
        """Add up the values of each row, in the order in which they come.

        Args:
            indices: row of each value, of any shape; negative ones count from the end.
            values: shape (*indices.shape, *shape[1:]).
            shape: shape of the whole array.
            lazy: see the attribute.
        """
        flat = indices.reshape(-1)
        values = values.reshape(len(flat), *shape[1:])
        if flat.dtype.kind == "i" and flat.size and flat.min() < 0:
            flat = np.where(flat < 0, flat + shape[0], flat)
        found = None
        if native.kernels is not None and native.wanted:
            found = native.kernels.add_rows(values, flat, shape[0])
        rows, sums = _added(flat, values, shape[0]) if found is None else found
        return cls(rows, sums, shape, lazy)

    @property
    def values(self) -> np.ndarray:
        """The rows' values, of shape (rows, *shape[1:])."""
        return self._values if self._whole is None else self._whole[self.indices]

    @property
    def seen(self) -> bool:
        """Whether somebody has the whole array, and may have changed it."""
        return self._whole is not None

    def whole(self) -> np.ndarray:
        """Return the whole array, the same one at each call; a change of it changes ``values``."""
        if self._whole is None:
            self._whole = self._filled()
        return self._whole

    def _filled(self) -> np.ndarray:
        out = np.zeros(self.shape, self._values.dtype)
        out[self.indices] = self._values
        return out

    def map(self, function: Callable[[np.ndarray], np.ndarray]) -> Rows:
        """Apply a function to the values; it must leave 0 at 0, since the other rows stay what they are."""
        return Rows(self.indices, function(self.values), self.shape, self.lazy)

    # --- as an array ----------------------------------------------------------------------------------------------------

    @property
    def dtype(self) -> np.dtype:
        """Number type of the values."""
        return self._values.dtype

    @property
    def ndim(self) -> int:
        """Number of axes of the whole array."""
        return len(self.shape)

    def astype(self, dtype: Any) -> Rows:
        """Return the same rows in another number type."""
        return self.map(lambda values: values.astype(dtype))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        out = self._filled() if self._whole is None else np.array(self._whole)
        return out if dtype is None else out.astype(dtype, copy=False)

    def __mul__(self, factor: Any) -> Any:
        if np.ndim(factor) == 0:
            return self.map(lambda values: values * factor)
        return np.asarray(self) * factor

    __rmul__ = __mul__

    def __add__(self, other: Any) -> Any:
        if type(other) is Rows:
            both = np.concatenate((self.indices, other.indices))
            values = np.concatenate((self.values, other.values))
            return Rows.added(both, values, self.shape, self.lazy and other.lazy)
        out = np.array(other) if isinstance(other, np.ndarray) else np.asarray(self) + other
        if isinstance(other, np.ndarray):
            out[self.indices] += self.values
        return out

    __radd__ = __add__

    def __repr__(self) -> str:
        return f"<Rows {len(self.indices)} of {self.shape}, {self.dtype}>"


def _added(flat: np.ndarray, values: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that occur, and the sum of each one's values."""
    # NumPy sorts integers of 16 bits without comparing them, four times as fast
    flat = flat.astype(np.uint16 if size <= 1 << 16 else np.int64, copy=False)
    order = np.argsort(flat, kind="stable")
    ordered = flat[order]
    first = np.ones(len(flat), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    rows = ordered[starts].astype(np.int64)
    if len(starts) == len(order):
        return rows, values[order]
    wide = values.astype(np.float32) if values.dtype.itemsize == 2 else values
    return rows, np.add.reduceat(wide[order], starts, axis=0).astype(values.dtype, copy=False)
