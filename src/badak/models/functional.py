"""A model made of a graph: any number of inputs and outputs, layers used several times, operations between layers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from badak.autograd.symbol import Symbol, has_symbol
from badak.autograd.tensor import tensor
from badak.errors import error, phrase
from badak.layers.context import Context
from badak.layers.core import InputLayer
from badak.layers.layer import Layer
from badak.layers.parts import Shape, Sublayer, Weights
from badak.models import description
from badak.models.checks import check_inputs
from badak.models.graph import filled, leaves, trace, with_sizes
from badak.models.layer_list import Layers
from badak.models.model import Model
from badak.models.naming import unique_name
from badak.models.plan import Plan
from badak.models.summary import Row
from badak.training.texts import prepare_texts, readers_of


class Functional(Model):
    """A model from symbols to symbols; made by ``badak.Model(inputs, outputs)``.

    Args:
        inputs: a symbol, or a list, tuple or dict of symbols: those of ``badak.Input``, or any in the middle of a graph.
        outputs: a symbol, or a list, tuple or dict of symbols; predictions come in the same form.
        name: name of the model.
        dtype: number type of the data; that of the weights is said to the layers, which make them when they are called.

    Raises:
        GraphError: BD232, BD233, when inputs and outputs are not connected; BD234, for something that is no symbol.
        ArgumentError: BD003, when two layers have one name.

    Example:
        >>> import badak
        >>> x = badak.Input((4,), name="x")
        >>> h = badak.layers.Dense(8, activation="relu")(x)
        >>> model = badak.Model(inputs=x, outputs=[badak.layers.Dense(1)(h), badak.layers.Dense(3)(h)])
        >>> [p.shape for p in model.predict([[1.0, 2.0, 3.0, 4.0]])]
        [(1, 1), (1, 3)]
    """

    def __init__(
        self, inputs: Any = None, outputs: Any = None, name: str | None = None, dtype: str | None = None
    ) -> None:
        super().__init__(name=name or "model", dtype=dtype)
        self.__dict__["automatic_name"] = name is None
        self._check_dtype(inputs, outputs)
        self._set_graph(inputs, outputs)
        self.build(self.input_shape)  # type: ignore[arg-type]

    def _check_dtype(self, inputs: Any, outputs: Any) -> None:
        """Refuse a number type that the layers, which have their weights already, do not have."""
        if self.dtype is None:
            return
        calls = trace(leaves(_structure(inputs, "inputs")), leaves(_structure(outputs, "outputs")))
        other = [c.layer for c in calls if c.layer is not None and any(
            t.dtype.name != self.dtype for t in c.layer.weights if t.dtype.kind == "f")]  # fmt: skip
        if other:
            expected = {
                "en": f"layers made with it: {type(other[0]).__name__}(…, dtype={self.dtype!r})",
                "ko": f"층을 만들 때 지정하세요: {type(other[0]).__name__}(…, dtype={self.dtype!r})",
            }
            raise error("BD003", where="Model", name="dtype", got=repr(self.dtype), expected=expected)

    def _set_graph(self, inputs: Any, outputs: Any) -> None:
        """Take over what leads from inputs to outputs, without making weights."""
        self._inputs = _structure(inputs, "inputs")
        self._outputs = _structure(outputs, "outputs")
        self.inputs: list[Symbol] = leaves(self._inputs)
        self.outputs: list[Symbol] = leaves(self._outputs)
        self._calls = trace(self.inputs, self.outputs)
        self._begin = [_input_layer(s) for s in self.inputs]
        self._take_layers()
        shapes = [tuple(s.shape[1:]) for s in self.inputs]
        shape = shapes[0] if type(self._inputs) is Symbol else tuple(shapes)
        self._fix(input_shape=shape)
        single = type(self._inputs) is Symbol and None not in shape
        self.plain_shape: tuple | None = (
            shape if single else None
        )  # of the samples, where that is all there is to check
        self.readers = readers_of(self.inputs, self._calls, self._begin)
        self._plan = Plan(self._calls, self.inputs, self.outputs, dict(zip(map(id, self.layers), self._names)))
        for place, reader in enumerate(self.readers):
            if reader is not None:  # what comes in is what the layer makes of the texts
                self._plan.dtypes[place] = np.dtype(np.int64)

    def _take_layers(self) -> None:
        """Name the layers in the order in which they are first used."""
        taken: list[str] = []
        own = self._begin
        used = [call.layer for call in self._calls if call.layer is not None]
        seen: set[int] = set()
        layers = [layer for layer in [*own, *used] if not (id(layer) in seen or seen.add(id(layer)))]
        chosen = [layer.name for layer in layers if layer.name is not None and not _automatic(layer)]
        for layer in layers:
            if _automatic(layer) and layer.name not in (*taken, *chosen):
                pass  # it keeps the name that it got in another model
            elif _automatic(layer):
                layer._fix(name=None)
                layer._fix(name=unique_name(layer, [*taken, *chosen]))
                layer.__dict__["automatic_name"] = True
            else:
                named = layer.name is not None
                layer._fix(name=unique_name(layer, taken if named else [*taken, *chosen]))
                if not named:
                    layer.__dict__["automatic_name"] = True
            taken.append(layer.name or "")
            list.append(self.layers, layer)
        self._names = taken
        for symbol in [*self.inputs, *[s for call in self._calls for s in call.outputs]]:
            if symbol.call.layer is not None:
                symbol.name = symbol.call.layer.name or ""

    @property
    def input(self) -> Any:
        """The symbols of the inputs, in the form they were given."""
        return self._inputs

    @property
    def output(self) -> Any:
        """The symbols of the outputs, in the form they were given."""
        return self._outputs

    @property
    def several_inputs(self) -> bool:
        """Whether data are a list or tuple in the order of the inputs, or a dict by their names."""
        return type(self._inputs) is not Symbol

    @property
    def several_outputs(self) -> bool:
        """Whether predictions are a list, tuple or dict, and losses belong to outputs by name."""
        return type(self._outputs) is not Symbol

    @property
    def input_names(self) -> list[str]:
        """Names by which data may be given: keys of the dict of inputs, or names of the inputs."""
        if isinstance(self._inputs, dict):
            return list(self._inputs)
        return [layer.name or "" for layer in self._begin]

    @property
    def output_names(self) -> list[str]:
        """Names by which targets, losses and metrics may be given: keys of the dict of outputs, or names of the layers.

        An output of an operation, or the second one of a layer, gets a number behind the name.
        """
        if isinstance(self._outputs, dict):
            return list(self._outputs)
        names: list[str] = []
        for symbol in self.outputs:
            base = symbol.name or (symbol.call.record.name if symbol.call.record is not None else "output")
            name, count = base, 0
            while name in names:
                count += 1
                name = f"{base}_{count}"
            names.append(name)
        return names

    @property
    def casts_integers(self) -> bool:
        """The inputs say themselves which number type they have."""
        return False

    @property
    def makes_mask(self) -> bool:
        """Whether a layer finds out by itself which steps count."""
        return any(layer.makes_mask for layer in self.layers)

    def rows(self) -> list[Row]:
        """Return what ``summary`` shows of each call: inputs first, then layers and operations in the order of computation."""
        names: dict[int, str] = {}
        counts: dict[str, int] = {}
        found = []
        for symbol, layer in zip(self.inputs, self._begin, strict=True):
            counts[layer.name or ""] = 1
            names[id(symbol)] = layer.name or ""
            found.append(Row(layer.name or "", type(layer).__name__, [symbol.shape], layer, []))
        for call in self._calls:
            base = (call.layer.name or "") if call.layer is not None else call.record.name
            again = counts[base] = counts.get(base, 0) + 1
            name = base if again == 1 else f"{base} ({again})"
            names.update({id(s): name for s in call.outputs})
            kind = phrase("operation", "연산") if call.layer is None else type(call.layer).__name__
            reads = [names.get(id(s), "") for s in call.symbols()]
            found.append(Row(name, kind, [s.shape for s in call.outputs], call.layer, list(dict.fromkeys(reads))))
        return found

    # --- the graph as plain values --------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Return the structure: the name, the layers and their calls, without weights.

        Example:
            >>> import badak
            >>> x = badak.Input((3,))
            >>> model = badak.Model(x, badak.layers.Dense(2)(x) * 2.0)
            >>> badak.Model.from_config(model.get_config()).count_params()
            8
        """
        return {"name": self.name, "dtype": self.dtype, **description.to_config(description.flat(self))}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Functional:
        """Make a model with new weights from what ``get_config`` returned.

        Raises:
            ArgumentError: BD014, for a layer of one's own that was not registered with ``badak.register``.
        """
        graph = description.from_config(config)
        made = cls._of(graph, config.get("name"), config.get("dtype"))
        made.build(made.input_shape)  # type: ignore[arg-type]
        return made

    @classmethod
    def _of(cls, graph: description.Flat, name: str | None, dtype: str | None) -> Functional:
        """Make a model of a plain graph; layers that have no weights yet get none."""
        made = cls.__new__(cls)
        Model.__init__(made, name=name or "model", dtype=dtype)
        made._set_graph(*description.drawn(graph))
        return made

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy or a pickle keeps: the graph as plain lists."""
        graph = ("_inputs", "_outputs", "inputs", "outputs", "_calls", "_begin", "_plan", "layers")
        kept = {name: value for name, value in super().__getstate__().items() if name not in graph}
        return {**kept, "_graph": description.flat(self)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        graph = state.pop("_graph")
        self.__dict__.update(state)
        self.__dict__["layers"] = Layers()
        self._set_graph(*description.drawn(graph))

    # --- the layer that a model is ------------------------------------------------------------------------------------------

    def declare(self, shape: Shape) -> dict:
        """Return the layers, each with the shape it was built for, or is given first."""
        given = {id(layer): layer.input_shape or () for layer in self._begin}
        for call in self._calls:
            if call.layer is not None:
                args = call.args
                given.setdefault(id(call.layer), tuple(tuple(part.shape[1:]) for part in args)
                                 if isinstance(args, tuple) else tuple(args.shape[1:]))  # fmt: skip
        return {
            name: Sublayer(layer, layer.slot.shape if layer.slot is not None else given[id(layer)])
            for name, layer in zip(self._names, self.layers, strict=True)
        }

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of one sample of the output, a tuple of them for several outputs."""
        if self.slot is None or _known(shape) == _known(self.input_shape):
            shapes = [tuple(s.shape[1:]) for s in self.outputs]
        else:
            shapes = self._shapes_for(shape)
        return tuple(shapes) if self.several_outputs else shapes[0]

    def _shapes_for(self, shape: Shape) -> list:
        """Apply the model to symbols of other sizes (more steps, larger pictures) and see what comes out."""
        given = (shape,) if type(self._inputs) is Symbol or (shape and not isinstance(shape[0], tuple)) else shape
        values = with_sizes(self._calls, self.inputs, given)
        return [tuple(values[id(s)].shape[1:]) for s in self.outputs]

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Run the calls in order; several outputs come as a tuple."""
        parts = self.in_order(x)
        outputs = self._plan.run(p, parts, ctx)
        return tuple(outputs) if self.several_outputs else outputs[0]

    def __call__(self, x: Any, *, training: bool = False, mask: Any = None) -> Any:
        """Apply the model to data or symbols: one for a single input, else a list or tuple in order, or a dict by name."""
        x = self.as_inputs(x)
        if any(self.readers) and not has_symbol(x):
            x = self._numbered(x)
        elif not has_symbol(x):
            x = tuple(map(tensor, x)) if isinstance(x, tuple) else tensor(x)
        out = super().__call__(x, training=training, mask=mask)
        return self.like_outputs(out)

    def check_input(self, x: Any) -> None:
        """Compare samples of each input with what its symbol says.

        Raises:
            ShapeError: BD027, BD245, for other shapes; BD244, for samples too short for the windows of the layers.
        """
        if type(x) is np.ndarray and self.plain_shape == x.shape[1:]:
            return  # nearly always
        check_inputs(self, self.in_order(x))

    def check_samples(self, first: Any, data: Iterable[Any], where: str) -> None:
        """Compare samples of each input with its symbol, and let the layers behind the inputs look at all of them."""
        self.check_input(first)
        for x in data:
            self.check_data(x, where)

    def _numbered(self, x: Any) -> Any:
        """Return inputs as tensors, texts as the numbers of their tokens."""
        parts = []
        for part, reader in zip(self.in_order(x if isinstance(x, tuple) else [x]), self.readers, strict=True):
            single = [part] if isinstance(part, str) else part
            parts.append(tensor(part if reader is None else prepare_texts(single, reader, self.label).batch()))
        return tuple(parts) if isinstance(x, tuple) else parts[0]

    def check_data(self, x: Any, where: str) -> None:
        """Let the first layers look at all the data, each at that of its input."""
        parts = self.in_order(x)
        for symbol, part in zip(self.inputs, parts, strict=True):
            for call in self._calls:
                if call.args is symbol and call.layer is not None:
                    call.layer.check_data(part, where)

    def as_inputs(self, x: Any) -> Any:
        """Return data as one array for a model of one input, as a tuple in order for one of several.

        Raises:
            DataError: BD235, as ``in_order``.
        """
        if self.several_inputs and isinstance(x, dict | list | tuple):
            return tuple(self.in_order(x))
        if isinstance(x, dict):
            return self.in_order(x)[0]
        alone = isinstance(x, list | tuple) and len(x) == 1 and not self.several_inputs
        return x[0] if alone and np.ndim(x[0]) == self.inputs[0].ndim else x  # [array], as Keras takes it

    def in_order(self, x: Any) -> list:
        """Return the inputs as a list: from one array, a list or tuple, or a dict by name.

        Raises:
            DataError: BD235, for another number of inputs, or names that the model does not have.
        """
        names = self.input_names
        if isinstance(x, dict):
            unknown = [repr(k) for k in x if k not in names]
            if unknown or len(x) != len(names):
                raise error(
                    "BD235", where=self.label, got=", ".join(map(repr, x)), expected=", ".join(map(repr, names))
                )
            return [x[name] for name in names]
        parts = list(x) if isinstance(x, list | tuple) else [x]
        if len(parts) != len(names):
            expected = f"{len(names)}: {', '.join(map(repr, names))}"
            raise error("BD235", where=self.label, got=str(len(parts)), expected=expected)
        return parts

    def like_outputs(self, values: Any) -> Any:
        """Put a tuple of values in the form of the outputs: a list, a tuple or a dict."""
        if not self.several_outputs:
            return values
        place = {id(s): i for i, s in enumerate(self.outputs)}
        return filled(self._outputs, lambda s: values[place[id(s)]])


def _structure(given: Any, name: str) -> Any:
    """Return inputs or outputs as a symbol, a list, a tuple or a dict of symbols."""
    if type(given) is Symbol:
        return given
    parts = (
        list(given.values()) if isinstance(given, dict) else list(given) if isinstance(given, list | tuple) else [given]
    )
    if not parts or any(type(part) is not Symbol for part in parts):
        wrong = next((part for part in parts if type(part) is not Symbol), given)
        raise error("BD234", where="Model", name=name, got=repr(wrong)[:80])
    if isinstance(given, dict):
        return given
    if len(parts) == 1:
        return parts[0]  # a list of one is that one, as in Keras
    return parts if isinstance(given, list) else tuple(parts)


def _automatic(layer: Layer) -> bool:
    return bool(layer.__dict__.get("automatic_name"))


def _input_layer(symbol: Symbol) -> Layer:
    """Return the layer of an input; a symbol in the middle of a larger graph gets one."""
    own = symbol.call.layer
    if isinstance(own, InputLayer) and not symbol.call.symbols():
        return own
    return InputLayer(shape=symbol.shape[1:], dtype=symbol.dtype.name)


def _known(shape: Any) -> Any:
    return tuple(_known(s) if isinstance(s, tuple | list) else s for s in shape) if shape is not None else None
