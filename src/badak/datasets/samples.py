"""Real text inside the package: Korean film reviews and a piece of Shakespeare, with no network and no waiting."""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from badak.datasets.ranks import as_rows

if TYPE_CHECKING:
    from badak.datasets.folder import Pair

# Made by tools/make_text_samples.py. Reviews: a line each, its label in front; the training part first.
_REVIEWS = Path(__file__).with_name("reviews_sample.txt.xz")
_SHAKESPEARE = Path(__file__).with_name("shakespeare_sample.txt.xz")
_TRAIN = 4000


def reviews_sample() -> tuple[Pair, Pair]:
    """Load 4,000 + 1,000 Korean film reviews that come with badak, half of them good, half bad.

    They were drawn at random from a sample of the Naver sentiment movie corpus, in random order and as they were written,
    apart from some with coarse words, which were left out. The parts are not those of the published set (``nsmc``): do not
    measure a model on its test part that learned from here.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: texts in object arrays (4000,) and (1000,), of 5 to 140 characters; labels
        uint8, 1 for a good review (9 or 10 stars), 0 for a bad one (1 to 4).

    Example:
        >>> from badak.datasets import reviews_sample
        >>> (x_train, y_train), (x_test, y_test) = reviews_sample()
        >>> len(x_train), len(x_test), float(y_train.mean())
        (4000, 1000, 0.5)

    Source: L. Park, "Naver sentiment movie corpus v1.0" (2015), github.com/e9t/nsmc; CC0.
    """
    lines = lzma.decompress(_REVIEWS.read_bytes()).decode("utf-8").splitlines()
    texts = as_rows([line[1:] for line in lines])
    labels = np.array([line[0] == "1" for line in lines], np.uint8)
    return (texts[:_TRAIN], labels[:_TRAIN]), (texts[_TRAIN:], labels[_TRAIN:])


def shakespeare_sample() -> str:
    """Load the first 200,000 characters or so of a collection of Shakespeare's plays, which comes with badak.

    It is the beginning of what language models of characters are often first trained on: speeches, each under the name of
    its speaker.

    Returns:
        One text of 62 different characters, ending with a whole speech.

    Example:
        >>> from badak.datasets import shakespeare_sample
        >>> print(shakespeare_sample()[:52])
        First Citizen:
        Before we proceed any further, hear m

    Source: W. Shakespeare (1564–1616), in the public domain; collected by A. Karpathy, github.com/karpathy/char-rnn (2015).
    """
    return lzma.decompress(_SHAKESPEARE.read_bytes()).decode("utf-8")
