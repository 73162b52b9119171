"""A set of samples with a few useful verbs: map, shuffle, batch, split, take, prefetch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from badak.backend import on_numpy
from badak.errors import error
from badak.training.batches import take as take_rows
from badak.training.intake import check_lengths, prepare_inputs, prepare_targets
from badak.training.mapped import MappedLayer
from badak.training.texts import as_texts, is_text


class Dataset:
    """Samples in memory: inputs, targets and weights, row by row.

    Every verb returns a new Dataset and leaves this one as it is. Iterating gives tuples: single samples, or batches after
    ``batch``.

    Args:
        x: inputs, an array (or a tuple of arrays) with one row for each sample, or texts.
        y: targets, or None.
        sample_weight: factor of the loss for each sample, or None.

    Raises:
        DataError: BD034, when the numbers of rows differ.

    Example:
        >>> import badak
        >>> data = badak.Dataset([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
        >>> for x, y in data.batch(2):
        ...     print(x.tolist(), y.tolist())
        [[0.0], [1.0]] [0, 0]
        [[2.0], [3.0]] [1, 1]
    """

    def __init__(self, x: Any, y: Any = None, sample_weight: Any = None) -> None:
        several = y is not None and _is_several(y)  # a tuple of arrays: the targets of several outputs
        rows = len(y) if y is not None and not several and np.ndim(y) else None
        self.x = _held(x, rows)
        parts: Any = y if several else ()
        self.y = tuple(prepare_targets(part, "Dataset") for part in parts) if several else prepare_targets(y, "Dataset")
        if _is_several(sample_weight):
            self.sample_weight: Any = tuple(np.asarray(part, np.float32) for part in sample_weight)
        else:
            self.sample_weight = None if sample_weight is None else np.asarray(sample_weight, np.float32)
        self.n = check_lengths({"x": self.x, "y": self.y, "sample_weight": self.sample_weight}, "Dataset")
        self.batch_size: int | None = None
        self.drop_remainder = False
        self.order_key: Any = None
        self.functions: tuple[Callable, ...] = ()
        self.ahead = 0
        self._passes = 0

    def _changed(self, **values: Any) -> Dataset:
        other = object.__new__(Dataset)
        other.__dict__.update(self.__dict__)
        other.__dict__.update(values)
        return other

    def _rows(self, index: Any) -> Dataset:
        parts = {name: take_rows(getattr(self, name), index) for name in ("x", "y", "sample_weight")}
        first = parts["x"][0] if isinstance(parts["x"], tuple) else parts["x"]
        return self._changed(**parts, n=len(first))

    def map(self, function: Callable) -> Dataset:
        """Apply a function, or a layer, to each batch as it is read.

        Args:
            function: takes ``x``, ``(x, y)`` or ``(x, y, weight)`` as separate arguments and returns as many (of single
                samples, without ``batch``). A layer is applied to the inputs as in training, with other random numbers in
                every batch and pass; ``MixUp`` and ``CutMix`` mix the targets too.

        Example:
            >>> import badak
            >>> data = badak.Dataset(badak.ones(4, 8, 8, 3).numpy(), [0, 1, 2, 1]).batch(2)
            >>> mixed = data.map(badak.layers.RandomFlip()).map(badak.layers.MixUp(num_classes=3))
            >>> [y.shape for x, y in mixed]
            [(2, 3), (2, 3)]
        """
        from badak.layers.layer import Layer

        step = MappedLayer(function) if isinstance(function, Layer) else function
        return self._changed(functions=(*self.functions, step))

    def shuffle(self, seed: int | None = None) -> Dataset:
        """Draw a new order for every pass over the data."""
        from badak.utils import next_key

        return self._changed(order_key=next_key() if seed is None else on_numpy.key(seed), _passes=0)

    def batch(self, batch_size: int, drop_remainder: bool = False) -> Dataset:
        """Give batches of a size instead of single samples.

        Raises:
            ArgumentError: BD003, for a size below 1.
        """
        if isinstance(batch_size, bool) or not isinstance(batch_size, int | np.integer) or batch_size < 1:
            raise error(
                "BD003",
                where="Dataset.batch",
                name="batch_size",
                got=repr(batch_size),
                expected={"en": "an integer ≥ 1", "ko": "1 이상의 정수"},
            )
        return self._changed(batch_size=int(batch_size), drop_remainder=drop_remainder)

    def split(self, fraction: float, seed: int = 0, shuffle: bool = True) -> tuple[Dataset, Dataset]:
        """Cut into two parts, the second holding ``fraction`` of the samples, with the same share of each class."""
        from badak.training.split import split_indices

        first, second = split_indices(self.y, self.n, fraction, on_numpy.key(seed), shuffle)
        return self._rows(first), self._rows(second)

    def take(self, count: int) -> Dataset:
        """Keep the first samples."""
        return self._rows(slice(0, count))

    def skip(self, count: int) -> Dataset:
        """Leave out the first samples."""
        return self._rows(slice(count, None))

    def prefetch(self, batches: int = 2) -> Dataset:
        """Prepare that many batches ahead in a thread, while the model learns from the one before."""
        return self._changed(ahead=int(batches))

    def __len__(self) -> int:
        if self.batch_size is None:
            return self.n
        whole, rest = divmod(self.n, self.batch_size)
        return whole + bool(rest and not self.drop_remainder)

    def __iter__(self) -> Iterator[tuple]:
        order = np.arange(self.n)
        self._passes += 1
        if self.order_key is not None:
            order = on_numpy.permutation(on_numpy.fold(self.order_key, self._passes), self.n)
        batches = self._walk(order, self._passes)
        return _ahead(batches, self.ahead) if self.ahead else batches

    def _walk(self, order: np.ndarray, number: int) -> Iterator[tuple]:
        size = self.batch_size or 1
        for i in range(len(self)):
            index = order[i * size : (i + 1) * size] if self.batch_size else order[i]
            given = (self.x, self.y, self.sample_weight)
            parts = [None if part is None else _one(part, index) for part in given]
            while parts and parts[-1] is None:
                parts.pop()
            item: Any = tuple(parts)
            for function in self.functions:
                if isinstance(function, MappedLayer):
                    if self.batch_size is None:
                        raise error("BD129", where="Dataset.map", got=function.layer.label)
                    made = function.at(number, i, item)
                else:
                    made = function(*item)
                item = made if isinstance(made, tuple) else (made,)
            yield item

    def __repr__(self) -> str:
        shape = [p.shape[1:] for p in self.x] if isinstance(self.x, tuple) else self.x.shape[1:]
        if isinstance(self.y, tuple):
            kind = f", y {[part.shape[1:] for part in self.y]}"
        else:
            kind = "" if self.y is None else f", y {self.y.shape[1:]} {self.y.dtype}"
        batch = f", batches of {self.batch_size}" if self.batch_size else ""
        return f"<Dataset: {self.n} samples, x {shape}{kind}{batch}>"


def _one(x: Any, index: Any) -> Any:
    return tuple(part[index] for part in x) if isinstance(x, tuple) else x[index]


def _ahead(source: Iterator, count: int) -> Iterator:
    """Run an iterator in a thread that stays a few items ahead; its errors reach the reader."""
    import queue
    import threading

    if count < 1:
        raise error(
            "BD003",
            where="Dataset.prefetch",
            name="batches",
            got=repr(count),
            expected={"en": "an integer ≥ 1", "ko": "1 이상의 정수"},
        )
    waiting: queue.Queue = queue.Queue(maxsize=count)
    stop = threading.Event()
    end = object()

    def put(item: Any) -> bool:
        while not stop.is_set():
            try:
                waiting.put(item, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for item in source:
                if not put((item, None)):
                    return
            put((end, None))
        except BaseException as problem:  # handed to the reader, whatever it is
            put((end, problem))

    threading.Thread(target=work, daemon=True, name="badak-prefetch").start()
    try:
        while True:
            item, problem = waiting.get()
            if problem is not None:
                raise problem
            if item is end:
                return
            yield item
    finally:
        stop.set()


def _is_several(given: Any) -> bool:
    return isinstance(given, tuple) and bool(given) and all(hasattr(part, "shape") for part in given)


def _held(x: Any, rows: int | None) -> Any:
    """Return inputs as arrays, texts as arrays of objects; a tuple for several inputs."""
    if isinstance(x, tuple) and any(map(is_text, x)):
        return tuple(_held(part, rows) for part in x)
    return np.array(as_texts(x, "Dataset"), object) if is_text(x) else prepare_inputs(x, "Dataset", rows=rows)
