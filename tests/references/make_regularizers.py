"""Penalties of Keras's regularizers with their gradients, and what its constraints make of weights."""

from __future__ import annotations

import numpy as np
from common import Book, pull_back, quiet, second_opinion, use_dtype

REGULARIZERS = [
    ("L1", {}),
    ("L1", {"l1": 0.3}),
    ("L2", {}),
    ("L2", {"l2": 0.3}),
    ("L1L2", {}),
    ("L1L2", {"l1": 0.1, "l2": 0.02}),
    ("OrthogonalRegularizer", {}),
    ("OrthogonalRegularizer", {"factor": 0.2, "mode": "columns"}),
]
CONSTRAINTS = [
    ("MaxNorm", {}),
    ("MaxNorm", {"max_value": 1.0, "axis": 1}),
    ("MaxNorm", {"max_value": 1.0, "axis": [0, 1, 2]}),
    ("NonNeg", {}),
    ("UnitNorm", {}),
    ("UnitNorm", {"axis": [0, 1, 2]}),
    ("MinMaxNorm", {"min_value": 0.5, "max_value": 1.0}),
    ("MinMaxNorm", {"min_value": 1.0, "max_value": 2.0, "rate": 0.5, "axis": 1}),
]


def main() -> None:
    quiet()
    book = Book("regularizers")
    r = np.random.default_rng(3)
    matrix = r.normal(size=(6, 4)).astype(np.float32)
    matrix[0] = 0
    matrix[1, 1] = 0
    sets = {
        "matrix": matrix,
        "vector": r.normal(size=5).astype(np.float32),
        "kernel": r.normal(size=(3, 3, 2, 4)).astype(np.float32),
        "zeros": np.zeros((3, 2), np.float32),
        "simple": np.array([3.0, -4.0], np.float32),
    }
    for name, x in sets.items():
        book.inputs(name, x=x)
    keras = use_dtype("float64")
    for cls, config in REGULARIZERS:
        for name, x in sets.items():
            if cls == "OrthogonalRegularizer" and x.ndim != 2:
                continue
            f = getattr(keras.regularizers, cls)(**config)
            value, grad = pull_back(lambda a, f=f: f(a), x.astype("float64"))
            suffix = "".join(f".{key}={value}" for key, value in config.items())
            facts = {"class": cls, "config": config, "inputs": name, "dtype": "float64"}
            book.put(
                f"keras.{cls}{suffix}.{name}", {"value": value, "grad": grad}, peer="keras", kind="regularizer", **facts
            )
    for cls, config in CONSTRAINTS:
        axes = np.atleast_1d(config.get("axis", 0)).tolist()
        for name, x in sets.items():
            if name == "simple" or max(axes) >= x.ndim:
                continue
            value = getattr(keras.constraints, cls)(**config)(keras.ops.convert_to_tensor(x.astype("float64")))
            suffix = "".join(f".{key}={value}" for key, value in config.items()).replace(" ", "")
            facts = {"class": cls, "config": config, "inputs": name, "dtype": "float64"}
            book.put(f"keras.{cls}{suffix}.{name}", {"value": value}, peer="keras", kind="constraint", **facts)
    second_opinion(book, __file__)
    book.save()


if __name__ == "__main__":
    main()
