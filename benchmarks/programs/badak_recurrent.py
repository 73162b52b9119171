"""One training step of recurrent layers in badak: forward, backward from a given gradient, SGD."""

from __future__ import annotations

import numpy as np

import badak
from benchmarks import data

GATES = {"lstm": 4, "gru": 3, "simple_rnn": 1}


class Layer:
    """The weights of one direction of one layer, and its operation."""

    def __init__(self, kind, features, units):
        wide = GATES[kind] * units
        shapes = [(features, wide), (units, wide), (2, wide) if kind == "gru" else (wide,)]
        random = np.random.default_rng(features + units)
        scale = units**-0.5
        self.weights = [
            badak.tensor(random.uniform(-scale, scale, s).astype(np.float32), requires_grad=True) for s in shapes
        ]
        self.run = getattr(badak, kind)

    def __call__(self, x):
        return self.run(x, *self.weights)[0]


class Step:
    """Training steps on one batch; a unit is a step. With ``both`` every layer reads in both directions."""

    def __init__(self, kind, features, units, batch, time, depth=1, both=False, narrow=False, steps=10):
        self.x, self.g = data.sequences(batch, time, features, units * (2 if both else 1))
        self.steps, self.both = steps, both
        wide = [features, *[units * (2 if both else 1)] * (depth - 1)]
        self.layers = [[Layer(kind, n, units) for _ in range(2 if both else 1)] for n in wide]
        self.weights = [w for layer in self.layers for direction in layer for w in direction.weights]
        self.optimizer = badak.optimizers.SGD(1e-4)
        self.narrow, self.last = narrow, 0.0

    def block(self):
        x, g = badak.tensor(self.x), badak.tensor(self.g)
        if self.narrow:
            x, g = x.astype("bfloat16"), g.astype("bfloat16")
        for _ in range(self.steps):
            out = x
            for forwards, *backwards in self.layers:
                parts = [forwards(out)]
                if backwards:
                    parts.append(badak.flip(backwards[0](badak.flip(out, axis=1)), axis=1))
                out = badak.concatenate(parts, axis=2) if backwards else parts[0]
            out.backward(g)
            self.optimizer.apply(self.weights)
        self.last = float(np.abs(out.numpy().astype(np.float32)).mean())
        return self.steps

    def facts(self):
        return {"mean of the last result": round(self.last, 4), "parameters": sum(w.numel() for w in self.weights)}
