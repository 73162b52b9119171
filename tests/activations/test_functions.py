"""Activations by their definitions, the numbers of the course, derivatives, names."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import badak
from badak import activations
from badak.errors import ArgumentError
from tests.losses.tracing import jit

PUBLIC = [n for n in activations.__all__ if n not in ("ACTIVATIONS", "get", "name_of")]
FUNCTIONS = sorted(set(activations.ACTIVATIONS.names))
ARGUMENTS = {"threshold": {"threshold": 0.3, "default_value": -1.0}}
STEPS = {"step", "sign", "heaviside"}


def call(name: str, x):
    return activations.get(name)(x, **ARGUMENTS.get(name, {}))


def erf(x: np.ndarray) -> np.ndarray:
    return np.vectorize(math.erf)(x)


def project(z: np.ndarray) -> np.ndarray:
    """The nearest point of the probability simplex, by trying every size of the support."""
    best = None
    order = np.sort(z)[::-1]
    for k in range(1, len(z) + 1):
        p = np.maximum(z - (order[:k].sum() - 1) / k, 0)
        if abs(p.sum() - 1) < 1e-9 and (best is None or ((p - z) ** 2).sum() < ((best - z) ** 2).sum()):
            best = p
    return best


SLOW = {
    "relu": lambda x: np.where(x > 0, x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "relu6": lambda x: np.clip(x, 0, 6),
    "elu": lambda x: np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1),
    "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * (np.exp(np.minimum(x, 0)) - 1)),
    "celu": lambda x: np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1),
    "gelu": lambda x: x * 0.5 * (1 + erf(x / math.sqrt(2))),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "softsign": lambda x: x / (1 + abs(x)),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "log_sigmoid": lambda x: np.log(1 / (1 + np.exp(-x))),
    "hard_sigmoid": lambda x: np.clip(x + 3, 0, 6) / 6,
    "hard_silu": lambda x: x * np.clip(x + 3, 0, 6) / 6,
    "tanh": np.tanh,
    "tanh_shrink": lambda x: x - np.tanh(x),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "hard_shrink": lambda x: np.where(abs(x) > 0.5, x, 0),
    "soft_shrink": lambda x: np.sign(x) * np.maximum(abs(x) - 0.5, 0),
    "threshold": lambda x: np.where(x > 0.3, x, -1.0),
    "exponential": np.exp,
    "linear": lambda x: x,
    "mish": lambda x: x * np.tanh(np.log(1 + np.exp(x))),
    "squareplus": lambda x: (x + np.sqrt(x * x + 4)) / 2,
    "sparse_plus": lambda x: np.where(x <= -1, 0, np.where(x >= 1, x, (x + 1) ** 2 / 4)),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(-1, keepdims=True),
    "log_softmax": lambda x: x - np.log(np.exp(x).sum(-1, keepdims=True)),
    "sparsemax": lambda x: np.apply_along_axis(project, -1, x),
    "glu": lambda x: x[..., :3] / (1 + np.exp(-x[..., 3:])),
    "step": lambda x: (x > 0) * 1.0,
    "sign": np.sign,
    "heaviside": lambda x: np.heaviside(x, 0.5),
    "piecewise_linear": lambda x: np.clip(x + 0.5, 0, 1),
}


def test_every_public_function_has_a_slow_twin() -> None:
    aliases = {"swish", "hard_swish", "identity"}
    assert set(PUBLIC) == set(SLOW) | aliases
    assert set(FUNCTIONS) == set(SLOW) | aliases


@pytest.mark.parametrize("name", sorted(SLOW))
def test_value_against_the_formula_in_numpy(name: str) -> None:
    x = np.random.default_rng(3).normal(size=(5, 6)) * 2
    np.testing.assert_allclose(call(name, x), SLOW[name](x), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", sorted(SLOW))
def test_derivatives_to_second_order(name: str) -> None:
    x = np.random.default_rng(11).normal(size=(3, 6)) * 1.3  # away from the kinks

    def function(x):
        return call(name, x)

    function.__name__ = name
    for seed in range(2):
        badak.check_grads(function, (x,), order=2, seed=seed, rtol=2e-5)


@pytest.mark.parametrize("name", sorted(SLOW))
def test_large_numbers_stay_finite(name: str) -> None:
    x = badak.tensor(np.array([[-1000.0, 1000.0, -88.0, 88.0, 0.0, 1e-30]], np.float32), requires_grad=True)
    if name == "exponential":
        x = badak.tensor(np.minimum(x.numpy(), 80), requires_grad=True)
    y = call(name, x)
    y.backward(np.ones(y.shape, np.float32))
    assert np.isfinite(y.numpy()).all()
    assert np.isfinite(x.grad.numpy()).all()


@pytest.mark.parametrize("name", sorted(SLOW))
def test_the_same_under_jit(name: str) -> None:
    x = np.random.default_rng(5).normal(size=(4, 6)).astype(np.float32)
    traced = jit(lambda x: call(name, x))(x)
    np.testing.assert_allclose(np.asarray(traced), call(name, x), rtol=1e-5, atol=1e-6)


def test_numbers_of_the_course() -> None:
    assert activations.mish([1.0]).item() == pytest.approx(0.865098, abs=1e-6)
    assert activations.softplus([0.0]).item() == pytest.approx(math.log(2), abs=1e-7)
    assert activations.selu([-1.0]).item() == pytest.approx(-1.111331, abs=1e-6)
    found = activations.softmax([4.3, 5.5, 7.2, 2.4, 5.0]).numpy()
    np.testing.assert_allclose(found, [0.04, 0.13, 0.74, 0.01, 0.08], atol=0.005)
    assert activations.sigmoid([1.0]).item() == pytest.approx(0.731059, abs=1e-6)
    assert np.max(badak.grad(lambda x: activations.sigmoid(x).sum())(np.linspace(-9, 9, 101))) <= 0.25
    # the values at the threshold, as stated
    at_zero = {name: call(name, [0.0]).item() for name in ("step", "heaviside", "sign", "relu", "piecewise_linear")}
    assert at_zero == {"step": 0.0, "heaviside": 0.5, "sign": 0.0, "relu": 0.0, "piecewise_linear": 0.5}
    x = badak.tensor([0.0], requires_grad=True)
    activations.relu(x).backward()
    assert x.grad.item() == 0.0


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=8), st.floats(-20, 20))
def test_softmax_is_a_distribution_that_ignores_a_common_shift(logits: list[float], shift: float) -> None:
    x = np.array(logits)
    for function in (activations.softmax, activations.sparsemax):
        p = function(x)
        assert p.sum() == pytest.approx(1.0)
        assert (p >= 0).all()
        np.testing.assert_allclose(function(x + shift), p, atol=1e-9)
        order = np.argsort(x)
        assert (np.diff(p[order]) >= -1e-12).all()


@given(st.floats(-50, 50))
def test_identities_between_functions(x: float) -> None:
    z = np.array([x])
    np.testing.assert_allclose(activations.sigmoid(z) + activations.sigmoid(-z), 1.0)
    np.testing.assert_allclose(activations.softplus(z) - activations.softplus(-z), z, atol=1e-12)
    np.testing.assert_allclose(activations.log_sigmoid(z), -activations.softplus(-z), atol=1e-12)
    np.testing.assert_allclose(activations.relu(z) - activations.relu(-z), z)
    np.testing.assert_allclose(activations.tanh_shrink(z), z - activations.tanh(z))


def test_all_arguments_of_relu() -> None:
    x = np.array([-3.0, -0.5, 0.2, 1.0, 9.0])
    full = activations.relu(x, negative_slope=0.1, max_value=2.0, threshold=0.5)
    np.testing.assert_allclose(full, [-0.35, -0.1, -0.03, 1.0, 2.0])
    np.testing.assert_array_equal(activations.relu(x, 0.0, None, 0.0), [0, 0, 0.2, 1, 9])


def test_lists_numbers_and_tensors() -> None:
    for x in ([-1.0, 2.0], np.array([-1.0, 2.0], np.float32), badak.tensor([-1.0, 2.0])):
        for name in ("relu", "linear", "tanh", "gelu"):
            assert np.asarray(call(name, x)).shape == (2,)
    raw = np.ones(3, np.float32)
    assert type(activations.relu(raw)) is np.ndarray
    assert activations.linear(raw) is raw


# --- names ----------------------------------------------------------------------------------------------------------------


def test_names_lead_to_functions_and_back() -> None:
    for name in FUNCTIONS:
        function = activations.get(name)
        assert activations.get(activations.name_of(function)) is function
    assert activations.get(None) is activations.linear
    assert activations.get("ReLU") is activations.relu
    assert activations.get("swish") is activations.silu
    assert activations.name_of(activations.hard_swish) == "hard_silu"
    assert activations.name_of(badak.relu) == "relu"
    own = lambda x: x  # noqa: E731
    assert activations.get(own) is own


def test_registered_functions_have_names_and_others_do_not() -> None:
    @badak.register("test_activations>cube")
    def cube(x):
        return x**3

    assert activations.get("test_activations>cube") is cube
    assert activations.name_of(cube) == "test_activations>cube"
    with pytest.raises(ArgumentError) as raised:
        activations.name_of(lambda x: x)
    assert raised.value.code == "BD085"


def test_a_misspelt_name_is_answered_with_near_ones() -> None:
    with pytest.raises(ArgumentError) as raised:
        activations.get("sigmiod")
    assert raised.value.code == "BD014"
    assert "there is no activation called 'sigmiod'" in raised.value.text("en")
    assert "'sigmoid'" in raised.value.text("en")
    assert "활성화 함수" in raised.value.text("ko")
    assert "'sigmoid'" in raised.value.text("ko")
    with pytest.raises(ArgumentError):
        activations.get(3)
