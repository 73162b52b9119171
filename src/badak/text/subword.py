"""Pieces of words, by libraries that badak does not come with: subword models and Korean morphemes (extra ``[text]``)."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from badak.datasets.wording import both
from badak.errors import error
from badak.text.forms import check_form, normalize
from badak.text.tokenizers import TOKENIZERS, TextTokenizer

_KINDS = {"bpe": ("BPE", "BpeTrainer"), "wordpiece": ("WordPiece", "WordPieceTrainer"), "unigram": ("Unigram", "")}


def needed(package: str, where: str) -> Any:
    """Import an optional package.

    Raises:
        MissingExtraError: BD090, with the line that installs it.
    """
    try:
        return importlib.import_module(package)
    except ImportError:
        raise error("BD090", where=where, package=package, extra="text") from None


@TOKENIZERS.add()
@dataclasses.dataclass(frozen=True, repr=False)
class SubwordTokenizer(TextTokenizer):
    """Cuts text into pieces of words, so that no word is unknown: rare ones become several pieces.

    Learned from texts with ``SubwordTokenizer.train`` or read with ``load`` from the ``tokenizer.json`` of the ``tokenizers``
    library, which does the work: ``pip install "badak[text]"``.

    Args:
        model: the content of such a file.

    Raises:
        MissingExtraError: BD090, when ``tokenizers`` is not installed.
        FileFormatError: BD196, when this is no such content.

    Example:
        >>> from badak.text import SubwordTokenizer
        >>> texts = ["low lower lowest"] * 9 + ["new newer newest"] * 9
        >>> cut = SubwordTokenizer.train(texts, vocab_size=30)  # doctest: +SKIP
        >>> cut("newest low")  # doctest: +SKIP
        ['▁newest', '▁low']
        >>> cut.decode(cut.encode("lower new"))  # doctest: +SKIP
        'lower new'

    Source: R. Sennrich, B. Haddow, A. Birch, "Neural machine translation of rare words with subword units",
    arXiv:1508.07909 (2016); T. Kudo, "Subword regularization", arXiv:1804.10959 (2018).
    """

    model: str

    def __post_init__(self) -> None:
        _loaded(self.model)

    @classmethod
    def train(
        cls,
        texts: Any,
        vocab_size: int = 8000,
        *,
        kind: str = "bpe",
        min_count: int = 2,
        special: Sequence[str] = (),
        form: str | None = "NFC",
        lower: bool = False,
    ) -> SubwordTokenizer:
        """Learn pieces of words from texts.

        Args:
            texts: a list or generator of texts, or paths of text files.
            vocab_size: how many pieces; 8,000 are usual for one language.
            kind: ``"bpe"`` joins the most frequent pair again and again, ``"wordpiece"`` the pair that says most about each
                other, ``"unigram"`` drops from many pieces those that are missed least.
            min_count: how often a pair must come to be joined.
            special: pieces that are never cut, after ``[PAD]`` (0) and ``[UNK]`` (1).
            form: Unicode's normal form.
            lower: turn capitals into small letters.

        Raises:
            ArgumentError: BD003, for another kind or a size that is too small.
            MissingExtraError: BD090, when ``tokenizers`` is not installed.
        """
        where = "SubwordTokenizer.train"
        if kind not in _KINDS:
            raise error("BD003", where=where, name="kind", got=repr(kind), expected=" | ".join(map(repr, _KINDS)))
        first = ["[PAD]", "[UNK]", *special]
        if isinstance(vocab_size, bool) or not isinstance(vocab_size, int) or vocab_size <= len(first):
            expected = both(f"an integer > {len(first)}", f"{len(first)}보다 큰 정수")
            raise error("BD003", where=where, name="vocab_size", got=repr(vocab_size), expected=expected)
        check_form(form, where)
        library = needed("tokenizers", where)
        models = importlib.import_module("tokenizers.models")
        trainers = importlib.import_module("tokenizers.trainers")
        if kind == "unigram":
            made = library.Tokenizer(models.Unigram())
            trainer = trainers.UnigramTrainer(
                vocab_size=vocab_size, special_tokens=first, unk_token="[UNK]", show_progress=False
            )
        else:
            made = library.Tokenizer(getattr(models, _KINDS[kind][0])(unk_token="[UNK]"))
            trainer = getattr(trainers, _KINDS[kind][1])(
                vocab_size=vocab_size, min_frequency=min_count, special_tokens=first, show_progress=False
            )
        # a mark at the beginning of each word keeps the spaces, so that text can be put together again
        decoders, before = (importlib.import_module(f"tokenizers.{name}") for name in ("decoders", "pre_tokenizers"))
        forms = importlib.import_module("tokenizers.normalizers")
        steps = [getattr(forms, form)()] if form else []
        steps += [forms.Lowercase()] if lower else []
        if steps:
            made.normalizer = forms.Sequence(steps)
        if kind == "wordpiece":
            made.pre_tokenizer = before.Whitespace()
            made.decoder = decoders.WordPiece()
        else:
            made.pre_tokenizer = before.Metaspace()
            made.decoder = decoders.Metaspace()
        made.train_from_iterator(_all_texts(texts, where), trainer)
        return cls(made.to_str())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> SubwordTokenizer:
        """Read a ``tokenizer.json``.

        Raises:
            FileError: BD065, when it cannot be opened; FileFormatError: BD196, when it is another kind of file.
        """
        from badak.text.reading import read_lines

        return cls("\n".join(read_lines(path)))

    def save(self, path: str | os.PathLike[str], overwrite: bool = True) -> None:
        """Write it as ``tokenizer.json``, which the ``tokenizers`` and ``transformers`` libraries read.

        Raises:
            FileError: BD081, when the file cannot be written.
        """
        from badak.files.atomic import writing

        with writing(path, f"SubwordTokenizer.save({str(path)!r})", overwrite=overwrite) as file:
            file.write(self.model.encode())

    def __call__(self, text: str) -> list[str]:
        """Return the pieces of a text; ``▁`` marks the beginning of a word, ``##`` with WordPiece its continuation."""
        return _loaded(self.model).encode(text, add_special_tokens=False).tokens

    def encode(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces."""
        return _loaded(self.model).encode(text, add_special_tokens=False).ids

    def encode_all(self, texts: Iterable[str]) -> list[list[int]]:
        """Return the numbers of each text's pieces, computed on all processors at once."""
        found = _loaded(self.model).encode_batch(list(texts), add_special_tokens=False)
        return [one.ids for one in found]

    def decode(self, ids: Iterable[int]) -> str:
        """Put a text together from the numbers of its pieces."""
        return _loaded(self.model).decode([int(number) for number in ids])

    @property
    def pieces(self) -> list[str]:
        """All pieces in the order of their numbers."""
        found = _loaded(self.model).get_vocab()
        return sorted(found, key=found.__getitem__)

    def __len__(self) -> int:
        return _loaded(self.model).get_vocab_size()

    def __repr__(self) -> str:
        return f"<SubwordTokenizer: {len(self):,} pieces>"


@functools.lru_cache(maxsize=8)
def _loaded(model: str) -> Any:
    library = needed("tokenizers", "SubwordTokenizer")
    try:
        return library.Tokenizer.from_str(model)
    except Exception as problem:  # the library has no error class of its own
        why = both(
            f"the tokenizers library cannot read it ({problem})", f"tokenizers 라이브러리가 읽지 못합니다({problem})"
        )
        raise error("BD196", where="SubwordTokenizer", why=why) from None


def _all_texts(texts: Any, where: str) -> Iterator[str]:
    from badak.text.vocabulary import texts_of

    for text in texts_of(texts, "utf-8", None, where):
        yield text if isinstance(text, str) else " ".join(text)


@TOKENIZERS.add()
@dataclasses.dataclass(frozen=True)
class MorphemeTokenizer(TextTokenizer):
    """Cuts Korean text into morphemes: 영화를 → 영화, 를. Endings and particles become tokens of their own.

    The analysis is that of Kiwi: ``pip install "badak[text]"`` brings ``kiwipiepy``. Its dictionary takes a second or two to
    load when the first text is cut.

    Args:
        tags: keep only morphemes whose tag begins with one of these: ``("N", "V", "MAG")`` for nouns, verbs and adjectives,
            adverbs. All by default.
        with_tags: write the tag behind each morpheme: ``"영화/NNG"``.
        form: Unicode's normal form.

    Raises:
        MissingExtraError: BD090, when ``kiwipiepy`` is not installed.

    Example:
        >>> from badak.text import MorphemeTokenizer
        >>> MorphemeTokenizer(tags=("N",))("영화를 친구와 봤다")  # doctest: +SKIP
        ['영화', '친구']

    Source: M. Lee, "Kiwi: developing a Korean morphological analyzer based on statistical language models and Skip-Bigram",
    Korean Journal of Digital Humanities 1 (2024).
    """

    tags: tuple[str, ...] | None = None
    with_tags: bool = False
    form: str | None = "NFC"

    def __post_init__(self) -> None:
        check_form(self.form, "MorphemeTokenizer")
        if isinstance(self.tags, str) or not all(isinstance(tag, str) for tag in self.tags or ()):
            raise error(
                "BD003", where="MorphemeTokenizer", name="tags", got=repr(self.tags), expected="('N', 'V') | None"
            )
        object.__setattr__(self, "tags", None if self.tags is None else tuple(self.tags))
        needed("kiwipiepy", "MorphemeTokenizer")

    def __call__(self, text: str) -> list[str]:
        """Return the morphemes of a text."""
        return self._chosen(_kiwi().tokenize(normalize(text, self.form)))

    def stream(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Cut one text after the other, on all processors."""
        return map(self._chosen, _kiwi().tokenize(normalize(text, self.form) for text in texts))

    def _chosen(self, found: Any) -> list[str]:
        kept = found if self.tags is None else [one for one in found if one.tag.startswith(self.tags)]
        return [f"{one.form}/{one.tag}" for one in kept] if self.with_tags else [one.form for one in kept]


@functools.cache
def _kiwi() -> Any:
    return needed("kiwipiepy", "MorphemeTokenizer").Kiwi()
