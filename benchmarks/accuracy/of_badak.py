"""One run in badak; prints a line of JSON.

python -m benchmarks.accuracy.of_badak TASK PRECISION DATA seed 3
python -m benchmarks.accuracy.of_badak TASK NUMBER_TYPE DATA same-start WEIGHTS.npz    writes the weights it starts with
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

import badak
from badak.models import zoo
from benchmarks.accuracy.tasks import SAME_STEPS, TASKS, Task, read


def network(task: Task, **options):
    """The model of a task, not built."""
    if task.model == "simple_cnn":
        return zoo.simple_cnn(input_shape=None, **options)
    return zoo.residual_network((3, 3, 3), task.filters, input_shape=None)


def compiled(task: Task, model, shape: tuple[int, ...], seed: int, dtype: str, precision: str):
    """The model with weights and the recipe."""
    badak.utils.set_random_seed(seed)
    model = badak.Sequential([badak.layers.Input(shape), *model.layers], dtype=dtype)
    rate = badak.schedules.OneCycle(task.rate, total_steps=task.steps)
    rule = badak.optimizers.SGD(rate, momentum=task.momentum, weight_decay=task.decay)
    model.compile(rule, loss="sparse_categorical_crossentropy", metrics=["accuracy"], precision=precision)
    return model


def run(task: Task, seed: int, precision: str, data: Path) -> dict:
    """Train and test once."""
    x, y, x_test, y_test = read(data)
    model = compiled(task, network(task), x.shape[1:], seed, "float32", precision)
    start = time.perf_counter()
    history = model.fit(x, y, batch_size=task.batch, epochs=task.epochs, verbose=0).history
    seconds = time.perf_counter() - start
    loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
    return {
        "train_loss": history["loss"][-1],
        "train_accuracy": history["accuracy"][-1],
        "test_loss": loss,
        "test_accuracy": accuracy,
        "seconds": round(seconds, 1),
        "parameters": sum(int(w.data.size) for w in model.trainable_weights),
        "version": f"badak {badak.__version__}",
    }


def same_start(task: Task, dtype: str, data: Path, weights: Path) -> dict:
    """Note the first kernels, then the losses of the first steps, on batches in the order of the file."""
    x, y, _, _ = read(data)
    options = {"dropout": 0.0} if task.model == "simple_cnn" else {}
    model = compiled(task, network(task, **options), x.shape[1:], 0, dtype, "float32")
    kernels = [w.numpy() for w in model.trainable_weights if w.data.ndim > 1]  # biases are 0, norms 1 and 0
    np.savez(weights, *kernels)
    pieces = (slice(i * task.batch, (i + 1) * task.batch) for i in range(SAME_STEPS))
    return {"losses": [float(model.train_on_batch(x[piece].astype(dtype), y[piece])[0]) for piece in pieces]}


if __name__ == "__main__":
    name, number, data, what, value = sys.argv[1:]
    task = TASKS[name]
    again = what == "same-start"
    print(
        json.dumps(
            same_start(task, number, Path(data), Path(value)) if again else run(task, int(value), number, Path(data))
        )
    )
