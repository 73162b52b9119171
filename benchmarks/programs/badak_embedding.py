"""One training step of a large table of word vectors in badak: look up, gradient, update."""

from __future__ import annotations

import numpy as np

import badak
from benchmarks import data


class Step:
    """Training steps on a batch of numbers of words; a unit is a step. ``sparse`` is Embedding's argument."""

    def __init__(self, words, features, batch, time, optimizer="SGD", sparse=False, steps=20):
        self.ids, table, self.g = data.words(words, features, batch, time)
        self.layer = badak.layers.Embedding(words, features, weights=table, sparse=sparse)
        self.first, self.steps = table, steps
        self.optimizer = getattr(badak.optimizers, optimizer)(0.01)
        self.layer(self.ids)  # builds it

    def block(self):
        weights = self.layer.parameters()
        for _ in range(self.steps):
            self.layer(self.ids, training=True).backward(self.g)
            self.optimizer.apply(weights)
        return self.steps

    def facts(self):
        changed = (self.layer.parameters()[0].numpy() != self.first).any(axis=1).sum()
        return {"different words": len(np.unique(self.ids)), "rows changed": int(changed)}
