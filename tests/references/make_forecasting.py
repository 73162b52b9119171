"""PyTorch's Gaussian likelihood, scikit-learn's pinball loss, and an LSTM forecaster trained in PyTorch: ``forecasting.npz``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import mean_pinball_loss

HERE = Path(__file__).resolve().parent
QUANTILES = (0.05, 0.3, 0.5, 0.9)
LENGTH, UNITS, EPOCHS, RATE = 8, 6, 25, 0.01


def likelihood(random: np.random.Generator) -> dict[str, np.ndarray]:
    """Losses and gradients by mean and raw deviation, float64."""
    y, p = random.normal(size=(12, 3)), random.normal(size=(12, 3, 2))
    raw = torch.tensor(p, requires_grad=True)
    variance = (1e-3 + torch.nn.functional.softplus(raw[..., 1])) ** 2
    loss = torch.nn.GaussianNLLLoss(full=True, eps=1e-12, reduction="none")(raw[..., 0], torch.tensor(y), variance)
    loss.mean().backward()
    return {"nll.y": y, "nll.p": p, "nll.loss": loss.detach().numpy(), "nll.grad": raw.grad.numpy()}


def quantiles(random: np.random.Generator) -> dict[str, np.ndarray]:
    """The loss of each quantile."""
    y, p = random.normal(size=40), random.normal(size=(40, len(QUANTILES)))
    each = [mean_pinball_loss(y, p[:, i], alpha=q) for i, q in enumerate(QUANTILES)]
    return {"pinball.y": y, "pinball.p": p, "pinball.q": np.array(QUANTILES), "pinball.each": np.array(each)}


def training(random: np.random.Generator) -> dict[str, np.ndarray]:
    """An LSTM on the windows of a standardised series, all windows in one batch, Adam; the second bias stays 0."""
    torch.manual_seed(0)
    y = 10 + 3 * np.sin(np.arange(60) * np.pi / 6) + random.normal(size=60)
    z = (y - y.mean()) / y.std()
    cut = np.lib.stride_tricks.sliding_window_view(z, LENGTH + 1)
    x, target = (torch.tensor(part.astype(np.float32)) for part in (cut[:, :LENGTH, None], cut[:, LENGTH:]))
    lstm, dense = torch.nn.LSTM(1, UNITS, batch_first=True), torch.nn.Linear(UNITS, 1)
    with torch.no_grad():
        lstm.bias_hh_l0.zero_()
    lstm.bias_hh_l0.requires_grad_(False)
    names = ("kernel", "recurrent_kernel", "bias", "dense/kernel", "dense/bias")
    weights = (lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, dense.weight, dense.bias)
    told = {"lstm.series": y}

    def keep(when: str) -> None:
        for name, weight in zip(names, weights, strict=True):
            told[f"lstm.{when}.{name}"] = weight.detach().numpy().T.copy()

    keep("before")
    # so small an epsilon that it does not matter where it is added, before or after the correction of the moments
    optimizer = torch.optim.Adam(list(weights), lr=RATE, eps=1e-12)
    losses = []
    for _ in range(EPOCHS):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(dense(lstm(x)[0][:, -1]), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    keep("after")
    seen, ahead = list(z[-LENGTH:]), []
    for _ in range(10):
        with torch.no_grad():
            window = torch.tensor(np.array(seen[-LENGTH:], np.float32))[None, :, None]
            seen.append(float(dense(lstm(window)[0][:, -1])))
        ahead.append(seen[-1] * y.std() + y.mean())
    return told | {"lstm.losses": np.array(losses), "lstm.forecast": np.array(ahead)}


def main() -> None:
    random = np.random.default_rng(7)
    np.savez_compressed(HERE / "forecasting.npz", **likelihood(random), **quantiles(random), **training(random))


if __name__ == "__main__":
    main()
