"""LSTM, GRU and RNN: ONNX's gates, directions, and sequences that end early."""

from __future__ import annotations

from typing import Any

import numpy as np

import badak
from badak.onnx.reading import layers
from badak.onnx.reading.registry import NodeCall, Unable, Zeros, is_known, known, node
from badak.ops.gru import gru
from badak.ops.lstm import lstm
from badak.ops.shape import getitem
from badak.ops.simple_rnn import simple_rnn

_ORDER = {"LSTM": (0, 2, 3, 1), "GRU": (0, 1, 2), "RNN": (0,)}  # ONNX's i o f c in the order i f c o
_USUAL = {"LSTM": ("Sigmoid", "Tanh", "Tanh"), "GRU": ("Sigmoid", "Tanh"), "RNN": ("Tanh",)}
_RNN = {"tanh": "tanh", "relu": "relu", "affine": None}


def _gates(kind: str, w: np.ndarray) -> np.ndarray:
    """Return (gates · units, …) with badak's order of gates."""
    parts = np.split(w, len(_ORDER[kind]))
    return np.concatenate([parts[i] for i in _ORDER[kind]])


@node("LSTM", "GRU", "RNN")
def _recurrent(
    call: NodeCall, x: Any, w: Any, r: Any, b: Any = None, lengths: Any = None, h: Any = None, c: Any = None,
    peepholes: Any = None,
) -> Any:  # fmt: skip
    kind = call.kind
    if peepholes is not None and not (is_known(peepholes) and not np.any(peepholes)):
        raise Unable("LSTM with peepholes")
    if call.get("clip") is not None or call.get("input_forget", 0):
        raise Unable(f"{kind} with clip or input_forget")
    w, r = known(w, f"the weights of {kind}"), known(r, f"the weights of {kind}")
    b = None if b is None else known(b, f"the bias of {kind}")
    count = w.shape[0]
    names = [n.decode() if isinstance(n, bytes) else n for n in call.get("activations") or _USUAL[kind] * count]
    per = len(names) // count
    batch_first = bool(call.get("layout", 0))
    x = x if batch_first else badak.transpose(x, (1, 0, 2))
    h, c = (None if type(s) is Zeros or (is_known(s) and not np.any(s)) else s for s in (h, c))
    mask = _mask(x, lengths)
    outs, lasts = [], []
    for d in range(count):
        backwards = call.get("direction", "forward") == "reverse" or d == 1
        starts = [None if s is None else getitem(s, index=(slice(None), d) if batch_first else (d,)) for s in (h, c)]
        own = [n.lower() for n in names[d * per : (d + 1) * per]]
        out, *states = _one(call, kind, x, w[d], r[d], None if b is None else b[d], starts, mask, backwards, own)
        outs.append(out)
        lasts.append(states)
    axis = 2 if batch_first else 1
    ys = [
        getitem(y if batch_first else badak.transpose(y, (1, 0, 2)), index=(slice(None),) * axis + (None,))
        for y in outs
    ]
    found = [badak.concatenate(ys, axis=axis) if count > 1 else ys[0]]
    for state in zip(*lasts):
        axis = 1 if batch_first else 0
        rows = [getitem(s, index=(slice(None),) * axis + (None,)) for s in state]
        found.append(badak.concatenate(rows, axis=axis) if count > 1 else rows[0])
    return tuple(found)[: max(call.outputs, 1)] if call.outputs > 1 else found[0]


def _mask(x: Any, lengths: Any) -> Any:
    if lengths is None:
        return None
    time = x.shape[1]
    if is_known(lengths) and time is not None and (np.asarray(lengths) == time).all():
        return None
    if time is not None:
        return badak.less(np.arange(time)[None, :], getitem(lengths, index=(slice(None), None)))
    first = getitem(x, index=(slice(None), slice(None), 0))
    ones = badak.astype(badak.logical_or(badak.equal(first, first), True), dtype=np.int64)
    numbers = badak.cumsum(ones, axis=1)  # 1, 2, 3 … for as many steps as there are
    return badak.less_equal(numbers, badak.astype(getitem(lengths, index=(slice(None), None)), dtype=np.int64))


def _one(
    call: NodeCall, kind: str, x: Any, w: np.ndarray, r: np.ndarray, b: Any, starts: list, mask: Any, backwards: bool,
    names: list,
) -> tuple:  # fmt: skip
    """Run one direction; outputs beyond the end of a sequence are zeros."""
    kernel, recurrent = _gates(kind, w).T, _gates(kind, r).T
    half = len(w)
    biases = None if b is None else (_gates(kind, b[:half]), _gates(kind, b[half:]))
    data, counts = (
        (x, mask) if not backwards else (badak.flip(x, axis=1), None if mask is None else badak.flip(mask, axis=1))
    )
    h, c = starts
    if kind == "LSTM":
        if names != ["sigmoid", "tanh", "tanh"]:
            raise Unable(f"LSTM with activations {names}")
        bias, how = None if biases is None else biases[0] + biases[1], {}
    elif kind == "GRU":
        if names != ["sigmoid", "tanh"]:
            raise Unable(f"GRU with activations {names}")
        after = bool(call.get("linear_before_reset", 0))
        bias, how = (
            None if biases is None else np.stack(biases) if after else biases[0] + biases[1],
            {"reset_after": after},
        )
    else:
        if names[0] not in _RNN:
            raise Unable(f"RNN with activations {names}")
        bias, how = None if biases is None else biases[0] + biases[1], {"activation": _RNN[names[0]]}
    begin = [h, c] if kind == "LSTM" else [h]
    made = layers.recurrent(
        call, data, [kernel, recurrent, *([] if bias is None else [bias])], begin, counts,
        {**how, "activation": how["activation"] or "linear"} if kind == "RNN" else how,
    )  # fmt: skip
    if made is not None:
        out, *states = made
        return (badak.flip(out, axis=1) if backwards else out, *states)
    function = {"LSTM": lstm, "GRU": gru, "RNN": simple_rnn}[kind]
    out, *states = function(data, kernel, recurrent, bias, *begin, counts, **how)
    if counts is not None:
        out = badak.where(getitem(counts, index=(slice(None), slice(None), None)), out, out * 0)
    return (badak.flip(out, axis=1) if backwards else out, *states)
