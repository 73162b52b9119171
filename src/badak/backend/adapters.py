"""How the call of an operation becomes the call of a kernel, where their arguments differ.

A kernel's adapter takes what the record's forward, or vjp, takes. It returns None for a call that no kernel computes; the
composite does it then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Kernel = Callable[..., Any] | None


def table_of(k: Any) -> dict[str, tuple[Kernel, Kernel]]:
    """Return, by name of the operation, what computes its forward and its vjp.

    Args:
        k: the module of kernels.
    """
    return {
        "affine": (k.affine, k.affine_vjp),
        "relu": (k.relu, k.relu_vjp),
        "add_relu": (k.add_relu, k.add_relu_vjp),
        "gelu": (k.gelu, k.gelu_vjp),
        **_softmax(k),
        "softmax_cross_entropy": (k.softmax_cross_entropy, k.softmax_cross_entropy_vjp),
        "sparse_softmax_cross_entropy": (k.sparse_softmax_cross_entropy, k.sparse_softmax_cross_entropy_vjp),
        "mean_squared_difference": (k.mean_squared_difference, k.mean_squared_difference_vjp),
        "astype": (_astype(k), None),
        **_convolution(k),
        **_pooling(k),
        **_batch_norm(k),
        **_layer_norm(k),
        **_recurrent(k),
    }


def _convolution(k: Any) -> dict[str, tuple[Kernel, Kernel]]:
    def how(x: tuple, w: tuple, strides: Any = 1, padding: Any = "valid", dilation: Any = 1, groups: Any = 1) -> tuple:
        from badak.ops.conv import plan_of  # operations are defined after the kernels are loaded

        return plan_of(x, w, strides, padding, dilation, groups).how

    def forward(x: Any, w: Any, b: Any = None, *, activation: Any = None, **options: Any) -> Any:
        return k.conv(x, w, b, *how(x.shape, w.shape, **options), activation)

    def scaled(x: Any, w: Any, scale: Any, shift: Any, *, activation: Any = None, **options: Any) -> Any:
        if activation not in (None, "relu") or scale is None or shift is None:
            return None
        if not (hasattr(x, "shape") and hasattr(w, "shape")):
            return None
        return k.conv(x, w, shift, *how(x.shape, w.shape, **options), activation, scale)

    def vjp(g, x, w, out, shapes, need, strides, padding, dilation, groups, activation):  # noqa: PLR0913 - the record's own
        found = k.activation_vjp(g, out, activation, len(need) > 2 and need[2])
        if found is None:
            return None
        delta, db = found
        options = how(shapes[0], shapes[1], strides, padding, dilation, groups)
        dx = k.conv_input_grad(delta, w, shapes[0], *options) if need[0] else None
        dw = k.conv_kernel_grad(x, delta, shapes[1], *options) if need[1] else None
        if (need[0] and dx is None) or (need[1] and dw is None):
            return None
        return (dx, k.as_type(dw, w), k.as_type(db, w))[: len(need)]

    def input_grad(g: Any, w: Any, *, input_shape: Any, **options: Any) -> Any:
        return k.conv_input_grad(g, w, tuple(input_shape), *how(tuple(input_shape), w.shape, **options))

    def kernel_grad(x: Any, g: Any, *, kernel_shape: Any, **options: Any) -> Any:
        found = k.conv_kernel_grad(x, g, tuple(kernel_shape), *how(x.shape, tuple(kernel_shape), **options))
        return k.as_type(found, g)

    return {
        "conv": (forward, vjp),
        "conv_scaled": (scaled, None),
        "conv_input_grad": (input_grad, None),
        "conv_kernel_grad": (kernel_grad, None),
    }


def _pooling(k: Any) -> dict[str, tuple[Kernel, Kernel]]:
    def how(x: Any, pool_size: Any = 2, strides: Any = None, padding: Any = "valid") -> tuple:
        from badak.ops.pool import plan_of

        return plan_of("pool", x, pool_size, strides, padding).how

    def max_pool(x: Any, **options: Any) -> Any:
        return k.max_pool(x, *how(x.shape, **options))

    def max_unpool(x: Any, index: Any, *, input_shape: Any, **options: Any) -> Any:
        return k.max_unpool(x, index, tuple(input_shape), *how(tuple(input_shape), **options))

    def avg_pool(x: Any, **options: Any) -> Any:
        return k.avg_pool(x, *how(x.shape, **options))

    def avg_unpool(x: Any, *, input_shape: Any, **options: Any) -> Any:
        return k.avg_unpool(x, tuple(input_shape), *how(tuple(input_shape), **options))

    return {
        "max_pool": (max_pool, None),
        "max_unpool": (max_unpool, None),
        "avg_pool": (avg_pool, None),
        "avg_unpool": (avg_unpool, None),
    }


def _batch_norm(k: Any) -> dict[str, tuple[Kernel, Kernel]]:
    def forward(
        x: Any, gamma: Any = None, beta: Any = None, *, axis: int = -1, epsilon: float = 1e-3, activation: Any = None
    ) -> Any:
        if axis not in (-1, len(x.shape) - 1) or activation not in (None, "relu"):
            return None
        return k.batch_norm(x, gamma, beta, epsilon, activation is not None)

    def vjp(g, x, gamma, beta, mean, inverse, shapes, need, axis, epsilon, activation):  # noqa: PLR0913
        if axis not in (-1, len(shapes[0]) - 1):
            return None
        found = k.batch_norm_grad(g, x, gamma, beta, mean, inverse, activation == "relu")
        return None if found is None else found[: len(need)]

    def scale_shift(x: Any, scale: Any, shift: Any, *, axis: int = -1, activation: Any = None) -> Any:
        if axis not in (-1, len(x.shape) - 1) or activation not in (None, "relu"):
            return None
        return k.scale_shift(x, scale, shift, None, activation == "relu")

    return {"batch_norm": (forward, vjp), "scale_shift": (scale_shift, None)}


def _softmax(k: Any) -> dict[str, tuple[Kernel, Kernel]]:
    def vjp(g: Any, out: Any, axis: int) -> Any:
        found = k.softmax_vjp(g, out) if axis in (-1, len(out.shape) - 1) else None
        return None if found is None else (found,)

    def masked(x: Any, mask: Any) -> Any:
        if type(mask) is not np.ndarray or mask.dtype != np.bool_:
            return None
        return k.masked_softmax(x, np.ascontiguousarray(mask).view(np.uint8)) if mask.ndim else None

    def masked_vjp(g: Any, out: Any) -> Any:
        found = k.softmax_vjp(g, out)
        return None if found is None else (found, None)

    return {"softmax": (k.softmax, vjp), "masked_softmax": (masked, masked_vjp)}


def _layer_norm(k: Any) -> dict[str, tuple[Kernel, Kernel]]:
    def last(axis: Any, ndim: int) -> bool:
        """Say whether the last axis is all that is normalised over."""
        axis = axis[0] if isinstance(axis, tuple | list) and len(axis) == 1 else axis
        return axis in (-1, ndim - 1)

    def forward(
        x: Any, gamma: Any = None, beta: Any = None, *, axis: Any = -1, epsilon: float = 1e-3, rms: bool = False
    ) -> Any:
        return k.layer_norm(x, gamma, beta, epsilon, rms) if last(axis, len(x.shape)) else None

    def vjp(g, x, gamma, beta, mean, inverse, shapes, need, axis, epsilon, rms):  # noqa: PLR0913
        if not last(axis, len(shapes[0])):
            return None
        found = k.layer_norm_grad(g, x, gamma, beta, mean, inverse, rms)
        return None if found is None else found[: len(need)]

    return {"layer_norm": (forward, vjp)}


def _recurrent(k: Any) -> dict[str, tuple[Kernel, Kernel]]:
    def chosen(mask: Any) -> Any:
        known = isinstance(mask, np.ndarray) and mask.dtype == np.bool_
        return np.ascontiguousarray(mask).view(np.uint8) if known else mask

    def lstm(x, kernel, recurrent, bias=None, h=None, c=None, mask=None, keep=None):  # noqa: PLR0913 - the record's own
        return k.lstm(x, kernel, recurrent, bias, h, c, chosen(mask), keep)

    def lstm_vjp(g, x, kernel, recurrent, bias, h, c, mask, keep, out, cells, gates, need):  # noqa: PLR0913
        found = k.lstm_vjp(g, x, kernel, recurrent, bias, h, c, chosen(mask), keep, out, cells, gates, need[0])
        return None if found is None else (*found[:6], None, found[6])[: len(need)]

    def gru(x, kernel, recurrent, bias=None, h=None, mask=None, keep=None, *, reset_after=True):
        return k.gru(x, kernel, recurrent, bias, h, chosen(mask), keep, bool(reset_after))

    def without_cell(found: Any, need: tuple) -> Any:
        return None if found is None else (*found[:5], None, found[6])[: len(need)]

    def gru_vjp(g, x, kernel, recurrent, bias, h, mask, keep, out, gates, need, reset_after):  # noqa: PLR0913
        weights = (x, kernel, recurrent, bias)
        return without_cell(k.gru_vjp(g, *weights, h, chosen(mask), keep, out, gates, bool(reset_after), need[0]), need)

    def simple_rnn(x, kernel, recurrent, bias=None, h=None, mask=None, keep=None, *, activation="tanh"):
        return k.simple_rnn(x, kernel, recurrent, bias, h, chosen(mask), keep, activation)

    def simple_rnn_vjp(g, x, kernel, recurrent, bias, h, mask, keep, out, need, activation):  # noqa: PLR0913
        weights = (x, kernel, recurrent, bias)
        return without_cell(k.simple_rnn_vjp(g, *weights, h, chosen(mask), keep, out, activation, need[0]), need)

    return {"lstm": (lstm, lstm_vjp), "gru": (gru, gru_vjp), "simple_rnn": (simple_rnn, simple_rnn_vjp)}


def _astype(k: Any) -> Kernel:
    narrow: list = []  # an array of bfloat16 tells the kernel what that is; made when first asked for

    def forward(x: Any, *, dtype: Any) -> Any:
        to = np.dtype(dtype)
        if to.itemsize == 2 and to.kind == "V":
            if not narrow:
                narrow.append(np.zeros(1, to))
            return k.convert(x, narrow[0])
        return k.convert(x, None) if to == np.float32 else None

    return forward
