"""Dense networks in badak."""

from __future__ import annotations

import numpy as np

import badak
from benchmarks import data, work


def dense(widths: list[int]):
    """Dense layers with ReLU, softmax at the end."""
    layers = []
    for i, units in enumerate(widths[1:]):
        shape = {"input_shape": (widths[0],)} if i == 0 else {}
        last = i == len(widths) - 2
        layers.append(badak.layers.Dense(units, activation="softmax" if last else "relu", **shape))
    return badak.Sequential(layers)


class Fit:
    """One epoch of `fit` per block; a unit is a step."""

    def __init__(self, widths, optimizer, rate, batch, rows=data.ROWS, accuracy=False):
        badak.utils.set_random_seed(0)
        self.x, labels = data.digits(rows)
        self.y = data.one_hot(labels)
        self.batch, self.epochs, self.history = batch, 0, None
        self.model = dense(widths)
        rule = getattr(badak.optimizers, optimizer)(learning_rate=rate)
        self.model.compile(optimizer=rule, loss="categorical_crossentropy", metrics=["accuracy"] if accuracy else [])

    def block(self):
        self.history = self.model.fit(self.x, self.y, batch_size=self.batch, epochs=1, verbose=0).history
        self.epochs += 1
        return -(-len(self.x) // self.batch)

    def facts(self):
        last = {key: round(float(values[-1]), 4) for key, values in self.history.items()}
        steps = -(-len(self.x) // self.batch)
        return {
            "epochs": self.epochs,
            "last_epoch": last,
            "parameters": int(self.model.count_params()),
            "flops": work.training_flops(self.model) * len(self.x) / steps,
        }


class PredictOne:
    """`predict` of a single row, many times over; a unit is a call."""

    def __init__(self, widths, calls=2000):
        self.model, self.calls = dense(widths), calls
        self.x = data.digits(1000)[0][:1]
        self.model.predict(self.x, verbose=0)

    def block(self):
        predict, x = self.model.predict, self.x
        for _ in range(self.calls):
            predict(x, verbose=0)
        return self.calls

    def facts(self):
        answer = round(float(np.sum(self.model.predict(self.x, verbose=0))), 4)
        return {"sum": answer, "flops": work.forward_flops(self.model)}
