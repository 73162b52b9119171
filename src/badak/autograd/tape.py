"""The tape: which operation made which value, and the walk back that turns one gradient into all.

A node stands for one result. It knows the operation, the nodes of the inputs, and exactly the values that the operation's
vjp names, so nothing else stays alive. Nodes are numbered in the order of their making; walking back in falling order
visits every result after all its uses, without recursion, so a chain of a hundred thousand operations is no problem.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

import numpy as np

from badak.autograd.rows import Rows
from badak.backend import native
from badak.errors import error

_next_number = itertools.count().__next__
_by_number = attrgetter("number")


class Switch(threading.local):
    """Whether operations are recorded in this thread: the only ambient state, always changed by a scope."""

    recording = True

    def __init__(self) -> None:
        self.bare: list = []  # blocks opened as `with no_grad:`


switch = Switch()


class recording:  # noqa: N801 - used like a function; a class because entering one costs a fifth of a generator's price
    """Record operations (or not) inside the ``with`` block, whatever happens in it."""

    __slots__ = ("_on", "_before")

    def __init__(self, on: bool) -> None:
        self._on = on

    def __enter__(self) -> None:
        self._before = switch.recording
        switch.recording = self._on

    def __exit__(self, *_: Any) -> None:
        switch.recording = self._before


class _WithoutParentheses(type):
    """Let ``with no_grad:`` and ``@no_grad`` mean the same as with parentheses."""

    def __enter__(cls) -> None:
        switch.bare.append(cls())
        switch.bare[-1].__enter__()

    def __exit__(cls, *problem: Any) -> None:
        switch.bare.pop().__exit__(*problem)

    def __call__(cls, *function: Any) -> Any:
        made = super().__call__()
        return made(*function) if function else made


class no_grad(metaclass=_WithoutParentheses):  # noqa: N801 - PyTorch's name, used like a function
    """Compute without recording: for prediction and for changing weights by hand.

    Works as a context and as a decorator.

    Example:
        >>> import badak
        >>> x = badak.tensor([1.0, 2.0], requires_grad=True)
        >>> with badak.no_grad():
        ...     y = x * 2
        >>> y.requires_grad
        False
    """

    def __enter__(self) -> None:
        self._before = switch.recording
        switch.recording = False

    def __exit__(self, *_: Any) -> None:
        switch.recording = self._before

    def __call__(self, function):
        """Run a function without recording."""
        import functools

        @functools.wraps(function)
        def quiet(*args, **kwargs):
            with recording(False):
                return function(*args, **kwargs)

        return quiet


class Several:
    """The gradients that reach the results of one operation that has more than one; None where none has come yet.

    ``shape`` is that of the first result, whose node stands for the operation on the tape.
    """

    __slots__ = ("parts", "shape")

    def __init__(self, parts: tuple, shape: tuple[int, ...]) -> None:
        self.parts = parts
        self.shape = shape

    def plus(self, other: Any) -> Several:
        """Add what reaches the same operation along another way: a gradient of the first result, or of several."""
        others = other.parts if type(other) is Several else (other, *[None] * (len(self.parts) - 1))
        both = zip(self.parts, others, strict=True)
        return Several(tuple([b if a is None else a if b is None else _sum(a, b) for a, b in both]), self.shape)


class Node:
    """One result on the tape (``op`` is None for a leaf: a tensor that the user asked a gradient for).

    Attributes:
        op: the operation's record.
        inputs: the node of each array argument, None where no gradient is wanted.
        shapes: the shape of each array argument.
        saved: the values the operation's vjp asked for, None once freed.
        static: keyword arguments of the call.
        number: place in the order of making.
        grad: the gradient that reached a leaf, or a node whose tensor called ``retain_grad()``.
        keep: whether an inner node keeps its gradient.
        constants: arguments without gradient that no vjp asks for, for pictures of the graph only (``op.constants_of``).
    """

    __slots__ = ("op", "inputs", "shapes", "saved", "static", "number", "grad", "keep", "constants")

    def __init__(self, op=None, inputs=(), shapes=(), saved=(), static=None):
        self.op = op
        self.inputs = inputs
        self.shapes = shapes
        self.saved = saved
        self.static = static
        self.number = _next_number()
        self.grad: Any = None
        self.keep = False
        self.constants: tuple | None = None


def reachable(roots: Iterable[Node]) -> list[Node]:
    """Return every node the roots depend on, roots included, newest first."""
    stack = list(roots)
    seen = set(stack)
    while stack:
        for node in stack.pop().inputs:
            if node is not None and node not in seen:
                seen.add(node)
                stack.append(node)
    return sorted(seen, key=_by_number, reverse=True)


def walk_back(
    order: list[Node],
    grads: dict[Node, Any],
    *,
    wanted: set[Node] | None = None,
    create_graph=False,
    retain_graph=False,
    seen: Callable[[Node, Any, Any], None] | None = None,
) -> dict[Node, Any]:
    """Carry gradients from the newest nodes to the leaves.

    Args:
        order: the nodes to visit, newest first.
        grads: the gradient that arrives at each root; raw arrays, or tensors with ``create_graph``.
        wanted: leaves to differentiate by; others (and what leads only to them) are skipped. None means all.
        create_graph: run the vjps on tensors, so that the gradients can be differentiated again.
        retain_graph: keep the saved values for another walk.
        seen: called at each operation with its node, the gradient that reached it, and what it hands to each argument
            (broadcasting not yet undone); such a walk leaves no gradient at nodes that keep theirs.

    Returns:
        Gradient of each leaf reached.
    """
    useful = None if wanted is None else _leading_to(order, wanted)
    found: dict[Node, Any] = {}
    for node in order:
        g = grads.pop(node, None)
        if g is None:
            continue
        op = node.op
        if op is None:
            if type(g) is Several and (g := g.parts[0]) is None:
                continue
            if wanted is None or node in wanted:
                found[node] = g
            continue
        if type(g) is Rows:  # gradient rules know whole arrays only
            g = g.whole()
        if node.keep and seen is None:
            node.grad = g if type(g) is not Several else g.parts[0]
        inputs = node.inputs
        if useful is None:
            need = tuple([n is not None for n in inputs])
        else:
            need = tuple([n in useful for n in inputs])
        if node.saved is None:
            raise error("BD006", where=op.name)
        gradients = op.run_vjp(node, g, need, create_graph)
        if seen is not None:
            seen(node, g, gradients)
        for parent, needed, gradient, shape in zip(inputs, need, gradients, node.shapes, strict=True):
            if not needed or gradient is None:
                continue
            if gradient.shape != shape:
                gradient = unbroadcast(gradient, shape)
            other = grads.get(parent)
            grads[parent] = gradient if other is None else _sum(other, gradient)
        if not (retain_graph or create_graph):
            node.saved = None
            node.inputs = ()
    return found


def _sum(a: Any, b: Any) -> Any:
    """Add what reaches a result along two ways; large arrays by the kernel, which uses all threads."""
    if type(a) is Several:
        return a.plus(b)
    if type(b) is Several:
        return b.plus(a)
    if type(a) is np.ndarray and a.size > _LARGE and native.kernels is not None and native.wanted:
        found = native.kernels.add(a, b)
        if found is not None:
            return found
    return a + b


_LARGE = 1 << 16


def gradients_at(wanted: set[Node], roots: dict[Node, Any], create_graph: bool) -> dict[Node, Any]:
    """Walk back from roots to variables, which may be results of earlier operations: for this walk they are leaves."""
    results = [(node, node.op) for node in wanted if node.op is not None]
    for node, _ in results:
        node.op = None
    try:
        order = reachable(roots)
        return walk_back(order, dict(roots), wanted=wanted, create_graph=create_graph, retain_graph=create_graph)
    finally:
        for node, op in results:
            node.op = op


def _leading_to(order: list[Node], wanted: set[Node]) -> set[Node]:
    """Return the nodes of ``order`` from which a wanted leaf can be reached."""
    useful = set(wanted)
    for node in reversed(order):  # oldest first: inputs are decided before their uses
        if any(parent in useful for parent in node.inputs):
            useful.add(node)
    return useful


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """Undo broadcasting: sum a gradient over the axes along which a value of ``shape`` had been repeated."""
    if g.ndim < len(shape):  # a vjp may give a scalar for an array only by broadcasting upwards
        from badak.ops.shape import broadcast_to

        return broadcast_to(g, shape)
    from badak.ops.reduce import sum as total
    from badak.ops.shape import reshape

    extra = g.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(
        i + extra for i, size in enumerate(shape) if size == 1 and g.shape[i + extra] != 1
    )
    if axes:
        g = total(g, axis=axes)
    return g if g.shape == shape else reshape(g, shape=shape)


def ones_like(value: Any) -> Any:
    """Return the gradient a scalar result starts with."""
    if isinstance(value, np.ndarray | np.generic):
        return np.ones(value.shape, value.dtype)
    return value.__array_namespace__().ones(value.shape, value.dtype)
