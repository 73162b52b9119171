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

from badak.errors import error, near_names, shape_text
from badak.messages.images import MISSING_AXES

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
    if len(found) == rank and name == "strides" and min(found) < 1:
        raise error("BD161", where=where, value=repr(value), least=min(found))
    if len(found) != rank or min(found, default=least) < least:
        raise error(
            "BD003", where=where, name=name, got=repr(value), expected=_whole(least, rank), **number_meant(name, value)
        )
    return found


def _whole(least: int, rank: int = 1) -> dict[str, str]:
    example = f"({', '.join(['2'] * rank)})"
    return {
        "en": f"an integer ≥ {least}" + (f", or {rank} of them: {example}" if rank > 1 else ""),
        "ko": f"{least} 이상의 정수" + (f" 하나 또는 {rank}개: {example}" if rank > 1 else ""),
    }


def number_meant(name: str, value: Any) -> dict[str, dict[str, str]]:
    """Return how to mend an integer that was written as ``"2"`` or ``2.0``, or nothing."""
    if isinstance(value, str) and value.strip().isdecimal() and int(value):
        return {
            "fix": {
                "en": f"without quotation marks: {name}={int(value)}",
                "ko": f"따옴표를 빼세요: {name}={int(value)}",
            }
        }
    if isinstance(value, float) and value > 0 and value.is_integer():
        return {
            "fix": {
                "en": f"without a decimal point: {name}={int(value)}",
                "ko": f"소수점을 빼세요: {name}={int(value)}",
            }
        }
    return {}


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
    raise error("BD003", where=where, name=name, got=repr(padding), expected=expected, **_word_meant(padding, words))


def _word_meant(padding: Any, words: tuple[str, ...]) -> dict[str, dict[str, str]]:
    if not isinstance(padding, str) or not words:
        return {}
    if padding.lower() == "causal":
        en, ko = "'causal' is for series, as in Conv1D: images have no past", "'causal'은 Conv1D처럼 시계열에만 씁니다"
        return {"fix": {"en": en, "ko": ko}}
    near = near_names(padding, words)
    return {"fix": {"en": f"did you mean {near[0]!r}?", "ko": f"혹시 {near[0]!r}인가요?"}} if near else {}


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


def unequal_groups(where: str, what: str, count: int, groups: int, given: str = "") -> Exception:
    """Make the error for ``channels`` or ``filters`` that cannot be divided into groups (BD102)."""
    korean = {"channels": "채널", "filters": "필터"}[what]
    return error(
        "BD102", where=where, what=what, what_ko=korean, count=count, groups=groups, ratio=count / groups,
        given=f"{given}: " if given else "",
    )  # fmt: skip


def missing_axes(rank: int, shape: tuple) -> dict[str, str]:
    """Say how data of a shape get the axes that windows over ``rank`` spatial axes need (BD103)."""
    ndim = len(shape)
    if ndim > rank + 2:
        return MISSING_AXES["many"]
    if rank == 2:
        return MISSING_AXES["rows" if ndim == 2 and (shape[0] is None or shape[1] >= 16 * shape[0]) else "images"]
    return MISSING_AXES["series" if rank == 1 else "volumes"]


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
    channels. Nor is (N, 3, 48, 64), or (N, 4, 84, 84) with four: what is so much wider than high is rare, and the more so
    with as many channels.
    """
    if len(shape) < 4 or None in shape[1:]:
        return False
    first, *rest = shape[1:]
    if len(set(rest)) == 1:
        return (first in (1, 3) and rest[0] >= 8) or (first == 4 and rest[0] >= 16)
    return first == 3 and min(rest) >= 16 and max(rest) <= 4 * min(rest)


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
