"""Values brought to mean 0 and variance 1 by what the training data has, learned once before training."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.errors import error, shape_text
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Shape, State, Weights

_EPSILON = 1e-7  # below this a deviation counts as this much, so that a constant feature gives 0


class Normalization(Layer):
    r"""Take away the mean of the training data and divide by its deviation: :math:`y = (x - \mu)/\sigma`.

    ``adapt(x_train)`` before ``fit`` finds μ and σ; they are kept with the model, so prediction gets raw data too.

    Args:
        axis: the axis, or axes, along which each place has a mean of its own: -1 for each feature (or channel); None for
            one mean of everything.
        mean: μ, where it is known; together with ``variance``.
        variance: σ².
        invert: turn normalised values back: y = x σ + μ.

    Shapes: input and output (batch, …); μ and σ² have the sizes of ``axis``.

    Gradients flow through.

    Raises:
        ArgumentError: BD003, for a mean without a variance.
        ShapeError: BD026, for an axis that samples do not have; BD024, when mean does not fit.
        StateError: BD127, when the layer is used before ``adapt``.

    Example:
        >>> import badak
        >>> layer = badak.layers.Normalization()
        >>> layer.adapt([[0.0, 10.0], [2.0, 30.0]])
        >>> layer([[1.0, 30.0]]).tolist()
        [[0.0, 1.0]]
    """

    rescales = True

    axis: Any = -1
    mean: Any = None
    variance: Any = None
    invert: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        axes = () if self.axis is None else tuple(self.axis) if isinstance(self.axis, tuple | list) else (self.axis,)
        whole = all(isinstance(a, int | np.integer) and not isinstance(a, bool) and a != 0 for a in axes)
        self.expect_argument(whole, "axis", "-1 | (1, 2) | None")
        self.expect_argument((self.mean is None) == (self.variance is None), "variance", "mean=…, variance=…")
        self._fix(axis=axes)
        for name in ("mean", "variance"):  # plain numbers, so that they can be shown and compared
            if getattr(self, name) is not None:
                self._fix(**{name: np.asarray(getattr(self, name), np.float64).tolist()})

    def _kept(self, shape: Shape) -> list[int]:
        """Return the axes of a batch that have means of their own, in order."""
        ndim = len(shape) + 1
        if any(not -ndim < a < ndim for a in self.axis):
            raise error("BD026", where=self.label, got=shape_text(shape), expected=f"axis={self.axis}")
        return sorted({a % ndim for a in self.axis})

    def declare(self, shape: Shape) -> dict:
        """Return the statistics, unless they were given: mean, variance, number of samples seen."""
        sizes = tuple(shape[a - 1] for a in self._kept(shape))
        if self.mean is not None:
            for name in ("mean", "variance"):
                try:
                    np.broadcast_to(np.asarray(getattr(self, name)), sizes)
                except ValueError:
                    got = f"{name} {shape_text(np.shape(getattr(self, name)))}"
                    raise error("BD024", where=self.label, got=got, expected=f"{name} {shape_text(sizes)}") from None
            return {}
        return {"mean": State(sizes), "variance": State(sizes, "ones"), "count": State(())}

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return (x - μ)/σ, or x σ + μ."""
        row = tuple(n if a in self._kept(x.shape[1:]) else 1 for a, n in enumerate(x.shape))
        if self.mean is not None:
            sizes = tuple(x.shape[a] for a in self._kept(x.shape[1:]))
            mean, variance = (np.broadcast_to(np.asarray(v, x.dtype), sizes) for v in (self.mean, self.variance))
        else:
            mean, variance = ctx.state["mean"], ctx.state["variance"]
            if isinstance(ctx.state["count"], np.ndarray) and not ctx.state["count"]:
                raise error("BD127", where=self.label, got="0 samples")
        deviation = (variance**0.5).clip(_EPSILON).astype(x.dtype).reshape(row)
        mean = mean.astype(x.dtype).reshape(row)
        return x * deviation + mean if self.invert else (x - mean) / deviation

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Find mean and variance in data; what an earlier call found is forgotten.

        Args:
            data: an array (samples, …), a ``badak.Dataset``, or anything that gives batches, with targets or without.
            batch_size: accepted as in Keras; arrays are taken as a whole.
            steps: batches to look at; all by default.

        Raises:
            ArgumentError: BD003, where mean and variance were given to the layer.
            DataError: BD035, when there are no samples.
        """
        self.expect_argument(self.mean is None, "mean", "None")
        seen, mean, spread = 0, np.zeros(()), np.zeros(())
        for done, batch in enumerate(_batches(data)):
            if steps is not None and done >= steps:
                break
            x = np.asarray(batch, np.float64)
            if not len(x):
                continue
            slot = self.build(x.shape[1:])
            if tuple(x.shape[1:]) != tuple(slot.shape) and self._sizes(x) != slot.state["mean"].shape:
                raise error(
                    "BD024", where=f"{self.label}.adapt", got=f"x {shape_text(x)}", expected=shape_text(slot.shape)
                )
            over = tuple(a for a in range(x.ndim) if a not in self._kept(x.shape[1:]))
            count = int(np.prod([x.shape[a] for a in over]))
            # Chan, Golub, LeVeque 1983: sums of squares of parts, put together without losing digits
            new, off = x.mean(axis=over), count / (seen + count)
            spread = spread + x.var(axis=over) * count + (new - mean) ** 2 * (seen * off)
            mean, seen = mean + (new - mean) * off, seen + count
        if not seen:
            raise error("BD035", where=f"{self.label}.adapt", got="0 samples")
        state = self._built().state
        for name, value in (("mean", mean), ("variance", spread / seen), ("count", seen)):
            state[name] = np.asarray(value, state[name].dtype)

    def _sizes(self, x: np.ndarray) -> tuple:
        return tuple(x.shape[a] for a in self._kept(x.shape[1:]))


def _batches(data: Any) -> Iterable[Any]:
    """Yield the inputs of arrays, Datasets and anything that gives batches."""
    from badak.training.dataset import Dataset
    from badak.training.intake import as_array

    if isinstance(data, Dataset) and not data.functions:
        return [data.x]
    if isinstance(data, Dataset | Iterable) and not isinstance(data, np.ndarray | Tensor | list | tuple):
        if hasattr(data, "to_numpy") or hasattr(data, "shape"):
            return [as_array(data, "x", "adapt")]
        batched = data.batch(256) if isinstance(data, Dataset) and data.batch_size is None else data
        return (batch[0] if isinstance(batch, tuple | list) else batch for batch in batched)
    if isinstance(data, list) and data and all(hasattr(part, "shape") and len(part.shape) > 1 for part in data):
        return data  # a list of batches
    return [as_array(data, "x", "adapt")]
