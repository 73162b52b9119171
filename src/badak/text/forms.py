"""One way to write each character: Unicode's normal forms."""

from __future__ import annotations

import unicodedata
from typing import Literal, cast

from badak.errors import error

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


def normalize(text: str, form: str | None = "NFC") -> str:
    """Bring text into one of Unicode's normal forms.

    The same word can be written in several ways: a Korean syllable as one code point (U+D55C 한) or as two or three jamo in
    a row, é as one letter or as e and an accent. They look alike and are different strings, so they would become different
    tokens. File names and texts from macOS come taken apart (NFD). **NFC**, the default, puts them together and changes
    nothing else; W3C recommends it for text on the web. NFKC also replaces look-alikes (① by 1, ㎏ by kg, full-width A by A),
    which loses what somebody wrote, so it has to be asked for.

    Args:
        text: any text.
        form: ``"NFC"``, ``"NFD"``, ``"NFKC"``, ``"NFKD"``; None returns the text as it is.

    Returns:
        The text in that form; the same object where it was so already.

    Raises:
        ArgumentError: BD003, for another form.

    Example:
        >>> from badak.text import normalize
        >>> taken_apart = "\u1112\u1161\u11ab"
        >>> len(taken_apart), normalize(taken_apart), len(normalize(taken_apart))
        (3, '한', 1)

    Source: Unicode Standard Annex #15, "Unicode Normalization Forms".
    """
    if form is None or text.isascii():
        return text
    check_form(form, "normalize")
    # asking costs a tenth of doing it, and nearly all text is in NFC already
    known = cast(Form, form)
    return text if unicodedata.is_normalized(known, text) else unicodedata.normalize(known, text)


def check_form(form: str | None, where: str) -> None:
    """Refuse a normal form that Unicode does not have.

    Raises:
        ArgumentError: BD003.
    """
    if form is not None and form not in FORMS:
        raise error(
            "BD003", where=where, name="form", got=repr(form), expected=" | ".join(map(repr, FORMS)) + " | None"
        )
