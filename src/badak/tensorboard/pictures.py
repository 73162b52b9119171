"""Arrays as pictures: of what users give, and of weights."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from badak.errors import error


def picture_of(array: np.ndarray, order: str, where: str) -> np.ndarray:
    """Return a picture as 8-bit integers, (height, width) or (height, width, 3).

    Args:
        array: numbers from 0 to 1, or 8-bit integers; 4 channels are laid on white.
        order: the axes, of the letters H, W and C.
        where: the caller, for the message.

    Raises:
        DataError: BD296, for an array that is no picture.
    """
    wanted = "(H, W), (H, W, 1), (H, W, 3), (H, W, 4) | dataformats='CHW'"
    if array.ndim == 2 and len(order) == 3:
        order = order.replace("C", "")
    if sorted(order) not in (["C", "H", "W"], ["H", "W"]) or array.ndim != len(order) or array.dtype.kind not in "fiub":
        raise error("BD296", where=where, got=f"{array.dtype} {array.shape}, dataformats={order!r}", expected=wanted)
    array = array.transpose([order.index(axis) for axis in ("HWC" if "C" in order else "HW")])
    if not array.size or (array.ndim == 3 and array.shape[2] not in (1, 3, 4)):
        raise error("BD296", where=where, got=f"{array.dtype} {array.shape}", expected=wanted)
    made = _eight_bits(array)
    if made.ndim == 3 and made.shape[2] == 4:
        part = made[..., 3:].astype(np.float32) / 255
        made = (made[..., :3] * part + 255 * (1 - part)).round().astype(np.uint8)
    return made[..., 0] if made.ndim == 3 and made.shape[2] == 1 else made


def _eight_bits(array: np.ndarray) -> np.ndarray:
    if array.dtype == np.uint8:
        return array
    if array.dtype.kind in "iu":
        return np.clip(array, 0, 255).astype(np.uint8)
    return np.clip(np.nan_to_num(array.astype(np.float32)) * 255, 0, 255).round().astype(np.uint8)


def grid(pictures: Sequence[np.ndarray], gap: int = 1) -> np.ndarray:
    """Return pictures of one size side by side and below each other, with lines of grey between them."""
    columns = math.ceil(math.sqrt(len(pictures)))
    height, width = pictures[0].shape[:2]
    sheet = np.full(
        (math.ceil(len(pictures) / columns) * (height + gap) - gap, columns * (width + gap) - gap, *pictures[0].shape[2:]),
        128, np.uint8,
    )  # fmt: skip
    for i, picture in enumerate(pictures):
        top, left = i // columns * (height + gap), i % columns * (width + gap)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def picture_of_weights(weights: np.ndarray, most: int = 4_000_000) -> np.ndarray | None:
    """Return weights as a picture, the smallest black and the largest white; None for those that are no picture.

    A bias is a line, a matrix a rectangle (lying, as in Keras), a convolution's kernel a sheet of its filters: in colours where
    it reads three channels, otherwise the mean over the channels it reads.
    """
    w = np.squeeze(np.asarray(weights, np.float32))
    low, high = (float(w.min()), float(w.max())) if w.size else (0.0, 0.0)
    if not 0 < w.size <= most or w.ndim > 4 or not math.isfinite(low) or not math.isfinite(high):
        return None
    if np.ndim(weights) == 4:  # (height, width, channels read, filters)
        w = np.asarray(weights, np.float32)
        kernels = w if w.shape[2] == 3 else w.mean(axis=2, keepdims=True)
        low, high = float(kernels.min()), float(kernels.max())
        each = np.moveaxis(_stretched(kernels, low, high), 3, 0)
        return grid([one if one.shape[2] == 3 else one[..., 0] for one in each])
    if w.ndim == 3:  # (steps, channels read, filters)
        return grid(list(np.moveaxis(_stretched(w, low, high), 2, 0)))
    if w.ndim < 2:
        w = w.reshape(1, -1)
    if w.ndim == 4:
        return None
    return _stretched(w.T if w.shape[0] > w.shape[1] else w, low, high)


def _stretched(w: np.ndarray, low: float, high: float) -> np.ndarray:
    return ((w - low) * (255 / (high - low) if high > low else 0)).round().astype(np.uint8)
