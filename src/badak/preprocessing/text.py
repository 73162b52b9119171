"""Keras 2's ``preprocessing.text``."""

from badak.text import Tokenizer, text_to_word_sequence

__all__ = ["Tokenizer", "text_to_word_sequence"]
