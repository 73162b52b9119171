"""Models of Keras's files, made of their configurations, without weights: each layer, Sequential, and models of symbols."""

from __future__ import annotations

from typing import Any

from badak.errors import BadakError
from badak.files.families import members
from badak.files.keras_graph import Graph, Inner, Lack
from badak.files.keras_values import Unsupported, accepted, value
from badak.files.wording import both, brief, damaged, one_line, refused
from badak.layers.core import InputLayer
from badak.layers.layer import Layer
from badak.models.naming import snake
from badak.registry import CUSTOM

_MODELS = ("Functional", "Model")
_MOST_LAYERS = 5_000
_MOST_DEPTH = 12  # of models inside models


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
        kind, config = self.parts(node)
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

    def parts(self, node: Any) -> tuple[str, dict]:
        """Return the class name and the configuration of a layer or model."""
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

    def listed(self, node: Any, name: str) -> list:
        """Return a part of the description that has to be a list."""
        if not isinstance(node, list):
            raise self.damage(f"{name!r} is no list", f"{name!r}이(가) 목록이 아닙니다")
        return node

    # --- layers -----------------------------------------------------------------------------------------------------------

    def layer(self, node: Any, depth: int) -> Any:
        """Return a layer or an inner model; None where it cannot be made, which is then noted."""
        kind, config = self.parts(node)
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
        kind, config = self.parts(node)
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
        for node in self.listed(config.get("layers"), "layers"):
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

    # --- models of symbols --------------------------------------------------------------------------------------------------

    def _functional(self, config: dict, depth: int) -> Any:
        from badak.models.functional import Functional
        from badak.models.model import Model

        graph = Graph(self, config, depth)
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
