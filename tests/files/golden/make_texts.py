"""Makes the golden files of models that read texts and sequences: once. They stay, whatever later versions write.

    python -m tests.files.golden.make_texts

writes ``texts_v1.badak`` (texts to classes), ``sequences_v1.badak`` (masks, states, attention, callbacks) and, in ``.json`` beside
them, what the loaded models must answer. It refuses to replace a file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

import badak
from badak.callbacks import EarlyStopping, ModelCheckpoint, ReduceLROnPlateau

FOLDER = Path(__file__).resolve().parent
TEXTS = np.array(
    ["좋은 영화 정말 좋다", "나쁜 영화", "a good film", "bad", "정말 나쁜 film", "좋다", "good good 영화", "a bad 영화"]
)
STEPS = np.sin(np.arange(96, dtype=np.float32)).reshape(8, 4, 3)
GIVEN = {"ids": (np.arange(40).reshape(8, 5) * 7) % 11, "steps": STEPS}
TARGETS = {"kind": np.arange(8) % 2, "size": STEPS[:, 0, :1]}


@badak.register("tests.golden.Halve")
class Halve(badak.layers.Layer):
    """A layer of one's own, found again by its name."""

    by: float = 2.0

    def forward(self, p: Any, x: Any, ctx: Any) -> Any:
        """Return the part."""
        return x / self.by


def make() -> Any:
    """Make the model: masks, recurrent layers with states, attention, a layer of one's own, nested and shared, two outputs."""
    layers = badak.layers
    badak.utils.set_random_seed(2)
    ids, steps = badak.Input((None,), dtype="int32", name="ids"), badak.Input((None, 3), name="steps")
    words = layers.Embedding(11, 6, mask_zero=True)(ids)
    looked = layers.MultiHeadAttention(2, 3)(words)
    read = layers.Bidirectional(layers.GRU(3, return_sequences=True))(layers.add([words, looked]))
    read = layers.LayerNormalization()(read)
    seen, last, cell = layers.LSTM(4, return_sequences=True, return_state=True)(layers.Masking()(steps))
    again = layers.LSTM(4)((seen, last, cell))
    inner = badak.Input((4,))
    scorer = badak.Model(inner, Halve(4.0)(layers.Dense(3, activation="tanh")(inner)), name="scorer")
    h = layers.concatenate([layers.GlobalAveragePooling1D()(read), scorer(again), scorer(last)])
    kind = layers.Dense(2, activation="softmax")(layers.Dropout(0.3)(h))
    model = badak.Model({"ids": ids, "steps": steps}, {"kind": kind, "size": badak.mean(h, axis=-1, keepdims=True)})
    model.compile(
        badak.optimizers.AdamW(0.01, clipnorm=1.0),
        {"kind": "crossentropy", "size": "mse"},
        metrics={"kind": ["accuracy"]},
    )
    return model


def make_texts() -> Any:
    """Make and train the model of texts."""
    layers = badak.layers
    badak.utils.set_random_seed(3)
    cut = layers.TextVectorization(max_tokens=20, output_sequence_length=5)
    cut.adapt(TEXTS)
    read = [
        layers.Embedding(20, 6, mask_zero=True),
        layers.Bidirectional(layers.GRU(3)),
        layers.Dense(2, activation="softmax"),
    ]
    model = badak.Sequential([cut, *read], name="texts")
    model.compile("adam", "crossentropy", metrics=["accuracy"])
    model.class_names = ["나쁨", "good"]
    model.fit(TEXTS, TARGETS["kind"], epochs=2, batch_size=4, verbose=0)
    return model


def callbacks() -> list:
    """Return callbacks that remember something."""
    return [
        ReduceLROnPlateau("loss", patience=1, min_delta=0.5),
        EarlyStopping("loss", patience=9, restore_best_weights=True),
    ]


def fit(model: Any, epochs: int, use: list, initial: int = 0) -> Any:
    """Train with everything that is drawn from the random key."""
    return model.fit(GIVEN, TARGETS, epochs=epochs, initial_epoch=initial, batch_size=4, callbacks=use, verbose=0)


def answers(model: Any) -> dict[str, Any]:
    """Return what a loaded model must answer."""
    weights = [np.asarray(w, np.float64).ravel().tolist() for w in model.get_weights()]
    predictions = {name: p.tolist() for name, p in model.predict(GIVEN).items()}
    return {
        "weights": weights,
        "predictions": predictions,
        "key": list(model.run_key),
        "callbacks": {
            name: {k: v for k, v in state.items() if not isinstance(v, list)}
            for name, state in model.callback_states.items()
        },
        "iteration": int(model.optimizer_state["iteration"]),
    }


if __name__ == "__main__":
    golden = FOLDER / "sequences_v1.badak"
    texts = FOLDER / "texts_v1.badak"
    if golden.exists() or texts.exists():
        raise SystemExit(f"{golden} or {texts} is there already, and stays")
    fit(make(), 3, [ModelCheckpoint(golden), *callbacks()])
    golden.with_suffix(".json").write_text(json.dumps(answers(badak.load_model(golden))) + "\n", encoding="utf-8")
    reader = make_texts()
    reader.save(texts)
    weights = [np.asarray(w, np.float64).ravel().tolist() for w in reader.get_weights()]
    answer = {"weights": weights, "predictions": reader.predict(TEXTS).tolist()}
    texts.with_suffix(".json").write_text(json.dumps(answer) + "\n", encoding="utf-8")
