"""From a network that says what comes next to a whole sequence: greedy, and with a beam of several at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from badak.autograd.tape import recording
from badak.autograd.tensor import Tensor
from badak.errors import error


class Decoded(NamedTuple):
    """A sequence that was found.

    Attributes:
        ids: its tokens, without start and end.
        score: the sum of their log-probabilities (with a length penalty, divided).
    """

    ids: list[int]
    score: float


def greedy_search(step: Callable, states: Any, *, start: int, end: int, max_length: int = 100) -> Decoded:
    """Take the likeliest token at every step.

    Args:
        step: ``log_probabilities, states = step(ids, states)``, as for ``beam_search``.
        states: states before the first step, arrays of shape (1, …).
        start: the token that the first step reads.
        end: the token that ends a sequence.
        max_length: most tokens.

    Returns:
        The sequence; not always the likeliest one, since a good first token may lead nowhere.

    Example:
        >>> import badak, numpy as np
        >>> table = np.log([[0.1, 0.6, 0.3], [0.1, 0.2, 0.7], [0.2, 0.7, 0.1]])  # what follows token 0, 1, 2
        >>> badak.models.greedy_search(lambda ids, states: (table[ids], states), (), start=0, end=2).ids
        [1]
    """
    return beam_search(step, states, start=start, end=end, beam_width=1, max_length=max_length)[0]


def beam_search(
    step: Callable,
    states: Any,
    *,
    start: int,
    end: int,
    beam_width: int = 4,
    max_length: int = 100,
    length_penalty: float = 0.0,
) -> list[Decoded]:
    r"""Keep the likeliest few beginnings at every step: :math:`\max_y \sum_t \log p(y_t \mid y_{<t}) / n^{\alpha}`.

    Args:
        step: ``log_probabilities, states = step(ids, states)``: from the last token of each beginning, shape (n,), and the
            states that belong to them, to the logarithms of what comes next, shape (n, vocabulary), and the new states.
        states: states before the first step: arrays or tensors of shape (1, …), nested in tuples or lists as ``step`` likes.
        start: the token that the first step reads.
        end: the token that ends a sequence.
        beam_width: how many beginnings are kept; 1 is greedy.
        max_length: most tokens.
        length_penalty: α; 0 compares sums, which favours short sequences, 1 compares means.

    Returns:
        Up to ``beam_width`` sequences, the best one first.

    Raises:
        ArgumentError: BD003, for a beam or a length that is no positive integer.

    Source: Graves 2012, arXiv 1211.3711; length penalty: Wu et al. 2016, arXiv 1609.08144, without its constant.

    Example:
        >>> import badak, numpy as np
        >>> table = np.log([[0.1, 0.6, 0.3], [0.5, 0.1, 0.4], [0.2, 0.7, 0.1]])
        >>> found = badak.models.beam_search(lambda ids, states: (table[ids], states), (), start=0, end=2, beam_width=2)
        >>> found[0].ids, round(float(np.exp(found[0].score)), 2)
        ([], 0.3)
    """
    for name, value in (("beam_width", beam_width), ("max_length", max_length)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            expected = {"en": "an integer > 0", "ko": "0보다 큰 정수"}
            raise error("BD003", where="beam_search", name=name, got=repr(value), expected=expected)

    def ranked(ids: Sequence[int], total: float) -> Decoded:
        return Decoded(list(ids), total / max(len(ids) + 1, 1) ** length_penalty)

    beginnings: list[tuple[list[int], float]] = [([], 0.0)]
    done: list[Decoded] = []
    last = np.array([start])
    with recording(False):
        for _ in range(max_length):
            log_probabilities, states = step(last, states)
            scores = (
                np.asarray(_raw(log_probabilities), np.float64) + np.array([total for _, total in beginnings])[:, None]
            )
            count = min(2 * beam_width, scores.size)  # half of them may end here
            best = np.argsort(-scores, axis=None, kind="stable")[:count]
            rows, tokens = np.unravel_index(best, scores.shape)
            grown, kept = [], []
            for rank, (row, token) in enumerate(zip(rows.tolist(), tokens.tolist(), strict=True)):
                ids, total = beginnings[row][0], float(scores[row, token])
                if token == end:
                    if rank < beam_width:
                        done.append(ranked(ids, total))
                elif len(grown) < beam_width and np.isfinite(total):
                    grown.append(([*ids, token], total))
                    kept.append(row)
            done = sorted(done, key=lambda found: -found.score)[:beam_width]
            beginnings = grown
            # sums only fall: with enough ends that are better than every beginning, nothing can change
            settled = length_penalty == 0 and len(done) >= beam_width and (not grown or done[-1].score >= grown[0][1])
            if not grown or settled:
                break
            last = np.array([ids[-1] for ids, _ in grown])
            states = _rows(states, np.array(kept))
    if len(done) < beam_width:  # some never ended
        done += [ranked(ids, total) for ids, total in beginnings][: beam_width - len(done)]
    return sorted(done, key=lambda found: -found.score)


def _rows(states: Any, rows: np.ndarray) -> Any:
    """Choose the states of some beginnings."""
    if isinstance(states, tuple | list):
        return type(states)(_rows(part, rows) for part in states)
    if states is None:
        return None
    found = np.asarray(_raw(states))[rows]
    return Tensor(found) if type(states) is Tensor else found


def _raw(x: Any) -> Any:
    return x.data if type(x) is Tensor else x
