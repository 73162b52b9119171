"""A whole process: 13-64-1 on 500 rows, Adam, batches of 32, 200 epochs; prints the last loss.

`foreach` or `fused` on the command line chooses how Adam updates; nothing leaves it to PyTorch.
"""

import sys

import numpy as np
import torch

random = np.random.default_rng(0)
x = random.normal(size=(500, 13)).astype(np.float32)
y = (x @ random.normal(size=(13, 1)) + np.sin(2 * x[:, :1])).astype(np.float32)
x, y = torch.from_numpy(x), torch.from_numpy(y)

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(13, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.001, **{name: True for name in sys.argv[1:]})
for _ in range(200):
    order = torch.randperm(len(x))
    total = torch.zeros(())
    for start in range(0, len(x), 32):
        piece = order[start : start + 32]
        loss = torch.nn.functional.mse_loss(model(x[piece]), y[piece])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(piece)
print(f"{float(total) / len(x):.4f}")
