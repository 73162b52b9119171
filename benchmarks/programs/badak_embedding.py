"""Training steps of a large table of word vectors in badak: look up, mean squared error, gradient, update."""

from __future__ import annotations

import numpy as np

import badak
from benchmarks import data


class Step:
    """Training steps on a batch of numbers of words; a unit is a step. ``sparse`` is Embedding's argument."""

    def __init__(self, words, features, batch, time, optimizer="SGD", sparse=False, steps=20):
        ids, self.first, target = data.words(words, features, batch, time)
        self.ids, self.target = (np.concatenate([part] * steps) for part in (ids, target))  # the same batch each step
        self.batch, self.steps = batch, steps
        self.model = badak.Sequential([badak.layers.Embedding(words, features, weights=self.first, sparse=sparse)])
        self.model.compile(getattr(badak.optimizers, optimizer)(0.01), "mse")

    def block(self):
        self.model.fit(self.ids, self.target, batch_size=self.batch, shuffle=False, verbose=0)
        return self.steps

    def facts(self):
        changed = (self.model.trainable_weights[0].numpy() != self.first).any(axis=1).sum()
        return {"different words": len(np.unique(self.ids)), "rows changed": int(changed)}
