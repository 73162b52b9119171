"""Models with penalties on the outputs of layers, built alike in Keras and in badak, and the data they are trained on."""

from __future__ import annotations

from typing import Any

import numpy as np

ROWS = 10


def data() -> dict[str, np.ndarray]:
    """Inputs and targets, exact in float32; ten rows, so that batches of four end with one of two."""
    r = np.random.default_rng(5)
    arrays = {
        "rows": r.normal(size=(ROWS, 4)),
        "pictures": r.normal(size=(ROWS, 5, 5, 2)),
        "ids": r.integers(0, 6, size=(ROWS, 5)).astype(np.float64),
        "y": r.normal(size=(ROWS, 1)),
    }
    return {name: array.astype(np.float32).astype(np.float64) for name, array in arrays.items()}


def chain(k: Any, dtype: str) -> Any:
    return k.Sequential(
        [
            k.layers.Dense(5, activation="tanh", activity_regularizer="l2", kernel_regularizer="l1", dtype=dtype),
            k.layers.Dense(1, activity_regularizer=k.regularizers.L1(0.3), dtype=dtype),
        ]
    )


def shared(k: Any, dtype: str) -> Any:
    """One layer used twice: its penalty counts twice."""
    x = k.Input((4,), dtype=dtype)
    layer = k.layers.Dense(4, activation="relu", activity_regularizer=k.regularizers.L1L2(0.02, 0.1), dtype=dtype)
    h = layer(layer(x))
    return k.Model(x, k.layers.Dense(1, dtype=dtype)(h))


def pictures(k: Any, dtype: str) -> Any:
    """A row of layers that would run as one operation."""
    return k.Sequential(
        [
            k.layers.Conv2D(3, 3, activity_regularizer="l2", dtype=dtype),
            k.layers.BatchNormalization(activity_regularizer=k.regularizers.L2(0.05), dtype=dtype),
            k.layers.Activation("relu", activity_regularizer="l1", dtype=dtype),
            k.layers.Flatten(dtype=dtype),
            k.layers.Dense(1, dtype=dtype),
        ]
    )


def words(k: Any, dtype: str) -> Any:
    """Masked steps, all outputs of a recurrent layer, the layer that does nothing else."""
    return k.Sequential(
        [
            k.layers.Embedding(6, 3, mask_zero=True, activity_regularizer="l1", dtype=dtype),
            k.layers.LSTM(4, return_sequences=True, activity_regularizer=k.regularizers.L2(0.2), dtype=dtype),
            k.layers.ActivityRegularization(l1=0.01, l2=0.02, dtype=dtype),
            k.layers.GlobalAveragePooling1D(dtype=dtype),
            k.layers.Dense(1, dtype=dtype),
        ]
    )


MODELS = {
    "chain": (chain, "rows"),
    "shared": (shared, "rows"),
    "pictures": (pictures, "pictures"),
    "words": (words, "ids"),
}
BATCH, EPOCHS, RATE = 4, 3, 0.05
