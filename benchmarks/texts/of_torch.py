"""Runs in PyTorch; prints a line of JSON for each.

    python benchmarks/texts/of_torch.py TASK DATA seed 0,1,2
    python benchmarks/texts/of_torch.py TASK DATA same-start WEIGHTS.npz    starts with the weights of badak's run

Written to be the same mathematics as badak's run: the same numbers of tokens, batches and masks (as packed sequences), the same
distributions of the first weights, the same Adam. PyTorch's LSTM has a second bias, which stays 0 here.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.texts.data import epoch_order, read, streams
from benchmarks.texts.tasks import SAME_STEPS, TASKS, WIDTHS, Task


class Recurrent(nn.Module):
    """The last state of a recurrent layer, of padding free, or the states of both directions."""

    def __init__(self, kind, features, units, both=False):
        super().__init__()
        self.layer = kind(features, units, batch_first=True, bidirectional=both)

    def forward(self, x, mask):
        packed = nn.utils.rnn.pack_padded_sequence(x, mask.sum(1), batch_first=True, enforce_sorted=False)
        state = self.layer(packed)[1]
        last = state[0] if isinstance(state, tuple) else state
        return torch.cat(tuple(last), dim=-1)


class Widths(nn.Module):
    """Convolutions of several widths side by side, of each the largest value over time."""

    def __init__(self, features, filters):
        super().__init__()
        self.parts = nn.ModuleList(nn.Conv1d(features, filters, w, padding="same") for w in WIDTHS)

    def forward(self, x, mask):
        x = x.transpose(1, 2)
        return torch.cat([F.relu(part(x)).amax(2) for part in self.parts], 1)


class Block(nn.Module):
    """Positions, one block of a Transformer's encoder, and the mean over the steps that count."""

    def __init__(self, features, hidden, heads, dropout):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(features, features) for _ in range(4))
        self.norm1 = nn.LayerNorm(features)
        self.first, self.second = nn.Linear(features, hidden), nn.Linear(hidden, features)
        self.norm2 = nn.LayerNorm(features)
        self.heads, self.dropout = heads, dropout

    def forward(self, x, mask):
        size = x.shape[2]
        wave = torch.exp(-math.log(10000.0) * (torch.arange(size, dtype=torch.float64) // 2 * 2) / size)
        angle = torch.arange(x.shape[1], dtype=torch.float64)[:, None] * wave
        places = torch.where(torch.arange(size) % 2 == 0, angle.sin(), angle.cos())
        x = x * math.sqrt(size) + places.to(x.dtype)
        q, k, v = (
            part(x).unflatten(2, (self.heads, -1)).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        rate = self.dropout if self.training else 0.0
        found = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :], dropout_p=rate)
        h = self.norm1(x + F.dropout(self.out(found.transpose(1, 2).flatten(2)), rate))
        y = self.norm2(h + F.dropout(self.second(F.relu(self.first(h))), rate))
        counts = mask[..., None].to(y.dtype)
        return (y * counts).sum(1) / counts.sum(1)


class Sentiment(nn.Module):
    """Embedding, what a task says, and one number."""

    def __init__(self, task, size, dropout):
        super().__init__()
        self.embedding = nn.Embedding(size, task.embedding)
        n, units = task.embedding, task.units
        self.middle = {
            "lstm": lambda: Recurrent(nn.LSTM, n, units),
            "gru": lambda: Recurrent(nn.GRU, n, units),
            "bilstm": lambda: Recurrent(nn.LSTM, n, units, both=True),
            "cnn": lambda: Widths(n, units),
            "transformer": lambda: Block(n, units, 4, dropout / 5),
        }[task.model]()
        wide = {"bilstm": 2 * units, "cnn": len(WIDTHS) * units, "transformer": n}.get(task.model, units)
        self.last, self.dropout = nn.Linear(wide, 1), nn.Dropout(dropout)

    def forward(self, ids):
        return self.last(self.dropout(self.middle(self.dropout(self.embedding(ids)), ids != 0)))


class Language(nn.Module):
    """The next letter, from a state that goes on."""

    def __init__(self, task, size, dropout):
        super().__init__()
        self.embedding = nn.Embedding(size, task.embedding)
        kind = nn.LSTM if task.model == "language-lstm" else nn.GRU
        self.layer = kind(task.embedding, task.units, batch_first=True)
        self.last, self.dropout = nn.Linear(task.units, size), nn.Dropout(dropout)

    def forward(self, ids, state):
        out, state = self.layer(self.embedding(ids), state)
        return self.last(self.dropout(out)), state


@torch.no_grad()
def begin(model: nn.Module) -> None:
    """Draw the first weights as badak (and Keras) does: Glorot's uniform rule, orthogonal for recurrent kernels."""
    for module in model.modules():
        if isinstance(module, nn.Embedding):
            nn.init.uniform_(module.weight, -0.05, 0.05)
        elif isinstance(module, nn.Linear | nn.Conv1d):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.LSTM | nn.GRU):
            for name, p in module.named_parameters():
                if name.startswith("weight_ih"):
                    nn.init.xavier_uniform_(p)
                elif name.startswith("weight_hh"):
                    nn.init.orthogonal_(p)
                else:
                    nn.init.zeros_(p)
                    if isinstance(module, nn.LSTM) and name.startswith("bias_ih"):
                        p[module.hidden_size : 2 * module.hidden_size] = 1.0  # the forget gate begins open
                    elif isinstance(module, nn.LSTM):
                        p.requires_grad_(False)


@torch.no_grad()
def begin_like(model: nn.Module, file: Path) -> None:
    """Take badak's first weights, layer by layer."""
    with np.load(file) as held:
        given = iter([torch.from_numpy(held[name]) for name in held.files])

    def gates(a, kind):  # columns here, rows there; GRU's first two gates change places
        rows = a.movedim(-1, 0)
        first, second, third = rows.tensor_split(3) if kind is nn.GRU else (rows[:0], rows[:0], rows)
        return torch.cat([second, first, third])

    for module in model.modules():
        if isinstance(module, nn.Embedding):
            module.weight.copy_(next(given))
        elif isinstance(module, nn.Linear):
            module.weight.copy_(next(given).reshape(module.in_features, module.out_features).T)
            module.bias.copy_(next(given).reshape(-1))
        elif isinstance(module, nn.Conv1d):
            module.weight.copy_(next(given).permute(2, 1, 0))
            module.bias.copy_(next(given))
        elif isinstance(module, nn.LayerNorm):
            module.weight.copy_(next(given))
            module.bias.copy_(next(given))
        elif isinstance(module, nn.LSTM | nn.GRU):
            for end in ("", "_reverse") if module.bidirectional else ("",):
                getattr(module, f"weight_ih_l0{end}").copy_(gates(next(given), type(module)))
                getattr(module, f"weight_hh_l0{end}").copy_(gates(next(given), type(module)))
                bias = gates(next(given), type(module))
                for i, name in enumerate(("bias_ih_l0", "bias_hh_l0")[: bias.ndim]):
                    getattr(module, name + end).copy_(bias[:, i] if bias.ndim == 2 else bias)
    if next(given, None) is not None:
        raise SystemExit("badak's model has more weights")


def made(task: Task, size: int, seed: int, dropout: float, dtype: torch.dtype = torch.float32):
    """The model with weights, and the rule of descent."""
    torch.manual_seed(seed)
    model = (Language if task.language else Sentiment)(task, size, dropout)
    begin(model)
    model.to(dtype).train()
    return model, torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=task.rate, eps=1e-8)


def step(rule, loss) -> float:
    """One update."""
    rule.zero_grad(set_to_none=True)
    loss.backward()
    rule.step()
    return float(loss.detach())


def sentiment(task: Task, seed: int, held: dict) -> dict:
    """Train and test once."""
    x, x_test = (torch.from_numpy(held[name]).long() for name in ("x", "x_test"))
    y, y_test = torch.from_numpy(held["y"])[:, None], held["y_test"]
    model, rule = made(task, int(held["size"]), seed, task.dropout)
    seconds, total, scores = 0.0, 0.0, []
    for epoch in range(task.epochs):
        start, total = time.process_time(), 0.0
        model.train()
        order = torch.from_numpy(epoch_order(seed, epoch, len(x)))
        for piece in order.split(task.batch):
            loss = F.binary_cross_entropy_with_logits(model(x[piece]), y[piece].float())
            total += step(rule, loss) * len(piece)
        seconds += time.process_time() - start
        model.eval()
        with torch.inference_mode():
            scores.append(torch.cat([model(part) for part in x_test.split(500)])[:, 0].double().numpy())
    z = scores[-1]
    return facts(model, seconds) | {
        "train_loss": total / len(x),
        "test_loss": float(np.mean(np.logaddexp(0.0, z) - y_test * z)),
        "test_accuracy": float(np.mean((z > 0) == y_test)),
        "by_epoch": [round(float(np.mean((s > 0) == y_test)), 4) for s in scores],
    }


def language(task: Task, seed: int, held: dict) -> dict:
    """Train on streams whose state goes on, and test in the same way."""
    model, rule = made(task, int(held["size"]), seed, task.dropout)
    seconds, losses, found = 0.0, [], []

    for _ in range(task.epochs):
        start, state, losses = time.process_time(), None, []
        model.train()
        for x, y in streams(held["x"], task.batch, task.length):
            loss, state = next_loss(model, x, y, state)
            losses.append(step(rule, loss))
        seconds += time.process_time() - start
        model.eval()
        found.append(tested(model, task, held))
    return facts(model, seconds) | {
        "train_loss": float(np.mean(losses)),
        "test_loss": found[-1],
        "by_epoch": [round(v, 4) for v in found],
    }


def next_loss(model: nn.Module, x: np.ndarray, y: np.ndarray, state):
    """The loss of one piece of the streams, and the state behind it, where the gradient ends."""
    out, state = model(torch.from_numpy(x).long(), state)
    detached = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
    return F.cross_entropy(out.flatten(0, 1), torch.from_numpy(y).flatten()), detached


@torch.inference_mode()
def tested(model: nn.Module, task: Task, held: dict) -> float:
    """Nats per letter of the last part."""
    state, found = None, []
    for x, y in streams(held["x_test"], task.batch, task.length):
        loss, state = next_loss(model, x, y, state)
        found.append(float(loss))
    return float(np.mean(found))


def facts(model: nn.Module, seconds: float) -> dict:
    """What a run says beside its losses; seconds of the processor in training."""
    return {
        "seconds": round(seconds, 1),
        "parameters": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "version": f"torch {torch.__version__}",
    }


def same_start(task: Task, file: Path, held: dict) -> dict:
    """The losses of the first steps with badak's first weights, in float64, without dropout."""
    model, rule = made(task, int(held["size"]), 0, 0.0, torch.float64)
    begin_like(model, file)
    losses, state = [], None
    pieces = streams(held["x"], task.batch, task.length) if task.language else None
    for i in range(SAME_STEPS):
        if pieces is not None:
            loss, state = next_loss(model, *next(pieces), state)
        else:
            piece = slice(i * task.batch, (i + 1) * task.batch)
            y = torch.from_numpy(held["y"][piece])[:, None].double()
            loss = F.binary_cross_entropy_with_logits(model(torch.from_numpy(held["x"][piece]).long()), y)
        losses.append(step(rule, loss))
    model.eval()
    if task.language:
        return {"losses": losses, "test_loss": tested(model, task, held)}
    with torch.inference_mode():
        out = torch.cat(
            [
                model(torch.from_numpy(part).long())
                for part in np.split(held["x_test"], range(500, len(held["x_test"]), 500))
            ]
        )
        test = F.binary_cross_entropy_with_logits(out, torch.from_numpy(held["y_test"])[:, None].double())
    return {"losses": losses, "test_loss": float(test)}


if __name__ == "__main__":
    torch.set_num_threads(1)
    name, file, what, value = sys.argv[1:]
    task, held = TASKS[name], read(Path(file))
    if what == "same-start":
        print(json.dumps(same_start(task, Path(value), held)))
    else:
        for seed in map(int, value.split(",")):
            print(json.dumps({"seed": seed} | (language if task.language else sentiment)(task, seed, held)), flush=True)
