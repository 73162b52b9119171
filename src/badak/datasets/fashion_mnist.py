"""Fashion-MNIST: 70,000 pictures of clothes, 28 × 28 grey pixels, a harder stand-in for MNIST."""

from __future__ import annotations

import os

from badak.datasets.folder import Pair
from badak.datasets.published import Part, Published, load

CLASS_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

SOURCE = Published(
    name="fashion_mnist",
    title="Fashion-MNIST",
    mirrors=(
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
        # no HTTPS at this address; the digests below are what makes it safe
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    # The publisher states MD5 digests of the packed files. The SHA-256 digests are of the unpacked content: for the
    # labels computed from files with these MD5, for the images as several independent projects record them.
    parts=(
        Part(
            "train-images-idx3-ubyte.gz",
            47_040_016,
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            md5_packed="8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        ),
        Part(
            "train-labels-idx1-ubyte.gz",
            60_008,
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            md5_packed="25c81989df183df01b3e8a0aad5dffbe",
        ),
        Part(
            "t10k-images-idx3-ubyte.gz",
            7_840_016,
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            md5_packed="bef4ecab320f06d8554ea6380940ec79",
        ),
        Part(
            "t10k-labels-idx1-ubyte.gz",
            10_008,
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            md5_packed="bb300cfdad3c16e7a12a480ee83cd310",
        ),
    ),
)


def load_data(path: str | os.PathLike[str] | None = None) -> tuple[Pair, Pair]:
    """Load Fashion-MNIST; what is not on this computer yet is downloaded (31 MB, once).

    Looked for in this order: the folder ``BADAK_DATA`` names, as ``fashion_mnist/train-images-idx3-ubyte.gz`` and so
    on, packed or not; the cache folder; the mirrors. Whatever is found is checked against the published data.

    Args:
        path: a folder of IDX or NPZ files or an ``.npz`` with Keras's array names, read instead and not checked.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: images (60000, 28, 28) and (10000, 28, 28), uint8; labels (60000,)
        and (10000,), uint8, places in ``CLASS_NAMES``.

    Raises:
        DownloadError: BD060, when no mirror can be reached; it says what is available instead.
        FileError: BD061, when the download cannot be stored.
        FileFormatError: BD062, when a file under ``BADAK_DATA`` is not the published one.

    Example:
        >>> from badak.datasets import fashion_mnist
        >>> fashion_mnist.CLASS_NAMES[9]
        'Ankle boot'
        >>> (x_train, y_train), (x_test, y_test) = fashion_mnist.load_data()  # doctest: +SKIP

    Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
    algorithms", arXiv:1708.07747 (2017). The data is under the MIT licence.
    """
    return load(SOURCE, path)
