"""A language model of letters that counts: interpolated n-grams, smoothed after Kneser and Ney or Witten and Bell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Counts:
    """How often each n-gram of one length came; its context is all but its last letter.

    Attributes:
        grams: the n-grams as numbers to the base of the alphabet, rising.
        times: how often each came.
        contexts: the contexts, rising.
        context_times: how often each was gone on from.
        context_kinds: in how many ways.
        discount: after Kneser and Ney, taken from every count.
    """

    grams: np.ndarray
    times: np.ndarray
    contexts: np.ndarray
    context_times: np.ndarray
    context_kinds: np.ndarray
    discount: float


class LetterModel:
    r"""The probability of the next letter from those before it, by counting.

    .. math::
        p_n(c \mid h) &= \frac{\max(N(hc) - d_n, 0)}{N(h)} + \frac{d_n T(h)}{N(h)}\, p_{n-1}(c \mid h') \\
        p_n(c \mid h) &= \frac{N(hc) + T(h)\, p_{n-1}(c \mid h')}{N(h) + T(h)}

    The first is Kneser's and Ney's, the second Witten's and Bell's. h' is the context h without its first letter, T(h) the
    number of letters that came after it, :math:`p_0` equal for all. Kneser and Ney count below the highest order not how often
    an n-gram came, but after how many letters; :math:`d_n = n_1 / (n_1 + 2 n_2)` from the numbers of n-grams that came once
    and twice.

    Source: Chen, Goodman 1998, TR-10-98, sections 2.6 and 2.7.
    """

    def __init__(self, letters: np.ndarray, size: int, order: int, smoothing: str) -> None:
        self.size, self.order, self.smoothing = size, order, smoothing
        self.tables: list[Counts] = []
        for n in range(order, 0, -1):
            if smoothing == "kneser-ney" and n < order:
                grams, times = np.unique(self.tables[-1].grams % size**n, return_counts=True)
            else:
                grams, times = np.unique(codes(letters, n, size), return_counts=True)
            contexts, places = np.unique(grams // size, return_inverse=True)
            once, twice = int((times == 1).sum()), int((times == 2).sum())
            self.tables.append(
                Counts(
                    grams, times, contexts, np.bincount(places, times), np.bincount(places),
                    once / (once + 2 * twice) if once + twice else 0.0,
                )
            )  # fmt: skip
        self.tables.reverse()  # shortest first

    def probabilities(self, letters: np.ndarray) -> np.ndarray:
        """Return the probability of each letter that has ``order - 1`` letters before it."""
        found = np.full(len(letters) - self.order + 1, 1.0 / self.size)
        for n, table in enumerate(self.tables, 1):
            grams = codes(letters, n, self.size)[self.order - n :]
            times = _looked_up(table.grams, table.times, grams)
            context_times = _looked_up(table.contexts, table.context_times, grams // self.size)
            kinds = _looked_up(table.contexts, table.context_kinds, grams // self.size)
            seen = context_times > 0  # a context that never came says nothing
            if self.smoothing == "kneser-ney":
                d = table.discount
                better = (np.maximum(times - d, 0.0) + d * kinds * found) / np.maximum(context_times, 1)
            else:
                better = (times + kinds * found) / np.maximum(context_times + kinds, 1)
            found = np.where(seen, better, found)
        return found

    def loss(self, letters: np.ndarray) -> float:
        """Return the mean of -ln p, nats per letter."""
        return float(-np.log(self.probabilities(letters)).mean())


def codes(letters: np.ndarray, n: int, size: int) -> np.ndarray:
    """Return each run of n letters as one number to the base ``size``."""
    found = np.zeros(len(letters) - n + 1, np.int64)
    for place in range(n):
        found = found * size + letters[place : place + len(found)]
    return found


def _looked_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], 0)
