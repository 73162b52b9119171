"""Attention looked at: which word takes from which, in every attention layer of a model, as arrays and as pictures."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from badak.autograd.tape import recording
from badak.drawing.svg_file import write_svg
from badak.errors import error, get_language
from badak.layers.attend import Attending
from badak.training.texts import text_layer

_CELL, _GAP, _TITLE = 22, 18, 22  # pixels
_COLOUR = "#1f6feb"


class AttentionMaps:
    """The weights of all attention layers for some samples.

    Attributes:
        weights: by name of the layer, ``"transformer_encoder/self_attention"``, an array (batch, heads, time, steps): query t
            of a sample takes the share ``[t, s]`` from step s. A layer that was called twice has ``#2`` behind its name.
        tokens: words of each sample's steps, where they are known.
        sources: words of what is looked at, where that is another sequence.
    """

    def __init__(
        self, weights: dict[str, np.ndarray], tokens: list[list[str]] | None, sources: list[list[str]] | None = None
    ) -> None:
        self.weights = weights
        self.tokens = tokens
        self.sources = sources

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {w.shape}" for name, w in self.weights.items())
        return f"<AttentionMaps {shapes}>"

    def svg(self, layer: str | None = None, *, sample: int = 0, head: int | str | None = None) -> str:
        """Draw one sample's weights: a row for each query, a column for each step, the darker the more is taken.

        Args:
            layer: name of the layer; the last one by default.
            sample: which sample.
            head: number of a head, ``"mean"``, or None for all side by side.

        Returns:
            A picture as SVG text; a pointer on a cell is told both words and the share.

        Raises:
            ArgumentError: BD003, for a layer, sample or head that is not there.
        """
        name = layer if layer is not None else list(self.weights)[-1]
        if name not in self.weights:
            known = ", ".join(map(repr, self.weights))
            raise error("BD003", where="AttentionMaps.svg", name="layer", got=repr(layer), expected=known)
        maps = self.weights[name]
        sample = _among("sample", sample, len(maps))
        grids, titles = maps[sample], [_word("head", "헤드") + f" {i}" for i in range(maps.shape[1])]
        if head == "mean":
            grids, titles = grids.mean(axis=0, keepdims=True), [_word("mean of heads", "헤드 평균")]
        elif head is not None:
            chosen = _among("head", head, len(grids))
            grids, titles = grids[chosen : chosen + 1], titles[chosen : chosen + 1]
        elif len(grids) == 1:
            titles = [name]
        rows, columns = self._labels(sample, grids.shape[1]), self._labels(sample, grids.shape[2], self.sources)
        if self.sources and self.tokens:
            rows, columns = self.tokens[sample][: len(rows)], self.sources[sample][: len(columns)]
            grids = grids[:, : len(rows), : len(columns)]
        elif grids.shape[1] == grids.shape[2] and self.tokens:  # padding behind the words is left out
            grids = grids[:, : len(self.tokens[sample]), : len(self.tokens[sample])]
            rows, columns = rows[: grids.shape[1]], columns[: grids.shape[2]]
        return _drawing(grids, titles, rows, columns)

    def _labels(self, sample: int, count: int, other: list[list[str]] | None = None) -> list[str]:
        known = other or self.tokens
        words = list(known[sample]) if known else []
        return [*words[:count], *[str(i) for i in range(min(len(words), count), count)]]

    def save(
        self, path: str | Path, layer: str | None = None, *, sample: int = 0, head: int | str | None = None
    ) -> Path:
        """Write the picture of ``svg`` to a file.

        Args:
            path: where to, ``"attention.svg"`` or ``.html``.
            layer: name of the layer; the last one by default.
            sample: which sample.
            head: as in ``svg``.

        Returns:
            The path.

        Raises:
            ArgumentError: BD305, for another ending.
        """
        return write_svg(path, self.svg(layer, sample=sample, head=head), "AttentionMaps.save")

    def _repr_html_(self) -> str:
        """Draw the first sample of every layer in a notebook."""
        return "".join(f"<h4>{html.escape(name)}</h4>{self.svg(name)}" for name in self.weights)


def attention(
    model: Any,
    x: Any,
    tokens: Sequence[str] | Sequence[Sequence[str]] | None = None,
    sources: Sequence[str] | Sequence[Sequence[str]] | None = None,
) -> AttentionMaps:
    """Run a model on samples and return what its attention layers looked at.

    Args:
        model: a model, or a layer, with attention somewhere inside.
        x: some samples, as ``predict`` takes them (a tuple for several inputs); a text or a list of texts for a model of texts.
        tokens: the words of the steps: of one sample, or a list of them for each sample; a model of texts knows them.
        sources: the words of the sequence that is looked at, where it is another one: what a translator reads, while
            ``tokens`` is what it writes.

    Returns:
        The weights of every attention layer, with pictures of them.

    Raises:
        ArgumentError: BD206, for a model without attention.

    Example:
        >>> import badak
        >>> layers = [badak.layers.Embedding(10, 4, input_shape=(3,)), badak.layers.MultiHeadAttention(2, 2)]
        >>> maps = badak.inspect.attention(badak.Sequential(layers), [[1, 2, 3]], tokens=["I", "see", "you"])
        >>> {name: weights.shape for name, weights in maps.weights.items()}
        {'multi_head_attention': (1, 2, 3, 3)}
        >>> maps.svg()[:4]
        '<svg'
    """
    reader = text_layer(model)
    given: Any
    if reader is not None:
        given = [x] if isinstance(x, str) else list(x)
        most = reader.output_sequence_length
        tokens = [reader.tokens(text)[:most] for text in given] if tokens is None else tokens
    elif isinstance(x, tuple):
        given = tuple(np.asarray(part) for part in x)
    else:
        given = x if hasattr(x, "shape") else np.asarray(x)
    if not model.built:
        with recording(False):
            model(given)
    found = list(dict.fromkeys(_attending(model, "")))
    if not found:
        raise error("BD206", where="inspect.attention", got=getattr(model, "label", type(model).__name__))
    try:
        for layer, _ in found:
            object.__setattr__(layer, "watched", [])
        with recording(False):
            model(given)
        weights = {}
        for layer, name in found:
            for call, values in enumerate(layer.watched or ()):
                values = values[:, None] if values.ndim == 3 else values  # without heads
                weights[name if call == 0 else f"{name}#{call + 1}"] = values
    finally:
        for layer, _ in found:
            layer.__dict__.pop("watched", None)
    return AttentionMaps(weights, _token_lists(tokens), _token_lists(sources))


def _attending(layer: Any, prefix: str) -> Iterator[tuple[Attending, str]]:
    """Name the layers that attend by themselves, those within others included."""
    inner = list(layer.sublayers())
    if isinstance(layer, Attending) and not inner:
        yield layer, prefix.rstrip("/") or layer.name or type(layer).__name__
    for name, below in inner:
        yield from _attending(below, f"{prefix}{name}/")


def _token_lists(tokens: Any) -> list[list[str]] | None:
    if tokens is None:
        return None
    several = bool(tokens) and not isinstance(tokens[0], str)
    return [[_shown(t) for t in row] for row in (tokens if several else [tokens])]


def _shown(token: Any) -> str:
    """Return a token as a picture shows it: a space is a token where characters are read, and must be seen."""
    return str(token) if str(token).strip() or not token else "␣" * len(str(token))


def _among(name: str, value: Any, count: int) -> int:
    if not isinstance(value, int | np.integer) or not 0 <= value < count:
        raise error("BD003", where="AttentionMaps.svg", name=name, got=repr(value), expected=f"0 … {count - 1}")
    return int(value)


def _word(en: str, ko: str) -> str:
    return ko if get_language() == "ko" else en


def _width(text: str) -> int:
    """Return about how many pixels a text is wide; Hangul and the like take twice as much as Latin letters."""
    return sum(13 if unicodedata.east_asian_width(c) in "WF" else 7 for c in text)


def _drawing(grids: np.ndarray, titles: list[str], rows: list[str], columns: list[str]) -> str:
    """Draw heat maps of equal size side by side."""
    longest = max(map(_width, columns), default=0)
    upright = longest <= 14  # single characters need not be turned
    left, top = max(map(_width, rows), default=0) + 8, _TITLE + (14 if upright else longest) + 8
    wide, high = _CELL * len(columns), _CELL * len(rows)
    width = left + (len(grids) - 1) * (wide + _GAP) + max(wide, _width(titles[-1])) + _GAP
    height = top + high + 6
    label = html.escape(_word("attention", "어텐션"))
    parts = [
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{label}" '
        'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="12" fill="currentColor">'
    ]
    for i, row in enumerate(rows):
        parts.append(f'<text text-anchor="end" x="{left - 6}" y="{top + _CELL * i + 15}">{html.escape(row)}</text>')
    for k, (grid, title) in enumerate(zip(grids, titles, strict=True)):
        x0 = left + k * (wide + _GAP)
        parts.append(f'<text x="{x0}" y="14" font-weight="bold">{html.escape(title)}</text>')
        for j, column in enumerate(columns):
            x = x0 + _CELL * j + 15
            if upright:
                place = f'text-anchor="middle" x="{x0 + _CELL * j + _CELL // 2}" y="{top - 6}"'
                parts.append(f"<text {place}>{html.escape(column)}</text>")
                continue
            parts.append(f'<text transform="translate({x} {top - 6}) rotate(-90)">{html.escape(column)}</text>')
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                share = float(grid[i, j])
                hint = html.escape(f"{row} → {column}: {share:.3f}")
                parts.append(
                    f'<rect x="{x0 + _CELL * j}" y="{top + _CELL * i}" width="{_CELL - 1}" height="{_CELL - 1}" '
                    f'fill="{_COLOUR}" fill-opacity="{max(share, 0.02):.3f}"><title>{hint}</title></rect>'
                )
    return "".join([*parts, "</svg>"])
