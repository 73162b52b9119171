"""Small helpers for what messages about files say."""

from __future__ import annotations

from collections.abc import Iterable

from badak.errors import BadakError, error

Both = dict[str, str]

_TOLD = ("got:", "expected:", "받은 값:", "기대한 값:")  # the place and the remedy are those of the outer message


def both(en: str, ko: str) -> Both:
    """Return one sentence in both languages, in the form that message fields take."""
    return {"en": en, "ko": ko}


def size_text(count: float) -> str:
    """Write a number of bytes the way people read it: ``9.9 MB``."""
    units = ("bytes", "kB", "MB", "GB", "TB")
    place = 0
    while count >= 1000 and place < len(units) - 1:
        count /= 1000
        place += 1
    return f"{count:.0f} {units[place]}" if place == 0 else f"{count:.1f} {units[place]}"


def quoted(words: Iterable[object], most: int = 5) -> str:
    """List some words in quotes and say how many more there are: ``'a', 'b', … (+3)``."""
    words = list(words)
    more = f", … (+{len(words) - most})" if len(words) > most else ""
    return ", ".join(repr(brief(str(word))) for word in words[:most]) + more


def brief(text: str, most: int = 80) -> str:
    """Cut a text that a file brought along, so that a message stays a message."""
    return text if len(text) <= most else text[: most - 1] + "…"


def one_line(problem: Exception, language: str) -> str:
    """Return an error's message as one line, to stand inside another."""
    if not isinstance(problem, BadakError):
        return brief(f"{type(problem).__name__}: {problem}", 200)
    title, *lines = problem.text(language).splitlines()
    title = title.removeprefix(f"[{problem.code}] ")
    told = [line.strip() for line in lines if line.strip().startswith(_TOLD)]
    return brief("; ".join([title, *told]), 300)


def damaged(where: str, en: str, ko: str, **fields: object) -> BadakError:
    """Make the error for content that does not hold together."""
    return error("BD083", where=where, why=both(en, ko), **fields)


def refused(where: str, en: str, ko: str) -> BadakError:
    """Make the error for content that would be unsafe to read on."""
    return error("BD088", where=where, why=both(en, ko))
