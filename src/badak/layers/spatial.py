"""What layers over series, images and volumes share: how many axes there are, where the channels lie, where windows fit."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

from badak.errors import error, notify, shape_text
from badak.layers.layer import Layer
from badak.layers.parts import Shape
from badak.ops import windows
from badak.ops.shape import transpose

_AXES = {1: ("steps", "시점"), 2: ("height, width", "높이, 너비"), 3: ("depth, height, width", "깊이, 높이, 너비")}


class Spatial(Layer, abstract=True):
    """Base of layers whose samples have ``rank`` spatial axes and one of channels.

    Everything is computed with the channels last. ``data_format="channels_first"`` is taken too: data is turned before and
    back after, which costs a copy each time.
    """

    rank = 0
    data_format = cast("str | None", None)  # a field of each layer, at its place among Keras's arguments

    def __post_init__(self) -> None:
        super().__post_init__()
        known = self.data_format in (None, "channels_last", "channels_first")
        self.expect_argument(known, "data_format", "'channels_last' | 'channels_first'")

    @property
    def channels_first(self) -> bool:
        """Whether data comes with its channels first."""
        return self.data_format == "channels_first"

    def channels_last(self, shape: Shape) -> Shape:
        """Return the shape of a sample with its channels last.

        Raises:
            ShapeError: BD103, when it has not one axis for each direction and one for the channels.
        """
        if len(shape) != self.rank + 1:
            raise error(
                "BD103", where=self.label, ndim=len(shape) + 1, wanted=self.rank + 2, got=shape_text((None, *shape)),
                expected=self._axes_text(), fix=windows.missing_axes(self.rank, (None, *shape)),
            )  # fmt: skip
        return (*shape[1:], shape[0]) if self.channels_first else tuple(shape)

    def _axes_text(self) -> dict[str, str]:
        """Write the axes of a batch."""
        en, ko = _AXES[self.rank]
        if self.channels_first:
            return {"en": f"(batch, channels, {en})", "ko": f"(배치, 채널, {ko})"}
        return {"en": f"(batch, {en}, channels)", "ko": f"(배치, {ko}, 채널)"}

    def as_given(self, shape: Shape) -> Shape:
        """Return a shape with its channels last in the layout of this layer."""
        return (shape[-1], *shape[:-1]) if self.channels_first else shape

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return None: what comes out are other steps than those that the mask names."""
        return self.end_of_mask(mask)

    def turned(self, x: Any) -> Any:
        """Return data with its channels last."""
        self.channels_last(tuple(x.shape[1:]))
        return transpose(x, axes=(0, *range(2, len(x.shape)), 1)) if self.channels_first else x

    def turned_back(self, x: Any) -> Any:
        """Return data in the layout of this layer."""
        return transpose(x, axes=(0, len(x.shape) - 1, *range(1, len(x.shape) - 1))) if self.channels_first else x


class Windowed(Spatial, abstract=True):
    """Base of layers that slide a window.

    Attributes:
        exact: badak's own argument: refuse sizes that the stride does not divide, where the last rows and columns would be
            dropped in silence.
    """

    exact: bool = dataclasses.field(default=False, kw_only=True)

    def per_axis(self, *names: str) -> None:
        """Make fields tuples with one integer for each axis."""
        for name in names:
            self._fix(**{name: windows.per_axis(self._called, name, getattr(self, name), self.rank)})

    def mention_channels_first(self, shape: Shape) -> None:
        """Tell of samples whose channels seem to come first where the layer was not told so (BD104)."""
        if not self.channels_first and windows.channels_first((None, *shape)):
            notify("BD104", where=self.label, got=shape_text(shape))

    @property
    def _called(self) -> str:
        return type(self).__name__ + (f" {self.name!r}" if self.name else "")

    def find(self, shape: Shape, kernel: tuple, strides: tuple, padding: Any, dilation: Any = 1) -> windows.Windows:
        """Find the windows over a sample with its channels last.

        Raises:
            ShapeError: BD100, when there is room for none; BD107, when ``exact`` asks for sizes that divide.
        """
        found = windows.find(self.label, (None, *shape), kernel, strides, padding, dilation, causal=True)
        if self.exact and padding != "same":
            axes = zip(shape[:-1], kernel, found.strides, found.dilation, found.padding, strict=True)
            for i, axis in enumerate(axes, 1):
                n, _, s, _, pair = axis
                if n is not None and (left := windows.left_over(*axis)):
                    raise error(
                        "BD107", where=self.label, s=s, axis=i, left=left, n=n + sum(pair), more=s - left,
                        got=f"{shape_text((None, *shape))}: {windows.size_text(*axis)}",
                    )  # fmt: skip
        return found
