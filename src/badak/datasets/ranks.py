"""Texts as ranks of words, the way Keras's ``imdb`` and ``reuters`` give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error


@dataclass(frozen=True)
class Choice:
    """What Keras's ``load_data`` lets one choose.

    Attributes:
        num_words: only ranks below this one are kept; all by default.
        skip_top: ranks below this one, the most frequent words, are left out too.
        maxlen: only shorter texts are kept.
        start_char: put in front of each text; None for nothing.
        oov_char: stands for words that are left out; None drops them.
        index_from: added to each rank, to make room for padding, start and left-out words.
    """

    num_words: int | None = None
    skip_top: int = 0
    maxlen: int | None = None
    start_char: int | None = 1
    oov_char: int | None = 2
    index_from: int = 3


def shuffled(x: list, y: np.ndarray, rng: np.random.RandomState) -> tuple[list, np.ndarray]:
    """Bring samples into a random order, with the generator that Keras uses: equal seeds give equal orders."""
    order = np.arange(len(x))
    rng.shuffle(order)
    return [x[place] for place in order], y[order]


def chosen(parts: list[tuple[list, np.ndarray]], choice: Choice, where: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """Apply what was chosen to the parts of a data set; the highest rank is found over all of them.

    Args:
        parts: lists of ranks and labels.
        choice: see ``Choice``.
        where: the public function, for messages.

    Returns:
        Object arrays of lists, and labels.

    Raises:
        ArgumentError: BD003, when no text is shorter than ``maxlen``.
    """
    made = []
    front = [] if choice.start_char is None else [choice.start_char]
    add = choice.index_from
    for x, y in parts:
        x = [front + [rank + add for rank in row] for row in x] if add or front else x
        if choice.maxlen:
            kept = [place for place, row in enumerate(x) if len(row) < choice.maxlen]
            if not kept:
                expected = both("longer than the shortest text", "가장 짧은 글보다 큰 값")
                raise error("BD003", where=where, name="maxlen", got=repr(choice.maxlen), expected=expected)
            x, y = [x[place] for place in kept], y[kept]
        made.append((x, y))
    # as in Keras: without num_words the rarest word of all is left out
    most = choice.num_words or max(max(row, default=0) for x, _ in made for row in x)
    low, instead = choice.skip_top, choice.oov_char
    if instead is None:
        made = [([[n for n in row if low <= n < most] for row in x], y) for x, y in made]
    else:
        made = [([[n if low <= n < most else instead for n in row] for row in x], y) for x, y in made]
    return [(as_rows(x), y) for x, y in made]


def as_rows(rows: list[Any]) -> np.ndarray:
    """Put lists, or texts, into an array that can be indexed; equal lengths make no matrix of them."""
    made = np.empty(len(rows), object)
    made[:] = rows
    return made
