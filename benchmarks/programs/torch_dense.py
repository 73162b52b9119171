"""Dense networks in PyTorch: the bare training loop over tensors in memory that someone who knows PyTorch writes."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from benchmarks import data
from benchmarks.programs.skip import Skip


def dense(widths: list[int]) -> torch.nn.Sequential:
    """Dense layers with ReLU; the softmax is inside the loss."""
    layers: list = []
    for i in range(len(widths) - 1):
        layers.append(torch.nn.Linear(widths[i], widths[i + 1]))
        if i < len(widths) - 2:
            layers.append(torch.nn.ReLU())
    for layer in layers[::2]:  # as badak and Keras begin, so that the losses can be compared
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    return torch.nn.Sequential(*layers)


class Fit:
    """One epoch per block; a unit is a step.

    Args:
        batching: "index" takes each batch by a piece of the permutation; "copy" shuffles once an epoch, takes slices.
        update: "foreach" (PyTorch's default for one device) or "fused".
        compiled: the forward pass and its gradient through torch.compile.
        accuracy: also counts right answers and adds up the loss, on tensors, read once an epoch as `fit` does.
        threads: of PyTorch; None leaves its own choice.
    """

    def __init__(
        self,
        widths,
        optimizer,
        rate,
        batch,
        rows=data.ROWS,
        batching="index",
        update="foreach",
        compiled=False,
        accuracy=False,
        threads=None,
        device="cpu",
    ):
        if device != "cpu" and not torch.cuda.is_available():
            raise Skip("PyTorch sees no such device")
        if threads:
            torch.set_num_threads(threads)
        torch.manual_seed(0)
        x, labels = data.digits(rows)
        self.device = torch.device(device)
        self.x, self.y = torch.from_numpy(x).to(self.device), torch.from_numpy(labels).to(self.device)
        self.model = dense(widths).to(self.device)
        settings = {"fused": True} if update == "fused" else {"foreach": True}
        self.optimizer = getattr(torch.optim, optimizer)(self.model.parameters(), lr=rate, **settings)
        self.batch, self.batching, self.accuracy, self.epochs = batch, batching, accuracy, 0
        self.last: dict[str, float] = {}
        self.forward = torch.compile(self._forward) if compiled else self._forward

    def _forward(self, x, y):
        out = self.model(x)
        return out, F.cross_entropy(out, y)

    def block(self):
        n, batch, forward, optimizer = len(self.x), self.batch, self.forward, self.optimizer
        order = torch.randperm(n, device=self.device)
        x, y = self.x, self.y
        if self.batching == "copy":
            x, y = x[order], y[order]
        total = torch.zeros((), device=self.device)
        right = torch.zeros((), dtype=torch.int64, device=self.device)
        for start in range(0, n, batch):
            if self.batching == "copy":
                xb, yb = x[start : start + batch], y[start : start + batch]
            else:
                piece = order[start : start + batch]
                xb, yb = x[piece], y[piece]
            out, loss = forward(xb, yb)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            if self.accuracy:
                with torch.no_grad():
                    total += loss.detach() * len(yb)
                    right += (out.argmax(1) == yb).sum()
        self.last = {"loss of the last batch": round(float(loss.detach()), 4)}
        if self.accuracy:
            self.last = {"loss": round(float(total) / n, 4), "accuracy": round(int(right) / n, 4)}
        self.epochs += 1
        return -(-n // batch)

    def facts(self):
        count = sum(p.numel() for p in self.model.parameters())
        return {"epochs": self.epochs, "last_epoch": self.last, "parameters": count, "threads": torch.get_num_threads()}


class PredictOne:
    """The model called on one row under `inference_mode`, softmax included; a unit is a call."""

    def __init__(self, widths, calls=2000):
        self.model, self.calls = dense(widths).eval(), calls
        self.x = data.digits(1000)[0][:1]

    def block(self):
        model, x = self.model, self.x
        with torch.inference_mode():
            for _ in range(self.calls):
                torch.softmax(model(torch.from_numpy(x)), 1).numpy()
        return self.calls
