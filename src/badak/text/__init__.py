"""Text as numbers: tokenizers, vocabularies, counts and TF-IDF, pretrained vectors of words; and back: searches for sequences.

Everything is loaded on first use, so that importing this package costs nothing. ``badak.layers.TextVectorization`` puts the
same things into a model.

Example:
    >>> from badak.text import Vocabulary, words
    >>> vocabulary = Vocabulary.build(["영화가 정말 재밌다", "정말 좋다"])
    >>> vocabulary.encode(words("정말 좋은 영화가!"))
    [2, 1, 5]
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from badak.text.beam import beam_search
    from badak.text.counting import TfIdf, count_matrix, multi_hot, one_hot
    from badak.text.cutting import KERAS_FILTERS, characters, ngrams, words
    from badak.text.decoding import Decoded, greedy_search, sample
    from badak.text.forms import normalize
    from badak.text.jamo import compose, decompose
    from badak.text.keras_tokenizer import Tokenizer, text_to_word_sequence
    from badak.text.next_step import next_step
    from badak.text.reading import read_lines
    from badak.text.subword import MorphemeTokenizer, SubwordTokenizer
    from badak.text.tokenizers import (
        CharacterTokenizer,
        JamoTokenizer,
        MixedNgramTokenizer,
        NgramTokenizer,
        TextTokenizer,
        WordTokenizer,
    )
    from badak.text.vector_file import load_vectors
    from badak.text.vectors import Vectors
    from badak.text.vocabulary import Vocabulary, count_tokens
    from badak.utils import pad_sequences

# public name -> the module it lives in
_HOME = {
    "words": "text.cutting",
    "characters": "text.cutting",
    "ngrams": "text.cutting",
    "KERAS_FILTERS": "text.cutting",
    "normalize": "text.forms",
    "decompose": "text.jamo",
    "compose": "text.jamo",
    "TextTokenizer": "text.tokenizers",
    "WordTokenizer": "text.tokenizers",
    "CharacterTokenizer": "text.tokenizers",
    "NgramTokenizer": "text.tokenizers",
    "MixedNgramTokenizer": "text.tokenizers",
    "JamoTokenizer": "text.tokenizers",
    "SubwordTokenizer": "text.subword",
    "MorphemeTokenizer": "text.subword",
    "Vocabulary": "text.vocabulary",
    "count_tokens": "text.vocabulary",
    "one_hot": "text.counting",
    "multi_hot": "text.counting",
    "count_matrix": "text.counting",
    "TfIdf": "text.counting",
    "pad_sequences": "utils",
    "Tokenizer": "text.keras_tokenizer",
    "text_to_word_sequence": "text.keras_tokenizer",
    "read_lines": "text.reading",
    "load_vectors": "text.vector_file",
    "Vectors": "text.vectors",
    "greedy_search": "text.decoding",
    "beam_search": "text.beam",
    "sample": "text.decoding",
    "Decoded": "text.decoding",
    "next_step": "text.next_step",
}

__all__ = [
    "words",
    "characters",
    "ngrams",
    "KERAS_FILTERS",
    "normalize",
    "decompose",
    "compose",
    "TextTokenizer",
    "WordTokenizer",
    "CharacterTokenizer",
    "NgramTokenizer",
    "MixedNgramTokenizer",
    "JamoTokenizer",
    "SubwordTokenizer",
    "MorphemeTokenizer",
    "Vocabulary",
    "count_tokens",
    "one_hot",
    "multi_hot",
    "count_matrix",
    "TfIdf",
    "pad_sequences",
    "Tokenizer",
    "text_to_word_sequence",
    "read_lines",
    "load_vectors",
    "Vectors",
    "greedy_search",
    "beam_search",
    "sample",
    "Decoded",
    "next_step",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'badak.text' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"badak.{_HOME[name]}"), name)
    globals()[name] = value  # the next access does not come here
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
