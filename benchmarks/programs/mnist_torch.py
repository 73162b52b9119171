"""A whole process: the network and the recipe of `badak train mnist --fast` in PyTorch's bare loop; prints what its test gave.

Words on the command line: `bfloat16` for autocast, `compiled` for torch.compile, `rehearse` for one pass over 1,000 digits.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks import data

GOAL, EPOCHS, BATCH, RATE, FLOOR = 0.99, 2, 128, 1e-2, 0.01

words = sys.argv[1:]
rehearse, lower = "rehearse" in words, "bfloat16" in words
if data.real_digits() is None:
    sys.exit("no digits: BADAK_DATA names no folder that holds mnist/")
rows, epochs = (1_000, 1) if rehearse else (data.ROWS, EPOCHS)
(x, y), (x_test, y_test) = (data.digits(rows), data.test_digits())
x, x_test = (torch.from_numpy(part).view(-1, 1, 28, 28) for part in (x, x_test))
y, y_test = torch.from_numpy(y), torch.from_numpy(y_test)

torch.manual_seed(0)
model = nn.Sequential(
    nn.Conv2d(1, 16, 3, bias=False), nn.MaxPool2d(2), nn.BatchNorm2d(16), nn.ReLU(inplace=True),
    nn.Conv2d(16, 48, 3, bias=False), nn.MaxPool2d(2), nn.BatchNorm2d(48), nn.ReLU(inplace=True),
    nn.Conv2d(48, 64, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(576, 10),
)  # fmt: skip
for module in model:
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight)
nn.init.xavier_uniform_(model[-1].weight)
nn.init.zeros_(model[-1].bias)
model = model.to(memory_format=torch.channels_last)
run = torch.compile(model) if "compiled" in words else model
steps = -(-len(x) // BATCH) * epochs
optimizer = torch.optim.Adam(model.parameters(), lr=RATE, eps=1e-7, fused=True)
schedule = torch.optim.lr_scheduler.OneCycleLR(
    optimizer, RATE, total_steps=steps, final_div_factor=1 / (25 * FLOOR), cycle_momentum=False
)
model.train()
for _ in range(epochs):
    order = torch.randperm(len(x))
    for start in range(0, len(x), BATCH):
        piece = order[start : start + BATCH]
        with torch.autocast("cpu", torch.bfloat16, enabled=lower):
            out = run(x[piece])
        loss = F.cross_entropy(out.float(), y[piece])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
model.eval()
with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=lower):
    right = sum(int((model(x_test[i : i + 500]).argmax(1) == y_test[i : i + 500]).sum()) for i in range(0, 10_000, 500))
accuracy = right / len(y_test)
parameters = sum(p.numel() for p in model.parameters())
print(json.dumps({"test accuracy": accuracy, "epochs": epochs, "parameters": parameters}))
if accuracy < GOAL and not rehearse:
    sys.exit(f"the test gave {accuracy:.2%}, not {GOAL:.0%}")
