"""Training runs with penalties on outputs in Keras: the models of ``activity.py``.

On Keras's PyTorch back end: compiled by JAX, Keras 3.15.1 leaves out the penalty of the first layer in some batches.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

os.environ["KERAS_BACKEND"] = "torch"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import Book, quiet, use_dtype

from references.activity import BATCH, EPOCHS, MODELS, RATE, data


def main() -> None:
    quiet()
    book = Book("activity")
    arrays = data()
    inputs = book.inputs("arrays", **arrays)
    keras = use_dtype("float64")
    for name, (make, which) in MODELS.items():
        model = make(keras, "float64")
        x, y = arrays[which], arrays["y"]
        model(x)
        r = np.random.default_rng(11)
        start = [0.5 * r.normal(size=w.shape) if "variance" not in w.path else np.ones(w.shape) for w in model.weights]
        model.set_weights(start)
        model.compile(keras.optimizers.SGD(RATE), "mse", metrics=["mae"])
        before = model.evaluate(x, y, batch_size=BATCH, verbose=0, return_dict=True)
        history = model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0).history
        out = {f"history.{key}": np.array(value) for key, value in history.items()}
        out |= {f"before.{key}": np.array(value, np.float64) for key, value in before.items()}
        out |= {f"start.{i}": value for i, value in enumerate(start)}
        out |= {f"final.{i}": np.array(value) for i, value in enumerate(model.get_weights())}
        book.put(f"keras.{name}", out, peer="keras", inputs=inputs, dtype="float64", model=name)
    book.save()


if __name__ == "__main__":
    main()
