"""Batch normalisation by hand: each feature at mean 0 and variance 1, then scaled and shifted as the network wants."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.checks import number, whole
from badak.classic.layers import Layer
from badak.errors import expect


class BatchNorm(Layer):
    r"""Normalise each feature over the batch.

    .. math::
        \mu = \tfrac1n\sum_i x_i,\quad \sigma^2 = \tfrac1n\sum_i (x_i-\mu)^2,\quad
        \hat x = \frac{x-\mu}{\sqrt{\sigma^2+\epsilon}},\quad o = \gamma\hat x + \beta

    Backward, with :math:`\bar{\ }` the mean over the batch: :math:`d\beta = \sum do`, :math:`d\gamma = \sum do\,\hat x` and

    .. math:: dx = \frac{\gamma}{\sqrt{\sigma^2+\epsilon}}\left(do - \overline{do} - \hat x\,\overline{do\,\hat x}\right)

    The last two terms are there because every sample moves the mean and the variance of all.

    In training the statistics are the batch's, and running means of them are kept; afterwards the running ones are used, so
    that an answer does not depend on who else is in the batch.

    Args:
        features: size of the last axis.
        momentum: part of the running statistics that is kept at each batch; 0.99 as in Keras.
        epsilon: :math:`\epsilon`, inside the root; 1e-3 as in Keras.

    Raises:
        ArgumentError: BD040, for a number outside its range.
        ShapeError: BD001, for shapes that do not fit.
        StateError: BD339, for ``backward`` before a ``forward`` in training.

    Example:
        >>> import numpy as np
        >>> from badak.classic import BatchNorm
        >>> layer = BatchNorm(1, epsilon=1e-12)
        >>> layer.forward(np.array([[1.0], [3.0]])), layer.running_mean
        (array([[-1.],
               [ 1.]]), array([0.02]))

    Source: Ioffe, Szegedy 2015, arXiv 1502.03167, algorithm 1 and 2; the running variance is the batch's own, as in Keras.
    """

    def __init__(self, features: int, momentum: float = 0.99, epsilon: float = 1e-3) -> None:
        super().__init__()
        features = whole("classic.BatchNorm", "features", features, 1)
        self.momentum = number("classic.BatchNorm", "momentum", momentum, 0.0, 1.0)
        self.epsilon = number("classic.BatchNorm", "epsilon", epsilon, 0.0, above=True)
        self.params = {"gamma": np.ones(features), "beta": np.zeros(features)}
        self.running_mean, self.running_variance = np.zeros(features), np.ones(features)

    def forward(self, x: Any, training: bool = True) -> np.ndarray:
        """Return γx̂ + β: (batch, features)."""
        x, gamma, beta = np.asarray(x), self.params["gamma"], self.params["beta"]
        expect("classic.BatchNorm", "x: batch features, gamma: features", x=x, gamma=gamma)
        if not training:
            return gamma * (x - self.running_mean) / np.sqrt(self.running_variance + self.epsilon) + beta
        mean, variance = x.mean(axis=0), x.var(axis=0)
        keep = self.momentum
        self.running_mean = keep * self.running_mean + (1 - keep) * mean
        self.running_variance = keep * self.running_variance + (1 - keep) * variance
        root = np.sqrt(variance + self.epsilon)
        normal = (x - mean) / root
        self._kept = normal, root
        return gamma * normal + beta

    def backward(self, dout: Any) -> np.ndarray:
        """Return dx (batch, features); leave dγ and dβ in ``grads``."""
        (normal, root), dout = self._recall(), np.asarray(dout)
        self.grads = {"gamma": (dout * normal).sum(axis=0), "beta": dout.sum(axis=0)}
        centred = dout - dout.mean(axis=0) - normal * (dout * normal).mean(axis=0)
        return self.params["gamma"] / root * centred
