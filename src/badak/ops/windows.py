"""The sizes of sliding windows: padding, strides and dilation, the arithmetic that convolution and pooling share.

A window of k values with dilation d spans d(k - 1) + 1 of them. Over n values with b more before and a after, moved s at a
time, it finds

    floor((n + b + a - d(k - 1) - 1) / s) + 1

places. Everything here is integers: no array is looked at, so layers use it for shapes that nobody has allocated.
"""

from __future__ import annotations

import functools
import operator
from typing import Any, NamedTuple

import numpy as np

from badak.errors import error, shape_text

Pairs = tuple[tuple[int, int], ...]  # (before, after) for each spatial axis


class Windows(NamedTuple):
    """Where the windows lie: everything as tuples with one entry for each spatial axis."""

    strides: tuple[int, ...]
    padding: Pairs
    dilation: tuple[int, ...]
    sizes: tuple  # number of windows along each axis; None where the data's size is not known yet


def per_axis(where: str, name: str, value: Any, rank: int, least: int = 1) -> tuple[int, ...]:
    """Return one integer for each spatial axis from a number or a sequence of them.

    Raises:
        ArgumentError: BD003, for other values than integers ≥ ``least``, or a sequence of another length.
    """
    values = tuple(value) if isinstance(value, tuple | list) else (value,) * rank
    try:
        found = tuple(operator.index(v) for v in values if not isinstance(v, bool))
    except TypeError:
        found = ()
    if len(found) != rank or min(found, default=least) < least:
        several = f" | ({', '.join(['…'] * rank)})" if rank > 1 else ""
        raise error("BD003", where=where, name=name, got=repr(value), expected=f"an integer ≥ {least}{several}")
    return found


def padding_rule(
    where: str, padding: Any, rank: int, words: tuple[str, ...] = ("valid", "same"), name: str = "padding"
) -> str | Pairs:
    """Return a padding as one of ``words`` in small letters, or as (before, after) for each spatial axis.

    Raises:
        ArgumentError: BD003, for anything that is neither.
    """
    if isinstance(padding, str):
        if padding.lower() in words:
            return padding.lower()
    elif _is_whole(padding):
        return ((int(padding), int(padding)),) * rank
    elif isinstance(padding, tuple | list) and len(padding) == rank:
        pairs = [(p, p) if _is_whole(p) else p for p in padding]
        if all(isinstance(p, tuple | list) and len(p) == 2 and all(map(_is_whole, p)) for p in pairs):
            return tuple((int(p[0]), int(p[1])) for p in pairs)
    one = "((before, after),)" if rank == 1 else f"((before, after), … × {rank})"
    expected = " | ".join([*map(repr, words), "1", one])
    raise error("BD003", where=where, name=name, got=repr(padding), expected=expected)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and int(value) >= 0


def axis_padding(rule: str | tuple[int, int], n: int, k: int, s: int, d: int) -> tuple[int, int]:
    """Return (before, after) along one axis.

    ``"same"`` is TensorFlow's and Keras's rule: ceil(n / s) windows, and of an odd number of zeros the larger part after.
    ``"causal"`` puts all of them before, so that no window sees what comes later.
    """
    if not isinstance(rule, str):
        return rule
    span = d * (k - 1) + 1
    if rule == "valid":
        return 0, 0
    if rule == "causal":
        return span - 1, 0
    total = max((-(-n // s) - 1) * s + span - n, 0)
    return total // 2, total - total // 2


def axis_size(n: int, k: int, s: int, d: int, pair: tuple[int, int]) -> int:
    """Return how many windows there are along one axis; below 1 there is no room for any."""
    return (n + sum(pair) - d * (k - 1) - 1) // s + 1


def left_over(n: int, k: int, s: int, d: int, pair: tuple[int, int]) -> int:
    """Return how many places at the end of an axis the last window does not reach, because the stride does not divide."""
    return (n + sum(pair) - d * (k - 1) - 1) % s


def size_text(n: int, k: int, s: int, d: int, pair: tuple[int, int]) -> str:
    """Write the arithmetic of ``axis_size`` with its numbers: ``(4 + 2·0 - 5)/1 + 1 = 0``."""
    before, after = pair
    border = f"2·{before}" if before == after else f"{before} + {after}"
    span = str(k) if d == 1 else f"({d}·({k} - 1) + 1)"
    top = n + before + after - d * (k - 1) - 1
    value = f"{top // s + 1}" if top % s == 0 else f"{top / s + 1:g}"
    return f"({n} + {border} - {span})/{s} + 1 = {value}"


def find(
    where: str,
    shape: tuple,
    kernel: tuple[int, ...],
    strides: Any,
    padding: Any,
    dilation: Any = 1,
    causal: bool = False,
) -> Windows:
    """Work out the windows over data of shape (batch, *spatial, channels).

    Args:
        where: the operation or layer, for messages.
        shape: shape of the data; sizes may be None in layers that have not seen any.
        kernel: size of the window along each spatial axis.
        strides: steps of the window, a number or one for each axis.
        padding: as the operations take it.
        dilation: distance of neighbouring values within the window.
        causal: whether ``"causal"`` is among the rules.

    Raises:
        ArgumentError: BD003, for values that have no meaning.
        ShapeError: BD100, when the window is larger than the padded data.
    """
    rank = len(kernel)
    strides = per_axis(where, "strides", strides, rank)
    dilation = per_axis(where, "dilation", dilation, rank)
    rule = padding_rule(
        where, padding, rank, ("valid", "same", "causal") if causal and rank == 1 else ("valid", "same")
    )
    rules = (rule,) * rank if isinstance(rule, str) else rule
    pairs, sizes = [], []
    for i, (n, k, s, d, r) in enumerate(zip(shape[1:-1], kernel, strides, dilation, rules, strict=True)):
        if n is None:
            pairs.append((0, 0) if isinstance(r, str) else r)
            sizes.append(None)
            continue
        pair = axis_padding(r, n, k, s, d)
        size = axis_size(n, k, s, d, pair)
        if size < 0 or (size == 0 and r != "same"):
            arithmetic = size_text(n, k, s, d, pair)
            hint = channels_first(shape)
            raise error(
                "BD100", where=where, got=f"{shape_text(shape)}: {arithmetic}", axis=i + 1, n=n + sum(pair),
                span=d * (k - 1) + 1, hint=_HINT[hint],
            )  # fmt: skip
        pairs.append(pair)
        sizes.append(size)
    return Windows(strides, tuple(pairs), dilation, tuple(sizes))


_HINT = {
    False: {"en": "", "ko": ""},
    True: {
        "en": "; these look like images with the channels first: badak.moveaxis(x, 1, -1) puts them last",
        "ko": ". 채널이 앞에 있는 이미지로 보입니다. badak.moveaxis(x, 1, -1)로 채널을 맨 뒤로 옮기세요",
    },
}


def channels_first(shape: tuple) -> bool:
    """Say whether sizes look like (batch, channels, height, width) rather than (batch, height, width, channels).

    One or three in front and then equal sizes of at least 8: (N, 3, 32, 32) is no image 3 high and 32 wide with 32
    channels.
    """
    if len(shape) < 4 or None in shape[1:]:
        return False
    first, *rest = shape[1:]
    return first in (1, 3) and len(set(rest)) == 1 and rest[0] >= 8


@functools.lru_cache(maxsize=256)
def counts(shape: tuple, pool: tuple[int, ...], windows: Windows, dtype: np.dtype) -> np.ndarray:
    """Return how many values of the data each window holds, the padding left out; shape (*sizes, 1), read-only."""
    total = np.ones((*windows.sizes, 1), dtype)
    for i, (n, k) in enumerate(zip(shape[1:-1], pool, strict=True)):
        start = np.arange(windows.sizes[i]) * windows.strides[i] - windows.padding[i][0]
        inside = np.minimum(start + k, n) - np.maximum(start, 0)
        total *= inside.astype(dtype).reshape([-1 if j == i else 1 for j in range(len(pool) + 1)])
    total.flags.writeable = False
    return total
