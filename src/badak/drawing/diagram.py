"""What a picture of a model shows: boxes with their lines of text, arrows between them, models inside models."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from badak.activations import get as activation_of
from badak.errors import error, phrase
from badak.layers.layer import Layer
from badak.layers.residual import ResidualBlock
from badak.models.functional import Functional
from badak.models.model import Model


@dataclass(frozen=True)
class Show:
    """What the lines of a box say."""

    shapes: bool = True
    dtype: bool = False
    names: bool = True
    activations: bool = False
    trainable: bool = False
    nested: bool = False


@dataclass
class Box:
    """One layer or operation.

    Attributes:
        name: name of the call, once in its diagram.
        kind: class of the layer, or name of the operation.
        lines: what is written below, as pairs of a word and what it says.
        role: ``"input"``, ``"layer"``, ``"operation"``, or ``"point"`` for a place where a way forks.
        inside: what the box holds, where it is opened.
        makes: shapes of what comes out, with the axis of the batch.
        layer: the layer; None for an operation.
    """

    name: str
    kind: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    role: str = "layer"
    inside: Diagram | None = None
    makes: list[tuple] = field(default_factory=list)
    layer: Any = None


@dataclass
class Diagram:
    """Boxes, and arrows as pairs of their numbers."""

    boxes: list[Box] = field(default_factory=list)
    edges: list[tuple[int, int]] = field(default_factory=list)

    def add(self, box: Box, *reads: int) -> int:
        """Put in a box that reads from others; return its number."""
        self.boxes.append(box)
        new = len(self.boxes) - 1
        self.edges += [(a, new) for a in dict.fromkeys(reads)]
        return new


def diagram_of(model: Any, show: Show, where: str = "plot_model") -> Diagram:
    """Return the diagram of a model.

    Raises:
        ArgumentError: BD003, for something that is no model.
        StateError: BD023, when the shape of the input is not known yet.
    """
    if not isinstance(model, Model):
        expected = {"en": "a model, with layers", "ko": "층이 있는 모델"}
        raise error("BD003", where=where, name="model", got=repr(model)[:80], expected=expected)
    model._built()
    return _of_graph(model, show) if isinstance(model, Functional) else _of_row(model, show)


def _of_graph(model: Functional, show: Show) -> Diagram:
    made = Diagram()
    calls = [*dict.fromkeys(s.call for s in model.inputs), *model._calls]
    begins = {id(s.call) for s in model.inputs}
    numbers: dict[int, int] = {}
    for call, row in zip(calls, model.rows(), strict=True):
        reads = [] if id(call) in begins else call.symbols()
        role = "operation" if call.layer is None else "input" if id(call) in begins else "layer"
        kind = call.record.name if call.layer is None else row.kind
        dtype = ", ".join(dict.fromkeys(s.dtype.name for s in call.outputs))
        box = _box(row.name, kind, call.layer, [s.shape for s in reads], row.shapes, dtype, role, show)
        new = made.add(box, *[numbers[id(s)] for s in reads if id(s) in numbers])
        numbers.update({id(s): new for s in call.outputs})
    return made


def _of_row(model: Model, show: Show) -> Diagram:
    made, shape = Diagram(), model._built().shape
    for i, row in enumerate(model.rows()):
        role = "input" if row.kind == "InputLayer" else "layer"
        reads = [] if role == "input" else _batched(shape)
        dtype = row.layer.dtype or model.dtype or "float32"
        box = _box(row.name, row.kind, row.layer, reads, row.shapes, dtype, role, show)
        made.add(box, *([i - 1] if i else []))
        shape = row.layer.shape_after(shape)
    return made


def diagram_of_block(block: ResidualBlock, show: Show) -> Diagram:
    """Return the way through a residual block and the way around it."""
    made, parts, slot = Diagram(), dict(block.sublayers()), block._built()
    shape, out = tuple(slot.shape), (None, *slot.out_shape)
    start = made.add(Box("", "", role="point", makes=[(None, *shape)]))
    around = start
    for name in ("shortcut", "shortcut_norm"):
        if name in parts:
            around = made.add(_part(name, parts[name], show), around)
    if around == start and not block.keeps(shape[-1]):
        lines = _lines(None, [(None, *shape)], [out], "float32", show)
        around = made.add(Box("shortcut", "pad", lines, "operation", makes=[out]), start)
    last = start
    for name, layer in parts.items():
        if not name.startswith("shortcut"):
            last = made.add(_part(name, layer, show), last)
    lines = _lines(None, [out, out], [out], "float32", show)
    made.add(Box("add_relu", "add_relu", lines, "operation", makes=[out]), last, around)
    return made


def _part(name: str, layer: Layer, show: Show) -> Box:
    slot = layer._built()
    shapes = _batched(slot.shape), _batched(slot.out_shape)
    return _box(name, type(layer).__name__, layer, *shapes, layer.dtype or "float32", "layer", show)


def _box(
    name: str, kind: str, layer: Any, reads: list, makes: list, dtype: str, role: str, show: Show
) -> Box:  # fmt: skip
    inside = None
    if show.nested and layer is not None and layer.slot is not None:
        if isinstance(layer, Model):
            inside = diagram_of(layer, show)
        elif isinstance(layer, ResidualBlock):
            inside = diagram_of_block(layer, show)
    lines = _lines(layer, reads, makes, str(dtype), show)
    return Box(name, kind, lines, role, inside, makes, layer)


def _lines(layer: Any, reads: list, makes: list, dtype: str, show: Show) -> list[tuple[str, str]]:
    found = []
    if show.shapes:
        if reads:
            found.append((phrase("in", "입력"), _several(reads)))
        found.append((phrase("out", "출력"), _several(makes)))
    if show.dtype:
        found.append((phrase("dtype", "자료형"), dtype))
    if show.activations and getattr(layer, "activation", None) is not None:
        found.append((phrase("activation", "활성화"), _activation(layer.activation)))
    if show.trainable and layer is not None and layer.slot is not None and layer.count_params():
        found.append((phrase("trained", "학습"), phrase("yes", "예") if layer.trainable else phrase("no", "아니요")))
    return found


def _activation(value: Any) -> str:
    if isinstance(value, str):
        return value
    function = activation_of(value)
    return str(getattr(function, "name", None) or getattr(function, "__name__", None) or type(function).__name__)


def _batched(shape: Any) -> list[tuple]:
    """Return the shapes of one value or several, with the axis of the batch."""
    if shape and isinstance(shape[0], tuple | list):
        return [(None, *each) for each in shape]
    return [(None, *shape)]


def _several(shapes: list[tuple]) -> str:
    return ", ".join(map(_shape, shapes))


def _shape(shape: tuple) -> str:
    return "(" + ", ".join("None" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "") + ")"
