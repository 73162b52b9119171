"""Every activation against the values and gradients that Keras and PyTorch gave for it, kinks and large numbers included."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import activations
from references.reader import Case, load

TOLERANCE = {"float64": {"rtol": 1e-9, "atol": 1e-12}, "float32": {"rtol": 3e-5, "atol": 2e-6}}
# Keras 3.15's sparsemax gives rows that do not add up to 1 (even 125.2 …); test_functions.py has the definition instead.
KERAS = [c for c in load("activations").select(peer="keras") if c["function"] != "sparsemax"]


def close(found: np.ndarray, case: Case, key: str) -> None:
    """Accept what any of the peer's back ends gives: at a kink they differ among themselves."""
    fits = [np.isclose(found, a, equal_nan=True, **TOLERANCE[case["dtype"]]) for a in case.accepted(key)]
    assert np.logical_or.reduce(fits).all(), f"{key}: {found} instead of {case.accepted(key)[0]}"


def jumps(case: Case, x: np.ndarray) -> np.ndarray:
    """Where Keras's code and its documentation differ: relu's value right at a threshold other than 0 (badak: as written)."""
    threshold = case["config"].get("threshold", 0) if case["function"] == "relu" else 0
    return (x == threshold) & bool(threshold)


def one_sided(function, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slopes to the left and to the right of each point of an element-wise function."""
    h = 1e-6 * np.maximum(1, abs(x))
    with np.errstate(over="ignore", invalid="ignore"):
        here, left, right = (np.asarray(function(p)) for p in (x, x - h, x + h))
        return (here - left) / h, (right - here) / h


@pytest.mark.parametrize("case", [pytest.param(c, id=c.name) for c in KERAS])
def test_keras_gives_the_same_value_and_gradient(case: Case) -> None:
    function = getattr(activations, case["function"])
    x = badak.tensor(case.inputs["x"].astype(case["dtype"]), requires_grad=True)
    with np.errstate(over="ignore"):  # exponential(1e4) is infinite in the peers too
        y = function(x, **case["config"])
        assert y.dtype == case["dtype"]
        jump = jumps(case, x.numpy())
        close(np.where(jump, case.arrays["y"], y.numpy()) if jump.any() else y.numpy(), case, "y")
        y.backward(case.inputs.get("cotangent", np.ones(y.shape)).astype(case["dtype"]))
    grad, wanted = x.grad.numpy(), case.accepted("grad")
    fits = np.logical_or.reduce([np.isclose(grad, a, equal_nan=True, **TOLERANCE[case["dtype"]]) for a in wanted])
    if case["inputs"] == "grid" and not fits.all():  # at a kink any slope between those of the two sides is right
        left, right = one_sided(lambda p: function(p, **case["config"]), x.numpy().astype("float64"))
        fits |= jump
        kink = abs(left - right) > 1e-3
        between = (np.minimum(left, right) - 1e-5 <= grad) & (grad <= np.maximum(left, right) + 1e-5)
        fits |= kink & between
    assert fits.all(), f"at {x.numpy()[~fits]}: {grad[~fits]} instead of {wanted[0][~fits]}"


def test_pytorch_has_the_same_prelu_and_softmin() -> None:
    from badak.ops.activation import prelu

    for name, function in {
        "torch.PReLU": lambda x: prelu(x, badak.tensor(0.25, dtype=x.dtype)),
        "torch.Softmin": lambda x: activations.softmax(-x),
    }.items():
        case = load("activations")[name]
        x = badak.tensor(case.inputs["x"].astype("float64"), requires_grad=True)
        y = function(x)
        np.testing.assert_allclose(y.numpy(), case.arrays["y"], rtol=1e-9, atol=1e-12)
        y.backward(case.inputs.get("cotangent", np.ones(y.shape)).astype("float64"))
        smooth = (x.numpy() != 0) if name == "torch.PReLU" else np.full(x.shape, True)
        np.testing.assert_allclose(x.grad.numpy()[smooth], case.arrays["grad"][smooth], rtol=1e-9, atol=1e-12)
