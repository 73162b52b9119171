"""How much a file may ask for: a few bytes can name shapes that no machine holds, or loops that never end."""

from __future__ import annotations

import math
from typing import Any

from badak.onnx.reading.registry import NodeCall, Unable

MOST_VALUES = (
    1 << 28
)  # of one tensor for one sample: 1 GB of float32; the table of words of a large language model has half
MOST_STEPS = 1 << 34  # of a sum over indices: some seconds
MOST_TAPS = 1 << 14  # of a window that is gone through place by place


class Giant(Unable):
    """More memory or time than a network needs."""


def bounded(*sizes: Any, most: int = MOST_VALUES) -> None:
    """Refuse a tensor of more values than the limit; sizes that are not fixed count as 1.

    Raises:
        Giant: with the sizes.

    Example:
        >>> bounded(None, 224, 224, 64)
        >>> bounded(1 << 20, 1 << 20)
        Traceback (most recent call last):
        ...
        badak.onnx.reading.limits.Giant: 1048576 × 1048576
    """
    numbers = [1 if n is None else abs(int(n)) for n in sizes]
    if math.prod(max(n, 1) for n in numbers) > most:
        raise Giant(" × ".join(map(str, numbers[:8])) + (" × …" if len(numbers) > 8 else ""))


def check(call: NodeCall, inputs: list) -> None:
    """Refuse a node whose result would be too large, before it is computed.

    Raises:
        Giant: BD259 for whoever asked.
    """
    shapes = [tuple(x.shape) for x in inputs if hasattr(x, "shape")]
    rule = _RULES.get(call.kind, _together)
    if shapes:
        rule(call, shapes)


def _together(call: NodeCall, shapes: list[tuple]) -> None:
    """Broadcasting: along each axis the largest."""
    ndim = max(map(len, shapes))
    largest = [max((s[i] or 1 for s in shapes if len(s) >= -i), default=1) for i in range(-ndim, 0)]
    bounded(*largest)


def _apart(call: NodeCall, shapes: list[tuple]) -> None:
    """No broadcasting: nothing grows."""


def _product(call: NodeCall, shapes: list[tuple]) -> None:
    if len(shapes) < 2 or not shapes[0] or not shapes[1]:
        return
    x, w = list(shapes[0]), list(shapes[1])
    if call.kind == "Gemm":
        bounded(x[1] if call.get("transA", 0) and len(x) > 1 else x[0], w[0] if call.get("transB", 0) else w[-1])
        return
    batch = [max((s[i] or 1 for s in (x, w) if len(s) >= -i), default=1) for i in range(-max(len(x), len(w)), -2)]
    bounded(*batch, x[-2] if len(x) > 1 else 1, w[-1] if len(w) > 1 else 1)


def _gather(call: NodeCall, shapes: list[tuple]) -> None:
    if len(shapes) > 1 and shapes[0]:
        axis = call.get("axis", 0)
        bounded(*[n for i, n in enumerate(shapes[0]) if i != axis % len(shapes[0])], *shapes[1])


def _windows(call: NodeCall, shapes: list[tuple]) -> None:
    x = shapes[0]
    rank = len(x) - 2
    pads, strides = call.get("pads") or [0] * 2 * rank, call.get("strides") or [1] * rank
    kernel = call.get("kernel_shape") or (shapes[1][2:] if len(shapes) > 1 else [1] * rank)
    dilation = call.get("dilations") or [1] * rank
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    if call.kind == "ConvTranspose":
        extra = call.get("output_padding") or [0] * rank
        sizes = [((n or 1) - 1) * s + span + e for n, s, span, e in zip(x[2:], strides, spans, extra)]
        bounded(*x[:2], *sizes)
        bounded(*x[:1], *(call.get("output_shape") or [])[-rank:])
        if len(shapes) > 1 and len(shapes[1]) > 1:
            bounded(*x[:1], shapes[1][1] * call.get("group", 1), *sizes)
        return
    padded = [(n or 1) + abs(a) + abs(b) for n, a, b in zip(x[2:], pads[:rank], pads[rank:])]
    bounded(*x[:2], *padded)
    bounded(*kernel)
    if call.kind == "Conv" and len(shapes) > 1 and shapes[1]:
        bounded(*x[:1], shapes[1][0], *padded)
    elif any(d > 1 for d in dilation):
        bounded(*kernel, most=MOST_TAPS)
        bounded(*x[:2], *padded, *kernel, most=MOST_STEPS)


def _einsum(call: NodeCall, shapes: list[tuple]) -> None:
    letters: dict[str, int] = {}
    terms = str(call.get("equation", "")).split("->")[0].replace(" ", "").split(",")
    for term, shape in zip(terms, shapes):
        for letter, n in zip(term.replace("...", ""), shape[::-1] if "..." in term else shape):
            letters[letter] = max(letters.get(letter, 1), n or 1)
        if "..." in term:
            letters[f"...{len(letters)}"] = math.prod(n or 1 for n in shape)
    bounded(*letters.values(), most=MOST_STEPS)


def _local(call: NodeCall, shapes: list[tuple]) -> None:
    bounded(call.get("size", 1), most=MOST_TAPS)


_APART = (
    "Concat Identity Dropout Reshape Flatten Transpose Squeeze Unsqueeze Split Slice Shape Size Cast Pad Expand Tile Range "
    "OneHot ConstantOfShape Resize Upsample TopK Trilu CumSum GatherElements LSTM GRU RNN ReduceSum ReduceMean ReduceMax "
    "ReduceMin ReduceProd ReduceLogSumExp ReduceL1 ReduceL2 ReduceSumSquare ReduceLogSum DepthToSpace SpaceToDepth "
    "BatchNormalization InstanceNormalization"
)  # results no larger than what is given, or functions that check by themselves
_RULES: dict[str, Any] = {kind: _apart for kind in _APART.split()}
_RULES |= dict.fromkeys(("MatMul", "Gemm"), _product)
_RULES |= dict.fromkeys(("Conv", "ConvTranspose", "MaxPool", "AveragePool"), _windows)
_RULES |= {"Gather": _gather, "Einsum": _einsum, "LRN": _local}
