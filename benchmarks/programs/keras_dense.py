"""Dense networks in Keras 3; the back end is chosen by KERAS_BACKEND in the contender's environment."""

from __future__ import annotations

import keras

from benchmarks import data


def dense(widths: list[int]):
    """Dense layers with ReLU, softmax at the end."""
    layers = [keras.Input((widths[0],))]
    for i, units in enumerate(widths[1:]):
        layers.append(keras.layers.Dense(units, activation="softmax" if i == len(widths) - 2 else "relu"))
    return keras.Sequential(layers)


class Fit:
    """One epoch of `fit` per block; a unit is a step."""

    def __init__(self, widths, optimizer, rate, batch, rows=data.ROWS, accuracy=False):
        keras.utils.set_random_seed(0)
        self.x, labels = data.digits(rows)
        self.y = data.one_hot(labels)
        self.batch, self.epochs, self.history = batch, 0, None
        self.model = dense(widths)
        rule = getattr(keras.optimizers, optimizer)(learning_rate=rate)
        self.model.compile(optimizer=rule, loss="categorical_crossentropy", metrics=["accuracy"] if accuracy else [])

    def block(self):
        self.history = self.model.fit(self.x, self.y, batch_size=self.batch, epochs=1, verbose=0).history
        self.epochs += 1
        return -(-len(self.x) // self.batch)

    def facts(self):
        last = {key: round(float(values[-1]), 4) for key, values in self.history.items()}
        facts = {"epochs": self.epochs, "last_epoch": last, "parameters": self.model.count_params()}
        return facts | {"backend": keras.config.backend()}


class PredictOne:
    """`predict`, or the model called as a function, on one row; a unit is a call."""

    def __init__(self, widths, calls=50, call=False):
        self.model, self.calls, self.call = dense(widths), calls, call
        self.x = data.digits(1000)[0][:1]
        self.model.predict(self.x, verbose=0)

    def block(self):
        for _ in range(self.calls):
            if self.call:
                keras.ops.convert_to_numpy(self.model(self.x, training=False))
            else:
                self.model.predict(self.x, verbose=0)
        return self.calls
