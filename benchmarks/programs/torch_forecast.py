"""The same LSTM on the same windows, trained in PyTorch the usual way."""

from __future__ import annotations

import numpy as np
import torch

from benchmarks import data


class Train:
    """Epochs of training an LSTM and a dense layer on the windows of a series; a unit is an epoch."""

    def __init__(self, points, length, units, batch, series=1, epochs=3, threads=None):
        torch.manual_seed(0)
        if threads:
            torch.set_num_threads(threads)
        values = data.series(series, points)
        values = (values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, keepdims=True)
        cut = np.lib.stride_tricks.sliding_window_view(values, length + 1, axis=1).reshape(-1, length + 1)
        self.x = torch.tensor(cut[:, :length, None].astype(np.float32))
        self.y = torch.tensor(cut[:, length:].astype(np.float32))
        self.lstm, self.dense = torch.nn.LSTM(1, units, batch_first=True), torch.nn.Linear(units, 1)
        self.parameters = [*self.lstm.parameters(), *self.dense.parameters()]
        self.optimizer = torch.optim.Adam(self.parameters, lr=0.001, fused=True)
        self.batch, self.epochs, self.loss = batch, epochs, 0.0

    def block(self):
        for _ in range(self.epochs):
            order, total = torch.randperm(len(self.x)), 0.0
            for start in range(0, len(order), self.batch):
                rows = order[start : start + self.batch]
                self.optimizer.zero_grad(set_to_none=True)
                out = self.dense(self.lstm(self.x[rows])[0][:, -1])
                loss = torch.nn.functional.mse_loss(out, self.y[rows])
                loss.backward()
                self.optimizer.step()
                total += loss.detach() * len(rows)
            self.loss = float(total) / len(order)
        return self.epochs

    def facts(self):
        count = sum(p.numel() for p in self.parameters)
        return {"windows": len(self.x), "parameters": count, "loss": round(self.loss, 4)}
