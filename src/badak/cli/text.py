"""Text for a terminal: width in columns where a Hangul syllable takes two, wrapping, tables, a little emphasis."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def width(text: str) -> int:
    """Return how many columns a text takes.

    Example:
        >>> width("loss"), width("손실")
        (4, 4)
    """
    text = _ANSI.sub("", text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def pad(text: str, columns: int, right: bool = False) -> str:
    """Fill a text up with spaces to a number of columns."""
    space = " " * max(columns - width(text), 0)
    return space + text if right else text + space


def cut(text: str, columns: int) -> str:
    """Cut a text that takes more than a number of columns, ending it with an ellipsis.

    Example:
        >>> cut("손글씨 숫자", 8)
        '손글씨…'
    """
    if width(text) <= columns:
        return text
    out = ""
    for character in text:
        if width(out + character) > columns - 1:
            break
        out += character
    return out.rstrip() + "…"


def wrap(text: str, columns: int, indent: str = "", first: str | None = None) -> str:
    """Break a text between words so that no line takes more than a number of columns.

    Args:
        text: the text; its own line breaks stay.
        columns: width of a line.
        indent: what each line begins with.
        first: what the first line begins with instead.
    """
    lines = []
    for paragraph in text.split("\n"):
        line, empty = (indent if first is None else first), True
        first = None
        for word in paragraph.split():
            if not empty and width(line) + 1 + width(word) > columns:
                lines.append(line)
                line, empty = indent, True
            line += word if empty else f" {word}"
            empty = False
        lines.append(line.rstrip() if empty else line)
    return "\n".join(lines)


def columns_of(stream: Any = None, most: int = 100) -> int:
    """Return the width to write for: that of the terminal, within what reads well."""
    stream = sys.stdout if stream is None else stream
    if not stream.isatty():
        return most
    return max(min(shutil.get_terminal_size((80, 24)).columns, most), 30)


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = (), gap: int = 2, indent: str = "") -> str:
    """Set rows out in columns; the last column is left as long as it is.

    Example:
        >>> print(table([["name", "n"], ["손글씨", "10"]], right=[1]))
        name     n
        손글씨  10
    """
    count = max(map(len, rows), default=0)
    widths = [max((width(row[k]) for row in rows if len(row) > k), default=0) for k in range(count)]
    lines = []
    for row in rows:
        cells = [
            cell if k == len(row) - 1 and k not in right else pad(cell, widths[k], k in right)
            for k, cell in enumerate(row)
        ]
        lines.append((indent + (" " * gap).join(cells)).rstrip())
    return "\n".join(lines)


def colourful(stream: Any) -> bool:
    """Say whether a stream may be given emphasis: a terminal, and nobody asked for plain text."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") != "dumb"


def strong(text: str, stream: Any = None) -> str:
    """Return a text in bold where that can be shown."""
    return f"\x1b[1m{text}\x1b[0m" if colourful(sys.stdout if stream is None else stream) else text


def faint(text: str, stream: Any = None) -> str:
    """Return a text in grey where that can be shown."""
    return f"\x1b[2m{text}\x1b[0m" if colourful(sys.stdout if stream is None else stream) else text
