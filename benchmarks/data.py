"""The data that all sides get, from NumPy alone.

With BADAK_DATA pointing at a folder that holds `mnist/` (IDX files, gzipped or not) the digits are real; without it
they are random numbers of the same shape, which cost the same time, and the table says so.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np

ROWS = 60_000


def digits(rows: int = ROWS) -> tuple[np.ndarray, np.ndarray]:
    """(images (rows, 784) float32 in 0 … 1, labels (rows,) int64)."""
    folder = real_digits()
    if folder is not None:
        images = _idx(folder, "train-images-idx3-ubyte").reshape(-1, 784)[:rows]
        labels = _idx(folder, "train-labels-idx1-ubyte")[:rows]
        return images.astype(np.float32) / np.float32(255), labels.astype(np.int64)
    random = np.random.default_rng(0)
    images = random.random((rows, 784), dtype=np.float32)
    images *= images > 0.8  # about as many zeros as in the digits
    return images, random.integers(0, 10, rows)


def test_digits() -> tuple[np.ndarray, np.ndarray]:
    """(images (10000, 784) float32 in 0 … 1, labels (10000,) int64) of the real digits' test part."""
    folder = real_digits()
    if folder is None:
        raise FileNotFoundError("BADAK_DATA names no folder that holds mnist/")
    images = _idx(folder, "t10k-images-idx3-ubyte").reshape(-1, 784)
    return images.astype(np.float32) / np.float32(255), _idx(folder, "t10k-labels-idx1-ubyte").astype(np.int64)


def pictures(model: str, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """(pictures (rows, height, width, channels) float32, labels): digits for the small network, else random colours."""
    if model == "cnn":
        images, labels = digits(rows)
        return images.reshape(-1, 28, 28, 1), labels
    random = np.random.default_rng(0)
    return random.standard_normal((rows, 32, 32, 3), dtype=np.float32), random.integers(0, 10, rows)


def real_digits() -> Path | None:
    """The folder of the real digits, or None."""
    folder = Path(os.environ.get("BADAK_DATA", "")).expanduser() / "mnist"
    return folder if os.environ.get("BADAK_DATA") and _file(folder, "train-images-idx3-ubyte") else None


def describe() -> str:
    """For the table's head."""
    return (
        "MNIST" if real_digits() else "random numbers shaped like MNIST (BADAK_DATA names no folder that holds mnist/)"
    )


def sequences(batch: int, time: int, features: int, units: int) -> tuple[np.ndarray, np.ndarray]:
    """One batch of random sequences, and the gradient of what a layer makes of them; float32."""
    random = np.random.default_rng(0)
    return tuple(random.standard_normal((batch, time, n), dtype=np.float32) for n in (features, units))


def series(count: int, points: int) -> np.ndarray:
    """Random series with a season of twelve and a memory, float64 (series, points)."""
    random = np.random.default_rng(0)
    noise = random.standard_normal((count, points))
    values = np.zeros((count, points))
    for t in range(1, points):
        values[:, t] = 0.7 * values[:, t - 1] + noise[:, t]
    return values + 2 * np.sin(2 * np.pi * (np.arange(points) + random.uniform(0, 12, (count, 1))) / 12)


def one_hot(labels: np.ndarray, classes: int = 10) -> np.ndarray:
    """float32 rows with a one each."""
    return np.eye(classes, dtype=np.float32)[labels]


def _file(folder: Path, name: str) -> Path | None:
    return next((p for p in (folder / f"{name}.gz", folder / name) if p.exists()), None)


def _idx(folder: Path, name: str) -> np.ndarray:
    path = _file(folder, name)
    assert path is not None
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    ndim = data[3]
    shape = np.frombuffer(data, ">i4", ndim, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * ndim).reshape(shape)


def words(count: int, features: int, batch: int, time: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers of words, (batch, time) and drawn by Zipf's law, a table of vectors, and what the vectors looked up ought to be."""
    random = np.random.default_rng(0)
    share = 1.0 / np.arange(1, count + 1)
    ids = random.choice(count, (batch, time), p=share / share.sum())
    table = random.normal(0.0, 0.05, (count, features)).astype(np.float32)
    return ids, table, random.normal(0.0, 0.1, (batch, time, features)).astype(np.float32)
