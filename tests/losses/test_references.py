"""Every loss against the numbers that Keras and PyTorch gave for it: values, reductions, weights, gradients."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import losses
from references.reader import Case, load

TOLERANCE = {"float64": {"rtol": 1e-7, "atol": 1e-9}, "float32": {"rtol": 3e-5, "atol": 3e-6}}
REDUCTIONS = ("none", "sum", "sum_over_batch_size", "mean_with_sample_weight")
KERAS = load("losses").select(peer="keras")
TORCH = load("losses").select(peer="torch")

# Where badak is exact and Keras holds the logarithm of a probability at that of 1e-7.
EXACT = {"keras.binary_focal_crossentropy.from_logits=True.binary_logits_hard",
         "keras.categorical_focal_crossentropy.from_logits=True.classes_logits_hard"}  # fmt: skip


# Keras 3.15 applies alpha to the false negatives and beta to the false positives; badak does as the paper says.
SWAPPED = {"tversky": {"alpha": "beta", "beta": "alpha"}}


def config_of(case: Case) -> dict:
    names = SWAPPED.get(case["function"], {})
    return {names.get(key, key): value for key, value in case["config"].items()}


def arrays(case: Case) -> tuple[np.ndarray, np.ndarray]:
    dtype = case["dtype"]
    y_true, y_pred = case.inputs["y_true"], case.inputs["y_pred"]
    return y_true.astype(dtype) if y_true.dtype.kind == "f" else y_true, y_pred.astype(dtype)


def close(found, case: Case, key: str) -> None:
    found = np.asarray(found)
    accepted = case.accepted(key)
    assert found.shape == accepted[0].shape
    tolerance = TOLERANCE[case["dtype"]]
    if not any(np.allclose(found, a, **tolerance) for a in accepted):
        np.testing.assert_allclose(found, accepted[0], err_msg=key, **tolerance)


def exact_only(case: Case) -> bool:
    return case.name.rpartition(".")[0] in EXACT


CASES = [pytest.param(c, id=c.name) for c in KERAS]


@pytest.mark.parametrize("case", CASES)
def test_values_of_the_function(case: Case) -> None:
    y_true, y_pred = arrays(case)
    function = getattr(losses, case["function"])
    found = function(y_true, y_pred, **config_of(case))
    assert not isinstance(found, badak.Tensor)
    assert found.dtype == case["dtype"]
    if not exact_only(case):
        close(found, case, "per_sample")
    same = function(badak.tensor(y_true), badak.tensor(y_pred), **config_of(case))
    np.testing.assert_array_equal(same.numpy(), found)


@pytest.mark.parametrize("case", [p for p in CASES if not exact_only(p.values[0])])
def test_reductions_and_weights_of_the_class(case: Case) -> None:
    y_true, y_pred = arrays(case)
    for reduction in REDUCTIONS:
        loss = getattr(losses, case["class"])(**config_of(case), reduction=reduction)
        close(loss(y_true, y_pred), case, f"value.{reduction}")
        if "weight" in case.arrays:
            found = loss(y_true, y_pred, sample_weight=case.arrays["weight"])
            close(found, case, f"weighted.{reduction}")
    if "weight_by_sample" in case.arrays:
        loss = getattr(losses, case["class"])(**config_of(case))
        weight = case.arrays["weight_by_sample"]
        close(loss(y_true, y_pred, sample_weight=weight), case, "weighted_by_sample")
        close(loss(y_true, y_pred, sample_weight=weight.reshape(-1)), case, "weighted_by_sample")


@pytest.mark.parametrize("case", [p for p in CASES if not exact_only(p.values[0])])
def test_gradients(case: Case) -> None:
    y_true, y_pred = arrays(case)
    loss = getattr(losses, case["class"])(**config_of(case))
    p = badak.tensor(y_pred, requires_grad=True)
    loss(y_true, p).backward()
    close(p.grad.numpy(), case, "grad")
    if "weight" in case.arrays:
        p = badak.tensor(y_pred, requires_grad=True)
        loss(y_true, p, sample_weight=case.arrays["weight"]).backward()
        close(p.grad.numpy(), case, "weighted_grad")


OURS = {
    "mse_loss": ("mean_squared_error", {}),
    "l1_loss": ("mean_absolute_error", {}),
    "huber_loss": ("huber", {"delta": 0.3}),
    "binary_cross_entropy": ("binary_crossentropy", {}),
    "binary_cross_entropy_with_logits": ("binary_crossentropy", {"from_logits": True}),
    "cross_entropy": ("sparse_categorical_crossentropy", {"from_logits": True}),
    "poisson_nll_loss": ("poisson", {}),
}


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c.name) for c in TORCH if c.name != "torch.binary_cross_entropy.binary_hard"]
)
def test_pytorch_agrees(case: Case) -> None:
    """``binary_hard`` is left out: PyTorch holds the logarithm at -100, Keras and badak at ln 1e-7."""
    function, config = OURS[case["function"]]
    y_true, y_pred = arrays(case)
    weight = None
    if "label_smoothing" in case["config"]:
        function, config = "categorical_crossentropy", config | case["config"]
    loss = losses.resolve(function)
    reduction = "mean_with_sample_weight"
    if "ignore_index" in case["config"]:
        config = config | {"ignore_class": case["config"]["ignore_index"]}
    if "weight" in case["config"]:  # PyTorch's class weights, divided by their sum
        weight = np.asarray(case["config"]["weight"])[y_true.astype(int)]
    loss = type(loss)(**config, reduction=reduction)
    p = badak.tensor(y_pred, requires_grad=True)
    value = loss(y_true, p, sample_weight=weight)
    value.backward()
    close(value.numpy(), case, "value")
    close(p.grad.numpy(), case, "grad")
