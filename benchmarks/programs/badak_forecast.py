"""Forecasters of badak as they are used: training on windows, on many series at once, and back-tests in several processes."""

from __future__ import annotations

import numpy as np

from badak import timeseries as ts
from badak.utils import seeded
from benchmarks import data


class Train:
    """Epochs of training an LSTM on the windows of a series; a unit is an epoch. Windows and scale are made before."""

    def __init__(self, points, length, units, batch, series=1, epochs=3):
        many = {f"s{i}": y for i, y in enumerate(data.series(series, points))}
        model = ts.LSTM(
            length, units=units, batch_size=batch, epochs=1, validation=0, scaling="standard", learning_rate=0.001
        )
        model.fit(many)  # builds and compiles
        material = ts.neural._Material(model, list(model.many.values()))
        self.x, self.y = material.pair(np.arange(len(material.starts)))
        self.model, self.batch, self.epochs, self.loss = model.model, batch, epochs, 0.0

    def block(self):
        with seeded(0):
            done = self.model.fit(self.x, self.y, batch_size=self.batch, epochs=self.epochs, verbose=0)
        self.loss = done.history["loss"][-1]
        return self.epochs

    def facts(self):
        return {"windows": len(self.x), "parameters": self.model.count_params(), "loss": round(float(self.loss), 4)}


class Backtest:
    """A back-test of an ARIMA model and of a network over many series; a unit is the whole back-test."""

    def __init__(self, count, points, folds, processes=None):
        self.series = {f"s{i}": y for i, y in enumerate(data.series(count, points))}
        self.folds, self.processes, self.found = folds, processes, {}

    def block(self):
        models = {"arima": ts.ARIMA((1, 0, 1)), "lstm": ts.LSTM(12, units=16, epochs=20)}
        found = ts.backtest(models, self.series, 8, self.folds, processes=self.processes)
        self.found = {"failures": len(found.failures), **{row["model"]: round(row["mase"], 4) for row in found.table()}}
        return 1

    def facts(self):
        return self.found
