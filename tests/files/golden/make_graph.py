"""Makes the golden file of a model of symbols: once. Its file stays, whatever later versions write.

    python -m tests.files.golden.make_graph

writes ``graph_v1.badak`` and, in ``graph_v1.json``, what the loaded model must answer. It refuses to replace a file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

import badak

FOLDER = Path(__file__).resolve().parent
IDS = (np.arange(40).reshape(8, 5) * 7) % 11
ROWS = np.linspace(-1.0, 1.0, 32, dtype=np.float32).reshape(8, 4)
TARGETS = {"kind": np.arange(8) % 3, "size": ROWS[:, :1]}


def make() -> Any:
    """Make and train the model: shared, nested and frozen layers, operations with arrays and slices, three kinds of merges."""
    layers = badak.layers
    badak.utils.set_random_seed(1)
    ids, row = badak.Input((None,), dtype="int32", name="ids"), badak.Input((4,), name="row")
    words, reader = layers.Embedding(11, 4, mask_zero=True), layers.LSTM(3)
    encoder = badak.Model(ids, reader(words(ids)), name="encoder")
    again = reader(words(ids) * 2.0)
    body = badak.Sequential([layers.Dense(5, activation="relu"), layers.BatchNormalization()], name="body")(row)
    h = layers.concatenate([encoder(ids), again * np.array([1.0, 2.0, 3.0], np.float32), body[:, ::2], body[..., -1:]])
    near = layers.dot([encoder(ids), again], axes=1, normalize=True)
    kind = layers.Dense(3, activation="softmax")(layers.Dropout(0.2)(h))
    model = badak.Model({"ids": ids, "row": row}, {"kind": kind, "size": layers.average([near, badak.tanh(h[:, :1])])})
    model.get_layer("encoder").trainable = False
    model.compile(
        "adam", {"kind": "crossentropy", "size": "mse"}, metrics={"kind": ["accuracy"]}, loss_weights={"size": 0.5}
    )
    model.fit({"ids": IDS, "row": ROWS}, TARGETS, epochs=3, batch_size=4, verbose=0)
    return model


def answers(model: Any) -> dict[str, Any]:
    """Return what a loaded model must answer."""
    weights = [np.asarray(w, np.float64).ravel().tolist() for w in model.get_weights()]
    predictions = {name: p.tolist() for name, p in model.predict({"ids": IDS, "row": ROWS}).items()}
    return {"weights": weights, "predictions": predictions, "metrics": model.metrics_names}


if __name__ == "__main__":
    golden = FOLDER / "graph_v1.badak"
    if golden.exists():
        raise SystemExit(f"{golden} is there already, and stays")
    made = make()
    made.save(golden)
    golden.with_suffix(".json").write_text(json.dumps(answers(made)) + "\n", encoding="utf-8")
