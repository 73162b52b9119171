"""Losses and a whole training against PyTorch and scikit-learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import badak
from badak import losses
from badak import timeseries as ts

TOLD = np.load(Path(__file__).resolve().parent.parent / "references" / "forecasting.npz")


def test_gaussian_likelihood_against_pytorch() -> None:
    y, p = TOLD["nll.y"], TOLD["nll.p"]
    np.testing.assert_allclose(losses.gaussian_nll(y, p), TOLD["nll.loss"], rtol=1e-12)
    tensor = badak.tensor(p, requires_grad=True)
    losses.GaussianNLL()(y, tensor).backward()
    np.testing.assert_allclose(tensor.grad.numpy(), TOLD["nll.grad"], rtol=1e-10)


def test_pinball_against_scikit_learn() -> None:
    y, p, q = TOLD["pinball.y"], TOLD["pinball.p"], TOLD["pinball.q"]
    assert losses.Pinball(q)(y, p) == pytest.approx(TOLD["pinball.each"].mean(), rel=1e-12)
    for i, quantile in enumerate(q):
        assert ts.pinball(y, p[:, i], quantile) == pytest.approx(TOLD["pinball.each"][i], rel=1e-12)


class FromPyTorch(ts.LSTM):
    """An LSTM forecaster that begins with PyTorch's weights."""

    def network(self, channels: int, outputs: int):
        model = super().network(channels, outputs)
        names = ("kernel", "recurrent_kernel", "bias", "dense/kernel", "dense/bias")
        model.set_weights([TOLD[f"lstm.before.{name}"] for name in names])
        return model


def test_a_training_is_that_of_pytorch() -> None:
    y = TOLD["lstm.series"]
    model = FromPyTorch(
        8,
        units=6,
        epochs=25,
        batch_size=1000,
        validation=0,
        scaling="standard",
        optimizer=badak.optimizers.Adam(0.01, epsilon=1e-12),
    ).fit(y)
    np.testing.assert_allclose(model.history["loss"], TOLD["lstm.losses"], rtol=1e-4)
    for name, value in model.params.items():
        wanted = TOLD[f"lstm.after.{name.removeprefix('lstm/')}"]
        np.testing.assert_allclose(value, wanted, atol=2e-4)
    np.testing.assert_allclose(model.forecast(10), TOLD["lstm.forecast"], rtol=2e-4)
