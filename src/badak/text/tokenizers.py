"""Ways to cut text, as objects that can be given to layers, saved in a model file and used on streams."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from badak.errors import error
from badak.registry import Registry
from badak.text.cutting import characters, ngrams, sizes_of, words
from badak.text.forms import check_form
from badak.text.jamo import decompose

TOKENIZERS = Registry("tokenizer", "토크나이저(tokenizer)")


class TextTokenizer:
    """Base of all tokenizers: a call cuts one text.

    One of your own is a dataclass with ``__call__``; ``badak.register`` gives it a name for model files.
    """

    registry = TOKENIZERS
    cuts_at_space = False
    """Whether no token crosses white space, so that a large text may be read in pieces that end there."""

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of a text."""
        raise error("BD025", where=type(self).__name__, name="__call__")

    def stream(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Cut one text after the other; only one is in memory at a time."""
        return map(self, texts)


@TOKENIZERS.add()
@dataclasses.dataclass(frozen=True)
class WordTokenizer(TextTokenizer):
    """Cuts text into words, see ``badak.text.words``.

    Args:
        lower: turn capitals into small letters.
        filters: characters that part words; by default all that are no letter, digit or mark of any script.
        form: Unicode's normal form.

    Example:
        >>> import badak
        >>> badak.text.WordTokenizer()("Hello, 세계!")
        ['hello', '세계']
    """

    lower: bool = True
    filters: str | None = None
    form: str | None = "NFC"

    cuts_at_space = True

    def __post_init__(self) -> None:
        check_form(self.form, "WordTokenizer")

    def __call__(self, text: str) -> list[str]:
        """Return the words of a text."""
        return words(text, lower=self.lower, filters=self.filters, form=self.form)


@TOKENIZERS.add()
@dataclasses.dataclass(frozen=True)
class CharacterTokenizer(TextTokenizer):
    """Cuts text into characters, spaces among them.

    Args:
        lower: turn capitals into small letters.
        form: Unicode's normal form.

    Example:
        >>> import badak
        >>> badak.text.CharacterTokenizer()("가나 다")
        ['가', '나', ' ', '다']
    """

    lower: bool = False
    form: str | None = "NFC"

    def __post_init__(self) -> None:
        check_form(self.form, "CharacterTokenizer")

    def __call__(self, text: str) -> list[str]:
        """Return the characters of a text."""
        return characters(text, lower=self.lower, form=self.form)


@TOKENIZERS.add()
@dataclasses.dataclass(frozen=True)
class NgramTokenizer(TextTokenizer):
    """Joins neighbouring words or characters.

    Args:
        n: 2 for single tokens and pairs, ``(2,)`` for pairs alone, ``(1, 3)`` for these sizes.
        of: ``"words"``; ``"characters"`` for n-grams inside each word, which find the stem of a Korean word with any
            particle, and words that are misspelt.
        lower: turn capitals into small letters.
        form: Unicode's normal form.

    Raises:
        ArgumentError: BD003, for sizes below 1 and other words than these two.

    Example:
        >>> import badak
        >>> badak.text.NgramTokenizer(2)("to be or")
        ['to', 'be', 'or', 'to be', 'be or']
        >>> badak.text.NgramTokenizer((2,), of="characters")("영화가 영화는")
        ['영화', '화가', '영화', '화는']
    """

    n: int | tuple[int, ...] = 2
    of: str = "words"
    lower: bool = True
    form: str | None = "NFC"

    def __post_init__(self) -> None:
        from badak.errors import error

        sizes_of(self.n, "NgramTokenizer")
        check_form(self.form, "NgramTokenizer")
        if self.of not in ("words", "characters"):
            expected = "'words' | 'characters'"
            raise error("BD003", where="NgramTokenizer", name="of", got=repr(self.of), expected=expected)

    @property
    def cuts_at_space(self) -> bool:
        """Whether no token crosses white space."""
        return self.of == "characters"

    def __call__(self, text: str) -> list[str]:
        """Return the n-grams of a text."""
        found = words(text, lower=self.lower, form=self.form)
        if self.of == "words":
            return ngrams(found, self.n)
        sizes = sizes_of(self.n, "NgramTokenizer")
        return [word[i : i + n] for word in found for n in sizes for i in range(len(word) - n + 1)]


@TOKENIZERS.add()
@dataclasses.dataclass(frozen=True)
class MixedNgramTokenizer(TextTokenizer):
    """Cuts text into n-grams of its words and n-grams of its characters, side by side: what a strong bag of words counts.

    Characters are taken across the whole text, with a space before, between and behind words, so that beginnings and
    ends of words are told apart. N-grams of words begin with ``#``: a word is not taken for the same characters.

    Args:
        words: sizes of the n-grams of words, as ``n`` of ``NgramTokenizer``; None for none.
        characters: the same for characters.
        once: each n-gram only once, whether it occurs or not; False for as often as it occurs.
        lower: turn capitals into small letters.
        form: Unicode's normal form.

    Raises:
        ArgumentError: BD003, for sizes below 1, or no n-grams at all.

    Example:
        >>> import badak
        >>> badak.text.MixedNgramTokenizer(words=1, characters=(2,))("no no")
        [' n', 'no', 'o ', '#no']

    Source: S. Wang, C. Manning, "Baselines and bigrams" (2012): whether n-grams occur says more than how often.
    """

    words: int | tuple[int, ...] | None = 2
    characters: int | tuple[int, ...] | None = 4
    once: bool = True
    lower: bool = True
    form: str | None = "NFC"

    def __post_init__(self) -> None:
        from badak.errors import error

        check_form(self.form, "MixedNgramTokenizer")
        if self.words is None and self.characters is None:
            expected = "words=2 | characters=4"
            raise error("BD003", where="MixedNgramTokenizer", name="words", got="None", expected=expected)
        for sizes in (self.words, self.characters):
            if sizes is not None:
                sizes_of(sizes, "MixedNgramTokenizer")

    def __call__(self, text: str) -> list[str]:
        """Return the n-grams of a text, those of characters first."""
        found: list[str] = []
        if self.characters is not None:
            line = "".join(characters(text, lower=self.lower, form=self.form))
            parts = line.split()
            found += ngrams(f" {' '.join(parts)} ", self.characters, joint="") if parts else []
        if self.words is not None:
            cut = words(text, lower=self.lower, form=self.form)
            found += ["#" + part for part in ngrams(cut, self.words)]
        return list(dict.fromkeys(found)) if self.once else found


@TOKENIZERS.add()
@dataclasses.dataclass(frozen=True)
class JamoTokenizer(TextTokenizer):
    """Cuts text into letters, Hangul syllables into their jamo.

    Args:
        lower: turn capitals into small letters.

    Example:
        >>> import badak
        >>> badak.text.JamoTokenizer()("닭 a")
        ['ㄷ', 'ㅏ', 'ㄺ', ' ', 'a']
    """

    lower: bool = False

    def __call__(self, text: str) -> list[str]:
        """Return the letters of a text."""
        return list(decompose("".join(characters(text, lower=self.lower))))


def as_tokenizer(tokenizer: Any, where: str) -> Any:
    """Return what cuts text: a tokenizer, any function from a text to a list, or one of four words.

    Raises:
        ArgumentError: BD003, for anything else.
    """
    from badak.errors import error

    short = {None: WordTokenizer, "word": WordTokenizer, "words": WordTokenizer, "character": CharacterTokenizer,
             "characters": CharacterTokenizer, "jamo": JamoTokenizer}  # fmt: skip
    if tokenizer is None or isinstance(tokenizer, str):
        if tokenizer in short:
            return short[tokenizer]()
    elif callable(tokenizer):
        return tokenizer
    expected = "'words' | 'characters' | 'jamo' | WordTokenizer() | …"
    raise error("BD003", where=where, name="tokenizer", got=repr(tokenizer)[:60], expected=expected)
