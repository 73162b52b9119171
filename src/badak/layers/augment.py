"""Augmentation: in training each picture is changed at random, so that a model never sees the same one twice."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.backend import seam
from badak.errors import error, shape_text
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Shape, Weights
from badak.ops.elementwise import astype
from badak.ops.image import crop_each, flip_each
from badak.ops.shape import pad


class Choices:
    """Random numbers of one call of a layer: one for each sample, all from the step's key.

    Args:
        ctx: where the key comes from.
        x: the batch; its length and its kind of array decide those of the numbers.
        seed: seed of the layer alone, or None.
    """

    def __init__(self, ctx: Context, x: Any, seed: int | None) -> None:
        self.backend = seam(x.data)
        self.n = x.shape[0]
        self.ctx = ctx
        self.seed = seed

    def key(self) -> Any:
        """Return a fresh key."""
        key = self.ctx.key()
        return key if self.seed is None else self.backend.fold(key, self.seed)

    def uniform(self, low: float = 0.0, high: float = 1.0, *shape: int) -> Any:
        """Draw float32 numbers (batch, *shape) between low and high."""
        return self.backend.uniform(self.key(), (self.n, *shape), np.float32) * (high - low) + low

    def whole(self, count: int) -> Any:
        """Draw integers (batch,) from 0 to count - 1."""
        drawn = (self.uniform() * count).astype(np.int32)
        return drawn.clip(0, count - 1)  # a float32 just below 1 times count may round up to count

    def yes(self, chance: float = 0.5) -> Any:
        """Draw booleans (batch,) that are true with a chance."""
        return self.uniform() < chance


class ImageLayer(Layer, abstract=True):
    """Base of the layers that take pictures (batch, height, width, channels) and nothing else.

    Args:
        data_format: ``"channels_last"``; pictures whose channels come first have to be transposed before.
    """

    data_format: str | None = dataclasses.field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(self.data_format in (None, "channels_last"), "data_format", "'channels_last'")

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of the input, which has to be that of a picture."""
        if len(shape) != 3:
            raise error("BD120", where=self.label, got=f"(batch, {shape_text(shape)[1:]}".replace(",)", ")"))
        return shape

    def _positive(self, *names: str) -> None:
        for name in names:
            value = getattr(self, name)
            whole = isinstance(value, int | np.integer) and not isinstance(value, bool) and value > 0
            self.expect_argument(bool(whole), name, "1, 2, 3 …")


class Augmentation(ImageLayer, abstract=True):
    """Base of the layers that change pictures at random in training and leave them alone otherwise.

    A layer of one's own defines ``change(x, choices)``:

        class RandomInvert(badak.layers.Augmentation):
            chance: float = 0.5
            seed: int | None = None

            def change(self, x, choices):
                return badak.where(choices.yes(self.chance)[:, None, None, None], 1.0 - x, x)

    Each sample is drawn for independently, from the key of the training step: the same seed gives the same pictures.
    """

    moves_only = False  # bfloat16 is storage: what computes with it is given float32

    def change(self, x: Any, choices: Choices) -> Any:
        """Return the changed pictures.

        Args:
            x: tensor (batch, height, width, channels).
            choices: random numbers, one for each sample.
        """
        raise error("BD025", where=self.label, name="change")

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the pictures, changed in training."""
        if len(x.shape) != 4:
            raise error("BD120", where=self.label, got=shape_text(x))
        if not ctx.training:
            return self.rest(x)
        choices = Choices(ctx, x, getattr(self, "seed", None))
        if self.moves_only or x.dtype.itemsize > 2:
            return self.change(x, choices)
        return astype(self.change(astype(x, dtype=np.float32), choices), dtype=x.dtype)

    def rest(self, x: Any) -> Any:
        """Return what prediction uses: the pictures as they are."""
        return x

    def range_of(self, name: str, lowest: float, highest: float, hint: tuple[str, str] = ("", "")) -> tuple:
        """Return a factor as a pair (low, high); a single number f stands for (-f, f), cut off at the lowest value.

        Raises:
            ArgumentError: BD122, for anything outside of lowest … highest.
        """
        value = getattr(self, name)
        numbers = value if isinstance(value, tuple | list) else (value,)
        fine = 1 <= len(numbers) <= 2 and all(
            isinstance(v, int | float | np.number) and not isinstance(v, bool) and lowest <= v <= highest
            for v in numbers
        )
        if not fine:
            raise error(
                "BD122", where=self.label, name=name, got=f"{name}={value!r}", low=f"{lowest:g}", high=f"{highest:g}",
                hint_en=hint[0], hint_ko=hint[1],
            )  # fmt: skip
        if isinstance(value, tuple | list):
            return min(numbers), max(numbers)
        size = abs(numbers[0])
        return max(-size, lowest), size


def constant(x: Tensor, values: Any) -> Any:
    """Return drawn numbers in the number type of the pictures."""
    return values.astype(x.dtype)


_MODES = ("horizontal", "vertical", "horizontal_and_vertical")


class RandomFlip(Augmentation):
    """In training, mirror each picture with a chance of one half.

    Args:
        mode: ``"horizontal"`` swaps left and right, ``"vertical"`` top and bottom, ``"horizontal_and_vertical"`` draws for
            both directions, each by itself. Digits and letters should not be mirrored: a mirrored 2 is none.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, height, width, channels).

    Gradients flow through.

    Raises:
        ArgumentError: BD003, for an unknown mode.
        ShapeError: BD120, for anything but pictures.

    Source: Krizhevsky et al. 2012, ImageNet classification with deep convolutional neural networks, section 4.1.

    Example:
        >>> import badak
        >>> badak.layers.RandomFlip("horizontal")(badak.ones(2, 4, 4, 3), training=True).shape
        (2, 4, 4, 3)
    """

    mode: str = "horizontal_and_vertical"
    seed: int | None = None

    moves_only = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(self.mode in _MODES, "mode", " | ".join(map(repr, _MODES)))

    def change(self, x: Any, choices: Choices) -> Any:
        """Mirror half of the pictures along each of the directions."""
        if "horizontal" in self.mode:
            x = flip_each(x, choices.yes(), axis=2)
        if "vertical" in self.mode:
            x = flip_each(x, choices.yes(), axis=1)
        return x


class RandomCrop(Augmentation):
    """In training, cut a window out of each picture at a random place; otherwise out of the middle.

    ``RandomCrop(32, 32, padding=4)`` on pictures of 32 × 32 shifts each by up to 4 pixels, as the residual networks for
    CIFAR-10 are trained.

    Args:
        height: height of the window.
        width: width of the window.
        seed: seed of this layer alone; by default the model's seed decides.
        padding: pixels of 0 put around the picture first.

    Shapes: input (batch, rows, columns, channels), output (batch, height, width, channels).

    Gradients flow through. Each picture has a place of its own (in Keras the whole batch has one), and a window larger than
    the picture is an error (Keras enlarges the picture without a word).

    Raises:
        ShapeError: BD120, for anything but pictures; BD121, when the window does not fit.

    Source: He et al. 2016, arXiv 1512.03385, section 4.2.

    Example:
        >>> import badak
        >>> badak.layers.RandomCrop(24, 24)(badak.ones(2, 32, 32, 3), training=True).shape
        (2, 24, 24, 3)
    """

    height: int
    width: int
    seed: int | None = None
    padding: int = dataclasses.field(default=0, kw_only=True)

    moves_only = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self._positive("height", "width")
        whole = isinstance(self.padding, int | np.integer) and self.padding >= 0
        self.expect_argument(whole, "padding", "0, 1, 2 …")

    def out_shape(self, shape: Shape) -> Shape:
        """Return height, width and the channels."""
        rows, columns, channels = super().out_shape(shape)
        check_fits(self, rows, columns, self.padding)
        return self.height, self.width, channels

    def change(self, x: Any, choices: Choices) -> Any:
        """Cut a window at a place drawn for each picture."""
        x, rows, columns = self._padded(x)
        top = choices.whole(rows - self.height + 1)
        left = choices.whole(columns - self.width + 1)
        return crop_each(x, top, left, height=self.height, width=self.width)

    def rest(self, x: Any) -> Any:
        """Cut the window in the middle."""
        x, rows, columns = self._padded(x)
        return middle_of(x, rows, columns, self.height, self.width)

    def _padded(self, x: Any) -> tuple[Any, int, int]:
        by = self.padding
        x = pad(x, pad_width=((0, 0), (by, by), (by, by), (0, 0))) if by else x
        rows, columns = x.shape[1:3]
        check_fits(self, rows, columns)
        return x, rows, columns


def check_fits(layer: Any, rows: int | None, columns: int | None, padding: int = 0) -> None:
    """Raise BD121 when a layer's window is larger than the picture."""
    wanted = (layer.height, layer.width)
    there = tuple(None if size is None else size + 2 * padding for size in (rows, columns))
    if any(size is not None and size < need for size, need in zip(there, wanted, strict=True)):
        more = hasattr(layer, "padding")
        raise error(
            "BD121", where=layer.label, got=f"height={layer.height}, width={layer.width}", wanted=shape_text(wanted),
            size=shape_text(there), more_en=", or add padding=4" if more else "",
            more_ko=". padding=4처럼 테두리를 더해도 됩니다" if more else "",
        )  # fmt: skip


def middle_of(x: Any, rows: int, columns: int, height: int, width: int) -> Any:
    """Return the window in the middle; where a row is left over, it is cut off at the bottom."""
    if (rows, columns) == (height, width):
        return x
    top, left = (rows - height) // 2, (columns - width) // 2
    return x[:, top : top + height, left : left + width]
