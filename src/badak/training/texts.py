"""Texts as the input of a model: what they may come as, and how they become batches of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.datasets.wording import both
from badak.errors import error, shape_text


def text_layer(model: Any) -> Any:
    """Return the layer at the beginning of a model that reads texts, or None where the model takes numbers.

    Example:
        >>> import badak
        >>> text_layer(badak.Sequential([badak.layers.Dense(1)])) is None
        True
    """
    while True:
        if model.reads_text:
            return model
        readers = getattr(model, "readers", None)  # a graph knows which layer reads which input
        if readers is not None:
            return readers[0] if len(readers) == 1 else None
        model = first_layer(model)
        if model is None:
            return None


def first_layer(model: Any) -> Any:
    """Return the first layer of a model that does something, or None where there is none (a layer is no model)."""
    return next((layer for layer in getattr(model, "layers", ()) if type(layer).__name__ != "InputLayer"), None)


def readers_of(inputs: list, calls: list, layers: list) -> list:
    """Return for each input of a graph the layer that reads its texts, None where it takes numbers.

    Args:
        inputs: the symbols of the inputs.
        calls: the calls of the graph.
        layers: the layer of each input.

    Raises:
        GraphError: BD303, when texts reach a layer that takes numbers, or two layers that cut them differently.
        ArgumentError: BD195, when a layer that reads texts stands anywhere but behind an input.
    """
    first = {id(symbol): place for place, symbol in enumerate(inputs)}
    found: list[list] = [[] for _ in inputs]
    for call in calls:
        reader = None if call.layer is None else text_layer(call.layer)
        places = [first[id(symbol)] for symbol in call.symbols() if id(symbol) in first]
        if reader is not None and (len(call.symbols()) != 1 or not places):
            raise error("BD195", where=call.label, got=", ".join(map(repr, call.symbols()))[:100])
        for place in places:
            inner = getattr(call.layer, "readers", None) if reader is None else [reader]
            if inner is not None and len(inner) > 1:  # a model of several inputs inside this one
                own = [k for k, symbol in enumerate(call.symbols()) if symbol is inputs[place]]
                inner = [inner[own[0]]]
            found[place].append((call, inner[0] if inner else None))
    chosen = []
    for symbol, layer, uses in zip(inputs, layers, found, strict=True):
        own = {id(reader): reader for _, reader in uses}
        wants = bool(layer.__dict__.get("texts"))
        if len(own) > 1 or (wants and any(reader is None for reader in own.values())):
            names = ", ".join(call.label for call, _ in uses)
            raise error("BD303", where=layer.label, got=names, name=symbol.name or layer.name or "input")
        chosen.append(next(iter(own.values()), None))
    return chosen


class Texts:
    """Texts cut into tokens and numbered once, to be put together into batches again and again.

    Cutting is most of the work; the rest depends on who is in a batch with whom. Stands where an array of samples would:
    it has a length and a shape, and rows can be taken from it.

    Args:
        layer: the ``TextVectorization`` that cut them.
        flat: the numbers of all tokens, text after text.
        lengths: how many tokens each text has.
    """

    __slots__ = ("layer", "flat", "lengths", "starts")

    ndim = 1
    dtype = np.dtype(np.int64)

    def __init__(self, layer: Any, flat: np.ndarray, lengths: np.ndarray) -> None:
        self.layer, self.flat, self.lengths = layer, flat, lengths
        self.starts = np.cumsum(lengths) - lengths

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def shape(self) -> tuple[int]:
        """(texts,): a sample is one text."""
        return (len(self.lengths),)

    def __getitem__(self, rows: slice) -> Texts:
        """Return some texts in a row."""
        start, stop, _ = rows.indices(len(self))
        lengths = self.lengths[start:stop]
        first = int(self.starts[start]) if start < len(self) else len(self.flat)
        return Texts(self.layer, self.flat[first : first + int(lengths.sum())], lengths)

    def take(self, index: np.ndarray, axis: int = 0) -> Texts:
        """Return the texts of some places."""
        lengths = self.lengths[index]
        ends = np.cumsum(lengths)
        # the place of each token: where its text starts, less where the text starts in the result, plus a running number
        places = np.repeat(self.starts[index] - (ends - lengths), lengths) + np.arange(int(lengths.sum()))
        return Texts(self.layer, self.flat[places], lengths)

    def batch(self) -> np.ndarray:
        """Return the numbers as the layer gives them: (texts, length) or (texts, tokens)."""
        return self.layer.assemble(self.flat, self.lengths)


def as_texts(value: Any, where: str, encoding: str = "utf-8") -> list[str]:
    """Return the texts of a list, an array, a column of a data frame, (n,) or (n, 1).

    Raises:
        DataError: BD185, for anything else, naming the first row that is no text.
    """
    if isinstance(value, str | bytes) or value is None:
        raise error("BD185", where=where, got=repr(value)[:60], place="")
    if type(value) is Tensor:
        raise error("BD185", where=where, got=f"Tensor {shape_text(value)} {value.dtype}", place="")
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    if isinstance(value, np.ndarray):
        if value.ndim == 2 and value.shape[1] == 1:
            value = value[:, 0]
        if value.ndim != 1 or value.dtype.kind in "biufc":
            raise error("BD185", where=where, got=f"{shape_text(value)} {value.dtype}", place="")
        value = value.tolist()
    elif not isinstance(value, list | tuple):
        raise error("BD185", where=where, got=type(value).__name__, place="")
    texts = list(value)
    if all(type(text) is str for text in texts):
        return texts
    return [_one(text, number, where, encoding) for number, text in enumerate(texts)]


def _one(text: Any, number: int, where: str, encoding: str) -> str:
    if isinstance(text, list | tuple | np.ndarray) and len(text) == 1:  # (n, 1), written as a list
        text = text[0]
    if isinstance(text, str):
        return str(text)
    place = both(f": row {number}", f": {number}번 행")
    if isinstance(text, bytes):
        from badak.text.reading import undecodable

        try:
            return text.decode(encoding)
        except UnicodeDecodeError:
            raise undecodable(text, text[:24], encoding, both(f"row {number}", f"{number}번 행"), where) from None
    raise error("BD185", where=where, got=f"{text!r}"[:60], place=place)


def is_text(value: Any) -> bool:
    """Whether data is texts, told by its beginning: for places that take both."""
    if type(value) is Tensor or value is None:
        return False
    if isinstance(value, list | tuple):
        return bool(value) and isinstance(value[0], str)
    dtype = getattr(value, "dtype", None)
    kind = getattr(dtype, "kind", "")
    if kind in ("U", "T"):
        return True
    if kind == "O" or (not kind and hasattr(value, "to_numpy")):
        array = np.asarray(value.to_numpy() if hasattr(value, "to_numpy") else value)
        return array.dtype.kind in "UT" or (
            array.dtype.kind == "O" and bool(array.size) and isinstance(array.flat[0], str)
        )
    return False


def prepare_texts(x: Any, layer: Any, where: str) -> Texts:
    """Cut and number the texts for a model that begins with a layer reading them.

    Raises:
        DataError: BD194, for numbers; BD185, for what is no text.
    """
    dtype = getattr(x, "dtype", None)
    numbers = getattr(dtype, "kind", "") in tuple("biufc")
    if not numbers and isinstance(x, list | tuple) and x:
        first = x[0]
        while isinstance(first, list | tuple) and first:
            first = first[0]
        numbers = isinstance(first, int | float | np.number) and first == first  # NaN stands for a missing text
        numbers = numbers or getattr(getattr(first, "dtype", None), "kind", "") in tuple("biufc")
    if numbers:
        got = f"{shape_text(x) if hasattr(x, 'shape') else len(x)} {dtype or type(x).__name__}"
        raise error("BD194", where=where, got=got)
    return layer.cut_all(as_texts(x, where, layer.encoding))
