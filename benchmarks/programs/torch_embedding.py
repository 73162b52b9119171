"""The same training steps of a large table of word vectors in PyTorch."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from benchmarks import data


class Step:
    """Training steps on a batch of numbers of words; a unit is a step. ``sparse`` is nn.Embedding's argument."""

    def __init__(self, words, features, batch, time, optimizer="SGD", sparse=False, steps=20):
        ids, self.first, target = data.words(words, features, batch, time)
        self.ids, self.target = torch.from_numpy(ids), torch.from_numpy(target)
        self.layer = torch.nn.Embedding.from_pretrained(
            torch.from_numpy(self.first.copy()), freeze=False, sparse=sparse
        )
        kind = torch.optim.SparseAdam if sparse and optimizer == "Adam" else getattr(torch.optim, optimizer)
        self.optimizer, self.steps = kind(self.layer.parameters(), lr=0.01), steps

    def block(self):
        for _ in range(self.steps):
            self.optimizer.zero_grad(set_to_none=True)
            F.mse_loss(self.layer(self.ids), self.target).backward()
            self.optimizer.step()
        return self.steps

    def facts(self):
        changed = (self.layer.weight.detach().numpy() != self.first).any(axis=1).sum()
        return {"different words": len(np.unique(self.ids.numpy())), "rows changed": int(changed)}
