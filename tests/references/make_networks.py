"""Logits and gradients of networks of the zoo as PyTorch computes them, with the weights of ``networks.py``.

torchvision is not needed: its ResNet and VGG are written out here, layer by layer and in the order of its state_dict.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
from common import Book
from torch import nn
from torch.nn import functional

from references.networks import NETWORKS, cotangent, pictures, weight


def conv(inputs: int, outputs: int, size: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)


class Block(nn.Module):
    """torchvision's BasicBlock and Bottleneck (v1.5), and the shortcut of the CIFAR networks."""

    def __init__(self, inputs: int, planes: int, stride: int, bottleneck: bool, shortcut: str):
        super().__init__()
        self.out, self.stride, self.shortcut = planes * (4 if bottleneck else 1), stride, shortcut
        if bottleneck:
            sizes = [(inputs, planes, 1, 1), (planes, planes, 3, stride), (planes, self.out, 1, 1)]
        else:
            sizes = [(inputs, planes, 3, stride), (planes, planes, 3, 1)]
        layers: list[nn.Module] = []
        for i, size in enumerate(sizes):
            layers += [conv(*size), nn.BatchNorm2d(size[1])] + ([nn.ReLU()] if i < len(sizes) - 1 else [])
        self.branch = nn.Sequential(*layers)
        self.same = stride == 1 and inputs == self.out
        if shortcut == "projection" and not self.same:
            self.downsample = nn.Sequential(conv(inputs, self.out, 1, stride), nn.BatchNorm2d(self.out))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.same:
            around = x
        elif self.shortcut == "projection":
            around = self.downsample(x)
        else:
            around = functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.out - x.shape[1]))
        return torch.relu(self.branch(x) + around)


def stages(inputs: int, planes: int, counts: tuple, bottleneck: bool, shortcut: str) -> list[nn.Module]:
    blocks = []
    for stage, count in enumerate(counts):
        for place in range(count):
            made = Block(inputs, planes * 2**stage, 2 if stage and not place else 1, bottleneck, shortcut)
            blocks.append(made)
            inputs = made.out
    return [*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten()]


def resnet20(classes: int, shortcut: str = "pad") -> nn.Module:
    body = stages(16, 16, (3, 3, 3), False, shortcut)
    return nn.Sequential(conv(3, 16, 3), nn.BatchNorm2d(16), nn.ReLU(), *body, nn.Linear(64, classes))


def large(counts: tuple, bottleneck: bool, classes: int) -> nn.Module:
    stem = [conv(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    body = stages(64, 64, counts, bottleneck, "projection")
    return nn.Sequential(*stem, *body, nn.Linear(2048 if bottleneck else 512, classes))


def resnet18(classes: int) -> nn.Module:
    return large((2, 2, 2, 2), False, classes)


def resnet50(classes: int) -> nn.Module:
    return large((3, 4, 6, 3), True, classes)


def vgg11(classes: int, units: int, dropout: float, batch_norm: bool = False) -> nn.Module:
    layers: list[nn.Module] = []
    inputs = 3
    for item in (64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"):
        if item == "M":
            layers.append(nn.MaxPool2d(2, 2))
        else:
            layers.append(nn.Conv2d(inputs, item, 3, padding=1))
            layers += [nn.BatchNorm2d(item)] if batch_norm else []
            layers.append(nn.ReLU())
            inputs = item
    top = [
        nn.LazyLinear(units),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(units, units),
        nn.ReLU(),
        nn.Dropout(dropout),
    ]
    return nn.Sequential(*layers, nn.Flatten(), *top, nn.Linear(units, classes))


def kind_of(name: str, module: nn.Module) -> str:
    if isinstance(module, nn.BatchNorm2d):
        return {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}[
            name
        ]
    return {"weight": "kernel", "bias": "bias"}[name]


def main() -> None:
    book = Book("networks")
    for title, (function, config, shape) in NETWORKS.items():
        model = globals()[function](**config).double()
        x = torch.tensor(pictures(shape)).permute(0, 3, 1, 2).contiguous().requires_grad_()
        model(x)  # a lazy layer learns its size
        place = 0
        for key, value in model.state_dict().items():
            owner, _, name = key.rpartition(".")
            if name == "num_batches_tracked":
                continue
            kind = kind_of(name, model.get_submodule(owner))
            with torch.no_grad():
                value.copy_(torch.tensor(weight(place, kind, tuple(value.shape))))
            place += 1
        model.eval()
        out = {"logits": model(x)}
        model.train()
        logits = model(x)
        params = list(model.parameters())
        grads = torch.autograd.grad(logits, [x, *params], torch.tensor(cotangent(config["classes"])))
        out |= {"logits_training": logits, "x_grad": grads[0].permute(0, 2, 3, 1)[:, :4, :4]}
        out["grad_norms"] = torch.stack([g.norm() for g in grads[1:]])
        facts = {"function": function, "config": config, "shape": list(shape), "weights": place}
        trained = sum(p.numel() for p in params)
        book.put(title, out, peer="torch", dtype="float64", trained=trained, **facts)
    book.save()


if __name__ == "__main__":
    main()
