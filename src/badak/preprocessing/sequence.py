"""Keras 2's ``preprocessing.sequence``."""

from badak.utils import pad_sequences

__all__ = ["pad_sequences"]
