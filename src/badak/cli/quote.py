"""Words as a shell takes them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable


def quote(word: object) -> str:
    """Quote a word for a shell where that is needed; letters of any script need none.

    Example:
        >>> quote("매출.csv"), quote("my file.csv")
        ('매출.csv', "'my file.csv'")
    """
    text = str(word)
    return text if re.fullmatch(r"[\w@%+=:,./-]+", text) else shlex.quote(text)


def join(words: Iterable[object]) -> str:
    """Write a command line."""
    return " ".join(quote(word) for word in words)
