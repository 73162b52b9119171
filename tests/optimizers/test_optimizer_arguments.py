"""What optimizers are made from: checked numbers, names, configurations; and what a user reads when it is wrong."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import badak
from badak import optimizers, schedules
from badak.errors import ArgumentError, ShapeError, StateError, set_language
from badak.optimizers.registry import OPTIMIZERS
from badak.registry import plain
from tests.optimizers.every import EVERY

CLASSES = [
    getattr(optimizers, n) for n in optimizers.__all__ if isinstance(getattr(optimizers, n), type) and n != "Optimizer"
]


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cls", "fields"),
    [
        ("gd", optimizers.SGD, {"momentum": 0.0}),
        ("sgd", optimizers.SGD, {"momentum": 0.0, "nesterov": False, "learning_rate": 0.01}),
        ("momentum", optimizers.SGD, {"momentum": 0.9, "nesterov": False}),
        ("nesterov", optimizers.SGD, {"momentum": 0.9, "nesterov": True}),
        ("adagrad", optimizers.Adagrad, {}),
        ("rmsprop", optimizers.RMSprop, {"rho": 0.9}),
        ("RMSprop", optimizers.RMSprop, {}),
        ("adam", optimizers.Adam, {"learning_rate": 0.001, "epsilon": 1e-7}),
        ("Adam", optimizers.Adam, {}),
        ("adamw", optimizers.AdamW, {"weight_decay": 0.004}),
        ("adadelta", optimizers.Adadelta, {"rho": 0.95}),
        ("adamax", optimizers.Adamax, {}),
        ("nadam", optimizers.Nadam, {}),
        ("lion", optimizers.Lion, {"beta_2": 0.99}),
        ("muon", optimizers.Muon, {}),
    ],
)
def test_names(name, cls, fields):
    made = optimizers.get(name)
    assert type(made) is cls
    for field, value in fields.items():
        assert getattr(made, field) == value


def test_get_takes_objects_classes_and_nothing():
    adam = optimizers.Adam(0.5)
    assert optimizers.get(adam) is adam
    assert type(optimizers.get(optimizers.Lion)) is optimizers.Lion
    assert optimizers.get(None) is None


def test_an_unknown_name_is_answered_with_near_ones():
    with pytest.raises(ArgumentError) as info:
        optimizers.get("adamm")
    text = str(info.value)
    assert text.startswith("[BD014] there is no optimizer called 'adamm'") and "'Adam'" in text
    assert "'adamm'(이)라는 옵티마이저" in info.value.text("ko")


@pytest.mark.parametrize("thing", [0.01, [], "", {"class": "Dense"}, abs])
def test_what_is_no_optimizer_is_refused(thing):
    with pytest.raises(ArgumentError, match="BD014"):
        optimizers.get(thing)


# --- configurations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", EVERY.values(), ids=EVERY)
def test_a_description_makes_the_same_optimizer(optimizer):
    import json

    described = json.loads(json.dumps(OPTIMIZERS.describe(optimizer)))
    again = optimizers.get(described)
    assert type(again) is type(optimizer)
    assert again.get_config() == optimizer.get_config()
    assert type(again)(**again.get_config()).get_config() == optimizer.get_config()
    assert again.no_decay == optimizer.no_decay and type(again.learning_rate) is type(optimizer.learning_rate)


def test_a_schedule_inside_is_described_too():
    optimizer = optimizers.SGD(schedules.WarmUp(schedules.CosineDecay(0.5, 100), 10))
    rate = plain(optimizer)["config"]["learning_rate"]
    assert rate["class"] == "WarmUp" and rate["config"]["schedule"]["config"]["decay_steps"] == 100
    assert optimizers.get(plain(optimizer)).learning_rate(5) == optimizer.learning_rate(5) == 0.25


@pytest.mark.parametrize("cls", CLASSES)
def test_hyper_parameters_do_not_change(cls):
    optimizer = cls()
    with pytest.raises(StateError, match="BD132"):
        optimizer.weight_decay = 0.5
    assert optimizer.name == cls.__name__.lower()
    assert pickle.loads(pickle.dumps(optimizer)).get_config() == optimizer.get_config()
    assert copy.deepcopy(optimizer).get_config() == optimizer.get_config()


@pytest.mark.parametrize("cls", CLASSES)
def test_keras_signature(cls):
    """The arguments of Keras, in its order, with its defaults; what is not offered is named here."""
    keras = {
        "SGD": ["learning_rate", "momentum", "nesterov"],
        "RMSprop": ["learning_rate", "rho", "momentum", "epsilon", "centered"],
        "Adam": ["learning_rate", "beta_1", "beta_2", "epsilon", "amsgrad"],
        "AdamW": ["learning_rate", "weight_decay", "beta_1", "beta_2", "epsilon", "amsgrad"],
        "Adadelta": ["learning_rate", "rho", "epsilon"],
        "Adagrad": ["learning_rate", "initial_accumulator_value", "epsilon"],
        "Adamax": ["learning_rate", "beta_1", "beta_2", "epsilon"],
        "Nadam": ["learning_rate", "beta_1", "beta_2", "epsilon"],
        "Lion": ["learning_rate", "beta_1", "beta_2"],
        "Muon": ["learning_rate"],
    }[cls.__name__]
    import inspect

    parameters = inspect.signature(cls).parameters
    assert list(parameters)[: len(keras)] == keras
    assert {"weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "name"} <= set(parameters)
    assert all(p.default is not p.empty for p in parameters.values())


# --- wrong numbers ---------------------------------------------------------------------------------------------------

WRONG = [0, -0.1, float("nan"), float("inf"), "0.01", None, True, [0.1], 1j, np.array([0.1, 0.2])]


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("rate", WRONG, ids=repr)
def test_learning_rates_that_are_none(cls, rate):
    with pytest.raises(ArgumentError) as info:
        cls(learning_rate=rate)
    assert info.value.code == "BD040"
    assert "0 < learning_rate" in str(info.value) and f"where: {cls.__name__}" in str(info.value)


@pytest.mark.parametrize("rate", [1, 0.5, np.float32(0.5), np.float64(0.5), np.int64(1), 1e-12, 1e6])
def test_learning_rates_become_python_floats(rate):
    assert type(optimizers.SGD(rate).learning_rate) is float


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: optimizers.SGD(momentum=1.0), "0 ≤ momentum < 1"),
        (lambda: optimizers.SGD(momentum=-0.1), "0 ≤ momentum < 1"),
        (lambda: optimizers.SGD(nesterov="yes"), "True | False"),
        (lambda: optimizers.SGD(weight_decay=-1), "0 ≤ weight_decay, or None"),
        (lambda: optimizers.SGD(clipnorm=0), "0 < clipnorm, or None"),
        (lambda: optimizers.SGD(clipvalue=-1), "0 < clipvalue, or None"),
        (lambda: optimizers.SGD(global_clipnorm="1"), "0 < global_clipnorm, or None"),
        (lambda: optimizers.RMSprop(rho=1), "0 ≤ rho < 1"),
        (lambda: optimizers.RMSprop(momentum=2), "0 ≤ momentum < 1"),
        (lambda: optimizers.RMSprop(centered=1), "True | False"),
        (lambda: optimizers.RMSprop(epsilon=0), "0 < epsilon"),
        (lambda: optimizers.RMSprop(epsilon_at="outsid"), "expected: 'outside'"),
        (lambda: optimizers.Adagrad(initial_accumulator_value=-1), "0 ≤ initial_accumulator_value"),
        (lambda: optimizers.Adagrad(epsilon_at=None), "'inside', 'outside'"),
        (lambda: optimizers.Adadelta(rho=-0.5), "0 ≤ rho < 1"),
        (lambda: optimizers.Adam(beta_1=1.0), "0 ≤ beta_1 < 1"),
        (lambda: optimizers.Adam(beta_2=float("nan")), "0 ≤ beta_2 < 1"),
        (lambda: optimizers.Adam(amsgrad=None), "True | False"),
        (lambda: optimizers.AdamW(beta_1=-1), "0 ≤ beta_1 < 1"),
        (lambda: optimizers.Adamax(epsilon=-1), "0 < epsilon"),
        (lambda: optimizers.Nadam(momentum_decay=0), "0 < momentum_decay"),
        (lambda: optimizers.Lion(beta_2=1), "0 ≤ beta_2 < 1"),
        (lambda: optimizers.Muon(ns_steps=0), "an integer, 1 ≤ ns_steps"),
        (lambda: optimizers.Muon(ns_steps=2.5), "an integer, 1 ≤ ns_steps"),
        (lambda: optimizers.Muon(adam_weight_decay=-1), "0 ≤ adam_weight_decay, or None"),
    ],
)
def test_numbers_outside_their_range(make, expected):
    with pytest.raises(ArgumentError) as info:
        make()
    assert info.value.code == "BD040" and expected in str(info.value)


def test_the_text_of_a_wrong_number_in_both_languages():
    with pytest.raises(ArgumentError) as info:
        optimizers.Adam(beta_1=1.5)
    assert str(info.value) == (
        "[BD040] 'beta_1' is outside what it may be\n"
        "  where: Adam\n"
        "  got: beta_1=1.5\n"
        "  expected: a number, 0 ≤ beta_1 < 1\n"
        "  to fix: give a value in that range, or leave 'beta_1' out to keep the default"
    )
    set_language("ko")
    assert str(info.value) == (
        "[BD040] 'beta_1' 값이 허용 범위를 벗어났습니다\n"
        "  위치: Adam\n"
        "  받은 값: beta_1=1.5\n"
        "  기대한 값: 숫자, 0 ≤ beta_1 < 1\n"
        "  해결: 범위 안의 값을 주거나, 'beta_1'을(를) 생략해 기본값을 쓰세요"
    )


def test_two_ways_of_clipping_contradict_each_other():
    with pytest.raises(ArgumentError) as info:
        optimizers.SGD(clipnorm=1.0, clipvalue=0.5)
    assert str(info.value).startswith(
        "[BD045] these arguments contradict each other: only one way of clipping at a time"
    )
    assert "clipnorm=1.0, clipvalue=0.5" in str(info.value)
    assert "클리핑은 한 가지만 쓸 수 있습니다: clipnorm + clipvalue" in info.value.text("ko")


def test_nesterov_needs_momentum():
    with pytest.raises(ArgumentError, match="BD045.*nesterov looks ahead along a momentum"):
        optimizers.SGD(nesterov=True)


# --- trees that do not fit -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grads", "why"),
    [
        ({"w": np.ones((2, 3)), "b": np.ones(2)}, "'b' is (3,) in params and (2,) in grads"),
        ({"w": np.ones((3, 2)), "b": np.ones(3)}, "'w' is (2, 3) in params and (3, 2) in grads"),
        ({"w": np.ones((1, 3)), "b": np.ones(3)}, "'w' is (2, 3) in params and (1, 3) in grads"),
        ({"w": np.ones((2, 3))}, "'b' is (3,) in params and – in grads"),
        ({"w": np.ones((2, 3)), "bias": np.ones(3)}, "'bias' is – in params and (3,) in grads"),
        ({"w": np.ones((2, 3)), "b": np.ones(3), "c": np.ones(1)}, "'c' is – in params and (1,) in grads"),
        ([np.ones((2, 3)), np.ones(3)], "is – in params and (2, 3) in grads"),
        (np.ones(3), "in grads"),
    ],
)
@pytest.mark.parametrize("optimizer", [optimizers.SGD(), optimizers.Adam()], ids=["sgd", "adam"])
def test_gradients_that_do_not_fit(optimizer, grads, why):
    params = {"w": np.ones((2, 3)), "b": np.ones(3)}
    state = optimizer.init(params)
    with pytest.raises(ShapeError) as info:
        optimizer.update(grads, state, params, owned=True)
    assert info.value.code == "BD042" and why in str(info.value)
    assert (params["w"] == 1).all() and (params["b"] == 1).all(), "nothing changes before everything is checked"


def test_a_state_of_other_parameters():
    optimizer = optimizers.Adam()
    params = {"w": np.ones(2)}
    state = optimizer.init({"v": np.ones(2)})
    with pytest.raises(ShapeError) as info:
        optimizer.update({"w": np.ones(2)}, state, params)
    assert "'v' is – in params and (2,) in state['slots']['momentum']" in str(info.value)
    assert "init(params)" in str(info.value)
    assert "기울기·상태·파라미터가 서로 맞지 않습니다: 'v'의 모양이 params에서는 –" in info.value.text("ko")


@pytest.mark.parametrize(
    ("params", "got"),
    [
        ({"a": {"w": badak.tensor([1.0])}}, "a/w: Tensor"),
        ({"w": np.array([1, 2])}, "w: int64"),
        ({"w": [1.0, 2.0]}, "w/0: float"),
        (np.array(["a"]), "params: <U1"),
    ],
)
def test_parameters_must_be_floating_point_arrays(params, got):
    with pytest.raises(ArgumentError) as info:
        optimizers.SGD().init(params)
    assert f"got: {got}" in str(info.value) and "optimizer.apply(tensors)" in str(info.value)
    assert "실수 배열의 트리" in info.value.text("ko")


def test_a_schedule_must_be_made_first():
    with pytest.raises(ArgumentError, match="BD014"):
        optimizers.SGD(schedules.CosineDecay)


# --- the learning rate in the state ----------------------------------------------------------------------------------


def test_the_rate_is_a_leaf_that_callbacks_set():
    optimizer = optimizers.SGD(0.1)
    params = {"w": np.zeros(1)}
    state = optimizer.init(params)
    changed = optimizer.set_learning_rate(state, 0.02)
    assert optimizer.get_learning_rate(state) == 0.1 and optimizer.get_learning_rate(changed) == 0.02
    assert changed["learning_rate"].dtype == state["learning_rate"].dtype
    new, after = optimizer.update({"w": np.ones(1)}, changed, params)
    assert new["w"] == -0.02 and optimizer.get_learning_rate(after) == 0.02


def test_rates_read_as_they_were_written_in_float32():
    optimizer = optimizers.Adam(0.003)
    state = optimizer.init({"w": np.zeros(1, np.float32)})
    assert state["learning_rate"].dtype == np.float32
    assert repr(optimizer.get_learning_rate(state)) == "0.003"


def test_a_schedule_is_followed_and_scaled_by_what_a_callback_sets():
    schedule = schedules.ExponentialDecay(0.8, decay_steps=1, decay_rate=0.5)
    optimizer = optimizers.SGD(schedule)
    params, one = {"w": np.zeros(1)}, {"w": np.ones(1)}
    state = optimizer.init(params)
    assert optimizer.get_learning_rate(state) == 0.8
    params, state = optimizer.update(one, state, params)
    params, state = optimizer.update(one, state, params)
    assert params["w"] == pytest.approx(-1.2) and optimizer.get_learning_rate(state) == pytest.approx(0.2)
    state = optimizer.set_learning_rate(state, 0.1)  # half of what the schedule says: so it goes on
    assert optimizer.get_learning_rate(state) == pytest.approx(0.1)
    params, state = optimizer.update(one, state, params)
    assert params["w"] == pytest.approx(-1.3) and optimizer.get_learning_rate(state) == pytest.approx(0.05)


def test_any_function_of_the_step_is_a_schedule():
    optimizer = optimizers.SGD(lambda step: 0.5 / (1 + step))
    params = {"w": np.zeros(1)}
    params, state = optimizer.update({"w": np.ones(1)}, optimizer.init(params), params)
    params, state = optimizer.update({"w": np.ones(1)}, state, params)
    assert params["w"] == pytest.approx(-0.75)


def test_a_schedule_at_zero_cannot_be_scaled():
    optimizer = optimizers.SGD(schedules.WarmUp(0.1, warmup_steps=5))
    state = optimizer.init({"w": np.zeros(1)})
    with pytest.raises(StateError) as info:
        optimizer.set_learning_rate(state, 0.1)
    assert str(info.value).startswith("[BD043] the schedule gives a learning rate of 0 at this step")
    assert "schedule(0) = 0" in str(info.value)
    assert "이 스텝에서 스케줄의 학습률이 0이라" in info.value.text("ko")


@pytest.mark.parametrize("value", [-0.1, float("nan"), "0.1", None])
def test_rates_that_cannot_be_set(value):
    optimizer = optimizers.SGD()
    with pytest.raises(ArgumentError, match="BD040"):
        optimizer.set_learning_rate(optimizer.init({"w": np.zeros(1)}), value)


def test_a_rate_of_zero_may_be_set_for_a_pause():
    optimizer = optimizers.SGD()
    params = {"w": np.ones(1)}
    state = optimizer.set_learning_rate(optimizer.init(params), 0)
    assert optimizer.update({"w": np.ones(1)}, state, params)[0]["w"] == 1.0


# --- weight decay ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [c for c in CLASSES if c is not optimizers.Muon])
def test_decay_is_decoupled_and_leaves_out_what_is_named(cls):
    optimizer = cls(0.1, weight_decay=0.5, no_decay=("bias", "norm/"))
    params = {"dense": {"kernel": np.ones(2), "bias": np.ones(2)}, "norm": {"scale": np.ones(2)}}
    grads = {"dense": {"kernel": np.zeros(2), "bias": np.zeros(2)}, "norm": {"scale": np.zeros(2)}}
    new, _ = optimizer.update(grads, optimizer.init(params), params)
    np.testing.assert_allclose(new["dense"]["kernel"], 0.95, rtol=1e-15)
    assert (new["dense"]["bias"] == 1).all() and (new["norm"]["scale"] == 1).all()


def test_a_small_decay_is_not_lost_in_float32():
    """Multiplying by 1 - 4e-6 would be 1.4 % off: float32 has no such number."""
    optimizer = optimizers.AdamW(0.001, weight_decay=0.004)
    params, zero = {"w": np.linspace(0.5, 2, 10_000, dtype=np.float32)}, {"w": np.zeros(10_000, np.float32)}
    start = params["w"].astype(np.float64)
    state = optimizer.init(params)
    for _ in range(200):
        params, state = optimizer.update(zero, state, params, owned=True)
    lost = (1 - params["w"].astype(np.float64) / start).mean()
    assert lost == pytest.approx(1 - (1 - 4e-6) ** 200, rel=2e-3)


def test_one_name_may_be_given_without_a_tuple():
    assert badak.optimizers.AdamW(no_decay="bias").no_decay == ("bias",)
    assert badak.optimizers.Muon(exclude_layers="last").exclude_layers == ("last",)
