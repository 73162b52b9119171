"""Augmentation that mixes samples and their targets: MixUp and CutMix."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor, tensor
from badak.backend import namespace, seam
from badak.checks import number_type
from badak.errors import error, shape_text
from badak.layers.context import Context, fold
from badak.layers.erase import box
from badak.layers.layer import Layer
from badak.layers.parts import Weights
from badak.ops.shape import one_hot


class Mixing(Layer, abstract=True):
    """Base of the layers that mix each sample with another of its batch, and their targets by the same shares.

    A layer in a model is given inputs only, so these work on the data: in ``Dataset.map``, or called with inputs and targets.

    Args:
        num_classes: number of classes, where targets are class numbers: they become one-hot rows before they are mixed.
    """

    num_classes: int | None = dataclasses.field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        n = self.num_classes
        fine = n is None or (isinstance(n, int | np.integer) and not isinstance(n, bool) and n > 1)
        self.expect_argument(fine, "num_classes", "2, 3, 4 …")

    def shares(self, x: Any, key: Any) -> tuple[Any, Any]:
        """Return the mixed inputs' recipe: how much of each input stays, for the inputs and for the targets.

        Args:
            x: inputs, shape (batch, …).
            key: a random key.

        Returns:
            The share for the inputs, which broadcasts to x (booleans: take or leave), and that of the targets, (batch,).
        """
        raise error("BD025", where=self.label, name="shares")

    def mix(self, key: Any, x: Any, y: Any = None, sample_weight: Any = None) -> tuple:
        """Mix arrays; a pure function of the key.

        Args:
            key: a random key.
            x: inputs, shape (batch, …).
            y: targets: one-hot rows, class numbers (with ``num_classes``), or decimal numbers.
            sample_weight: factor for each sample, or None; mixed as the targets are.

        Returns:
            (x, y), or (x, y, sample_weight) where weights were given; targets are float32.
        """
        if y is None:
            raise error("BD123", where=self.label, got=f"x {shape_text(x)}", layer=type(self).__name__)
        if x.dtype.itemsize > 2 or x.dtype.kind in "iub":
            x = x.astype(number_type(self.dtype or np.float32, self.label), copy=False)
        y = self._soft(y)
        seed = getattr(self, "seed", None)
        key = key if seed is None else fold(key, seed)
        other = seam(x).permutation(fold(key, 1), x.shape[0])
        for_x, for_y = self.shares(x, fold(key, 2))
        mixed = [_blend(x, other, for_x), _blend(y, other, for_y.reshape(-1, *[1] * (len(y.shape) - 1)))]
        if sample_weight is not None:
            mixed.append(_blend(sample_weight, other, for_y.reshape(-1, *[1] * (len(sample_weight.shape) - 1))))
        return tuple(mixed)

    def _soft(self, y: Any) -> Any:
        """Turn targets into decimal numbers that can be mixed."""
        if y.dtype.kind in "iu" and (len(y.shape) == 1 or y.shape[-1] == 1):
            count = self.num_classes
            if count is None:
                raise error("BD124", where=self.label, got=f"y {y.dtype} {shape_text(y)}", layer=type(self).__name__)
            y = y.reshape(y.shape[0])
            if isinstance(y, np.ndarray) and y.size and not 0 <= y.min() <= y.max() < count:
                got = int(y.min()) if y.min() < 0 else int(y.max())
                raise error("BD125", where=self.label, got=f"class {got}", last=count - 1, count=count)
            return one_hot(y, num_classes=count)
        return y if y.dtype.kind == "f" else y.astype(np.float32)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Refuse to train inside a model, where there are no targets; at prediction nothing happens."""
        if ctx.training:
            raise error("BD123", where=self.label, got=f"x {shape_text(x)}", layer=type(self).__name__)
        return x

    def __call__(self, x: Any, y: Any = None, *, training: bool = True, mask: Any = None) -> Any:
        """Mix a batch of inputs and targets.

        Args:
            x: inputs, or a dict ``{"images": …, "labels": …}`` as in Keras.
            y: targets.
            training: False gives both back as they are.
            mask: not used.

        Returns:
            (x, y) as arrays, or a dict where one was given.
        """
        if isinstance(x, dict):
            mixed = self(x.get("images"), x.get("labels"), training=training)
            return {**x, "images": mixed[0], "labels": mixed[1]}
        x, y = (tensor(part) if isinstance(part, list | tuple) else part for part in (x, y))
        x, y = (part.data if isinstance(part, Tensor) else part for part in (x, y))
        if not training:
            return x if y is None else (x, y)
        return self.mix(Context(True).key(), x, y)


def _blend(a: Any, order: Any, share: Any) -> Any:
    """Return share · a + (1 - share) · a[order]; for booleans, one or the other."""
    b = a[order]
    if share.dtype.kind == "b":
        return namespace(a, share).where(share, a, b)
    if a.dtype.itemsize == 2:  # bfloat16 is storage: sums are taken in float32
        return (a.astype(np.float32) * share + b.astype(np.float32) * (1 - share)).astype(a.dtype)
    share = share.astype(a.dtype)
    return a * share + b * (1 - share)


class MixUp(Mixing):
    r"""Blend each sample with another one, and their targets by the same shares: :math:`\lambda a + (1 - \lambda) b`.

    It works on the data, since a layer inside a model is not given targets:

        data = badak.Dataset(x, y).shuffle().batch(128).map(badak.layers.MixUp(num_classes=10))
        model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
        model.fit(data, epochs=10, validation_data=(x_val, to_categorical(y_val, 10)))

    Args:
        alpha: λ is drawn from Beta(alpha, alpha) for each sample: the smaller, the nearer λ lies to 0 or 1; 1 draws evenly.
        seed: seed of this layer alone.
        num_classes: number of classes, where targets are class numbers: they become one-hot rows, which the loss
            ``categorical_crossentropy`` takes. One-hot rows and decimal numbers (regression, one output for two classes)
            need none.

    Shapes: x (batch, …) and y (batch, …), any kind of input; y (batch, num_classes) float32 comes out.

    Gradients do not flow: it takes and returns arrays.

    Raises:
        ArgumentError: BD003, for an alpha that is not positive; BD123 without targets; BD124, for class numbers without
            ``num_classes``.
        DataError: BD125, for a class number out of range.

    Source: Zhang et al. 2018, arXiv 1710.09412.

    Example:
        >>> import badak
        >>> x, y = badak.layers.MixUp(num_classes=3)([[0.0], [1.0]], [0, 2])
        >>> x.shape, y.shape, y.sum(axis=1).tolist()
        ((2, 1), (2, 3), [1.0, 1.0])
    """

    alpha: float = 0.2
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        fine = isinstance(self.alpha, int | float) and not isinstance(self.alpha, bool) and self.alpha > 0
        self.expect_argument(fine, "alpha", "number > 0")

    def shares(self, x: Any, key: Any) -> tuple[Any, Any]:
        """Draw λ for each sample."""
        drawn = seam(x).beta(key, self.alpha, self.alpha, (x.shape[0],))
        return drawn.reshape(-1, *[1] * (len(x.shape) - 1)), drawn


class CutMix(Mixing):
    r"""Paste a rectangle of another picture into each, and mix their targets by the areas.

    It works on the data, as ``MixUp`` does:

        data = badak.Dataset(x, y).shuffle().batch(128).map(badak.layers.CutMix(num_classes=10))

    Args:
        factor: the part λ that stays is drawn from Beta(a, a), with a drawn from (0, factor) for each batch, or from between
            the two of a pair; ``(1.0, 1.0)`` is the paper's: all areas alike. 0 … 1.
        seed: seed of this layer alone.
        num_classes: number of classes, where targets are class numbers, as in ``MixUp``.

    Shapes: x (batch, height, width, channels), y (batch, …); y (batch, num_classes) float32 comes out.

    The rectangle has whole pixels and the targets are mixed by what was really pasted. (Keras mixes by the area before
    rounding.) Gradients do not flow: it takes and returns arrays.

    Raises:
        ArgumentError: BD003, for a factor out of range; BD123 without targets; BD124, for class numbers without
            ``num_classes``.
        DataError: BD125, for a class number out of range.
        ShapeError: BD120, for anything but pictures.

    Source: Yun et al. 2019, arXiv 1905.04899.

    Example:
        >>> import badak
        >>> x, y = badak.layers.CutMix(num_classes=3)(badak.ones(2, 8, 8, 1), [0, 2])
        >>> x.shape, y.sum(axis=1).tolist()
        ((2, 8, 8, 1), [1.0, 1.0])
    """

    factor: Any = 1.0
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        pair = self.factor if isinstance(self.factor, tuple | list) else (0.0, self.factor)
        fine = len(pair) == 2 and all(isinstance(v, int | float) and 0 <= v <= 1 for v in pair)
        self.expect_argument(fine, "factor", "0 … 1 | (0 … 1, 0 … 1)")

    def shares(self, x: Any, key: Any) -> tuple[Any, Any]:
        """Draw a rectangle for each picture."""
        if len(x.shape) != 4:
            raise error("BD120", where=self.label, got=shape_text(x))
        backend, xp = seam(x), namespace(x)
        n, height, width = x.shape[:3]
        low, high = (0.0, self.factor) if not isinstance(self.factor, tuple | list) else sorted(self.factor)
        drawn = backend.uniform(fold(key, 1), (3, n), np.float32)
        a = drawn[0, 0] * (high - low) + low + 1e-6
        side = (1 - backend.beta(fold(key, 2), a, a, (n,))) ** 0.5
        rows, columns = xp.round(side * height), xp.round(side * width)
        top = xp.floor(drawn[1] * (height - rows + 1)).clip(0, height - rows)
        left = xp.floor(drawn[2] * (width - columns + 1)).clip(0, width - columns)
        pasted = box(top, top + rows, left, left + columns, height, width)
        return ~pasted, 1 - rows * columns / (height * width)
