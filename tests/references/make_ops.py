"""Values and gradients of every operation by PyTorch, on the samples that badak's records carry (see README.md)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from badak.autograd.op import OPS
from badak.autograd.samples import Draw

HERE = Path(__file__).parent


def axes(x, axis):
    return tuple(range(x.ndim)) if axis is None else tuple(axis) if isinstance(axis, tuple | list) else (axis,)


def batch_norm(x, gamma=None, beta=None, *, axis=-1, epsilon=1e-3, activation=None):
    y = F.batch_norm(x.movedim(axis, 1), None, None, gamma, beta, True, 0.0, epsilon).movedim(1, axis)
    return getattr(torch, activation)(y) if activation else y


def layer_norm(x, gamma=None, beta=None, *, axis=-1, epsilon=1e-3, rms=False):
    ax = axes(x, axis)
    last = tuple(range(-len(ax), 0))
    x = x.movedim(ax, last)  # PyTorch normalises over the last axes alone
    shape = [x.shape[a] for a in last]
    out = F.rms_norm(x, shape, gamma, epsilon) if rms else F.layer_norm(x, shape, gamma, beta, epsilon)
    return out.movedim(last, ax)


def affine(x, w, b=None, *, activation=None):
    z = F.linear(x, w.T, b)
    return getattr(torch, activation)(z) if activation else z


def put_back(x, *, shape, index):
    out = torch.zeros(shape, dtype=x.dtype)
    if isinstance(index, np.ndarray):
        return out.index_add(0, torch.as_tensor(index), x)
    out[index] = x
    return out


def indexed(index):
    if isinstance(index, tuple):
        return tuple(indexed(i) for i in index)
    if isinstance(index, slice) and (index.step or 1) < 0:
        raise ValueError("torch has no negative steps")
    return torch.as_tensor(index) if isinstance(index, np.ndarray) else index


def update(x, values, *, index):
    out = x.clone()
    out[index] = values
    return out


def extreme(kind):
    def run(x, *, axis=None, keepdims=False):
        out = getattr(torch, kind)(x, dim=axes(x, axis), keepdim=keepdims) if x.ndim else x * 1
        return out

    return run


def prod(x, *, axis=None, keepdims=False):
    return x.prod() if axis is None else x.prod(dim=axis, keepdim=keepdims)


def border(x, *, pad_width, value=0.0, mode="constant"):
    """Pad; PyTorch's modes other than a constant want the padded axis last, and it has no "symmetric"."""
    pairs = np.broadcast_to(np.asarray(pad_width), (x.ndim, 2)).tolist()
    if mode == "constant":
        return F.pad(x, [n for pair in reversed(pairs) for n in pair], value=value)
    if mode == "symmetric":
        return None
    name = {"edge": "replicate", "reflect": "reflect", "wrap": "circular"}[mode]
    for axis, pair in enumerate(pairs):
        if any(pair):
            moved = x.movedim(axis, -1)
            flat = F.pad(moved.reshape(1, -1, moved.shape[-1]), pair, mode=name)
            x = flat.reshape(*moved.shape[:-1], -1).movedim(-1, axis)
    return x


def first(x):
    """Put the channels first."""
    return x.movedim(-1, 1)


def last(x):
    """Put the channels last."""
    return x.movedim(1, -1)


def bordered(x, kernel, strides, padding, dilation, value=0.0):
    """Pad as badak's words say: PyTorch's own padding is the same on both sides."""
    space, pairs = x.shape[1:-1], padding
    if isinstance(padding, str):
        spans = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        if padding.lower() == "valid":
            pairs = [(0, 0)] * len(spans)
        elif padding.lower() == "causal":
            pairs = [(span, 0) for span in spans]
        else:
            needed = [max((-(-n // s) - 1) * s + k + 1 - n, 0) for n, s, k in zip(space, strides, spans, strict=True)]
            pairs = [(n // 2, n - n // 2) for n in needed]
    elif isinstance(padding, int):
        pairs = [(padding, padding)] * len(space)
    return F.pad(first(x), [n for pair in reversed(pairs) for n in pair], value=value), pairs


def several(value, rank):
    return tuple(value) if isinstance(value, tuple | list) else (value,) * rank


def conv(x, w, b=None, *, strides=1, padding="valid", dilation=1, groups=1, activation=None):
    rank = w.ndim - 2
    strides, dilation = several(strides, rank), several(dilation, rank)
    if not x.shape[0]:
        return torch.zeros((0, 2, 2, w.shape[-1]), dtype=x.dtype, requires_grad=True) * 1
    data, _ = bordered(x, w.shape[:-2], strides, padding, dilation)
    run = (F.conv1d, F.conv2d, F.conv3d)[rank - 1]
    z = last(run(data, w.permute(-1, -2, *range(rank)), b, strides, 0, dilation, groups))
    return getattr(torch, activation)(z) if activation else z


def conv_input_grad(g, w, *, input_shape, **how):
    x = torch.zeros(input_shape, dtype=g.dtype, requires_grad=True)
    return torch.autograd.grad(conv(x, w, **how), x, g, create_graph=True)[0] if x.numel() else x * 1


def conv_kernel_grad(x, g, *, kernel_shape, **how):
    w = torch.zeros(kernel_shape, dtype=g.dtype, requires_grad=True)
    return torch.autograd.grad(conv(x, w, **how), w, g, create_graph=True)[0] if x.numel() else w * 0


def conv_transpose(
    x, w, b=None, *, strides=1, padding="valid", output_padding=None, dilation=1, groups=1, activation=None
):
    """Spread everything with PyTorch, then cut or extend to the size that Keras's documentation gives."""
    rank = w.ndim - 2
    strides, dilation, extras = several(strides, rank), several(dilation, rank), several(output_padding, rank)
    run = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[rank - 1]
    whole = run(first(x), w.permute(-1, -2, *range(rank)), None, strides, 0, 0, groups, dilation)
    cuts = []
    for n, k, s, d, extra in zip(x.shape[1:-1], w.shape[:-2], strides, dilation, extras, strict=True):
        span = d * (k - 1) + 1
        if isinstance(padding, int):
            cuts.append((padding, padding - (extra or 0)))
        elif padding.lower() == "valid":
            cuts.append((0, -(max(s - span, 0) if extra is None else extra)))
        else:  # as Keras's back ends do it: the larger part of what is cut off comes from the end
            size = n * s if extra is None else (n - 1) * s + span % 2 + extra
            border = size - (n - 1) * s + span - 2
            before = span - 1 - min(border // 2 + border % 2, span - 1)
            cuts.append((before, (n - 1) * s + span - size - before))
    z = last(F.pad(whole, [-n for pair in reversed(cuts) for n in pair]))
    z = z if b is None else z + b
    return getattr(torch, activation)(z) if activation else z


def max_pool(x, *, pool_size=2, strides=None, padding="valid"):
    rank = x.ndim - 2
    size = several(pool_size, rank)
    strides = size if strides is None else several(strides, rank)
    if not x.shape[0]:
        return x[:, ::2, ::2] * 1
    data, _ = bordered(x, size, strides, padding, (1,) * rank, float("-inf"))
    return last((F.max_pool1d, F.max_pool2d, F.max_pool3d)[rank - 1](data, size, strides))


def avg_pool(x, *, pool_size=2, strides=None, padding="valid"):
    rank = x.ndim - 2
    size = several(pool_size, rank)
    strides = size if strides is None else several(strides, rank)
    if not x.shape[0]:
        return x[:, ::2, ::2] * 1
    run = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[rank - 1]
    sums = run(bordered(x, size, strides, padding, (1,) * rank)[0], size, strides)
    inside = run(bordered(torch.ones_like(x), size, strides, padding, (1,) * rank)[0], size, strides)
    return last(sums / inside)


def avg_unpool(g, *, input_shape, **how):
    x = torch.zeros(input_shape, dtype=g.dtype, requires_grad=True)
    return torch.autograd.grad(avg_pool(x, **how), x, g, create_graph=True)[0] if x.numel() else x * 1


def upsample(x, *, size=2):
    for axis, factor in enumerate(several(size, x.ndim - 2), 1):
        x = x.repeat_interleave(factor, axis)
    return x


def resize(x, *, size, interpolation="bilinear"):
    """Only what PyTorch defines alike: its bicubic has another constant and other edges."""
    if interpolation not in ("nearest", "bilinear"):
        return None
    mode = "nearest-exact" if interpolation == "nearest" else ("linear", "bilinear", "trilinear")[x.ndim - 3]
    return last(F.interpolate(first(x), size=several(size, x.ndim - 2), mode=mode))


def recurrent(run, gates):
    """One step after the other, so that a mask can pass over some; None where PyTorch has no such thing."""

    def whole(x, kernel, recurrent_kernel, bias=None, h=None, *rest, activation="tanh", reset_after=True):
        c, (mask, keep) = (
            (rest[0] if rest else None, (*rest[1:], None, None)[:2])
            if run == "lstm"
            else (None, (*rest, None, None)[:2])
        )
        if keep is not None or not reset_after or activation is None:
            return None
        units = recurrent_kernel.shape[0]
        order = [1, 0, 2] if run == "gru" else range(gates)  # PyTorch has the reset gate first

        def turned(w):  # PyTorch has (gates · units, features)
            return torch.cat([w[..., g * units : (g + 1) * units] for g in order], -1).transpose(0, -1).contiguous()

        zeros = torch.zeros(x.shape[0], units, dtype=x.dtype)
        h, c = zeros if h is None else h, zeros if c is None else c
        weights = [turned(kernel), turned(recurrent_kernel)]
        if bias is not None:
            both = bias if run == "gru" else torch.stack([bias, torch.zeros_like(bias)])
            weights += [turned(both[0]), turned(both[1])]
        name = {"relu": "rnn_relu", "tanh": "rnn_tanh"}[activation] if run == "rnn" else run
        found = []
        for t in range(x.shape[1]):
            state = (h[None], c[None]) if run == "lstm" else h[None]
            state = (state, weights, bias is not None, 1, 0.0, True, False, True)
            _, new, *cell = getattr(torch, name)(x[:, t : t + 1], *state)
            counts = torch.ones_like(h, dtype=torch.bool) if mask is None else mask[:, t : t + 1]
            h = torch.where(counts, new[0], h)
            c = torch.where(counts, cell[0][0], c) if cell else c
            found.append(h)
        return torch.stack(found, 1)

    return whole


TORCH = {
    "add": torch.add, "subtract": torch.subtract, "multiply": torch.multiply, "divide": torch.divide, "power": torch.pow,
    "negative": torch.negative, "absolute": torch.abs, "sign": torch.sign, "square": torch.square, "sqrt": torch.sqrt,
    "reciprocal": torch.reciprocal, "floor_divide": lambda x, y: torch.floor(x / y), "remainder": torch.remainder,
    "exp": torch.exp, "exp2": torch.exp2, "expm1": torch.expm1, "log": torch.log, "log1p": torch.log1p, "log2": torch.log2,
    "log10": torch.log10, "logaddexp": torch.logaddexp, "sin": torch.sin, "cos": torch.cos, "tan": torch.tan,
    "arcsin": torch.asin, "arccos": torch.acos, "arctan": torch.atan, "arctan2": torch.atan2, "sinh": torch.sinh,
    "cosh": torch.cosh, "tanh": torch.tanh, "arcsinh": torch.asinh, "arccosh": torch.acosh, "arctanh": torch.atanh,
    "floor": torch.floor, "ceil": torch.ceil, "round": torch.round, "maximum": torch.maximum, "minimum": torch.minimum,
    "clip": lambda x, *, minimum=None, maximum=None: x * 1 if minimum is None and maximum is None else torch.clamp(x, minimum, maximum),
    "where": torch.where, "astype": lambda x, *, dtype: x * 1,
    "sum": lambda x, *, axis=None, keepdims=False: x.sum(dim=axes(x, axis), keepdim=keepdims) if x.ndim else x * 1,
    "mean": lambda x, *, axis=None, keepdims=False: x.mean(dim=axes(x, axis), keepdim=keepdims) if x.ndim else x * 1,
    "max": extreme("amax"), "min": extreme("amin"), "prod": prod,
    "var": lambda x, *, axis=None, keepdims=False, ddof=0: x.var(dim=axes(x, axis), keepdim=keepdims, correction=ddof),
    "std": lambda x, *, axis=None, keepdims=False, ddof=0: x.std(dim=axes(x, axis), keepdim=keepdims, correction=ddof),
    "logsumexp": lambda x, *, axis=None, keepdims=False: x.logsumexp(dim=axes(x, axis), keepdim=keepdims) if x.ndim else x * 1,
    "norm": lambda x, *, axis=None, keepdims=False, ord=2: torch.linalg.vector_norm(x, ord, dim=axes(x, axis), keepdim=keepdims),
    "cumsum": lambda x, *, axis=-1: x.cumsum(axis), "cumprod": lambda x, *, axis=-1: x.cumprod(axis),
    "sort": lambda x, *, axis=-1: x.sort(dim=axis).values,
    "reshape": lambda x, *, shape: x.reshape(shape), "transpose": lambda x, *, axes=None: x.permute(axes or tuple(range(x.ndim))[::-1]),
    "broadcast_to": lambda x, *, shape: x.expand(shape), "concatenate": lambda *xs, axis=0: torch.cat(xs, axis),
    "pad": border,
    "flip": lambda x, *, axis=None: x.flip(axes(x, axis)), "roll": lambda x, *, shift, axis=None: x.roll(shift, axis),
    "repeat": lambda x, *, repeats, axis=-1: x.repeat_interleave(repeats, axis),
    "getitem": lambda x, *, index: x[indexed(index)], "put_back": put_back, "index_update": update,
    "take": lambda x, i, *, axis=0: torch.index_select(x, axis, i.reshape(-1)).unflatten(axis, i.shape),
    "take_along_axis": lambda x, i, *, axis=-1: torch.take_along_dim(x, i, axis), "tril": lambda x, *, k=0: x.tril(k),
    "triu": lambda x, *, k=0: x.triu(k), "matmul": torch.matmul, "einsum": lambda *xs, subscripts: torch.einsum(subscripts, *xs),
    "affine": affine, "relu": F.relu, "leaky_relu": lambda x, *, negative_slope=0.2: F.leaky_relu(x, negative_slope),
    "prelu": lambda x, a: torch.relu(x) - a * torch.relu(-x), "relu6": F.relu6, "sigmoid": torch.sigmoid, "softplus": F.softplus,
    "log_sigmoid": F.logsigmoid, "softsign": F.softsign, "elu": lambda x, *, alpha=1.0: F.elu(x, alpha), "selu": F.selu,
    "celu": lambda x, *, alpha=1.0: F.celu(x, alpha), "erf": torch.erf,
    "gelu": lambda x, *, approximate=False: F.gelu(x, approximate="tanh" if approximate else "none"), "silu": F.silu, "mish": F.mish,
    "hard_sigmoid": F.hardsigmoid, "hard_silu": F.hardswish, "hard_tanh": F.hardtanh, "tanh_shrink": F.tanhshrink,
    "hard_shrink": lambda x, *, threshold=0.5: F.hardshrink(x, threshold), "soft_shrink": lambda x, *, threshold=0.5: F.softshrink(x, threshold),
    "threshold": lambda x, *, threshold=0.0, value=0.0: F.threshold(x, threshold, value), "glu": lambda x, *, axis=-1: F.glu(x, axis),
    "softmax": lambda x, *, axis=-1: x.softmax(axis), "log_softmax": lambda x, *, axis=-1: x.log_softmax(axis),
    "softmax_cross_entropy": lambda x, t: -(t * x.log_softmax(-1)).sum(-1),
    "mean_squared_difference": lambda x, y: torch.nn.functional.mse_loss(x, y, reduction="none").mean(-1),
    "sparse_softmax_cross_entropy": lambda x, t: -x.log_softmax(-1).take_along_dim(t[..., None], -1)[..., 0],
    "sigmoid_cross_entropy": lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"),
    "batch_norm": batch_norm, "layer_norm": layer_norm, "conv": conv, "conv_input_grad": conv_input_grad,
    "conv_kernel_grad": conv_kernel_grad, "conv_transpose": conv_transpose, "max_pool": max_pool, "avg_pool": avg_pool,
    "avg_unpool": avg_unpool, "upsample": upsample, "resize": resize, "lstm": recurrent("lstm", 4), "gru": recurrent("gru", 3),
    "simple_rnn": recurrent("rnn", 1),
}  # fmt: skip


def main() -> None:
    stored = {}
    for name, function in TORCH.items():
        for i, (args, static) in enumerate(OPS[name].samples(Draw(7))):
            inputs = [torch.tensor(a) if isinstance(a, np.ndarray) else a for a in args]
            floating = [k for k, a in enumerate(inputs) if isinstance(a, torch.Tensor) and a.is_floating_point()]
            for k in floating:
                inputs[k].requires_grad_()
            out = function(*inputs, **static)
            if out is None:
                continue
            stored[f"{name}/{i}/out"] = out.detach().numpy()
            if out.requires_grad:
                cotangent = np.random.default_rng(i).standard_normal(tuple(out.shape))
                gradients = torch.autograd.grad(
                    out, [inputs[k] for k in floating], torch.tensor(cotangent), allow_unused=True
                )
                for k, g in zip(floating, gradients, strict=True):
                    if g is not None:
                        stored[f"{name}/{i}/grad{k}"] = g.numpy()
    np.savez_compressed(HERE / "ops.npz", **stored)
    print(f"{len(stored)} arrays, torch {torch.__version__}", file=sys.stderr)


if __name__ == "__main__":
    main()
