"""Colours of pictures (batch, height, width, channels), changed by an amount of each sample's own."""

from __future__ import annotations

from typing import Any

from badak.ops.elementwise import clip, maximum, minimum, where
from badak.ops.reduce import mean
from badak.ops.shape import broadcast_to, stack


def adjust_contrast(x: Any, factor: Any) -> Any:
    r"""Move values away from their channel's mean: :math:`y = (x - \mu)\,f + \mu`.

    Args:
        x: shape (batch, height, width, channels).
        factor: f, shape (batch,); 1 changes nothing, 0 leaves the mean.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import numpy as np
        >>> adjust_contrast(np.array([1.0, 3.0]).reshape(1, 1, 2, 1), np.array([0.5])).ravel().tolist()
        [1.5, 2.5]
    """
    n, _, width, channels = x.shape
    factor = factor.reshape(-1, 1, 1, 1)
    middle = mean(mean(x, axis=1, keepdims=True), axis=2, keepdims=True)
    # a whole row of means: NumPy adds rows at once, but an axis of three channels pixel by pixel
    return x * factor + broadcast_to(middle, shape=(n, 1, width, channels)) * (1 - factor)


def _channels(x: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Return red, green, blue, the largest of them and how far the smallest lies below it."""
    red, green, blue = x[..., 0], x[..., 1], x[..., 2]
    value = maximum(maximum(red, green), blue)
    return red, green, blue, value, value - minimum(minimum(red, green), blue)


def adjust_saturation(x: Any, factor: Any) -> Any:
    r"""Make colours stronger or paler: S of hue, saturation, value times f, but at most 1.

    Hue and value stay when all channels move towards or away from the largest, v, by one factor, so no change of colour
    system is needed: :math:`y = v - (v - x)\,f`.

    Args:
        x: shape (batch, height, width, 3), not negative.
        factor: f, shape (batch,); 1 changes nothing, 0 leaves grey.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import numpy as np
        >>> adjust_saturation(np.array([1.0, 0.5, 0.0]).reshape(1, 1, 1, 3), np.array([0.5])).ravel().tolist()
        [1.0, 0.75, 0.5]
    """
    red, green, blue, value, chroma = _channels(x)
    coloured = chroma > 0
    # S = chroma / value may become 1 at most
    most = where(coloured, value / where(coloured, chroma, 1.0), 1.0)
    by = minimum(where(coloured, factor.reshape(-1, 1, 1), 1.0), most)
    return stack([value - (value - part) * by for part in (red, green, blue)], axis=-1)


def adjust_hue(x: Any, turn: Any) -> Any:
    r"""Turn colours around the circle red → green → blue → red; saturation and value stay.

    With v the largest channel, c = v - smallest, and h the place on the circle in sixths, channel n = 5, 3, 1 (red, green,
    blue) becomes :math:`v - c\,\min(\max(\min(k, 4 - k), 0), 1)`, :math:`k = (n + h + 6\,\mathrm{turn}) \bmod 6`.

    Args:
        x: shape (batch, height, width, 3).
        turn: part of a full turn, shape (batch,); 1/3 makes red green.

    Returns:
        A tensor of the same shape.

    Source: A. R. Smith 1978, Color gamut transform pairs, SIGGRAPH.

    Example:
        >>> import numpy as np
        >>> adjust_hue(np.array([1.0, 0.0, 0.0]).reshape(1, 1, 1, 3), np.array([1 / 3])).round(6).ravel().tolist()
        [0.0, 1.0, 0.0]
    """
    red, green, blue, value, chroma = _channels(x)
    by = where(chroma > 0, chroma, 1.0)
    place = where(value == green, (blue - red) / by + 2.0, (red - green) / by + 4.0)
    place = where(value == red, (green - blue) / by, place) + turn.reshape(-1, 1, 1) * 6.0
    parts = []
    for n in (5.0, 3.0, 1.0):
        k = (place + n) % 6.0
        parts.append(value - chroma * clip(minimum(k, 4.0 - k), minimum=0.0, maximum=1.0))
    return stack(parts, axis=-1)


def adjust_brightness(x: Any, delta: Any) -> Any:
    """Add one number to all values of a picture.

    Args:
        x: shape (batch, height, width, channels).
        delta: shape (batch,).

    Returns:
        A tensor of the same shape.

    Example:
        >>> import numpy as np
        >>> adjust_brightness(np.zeros((1, 1, 2, 1)), np.array([0.5])).ravel().tolist()
        [0.5, 0.5]
    """
    return x + delta.reshape(-1, 1, 1, 1)
