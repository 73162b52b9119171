"""Batches: views into arrays in memory, in an order drawn anew for each epoch; or whatever a generator gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from badak.backend import on_numpy
from badak.errors import error
from badak.training.intake import prepare_inputs, prepare_targets
from badak.training.outputs import by_output
from badak.training.texts import Texts, is_text, text_layer


def take(part: Any, index: Any) -> Any:
    """Select rows of an array, or of each array of a tuple."""
    if part is None:
        return None
    if isinstance(part, tuple):
        return tuple(take(p, index) for p in part)
    return part[index] if isinstance(index, slice) else part.take(index, axis=0)


class ArrayBatches:
    """Batches from arrays in memory.

    Args:
        x: inputs, an array or a tuple of arrays.
        y: targets, or None.
        weight: one factor for each sample, or None.
        batch_size: samples in a batch.
        key: random key of the order; None keeps the order.
        merge_last: add a last batch of a single sample to the one before (batch statistics of one sample are 0).
        cast: number type for integer inputs such as pixels, None to leave them.
    """

    def __init__(
        self, x: Any, y: Any, weight: Any, batch_size: int, key: Any = None, merge_last: bool = False, cast: Any = None
    ) -> None:
        self.x, self.y, self.weight = x, y, weight
        self.n = len(x[0] if isinstance(x, tuple) else x)
        self.batch_size = batch_size
        self.key = key
        self.cast = cast
        starts = list(range(0, self.n, batch_size))
        if merge_last and len(starts) > 1 and self.n - starts[-1] == 1:
            starts.pop()
        self.bounds = list(zip(starts, [*starts[1:], self.n], strict=True))

    def __len__(self) -> int:
        return len(self.bounds)

    def epoch(self, number: int) -> Iterator[tuple]:
        """Yield (x, y, weight) for each batch of one epoch."""
        order = None if self.key is None else on_numpy.permutation(on_numpy.fold(self.key, number), self.n)
        x, y, weight, cast = self.x, self.y, self.weight, self.cast
        for start, stop in self.bounds:
            index = slice(start, stop) if order is None else order[start:stop]
            part = take(x, index)
            yield _cast(part, cast), take(y, index), take(weight, index)


def _cast(part: Any, dtype: Any) -> Any:
    """Turn integers into the model's number type, unless that is None, and texts into numbers."""
    if isinstance(part, tuple):
        return tuple(_cast(p, dtype) for p in part)
    if isinstance(part, Texts):
        return part.batch()
    if dtype is None:
        return part
    return part.astype(dtype) if part.dtype.kind in "iub" else part


def is_list_of_batches(x: Any) -> bool:
    """Tell ``[(x1, y1), (x2, y2)]`` from a list of samples: tuples of arrays."""
    return (
        isinstance(x, list)
        and bool(x)
        and all(isinstance(b, tuple) and 2 <= len(b) <= 3 and all(getattr(p, "shape", ()) for p in b) for b in x)
    )


class ListedBatches:
    """Batches made beforehand, ``[(x1, y1), (x2, y2)]``, in their order."""

    def __init__(self, batches: list) -> None:
        self.batches = batches

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[tuple]:
        return iter(self.batches)


class StreamBatches:
    """Batches from a generator, an iterator or any object that can be iterated over again.

    Args:
        source: gives ``x``, ``(x, y)`` or ``(x, y, weight)``.
        steps: batches in an epoch; None for as many as an iterable with a length has.
        where: the calling function, for messages.
        dtype: number type of the model.
        needs_targets: whether a batch without targets is an error.
        cast: number type that integers become; None leaves them.
        model: the model the batches are for; it knows how many inputs it has.
    """

    def __init__(
        self, source: Any, steps: int | None, where: str, dtype: Any, needs_targets: bool, cast: Any = None,
        model: Any = None,
    ) -> None:  # fmt: skip
        self.source = source
        self.model: Any = model
        self.where = where
        self.dtype = dtype
        self.cast = cast
        self.needs_targets = needs_targets
        self.reader = None if model is None else text_layer(model)
        self.again = not hasattr(source, "__next__")  # a list of batches starts again, a generator goes on
        if steps is None:
            if not hasattr(source, "__len__"):
                raise error("BD038", where=where, got=type(source).__name__)
            steps = len(source)
        self.steps = steps
        self.iterator: Any = None
        self._peeked: list = []

    def __len__(self) -> int:
        return self.steps

    def peek(self) -> tuple:
        """Return the first batch without using it up."""
        if not self._peeked:
            if self.iterator is None:
                self.iterator = iter(self.source)
            try:
                self._peeked.append(self._ready(next(self.iterator)))
            except StopIteration:
                raise error("BD035", where=self.where, got=f"{type(self.source).__name__}: 0") from None
        return self._peeked[0]

    def epoch(self, number: int) -> Iterator[tuple]:
        """Yield (x, y, weight) for each batch of one epoch."""
        if self.iterator is None or (self.again and not self._peeked):
            self.iterator = iter(self.source)
        for done in range(self.steps):
            if self._peeked:
                yield self._peeked.pop()
                continue
            try:
                batch = next(self.iterator)
            except StopIteration:
                raise error("BD039", where=self.where, got=done + number * self.steps, expected=self.steps) from None
            yield self._ready(batch)

    def _ready(self, batch: Any) -> tuple:
        texts = self.reader is not None and isinstance(batch, list) and is_text(batch)  # not a list of x and y
        parts = tuple(batch) if isinstance(batch, tuple | list) and not texts else (batch,)
        if not 1 <= len(parts) <= 3 or (self.needs_targets and len(parts) < 2):
            raise error("BD038", where=self.where, got=f"{type(batch).__name__} ({len(parts)})")
        x, y, weight = (*parts, None, None)[:3]
        several = self.model is not None and self.model._compiled is not None and self.model._compiled.several
        names: Any = self.model.output_names if several else None  # pyright: ignore[reportOptionalMemberAccess]
        rows = len(y) if y is not None and not several and np.ndim(y) else None
        inputs = prepare_inputs(x, self.where, self.dtype, self.model, rows)
        inputs = _cast(inputs, self.cast)
        if several and isinstance(weight, list | tuple | dict):
            parts = by_output(weight, names, "sample_weight", self.where)
            weight = tuple(np.asarray(part, self.dtype) for part in parts)
        else:
            weight = None if weight is None else np.asarray(weight, self.dtype)
        return inputs, prepare_targets(y, self.where, self.dtype, names), weight
