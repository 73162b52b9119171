"""Checks of hyper-parameters: what a constructor is given becomes a plain Python number, or an error that names it."""

from __future__ import annotations

import difflib
import functools
import inspect
import math
from collections.abc import Callable
from typing import Any, TypeGuard, TypeVar

import numpy as np

from badak.errors import BadakError, close_names, error


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


def whole(
    where: str, name: str, value: Any, low: int | None = 0, high: int | None = None, *, optional: bool = False
) -> Any:
    """Return an integer of at least ``low`` and at most ``high`` (None for any) as a Python int.

    Raises:
        ArgumentError: BD040, for anything else.
    """
    if value is None and optional:
        return None
    if _is_real(value) and float(value).is_integer():
        if (low is None or value >= low) and (high is None or value <= high):
            return int(value)
    right = "" if high is None else f" ≤ {high}"
    interval = "" if low is None and high is None else f", {'' if low is None else f'{low} ≤ '}{name}{right}"
    raise _outside(where, name, value, f"an integer{interval}", f"정수{interval}", optional)


def number_type(dtype: Any, where: str) -> np.dtype:
    """Return a number type by its name, ``"bfloat16"`` too, or whatever NumPy takes for one.

    Raises:
        ArgumentError: BD003, for anything else.
    """
    try:
        return np.dtype(dtype)
    except TypeError:
        pass
    if isinstance(dtype, str) and "float" in dtype:
        import ml_dtypes

        if hasattr(ml_dtypes, dtype):
            return np.dtype(getattr(ml_dtypes, dtype))
    expected = "'float32' | 'float64' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'uint8' | 'bool'"
    raise error("BD003", where=where, name="dtype", got=repr(dtype)[:60], expected=expected)


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


Function = TypeVar("Function", bound=Callable)

_ELSEWHERE = {  # what other libraries call an argument
    "lr": "learning_rate", "eps": "epsilon", "dim": "axis", "bias": "use_bias", "out_features": "units",
    "in_features": "input_dim", "p": "rate", "inplace": "", "params": "",
    "hidden_size": "units", "input_size": "", "num_layers": "", "batch_first": "", "bidirectional": "",
    "num_embeddings": "input_dim", "embedding_dim": "output_dim", "padding_idx": "mask_zero", "vocab_size": "input_dim",
    "embed_dim": "key_dim", "batch_input_shape": "input_shape", "hidden_units": "units", "out_channels": "filters",
    "nonlinearity": "activation", "in_channels": "", "return_sequence": "return_sequences",
    "nb_epoch": "epochs", "metric": "metrics", "loss_function": "loss",
}  # fmt: skip


def bad_call(where: str, function: Callable, args: tuple, kwargs: dict[str, Any]) -> BadakError | None:
    """Explain why a constructor cannot be called like that; None where it can, and the fault is another.

    Args:
        where: the class, for the message.
        function: its ``__init__``.
        args: what it was given, the object itself first.
        kwargs: what it was given by name.

    Returns:
        BD021, naming what is unknown or missing.
    """
    own = getattr(args[0], "_wrong_call", None) if args else None  # what a family knows of other libraries' calls
    known_mistake = own(args[1:], kwargs) if own is not None else None
    if known_mistake is not None:
        return known_mistake
    signature = inspect.signature(function)
    try:
        signature.bind(*args, **kwargs)
    except TypeError as problem:
        reason = str(problem)
    else:
        return None
    named = [p for p in signature.parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    own_place = 1 if named and named[0].name == "self" else 0
    named = named[own_place:]
    known = [p.name for p in named]
    got: Any = reason
    hint = {"en": "choose from the names above", "ko": "위의 이름 가운데서 고르세요"}
    unknown = [name for name in kwargs if name not in known]
    given = {*kwargs, *(p.name for p in named[: len(args) - own_place] if p.kind is not p.KEYWORD_ONLY)}
    lost = [p.name for p in named if p.default is p.empty and p.name not in given]
    if unknown:
        got = ", ".join(unknown)
        elsewhere = {name: _ELSEWHERE[name] for name in unknown if _ELSEWHERE.get(name) in known}
        found = [*dict.fromkeys(elsewhere.values())] or (
            [] if unknown[0] in _ELSEWHERE else difflib.get_close_matches(unknown[0], known)
        )
        if found:
            near = ", ".join(map(repr, found))
            hint = {"en": f"did you mean {near}?", "ko": f"혹시 {near}인가요?"}
    elif lost:
        names = ", ".join(lost)
        got = {"en": f"{names} is missing", "ko": f"{names}이(가) 빠졌습니다"}
        hint = {"en": f"give it: {names}=…", "ko": f"값을 주세요: {names}=…"}
    return error("BD021", where=where, got=got, expected=", ".join(known), hint=hint)


def explain_calls(cls: type) -> None:
    """Let a class answer a wrong call of its constructor with BD021 instead of Python's TypeError."""
    made = cls.__dict__.get("__init__")
    if made is None or hasattr(made, "__wrapped__"):
        return

    @functools.wraps(made)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        try:
            made(self, *args, **kwargs)
        except TypeError:
            problem = bad_call(type(self).__name__, made, (self, *args), kwargs)
            if problem is None:
                raise
            raise problem from None

    cls.__init__ = __init__


def explain_call(function: Function) -> Function:
    """Let a method or a function answer a wrong call with BD021 instead of Python's TypeError."""

    @functools.wraps(function)
    def explained(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError:
            problem = bad_call(function.__name__, function, args, kwargs)
            if problem is None:
                raise
            raise problem from None

    return explained  # type: ignore[return-value]


def _is_real(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _outside(where: str, name: str, value: Any, en: str, ko: str, optional: bool) -> Exception:
    text = repr(value)
    got = f"{name}={text if len(text) <= 60 else text[:57] + '...'}"
    expected = {"en": en + (", or None" if optional else ""), "ko": ko + (" 또는 None" if optional else "")}
    return error("BD040", where=where, name=name, got=got, expected=expected)
