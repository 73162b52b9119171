r"""Hangul syllables taken apart into their letters (jamo) and put together again, by arithmetic.

The 11,172 syllables lie in Unicode in the order of their letters: with the numbers of the initial consonant
:math:`L` (0 … 18), the vowel :math:`V` (0 … 20) and the final consonant :math:`T` (0 … 27, 0 for none),

.. math:: s = \mathrm{U{+}AC00} + (21 L + V) \cdot 28 + T.
"""

from __future__ import annotations

import re

_FIRST, _LAST = 0xAC00, 0xD7A3
_VOWELS, _FINALS = 21, 28
# the letters as a keyboard writes them ("compatibility jamo"): the same sign for ㄱ in front and at the end
_INITIAL = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWEL = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINAL = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_SYLLABLE = re.compile("[\uac00-\ud7a3]")
_RUN = re.compile(f"[{_INITIAL}{_VOWEL}{_FINAL[1:]}]+")
_INITIAL_OF = {letter: place for place, letter in enumerate(_INITIAL)}
_VOWEL_OF = {letter: place for place, letter in enumerate(_VOWEL)}
_FINAL_OF = {letter: place for place, letter in enumerate(_FINAL) if place}


def decompose(text: str) -> str:
    """Take Hangul syllables apart into letters; everything else stays.

    Misspellings and endings that share letters then share tokens: 했다 and 하다 begin alike. A text has 67 letters where it
    had 11,172 syllables.

    Args:
        text: any text.

    Returns:
        The text with each syllable written as two or three letters (ㅎㅏㄴ). It is one to one for text without single
        letters: ``compose`` gives it back.

    Example:
        >>> from badak.text import decompose
        >>> decompose("한글 ok")
        'ㅎㅏㄴㄱㅡㄹ ok'
        >>> decompose("값")
        'ㄱㅏㅄ'

    Source: The Unicode Standard, section 3.12 "Conjoining Jamo Behavior".
    """
    return text if text.isascii() else _SYLLABLE.sub(_letters, text)


def _letters(match: re.Match[str]) -> str:
    front, final = divmod(ord(match[0]) - _FIRST, _FINALS)
    initial, vowel = divmod(front, _VOWELS)
    return _INITIAL[initial] + _VOWEL[vowel] + (_FINAL[final] if final else "")


def compose(text: str) -> str:
    """Put letters together into syllables, as a keyboard does while typing.

    A consonant followed by a vowel begins a syllable; a consonant before it ends the one in front. Letters that make no
    syllable (ㅋㅋㅋ, ㅠㅠ) stay as they are.

    Args:
        text: text with letters such as ``decompose`` writes.

    Example:
        >>> from badak.text import compose
        >>> compose("ㅎㅏㄴㄱㅡㄹ ㅋㅋ")
        '한글 ㅋㅋ'
    """
    return text if text.isascii() else _RUN.sub(lambda match: _syllables(match[0]), text)


def _syllables(letters: str) -> str:
    made: list[str] = []
    place, end = 0, len(letters)
    while place < end:
        initial = _INITIAL_OF.get(letters[place])
        vowel = _VOWEL_OF.get(letters[place + 1]) if place + 1 < end else None
        if initial is None or vowel is None:
            made.append(letters[place])
            place += 1
            continue
        code = _FIRST + (initial * _VOWELS + vowel) * _FINALS
        place += 2
        final = _FINAL_OF.get(letters[place]) if place < end else None
        # a consonant in front of a vowel belongs to the next syllable
        if final is not None and not (
            place + 1 < end and letters[place + 1] in _VOWEL_OF and letters[place] in _INITIAL_OF
        ):
            code += final
            place += 1
        made.append(chr(code))
    return "".join(made)
