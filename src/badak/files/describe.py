"""From objects to JSON: every object is written as its registered name and its fields, never as code.

What JSON has no form for is an object with one telling key:

    {"class": name, "of": family, "fields": {…}}    an object, by the fields of its dataclass
    {"class": name, "of": family, "config": {…}}    an object, by what its get_config() or to_config() returned
    {"function": name, "of": family}                a function
    {"same": 3}                                     the fourth layer that was written, standing here once more
    {"array": "0"}                                  an array, kept under that name among the arrays
    {"symbol": 3}                                   the fourth symbol of the graph of a model (see ``graphs``)
    {"slice": [start, stop, step]}  {"ellipsis": true}
    {"tuple": […]}  {"list": […]}  {"dict": [[key, value], …]}  {"float": "inf"}

A bare JSON list is a tuple among ``fields``, where nearly all are shapes, and a list elsewhere.
"""

from __future__ import annotations

import dataclasses
import inspect
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from badak.autograd.op import OPS
from badak.autograd.tensor import Tensor
from badak.errors import BadakError, error
from badak.files.families import name_of
from badak.files.wording import both, brief
from badak.layers.layer import Layer
from badak.models.description import Place, flat

TAGS = frozenset(
    {"class", "function", "same", "array", "tuple", "list", "dict", "float", "symbol", "slice", "ellipsis"}
)
MOST_WHOLE = 1024  # integers in one list of a field: a shape has at most 64, and the product of many takes long
_MOST_DEPTH = 24  # one step here is up to three levels of JSON
_WRAPPERS = {"LossFunction": ("function", "reduction", "name"), "MetricFunction": ("function", "name")}
"""Classes around a function of any family, and their arguments."""
_NOT_MISSED = ("name", "dtype", "weights")  # say nothing about what an object computes, or stand elsewhere


class Describer:
    """Writes objects as JSON and puts arrays aside.

    Attributes:
        arrays: the arrays among the fields, by the name that stands in their place.
        layers: number of each layer written so far, by identity.
    """

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}
        self.layers: dict[int, int] = {}
        self._kept: list[Any] = []  # an identity holds only as long as its object lives

    def value(self, value: Any, place: tuple[str, ...], tuples: bool = False) -> Any:
        """Return the JSON form of a value.

        Args:
            value: a number, a text, a list, a dict, an array, or an object of a family.
            place: the way to it, for the message.
            tuples: whether a bare list means a tuple.

        Returns:
            What ``rebuild.Rebuilder.value`` turns back into an equal value.

        Raises:
            ArgumentError: BD085, for something that has no name, naming the way to it.
        """
        if len(place) > _MOST_DEPTH:
            raise _nameless(
                place, value, "it is nested too deeply, or contains itself", "너무 깊거나 자기 자신을 포함합니다"
            )
        if isinstance(value, np.generic) and value.dtype.kind in "biufU":
            value = value.item()
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return str(value)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {"float": repr(float(value))}
        if type(value) is Place:
            return {"symbol": value.number}
        if isinstance(value, slice):
            return {"slice": self.value([value.start, value.stop, value.step], (*place, "slice"))}
        if value is Ellipsis:
            return {"ellipsis": True}
        if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
            return self._sequence(value, place, tuples)
        if isinstance(value, Mapping):
            return self._mapping(value, place, tuples)
        return self._thing(value, place)

    def _sequence(self, value: list | tuple, place: tuple[str, ...], tuples: bool) -> Any:
        if tuples and sum(isinstance(v, int) for v in value) > MOST_WHOLE:
            raise _nameless(
                place, value, "too many integers for a field; make it an array", "정수가 너무 많습니다. 배열로 바꾸세요"
            )
        parts = [self.value(v, (*place, str(i)), tuples) for i, v in enumerate(value)]
        if isinstance(value, tuple) == tuples:
            return parts
        return {"tuple" if isinstance(value, tuple) else "list": parts}

    def _mapping(self, value: Mapping, place: tuple[str, ...], tuples: bool) -> Any:
        if all(isinstance(key, str) and key not in TAGS for key in value):
            return {str(key): self.value(v, (*place, key), tuples) for key, v in value.items()}
        pairs = value.items()
        return {
            "dict": [
                [self.value(k, (*place, "key"), tuples), self.value(v, (*place, str(k)), tuples)] for k, v in pairs
            ]
        }

    def _thing(self, value: Any, place: tuple[str, ...]) -> Any:
        from badak.initializers.initializer import FromFunction

        if isinstance(value, Layer):
            return self.layer(value, place)
        if isinstance(value, np.dtype):
            return value.name
        if isinstance(value, type) and (issubclass(value, np.generic) or value in (bool, int, float)):
            return np.dtype(value).name
        if isinstance(value, FromFunction):  # made again around the function when it is loaded
            value = value.function
        if isinstance(value, np.ndarray | Tensor):
            return self._array(np.asarray(value.data if isinstance(value, Tensor) else value), place)
        if callable(value) and (inspect.isroutine(value) or not isinstance(value, type) and name_of(value)):
            return self._function(value, place)
        return self._object(value, place)

    def _array(self, array: np.ndarray, place: tuple[str, ...]) -> dict[str, str]:
        if array.dtype.kind not in "biufV":
            raise _nameless(
                place, array.dtype, "an array of something else than numbers", "숫자가 아닌 것의 배열입니다"
            )
        name = str(len(self.arrays))
        self.arrays[name] = array
        return {"array": name}

    def _function(self, function: Any, place: tuple[str, ...]) -> dict[str, str]:
        found = name_of(function)
        if found is None:
            raise _nameless(place, function, "a function without a registered name", "등록된 이름이 없는 함수입니다")
        family, name = found
        return {"function": name, "of": family}

    def _object(self, value: Any, place: tuple[str, ...]) -> dict[str, Any]:
        found = None if isinstance(value, type) else name_of(type(value))
        if found is None:
            raise _nameless(place, value, "its class has no registered name", "클래스에 등록된 이름이 없습니다")
        family, name = found
        form, fields = _fields(value, place)
        _check_complete(value, fields, place)
        described = {k: self.value(v, (*place, k), form == "fields") for k, v in fields.items()}
        return {"class": name, "of": family, form: described}

    # --- layers -----------------------------------------------------------------------------------------------------------

    def layer(self, layer: Any, place: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the JSON form of a layer or model; one that was written before is only referred to.

        Args:
            layer: the layer.
            place: the way to it, for the message.

        Returns:
            An object with ``"class"`` or ``"same"``.
        """
        from badak.models.functional import Functional
        from badak.models.sequential import Sequential

        if id(layer) in self.layers:
            return {"same": self.layers[id(layer)]}
        self.layers[id(layer)] = len(self.layers)
        self._kept.append(layer)
        if type(layer) is Functional:
            return {"class": "Functional", "of": "layer", "config": self._graph(layer, place)}
        if type(layer) is not Sequential:
            return self._object(layer, place)
        config = {
            "name": layer.name,
            "dtype": self.value(layer.dtype, (*place, "dtype")),
            "trainable": bool(layer.trainable),
            "input_shape": self.value(layer.input_shape, (*place, "input_shape"), tuples=True),
            "layers": [self.layer(inner, (*place, inner.label)) for inner in layer.layers],
        }
        return {"class": "Sequential", "of": "layer", "config": config}

    def _graph(self, model: Any, place: tuple[str, ...]) -> dict[str, Any]:
        """Return the layers of a model of symbols, and the calls that lead from its inputs to its outputs."""
        graph = flat(model)
        calls = []
        for i, (what, args, options, shapes, kinds, several) in enumerate(graph.calls):
            here = (*place, what if isinstance(what, str) else graph.layers[what].label)
            if isinstance(what, str) and what not in OPS:
                raise _nameless(here, what, "an operation without a name", "이름이 없는 연산입니다")
            calls.append({
                "call": what,
                "args": self.value(args, here, tuples=True),
                "options": self.value(options, here, tuples=True),
                "shapes": self.value([tuple(shape) for shape in shapes], (*here, str(i))),
                "dtypes": kinds,
                "several": several,
            })  # fmt: skip
        return {
            "name": model.name,
            "dtype": self.value(model.dtype, (*place, "dtype")),
            "trainable": bool(model.trainable),
            "layers": [self.layer(inner, (*place, inner.label)) for inner in graph.layers],
            "inputs": self.value(graph.inputs, (*place, "inputs")),
            "calls": calls,
            "outputs": self.value(graph.outputs, (*place, "outputs")),
        }


def _fields(value: Any, place: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """Return how an object describes itself: by the fields of its dataclass, or by a method of its own."""
    wrapped = _WRAPPERS.get(type(value).__name__, ())
    if wrapped and str(type(value).__module__).startswith("badak."):
        return "config", {name: getattr(value, name) for name in wrapped}
    method = next((name for name in ("to_config", "get_config") if _is_own(value, name)), "")
    if not method and dataclasses.is_dataclass(value):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.init}
        if fields.get("activity_regularizer", 0) is None:  # most layers have none, and older versions do not know it
            del fields["activity_regularizer"]
        return "fields", fields
    if not method and not hasattr(value, "get_config"):
        return "fields", {}
    try:
        config = getattr(value, method or "get_config")()
    except BadakError as problem:
        raise problem.within(_place_text(place)) from None
    if isinstance(config, Mapping) and all(isinstance(key, str) for key in config):
        return "config", dict(config)
    raise _nameless(
        place, value, f"{method}() returned no dict of names", f"{method}()가 이름으로 된 dict를 돌려주지 않았습니다"
    )


def _is_own(value: Any, method: str) -> bool:
    """Whether a class says by itself how it is described or made; badak's own get_config is but its fields."""
    function = getattr(type(value), method, None)
    base = str(getattr(function, "__module__", "")).startswith("badak.") and method in ("get_config", "from_config")
    return function is not None and not base


def _check_complete(value: Any, fields: dict[str, Any], place: tuple[str, ...]) -> None:
    """Refuse an object that could not be made again, or not as it is: its constructor wants what it does not say."""
    cls = type(value)
    if _is_own(value, "from_config") or hasattr(cls, "to_config"):
        return
    try:
        signature = inspect.signature(cls)
        bound = signature.bind(**fields)
    except (TypeError, ValueError) as problem:
        text = str(problem)
        raise _nameless(
            place, value, f"its constructor does not take its fields: {text}", f"생성자가 필드를 받지 않습니다: {text}"
        ) from None
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    named = [p.name for p in signature.parameters.values() if p.kind not in variable]
    unsaid = (*_NOT_MISSED, *(["activity_regularizer"] if getattr(value, "activity_regularizer", 0) is None else []))
    lost = [name for name in named if name not in bound.arguments and name not in unsaid]
    if lost:
        names = ", ".join(lost)
        raise _nameless(
            place,
            value,
            f"neither fields nor get_config() say {names}",
            f"필드에도 get_config()에도 {names}이(가) 없습니다",
        )


def _place_text(place: tuple[str, ...]) -> str:
    return " › ".join(place)


def _nameless(place: tuple[str, ...], value: Any, en: str, ko: str) -> BadakError:
    shown = brief(repr(value))
    if inspect.isroutine(value):
        shown = "lambda" if "<lambda>" in value.__qualname__ else f"{value.__name__}()"
    return error("BD085", where=_place_text(place), got=both(f"{shown}: {en}", f"{shown}: {ko}"))
