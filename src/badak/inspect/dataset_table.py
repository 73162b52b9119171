"""A data set as a notebook shows it: what it consists of, and its first samples."""

from __future__ import annotations

import html
from typing import Any

import numpy as np

from badak.errors import phrase
from badak.inspect.classes import as_bytes, is_pictures, is_texts
from badak.inspect.png import data_uri

FIRST = 8  # samples that are shown
_MOST_NUMBERS = 6  # of a sample
_MOST_LETTERS = 80
_SIDE = 64  # pixels of a picture as it is shown, at least


def dataset_html(data: Any) -> str:
    """Return a Dataset as HTML: a row for each array, then the first samples with their targets.

    Example:
        >>> import badak
        >>> "2 samples" in dataset_html(badak.Dataset([[0.5], [1.5]], [0, 1]))
        True
    """
    facts = [phrase(f"{data.n:,} samples", f"샘플 {data.n:,}개")]
    if data.batch_size:
        facts.append(phrase(f"batches of {data.batch_size}", f"배치 크기 {data.batch_size}"))
    if data.order_key is not None:
        facts.append(phrase("shuffled at each pass", "한 번 읽을 때마다 섞음"))
    if data.functions:
        facts.append(phrase(f"{len(data.functions)} functions on the way", f"거치는 함수 {len(data.functions)}개"))
    head = [phrase("array", "배열"), phrase("shape", "모양"), phrase("type", "자료형"), phrase("values", "값")]
    parts = [*_named("x", data.x), *_named("y", data.y), *_named("sample_weight", data.sample_weight)]
    rows = [(name, str(tuple(part.shape)), _kind(part), _span(part)) for name, part in parts]
    return f"<div><b>Dataset</b> · {' · '.join(facts)}{_table(head, rows)}{_samples(data, parts)}</div>"


def _named(name: str, value: Any) -> list[tuple[str, Any]]:
    if value is None:
        return []
    several = isinstance(value, tuple)
    return [(f"{name}[{i}]", part) for i, part in enumerate(value)] if several else [(name, value)]


def _kind(part: np.ndarray) -> str:
    return phrase("text", "텍스트") if is_texts(part) else str(part.dtype)


def _span(part: np.ndarray) -> str:
    if is_texts(part):
        sizes = [len(text) for text in part]
        return phrase(f"{min(sizes)} … {max(sizes)} letters", f"{min(sizes)} … {max(sizes)}글자")
    if not part.size:
        return ""
    if part.dtype.kind in "iub" and part.ndim == 1:
        classes, counts = np.unique(part, return_counts=True)
        if len(classes) <= 12:
            return ", ".join(f"{c}: {n:,}" for c, n in zip(classes, counts))
    return f"{_number(part.min())} … {_number(part.max())}"


def _number(value: Any) -> str:
    return f"{value:.4g}" if np.asarray(value).dtype.kind == "f" else str(value)


def _samples(data: Any, parts: list[tuple[str, Any]]) -> str:
    count = min(FIRST, data.n)
    if not isinstance(data.x, tuple) and is_pictures(data.x) and min(data.x.shape[1:3]) >= 8:
        items = ""
        for i in range(count):
            below = "<br>".join(html.escape(_short(part[i])) for name, part in parts if name != "x")
            width = max(_SIDE, min(data.x.shape[2], 4 * _SIDE))
            picture = f'<img src="{data_uri(as_bytes(data.x[i]))}" width="{width}" style="image-rendering:pixelated">'
            items += f'<td style="text-align:center">{picture}<br>{below}</td>'
        return f"<table><tr>{items}</tr></table>"
    rows = [[str(i), *[_short(part[i]) for _, part in parts]] for i in range(count)]
    return _table([phrase("row", "행"), *[name for name, _ in parts]], rows)


def _short(value: Any) -> str:
    if isinstance(value, str):
        return value if len(value) <= _MOST_LETTERS else value[: _MOST_LETTERS - 1] + "…"
    numbers = np.asarray(value)
    text = ", ".join(map(_number, numbers.reshape(-1)[:_MOST_NUMBERS]))
    return text + (", …" if numbers.size > _MOST_NUMBERS else "")


def _table(head: list[str], rows: list) -> str:
    top = "".join(f"<th>{html.escape(t)}</th>" for t in head)
    lines = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
