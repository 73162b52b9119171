"""Moving pictures (batch, height, width, channels) by an amount of each sample's own: shifts and other affine maps.

For each place of the result the map says where in the picture to look; between pixels the nearest four are weighed. Composed
of other operations, so derivatives need no rule here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.backend import namespace
from badak.ops.image import crop_each
from badak.ops.shape import pad, reshape, take, transpose

FILL_MODES = ("constant", "nearest", "reflect", "wrap")
INTERPOLATIONS = ("bilinear", "nearest")


def place_inside(index: Any, size: int, fill_mode: str) -> Any:
    """Return which pixel stands for an index that may lie outside of 0 … size - 1.

    Args:
        index: integers of any shape.
        size: pixels along the axis.
        fill_mode: ``"nearest"`` (a a | a b c | c c), ``"reflect"`` (b a | a b c | c b), ``"wrap"`` (b c | a b c | a b);
            ``"constant"`` as nearest, for the caller to replace.

    Returns:
        Integers from 0 to size - 1.

    Example:
        >>> import numpy as np
        >>> place_inside(np.arange(-2, 5), 3, "reflect").tolist()
        [1, 0, 0, 1, 2, 2, 1]
    """
    if fill_mode == "wrap":
        return index % size
    xp = namespace(index)
    if fill_mode == "reflect":
        index = index % (2 * size)
        return xp.minimum(index, 2 * size - 1 - index)
    return xp.clip(index, 0, size - 1)


def _frame(x: Any, rows: int, columns: int, fill_mode: str, fill_value: float) -> Any:
    """Put rows above and below, and columns left and right, around each picture."""
    if fill_mode == "constant":
        return pad(x, pad_width=((0, 0), (rows, rows), (columns, columns), (0, 0)), value=fill_value)
    for axis, more in ((1, rows), (2, columns)):
        if more:
            size = x.shape[axis]
            x = take(x, place_inside(np.arange(-more, size + more), size, fill_mode), axis=axis)
    return x


def shift_each(
    x: Any,
    down: Any,
    right: Any,
    *,
    most: tuple[int, int],
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0.0,
) -> Any:
    """Shift each picture of a batch by its own number of pixels, whole or not.

    Args:
        x: shape (batch, height, width, channels).
        down: pixels downwards, (batch,) float.
        right: pixels to the right, (batch,) float.
        most: what |down| and |right| do not exceed, so that shapes are known beforehand.
        interpolation: ``"bilinear"``, or ``"nearest"`` for whole pixels.
        fill_mode: what comes in from outside, see ``place_inside``.
        fill_value: the value of ``"constant"``.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import numpy as np
        >>> x = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1)
        >>> shift_each(x, np.zeros(1), np.array([0.5]), most=(0, 1)).ravel().tolist()
        [0.5, 1.5, 2.5]
    """
    xp = namespace(down, right)
    height, width = x.shape[1:3]
    framed = _frame(x, most[0] + 1, most[1] + 1, fill_mode, fill_value)

    def corner(shift: Any, more: int) -> tuple[Any, Any]:
        low = xp.floor(0.5 - shift) if interpolation == "nearest" else xp.floor(-shift)
        return xp.astype(low, np.int32) + (more + 1), xp.astype(-shift - low, x.dtype).reshape(-1, 1, 1, 1)

    (top, below), (left, beside) = corner(down, most[0]), corner(right, most[1])
    size = {"height": height, "width": width}
    first = crop_each(framed, top, left, **size)
    if interpolation == "nearest":
        return first
    return (
        first * ((1 - below) * (1 - beside))
        + crop_each(framed, top, left + 1, **size) * ((1 - below) * beside)
        + crop_each(framed, top + 1, left, **size) * (below * (1 - beside))
        + crop_each(framed, top + 1, left + 1, **size) * (below * beside)
    )


def warp_each(
    x: Any, matrix: Any, *, interpolation: str = "bilinear", fill_mode: str = "constant", fill_value: float = 0.0
) -> Any:
    r"""Send each picture of a batch through its own affine map: :math:`y_{b,(i,j)} = x_{b,\,A_b (i, j, 1)}`.

    Args:
        x: shape (batch, height, width, channels).
        matrix: A, shape (batch, 2, 3): from (row, column, 1) of the result to (row, column) of the picture. It is the
            inverse of the movement one sees.
        interpolation: ``"bilinear"``, or ``"nearest"`` for the nearest pixel.
        fill_mode: what comes in from outside, see ``place_inside``.
        fill_value: the value of ``"constant"``.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import numpy as np
        >>> x = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1)
        >>> swap = np.array([[[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]])
        >>> warp_each(x, swap)[0, :, :, 0].tolist()
        [[1.0, 3.0], [2.0, 4.0]]
    """
    xp = namespace(matrix)
    n, height, width, channels = x.shape
    i, j = xp.arange(height, dtype=np.float32)[:, None], xp.arange(width, dtype=np.float32)
    rows, columns = (
        _near(m[:, 0, None, None] * i + m[:, 1, None, None] * j + m[:, 2, None, None], size, interpolation, fill_mode)
        for m, size in ((matrix[:, 0], height), (matrix[:, 1], width))
    )
    # Plane by plane: NumPy weighs a plane of pixels at once, but an axis of three channels pixel by pixel.
    planes = reshape(transpose(x, axes=(3, 0, 1, 2)), shape=(channels, n * height * width))
    start = (xp.arange(n) * (height * width))[:, None, None]
    out: Any = 0.0
    covered: Any = 0.0
    for row, by_row in rows:
        line = start + row * width
        for column, by_column in columns:
            pixels = take(planes, (line + column).reshape(-1), axis=1)
            if interpolation == "nearest" and fill_mode != "constant":
                out = pixels
                continue
            share = xp.astype(by_row * by_column, x.dtype).reshape(-1)
            covered = covered + share
            out = out + pixels * share
    if fill_mode == "constant" and fill_value:
        out = out + (1 - covered) * fill_value
    return transpose(reshape(out, shape=(channels, n, height, width)), axes=(1, 2, 3, 0))


def _near(at: Any, size: int, interpolation: str, fill_mode: str) -> list[tuple[Any, Any]]:
    """Return the pixels to look at along one axis, and the share of each; outside, ``"constant"`` has shares of 0."""
    xp = namespace(at)
    if interpolation == "nearest":  # halves away from 0, as Keras rounds
        whole = xp.trunc(at + xp.copysign(at * 0 + 0.5, at))
        found = [(xp.astype(whole, np.int32), at * 0 + 1)]
    else:
        low = xp.floor(at)
        index, share = xp.astype(low, np.int32), at - low
        found = [(index, 1 - share), (index + 1, share)]
    return [
        (place_inside(i, size, fill_mode), share * ((i >= 0) & (i < size)) if fill_mode == "constant" else share)
        for i, share in found
    ]


def rotation(angle: Any, height: int, width: int) -> Any:
    """Return the maps that turn pictures about their middle.

    Args:
        angle: radians, (batch,) float; seen on the picture, positive angles turn counter-clockwise.
        height: rows of the picture.
        width: columns of the picture.

    Returns:
        Array (batch, 2, 3) for ``warp_each``.

    Example:
        >>> import numpy as np
        >>> rotation(np.array([0.0]), 2, 2).tolist()
        [[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]
    """
    xp = namespace(angle)
    cos, sin = xp.cos(angle), xp.sin(angle)
    y, x = (height - 1) / 2, (width - 1) / 2
    rows = xp.stack([cos, sin, y - y * cos - x * sin], axis=-1)
    columns = xp.stack([-sin, cos, x + y * sin - x * cos], axis=-1)
    return xp.stack([rows, columns], axis=1)


def scaling(vertical: Any, horizontal: Any, height: int, width: int) -> Any:
    """Return the maps that enlarge or shrink pictures about their middle.

    Args:
        vertical: how much of the height is looked at, (batch,) float: 0.5 enlarges to the double.
        horizontal: the same for the width.
        height: rows of the picture.
        width: columns of the picture.

    Returns:
        Array (batch, 2, 3) for ``warp_each``.

    Example:
        >>> import numpy as np
        >>> scaling(np.array([0.5]), np.array([1.0]), 5, 5).tolist()
        [[[0.5, 0.0, 1.0], [0.0, 1.0, 0.0]]]
    """
    xp = namespace(vertical, horizontal)
    none = vertical * 0
    rows = xp.stack([vertical, none, (height - 1) / 2 * (1 - vertical)], axis=-1)
    columns = xp.stack([none, horizontal, (width - 1) / 2 * (1 - horizontal)], axis=-1)
    return xp.stack([rows, columns], axis=1)
