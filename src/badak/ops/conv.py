"""Convolution in any number of dimensions, its two gradients, and the convolution that runs backwards.

Channels come last: data (batch, *spatial, channels), kernel (*kernel, channels / groups, filters). What deep learning calls
convolution is a cross-correlation: the kernel is laid on the data as it is, not flipped.

``conv`` is linear in the data and in the kernel. So are its adjoints, and the three are each other's derivatives:

    conv(x, w)              by x: conv_input_grad(g, w)      by w: conv_kernel_grad(x, g)
    conv_input_grad(g, w)   by g: conv(h, w)                 by w: conv_kernel_grad(h, g)
    conv_kernel_grad(x, g)  by x: conv_input_grad(g, h)      by g: conv(x, h)

where h is the gradient that arrives. Hence derivatives of every order exist and stay convolutions.
"""

# A vjp may name its own operation, which a type checker cannot follow.
# pyright: reportGeneralTypeIssues=false

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.backend import namespace, seam
from badak.errors import error, shape_text
from badak.ops import windows
from badak.ops.activation import relu, sigmoid
from badak.ops.elementwise import tanh
from badak.ops.narrow import is_narrow, meeting, rounded, widened
from badak.ops.norm import scale_shift
from badak.ops.shape import reshape

ACTIVATIONS = (None, "relu", "tanh", "sigmoid")
"""What ``conv`` can apply by itself: functions whose slope follows from their value."""


class _Plan(NamedTuple):
    """A call of ``conv`` worked out: ``how`` is what the seam takes after the arrays."""

    how: tuple  # strides, padding, dilation, groups
    shape: tuple  # of the result

    def keywords(self) -> dict[str, Any]:
        return dict(zip(("strides", "padding", "dilation", "groups"), self.how, strict=True))


def plan_of(x: tuple, w: tuple, strides: Any, padding: Any, dilation: Any, groups: int, where: str = "conv") -> _Plan:
    """Work out a call from shapes; the last few hundred answers are kept."""
    try:
        return _worked_out(tuple(x), tuple(w), strides, padding, dilation, groups, where)
    except TypeError:  # lists cannot be looked up
        strides, padding, dilation = _frozen(strides), _frozen(padding), _frozen(dilation)
        return _worked_out(tuple(x), tuple(w), strides, padding, dilation, groups, where)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, tuple | list) else value


@functools.lru_cache(maxsize=512, typed=True)  # True is not 1 here
def _worked_out(x: tuple, w: tuple, strides: Any, padding: Any, dilation: Any, groups: int, where: str) -> _Plan:
    rank = len(w) - 2
    if rank < 1 or len(x) != len(w):
        wanted = ", ".join(["size"] * max(rank, 1))
        raise error(
            "BD103", where=where, ndim=len(x), wanted=max(rank, 1) + 2, got=f"x {shape_text(x)}, w {shape_text(w)}",
            expected=f"x (batch, {wanted}, channels), w ({wanted}, channels, filters)", fix=windows.missing_axes(rank, x),
        )  # fmt: skip
    groups = windows.per_axis(where, "groups", groups, 1)[0]
    windows.per_axis(where, "kernel_size", w[:-2], rank)
    for name, count in (("filters", w[-1]), ("channels", x[-1])):
        if count % groups:
            raise windows.unequal_groups(where, name, count, groups, f"x {shape_text(x)}, w {shape_text(w)}")
    if x[-1] != w[-2] * groups:
        raise _wrong_channels(where, x, w, w[-2] * groups)
    found = windows.find(where, x, w[:-2], strides, padding, dilation, causal=True)
    return _Plan((found.strides, found.padding, found.dilation, groups), (x[0], *found.sizes, w[-1]))


def _wrong_channels(where: str, x: tuple, w: tuple, wanted: int) -> Exception:
    if x[1] == wanted:
        en = f"the {wanted} channels come first here: badak.moveaxis(x, 1, -1) puts them last"
        ko = f"여기서는 채널 {wanted}개가 앞에 있습니다. badak.moveaxis(x, 1, -1)로 맨 뒤로 옮기세요"
    elif x[-1] > wanted:
        en = f"make the kernel for {x[-1]} channels, or choose {wanted} of them, for example with x[..., :{wanted}]"
        ko = f"커널을 채널 {x[-1]}개에 맞춰 만들거나, x[..., :{wanted}]처럼 채널 {wanted}개를 고르세요"
    elif x[-1] == 1:
        en = f"make the kernel for 1 channel, or repeat the grey one: badak.concat([x] * {wanted}, axis=-1)"
        ko = f"커널을 채널 1개에 맞춰 만들거나, 흑백 채널을 되풀이하세요: badak.concat([x] * {wanted}, axis=-1)"
    else:
        en = f"make the kernel for {x[-1]} channels"
        ko = f"커널을 채널 {x[-1]}개에 맞춰 만드세요"
    return error(
        "BD101", where=where, channels=x[-1], wanted=wanted, got=f"x {shape_text(x)}, w {shape_text(w)}",
        hint={"en": en, "ko": ko},
    )  # fmt: skip


# --- bias and activation --------------------------------------------------------------------------------------------------


def _expect_activation(where: str, activation: Any) -> None:
    if activation not in ACTIVATIONS:
        expected = "None | 'relu' | 'tanh' | 'sigmoid'"
        raise error("BD003", where=where, name="activation", got=repr(activation), expected=expected)


def _finish(z: Any, b: Any, activation: str | None) -> Any:
    """Add a bias and apply an activation to a fresh array."""
    _expect_activation("conv", activation)
    if b is not None:
        z = z + b
    if activation is None:
        return z
    if activation == "relu":
        return namespace(z).maximum(z, 0)
    return tanh(z) if activation == "tanh" else sigmoid(z)


def _before_activation(g: Any, out: Any, activation: str | None) -> Any:
    """Carry a gradient back through the activation; 16-bit gradients are multiplied in float32."""
    if activation is None:
        return g
    narrow = g.dtype if g.dtype.itemsize == 2 else None
    if narrow is not None:
        g, out = g.astype(np.float32), out.astype(np.float32)
    if activation == "relu":
        g = g * (out > 0)
    elif activation == "tanh":
        g = g * (1.0 - out * out)
    else:
        g = g * (out * (1.0 - out))
    return g if narrow is None else g.astype(narrow)


def _bias_gradient(g: Any) -> Any:
    """Sum a gradient over everything but the channels."""
    narrow = g.dtype if g.dtype.itemsize == 2 else None
    flat = reshape(g if narrow is None else g.astype(np.float32), shape=(math.prod(g.shape[:-1]), g.shape[-1]))
    if type(flat) is np.ndarray and flat.dtype.kind == "f":  # by BLAS in a tenth of the time of a sum over a long axis
        total: Any = np.ones(len(flat), flat.dtype) @ flat
    else:
        total = flat.sum(axis=0)
    return total if narrow is None else total.astype(narrow)


# --- the three records ----------------------------------------------------------------------------------------------------


def _conv_shape(
    x: tuple, w: tuple, b: Any = None, *, strides: Any = 1, padding: Any = "valid", dilation: Any = 1, groups: int = 1,
    activation: str | None = None,
) -> tuple:  # fmt: skip
    return plan_of(x, w, strides, padding, dilation, groups).shape


def _conv_samples(d: Draw) -> list[Call]:
    x, w, b = d.normal(2, 5, 4, 2), d.normal(3, 2, 2, 3), d.normal(3)
    return [
        call(x, w, b), call(x, w), call(x, w, b, activation="relu"), call(x, w, b, activation="tanh"),
        call(x, w, b, activation="sigmoid", padding="same"), call(x, w, strides=2, padding="SAME"),
        call(x, w, strides=(2, 1), padding=1), call(x, w, padding=((2, 0), (1, 3))), call(x, w, dilation=(2, 3), padding="same"),
        call(d.normal(2, 5, 5, 4), d.normal(3, 3, 2, 6), d.normal(6), groups=2, strides=2),
        call(d.normal(2, 4, 4, 3), d.normal(3, 3, 1, 3), groups=3, padding="same"),
        call(d.normal(1, 4, 4, 2), d.normal(2, 2, 1, 6), groups=2, strides=2, dilation=2),
        call(d.normal(2, 4, 4, 3), d.normal(1, 1, 3, 2)), call(d.normal(2, 5, 4, 3), d.normal(1, 1, 3, 2), strides=2),
        call(d.normal(2, 7, 2), d.normal(3, 2, 4), d.normal(4)),
        call(d.normal(2, 7, 2), d.normal(3, 2, 2), padding="causal", dilation=2),
        call(d.normal(1, 4, 3, 4, 2), d.normal(2, 2, 3, 2, 2), d.normal(2), strides=(2, 1, 1), padding="same"),
        call(d.normal(0, 4, 4, 2), d.normal(3, 3, 2, 2)),
    ]  # fmt: skip


def _conv_vjp(
    g: Any, x: Any, w: Any, out: Any, shapes: tuple, need: tuple, strides: Any, padding: Any, dilation: Any, groups: int,
    activation: str | None,
) -> tuple:  # fmt: skip
    how = plan_of(shapes[0], shapes[1], strides, padding, dilation, groups).keywords()
    g = _before_activation(g, out, activation)
    kernel = meeting(x, w)[0] if is_narrow(x) else w
    dx = conv_input_grad(g, kernel, input_shape=shapes[0], **how) if need[0] else None
    dw = rounded(conv_kernel_grad(x, g, kernel_shape=shapes[1], **how), w) if need[1] else None
    if len(need) == 2:  # called without a bias
        return dx, dw
    return dx, dw, rounded(_bias_gradient(g), w) if need[2] else None


@op(
    formula=r"y_{n,i,f} = \varphi\Big(b_f + \sum_{k,c} x_{n,\,si + dk - p,\,c}\; w_{k,c,f}\Big)",
    gradient=r"\delta = g\,\varphi',\; \bar x = \mathrm{conv}^{\top}_x(\delta, w),\;"
    r"\bar w = \mathrm{conv}^{\top}_w(x, \delta),\; \bar b = \sum_{n,i} \delta_{n,i}",
    shape=_conv_shape,
    samples=_conv_samples,
    vjp=_conv_vjp,
    low_precision="kernel",
    source="Dumoulin, Visin 2016, arXiv 1603.07285",
)
def conv(
    x: Any, w: Any, b: Any = None, *, strides: Any = 1, padding: Any = "valid", dilation: Any = 1, groups: int = 1,
    activation: str | None = None,
) -> Any:  # fmt: skip
    """Slide a kernel over data and sum the products at each place: convolution with 1, 2, 3 or more dimensions.

    The kernel is not flipped (cross-correlation). Along an axis of n values with padding b before and a after, a kernel of k
    values, dilation d and stride s there are floor((n + b + a - d(k - 1) - 1) / s) + 1 places.

    Args:
        x: data of shape (batch, *spatial, channels).
        w: kernel of shape (*kernel, channels / groups, filters), with as many spatial axes as the data.
        b: bias of shape (filters,), or None.
        strides: steps of the kernel, a number or one for each axis; 1 visits every place.
        padding: zeros around the data. ``"valid"``: none, the kernel stays inside. ``"same"``: so many that stride 1 keeps
            the size, of an odd number more after than before (TensorFlow's and Keras's rule). ``"causal"``: all before, so
            that no output sees what comes later (1-D). Or a number, or (before, after) for each axis.
        dilation: distance between neighbouring values of the kernel; 1 leaves no gaps.
        groups: the channels are divided into so many groups, each with its own part of the filters; as many groups as
            channels make a depthwise convolution.
        activation: None, ``"relu"``, ``"tanh"`` or ``"sigmoid"``, applied at once.

    Returns:
        A tensor of shape (batch, *places, filters).

    Raises:
        ShapeError: BD100, when the kernel is larger than the padded data; BD101, when channels differ; BD102, when groups
            do not divide them; BD103, for a wrong number of axes.
        ArgumentError: BD003, for strides, padding or dilation without meaning.

    Example:
        >>> import badak
        >>> x = badak.tensor([[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]).reshape(1, 4, 4, 1)
        >>> w = badak.tensor([[2, 0, 1], [0, 1, 2], [1, 0, 2]]).reshape(3, 3, 1, 1)
        >>> badak.conv(x, w).reshape(2, 2).tolist()
        [[15, 16], [6, 15]]
    """
    plan = plan_of(x.shape, w.shape, strides, padding, dilation, groups)
    if is_narrow(x):
        w, b = meeting(x, w, b)
        z, b = widened(seam(x, w).conv(x, w, *plan.how), b)
        return rounded(_finish(z, b, activation), x)
    return _finish(seam(x, w).conv(x, w, *plan.how), b, activation)


def _scaled_samples(d: Draw) -> list[Call]:
    samples = []
    for args, static in _conv_samples(d):
        if static.get("activation") in (None, "relu"):
            filters = args[1].shape[-1]
            samples.append(call(args[0], args[1], d.normal(filters), d.normal(filters), **static))
    return samples


@op(
    formula=r"\varphi\big(s_f\,(x * w)_f + t_f\big)",
    shape=lambda x, w, scale, shift, **how: _conv_shape(x, w, **how),
    samples=_scaled_samples,
    low_precision="kernel",
)
def conv_scaled(
    x: Any, w: Any, scale: Any, shift: Any, *, strides: Any = 1, padding: Any = "valid", dilation: Any = 1,
    groups: int = 1, activation: str | None = None,
) -> Any:  # fmt: skip
    """Convolve, then scale and shift each filter's result: a convolution and the batch norm behind it, at prediction.

    Args:
        x: data of shape (batch, *spatial, channels).
        w: kernel of shape (*kernel, channels / groups, filters).
        scale: factor of each filter, shape (filters,).
        shift: what is added to each filter's result, shape (filters,).
        strides: as ``conv`` has it.
        padding: as ``conv`` has it.
        dilation: as ``conv`` has it.
        groups: as ``conv`` has it.
        activation: None or ``"relu"``.

    Returns:
        A tensor of shape (batch, *places, filters).

    Example:
        >>> import badak
        >>> x, w = badak.ones(1, 3, 1), badak.ones(2, 1, 1)
        >>> badak.ops.conv.conv_scaled(x, w, badak.tensor([10.0]), badak.tensor([1.0])).reshape(2).tolist()
        [21.0, 21.0]
    """
    z = conv(x, w, strides=strides, padding=padding, dilation=dilation, groups=groups)
    return scale_shift(z, scale, shift, activation=activation)


def _adjoint_samples(d: Draw, kind: str) -> list[Call]:
    """Take the two-array samples of ``conv`` and put a gradient in the place of the data or of the kernel."""
    samples = []
    for args, static in _conv_samples(d):
        how = {k: v for k, v in static.items() if k != "activation"}
        plan = plan_of(args[0].shape, args[1].shape, *(how.get(k, d) for k, d in _DEFAULTS.items()))
        g = d.normal(*plan.shape)
        if kind == "input":
            samples.append(call(g, args[1], input_shape=args[0].shape, **plan.keywords()))
        else:
            samples.append(call(args[0], g, kernel_shape=args[1].shape, **plan.keywords()))
    return samples[4:]  # those before differ only in what conv does afterwards


_DEFAULTS = {"strides": 1, "padding": "valid", "dilation": 1, "groups": 1}


def _expect_gradient(where: str, g: tuple, plan: _Plan) -> None:
    if tuple(g) != plan.shape:
        raise error("BD105", where=where, got=f"g {shape_text(g)}", expected=f"g {shape_text(plan.shape)}")


def _input_grad_vjp(
    h: Any, g: Any, w: Any, need: tuple, shapes: tuple, strides: Any, padding: Any, dilation: Any, groups: int
) -> tuple:
    how = _keywords(strides, padding, dilation, groups)
    dg = conv(h, w, **how) if need[0] else None
    return dg, conv_kernel_grad(h, g, kernel_shape=shapes[1], **how) if need[1] else None


def _keywords(strides: Any, padding: Any, dilation: Any, groups: int) -> dict[str, Any]:
    return {"strides": strides, "padding": padding, "dilation": dilation, "groups": groups}


@op(
    formula=r"\bar x_{n,j,c} = \sum_{si + dk - p = j} \sum_f g_{n,i,f}\; w_{k,c,f}",
    gradient=r"\bar g = \mathrm{conv}(h, w),\; \bar w = \mathrm{conv}^{\top}_w(h, g)",
    shape=lambda g, w, *, input_shape, strides, padding, dilation, groups: tuple(input_shape),
    samples=lambda d: _adjoint_samples(d, "input"),
    vjp=_input_grad_vjp,
    low_precision="kernel",
)
def conv_input_grad(g: Any, w: Any, *, input_shape: Any, strides: Any, padding: Any, dilation: Any, groups: int) -> Any:
    """Return the gradient of ``conv`` by its data: the adjoint of the convolution with a fixed kernel.

    Args:
        g: gradient of the result, shape (batch, *places, filters).
        w: kernel of shape (*kernel, channels / groups, filters).
        input_shape: shape of the data, (batch, *spatial, channels).
        strides: as given to ``conv``.
        padding: as given to ``conv``.
        dilation: as given to ``conv``.
        groups: as given to ``conv``.

    Returns:
        A tensor of shape ``input_shape``.

    Raises:
        ShapeError: BD105, when the gradient has not the shape of the result.

    Example:
        >>> import badak
        >>> how = dict(input_shape=(1, 3, 1), strides=(1,), padding=((0, 0),), dilation=(1,), groups=1)
        >>> g, w = badak.tensor([[[1.0], [10.0]]]), badak.tensor([2.0, 3.0]).reshape(2, 1, 1)
        >>> badak.ops.conv.conv_input_grad(g, w, **how).reshape(3).tolist()
        [2.0, 23.0, 30.0]
    """
    plan = plan_of(input_shape, w.shape, strides, padding, dilation, groups, "conv_input_grad")
    _expect_gradient("conv_input_grad", g.shape, plan)
    return seam(g, w).conv_input_grad(g, w, tuple(input_shape), *plan.how)


def _kernel_grad_vjp(
    h: Any, x: Any, g: Any, need: tuple, shapes: tuple, strides: Any, padding: Any, dilation: Any, groups: int
) -> tuple:
    how = _keywords(strides, padding, dilation, groups)
    dx = conv_input_grad(g, h, input_shape=shapes[0], **how) if need[0] else None
    return dx, conv(x, h, **how) if need[1] else None


@op(
    formula=r"\bar w_{k,c,f} = \sum_{n,i} x_{n,\,si + dk - p,\,c}\; g_{n,i,f}",
    gradient=r"\bar x = \mathrm{conv}^{\top}_x(g, h),\; \bar g = \mathrm{conv}(x, h)",
    shape=lambda x, g, *, kernel_shape, strides, padding, dilation, groups: tuple(kernel_shape),
    samples=lambda d: _adjoint_samples(d, "kernel"),
    vjp=_kernel_grad_vjp,
    low_precision="kernel",
)
def conv_kernel_grad(
    x: Any, g: Any, *, kernel_shape: Any, strides: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    """Return the gradient of ``conv`` by its kernel: the adjoint of the convolution of fixed data.

    Args:
        x: data of shape (batch, *spatial, channels).
        g: gradient of the result, shape (batch, *places, filters).
        kernel_shape: shape of the kernel, (*kernel, channels / groups, filters).
        strides: as given to ``conv``.
        padding: as given to ``conv``.
        dilation: as given to ``conv``.
        groups: as given to ``conv``.

    Returns:
        A tensor of shape ``kernel_shape``.

    Raises:
        ShapeError: BD105, when the gradient has not the shape of the result.

    Example:
        >>> import badak
        >>> how = dict(kernel_shape=(2, 1, 1), strides=(1,), padding=((0, 0),), dilation=(1,), groups=1)
        >>> x, g = badak.tensor([1.0, 2.0, 3.0]).reshape(1, 3, 1), badak.tensor([[[1.0], [10.0]]])
        >>> badak.ops.conv.conv_kernel_grad(x, g, **how).reshape(2).tolist()
        [21.0, 32.0]
    """
    plan = plan_of(x.shape, kernel_shape, strides, padding, dilation, groups, "conv_kernel_grad")
    _expect_gradient("conv_kernel_grad", g.shape, plan)
    return seam(x, g).conv_kernel_grad(x, g, tuple(kernel_shape), *plan.how)


# --- backwards ------------------------------------------------------------------------------------------------------------


def transpose_axis(
    where: str, n: int, k: int, s: int, d: int, rule: str | tuple[int, int], extra: int | None, axis: int = 1
) -> tuple[int, tuple[int, int]]:
    """Return, along one axis, the size of a transposed convolution and the padding of the convolution it runs backwards.

    The sizes are Keras's for the words and PyTorch's for numbers. ``extra`` is the output padding: a stride above 1 maps
    several sizes to the same number of places, and it says which of them is meant.
    """
    span = d * (k - 1) + 1
    if not isinstance(rule, str):
        before, after = rule
        size = (n - 1) * s + span - before - after + (extra or 0)
    elif rule == "valid":
        before = 0
        size = (n - 1) * s + span + (max(s - span, 0) if extra is None else extra)
    else:
        size = n * s if extra is None else (n - 1) * s + span % 2 + extra
        border = s + span - 2 if extra is None else span + span % 2 - 2 + extra
        before = span - 1 - min(border // 2 + border % 2, span - 1)
    if size < 1 and n > 0 and not isinstance(rule, str):
        grown = f" + {extra}" if extra else ""
        arithmetic = f"({n} - 1)·{s} + {span} - ({rule[0]} + {rule[1]}){grown} = {size}"
        raise error("BD162", where=where, pad=sum(rule), axis=axis, got=arithmetic)
    size = max(size, 0)
    after = max((n - 1) * s + span - before - size, 0)
    if windows.axis_size(size, k, s, d, (before, after)) != n:
        expected = {"en": f"an integer < {s}", "ko": f"{s}보다 작은 정수"}
        raise error("BD003", where=where, name="output_padding", got=repr(extra), expected=expected)
    return size, (before, after)


def _transpose_plan(
    x: tuple, w: tuple, strides: Any, padding: Any, output_padding: Any, dilation: Any, groups: int
) -> tuple[tuple, dict]:
    """Return the shape of the result and the keywords of the convolution that is run backwards."""
    where, rank = "conv_transpose", len(w) - 2
    if rank < 1 or len(x) != len(w):
        wanted = ", ".join(["size"] * max(rank, 1))
        raise error(
            "BD103", where=where, ndim=len(x), wanted=max(rank, 1) + 2, got=f"x {shape_text(x)}, w {shape_text(w)}",
            expected=f"x (batch, {wanted}, channels), w ({wanted}, filters, channels)", fix=windows.missing_axes(rank, x),
        )  # fmt: skip
    if x[-1] != w[-1]:
        raise _wrong_channels(where, x, w, w[-1])
    steps = windows.per_axis(where, "strides", strides, rank)
    gaps = windows.per_axis(where, "dilation", dilation, rank)
    rule = windows.padding_rule(where, padding, rank)
    rules = (rule,) * rank if isinstance(rule, str) else rule
    given = isinstance(output_padding, tuple | list)
    extras = tuple(output_padding) if given else (output_padding,) * rank
    if any(e is not None for e in extras):
        windows.per_axis(where, "output_padding", tuple(0 if e is None else e for e in extras), rank, least=0)
    axes = zip(x[1:-1], w[:-2], steps, gaps, rules, extras, strict=True)
    found = [transpose_axis(where, *axis, axis=i) for i, axis in enumerate(axes, 1)]
    shape = (x[0], *(size for size, _ in found), w[-2] * groups)
    return shape, _keywords(steps, tuple(pair for _, pair in found), gaps, groups)


def _transpose_shape(
    x: tuple, w: tuple, b: Any = None, *, strides: Any = 1, padding: Any = "valid", output_padding: Any = None,
    dilation: Any = 1, groups: int = 1, activation: str | None = None,
) -> tuple:  # fmt: skip
    return _transpose_plan(x, w, strides, padding, output_padding, dilation, groups)[0]


def _transpose_samples(d: Draw) -> list[Call]:
    x, w, b = d.normal(2, 3, 4, 3), d.normal(3, 2, 2, 3), d.normal(2)
    return [
        call(x, w, b), call(x, w, b, strides=2, activation="relu"), call(x, w, strides=(2, 3), padding="same"),
        call(x, w, strides=2, padding="same", output_padding=1), call(x, w, strides=3, padding="valid", output_padding=(1, 2)),
        call(x, w, strides=2, padding=1, output_padding=1), call(x, w, dilation=2, padding="same"),
        call(d.normal(2, 3, 4), d.normal(3, 1, 4), groups=2),
        call(d.normal(2, 3, 2), d.normal(4, 3, 2), d.normal(3), strides=2, padding="Same"),
        call(d.normal(1, 2, 2, 2, 2), d.normal(2, 3, 2, 1, 2), strides=2),
    ]  # fmt: skip


@op(
    formula=r"y = \varphi(b + \mathrm{conv}^{\top}_x(x, w))",
    shape=_transpose_shape,
    samples=_transpose_samples,
    source="Dumoulin, Visin 2016, arXiv 1603.07285, chapter 4; sizes as Keras",
)
def conv_transpose(
    x: Any, w: Any, b: Any = None, *, strides: Any = 1, padding: Any = "valid", output_padding: Any = None,
    dilation: Any = 1, groups: int = 1, activation: str | None = None,
) -> Any:  # fmt: skip
    """Run a convolution backwards: every value spreads over a window of the result, and overlaps add up.

    It makes maps larger as ``conv`` with the same strides makes them smaller: the adjoint of that convolution, not its
    inverse.

    Args:
        x: data of shape (batch, *spatial, channels).
        w: kernel of shape (*kernel, filters / groups, channels), as Keras has it.
        b: bias of shape (filters,), or None.
        strides: distance between the windows of neighbouring values.
        padding: ``"valid"`` keeps all of the result, (n - 1)s + max(k, s) along an axis; ``"same"`` gives n·s; a number or
            (before, after) for each axis is cut off, (n - 1)s + k - before - after.
        output_padding: added at the end of each axis, below the stride; None chooses the sizes above.
        dilation: distance between neighbouring values of the kernel.
        groups: as in ``conv``.
        activation: None, ``"relu"``, ``"tanh"`` or ``"sigmoid"``.

    Returns:
        A tensor of shape (batch, *larger, filters).

    Raises:
        ShapeError: BD101, when channels differ; BD103, for a wrong number of axes.
        ArgumentError: BD003, for arguments without meaning, such as an output padding that reaches the stride.

    Example:
        >>> import badak
        >>> x, w = badak.tensor([1.0, 10.0]).reshape(1, 2, 1), badak.tensor([2.0, 3.0]).reshape(2, 1, 1)
        >>> badak.conv_transpose(x, w, strides=2).reshape(4).tolist()
        [2.0, 3.0, 20.0, 30.0]
    """
    shape, how = _transpose_plan(tuple(x.shape), tuple(w.shape), strides, padding, output_padding, dilation, groups)
    z = conv_input_grad(x, w, input_shape=shape, **how)
    z = z if b is None else z + b
    _expect_activation("conv_transpose", activation)
    return z if activation is None else {"relu": relu, "tanh": tanh, "sigmoid": sigmoid}[activation](z)
