"""Imperative training: ``loss.backward()`` and ``optimizer.apply(tensors)``."""

from __future__ import annotations

import copy
import gc

import numpy as np
import pytest

import badak
from badak import optimizers, schedules
from badak.errors import ArgumentError, AutogradError, StateError
from tests.optimizers.every import EVERY


def start(dtype="float64"):
    rng = np.random.default_rng(0)
    return {"w": rng.standard_normal((3, 2)).astype(dtype), "b": rng.standard_normal(2).astype(dtype)}


def loss_of(w, b):
    x = np.arange(12.0).reshape(4, 3).astype(w.dtype) / 10
    return ((badak.tensor(x) @ w + b - 0.5) ** 2).sum()


@pytest.mark.parametrize("optimizer", EVERY.values(), ids=EVERY)
def test_it_does_what_the_pure_update_does(optimizer):
    optimizer = copy.deepcopy(optimizer)
    tensors = {k: badak.tensor(v, requires_grad=True) for k, v in start().items()}
    params = start()
    state = optimizer.init(params)
    for _ in range(5):
        loss_of(**tensors).backward()
        grads = {k: t.grad.data for k, t in tensors.items()}
        params, state = optimizer.update(grads, state, params)
        optimizer.apply(tensors)
        for k, t in tensors.items():
            np.testing.assert_array_equal(t.data, params[k])


def test_a_list_of_tensors_and_the_learning_that_comes_of_it():
    tensors = [badak.tensor(v, requires_grad=True) for v in start("float32").values()]
    optimizer = optimizers.SGD(0.1)
    losses = []
    for _ in range(60):
        loss = loss_of(*tensors)
        loss.backward()
        optimizer.apply(tensors)
        losses.append(loss.item())
    assert losses[-1] < 0.05 * losses[0]
    assert all(t.dtype == np.float32 and t.requires_grad and t.is_leaf for t in tensors)


def test_arrays_looked_at_before_keep_their_values():
    array = np.array([1.0, 2.0])
    w = badak.tensor(array, requires_grad=True)
    path = [w.numpy()]
    optimizer = optimizers.SGD(0.5, momentum=0.5)
    for _ in range(3):
        (w * w).sum().backward()
        optimizer.apply([w])
        path.append(w.numpy())
    assert [p[0] for p in path] == [1.0, 0.0, -0.5, -0.25]
    assert array.tolist() == [1.0, 2.0]


def test_a_graph_made_before_the_step_keeps_its_derivative():
    w = badak.tensor([3.0], requires_grad=True)
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    optimizers.SGD(1.0).apply([w])
    loss.backward()
    assert w.grad.item() == 6.0


def test_a_shared_tensor_is_updated_once():
    w = badak.tensor([1.0], requires_grad=True)
    (2.0 * w).sum().backward()
    optimizers.SGD(0.25).apply([w, w])
    assert w.item() == 0.5


def test_tensors_without_gradient_are_left_alone():
    used, unused = (badak.tensor([1.0], requires_grad=True) for _ in range(2))
    used.sum().backward()
    optimizers.SGD(0.5).apply([used, unused])
    assert (used.item(), unused.item()) == (0.5, 1.0)


def test_slots_belong_to_tensors_and_die_with_them():
    optimizer = optimizers.SGD(1.0, momentum=0.5)
    a = badak.tensor([0.0], requires_grad=True)
    a.sum().backward()
    optimizer.apply([a])
    b = badak.tensor([0.0], requires_grad=True)
    (a + b).sum().backward()
    optimizer.apply([b, a])  # another place in the list
    assert a.item() == -1.0 - 1.5 and b.item() == -1.0
    assert len(optimizer._memory.kept) == 2
    del a
    gc.collect()
    assert len(optimizer._memory.kept) == 1


def test_a_tensor_of_another_shape_starts_afresh():
    optimizer = optimizers.SGD(1.0, momentum=0.5)
    w = badak.tensor([0.0], requires_grad=True)
    w.sum().backward()
    optimizer.apply([w])
    w.data = np.zeros(3, np.float32)
    w.sum().backward()
    optimizer.apply([w])
    assert w.tolist() == [-1.0, -1.0, -1.0]


def test_equal_tensors_are_not_taken_for_one_another():
    tensors = [badak.tensor([1.0, 1.0], requires_grad=True) for _ in range(20)]
    optimizer = optimizers.Adam(0.1)
    for _ in range(2):
        loss = sum((i * t).sum() for i, t in enumerate(tensors, 1))
        loss.backward()
        optimizer.apply(tensors)
    assert len(optimizer._memory.kept) == 20


def test_the_steps_count_for_schedules_and_a_rate_for_one_step():
    optimizer = optimizers.SGD(schedules.PiecewiseConstantDecay([0], [1.0, 0.25]))
    w = badak.tensor([0.0], requires_grad=True)
    path = []
    for rate in (None, None, 0.5, None):
        w.sum().backward()
        optimizer.apply([w], learning_rate=rate)
        path.append(w.item())
    assert path == [-1.0, -1.25, -1.75, -2.0]


def test_nested_names_reach_no_decay():
    optimizer = optimizers.SGD(1.0, weight_decay=0.5, no_decay=("bias",))
    tensors = {"dense": {n: badak.tensor([1.0], requires_grad=True) for n in ("kernel", "bias")}}
    sum((0.0 * t).sum() for t in tensors["dense"].values()).backward()
    optimizer.apply(tensors)
    assert tensors["dense"]["kernel"].item() == 0.5 and tensors["dense"]["bias"].item() == 1.0


def test_no_gradient_is_an_error_that_says_what_to_do():
    w = badak.tensor([1.0], requires_grad=True)
    with pytest.raises(StateError) as info:
        optimizers.Adam().apply([w, badak.tensor([1.0])])
    assert str(info.value) == (
        "[BD041] none of the tensors has a gradient to follow\n"
        "  where: Adam.apply\n"
        "  got: 2 × grad=None\n"
        "  expected: tensors with requires_grad=True that a loss was computed from, after loss.backward()\n"
        "  to fix: call loss.backward() first, and give the very tensors the loss was made from"
    )
    assert "어느 텐서에도 따라 내려갈 기울기가 없습니다" in info.value.text("ko")
    with pytest.raises(StateError, match="BD041"):
        optimizers.Adam().apply([])


def test_arrays_are_no_tensors():
    with pytest.raises(ArgumentError) as info:
        optimizers.Adam().apply([np.ones(2)])
    assert "0: ndarray" in str(info.value) and "badak's tensors" in str(info.value)


def test_minimize_takes_a_function_or_a_tensor():
    optimizer = optimizers.SGD(0.25)
    w = badak.tensor([4.0], requires_grad=True)
    assert optimizer.minimize(lambda: ((w - 2.0) ** 2).sum(), [w]).item() == 4.0
    assert optimizer.minimize(((w - 2.0) ** 2).sum(), {"w": w}).item() == 1.0
    assert w.item() == 2.5
    with pytest.raises(AutogradError, match="BD005"):
        optimizer.minimize(lambda: 3.0, [w])


def test_minimize_of_something_else():
    w, other = (badak.tensor([4.0], requires_grad=True) for _ in range(2))
    with pytest.raises(StateError, match="BD041"):
        optimizers.SGD().minimize(lambda: other.sum(), [w])


def test_a_copy_of_an_optimizer_has_no_memory():
    optimizer = optimizers.SGD(1.0, momentum=0.5)
    w = badak.tensor([0.0], requires_grad=True)
    w.sum().backward()
    optimizer.apply([w])
    twin = copy.deepcopy(optimizer)
    assert twin._memory.iteration == 0 and not twin._memory.kept
    twin.apply([w])
    assert w.item() == -2.0


def test_on_jax_arrays():
    pytest.importorskip("jax")
    import jax.numpy as jnp

    w = badak.tensor(jnp.asarray([4.0]), requires_grad=True)
    optimizer = optimizers.SGD(0.25, momentum=0.5)
    for _ in range(2):
        ((w - 2.0) ** 2).sum().backward()
        optimizer.apply([w])
    assert not isinstance(w.data, np.ndarray)
    assert float(w.data[0]) == 3.0 - 0.5 * 1.0 - 0.25 * 2.0
