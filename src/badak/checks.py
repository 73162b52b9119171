"""Checks of hyper-parameters: what a constructor is given becomes a plain Python number, or an error that names it."""

from __future__ import annotations

import math
from typing import Any, TypeGuard

import numpy as np

from badak.errors import close_names, error


def number(
    where: str,
    name: str,
    value: Any,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    above: bool = False,
    below: bool = False,
    optional: bool = False,
) -> Any:
    """Return a real number of an interval as a Python float; a NumPy scalar would widen float32 arithmetic.

    Args:
        where: the class, for the message.
        name: the argument.
        value: what the user gave.
        low: smallest number allowed.
        high: largest number allowed.
        above: ``low`` itself is not allowed.
        below: ``high`` itself is not allowed.
        optional: None is allowed and returned.

    Returns:
        The number as a float, or None.

    Raises:
        ArgumentError: BD040, for text, truth values, NaN, infinities and numbers outside the interval.
    """
    if value is None and optional:
        return None
    if _is_real(value):
        x = float(value)
        if math.isfinite(x) and (low < x if above else low <= x) and (x < high if below else x <= high):
            return x
    left = "" if low == -math.inf else f"{low:g} {'<' if above else '≤'} "
    right = "" if high == math.inf else f" {'<' if below else '≤'} {high:g}"
    interval = f"{left}{name}{right}"
    raise _outside(where, name, value, f"a number, {interval}", f"숫자, {interval}", optional)


def whole(where: str, name: str, value: Any, low: int | None = 0, *, optional: bool = False) -> Any:
    """Return an integer of at least ``low`` (None for any) as a Python int.

    Raises:
        ArgumentError: BD040, for anything else.
    """
    if value is None and optional:
        return None
    if _is_real(value) and float(value).is_integer():
        if low is None or value >= low:
            return int(value)
    interval = "" if low is None else f", {low} ≤ {name}"
    raise _outside(where, name, value, f"an integer{interval}", f"정수{interval}", optional)


def flag(where: str, name: str, value: Any) -> bool:
    """Return True or False.

    Raises:
        ArgumentError: BD040, for anything else: the text "False" would be true.
    """
    if isinstance(value, bool) or (hasattr(value, "dtype") and value.dtype == bool and value.ndim == 0):
        return bool(value)
    raise _outside(where, name, value, "True | False", "True | False", False)


def one_of(where: str, name: str, value: Any, choices: tuple[str, ...]) -> str:
    """Return one of a few words.

    Raises:
        ArgumentError: BD040, for anything else, with the nearest words.
    """
    if isinstance(value, str) and value in choices:
        return value
    near = close_names(value, choices) if isinstance(value, str) else ", ".join(repr(c) for c in choices)
    raise _outside(where, name, value, near, near, False)


def seed(where: str, value: Any) -> int | None:
    """Return a seed: any integer, or None.

    Raises:
        ArgumentError: BD040, for anything else.
    """
    if value is None:
        return None
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return int(value)
    raise _outside(where, "seed", value, "an integer", "정수", True)


def _is_real(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _outside(where: str, name: str, value: Any, en: str, ko: str, optional: bool) -> Exception:
    text = repr(value)
    got = f"{name}={text if len(text) <= 60 else text[:57] + '...'}"
    expected = {"en": en + (", or None" if optional else ""), "ko": ko + (" 또는 None" if optional else "")}
    return error("BD040", where=where, name=name, got=got, expected=expected)
