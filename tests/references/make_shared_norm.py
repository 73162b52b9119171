"""What a shared BatchNormalization of Keras remembers after a step in which it was called twice: ``shared_norm.npz``."""

from __future__ import annotations

import os

os.environ.setdefault("KERAS_BACKEND", "jax")
from pathlib import Path

import keras
import numpy as np

HERE = Path(__file__).resolve().parent


def build(flipped: bool) -> keras.Model:
    """Two inputs through one normalization; ``flipped`` writes the second call first."""
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    norm = keras.layers.BatchNormalization(momentum=0.5, name="norm")
    if flipped:
        two, one = norm(b), norm(a)
    else:
        one, two = norm(a), norm(b)
    out = keras.layers.Dense(1, use_bias=False, name="out", kernel_initializer="ones")(
        keras.layers.concatenate([one, two])
    )
    model = keras.Model([a, b], out)
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def main() -> None:
    rng = np.random.default_rng(5)
    a = rng.normal(0.0, 1.0, (8, 3)).astype(np.float32)
    b = rng.normal(3.0, 2.0, (8, 3)).astype(np.float32)
    y = rng.normal(size=(8, 1)).astype(np.float32)
    told = {"a": a, "b": b, "y": y}
    for name, flipped, frozen in (("plain", False, False), ("flipped", True, False), ("frozen", False, True)):
        model = build(flipped)
        norm = model.get_layer("norm")
        if frozen:
            norm.trainable = False
            model.compile(keras.optimizers.SGD(0.1), "mse")
        for step in range(2):
            loss = model.train_on_batch([a, b], y)
            told[f"{name}.loss{step}"] = np.float32(loss)
            for key in ("gamma", "beta", "moving_mean", "moving_variance"):
                told[f"{name}.{key}{step}"] = np.asarray(getattr(norm, key))
    np.savez_compressed(HERE / "shared_norm.npz", **told)


if __name__ == "__main__":
    main()
