"""Layers that are written otherwise than by following their formula: with an operator of their own, or with masks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak import activations
from badak.layers.parts import Weights
from badak.onnx.export.elementwise import floats, op
from badak.onnx.export.reduce import reduce
from badak.onnx.export.registry import LAYERS, layer
from badak.onnx.export.values import Unable, Value
from badak.onnx.export.writer import Writer


def found_for(own: Any) -> Any:
    """Return what writes a layer, None where its formula is followed: also for one derived from a layer with the same formula."""
    for cls in type(own).__mro__:
        found = LAYERS.get(cls.__name__) if cls.__module__.startswith("badak.") else None
        if found is not None:
            return found
        if "forward" in cls.__dict__:
            return None
    return None


@layer("BatchNormalization")
def _batch_norm(g: Writer, own: Any, p: Any, x: Value, mask: Any, state: dict, activation: str | None = None) -> Value:
    """Write one BatchNormalization, so that a reader finds scale, shift, mean and variance where it expects them."""
    x = floats(g, x)
    place = own.axis % x.ndim
    channels = x.shape[place]
    ones, zeros = np.ones(channels, np.float32), np.zeros(channels, np.float32)
    parts = [p.get("gamma"), p.get("beta"), state["moving_mean"], state["moving_variance"]]
    wishes = ("gamma", "beta", "moving_mean", "moving_variance")
    values = [
        g.last(g.value(part))
        if hasattr(part, "node")
        else g.weight(default if part is None else np.asarray(part), wish)
        for part, default, wish in zip(parts, (ones, zeros, zeros, ones), wishes, strict=True)
    ]
    out = Value(x.shape, x.dtype)
    if place == x.ndim - 1 or x.ndim < 3:
        out.first = g.node("BatchNormalization", [g.first(x), *values], epsilon=float(own.epsilon))
        if x.ndim < 3:
            out.last, out.first = out.first, None
    elif place == 1:
        out.last = g.node("BatchNormalization", [g.last(x), *values], epsilon=float(own.epsilon))
    else:
        raise Unable
    return out if activation is None else op(g, activation, out)


@layer("Embedding")
def _embedding(g: Writer, own: Any, p: Any, x: Value, mask: Any, state: dict) -> Value:
    return op(g, "take", p.embeddings, x if x.dtype.kind in "iu" else g.cast(x, np.int64), axis=0)


@layer("GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D")
def _global_max(g: Writer, own: Any, p: Any, x: Value, mask: Any, state: dict) -> Value:
    if mask is None or own.rank != 1:
        return reduce(g, "ReduceMax", floats(g, x), own._axes, own.keepdims)
    counts = g.unsqueeze(mask, [1 if own.channels_first else 2])
    lowest = float(np.finfo(np.float32).min)
    found = reduce(g, "ReduceMax", op(g, "where", counts, x, lowest), own._axes, own.keepdims)
    some = op(g, "any", counts, axis=own._axes, keepdims=own.keepdims)
    return op(g, "where", some, found, 0.0)


@layer("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D")
def _global_mean(g: Writer, own: Any, p: Any, x: Value, mask: Any, state: dict) -> Value:
    x = floats(g, x)
    if mask is None or own.rank != 1:
        return reduce(g, "ReduceMean", x, own._axes, own.keepdims)
    weight = g.cast(g.unsqueeze(mask, [1 if own.channels_first else 2]), x.dtype)
    total = reduce(g, "ReduceSum", op(g, "multiply", x, weight), own._axes, own.keepdims)
    many = reduce(g, "ReduceSum", weight, own._axes, own.keepdims)
    return op(g, "divide", total, op(g, "maximum", many, 1.0))


@layer("Masking")
def _masking(g: Writer, own: Any, p: Any, x: Value, mask: Any, state: dict) -> Value:
    counts = g.unsqueeze(masked_steps(g, own, x), [x.ndim - 1])
    return op(g, "multiply", x, g.cast(counts, x.dtype))


def masked_steps(g: Writer, own: Any, x: Value) -> Value:
    """Return which steps have another value than the mask's."""
    return op(g, "any", op(g, "not_equal", x, own.mask_value), axis=-1)


def _one_cell(g: Writer, cell: Any, p: Any, x: Value, starts: list, mask: Any) -> list[Value]:
    """Write what a cell does over all steps, as the operator of its kind; return all outputs and the last states."""
    kind = type(cell).__name__.removesuffix("Cell")
    usual = {"SimpleRNN": ("tanh", "relu", "linear"), "LSTM": ("tanh",), "GRU": ("tanh",)}.get(kind, ())
    name = next((n for n in usual if cell.activation is activations.get(n)), None)
    if name is None or (kind != "SimpleRNN" and cell.recurrent_activation is not activations.get("sigmoid")):
        raise Unable
    weights = (p.kernel, p.recurrent_kernel, p.get("bias"))
    if kind == "SimpleRNN":
        return op(g, "simple_rnn", x, *weights, *starts, mask, activation=None if name == "linear" else name)
    if kind == "GRU":
        return op(g, "gru", x, *weights, *starts, mask, reset_after=cell.reset_after)
    return op(g, "lstm", x, *weights, *starts, mask)


def _cells(cell: Any, p: Any) -> list[tuple[Any, Any]]:
    """Return the cells that stand on top of each other, each with its weights."""
    if type(cell).__name__ != "StackedRNNCells":
        return [(cell, Weights(p))]
    return [pair for i, part in enumerate(cell.cells) for pair in _cells(part, p.get(f"cell_{i}") or {})]


@layer("SimpleRNN", "LSTM", "GRU", "RNN")
def _recurrent(g: Writer, own: Any, p: Any, x: Any, mask: Any, state: dict, initial_state: Any = None) -> Any:
    x, *first = x if isinstance(x, tuple) else (x,)
    first = first or list(initial_state or ())
    mask = mask[0] if isinstance(mask, tuple) else mask
    if own.stateful:
        raise Unable
    if own.go_backwards:
        x = op(g, "flip", x, axis=1)
        mask = None if mask is None else op(g, "flip", mask, axis=1)
    starts = first or [None] * len(own.cell.state_sizes())
    states: list[Value] = []
    out = x
    for cell, weights in _cells(own.cell, (p.get("cell") or {}) if type(own).__name__ == "RNN" else dict(p)):
        count = len(cell.state_sizes())
        out, *more = _one_cell(g, cell, weights, out, starts[len(states) : len(states) + count], mask)
        states += more
    if own.return_sequences:
        if mask is not None and own.zero_output_for_mask:
            out = op(g, "multiply", out, g.cast(g.unsqueeze(mask, [2]), out.dtype))
    else:
        out = states[-len(more)]  # of the cell on top
        if mask is not None and own.zero_output_for_mask:  # the last step, 0 where it does not count
            last = op(g, "getitem", mask, index=(slice(None), -1))
            out = op(g, "multiply", out, g.cast(g.unsqueeze(last, [1]), out.dtype))
    return (out, *states) if own.return_state else out


@layer("TextVectorization")
def _texts(g: Writer, own: Any, p: Any, x: Value, mask: Any, state: dict) -> Value:
    raise Unable  # texts are cut and numbered before they come to a model; ONNX has no words for that


@layer("SinePositionEncoding")
def _sine_positions(g: Writer, own: Any, p: Any, x: Value, mask: Any, state: dict) -> Value:
    x = floats(g, x)
    time, size = x.shape[-2:]
    wave = np.exp(-math.log(own.max_wavelength) * (np.arange(size) // 2 * 2) / size)
    even = np.arange(size) % 2 == 0
    if time is None:  # counted when the graph runs
        steps = g.squeeze(g.sizes(x, x.ndim - 2, x.ndim - 1), [0])
        numbers = g.emit("Range", g.constant(0, np.int64), steps, g.constant(1, np.int64), shape=(None,))
        angle = op(g, "multiply", g.unsqueeze(g.cast(numbers, x.dtype), [1]), g.constant(wave, x.dtype))
        places = op(g, "where", g.constant(even), op(g, "sin", angle), op(g, "cos", angle))
    else:
        angles = np.arange(time)[:, None] * wave
        places = g.constant(np.where(even, np.sin(angles), np.cos(angles)), x.dtype)
    return op(g, "add", op(g, "multiply", x, math.sqrt(size)) if own.scale else x, places)
