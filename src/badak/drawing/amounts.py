"""Values and gradients as short lines of text: numbers where there are few, shape, mean and range where there are many."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.drawing.expression import Amount
from badak.errors import phrase

_ROW = 6  # numbers of a vector that are written out
_ROWS, _COLUMNS = 3, 4  # of a matrix
_SHORTER = 4  # digits of numbers that stand beside others


def number_text(value: Any, digits: int = 6) -> str:
    """Write a number with so many significant digits at most, with a real minus sign.

    Example:
        >>> number_text(64.0), number_text(-0.1966119), number_text(1.5e-9), number_text(True)
        ('64', '−0.196612', '1.5e−9', 'True')
    """
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | np.integer):
        return f"{value}".replace("-", "−")
    value = float(value)
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" in text:
        head, _, tail = text.partition("e")
        if 0 < int(tail) < 9:  # 1234567.0 with six digits
            text = f"{value:.0f}"
        else:
            text = f"{head}e{int(tail)}"
    return text.replace("-", "−").replace("nan", "NaN").replace("inf", "∞")


def amount_lines(amount: Amount, digits: int = 6, shapes: bool = False) -> list[str]:
    """Return a value in one to four lines.

    Args:
        amount: the value.
        digits: significant digits of a single number; numbers beside others have four at most.
        shapes: whether the shape is written above numbers too.

    Example:
        >>> amount_lines(Amount((), np.array(2.5))), amount_lines(Amount((2,), np.array([1.0, -2.0])))
        (['2.5'], ['[1, −2]'])
    """
    if not amount.known:
        return [_shape(amount.shape)] if amount.shape else ["?"]
    array = np.asarray(amount.array)
    array = array.astype(np.float32) if array.dtype.kind == "V" else array  # bfloat16 and the like
    if array.ndim == 0 or array.size == 1:
        head = [_shape(array.shape)] if array.ndim and shapes else []
        return [*head, number_text(array.reshape(())[()], digits)]
    fewer = min(digits, _SHORTER)
    if array.size and array.ndim == 1 and array.size <= _ROW:
        lines = [_row(array, fewer)]
    elif array.size and array.ndim == 2 and array.shape[0] <= _ROWS and array.shape[1] <= _COLUMNS:
        rows = [_row(row, fewer) for row in array]
        lines = [("[" if i == 0 else "") + row + ("]" if i == len(rows) - 1 else ",") for i, row in enumerate(rows)]
    else:
        return [_shape(array.shape), *_summary(array, fewer)]
    return [_shape(array.shape), *lines] if shapes else lines


def _row(row: np.ndarray, digits: int) -> str:
    return "[" + ", ".join(number_text(v, digits) for v in row) + "]"


def _shape(shape: tuple) -> str:
    return str(tuple(map(int, shape)))


def _summary(array: np.ndarray, digits: int) -> list[str]:
    if array.size == 0:
        return [phrase("empty", "비어 있음")]
    if array.dtype.kind == "b":
        return [phrase("{0} true", "참 {0}개").format(int(array.sum()))]
    finite = array[np.isfinite(array)] if array.dtype.kind == "f" else array
    lines = []
    if finite.size:
        mean, low, high = (number_text(v, digits) for v in (finite.mean(dtype=np.float64), finite.min(), finite.max()))
        if low == high:
            lines = [phrase("all {0}", "모두 {0}").format(mean)]
        else:
            lines = [phrase("mean {0}", "평균 {0}").format(mean), phrase("{0} to {1}", "{0} ~ {1}").format(low, high)]
    if finite.size < array.size:
        lines.append(phrase("{0} not finite", "유한하지 않은 값 {0}개").format(array.size - finite.size))
    return lines
