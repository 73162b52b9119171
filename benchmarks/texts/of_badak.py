"""One run in badak; prints a line of JSON.

python -m benchmarks.texts.of_badak TASK DATA seed 3
python -m benchmarks.texts.of_badak TASK DATA same-start WEIGHTS.npz    writes the weights it starts with
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

import badak
from badak.layers import (
    GRU,
    LSTM,
    Bidirectional,
    Conv1D,
    Dense,
    Dropout,
    Embedding,
    GlobalAveragePooling1D,
    Layer,
    SinePositionEncoding,
    Sublayer,
    TransformerEncoder,
)
from benchmarks.texts.data import bits, epoch_order, read, streams
from benchmarks.texts.tasks import SAME_STEPS, TASKS, WIDTHS, Task


class Widths(Layer):
    """Convolutions of several widths side by side, of each the largest value over time (Kim 2014, arXiv 1408.5882)."""

    filters: int

    def declare(self, shape):
        """Return the convolutions."""
        if "parts" not in self.__dict__:
            self.__dict__["parts"] = {
                f"conv{w}": Conv1D(self.filters, w, padding="same", activation="relu") for w in WIDTHS
            }
        return {name: Sublayer(part, shape) for name, part in self.__dict__["parts"].items()}

    def out_shape(self, shape):
        """Return the number of features."""
        return (self.filters * len(WIDTHS),)

    def out_mask(self, mask, x):
        """There are no steps left."""
        return None

    def forward(self, p, x, ctx):
        """Return the largest values, side by side."""
        found = [self.run_sublayer(name, p, x, ctx) for name, _ in self.sublayers()]
        return badak.concatenate([badak.max(part, axis=1) for part in found], axis=-1)


def naive_bayes(ids: np.ndarray, y: np.ndarray, size: int) -> np.ndarray:
    """How much more often each token comes in good texts than in bad ones, as a logarithm, shape (size, 1).

    Source: Wang, Manning 2012, "Baselines and bigrams", section 2.1, with 1 added to each count.
    """
    good, bad = (np.bincount(ids[y == label].ravel(), minlength=size) + 1.0 for label in (1, 0))
    good[0] = bad[0] = 1.0  # padding
    return np.log(good / good.sum() * bad.sum() / bad)[:, None]


def network(task: Task, held: dict, dropout: float) -> list[Layer]:
    """The layers of a task."""
    size = int(held["size"])
    if task.model == "naive-bayes":  # begins as naive Bayes and goes on from there
        start = naive_bayes(held["x"], held["y"], size)
        return [
            Embedding(size, 1, mask_zero=True, sparse=task.sparse, weights=start),
            GlobalAveragePooling1D(),
            Dense(1, kernel_initializer=badak.initializers.Constant(5.0)),  # a mean of the ratios is small
        ]
    if task.language:
        kind = LSTM if task.model == "language-lstm" else GRU
        return [
            Embedding(size, task.embedding),
            kind(task.units, return_sequences=True, stateful=True),
            Dropout(dropout),
            Dense(size),
        ]
    middle = {
        "lstm": lambda: [LSTM(task.units)],
        "gru": lambda: [GRU(task.units)],
        "bilstm": lambda: [Bidirectional(LSTM(task.units))],
        "cnn": lambda: [Widths(task.units)],
        "bag": lambda: [GlobalAveragePooling1D()],
        "transformer": lambda: [
            SinePositionEncoding(scale=True), TransformerEncoder(task.units, 4, dropout=dropout / 5),
            GlobalAveragePooling1D(),
        ],
    }[task.model]()  # fmt: skip
    first = Embedding(size, task.embedding, mask_zero=task.model != "cnn", sparse=task.sparse)
    if task.model == "bag":  # nothing to drop before the mean, which is quick then
        return [first, *middle, Dropout(dropout), Dense(1)]
    return [first, Dropout(dropout), *middle, Dropout(dropout), Dense(1)]


def compiled(task: Task, held: dict, seed: int, dtype: str, dropout: float):
    """The model and its rule of descent, PyTorch's form of Adam."""
    badak.utils.set_random_seed(seed)
    model = badak.Sequential(network(task, held, dropout), dtype=dtype)
    rule = badak.optimizers.Adam(task.rate, epsilon=1e-8, epsilon_at="corrected")
    if task.language:
        model.compile(rule, badak.losses.SparseCategoricalCrossentropy(from_logits=True))
    else:
        model.compile(rule, badak.losses.BinaryCrossentropy(from_logits=True))
    return model


def sentiment(task: Task, seed: int, held: dict) -> dict:
    """Train and test once; the batches are drawn from the seed, the same on both sides."""
    x, y, y_test = held["x"], held["y"].astype(np.float32)[:, None], held["y_test"]
    model = compiled(task, held, seed, "float32", task.dropout)
    seconds, losses, scores = 0.0, [], []
    for epoch in range(task.epochs):
        order = epoch_order(seed, epoch, len(x))
        start = time.process_time()
        history = model.fit(x[order], y[order], batch_size=task.batch, shuffle=False, verbose=0).history
        seconds += time.process_time() - start
        losses.append(history["loss"][-1])
        scores.append(model.predict(held["x_test"], batch_size=500, verbose=0)[:, 0].astype(np.float64))
    z = scores[-1]
    return facts(model, seconds) | {
        "train_loss": losses[-1],
        "test_loss": float(np.mean(np.logaddexp(0.0, z) - y_test * z)),
        "test_accuracy": float(np.mean((z > 0) == y_test)),
        "by_epoch": [round(float(np.mean((s > 0) == y_test)), 4) for s in scores],
        "right": bits((z > 0) == y_test) if task.model == "naive-bayes" else "",
    }


def language(task: Task, seed: int, held: dict) -> dict:
    """Train on streams whose state goes on, and test in the same way."""
    model = compiled(task, held, seed, "float32", task.dropout)
    seconds, losses, found = 0.0, [], []
    for _ in range(task.epochs):
        start = time.process_time()
        losses = [float(model.train_on_batch(x, y)) for x, y in streams(held["x"], task.batch, task.length)]
        seconds += time.process_time() - start
        found.append(tested(task, model, held))
        model.reset_states()
    return facts(model, seconds) | {
        "train_loss": float(np.mean(losses)),
        "test_loss": found[-1],
        "by_epoch": [round(v, 4) for v in found],
    }


def tested(task: Task, model, held: dict) -> float:
    """Nats per letter of the last part; ``evaluate`` begins with empty states and hands them on from batch to batch."""
    x, y = (np.concatenate(part) for part in zip(*streams(held["x_test"], task.batch, task.length)))
    return float(model.evaluate(x, y, batch_size=task.batch, verbose=0))


def facts(model, seconds: float) -> dict:
    """What a run says beside its losses; seconds of the processor in training."""
    return {
        "seconds": round(seconds, 1),
        "parameters": sum(int(w.data.size) for w in model.trainable_weights),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "version": f"badak {badak.__version__}",
    }


def same_start(task: Task, file: Path, held: dict) -> dict:
    """Note the first weights, then the losses of the first steps in float64, without dropout."""
    model = compiled(task, held, 0, "float64", 0.0)
    pieces = streams(held["x"], task.batch, task.length) if task.language else None
    losses = []
    for i in range(SAME_STEPS):
        if pieces is not None:
            x, y = next(pieces)
        else:
            piece = slice(i * task.batch, (i + 1) * task.batch)
            x, y = held["x"][piece], held["y"][piece].astype(np.float64)[:, None]
        if not i:
            model(x)  # builds it
            np.savez(file, *[w.numpy() for w in model.trainable_weights])
            model.reset_states() if task.language else None
        losses.append(float(model.train_on_batch(x, y)))
    if task.language:
        return {"losses": losses, "test_loss": tested(task, model, held)}
    test = model.evaluate(held["x_test"], held["y_test"][:, None].astype(np.float64), batch_size=500, verbose=0)
    return {"losses": losses, "test_loss": float(test)}


if __name__ == "__main__":
    name, file, what, value = sys.argv[1:]
    task, held = TASKS[name], read(Path(file))
    if what == "same-start":
        print(json.dumps(same_start(task, Path(value), held)))
    else:
        for seed in map(int, value.split(",")):
            print(json.dumps({"seed": seed} | (language if task.language else sentiment)(task, seed, held)), flush=True)
