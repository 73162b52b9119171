"""Small things around training: the random seed, one-hot labels, threads."""

from __future__ import annotations

import os
import threading
from typing import Any

import numpy as np

from badak.backend import on_numpy
from badak.errors import error


class _Root:
    """The root of all randomness: a seed and a counter, at the user's edge; operations and layers never read it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.set(None)

    def set(self, seed: int | None) -> None:
        self.seed = int.from_bytes(os.urandom(8), "little") if seed is None else seed
        self.count = 0

    def next(self) -> tuple[int, int]:
        with self.lock:
            self.count += 1
            return on_numpy.fold(on_numpy.key(self.seed), self.count)


_root = _Root()


def set_random_seed(seed: int) -> None:
    """Make everything random repeatable: initial weights, shuffling, dropout, ``badak.rand``.

    Two runs of a program with the same seed and the same number of threads give the same bits. NumPy's and Python's own
    generators are left alone.

    Args:
        seed: any integer.

    Raises:
        ArgumentError: BD003, when it is not an integer.

    Example:
        >>> import badak
        >>> badak.utils.set_random_seed(1)
        >>> a = badak.rand(3)
        >>> badak.utils.set_random_seed(1)
        >>> (badak.rand(3) == a).all().item()
        True
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise error(
            "BD003", where="set_random_seed", name="seed", got=repr(seed), expected={"en": "an integer", "ko": "정수"}
        )
    _root.set(int(seed))


def get_random_seed() -> int:
    """Return the seed in use (a drawn one if none was set), so that a run can be repeated.

    Example:
        >>> import badak
        >>> badak.utils.set_random_seed(5)
        >>> badak.utils.get_random_seed()
        5
    """
    return _root.seed


def next_key() -> tuple[int, int]:
    """Return the next key of the root stream, for a tensor, a model's weights or a training run."""
    return _root.next()


def to_categorical(x: Any, num_classes: int | None = None) -> np.ndarray:
    """Turn class numbers into one-hot rows.

    Args:
        x: integers from 0, any shape; a last axis of size 1 is dropped, as in Keras.
        num_classes: length of a row; the largest class plus one by default.

    Returns:
        float32 array of shape (…, num_classes).

    Raises:
        DataError: BD059, for negative classes or classes beyond ``num_classes``.

    Example:
        >>> import badak
        >>> badak.utils.to_categorical([0, 2]).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    labels = np.asarray(getattr(x, "data", x) if type(x).__module__.startswith("badak") else x)
    if labels.dtype.kind not in "iubf":
        raise error(
            "BD059",
            where="to_categorical",
            got=f"dtype {labels.dtype}",
            highest="…" if num_classes is None else num_classes - 1,
        )
    whole = labels.astype(np.int64)
    if labels.dtype.kind not in "iub" and not np.array_equal(whole, labels):
        raise error("BD059", where="to_categorical", got=f"dtype {labels.dtype}", highest="?")
    labels = whole
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels.reshape(labels.shape[:-1])
    if labels.size == 0:
        return np.zeros((*labels.shape, num_classes or 0), np.float32)
    low, high = int(labels.min()), int(labels.max())
    count = high + 1 if num_classes is None else num_classes
    if low < 0 or high >= count:
        raise error("BD059", where="to_categorical", got=f"{low} … {high}", highest=count - 1)
    return np.eye(count, dtype=np.float32)[labels]


def normalize(x: Any, axis: int = -1, order: float = 2) -> np.ndarray:
    """Divide rows by their length.

    Example:
        >>> import badak
        >>> badak.utils.normalize([[3.0, 4.0]]).tolist()
        [[0.6, 0.8]]
    """
    x = np.asarray(x, dtype=np.result_type(np.asarray(x).dtype, np.float32))
    length = np.linalg.norm(x, ord=order, axis=axis, keepdims=True)
    return (x / np.where(length == 0, 1, length)).astype(x.dtype)
