"""Beam search: several of the most probable beginnings at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak import checks
from badak.text.decoding import Decoded, Search


@checks.explain_call
def beam_search(
    step: Any,
    state: Any = None,
    *,
    start: Any,
    end: int | None = None,
    max_length: int,
    beams: int = 4,
    length_penalty: float = 0.0,
) -> Decoded:
    r"""Follow the most probable beginnings side by side and return the best sequences of each sample, best first.

    .. math:: s(y) = \frac{\log p(y)}{lp(y)},\quad lp(y) = \frac{(5 + |y|)^\alpha}{(5 + 1)^\alpha}

    Of all continuations of the ``beams`` beginnings, those that end are put aside, and the ``beams`` most probable of the
    others go on. It stops when no beginning can become better than what was put aside. With one beam it is ``greedy_search`` (but
    for an end that is only the second best); with as many beams as there are sequences it finds the best of all.

    Args:
        step: ``step(tokens, state)`` returns log-probabilities (batch · beams, vocabulary) and the new state; or a model.
        state: what the first step is given: arrays whose first axis is the batch, in tuples, lists or dicts. The search copies
            each sample's part for its beams, so what an encoder found belongs into it too.
        start: the token before the first: a number, one for each sample (batch,), or all that was said so far (batch, time).
        end: the token that ends a sequence; None for sequences of ``max_length`` tokens.
        max_length: the largest number of tokens; a sequence that has not ended by then counts as it is.
        beams: how many beginnings are followed, and how many sequences are returned.
        length_penalty: α. 0 compares probabilities, which favours short sequences, since each token makes a sequence less
            probable; translation uses 0.6 to 1.

    Returns:
        The sequences, tokens (batch, beams, length), scores and lengths (batch, beams). Where there are fewer sequences than
        beams, the rest has the score −∞.

    Raises:
        ArgumentError: BD040, for a number of beams below 1.
        DataError: BD215, when a step does not return log-probabilities.
        ShapeError: BD216, when the log-probabilities or the state have another shape.

    Source: Wu et al. 2016, arXiv 1609.08144, eq. 14, for the length penalty (without the coverage penalty).

    Example:
        Greedily the first token would be 0; but after it nothing is likely, and 1 ends better.

        >>> import numpy as np
        >>> from badak.text import beam_search
        >>> table = np.log([[0.34, 0.33, 0.33], [0.05, 0.05, 0.9], [0.55, 0.45, 1e-9]])
        >>> found = beam_search(lambda tokens, state: (table[tokens], state), start=2, end=2, max_length=2, beams=2)
        >>> found.tokens[0].tolist(), np.exp(found.scores[0]).round(3).tolist()
        ([[1, 2], [0, 0]], [0.405, 0.187])
    """
    width = checks.whole("beam_search", "beams", beams, 1)
    alpha = checks.number("beam_search", "length_penalty", length_penalty)
    search = Search(step, state, start, end, max_length, "beam_search")
    return _Beams(search, width, alpha).run()


class _Beams:
    """The beginnings of every sample, and the sequences put aside."""

    def __init__(self, search: Search, width: int, alpha: float) -> None:
        self.search, self.width, self.alpha = search, width, alpha
        n, most = search.batch, search.max_length
        search.reorder(np.repeat(np.arange(n), width))
        self.last = np.repeat(search.last, width)
        self.tokens = np.zeros((n, width, most), np.int64)
        self.logs = np.full((n, width), -np.inf)  # of the beginnings; at first all are the same, so only one counts
        self.logs[:, 0] = 0.0
        self.fill = 0 if search.end is None else search.end  # what stands behind the end
        self.found = Decoded(
            np.full((n, width, most), self.fill), np.full((n, width), -np.inf), np.zeros((n, width), int)
        )

    def penalty(self, length: int) -> float:
        """Return what a log-probability is divided by."""
        return ((5 + length) / 6) ** self.alpha

    def run(self) -> Decoded:
        """Search to the end."""
        end, most = self.search.end, self.search.max_length
        for t in range(1, most + 1):
            logs = self.search.next(self.last, np.isfinite(self.logs).ravel())
            words = logs.shape[-1]
            ways = self.logs[..., None] + logs.reshape(*self.logs.shape, words)  # (batch, beams, vocabulary)
            ways = np.where(np.isfinite(self.logs)[..., None], ways, -np.inf)
            if end is not None:
                self.put_aside(ways[..., end].copy(), t)
                ways[..., end] = -np.inf
            self.go_on(ways, t)
            if t == most:
                self.put_aside(self.logs, t, whole=True)
            elif self.settled(t):
                break
        longest = max(1, int(self.found.lengths.max()))
        return Decoded(self.found.tokens[..., :longest], self.found.scores, self.found.lengths)

    def go_on(self, ways: np.ndarray, t: int) -> None:
        """Keep the most probable of all continuations, each with its beginning's tokens and state."""
        n, width, words = ways.shape
        flat = ways.reshape(n, width * words)
        best = np.argsort(-flat, axis=-1, kind="stable")[:, :width]
        self.logs = np.take_along_axis(flat, best, axis=-1)
        parents, tokens = best // words, best % words
        self.tokens = np.take_along_axis(self.tokens, parents[..., None], axis=1)
        self.tokens[..., t - 1] = tokens
        self.last = tokens.ravel()
        self.search.reorder((np.arange(n)[:, None] * width + parents).ravel())

    def put_aside(self, logs: np.ndarray, t: int, whole: bool = False) -> None:
        """Keep the best of the sequences that have ended, these and earlier ones.

        Args:
            logs: (batch, beams), log-probabilities of the beginnings with the end behind them, or of all at the last step.
            t: how many tokens they have.
            whole: they have not ended, and ``tokens`` holds them as they are.
        """
        tokens = self.tokens.copy()
        if not whole:
            tokens[..., t - 1 :] = self.fill
        scores = np.concatenate([self.found.scores, logs / self.penalty(t)], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, : self.width]
        kept = np.concatenate([self.found.tokens, tokens], axis=1)
        lengths = np.concatenate([self.found.lengths, np.full(logs.shape, t)], axis=1)
        self.found = Decoded(
            np.take_along_axis(kept, best[..., None], axis=1),
            np.take_along_axis(scores, best, axis=1),
            np.take_along_axis(lengths, best, axis=1),
        )

    def settled(self, t: int) -> bool:
        """Say whether no beginning of t tokens can become better than what was put aside, in every sample.

        A log-probability only falls; what it is divided by lies between the values at the next and at the last length.
        """
        easiest = max(self.penalty(t + 1), self.penalty(self.search.max_length))
        return bool((self.logs.max(axis=1) / easiest <= self.found.scores.min(axis=1)).all())
