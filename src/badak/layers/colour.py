"""Augmentation that changes colours: brightness, contrast, saturation, hue."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import error, notify, shape_text
from badak.layers.augment import Augmentation, Choices, constant
from badak.layers.parts import Shape
from badak.ops.colour import adjust_brightness, adjust_contrast, adjust_hue, adjust_saturation
from badak.ops.elementwise import clip

_LOOK_AT = 8  # pictures of a batch whose values are compared with value_range: their smallest and largest tell enough


class Colour(Augmentation, abstract=True):
    """Base of the layers that know between which values pixels lie."""

    needs_colours = False

    def __post_init__(self) -> None:
        super().__post_init__()
        value = getattr(self, "value_range")  # noqa: B009 - a field of the classes below
        fine = isinstance(value, tuple | list) and len(value) == 2
        fine = fine and all(isinstance(v, int | float) for v in value) and value[0] < value[1]
        self.expect_argument(fine, "value_range", "(0, 255) | (0, 1)")

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of the input, which has to be that of a picture."""
        shape = super().out_shape(shape)
        if self.needs_colours and shape[-1] != 3:
            raise error("BD126", where=self.label, got=f"(batch, {shape_text(shape)[1:]}")
        return shape

    def limits(self) -> tuple[float, float]:
        """Return the smallest and the largest value of a pixel."""
        low, high = getattr(self, "value_range")  # noqa: B009
        return float(low), float(high)

    def limited(self, x: Any) -> Any:
        """Cut off what left the range of pixels."""
        low, high = self.limits()
        return clip(x, minimum=low, maximum=high)

    def look_at(self, x: Any) -> None:
        """Say once when pixels cannot have this range: the layer would do far too much, or nothing."""
        if not isinstance(x.data, np.ndarray) or not x.data.size:
            return  # traced: values are not known yet
        low, high = self.limits()
        least, most = float(x.data[:_LOOK_AT].min()), float(x.data[:_LOOK_AT].max())
        slack = 1e-3 * (high - low)
        if least < low - slack:
            seen = f"values below {low:g}", f"{low:g}보다 작은 값"
        elif most > high + slack:
            seen = f"values above {high:g}", f"{high:g}보다 큰 값"
        elif high > 2 and 0 < most <= 1:
            seen = "values between 0 and 1", "0과 1 사이의 값"
        else:
            return
        # the numbers themselves differ from batch to batch, and this is to be said once
        notify("BD128", where=self.label, range=f"({low:g}, {high:g})", seen_en=seen[0], seen_ko=seen[1], stacklevel=5)


class RandomBrightness(Colour):
    """In training, add one number to all values of each picture.

    Args:
        factor: the number, as a part of ``value_range``: f draws from (-f, f), a pair from between its two. -1 makes black,
            1 makes white. -1 … 1.
        value_range: the smallest and the largest value a pixel can have; ``(0, 1)`` after division by 255. What goes
            beyond is cut off.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, height, width, channels).

    Gradients flow through, where nothing was cut off.

    Raises:
        ArgumentError: BD122, for a factor out of range.
        ShapeError: BD120, for anything but pictures.

    Warns:
        Notice: BD128, when the pixels have another range.

    Example:
        >>> import badak
        >>> lighter = badak.layers.RandomBrightness((0.25, 0.25), value_range=(0, 1))
        >>> lighter(badak.tensor([0.0, 0.5, 1.0]).reshape(1, 1, 3, 1), training=True).reshape(-1).tolist()
        [0.25, 0.75, 1.0]
    """

    factor: Any
    value_range: Any = (0, 255)
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.range_of("factor", -1, 1)

    def change(self, x: Any, choices: Choices) -> Any:
        """Make each picture lighter or darker."""
        self.look_at(x)
        (low, high), (first, last) = self.range_of("factor", -1, 1), self.limits()
        delta = choices.uniform(low, high) * (last - first)
        return self.limited(adjust_brightness(x, constant(x, delta)))


class RandomContrast(Colour):
    """In training, move the values of each picture away from their channel's mean or towards it.

    Args:
        factor: f draws the strength from (1 - f, 1 + f); a pair (a, b) draws it from (1 - a, 1 + b). 0 … 1.
        value_range: the smallest and the largest value a pixel can have; ``(0, 1)`` after division by 255. What goes
            beyond is cut off.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, height, width, channels).

    Gradients flow through, where nothing was cut off. (Keras 3.15 draws from (1, 1 + f) for a single number, against its own
    description.)

    Raises:
        ArgumentError: BD122, for a factor out of range.
        ShapeError: BD120, for anything but pictures.

    Warns:
        Notice: BD128, when the pixels have another range.

    Example:
        >>> import badak
        >>> badak.layers.RandomContrast(0.2, value_range=(0, 1))(badak.ones(2, 4, 4, 3), training=True).shape
        (2, 4, 4, 3)
    """

    factor: Any
    value_range: Any = (0, 255)
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.range_of("factor", 0, 1)

    def change(self, x: Any, choices: Choices) -> Any:
        """Draw a strength for each picture."""
        self.look_at(x)
        self.range_of("factor", 0, 1)
        less, more = self.factor if isinstance(self.factor, tuple | list) else (self.factor, self.factor)
        return self.limited(adjust_contrast(x, constant(x, choices.uniform(1 - less, 1 + more))))


class RandomSaturation(Colour):
    """In training, make the colours of each picture stronger or paler.

    Args:
        factor: 0 leaves grey, 0.5 changes nothing, 1 gives colours as strong as can be: the saturation is multiplied by
            factor / (1 - factor) and is at most 1. f draws from (0, f), a pair from between its two. 0 … 1.
        value_range: accepted as in Keras; the result does not depend on it.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, height, width, 3).

    Gradients flow through.

    Raises:
        ArgumentError: BD122, for a factor out of range.
        ShapeError: BD120, for anything but pictures; BD126, for grey ones.

    Example:
        >>> import badak
        >>> x = badak.tensor([1.0, 0.5, 0.0]).reshape(1, 1, 1, 3)
        >>> badak.layers.RandomSaturation((0.0, 0.0))(x, training=True).reshape(-1).tolist()
        [1.0, 1.0, 1.0]
    """

    factor: Any
    value_range: Any = (0, 255)
    seed: int | None = None

    needs_colours = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.range_of("factor", 0, 1)

    def change(self, x: Any, choices: Choices) -> Any:
        """Multiply the saturation of each picture."""
        factor = choices.uniform(*self.range_of("factor", 0, 1))
        return adjust_saturation(x, constant(x, factor / (1 - factor + 1e-7)))


class RandomHue(Colour):
    """In training, turn the colours of each picture around the circle red → green → blue.

    Args:
        factor: 0 changes nothing, 1 may turn by half a circle either way. f draws from (0, f), a pair from between its two;
            the direction is drawn too. 0 … 1.
        value_range: accepted as in Keras; the result does not depend on it.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, height, width, 3).

    Gradients flow through.

    Raises:
        ArgumentError: BD122, for a factor out of range.
        ShapeError: BD120, for anything but pictures; BD126, for grey ones.

    Example:
        >>> import badak
        >>> badak.layers.RandomHue(0.1)(badak.ones(2, 4, 4, 3), training=True).shape
        (2, 4, 4, 3)
    """

    factor: Any
    value_range: Any = (0, 255)
    seed: int | None = None

    needs_colours = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.range_of("factor", 0, 1)

    def change(self, x: Any, choices: Choices) -> Any:
        """Turn the hue of each picture."""
        turn = choices.uniform(*self.range_of("factor", 0, 1)) * 0.5
        direction = choices.yes().astype(np.float32) * 2 - 1
        return adjust_hue(x, constant(x, turn * direction))


class RandomColorJitter(Colour):
    """In training, change brightness, contrast, saturation and hue of each picture, in this order.

    Args:
        value_range: the smallest and the largest value a pixel can have; ``(0, 1)`` after division by 255.
        brightness_factor: as in ``RandomBrightness``; None leaves the step out.
        contrast_factor: as in ``RandomContrast``.
        saturation_factor: as in ``RandomSaturation``: 0.5 changes nothing.
        hue_factor: as in ``RandomHue``.
        seed: seed of this layer alone; by default the model's seed decides.

    Shapes: input and output (batch, height, width, channels); 3 channels for saturation and hue.

    Gradients flow through, where nothing was cut off.

    Raises:
        ArgumentError: BD122, for a factor out of range.
        ShapeError: BD120, for anything but pictures; BD126, for grey ones where colours are changed.

    Example:
        >>> import badak
        >>> jitter = badak.layers.RandomColorJitter((0, 1), brightness_factor=0.2, saturation_factor=(0.4, 0.6))
        >>> jitter(badak.ones(2, 4, 4, 3), training=True).shape
        (2, 4, 4, 3)
    """

    value_range: Any = (0, 255)
    brightness_factor: Any = None
    contrast_factor: Any = None
    saturation_factor: Any = None
    hue_factor: Any = None
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._steps()

    def _steps(self) -> list[Colour]:
        kinds = {
            RandomBrightness: self.brightness_factor, RandomContrast: self.contrast_factor,
            RandomSaturation: self.saturation_factor, RandomHue: self.hue_factor,
        }  # fmt: skip
        return [kind(f, value_range=self.value_range, name=self.name) for kind, f in kinds.items() if f is not None]

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of the input, which each step has to accept."""
        super().out_shape(shape)
        for step in self._steps():
            step.out_shape(shape)
        return shape

    def change(self, x: Any, choices: Choices) -> Any:
        """Apply the steps."""
        for step in self._steps():
            x = step.change(x, choices)
        return x
