"""Keras's ``Tokenizer``, for listings of books and courses; its numbers begin at 1."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from badak.errors import error
from badak.text.cutting import KERAS_FILTERS


def text_to_word_sequence(
    input_text: str, filters: str = KERAS_FILTERS, lower: bool = True, split: str = " "
) -> list[str]:
    """Cut text into words as Keras's function of this name does.

    Args:
        input_text: any text.
        filters: characters that part words.
        lower: turn capitals into small letters.
        split: what parts words.

    Example:
        >>> from badak.text import text_to_word_sequence
        >>> text_to_word_sequence("Well, it's done.")
        ['well', "it's", 'done']
    """
    text = input_text.lower() if lower else input_text
    return [word for word in text.translate({ord(c): split for c in filters}).split(split) if word]


class Tokenizer:
    """Words to numbers as Keras's ``preprocessing.text.Tokenizer`` has them.

    Numbers begin at 1, 0 is left for padding; the most frequent word has 1 (2 where there is an ``oov_token``), equally
    frequent ones are in the order in which they first came. ``badak.layers.TextVectorization`` does the same inside a model.

    Args:
        num_words: keep the ``num_words - 1`` most frequent words when texts are converted; all by default.
        filters: characters that part words.
        lower: turn capitals into small letters.
        split: what parts words.
        char_level: characters instead of words.
        oov_token: stands for words that are not known; they are left out where it is None.
        analyzer: a function that cuts a text, or a tokenizer of ``badak.text``, in place of all this.

    Attributes:
        word_index: word → number.
        index_word: number → word.
        word_counts: how often each word came.
        word_docs: in how many texts each word came.
        document_count: how many texts were seen.

    Example:
        >>> from badak.text import Tokenizer
        >>> tokenizer = Tokenizer(num_words=4, oov_token="<OOV>")
        >>> tokenizer.fit_on_texts(["나는 밥을 먹었다", "나는 밥을 좋아한다"])
        >>> tokenizer.word_index["나는"], tokenizer.texts_to_sequences(["나는 빵을 먹었다"])
        (2, [[2, 1, 1]])
    """

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = KERAS_FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        analyzer: Any = None,
    ) -> None:
        if num_words is not None and (isinstance(num_words, bool) or not isinstance(num_words, int) or num_words < 1):
            raise error("BD003", where="Tokenizer", name="num_words", got=repr(num_words), expected="1, 2, … | None")
        self.num_words, self.filters, self.lower, self.split = num_words, filters, lower, split
        self.char_level, self.oov_token, self.analyzer = char_level, oov_token, analyzer
        self.word_counts: Counter[str] = Counter()
        self.word_docs: Counter[str] = Counter()
        self.document_count = 0
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    def _cut(self, text: Any) -> list[str]:
        if isinstance(text, list | tuple):
            return [token.lower() for token in text] if self.lower else list(text)
        if not isinstance(text, str):
            raise error("BD185", where="Tokenizer", got=repr(text)[:60], place="")
        if self.analyzer is not None:
            return self.analyzer(text)
        if self.char_level:
            return list(text.lower() if self.lower else text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Count the words of texts (or of lists of words); earlier calls are added to."""
        if isinstance(texts, str):
            raise error("BD185", where="Tokenizer.fit_on_texts", got=repr(texts[:60]), place="")
        for text in texts:
            tokens = self._cut(text)
            self.document_count += 1
            self.word_counts.update(tokens)
            self.word_docs.update(set(tokens))
        order = sorted(
            self.word_counts, key=self.word_counts.__getitem__, reverse=True
        )  # equal ones stay in their order
        if self.oov_token is not None:
            order = [self.oov_token, *(word for word in order if word != self.oov_token)]
        self.word_index = {word: number for number, word in enumerate(order, 1)}
        self.index_word = {number: word for word, number in self.word_index.items()}

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """Return the numbers of the words of each text.

        Raises:
            StateError: BD187, before ``fit_on_texts``.
        """
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts: Iterable[Any]) -> Iterator[list[int]]:
        """Yield the numbers of the words of one text after the other."""
        if not self.document_count:
            raise error("BD187", where="Tokenizer", call="tokenizer.fit_on_texts(texts)")
        if isinstance(texts, str):
            raise error("BD185", where="Tokenizer.texts_to_sequences", got=repr(texts[:60]), place="")
        most = self.num_words or len(self.word_index) + 1
        known = {word: number for word, number in self.word_index.items() if number < most}
        unknown = None if self.oov_token is None else self.word_index[self.oov_token]
        for text in texts:
            numbers = (known.get(word, unknown) for word in self._cut(text))
            yield [number for number in numbers if number is not None]

    def sequences_to_texts(self, sequences: Iterable[Iterable[int]]) -> list[str]:
        """Put the words of numbers together, with spaces; numbers that are not known are left out."""
        unknown = self.oov_token
        most = self.num_words or len(self.word_index) + 1
        made = []
        for numbers in sequences:
            found = (self.index_word.get(int(n), unknown) if n < most else unknown for n in numbers if n)
            made.append(" ".join(word for word in found if word is not None))
        return made

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> np.ndarray:
        """Return a row for each text, see ``sequences_to_matrix``."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Iterable[list[int]], mode: str = "binary") -> np.ndarray:
        """Return a row for each list of numbers.

        Args:
            sequences: numbers of words.
            mode: ``"binary"`` which words occur, ``"count"`` how often, ``"freq"`` their share of the text, ``"tfidf"``
                (1 + ln count) · ln(1 + texts/(1 + texts with the word)), Keras's formula.

        Raises:
            ArgumentError: BD003, for another mode.
        """
        from badak.text.counting import count_matrix

        if mode not in ("binary", "count", "freq", "tfidf"):
            expected = "'binary' | 'count' | 'freq' | 'tfidf'"
            raise error("BD003", where="Tokenizer.sequences_to_matrix", name="mode", got=repr(mode), expected=expected)
        size = self.num_words or len(self.word_index) + 1
        listed = [[n for n in numbers if n < size] for numbers in sequences]
        counts = count_matrix(listed, size).astype(np.float64)
        if mode == "binary":
            return np.minimum(counts, 1)
        if mode == "freq":
            return counts / np.array([max(len(numbers), 1) for numbers in listed])[:, None]
        if mode == "tfidf":
            having = np.array([self.word_docs.get(self.index_word.get(n, ""), 0) for n in range(size)])
            idf = np.log(1 + self.document_count / (1 + having))
            return np.where(counts > 0, (1 + np.log(np.maximum(counts, 1))) * idf, 0.0)
        return counts

    def get_config(self) -> dict[str, Any]:
        """Return all of it as plain values, as Keras names them."""
        text = {name: json.dumps(dict(getattr(self, name)), ensure_ascii=False)
                for name in ("word_counts", "word_docs", "word_index", "index_word")}  # fmt: skip
        own = ("num_words", "filters", "lower", "split", "char_level", "oov_token", "document_count")
        return {**{name: getattr(self, name) for name in own}, **text}

    def to_json(self) -> str:
        """Return it as JSON, in the form that Keras's ``tokenizer_from_json`` reads."""
        return json.dumps({"class_name": "Tokenizer", "config": self.get_config()}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Tokenizer:
        """Make it again from what ``to_json``, or Keras's, wrote.

        Raises:
            FileFormatError: BD196, when this is something else.
        """
        from badak.datasets.wording import both

        try:
            config = dict(json.loads(text)["config"])
            kept = {
                name: json.loads(config.pop(name)) for name in ("word_counts", "word_docs", "word_index", "index_word")
            }
            config.pop("index_docs", None)
            seen = int(config.pop("document_count"))
            made = cls(**config)
        except (ValueError, KeyError, TypeError, RecursionError):
            why = both("it is not the JSON of a Tokenizer", "Tokenizer의 JSON이 아닙니다")
            raise error("BD196", where="Tokenizer.from_json", why=why) from None
        made.word_counts, made.word_docs = Counter(kept["word_counts"]), Counter(kept["word_docs"])
        made.word_index = {word: int(number) for word, number in kept["word_index"].items()}
        made.index_word = {int(number): word for number, word in kept["index_word"].items()}
        made.document_count = seen
        return made
