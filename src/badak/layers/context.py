"""What a layer may know besides its input: training or not, random keys, its kept state, the mask."""

from __future__ import annotations

from typing import Any

from badak.backend import on_numpy, seam

UNSAID: Any = type("Unsaid", (), {"__repr__": lambda self: "UNSAID"})()


class Context:
    """Passed to every ``forward``; nothing in it is global.

    Attributes:
        training: whether this is a training step.
        precision: number type of the computation where mixed precision is on, else None.
        state: what this layer kept from earlier steps, by name.
        updates: what this layer will keep (see ``update``).
        mask: which time steps of the input count, (batch, time), or None where all do.
        out_mask: the same for the output, set by a layer that runs others; ``UNSAID`` leaves it to ``Layer.out_mask``.
        frozen: whether this layer or one around it is not trainable.
        penalties: what layers add to the loss for their outputs (see ``penalize``); those of the whole model at the outermost.
    """

    __slots__ = (
        "training", "precision", "state", "updates", "mask", "out_mask", "_key", "_drawn", "_outer", "_place", "frozen",
        "penalties",
    )  # fmt: skip

    def __init__(
        self,
        training: bool = False,
        key: Any = None,
        state: dict | None = None,
        mask: Any = None,
        precision: Any = None,
    ) -> None:
        self.training = training
        self.precision = precision
        self.state: dict = state if state is not None else {}
        self.updates: dict = {}
        self.mask = mask
        self.out_mask: Any = UNSAID
        self._key = key
        self._drawn = 0
        self._outer: Context | None = None  # where the key comes from, if one is asked for: most layers never ask
        self._place = 0
        self.frozen = False
        self.penalties: tuple = ()

    def key(self) -> Any:
        """Return a fresh random key: a pure function of (seed, layer, step, how many were asked for)."""
        if self._key is None:
            self._key = self._derived()
        if self._key is None:
            from badak.utils import next_key

            self._key = next_key()
        self._drawn += 1
        return fold(self._key, self._drawn)

    def _derived(self) -> Any:
        """Make this layer's key from the one around it; None where there is none."""
        if self._key is None and self._outer is not None:
            above = self._outer._derived()
            self._key = None if above is None else fold(above, -1 - self._place)
        return self._key

    @property
    def outermost(self) -> bool:
        """Whether this belongs to the whole model, not to a layer inside it."""
        return self._outer is None

    def penalize(self, value: Any) -> None:
        """Add a number, as a tensor, to the loss of this step.

        Example:
            >>> import badak
            >>> class Sparse(badak.layers.Layer):
            ...     def forward(self, p, x, ctx):
            ...         ctx.penalize(0.1 * badak.mean(badak.abs(x)))
            ...         return x
            >>> layer = Sparse()
            >>> _ = layer([[1.0, -3.0]])
            >>> [round(loss.item(), 3) for loss in layer.losses]
            [0.2]
        """
        outermost = self
        while outermost._outer is not None:
            outermost = outermost._outer
        outermost.penalties = (*outermost.penalties, value)

    def update(self, **state: Any) -> None:
        """Keep values for the next step (a layer called twice in one step sees its first update)."""
        for name, value in state.items():
            self.updates[name] = value
            self.state = {**self.state, name: value}

    def inner(self, name: str, place: int) -> Context:
        """Return the context of a layer inside this one; ``keep`` collects what it updates."""
        child = Context(self.training, None, self.state.get(name), self.mask, self.precision)
        child._outer, child._place, child.frozen = self, place, self.frozen
        return child

    def keep(self, name: str, child: Context) -> None:
        """Take over the updates of a layer inside this one."""
        if child.updates:
            self.updates.setdefault(name, {}).update(child.updates)
            self.state = {**self.state, name: {**self.state.get(name, {}), **child.updates}}


def fold(key: Any, data: int) -> Any:
    """Derive a key on whichever backend the key belongs to."""
    return on_numpy.fold(key, data) if isinstance(key, tuple) else seam(key).fold(key, data & 0x7FFFFFFF)
