"""Schedules: Keras's and PyTorch's rates step by step, arrays and traced steps, wrong arguments."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest

import badak
from badak import schedules
from badak.errors import ArgumentError
from badak.registry import plain
from references.reader import load

CASES = load("schedules")


def of_torch(case):
    """PyTorch's scheduler in badak's words."""
    config, rate = dict(case["config"]), case["learning_rate"]
    match case["class"]:
        case "OneCycleLR":
            return schedules.OneCycle(config.pop("max_lr"), **config)
        case "StepLR":
            return schedules.StepDecay(rate, config["step_size"], config["gamma"])
        case "MultiStepLR":
            milestones = config["milestones"]
            values = [rate * config["gamma"] ** i for i in range(len(milestones) + 1)]
            return schedules.PiecewiseConstantDecay(
                [m - 1 for m in milestones], values
            )  # PyTorch changes at the milestone
        case "ExponentialLR":
            return schedules.ExponentialDecay(rate, 1, config["gamma"])
        case "CosineAnnealingLR":
            return schedules.CosineDecay(rate, config["T_max"], alpha=config["eta_min"] / rate)
        case "CosineAnnealingWarmRestarts":
            return schedules.CosineDecayRestarts(rate, config["T_0"], config["T_mult"], alpha=config["eta_min"] / rate)
        case "LinearLR":
            return schedules.WarmUp(rate, config["total_iters"], start_learning_rate=rate * config["start_factor"])
        case "PolynomialLR":
            return schedules.PolynomialDecay(rate, config["total_iters"], 0.0, config["power"])
    raise KeyError(case["class"])


@pytest.mark.parametrize("case", CASES.select(peer="keras", kind="schedule"), ids=repr)
def test_keras(case):
    schedule = getattr(schedules, case["class"])(**case["config"])
    found = [schedule(step) for step in range(len(case.arrays["rate"]))]
    assert all(type(rate) is float for rate in found)
    np.testing.assert_allclose(found, case.arrays["rate"], rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("case", CASES.select(peer="torch", kind="schedule"), ids=repr)
def test_pytorch(case):
    schedule = of_torch(case)
    wanted = case.arrays["rate"]
    if case["class"] == "CosineAnnealingLR":
        wanted = wanted[: case["config"]["T_max"] + 1]  # PyTorch's goes up again afterwards
    # PyTorch computes some from the step before, which adds up to 1e-14
    np.testing.assert_allclose([schedule(t) for t in range(len(wanted))], wanted, rtol=1e-11, atol=1e-15)


EVERY = {
    **{f"{c['class']}-{i}": getattr(schedules, c["class"])(**c["config"])
       for i, c in enumerate(CASES.select(peer="keras", kind="schedule"))},
    "StepDecay": schedules.StepDecay(0.1, 7, 0.5),
    "WarmUp": schedules.WarmUp(0.1, 20),
    "WarmUp-schedule": schedules.WarmUp(schedules.CosineDecay(0.1, 50), 20, 0.01),
    "OneCycle": schedules.OneCycle(0.5, 100),
    "OneCycle-linear": schedules.OneCycle(0.5, 90, pct_start=0.2, anneal_strategy="linear", three_phase=True),
}  # fmt: skip
each = pytest.mark.parametrize("schedule", EVERY.values(), ids=EVERY)


def test_every_class_is_tested():
    classes = {n for n in schedules.__all__ if isinstance(getattr(schedules, n), type)}
    others = {"Schedule", "LearningRateSchedule", "ReduceOnPlateau", "PlateauState"}
    assert {type(s).__name__ for s in EVERY.values()} == classes - others


@each
def test_an_array_of_steps_gives_the_rates_one_by_one(schedule):
    steps = np.arange(130)
    for kind in (np.int64, np.int32, np.float64):
        np.testing.assert_allclose(
            schedule(steps.astype(kind)), [schedule(int(t)) for t in steps], rtol=1e-12, atol=1e-18
        )
    grid = schedule(steps.reshape(10, 13))
    assert grid.shape == (10, 13) and grid.dtype == np.float64
    assert schedule(np.asarray(3)).shape == ()
    assert schedule(np.float32(3.0)).dtype == np.float32
    assert (grid >= 0).all()


@each
def test_traced_by_jax_once_for_all_steps(schedule):
    jax = pytest.importorskip("jax")
    traced = []

    @jax.jit
    def rate(step):
        traced.append(1)
        return schedule(step)

    steps = range(0, 130)
    found = [rate(np.int32(step)) for step in steps]
    assert len(traced) == 1 and found[0].dtype == np.float32
    # a rate that jumps down to 0 and back is as exact as its highest value
    top = max(schedule(t) for t in steps)
    np.testing.assert_allclose(found, [schedule(t) for t in steps], rtol=2e-5, atol=2e-6 * top)


@each
def test_a_description_makes_the_same_schedule(schedule):
    described = json.loads(json.dumps(plain(schedule)))
    assert schedules.get(described) == schedule
    assert type(schedule)(**json.loads(json.dumps(schedule.get_config()))) == schedule
    with pytest.raises(dataclasses.FrozenInstanceError):
        schedule.name = "other"


@pytest.mark.parametrize("where", ["numpy", "xla"])
def test_restarts_happen_at_the_step_itself(where):
    """The logarithm that counts the falls is not exact at the restarts: log(125)/log(5) is above 3, log(243)/log(3) below 5."""
    asked = []
    for t_mul in (1.0, 1.5, 2.0, 3.0, 5.0, 1.1):
        for length in (1, 3, 10, 41, 49):
            restarts, start, fall = {}, 0.0, 0
            while start < 3000 and fall < 20:
                if start.is_integer():
                    restarts[int(start)] = 0.9**fall
                start, fall = start + length * t_mul**fall, fall + 1
            asked.append((schedules.CosineDecayRestarts(1.0, length, t_mul=t_mul, m_mul=0.9), restarts))
    check_steps(asked, where)


@pytest.mark.parametrize("where", ["numpy", "xla"])
def test_jumps_happen_at_the_step_itself(where):
    """XLA multiplies by 1/41, 1/47, 1/49 …, which is a little too small at the multiples."""
    asked = []
    for length in (1, 7, 30, 41, 47, 49, 55, 61, 82, 83, 94, 97):
        steps = [t for n in range(1, 40) for t in (n * length - 1, n * length)]
        jumps = {t: 0.9 ** (t // length) for t in steps}
        asked += [
            (schedules.StepDecay(1.0, length, 0.9), jumps),
            (schedules.ExponentialDecay(1.0, length, 0.9, staircase=True), jumps),
            (
                schedules.InverseTimeDecay(1.0, length, 0.5, staircase=True),
                {t: 1 / (1 + 0.5 * (t // length)) for t in steps},
            ),
            (
                schedules.PolynomialDecay(1.0, length, 0.0, power=0.5, cycle=True),
                {t: math.sqrt(1 - t / (length * max(1, -(-t // length)))) for t in steps},
            ),
        ]
    check_steps(asked, where)


def check_steps(asked, where):
    """Compare rates at certain steps, on NumPy in float64 or all compiled together by XLA in float32."""

    def rates(steps):
        return [schedule(t) for (schedule, _), t in zip(asked, steps, strict=True)]

    steps = [np.array(list(wanted), np.int32) for _, wanted in asked]
    found = rates(steps) if where == "numpy" else pytest.importorskip("jax").jit(rates)(steps)
    for (schedule, wanted), values in zip(asked, found, strict=True):
        values = np.asarray(values)
        np.testing.assert_allclose(values, list(wanted.values()), rtol=1e-4, atol=1e-6, err_msg=f"{schedule}")


def test_keras_path_and_name():
    from badak.optimizers.schedules import CosineDecay, LearningRateSchedule

    assert badak.optimizers.schedules.ExponentialDecay is schedules.ExponentialDecay
    assert CosineDecay is schedules.CosineDecay and LearningRateSchedule is schedules.Schedule
    assert badak.optimizers.schedules.__all__ == schedules.__all__


def test_after_a_warm_up_a_schedule_starts_at_its_beginning():
    after = schedules.CosineDecay(0.4, 50)
    schedule = schedules.WarmUp(after, 20, 0.1)
    assert [schedule(t) for t in (0, 5, 10, 20)] == pytest.approx([0.1, 0.175, 0.25, 0.4])
    assert [schedule(20 + t) for t in range(80)] == [after(t) for t in range(80)]


def test_one_cycle_rises_and_falls_once():
    rates = np.array([schedules.OneCycle(1.0, 200)(t) for t in range(220)])
    peak = rates.argmax()
    assert peak == 59 and rates[peak] == pytest.approx(1.0)
    assert (np.diff(rates[: peak + 1]) > 0).all() and (np.diff(rates[peak:200]) < 0).all()
    assert rates[0] == pytest.approx(1 / 25) and rates[199] == pytest.approx(1 / 25 / 1e4)
    assert (rates[199:] == rates[199]).all()


@pytest.mark.parametrize("pct_start", [0.0, 0.004, 0.005])
def test_one_cycle_without_a_rise(pct_start):
    schedule = schedules.OneCycle(1.0, 200, pct_start=pct_start)
    assert schedule(0) == pytest.approx(1.0) and schedule(100) < 0.6


# --- reduce on plateau -----------------------------------------------------------------------------------------------


def plateau_rates(plateau, values, rate):
    state, rates = plateau.init(), []
    for value in values:
        rate, state = plateau.update(value, rate, state)
        rates.append(rate)
    return rates


# PyTorch's default counts relative improvements, which is not offered
PLATEAUS = [
    c for c in CASES.select(kind="plateau") if c["peer"] == "keras" or c["config"].get("threshold_mode") == "abs"
]


@pytest.mark.parametrize("case", PLATEAUS, ids=repr)
def test_plateau(case):
    config = dict(case["config"])
    if case["peer"] == "torch":
        config = {"patience": config["patience"] + 1, "factor": config["factor"], "min_delta": config["threshold"]}
    rates = plateau_rates(schedules.ReduceOnPlateau(**config), case.inputs["value"], case["learning_rate"])
    np.testing.assert_allclose(rates, case.arrays["rate"], rtol=1e-6)  # Keras keeps its rate in float32


def test_plateau_is_pure_and_patient():
    plateau = schedules.ReduceOnPlateau(factor=0.5, patience=2, min_lr=0.04)
    state = plateau.init()
    assert plateau.update(1.0, 0.1, state) == plateau.update(1.0, 0.1, state) == (0.1, (1.0, 0, 0))
    assert plateau_rates(plateau, [1.0] * 8, 0.1) == [0.1, 0.1, 0.05, 0.05, 0.04, 0.04, 0.04, 0.04]
    assert plateau_rates(plateau, [math.nan] * 3, 0.1) == [0.1, 0.05, 0.05]


def test_plateau_without_patience_lowers_at_once():
    assert plateau_rates(schedules.ReduceOnPlateau(factor=0.5, patience=0), [1.0, 1.0, 1.0], 0.4) == [0.4, 0.2, 0.1]


# --- wrong arguments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "code", "expected"),
    [
        (lambda: schedules.ExponentialDecay(-0.1, 10, 0.5), "BD040", "0 ≤ initial_learning_rate"),
        (lambda: schedules.ExponentialDecay("0.1", 10, 0.5), "BD040", "got: initial_learning_rate='0.1'"),
        (lambda: schedules.ExponentialDecay(0.1, 0, 0.5), "BD040", "0 < decay_steps"),
        (lambda: schedules.ExponentialDecay(0.1, 10, 0.5, staircase="no"), "BD040", "True | False"),
        (lambda: schedules.StepDecay(0.1, 2.5), "BD040", "an integer, 1 ≤ decay_steps"),
        (lambda: schedules.InverseTimeDecay(0.1, 10, -1), "BD040", "0 ≤ decay_rate"),
        (lambda: schedules.PolynomialDecay(0.1, 10, power=0), "BD040", "0 < power"),
        (
            lambda: schedules.PiecewiseConstantDecay([1, 2], [0.1, 0.2]),
            "BD045",
            "2 boundaries separate 3 values, not 2",
        ),
        (lambda: schedules.PiecewiseConstantDecay([2, 1], [1, 2, 3]), "BD045", "the boundaries must rise"),
        (lambda: schedules.PiecewiseConstantDecay(5, [1, 2]), "BD040", "a list of numbers"),
        (lambda: schedules.PiecewiseConstantDecay([5], [1, -2]), "BD040", "0 ≤ values"),
        (lambda: schedules.CosineDecay(0.1, 10, alpha=2), "BD040", "0 ≤ alpha ≤ 1"),
        (lambda: schedules.CosineDecay(0.1, 10, warmup_target=0.5), "BD045", "both warmup_target and warmup_steps"),
        (lambda: schedules.CosineDecay(0.1, 10, warmup_steps=5), "BD045", "both warmup_target and warmup_steps"),
        (lambda: schedules.CosineDecayRestarts(0.1, 10, t_mul=0.5), "BD040", "1 ≤ t_mul"),
        (lambda: schedules.WarmUp(0.1, 0), "BD040", "1 ≤ warmup_steps"),
        (lambda: schedules.WarmUp("fast", 5), "BD040", "0 < schedule"),
        (lambda: schedules.OneCycle(0.1, 100, anneal_strategy="cosine"), "BD040", "expected: 'cos'"),
        (lambda: schedules.OneCycle(0.1, 1), "BD040", "2 ≤ total_steps"),
        (lambda: schedules.OneCycle(0.1, 100, pct_start=0.6, three_phase=True), "BD040", "0 ≤ pct_start ≤ 0.5"),
        (lambda: schedules.ReduceOnPlateau(factor=1.0), "BD040", "0 < factor < 1"),
        (lambda: schedules.ReduceOnPlateau(mode="auto"), "BD040", "'max', 'min'"),
    ],
)
def test_wrong_arguments(make, code, expected):
    with pytest.raises(ArgumentError) as info:
        make()
    assert info.value.code == code and expected in str(info.value)
    assert "<" not in info.value.text("ko").replace(" < ", "").replace("<=", "")  # no field is missing


def test_the_text_in_korean():
    with pytest.raises(ArgumentError) as info:
        schedules.PiecewiseConstantDecay([1, 2], [0.1, 0.2])
    assert info.value.text("ko") == (
        "[BD045] 인자들이 서로 모순됩니다: 경계 2개는 값 3개를 나누는데, 값은 2개입니다\n"
        "  위치: PiecewiseConstantDecay\n"
        "  받은 값: boundaries=[1, 2], values=[0.1, 0.2]\n"
        "  해결: 둘 중 하나를 바꾸세요"
    )


@pytest.mark.parametrize("thing", ["CosineDecay", 0.1, schedules.CosineDecay, [1]])
def test_what_is_no_schedule(thing):
    with pytest.raises(ArgumentError) as info:
        schedules.get(thing)
    assert info.value.code == "BD014" and "CosineDecay(...)" in str(info.value)
    assert "학습률 스케줄 이름은 없습니다" in info.value.text("ko")
