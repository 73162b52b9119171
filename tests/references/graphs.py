"""Models of several inputs and outputs, written once: ``k`` is ``keras`` or ``badak``, and nothing else differs."""

from __future__ import annotations

from typing import Any

import numpy as np

ROWS, STEPS, WORDS = 48, 6, 12


def answers(k: Any, dtype: str) -> Any:
    """Shared layers, masks through merges, operators between layers, three outputs."""
    layers = k.layers
    one = k.Input((None,), dtype="int32", name="one")
    two = k.Input((None,), dtype="int32", name="two")
    facts = k.Input((5,), dtype=dtype, name="facts")
    embedding = layers.Embedding(WORDS, 4, mask_zero=True, name="embedding", dtype=dtype)
    reader = layers.LSTM(3, name="reader", dtype=dtype)
    read_one, read_two = reader(embedding(one)), reader(embedding(two))
    both = layers.add([embedding(one), embedding(two)], dtype=dtype)
    read_both = layers.GRU(3, name="both", dtype=dtype)(both)
    known = layers.Dense(3, activation="tanh", name="known", dtype=dtype)(facts)
    near = layers.dot([read_one, read_two], axes=1, normalize=True, dtype=dtype)
    mixed = layers.concatenate([read_one * 2.0 - known, read_two, layers.maximum([read_both, known], dtype=dtype), near], dtype=dtype)  # fmt: skip
    mixed = layers.multiply([mixed, layers.average([mixed, mixed + 1.0], dtype=dtype)], dtype=dtype)
    kind = layers.Dense(3, activation="softmax", name="kind", dtype=dtype)(mixed)
    size = layers.Dense(1, name="size", dtype=dtype)(layers.subtract([read_one, read_two], dtype=dtype))
    yes = layers.Dense(1, activation="sigmoid", name="yes", dtype=dtype)(mixed)
    model = k.Model(inputs=[one, two, facts], outputs=[kind, size, yes])
    model.compile(
        k.optimizers.SGD(0.1),
        loss={"kind": "sparse_categorical_crossentropy", "size": "mse", "yes": "binary_crossentropy"},
        loss_weights={"kind": 1.0, "size": 0.25, "yes": 2.0},
        metrics={"kind": ["accuracy"], "size": ["mae"]},
    )
    return model


def tagger(k: Any, dtype: str) -> Any:
    """A nested model used twice; the mask goes through a merge and a recurrent layer into the loss."""
    layers = k.layers
    row = k.Input((STEPS,), dtype="int32", name="row")
    encoder = k.Model(row, layers.Embedding(WORDS, 4, mask_zero=True, name="words", dtype=dtype)(row), name="encoder")
    ids = k.Input((STEPS,), dtype="int32", name="ids")
    other = k.Input((STEPS,), dtype="int32", name="other")
    seen = layers.concatenate([encoder(ids), encoder(other)], dtype=dtype)
    steps = layers.LSTM(5, return_sequences=True, name="steps", dtype=dtype)(seen)
    tags = layers.Dense(3, activation="softmax", name="tags", dtype=dtype)(steps)
    model = k.Model([ids, other], tags)
    model.compile(k.optimizers.SGD(0.2), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


MODELS = {"answers": answers, "tagger": tagger}
WEIGHTED = {
    "answers": ("embedding", "reader", "both", "known", "kind", "size", "yes"),
    "tagger": ("encoder", "steps", "tags"),
}


def data() -> dict[str, np.ndarray]:
    """Rows of ids with zeros at the end, facts, targets and weights."""
    r = np.random.default_rng(3)
    arrays: dict[str, np.ndarray] = {}
    for name in ("one", "two"):
        lengths = r.integers(2, STEPS + 1, ROWS)
        arrays[name] = np.where(np.arange(STEPS) < lengths[:, None], r.integers(1, WORDS, (ROWS, STEPS)), 0)
    arrays["facts"] = np.round(r.normal(size=(ROWS, 5)) * 16) / 16
    arrays["kind"] = (arrays["one"][:, 0] + arrays["two"][:, 1]) % 3
    arrays["size"] = np.round(arrays["facts"].sum(1, keepdims=True) * 4) / 16
    arrays["yes"] = (arrays["facts"][:, :1] > 0).astype(np.float64)
    arrays["tags"] = (arrays["one"] + arrays["two"]) % 3
    arrays["weight"] = r.integers(1, 5, ROWS) / 2
    return arrays


def fed(name: str, arrays: Any, weighted: bool, by_name: bool = False) -> dict[str, Any]:
    """Return the arguments of ``fit`` for a model: lists in order, or dicts by name (Keras takes only lists here)."""
    if name == "tagger":
        given = {"x": [arrays["one"], arrays["two"]], "y": arrays["tags"]}
        return {**given, "sample_weight": arrays["weight"][:, None] * np.ones(STEPS)} if weighted else given
    given = {
        "x": {n: arrays[n] for n in ("one", "two", "facts")},
        "y": {n: arrays[n] for n in ("kind", "size", "yes")},
    }
    if weighted:
        ones = np.ones(ROWS)
        given["sample_weight"] = {"kind": arrays["weight"], "size": ones, "yes": arrays["weight"][::-1].copy()}
    return given if by_name else {key: list(parts.values()) for key, parts in given.items()}


def weights_of(model: Any, name: str) -> dict[str, np.ndarray]:
    """Return the weights by layer and place."""
    return {
        f"{layer}.{i}": np.array(w)
        for layer in WEIGHTED[name]
        for i, w in enumerate(model.get_layer(layer).get_weights())
    }


def put_weights(model: Any, name: str, weights: Any) -> None:
    """Set the weights by layer and place."""
    for layer in WEIGHTED[name]:
        count = len(model.get_layer(layer).get_weights())
        model.get_layer(layer).set_weights([weights[f"{layer}.{i}"] for i in range(count)])
