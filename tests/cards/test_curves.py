"""What is computed: ranges against the limits that are known in closed form, derivatives against differences."""

from __future__ import annotations

import math

import numpy as np
import pytest

import badak
from badak.cards.curve import curve_of, interval, spark, value_and_slope

RANGES = {  # from the formulas, by hand
    "relu": ("[0, ∞)", "{0, 1}"),
    "leaky_relu": ("(−∞, ∞)", "{0.2, 1}"),
    "relu6": ("[0, 6]", "{0, 1}"),
    "sigmoid": ("(0, 1)", "(0, 0.25]"),
    "tanh": ("(−1, 1)", "(0, 1]"),
    "softplus": ("(0, ∞)", "(0, 1)"),
    "softsign": ("(−1, 1)", "(0, 1]"),
    "elu": ("(−1, ∞)", "(0, 1]"),
    "selu": ("(−1.758, ∞)", "(0, 1.758]"),
    "gelu": ("[−0.17, ∞)", "[−0.1289, 1.129]"),
    "silu": ("[−0.2785, ∞)", "[−0.09984, 1.1]"),
    "mish": ("[−0.3088, ∞)", "[−0.1125, 1.088]"),
    "hard_tanh": ("[−1, 1]", "{0, 1}"),
    "log_sigmoid": ("(−∞, 0)", "(0, 1)"),
    "exponential": ("(0, ∞)", "(0, ∞)"),
    "tanh_shrink": ("(−∞, ∞)", "[0, 1)"),
    "sparse_sigmoid": ("[0, 1]", "{0, 0.5}"),
    "linear": ("(−∞, ∞)", "{1}"),
}


@pytest.mark.parametrize("name", RANGES)
def test_ranges(name: str) -> None:
    card = badak.explain(name, lang="en")
    assert (card["range"], card["slope"]) == RANGES[name]


def test_the_extremes_are_those_of_the_formula() -> None:
    """gelu's smallest value lies where Φ(x) + x φ(x) = 0; Newton finds it without badak."""
    x = -0.75
    for _ in range(50):
        phi, big = math.exp(-x * x / 2) / math.sqrt(2 * math.pi), (1 + math.erf(x / math.sqrt(2))) / 2
        x -= (big + x * phi) / (2 * phi - x * x * phi)
    assert f"{x * (1 + math.erf(x / math.sqrt(2))) / 2:.4g}".replace("-", "−") == "−0.17"


@pytest.mark.parametrize(
    ("name", "places"), [("step", "0"), ("sign", "0"), ("heaviside", "0"), ("hard_shrink", "−0.5, 0.5")]
)
def test_jumps_are_told(name: str, places: str) -> None:
    assert f"jumps at x = {places}" in badak.explain(name, lang="en")["range"]
    assert f"건너뛰는 곳 x = {places}" in badak.explain(name, lang="ko")["range"]


@pytest.mark.parametrize("name", ["relu", "gelu", "sparse_plus", "elu", "hard_sigmoid", "soft_shrink"])
def test_what_does_not_jump_is_not_said_to(name: str) -> None:
    assert "jumps" not in badak.explain(name, lang="en")["range"]


def test_slopes_are_those_of_differences() -> None:
    smooth = [
        n for n in RANGES if n not in ("relu", "leaky_relu", "relu6", "hard_tanh", "sparse_sigmoid", "elu", "selu")
    ]
    x = np.linspace(-3.1, 3.3, 33)
    for name in smooth:
        function = badak.activations.get(name)
        _, slope = value_and_slope(function, x)
        plain = lambda v, f=function: value_and_slope(f, v)[0]  # noqa: E731
        np.testing.assert_allclose(slope, (plain(x + 1e-5) - plain(x - 1e-5)) / 2e-5, rtol=1e-6, atol=1e-8)


def test_functions_of_vectors_have_no_curve() -> None:
    for name in ("softmax", "log_softmax", "glu", "sparsemax"):
        assert badak.explain(name).curve is None


def test_a_function_of_ones_own_is_drawn() -> None:
    def bump(x):
        """A bump."""
        return badak.exp(-x * x)

    card = badak.explain(bump, lang="en")
    assert (card["range"], card.summary, card.kind) == ("(0, 1]", "A bump.", "function")
    assert "(0, 1]" in badak.explain(bump, lang="ko")["range"]


def test_intervals() -> None:
    x = np.linspace(-60, 60, 24_001)
    assert interval(x, np.sin(x)) == "[−1, 1]"
    assert interval(x, np.arctan(x) * 0 + 3) == "{3}"
    assert interval(x, 1 / (1 + x * x) - 2) == "(−2, −1]" or interval(x, 1 / (1 + x * x) - 2).endswith("−1]")


def test_sparks() -> None:
    assert spark(np.zeros(3)) == "▁▁▁"
    assert spark(np.array([0.0, np.nan, 7.0])) == "▁ █"


def test_losses_and_schedules_are_drawn_from_themselves() -> None:
    curve = badak.explain("mse").curve
    np.testing.assert_allclose(curve.y, curve.x**2, atol=1e-12)
    np.testing.assert_allclose(curve.slope, 2 * curve.x, atol=1e-12)
    bce = badak.explain("binary_crossentropy").curve
    np.testing.assert_allclose(bce.y, -np.log(bce.x), rtol=1e-6)
    made = badak.schedules.ExponentialDecay(0.5, 10, 0.5)
    np.testing.assert_allclose(
        badak.explain(made).curve.y, 0.5 * 0.5 ** (np.floor(badak.explain(made).curve.x) / 10), rtol=1e-5
    )


def test_initial_values_are_measured() -> None:
    spread = badak.explain("he_normal")["spread"]
    assert abs(float(spread.split("σ ")[1].split(",")[0]) - math.sqrt(2 / 256)) < 2e-3
    assert "spread" not in badak.explain("zeros", lang="en") and badak.explain("initializers.zeros").curve is None
    assert callable(curve_of)
