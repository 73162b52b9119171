"""Layers one after the other."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import Any

from badak.autograd.symbol import Symbol
from badak.errors import error
from badak.layers.chain import Chain
from badak.layers.context import Context
from badak.layers.core import InputLayer
from badak.layers.layer import LAYERS, Layer
from badak.layers.parts import Shape, Sublayer, Weights
from badak.models.model import Model
from badak.models.naming import unique_name
from badak.training.texts import text_layer


class Sequential(Model):
    """A model whose layers follow one another.

    Args:
        layers: the layers in order; more can be added with ``add``.
        name: name of the model.
        dtype: number type of weights and computation, ``"float64"`` for gradient checks; float32 by default.

    Raises:
        ArgumentError: BD029, for something that is not a layer.

    Example:
        >>> import badak
        >>> model = badak.Sequential([
        ...     badak.layers.Dense(64, activation="relu", input_dim=784),
        ...     badak.layers.Dense(10, activation="softmax"),
        ... ])
        >>> model.count_params()
        50890
    """

    def __init__(self, layers: Iterable[Any] | None = None, name: str | None = None, dtype: str | None = None) -> None:
        super().__init__(name=name or "sequential", dtype=dtype)
        self.__dict__["automatic_name"] = name is None
        self._symbols: tuple | None = None
        self._names: list[str] = []
        if isinstance(layers, Layer):
            layers = [layers]
        for layer in layers or ():
            self.add(layer)

    def add(self, layer: Any) -> None:
        """Put a layer at the end.

        Raises:
            ArgumentError: BD029, for something that is not a layer.
            StateError: BD028, when the model has its weights and the layer would change its output (make a new model).
        """
        if type(layer) is Symbol and isinstance(getattr(layer.call, "layer", None), InputLayer):
            layer = layer.call.layer
        if not isinstance(layer, Layer):
            raise error("BD029", where=f"{self.name}.add", got=repr(layer)[:80])
        if any(layer is own for own in self.layers):
            raise error(
                "BD028",
                where=f"{self.name}.add",
                got={"en": f"{layer.label}, which is in the model", "ko": f"이미 들어 있는 {layer.label}"},
                expected={"en": "each layer once", "ko": "층마다 한 번씩"},
                fix={
                    "en": f"write {type(layer).__name__}(…) a second time: that makes a layer with weights of its own",
                    "ko": f"{type(layer).__name__}(…)를 한 번 더 쓰면 가중치가 따로 있는 층이 만들어집니다",
                },
            )
        if isinstance(layer, InputLayer):
            if self.layers:
                raise error(
                    "BD028",
                    where=f"{self.name}.add",
                    got=layer.label,
                    expected="Input …, Dense …",
                    fix="Sequential([Input(...), ...])",
                )
            self._fix(input_shape=layer.input_shape)
        elif not self.layers and self.input_shape is None and layer.input_shape is not None:
            self._fix(input_shape=layer.input_shape)
        layer_name = unique_name(layer, self._names)
        list.append(self.layers, layer)  # others may only look
        self._names.append(layer_name)
        if layer.name is None:
            layer._fix(name=layer_name, automatic_name=True)
        self._forget_symbols()
        self.slot = None  # layers that are built keep their own weights
        self._forget_training()
        if self.input_shape is not None and (None not in self.input_shape or self._reads_any_length()):
            self.build(self.input_shape)

    def _reads_any_length(self) -> bool:
        """Whether the weights are known although the number of steps, and no other size, is left open."""
        open_steps = self.input_shape is not None and self.input_shape[0] is None and None not in self.input_shape[1:]
        if not open_steps or not getattr(self._first(), "any_length", False):
            return False
        shape: Any = self.input_shape
        for layer in self.layers:
            needs = [part.shape for part in layer.declare(shape).values() if not isinstance(part, Sublayer)]
            if any(None in sizes for sizes in needs):
                return False
            shape = layer.shape_after(shape)
        return True

    def pop(self) -> Layer:
        """Take the last layer away and return it."""
        if not self.layers:
            raise error("BD028", where=f"{self.name}.pop", got="[]", expected="Sequential([…])", fix="add(...)")
        self._names.pop()
        layer = list.pop(self.layers)
        self._forget_symbols()
        layer.__dict__.pop("owner", None)
        self.slot = None
        self._forget_training()
        if self.input_shape is not None and self.layers:
            self.build(self.input_shape)
        return layer

    # --- the graph that a Sequential is ---------------------------------------------------------------------------------------

    def symbols(self) -> tuple[Any, Any]:
        """Return the symbols of the input and the output, made when they are first asked for."""
        if self._symbols is None:
            from badak.models.graph import call_layer, symbol_of

            shape = self._built().shape
            first = self.layers[0]
            kind = None if self.casts_integers else "int32"  # an Embedding looks integers up
            if type(first) is InputLayer:
                begin: Any = symbol_of(first)
            elif shape and isinstance(shape[0], tuple):
                begin = [symbol_of(InputLayer(shape=each, dtype=kind)) for each in shape]
            else:
                begin = symbol_of(InputLayer(shape=shape, dtype=kind))
            out = begin
            self._symbols = (begin, None)  # a layer asked meanwhile does not begin again
            for layer in self.layers[1:] if type(first) is InputLayer else self.layers:
                out = call_layer(layer, out, {})
            self._symbols = (begin, out)
        return self._symbols

    def _forget_symbols(self) -> None:
        """Drop the graph of a model that is changed."""
        if self._symbols is not None:
            self._symbols = None
            for layer in self.layers:
                layer.__dict__.pop("uses", None)
        self.__dict__.pop("_places", None)

    @property
    def input(self) -> Any:
        """The symbol of the input: ``badak.Model(model.inputs, model.layers[1].output)`` shows what happens inside."""
        return self.symbols()[0]

    @property
    def output(self) -> Any:
        """The symbol of the output."""
        return self.symbols()[1]

    @property
    def inputs(self) -> list[Any]:
        """The symbols of the input, in a list as Keras has them."""
        return list(self.input) if isinstance(self.input, list) else [self.input]

    @property
    def outputs(self) -> list[Any]:
        """The symbols of the output, in a list as Keras has them."""
        return [self.output]

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy or a pickle keeps: not the graph, which is made again when it is asked for."""
        return {**super().__getstate__(), "_symbols": None}

    def get_config(self) -> dict[str, Any]:
        """Return the structure: the name and the layers, without weights.

        Example:
            >>> import badak
            >>> model = badak.Sequential([badak.layers.Dense(1, input_dim=2)])
            >>> badak.Sequential.from_config(model.get_config()).count_params()
            3
        """
        layers = [{"class": type(layer).__name__, "config": layer.get_config()} for layer in self.layers]
        shape = None if self.input_shape is None else list(self.input_shape)
        return {"name": self.name, "dtype": self.dtype, "input_shape": shape, "layers": layers}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Sequential:
        """Make a model with new weights from what ``get_config`` returned.

        Raises:
            ArgumentError: BD014, for a layer of one's own that was not registered with ``badak.register``.
        """
        found = [(LAYERS.find(part["class"], "from_config"), part["config"]) for part in config["layers"]]
        made = cls([kind.from_config(part) for kind, part in found], config.get("name"), config.get("dtype"))
        if made.input_shape is None and config.get("input_shape") is not None:
            shape = tuple(config["input_shape"])
            made._fix(input_shape=shape)
            made.build(shape)
        return made

    def declare(self, shape: Shape) -> dict:
        """Return the layers, each with the shape it will be given."""
        if not self.layers:
            raise error("BD023", where=self.label, got={"en": "a model without layers", "ko": "층이 없는 모델"})
        declared = {}
        for name, layer in zip(self._names, self.layers, strict=True):
            if text_layer(layer) is not None and any(
                not isinstance(each.layer, InputLayer) for each in declared.values()
            ):
                raise error("BD195", where=layer.label, got=f"{[each.label for each in self.layers]}"[:100])
            declared[name] = Sublayer(layer, shape)
            layer.__dict__["owner"] = weakref.ref(self)
            shape = layer.shape_after(shape)
            if shape and isinstance(shape[0], tuple):
                raise _several_outputs(layer)
        self._chain = Chain(list(zip(self._names, self.layers, strict=True)))
        weighted = [
            i for i, (layer, part) in enumerate(zip(self.layers, declared.values())) if layer.declare(part.shape)
        ]
        self._head = weighted[-1] if weighted else len(self.layers)  # its sums decide the answer: float32 from here on
        return declared

    @property
    def casts_integers(self) -> bool:
        """Whether whole numbers become the model's number type; not for a first layer that looks them up."""
        first = self._first()
        return True if first is None else first.casts_integers

    @property
    def makes_mask(self) -> bool:
        """Whether a layer finds out by itself which steps count."""
        return any(layer.makes_mask for layer in self.layers)

    def check_data(self, x: Any, where: str) -> None:
        """Let the first layer look at all the data."""
        first = self._first()
        if first is not None:
            first.check_data(x, where)

    def _first(self) -> Layer | None:
        """Return the first layer that does anything."""
        return next((layer for layer in self.layers if type(layer) is not InputLayer), None)

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape that comes out of the last layer."""
        for layer in self.layers:
            shape = layer.shape_after(shape)
        return shape

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Apply the layers in order; with mixed precision in 16 bits from the input up to the last layer with weights."""
        if ctx.precision is None or not ctx.outermost:
            return self._chain.run(p, x, ctx)
        if x.dtype.kind == "f" and self.casts_integers:
            x = x.astype(ctx.precision)
        return self._chain.run(p, x, ctx, wide_from=self._head)


def _several_outputs(layer: Any) -> Exception:
    """Make the error for a layer that returns more than the next one can take."""
    name = "return_state" if getattr(layer, "return_state", False) else "merge_mode"
    expected = {
        "en": "one output: in a Sequential each layer takes what the one before gives (a layer of your own can pass states on)",
        "ko": "출력 하나. Sequential에서는 앞 층의 출력 하나가 다음 층의 입력입니다(상태를 넘기려면 층을 직접 만드세요)",
    }
    return error("BD003", where=layer.label, name=name, got=repr(getattr(layer, name, layer)), expected=expected)
