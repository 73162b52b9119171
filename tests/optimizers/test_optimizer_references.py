"""Trajectories over 1,000 steps, number by number with Keras and PyTorch."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from badak import optimizers
from references.reader import load
from tests.optimizers import trajectories

CASES = load("optimizers")


def offered(**facts):
    return [case for case in CASES.select(**facts) if case.name not in trajectories.NOT_OFFERED]


# float64: both follow the same formulas, so only rounding is left, which the trajectories themselves do not magnify.
@pytest.mark.parametrize("case", offered(peer="keras", dtype="float64"), ids=repr)
def test_keras_in_float64(case):
    trajectories.compare(trajectories.run(trajectories.of_keras(case), "float64"), case, rtol=2e-12, atol=1e-15)


# float32 is measured against Keras's own float64 run: its float32 run loses more (powers of beta in float32).
@pytest.mark.parametrize("case", offered(peer="keras", dtype="float32"), ids=repr)
def test_float32_is_as_near_to_the_truth_as_float32_can_be(case):
    truth = CASES[case.name.replace("float32", "float64")]
    found = trajectories.run(trajectories.of_keras(case), "float32")
    error = max(np.abs(found[k] - truth.arrays[k]).max() for k in found)
    assert {v.dtype for v in found.values()} == {np.dtype(np.float32)}
    assert error <= 1.5 * case["away_from_float64"] + 1e-6
    for name, values in found.items():
        np.testing.assert_allclose(values, case.arrays[name], rtol=0, atol=2 * case["away_from_float64"] + 1e-6)


# (rtol, atol) where PyTorch itself computes less exactly, or by another formula
LOOSER = {
    "torch.nadam.float64": (1e-6, 1e-9),  # PyTorch keeps the product of momenta in float32
    "torch.sgd_clip_norm.float64": (1e-4, 1e-6),  # PyTorch adds 1e-6 to the norm
    "torch.muon.float64": (0.0, 0.01),  # PyTorch's iteration runs in bfloat16: 0.004 apart after a way of 2.0
}


@pytest.mark.parametrize("case", offered(peer="torch"), ids=repr)
def test_pytorch(case):
    optimizer, penalty = trajectories.of_torch(case)
    found = trajectories.run(optimizer, "float64", penalty=penalty, only=tuple(case.arrays))
    rtol, atol = LOOSER.get(case.name, (1e-11, 1e-14))
    trajectories.compare(found, case, rtol=rtol, atol=atol)


def test_every_case_is_compared_or_excused():
    names = {case.name for case in CASES}
    assert names >= set(trajectories.NOT_OFFERED)
    classes = {type(trajectories.of_keras(c)).__name__ for c in offered(peer="keras")}
    everything = {n for n in optimizers.__all__ if isinstance(getattr(optimizers, n), type)} - {"Optimizer"}
    assert classes == everything


# --- the comparison notices wrong rules: the slips of textbooks among them ----------------------------------------------


@dataclasses.dataclass(frozen=True, eq=False)
class PlusAdagrad(optimizers.Adagrad):
    """AdaGrad with a plus sign."""

    def rule(self, h, p, *arrays):
        return optimizers.Adagrad.rule(self, (-h[0],), p, *arrays)


@dataclasses.dataclass(frozen=True, eq=False)
class MomentumInGradient(optimizers.SGD):
    """A Nesterov step that adds the momentum to the gradient."""

    def rule(self, h, p, *arrays):
        v, g = arrays
        return optimizers.SGD.rule(self, h, p, v, g + self.momentum * v)


@dataclasses.dataclass(frozen=True, eq=False)
class UncorrectedAdam(optimizers.Adam):
    """Adam without the correction of the bias."""

    def hyper(self, t, rate, maths):
        return rate, self.epsilon


@dataclasses.dataclass(frozen=True, eq=False)
class HalfStep(optimizers.RMSprop):
    """Half the step."""

    def hyper(self, t, rate, maths):
        return (0.5 * rate,)


@dataclasses.dataclass(frozen=True, eq=False)
class SlightlyOff(optimizers.Adam):
    """One part in a million."""

    def hyper(self, t, rate, maths):
        alpha, epsilon = optimizers.Adam.hyper(self, t, rate, maths)
        return alpha * (1 + 1e-6), epsilon


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        (PlusAdagrad(), "keras.adagrad.float64"),
        (MomentumInGradient(0.02, momentum=0.9, nesterov=True), "keras.sgd_nesterov.float64"),
        (UncorrectedAdam(), "keras.adam.float64"),
        (HalfStep(), "keras.rmsprop.float64"),
        (SlightlyOff(), "keras.adam.float64"),
        (optimizers.Adam(epsilon_at="corrected"), "keras.adam.float64"),
        (optimizers.Adagrad(epsilon_at="outside"), "keras.adagrad.float64"),
        (optimizers.RMSprop(epsilon_at="outside"), "keras.rmsprop.float64"),
        (optimizers.Adamax(epsilon_at="inside"), "keras.adamax.float64"),
        (optimizers.Nadam(momentum_decay=0.004), "keras.nadam.float64"),
    ],
    ids=lambda x: x if isinstance(x, str) else type(x).__name__,
)
def test_a_wrong_rule_is_noticed(wrong, name):
    with pytest.raises(AssertionError, match="Not equal"):
        trajectories.compare(trajectories.run(wrong, "float64"), CASES[name], rtol=2e-12, atol=1e-15)
