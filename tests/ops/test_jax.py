"""Operations are pure: traced by ``jax.jit`` they give the same numbers, values and gradients alike."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.autograd import tree as trees
from badak.autograd.op import OPS
from badak.autograd.tensor import Tensor
from tests.losses.tracing import jit
from tests.ops import table

jax = pytest.importorskip("jax")

# Selecting by booleans gives a shape that depends on values, which no compiler can know beforehand.
NOT_TRACEABLE = {("getitem", 5)}
SAMPLES: dict[str, list[int]] = {}
for _name, _i in table.cases():
    if (_name, _i) not in NOT_TRACEABLE and "dtype" not in table.sample(OPS[_name], _i).static:
        SAMPLES.setdefault(_name, []).append(_i)


def pulled(record, call, where):
    """Make a function of raw arrays that returns the value and, for a random cotangent, the gradients."""

    def run(*arrays):
        args = list(call.args)
        for k, a in zip(where, arrays, strict=True):
            args[k] = badak.tensor(a, requires_grad=a.dtype.kind == "f")
        out = record.call(*args, **call.static)
        first = trees.leaves(out)[0]
        if not first.requires_grad:
            return [t.data for t in trees.leaves(out)]
        g = np.random.default_rng(0).standard_normal(first.shape).astype(np.float32)
        first.backward(g)
        grads = [args[k].grad for k in where if args[k].requires_grad]
        return [first.data, *[x.data for x in grads if x is not None]]

    return run


@pytest.mark.parametrize("name", SAMPLES)
def test_compiled_equals_eager(name):
    """All samples of an operation in one program: each compilation costs as much as several of them."""
    record, runs, given = OPS[name], [], []
    for i in SAMPLES[name]:
        call = table.sample(record, i)
        where = [k for k, a in enumerate(call.args) if isinstance(a, np.ndarray)]
        given.append(
            [call.args[k].astype(np.float32) if call.args[k].dtype.kind == "f" else call.args[k] for k in where]
        )
        runs.append(pulled(record, call, where))
    traces = []

    def counted(given):
        traces.append(1)
        return [run(*arrays) for run, arrays in zip(runs, given, strict=True)]

    compiled = jit(counted)
    for _ in range(2):
        found = compiled(given)
    assert len(traces) == 1, "the Python of an operation runs once, at tracing"
    for i, run, arrays, outs in zip(SAMPLES[name], runs, given, found, strict=True):
        for a, b in zip(run(*arrays), outs, strict=True):
            np.testing.assert_allclose(np.asarray(b), np.asarray(a), rtol=3e-5, atol=3e-6, err_msg=f"sample {i}")


def test_a_whole_derivative_dissolves_when_traced():
    def loss(w, x):
        return badak.mean(badak.square(badak.tanh(badak.matmul(x, w)) - 1.0))

    w, x = np.ones((3, 2), np.float32), np.ones((4, 3), np.float32)
    step = jax.jit(badak.value_and_grad(loss))
    text = str(jax.make_jaxpr(badak.value_and_grad(loss))(w, x))
    assert "callback" not in text
    for a, b in zip(step(w, x), badak.value_and_grad(loss)(w, x), strict=True):
        np.testing.assert_allclose(np.asarray(a), np.asarray(b), rtol=1e-4)


def test_second_derivatives_trace_too():
    def curve(x):
        return badak.sum(badak.sin(x) * x)

    second = badak.grad(lambda x: badak.sum(badak.grad(curve)(x)))
    x = np.linspace(-1, 1, 5).astype(np.float32)
    expected = 2 * np.cos(x) - x * np.sin(x)
    np.testing.assert_allclose(np.asarray(jax.jit(second)(x)), expected, rtol=1e-4)
    np.testing.assert_allclose(np.asarray(second(x)), expected, rtol=1e-4)


def test_a_branch_on_a_traced_value_is_explained():
    def branch(x):
        t = badak.sum(badak.tensor(x))
        return t.data if t > 0 else -t.data

    with pytest.raises(badak.errors.AutogradError) as caught:
        jax.jit(branch)(np.ones(3, np.float32))
    assert caught.value.code == "BD012"
    assert "badak.where" in caught.value.text("en")


def test_tensors_hold_jax_arrays():
    t = badak.tensor(jax.numpy.ones(3), requires_grad=True)
    (t * 2).sum().backward()
    assert isinstance(t.grad, Tensor)
    assert t.grad.numpy().tolist() == [2, 2, 2]
