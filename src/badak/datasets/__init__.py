"""Data to learn from: published sets, a sample that is always at hand, generated points, and files of one's own.

Everything is loaded on first use, so that importing this package costs nothing.

Example:
    >>> from badak.datasets import digits_sample
    >>> (x_train, y_train), (x_test, y_test) = digits_sample()
    >>> x_train.shape, y_test.shape
    ((6000, 28, 28), (1000,))
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from badak.datasets import fashion_mnist, imdb, mnist, nsmc, reuters
    from badak.datasets.cache import cache_folder
    from badak.datasets.digits import digits_sample
    from badak.datasets.encoder import TableEncoder
    from badak.datasets.folder import load_folder
    from badak.datasets.generated import blobs, circles, moons, sales, spiral, xor
    from badak.datasets.idx import read_idx
    from badak.datasets.npz import read_npz
    from badak.datasets.pictures import load_pictures
    from badak.datasets.registry import DATASETS, load, names
    from badak.datasets.samples import reviews_sample, shakespeare_sample
    from badak.datasets.split import split_rows
    from badak.datasets.table import Column, Table, load_table, read_table

# public name -> the module it lives in; None: the name is a module itself
_HOME: dict[str, str | None] = {
    "mnist": None,
    "fashion_mnist": None,
    "imdb": None,
    "nsmc": None,
    "reuters": None,
    "digits_sample": "digits",
    "reviews_sample": "samples",
    "shakespeare_sample": "samples",
    "xor": "generated",
    "spiral": "generated",
    "moons": "generated",
    "circles": "generated",
    "blobs": "generated",
    "sales": "generated",
    "read_idx": "idx",
    "read_npz": "npz",
    "load_folder": "folder",
    "load_pictures": "pictures",
    "read_table": "table",
    "load_table": "table",
    "Table": "table",
    "Column": "table",
    "TableEncoder": "encoder",
    "split_rows": "split",
    "cache_folder": "cache",
    "DATASETS": "registry",
    "names": "registry",
    "load": "registry",
}

__all__ = [
    "mnist",
    "fashion_mnist",
    "imdb",
    "nsmc",
    "reuters",
    "digits_sample",
    "reviews_sample",
    "shakespeare_sample",
    "xor",
    "spiral",
    "moons",
    "circles",
    "blobs",
    "sales",
    "read_idx",
    "read_npz",
    "load_folder",
    "load_pictures",
    "read_table",
    "load_table",
    "Table",
    "Column",
    "TableEncoder",
    "split_rows",
    "cache_folder",
    "DATASETS",
    "names",
    "load",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'badak.datasets' has no attribute {name!r}")
    home = _HOME[name]
    module = importlib.import_module(f"badak.datasets.{home or name}")
    value = getattr(module, name) if home else module
    globals()[name] = value  # the next access does not come here
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
