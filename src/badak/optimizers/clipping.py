"""Gradient clipping: limits for single values, for each array, and for all gradients together."""

from __future__ import annotations

import math
from typing import Any

from badak.autograd import tree as trees
from badak.autograd.rows import Rows
from badak.backend import namespace
from badak.checks import number


def clip_by_value(grads: Any, limit: float) -> Any:
    """Cut each value of the gradients to [-limit, limit]; the direction changes.

    Args:
        grads: tree of arrays.
        limit: largest absolute value that stays, above 0.

    Returns:
        A new tree.

    Raises:
        ArgumentError: BD040, for a limit that is not above 0.

    Example:
        >>> import badak, numpy as np
        >>> badak.optimizers.clip_by_value({"w": np.array([3.0, -0.5])}, 1.0)
        {'w': array([ 1. , -0.5])}
    """
    limit = number("clip_by_value", "limit", limit, 0.0, above=True)
    return trees.map(lambda g: cut(g, limit), grads)


def clip_by_norm(grads: Any, limit: float) -> Any:
    r"""Shorten each array of the gradients to a Euclidean length of at most ``limit``.

    .. math:: g \leftarrow g \cdot \frac{c}{\max(\lVert g\rVert, c)}

    Args:
        grads: tree of arrays.
        limit: largest length :math:`c` that stays, above 0.

    Returns:
        A new tree.

    Raises:
        ArgumentError: BD040, for a limit that is not above 0.

    Example:
        >>> import badak, numpy as np
        >>> badak.optimizers.clip_by_norm({"w": np.array([3.0, -4.0]), "b": np.array([0.5])}, 1.0)
        {'w': array([ 0.6, -0.8]), 'b': array([0.5])}
    """
    limit = number("clip_by_norm", "limit", limit, 0.0, above=True)
    return trees.map(lambda g: g * fitting(shortening(norm(g), limit), g), grads)


def clip_by_global_norm(grads: Any, limit: float) -> Any:
    r"""Shorten all gradients by one factor, so that together they are at most ``limit`` long; the direction stays.

    .. math:: g_i \leftarrow g_i \cdot \frac{c}{\max(n, c)},\qquad n = \sqrt{\textstyle\sum_i \lVert g_i\rVert^2}

    Args:
        grads: tree of arrays.
        limit: largest length :math:`c` that stays, above 0.

    Returns:
        A new tree.

    Raises:
        ArgumentError: BD040, for a limit that is not above 0.

    Example:
        >>> import badak, numpy as np
        >>> badak.optimizers.clip_by_global_norm({"w": np.array([3.0]), "b": np.array([4.0])}, 1.0)
        {'w': array([0.6]), 'b': array([0.8])}

    Source:
        Pascanu, Mikolov, Bengio 2013, arXiv 1211.5063, algorithm 1. PyTorch adds 1e-6 to the norm; badak and Keras do not.
    """
    limit = number("clip_by_global_norm", "limit", limit, 0.0, above=True)
    scale = shortening(global_norm(grads), limit)
    return trees.map(lambda g: g * fitting(scale, g), grads)


def global_norm(grads: Any) -> Any:
    """Return the Euclidean length of all gradients together.

    Args:
        grads: tree of arrays; None counts as nothing.

    Returns:
        A Python float for NumPy arrays, an array of no axes for JAX's.

    Example:
        >>> import badak, numpy as np
        >>> badak.optimizers.global_norm({"w": np.array([3.0]), "b": np.array([4.0])})
        5.0
    """
    total: Any = 0.0
    for g in trees.leaves(grads):
        total = total + norm(g) ** 2
    return math.sqrt(total) if isinstance(total, float) else namespace(total).sqrt(total)


def norm(g: Any) -> Any:
    """Return the Euclidean length of one array, as a Python float where its values are known."""
    if type(g) is Rows:
        g = g.values  # the others are 0
    length = namespace(g).linalg.vector_norm(g)
    return float(length) if namespace(g).__name__ == "numpy" else length


def shortening(length: Any, limit: float) -> Any:
    """Return the factor that shortens a vector of this length to ``limit``; NaN for an infinite or undefined length."""
    undefined = length - length  # 0, or NaN that must not be turned into a step of length 0
    if isinstance(length, float):
        return limit / max(length, limit) + undefined
    return limit / namespace(length).maximum(length, limit) + undefined


def fitting(scale: Any, g: Any) -> Any:
    """Return a factor in the number type of what it is multiplied with; Python numbers fit everything."""
    return scale.astype(g.dtype) if hasattr(scale, "astype") else scale


def cut(g: Any, limit: float) -> Any:
    """Return the values limited to [-limit, limit]."""
    if type(g) is Rows:
        return g.map(lambda values: cut(values, limit))
    xp = namespace(g)
    return xp.minimum(xp.maximum(g, -limit), limit)
