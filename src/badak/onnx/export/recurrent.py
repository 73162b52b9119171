"""LSTM, GRU and the plain recurrent layer: ONNX's order of gates, and masks of any kind."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.onnx.export.elementwise import floats, op
from badak.onnx.export.registry import operation
from badak.onnx.export.values import Unable, Value
from badak.onnx.export.writer import Writer

# badak's gates are Keras's: LSTM i f c o, GRU z r h; ONNX's LSTM has i o f c
_ORDER = {"LSTM": (0, 3, 1, 2), "GRU": (0, 1, 2), "RNN": (0,)}


def _known(g: Writer, x: Any) -> np.ndarray:
    value = g.value(x)
    if value.array is None:
        raise Unable
    return value.array


def _by_gate(kind: str, w: np.ndarray) -> np.ndarray:
    """Return (…, gates · units) with ONNX's order of gates."""
    units = w.shape[-1] // len(_ORDER[kind])
    return np.concatenate([w[..., i * units : (i + 1) * units] for i in _ORDER[kind]], axis=-1)


class Steps:
    """Which steps count, made into what ONNX has: sequences that end early.

    The steps that count are brought to the front in their order, the operator reads so many of them, and each step of the result
    takes the state after the last step that counted until there. So masks need not be at the end.
    """

    def __init__(self, g: Writer, mask: Value) -> None:
        counts = g.cast(mask, np.int64)  # (batch, time)
        time = g.sizes(mask, 1, 2)
        self.lengths = g.cast(op(g, "sum", counts, axis=1), np.int32)
        until = g.emit("CumSum", counts, g.constant(1, np.int64), shape=mask.shape)
        self.last = op(g, "subtract", until, 1)  # -1 before the first step that counts
        numbers = op(g, "subtract", g.emit("CumSum", op(g, "add", op(g, "multiply", counts, 0), 1),
                                           g.constant(1, np.int64), shape=mask.shape), 1)  # fmt: skip
        late = op(g, "add", numbers, time)
        keys = op(g, "where", mask, numbers, late)
        names = g.node("TopK", [g.last(keys), g.last(time)], outputs=2, axis=1, largest=0, sorted=1)
        self.order = Value(mask.shape, np.int64, last=names[1])

    def fronted(self, g: Writer, x: Value) -> Value:
        """Return (batch, time, features) with the steps that count first."""
        return _along(g, x, self.order)

    def spread(self, g: Writer, out: Value, first: Value | None) -> Value:
        """Return (batch, time, units) with each result at its step, repeated where steps do not count."""
        here = _along(g, out, op(g, "maximum", self.last, 0))
        begun = g.unsqueeze(op(g, "greater_equal", self.last, 0), [2])
        before = 0.0 if first is None else g.unsqueeze(first, [1])
        return op(g, "where", begun, here, before)


def _along(g: Writer, x: Value, places: Value) -> Value:
    """Pick, for each sample, steps by their numbers."""
    wide = g.unsqueeze(places, [2])
    shape = g.node("Concat", [g.last(g.sizes(places)), g.last(g.sizes(x, 2, 3))], axis=0)
    index = g.node("Expand", [g.last(wide), shape])
    return Value(x.shape, x.dtype, last=g.node("GatherElements", [g.last(x), index], axis=1))


def _run(
    g: Writer,
    kind: str,
    x: Any,
    w: np.ndarray,
    r: np.ndarray,
    b: np.ndarray | None,
    starts: list,
    mask: Any,
    **more: Any,
) -> list[Value]:
    """Write the operator; return all states (batch, time, units) and the last ones (batch, units)."""
    x = floats(g, g.value(x))
    units = r.shape[0]
    steps = None if mask is None else Steps(g, g.cast(g.value(mask), bool))
    data = x if steps is None else steps.fronted(g, x)
    turned = g.transpose(data, (1, 0, 2))  # the layout with time first is the one that every runtime has
    first = [None if s is None else g.value(s) for s in starts]
    inputs = [
        g.last(turned),
        g.weight(_by_gate(kind, w).T[None], "W"),
        g.weight(_by_gate(kind, r).T[None], "R"),
        "" if b is None else g.weight(b[None], "B"),
        "" if steps is None else g.last(steps.lengths),
        *["" if s is None else g.last(g.unsqueeze(s, [0])) for s in first],
    ]
    while not inputs[-1]:
        inputs.pop()
    names = g.node(kind, inputs, outputs=len(starts) + 1, hidden_size=units, **more)
    time = x.shape[1]
    states = g.squeeze(Value((time, 1, x.shape[0], units), x.dtype, last=names[0]), [1])
    out = g.transpose(states, (1, 0, 2))
    lasts = [g.squeeze(Value((1, x.shape[0], units), x.dtype, last=name), [0]) for name in names[1:]]
    if steps is None:
        return [out, *lasts]
    if first[0] is None:
        return [steps.spread(g, out, None), *lasts]
    return [steps.spread(g, out, first[0]), *lasts]


@operation("lstm")
def _lstm(
    g: Writer, x: Any, kernel: Any, recurrent_kernel: Any, bias: Any = None, h: Any = None, c: Any = None,
    mask: Any = None, keep: Any = None,
) -> Any:  # fmt: skip
    if keep is not None:  # recurrent dropout belongs to training
        raise Unable
    w, r = _known(g, kernel), _known(g, recurrent_kernel)
    b = None
    if bias is not None:
        b = np.concatenate([_by_gate("LSTM", _known(g, bias)), np.zeros(w.shape[1], w.dtype)])
    return tuple(_run(g, "LSTM", x, w, r, b, [h, c], mask))


@operation("gru")
def _gru(
    g: Writer, x: Any, kernel: Any, recurrent_kernel: Any, bias: Any = None, h: Any = None, mask: Any = None,
    keep: Any = None, *, reset_after: bool = True,
) -> Any:  # fmt: skip
    if keep is not None:  # recurrent dropout belongs to training
        raise Unable
    w, r = _known(g, kernel), _known(g, recurrent_kernel)
    b = None
    if bias is not None:
        both = _known(g, bias)
        b = both.reshape(-1) if reset_after else np.concatenate([both, np.zeros_like(both)])
    return tuple(_run(g, "GRU", x, w, r, b, [h], mask, linear_before_reset=int(reset_after)))


@operation("simple_rnn")
def _simple_rnn(
    g: Writer, x: Any, kernel: Any, recurrent_kernel: Any, bias: Any = None, h: Any = None, mask: Any = None,
    keep: Any = None, *, activation: str | None = "tanh",
) -> Any:  # fmt: skip
    if keep is not None:  # recurrent dropout belongs to training
        raise Unable
    w, r = _known(g, kernel), _known(g, recurrent_kernel)
    b = None if bias is None else np.concatenate([_known(g, bias), np.zeros(w.shape[1], w.dtype)])
    names = {"tanh": "Tanh", "relu": "Relu", None: "Affine"}
    more: dict = {"activations": [names[activation]]}
    if activation is None:  # αx + β
        more |= {"activation_alpha": [1.0], "activation_beta": [0.0]}
    return tuple(_run(g, "RNN", x, w, r, b, [h], mask, **more))
