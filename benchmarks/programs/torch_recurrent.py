"""The same training step of recurrent layers in PyTorch."""

from __future__ import annotations

import torch

from benchmarks import data

KINDS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "simple_rnn": torch.nn.RNN}


class Step:
    """Training steps on one batch; a unit is a step."""

    def __init__(
        self, kind, features, units, batch, time, depth=1, both=False, narrow=False, steps=10, compiled=False,
        batch_first=True, threads=None,
    ):  # fmt: skip
        torch.manual_seed(0)
        if threads:
            torch.set_num_threads(threads)
        x, g = data.sequences(batch, time, features, units * (2 if both else 1))
        self.x, self.g = torch.from_numpy(x), torch.from_numpy(g)
        if not batch_first:  # what PyTorch computes in
            self.x, self.g = self.x.transpose(0, 1).contiguous(), self.g.transpose(0, 1).contiguous()
        self.model = KINDS[kind](features, units, depth, batch_first=batch_first, bidirectional=both)
        self.run = torch.compile(self.model) if compiled else self.model
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=1e-4, fused=True)
        self.steps, self.narrow, self.last = steps, narrow, 0.0

    def block(self):
        for _ in range(self.steps):
            self.optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.narrow):
                out = self.run(self.x)[0]
            out.backward(self.g.to(out.dtype))
            self.optimizer.step()
        self.last = float(out.detach().float().abs().mean())
        return self.steps

    def facts(self):
        count = sum(p.numel() for p in self.model.parameters())
        return {"mean of the last result": round(self.last, 4), "parameters": count}
