"""Keras 2's places for texts and sequences: ``badak.preprocessing.text.Tokenizer``, ``.sequence.pad_sequences``.

A listing that imports them runs with the name of the package changed; the things themselves live in ``badak.text`` and
``badak.utils``.

Example:
    >>> from badak.preprocessing.sequence import pad_sequences
    >>> pad_sequences([[1], [2, 3]]).tolist()
    [[0, 1], [2, 3]]
"""

from badak.preprocessing import sequence, text

__all__ = ["sequence", "text"]
