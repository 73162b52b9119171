"""What a layer is: hyper-parameters, what it declares, the shape it gives, and the formula.

A layer is a dataclass of hyper-parameters with three functions:

    class Scale(badak.layers.Layer):
        start: float = 1.0

        def declare(self, shape):                # what it needs, from the shape of one sample
            return {"factor": Param(shape, Constant(self.start))}

        def forward(self, p, x, ctx):            # the formula, on tensors
            return x * p.factor

Fields are written like a dataclass's (subclasses are made dataclasses by themselves), so the constructor, the description in
a model file and the arguments shown by ``repr`` all come from one place. Arrays live in the layer's one *slot*, made when the
layer is built; models, shared layers and sub-models refer to that slot, so they see the same weights.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, dataclass_transform

import numpy as np

from badak.autograd.symbol import Symbol, has_symbol
from badak.autograd.tensor import Tensor, tensor
from badak.backend import on_numpy
from badak.checks import bad_call, number_type
from badak.errors import BadakError, error, notify, shape_text
from badak.layers.context import UNSAID, Context
from badak.registry import Registry, plain

_FLOAT32 = np.dtype(np.float32)

LAYERS = Registry("layer", "층(layer)")

Shape = tuple  # of one sample, without the batch axis; None where a size is not fixed


class Param(NamedTuple):
    """A weight to be learned: its shape and how it starts."""

    shape: tuple[int, ...]
    initializer: Any = "glorot_uniform"
    regularizer: Any = None
    constraint: Any = None


class State(NamedTuple):
    """A value that a layer keeps from step to step without learning it (a moving mean)."""

    shape: tuple[int, ...]
    initializer: Any = "zeros"
    passing: bool = (
        False  # what is remembered of a sequence: no weight, not kept in files; shape (0, …) before the first batch
    )


class Sublayer(NamedTuple):
    """A layer inside a layer, and the shape of one sample it will be given."""

    layer: Any
    shape: Shape


class Slot:
    """The arrays of one built layer, shared by every model that uses the layer.

    Attributes:
        params: learned tensors by name; their ``.data`` is what training replaces or updates.
        state: arrays kept from step to step, by name.
        declared: what the layer declared.
        shape: shape of one input sample.
        out_shape: shape of one output sample.
    """

    __slots__ = ("params", "state", "declared", "shape", "out_shape")

    def __init__(self, declared: dict, shape: Shape, out_shape: Shape) -> None:
        self.declared = declared
        self.shape = shape
        self.out_shape = out_shape
        self.params: dict[str, Tensor] = {}
        self.state: dict[str, Any] = {}


class Weights(dict):
    """A layer's weights inside ``forward``: ``p.kernel`` or ``p["kernel"]``; ``p.get("bias")`` for one that may be absent."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"this layer declares no weight {name!r}; it has {list(self)}") from None


@dataclass_transform(eq_default=False, field_specifiers=(dataclasses.field,))
@dataclasses.dataclass(eq=False, repr=False)
class Layer:
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
        made = cls.__init__
        own = cls.gives_penalty and "__init__" in cls.__dict__ and not _takes(made, "activity_regularizer")

        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - unknown arguments get a coded error
            activity = (
                kwargs.pop("activity_regularizer", None) if own else None
            )  # every layer takes it, those with their
            try:  # own __init__ too
                made(self, *args, **kwargs)
                if activity is not None:
                    self._fix(activity_regularizer=activity)
                if self.activity_regularizer is not None:
                    self._take_penalty()
            except TypeError:
                problem = bad_call(type(self).__name__, made, (self, *args), kwargs)
                if problem is None:  # raised within
                    raise
                raise problem from None

        if "__init__" in cls.__dict__ and getattr(made, "__wrapped__", None) is None:
            __init__.__wrapped__ = made
            if own:
                __init__.__signature__ = _with_activity(made)
            __init__.__doc__ = made.__doc__
            cls.__init__ = __init__
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

    def _take_penalty(self) -> None:
        """Make the penalty on outputs of its name."""
        from badak import regularizers

        self._fix(activity_regularizer=regularizers.get(self.activity_regularizer))

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
        if name in self.__dict__ and name in _fields(type(self)) and name not in ("trainable", "slot"):
            raise error("BD020", where=self.label, name=name, got=f"{name} = {value!r}")
        object.__setattr__(self, name, value)

    # --- building -------------------------------------------------------------------------------------------------------

    @property
    def built(self) -> bool:
        """Whether the weights exist."""
        return self.slot is not None

    @property
    def label(self) -> str:
        """The layer as messages call it: class and name."""
        return f"{type(self).__name__} '{self.name}'" if self.name else type(self).__name__

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

    def _built(self) -> Slot:
        if self.slot is None:
            raise error("BD023", where=self.label)
        return self.slot

    def sublayers(self) -> Iterator[tuple[str, Layer]]:
        """Name the layers inside this one, once built."""
        if self.slot is not None:
            for name, item in self.slot.declared.items():
                if isinstance(item, Sublayer):
                    yield name, item.layer

    # --- trees: what a training step takes and returns --------------------------------------------------------------------

    def params_tree(self, trainable: bool | None = None, _above: bool = True) -> dict[str, Any]:
        """Return the weights as a tree of tensors.

        Args:
            trainable: True for those that training changes, False for the others, None for all. A layer inside one that
                is not trainable is not trained either.
        """
        slot = self._built()
        active = self.trainable and _above
        tree: dict[str, Any] = dict(slot.params) if trainable is None or active == trainable else {}
        for name, layer in self.sublayers():
            below = layer.params_tree(trainable, active)
            if below:
                tree[name] = below
        return tree

    def state_tree(self, empty: bool = False) -> dict[str, Any]:
        """Return the kept state as a tree of arrays.

        Args:
            empty: return what a stateful layer remembers of a sequence as it is before the first step.
        """
        slot = self._built()
        tree: dict[str, Any] = dict(slot.state)
        if empty:
            tree.update({name: _nothing(slot.state[name]) for name in self._passing()})
        for name, layer in self.sublayers():
            below = layer.state_tree(empty)
            if below:
                tree[name] = below
        return tree

    def _passing(self) -> list[str]:
        declared = self._built().declared
        return [name for name, item in declared.items() if isinstance(item, State) and item.passing]

    def reset_states(self) -> None:
        """Forget what stateful layers, this one or those inside, remember of the sequences so far."""
        slot = self._built()
        for name in self._passing():
            slot.state[name] = _nothing(slot.state[name])
        for _, layer in self.sublayers():
            layer.reset_states()

    def reset_state(self) -> None:
        """Do what ``reset_states`` does, under Keras's other name."""
        self.reset_states()

    def write_state(self, tree: dict[str, Any]) -> None:
        """Take over the state that a training step returned."""
        slot = self._built()
        below = dict(self.sublayers())
        for name, value in tree.items():
            if name in below:
                below[name].write_state(value)
            else:
                slot.state[name] = value

    def regularized(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Name the way to each weight that has a penalty, and the penalty."""
        for name, item in self._built().declared.items():
            if isinstance(item, Param) and item.regularizer is not None and self.trainable:
                yield (name,), item.regularizer
        for name, layer in self.sublayers():
            for path, penalty in layer.regularized():
                yield (name, *path), penalty

    def constrained(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Name the way to each weight that has a constraint, and the constraint."""
        for name, item in self._built().declared.items():
            if isinstance(item, Param) and item.constraint is not None and self.trainable:
                yield (name,), item.constraint
        for name, layer in self.sublayers():
            for path, constraint in layer.constrained():
                yield (name, *path), constraint

    # --- weights as Keras gives them: a flat list, trained ones first --------------------------------------------------------

    def weight_items(self) -> Iterator[tuple[str, Any, bool]]:
        """Yield (name, holder, learned) of every array in Keras's order: the layer's own weights, its state, its layers'."""
        slot = self._built()
        for name, value in slot.params.items():
            yield name, value, True
        for name in slot.state:
            if not getattr(slot.declared.get(name), "passing", False):
                yield name, slot.state, False
        for prefix, layer in self.sublayers():
            for name, holder, learned in layer.weight_items():
                yield f"{prefix}/{name}", holder, learned

    def get_weights(self) -> list[np.ndarray]:
        """Return copies of all weights in Keras's order and layouts.

        Example:
            >>> import badak
            >>> layer = badak.layers.Dense(2, input_shape=(3,))
            >>> _ = layer.build((3,))
            >>> [w.shape for w in layer.get_weights()]
            [(3, 2), (2,)]
        """
        return [
            np.array(holder.data if learned else holder[name.rsplit("/", 1)[-1]])
            for name, holder, learned in self.weight_items()
        ]

    def set_weights(self, weights: list) -> None:
        """Replace all weights, given in the order of ``get_weights``.

        Raises:
            ShapeError: BD024, when the number or a shape differs (then nothing is changed).
        """
        items = list(self.weight_items())
        arrays = [np.asarray(getattr(w, "data", w) if type(w) is Tensor else w) for w in weights]
        old = [h.data if learned else h[name.rsplit("/", 1)[-1]] for name, h, learned in items]
        if [a.shape for a in arrays] != [tuple(o.shape) for o in old]:
            raise error(
                "BD024", where=self.label, got=", ".join(shape_text(a) for a in arrays) or "[]",
                expected=", ".join(f"{n} {shape_text(o)}" for (n, _, _), o in zip(items, old, strict=True)) or "[]",
            )  # fmt: skip
        for (name, holder, learned), new, before in zip(items, arrays, old, strict=True):
            value = np.array(new, dtype=before.dtype, order="C")
            if learned:
                holder.data = value
            else:
                holder[name.rsplit("/", 1)[-1]] = value

    @property
    def weights(self) -> list[Any]:
        """All weights in Keras's order: tensors for learned ones, arrays for kept state."""
        return [h if learned else h[name.rsplit("/", 1)[-1]] for name, h, learned in self.weight_items()]

    @property
    def trainable_weights(self) -> list[Tensor]:
        """The weights that training changes."""
        from badak.autograd import tree as trees

        return trees.leaves(self.params_tree(True))

    @property
    def trainable_variables(self) -> list[Tensor]:
        """The same as ``trainable_weights``, under Keras's other name."""
        return self.trainable_weights

    @property
    def variables(self) -> list[Any]:
        """The same as ``weights``, under Keras's other name."""
        return self.weights

    if not TYPE_CHECKING:  # a checker of types would then believe in every attribute

        def __getattr__(self, name: str) -> Any:
            """Find a weight by its name, ``layer.kernel``, once the layer is built; or the symbols that it reads and makes.

            ``layer.input`` and ``layer.output`` are the symbols of the one call of the layer in a model, so that
            ``badak.Model(model.inputs, model.get_layer("x").output)`` shows what happens inside (BD243 for several calls).
            """
            if name in ("input", "output"):
                from badak.models.graph import symbol_of_use

                return symbol_of_use(self, name)
            slot = self.__dict__.get("slot")
            for kept in (slot.params, slot.state) if slot is not None else ():
                if name in kept:
                    return kept[name]
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

    def parameters(self) -> list[Tensor]:
        """Return the tensors that training changes, for ``optimizer.apply`` after ``loss.backward()``."""
        return self.trainable_weights

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
        return {
            f.name: plain(getattr(self, f.name)) for f in dataclasses.fields(self) if f.init and not _left_out(self, f)
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Layer:
        """Make a layer from what ``get_config`` returned."""
        return cls(**config)

    def count_params(self) -> int:
        """Return the number of all weights, learned or kept."""
        return sum(int(w.data.size if type(w) is Tensor else w.size) for w in self.weights)

    def work(self) -> int:
        """Return about how many multiplications one sample takes: each weight is used once; layers where it is not say so."""
        own = sum(int(w.data.size) for w in self._built().params.values())
        return own + sum(layer.work() for _, layer in self.sublayers())

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
            if isinstance(x, tuple | list) and _is_several(x)
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

    def _keep_penalties(self, ctx: Context) -> None:
        """Keep what the outputs of a call on data cost, for ``losses``."""
        if ctx.penalties or "_output_penalties" in self.__dict__:
            self.__dict__["_output_penalties"] = ctx.penalties

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

    @property
    def losses(self) -> list[Any]:
        """Penalties as tensors: those on weights, then those that the last call on data put on outputs.

        For a loop of one's own: ``loss = loss_function(y, model(x, training=True)) + sum(model.losses)``; ``fit`` does so itself.

        Example:
            >>> import badak
            >>> layer = badak.layers.Dense(1, kernel_initializer="ones", kernel_regularizer="l2", activity_regularizer="l1")
            >>> _ = layer([[1.0, 2.0], [3.0, 4.0]])
            >>> [round(loss.item(), 4) for loss in layer.losses]
            [0.02, 0.05]
        """
        if self.slot is None:
            return []
        tree: Any = self.params_tree()
        found = []
        for path, penalty in self.regularized():
            weight = tree
            for name in path:
                weight = weight[name]
            found.append(penalty(weight))
        return [*found, *self.__dict__.get("_output_penalties", ())]

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
        given = [_as_tensors(x, self) for x in inputs]
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
        shown = []
        for f in dataclasses.fields(self):
            value = getattr(self, f.name)
            if f.init and f.name != "name" and not _is_default(f.name, value, f.default):
                named = getattr(value, "__name__", None) if callable(value) else None
                shown.append(f"{f.name}={value if named is None else named!r}")
        return f"<{self.label}{' ' if shown else ''}{', '.join(shown)}>"


def _is_default(name: str, value: Any, default: Any) -> bool:
    """Whether a field has the value it has by default, when names have become functions and sizes one for each axis."""
    from badak import activations, initializers

    if name == "activation":
        return value is activations.get(default)
    if name.endswith("_initializer") and isinstance(default, str):
        return value == initializers.get(default)
    if isinstance(value, tuple) and isinstance(default, int):
        return all(v == default for v in value)
    return value == default


def _left_out(layer: Any, field: Any) -> bool:
    """Whether a description does without a field: older files have no penalty on outputs, and most layers none."""
    return field.name == "activity_regularizer" and layer.activity_regularizer is None


def _takes(function: Any, name: str) -> bool:
    """Whether a function has an argument of that name."""
    code = getattr(function, "__code__", None)  # inspect.signature would take milliseconds for all layers
    return code is not None and name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _with_activity(made: Any) -> Any:
    """Return the signature of a constructor that takes ``activity_regularizer`` beside its own arguments."""
    import inspect

    signature = inspect.signature(made)
    every = list(signature.parameters.values())
    behind = every[-1:] if every and every[-1].kind is inspect.Parameter.VAR_KEYWORD else []
    extra = inspect.Parameter("activity_regularizer", inspect.Parameter.KEYWORD_ONLY, default=None)
    return signature.replace(parameters=[*every[: len(every) - len(behind)], extra, *behind])


def _fields(cls: type) -> dict:
    return cls.__dataclass_fields__


def _is_several(x: Any) -> bool:
    return bool(x) and all(hasattr(part, "shape") for part in x)


def layer_of(value: Any) -> Any:
    """Make the layer that a part of ``get_config`` describes; anything else is returned as it is."""
    return LAYERS.load(value) if isinstance(value, dict) and "class" in value else value


def _nothing(state: np.ndarray) -> np.ndarray:
    """Return the memory of no sequence at all: as before the first batch."""
    return np.zeros((0, *state.shape[1:]), state.dtype)


def same_type(x: Any, layer: Layer) -> Any:
    """Turn data into a tensor of the layer's number type."""
    if type(x) is Symbol:
        return x
    t = x if type(x) is Tensor else tensor(x)
    wanted = _FLOAT32 if layer.dtype is None else number_type(layer.dtype, layer.label)
    if t.dtype.kind == "f" and t.dtype != wanted and t.dtype.itemsize > 2:
        t = t.astype(wanted)
    elif t.dtype.kind in "iub" and layer.casts_integers:
        t = t.astype(wanted)
    return t


def _as_tensors(x: Any, layer: Layer) -> Any:
    """Turn what is an array, or a tree of arrays, into tensors of the layer's number type."""
    from badak.autograd import tree as trees

    if isinstance(x, dict | tuple | list) and any(hasattr(part, "shape") for part in trees.leaves(x)):
        return trees.map(lambda part: same_type(part, layer) if hasattr(part, "shape") else part, x)
    return same_type(x, layer) if hasattr(x, "shape") or isinstance(x, list) else x


def raw(tree: Any) -> Any:
    """Return the arrays behind the tensors of a tree."""
    from badak.autograd import tree as trees

    return trees.map(lambda t: t.data if type(t) is Tensor else t, tree)
