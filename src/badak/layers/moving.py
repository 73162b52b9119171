"""Augmentation that moves pictures: shifting, turning, enlarging and shrinking."""

from __future__ import annotations

import math
from typing import Any

from badak.layers.augment import Augmentation, Choices
from badak.ops.warp import FILL_MODES, INTERPOLATIONS, rotation, scaling, shift_each, warp_each


class _Moving(Augmentation):
    """Base of the layers that look up pixels at other places."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, known in (("fill_mode", FILL_MODES), ("interpolation", INTERPOLATIONS)):
            self.expect_argument(getattr(self, name) in known, name, " | ".join(map(repr, known)))

    def _looks(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("fill_mode", "interpolation", "fill_value")}


_PART = (
    "0.1 means up to a tenth of the picture; for whole pixels divide by its size: 4 / 32",
    "0.1은 이미지 크기의 10분의 1까지라는 뜻입니다. 픽셀 수로 정하려면 크기로 나누세요: 4 / 32",
)


class RandomTranslation(_Moving):
    """In training, shift each picture up or down and left or right.

    Args:
        height_factor: how far vertically, as a part of the height: a number f draws from (-f, f), a pair from between its
            two; positive is downwards. -1 … 1.
        width_factor: the same for the width; positive is to the right.
        fill_mode: what comes in from outside: ``"reflect"`` (b a | a b c | c b), ``"constant"``, ``"nearest"``
            (a a | a b c | c c), ``"wrap"`` (b c | a b c | a b).
        interpolation: ``"bilinear"`` weighs pixels where the shift is not whole, ``"nearest"`` shifts by whole pixels
            (quicker, and nothing is blurred).
        seed: seed of this layer alone; by default the model's seed decides.
        fill_value: the value of ``"constant"``.

    Shapes: input and output (batch, height, width, channels).

    Gradients flow through. To shift by up to 4 pixels with black coming in, ``RandomCrop(32, 32, padding=4)`` does it too.

    Raises:
        ArgumentError: BD122, for a factor out of range; BD003, for an unknown mode.
        ShapeError: BD120, for anything but pictures.

    Example:
        >>> import badak
        >>> x = badak.tensor([1.0, 2.0, 3.0, 4.0]).reshape(1, 1, 4, 1)
        >>> badak.layers.RandomTranslation(0.0, (0.25, 0.25), fill_mode="constant")(x, training=True).reshape(-1).tolist()
        [0.0, 1.0, 2.0, 3.0]
    """

    height_factor: Any
    width_factor: Any
    fill_mode: str = "reflect"
    interpolation: str = "bilinear"
    seed: int | None = None
    fill_value: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self._ranges()

    def _ranges(self) -> list[tuple]:
        return [self.range_of(name, -1, 1, _PART) for name in ("height_factor", "width_factor")]

    def change(self, x: Any, choices: Choices) -> Any:
        """Shift each picture by amounts of its own."""
        ranges = [(low * size, high * size) for (low, high), size in zip(self._ranges(), x.shape[1:3], strict=True)]
        down, right = (choices.uniform(low, high) for low, high in ranges)
        most = tuple(math.ceil(max(-low, high)) for low, high in ranges)
        return shift_each(x, down, right, most=(most[0], most[1]), **self._looks())


_TURN = (
    "1 is a full turn: write 15 / 360 for 15 degrees",
    "1이 한 바퀴입니다. 15도는 15 / 360으로 쓰세요",
)


class RandomRotation(_Moving):
    """In training, turn each picture about its middle.

    Args:
        factor: how far, as a part of a full turn: a number f draws from (-f, f), a pair from between its two; positive is
            counter-clockwise. 0.1 is up to 36 degrees. -1 … 1.
        fill_mode: what comes in from outside, as in ``RandomTranslation``.
        interpolation: ``"bilinear"``, or ``"nearest"``.
        seed: seed of this layer alone; by default the model's seed decides.
        fill_value: the value of ``"constant"``.

    Shapes: input and output (batch, height, width, channels).

    Gradients flow through.

    Raises:
        ArgumentError: BD122, for a factor out of range (degrees, for example); BD003, for an unknown mode.
        ShapeError: BD120, for anything but pictures.

    Example:
        >>> import badak
        >>> x = badak.tensor([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1)
        >>> quarter = badak.layers.RandomRotation((0.25, 0.25), interpolation="nearest")
        >>> quarter(x, training=True)[0, :, :, 0].tolist()
        [[2.0, 4.0], [1.0, 3.0]]
    """

    factor: Any
    fill_mode: str = "reflect"
    interpolation: str = "bilinear"
    seed: int | None = None
    fill_value: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.range_of("factor", -1, 1, _TURN)

    def change(self, x: Any, choices: Choices) -> Any:
        """Turn each picture by an angle of its own."""
        low, high = self.range_of("factor", -1, 1)
        angle = choices.uniform(low, high) * (2 * math.pi)
        return warp_each(x, rotation(angle, *x.shape[1:3]), **self._looks())


_ZOOM = (
    "negative enlarges, positive shrinks: (-0.2, 0.0) shows up to a fifth less of the picture",
    "음수는 확대, 양수는 축소입니다. (-0.2, 0.0)이면 이미지의 5분의 1까지 잘라 내며 확대합니다",
)


class RandomZoom(_Moving):
    """In training, enlarge or shrink each picture about its middle.

    Args:
        height_factor: how much more of the height is shown: a number f draws from (-f, f), a pair from between its two.
            **Negative enlarges, positive shrinks**, as in Keras. Above -1, up to 1.
        width_factor: the same for the width; None keeps the proportions.
        fill_mode: what comes in from outside, as in ``RandomTranslation``.
        interpolation: ``"bilinear"``, or ``"nearest"``.
        seed: seed of this layer alone; by default the model's seed decides.
        fill_value: the value of ``"constant"``.

    Shapes: input and output (batch, height, width, channels).

    Gradients flow through.

    Raises:
        ArgumentError: BD122, for a factor out of range; BD003, for an unknown mode.
        ShapeError: BD120, for anything but pictures.

    Example:
        >>> import badak
        >>> badak.layers.RandomZoom(0.2)(badak.ones(2, 8, 8, 1), training=True).shape
        (2, 8, 8, 1)
    """

    height_factor: Any
    width_factor: Any = None
    fill_mode: str = "reflect"
    interpolation: str = "bilinear"
    seed: int | None = None
    fill_value: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self._ranges()

    def _ranges(self) -> list[tuple]:
        names = ("height_factor",) if self.width_factor is None else ("height_factor", "width_factor")
        return [self.range_of(name, -0.99, 1, _ZOOM) for name in names]

    def change(self, x: Any, choices: Choices) -> Any:
        """Enlarge or shrink each picture by factors of its own."""
        shown = [choices.uniform(1 + low, 1 + high) for low, high in self._ranges()]
        return warp_each(x, scaling(shown[0], shown[-1], *x.shape[1:3]), **self._looks())
