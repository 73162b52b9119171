"""One run in PyTorch: `python of_torch.py TASK SEED PRECISION DATA` prints a line of JSON.

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

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.accuracy.tasks import TASKS, Task, read
from benchmarks.programs.torch_conv import residual

CUT = 0.8796256610342398  # standard deviation of a normal distribution of deviation 1 that is cut at ±2


def network(task: Task, channels: int) -> nn.Module:
    """The model of a task; the zeros of a padded shortcut lie on both sides, which is a new order of channels only."""
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


if __name__ == "__main__":
    name, seed, precision, data = sys.argv[1:]
    print(json.dumps(run(TASKS[name], int(seed), precision, Path(data))))
