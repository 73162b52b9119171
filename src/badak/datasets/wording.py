"""Small helpers for sentences in two languages."""

from __future__ import annotations

from collections.abc import Iterable

Both = dict[str, str]


def both(en: str, ko: str) -> Both:
    """Return one sentence in both languages, in the form that message fields take."""
    return {"en": en, "ko": ko}


def size_text(count: float) -> str:
    """Write a number of bytes the way people read it: ``9.9 MB``."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    raise RuntimeError("unreachable")


def quoted(words: Iterable[object], most: int = 5) -> str:
    """List some words in quotes and say when there are more: ``'a', 'b', …``."""
    words = list(words)
    return ", ".join(repr(str(word)) for word in words[:most]) + (", …" if len(words) > most else "")
