"""Coded errors in Korean and English, and ``expect`` that checks shapes by named axes.

Every error that reaches a user is a class of this module, carries a stable code (``BD0xx``) and answers four
questions: *where* it happened, *what came*, *what was expected*, *how to mend it*. The sentences live in
``badak.messages``, one entry per code and language, and are only put together when an error is really raised.

Example:
    >>> from badak.errors import expect, ShapeError
    >>> expect("affine", "x: batch features, w: features units", x=(32, 784), w=(784, 64))
    {'batch': 32, 'features': 784, 'units': 64}
    >>> try:
    ...     expect("affine", "x: batch features, w: features units", x=(32, 783), w=(784, 64))
    ... except ShapeError as error:
    ...     print(error.code)
    BD001
"""

from __future__ import annotations

import functools
import locale
import os
import sys
import warnings
from collections.abc import Mapping
from typing import Any

_LANGUAGES = ("en", "ko")
_language: str | None = None  # None until first needed: asking the locale costs time at import


def get_language() -> str:
    """Return the language of messages: ``"ko"`` or ``"en"``.

    ``BADAK_LANG`` decides where it is set, the locale of the process otherwise (any Korean locale gives Korean).

    Returns:
        ``"ko"`` or ``"en"``.
    """
    global _language
    if _language is None:
        wish = os.environ.get("BADAK_LANG") or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES")
        wish = wish or os.environ.get("LANG") or (locale.getlocale()[0] or "")
        _language = "ko" if wish.lower().startswith("ko") else "en"
    return _language


def set_language(language: str) -> None:
    """Choose the language of errors, notices, progress lines and reports.

    Args:
        language: ``"ko"`` or ``"en"``.

    Raises:
        ArgumentError: BD003, for any other value.

    Example:
        >>> import badak
        >>> badak.errors.set_language("en")
    """
    global _language
    if language not in _LANGUAGES:
        raise error("BD003", where="set_language", name="language", got=repr(language), expected="'en' | 'ko'")
    _language = language


def phrase(en: str, ko: str) -> str:
    """Return the sentence in the language of the user (for prose that is not an error)."""
    return ko if get_language() == "ko" else en


class BadakError(Exception):
    """Base of every error badak raises on purpose.

    Attributes:
        code: stable code such as ``"BD001"``; the list of all codes is in the documentation.
        fields: the values the message was made of (names, shapes, sizes).
    """

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields

    def __reduce__(self):
        # keyword fields do not survive Exception's own pickling, which worker processes need
        return _rebuild, (type(self), self.code, self.fields)

    def within(self, place: str) -> BadakError:
        """Name the layer, file or column around the place that raised; returns the same error."""
        where = str(self.fields.get("where", ""))
        if place and place not in where:
            self.fields["where"] = f"{place} › {where}" if where else place
        return self

    def text(self, language: str | None = None) -> str:
        """Return the message in one language (the user's by default)."""
        from badak.messages import render

        return render(self.code, self.fields, language or get_language())

    def __str__(self) -> str:
        return self.text()


def _rebuild(cls: type[BadakError], code: str, fields: dict[str, Any]) -> BadakError:
    return cls(code, **fields)


class ShapeError(BadakError, ValueError):
    """Sizes that do not fit together."""


class ArgumentError(BadakError, ValueError):
    """An argument with a value that has no meaning here."""


class DTypeError(BadakError, TypeError):
    """A value of the wrong type: text where numbers are needed, complex numbers, objects."""


class AutogradError(BadakError, RuntimeError):
    """A derivative that cannot be taken: no scalar, no graph, a graph already freed."""


class StateError(BadakError, RuntimeError):
    """A call in the wrong order: fit before compile, weights before build."""


class GraphError(BadakError, ValueError):
    """A graph that is no model: inputs and outputs that are not connected, values asked of a symbol."""


class UseError(GraphError, AttributeError):
    """Which symbol a layer makes cannot be said: it was called on none, or on several."""


class DataError(BadakError, ValueError):
    """Data that cannot be learned from: NaN, labels out of range, empty arrays, unequal lengths."""


class NonFiniteError(BadakError, ArithmeticError):
    """A loss or gradient became infinite or not a number."""


class FileError(BadakError, OSError):
    """A file or folder that cannot be read or written."""

    def __str__(self) -> str:  # OSError's own __str__ would win over the coded text
        return self.text()


class FileFormatError(BadakError, ValueError):
    """A file that is damaged, foreign or from a newer version."""


class DownloadError(FileError):
    """Data that could not be fetched."""


class KernelError(BadakError, RuntimeError):
    """A native kernel that failed."""


class MissingExtraError(BadakError, ImportError):
    """A feature whose optional dependency is not installed."""

    def __str__(self) -> str:
        return self.text()


class Notice(UserWarning):
    """Something badak did on the user's behalf and says once (a Python warning with a code)."""


def error(code: str, **fields: Any) -> BadakError:
    """Make the error that belongs to a code; the caller raises it.

    Args:
        code: a code of ``badak.messages``.
        **fields: the values its sentences name, ``where`` among them.

    Returns:
        An instance of the class the code stands for.
    """
    from badak.messages import CODES

    return globals()[CODES[code].kind](code, **fields)


_said: set[tuple] = set()


def notify(code: str, *, once: bool = True, stacklevel: int = 3, **fields: Any) -> None:
    """Tell the user something that is not an error, as a ``Notice`` warning, once per process and content.

    The warning points at the caller of badak; ``stacklevel`` counts only where all callers are badak's own.
    """
    from badak.messages import render

    text = render(code, fields, get_language())
    if once:
        if (code, text) in _said:
            return
        _said.add((code, text))
    warnings.warn(text, Notice, stacklevel=_user_level() or stacklevel)


def _user_level() -> int | None:
    """Count the frames up to the first that is not badak's, so that a notice names the user's line."""
    frame, level = sys._getframe(1), 1
    while frame is not None:
        if not f"{frame.f_globals.get('__name__')}.".startswith("badak."):
            return level
        frame, level = frame.f_back, level + 1
    return None


def expect(where: str, spec: str, /, *, code: str = "BD001", **values: Any) -> dict[str, int]:
    """Check shapes against named axes; the sizes found are returned, a mismatch is explained.

    An axis name means one size wherever it appears; a number means that size; ``...`` at the front stands for any
    number of axes. On hot paths call it behind a cheap test, so that prose is only made on failure.

    Args:
        where: the operation or layer, for the message.
        spec: ``"x: batch features, w: features units"``.
        code: the code to raise, BD001 unless a better one exists.
        **values: arrays, or shapes as tuples, under the names of ``spec``; ``None`` values are skipped.

    Returns:
        Size of each named axis.

    Raises:
        ShapeError: BD001, when a number of axes or a size differs.
    """
    sizes: dict[str, int] = {}
    owner: dict[str, str] = {}
    for name, axes in _parse(spec):
        value = values.get(name)
        if value is None:
            continue
        shape = tuple(value) if isinstance(value, tuple | list) else tuple(value.shape)
        wanted = axes
        if axes and axes[0] == "...":
            wanted = axes[1:]
            if len(shape) < len(wanted):
                raise _mismatch(code, where, spec, values, name, None, len(wanted), len(shape))
            shape = shape[len(shape) - len(wanted) :]
        elif len(shape) != len(axes):
            raise _mismatch(code, where, spec, values, name, None, len(axes), len(shape))
        for axis, size in zip(wanted, shape, strict=True):
            known = int(axis) if axis.isdigit() else sizes.setdefault(axis, size)
            owner.setdefault(axis, name)
            if known != size:
                raise _mismatch(code, where, spec, values, name, axis, known, size, owner[axis])
    return sizes


@functools.lru_cache(maxsize=512)
def _parse(spec: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    parts = (part.split(":") for part in spec.split(","))
    return tuple((name.strip(), tuple(axes.split())) for name, axes in parts)


def _mismatch(code, where, spec, values, name, axis, known, size, owner=None) -> BadakError:
    names = {n for n, _ in _parse(spec)}
    got = ", ".join(f"{n} {shape_text(values[n])}" for n in values if n in names and values[n] is not None)
    expected = ", ".join(f"{n} ({', '.join(axes)})" for n, axes in _parse(spec) if values.get(n) is not None)
    if axis is None:
        en, ko = f"{name} needs {known} axes but has {size}", f"{name}의 축은 {known}개여야 하는데 {size}개입니다"
    elif axis.isdigit():
        en, ko = f"an axis of {name} is {size} instead of {known}", f"{name}의 한 축이 {known}이 아니라 {size}입니다"
    else:
        en = f"'{axis}' is {known} in {owner} but {size} in {name}"
        ko = f"'{axis}'의 크기가 {owner}에서는 {known}, {name}에서는 {size}입니다"
    return error(code, where=where, got=got, expected=expected, why={"en": en, "ko": ko})


def shape_text(value: Any) -> str:
    """Write the shape of an array (or a shape) the way messages show it: ``(32, 784)``."""
    shape = value if isinstance(value, tuple | list) else getattr(value, "shape", ())
    inner = ", ".join("?" if size is None else str(size) for size in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def near_names(word: str, names: Mapping[str, Any] | list[str] | tuple[str, ...], cutoff: float = 0.5) -> list[str]:
    """Return up to three names that a word may have been meant for, the nearest first; none where none is near."""
    import difflib

    near = difflib.get_close_matches(str(word), list(names), n=3, cutoff=cutoff)
    small = str(word).lower()  # letters of the other case are no misspelling: Adam is nearer to adm than Nadam
    near.sort(key=lambda name: -difflib.SequenceMatcher(None, small, name.lower()).ratio())
    return near


def close_names(word: str, names: Mapping[str, Any] | list[str] | tuple[str, ...]) -> str:
    """List the names nearest to a misspelt word, for the "how to mend" part of a message."""
    return ", ".join(repr(n) for n in (near_names(word, names) or sorted(names)))
