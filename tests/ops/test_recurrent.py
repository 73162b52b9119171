"""Recurrent operations: Keras's numbers, plain loops, several results, sequences of no length, what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

import badak
from badak import errors
from badak.autograd.op import OPS, use_kernels
from badak.autograd.tensor import Tensor
from badak.backend import on_numpy
from tests.references.reader import load

KERAS = load("recurrent_ops")


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def slow(name, x, kernel, recurrent, bias, h, c, mask, keep, how):
    """One number after the other, as the formulas have it."""
    batch, time, features = x.shape
    units = recurrent.shape[0]
    state, cell, out = h.copy(), c.copy(), np.zeros((batch, time, units))

    def product(row, weights, column, size):
        return sum(row[k] * weights[k, column] for k in range(size))

    for n in range(batch):
        for t in range(time):
            used = state[n] * keep[n]
            new, new_cell = state[n].copy(), cell[n].copy()
            for u in range(units):
                data = [product(x[n, t], kernel, g * units + u, features) for g in range(kernel.shape[1] // units)]
                past = [product(used, recurrent, g * units + u, units) for g in range(kernel.shape[1] // units)]
                if name == "lstm":
                    i, f, k, o = (a + b + bias[g * units + u] for g, (a, b) in enumerate(zip(data, past, strict=True)))
                    new_cell[u] = sigmoid(f) * cell[n, u] + sigmoid(i) * math.tanh(k)
                    new[u] = sigmoid(o) * math.tanh(new_cell[u])
                elif name == "gru" and how.get("reset_after", True):
                    a = [d + bias[0, g * units + u] for g, d in enumerate(data)]
                    b = [p + bias[1, g * units + u] for g, p in enumerate(past)]
                    z, r = sigmoid(a[0] + b[0]), sigmoid(a[1] + b[1])
                    new[u] = z * state[n, u] + (1 - z) * math.tanh(a[2] + r * b[2])
                elif name == "gru":
                    resets = [
                        sigmoid(
                            product(x[n, t], kernel, units + v, features)
                            + product(used, recurrent, units + v, units)
                            + bias[units + v]
                        )
                        for v in range(units)
                    ]
                    z = sigmoid(data[0] + past[0] + bias[u])
                    k = (
                        data[2]
                        + bias[2 * units + u]
                        + product(used * np.array(resets), recurrent, 2 * units + u, units)
                    )
                    new[u] = z * state[n, u] + (1 - z) * math.tanh(k)
                else:
                    z = data[0] + past[0] + bias[u]
                    new[u] = {"tanh": math.tanh, "relu": lambda v: max(v, 0.0), None: lambda v: v}[
                        how.get("activation", "tanh")
                    ](z)
            if mask[n, t]:
                state[n], cell[n] = new, new_cell
            out[n, t] = state[n]
    return [out, state, cell] if name == "lstm" else [out, state]


KINDS = [
    ("lstm", {}),
    ("gru", {}),
    ("gru", {"reset_after": False}),
    ("simple_rnn", {}),
    ("simple_rnn", {"activation": "relu"}),
]


def arguments(name, how, batch=3, time=4, features=2, units=3, seed=0):
    r = np.random.default_rng(seed)
    wide = {"lstm": 4, "gru": 3, "simple_rnn": 1}[name] * units
    two = name == "gru" and how.get("reset_after", True)
    x, kernel, recurrent = (r.normal(size=s) for s in ((batch, time, features), (features, wide), (units, wide)))
    bias = r.normal(size=(2, wide) if two else wide)
    h, c = (r.normal(size=(batch, units)) for _ in range(2))
    return x, kernel, recurrent, bias, h, c, r.random((batch, time)) < 0.7, r.random((batch, units)) + 0.5


def call(name, how, x, kernel, recurrent, bias, h, c, mask, keep):
    cell = (c,) if name == "lstm" else ()
    return getattr(badak, name)(x, kernel, recurrent, bias, h, *cell, mask, keep, **how)


@pytest.mark.parametrize(("name", "how"), KINDS)
def test_values_against_plain_loops(name, how):
    args = arguments(name, how)
    for found, wanted in zip(call(name, how, *args), slow(name, *args, how), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-10)


@pytest.mark.parametrize("case", KERAS.cases, ids=repr)
def test_keras(case):
    """Values, states and every gradient, for random cotangents of the result and of the states."""
    name = {"LSTM": "lstm", "GRU": "gru", "SimpleRNN": "simple_rnn"}[case["class"]]
    a = case.arrays
    config = dict(case["config"])
    weights = [
        badak.tensor(a[f"weight.{i}"], requires_grad=True) for i in range(3 if config.pop("use_bias", True) else 2)
    ]
    x = badak.tensor(a["x"], requires_grad=True)
    count = 2 if name == "lstm" else 1
    states = [badak.tensor(a[f"state.{i}"], requires_grad=True) for i in range(count)] if case["started"] else []
    given = dict(zip(("h", "c"), states, strict=False))
    given |= {"mask": a["mask"]} if case["masked"] else {}
    results = getattr(badak, name)(x, *weights, **given, **config)
    for i, result in enumerate(results):
        np.testing.assert_allclose(result.numpy(), a[f"result.{i}"], rtol=1e-8, atol=1e-11)
    sum((r * badak.tensor(a[f"cotangent.{i}"])).sum() for i, r in enumerate(results)).backward()
    np.testing.assert_allclose(x.grad.numpy(), a["x_grad"], rtol=1e-8, atol=1e-11)
    for kind, tensors in (("weight", weights), ("state", states)):
        for i, t in enumerate(tensors):
            np.testing.assert_allclose(t.grad.numpy(), a[f"{kind}_grad.{i}"], rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize(("name", "how"), KINDS)
@pytest.mark.parametrize("used", [0, 1, 2, (0, 1), (1, 2)])
def test_gradients_of_each_result_alone_and_together(name, how, used):
    """Second derivatives too; a result that nobody uses brings no gradient."""
    args = arguments(name, how, 2, 3, 2, 2)
    used = (used,) if isinstance(used, int) else used
    if max(used) == 2 and name != "lstm":
        return

    def function(*floating):
        results = call(name, how, *floating[:6], args[6], floating[6])
        return tuple(results[i] for i in used)

    badak.check_grads(function, [*args[:6], args[7]], order=2, rtol=2e-5)


@pytest.mark.parametrize(("name", "how"), KINDS)
def test_no_steps_and_no_samples(name, how):
    for batch, time in ((0, 3), (2, 0)):
        x, kernel, recurrent, bias, h, c, mask, keep = arguments(name, how, batch, time)
        given = [badak.tensor(v, requires_grad=True) for v in (x, kernel, recurrent, bias, h, c)]
        out, last, *cell = call(name, how, *given, mask, keep)
        assert out.shape == (batch, time, 3)
        np.testing.assert_array_equal(last.numpy(), h)
        (out.sum() + last.sum() + sum(c.sum() for c in cell)).backward()
        np.testing.assert_array_equal(given[4].grad.numpy(), np.ones((batch, 3)))
        assert not given[1].grad.numpy().any()


def test_a_sequence_in_parts_is_the_sequence():
    """The last states are what the next part begins with, and gradients flow through them."""
    x, kernel, recurrent, bias, h, c, _, keep = arguments("lstm", {}, time=6)
    w = badak.tensor(kernel, requires_grad=True)
    whole, *_ = badak.lstm(x, w, recurrent, bias, h, c, keep=keep)
    (whole * whole).sum().backward()
    wanted = w.grad.numpy().copy()
    first, h1, c1 = badak.lstm(x[:, :4], w, recurrent, bias, h, c, keep=keep)
    second, *_ = badak.lstm(x[:, 4:], w, recurrent, bias, h1, c1, keep=keep)
    np.testing.assert_allclose(np.concatenate([first.numpy(), second.numpy()], axis=1), whole.numpy(), rtol=1e-12)
    ((first * first).sum() + (second * second).sum()).backward()
    np.testing.assert_allclose(w.grad.numpy(), wanted, rtol=1e-10)


def test_retain_grad_and_grad_by_the_result():
    x, kernel, recurrent, bias, *_ = arguments("lstm", {})
    w = badak.tensor(kernel, requires_grad=True)
    out, h, c = badak.lstm(x, w, recurrent, bias)
    out.retain_grad()
    c.retain_grad()
    ((out * 2.0).sum() + (c * 3.0).sum() + h.sum()).backward()
    np.testing.assert_array_equal(out.grad.numpy(), np.full(out.shape, 2.0))
    np.testing.assert_array_equal(c.grad.numpy(), np.full(c.shape, 3.0))


def test_gates_over_time():
    x, kernel, recurrent, bias, h, c, mask, _ = arguments("lstm", {})
    found = badak.lstm_gates(x, kernel, recurrent, bias, h, c, mask)
    assert list(found) == ["input", "forget", "candidate", "output", "cell", "state"]
    z = x[:, 0] @ kernel + h @ recurrent + bias
    for i, name in enumerate(("input", "forget")):
        np.testing.assert_allclose(found[name][:, 0], 1 / (1 + np.exp(-z[:, 3 * i : 3 * i + 3])))
    np.testing.assert_allclose(found["state"], badak.lstm(x, kernel, recurrent, bias, h, c, mask)[0])
    counted = mask[:, 0]
    cell = found["forget"][:, 0] * c + found["input"][:, 0] * found["candidate"][:, 0]
    np.testing.assert_allclose(found["cell"][counted, 0], cell[counted])
    np.testing.assert_allclose(found["cell"][~counted, 0], c[~counted])
    x, kernel, recurrent, bias, h, *_ = arguments("gru", {})
    found = badak.gru_gates(badak.tensor(x), kernel, recurrent, bias, h=h)
    assert list(found) == ["update", "reset", "candidate", "state"]
    z, k = found["update"], found["candidate"]
    before = np.concatenate([h[:, None], found["state"][:, :-1]], axis=1)
    np.testing.assert_allclose(found["state"], z * before + (1 - z) * k)


def test_bfloat16_computes_in_float32_and_rounds_once():
    for name, how in KINDS:
        args = [a.astype(np.float32) if a.dtype.kind == "f" else a for a in arguments(name, how, 4, 9, 5, 6)]
        for kernels in (False, True):
            use_kernels(kernels)
            narrow = [badak.tensor(a).astype("bfloat16").numpy() if a.dtype.kind == "f" else a for a in args]
            wanted = call(name, how, *[a.astype(np.float32) if a.dtype.kind == "V" else a for a in narrow])
            for found, right in zip(call(name, how, *narrow), wanted, strict=True):
                assert found.dtype == narrow[0].dtype
                np.testing.assert_allclose(found.astype(np.float32), right, rtol=2**-8, atol=1e-6)
    use_kernels(True)


def test_the_loop_keeps_the_order_of_time():
    def step(carry, now):
        return (carry[0] + now[0],), (carry[0] * 10 + now[0],)

    xs = np.arange(4.0)
    (last,), (found,) = on_numpy.loop(step, (np.float64(0),), (xs, None))
    assert (last, found.tolist()) == (6.0, [0.0, 1.0, 12.0, 33.0])
    (last,), (found,) = on_numpy.loop(step, (np.float64(0),), (xs, None), reverse=True)
    assert (last, found.tolist()) == (6.0, [60.0, 51.0, 32.0, 3.0])


def test_one_loop_when_traced():
    jax = pytest.importorskip("jax")
    x, kernel, recurrent, bias, *_ = (a.astype(np.float32) for a in arguments("lstm", {}, time=50))

    def loss(w):
        return badak.sum(badak.lstm(x, w, recurrent, bias)[0])

    text = str(jax.make_jaxpr(badak.value_and_grad(loss))(kernel))
    assert text.count("scan[") == 2
    assert text.count("dot_general") < 10, "the steps are not written out"


# --- what is refused ------------------------------------------------------------------------------------------------------

WRONG = [
    ("x", np.zeros((3, 2)), "x (3, 2)", "(batch, time, features)"),
    ("kernel", np.zeros((5, 12)), "kernel (5, 12)", "(features=2, 4·units=12)"),
    ("kernel", np.zeros((2, 9)), "kernel (2, 9)", "(features=2, 4·units=12)"),
    ("recurrent_kernel", np.zeros((3, 9)), "recurrent_kernel (3, 9)", "(units=3, 4·units=12)"),
    ("bias", np.zeros((2, 12)), "bias (2, 12)", "(4·units=12)"),
    ("h", np.zeros((1, 3)), "h (1, 3)", "(batch=3, units=3)"),
    ("c", np.zeros((3, 4)), "c (3, 4)", "(batch=3, units=3)"),
    ("mask", np.ones((3, 3), bool), "mask (3, 3)", "(batch=3, time=4)"),
    ("keep", np.ones((3, 4, 3)), "keep (3, 4, 3)", "(batch=3, units=3)"),
]


@pytest.mark.parametrize("tensors", [False, True])
@pytest.mark.parametrize(("name", "value", "got", "expected"), WRONG)
def test_shapes_that_do_not_fit(name, value, got, expected, tensors):
    names = ("x", "kernel", "recurrent_kernel", "bias", "h", "c", "mask", "keep")
    args = dict(zip(names, arguments("lstm", {}), strict=True)) | {name: value}
    if tensors:
        args = {k: Tensor(v) if v.dtype.kind == "f" else v for k, v in args.items()}
    with pytest.raises(errors.ShapeError) as info:
        badak.lstm(**args)
    assert info.value.code == "BD210"
    assert f"got: {got}" in str(info.value) and f"expected: {expected}" in str(info.value)
    assert f"{name} does not fit the other arguments of lstm" in str(info.value)
    assert "4 of 3 units each" in str(info.value)
    korean = info.value.text("ko")
    assert f"lstm의 다른 인자와 {name}의 모양이 맞지 않습니다" in korean and "유닛 3개짜리 게이트 4개" in korean


def test_a_bias_of_the_other_kind_of_gru():
    x, kernel, recurrent, bias, *_ = arguments("gru", {})
    with pytest.raises(errors.ShapeError, match=r"BD210(.|\n)*expected: \(2=2, 3·units=9\)"):
        badak.gru(x, kernel, recurrent, bias[0])
    with pytest.raises(errors.ShapeError, match=r"BD210(.|\n)*expected: \(3·units=9\)"):
        badak.gru(x, kernel, recurrent, bias, reset_after=False)


def test_a_mask_of_numbers():
    x, kernel, recurrent, bias, h, c, mask, _ = arguments("lstm", {})
    with pytest.raises(errors.ArgumentError) as info:
        badak.lstm(x, kernel, recurrent, bias, h, c, mask.astype(np.float32))
    assert info.value.code == "BD211"
    assert "got: mask dtype float32" in str(info.value) and "mask=ids != 0" in str(info.value)
    assert "참/거짓" in info.value.text("ko") and "비교식" in info.value.text("ko")


def test_an_activation_that_the_operation_does_not_have():
    x, kernel, recurrent, bias, *_ = arguments("simple_rnn", {})
    with pytest.raises(errors.ArgumentError, match="BD003"):
        badak.simple_rnn(x, kernel, recurrent, bias, activation="gelu")


def test_records_name_their_results():
    assert {name: record.outputs for name, record in OPS.items() if record.outputs} == {
        "lstm": ("last_h", "last_c"), "gru": ("last_h",), "simple_rnn": ("last_h",),
    }  # fmt: skip
