"""Files as PyTorch writes them, and what the models in them compute: ``torch_files/``.

Forms: the zip of today and the pickles of before version 1.6; a state_dict, a checkpoint of a parallel model with other things
beside the weights, a whole model; float32, bfloat16, views, tied weights; safetensors, written by hand from the same arrays.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).resolve().parent / "torch_files"


class Sequence(nn.Module):
    """Embedding, a bidirectional LSTM, a GRU, an RNN and a linear layer."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 5)
        self.lstm = nn.LSTM(5, 3, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(6, 4, batch_first=True)
        self.rnn = nn.RNN(4, 3, batch_first=True)
        self.fc = nn.Linear(3, 2)

    def forward(self, x):
        x = self.embedding(x)
        x = self.lstm(x)[0]
        x = self.gru(x)[0]
        return self.fc(self.rnn(x)[0][:, -1])


def pictures() -> nn.Module:
    """Convolutions of several kinds, batch norm, and a linear layer behind Flatten."""
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 8, 3, groups=4, bias=False),
        nn.ConvTranspose2d(8, 2, 2, stride=2), nn.Flatten(), nn.Linear(2 * 12 * 8, 5), nn.LayerNorm(5), nn.PReLU(5),
    )  # fmt: skip


def main() -> None:
    HERE.mkdir(exist_ok=True)
    torch.manual_seed(3)
    torch.set_num_threads(1)
    net, told = pictures(), {}
    x = torch.randn(2, 3, 8, 6)
    net(torch.randn(16, 3, 8, 6))  # moves the running statistics
    net.eval()
    told["x"], told["pictures"] = x.permute(0, 2, 3, 1).numpy(), net(x).detach().numpy()
    torch.save(net.state_dict(), HERE / "pictures.pt")
    torch.save(net.state_dict(), HERE / "pictures_legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(net, HERE / "pictures_whole.pt")
    optimizer = torch.optim.Adam(net.parameters())
    parallel = {f"module.{name}": value for name, value in net.state_dict().items()}
    checkpoint = {
        "epoch": 3,
        "args": argparse.Namespace(lr=0.1),
        "best": 0.5,
        "optimizer": optimizer.state_dict(),
        "state_dict": parallel,
    }
    torch.save(checkpoint, HERE / "checkpoint.pth")
    torch.save(checkpoint, HERE / "checkpoint_legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(
        {name: value.bfloat16() if value.is_floating_point() else value for name, value in net.state_dict().items()},
        HERE / "pictures_bf16.pt",
    )

    sequence = Sequence().eval()
    ids = torch.randint(0, 11, (3, 6))
    told["ids"], told["sequence"] = ids.numpy(), sequence(ids).detach().numpy()
    torch.save(sequence.state_dict(), HERE / "sequence.pt")

    base = torch.arange(24.0)
    odd = {"transposed.weight": base.reshape(4, 6).T, "part.weight": base[5:17].reshape(3, 4), "half.weight": base[::2].half().reshape(4, 3),
           "long": torch.tensor(7), "empty": torch.zeros(0, 3), "param": nn.Parameter(base[:2])}  # fmt: skip
    told.update({f"odd/{name}": value.detach().numpy() for name, value in odd.items()})
    torch.save(odd, HERE / "odd.pt")
    torch.save(odd, HERE / "odd_legacy.pt", _use_new_zipfile_serialization=False)
    np.savez_compressed(HERE / "told.npz", **told)


if __name__ == "__main__":
    main()
