"""Normalisation: make the values of a batch, or of one sample, have mean 0 and variance 1."""

from __future__ import annotations

from typing import Any

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.autograd.tape import switch
from badak.autograd.tensor import Tensor
from badak.backend import namespace
from badak.errors import error
from badak.ops.elementwise import sqrt
from badak.ops.narrow import is_narrow, rounded, widened
from badak.ops.reduce import mean as average
from badak.ops.reduce import sum as total
from badak.ops.reduce import var
from badak.ops.shape import reshape


def _batch_samples(d: Draw) -> list[Call]:
    return [
        call(d.distinct(6, 3), d.positive(3), d.normal(3)), call(d.distinct(2, 3, 2, 4), d.positive(4), d.normal(4)),
        call(d.distinct(4, 3, 2), d.positive(3), d.normal(3), axis=1), call(d.distinct(6, 3)),
        call(d.distinct(6, 3), d.positive(3), d.normal(3), activation="relu"),
        call(d.distinct(3, 2, 4, 17), d.positive(17), d.normal(17), activation="relu"),
    ]  # fmt: skip


def _layout(shape: tuple, axis: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the axes to average over, and the shape that lines a per-channel vector up with the data."""
    axis = axis % len(shape)
    return tuple(i for i in range(len(shape)) if i != axis), tuple(n if i == axis else 1 for i, n in enumerate(shape))


def _batch_vjp(
    g: Any, x: Any, gamma: Any, beta: Any, mean: Any, inverse: Any, shapes: tuple, need: tuple, axis: int, epsilon: float,
    activation: str | None,
) -> tuple:  # fmt: skip
    axes, row = _layout(shapes[0], axis)
    if is_narrow(x):
        g, wide, scale, beta, mean, inverse = widened(g, x, gamma, beta, mean, inverse)
        dx, *rest = _batch_vjp(g, wide, scale, beta, mean, inverse, shapes, need, axis, epsilon, activation)
        return (rounded(dx, x), *[d if gamma is None else rounded(d, gamma) for d in rest])
    if inverse is None:  # a derivative of higher order: make the residuals again, on the tape
        mean = average(x, axis=axes)
        inverse = 1.0 / sqrt(var(x, axis=axes) + epsilon)
    size = 1
    for a in axes:
        size *= shapes[0][a]
    normal = (x - reshape(mean, shape=row)) * reshape(inverse, shape=row)
    if activation == "relu":  # where the result was above 0, which its parts tell without keeping it
        before = normal if gamma is None else normal * reshape(gamma, shape=row)
        g = g * ((before if beta is None else before + reshape(beta, shape=row)) > 0)
    d_beta = total(g, axis=axes)
    d_gamma = total(g * normal, axis=axes)
    dx = None
    if need[0]:
        scale = inverse if gamma is None else gamma * inverse
        centred = g - reshape(d_beta, shape=row) * (1.0 / size) - normal * (reshape(d_gamma, shape=row) * (1.0 / size))
        dx = reshape(scale, shape=row) * centred
    wanted = (*need, False, False)
    return (dx, d_gamma if wanted[1] else None, d_beta if wanted[2] else None)[: len(need)]


@op(
    formula=r"\varphi(\gamma\,\hat x + \beta),\quad \hat x = \frac{x - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}",
    gradient=r"\bar x = \frac{\gamma}{\sqrt{\sigma_B^2 + \epsilon}}\big(g - \overline{g} - \hat x\,\overline{g \hat x}\big),\;"
    r"\bar\gamma = \textstyle\sum g \hat x,\; \bar\beta = \sum g",
    shape=lambda x, gamma=None, beta=None, *, axis=-1, epsilon=1e-3, activation=None: x,
    samples=_batch_samples,
    vjp=_batch_vjp,
    residuals=("mean", "variance", "inverse"),
    returns=2,
    low_precision="kernel",
    source="Ioffe, Szegedy 2015, arXiv 1502.03167, algorithm 1",
)
def batch_norm(
    x: Any, gamma: Any = None, beta: Any = None, *, axis: int = -1, epsilon: float = 1e-3, activation: str | None = None
) -> Any:
    """Normalise each channel over the batch, scale and shift it.

    Args:
        x: shape (batch, …, channels), with the channels on ``axis``.
        gamma: scale, shape (channels,), or None.
        beta: shift, shape (channels,), or None.
        axis: the axis of the channels.
        epsilon: added to the variance so that a constant channel does not divide by 0.
        activation: None or ``"relu"``, applied at once.

    Returns:
        The normalised tensor, and the batch's mean and variance per channel (constants for derivatives).

    Example:
        >>> import badak
        >>> y, mean, variance = badak.batch_norm(badak.tensor([[1.0], [3.0]]), epsilon=0.0)
        >>> y.tolist(), mean.tolist(), variance.tolist()
        ([[-1.0], [1.0]], [2.0], [1.0])
    """
    xp = namespace(x)
    if is_narrow(x):
        out, *statistics = batch_norm.op.forward(
            *widened(x, gamma, beta), axis=axis, epsilon=epsilon, activation=activation
        )
        return (rounded(out, x), *statistics)
    axes, row = _layout(x.shape, axis)
    mean = x.mean(axis=axes)
    centred = x - mean.reshape(row)
    variance = xp.mean(centred * centred, axis=axes)
    inverse = 1.0 / xp.sqrt(variance + epsilon)
    scale = inverse if gamma is None else gamma * inverse
    out = centred * scale.reshape(row)
    if beta is not None:
        out = out + beta.reshape(row)
    if activation == "relu":
        out = xp.maximum(out, 0)
    elif activation is not None:
        raise error("BD003", where="batch_norm", name="activation", got=repr(activation), expected="None | 'relu'")
    return out, mean, variance, inverse


def _layer_samples(d: Draw) -> list[Call]:
    return [
        call(d.distinct(3, 5), d.positive(5), d.normal(5)), call(d.distinct(2, 3, 4)),
        call(d.distinct(2, 3, 4), d.positive(3, 4), d.normal(3, 4), axis=(1, 2)), call(d.distinct(3, 5), d.positive(5), rms=True),
        call(d.distinct(2, 5, 17), None, d.normal(17)), call(d.distinct(3, 4, 5), d.positive(4), axis=1),
    ]  # fmt: skip


def _feature_layout(shape: tuple, axis: Any) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Return the axes to normalise over, the other ones, and the shape that lines the weights up with the data."""
    axes = axis if isinstance(axis, tuple | list) else (axis,)
    axes = tuple(sorted(a % len(shape) for a in axes))
    others = tuple(i for i in range(len(shape)) if i not in axes)
    return axes, others, tuple(n if i in axes else 1 for i, n in enumerate(shape))


def _layer_vjp(
    g: Any, x: Any, gamma: Any, beta: Any, mean: Any, inverse: Any, shapes: tuple, need: tuple, axis: Any, epsilon: float,
    rms: bool,
) -> tuple:  # fmt: skip
    if is_narrow(x):
        g, wide, scale, shift, mean, inverse = widened(g, x, gamma, beta, mean, inverse)
        parts = _layer_vjp(g, wide, scale, shift, mean, inverse, shapes, need, axis, epsilon, rms)
        return tuple(None if d is None else rounded(d, like) for d, like in zip(parts, (x, gamma, beta)))
    axes, others, row = _feature_layout(shapes[0], axis)
    if inverse is None:  # a derivative of higher order: make the residuals again, on the tape
        mean = average(x, axis=axes, keepdims=True)
        centred = x if rms else x - mean
        inverse = 1.0 / sqrt(average(centred * centred, axis=axes, keepdims=True) + epsilon)
    else:
        centred = x if rms else x - mean
    normal = centred * inverse
    dx = None
    if need[0]:
        # x̂ moves with its own mean and with its own length: what of the gradient lies along those two falls away
        scaled = g if gamma is None else g * reshape(gamma, shape=row)
        dx = scaled - normal * average(scaled * normal, axis=axes, keepdims=True)
        dx = inverse * (dx if rms else dx - average(scaled, axis=axes, keepdims=True))
    wanted = (*need, False, False)
    d_gamma = reshape(total(g * normal, axis=others), shape=shapes[1]) if wanted[1] else None
    d_beta = reshape(total(g, axis=others), shape=shapes[2]) if wanted[2] else None
    return (dx, d_gamma, d_beta)[: len(need)]


@op(
    formula=r"\gamma\,\frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta \text{ over the features of each sample}",
    gradient=r"\bar x = \frac{1}{\sqrt{\sigma^2 + \epsilon}}"
    r"\big(\gamma g - \overline{\gamma g} - \hat x\,\overline{\gamma g \hat x}\big),\;"
    r"\bar\gamma = \textstyle\sum g \hat x,\; \bar\beta = \sum g",
    shape=lambda x, gamma=None, beta=None, *, axis=-1, epsilon=1e-3, rms=False: x,
    samples=_layer_samples,
    vjp=_layer_vjp,
    residuals=("mean", "inverse"),
    low_precision="kernel",
    source="Ba, Kiros, Hinton 2016, arXiv 1607.06450, eq. 3; without the mean: Zhang, Sennrich 2019, arXiv 1910.07467",
)
def layer_norm(
    x: Any, gamma: Any = None, beta: Any = None, *, axis: Any = -1, epsilon: float = 1e-3, rms: bool = False
) -> Any:
    """Normalise the features of each sample, scale and shift them.

    Args:
        x: shape (…, features).
        gamma: scale, of the shape of the normalised axes, or None.
        beta: shift, of the shape of the normalised axes, or None.
        axis: the axis or axes to normalise over.
        epsilon: added to the variance so that constant features do not divide by 0.
        rms: divide by the root of the mean square and leave the mean alone.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.layer_norm(badak.tensor([[1.0, 3.0]]), epsilon=0.0).tolist()
        [[-1.0, 1.0]]
    """
    if is_narrow(x):
        out, *residuals = layer_norm.op.forward(*widened(x, gamma, beta), axis=axis, epsilon=epsilon, rms=rms)
        return (rounded(out, x), *residuals)
    xp = namespace(x)
    axes, _, row = _feature_layout(x.shape, axis)
    mean = None if rms else xp.mean(x, axis=axes, keepdims=True)
    centred = x if rms else x - mean
    inverse = 1.0 / xp.sqrt(xp.mean(centred * centred, axis=axes, keepdims=True) + epsilon)
    out = centred * inverse
    if gamma is not None:
        out = out * gamma.reshape(row)
    if beta is not None:
        out = out + beta.reshape(row)
    return out, mean, inverse


def _scale_shift_vjp(
    g: Any, x: Any, scale: Any, out: Any, shapes: tuple, need: tuple, axis: int, activation: str | None
) -> tuple:
    axes, row = _layout(shapes[0], axis)
    if is_narrow(x):
        g, wide, factor, out = widened(g, x, scale, out)
        parts = _scale_shift_vjp(g, wide, factor, out, shapes, need, axis, activation)
        return tuple(rounded(d, like) for d, like in zip(parts, (x, scale, scale), strict=True))
    if activation == "relu":
        g = g * (out > 0)
    return (
        g * reshape(scale, shape=row) if need[0] else None,
        total(g * x, axis=axes) if need[1] else None,
        total(g, axis=axes) if need[2] else None,
    )


@op(
    formula=r"\varphi(s_c\, x_c + t_c)",
    gradient=r"\bar x_c = s_c\, g,\; \bar s_c = \textstyle\sum g x_c,\; \bar t_c = \sum g",
    shape=lambda x, scale, shift, *, axis=-1, activation=None: x,
    samples=lambda d: [
        call(d.normal(6, 3), d.normal(3), d.normal(3)), call(d.normal(2, 3, 4), d.normal(3), d.normal(3), axis=1),
        call(d.normal(2, 3, 17), d.normal(17), d.normal(17), activation="relu"),
    ],
    vjp=_scale_shift_vjp,
    low_precision="kernel",
)  # fmt: skip
def scale_shift(x: Any, scale: Any, shift: Any, *, axis: int = -1, activation: str | None = None) -> Any:
    """Scale and shift each channel: what normalisation is once its statistics are fixed.

    Args:
        x: shape (batch, …, channels), with the channels on ``axis``.
        scale: shape (channels,).
        shift: shape (channels,).
        axis: the axis of the channels.
        activation: None or ``"relu"``, applied at once.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> x = badak.tensor([[1.0, 2.0]])
        >>> badak.ops.norm.scale_shift(x, badak.tensor([2.0, 3.0]), badak.tensor([0.0, 1.0])).tolist()
        [[2.0, 7.0]]
    """
    if is_narrow(x):
        return rounded(scale_shift(*widened(x, scale, shift), axis=axis, activation=activation), x)
    _, row = _layout(x.shape, axis)
    out = x * scale.reshape(row) + shift.reshape(row)
    if activation == "relu":
        return namespace(x).maximum(out, 0)
    if activation is not None:
        raise error("BD003", where="scale_shift", name="activation", got=repr(activation), expected="None | 'relu'")
    return out


def fixed_norm(gamma: Any, beta: Any, mean: Any, variance: Any, epsilon: float) -> tuple[Any, Any]:
    """Return the scale and the shift that normalise by given statistics.

    Args:
        gamma: learned scale, shape (channels,), or None.
        beta: learned shift, shape (channels,), or None.
        mean: mean of each channel.
        variance: variance of each channel.
        epsilon: as in training.

    Returns:
        Scale and shift, both of shape (channels,).

    Example:
        >>> import badak
        >>> one = badak.ones(1)
        >>> scale, shift = badak.ops.norm.fixed_norm(None, None, one, one, 0.0)
        >>> scale.tolist(), shift.tolist()
        ([1.0], [-1.0])
    """
    if not switch.recording:  # bare arrays: a third of a small network's prediction would go into recording nothing
        gamma, beta, mean, variance = (
            a.data if type(a) is Tensor and not is_narrow(a) else a for a in (gamma, beta, mean, variance)
        )
    scale = 1.0 / sqrt(variance + epsilon)
    if gamma is not None:
        scale = gamma * scale
    return scale, -mean * scale if beta is None else beta - mean * scale
