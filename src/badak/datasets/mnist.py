"""MNIST: 70,000 handwritten digits, 28 × 28 grey pixels."""

from __future__ import annotations

import os

from badak.datasets.folder import Pair
from badak.datasets.published import Part, Published, load

CLASS_NAMES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")

SOURCE = Published(
    name="mnist",
    title="MNIST",
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://raw.githubusercontent.com/fgnt/mnist/master/",
        "https://yann.lecun.com/exdb/mnist/",  # the publisher's own; it has answered 403 for years at a time
    ),
    parts=(
        Part(
            "train-images-idx3-ubyte.gz",
            47_040_016,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
        Part(
            "train-labels-idx1-ubyte.gz",
            60_008,
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
        Part(
            "t10k-images-idx3-ubyte.gz",
            7_840_016,
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        Part(
            "t10k-labels-idx1-ubyte.gz",
            10_008,
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
    ),
)


def load_data(path: str | os.PathLike[str] | None = None) -> tuple[Pair, Pair]:
    """Load MNIST; what is not on this computer yet is downloaded (12 MB, once).

    Looked for in this order: the folder ``BADAK_DATA`` names, as ``mnist/train-images-idx3-ubyte.gz`` and so on,
    packed or not; the cache folder; the mirrors. Whatever is found is checked against the published data.

    Args:
        path: a folder of IDX or NPZ files or an ``.npz`` as Keras keeps it, read instead and not checked. A bare file
            name that is no file here (Keras's ``"mnist.npz"``) is left out of account.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: images (60000, 28, 28) and (10000, 28, 28), uint8, 0 is paper and
        255 is ink; labels (60000,) and (10000,), uint8, 0 to 9.

    Raises:
        DownloadError: BD060, when no mirror can be reached; it says what is available instead.
        FileError: BD061, when the download cannot be stored.
        FileFormatError: BD062, when a file under ``BADAK_DATA`` is not the published one.

    Example:
        >>> from badak.datasets import mnist
        >>> (x_train, y_train), (x_test, y_test) = mnist.load_data()  # doctest: +SKIP

    Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition",
    Proceedings of the IEEE 86 (1998). The data is under CC BY-SA 3.0.
    """
    return load(SOURCE, path)
