"""Long short-term memory: a state that gates write to, keep and read."""

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
from badak.ops.shape import concatenate, reshape, transpose


def _run(x: Any, kernel: Any, recurrent_kernel: Any, bias: Any, h: Any, c: Any, mask: Any, keep: Any) -> tuple:
    """Return states, last states, cells and gates; arrays or tensors, with time first."""
    units = recurrent_kernel.shape[0]
    z = by_time(affine(x, kernel, bias))  # (time, batch, 4·units): what the data say, for all steps at once

    def step(carry: tuple, now: tuple) -> tuple[tuple, tuple]:
        (h, c), (z, counts) = carry, now
        z = z + (h if keep is None else h * keep) @ recurrent_kernel
        i, f = sigmoid(z[:, :units]), sigmoid(z[:, units : 2 * units])  # write, keep
        candidate, o = tanh(z[:, 2 * units : 3 * units]), sigmoid(z[:, 3 * units :])  # what, read
        new = f * c + i * candidate
        c, h = chosen(counts, new, c), chosen(counts, o * tanh(new), h)
        return (h, c), (h, c, concatenate([i, f, candidate, o], axis=1))

    (h, c), (states, cells, gates) = over_time(step, (start(h, z, units), start(c, z, units)), (z, counting(mask)))
    return by_time(states), h, c, cells, gates


def _vjp(
    g: tuple, x: Any, kernel: Any, recurrent_kernel: Any, bias: Any, h: Any, c: Any, mask: Any, keep: Any, out: Any,
    cells: Any, gates: Any, need: tuple,
) -> tuple:  # fmt: skip
    r"""Carry gradients back through time.

    With s = tanh c_t and the gradients of h_t and c_t that came from later steps and from outside:
    ō = h̄ s, c̄ += h̄ o (1 - s²), ī = c̄ k, f̄ = c̄ c_{t-1}, k̄ = c̄ i, then through the slopes of the gates to z̄;
    h̄_{t-1} = z̄ Uᵀ and c̄_{t-1} = c̄ f. A masked step passes both on as they are.
    """
    if is_narrow(x):
        given = (x, kernel, recurrent_kernel, bias, h, c, mask, keep)
        x, kernel, recurrent_kernel, bias, h, c = widened(x, *meeting(x, kernel, recurrent_kernel), bias, h, c)
        keep, out, cells, gates = widened(keep, out, cells, gates)
        parts = _vjp(widened(*g), x, kernel, recurrent_kernel, bias, h, c, mask, keep, out, cells, gates, need)
        return tuple([rounded(d, like) for d, like in zip(parts, given, strict=False)])
    if gates is None:  # a derivative of higher order: make the residuals again, on the tape
        out, _, _, cells, gates = _run(x, kernel, recurrent_kernel, bias, h, c, mask, keep)
    units = recurrent_kernel.shape[0]
    g_out, g_h, g_c = g
    h_before = before(start(h, cells, units), by_time(out))
    c_before = before(start(c, cells, units), cells)
    back = transpose(recurrent_kernel)

    def step(carry: tuple, now: tuple) -> tuple[tuple, tuple]:
        (dh, dc), (g, gates, c, c_before, counts) = carry, now
        dh = dh if g is None else dh + g
        i, f = gates[:, :units], gates[:, units : 2 * units]
        candidate, o = gates[:, 2 * units : 3 * units], gates[:, 3 * units :]
        s = tanh(c)
        reached = chosen(counts, dh, dh * 0.0)
        cell = chosen(counts, dc, dc * 0.0) + reached * o * (1.0 - s * s)
        dz = concatenate(
            [
                cell * candidate * i * (1.0 - i),
                cell * c_before * f * (1.0 - f),
                cell * i * (1.0 - candidate * candidate),
                reached * s * o * (1.0 - o),
            ],
            axis=1,
        )
        product = dz @ back
        product = product if keep is None else product * keep
        if counts is None:
            return (product, cell * f), (dz,)
        return (product + (dh - reached), chosen(counts, cell * f, dc)), (dz,)

    last = (start(g_h, cells, units), start(g_c, cells, units))
    steps = (None if g_out is None else by_time(g_out), gates, cells, c_before, counting(mask))
    (dh, dc), (dz,) = over_time(step, last, steps, reverse=True)
    dz2 = flat(dz)  # (time · batch, 4·units)
    used = h_before if keep is None else h_before * keep
    wanted = (*need, *[False] * (8 - len(need)))
    dx = d_keep = None
    if wanted[0]:
        dx = by_time(reshape(dz2 @ transpose(kernel), shape=(*dz.shape[:2], kernel.shape[0])))
    if wanted[7]:
        d_keep = total(reshape(dz2 @ back, shape=h_before.shape) * h_before, axis=0)
    return (
        dx,
        transpose(flat(by_time(x))) @ dz2 if wanted[1] else None,
        transpose(flat(used)) @ dz2 if wanted[2] else None,
        total(dz2, axis=0) if wanted[3] else None,
        dh if wanted[4] else None,
        dc if wanted[5] else None,
        None,
        d_keep,
    )[: len(need)]


def _shape(x: tuple, kernel: tuple, recurrent_kernel: tuple, *_: tuple) -> tuple:
    return (*x[:2], recurrent_kernel[0])


def _samples(d: Draw) -> list[Call]:
    def made(batch: int, time: int, features: int, units: int) -> tuple:
        return d.normal(batch, time, features), d.normal(features, 4 * units) / 2, d.normal(units, 4 * units) / 2

    bias, h, c = d.normal(12), d.normal(2, 3), d.normal(2, 3)
    mask = d.between(0, 1, 2, 4) < 0.6
    return [
        call(*made(2, 4, 5, 3), bias), call(*made(2, 4, 5, 3)), call(*made(1, 1, 2, 1), d.normal(4)),
        call(*made(2, 4, 2, 3), bias, h, c), call(*made(2, 4, 2, 3), bias, h, c, mask),
        call(*made(2, 4, 2, 3), bias, h, c, mask, d.positive(2, 3)), call(*made(3, 5, 4, 17), d.normal(68)),
        call(*made(2, 4, 2, 3), bias, None, None, mask), call(*made(0, 4, 2, 3), bias), 
    ]  # fmt: skip


@op(
    formula=r"\begin{aligned} (i, f, k, o)_t &= (\sigma, \sigma, \tanh, \sigma)(x_t W + h_{t-1} U + b) \\ "
    r"c_t &= f_t c_{t-1} + i_t k_t,\quad h_t = o_t \tanh c_t \end{aligned}",
    gradient=r"\bar c_t \mathrel{+}= \bar h_t o_t (1 - \tanh^2 c_t),\; "
    r"\bar z_t = (\bar c_t k_t \sigma', \bar c_t c_{t-1} \sigma', \bar c_t i_t \tanh', \bar h_t \tanh c_t\, \sigma'),\;"
    r" \bar h_{t-1} = \bar z_t U^{\top},\; \bar c_{t-1} = \bar c_t f_t",
    shape=_shape,
    samples=_samples,
    vjp=_vjp,
    outputs=("last_h", "last_c"),
    residuals=("cells", "gates"),
    low_precision="kernel",
    source="Hochreiter, Schmidhuber 1997; with the forget gate of Gers, Schmidhuber, Cummins 2000, as in Keras",
)
def lstm(
    x: Any, kernel: Any, recurrent_kernel: Any, bias: Any = None, h: Any = None, c: Any = None, mask: Any = None,
    keep: Any = None,
) -> Any:  # fmt: skip
    """Run a layer of long short-term memory over sequences.

    The gates stand in Keras's order: input, forget, candidate ("cell"), output. Gates are sigmoids, candidate and result tanh.

    Args:
        x: data, shape (batch, time, features).
        kernel: weights of the data, shape (features, 4·units).
        recurrent_kernel: weights of the state, shape (units, 4·units).
        bias: shape (4·units,), or None.
        h: state before the first step, shape (batch, units); None means zeros.
        c: cell before the first step, shape (batch, units); None means zeros.
        mask: booleans of shape (batch, time); where False the step is passed over: states stay, the result is repeated.
        keep: factors of shape (batch, units) for the state before it is multiplied by the recurrent kernel (recurrent
            dropout, the same at every step: Gal, Ghahramani 2016, arXiv 1512.05287); None means all 1.

    Returns:
        The states h of all steps (batch, time, units), and h and c after the last step, (batch, units) each.

    Raises:
        ShapeError: BD210, where a shape does not fit the others.
        ArgumentError: BD211, for a mask that is not of booleans.

    Example:
        >>> import badak
        >>> x, w, u = badak.ones(1, 2, 1), badak.ones(1, 4), badak.zeros(1, 4)
        >>> out, h, c = badak.lstm(x, w, u)
        >>> out.shape, round(c.item(), 4)
        ((1, 2, 1), 0.9638)
    """
    check_shapes("lstm", 4, x, kernel, recurrent_kernel, bias, {"h": h, "c": c, "keep": keep}, mask)
    if is_narrow(x):
        wide = widened(x, *meeting(x, kernel, recurrent_kernel), bias, h, c)
        out, last_h, last_c, *residuals = lstm.op.forward(*wide, mask, *widened(keep))
        return (rounded(out, x), rounded(last_h, x), rounded(last_c, x), *residuals)
    return _run(x, kernel, recurrent_kernel, bias, h, c, mask, keep)


def lstm_gates(*args: Any, **given: Any) -> dict[str, Any]:
    """Return what every gate of ``lstm`` said at every step, for looking at.

    Args:
        *args: the arguments of ``lstm``.
        **given: the same by name.

    Returns:
        Arrays of shape (batch, time, units) under the names ``"input"``, ``"forget"``, ``"candidate"``, ``"output"``,
        ``"cell"`` and ``"state"``. At a masked step gates have a value, but cell and state do not follow them.

    Example:
        >>> import badak
        >>> found = badak.lstm_gates(badak.ones(1, 2, 1), badak.zeros(1, 4), badak.zeros(1, 4))
        >>> found["forget"].tolist()
        [[[0.5], [0.5]]]
    """
    (states, _, _, cells, gates), units = forward_of(lstm.op, args, given)
    names = ("input", "forget", "candidate", "output")
    parts = {name: by_time(gates[..., i * units : (i + 1) * units]) for i, name in enumerate(names)}
    return {**parts, "cell": by_time(cells), "state": states}
