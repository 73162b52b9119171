"""Every operation record, by discovery: value, gradient, second order, dtype, purity, shape rule, formula."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.autograd.op import OPS
from badak.autograd.tensor import Tensor
from tests.ops import table

CASES = table.cases()
DIFFERENTIABLE = [(n, i) for n, i in CASES if OPS[n].differentiable and table.floating(table.sample(OPS[n], i).args)]


@pytest.mark.parametrize("name", OPS)
def test_record_is_complete(name):
    record = OPS[name]
    assert record.formula and record.shape and record.doc.strip()
    assert record.samples(table.Draw(0)), "an operation without samples is not tested"
    assert record.gradient or record.composite or not record.differentiable, "a vjp shows its formula"


@pytest.mark.parametrize(("name", "i"), DIFFERENTIABLE)
def test_gradient_against_differences(name, i):
    table.check_gradient(OPS[name], table.sample(OPS[name], i))


@pytest.mark.parametrize(("name", "i"), DIFFERENTIABLE)
def test_second_derivative_against_differences(name, i):
    table.check_gradient(OPS[name], table.sample(OPS[name], i), order=2)


@pytest.mark.parametrize(("name", "i"), CASES)
def test_arguments_stay_as_they_are(name, i):
    table.check_untouched(OPS[name], table.sample(OPS[name], i))


@pytest.mark.parametrize(("name", "i"), CASES)
def test_shape_rule(name, i):
    table.check_shape_rule(OPS[name], table.sample(OPS[name], i))


@pytest.mark.parametrize(("name", "i"), CASES)
def test_float32_stays_float32(name, i):
    record, call = OPS[name], table.sample(OPS[name], i)
    if "dtype" in call.static:
        pytest.skip("the call names its number type")
    args = [a.astype(np.float32) if k in table.floating(call.args) else a for k, a in enumerate(call.args)]
    wide = table.run(record, call)
    narrow = table.run(record, table.Call(tuple(args), call.static))
    tracked = [badak.tensor(a, requires_grad=k in table.floating(call.args)) if isinstance(a, np.ndarray) else a
               for k, a in enumerate(args)]  # fmt: skip
    out = record.call(*tracked, **call.static)
    out = out[0] if isinstance(out, tuple) else out
    for a, b in zip(wide, narrow, strict=True):
        assert b.dtype == (np.float32 if a.dtype == np.float64 else a.dtype)
        np.testing.assert_allclose(b, a, rtol=2e-5, atol=2e-5)
    if isinstance(out, Tensor) and out.requires_grad:
        out.backward(np.ones(out.shape, np.float32))
        for t in tracked:
            if isinstance(t, Tensor) and t.requires_grad and t.grad is not None:
                assert t.grad.dtype == np.float32


@pytest.mark.parametrize(("name", "i"), CASES)
def test_raw_arrays_give_raw_arrays(name, i):
    record, call = OPS[name], table.sample(OPS[name], i)
    out = record.call(*call.args, **call.static)
    for o in out if isinstance(out, tuple) else (out,):
        assert not isinstance(o, Tensor)
