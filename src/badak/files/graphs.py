"""Models of symbols from their description in a file: numbers are checked, names looked up; nothing is computed or run."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.op import OPS
from badak.errors import close_names
from badak.files.wording import brief, one_line, refused
from badak.layers.core import InputLayer
from badak.layers.layer import Layer
from badak.models.description import Flat, Place, mapped, places

MOST_CALLS = 50_000
_PARTS = {"name", "dtype", "trainable", "layers", "inputs", "calls", "outputs"}
_CALL_PARTS = {"call", "args", "options", "shapes", "dtypes", "several"}
_KINDS = {
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "bool",
    *(f"{u}int{n}" for u in ("", "u") for n in (8, 16, 32, 64)),
}


def rebuild_graph(rebuilder: Any, config: dict, place: tuple[str, ...]) -> Any:
    """Make a model of symbols without weights.

    Args:
        rebuilder: makes the values, layers and arrays.
        config: what ``Describer`` wrote.
        place: the way to it, for messages.

    Raises:
        FileFormatError: BD083, for a graph that does not hold together; BD086, for an operation that is not known here; BD088,
            for more calls than any model has.
    """
    from badak.models.functional import Functional

    if set(config) != _PARTS:
        listed = ", ".join(sorted(map(brief, _PARTS ^ set(config))))
        raise rebuilder.damage(place, f"a graph has other parts: {listed}", f"그래프의 항목이 다릅니다: {listed}")
    name = rebuilder.name(config["name"], (*place, "name"))
    dtype = rebuilder.expect(config["dtype"], (str, type(None)), (*place, "dtype"))
    number = len(rebuilder.layers)
    rebuilder.layers.append(None)
    layers = _layers(rebuilder, config, place)
    inputs = rebuilder.value(config["inputs"], (*place, "inputs"))
    count = len(places(inputs))
    if not count or places(inputs) != list(range(count)) or not _inputs_fit(inputs, layers[:count]):
        raise rebuilder.damage((*place, "inputs"), "these are no inputs", "입력이 아닙니다")
    calls = _calls(rebuilder, config, layers, count, place)
    outputs = rebuilder.value(config["outputs"], (*place, "outputs"))
    total = count + sum(len(call[3]) for call in calls)
    if not places(outputs) or max(places(outputs)) >= total or not _only_places(outputs):
        raise rebuilder.damage((*place, "outputs"), "these are no outputs", "출력이 아닙니다")
    graph = Flat(layers, inputs, calls, outputs)
    try:
        made = Functional._of(graph, name, dtype)
    except Exception as problem:  # inputs that lead nowhere, shapes that a layer does not take
        raise rebuilder.unmade(place, one_line(problem, "en"), one_line(problem, "ko")) from problem
    if [id(layer) for layer in made.layers] != [id(layer) for layer in layers] or len(made._calls) != len(calls):
        raise rebuilder.damage(place, "calls that lead to no output", "출력에 이어지지 않는 호출이 있습니다")
    made.trainable = rebuilder.expect(config["trainable"], bool, (*place, "trainable"))
    rebuilder.layers[number] = made
    return made


def _layers(rebuilder: Any, config: dict, place: tuple[str, ...]) -> list[Layer]:
    layers: list[Layer] = []
    names: set[str] = set()
    for i, node in enumerate(rebuilder.expect(config["layers"], list, (*place, "layers"))):
        here = (*place, "layers", str(i))
        layer = rebuilder.value(node, here)
        if not isinstance(layer, Layer):
            raise rebuilder.damage(here, "this is no layer", "층(layer)이 아닙니다")
        own = rebuilder.name(layer.name, (*here, "name"))
        if own in names:
            raise rebuilder.damage(
                here, f"two layers are called {brief(own)!r}", f"층 두 개의 이름이 모두 {brief(own)!r}입니다"
            )
        names.add(own)
        layers.append(layer)
    return layers


def _calls(rebuilder: Any, config: dict, layers: list[Layer], count: int, place: tuple[str, ...]) -> list[tuple]:
    """Return the calls, each of which reads only what was made before it."""
    nodes = rebuilder.expect(config["calls"], list, (*place, "calls"))
    if len(nodes) > MOST_CALLS:
        raise refused(rebuilder.at((*place, "calls")), f"{len(nodes):,} calls", f"호출이 {len(nodes):,}개나 됩니다")
    calls = []
    for i, node in enumerate(nodes):
        here = (*place, "calls", str(i))
        rebuilder.expect(node, dict, here)
        if set(node) != _CALL_PARTS:
            raise rebuilder.damage(here, "a call has other parts", "호출의 항목이 다릅니다")
        what = node["call"]
        args = rebuilder.value(node["args"], (*here, "args"), tuples=True)
        options = rebuilder.expect(rebuilder.value(node["options"], (*here, "options"), tuples=True), dict, here)
        _check_called(rebuilder, what, args, options, layers, here)
        read = [*places(args), *places(options)]
        if not read or max(read) >= count:
            en, ko = "a call reads what is not there yet", "아직 만들어지지 않은 값을 읽는 호출이 있습니다"
            raise rebuilder.damage(here, en, ko)
        shapes, kinds, several = _results(rebuilder, node, here)
        count += len(shapes)
        calls.append((what, args, options, shapes, kinds, several))
    return calls


def _check_called(rebuilder: Any, what: Any, args: Any, options: dict, layers: list[Layer], here: tuple) -> None:
    """Compare a call with what the layer or the operation takes."""
    if isinstance(what, str):
        if what not in OPS:
            shown = brief(what)
            en, ko = f"this badak has no operation called {shown!r}", f"이 badak에는 {shown!r} 연산이 없습니다"
            raise rebuilder.unmade(here, en, ko, expected=", ".join(close_names(shown, list(OPS)).split(", ")[:5]))
        record = OPS[what]
        fits = isinstance(args, tuple) and type(args) is not Place and set(options) <= set(record.statics)
    else:
        known = type(what) is int and 0 <= what < len(layers) and not isinstance(layers[what], InputLayer)
        parts = (args,) if type(args) is Place else args if isinstance(args, tuple) else ()
        fits = known and bool(parts) and all(isinstance(part, Place | np.ndarray) for part in parts)
        own = set(layers[what].call_options) if known else set()
        fits = fits and set(options) <= {"training", "mask", *own} and type(options.get("training", True)) is bool
        fits = fits and isinstance(options.get("mask"), Place | np.ndarray | None)
        fits = fits and all(isinstance(options.get(name), Place | np.ndarray | bool | None) for name in own)
    if not fits:
        raise rebuilder.damage(here, "this cannot be called so", "이렇게 호출할 수 없습니다")


def _results(rebuilder: Any, node: dict, here: tuple) -> tuple[list[tuple], list[str], bool]:
    shapes = rebuilder.expect(rebuilder.value(node["shapes"], (*here, "shapes")), list, here)
    kinds = rebuilder.expect(node["dtypes"], list, here)
    several = rebuilder.expect(node["several"], bool, here)
    if (
        len(shapes) != len(kinds)
        or not shapes
        or (len(shapes) > 1 and not several)
        or not set(map(str, kinds)) <= _KINDS
    ):
        raise rebuilder.damage(here, "the results of a call are not described", "호출 결과의 설명이 맞지 않습니다")
    return [rebuilder.shape(shape, (*here, "shapes")) for shape in shapes], kinds, several


def _inputs_fit(inputs: Any, layers: list[Layer]) -> bool:
    return (
        _only_places(inputs) and len(layers) == len(places(inputs)) and all(isinstance(x, InputLayer) for x in layers)
    )


def _only_places(x: Any) -> bool:
    found: list[Any] = []
    mapped(x, found.append)
    flat = x if type(x) is Place else list(x.values()) if isinstance(x, dict) else x
    return type(flat) is Place or (isinstance(flat, list | tuple) and all(type(part) is Place for part in found))


__all__ = ["MOST_CALLS", "rebuild_graph"]
