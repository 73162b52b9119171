"""One run in badak: `python -m benchmarks.accuracy.of_badak TASK SEED PRECISION DATA` prints a line of JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import badak
from badak.models import zoo
from benchmarks.accuracy.tasks import TASKS, Task, read


def network(task: Task, shape: tuple[int, ...]):
    """The model of a task."""
    if task.model == "simple_cnn":
        return zoo.simple_cnn(input_shape=shape)
    return zoo.residual_network((3, 3, 3), task.filters, input_shape=shape)


def run(task: Task, seed: int, precision: str, data: Path) -> dict:
    """Train and test once."""
    x, y, x_test, y_test = read(data)
    badak.utils.set_random_seed(seed)
    model = network(task, x.shape[1:])
    rule = badak.optimizers.SGD(
        badak.schedules.OneCycle(task.rate, total_steps=task.steps), momentum=task.momentum, weight_decay=task.decay
    )
    model.compile(rule, loss="sparse_categorical_crossentropy", metrics=["accuracy"], precision=precision)
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


if __name__ == "__main__":
    name, seed, precision, data = sys.argv[1:]
    print(json.dumps(run(TASKS[name], int(seed), precision, Path(data))))
