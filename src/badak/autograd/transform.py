"""Derivatives of functions: ``grad`` and ``value_and_grad`` over trees of arrays or tensors, of any order."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from badak.autograd import tree as trees
from badak.autograd.rows import Rows
from badak.autograd.tape import Node, gradients_at, ones_like, reachable, recording, switch
from badak.autograd.tensor import Tensor, tensor
from badak.errors import error, notify, shape_text


def value_and_grad(function: Callable, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable:
    """Make a function that returns the value of ``function`` and its gradient.

    Args:
        function: a function whose result is a single number. Its arguments may be numbers, arrays, tensors, or trees
            (nested dicts, lists, tuples) of them.
        argnums: the argument to differentiate by, or several.
        has_aux: the function returns ``(value, more)``; ``more`` is handed through.

    Returns:
        A function of the same arguments that returns ``(value, gradient)``, or ``((value, more), gradient)``. The gradient
        has the structure of its argument. For raw arrays everything comes back as raw arrays, otherwise as tensors.

    Raises:
        AutogradError: BD004, when the value is not a single number; BD009, for integer arguments.

    Example:
        >>> import badak
        >>> badak.value_and_grad(lambda x: (x - 4) ** 2)(-8.0)
        (tensor(144.), tensor(-24.))
    """
    if not callable(function):
        expected = {
            "en": "a function; for a tensor that was computed, call .backward() and look at .grad",
            "ko": "함수. 이미 계산한 텐서라면 .backward()를 부르고 .grad를 보세요",
        }
        raise error("BD003", where="badak.grad", name="function", got=repr(function)[:60], expected=expected)
    several = isinstance(argnums, tuple | list)
    positions = tuple(argnums) if several else (argnums,)

    @functools.wraps(function, assigned=("__doc__",), updated=())
    def with_gradient(*args: Any, **kwargs: Any) -> Any:
        outer = switch.recording
        with recording(True):
            chosen = [args[i] for i in positions]
            inputs = trees.leaves(chosen)
            raw = bool(inputs) and all(_is_array(x) for x in inputs)
            tracked = [_leaf(x) for x in inputs]
            arguments = list(args)
            for i, part in zip(positions, trees.unflatten(chosen, tracked), strict=True):
                arguments[i] = part
            result = function(*arguments, **kwargs)
            value, more = result if has_aux else (result, None)
            gradients, again = _gradients(value, [t.node for t in tracked], outer)
        filled = [
            g if g is not None else 0.0 * (x if _is_array(x) else tensor(x).data)
            for g, x in zip(gradients, inputs, strict=True)
        ]
        if raw and not again:
            value, more = _raw(value), trees.map(_raw, more) if has_aux else None
            filled = [_raw(g) for g in filled]
        else:
            value = value if again else tensor(value).detach()
            filled = [g if type(g) is Tensor else Tensor(g) for g in filled]
        shaped = trees.unflatten(chosen, filled)
        return (value, more) if has_aux else value, tuple(shaped) if several else shaped[0]

    return with_gradient


def grad(function: Callable, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable:
    """Make a function that returns the gradient of ``function``; apply it again for higher derivatives.

    Args:
        function: a function whose result is a single number.
        argnums: the argument to differentiate by, or several.
        has_aux: the function returns ``(value, more)``; then the result is ``(gradient, more)``.

    Returns:
        A function of the same arguments.

    Example:
        >>> import badak
        >>> f = lambda x: x**3
        >>> badak.grad(f)(2.0), badak.grad(badak.grad(f))(2.0)
        (tensor(12.), tensor(12.))
    """
    both = value_and_grad(function, argnums, has_aux)

    @functools.wraps(function, assigned=("__doc__",), updated=())
    def gradient(*args: Any, **kwargs: Any) -> Any:
        value, g = both(*args, **kwargs)
        return (g, value[1]) if has_aux else _detached(g)

    return gradient


def _detached(g: Any) -> Any:
    """Forget which operation made a result that no longer leads anywhere, so that it prints as a plain value."""
    return trees.map(lambda t: Tensor(t.data) if type(t) is Tensor and t.node is None else t, g)


def _is_array(x: Any) -> bool:
    return type(x) is not Tensor and hasattr(x, "__array_namespace__") and hasattr(x, "ndim")


def _leaf(x: Any) -> Tensor:
    """Make a fresh variable that is tied to ``x``'s own history, for derivatives of derivatives."""
    if type(x) is Tensor:
        if x.node is None:
            return tensor(x, requires_grad=True)
        from badak.ops.elementwise import astype

        return astype(x, dtype=x.dtype)
    return tensor(x, requires_grad=True)


def _gradients(value: Any, variables: list, differentiate_again: bool) -> tuple[list, bool]:
    """Walk back from a value to the variables (None for one it does not depend on); say whether the walk was recorded."""
    if type(value) is not Tensor:
        notify("BD018", where="grad", got=f"{type(value).__name__}: {repr(value)[:60]}")
        value = tensor(value)
    if value.data.size != 1:
        raise error("BD004", where="grad", got=f"a result of shape {shape_text(value)}")
    if value.node is None:
        return [None] * len(variables), False
    wanted = set(variables)
    again = differentiate_again and _others_depend(value.node, wanted)
    g: Any = ones_like(value.data)
    with recording(again):
        found = gradients_at(wanted, {value.node: Tensor(g) if again else g}, again)
    return [_whole(found.get(v)) for v in variables], again


def _whole(g: Any) -> Any:
    return g.whole() if type(g) is Rows else g


def _others_depend(root: Node, wanted: set[Node]) -> bool:
    """Say whether someone outside may want the derivative of this derivative: it depends on more than the variables."""
    tied = any(node.op is not None for node in wanted)
    return tied or any(node.op is None and node not in wanted for node in reachable([root]))


def _raw(x: Any) -> Any:
    return x.data if type(x) is Tensor else x
