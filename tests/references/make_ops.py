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


def batch_norm(x, gamma=None, beta=None, *, axis=-1, epsilon=1e-3):
    return F.batch_norm(x.movedim(axis, 1), None, None, gamma, beta, True, 0.0, epsilon).movedim(1, axis)


def layer_norm(x, gamma=None, beta=None, *, axis=-1, epsilon=1e-3, rms=False):
    ax = axes(x, axis)
    shape = [x.shape[a] for a in ax]
    if rms:
        return F.rms_norm(x, shape, gamma, epsilon)
    return F.layer_norm(x, shape, gamma, beta, epsilon)


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
    "pad": lambda x, *, pad_width, value=0.0: F.pad(x, [n for pair in reversed(pad_width) for n in pair], value=value),
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
    "sparse_softmax_cross_entropy": lambda x, t: -x.log_softmax(-1).take_along_dim(t[..., None], -1)[..., 0],
    "sigmoid_cross_entropy": lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"),
    "batch_norm": batch_norm, "layer_norm": layer_norm,
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
