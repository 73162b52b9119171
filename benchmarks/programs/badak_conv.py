"""Convolutional networks in badak: a whole `fit` step, and prediction."""

from __future__ import annotations

import numpy as np

import badak
from badak import layers
from badak.models import zoo
from benchmarks import data, work


def cnn():
    """Convolutions of 32 and 64 filters, a pool behind each, 128 and 10 neurons: 225,034 weights."""
    return badak.Sequential(
        [
            layers.Conv2D(32, 3, activation="relu", input_shape=(28, 28, 1)),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


MODELS = {
    "cnn": cnn,
    "simple_cnn": lambda: zoo.simple_cnn(input_shape=(28, 28, 1), classes=10),
    "resnet20": lambda: zoo.resnet20(input_shape=(32, 32, 3), classes=10),
    "vgg11": lambda: zoo.vgg11(input_shape=(224, 224, 3), classes=1000, batch_norm=True),
    "resnet18": lambda: zoo.resnet18(input_shape=(224, 224, 3), classes=1000),
}


class Fit:
    """One epoch of `fit` per block; a unit is a step."""

    def __init__(self, model, batch, rows, precision="float32"):
        badak.utils.set_random_seed(0)
        self.x, self.y = data.pictures(model, rows)
        self.batch, self.epochs, self.history = batch, 0, None
        self.products_in = "float32" if precision == "float32" else "bfloat16"
        self.model = MODELS[model]()
        rule = badak.optimizers.SGD(0.05, momentum=0.9, weight_decay=1e-4)
        self.model.compile(optimizer=rule, loss="sparse_categorical_crossentropy", precision=precision)

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
            "products_in": self.products_in,
        }


class Infer:
    """`predict` of one batch of random pictures, several times; a unit is a call."""

    def __init__(self, model, batch, calls=4):
        badak.utils.set_random_seed(0)
        self.model, self.calls, self.batch = MODELS[model](), calls, batch
        shape = self.model.input_shape
        self.x = np.random.default_rng(0).random((batch, *shape), dtype=np.float32)
        self.model.predict(self.x, batch_size=batch, verbose=0)

    def block(self):
        for _ in range(self.calls):
            self.model.predict(self.x, batch_size=self.batch, verbose=0)
        return self.calls

    def facts(self):
        return {"parameters": int(self.model.count_params()), "flops": work.forward_flops(self.model) * self.batch}
