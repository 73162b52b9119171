"""Small things around training: the random seed, one-hot labels, threads, pictures of models."""

from __future__ import annotations

import contextlib
import contextvars
import os
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from badak.backend import on_numpy
from badak.drawing.picture import model_to_dot, model_to_mermaid, plot_model
from badak.errors import error

__all__ = [
    "get_random_seed",
    "model_to_dot",
    "model_to_mermaid",
    "next_key",
    "normalize",
    "pad_sequences",
    "plot_model",
    "set_random_seed",
    "to_categorical",
]


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
_own: contextvars.ContextVar[_Root | None] = contextvars.ContextVar(
    "badak_root", default=None
)  # of one thread, in a scope


@contextlib.contextmanager
def seeded(seed: int, count: int = 0) -> Iterator[_Root]:
    """Draw from a root of one's own inside the ``with`` block; the program's root, and other threads, notice nothing.

    Args:
        seed: any integer.
        count: how many keys had been drawn, to go on where an earlier block ended (its root's ``count``).

    Example:
        >>> import badak
        >>> from badak.utils import seeded
        >>> with seeded(1) as root:
        ...     a = badak.rand(3)
        >>> with seeded(1):
        ...     b = badak.rand(3)
        >>> (a == b).all().item(), root.count
        (True, 1)
    """
    root = _Root()
    root.set(int(seed))
    root.count = count
    token = _own.set(root)
    try:
        yield root
    finally:
        _own.reset(token)


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
    return (_own.get() or _root).seed


def next_key() -> tuple[int, int]:
    """Return the next key of the root stream, for a tensor, a model's weights or a training run."""
    return (_own.get() or _root).next()


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


def pad_sequences(
    sequences: Any,
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> np.ndarray:
    """Bring sequences to one length: short ones are filled up, long ones are cut.

    Args:
        sequences: one list or array for each sample; steps are numbers, or arrays of one shape.
        maxlen: the length; that of the longest by default.
        dtype: number type of the result; ``"float32"`` for steps with decimals, which are cut off otherwise, and that is refused.
        padding: ``"pre"`` fills up at the beginning, ``"post"`` at the end.
        truncating: ``"pre"`` cuts off the beginning, ``"post"`` the end.
        value: what is filled in; 0, which ``Embedding(mask_zero=True)`` and ``Masking`` leave out.

    Returns:
        Array of shape (samples, maxlen, …).

    Raises:
        DataError: BD184, for something that is no list of sequences, steps of different shapes, or numbers that ``dtype``
            cannot hold.
        ArgumentError: BD003, for another ``padding``, ``truncating`` or ``maxlen``.

    As in Keras padding comes first by default: the last steps, which a recurrent layer remembers best, are then data.

    Example:
        >>> import badak
        >>> badak.utils.pad_sequences([[1], [2, 3], [4, 5, 6]]).tolist()
        [[0, 0, 1], [0, 2, 3], [4, 5, 6]]
        >>> badak.utils.pad_sequences([[1], [4, 5, 6]], maxlen=2, padding="post", truncating="post").tolist()
        [[1, 0], [4, 5]]
    """
    where = "pad_sequences"
    for name, word in (("padding", padding), ("truncating", truncating)):
        if word not in ("pre", "post"):
            raise error("BD003", where=where, name=name, got=repr(word), expected="'pre' | 'post'")
    if maxlen is not None and (isinstance(maxlen, bool) or not isinstance(maxlen, int | np.integer) or maxlen < 0):
        expected = {"en": "an integer ≥ 0", "ko": "0 이상의 정수"}
        raise error("BD003", where=where, name="maxlen", got=repr(maxlen), expected=expected)
    if isinstance(sequences, str) or not hasattr(sequences, "__len__"):
        raise _not_padded(repr(sequences)[:60])
    parts = [_steps(row, i) for i, row in enumerate(sequences)]
    length = max((len(part) for part in parts), default=0) if maxlen is None else int(maxlen)
    shapes = {part.shape[1:] for part in parts if len(part)}
    if len(shapes) > 1:
        raise _not_padded(", ".join(map(str, sorted(shapes))), "(time, …)")
    wanted = np.dtype(dtype)
    out = np.full((len(parts), length, *(shapes.pop() if shapes else ())), value, wanted)
    for i, part in enumerate(parts):
        kept = part[max(len(part) - length, 0) :] if truncating == "pre" else part[:length]
        fits = kept.astype(wanted)
        if wanted.kind in "iu" and not np.array_equal(fits, kept):
            step = int(np.argmax((fits != kept).reshape(len(kept), -1).any(axis=1)))
            hint = {
                "en": f"give the number type: pad_sequences(..., dtype='{kept.dtype}')",
                "ko": f"pad_sequences(..., dtype='{kept.dtype}')처럼 dtype을 주세요",
            }
            raise _not_padded(f"x[{i}][{step}] = {kept[step]}", f"dtype={wanted.name}", hint)
        out[i, (length - len(kept) if padding == "pre" else 0) :][: len(kept)] = fits
    return out


def _steps(row: Any, number: int) -> np.ndarray:
    """Return one sequence as an array with the steps on its first axis."""
    try:
        steps = np.asarray(row)
    except ValueError:
        steps = np.asarray(None)
    if steps.ndim == 0 or steps.dtype.kind not in "biuf":
        raise _not_padded(f"x[{number}] = {row!r}"[:80])
    return steps


def _not_padded(got: str, expected: str = "[[1, 2], [3]]", hint: Any = None) -> Exception:
    hint = hint or {
        "en": "give a list with one list or array for each sample; steps may be numbers or arrays of one shape",
        "ko": "샘플마다 리스트나 배열 하나씩 담은 리스트를 주세요. 스텝은 수이거나 모양이 같은 배열이어야 합니다",
    }
    return error("BD184", where="pad_sequences", got=got, expected=expected, hint=hint)


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
