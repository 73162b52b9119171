"""Check a derivative against the numerical one, with random directions so that a wrong rule cannot hide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from badak.autograd import tree as trees
from badak.autograd.tape import gradients_at, recording
from badak.autograd.tensor import Tensor, tensor
from badak.errors import error


def check_grads(
    function: Callable,
    args: tuple | list,
    *,
    order: int = 1,
    step: float = 1e-5,
    rtol: float = 1e-5,
    atol: float = 1e-7,
    seed: int = 0,
) -> None:
    """Compare the gradient of a function with central differences; raise when they differ.

    For a function y = f(x), a random direction u and a random cotangent v, the two ways to compute the same number must
    agree: ⟨v, (f(x + hu) - f(x - hu)) / 2h⟩ and ⟨Jᵀv, u⟩. A cotangent of all ones would let a softmax pass whose
    derivative is zero; random ones do not.

    Args:
        function: any function of tensors, with any number of results.
        args: its arguments; floating ones are differentiated by, and computed in float64.
        order: highest derivative to check: 2 checks the derivative of the derivative too.
        step: h, the distance to either side; 1e-5 balances rounding (1e-16/h) against curvature (h²).
        rtol: relative tolerance.
        atol: absolute tolerance.
        seed: of the random directions.

    Raises:
        AutogradError: BD011, with both numbers, when they differ.

    Example:
        >>> import badak
        >>> badak.check_grads(badak.tanh, ([0.3, -1.2],), order=2)
    """
    random = np.random.default_rng(seed)
    inputs = [_float64(a) for a in args]
    floating = [i for i, x in enumerate(inputs) if isinstance(x, np.ndarray) and x.dtype.kind == "f"]
    if not floating:
        raise error("BD005", where="check_grads")
    _check(function, inputs, floating, order, step, rtol, atol, random, 1)


def _float64(a: Any) -> Any:
    if isinstance(a, bool | int | np.integer) or a is None:
        return a
    x = tensor(a).data
    return np.asarray(x, np.float64) if x.dtype.kind == "f" else x


def _check(function, inputs, floating, order, step, rtol, atol, random, level) -> None:
    directions = {i: random.standard_normal(inputs[i].shape) for i in floating}

    def shifted(h: float) -> list[np.ndarray]:
        moved = [x + h * directions[i] if i in directions else x for i, x in enumerate(inputs)]
        with recording(False):
            outputs = trees.leaves(function(*[Tensor(m) if isinstance(m, np.ndarray) else m for m in moved]))
        return [np.asarray(o.data if type(o) is Tensor else o, np.float64) for o in outputs]

    above, below = shifted(step), shifted(-step)
    cotangents = [random.standard_normal(o.shape) for o in above]
    numerical = sum(float(np.sum(v * (a - b))) for v, a, b in zip(cotangents, above, below, strict=True)) / (2 * step)

    gradients = _pull_back(function, cotangents, floating)(*[inputs[i] for i in floating], inputs=inputs)
    exact = sum(float(np.sum(np.asarray(_raw(g)) * directions[i])) for g, i in zip(gradients, floating, strict=True))
    if not abs(exact - numerical) <= atol + rtol * max(abs(exact), abs(numerical)):
        name = getattr(function, "__name__", "function")
        raise error(
            "BD011", where=f"check_grads of {name}, derivative {level}", got=f"{exact!r}", expected=f"{numerical!r}"
        )
    if level < order:
        derived = _pull_back(function, cotangents, floating)

        def next_function(*xs: Any) -> list:
            return derived(*[xs[i] for i in floating], inputs=list(xs), create_graph=True)

        next_function.__name__ = getattr(function, "__name__", "function")
        _check(next_function, inputs, floating, order, step * 10, rtol * 10, atol * 10, random, level + 1)


def _pull_back(function: Callable, cotangents: list[np.ndarray], floating: list[int]) -> Callable:
    """Make the function x ↦ Jᵀ(x) v for fixed cotangents v."""

    def pulled(*xs: Any, inputs: list, create_graph: bool = False) -> list:
        from badak.ops.elementwise import astype

        with recording(True):
            outside = [x if type(x) is Tensor else Tensor(np.asarray(x)) for x in xs]
            variables = [
                astype(x, dtype=x.dtype) if x.node is not None else tensor(x, requires_grad=True) for x in outside
            ]
            arguments = [Tensor(x) if isinstance(x, np.ndarray) else x for x in inputs]
            for i, variable in zip(floating, variables, strict=True):
                arguments[i] = variable
            outputs = [o for o in trees.leaves(function(*arguments))]
        roots: dict = {}
        for o, v in zip(outputs, cotangents, strict=True):
            if type(o) is Tensor and o.node is not None:
                g: Any = Tensor(v) if create_graph else v
                roots[o.node] = roots[o.node] + g if o.node in roots else g
        wanted: Any = {v.node for v in variables}
        with recording(create_graph):
            found = gradients_at(wanted, roots, create_graph)
        return [found.get(v.node, np.zeros(v.shape)) for v in variables]  # type: ignore[arg-type]

    return pulled


def _raw(x: Any) -> Any:
    return x.data if type(x) is Tensor else x
