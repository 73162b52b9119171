"""Activation functions in plain NumPy, each with its derivative.

``ACTIVATIONS`` holds them by name as pairs (function, derivative). Where a function has a corner or a jump, the value there
is a convention, and it is stated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Function = Callable[[Any], Any]


def sigmoid(x: Any) -> np.ndarray:
    r"""Return :math:`\sigma(x) = 1/(1+e^{-x})`, between 0 and 1.

    Args:
        x: numbers, any shape.

    Returns:
        An array of the same shape.

    Example:
        >>> from badak.classic import sigmoid
        >>> sigmoid([0.0, 1.0, -1000.0]).round(6)
        array([0.5     , 0.731059, 0.      ])

    Source: Verhulst 1838 (logistic curve).
    """
    x = np.asarray(x)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    small = np.exp(-np.abs(x))  # never overflows
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def softmax(x: Any) -> np.ndarray:
    r"""Return the shares :math:`e^{x_k}/\sum_j e^{x_j}` along the last axis: above 0, 1 in sum.

    The largest x is subtracted first, which changes nothing in exact arithmetic and keeps the exponential finite.

    Args:
        x: logits (..., classes).

    Returns:
        Probabilities (..., classes).

    Example:
        >>> from badak.classic import softmax
        >>> softmax([4.3, 5.5, 7.2, 2.4, 5.0]).round(2)
        array([0.04, 0.13, 0.74, 0.01, 0.08])

    Source: Bridle 1990, Neurocomputing, 227–236.
    """
    x = np.asarray(x)
    shares = np.exp(x - x.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


def step(x: Any) -> np.ndarray:
    """Return 1 above 0 and 0 elsewhere; at the threshold itself 0.

    Args:
        x: numbers, any shape.

    Returns:
        An array of the same shape.

    Example:
        >>> from badak.classic import step
        >>> step([-1.0, 0.0, 1.0])
        array([0., 0., 1.])

    Source: McCulloch, Pitts 1943, doi 10.1007/BF02478259.
    """
    return np.where(np.asarray(x) > 0, 1.0, 0.0)


def relu(x: Any) -> np.ndarray:
    """Return max(x, 0); the slope at 0 is taken as 0.

    Args:
        x: numbers, any shape.

    Returns:
        An array of the same shape.

    Example:
        >>> from badak.classic import relu
        >>> relu([-1.0, 0.0, 2.0])
        array([0., 0., 2.])

    Source: Nair, Hinton 2010, ICML.
    """
    return np.maximum(np.asarray(x), 0.0)


def _softplus(x: Any) -> np.ndarray:
    return np.logaddexp(0.0, x)  # log(e⁰ + eˣ): a smooth max(0, x)


def _mish_slope(x: Any) -> np.ndarray:
    t = np.tanh(_softplus(x))
    return t + x * sigmoid(x) * (1 - t**2)


def _gelu_slope(x: Any) -> np.ndarray:
    return _normal_share(x) + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


def _normal_share(x: Any) -> np.ndarray:
    """Return the part of a normal distribution below x."""
    import math

    return np.vectorize(lambda v: (1 + math.erf(v / math.sqrt(2))) / 2, otypes=[float])(x)


_SELU_SCALE, _SELU_ALPHA = (
    1.0507009873554805,
    1.6732632423543772,
)  # Klambauer et al. 2017, chosen so that mean 0, variance 1 stay
LEAK = 0.01
"""Slope of leaky ReLU below 0."""
PRELU_SLOPE = 0.25
"""Where PReLU's slope below 0 begins; it is learned from there (He et al. 2015)."""

ACTIVATIONS: dict[str, tuple[Function, Function]] = {
    # name: (value, derivative); all take float arrays
    "step": (step, lambda x: np.zeros_like(x)),  # flat on both sides: nothing to learn by
    "heaviside": (lambda x: np.heaviside(x, 0.5), lambda x: np.zeros_like(x)),  # ½ at 0
    "sign": (np.sign, lambda x: np.zeros_like(x)),  # 0 at 0
    "linear": (lambda x: x * 1.0, lambda x: np.ones_like(x)),
    "piecewise_linear": (lambda x: np.clip(x + 0.5, 0, 1), lambda x: np.where(np.abs(x) < 0.5, 1.0, 0.0)),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),  # at most ¼
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "relu": (relu, lambda x: np.where(x > 0, 1.0, 0.0)),
    "leaky_relu": (lambda x: np.where(x > 0, x, LEAK * x), lambda x: np.where(x > 0, 1.0, LEAK)),
    "prelu": (lambda x: np.where(x > 0, x, PRELU_SLOPE * x), lambda x: np.where(x > 0, 1.0, PRELU_SLOPE)),
    "elu": (lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))), lambda x: np.exp(np.minimum(x, 0))),
    "selu": (
        lambda x: _SELU_SCALE * np.where(x > 0, x, _SELU_ALPHA * np.expm1(np.minimum(x, 0))),
        lambda x: _SELU_SCALE * np.where(x > 0, 1.0, _SELU_ALPHA * np.exp(np.minimum(x, 0))),
    ),
    "softplus": (_softplus, sigmoid),
    "mish": (lambda x: x * np.tanh(_softplus(x)), _mish_slope),
    "gelu": (lambda x: x * _normal_share(x), _gelu_slope),
    "silu": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
}
"""Value and derivative of each activation function of one number."""
