"""Weights and pictures for networks of the zoo: NumPy alone, and the same bits on every machine, so that none is stored.

A weight is named by the shape that PyTorch gives it and by what it is; they are made in the order of PyTorch's ``state_dict``.
"""

from __future__ import annotations

import math

import numpy as np

from references.problem import uniform

# name: the model's function in badak's zoo, its arguments, the shape of one picture
NETWORKS: dict[str, tuple[str, dict, tuple[int, int, int]]] = {
    "resnet20": ("resnet20", {"classes": 10}, (16, 16, 3)),
    "resnet20.projection": ("resnet20", {"classes": 10, "shortcut": "projection"}, (16, 16, 3)),
    "resnet18": ("resnet18", {"classes": 7}, (40, 40, 3)),
    "resnet50": ("resnet50", {"classes": 7}, (33, 33, 3)),
    "vgg11": ("vgg11", {"classes": 7, "units": 16, "dropout": 0.0}, (64, 64, 3)),
    "vgg11.batch_norm": ("vgg11", {"classes": 7, "units": 16, "dropout": 0.0, "batch_norm": True}, (64, 64, 3)),
}
BATCH = 2


def weight(place: int, kind: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return the weight at a place of the state_dict: He's spread for kernels, statistics and scales near their start."""
    values = uniform(1_000 + place, math.prod(shape)).reshape(shape)
    if kind == "kernel":
        return values * math.sqrt(6 / math.prod(shape[1:]))
    return {"gamma": 1 + 0.2 * values, "moving_variance": 1.5 + 0.5 * values}.get(kind, 0.1 * values)


def pictures(shape: tuple[int, int, int]) -> np.ndarray:
    """Return a batch of pictures with the channels last."""
    return uniform(7, BATCH * math.prod(shape)).reshape(BATCH, *shape)


def cotangent(classes: int) -> np.ndarray:
    """Return the gradient that arrives at the logits."""
    return uniform(8, BATCH * classes).reshape(BATCH, classes)
