"""Layers one after the other, and what neighbours become together.

Some neighbours cost less as one operation, because each result is written to memory and read again:

    batch norm, ReLU                 one pass instead of two
    convolution, batch norm, ReLU    at prediction the statistics are fixed, so the convolution scales and shifts what it
                                     writes; in training batch norm and ReLU are one pass

The rewrite is made once from the list of layers. Values are those of the layers one by one, to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from badak import activations
from badak.autograd.tape import switch
from badak.layers.activation import ReLU
from badak.layers.context import UNSAID, Context
from badak.layers.conv import Convolution
from badak.layers.core import Activation
from badak.layers.layer import Layer
from badak.layers.norm import BatchNormalization


class _Step(NamedTuple):
    """One call: the layers it stands for with their names, the place of the first, and how they run together."""

    names: tuple[str, ...]
    layers: tuple[Layer, ...]
    place: int
    together: Callable | None


class Chain:
    """Layers in a row, ready to run.

    Args:
        named: name and layer, in order.

    Example:
        >>> import badak
        >>> from badak.layers.chain import Chain
        >>> relu = badak.layers.ReLU()
        >>> _ = relu.build((2,))
        >>> Chain([("relu", relu)]).run({}, badak.tensor([[-1.0, 2.0]]), badak.layers.Context()).tolist()
        [[0.0, 2.0]]
    """

    def __init__(self, named: list[tuple[str, Layer]]) -> None:
        self.steps: list[_Step] = []
        place = 0
        while place < len(named):
            count, together = fused(tuple(layer for _, layer in named[place : place + 3]))
            names, layers = zip(*named[place : place + count], strict=True)
            self.steps.append(_Step(names, layers, place, together))
            place += count
        self._makes_mask: bool | None = None  # asked once, when all layers are built

    def run(self, p: dict[str, Any], x: Any, ctx: Context, wide_from: int | None = None) -> Any:
        """Apply the layers in order; what they keep goes to ``ctx`` under their names.

        Args:
            p: the weights of each layer by its name.
            x: the input.
            ctx: as for a layer.
            wide_from: place of the layer from which on everything is float32; None leaves the number type alone.
        """
        if self._makes_mask is None:
            self._makes_mask = any(layer.makes_mask for step in self.steps for layer in step.layers)
        if self._makes_mask or ctx.mask is not None:
            return self._run_with_mask(p, x, ctx, wide_from)
        for names, layers, place, together in self.steps:
            if wide_from is not None and place + len(layers) > wide_from:
                x, wide_from = x.astype("float32"), None
            if together is None:
                name = names[0]
                inner = ctx.inner(name, place)
                x = layers[0].run(p.get(name) or {}, x, inner)
                if inner.updates:
                    ctx.keep(name, inner)
                continue
            inners = [ctx.inner(name, place + i) for i, name in enumerate(names)]
            x = together(layers, [p.get(name) or {} for name in names], x, inners)
            for name, inner in zip(names, inners, strict=True):
                if inner.updates:
                    ctx.keep(name, inner)
        return x

    def _run_with_mask(self, p: dict[str, Any], x: Any, ctx: Context, wide_from: int | None) -> Any:
        """Do what ``run`` does, and hand the mask of the steps that count from layer to layer."""
        mask = ctx.mask
        for names, layers, place, together in self.steps:
            if wide_from is not None and place + len(layers) > wide_from:
                x = x.astype("float32") if x.dtype.kind in "fV" else x
                wide_from = None
            inners = [ctx.inner(name, place + i) for i, name in enumerate(names)]
            for inner in inners:
                inner.mask = mask
            if together is None:
                out = layers[0].run(p.get(names[0]) or {}, x, inners[0])
                found = inners[0].out_mask
                mask = layers[0].out_mask(mask, x) if found is UNSAID else found
            else:  # fused neighbours: convolution and batch norm
                out = together(layers, [p.get(name) or {} for name in names], x, inners)
                for layer in layers:
                    mask = layer.out_mask(mask, x)
            x = out
            for name, inner in zip(names, inners, strict=True):
                if inner.updates:
                    ctx.keep(name, inner)
        ctx.out_mask = mask
        return x


def fused(layers: tuple[Layer, ...]) -> tuple[int, Callable | None]:
    """Return how many of the first layers run together, and how."""
    first, *rest = layers
    if any(layer.activity_regularizer is not None for layer in layers):  # it needs what the layer itself gives
        return 1, None
    if _is_linear_convolution(first) and rest and _is_channel_norm(rest[0]):
        return (3 if len(rest) > 1 and _is_relu(rest[1]) else 2), _convolution_norm
    if _is_channel_norm(first) and rest and _is_relu(rest[0]):
        return 2, _norm_relu
    return 1, None


def _is_relu(layer: Layer) -> bool:
    if type(layer) is ReLU:
        return layer.max_value is None and not layer.negative_slope and not layer.threshold
    return type(layer) is Activation and layer.activation is activations.get("relu")


def _is_channel_norm(layer: Layer) -> bool:
    return type(layer) is BatchNormalization and layer.axis == -1


def _is_linear_convolution(layer: Layer) -> bool:
    return isinstance(layer, Convolution) and layer.activation is activations.linear and not layer.channels_first


def _norm_relu(layers: tuple, params: list, x: Any, inners: list) -> Any:
    return layers[0].run(params[0], x, inners[0], activation="relu")


def _convolution_norm(layers: tuple, params: list, x: Any, inners: list) -> Any:
    convolution, norm = layers[:2]
    activation = "relu" if len(layers) > 2 else None
    if norm.uses_batch(inners[1]) or switch.recording:
        x = convolution.run(params[0], x, inners[0])
        return norm.run(params[1], x, inners[1], activation=activation)
    return convolution.run(params[0], x, inners[0], fixed=norm.fixed(params[1], inners[1]), activation=activation)
