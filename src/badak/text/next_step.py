"""A language model as the step of a search: one token in, log-probabilities of the next one out."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.tape import recording
from badak.autograd.tensor import Tensor
from badak.errors import error
from badak.layers.context import Context
from badak.layers.convert import raw
from badak.layers.layer import Layer
from badak.layers.parts import State
from badak.ops.softmax import log_softmax


def as_step(step: Any, where: str) -> Any:
    """Return a step: the function given, or that of a model.

    Raises:
        ArgumentError: BD217, for something that is neither.
    """
    if isinstance(step, Layer):
        return next_step(step)
    if not callable(step):
        raise error("BD217", where=where, got=repr(step)[:80])
    return step


def next_step(model: Any) -> Any:
    """Return a model's ``step(tokens, state)`` for the searches, which make it themselves when they are given the model.

    A model with ``stateful=True`` recurrent layers is shown one token at a time, and the layers' memory is the state; what
    the model itself remembers is left as it is. Any other model (a Transformer, say) is shown all tokens so far at each step.

    Args:
        model: reads ids (batch, time); returns logits or softmax probabilities (batch, time, vocabulary), or (batch, vocabulary)
            for the token behind the last one.

    Returns:
        A function of tokens (batch,) and state, which is None before the first token.

    Example:
        >>> import badak
        >>> from badak.layers import Dense, Embedding, LSTM
        >>> lstm = LSTM(8, return_sequences=True, stateful=True)
        >>> model = badak.Sequential([Embedding(5, 4), lstm, Dense(5, activation="softmax")])
        >>> badak.text.sample(model, start=[1, 1, 1], max_length=4).tokens.shape
        (3, 4)
    """

    def step(tokens: np.ndarray, state: Any) -> tuple:
        if model.slot is None:
            model.build((None,))
        remembers = bool(_passing(model, model.state_tree(empty=True)))
        if remembers:
            ids = tokens[:, None]
        else:
            ids = tokens[:, None] if state is None else np.concatenate([state, tokens[:, None]], axis=1)
        kept = model.state_tree(empty=True)
        ctx = Context(False, None, kept if state is None or not remembers else _joined(kept, state))
        with recording(False):
            out = model.run(model.params_tree(), Tensor(ids), ctx)
        after = _passing(model, _joined(kept, raw(ctx.updates))) if remembers else ids
        return _log_probabilities(out), after

    return step


def _log_probabilities(out: Any) -> np.ndarray:
    """Return the logarithms for the last step, whatever the model ends with."""
    before = out.before
    if before is not None and before[0] in ("softmax", "log_softmax") and before[1].shape == out.shape:
        out = before[1]  # the logits; the logarithm of a rounded probability would be coarser
    else:
        values = np.asarray(out.data, np.float64)
        sums = values.sum(axis=-1)
        if (values >= 0).all() and np.abs(sums - 1).max(initial=0) < 1e-3:  # softmax, and something behind it
            with np.errstate(divide="ignore"):
                return np.log(values[:, -1] if values.ndim == 3 else values)
    logits = np.asarray(out.data[:, -1] if out.ndim == 3 else out.data, np.float64)
    return log_softmax(logits)


def _passing(layer: Any, tree: dict) -> dict:
    """Return the part of a state tree that is memory of a sequence."""
    declared = layer.slot.declared
    found = {n: v for n, v in tree.items() if isinstance(declared.get(n), State) and declared[n].passing}
    for name, inner in layer.sublayers():
        below = _passing(inner, tree[name]) if name in tree else {}
        if below:
            found[name] = below
    return found


def _joined(tree: dict, part: dict) -> dict:
    """Return a tree with the values of a part of it."""
    out = dict(tree)
    for name, value in part.items():
        out[name] = _joined(tree.get(name, {}), value) if isinstance(value, dict) else value
    return out
