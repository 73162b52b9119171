"""Layers around a layer: both directions of time, the same at every step; and a vector repeated over time."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.errors import error, shape_text
from badak.layers.context import UNSAID, Context
from badak.layers.convert import same_type
from badak.layers.layer import Layer, layer_of
from badak.layers.parts import Shape, Sublayer, Weights
from badak.layers.recurrent import as_mask, first_mask
from badak.ops.shape import concatenate, expand_dims, flip, repeat, reshape

MERGES = ("sum", "mul", "concat", "ave", None)


class Bidirectional(Layer):
    r"""Read a sequence in both directions: :math:`y_t = [\overrightarrow{h}_t, \overleftarrow{h}_t]`.

    At every step the output knows what comes before and what comes after. The backward outputs are put in the order of the
    data before they are joined; without ``return_sequences`` the last output of each direction is joined. The outputs of masked
    steps are 0, as in Keras: the step before would be another one in each direction.

    Args:
        layer: a recurrent layer, which reads forwards.
        merge_mode: how the two outputs become one: ``"concat"`` side by side, ``"sum"``, ``"mul"``, ``"ave"`` (the mean), or
            None for a tuple of both.
        backward_layer: the layer that reads backwards, with ``go_backwards=True``; one with the same arguments by default.
        name: name within the model.

    Shapes: input (batch, time, features), output (batch, 2 · units) or (batch, time, 2 · units) for ``"concat"``, with
    units instead of 2 · units for the others. With ``return_state`` of the layer the states of both directions follow.

    Raises:
        ArgumentError: BD003, for another merge mode; BD182, for layers that cannot be two directions.

    Source: Schuster, Paliwal 1997.

    Example:
        >>> import badak
        >>> badak.layers.Bidirectional(badak.layers.LSTM(4))(badak.ones(2, 5, 3)).shape
        (2, 8)
    """

    layer: Any
    merge_mode: str | None = "concat"
    backward_layer: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(self.merge_mode in MERGES, "merge_mode", " | ".join(map(repr, MERGES)))
        self._fix(layer=layer_of(self.layer), backward_layer=layer_of(self.backward_layer))
        forward: Any = self.layer
        if not isinstance(self.layer, Layer) or not hasattr(forward, "go_backwards"):
            expected = "badak.layers.LSTM(64)"
            raise error("BD182", where=self.label, got=repr(forward)[:80], expected=expected)
        back = self.backward_layer
        if back is None:
            name = f"backward_{forward.name or type(forward).__name__.lower()}"
            back = copied(forward, go_backwards=not forward.go_backwards, name=name)
        same = [getattr(part, "return_sequences", None) for part in (forward, back)]
        state = [getattr(part, "return_state", None) for part in (forward, back)]
        if back is forward or same[0] != same[1] or state[0] != state[1] or forward.go_backwards == back.go_backwards:
            raise error("BD182", where=self.label, got=f"{forward!r}, {back!r}"[:200])
        if forward.input_shape is not None and self.input_shape is None:
            self._fix(input_shape=forward.input_shape)
        self._fix(backward_layer=back)

    @property
    def forward_layer(self) -> Any:
        """The layer that reads forwards."""
        return self.layer

    @property
    def return_sequences(self) -> bool:
        """Whether there is an output for every step."""
        return self.layer.return_sequences

    @property
    def return_state(self) -> bool:
        """Whether the states are returned."""
        return self.layer.return_state

    def declare(self, shape: Shape) -> dict:
        """Return the two layers."""
        inner = shape[0] if shape and isinstance(shape[0], tuple) else shape  # data and initial states
        return {"forward_layer": Sublayer(self.layer, inner), "backward_layer": Sublayer(self.backward_layer, inner)}

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of the joined output, and those of the states."""
        one, two = self.layer.out_shape(shape), self.backward_layer.out_shape(shape)
        states = ()
        if self.return_state:
            (one, *states), (two, *more) = one, two
            states = (*states, *more)
        if self.merge_mode is None:
            return (one, two, *states)
        out = (*one[:-1], one[-1] + two[-1]) if self.merge_mode == "concat" else one
        return (out, *states) if self.return_state else out

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return the mask of the input where there is an output for every step."""
        return first_mask(mask) if self.return_sequences else None

    def forward(self, p: Weights, x: Any, ctx: Context, initial_state: Any = None) -> Any:
        """Run both layers and join what they return."""
        if isinstance(x, tuple):
            x, *given = x
            initial_state = given or initial_state
        states: tuple = (None, None)
        if initial_state is not None:
            states = (initial_state[: len(initial_state) // 2], initial_state[len(initial_state) // 2 :])
        one = self.run_sublayer("forward_layer", p, x, ctx, initial_state=states[0])
        two = self.run_sublayer("backward_layer", p, x, ctx, initial_state=states[1])
        kept: tuple = ()
        if self.return_state:
            (one, *first), (two, *second) = one, two
            kept = (*first, *second)
        if self.return_sequences:
            one, two = (
                flip(y, axis=1) if part.go_backwards else y
                for y, part in ((one, self.layer), (two, self.backward_layer))
            )
            mask = first_mask(ctx.mask)
            if mask is not None:
                counts = _raw(mask)[:, :, None].astype(one.dtype)
                one, two = one * counts, two * counts
        if self.merge_mode is None:
            return (one, two, *kept)
        out = _merged(self.merge_mode, one, two)
        return (out, *kept) if self.return_state else out

    def __call__(self, x: Any, *, initial_state: Any = None, training: bool = False, mask: Any = None) -> Any:
        """Apply the layer to data.

        Args:
            x: data, shape (batch, time, features).
            initial_state: the states of the forward layer and, behind them, those of the backward layer; zeros by default.
            training: whether dropout drops.
            mask: which steps count, booleans (batch, time).
        """
        if initial_state is not None:
            x = (same_type(x, self), *[same_type(s, self) for s in initial_state])
        return super().__call__(x, training=training, mask=None if mask is None else as_mask(mask))


def _merged(mode: str, one: Any, two: Any) -> Any:
    if mode == "concat":
        return concatenate([one, two], axis=-1)
    if mode == "mul":
        return one * two
    both = one + two
    return both if mode == "sum" else both * 0.5


class TimeDistributed(Layer):
    r"""Apply the same layer to every step: :math:`y_t = f(x_t)` with the same weights for all t.

    A ``Dense`` needs none of this, it works on the last axis anyway; a ``Conv2D`` for each picture of a film does.

    Args:
        layer: any layer with one input and one output.
        name: name within the model.

    Shapes: input (batch, time, …), output (batch, time, …) with what the layer makes of each step.

    A mask of the steps goes on to the layers behind. For steps that are sequences themselves (the words of each sentence of a
    text) a mask (batch, time, inner time) is what the layer inside sees; a step in which nothing counts is masked behind it.

    Raises:
        ArgumentError: BD029, for something that is no layer.
        ShapeError: BD172, for data without an axis of time.

    Example:
        >>> import badak
        >>> badak.layers.TimeDistributed(badak.layers.Flatten())(badak.ones(2, 5, 3, 4)).shape
        (2, 5, 12)
    """

    layer: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        self._fix(layer=layer_of(self.layer))
        if not isinstance(self.layer, Layer):
            raise error("BD029", where=self.label, got=repr(self.layer)[:80])

    @property
    def casts_integers(self) -> bool:
        """Whether whole numbers become floating ones: as the layer inside says."""
        return self.layer.casts_integers

    @property
    def makes_mask(self) -> bool:
        """Whether the layer inside finds out which steps count."""
        return self.layer.makes_mask

    def check_data(self, x: Any, where: str) -> None:
        """Let the layer inside look at the data."""
        self.layer.check_data(x, where)

    def declare(self, shape: Shape) -> dict:
        """Return the layer, for samples that are one step."""
        if not shape:
            raise error("BD172", where=self.label, got=shape_text((None, *shape)), expected="(batch, time, …)")
        return {"layer": Sublayer(self.layer, tuple(shape[1:]))}

    def work(self) -> int:
        """Return the multiplications of one sample: those of the layer inside at every step."""
        return self.layer.work() * (self._built().shape[0] or 1)

    def out_shape(self, shape: Shape) -> Shape:
        """Return the number of steps and the shape the layer makes of one."""
        return (shape[0], *self.layer.shape_after(tuple(shape[1:])))

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Take every step for a sample of its own."""
        batch, time = x.shape[:2]
        steps = reshape(x, shape=(batch * time, *x.shape[2:]))
        mask = None if ctx.mask is None else _raw(ctx.mask)
        inner = ctx.inner("layer", 0)
        inner.mask = mask.reshape(batch * time, *mask.shape[2:]) if mask is not None and mask.ndim > 2 else None
        out = self.layer.run(p.get("layer") or {}, steps, inner)
        ctx.keep("layer", inner)
        found = self.layer.out_mask(inner.mask, steps) if inner.out_mask is UNSAID else inner.out_mask
        if found is not None:  # the steps of each step
            ctx.out_mask = _raw(found).reshape(batch, time, *found.shape[1:])
        else:
            ctx.out_mask = mask if mask is None or mask.ndim == 2 else mask.any(axis=tuple(range(2, mask.ndim)))
        return reshape(out, shape=(batch, time, *out.shape[1:]))


class RepeatVector(Layer):
    """Repeat each sample as the steps of a sequence: what a decoder reads at every step.

    Args:
        n: number of steps.
        name: name within the model.

    Shapes: input (batch, features), output (batch, n, features).

    Raises:
        ArgumentError: BD003, for ``n`` that is no positive integer.
        ShapeError: BD026, for samples that are no vectors.

    Example:
        >>> import badak
        >>> badak.layers.RepeatVector(2)([[1.0, 2.0]]).tolist()
        [[[1.0, 2.0], [1.0, 2.0]]]
    """

    n: int

    def __post_init__(self) -> None:
        super().__post_init__()
        whole = isinstance(self.n, int | np.integer) and not isinstance(self.n, bool)
        self.expect_argument(bool(whole and self.n > 0), "n", {"en": "an integer > 0", "ko": "0보다 큰 정수"})
        self._fix(n=int(self.n))

    def out_shape(self, shape: Shape) -> Shape:
        """Return n steps of the sample."""
        if len(shape) != 1:
            raise error("BD026", where=self.label, got=shape_text((None, *shape)), expected="(batch, features)")
        return (self.n, *shape)

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return None: the steps are new."""
        return None

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x n times."""
        self.out_shape(tuple(x.shape[1:]))
        return repeat(expand_dims(x, 1), repeats=self.n, axis=1)


def copied(layer: Any, **changes: Any) -> Any:
    """Return a layer with the same arguments, without weights; layers among the arguments are copied too."""
    values = {f.name: getattr(layer, f.name) for f in dataclasses.fields(layer) if f.init}
    return type(layer)(**{name: _copied(value) for name, value in {**values, **changes}.items()})


def _copied(value: Any) -> Any:
    if isinstance(value, Layer):
        return copied(value)
    if isinstance(value, list | tuple) and any(isinstance(part, Layer) for part in value):
        return tuple(_copied(part) for part in value)
    return value


def _raw(x: Any) -> Any:
    return x.data if type(x) is Tensor else x
