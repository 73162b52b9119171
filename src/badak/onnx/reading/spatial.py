"""Convolution, pooling, normalisation and resizing: ONNX has the channels first."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np

import badak
from badak.onnx.export.values import Size, to_first, to_last
from badak.onnx.reading import layers as made_layers
from badak.onnx.reading.elementwise import same
from badak.onnx.reading.layers import batch_norm, convolution, convolution_transposed
from badak.onnx.reading.limits import bounded
from badak.onnx.reading.registry import NodeCall, Unable, is_known, known, node
from badak.ops.conv import conv, conv_transpose
from badak.ops.norm import fixed_norm, layer_norm, scale_shift
from badak.ops.pool import avg_pool, max_pool
from badak.ops.resize import resize, upsample
from badak.ops.shape import getitem


def last(x: Any) -> Any:
    """Bring the channels to the end."""
    return badak.transpose(x, tuple(to_last(x.ndim)))


def first(x: Any) -> Any:
    """Bring the channels behind the batch."""
    return badak.transpose(x, tuple(to_first(x.ndim)))


def _pairs(call: NodeCall, x: Any, kernel: list, strides: list, dilation: list, ceil: bool = False) -> Any:
    """Return the padding of each axis: pairs, or a word where it depends on a size that is not fixed."""
    rank, how = len(kernel), call.get("auto_pad", "NOTSET")
    if how in ("SAME_UPPER", "SAME_LOWER"):
        pairs = []
        for n, k, s, d in zip(x.shape[2:], kernel, strides, dilation):
            if n is None and s > 1:
                if how == "SAME_UPPER":
                    return "same"
                raise Unable("SAME_LOWER over sizes that are not fixed")
            total = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0) if n is not None else (k - 1) * d
            small = total // 2
            pairs.append((small, total - small) if how == "SAME_UPPER" else (total - small, small))
        return tuple(pairs)
    pads = [0] * (2 * rank) if how == "VALID" else list(call.get("pads") or [0] * (2 * rank))
    return tuple((pads[i], pads[i + rank]) for i in range(rank))


@node("Conv")
def _conv(call: NodeCall, x: Any, w: Any, b: Any = None) -> Any:
    rank = w.ndim - 2
    strides, dilation = call.get("strides") or [1] * rank, call.get("dilations") or [1] * rank
    padding = _pairs(call, x, list(w.shape[2:]), strides, dilation)
    how = {"strides": tuple(strides), "padding": padding, "dilation": tuple(dilation), "groups": call.get("group", 1)}
    made = convolution(call, x, w, b, how)
    if made is not None:
        return made
    kernel = badak.transpose(w, (*range(2, rank + 2), 1, 0))
    return first(conv(last(x), kernel, b, **how))


@node("ConvTranspose")
def _conv_transpose(call: NodeCall, x: Any, w: Any, b: Any = None) -> Any:
    rank, groups = w.ndim - 2, call.get("group", 1)
    strides, dilation = call.get("strides") or [1] * rank, call.get("dilations") or [1] * rank
    extra = list(call.get("output_padding") or [0] * rank)
    spans = [d * (k - 1) + 1 for k, d in zip(w.shape[2:], dilation)]
    pads = list(call.get("pads") or [0] * (2 * rank))
    how, wanted = call.get("auto_pad", "NOTSET"), call.get("output_shape")
    if wanted is not None or how in ("SAME_UPPER", "SAME_LOWER"):
        sizes = x.shape[2:]
        wanted = [n * s for n, s in zip(sizes, strides)] if wanted is None else list(wanted)[-rank:]
        for i, n in enumerate(sizes):
            total = max(strides[i] * (n - 1) + extra[i] + spans[i] - wanted[i], 0)
            if strides[i] * (n - 1) + extra[i] + spans[i] < wanted[i]:
                extra[i] = wanted[i] - strides[i] * (n - 1) - spans[i]
            half = total // 2
            pads[i], pads[i + rank] = (half, total - half) if how == "SAME_UPPER" else (total - half, half)
    kernel = badak.transpose(w, (*range(2, rank + 2), 1, 0))
    if all(e < s for e, s in zip(extra, strides)) and all(
        p < n for p, n in zip(pads, [*spans, *spans])
    ):  # what the layer can say
        shown = {
            "strides": tuple(strides), "padding": tuple((pads[i], pads[i + rank]) for i in range(rank)),
            "output_padding": tuple(extra), "dilation": tuple(dilation), "groups": groups,
        }  # fmt: skip
        made = convolution_transposed(call, x, w, b, shown)
        return first(conv_transpose(last(x), kernel, b, **shown)) if made is None else made
    # everything that the kernels reach, then what padding cuts off; what is added at the end is zeros before the bias
    full = conv_transpose(
        last(x), kernel, None, strides=tuple(strides), padding=((0, 0),) * rank, dilation=tuple(dilation), groups=groups,
    )  # fmt: skip
    if any(extra):
        full = badak.pad(full, ((0, 0), *((0, e) for e in extra), (0, 0)))
    cuts = tuple(slice(pads[i], -pads[i + rank] if pads[i + rank] else None) for i in range(rank))
    full = getitem(full, index=(slice(None), *cuts)) if any(pads) else full
    return first(full if b is None else full + b)


def _windows(call: NodeCall, x: Any) -> tuple:
    kernel = list(call.get("kernel_shape"))
    rank = len(kernel)
    strides, dilation = list(call.get("strides") or [1] * rank), list(call.get("dilations") or [1] * rank)
    pairs = _pairs(call, x, kernel, strides, dilation)
    beyond = [0] * rank
    if call.get("ceil_mode", 0) and not isinstance(pairs, str):
        for i, (n, k, s, d) in enumerate(zip(x.shape[2:], kernel, strides, dilation)):
            if n is None:
                raise Unable("ceil_mode over sizes that are not fixed")
            span = n + sum(pairs[i]) - d * (k - 1) - 1
            count = -(-span // s) + 1
            if (count - 1) * s >= n + pairs[i][0]:  # a window that would begin beyond the data does not count
                count -= 1
            beyond[i] = max((count - 1) * s + d * (k - 1) + 1 - n - sum(pairs[i]), 0)
    return kernel, strides, dilation, pairs, beyond


@node("MaxPool")
def _max_pool(call: NodeCall, x: Any) -> Any:
    kernel, strides, dilation, pairs, beyond = _windows(call, x)
    if call.outputs > 1:
        raise Unable("MaxPool with Indices")
    dtype, data = x.dtype, last(x)
    if dtype.kind != "f":
        data = badak.astype(data, dtype=np.float32) if not is_known(data) else data.astype(np.float32)
    if any(d > 1 for d in dilation):
        return same(first(_dilated(data, kernel, strides, dilation, pairs, beyond)), x)
    if isinstance(pairs, str):
        out = max_pool(data, pool_size=tuple(kernel), strides=tuple(strides), padding=pairs)
    elif all(max(a, b + e) < k for (a, b), e, k in zip(pairs, beyond, kernel)):
        padding = tuple((a, b + e) for (a, b), e in zip(pairs, beyond))
        out = max_pool(data, pool_size=tuple(kernel), strides=tuple(strides), padding=padding)
    else:
        widths = ((0, 0), *((a, b + e) for (a, b), e in zip(pairs, beyond)), (0, 0))
        data = badak.pad(data, widths, value=-math.inf)
        out = max_pool(data, pool_size=tuple(kernel), strides=tuple(strides))
    return same(first(out), x)


def _dilated(x: Any, kernel: list, strides: list, dilation: list, pairs: Any, beyond: list) -> Any:
    """Take the maximum over the places of the window, one shifted view for each."""
    if isinstance(pairs, str) or None in x.shape[1:]:
        raise Unable("MaxPool with dilations over sizes that are not fixed")
    x = badak.pad(x, ((0, 0), *((a, b + e) for (a, b), e in zip(pairs, beyond)), (0, 0)), value=-math.inf)
    sizes = [(n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(x.shape[1:-1], kernel, strides, dilation)]
    out = None
    for place in np.ndindex(*kernel):
        cut = tuple(slice(p * d, p * d + (m - 1) * s + 1, s) for p, d, m, s in zip(place, dilation, sizes, strides))
        part = getitem(x, index=(slice(None), *cut))
        out = part if out is None else badak.maximum(out, part)
    return out


@node("AveragePool")
def _average_pool(call: NodeCall, x: Any) -> Any:
    kernel, strides, dilation, pairs, beyond = _windows(call, x)
    data = last(x)
    if any(d > 1 for d in dilation):
        return same(first(_dilated_mean(call, data, kernel, strides, dilation, pairs, beyond)), x)
    how = {"pool_size": tuple(kernel), "strides": tuple(strides)}
    if isinstance(pairs, str):
        return same(first(avg_pool(data, padding=pairs, **how)), x)
    if call.get("count_include_pad", 0):  # zeros that count; places beyond the padding do not
        data = badak.pad(data, ((0, 0), *pairs, (0, 0)))
        pairs = ((0, 0),) * len(kernel)
    padding = tuple((a, b + e) for (a, b), e in zip(pairs, beyond))
    return same(first(avg_pool(data, padding=padding, **how)), x)


def _dilated_mean(call: NodeCall, x: Any, kernel: list, strides: list, dilation: list, pairs: Any, beyond: list) -> Any:
    """Take the mean over the places of the window that count, one shifted view for each."""
    if isinstance(pairs, str) or None in x.shape[1:]:
        raise Unable("AveragePool with dilations over sizes that are not fixed")
    counts = np.ones((1, *x.shape[1:-1], 1), x.dtype)
    widths = ((0, 0), *pairs, (0, 0))
    if call.get("count_include_pad", 0):
        counts = np.pad(counts, widths, constant_values=1)
        counts = np.pad(counts, ((0, 0), *((0, e) for e in beyond), (0, 0)))
    else:
        counts = np.pad(counts, ((0, 0), *((a, b + e) for (a, b), e in zip(pairs, beyond)), (0, 0)))
    x = badak.pad(x, ((0, 0), *((a, b + e) for (a, b), e in zip(pairs, beyond)), (0, 0)))
    sizes = [(n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(x.shape[1:-1], kernel, strides, dilation)]
    total: Any = None
    many: Any = np.zeros((1, *sizes, 1), counts.dtype)
    for place in np.ndindex(*kernel):
        cut = tuple(slice(p * d, p * d + (m - 1) * s + 1, s) for p, d, m, s in zip(place, dilation, sizes, strides))
        part = getitem(x, index=(slice(None), *cut))
        total = part if total is None else total + part
        many = many + counts[(slice(None), *cut)]
    return total / many


@node("GlobalAveragePool")
def _global_average(call: NodeCall, x: Any) -> Any:
    return badak.mean(x, axis=tuple(range(2, x.ndim)), keepdims=True)


@node("GlobalMaxPool")
def _global_max(call: NodeCall, x: Any) -> Any:
    return badak.max(x, axis=tuple(range(2, x.ndim)), keepdims=True)


@node("BatchNormalization")
def _batch_norm(call: NodeCall, x: Any, scale: Any, shift: Any, mean: Any, variance: Any) -> Any:
    epsilon, momentum = call.get("epsilon", 1e-5), call.get("momentum", 0.9)
    training = call.get("training_mode", 0) or (call.opset < 7 and call.get("is_test", 0) == 0)
    if call.opset < 9 and x.ndim > 2 and call.get("spatial", 1) == 0:
        raise Unable("BatchNormalization with spatial=0")
    if training:
        axes = (0, *range(2, x.ndim))
        wide = (1, -1, *[1] * (x.ndim - 2))
        own, spread = badak.mean(x, axis=axes), badak.var(x, axis=axes)
        out = (x - badak.reshape(own, wide)) / badak.sqrt(badak.reshape(spread, wide) + epsilon)
        out = same(out * badak.reshape(scale, wide) + badak.reshape(shift, wide), x)
        kept = (mean * momentum + own * (1 - momentum), variance * momentum + spread * (1 - momentum))
        return (out, *(same(k, mean) for k in kept))[: max(call.outputs, 1)] if call.outputs > 1 else out
    made = batch_norm(call, x, [scale, shift, mean, variance], epsilon, momentum)
    if made is not None:
        return made
    return same(scale_shift(x, *fixed_norm(scale, shift, mean, variance, epsilon), axis=1), x)


@node("InstanceNormalization")
def _instance_norm(call: NodeCall, x: Any, scale: Any, shift: Any) -> Any:
    wide = (1, -1, *[1] * (x.ndim - 2))
    out = layer_norm(x, None, None, axis=tuple(range(2, x.ndim)), epsilon=call.get("epsilon", 1e-5))
    return same(out * badak.reshape(scale, wide) + badak.reshape(shift, wide), x)


@node("LayerNormalization")
def _layer_norm(call: NodeCall, x: Any, scale: Any, shift: Any = None) -> Any:
    axis, epsilon = call.get("axis", -1) % x.ndim, call.get("epsilon", 1e-5)
    axes = tuple(range(axis, x.ndim))
    if call.outputs < 2:
        made = made_layers.layer_norm(call, x, axis, scale, shift, epsilon)
        if made is not None:
            return made
    out = layer_norm(x, None, None, axis=axes, epsilon=epsilon) * scale
    out = same(out if shift is None else out + shift, x)
    if call.outputs < 2:
        return out
    mean = badak.mean(x, axis=axes, keepdims=True)
    spread = badak.mean(badak.square(x - mean), axis=axes, keepdims=True)
    return (out, mean, same(1.0 / badak.sqrt(spread + epsilon), x))[: call.outputs]


@node("LRN")
def _lrn(call: NodeCall, x: Any) -> Any:
    size, alpha, beta, bias = call.get("size"), call.get("alpha", 1e-4), call.get("beta", 0.75), call.get("bias", 1.0)
    before, channels = (size - 1) // 2, x.shape[1]
    squares = badak.pad(badak.square(x), ((0, 0), (before, size - 1 - before), *[(0, 0)] * (x.ndim - 2)))
    total = None
    for i in range(size):
        part = getitem(squares, index=(slice(None), slice(i, i + channels)))
        total = part if total is None else total + part
    return same(x / (bias + alpha / size * total) ** beta, x)


@node("LpNormalization")
def _lp_normalization(call: NodeCall, x: Any) -> Any:
    axis, p = call.get("axis", -1), call.get("p", 2)
    size = badak.sum(badak.absolute(x), axis=axis, keepdims=True) if p == 1 else badak.sqrt(
        badak.sum(badak.square(x), axis=axis, keepdims=True))  # fmt: skip
    return same(x / badak.where(badak.equal(size, 0), size + 1, size), x)


@node("MeanVarianceNormalization")
def _mean_variance(call: NodeCall, x: Any) -> Any:
    axes = tuple(call.get("axes") or (0, 2, 3))
    centred = x - badak.mean(x, axis=axes, keepdims=True)
    return same(centred / (badak.sqrt(badak.mean(badak.square(centred), axis=axes, keepdims=True)) + 1e-9), x)


@node("DepthToSpace")
def _depth_to_space(call: NodeCall, x: Any) -> Any:
    n, c, h, w = x.shape
    b = call.get("blocksize")
    parts = (b, b, c // (b * b)) if call.get("mode", "DCR") == "DCR" else (c // (b * b), b, b)
    order = (0, 3, 4, 1, 5, 2) if call.get("mode", "DCR") == "DCR" else (0, 1, 4, 2, 5, 3)
    apart = badak.reshape(x, (-1 if n is None else n, *parts, h, w))
    return badak.reshape(badak.transpose(apart, order), (-1 if n is None else n, c // (b * b), h * b, w * b))


@node("SpaceToDepth")
def _space_to_depth(call: NodeCall, x: Any) -> Any:
    n, c, h, w = x.shape
    b = call.get("blocksize")
    apart = badak.reshape(x, (-1 if n is None else n, c, h // b, b, w // b, b))
    order = (0, 3, 5, 1, 2, 4) if call.get("mode", "DCR") == "DCR" else (0, 1, 3, 5, 2, 4)
    return badak.reshape(badak.transpose(apart, order), (-1 if n is None else n, c * b * b, h // b, w // b))


@node("Upsample", "Resize")
def _resize(call: NodeCall, x: Any, *more: Any) -> Any:
    scales, sizes = None, None
    if call.kind == "Upsample" or call.opset < 11:
        scales = call.get("scales") if call.get("scales") is not None else [float(s) for s in known(more[0], "scales")]
        mode, where = call.get("mode", "nearest"), "asymmetric"
        rounding = "floor"
    else:
        _, scale_input, size_input = (*more, None, None, None)[:3]
        if size_input is not None:
            raw = known(size_input, "sizes", sizes=True).reshape(-1)
            sizes = [None if isinstance(n, Size) else int(n) for n in raw]
        else:
            scales = [float(s) for s in known(scale_input, "scales")]
        mode, where = call.get("mode", "nearest"), call.get("coordinate_transformation_mode", "half_pixel")
        rounding = call.get("nearest_mode", "round_prefer_floor")
    if call.get("antialias", 0):
        raise Unable("Resize with antialias")
    sizes, scales = _for_all_axes(call, x, sizes, scales)
    bounded(*(sizes if scales is None else [(n or 1) * s for n, s in zip(x.shape, scales)]))
    for n, m in zip(x.shape, [(n or 1) * s for n, s in zip(x.shape, scales)] if scales is not None else sizes):
        bounded(n, m)  # a matrix makes m values of n
    if (
        scales is not None
        and (mode, where, rounding) == ("nearest", "asymmetric", "floor")
        and list(scales[:2]) == [1, 1]
    ):
        if all(float(s).is_integer() and s >= 1 for s in scales) and x.ndim > 2 and x.dtype.kind == "f":
            return first(upsample(last(x), size=tuple(int(s) for s in scales[2:])))
    plain = where == "half_pixel" and (mode == "linear" or (mode, rounding) == ("nearest", "round_prefer_ceil"))
    if (
        sizes is not None
        and scales is None
        and plain
        and x.ndim > 2
        and None not in x.shape[1:]
        and sizes[1] == x.shape[1]
    ):
        if sizes[0] in (None, x.shape[0]) and x.dtype.kind == "f":
            how = "bilinear" if mode == "linear" else "nearest"
            return first(resize(last(x), size=tuple(sizes[2:]), interpolation=how))
    out = x
    for axis, n in enumerate(x.shape):
        if (scales is not None and scales[axis] == 1.0) or (sizes is not None and sizes[axis] is None):
            continue
        if n is None:
            if sizes is not None and axis == 0:
                continue
            raise Unable("Resize of sizes that are not fixed")
        m = sizes[axis] if sizes is not None else math.floor(n * cast(Any, scales)[axis])
        scale = m / n if scales is None else scales[axis]
        if m != n or scale != 1.0:
            out = _along(out, axis, _weights(n, m, scale, mode, where, rounding, call), x.dtype)
    return out


def _for_all_axes(call: NodeCall, x: Any, sizes: Any, scales: Any) -> tuple:
    """Return sizes and scales of every axis; a policy that keeps the aspect ratio makes scales of sizes."""
    axes = [a % x.ndim for a in call.get("axes") or range(x.ndim)]
    policy = call.get("keep_aspect_ratio_policy", "stretch")
    if sizes is not None and policy != "stretch":
        if None in sizes or any(x.shape[a] is None for a in axes):
            raise Unable("Resize with keep_aspect_ratio_policy of sizes that are not fixed")
        ratios = [m / x.shape[a] for m, a in zip(sizes, axes)]
        ratio = min(ratios) if policy == "not_larger" else max(ratios)
        full = {a: int(math.floor(ratio * x.shape[a] + 0.5)) for a in axes}
        return [full.get(a, x.shape[a]) for a in range(x.ndim)], [ratio if a in axes else 1.0 for a in range(x.ndim)]
    if sizes is not None:
        found = dict(zip(axes, sizes))
        return [found.get(a, x.shape[a]) for a in range(x.ndim)], None
    given = dict(zip(axes, scales))
    return None, [given.get(a, 1.0) for a in range(x.ndim)]


def _weights(n: int, m: int, scale: float, mode: str, where: str, rounding: str, call: NodeCall) -> np.ndarray:
    """Return the matrix that makes m values of n."""
    i = np.arange(m, dtype=np.float64)
    if where == "half_pixel":
        at = (i + 0.5) / scale - 0.5
    elif where == "pytorch_half_pixel":
        at = (i + 0.5) / scale - 0.5 if m > 1 else np.zeros(m)
    elif where == "align_corners":
        at = i * (n - 1) / (scale * n - 1) if scale * n != 1 else np.zeros(m)
    elif where == "asymmetric":
        at = i / scale
    elif where == "half_pixel_symmetric":
        adjust = m / (scale * n)
        at = n / 2 * (1 - adjust) + (i + 0.5) / scale - 0.5
    else:
        raise Unable(f"Resize with coordinate_transformation_mode={where!r}")
    out = np.zeros((m, n))
    rows = np.arange(m)
    if mode == "nearest":
        chosen = {
            "floor": np.floor(at), "ceil": np.ceil(at), "round_prefer_floor": np.ceil(at - 0.5),
            "round_prefer_ceil": np.floor(at + 0.5),
        }[rounding]  # fmt: skip
        out[rows, np.clip(chosen, 0, n - 1).astype(int)] = 1.0
        return out
    base = np.floor(at)
    if mode == "linear":
        taps = [(0, 1 - (at - base)), (1, at - base)]
    else:
        a, t = call.get("cubic_coeff_a", -0.75), at - base

        def near(d: np.ndarray) -> np.ndarray:
            return ((a + 2) * d - (a + 3)) * d * d + 1

        def far(d: np.ndarray) -> np.ndarray:
            return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a

        taps = [(-1, far(t + 1)), (0, near(t)), (1, near(1 - t)), (2, far(2 - t))]
        if call.get("exclude_outside", 0):
            kept = [np.where((base + o >= 0) & (base + o < n), w, 0) for o, w in taps]
            total = sum(kept)
            taps = [(o, w / total) for (o, _), w in zip(taps, kept)]
    for offset, weight in taps:
        np.add.at(out, (rows, np.clip(base + offset, 0, n - 1).astype(int)), weight)
    return out


def _along(x: Any, axis: int, weights: np.ndarray, dtype: Any) -> Any:
    if ((weights == 1).sum(axis=1) == 1).all() and dtype.kind != "f":
        return badak.take(x, weights.argmax(axis=1), axis=axis)
    order = [a for a in range(x.ndim) if a != axis] + [axis]
    moved = badak.matmul(badak.transpose(x, tuple(order)), weights.T.astype(dtype))
    back = [0] * x.ndim
    for place, a in enumerate(order):
        back[a] = place
    return badak.transpose(moved, tuple(back))


@node("GroupNormalization")
def _group_norm(call: NodeCall, x: Any, scale: Any, shift: Any) -> Any:
    groups, channels, spatial = call.get("num_groups"), x.shape[1], x.shape[2:]
    if None in spatial:
        raise Unable("GroupNormalization over sizes that are not fixed")
    rows = (-1 if x.shape[0] is None else x.shape[0], groups, channels // groups, *spatial)
    apart = badak.reshape(x, rows)
    found = layer_norm(apart, None, None, axis=tuple(range(2, apart.ndim)), epsilon=call.get("epsilon", 1e-5))
    wide = (1, -1, *[1] * len(spatial))
    if call.opset < 21:  # one scale for a group; later for a channel
        own = [badak.reshape(n, (1, groups, 1, *[1] * len(spatial))) for n in (scale, shift)]
        return same(badak.reshape(found * own[0] + own[1], (rows[0], channels, *spatial)), x)
    found = badak.reshape(found, (rows[0], channels, *spatial))
    return same(found * badak.reshape(scale, wide) + badak.reshape(shift, wide), x)


@node("RMSNormalization")
def _rms_norm(call: NodeCall, x: Any, scale: Any) -> Any:
    axes = tuple(range(call.get("axis", -1) % x.ndim, x.ndim))
    return same(layer_norm(x, None, None, axis=axes, epsilon=call.get("epsilon", 1e-5), rms=True) * scale, x)
