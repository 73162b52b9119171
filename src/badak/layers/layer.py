"""What a layer is: hyper-parameters, what it declares, the shape it gives, and the formula.

A layer is a dataclass of hyper-parameters with three functions: ``declare`` says what it needs, from the shape of one sample;
``out_shape`` what comes out; ``forward`` is the formula, on tensors.

Fields are written like a dataclass's (subclasses are made dataclasses by themselves), so the constructor, the description in
a model file and the arguments shown by ``repr`` all come from one place. Arrays live in the layer's one *slot*, made when the
layer is built; models, shared layers and sub-models refer to that slot, so they see the same weights.
"""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar, dataclass_transform

import numpy as np

from badak.autograd.symbol import Symbol, has_symbol
from badak.autograd.tensor import tensor
from badak.backend import on_numpy
from badak.checks import number_type
from badak.errors import BadakError, error, notify, shape_text
from badak.layers.arguments import shown, take_arguments, written
from badak.layers.context import UNSAID, Context
from badak.layers.convert import as_tensors, is_several, raw, same_type
from badak.layers.parts import Param, Shape, Slot, State, Sublayer, Weights  # here, too, for older pickles
from badak.layers.weight_tree import WeightTree
from badak.registry import Registry

LAYERS = Registry("layer", "층(layer)")


@dataclass_transform(eq_default=False, field_specifiers=(dataclasses.field,))
@dataclasses.dataclass(eq=False, repr=False)
class Layer(WeightTree):
    """Base of all layers.

    A layer of one's own declares its weights and gives the formula; hyper-parameters are fields:

        class Scale(badak.layers.Layer):
            start: float = 1.0

            def declare(self, shape):          # the weights, from the shape of one sample
                return {"factor": badak.layers.Param(shape, badak.initializers.Constant(self.start))}

            def forward(self, p, x, ctx):      # the formula, on tensors (Keras: call)
                return x * p.factor

    Args:
        name: name within its model; made from the class name where left out.
        dtype: number type of the weights and the computation; the model's (float32) where left out.
        trainable: whether training changes the weights; may be set later on, ``layer.trainable = False``.
        activity_regularizer: penalty on what the layer gives, such as ``"l1"``; divided by the number of samples in the batch
            and added to the loss, in training and in ``evaluate``.
        input_shape: shape of one sample, for the first layer of a model that should be built before it sees data.
        input_dim: the same for samples that are vectors: ``input_dim=784`` means ``input_shape=(784,)``.
    """

    name: str | None = dataclasses.field(default=None, kw_only=True)
    dtype: str | None = dataclasses.field(default=None, kw_only=True)
    trainable: bool = dataclasses.field(default=True, kw_only=True)
    activity_regularizer: Any = dataclasses.field(default=None, kw_only=True)
    input_shape: Shape | None = dataclasses.field(default=None, kw_only=True)
    input_dim: int | None = dataclasses.field(default=None, kw_only=True)

    slot: Slot | None = dataclasses.field(default=None, init=False)
    registry = LAYERS
    casts_integers = True  # layers that look up integers say False
    rescales = False  # layers that bring pixels 0…255 to a range of their own say True
    gives_penalty: ClassVar[bool] = True  # whether the constructor takes activity_regularizer, said there or not
    call_options: ClassVar[tuple[str, ...]] = ()  # what a call takes besides training and mask, in a graph too
    any_length = False  # layers that read sequences, of any number of steps, say True
    reads_text = False  # layers that take texts as they are say True
    uses_batch_statistics = False  # layers that a batch of one sample would tell nothing say True
    stateful = False  # layers that go on where the last batch ended say True

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:  # abstract: a base, no layer by itself
        super().__init_subclass__(**kwargs)
        dataclasses.dataclass(eq=False, repr=False)(cls)
        take_arguments(cls)
        if not (abstract or cls.__name__.startswith("_")) and cls.__module__.startswith("badak."):
            LAYERS.add()(cls)

    # --- what a layer's author writes ---------------------------------------------------------------------------------

    def declare(self, shape: Shape) -> dict[str, Param | State | Sublayer]:
        """Return what the layer needs for samples of a shape; nothing by default."""
        return {}

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of one output sample; that of the input by default."""
        return shape

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the output: the layer's formula.

        Args:
            p: the weights by name, as tensors.
            x: the input, shape (batch, …); a tuple of them for several inputs.
            ctx: whether this is training, random keys, kept state.
        """
        raise error("BD025", where=self.label, name="forward")

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return which steps of the output count: those of the input by default.

        Args:
            mask: which steps of the input count, True or False of shape (batch, time); None where all do.
            x: the input, for layers that find out by themselves (they say so by ``makes_mask``).

        Returns:
            A mask of the output's steps, None where all count or where there are no steps.
        """
        return mask

    def end_of_mask(self, mask: Any) -> None:
        """Tell that the mask goes no further than this layer (BD175), and return None: the ``out_mask`` of such layers."""
        if mask is not None:
            notify("BD175", where=self.label, got=f"mask {shape_text(mask)}")

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return the mask of the output, under Keras's name and with the arguments in Keras's order.

        Example:
            >>> import badak
            >>> badak.layers.Masking(0.0).compute_mask(badak.tensor([[[1.0], [0.0]]])).tolist()
            [[True, False]]
        """
        return self.out_mask(previous_mask, inputs if hasattr(inputs, "shape") else same_type(inputs, self))

    @property
    def makes_mask(self) -> bool:
        """Whether the layer, or one inside it, finds out by itself which steps count."""
        return any(layer.makes_mask for _, layer in self.sublayers())

    def check_data(self, x: Any, where: str) -> None:
        """Look once at all data that a model is given, before it is used; a layer that stands first may refuse it.

        Args:
            x: the inputs, an array of shape (samples, …).
            where: the method the data was given to.
        """

    # --- checking arguments --------------------------------------------------------------------------------------------

    def __post_init__(self) -> None:
        cls = type(self)
        if cls.forward is Layer.forward and hasattr(cls, "call"):  # written as for Keras
            raise error(
                "BD025",
                where=cls.__name__,
                name="forward",
                got={
                    "en": f"{cls.__name__}.call, as Keras names it; a model would never use it",
                    "ko": f"Keras 방식의 {cls.__name__}.call. 모델은 이 메서드를 쓰지 않습니다",
                },
            )
        if self.input_dim is not None and self.input_shape is None:
            self._fix(input_shape=(self.input_dim,))
        if self.input_shape is not None:
            shape = self.input_shape if isinstance(self.input_shape, tuple | list) else (self.input_shape,)
            sizes_ok = all(s is None or (isinstance(s, int | np.integer) and s >= 0) for s in shape)
            self.expect_argument(sizes_ok, "input_shape", "(784,) | (28, 28, 1)")
            self._fix(input_shape=tuple(shape))

    def expect_argument(self, holds: bool, name: str, expected: Any, **more: Any) -> None:
        """Raise BD003 for a hyper-parameter whose value has no meaning, unless ``holds``; ``fix=`` says how to mend it."""
        if not holds:
            where = type(self).__name__ + (f" {self.name!r}" if self.name else "")
            raise error("BD003", where=where, name=name, got=repr(getattr(self, name)), expected=expected, **more)

    def _fix(self, **values: Any) -> None:
        """Normalise fields while the layer is being made."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        # A weight matrix made for 64 units stays one: changing the field afterwards would do nothing, in silence.
        if name in self.__dict__ and name in type(self).__dataclass_fields__ and name not in ("trainable", "slot"):
            raise error("BD020", where=self.label, name=name, got=f"{name} = {value!r}")
        object.__setattr__(self, name, value)

    # --- building -------------------------------------------------------------------------------------------------------

    def build(self, shape: Shape, key: Any = None, dtype: Any = None) -> Slot:
        """Make the weights for samples of a shape (once; later calls keep them).

        Args:
            shape: shape of one sample, without the batch axis.
            key: random key of the weights; drawn from the seed by default.
            dtype: number type where the layer does not say its own.

        Returns:
            The slot with the weights.

        Raises:
            ShapeError: BD022, when the layer cannot take such samples.
        """
        shape = tuple(shape) if not (shape and isinstance(shape[0], tuple)) else shape
        if self.slot is not None:
            return self.slot
        if key is None:
            from badak.utils import next_key

            key = next_key()
        dtype = number_type(self.dtype or dtype or np.float32, self.label)
        if self.dtype is not None and dtype == np.float16:
            notify("BD145", where=self.label, got=f"dtype={self.dtype!r}")
        try:
            declared = self.declare(shape)
            slot = Slot(declared, shape, self.out_shape(shape))
        except BadakError as problem:
            raise problem.within(self.label) from None
        from badak import initializers

        for i, (name, item) in enumerate(declared.items()):
            if isinstance(item, Sublayer):
                item.layer.build(item.shape, on_numpy.fold(key, i), dtype)
                continue
            if any(size is None for size in item.shape):
                raise error("BD022", where=self.label, got=shape_text(shape), name=name, wanted=shape_text(item.shape))
            start = initializers.get(item.initializer)(tuple(item.shape), dtype=dtype, key=on_numpy.fold(key, i))
            # Rows one after the other, as files give them back: products with transposed memory round differently.
            start = np.asarray(start, dtype, order="C")
            if isinstance(item, Param):
                slot.params[name] = tensor(start, requires_grad=True)
            else:
                slot.state[name] = start
        self.slot = slot
        return slot

    def shape_of_call(self, shape: Shape, options: dict[str, Any]) -> Shape:
        """Return the shape after a call with options; several where they ask for more than the output."""
        return self.shape_after(shape)

    def shape_after(self, shape: Shape) -> Shape:
        """Return ``out_shape`` and let its errors name this layer."""
        try:
            return self.out_shape(shape)
        except BadakError as problem:
            raise problem.within(self.label) from None

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal layer, without its weights, in a form that JSON can hold.

        A layer with an ``__init__`` of its own adds what that takes:
        ``return {**super().get_config(), "units": self.units}``.

        Example:
            >>> import badak
            >>> layer = badak.layers.Dense(3, activation="relu", name="hidden")
            >>> badak.layers.Dense.from_config(layer.get_config()).units
            3
        """
        return written(self)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Layer:
        """Make a layer from what ``get_config`` returned."""
        return cls(**config)

    # --- calling ------------------------------------------------------------------------------------------------------------

    def __call__(self, x: Any, *, training: bool = False, mask: Any = None) -> Any:
        """Apply the layer to data; a layer that is not built yet builds itself.

        Args:
            x: array or tensor of shape (batch, …); a tuple or list for several inputs.
            training: whether dropout drops and batch statistics are used.
            mask: which time steps count, where a layer needs it.

        Returns:
            A tensor.
        """
        if has_symbol(x):
            from badak.models.graph import call_layer

            return call_layer(self, x, {"training": training or None, "mask": mask})
        if type(x) is list:
            from badak.models.checks import check_sequences

            check_sequences(self, x, self.label)
        inputs = (
            tuple(same_type(part, self) for part in x)
            if isinstance(x, tuple | list) and is_several(x)
            else same_type(x, self)
        )
        if self.slot is None:
            self.build(
                tuple(tuple(i.shape[1:]) for i in inputs) if isinstance(inputs, tuple) else tuple(inputs.shape[1:])
            )
        ctx = Context(training=training, state=self.state_tree(), mask=mask)
        out = self.run(self.params_tree(), inputs, ctx)
        if ctx.updates:
            self.write_state(raw(ctx.updates))
        self._keep_penalties(ctx)
        return out

    def run(self, params: dict[str, Any], x: Any, ctx: Context, **more: Any) -> Any:
        """Apply ``forward`` and let its errors name this layer."""
        if not self.trainable:
            ctx.frozen = True  # for the layers inside, too
        if type(x) is Symbol or (type(x) is tuple and x and type(x[0]) is Symbol):
            symbol: Any = x if type(x) is Symbol else x[0]
            write = getattr(symbol.call, "run_layer", None)
            if write is not None:  # the formula is being written down in a file of another form
                return write(self, params, x, ctx, more)
        try:
            out = self.forward(Weights(params), x, ctx, **more)
            if self.activity_regularizer is not None:
                self._penalize(out, ctx)
            return out
        except BadakError as problem:
            raise problem.within(self.label) from None

    def _penalize(self, out: Any, ctx: Context) -> None:
        """Add the penalty on outputs to the loss: for each of them, divided by the number of samples in the batch."""
        for part in out if isinstance(out, tuple) else (out,):
            if part is not None:
                wide = part.astype("float32") if part.dtype.itemsize == 2 else part
                value = self.activity_regularizer(wide)
                ctx.penalize(value / part.shape[0] if part.ndim and part.shape[0] else value)

    def run_sublayer(self, name: str, p: Weights, x: Any, ctx: Context, *, mask: Any = UNSAID, **more: Any) -> Any:
        """Apply a layer that this one declared, inside ``forward``; it gets keys of its own.

        Args:
            name: its name in ``declare``.
            p: the weights that ``forward`` was given.
            x: its input.
            ctx: the context that ``forward`` was given.
            mask: which steps of ``x`` count; those of this layer's input (``ctx.mask``) by default. What an inner ``Embedding``
                found is ``embedding.out_mask(None, ids)``.
            **more: what its ``forward`` takes besides, such as ``initial_state``.

        Example:
            >>> import badak
            >>> class Both(badak.layers.Layer):
            ...     units: int
            ...     def __post_init__(self):
            ...         super().__post_init__()
            ...         self.encoder = badak.layers.LSTM(self.units, return_state=True)
            ...         self.decoder = badak.layers.LSTM(self.units, return_sequences=True)
            ...     def declare(self, shape):
            ...         source, target = shape
            ...         encoder, decoder = (self.encoder, source), (self.decoder, target)
            ...         return {"encoder": badak.layers.Sublayer(*encoder), "decoder": badak.layers.Sublayer(*decoder)}
            ...     def out_shape(self, shape):
            ...         return (shape[1][0], self.units)
            ...     def forward(self, p, x, ctx):
            ...         source, target = x
            ...         _, *states = self.run_sublayer("encoder", p, source, ctx)
            ...         return self.run_sublayer("decoder", p, target, ctx, initial_state=states)
            >>> Both(4)((badak.ones(2, 5, 3), badak.ones(2, 7, 3))).shape
            (2, 7, 4)
        """
        names = list(self._built().declared)
        place = names.index(name)
        inner = ctx.inner(name, place)
        if mask is not UNSAID:
            inner.mask = mask
        out = self._built().declared[name].layer.run(p.get(name) or {}, x, inner, **more)
        ctx.keep(name, inner)
        return out

    def run_part(self, function: Any, *inputs: Any, training: bool = False) -> Any:
        """Call a part of ``forward`` with the layer's weights as they are: ``function(p, *inputs, ctx)``.

        A layer that is more than one formula, an encoder and a decoder for instance, is used piece by piece with this.

        Args:
            function: what takes the weights, the inputs and the context.
            inputs: arrays or tensors, also in tuples, lists and dicts; lists of numbers; anything else is handed on as it is.
            training: whether dropout drops.

        Example:
            >>> import badak
            >>> class Scale(badak.layers.Layer):
            ...     def declare(self, shape):
            ...         return {"factor": badak.layers.Param(shape, badak.initializers.Constant(2.0))}
            ...     def scaled(self, p, x, by, ctx):
            ...         return x * p.factor * by
            ...     def forward(self, p, x, ctx):
            ...         return self.scaled(p, x, 1, ctx)
            >>> layer = Scale()
            >>> _ = layer.build((1,))
            >>> layer.run_part(layer.scaled, [[1.0]], 10).tolist()
            [[20.0]]
        """
        self._built()
        given = [as_tensors(x, self) for x in inputs]
        ctx = Context(training=training, state=self.state_tree())
        out = function(Weights(self.params_tree()), *given, ctx)
        if ctx.updates:
            self.write_state(raw(ctx.updates))
        return out

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy or a pickle keeps: not the graphs in which the layer stands."""
        hidden = ("uses", "owner", "live_callbacks", "_output_penalties")
        return {name: value for name, value in self.__dict__.items() if name not in hidden}

    def __repr__(self) -> str:
        arguments = shown(self)
        return f"<{self.label}{' ' if arguments else ''}{arguments}>"


def layer_of(value: Any) -> Any:
    """Make the layer that a part of ``get_config`` describes; anything else is returned as it is."""
    return LAYERS.load(value) if isinstance(value, dict) and "class" in value else value
