"""How much arithmetic a row takes: the multiplications of its convolutions and matrix products, counted from the model.

Counted as the textbook's formula has them, however they are computed: Winograd's method takes a quarter of the products of a
3×3 convolution and may so pass for more than the machine can do. Batch norm, activations, pooling, loss and update count
as nothing, so a fraction of the peak tells how much of a step is lost to everything but products.
"""

from __future__ import annotations

import math
from typing import Any


def forward_products(model: Any) -> list[int]:
    """For each layer with a kernel, in order: multiplications (each with its addition) that one sample takes through it.

    Raises:
        TypeError: for a layer with weights of two or more axes of which this does not know how often they are used.
    """
    inner = list(model.sublayers())
    if inner:
        return [count for _, layer in inner for count in forward_products(layer)]
    params = {name: w.data.shape for name, w in model.slot.params.items()} if model.slot is not None else {}
    if not any(len(shape) > 1 for shape in params.values()):
        return []
    kind = type(model).__name__
    if kind == "Dense":
        places = math.prod(model.slot.out_shape[:-1])
    elif kind in ("Conv1D", "Conv2D", "Conv3D"):
        places = math.prod(model.slot.out_shape[:-1])  # channels last
    else:
        raise TypeError(f"how often {kind} uses its weights is not known here: add it to benchmarks/work.py")
    return [math.prod(params["kernel"]) * places]


def forward_flops(model: Any) -> int:
    """Multiplications and additions of one sample at prediction."""
    return 2 * sum(forward_products(model))


def training_flops(model: Any) -> int:
    """Multiplications and additions of one sample in a training step.

    The gradients by the kernel and by the data take as many as the way forward, each; nobody asks for the gradient by
    the pictures themselves, so the first layer has none by its data.
    """
    products = forward_products(model)
    return 2 * (3 * sum(products) - products[0]) if products else 0
