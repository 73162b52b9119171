"""Find where a number first stopped being finite: the batch, a weight, or the output of a layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.tape import recording
from badak.autograd.tensor import Tensor
from badak.autograd.tree import paths
from badak.errors import phrase
from badak.layers.context import UNSAID, Context


def first_not_finite(model: Any, batch: tuple) -> str:
    """Run a batch through the model layer by layer and say, in words, where the first NaN or infinity appears."""
    x, y, _ = batch
    for role, array in (("x", x), ("y", y)):
        if isinstance(array, np.ndarray) and not np.isfinite(array).all():
            return phrase(f"the batch's {role} holds NaN or infinity", f"배치의 {role}에 NaN이나 무한대가 있습니다")
    for name, value in paths(model.raw_params()):
        if not np.isfinite(np.asarray(value)).all():
            return phrase(f"weight {name} is not finite", f"가중치 {name}이(가) 유한하지 않습니다")
    out: Any = Tensor(x) if not isinstance(x, tuple) else tuple(Tensor(part) for part in x)
    states = model.state_tree()
    params = model.params_tree()
    mask = None
    with recording(False), np.errstate(all="ignore"):
        for place, layer in enumerate(model.layers):
            before = out
            ctx = Context(True, (place, 0), states.get(layer.name, {}), mask)
            out = layer.run(params.get(layer.name, {}), out, ctx)
            mask = layer.out_mask(mask, before) if ctx.out_mask is UNSAID else ctx.out_mask
            if not np.isfinite(np.asarray(out.data)).all():
                low, high = float(np.min(before.data)), float(np.max(before.data))
                return phrase(
                    f"first in the output of {layer.label}, whose input ranged from {low:.4g} to {high:.4g}",
                    f"{layer.label}의 출력에서 처음 나타났습니다. 그 입력의 범위는 {low:.4g}부터 {high:.4g}까지였습니다",
                )
    low, high = float(np.min(out.data)), float(np.max(out.data))
    return phrase(
        f"every layer's output is finite ({low:.4g} to {high:.4g} at the end): the loss itself overflowed",
        f"모든 층의 출력은 유한합니다(마지막 {low:.4g}부터 {high:.4g}까지). 손실 계산에서 넘쳤습니다",
    )
