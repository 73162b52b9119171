"""The loop over time for cells of any kind: a step is a function of tensors, and its derivative is found by the tape.

One definition for both back ends: the forward runs the step on arrays, with nothing recorded, and keeps what each step began
with; the backward runs each step once more, from the last to the first, on a tape of its own, and walks that back. So the
memory is that of the states alone, and under XLA forward and backward are one loop each, however many steps there are.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from badak.autograd.op import Op, record_call
from badak.autograd.tape import Node, gradients_at, reachable, recording, walk_back
from badak.autograd.tensor import Tensor
from badak.backend import namespace
from badak.ops.elementwise import where
from badak.ops.recurrent import before, by_time, counting, over_time

Step = Callable[[Any, tuple, tuple], tuple[Any, tuple]]
"""``out, states = step(x, states, weights)`` for one moment: x of shape (batch, …), all of them tensors."""


def cell_loop(step: Step, x: Any, states: tuple, weights: tuple, mask: Any = None, first: Any = None) -> tuple:
    """Run a step over the axis of time.

    Args:
        step: ``out, states = step(x, states, weights)`` on tensors of shape (batch, …).
        x: data, shape (batch, time, …).
        states: states before the first step, each (batch, size).
        weights: what the step learns, any shapes.
        mask: booleans (batch, time); where False a step is passed over: states stay, the output is repeated.
        first: what stands for the output before the first step where that is masked, (batch, …): needed with a mask.

    Returns:
        The outputs of all steps (batch, time, …), and the last states.
    """
    arrays = (x, _raw(mask), first if mask is not None else None, *states, *weights)
    found = record_call(_record(len(states)), arrays, {"step": step})
    return found[0], found[1:]


@functools.cache
def _record(count: int) -> Op:
    """Return the operation for a cell with so many states."""
    outputs = tuple(f"state_{i}" for i in range(count))

    def forward(*arrays: Any, step: Step) -> tuple:
        return _run(arrays, step, count)

    def vjp(g: tuple, arrays: tuple, begun: Any, step: Step, need: tuple) -> tuple:
        if begun is None:  # a derivative of higher order: through the steps on the tape
            return _again(g, arrays, step, count, need)
        return _back(g, arrays, begun, step, count)

    return Op(
        forward, name="cell_loop", vjp=vjp, outputs=outputs, residuals=("begun",), low_precision="kernel",
        formula=r"y_t, s_t = f(x_t, s_{t-1})", gradient=r"\bar x_t, \bar s_{t-1} = f'(\bar y_t, \bar s_t)",
    )  # fmt: skip


def _run(arrays: tuple, step: Step, count: int) -> tuple:
    """Run the steps forward on arrays; the last result is what each step began with."""
    x, mask, first, states, weights = _sorted(arrays, count)

    def one(carry: tuple, now: tuple) -> tuple[tuple, tuple]:
        (before_it, *states), (x, counts) = carry, now
        with recording(False):
            out, new = step(Tensor(x), _tensors(states), _tensors(weights))
        new = [
            s if s.dtype == old.dtype else s.astype(old.dtype) for s, old in zip(map(_raw, new), states, strict=True)
        ]
        out = _raw(out)
        if counts is not None:
            out = _chosen(counts, out, before_it)
            new = [_chosen(counts, a, b) for a, b in zip(new, states, strict=True)]
        carry = (None if counts is None else out, *new)
        return carry, (out, *new)

    start = (first if mask is not None else None, *states)
    (_, *last), (outs, *all_states) = over_time(one, start, (by_time(x), counting(mask)))
    begun = tuple([before(s, found) for s, found in zip(states, all_states, strict=True)])
    return by_time(outs), *last, begun


def _back(g: tuple, arrays: tuple, begun: Any, step: Step, count: int) -> tuple:
    """Carry gradients from the last step to the first."""
    x, mask, first, states, weights = _sorted(arrays, count)
    g_out, *g_states = g
    xp = namespace(x)

    def back(carry: tuple, now: tuple) -> tuple[tuple, tuple]:
        (d_old, d_states, d_weights), (g, x, counts, *begun) = carry, now
        leaves = [Tensor(a, Node()) for a in (x, *begun, *weights)]
        with recording(True):
            out, new = step(leaves[0], tuple(leaves[1 : 1 + count]), tuple(leaves[1 + count :]))
        d_out = d_old if g is None else g if d_old is None else g + d_old
        ends = list(zip((out, *new), (d_out, *d_states), strict=True))
        passed = None
        if counts is not None:
            passed = [None if d is None else _chosen(counts, d * 0, d) for _, d in ends]
            ends = [(t, None if d is None else _chosen(counts, d, d * 0)) for t, d in ends]
        grads = _walked_back(ends, leaves)
        d_states = grads[1 : 1 + count]
        if passed is not None:
            d_states = [a if b is None else a + b for a, b in zip(d_states, passed[1:], strict=True)]
        d_weights = tuple([a + b for a, b in zip(d_weights, grads[1 + count :], strict=True)])
        return (None if passed is None else passed[0], tuple(d_states), d_weights), (grads[0],)

    d_states = tuple([s * 0 if d is None else d for s, d in zip(states, g_states, strict=True)])
    d_first = None if mask is None else xp.zeros(first.shape, first.dtype)
    carry = (d_first, d_states, tuple([w * 0 for w in weights]))
    steps = (None if g_out is None else by_time(g_out), by_time(x), counting(mask), *begun)
    (d_first, d_states, d_weights), (dx,) = over_time(back, carry, steps, reverse=True)
    return by_time(dx), None, d_first, *d_states, *d_weights


def _walked_back(ends: list[tuple[Any, Any]], leaves: list[Tensor]) -> list:
    """Return the gradients of the leaves for what is known of the ends: pairs of a tensor and its gradient, or None."""
    roots: dict[Node, Any] = {}
    for end, d in ends:
        if d is not None and end.node is not None:
            d = d.reshape(end.shape).astype(end.dtype)
            roots[end.node] = roots[end.node] + d if end.node in roots else d
    with recording(False):
        found = walk_back(reachable(roots), roots) if roots else {}
    return [found.get(leaf.node, leaf.data * 0) for leaf in leaves]  # type: ignore[arg-type]


def _sorted(arrays: tuple, count: int) -> tuple:
    x, mask, first, *rest = arrays
    return x, mask, first, tuple(rest[:count]), tuple(rest[count:])


def _again(g: tuple, arrays: tuple, step: Step, count: int, need: tuple) -> tuple:
    """Differentiate step by step on the tape, so that the result can be differentiated again."""
    x, mask, old, states, weights = _sorted(arrays, count)
    wanted = {a.node for a, wants in zip(arrays, need, strict=True) if wants}
    outs, ends = [], states
    with recording(True):
        for t in range(x.shape[1]):
            out, new = step(x[:, t], ends, weights)
            if mask is not None:
                counts = _raw(mask)[:, t].reshape(-1, 1)
                out = where(counts, out, old)
                new = tuple([where(counts, a, b) for a, b in zip(new, ends, strict=True)])
            old, ends = out, tuple(new)
            outs.append(out)
        from badak.ops.shape import stack

        results = [stack(outs, axis=1), *ends]
        roots: dict[Node, Any] = {}
        for result, d in zip(results, g, strict=True):
            if d is not None and result.node is not None:
                roots[result.node] = roots[result.node] + d if result.node in roots else d
        found = gradients_at(wanted, roots, True)
    return tuple([found.get(a.node) if wants else None for a, wants in zip(arrays, need, strict=True)])


def _raw(x: Any) -> Any:
    return x.data if type(x) is Tensor else x


def _tensors(values: Any) -> tuple:
    return tuple([Tensor(v) for v in values])


def _chosen(counts: Any, new: Any, old: Any) -> Any:
    """Return the new value where a step counts, the old one elsewhere; ``counts`` has shape (batch, 1)."""
    if new.ndim > 2:
        counts = counts.reshape(counts.shape[0], *[1] * (new.ndim - 1))
    return where(counts, new, old)
