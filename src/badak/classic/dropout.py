"""Dropout by hand: in training some neurons are silent, others each time."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.checks import number
from badak.classic.layers import Layer


class Dropout(Layer):
    r"""Switch each value off with probability ``rate``, and enlarge the others so that the mean stays.

    .. math:: o = \frac{m \cdot x}{1 - \text{rate}},\qquad dx = \frac{m \cdot do}{1 - \text{rate}},\qquad m \in \{0, 1\}

    After training nothing is switched off and nothing needs to be scaled. (Older texts scale there instead, by 1 - rate:
    the same on average.)

    Args:
        rate: part that is switched off, 0 ≤ rate < 1.
        seed: of the random mask.

    Raises:
        ArgumentError: BD040, for a rate outside its range.
        StateError: BD339, for ``backward`` before ``forward``.

    Example:
        >>> import numpy as np
        >>> from badak.classic import Dropout
        >>> layer = Dropout(0.5, seed=0)
        >>> sorted(set(layer.forward(np.ones((1, 8))).ravel().tolist()))
        [0.0, 2.0]
        >>> layer.forward(np.ones((1, 2)), training=False)
        array([[1., 1.]])

    Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, JMLR 15, 1929–1958; inverted, as everybody has it.
    """

    def __init__(self, rate: float = 0.5, seed: int | None = 0) -> None:
        super().__init__()
        self.rate = number("classic.Dropout", "rate", rate, 0.0, 1.0, below=True)
        self._random = np.random.default_rng(seed)

    def forward(self, x: Any, training: bool = True) -> np.ndarray:
        """Return x with some of it switched off, where ``training``."""
        x = np.asarray(x)
        if training:
            self._kept = (self._random.random(x.shape) >= self.rate) / (1 - self.rate)
        else:
            self._kept = np.ones(x.shape)
        return x * self._kept

    def backward(self, dout: Any) -> np.ndarray:
        """Return dout where x was on, enlarged alike."""
        return np.asarray(dout) * self._recall()
