"""Which number stands for which token."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import close_names, error

PADDING, UNKNOWN = "", "[UNK]"
_FORMAT, _VERSION = "badak vocabulary", 1


class Vocabulary:
    """Tokens and their numbers: padding is 0, whatever is not in the vocabulary is 1, then the special tokens, then the rest.

    Made from a list in the order wanted, or with ``Vocabulary.build`` from texts.

    Args:
        tokens: tokens in order, without padding and the unknown one.
        padding: how number 0 is written.
        unknown: how number 1 is written.
        special: tokens that stand before all others, such as ``"[START]"`` and ``"[END]"``, from number 2 on.
        counts: how often each token came, where it is known.

    Raises:
        DataError: BD191, when a token comes twice or is no text.

    Example:
        >>> from badak.text import Vocabulary
        >>> vocabulary = Vocabulary.build(["to be or not to be"])
        >>> vocabulary.tokens
        ['', '[UNK]', 'to', 'be', 'or', 'not']
        >>> vocabulary.encode(["to", "see"]), vocabulary.decode([3, 0])
        ([2, 1], ['be', ''])
        >>> vocabulary["be"], "see" in vocabulary, len(vocabulary)
        (3, False, 6)
    """

    def __init__(
        self,
        tokens: Iterable[str] = (),
        *,
        padding: str = PADDING,
        unknown: str = UNKNOWN,
        special: Sequence[str] = (),
        counts: dict[str, int] | None = None,
    ) -> None:
        self.padding, self.unknown, self.special = padding, unknown, tuple(special)
        self.tokens: list[str] = [padding, unknown, *self.special, *tokens]
        self.counts: dict[str, int] = dict(counts or {})
        self._ids = {token: number for number, token in enumerate(self.tokens)}
        check_tokens(self.tokens, self._ids, "Vocabulary", padding, unknown)

    @classmethod
    def build(
        cls,
        texts: Any,
        tokenizer: Any = None,
        *,
        max_size: int | None = None,
        min_count: int = 1,
        special: Sequence[str] = (),
        padding: str = PADDING,
        unknown: str = UNKNOWN,
        encoding: str = "utf-8",
    ) -> Vocabulary:
        """Count the tokens of texts and number the most frequent ones.

        The order depends on the counts alone, not on the order of the texts: the more frequent token first; of equally
        frequent ones the one later in the alphabet (in the order of code points), as Keras's TextVectorization has it.

        Args:
            texts: a list of texts, a generator, or a path (``pathlib.Path``) or list of paths of text files, which are read
                in pieces: memory holds the different tokens and a piece of text.
            tokenizer: a tokenizer, a function from a text to a list of tokens, or ``"words"``, ``"characters"``, ``"jamo"``;
                words by default. A list of tokens among ``texts`` is taken as it is.
            max_size: the most tokens, padding, unknown and special ones included; no limit by default.
            min_count: how often a token must come to be kept.
            special: see the class.
            padding: see the class.
            unknown: see the class.
            encoding: of files.

        Returns:
            The vocabulary, with ``counts`` of the tokens that were kept.

        Raises:
            ArgumentError: BD003, for limits below 1 or a ``max_size`` with no room for the special tokens.
            DataError: BD185, for something that is no text.

        Example:
            >>> from badak.text import Vocabulary
            >>> Vocabulary.build(["가 나 나", "다 나 가"], min_count=2).tokens
            ['', '[UNK]', '나', '가']
        """
        where = "Vocabulary.build"
        fixed = 2 + len(special)
        for name, value, least in (("max_size", max_size, fixed), ("min_count", min_count, 1)):
            if value is not None and (
                isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least
            ):
                expected = both(f"an integer ≥ {least}", f"{least} 이상의 정수")
                raise error("BD003", where=where, name=name, got=repr(value), expected=expected)
        counted = count_tokens(texts, tokenizer, encoding=encoding, where=where)
        for token in (padding, unknown, *special):
            counted.pop(token, None)
        kept = in_order(counted, None if max_size is None else max_size - fixed, min_count)
        counts = {token: counted[token] for token in kept}
        return cls(kept, padding=padding, unknown=unknown, special=special, counts=counts)

    # --- looking up ----------------------------------------------------------------------------------------------------------

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """Return the number of each token; 1 for those that are not here."""
        get = self._ids.get
        return [get(token, 1) for token in tokens]

    def decode(self, ids: Any) -> list[str]:
        """Return the token of each number.

        Raises:
            DataError: BD193, for a number that stands for no token, naming its place.
        """
        numbers = np.asarray(ids)
        if numbers.size and (numbers.dtype.kind not in "iu" or numbers.min() < 0 or numbers.max() >= len(self.tokens)):
            bad = numbers.dtype.kind not in "iu" or (numbers < 0) | (numbers >= len(self.tokens))
            place = int(np.argmax(np.broadcast_to(bad, numbers.shape)))
            got = both(f"{numbers.flat[place]} at place {place}", f"{place}번째 값 {numbers.flat[place]}")
            raise error("BD193", where="Vocabulary.decode", got=got, highest=len(self.tokens) - 1)
        return [self.tokens[number] for number in numbers.ravel().tolist()]

    def __getitem__(self, token: str) -> int:
        """Return the number of a token.

        Raises:
            ArgumentError: BD190, for a token that is not here; ``encode`` gives 1 for those.
        """
        if token not in self._ids:
            near = close_names(str(token), self.tokens[2 : 2 + 20_000])
            raise error("BD190", where="Vocabulary", got=repr(token), near=", ".join(near.split(", ")[:3]))
        return self._ids[token]

    def get(self, token: str, default: int = 1) -> int:
        """Return the number of a token, ``default`` for one that is not here."""
        return self._ids.get(token, default)

    def __contains__(self, token: object) -> bool:
        return token in self._ids

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tokens)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and (self.tokens, self.special) == (other.tokens, other.special)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        few = ", ".join(map(repr, self.tokens[2:7])) + (", …" if len(self.tokens) > 7 else "")
        return f"<Vocabulary: {len(self.tokens):,} tokens: {few}>"

    # --- files ---------------------------------------------------------------------------------------------------------------

    def save(self, path: str | os.PathLike[str], overwrite: bool = True) -> None:
        """Write the vocabulary as JSON: the tokens in order, their counts, and what the first ones mean.

        Raises:
            FileError: BD081, when the file cannot be written; an older one stays as it was.
        """
        from badak.files.atomic import writing
        from badak.files.bounded_json import write_json

        content = {
            "format": _FORMAT,
            "version": _VERSION,
            "padding": self.padding,
            "unknown": self.unknown,
            "special": list(self.special),
            "tokens": self.tokens[2 + len(self.special) :],
            "counts": [self.counts.get(token, 0) for token in self.tokens[2 + len(self.special) :]]
            if self.counts
            else None,
        }
        with writing(path, f"Vocabulary.save({str(path)!r})", overwrite=overwrite) as file:
            file.write(write_json(content, indent=0))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Vocabulary:
        """Read what ``save`` wrote, or a plain text file with one token on each line.

        Raises:
            FileError: BD065, when it cannot be opened.
            FileFormatError: BD196, when it is no vocabulary.

        Example:
            >>> import os, tempfile
            >>> from badak.text import Vocabulary
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     Vocabulary(["가", "나"]).save(os.path.join(folder, "words.json"))
            ...     Vocabulary.load(os.path.join(folder, "words.json"))["나"]
            3
        """
        from badak.text.reading import read_lines

        where = f"Vocabulary.load({os.fspath(path)!r})"
        lines = list(read_lines(path))
        if not (lines and lines[0].lstrip().startswith("{")):
            tokens = [line for line in lines if line]
            return cls(tokens[1:] if tokens[:1] == [UNKNOWN] else tokens)
        return cls._from_json("\n".join(lines), where)

    @classmethod
    def _from_json(cls, text: str, where: str) -> Vocabulary:
        import json

        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise _no_vocabulary(where, "the JSON is damaged", "JSON이 깨졌습니다") from None
        if not isinstance(found, dict) or found.get("format") != _FORMAT:
            raise _no_vocabulary(where, "it is JSON of another kind", "다른 종류의 JSON입니다")
        if found.get("version") != _VERSION:
            version = repr(found.get("version"))[:20]
            raise _no_vocabulary(where, f"it has version {version}", f"버전이 {version}입니다")
        tokens, counts = found.get("tokens"), found.get("counts")
        if not isinstance(tokens, list) or (
            counts is not None and (not isinstance(counts, list) or len(counts) != len(tokens))
        ):
            raise _no_vocabulary(where, "its parts do not belong together", "항목이 서로 맞지 않습니다")
        special, padding, unknown = (found.get(name) for name in ("special", "padding", "unknown"))
        if not (isinstance(special, list) and isinstance(padding, str) and isinstance(unknown, str)):
            raise _no_vocabulary(where, "its parts do not belong together", "항목이 서로 맞지 않습니다")
        texts = all(isinstance(token, str) for token in tokens)
        known = dict(zip(tokens, counts)) if counts is not None and texts else None
        return cls(tokens, padding=padding, unknown=unknown, special=special, counts=known)


def _no_vocabulary(where: str, en: str, ko: str) -> Exception:
    return error("BD196", where=where, why=both(en, ko))


def check_tokens(tokens: list[str], ids: dict[str, int], where: str, padding: str = "", unknown: str = UNKNOWN) -> None:
    """Refuse tokens that are no text, or come twice.

    Raises:
        DataError: BD191.
    """
    wrong = next((token for token in tokens if not isinstance(token, str)), None)
    if wrong is not None:
        raise _no_tokens(where, f"{wrong!r} is no text", f"{wrong!r}은(는) 글자가 아닙니다", padding, unknown)
    if len(ids) != len(tokens):
        seen: set[str] = set()
        twice = next(token for token in tokens if token in seen or seen.add(token))
        en, ko = f"the token {twice!r} comes twice", f"토큰 {twice!r}이(가) 두 번 나옵니다"
        raise _no_tokens(where, en, ko, padding, unknown)


def _no_tokens(where: str, en: str, ko: str, padding: str, unknown: str) -> Exception:
    return error("BD191", where=where, why=both(en, ko), padding=padding, unknown=unknown)


# ---- counting -------------------------------------------------------------------------------------------------------------


def count_tokens(
    texts: Any, tokenizer: Any = None, *, encoding: str = "utf-8", where: str = "count_tokens"
) -> Counter[str]:
    """Count how often each token comes, reading texts one after the other.

    Args:
        texts: see ``Vocabulary.build``.
        tokenizer: see ``Vocabulary.build``.
        encoding: of files.
        where: the calling function, for messages.

    Returns:
        A ``collections.Counter``.

    Raises:
        DataError: BD185, for something that is no text.

    Example:
        >>> from badak.text import count_tokens
        >>> count_tokens(["가 나", "나"]).most_common(1)
        [('나', 2)]
    """
    from badak.text.tokenizers import as_tokenizer

    cut: Callable[[str], list[str]] = as_tokenizer(tokenizer, where)
    counted: Counter[str] = Counter()
    if not getattr(cut, "cuts_at_space", False):
        for text in texts_of(texts, encoding, cut, where):
            counted.update(cut(text) if isinstance(text, str) else text)
        return counted
    # no token crosses white space: what stands between spaces is counted first, and each different piece is cut once
    raw: Counter[str] = Counter()
    for text in _gathered(texts_of(texts, encoding, cut, where)):
        if not isinstance(text, str):
            counted.update(text)
            continue
        raw.update(text.split())
        if len(raw) > _MOST_PIECES:
            _cut_pieces(raw, cut, counted)
    _cut_pieces(raw, cut, counted)
    return counted


_MOST_PIECES = 1 << 19  # different pieces kept before they are cut; some 50 MB


def _cut_pieces(raw: Counter[str], cut: Callable[[str], list[str]], counted: Counter[str]) -> None:
    """Cut each piece into tokens that come as often as the piece; none is left."""
    get = counted.get
    for piece, count in raw.items():
        for token in cut(piece):
            counted[token] = get(token, 0) + count
    raw.clear()


def texts_of(texts: Any, encoding: str, cut: Any, where: str) -> Iterator[Any]:
    """Yield texts (and lists of tokens) from whatever holds them."""
    from badak.text.reading import read_blocks, read_lines

    if isinstance(texts, str):
        raise error("BD185", where=where, got=repr(texts[:60]), place="")
    if isinstance(texts, os.PathLike) or (
        isinstance(texts, list | tuple) and texts and all(isinstance(one, os.PathLike) for one in texts)
    ):
        read = read_blocks if getattr(cut, "cuts_at_space", False) else read_lines
        yield from read(texts, encoding)
        return
    for number, text in enumerate(texts):
        if isinstance(text, str):
            yield text
        elif isinstance(text, list | tuple) and all(isinstance(token, str) for token in text):
            yield text
        else:
            place = both(f" (number {number})", f" ({number}번째)")
            raise error("BD185", where=where, got=repr(text)[:60], place=place)


def _gathered(texts: Iterable[Any]) -> Iterator[Any]:
    """Put short texts together: cutting and counting one long text is several times quicker than many short ones."""
    kept: list[str] = []
    size = 0
    for text in texts:
        if not isinstance(text, str):
            yield text
            continue
        kept.append(text)
        size += len(text)
        if size >= 1 << 18:
            yield "\n".join(kept)
            kept, size = [], 0
    if kept:
        yield "\n".join(kept)


def in_order(counted: Counter[str], most: int | None = None, min_count: int = 1) -> list[str]:
    """Return tokens by falling count, equally frequent ones by falling code points."""
    pairs = [(count, token) for token, count in counted.items() if count >= min_count]
    if most is not None and most < len(pairs) // 4:
        import heapq

        return [token for _, token in heapq.nlargest(most, pairs)]
    pairs.sort(reverse=True)
    return [token for _, token in pairs[:most]]
