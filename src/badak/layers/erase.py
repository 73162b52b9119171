"""Augmentation that covers a part of each picture, so that a model does not lean on a single detail."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.backend import namespace
from badak.layers.augment import Augmentation, Choices
from badak.layers.colour import Colour
from badak.ops.elementwise import where


def box(top: Any, bottom: Any, left: Any, right: Any, height: int, width: int) -> Any:
    """Say which pixels lie in a box: top ≤ row < bottom and left ≤ column < right.

    Args:
        top: (batch,), as the others; need not be whole nor inside of the picture.
        bottom: (batch,).
        left: (batch,).
        right: (batch,).
        height: rows of the picture.
        width: columns of the picture.

    Returns:
        Booleans (batch, height, width, 1).

    Example:
        >>> import numpy as np
        >>> zero, one = np.zeros(1), np.ones(1)
        >>> box(zero, one, one, one + 1, 2, 2)[0, :, :, 0].tolist()
        [[False, True], [False, False]]
    """
    xp = namespace(top, bottom, left, right)
    rows, columns = xp.arange(height), xp.arange(width)
    down = (rows >= top[:, None]) & (rows < bottom[:, None])
    across = (columns >= left[:, None]) & (columns < right[:, None])
    return (down[:, :, None] & across[:, None, :])[..., None]


class RandomErasing(Colour):
    """In training, cover a rectangle of each picture with noise or one value.

    Args:
        factor: with which chance a picture is changed: f draws the chance from (0, f), a pair from between its two;
            ``(0.5, 0.5)`` covers every second picture. 0 … 1.
        scale: how large the rectangle is: its height and width are the picture's times the root of a number from this
            range, each drawn by itself, so that the range is about that of the area.
        fill_value: a number, or one for each channel; None covers with noise.
        value_range: the smallest and the largest value a pixel can have; ``(0, 1)`` after division by 255.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, height, width, channels).

    Gradients flow through the pixels that are left.

    Raises:
        ArgumentError: BD122, for a factor or scale out of range.
        ShapeError: BD120, for anything but pictures.

    Source: Zhong et al. 2020, arXiv 1708.04896.

    Example:
        >>> import badak
        >>> cover = badak.layers.RandomErasing((1.0, 1.0), scale=(0.25, 0.25), fill_value=0.0, value_range=(0, 1))
        >>> float(cover(badak.ones(1, 8, 8, 1), training=True).sum()) < 64
        True
    """

    factor: Any = 1.0
    scale: Any = (0.02, 0.33)
    fill_value: Any = None
    value_range: Any = (0, 255)
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.range_of("factor", 0, 1)
        self.range_of("scale", 0, 1)
        values = self.fill_value if isinstance(self.fill_value, tuple | list) else (self.fill_value,)
        numbers = all(isinstance(v, int | float) for v in values)
        self.expect_argument(self.fill_value is None or numbers, "fill_value", "None | 0.0 | (0.5, 0.5, 0.5)")

    def change(self, x: Any, choices: Choices) -> Any:
        """Cover a rectangle drawn for each picture."""
        height, width = x.shape[1:3]
        low, high = self.range_of("scale", 0, 1)
        sides = []
        for size in (height, width):
            length = choices.uniform(low, high) ** 0.5 * size
            start = choices.uniform() * (size - length)
            sides.append((start, start + length))
        (top, bottom), (left, right) = sides
        chance = choices.uniform(*self.range_of("factor", 0, 1))
        covered = box(top, bottom, left, right, height, width) & (choices.uniform() < chance)[:, None, None, None]
        return where(covered, self._cover(x, choices), x)

    def _cover(self, x: Any, choices: Choices) -> Any:
        low, high = self.limits()
        if self.fill_value is None:
            self.look_at(x)
            noise = choices.backend.normal(choices.key(), x.shape, np.float32) * high
            return noise.clip(low, high).astype(x.dtype)
        return np.clip(np.asarray(self.fill_value, x.dtype), low, high).astype(x.dtype)


class Cutout(Augmentation):
    """In training, cover a square of each picture with one value.

    Args:
        size: side of the square in pixels. Its middle is drawn anywhere, so that at the border a part of it lies outside:
            without pictures that stay nearly whole, training with large squares gets worse (section 3.3 of the paper).
        fill_value: what covers; 0 is black, or the mean where pictures are normalised.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, height, width, channels).

    Gradients flow through the pixels that are left. Keras has no layer of this name; ``RandomErasing`` is its relative.

    Raises:
        ShapeError: BD120, for anything but pictures.

    Source: DeVries, Taylor 2017, arXiv 1708.04552.

    Example:
        >>> import badak
        >>> float(badak.layers.Cutout(2)(badak.ones(1, 8, 8, 1), training=True).sum()) >= 60
        True
    """

    size: int
    fill_value: float = 0.0
    seed: int | None = None

    moves_only = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self._positive("size")

    def change(self, x: Any, choices: Choices) -> Any:
        """Cover a square around a pixel drawn for each picture."""
        height, width = x.shape[1:3]
        top, left = (choices.whole(size) - self.size // 2 for size in (height, width))
        covered = box(top, top + self.size, left, left + self.size, height, width)
        return where(covered, np.asarray(self.fill_value, x.dtype), x)
