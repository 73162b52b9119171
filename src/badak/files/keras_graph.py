"""The calls between the layers of a model in Keras's files, written down as symbols.

Keras writes for each layer its calls ("inbound nodes"), and in each call the tensors it reads as (layer, call, output). Masks are
written out as operations (NotEqual, Any) even where they follow from an Embedding or a Masking; here they ride on the graph, so
such a chain is left out, and a mask of another origin is given to its layer as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from badak.autograd.symbol import Symbol
from badak.errors import BadakError, FileFormatError
from badak.files.keras_calls import filled, flat, histories, read_calls
from badak.files.keras_operations import OPERATIONS
from badak.files.keras_values import Unsupported
from badak.files.wording import Both, both, brief, one_line, refused
from badak.layers.core import InputLayer
from badak.layers.layer import Layer
from badak.models.graph import Call, note_use, symbol_of

if TYPE_CHECKING:
    from badak.files.keras_builder import Builder

_MASKS = {"NotEqual", "Any", "LogicalOr", "LogicalAnd", "Equal", "Cast", "ExpandDims", "Concatenate"}
_MOST_WALKED = 200_000


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


class Graph:
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
        for node in builder.listed(config.get("layers"), "layers"):
            kind, inner = builder.parts(node)
            name = node.get("name") or inner.get("name")
            if not isinstance(name, str) or name in names:
                shown = brief(str(name))
                raise builder.damage(f"two layers are called {shown!r}", f"층 두 개의 이름이 모두 {shown!r}입니다")
            names.add(name)
            self.nodes[name] = read_calls(builder, node.get("inbound_nodes", []))
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
                    self.sources |= {(h, left_out) for call in self.nodes[name] for h in histories(call["args"])}
        self.lacking = len(builder.lacks) > before
        for name, (kind, _) in self.operations.items():
            if kind not in OPERATIONS and kind not in _MASKS:
                why = both(
                    "an operation between layers that badak does not read", "badak이 읽지 못하는 층 사이의 연산입니다"
                )
                builder.lacks.append(Lack(brief(name), brief(kind), why))
                self.lacking = True

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
        return self._value(history)

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
        return [*histories(call["args"]), *histories(kwargs)]

    def _own_mask(self, node: Any) -> bool:
        """Whether a mask follows by itself from layers that make one, here as in Keras."""
        waiting, seen = histories(node), set()
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
                if [(h, compared) for h in histories(args[:1]) if (h, compared) in self.sources] == []:
                    return False
                continue
            waiting += histories(args)
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
        fill = filled(self._value)
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
        symbols = list(flat(given))
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
