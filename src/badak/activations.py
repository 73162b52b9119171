"""Activation functions under the names layers use.

Each takes an array or a tensor and is differentiable to any order. ``get`` turns what a user writes into a function.
"""

from __future__ import annotations

from typing import Any

from badak.autograd.tensor import tensor
from badak.ops.activation import (
    celu,
    elu,
    gelu,
    glu,
    hard_shrink,
    hard_sigmoid,
    hard_silu,
    hard_tanh,
    heaviside,
    leaky_relu,
    log_sigmoid,
    mish,
    piecewise_linear,
    relu6,
    relu_general,
    selu,
    sigmoid,
    silu,
    soft_shrink,
    softplus,
    softsign,
    sparse_plus,
    sparse_sigmoid,
    squareplus,
    step,
    tanh_shrink,
)
from badak.ops.activation import relu as _plain_relu
from badak.ops.activation import threshold as _threshold
from badak.ops.elementwise import exp as exponential
from badak.ops.elementwise import sign, tanh
from badak.ops.softmax import log_softmax, softmax, sparsemax
from badak.registry import Registry

ACTIVATIONS = Registry("activation", "활성화 함수", functions=True)
"""The activation functions by name."""


def relu(x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    r"""Return the value where positive, 0 elsewhere; the slope at 0 is 0.

    $$f(x) = \begin{cases} m & x \ge m \\ x & \theta \le x < m \\ \alpha(x - \theta) & x < \theta \end{cases}$$

    Args:
        x: any shape.
        negative_slope: α, the slope below the threshold.
        max_value: m, the largest value; None for no limit.
        threshold: θ; values below it are treated as negative.

    Returns:
        The same shape.

    Example:
        >>> import badak
        >>> badak.activations.relu([-1.0, 0.0, 9.0], max_value=6.0).tolist()
        [0.0, 0.0, 6.0]

    Source: Nair, Hinton 2010, Rectified linear units improve restricted Boltzmann machines.
    """
    if not negative_slope and max_value is None and not threshold:
        return _plain_relu(x)
    return relu_general(x, negative_slope=negative_slope, max_value=max_value, threshold=threshold)


def threshold(x: Any, threshold: float, default_value: float) -> Any:
    r"""Return the value where it is above a threshold, another number elsewhere.

    $$f(x) = \begin{cases} x & x > \theta \\ v & x \le \theta \end{cases}$$

    Args:
        x: any shape.
        threshold: θ.
        default_value: v.

    Returns:
        The same shape.

    Example:
        >>> import badak
        >>> badak.activations.threshold([0.5, 2.0], 1.0, -1.0).tolist()
        [-1.0, 2.0]
    """
    return _threshold(x, threshold=threshold, value=default_value)


def linear(x: Any) -> Any:
    """Return the value itself.

    Args:
        x: any shape.

    Returns:
        The same object; numbers and lists as a tensor.

    Example:
        >>> import badak
        >>> badak.activations.linear([-1.0, 2.0]).tolist()
        [-1.0, 2.0]
    """
    return tensor(x) if isinstance(x, int | float | list | tuple) else x


identity = linear
swish = silu
hard_swish = hard_silu

ACTIVATIONS.names.update(
    {
        "celu": celu,
        "elu": elu,
        "exponential": exponential,
        "gelu": gelu,
        "glu": glu,
        "hard_shrink": hard_shrink,
        "hard_sigmoid": hard_sigmoid,
        "hard_silu": hard_silu,
        "hard_tanh": hard_tanh,
        "heaviside": heaviside,
        "leaky_relu": leaky_relu,
        "linear": linear,
        "log_sigmoid": log_sigmoid,
        "log_softmax": log_softmax,
        "mish": mish,
        "piecewise_linear": piecewise_linear,
        "relu": relu,
        "relu6": relu6,
        "selu": selu,
        "sigmoid": sigmoid,
        "sign": sign,
        "silu": silu,
        "soft_shrink": soft_shrink,
        "softmax": softmax,
        "softplus": softplus,
        "softsign": softsign,
        "sparse_plus": sparse_plus,
        "sparse_sigmoid": sparse_sigmoid,
        "sparsemax": sparsemax,
        "squareplus": squareplus,
        "step": step,
        "tanh": tanh,
        "tanh_shrink": tanh_shrink,
        "threshold": threshold,
        # other words for the same
        "hard_swish": hard_silu,
        "identity": linear,
        "swish": silu,
    }
)


def get(identifier: Any) -> Any:
    """Return the activation function that a name, function, layer or configuration stands for.

    Args:
        identifier: ``"relu"``, a function of one tensor, an activation layer, what a model file holds, or None for
            ``linear``.

    Returns:
        Something that can be called with a tensor.

    Raises:
        ArgumentError: BD014, for an unknown name.

    Example:
        >>> import badak
        >>> badak.activations.get("tanh")([0.0]).tolist()
        [0.0]
        >>> badak.activations.get(None) is badak.activations.linear
        True
    """
    if identifier is None:
        return linear
    return ACTIVATIONS.get(identifier, "activations.get")


def name_of(function: Any) -> str:
    """Return the name under which an activation function is written into model files.

    Args:
        function: one of this module, or one registered with ``badak.register``.

    Returns:
        Its name.

    Raises:
        ArgumentError: BD085, for a function without a name of its own.

    Example:
        >>> import badak
        >>> badak.activations.name_of(badak.activations.swish)
        'silu'
    """
    if function is _plain_relu:  # the operation behind the plain case
        return "relu"
    name = ACTIVATIONS.describe(function, "activation")
    return name["class"] if isinstance(name, dict) else name


__all__ = [
    "ACTIVATIONS",
    "celu",
    "elu",
    "exponential",
    "gelu",
    "get",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "heaviside",
    "identity",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "name_of",
    "piecewise_linear",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "sign",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "step",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
]
