"""The gated recurrent unit: one state, renewed where a gate says so."""

from __future__ import annotations

from typing import Any

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.ops.activation import sigmoid
from badak.ops.elementwise import tanh
from badak.ops.linear import affine
from badak.ops.narrow import is_narrow, meeting, rounded, widened
from badak.ops.recurrent import before, by_time, check_shapes, chosen, counting, flat, forward_of, over_time, start
from badak.ops.reduce import sum as total
from badak.ops.shape import concatenate, reshape, stack, transpose


def _run(
    x: Any, kernel: Any, recurrent_kernel: Any, bias: Any, h: Any, mask: Any, keep: Any, reset_after: bool
) -> tuple:
    """Return states, the last state and gates; arrays or tensors, with time first."""
    units = recurrent_kernel.shape[0]
    data_bias, inner_bias = (bias[0], bias[1]) if bias is not None and reset_after else (bias, None)
    z = by_time(affine(x, kernel, data_bias))  # (time, batch, 3·units)
    candidate_kernel = recurrent_kernel[:, 2 * units :]

    def after(h: Any, used: Any, z: Any) -> tuple:
        product = used @ recurrent_kernel
        product = product if inner_bias is None else product + inner_bias
        inner = product[:, 2 * units :]
        renew = sigmoid(z[:, :units] + product[:, :units])
        reset = sigmoid(z[:, units : 2 * units] + product[:, units : 2 * units])
        candidate = tanh(z[:, 2 * units :] + reset * inner)
        return renew * h + (1.0 - renew) * candidate, concatenate([renew, reset, candidate, inner], axis=1)

    def first(h: Any, used: Any, z: Any) -> tuple:
        both = sigmoid(z[:, : 2 * units] + used @ recurrent_kernel[:, : 2 * units])
        renew, reset = both[:, :units], both[:, units:]
        candidate = tanh(z[:, 2 * units :] + (reset * used) @ candidate_kernel)
        return renew * h + (1.0 - renew) * candidate, concatenate([both, candidate], axis=1)

    one = after if reset_after else first

    def step(carry: tuple, now: tuple) -> tuple[tuple, tuple]:
        (h,), (z, counts) = carry, now
        new, gates = one(h, h if keep is None else h * keep, z)
        h = chosen(counts, new, h)
        return (h,), (h, gates)

    (h,), (states, gates) = over_time(step, (start(h, z, units),), (z, counting(mask)))
    return by_time(states), h, gates


def _vjp(
    g: tuple, x: Any, kernel: Any, recurrent_kernel: Any, bias: Any, h: Any, mask: Any, keep: Any, out: Any, gates: Any,
    need: tuple, reset_after: bool,
) -> tuple:  # fmt: skip
    r"""Carry gradients back through time.

    With update gate z, reset gate r, candidate k and p the recurrent product that r lets through:
    z̄ = h̄ (h_{t-1} - k), k̄ = h̄ (1 - z), r̄ = k̄ p, p̄ = k̄ r, each through its slope; h̄_{t-1} = h̄ z + (z̄, r̄, p̄) Uᵀ.
    Where r comes before the product, the gradient of r h_{t-1} is k̄ Uᵀ, and r̄ and a part of h̄_{t-1} are made of that.
    """
    if is_narrow(x):
        given = (x, kernel, recurrent_kernel, bias, h, mask, keep)
        x, kernel, recurrent_kernel, bias, h = widened(x, *meeting(x, kernel, recurrent_kernel), bias, h)
        keep, out, gates = widened(keep, out, gates)
        parts = _vjp(widened(*g), x, kernel, recurrent_kernel, bias, h, mask, keep, out, gates, need, reset_after)
        return tuple([rounded(d, like) for d, like in zip(parts, given, strict=False)])
    if gates is None:  # a derivative of higher order: make the residuals again, on the tape
        out, _, gates = _run(x, kernel, recurrent_kernel, bias, h, mask, keep, reset_after)
    units = recurrent_kernel.shape[0]
    g_out, g_h = g
    h_before = before(start(h, gates, units), by_time(out))
    used = h_before if keep is None else h_before * keep  # (time, batch, units)
    back = transpose(recurrent_kernel)  # (3·units, units)

    def through(dz: Any, reset: Any) -> Any:
        """Return the gradient of the state that is multiplied by the recurrent kernel."""
        if reset_after:
            return concatenate([dz[..., : 2 * units], dz[..., 3 * units :]], axis=-1) @ back
        return dz[..., : 2 * units] @ back[: 2 * units] + (dz[..., 2 * units : 3 * units] @ back[2 * units :]) * reset

    def step(carry: tuple, now: tuple) -> tuple[tuple, tuple]:
        (dh,), (g, gates, h, used, counts) = carry, now
        dh = dh if g is None else dh + g
        renew, reset, candidate = gates[:, :units], gates[:, units : 2 * units], gates[:, 2 * units : 3 * units]
        reached = chosen(counts, dh, dh * 0.0)
        d_renew = reached * (h - candidate) * renew * (1.0 - renew)
        d_candidate = reached * (1.0 - renew) * (1.0 - candidate * candidate)
        if reset_after:
            d_reset = d_candidate * gates[:, 3 * units :] * reset * (1.0 - reset)
            dz = concatenate([d_renew, d_reset, d_candidate, d_candidate * reset], axis=1)
        else:
            d_reset = (d_candidate @ back[2 * units :]) * used * reset * (1.0 - reset)
            dz = concatenate([d_renew, d_reset, d_candidate], axis=1)
        product = through(dz, reset)
        product = product if keep is None else product * keep
        passed = reached * renew + product
        return (passed if counts is None else passed + (dh - reached),), (dz,)

    steps = (None if g_out is None else by_time(g_out), gates, h_before, used, counting(mask))
    (dh,), (dz,) = over_time(step, (start(g_h, gates, units),), steps, reverse=True)
    reset = gates[..., units : 2 * units]
    data = flat(dz[..., : 3 * units])  # (time · batch, 3·units): what reaches the product of the data
    if reset_after:
        inner = concatenate([data[:, : 2 * units], flat(dz[..., 3 * units :])], axis=1)
    wanted = (*need, *[False] * (7 - len(need)))
    dx = dw = du = db = d_keep = None
    if wanted[0]:
        dx = by_time(reshape(data @ transpose(kernel), shape=(*dz.shape[:2], kernel.shape[0])))
    if wanted[1]:
        dw = transpose(flat(by_time(x))) @ data
    if wanted[2] and reset_after:
        du = transpose(flat(used)) @ inner
    elif wanted[2]:
        gated = transpose(flat(reset * used)) @ data[:, 2 * units :]
        du = concatenate([transpose(flat(used)) @ data[:, : 2 * units], gated], axis=1)
    if wanted[3]:
        db = stack([total(data, axis=0), total(inner, axis=0)]) if reset_after else total(data, axis=0)
    if wanted[6]:
        d_keep = total(through(dz, reset) * h_before, axis=0)
    return (dx, dw, du, db, dh if wanted[4] else None, None, d_keep)[: len(need)]


def _shape(x: tuple, kernel: tuple, recurrent_kernel: tuple, *_: tuple, reset_after: bool = True) -> tuple:
    return (*x[:2], recurrent_kernel[0])


def _samples(d: Draw) -> list[Call]:
    def made(batch: int, time: int, features: int, units: int) -> tuple:
        return d.normal(batch, time, features), d.normal(features, 3 * units) / 2, d.normal(units, 3 * units) / 2

    bias, one, h = d.normal(2, 9), d.normal(9), d.normal(2, 3)
    mask, keep = d.between(0, 1, 2, 4) < 0.6, d.positive(2, 3)
    before = {"reset_after": False}
    return [
        call(*made(2, 4, 5, 3), bias), call(*made(2, 4, 5, 3)), call(*made(1, 1, 2, 1), d.normal(2, 3)),
        call(*made(2, 4, 2, 3), bias, h, mask), call(*made(2, 4, 2, 3), bias, h, mask, keep),
        call(*made(3, 5, 4, 17), d.normal(2, 51)), call(*made(0, 4, 2, 3), bias),
        call(*made(2, 4, 5, 3), one, **before), call(*made(2, 4, 5, 3), **before),
        call(*made(2, 4, 2, 3), one, h, mask, keep, **before), call(*made(3, 5, 4, 17), d.normal(51), None, None, **before),
    ]  # fmt: skip


@op(
    formula=r"\begin{aligned} (z, r)_t &= \sigma(x_t W_{zr} + h_{t-1} U_{zr} + b),\quad "
    r"k_t = \tanh(x_t W_k + b_k + r_t (h_{t-1} U_k + b'_k)) \\ h_t &= z_t h_{t-1} + (1 - z_t) k_t \end{aligned}",
    gradient=r"\bar z_t = \bar h_t (h_{t-1} - k_t) \sigma',\; \bar k_t = \bar h_t (1 - z_t) \tanh',\;"
    r"\bar r_t = \bar k_t p_t \sigma',\; \bar h_{t-1} = \bar h_t z_t + (\bar z_t, \bar r_t, \bar k_t r_t) U^{\top}",
    shape=_shape,
    samples=_samples,
    vjp=_vjp,
    outputs=("last_h",),
    residuals=("gates",),
    low_precision="kernel",
    source="Cho et al. 2014, arXiv 1406.1078; with the reset after the product as in cuDNN and Keras",
)
def gru(
    x: Any, kernel: Any, recurrent_kernel: Any, bias: Any = None, h: Any = None, mask: Any = None, keep: Any = None, *,
    reset_after: bool = True,
) -> Any:  # fmt: skip
    """Run a layer of gated recurrent units over sequences.

    The gates stand in Keras's order: update, reset, candidate. An update gate of 1 keeps the old state.

    Args:
        x: data, shape (batch, time, features).
        kernel: weights of the data, shape (features, 3·units).
        recurrent_kernel: weights of the state, shape (units, 3·units).
        bias: shape (2, 3·units), for the product of the data and for that of the state; (3·units,) with
            ``reset_after=False``; or None.
        h: state before the first step, shape (batch, units); None means zeros.
        mask: booleans of shape (batch, time); where False the step is passed over: the state stays, the result is repeated.
        keep: factors of shape (batch, units) for the state before it is multiplied by the recurrent kernel (recurrent
            dropout, the same at every step); None means all 1. What the update gate keeps is the state itself.
        reset_after: reset the product of the state (as cuDNN, PyTorch and Keras do) or the state before the product (as the
            article does).

    Returns:
        The states h of all steps (batch, time, units), and h after the last step (batch, units).

    Raises:
        ShapeError: BD210, where a shape does not fit the others.
        ArgumentError: BD211, for a mask that is not of booleans.

    Example:
        >>> import badak
        >>> x, w, u = badak.ones(1, 2, 1), badak.ones(1, 3), badak.zeros(1, 3)
        >>> out, h = badak.gru(x, w, u)
        >>> out.shape, round(h.item(), 4)
        ((1, 2, 1), 0.3546)
    """
    states = {"h": h, "keep": keep}
    check_shapes("gru", 3, x, kernel, recurrent_kernel, bias, states, mask, biases=2 if reset_after else 1)
    if is_narrow(x):
        wide = widened(x, *meeting(x, kernel, recurrent_kernel), bias, h)
        out, last_h, gates = gru.op.forward(*wide, mask, *widened(keep), reset_after=reset_after)
        return rounded(out, x), rounded(last_h, x), gates
    return _run(x, kernel, recurrent_kernel, bias, h, mask, keep, reset_after)


def gru_gates(*args: Any, **given: Any) -> dict[str, Any]:
    """Return what every gate of ``gru`` said at every step, for looking at.

    Args:
        *args: the arguments of ``gru``.
        **given: the same by name.

    Returns:
        Arrays of shape (batch, time, units) under the names ``"update"``, ``"reset"``, ``"candidate"`` and ``"state"``. At a
        masked step gates have a value, but the state does not follow them.

    Example:
        >>> import badak
        >>> found = badak.gru_gates(badak.ones(1, 2, 1), badak.zeros(1, 3), badak.zeros(1, 3))
        >>> found["update"].tolist()
        [[[0.5], [0.5]]]
    """
    (states, _, gates), units = forward_of(gru.op, args, given)
    names = ("update", "reset", "candidate")
    parts = {name: by_time(gates[..., i * units : (i + 1) * units]) for i, name in enumerate(names)}
    return {**parts, "state": states}
