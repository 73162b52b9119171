"""The plain recurrent layer: the state is a dense layer of the data and of the state before."""

from __future__ import annotations

from typing import Any

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.errors import error
from badak.ops.activation import relu
from badak.ops.elementwise import tanh
from badak.ops.linear import affine
from badak.ops.narrow import is_narrow, meeting, rounded, widened
from badak.ops.recurrent import before, by_time, check_shapes, chosen, counting, flat, over_time, start
from badak.ops.reduce import sum as total
from badak.ops.shape import reshape, transpose


def _run(
    x: Any, kernel: Any, recurrent_kernel: Any, bias: Any, h: Any, mask: Any, keep: Any, activation: str | None
) -> tuple:
    units = recurrent_kernel.shape[0]
    apply = {"tanh": tanh, "relu": relu, None: lambda z: z}[activation]
    z = by_time(affine(x, kernel, bias))  # (time, batch, units)

    def step(carry: tuple, now: tuple) -> tuple[tuple, tuple]:
        (h,), (z, counts) = carry, now
        h = chosen(counts, apply(z + (h if keep is None else h * keep) @ recurrent_kernel), h)
        return (h,), (h,)

    (h,), (states,) = over_time(step, (start(h, z, units),), (z, counting(mask)))
    return by_time(states), h


def _vjp(
    g: tuple, x: Any, kernel: Any, recurrent_kernel: Any, bias: Any, h: Any, mask: Any, keep: Any, out: Any, need: tuple,
    activation: str | None,
) -> tuple:  # fmt: skip
    """Carry gradients back through time: z̄ = h̄ φ', h̄_{t-1} = z̄ Uᵀ. A masked step passes its gradient on as it is."""
    if is_narrow(x):
        given = (x, kernel, recurrent_kernel, bias, h, mask, keep)
        x, kernel, recurrent_kernel, h = widened(x, *meeting(x, kernel, recurrent_kernel), h)
        keep, out = widened(keep, out)
        parts = _vjp(widened(*g), x, kernel, recurrent_kernel, bias, h, mask, keep, out, need, activation)
        return tuple([rounded(d, like) for d, like in zip(parts, given, strict=False)])
    units = recurrent_kernel.shape[0]
    g_out, g_h = g
    states = by_time(out)
    h_before = before(start(h, states, units), states)
    back = transpose(recurrent_kernel)

    def step(carry: tuple, now: tuple) -> tuple[tuple, tuple]:
        (dh,), (g, out, counts) = carry, now
        dh = dh if g is None else dh + g
        reached = chosen(counts, dh, dh * 0.0)
        dz = reached
        if activation == "tanh":
            dz = reached * (1.0 - out * out)
        elif activation == "relu":
            dz = reached * (out > 0)
        product = dz @ back
        product = product if keep is None else product * keep
        return (product if counts is None else product + (dh - reached),), (dz,)

    steps = (None if g_out is None else by_time(g_out), states, counting(mask))
    (dh,), (dz,) = over_time(step, (start(g_h, states, units),), steps, reverse=True)
    dz2 = flat(dz)  # (time · batch, units)
    wanted = (*need, *[False] * (7 - len(need)))
    dx = d_keep = None
    if wanted[0]:
        dx = by_time(reshape(dz2 @ transpose(kernel), shape=(*dz.shape[:2], kernel.shape[0])))
    if wanted[6]:
        d_keep = total(reshape(dz2 @ back, shape=h_before.shape) * h_before, axis=0)
    return (
        dx,
        transpose(flat(by_time(x))) @ dz2 if wanted[1] else None,
        transpose(flat(h_before if keep is None else h_before * keep)) @ dz2 if wanted[2] else None,
        total(dz2, axis=0) if wanted[3] else None,
        dh if wanted[4] else None,
        None,
        d_keep,
    )[: len(need)]


def _shape(x: tuple, kernel: tuple, recurrent_kernel: tuple, *_: tuple, activation: str | None = "tanh") -> tuple:
    return (*x[:2], recurrent_kernel[0])


def _samples(d: Draw) -> list[Call]:
    def made(batch: int, time: int, features: int, units: int) -> tuple:
        return d.normal(batch, time, features), d.normal(features, units) / 2, d.normal(units, units) / 2

    h, mask = d.normal(2, 3), d.between(0, 1, 2, 4) < 0.6
    return [
        call(*made(2, 4, 5, 3), d.normal(3)), call(*made(2, 4, 5, 3)), call(*made(1, 1, 2, 1), d.normal(1)),
        call(*made(2, 4, 2, 3), d.normal(3), h, mask), call(*made(2, 4, 2, 3), d.normal(3), h, mask, d.positive(2, 3)),
        call(*made(3, 5, 4, 17), d.normal(17)), call(*made(2, 3, 5, 3), d.normal(3), activation="relu"),
        call(*made(2, 3, 5, 3), d.normal(3), activation=None), call(*made(0, 4, 2, 3), d.normal(3)),
    ]  # fmt: skip


@op(
    formula=r"h_t = \varphi(x_t W + h_{t-1} U + b)",
    gradient=r"\bar z_t = \bar h_t \varphi',\; \bar h_{t-1} = \bar z_t U^{\top},\; \bar W = \textstyle\sum x_t^{\top} \bar z_t,\;"
    r"\bar U = \sum h_{t-1}^{\top} \bar z_t,\; \bar b = \sum \bar z_t",
    shape=_shape,
    samples=_samples,
    vjp=_vjp,
    outputs=("last_h",),
    low_precision="kernel",
    source="Elman 1990, Finding structure in time",
)
def simple_rnn(
    x: Any, kernel: Any, recurrent_kernel: Any, bias: Any = None, h: Any = None, mask: Any = None, keep: Any = None, *,
    activation: str | None = "tanh",
) -> Any:  # fmt: skip
    """Run a plain recurrent layer over sequences.

    Args:
        x: data, shape (batch, time, features).
        kernel: weights of the data, shape (features, units).
        recurrent_kernel: weights of the state, shape (units, units).
        bias: shape (units,), or None.
        h: state before the first step, shape (batch, units); None means zeros.
        mask: booleans of shape (batch, time); where False the step is passed over: the state stays, the result is repeated.
        keep: factors of shape (batch, units) for the state before it is multiplied by the recurrent kernel (recurrent
            dropout, the same at every step); None means all 1.
        activation: ``"tanh"``, ``"relu"`` or None.

    Returns:
        The states h of all steps (batch, time, units), and h after the last step (batch, units).

    Raises:
        ShapeError: BD210, where a shape does not fit the others.
        ArgumentError: BD211, for a mask that is not of booleans; BD003, for another activation.

    Example:
        >>> import badak
        >>> out, h = badak.simple_rnn(badak.ones(1, 2, 1), badak.ones(1, 1), badak.ones(1, 1), activation="relu")
        >>> out.tolist(), h.tolist()
        ([[[1.0], [2.0]]], [[2.0]])
    """
    check_shapes("simple_rnn", 1, x, kernel, recurrent_kernel, bias, {"h": h, "keep": keep}, mask)
    if activation not in ("tanh", "relu", None):
        expected = "'tanh' | 'relu' | None"
        raise error("BD003", where="simple_rnn", name="activation", got=repr(activation), expected=expected)
    if is_narrow(x):
        wide = widened(x, *meeting(x, kernel, recurrent_kernel), bias, h)
        out, last_h = simple_rnn.op.forward(*wide, mask, *widened(keep), activation=activation)
        return rounded(out, x), rounded(last_h, x)
    return _run(x, kernel, recurrent_kernel, bias, h, mask, keep, activation)
