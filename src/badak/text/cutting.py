"""Text cut into words, characters and n-grams."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

from badak.errors import error
from badak.text.forms import normalize

KERAS_FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
"""What Keras's Tokenizer leaves out; the apostrophe is not among them."""


def words(text: str, *, lower: bool = True, filters: str | None = None, form: str | None = "NFC") -> list[str]:
    """Cut text into words.

    A word is a run of letters, digits, combining marks and ``_`` of any script; an apostrophe inside a word belongs to it
    (don't), punctuation and symbols belong to none. Korean is cut at its spaces, so particles stay with their nouns;
    ``MorphemeTokenizer`` parts them.

    Args:
        text: any text; time and memory grow in proportion to its length.
        lower: turn capitals into small letters (Korean has none).
        filters: characters that part words, instead of the rule above: ``KERAS_FILTERS`` for those of Keras's Tokenizer,
            ``""`` to cut at white space only.
        form: Unicode's normal form, see ``normalize``; None leaves the text alone.

    Returns:
        The words in order; none for an empty text.

    Example:
        >>> from badak.text import words
        >>> words("Don't panic, World!")
        ["don't", 'panic', 'world']
        >>> words("정말 재밌다...ㅋㅋ 10점")
        ['정말', '재밌다', 'ㅋㅋ', '10점']
        >>> words("C++ is here", filters="")
        ['c++', 'is', 'here']
    """
    if lower:
        text = text.lower()
    text = normalize(text, form)
    if filters is not None:
        return (text.translate(_spaces(filters)) if filters else text).split()
    if text.isascii():  # twice as fast as the expression below, and the same words
        cut = text.translate(_ascii_spaces())
        if "'" not in cut:
            return cut.split()
        stripped = [word.strip("'") if "'" in word else word for word in cut.replace("''", "  ").split()]
        return [word for word in stripped if word]
    return _word().findall(text)


def characters(text: str, *, lower: bool = False, form: str | None = "NFC") -> list[str]:
    """Cut text into characters, spaces and line ends among them.

    Args:
        text: any text.
        lower: turn capitals into small letters first.
        form: Unicode's normal form; NFC makes a Korean syllable one character.

    Example:
        >>> from badak.text import characters
        >>> characters("안녕 A")
        ['안', '녕', ' ', 'A']
    """
    return list(normalize(text.lower() if lower else text, form))


def ngrams(tokens: Sequence[str], n: int | tuple[int, ...] | list[int], joint: str = " ") -> list[str]:
    """Join neighbouring tokens.

    Args:
        tokens: words, or characters (then with ``joint=""``).
        n: how many are joined: 2 for all pairs and, as in Keras, the single tokens before them; a tuple for exactly these
            sizes: ``(2,)`` for pairs alone.
        joint: what stands between joined tokens.

    Returns:
        All n-grams of the first size in order, then those of the next.

    Raises:
        ArgumentError: BD003, for a size below 1.

    Example:
        >>> from badak.text import ngrams
        >>> ngrams(["a", "b", "c"], 2)
        ['a', 'b', 'c', 'a b', 'b c']
        >>> ngrams("안녕하", (2,), joint="")
        ['안녕', '녕하']
    """
    made: list[str] = []
    for size in sizes_of(n, "ngrams"):
        if size == 1:
            made.extend(tokens)
        else:  # the same list moved by 0, 1, … size - 1 places
            made.extend(map(joint.join, zip(*(tokens[place:] for place in range(size)))))
    return made


def sizes_of(n: int | tuple[int, ...] | list[int], where: str) -> tuple[int, ...]:
    """Return the sizes of n-grams that an argument asks for.

    Raises:
        ArgumentError: BD003.
    """
    sizes = tuple(n) if isinstance(n, tuple | list) else (n,)
    if not sizes or any(isinstance(s, bool) or not isinstance(s, int) or s < 1 for s in sizes):
        raise error("BD003", where=where, name="n", got=repr(n), expected="2 | (2,) | (1, 3)")
    return sizes if isinstance(n, tuple | list) else tuple(range(1, sizes[0] + 1))


# ---- tables, made when they are first needed ------------------------------------------------------------------------------


@functools.lru_cache(maxsize=16)
def _spaces(filters: str) -> dict[int, str]:
    return {ord(letter): " " for letter in filters}


@functools.cache
def _ascii_spaces() -> dict[int, str]:
    """Make the table that turns all but letters, digits, ``_`` and ``'`` into spaces."""
    return {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) in "_'")}


@functools.cache
def _word() -> re.Pattern[str]:
    r"""Compile the expression for one word.

    All letters, numbers and marks of the first plane are listed: the engine turns them into a bitmap, which is as quick as
    ``\w`` and has the combining marks that ``\w`` lacks (the vowels of Hindi). Beyond it come whole blocks of scripts; the
    blocks of pictures are no letters. The two joiners hold Persian and emoji words together.
    """
    letters = _ranges("LNM") + "_\u200c\u200d\U00010000-\U0001cfff\U0001d400-\U0001efff\U00020000-\U0003ffff"
    return re.compile(f"[{letters}]+(?:['’][{letters}]+)*")


def _ranges(kinds: str) -> str:
    """List the characters of the first plane whose category begins with one of some letters, as ranges."""
    found: list[str] = []
    start = -1
    for code in range(0x10001):
        inside = code < 0x10000 and unicodedata.category(chr(code))[0] in kinds
        if inside and start < 0:
            start = code
        elif not inside and start >= 0:
            found.append(f"\\u{start:04x}-\\u{code - 1:04x}")
            start = -1
    return "".join(found)
