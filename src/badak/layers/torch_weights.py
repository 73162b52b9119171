"""PyTorch's recurrent weights and Keras's layout: kernels are transposed, GRU's gates stand in another order.

| | PyTorch's rows | here, columns |
|---|---|---|
| LSTM | input, forget, cell, output | the same |
| GRU | reset, update, new | update, reset, new; two biases |
| RNN | | the same; its two biases are added |
"""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import error, shape_text

_NAMES = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")


def simple_rnn(w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any) -> list[np.ndarray]:
    """Return kernel, recurrent kernel and bias of a SimpleRNN."""
    return _added(*_checked("SimpleRNN.weights_from_torch", 1, w_ih, w_hh, b_ih, b_hh))


def lstm(w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any) -> list[np.ndarray]:
    """Return kernel, recurrent kernel and bias of an LSTM."""
    return _added(*_checked("LSTM.weights_from_torch", 4, w_ih, w_hh, b_ih, b_hh))


def gru(w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any) -> list[np.ndarray]:
    """Return kernel, recurrent kernel and the two biases of a GRU with ``reset_after``."""
    w_ih, w_hh, *biases = _checked("GRU.weights_from_torch", 3, w_ih, w_hh, b_ih, b_hh)
    found = [_swapped(w_ih).T.copy(), _swapped(w_hh).T.copy()]
    return found + ([np.stack([_swapped(b) for b in biases])] if biases else [])


def to_torch(kind: str, weights: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Return weights of a layer as PyTorch names and orders them; the second bias of LSTM and RNN is 0."""
    kernel, recurrent, *bias = weights
    parts = [kernel.T, recurrent.T]
    if bias and kind == "GRU":
        parts += [bias[0][0], bias[0][1]]
    elif bias:
        parts += [bias[0], np.zeros_like(bias[0])]
    if kind == "GRU":
        parts = [_swapped(part) for part in parts]
    return {name: np.ascontiguousarray(part) for name, part in zip(_NAMES, parts, strict=False)}


def _swapped(rows: np.ndarray) -> np.ndarray:
    """Exchange the first two of three gates."""
    first, second, third = np.split(rows, 3)
    return np.concatenate([second, first, third])


def _added(w_ih: np.ndarray, w_hh: np.ndarray, *biases: np.ndarray) -> list[np.ndarray]:
    found = [w_ih.T.copy(), w_hh.T.copy()]
    return found + ([biases[0] + biases[1]] if biases else [])


def _checked(where: str, gates: int, *arrays: Any) -> list[np.ndarray]:
    """Return the arrays that are given.

    Raises:
        ShapeError: BD183, when they do not belong together.
    """
    found = [np.asarray(a.detach() if hasattr(a, "detach") else a) for a in arrays if a is not None]
    units = found[1].shape[-1] if found[1].ndim == 2 else 0
    wide = gates * units
    features = found[0].shape[-1] if found[0].ndim == 2 else 0
    wanted = [(wide, features), (wide, units), (wide,), (wide,)]
    if len(found) not in (2, 4) or [a.shape for a in found] != wanted[: len(found)] or not units:
        got = ", ".join(map(shape_text, found))
        expected = f"({gates}·units, features), ({gates}·units, units), ({gates}·units,), ({gates}·units,)"
        raise error("BD183", where=where, got=got, expected=expected)
    return found
