"""One run in PyTorch; prints a line of JSON.

    python benchmarks/accuracy/of_torch.py TASK PRECISION DATA seed 3
    python benchmarks/accuracy/of_torch.py TASK NUMBER_TYPE DATA same-start WEIGHTS.npz    starts with the weights of badak's run

Written to be the same mathematics as badak's run: the same distributions of the first weights, the same rule of descent and
rate of each step, batch norm with the same figures. Forward, gradients, batch norm, dropout, loss and the random numbers are
PyTorch's. Of the rule of descent, two things are formulated otherwise in torch.optim.SGD, which is why it is written out here:
the rate stands inside the velocity, and the decay does not pass through it (both as in Keras). The schedule is PyTorch's own.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.accuracy.tasks import SAME_STEPS, TASKS, Task, read
from benchmarks.programs.torch_conv import residual

CUT = 0.8796256610342398  # standard deviation of a normal distribution of deviation 1 that is cut at ±2


def network(task: Task, channels: int) -> nn.Module:
    """The model of a task."""
    if task.model == "simple_cnn":
        return nn.Sequential(
            nn.Conv2d(channels, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10),
        )  # fmt: skip
    width = task.filters
    stem = (nn.Conv2d(channels, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
    return residual(stem, (width, 2 * width, 4 * width), (3, 3, 3), False, 10)


def begin(model: nn.Module) -> None:
    """Draw the first weights: He's rule for convolutions, cut at two deviations, Glorot's for the last layer."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            deviation = (2.0 / module.weight[0].numel()) ** 0.5 / CUT
            nn.init.trunc_normal_(module.weight, 0.0, deviation, -2 * deviation, 2 * deviation)
        elif isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
        if isinstance(module, nn.Conv2d | nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)


@torch.no_grad()
def begin_like(model: nn.Module, weights: Path) -> None:
    """Take badak's first kernels: channels last there, so also the order of what is flattened."""
    with np.load(weights) as held:
        kernels = [torch.from_numpy(held[name]) for name in held.files]
    targets = [p for p in model.parameters() if p.ndim > 1]
    channels = kernels[-2].shape[-1]
    for target, kernel in zip(targets, kernels, strict=True):
        if kernel.ndim == 4:
            target.copy_(kernel.permute(3, 2, 0, 1))
        else:
            side = round((kernel.shape[0] / channels) ** 0.5)
            target.copy_(kernel.T.reshape(-1, side, side, channels).permute(0, 3, 1, 2).flatten(1))


def rates(task: Task) -> list[float]:
    """The learning rate of each step, from PyTorch's one-cycle schedule."""
    rule = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(rule, task.rate, total_steps=task.steps, cycle_momentum=False)
    found = []
    for _ in range(task.steps):
        found.append(rule.param_groups[0]["lr"])
        rule.step()
        schedule.step() if len(found) < task.steps else None
    return found


@torch.no_grad()
def descend(task: Task, rate: float, weights: list[torch.Tensor], velocities: list[torch.Tensor]) -> None:
    """One update: v ← μ v - η g, p ← p (1 - η λ) + v."""
    for p, v in zip(weights, velocities):
        v.mul_(task.momentum).sub_(p.grad, alpha=rate)
        p.mul_(1.0 - rate * task.decay).add_(v)
        p.grad = None


def run(task: Task, seed: int, precision: str, data: Path) -> dict:
    """Train and test once."""
    x, y, x_test, y_test = (torch.from_numpy(part) for part in read(data))
    x, x_test = (part.permute(0, 3, 1, 2) for part in (x, x_test))  # stays channels last in memory
    torch.manual_seed(seed)
    model = network(task, x.shape[1]).to(memory_format=torch.channels_last)
    begin(model)
    weights = list(model.parameters())
    velocities = [torch.zeros_like(p) for p in weights]
    lower = precision == "mixed"
    model.train()
    step, schedule, start = 0, rates(task), time.perf_counter()
    total = right = 0.0
    for _ in range(task.epochs):
        order = torch.randperm(len(x))
        total = right = 0.0
        for first in range(0, len(x), task.batch):
            piece = order[first : first + task.batch]
            with torch.autocast("cpu", torch.bfloat16, enabled=lower):
                out = model(x[piece])
            loss = F.cross_entropy(out.float(), y[piece])
            loss.backward()
            descend(task, schedule[step], weights, velocities)
            step += 1
            total += float(loss.detach()) * len(piece)
            right += int((out.argmax(1) == y[piece]).sum())
    seconds = time.perf_counter() - start
    model.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=lower):
        out = torch.cat([model(part) for part in x_test.split(500)]).float()
    return {
        "train_loss": total / len(x),
        "train_accuracy": right / len(x),
        "test_loss": float(F.cross_entropy(out, y_test)),
        "test_accuracy": float((out.argmax(1) == y_test).float().mean()),
        "seconds": round(seconds, 1),
        "parameters": sum(p.numel() for p in weights),
        "version": f"torch {torch.__version__}",
    }


def same_start(task: Task, dtype: str, data: Path, weights: Path) -> dict:
    """The losses of the first steps with badak's first weights, on batches in the order of the file."""
    number = getattr(torch, dtype)
    x, y, _, _ = (torch.from_numpy(part) for part in read(data))
    model = network(task, x.shape[3])
    begin(model)
    model = model.to(number)
    begin_like(model, weights)
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    weights_now = list(model.parameters())
    velocities = [torch.zeros_like(p) for p in weights_now]
    model.train()
    losses = []
    for step, rate in enumerate(rates(task)[:SAME_STEPS]):
        piece = slice(step * task.batch, (step + 1) * task.batch)
        loss = F.cross_entropy(model(x[piece].permute(0, 3, 1, 2).to(number)), y[piece])
        loss.backward()
        descend(task, rate, weights_now, velocities)
        losses.append(float(loss.detach()))
    return {"losses": losses}


if __name__ == "__main__":
    name, number, data, what, value = sys.argv[1:]
    task = TASKS[name]
    again = what == "same-start"
    print(
        json.dumps(
            same_start(task, number, Path(data), Path(value)) if again else run(task, int(value), number, Path(data))
        )
    )
