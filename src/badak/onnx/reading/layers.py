"""Nodes with weights become layers, so that they can be looked at and trained further."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak import initializers
from badak import layers as L
from badak.onnx.reading.registry import NodeCall, is_known, is_symbol


def placed(call: NodeCall, layer: Any, x: Any, weights: list) -> Any:
    """Put a layer with weights into the model that is being made."""
    rows = [name for name in ("kernel_initializer", "embeddings_initializer") if hasattr(layer, name)]
    usual = {name: getattr(layer, name) for name in rows}
    layer._fix(**dict.fromkeys(rows, initializers.get("zeros")))  # a hundred million numbers are not drawn in vain
    out = layer(x)
    layer._fix(**usual)
    layer.set_weights([np.asarray(w) for w in weights])
    return out


def named(call: NodeCall) -> str:
    """Return a name for a layer: that of the node, without its kind where badak or PyTorch put it behind (``dense/Gemm``)."""
    return call.layer_name(text(call.name).removesuffix(f"/{call.kind}"))


def text(name: Any) -> str:
    """Return a name; protobuf gives the bytes of one that is no UTF-8."""
    return name.decode(errors="replace") if isinstance(name, bytes) else name


def common(call: NodeCall, x: Any) -> dict:
    """Return the name and the number type of a layer."""
    return {"name": named(call), "dtype": None if x.dtype == np.float32 else x.dtype.name}


def dense(call: NodeCall, x: Any, w: Any, b: Any) -> Any:
    """Return Dense(x), None where this is no dense layer with known weights."""
    whole = is_symbol(x) and x.dtype.kind == "f" and is_known(w) and np.ndim(w) == 2 and x.shape[-1] == w.shape[0]
    if not whole or x.ndim < 2 or not (b is None or (is_known(b) and np.shape(b) == (w.shape[1],))):
        return None
    layer = L.Dense(w.shape[1], use_bias=b is not None, **common(call, x))
    return placed(call, layer, x, [w] if b is None else [w, b])


def embedding(call: NodeCall, table: Any, ids: Any) -> Any:
    """Return Embedding(ids), None where this is no table of vectors with known values."""
    if not (is_known(table) and table.ndim == 2 and table.dtype.kind == "f" and is_symbol(ids) and ids.ndim > 0):
        return None
    layer = L.Embedding(table.shape[0], table.shape[1], name=named(call))
    return placed(call, layer, ids, [table])


def convolution(call: NodeCall, x: Any, w: Any, b: Any, how: dict) -> Any:
    """Return ConvND(x) with channels first, None where the weights are not known."""
    if not (is_symbol(x) and is_known(w) and (b is None or is_known(b)) and x.ndim in (3, 4, 5)):
        return None
    rank = x.ndim - 2
    kind = (L.Conv1D, L.Conv2D, L.Conv3D)[rank - 1]
    layer = kind(
        w.shape[0], w.shape[2:], strides=how["strides"], padding=how["padding"], dilation_rate=how["dilation"],
        groups=how["groups"], use_bias=b is not None, data_format="channels_first", **common(call, x),
    )  # fmt: skip
    kernel = np.transpose(w, (*range(2, rank + 2), 1, 0))
    return placed(call, layer, x, [kernel] if b is None else [kernel, b])


def batch_norm(call: NodeCall, x: Any, parts: list, epsilon: float, momentum: float) -> Any:
    """Return BatchNormalization(x) over axis 1, None where its numbers are not known."""
    if not (is_symbol(x) and all(is_known(p) for p in parts) and x.ndim >= 2):
        return None
    layer = L.BatchNormalization(axis=1, epsilon=epsilon, momentum=momentum, **common(call, x))
    return placed(call, layer, x, parts)


def convolution_transposed(call: NodeCall, x: Any, w: Any, b: Any, how: dict) -> Any:
    """Return ConvNDTranspose(x) with channels first, None where the weights are not known or come in groups."""
    if not (is_symbol(x) and is_known(w) and (b is None or is_known(b)) and x.ndim in (3, 4, 5)) or how["groups"] != 1:
        return None
    rank = x.ndim - 2
    kind = (L.Conv1DTranspose, L.Conv2DTranspose, L.Conv3DTranspose)[rank - 1]
    layer = kind(
        w.shape[1], w.shape[2:], strides=how["strides"], padding=how["padding"], output_padding=how["output_padding"],
        dilation_rate=how["dilation"], use_bias=b is not None, data_format="channels_first", **common(call, x),
    )  # fmt: skip
    kernel = np.transpose(w, (*range(2, rank + 2), 1, 0))
    return placed(call, layer, x, [kernel] if b is None else [kernel, b])


def layer_norm(call: NodeCall, x: Any, axis: int, scale: Any, shift: Any, epsilon: float) -> Any:
    """Return LayerNormalization(x), None where its numbers are not known or it takes samples together."""
    sizes = tuple(x.shape[axis:])
    if not (is_symbol(x) and axis > 0 and is_known(scale) and scale.shape == sizes):
        return None
    if not (shift is None or (is_known(shift) and shift.shape == sizes)):
        return None
    axes = tuple(range(axis, x.ndim))
    layer = L.LayerNormalization(
        axis=axes[0] if len(axes) == 1 else axes, epsilon=epsilon, center=shift is not None, **common(call, x)
    )
    return placed(call, layer, x, [scale] if shift is None else [scale, shift])


def recurrent(call: NodeCall, x: Any, weights: list, starts: list, mask: Any, how: dict) -> Any:
    """Return the outputs of all steps and the last states of a layer, None where values are computed or states half given.

    Args:
        call: the node.
        x: data (batch, time, features), in the order in which the layer reads it.
        weights: kernel, recurrent kernel, and the bias if there is one.
        starts: the first states, or None for each.
        mask: which steps count, or None.
        how: arguments of the layer of this kind.
    """
    given = [s for s in starts if s is not None]
    if not is_symbol(x) or any(not is_symbol(s) for s in given) or len(given) not in (0, len(starts)):
        return None
    kind: Any = {"LSTM": L.LSTM, "GRU": L.GRU, "RNN": L.SimpleRNN}[call.kind]
    layer = kind(
        weights[1].shape[0], use_bias=len(weights) == 3, return_sequences=True, return_state=True,
        zero_output_for_mask=True, **how, **common(call, x),
    )  # fmt: skip
    out = layer(x, initial_state=given or None, mask=mask)
    layer.set_weights([np.asarray(w) for w in weights])
    return out
