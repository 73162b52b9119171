"""The same convolutional networks in PyTorch, written plainly."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from benchmarks import data


def cnn():
    """As badak's."""
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10),
    )  # fmt: skip


class Block(nn.Module):
    """Two convolutions and a shortcut: padded with zeros (CIFAR) or projected (ImageNet) where the shape changes."""

    def __init__(self, before, filters, stride, projected):
        super().__init__()
        self.first = nn.Conv2d(before, filters, 3, stride, 1, bias=False)
        self.second = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(filters), nn.BatchNorm2d(filters)
        self.stride, self.more = stride, filters - before
        changes = projected and (stride != 1 or before != filters)
        self.projection = (
            nn.Sequential(nn.Conv2d(before, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))
            if changes
            else None
        )

    def forward(self, x):
        y = self.norm2(self.second(F.relu(self.norm1(self.first(x)), inplace=True)))
        if self.projection is not None:
            x = self.projection(x)
        elif self.stride != 1:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, self.more))
        return F.relu(y + x, inplace=True)


def residual(stem, widths, counts, projected, classes):
    """Stages of blocks behind a stem; the mean over places goes to the last layer."""
    layers, before = list(stem), widths[0]
    for stage, (filters, count) in enumerate(zip(widths, counts)):
        for i in range(count):
            layers.append(Block(before, filters, 2 if stage and not i else 1, projected))
            before = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(before, classes))


def resnet20():
    stem = (nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True))
    return residual(stem, (16, 32, 64), (3, 3, 3), False, 10)


def resnet18():
    stem = (nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
    return residual(stem, (64, 128, 256, 512), (2, 2, 2, 2), True, 1000)


def vgg11():
    layers, before = [], 3
    for filters in (64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0):
        if not filters:
            layers.append(nn.MaxPool2d(2))
            continue
        layers += [nn.Conv2d(before, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU(inplace=True)]
        before = filters
    head = [nn.Linear(512 * 49, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout()]
    return nn.Sequential(*layers, nn.Flatten(), *head, nn.Linear(4096, 1000))


MODELS = {"cnn": cnn, "resnet20": resnet20, "resnet18": resnet18, "vgg11": vgg11}


def folded(model):
    """Put each batch norm into the convolution before it, as torch.fx's optimizer does."""
    from torch.nn.utils.fusion import fuse_conv_bn_eval

    for module in model.modules():
        if isinstance(module, Block):
            module.first, module.norm1 = fuse_conv_bn_eval(module.first, module.norm1), nn.Identity()
            module.second, module.norm2 = fuse_conv_bn_eval(module.second, module.norm2), nn.Identity()
        if isinstance(module, nn.Sequential):
            for i in range(len(module) - 1):
                if isinstance(module[i], nn.Conv2d) and isinstance(module[i + 1], nn.BatchNorm2d):
                    module[i], module[i + 1] = fuse_conv_bn_eval(module[i], module[i + 1]), nn.Identity()
    return model


class Fit:
    """One epoch per block over tensors in memory; a unit is a step."""

    def __init__(self, model, batch, rows, channels_last=True, compiled=False, bfloat16=False):
        torch.manual_seed(0)
        x, y = data.pictures(model, rows)
        self.x, self.y = torch.from_numpy(x).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(y)
        self.model = MODELS[model]()
        if channels_last:
            self.model = self.model.to(memory_format=torch.channels_last)
            self.x = self.x.contiguous(memory_format=torch.channels_last)
        settings = {"lr": 0.05, "momentum": 0.9, "weight_decay": 1e-4, "fused": True}
        self.optimizer = torch.optim.SGD(self.model.parameters(), **settings)
        self.batch, self.bfloat16, self.last, self.epochs = batch, bfloat16, 0.0, 0
        self.run = torch.compile(self.model) if compiled else self.model

    def block(self):
        order = torch.randperm(len(self.x))
        for start in range(0, len(self.x), self.batch):
            piece = order[start : start + self.batch]
            self.optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16):
                out = self.run(self.x[piece])
            loss = F.cross_entropy(out.float(), self.y[piece])
            loss.backward()
            self.optimizer.step()
        self.last = float(loss.detach())
        self.epochs += 1
        return -(-len(self.x) // self.batch)

    def facts(self):
        count = sum(p.numel() for p in self.model.parameters())
        return {"epochs": self.epochs, "loss of the last batch": round(self.last, 4), "parameters": count}


class Infer:
    """The model on one batch under `inference_mode`; a unit is a call."""

    def __init__(self, model, batch, calls=4, channels_last=True, compiled=False):
        torch.manual_seed(0)
        self.model = folded(MODELS[model]().eval())
        self.calls = calls
        self.x = torch.rand(batch, 3, 224, 224)
        if channels_last:
            self.model = self.model.to(memory_format=torch.channels_last)
            self.x = self.x.contiguous(memory_format=torch.channels_last)
        self.run = torch.compile(self.model) if compiled else self.model
        with torch.inference_mode():
            self.run(self.x)

    def block(self):
        with torch.inference_mode():
            for _ in range(self.calls):
                torch.softmax(self.run(self.x), 1).numpy()
        return self.calls

    def facts(self):
        return {"parameters": sum(p.numel() for p in self.model.parameters())}
