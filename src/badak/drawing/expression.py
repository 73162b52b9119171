"""An expression as parts and links: what the tape recorded, with the value and the share of the gradient on every link."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from badak.autograd.op import Op
from badak.autograd.rows import Rows
from badak.autograd.tape import Node, Several, ones_like, reachable, recording, unbroadcast, walk_back
from badak.autograd.tensor import Tensor, tensor
from badak.drawing.tape_values import UNKNOWN, arguments_of, values_of
from badak.errors import error, phrase, shape_text

MOST = 80  # operations that are drawn where nobody asks for a depth: more are hard to follow
MOST_ASKED = 300  # that are drawn at all: the layout of more takes long, and nobody can read it


@dataclass(frozen=True)
class Amount:
    """A value or a gradient: the array, or its shape alone where the array is no longer known."""

    shape: tuple[int, ...]
    array: Any = UNKNOWN

    @property
    def known(self) -> bool:
        """Whether there are numbers."""
        return self.array is not UNKNOWN


@dataclass
class Part:
    """Something that is drawn.

    Attributes:
        kind: ``"operation"``, ``"variable"``, ``"constant"``, ``"folded"`` or ``"result"``.
        op: record of an operation.
        static: its keywords.
        name: of a variable, a constant, the result, or of an inner result that was named.
        value: what comes out.
        gradient: the whole gradient that reaches it; None where there is none.
        uses: how many times it is an argument, also of what is not drawn.
        exponent: of a power whose exponent is a number and part of the sign.
    """

    kind: str
    op: Any = None
    static: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    value: Amount | None = None
    gradient: Amount | None = None
    uses: int = 0
    exponent: float | None = None


@dataclass
class Link:
    """One value on its way to one argument of one operation.

    Attributes:
        begin: number of the part that it comes from.
        end: number of the part that it goes to.
        place: which argument it becomes there.
        value: the value.
        gradient: the share of the gradient that comes back along this way.
        name: of the value, where it is an inner result that was named.
    """

    begin: int
    end: int
    place: int
    value: Amount
    gradient: Amount | None = None
    name: str = ""


@dataclass
class Expression:
    """A whole graph.

    Attributes:
        parts: everything drawn; arguments before what uses them, the result last.
        links: from part to part.
        folded: how many operations are not drawn.
        depth: how many operations deep is drawn; None for all.
        unknown: whether some value is no longer known.
        ones: whether the gradient is that of the sum of a result of several values.
    """

    parts: list[Part] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    folded: int = 0
    depth: int | None = None
    unknown: bool = False
    ones: bool = False


def expression_of(
    y: Any, names: Mapping[str, Any] | None, gradients: bool, cotangent: Any, depth: int | None, where: str
) -> Expression:
    """Read the graph of a tensor from the tape. Neither the tape nor any gradient is changed.

    Raises:
        ArgumentError: BD003, for something that is no tensor; BD308, for more operations than can be drawn.
        AutogradError: BD004, for a cotangent of another shape; BD012, while a function is traced; BD306, when ``backward()``
            freed the graph; BD307, when nothing was recorded.
    """
    if type(y) is not Tensor:
        expected = {"en": "a tensor, the result of the expression", "ko": "텐서(식의 결과)"}
        raise error("BD003", where=where, name="y", got=repr(y)[:80], expected=expected)
    if y.node is None:
        made = f"op={y.op.name}, " if y.op is not None else ""
        raise error("BD307", where=where, got=f"tensor {shape_text(y)}, {made}requires_grad=False")
    y.settle_data()
    try:
        np.asarray(y.data)
    except Exception as problem:  # jax raises its own classes for traced values, which may not be imported here
        raise error("BD012", where=where, got=type(problem).__name__) from problem
    order = reachable([y.node])
    freed = next((node for node in order if node.op is not None and node.saved is None), None)
    if freed is not None:
        raise error("BD306", where=where, got=phrase("the result of {0}", "{0}의 결과").format(freed.op.name))  # type: ignore[union-attr]
    reader = _Reader(y, order, names or {}, depth, where)
    if gradients:
        reader.walk(cotangent, where)
    return reader.expression()


def _tensors_of(names: Mapping[str, Any]) -> Iterator[tuple[str, Tensor]]:
    """Yield the tensors that have names, then the weights of layers and models that have one: ``dense.kernel``."""
    from badak.layers.layer import Layer

    yield from ((str(name), t) for name, t in names.items() if type(t) is Tensor)
    for owner, layer in names.items():
        if isinstance(layer, Layer) and layer.slot is not None:
            for name, weight, learned in layer.weight_items():
                if learned:
                    yield f"{owner}.{name.replace('/', '.')}", weight


class _Reader:
    """Reads the tape; what it finds out is kept by node."""

    def __init__(self, y: Tensor, order: list[Node], names: Mapping[str, Any], depth: int | None, where: str) -> None:
        self.y, self.order = y, order
        self.root: Node = order[0]
        tensors = list(_tensors_of(names))
        self.names: dict[Node, str] = {}
        for name, t in tensors:
            if t.node is not None:
                self.names.setdefault(t.node, name)
        self.constants = [(name, t.data) for name, t in tensors if t.node is None]
        self.made = Expression()
        self.drawn = self._drawn(depth, where)
        self.shares: dict[tuple[Node, int], Any] = {}
        self.totals: dict[Node, Any] = {}
        wanted = {parent for node in self.drawn for parent in node.inputs if parent is not None} | {self.root}
        told = {t.node: t.data for _, t in tensors if t.node is not None}
        self.values = values_of(order, y.data, told, wanted)
        pairs = [pair for node in order for pair in zip(node.inputs, node.shapes) if pair[0] is not None]
        self.shapes = {self.root: y.shape, **{node: tuple(shape) for node, shape in pairs}}
        self.uses = Counter(node for node, _ in pairs)
        self.arrays: list[tuple[Any, int]] = []  # constant arrays and their parts

    def _drawn(self, depth: int | None, where: str) -> set[Node]:
        """Choose the operations that are drawn: those nearest to the result."""
        layers, now, seen = [], [self.root], {self.root}
        while now:
            layers.append([node for node in now if node.op is not None])
            below = []
            for node in now:
                for parent in node.inputs:
                    if parent is not None and parent not in seen:
                        seen.add(parent)
                        below.append(parent)
            now = below
        sums = list(itertools.accumulate(len(layer) for layer in layers))  # operations of so many layers
        deep = min(len(sums) if depth is None else depth, len(sums))
        if depth is None:
            deep = min(deep, max(bisect_right(sums, MOST), 1))
        elif sums[deep - 1] > MOST_ASKED:
            most = max(bisect_right(sums, MOST_ASKED), 1)
            raise error("BD308", where=where, got=f"{sums[deep - 1]}", most=MOST_ASKED, depth=most)
        self.made.folded = sums[-1] - sums[deep - 1]
        self.made.depth = deep if self.made.folded else None
        return {node for layer in layers[:deep] for node in layer}

    def walk(self, cotangent: Any, where: str) -> None:
        """Carry the gradient back as ``backward()`` does, and note what comes along."""
        data = self.y.data
        if cotangent is None:
            g: Any = ones_like(data)
            self.made.ones = math.prod(g.shape) != 1
        else:
            g = tensor(cotangent, dtype=self.y.dtype).data
            if g.shape != self.y.shape:
                raise error("BD004", where=where, got=f"y {shape_text(self.y)}, cotangent {shape_text(g)}")

        def seen(node: Node, g: Any, gradients: Any) -> None:
            self.totals[node] = g.parts[0] if type(g) is Several else g
            if node not in self.drawn or type(node.op) is not Op:
                return
            for i, (parent, gradient) in enumerate(zip(node.inputs, gradients)):
                if parent is not None and gradient is not None:
                    gradient = gradient.whole() if type(gradient) is Rows else gradient
                    shape = node.shapes[i]
                    self.shares[node, i] = gradient if gradient.shape == shape else unbroadcast(gradient, shape)

        with recording(False):
            self.totals |= walk_back(self.order, {self.root: g}, retain_graph=True, seen=seen)
        self.totals[self.root] = g

    def expression(self) -> Expression:
        """Put parts and links together, arguments in their order before what uses them."""
        made, numbers = self.made, {}
        stack: list[tuple[Node, bool]] = [(self.root, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                numbers[node] = self._add(node, numbers)
            elif node not in numbers:
                numbers[node] = -1
                stack.append((node, True))
                if type(node.op) is not Op and node.op is not None:
                    stack.append((node.inputs[0], False))
                elif node in self.drawn:
                    stack += [(p, False) for p in reversed(node.inputs) if p is not None and numbers.get(p, -1) < 0]
        made.parts.append(Part("result", name=self.names.get(self.root, ""), value=self._value(self.root)))
        if self.root.op is None:
            made.parts[-1].name = ""
        link = Link(numbers[self.root], len(made.parts) - 1, 0, self._value(self.root), self._total(self.root))
        made.links.append(link)
        counted = 0
        for part in made.parts:
            if part.kind == "variable" and not part.name:
                counted += 1
                part.name = phrase("variable {0}", "변수 {0}").format(counted)
        made.unknown = any(not link.value.known for link in made.links)
        return made

    def _add(self, node: Node, numbers: dict[Node, int]) -> int:
        made, name = self.made, self.names.get(node, "")
        if type(node.op) is not Op and node.op is not None:
            return numbers[node.inputs[0]]  # a further result comes out of the same operation
        kind = "variable" if node.op is None else "operation" if node in self.drawn else "folded"
        part = Part(kind, node.op, dict(node.static or {}), name, self._value(node), self._total(node), self.uses[node])
        if kind == "operation":
            links = self._links(node, part, numbers)
            made.links += [Link(a, len(made.parts), i, *rest) for a, i, *rest in links]
        made.parts.append(part)
        return len(made.parts) - 1

    def _links(self, node: Node, part: Part, numbers: dict[Node, int]) -> list[tuple]:
        found: list[tuple] = []
        for i, (parent, value) in enumerate(zip(node.inputs, arguments_of(node), strict=True)):
            if parent is not None:
                name = self.names.get(parent, "") if parent.op is not None else ""
                share = self.shares.get((node, i))
                gradient = None if share is None else Amount(tuple(share.shape), np.asarray(share))
                found.append((numbers[parent], i, self._value(parent), gradient, name))
            elif value is not None:
                if part.op.name == "power" and i == 1 and isinstance(value, int | float):
                    part.exponent = float(value)
                    continue
                amount = Amount(tuple(node.shapes[i]), UNKNOWN if value is UNKNOWN else np.asarray(value))
                found.append((self._constant(value, amount), i, amount))
        return found

    def _constant(self, value: Any, amount: Amount) -> int:
        """Return the number of a constant; an array is one part however often it is used, a number stands at each use."""
        parts, is_array = self.made.parts, hasattr(value, "shape")
        again = next((i for array, i in self.arrays if array is value), None) if is_array else None
        if again is not None:
            parts[again].uses += 1
            return again
        name = next((name for name, data in self.constants if data is value), "")
        parts.append(Part("constant", name=name, value=amount, uses=1))
        if is_array:
            self.arrays.append((value, len(parts) - 1))
        return len(parts) - 1

    def _value(self, node: Node) -> Amount:
        value = self.values.get(node, UNKNOWN)
        return Amount(self.shapes[node]) if value is UNKNOWN else Amount(tuple(value.shape), np.asarray(value))

    def _total(self, node: Node) -> Amount | None:
        g = self.totals.get(node)
        if g is None:
            return None
        g = g.parts[0] if type(g) is Several else g.whole() if type(g) is Rows else g
        return None if g is None else Amount(tuple(g.shape), np.asarray(g))
