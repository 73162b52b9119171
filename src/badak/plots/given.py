"""What a user gives to a plot, as arrays: lists, arrays, tensors, tables of pandas."""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np

from badak.errors import BadakError, error, phrase


class Refused(Exception):
    """What is wrong with a user's function, in the user's language."""


def array_of(given: Any) -> np.ndarray:
    """Return an array of anything that is one in some form."""
    return np.asarray(given.numpy() if hasattr(given, "numpy") else given)


def numbers(where: str, name: str, given: Any) -> np.ndarray:
    """Return data as an array of float64.

    Raises:
        ArgumentError: BD389, for what is no numbers, is empty, or holds NaN or infinity.
    """
    try:
        found = array_of(given).astype(np.float64)
    except (TypeError, ValueError):
        why = phrase("these are no numbers", "숫자가 아닙니다")
        expected = {
            "en": "numbers: an array, lists of equal lengths, a tensor, or a table",
            "ko": "숫자로 된 배열, 길이가 같은 리스트, 텐서 또는 표",
        }
        raise error(
            "BD389", where=f"plots.{where}", name=name, why=why, got=one_line(given), expected=expected
        ) from None
    bad = int((~np.isfinite(found)).sum())
    if bad or not found.size:
        why = phrase(
            f"{bad} of its {found.size} numbers are NaN or infinite",
            f"{found.size}개 중 {bad}개가 NaN이나 무한대입니다",
        )
        if not found.size:
            why = phrase("it is empty", "비어 있습니다")
        expected = {"en": "finite numbers, at least one", "ko": "하나 이상의 유한한 숫자"}
        raise error("BD389", where=f"plots.{where}", name=name, why=why, got=str(found.shape), expected=expected)
    return found


def names_of_columns(given: Any) -> list[str] | None:
    """Return what a table of pandas calls its columns, or a column itself; None for what has no names."""
    if hasattr(given, "columns"):
        return [str(name) for name in given.columns]
    name = getattr(given, "name", None)
    return [str(name)] if name is not None and hasattr(given, "to_numpy") else None


def one_line(given: Any) -> str:
    """Write a value on one line of a message."""
    plain = isinstance(given, FunctionType | BuiltinFunctionType)  # without its address
    text = given.__name__ if plain else " ".join(repr(given).split())
    return text if len(text) <= 80 else text[:79] + "…"


def reason(problem: BaseException) -> str:
    """Return what went wrong in a user's function or model, on one line."""
    text = problem.text() if isinstance(problem, BadakError) else f"{type(problem).__name__}: {problem}"
    text = str(problem) if isinstance(problem, Refused) else text
    return text.splitlines()[0]
