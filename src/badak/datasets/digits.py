"""A sample of MNIST inside the package: real handwriting with no network and no waiting."""

from __future__ import annotations

import io
import lzma
from pathlib import Path
from typing import TYPE_CHECKING

from badak.datasets.idx import parse_block

if TYPE_CHECKING:
    from badak.datasets.folder import Pair

# Four IDX arrays back to back, x_train y_train x_test y_test, packed with xz; made by tools/make_digits_sample.py.
_FILE = Path(__file__).with_name("digits_sample.idx.xz")


def digits_sample() -> tuple[Pair, Pair]:
    """Load 6,000 + 1,000 handwritten digits that come with badak.

    Six hundred images of each digit from MNIST's training set and a hundred of each from its test set, chosen at
    random, in random order, the pixels unaltered.

    Returns:
        ``((x_train, y_train), (x_test, y_test))`` as ``mnist.load_data()`` gives them: images (6000, 28, 28) and
        (1000, 28, 28), uint8, 0 is paper and 255 is ink; labels (6000,) and (1000,), uint8, 0 to 9.

    Example:
        >>> from badak.datasets import digits_sample
        >>> (x_train, y_train), (x_test, y_test) = digits_sample()
        >>> x_train.shape, x_train.dtype, int(x_train.max())
        ((6000, 28, 28), dtype('uint8'), 255)

    Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits"; the sample is under
    CC BY-SA 3.0, as the original.
    """
    stream = io.BytesIO(lzma.decompress(_FILE.read_bytes()))
    room = stream.getbuffer().nbytes
    x_train, y_train, x_test, y_test = (parse_block(stream, room, "digits_sample") for _ in range(4))
    return (x_train, y_train), (x_test, y_test)
