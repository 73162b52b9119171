"""Every kernel against the composite of its record: the same value and the same gradients, within the number type's reach."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

import badak
from badak.autograd.op import OPS, use_kernels
from badak.autograd.samples import Draw
from badak.autograd.tensor import Tensor
from badak.backend import native
from tests.ops.table import floating

pytestmark = pytest.mark.skipif(native.kernels is None, reason="no native kernels here")

TOLERANCE = {"float32": (2e-5, 2e-6), "bfloat16": (2e-2, 2e-2)}
TYPES = {"float32": np.float32, "bfloat16": ml_dtypes.bfloat16}


def cases() -> list[tuple[str, int]]:
    return [(name, i) for name in native.table for i in range(len(OPS[name].samples(Draw(7))))]


@pytest.fixture(autouse=True)
def _kernels_afterwards():
    yield
    use_kernels(True)


def _run(name: str, i: int, dtype, order: str = "C") -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return results and gradients for one sample, with a random cotangent."""
    record = OPS[name]
    call = record.samples(Draw(7))[i]
    where = floating(call.args)
    args = [
        badak.tensor(np.asarray(a.astype(dtype), order=order), requires_grad=True) if k in where else a
        for k, a in enumerate(call.args)
    ]
    out = record.call(*args, **call.static)
    results = [o.numpy().astype(np.float32) for o in (out if isinstance(out, tuple) else (out,))]
    first = out[0] if isinstance(out, tuple) else out
    if not first.requires_grad:
        return results, []
    cotangent = np.random.default_rng(3).standard_normal(first.shape).astype(first.dtype)
    first.backward(badak.tensor(cotangent))
    grads = [a.grad.numpy().astype(np.float32) for a in args if isinstance(a, Tensor) and a.grad is not None]
    return results, grads


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(("name", "i"), cases())
def test_kernel_equals_composite(name: str, i: int, dtype: str) -> None:
    use_kernels(True)
    found = _run(name, i, TYPES[dtype])
    use_kernels(False)
    wanted = _run(name, i, TYPES[dtype])
    rtol, atol = TOLERANCE[dtype]
    for a, b in zip(found[0] + found[1], wanted[0] + wanted[1], strict=True):
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=rtol, atol=atol * (1 + np.abs(b).max(initial=0)))


@pytest.mark.parametrize(("name", "i"), cases())
def test_order_in_memory_does_not_matter(name: str, i: int) -> None:
    plain, turned = _run(name, i, np.float32), _run(name, i, np.float32, order="F")
    for a, b in zip(plain[0] + plain[1], turned[0] + turned[1], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("name", "i"), cases())
def test_arguments_stay_as_they_are(name: str, i: int) -> None:
    record = OPS[name]
    call = record.samples(Draw(7))[i]
    args = [a.astype(np.float32) if k in floating(call.args) else a for k, a in enumerate(call.args)]
    before = [np.array(a) if isinstance(a, np.ndarray) else a for a in args]
    record.kernel(*args, **call.static)
    for a, b in zip(args, before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_every_forward_takes_some_sample() -> None:
    """A kernel that refuses everything would pass all of the above."""
    for name, (forward, _) in native.table.items():
        if name == "astype":  # its samples lead to float64, which no kernel knows
            continue
        taken = 0
        for call in OPS[name].samples(Draw(7)):
            for dtype in TYPES.values():
                args = [a.astype(dtype) if k in floating(call.args) else a for k, a in enumerate(call.args)]
                taken += forward(*args, **call.static) is not None
        assert taken, name


def test_number_types_are_exchanged() -> None:
    x = np.random.default_rng(0).standard_normal((3, 1001)).astype(np.float32)
    x[0, :6] = 0.0, -0.0, np.inf, -np.inf, np.nan, 1e-40
    narrow = badak.tensor(x).astype("bfloat16").numpy()
    np.testing.assert_array_equal(narrow.view(np.uint16), x.astype(ml_dtypes.bfloat16).view(np.uint16))
    np.testing.assert_array_equal(badak.tensor(narrow).astype("float32").numpy(), narrow.astype(np.float32))


@pytest.mark.parametrize("dtype", [np.float64, np.int32, np.float16])
def test_other_number_types_are_left_to_the_composite(dtype) -> None:
    x = np.ones((2, 3), dtype)
    assert native.kernels.affine(x, np.ones((3, 2), np.float32), None, None) is None
    assert native.kernels.relu(x) is None


def test_nothing_to_compute() -> None:
    assert native.kernels.relu(np.zeros((0, 3), np.float32)) is None
    assert badak.affine(np.zeros((0, 3), np.float32), np.ones((3, 2), np.float32)).shape == (0, 2)
    assert badak.affine(np.zeros((2, 0), np.float32), np.ones((0, 2), np.float32)).tolist() == [[0.0, 0.0]] * 2
