"""Pictures brought to one size, in training and prediction alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import error, shape_text
from badak.layers.augment import ImageLayer, check_fits, middle_of
from badak.layers.context import Context
from badak.layers.parts import Shape, Weights
from badak.ops.elementwise import astype
from badak.ops.resize import INTERPOLATIONS, resize
from badak.ops.shape import pad


class CenterCrop(ImageLayer):
    """Cut a window out of the middle of each picture.

    Args:
        height: height of the window.
        width: width of the window.

    Shapes: input (batch, rows, columns, channels), output (batch, height, width, channels).

    Gradients flow through. A window larger than the picture is an error (Keras enlarges the picture without a word).

    Raises:
        ShapeError: BD120, for anything but pictures; BD121, when the window does not fit.

    Example:
        >>> import badak
        >>> x = badak.tensor([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1)
        >>> badak.layers.CenterCrop(1, 1)(x).reshape(-1).tolist()
        [2.0]
    """

    height: int
    width: int

    def __post_init__(self) -> None:
        super().__post_init__()
        self._positive("height", "width")

    def out_shape(self, shape: Shape) -> Shape:
        """Return height, width and the channels."""
        rows, columns, channels = super().out_shape(shape)
        check_fits(self, rows, columns)
        return self.height, self.width, channels

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the window in the middle."""
        if len(x.shape) != 4:
            raise error("BD120", where=self.label, got=shape_text(x))
        rows, columns = x.shape[1:3]
        check_fits(self, rows, columns)
        return middle_of(x, rows, columns, self.height, self.width)


class Resizing(ImageLayer):
    """Scale each picture to one size.

    Args:
        height: new height.
        width: new width.
        interpolation: ``"bilinear"``, ``"nearest"``, ``"bicubic"``, ``"lanczos3"`` or ``"lanczos5"``.
        crop_to_aspect_ratio: cut off what is too much, so that nothing is distorted.
        pad_to_aspect_ratio: fill up what is missing with ``fill_value``, so that nothing is distorted.
        fill_mode: ``"constant"``, the only one there is.
        fill_value: what ``pad_to_aspect_ratio`` fills up with.
        antialias: average over all old pixels when shrinking; without it, as in Keras, fine patterns flicker.

    Shapes: input (batch, rows, columns, channels), output (batch, height, width, channels).

    Gradients flow through.

    Raises:
        ArgumentError: BD003, for an unknown interpolation, or both kinds of aspect ratio at once.
        ShapeError: BD120, for anything but pictures.

    Example:
        >>> import badak
        >>> badak.layers.Resizing(1, 4)(badak.tensor([0.0, 1.0]).reshape(1, 1, 2, 1)).reshape(-1).tolist()
        [0.0, 0.25, 0.75, 1.0]
    """

    height: int
    width: int
    interpolation: str = "bilinear"
    crop_to_aspect_ratio: bool = False
    pad_to_aspect_ratio: bool = False
    fill_mode: str = "constant"
    fill_value: float = 0.0
    antialias: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self._positive("height", "width")
        self.expect_argument(self.interpolation in INTERPOLATIONS, "interpolation", " | ".join(INTERPOLATIONS))
        self.expect_argument(self.fill_mode == "constant", "fill_mode", "'constant'")
        both = self.crop_to_aspect_ratio and self.pad_to_aspect_ratio
        self.expect_argument(not both, "pad_to_aspect_ratio", "False (crop_to_aspect_ratio=True)")

    def out_shape(self, shape: Shape) -> Shape:
        """Return height, width and the channels."""
        return self.height, self.width, super().out_shape(shape)[-1]

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the pictures in the new size."""
        if len(x.shape) != 4:
            raise error("BD120", where=self.label, got=shape_text(x))
        dtype = x.dtype
        x = astype(x, dtype=np.float32) if dtype.itemsize == 2 else x
        rows, columns = x.shape[1:3]
        if self.crop_to_aspect_ratio:
            x = middle_of(x, rows, columns, *self._fitting(rows, columns, min))
        elif self.pad_to_aspect_ratio:
            full = self._fitting(rows, columns, max)
            before = [(new - old) // 2 for new, old in zip(full, (rows, columns), strict=True)]
            # as in Keras, the same on both sides: an odd pixel more is left out
            x = pad(x, pad_width=((0, 0), *((b, b) for b in before), (0, 0)), value=self.fill_value)
        size = (self.height, self.width)
        x = resize(x, size=size, interpolation=self.interpolation, antialias=self.antialias)
        return astype(x, dtype=dtype) if x.dtype != dtype else x

    def _fitting(self, rows: int, columns: int, choose: Any) -> tuple[int, int]:
        """Return the size with the new proportions that lies within (min) or around (max) the old one."""
        height = choose(rows, int(columns * self.height / self.width))
        width = choose(columns, int(rows * self.width / self.height))
        return max(height, 1), max(width, 1)
