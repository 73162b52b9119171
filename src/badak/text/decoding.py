"""From a model that knows the next token to whole sequences: the most probable token each time, or one that is drawn.

All searches take a *step*: a function of the last tokens and a state that returns the log-probabilities of the next tokens and
the new state,

    def step(tokens, state):                 # tokens: int64 (batch,)
        ...
        return log_probabilities, state      # (batch, vocabulary), and arrays whose first axis is the batch

or a language model itself (see ``next_step``). They stand in ``badak.text`` beside the vocabularies that turn the numbers back
into words; what they search through may as well be notes or moves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from badak import checks
from badak.autograd import tree as trees
from badak.autograd.tape import recording
from badak.autograd.tensor import Tensor
from badak.backend import on_numpy
from badak.errors import error, shape_text

Step = Callable[[np.ndarray, Any], tuple[Any, Any]]

# How far the probabilities of one step may add up to more than 1: rounding of float32, and of bfloat16 where models use it.
_SLACK = 0.02


class Decoded(NamedTuple):
    """What a search found; ``beam_search`` has an axis (batch, beams) where the others have (batch,).

    Attributes:
        tokens: int64 (batch, length), without the start, the end token included; after it, the end token again.
        scores: float64 (batch,), the logarithm of each sequence's probability, divided by the length penalty where there is one.
        lengths: int64 (batch,), the number of tokens up to the end token, which counts.
    """

    tokens: np.ndarray
    scores: np.ndarray
    lengths: np.ndarray

    def lists(self, end: int | None = None) -> list:
        """Return the sequences as lists of numbers, for ``Vocabulary.decode``, each as long as it is.

        Args:
            end: the end token, which is left out.

        Example:
            >>> Decoded(np.array([[5, 2, 2]]), np.zeros(1), np.array([2])).lists(end=2)
            [[5]]
        """
        if self.tokens.ndim > 2:
            return [Decoded(*parts).lists(end) for parts in zip(self.tokens, self.scores, self.lengths, strict=True)]
        rows = [row[:length].tolist() for row, length in zip(self.tokens, self.lengths.tolist(), strict=True)]
        return [row[:-1] if row and row[-1] == end else row for row in rows]


@checks.explain_call
def greedy_search(step: Any, state: Any = None, *, start: Any, end: int | None = None, max_length: int) -> Decoded:
    r"""Take the most probable token each time: :math:`y_t = \arg\max_v p(v \mid y_{<t})`.

    It is quick, and not the most probable sequence: a good first token may have nothing good behind it; see ``beam_search``.

    Args:
        step: ``step(tokens, state)`` returns log-probabilities (batch, vocabulary) and the new state; or a language model.
        state: what the first step is given: arrays whose first axis is the batch, in tuples, lists or dicts; None for nothing.
        start: the token before the first: a number, one for each sample (batch,), or all that was said so far (batch, time).
        end: the token that ends a sequence; None for sequences of ``max_length`` tokens.
        max_length: the largest number of tokens.

    Returns:
        The sequences, one for each sample.

    Raises:
        DataError: BD215, when a step does not return log-probabilities.
        ShapeError: BD216, when the log-probabilities or the state have another shape.

    Example:
        >>> import numpy as np
        >>> from badak.text import greedy_search
        >>> table = np.log([[0.1, 0.6, 0.3], [0.2, 0.1, 0.7], [1.0, 1e-9, 1e-9]])   # row: the token before
        >>> greedy_search(lambda tokens, state: (table[tokens], state), start=0, end=2, max_length=5).lists()
        [[1, 2]]
    """
    search = Search(step, state, start, end, max_length, "greedy_search")
    return _one_by_one(search, lambda logs: np.argmax(logs, axis=-1))


@checks.explain_call
def sample(
    step: Any,
    state: Any = None,
    *,
    start: Any,
    end: int | None = None,
    max_length: int,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
) -> Decoded:
    r"""Draw each token: :math:`y_t \sim q`, where q is :math:`p(v \mid y_{<t})^{1/T}` over the tokens that are let in.

    Args:
        step: ``step(tokens, state)`` returns log-probabilities (batch, vocabulary) and the new state; or a language model.
        state: what the first step is given, as for ``greedy_search``.
        start: the token before the first: a number, one for each sample (batch,), or all that was said so far (batch, time).
        end: the token that ends a sequence; None for sequences of ``max_length`` tokens.
        max_length: the largest number of tokens.
        temperature: T: below 1 the probable tokens become more probable, above 1 less; near 0 it is ``greedy_search``.
        top_k: only the k most probable tokens are let in.
        top_p: of those only the most probable ones that together have at least this probability ("nucleus"), measured after
            the temperature, as is usual.
        seed: seed of the drawing alone; ``badak.utils.set_random_seed`` decides by default.

    Returns:
        The sequences; ``scores`` are log-probabilities under the model itself, whatever was let in.

    Raises:
        ArgumentError: BD040, for a temperature, ``top_k`` or ``top_p`` without a meaning.
        DataError: BD215, when a step does not return log-probabilities.
        ShapeError: BD216, when the log-probabilities or the state have another shape.

    Source: top-k: Fan, Lewis, Dauphin 2018, arXiv 1805.04833; top-p: Holtzman et al. 2020, arXiv 1904.09751, eq. 2.

    Example:
        >>> import numpy as np
        >>> from badak.text import sample
        >>> always = np.log([[0.5, 0.4, 0.1]])
        >>> found = sample(lambda tokens, state: (always, state), start=0, max_length=200, top_p=0.8, seed=0)
        >>> sorted(set(found.tokens[0].tolist()))
        [0, 1]
    """
    where = "sample"
    warmth = checks.number(where, "temperature", temperature, 0, above=True)
    most = checks.whole(where, "top_k", top_k, 1, optional=True)
    share = checks.number(where, "top_p", top_p, 0, 1, above=True, optional=True)
    search = Search(step, state, start, end, max_length, where)
    from badak.utils import next_key

    drawing = on_numpy.generator(next_key() if seed is None else on_numpy.key(checks.whole(where, "seed", seed, None)))

    def draw(logs: np.ndarray) -> np.ndarray:
        weights = let_in(logs / warmth, most, share)
        sums = np.cumsum(weights, axis=-1)
        places = drawing.random(len(sums)) * sums[:, -1]
        found = (sums <= places[:, None]).sum(axis=-1)
        return np.minimum(found, weights.shape[-1] - 1 - np.argmax(weights[:, ::-1] > 0, axis=-1))  # never one shut out

    return _one_by_one(search, draw)


def let_in(logs: np.ndarray, top_k: int | None = None, top_p: float | None = None) -> np.ndarray:
    """Return probabilities from logarithms (batch, vocabulary) of any scale, 0 for tokens that are shut out.

    Of equally probable tokens those with the smaller numbers are let in.

    Example:
        >>> let_in(np.log([[0.5, 0.3, 0.2]]), top_k=2).round(3).tolist()
        [[0.625, 0.375, 0.0]]
    """
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    order = np.argsort(-weights, axis=-1, kind="stable")
    if top_k is not None:
        np.put_along_axis(weights, order[:, top_k:], 0.0, axis=-1)
    weights /= weights.sum(axis=-1, keepdims=True)
    if top_p is not None:
        sorted_ = np.take_along_axis(weights, order, axis=-1)
        before = np.cumsum(sorted_, axis=-1) - sorted_  # what the more probable ones have together
        np.put_along_axis(weights, order, np.where(before < top_p - 1e-12, sorted_, 0.0), axis=-1)
        weights /= weights.sum(axis=-1, keepdims=True)
    return weights


def _one_by_one(search: Search, choose: Callable[[np.ndarray], np.ndarray]) -> Decoded:
    """Go on with one token for each sample until all have ended."""
    n, end, most = search.batch, search.end, search.max_length
    tokens = np.full((n, most), 0 if end is None else end, np.int64)
    scores, lengths, going = np.zeros(n), np.full(n, most), np.ones(n, bool)
    last = search.last
    for t in range(most):
        logs = search.next(last, going)
        last = np.where(going, choose(np.where(going[:, None], logs, 0.0)), last if end is None else end)
        scores += np.where(going, np.take_along_axis(logs, last[:, None], axis=-1)[:, 0], 0.0)
        tokens[:, t] = last
        if end is not None:
            lengths[going & (last == end)] = t + 1
            going &= last != end
            if not going.any():
                tokens = tokens[:, : t + 1]
                break
    return Decoded(tokens, scores, lengths)


class Search:
    """What all searches share: the step, its state, and what is said when it returns something else.

    Args:
        step: the step, or a model.
        state: the state before the first step.
        start: token, tokens or prompts.
        end: the token that ends a sequence.
        max_length: the largest number of tokens.
        where: the function, for messages.

    Attributes:
        batch: number of samples.
        last: their last tokens, (batch,).
        state: the state of the samples' sequences.
    """

    def __init__(self, step: Any, state: Any, start: Any, end: Any, max_length: Any, where: str) -> None:
        from badak.text.next_step import as_step

        self.where, self.step = where, as_step(step, where)
        self.end = checks.whole(where, "end", end, 0, optional=True)
        self.max_length = checks.whole(where, "max_length", max_length, 1)
        said = np.asarray(start.data if type(start) is Tensor else start)
        held = trees.leaves(state)
        if said.ndim > 2 or said.dtype.kind not in "iu" or not said.size:
            expected = {
                "en": "token numbers, (batch,) or (batch, time)",
                "ko": "토큰 번호, (batch,) 또는 (batch, time)",
            }
            got = f"{said.dtype} {shape_text(said)}"
            raise error("BD003", where=where, name="start", got=got, expected=expected)
        if said.ndim == 0:
            rows = held[0].shape[0] if held and getattr(held[0], "shape", ()) else 1
            said = np.full((rows,), said)
        said = said.astype(np.int64).reshape(len(said), -1)
        self.batch, self.last, self.state = len(said), said[:, -1], state
        self._check_state(self.batch)
        for column in said[:, :-1].T:  # what was said so far
            self.next(column, np.ones(self.batch, bool))

    def next(self, tokens: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Make one step; return log-probabilities (rows, vocabulary) as float64.

        Args:
            tokens: the last token of each row.
            counts: rows that are still looked at; the others may hold anything.
        """
        with recording(False):
            answer = self.step(tokens, self.state)
        if not (isinstance(answer, tuple) and len(answer) == 2):
            got = {"en": f"one {type(answer).__name__}", "ko": type(answer).__name__}
            raise error("BD216", where=self.where, got=got, expected="(log_probabilities, state)")
        logs, self.state = answer
        logs = np.asarray(logs.data if type(logs) is Tensor else logs, np.float64)
        if logs.ndim != 2 or len(logs) != len(tokens) or not logs.shape[1]:
            expected = f"({len(tokens)}, vocabulary)"
            raise error("BD216", where=self.where, got=f"log_probabilities {shape_text(logs)}", expected=expected)
        if self.end is not None and self.end >= logs.shape[1]:
            expected = f"0 … {logs.shape[1] - 1}"
            raise error("BD003", where=self.where, name="end", got=str(self.end), expected=expected)
        self._check_logs(logs, counts)
        self._check_state(len(tokens))
        return logs

    def _check_logs(self, logs: np.ndarray, counts: np.ndarray) -> None:
        """Refuse what are no logarithms of probabilities: logits, probabilities, NaN, rows in which nothing is possible."""
        with np.errstate(over="ignore"):
            sums = np.exp(logs).sum(axis=-1)
        wrong = counts & ~((sums > 0) & (sums <= 1 + _SLACK))
        if wrong.any():
            row = int(np.argmax(wrong))
            raise error("BD215", where=self.where, got=f"Σ exp = {sums[row]:.4g}", row=row)

    def _check_state(self, rows: int) -> None:
        """Refuse a state whose parts cannot be given to the sequences they belong to."""
        for way, part in trees.paths(self.state):
            shape = getattr(part, "shape", None)
            if shape is None or not shape or shape[0] != rows:
                got = f"state {way} {type(part).__name__ if shape is None else shape_text(part)}".replace("  ", " ")
                raise error("BD216", where=self.where, got=got, expected=f"({rows}, …)")

    def reorder(self, rows: np.ndarray) -> None:
        """Let row i go on from what row ``rows[i]`` knows."""

        def taken(part: Any) -> Any:
            return Tensor(part.data[rows]) if type(part) is Tensor else part[rows]

        self.state = trees.map(taken, self.state)
