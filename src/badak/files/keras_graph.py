"""Models of Keras's files: the layers and the calls between them, as a badak model without weights.

Keras writes for each layer its calls ("inbound nodes"), and in each call the tensors it reads as (layer, call, output). Masks are
written out as operations (NotEqual, Any) even where they follow from an Embedding or a Masking; here they ride on the graph, so
such a chain is left out, and a mask of another origin is given to its layer as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from badak.autograd.symbol import Symbol
from badak.errors import BadakError, FileFormatError
from badak.files.families import members
from badak.files.keras_operations import OPERATIONS
from badak.files.keras_values import Unsupported, accepted, value
from badak.files.wording import Both, both, brief, damaged, one_line, refused
from badak.layers.core import InputLayer
from badak.layers.layer import Layer
from badak.models.graph import Call, note_use, symbol_of
from badak.models.naming import snake
from badak.registry import CUSTOM

_MODELS = ("Functional", "Model")
_MASKS = {"NotEqual", "Any", "LogicalOr", "LogicalAnd", "Equal", "Cast", "ExpandDims", "Concatenate"}
_MOST_LAYERS = 5_000
_MOST_CALLS = 100_000
_MOST_WALKED = 200_000
_MOST_DEPTH = 12  # of models inside models
_NONE = ("", -1, -1)  # for what is no (layer, call, output)


class Lack(NamedTuple):
    """A part of a Keras model that badak cannot make."""

    name: str
    kind: str
    why: Both


class Inner(NamedTuple):
    """The layers of a model as Keras counts them for its weights: class name, own name, badak's layer."""

    kind: str
    name: str
    layer: Layer


class Builder:
    """Makes models of configurations.

    Attributes:
        lacks: everything that has no equal, in the order of the file.
        inside: by identity of a model its layers in Keras's order.
        policies: number types of mixed computation that were met.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self.lacks: list[Lack] = []
        self.inside: dict[int, list[Inner]] = {}
        self.policies: set[str] = set()
        self.kept: list[Any] = []
        self._count = 0

    def damage(self, en: str, ko: str) -> Exception:
        """Make the error for a description that does not hold together."""
        return damaged(self.where, en, ko)

    def model(self, node: Any, depth: int = 0) -> Any:
        """Return the model that a description stands for; None where a part of it cannot be made (see ``lacks``)."""
        kind, config = self._parts(node)
        if depth > _MOST_DEPTH:
            raise refused(self.where, "models are nested too deep", "모델이 너무 깊게 들어 있습니다")
        if kind == "Sequential":
            return self._sequential(config, depth)
        if kind in _MODELS and "input_layers" in config:
            return self._functional(config, depth)
        why = both("a class with code of its own; only Sequential and functional models can be read",
                   "직접 코드를 작성한 클래스입니다. Sequential과 함수형 모델만 읽을 수 있습니다")  # fmt: skip
        self.lacks.append(Lack(str(config.get("name", "")), brief(str(kind)), why))
        return None

    def _parts(self, node: Any) -> tuple[str, dict]:
        if not isinstance(node, dict) or not isinstance(node.get("class_name"), str):
            raise self.damage("a layer is not well formed", "층의 형식이 올바르지 않습니다")
        config = node.get("config")
        if isinstance(config, list):  # Sequential of old versions
            config = {"layers": config, "name": "sequential"}
        if not isinstance(config, dict):
            raise self.damage("a layer is not well formed", "층의 형식이 올바르지 않습니다")
        self._count += 1
        if self._count > _MOST_LAYERS:
            raise refused(self.where, "it has more than 5,000 layers", "층이 5천 개를 넘습니다")
        return node["class_name"], config

    # --- layers -----------------------------------------------------------------------------------------------------------

    def layer(self, node: Any, depth: int) -> Any:
        """Return a layer or an inner model; None where it cannot be made, which is then noted."""
        kind, config = self._parts(node)
        if kind == "Sequential" or (kind in _MODELS and "input_layers" in config):
            return self.model(node, depth + 1)
        name = config.get("name") or node.get("name")
        try:
            return self._made(kind, config, node, depth)
        except Unsupported as lack:
            inner = both(
                *(f"{lack.kind}: {lack.why[each]}" if lack.kind != kind else lack.why[each] for each in ("en", "ko"))
            )
            self.lacks.append(Lack(brief(str(name)), brief(kind), inner))
            return None

    def _made(self, kind: str, config: dict, node: dict, depth: int) -> Any:
        registered = node.get("registered_name")
        cls = next((CUSTOM[key] for key in (registered, kind) if isinstance(key, str) and key in CUSTOM), None)
        if cls is None:
            cls = members("layer").get(kind)
        if not isinstance(cls, type) or not issubclass(cls, Layer):
            why = both("badak has no layer of this name", "badak에는 이 이름의 층이 없습니다")
            raise Unsupported(kind, why)
        if kind == "TextVectorization":
            why = both("its vocabulary is not in the configuration", "어휘가 설정에 들어 있지 않습니다")
            raise Unsupported(kind, why)
        leave = ("name", "dtype", "trainable", "layer", "backward_layer", "cell", "cells", "build_input_shape")
        own = {
            key: self.inner(config[key], depth)
            for key in ("layer", "backward_layer", "cell", "cells")
            if config.get(key)
        }
        arguments = accepted(cls, kind, config, leave)
        arguments |= own
        name = config.get("name")
        if isinstance(name, str) and name and "/" not in name:
            arguments["name"] = name
        elif name is not None:
            raise self.damage("the name of a layer is no name", "층의 이름이 올바르지 않습니다")
        dtype = self._dtype(config.get("dtype"), kind, cls is InputLayer)
        if dtype is not None:
            arguments["dtype"] = dtype
        shape = config.get("batch_shape") or config.get("batch_input_shape")
        if shape is not None:
            arguments["shape" if cls is InputLayer else "input_shape"] = self.sizes(shape)
        if config.get("trainable") is False:
            arguments["trainable"] = False
        try:
            return cls(**arguments)
        except (BadakError, TypeError, ValueError, OverflowError) as problem:
            raise Unsupported(kind, both(one_line(problem, "en"), one_line(problem, "ko"))) from None

    def inner(self, node: Any, depth: int) -> Any:
        """Return the layer, or list of layers, that another one is made around."""
        if isinstance(node, list):
            return [self.inner(part, depth) for part in node]
        if depth > _MOST_DEPTH:
            raise refused(self.where, "layers are nested too deep", "층이 너무 깊게 들어 있습니다")
        kind, config = self._parts(node)
        if kind == "Sequential" or (kind in _MODELS and "input_layers" in config):
            found = self.model(node, depth + 1)
            if found is None:
                raise Unsupported(kind, both("see its layers", "안의 층을 보세요"))
            return found
        return self._made(kind, config, node, depth + 1)

    def _dtype(self, node: Any, kind: str, is_input: bool) -> str | None:
        name = value(node)
        if name in (None, "float32"):
            return None
        if name in ("mixed_float16", "mixed_bfloat16"):
            self.policies.add(name)
            return None
        wanted = ("float64", "int32", "int64", "uint8", "bool", "string", "int8", "int16") if is_input else ("float64",)
        if name not in wanted:
            raise Unsupported(kind, both(f"numbers of the type {name!r}", f"{name!r} 숫자형"))
        return name

    def sizes(self, shape: Any) -> tuple:
        """Return the shape of one sample, from one with the batch axis."""
        fine = isinstance(shape, list) and 1 <= len(shape) <= 32
        if not fine or not all(s is None or (type(s) is int and 0 <= s < 1 << 48) for s in shape):
            raise self.damage("a shape makes no sense", "모양이 올바르지 않습니다")
        return tuple(shape[1:])

    # --- Sequential ---------------------------------------------------------------------------------------------------------

    def _sequential(self, config: dict, depth: int) -> Any:
        from badak.models.sequential import Sequential

        made = Sequential(name=str(config.get("name") or "sequential"))
        found: list[Inner] = []
        shape = config.get("build_input_shape")
        given = None if not isinstance(shape, list) or not shape else shape
        sizes = None if given is None or isinstance(given[0], list) else self.sizes(given)
        names: set[str] = set()
        for node in self._list(config.get("layers"), "layers"):
            layer = self.layer(node, depth)
            if layer is None:
                found = []
                continue
            if isinstance(layer, InputLayer):
                sizes = layer.input_shape
                if layer.dtype is None:
                    continue
            elif not names and layer.input_shape is not None:
                sizes = layer.input_shape
            self._take(layer, names)
            list.append(made.layers, layer)
            made._names.append(layer.name)
            if not isinstance(layer, InputLayer):
                found.append(Inner(node["class_name"], layer.name, layer))
        made._fix(input_shape=sizes)
        made.trainable = config.get("trainable") is not False
        self.inside[id(made)] = found
        self.kept.append(made)
        return None if len(made.layers) == 0 else made

    def _take(self, layer: Layer, names: set[str]) -> None:
        if layer.name is None:
            layer._fix(name=f"{snake(type(layer).__name__)}_{len(names)}")
        if layer.name in names:
            shown = brief(str(layer.name))
            raise self.damage(f"two layers are called {shown!r}", f"층 두 개의 이름이 모두 {shown!r}입니다")
        names.add(str(layer.name))

    def _list(self, node: Any, name: str) -> list:
        if not isinstance(node, list):
            raise self.damage(f"{name!r} is no list", f"{name!r}이(가) 목록이 아닙니다")
        return node

    # --- models of symbols --------------------------------------------------------------------------------------------------

    def _functional(self, config: dict, depth: int) -> Any:
        from badak.models.functional import Functional
        from badak.models.model import Model

        graph = _Graph(self, config, depth)
        if graph.lacking:
            return None
        inputs = graph.structure(config.get("input_layers"))
        outputs = graph.structure(config.get("output_layers"))
        if graph.lacking:
            return None
        made = Functional.__new__(Functional)
        name = config.get("name")
        Model.__init__(made, name=name if isinstance(name, str) and name and "/" not in name else "model")
        try:
            made._set_graph(inputs, outputs)
        except BadakError as problem:
            raise damaged(self.where, one_line(problem, "en"), one_line(problem, "ko")) from None
        made.trainable = config.get("trainable") is not False
        self.inside[id(made)] = graph.found
        self.kept.append(made)
        return made


class _Graph:
    """The calls of one model: run from the outputs back to the inputs, each once."""

    def __init__(self, builder: Builder, config: dict, depth: int) -> None:
        self.builder = builder
        self.nodes: dict[str, list] = {}
        self.layers: dict[str, Any] = {}
        self.operations: dict[str, tuple[str, dict]] = {}
        self.found: list[Inner] = []
        self.made: dict[tuple[str, int], list[Symbol]] = {}
        self.sources: set[tuple] = set()  # what layers that make masks read, and the value that they leave out
        self.masking: set[tuple] = set()  # masks that follow by themselves
        self.walked = 0
        before = len(builder.lacks)
        names: set[str] = set()
        for node in builder._list(config.get("layers"), "layers"):
            kind, inner = builder._parts(node)
            name = node.get("name") or inner.get("name")
            if not isinstance(name, str) or name in names:
                shown = brief(str(name))
                raise builder.damage(f"two layers are called {shown!r}", f"층 두 개의 이름이 모두 {shown!r}입니다")
            names.add(name)
            self.nodes[name] = self._calls(node.get("inbound_nodes", []))
            if _is_operation(node, kind, inner):
                self.operations[name] = (kind, inner)
                continue
            layer = builder.layer(node, depth)
            self.layers[name] = layer
            if layer is not None:
                layer._fix(name=name)
                self.found.append(Inner(kind, name, layer))
                if kind == "Masking" or (kind == "Embedding" and inner.get("mask_zero") is True):
                    left_out = inner.get("mask_value", 0.0) if kind == "Masking" else 0
                    left_out = left_out if isinstance(left_out, int | float) else 0
                    self.sources |= {(h, left_out) for call in self.nodes[name] for h in _histories(call["args"])}
        self.lacking = len(builder.lacks) > before
        for name, (kind, _) in self.operations.items():
            if kind not in OPERATIONS and kind not in _MASKS:
                why = both(
                    "an operation between layers that badak does not read", "badak이 읽지 못하는 층 사이의 연산입니다"
                )
                builder.lacks.append(Lack(brief(name), brief(kind), why))
                self.lacking = True

    def _calls(self, nodes: Any) -> list[dict]:
        """Return calls as ``{"args": …, "kwargs": …}``, from today's form and from that of Keras 2."""
        found = []
        for node in self.builder._list(nodes, "inbound_nodes"):
            if isinstance(node, dict) and isinstance(node.get("args"), list) and isinstance(node.get("kwargs"), dict):
                found.append({"args": node["args"], "kwargs": node["kwargs"]})
                continue
            rows = node if isinstance(node, list) and node and isinstance(node[0], list) else [node]
            tensors = []
            for row in rows:
                if not isinstance(row, list) or len(row) < 3:
                    raise self.builder.damage("a call is not well formed", "호출의 형식이 올바르지 않습니다")
                tensors.append({"class_name": "__keras_tensor__", "config": {"keras_history": row[:3]}})
            more = rows[0][3] if len(rows[0]) > 3 and isinstance(rows[0][3], dict) else {}
            found.append({"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": more})
        if len(found) > _MOST_CALLS:
            raise refused(self.builder.where, "a layer has too many calls", "층의 호출이 너무 많습니다")
        return found

    # --- order ------------------------------------------------------------------------------------------------------------

    def structure(self, node: Any) -> Any:
        """Return the symbols of inputs or outputs in the form they have: one, a list or a dict."""
        if isinstance(node, dict):
            return {str(key): self.structure(part) for key, part in node.items()}
        if isinstance(node, list) and len(node) == 3 and isinstance(node[0], str) and type(node[1]) is int:
            return self.symbol(tuple(node))
        if isinstance(node, list) and node:
            parts = [self.structure(part) for part in node]
            return parts[0] if len(parts) == 1 and type(parts[0]) is Symbol else parts
        raise self.builder.damage(
            "the inputs or outputs are not well formed", "입력이나 출력의 형식이 올바르지 않습니다"
        )

    def symbol(self, history: tuple) -> Any:
        """Return the symbol of (layer, call, output), running what leads to it."""
        waiting = [self._key(history)]
        begun: set[tuple] = set()
        while waiting and not self.lacking:
            key = waiting[-1]
            if key in self.made:
                waiting.pop()
                continue
            call = self._call(key)
            needs = [self._key(h) for h in self._reads(key, call)]
            missing = [need for need in needs if need not in self.made]
            if not missing:
                self.made[key] = self._run(key, call)
                waiting.pop()
            elif key in begun:
                raise self.builder.damage("calls go round in a circle", "호출이 원을 이룹니다")
            else:
                begun.add(key)
                waiting += missing
        if self.lacking:
            return None
        made, index = self.made[self._key(history)], history[2]
        if type(index) is not int or not 0 <= index < len(made):
            raise self._nowhere(history)
        return made[index]

    def _key(self, history: Any) -> tuple[str, int]:
        if not isinstance(history, list | tuple) or len(history) != 3:
            raise self._nowhere(history)
        name, number, _ = history
        known = isinstance(name, str) and name in self.nodes and type(number) is int
        single = known and number == 0 and not self.nodes[name]
        if not known or not (single or 0 <= number < len(self.nodes[name])):
            raise self._nowhere(history)
        return name, number

    def _nowhere(self, history: Any) -> Exception:
        shown = brief(str(history))
        return self.builder.damage(
            f"a call reads {shown}, which is not there", f"없는 값 {shown}을(를) 읽는 호출이 있습니다"
        )

    def _call(self, key: tuple[str, int]) -> dict | None:
        calls = self.nodes[key[0]]
        return calls[key[1]] if calls else None

    def _reads(self, key: tuple[str, int], call: dict | None) -> list:
        if call is None or isinstance(self.layers.get(key[0]), InputLayer):
            return []
        kwargs = {k: v for k, v in call["kwargs"].items() if k != "mask" or not self._own_mask(v)}
        return [*_histories(call["args"]), *_histories(kwargs)]

    def _own_mask(self, node: Any) -> bool:
        """Whether a mask follows by itself from layers that make one, here as in Keras."""
        waiting, seen = _histories(node), set()
        while waiting:
            history = waiting.pop()
            if history in seen or history in self.masking:
                continue
            seen.add(history)
            self.walked += 1
            if self.walked > _MOST_WALKED:
                raise refused(self.builder.where, "its masks lead too far", "마스크의 연결이 너무 깁니다")
            kind, _ = self.operations.get(history[0], ("", {}))
            call = self._call(self._key(history))
            if kind not in _MASKS or call is None:
                return False
            args = call["args"]
            if kind == "NotEqual":
                compared = args[1] if len(args) == 2 and isinstance(args[1], int | float) else None
                if [(h, compared) for h in _histories(args[:1]) if (h, compared) in self.sources] == []:
                    return False
                continue
            waiting += _histories(args)
        self.masking |= seen  # known from now on
        return True

    # --- one call ---------------------------------------------------------------------------------------------------------

    def _run(self, key: tuple[str, int], call: dict | None) -> list[Symbol]:
        name = key[0]
        layer = self.layers.get(name)
        if isinstance(layer, InputLayer):
            return [symbol_of(layer)]
        if call is None:
            raise self.builder.damage(
                f"the layer {brief(name)!r} is never called", f"{brief(name)!r} 층이 호출되지 않습니다"
            )
        fill = _filled(self._value)
        try:
            if layer is None:
                kind, config = self.operations[name]
                return OPERATIONS[kind](fill(call["args"]), fill(call["kwargs"]), config)
            return self._applied(layer, fill(call["args"]), call["kwargs"], fill)
        except Unsupported as lack:
            self.builder.lacks.append(Lack(brief(name), lack.kind, lack.why))
        except FileFormatError:
            raise
        except (
            BadakError,
            TypeError,
            ValueError,
            IndexError,
            KeyError,
            AttributeError,
            OverflowError,
            MemoryError,
        ) as problem:
            kind = type(layer).__name__ if layer is not None else self.operations[name][0]
            why = both(one_line(problem, "en"), one_line(problem, "ko"))
            self.builder.lacks.append(Lack(brief(name), kind, why))
        self.lacking = True
        return []

    def _value(self, history: Any) -> Symbol:
        made = self.made[self._key(history)]
        if type(history[2]) is not int or not 0 <= history[2] < len(made):
            raise self._nowhere(history)
        return made[history[2]]

    def _applied(self, layer: Layer, args: list, kwargs: dict, fill: Callable) -> list[Symbol]:
        """Write down the call of a layer, without building it: its weights are compared with those of the file first."""
        options: dict[str, Any] = {}
        given = list(args)
        for key, node in kwargs.items():
            if node is None or (key == "mask" and self._own_mask(node)):
                continue
            if key == "mask":
                options["mask"] = fill(node)
            elif key == "training" and type(node) is bool:
                options["training"] = node
            elif key == "use_causal_mask" and hasattr(layer, "use_causal_mask"):
                layer._fix(use_causal_mask=bool(node))
            elif key in ("initial_state", "key", "value", "query", "inputs", "x"):
                given.append(fill(node))
            elif node is not False:
                raise Unsupported(type(layer).__name__, both(f"called with {key}=…", f"{key}=… 인자로 호출됩니다"))
        if len(given) == 1 and isinstance(given[0], dict):
            names = getattr(layer, "input_names", sorted(given[0]))
            given = [given[0][key] for key in names]
        symbols = list(_flat(given))
        if not symbols or not all(type(s) is Symbol for s in symbols):
            raise Unsupported(
                type(layer).__name__, both("called with something that is no tensor", "텐서가 아닌 값으로 호출됩니다")
            )
        listed = len(symbols) > 1 or (isinstance(given[0], list) and not hasattr(layer, "layers"))
        inputs: Any = tuple(symbols) if listed else symbols[0]
        sizes = tuple(tuple(s.shape[1:]) for s in symbols)
        _check_inputs(layer, sizes)
        out = layer.shape_after(sizes if listed else sizes[0])
        call = Call(layer, None, inputs, options)
        dtype = layer.dtype or "float32"
        several = bool(out) and isinstance(out[0], tuple)
        shapes: Any = [(None, *each) for each in out] if several else (None, *out)
        made = call.makes(shapes, [dtype] * len(out) if several else dtype, layer.name or "")
        note_use(layer, call)
        return list(made) if several else [made]


def _check_inputs(layer: Any, sizes: tuple) -> None:
    """Refuse shapes that an inner model of symbols, which has no weights yet, was not made for."""
    if type(layer).__name__ != "Functional":
        return
    wanted = [tuple(s.shape[1:]) for s in layer.inputs]
    fits = len(wanted) == len(sizes) and all(
        len(own) == len(given) and all(a is None or b is None or a == b for a, b in zip(own, given, strict=True))
        for own, given in zip(wanted, sizes, strict=True)
    )
    if not fits:
        en, ko = f"called with the shapes {sizes} instead of {wanted}", f"모양 {wanted} 대신 {sizes}(으)로 호출됩니다"
        raise Unsupported("Functional", both(en, ko))


def _is_operation(node: dict, kind: str, config: dict) -> bool:
    """Whether a node is an operation: by its module, or in ``.h5`` files, which have none, by what only layers say."""
    module = node.get("module")
    if module is not None:
        return ".ops" in str(module)
    known = kind in OPERATIONS or kind in _MASKS or kind in ("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer")
    return known and "trainable" not in config


def _histories(node: Any) -> list:
    """Return the (layer, call, output) of the tensors in nested lists and dicts, in order."""
    if isinstance(node, list):
        return [h for part in node for h in _histories(part)]
    if isinstance(node, dict):
        if node.get("class_name") == "__keras_tensor__" and isinstance(node.get("config"), dict):
            history = node["config"].get("keras_history")
            return [tuple(history) if isinstance(history, list) and _plain(history) else _NONE]
        return [h for part in node.values() for h in _histories(part)]
    return []


def _plain(history: list) -> bool:
    return len(history) == 3 and all(isinstance(part, str | int) for part in history)


def _filled(symbol: Callable) -> Callable:
    def fill(node: Any) -> Any:
        if isinstance(node, list):
            return [fill(part) for part in node]
        if isinstance(node, dict):
            if node.get("class_name") == "__keras_tensor__" and isinstance(node.get("config"), dict):
                return symbol(node["config"].get("keras_history"))
            if "class_name" in node:
                return value(node)
            return {key: fill(part) for key, part in node.items()}
        return node

    return fill


def _flat(node: Any) -> Iterator[Any]:
    for part in node:
        if isinstance(part, list | tuple):
            yield from _flat(part)
        else:
            yield part
