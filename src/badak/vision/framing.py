"""Laying a picture out as the training pictures were: ink on 0, the right size, in the right place."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error

# What is paler than this share of the strongest ink is paper; on a noisy photo, what is paler than four deviations of the
# border, up to half of the ink.
_FAINT, _NOISY = 0.1, 0.5
_MOST_SIDE = 160  # larger pictures are scaled down first: their noise goes, and no digit needs more


def ink_of(picture: np.ndarray) -> np.ndarray:
    """Tell ink from paper: dark on light or light on dark, by the picture's border.

    Args:
        picture: (height, width) or (height, width, 3), any numbers. Light may fall from one side.

    Returns:
        float32 (height, width), 0 where there is paper, 1 at the strongest ink.

    Example:
        >>> import numpy as np
        >>> page = np.full((5, 5), 250, np.uint8)
        >>> page[2, 2] = 10
        >>> ink_of(page)[2].tolist()
        [0.0, 0.0, 1.0, 0.0, 0.0]
    """
    grey: Any = np.asarray(picture, dtype=np.float32)
    if grey.ndim == 3:
        grey = grey[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32) if grey.shape[2] >= 3 else grey[..., 0]
    above = grey - _paper(grey)
    ink = -above if -above.min() > above.max() else above
    top = float(ink.max())
    # beside the picture's own numbers, what rounding leaves of an even surface is nothing
    return np.clip(ink / top, 0, 1) if top > 1e-3 * float(np.abs(grey).max()) else np.zeros_like(ink)


def _border(picture: np.ndarray) -> np.ndarray:
    """Return the values along the four edges of a grey picture."""
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


def _paper(grey: np.ndarray) -> np.ndarray:
    """Return how light the paper is at each place: the plane through the border, strokes that cross the border left out."""
    rows: Any
    columns: Any
    rows, columns = np.indices(grey.shape, dtype=np.float32)
    places = np.stack([np.ones_like(_border(rows)), _border(rows), _border(columns)], axis=1)
    values = _border(grey)
    off = np.abs(values - np.median(values))
    kept = off <= 3 * np.median(off) + 0.01 * float(np.ptp(grey))
    a, b, c = np.linalg.lstsq(places[kept], values[kept], rcond=None)[0]
    return (a + b * rows + c * columns).astype(np.float32)


def resize(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scale a grey picture: each new value is the mean of the area it covers.

    Args:
        picture: (height, width), float.
        height: new height, at least 1.
        width: new width, at least 1.

    Returns:
        float32 (height, width).

    Example:
        >>> import numpy as np
        >>> resize(np.array([[0.0, 1.0], [1.0, 0.0]]), 1, 1).tolist()
        [[0.5]]
    """
    return (_areas(picture.shape[0], height) @ picture @ _areas(picture.shape[1], width).T).astype(np.float32)


def _areas(old: int, new: int) -> np.ndarray:
    """Return the share that each old place has in each new one, shape (new, old); rows sum to 1."""
    if new >= old:  # enlarging: between the centres of the old places, in a straight line
        at = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
        low = np.minimum(at.astype(int), max(old - 2, 0))
        share = np.zeros((new, old))
        np.add.at(share, (np.arange(new), low), 1 - (at - low))
        np.add.at(share, (np.arange(new), np.minimum(low + 1, old - 1)), at - low)
        return share
    edges = np.arange(new + 1) * old / new
    places = np.arange(old)
    overlap = np.minimum(edges[1:, None], places + 1) - np.maximum(edges[:-1, None], places)
    share = np.clip(overlap, 0, None)
    return share / share.sum(axis=1, keepdims=True)


def frame_digit(picture: np.ndarray, size: int = 28, box: int = 20) -> np.ndarray:
    """Lay out a handwritten digit as MNIST's makers did.

    The digit is cut out, scaled with its proportions kept so that it just fits a box of 20 × 20, and put into a field of
    28 × 28 so that its centre of mass lies in the middle.

    Args:
        picture: (height, width) or (height, width, 3): a photo, a scan or a drawing, dark on light or light on dark.
        size: side of the field.
        box: side of the box the digit fills.

    Returns:
        uint8 (size, size), 0 is paper and 255 is ink.

    Raises:
        FileFormatError: BD097, when the picture is one even surface.

    Source: Y. LeCun, C. Cortes, "The MNIST database of handwritten digits".
    """
    ink = ink_of(picture)
    if max(ink.shape) > _MOST_SIDE:
        factor = _MOST_SIDE / max(ink.shape)
        ink = resize(ink, *(max(round(side * factor), 1) for side in ink.shape))
        ink = ink / max(float(ink.max()), 1e-6)
    ink = np.where(ink < min(max(4 * float(_border(ink).std()), _FAINT), _NOISY), 0, ink)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        why = both("it is one even surface with nothing drawn on it", "아무것도 그려져 있지 않은 빈 그림입니다")
        raise error("BD097", where="frame_digit", got=str(np.shape(picture)), why=why)
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    factor = box / max(cut.shape)
    small = resize(cut, *(max(round(side * factor), 1) for side in cut.shape))
    small = small / max(float(small.max()), 1e-6)
    return _centred(small, size)


def centre_of_mass(picture: np.ndarray) -> tuple[float, float]:
    """Return the centre of mass as (row, column), counted from the middle of the first place.

    Example:
        >>> import numpy as np
        >>> centre_of_mass(np.array([[0.0, 1.0], [0.0, 1.0]]))
        (0.5, 1.0)
    """
    weight = picture.sum()
    return (
        float((picture.sum(axis=1) * np.arange(picture.shape[0])).sum() / weight),
        float((picture.sum(axis=0) * np.arange(picture.shape[1])).sum() / weight),
    )


def _centred(small: np.ndarray, size: int) -> np.ndarray:
    field = np.zeros((size, size), np.float32)
    row, column = centre_of_mass(small)
    middle = size / 2  # in all of MNIST the centre of mass lies between 13.5 and 14.5, counted in pixels from 0
    top = min(max(round(middle - row), 0), size - small.shape[0])
    left = min(max(round(middle - column), 0), size - small.shape[1])
    field[top : top + small.shape[0], left : left + small.shape[1]] = small
    return (field * 255 + 0.5).astype(np.uint8)


def frame_picture(picture: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Fit a whole picture into the shape that a model takes, with its proportions kept.

    Args:
        picture: (height, width) or (height, width, 3).
        shape: (height, width) or (height, width, channels) of the model's samples. Grey samples have their background on
            0, so a picture on light paper is turned around.

    Returns:
        uint8 array of that shape.
    """
    height, width = shape[:2]
    if len(shape) == 2 or shape[2] == 1:
        planes = [ink_of(picture) * 255]
    else:
        colour = np.asarray(picture, np.float32)
        colour = colour if colour.ndim == 3 else np.repeat(colour[..., None], 3, axis=2)
        planes = [colour[..., channel] for channel in range(shape[2])]
    fields = []
    for plane in planes:
        factor = min(height / plane.shape[0], width / plane.shape[1])
        small = resize(plane, *(max(round(side * factor), 1) for side in plane.shape))
        field = np.zeros((height, width), np.float32)
        top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
        field[top : top + small.shape[0], left : left + small.shape[1]] = small
        fields.append(field)
    out = fields[0] if len(shape) == 2 else np.stack(fields, axis=-1)
    return np.clip(out + 0.5, 0, 255).astype(np.uint8)
