"""Whole training runs of models with several inputs and outputs in Keras: the models of ``graphs.py``."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import Book, quiet, use_dtype

from references.graphs import MODELS, data, fed, put_weights, weights_of

BATCH, EPOCHS = 12, 3


def start(model: object, name: str) -> dict[str, np.ndarray]:
    """Draw weights anew, so that they are the same everywhere."""
    r = np.random.default_rng(17)
    return {key: 0.4 * r.normal(size=w.shape) for key, w in weights_of(model, name).items()}


def main() -> None:
    quiet()
    book = Book("functional")
    arrays = data()
    inputs = book.inputs("rows", **arrays)
    keras = use_dtype("float64")
    for name, make in MODELS.items():
        for weighted in (False, True):
            keras.backend.clear_session()
            model = make(keras, "float64")
            begin = start(model, name)
            put_weights(model, name, begin)
            given = fed(name, arrays, weighted)
            history = model.fit(**given, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0).history
            evaluated = model.evaluate(given["x"], given["y"], batch_size=BATCH, verbose=0, return_dict=True)
            predicted = model.predict(given["x"], verbose=0)
            predicted = predicted if isinstance(predicted, list) else [predicted]
            out = {f"history.{key}": np.array(value) for key, value in history.items()}
            out |= {f"evaluate.{key}": np.array(value) for key, value in evaluated.items()}
            out |= {f"predict.{i}": value for i, value in enumerate(predicted)}
            out |= {f"start.{key}": value for key, value in begin.items()}
            out |= {f"final.{key}": value for key, value in weights_of(model, name).items()}
            facts = {
                "model": name,
                "weighted": weighted,
                "batch_size": BATCH,
                "epochs": EPOCHS,
                "keys": sorted(history),
            }
            book.put(f"keras.{name}.{weighted}", out, peer="keras", inputs=inputs, dtype="float64", **facts)
    book.save()


if __name__ == "__main__":
    main()
