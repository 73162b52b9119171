"""Vectors as arrows: a length and a direction, wherever the arrow stands."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import expect


def displacement(a: Any, b: Any) -> np.ndarray:
    """Return the vector from point A to point B: B - A. From the origin it is B's position vector.

    Args:
        a: coordinates (axes,).
        b: coordinates (axes,).

    Returns:
        The vector (axes,).

    Raises:
        ShapeError: BD001, for points with different numbers of coordinates.

    Example:
        >>> from badak.classic import displacement
        >>> displacement([1, 1], [5, 4])
        array([4, 3])

    Source: Hamilton 1844 (vectors).
    """
    a, b = np.asarray(a), np.asarray(b)
    expect("classic.displacement", "a: axes, b: axes", a=a, b=b)
    return b - a


def length(v: Any) -> float:
    r"""Return the length of a vector, :math:`\sqrt{v_1^2 + \dots + v_n^2}`.

    Args:
        v: vector (axes,).

    Returns:
        A number, 0 or more.

    Example:
        >>> from badak.classic import length
        >>> length([4, 3])
        5.0

    Source: Pythagoras.
    """
    return float(np.linalg.norm(np.asarray(v, np.float64)))


def equivalent(first: tuple[Any, Any], second: tuple[Any, Any]) -> bool:
    """Say whether two arrows are the same vector: equal length and direction, wherever they begin.

    Args:
        first: the two ends of an arrow, points A and B.
        second: those of another.

    Returns:
        True or False, up to rounding.

    Raises:
        ShapeError: BD001, for points with different numbers of coordinates.

    Example:
        >>> from badak.classic import equivalent
        >>> equivalent(([0, 0], [4, 3]), ([1, 1], [5, 4])), equivalent(([0, 0], [4, 3]), ([4, 3], [0, 0]))
        (True, False)

    Source: as ``displacement``.
    """
    u, v = displacement(*first), displacement(*second)
    expect("classic.equivalent", "first: axes, second: axes", first=u, second=v)
    return bool(np.allclose(u, v))
