"""Optimizers: Keras's names, two pure functions (``init``, ``update``), and ``apply`` for PyTorch's way of training.

Example:
    The pure way, over trees:

    >>> import badak, numpy as np
    >>> optimizer = badak.optimizers.Adam(learning_rate=0.01)
    >>> params = {"w": np.array([3.0, -4.0])}
    >>> state = optimizer.init(params)
    >>> params, state = optimizer.update({"w": 2 * params["w"]}, state, params)

    The imperative way, with tensors:

    >>> w = badak.tensor([3.0, -4.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optimizer.apply([w])
"""

from badak.optimizers import schedules as schedules  # Keras's path to badak.schedules, where they are described
from badak.optimizers.adadelta import Adadelta
from badak.optimizers.adagrad import Adagrad
from badak.optimizers.adam import Adam, AdamW
from badak.optimizers.adamax import Adamax
from badak.optimizers.clipping import clip_by_global_norm, clip_by_norm, clip_by_value, global_norm
from badak.optimizers.lion import Lion
from badak.optimizers.muon import Muon
from badak.optimizers.nadam import Nadam
from badak.optimizers.optimizer import Optimizer
from badak.optimizers.registry import get
from badak.optimizers.rmsprop import RMSprop
from badak.optimizers.sgd import SGD

__all__ = [
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Lion",
    "Muon",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "get",
    "global_norm",
]
