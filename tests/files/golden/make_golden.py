"""Makes the golden file of the present format version: once, when a version is new. Earlier ones are never made again.

    python tests/files/golden/make_golden.py

writes ``model_v<version>.badak`` with one of everything that a file can hold, and ``model_v<version>.json`` with what the
loaded model must answer. It refuses to replace a file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

import badak
from badak.files import migrations

FOLDER = Path(__file__).resolve().parent
INPUTS = np.linspace(-2.0, 2.0, 48, dtype=np.float32).reshape(8, 6)


def make() -> Any:
    """Make and train the model."""
    layers = badak.layers
    badak.utils.set_random_seed(1)
    rate = badak.schedules.WarmUp(badak.schedules.CosineDecay(0.02, decay_steps=40), warmup_steps=4)
    inner = badak.Sequential(
        [layers.Dense(5, name="seen"), layers.PReLU(), layers.LayerNormalization(epsilon=1e-5)], name="inner"
    )
    inner.layers[0].trainable = False
    model = badak.Sequential(
        [
            layers.Input((6,)),
            layers.Reshape((3, 2)),
            layers.Flatten(),
            layers.Dense(
                7,
                activation="tanh",
                kernel_initializer=badak.initializers.HeNormal(seed=3),
                bias_initializer=badak.initializers.Constant(np.linspace(0, 1, 7)),
                kernel_regularizer=badak.regularizers.L1L2(l1=1e-4, l2=1e-3),
                kernel_constraint=badak.constraints.MaxNorm(3.0),
            ),
            layers.BatchNormalization(momentum=0.8),
            layers.Dropout(0.25, seed=5),
            inner,
            layers.GaussianNoise(0.1),
            layers.Activation("elu"),
            layers.Dense(3, activation="softmax", dtype="float64", use_bias=False),
        ],
        name="황금",
    )
    model.compile(
        badak.optimizers.Adam(rate, amsgrad=True, weight_decay=1e-3, no_decay=("bias",), global_clipnorm=1.0),
        loss=badak.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy", badak.metrics.SparseTopKCategoricalAccuracy(k=2)],
        weighted_metrics=["sparse_categorical_crossentropy"],
    )
    model.class_names = ["왼쪽", "가운데", "right"]
    model.preprocess = {
        "kind": "array",
        "mean": [0.5, 1.5],
        "scale": (255.0, float("inf")),
        "codes": {1: "a", None: []},
    }
    targets = np.arange(8) % 3
    model.fit(INPUTS, targets, epochs=3, batch_size=4, verbose=0)
    return model


def expectations(model: Any) -> dict[str, Any]:
    """Return what a loaded model must answer."""
    from badak.autograd import tree as trees

    return {
        "predictions": model.predict(INPUTS).tolist(),
        "weights": [np.asarray(w, np.float64).ravel().tolist() for w in model.get_weights()],
        "memory": {path: float(np.sum(leaf, dtype=np.float64)) for path, leaf in trees.paths(model.optimizer_state)},
        "learning_rate": model.learning_rate,
        "metrics": model.metrics_names,
        "trained": len(model.trainable_weights),
        "layers": [[layer.name, type(layer).__name__, layer.count_params()] for layer in model.layers],
    }


def main() -> None:
    """Write both files."""
    name = f"model_v{migrations.VERSION}"
    if (FOLDER / f"{name}.badak").exists():
        sys.exit(f"{name}.badak is there already, and golden files stay as they are")
    badak.errors.set_language("en")
    sys.argv = ["make_golden.py"]
    model = make()
    model.run_record = {"date": "2026-01-01T00:00:00+00:00", "platform": "golden", "badak": "0.1.0"}
    model.save(FOLDER / f"{name}.badak")
    text = json.dumps(expectations(badak.load_model(FOLDER / f"{name}.badak")), ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
