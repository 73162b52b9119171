"""Kernel against composite: the one tolerance table, arrays that lie in memory in every way NumPy allows, and the run of both."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np
import pytest

from badak.autograd.op import OPS, use_kernels
from badak.autograd.tensor import Tensor
from badak.backend import native

needs_kernels = pytest.mark.skipif(native.kernels is None, reason="no native kernels here")

TYPES = {"float32": np.dtype(np.float32), "bfloat16": np.dtype(ml_dtypes.bfloat16)}

# Relative to each value, and relative to 1 + the largest value of the array (sums cancel). bfloat16 has 8 bits; its results are
# compared with those of float32 for the same numbers, since the composites would round at every step.
TOLERANCE = {"float32": (2e-5, 3e-6), "bfloat16": (1.6e-2, 1e-2)}

LAYOUTS = ("plain", "fortran", "turned", "stepped", "backwards", "unaligned", "big-endian", "read-only", "part")


def lay(array: np.ndarray, layout: str) -> np.ndarray:
    """Return the same values in another order of memory."""
    if array.ndim == 0:
        return array
    if layout == "fortran":
        return np.asarray(array, order="F")
    if layout == "turned":
        return np.ascontiguousarray(np.moveaxis(array, 0, -1)).transpose(-1, *range(array.ndim - 1))
    if layout == "stepped":
        whole = np.full([2 * n + 1 for n in array.shape], 7, array.dtype)
        inner = whole[tuple(slice(1, 2 * n + 1, 2) for n in array.shape)]
        inner[...] = array
        return inner
    if layout == "backwards":
        turn = tuple(slice(None, None, -1) for _ in array.shape)
        return np.ascontiguousarray(array[turn])[turn]
    if layout == "unaligned":
        memory = np.empty(array.nbytes + 1, np.uint8)
        view = memory[1:].view(array.dtype).reshape(array.shape)
        view[...] = array
        return view
    if layout == "big-endian" and array.dtype == np.float32:
        return array.astype(">f4")
    if layout == "part":
        whole = np.full((array.shape[0] + 2, *array.shape[1:]), 7, array.dtype)
        whole[1:-1] = array
        return whole[1:-1]
    result = np.array(array)
    if layout == "read-only":
        result.flags.writeable = False
    return result


def run(name: str, args: Any, static: dict, seed: int = 3) -> list[np.ndarray]:
    """Return the results and the gradients of one call, for a random cotangent, as float64."""
    record = OPS[name]
    tensors = []
    for a in args:
        if isinstance(a, np.ndarray) and a.dtype.kind in "fV":
            a = Tensor(a)
            a.requires_grad = True
        tensors.append(a)
    out = record.call(*tensors, **static)
    outs = out if isinstance(out, tuple) else (out,)
    results = [np.asarray(o.data, np.float64) for o in outs]
    if outs[0].requires_grad:
        # numbers that bfloat16 can hold, so that all number types get the same
        g = np.random.default_rng(seed).standard_normal(outs[0].shape).astype(ml_dtypes.bfloat16).astype(outs[0].dtype)
        outs[0].backward(Tensor(g))
        results += [
            np.asarray(t.grad.data, np.float64) for t in tensors if isinstance(t, Tensor) and t.grad is not None
        ]
    return results


def without_kernels(name: str, args: Any, static: dict, dtype: Any) -> list[np.ndarray]:
    use_kernels(False)
    try:
        wide = [a.astype(dtype) if isinstance(a, np.ndarray) and a.dtype.kind in "fV" else a for a in args]
        return run(name, wide, static)
    finally:
        use_kernels(True)


def close(found: list[np.ndarray], wanted: list[np.ndarray], dtype: str, what: Any = "", loose: float = 1.0) -> None:
    rtol, atol = TOLERANCE[dtype]
    assert len(found) == len(wanted), what
    for i, (a, b) in enumerate(zip(found, wanted, strict=True)):
        assert a.shape == b.shape, (i, what)
        finite = np.abs(b[np.isfinite(b)])
        scale = 1 + finite.max(initial=0)
        np.testing.assert_allclose(a, b, rtol=rtol * loose, atol=atol * loose * scale, err_msg=f"{i} of {what}")


def check(name: str, args: list, static: dict, dtype: str, layouts: Any = (), loose: float = 1.0) -> None:
    """Compare one call with the composite: in the same number type, and float32 with float64 too.

    Args:
        name: the operation.
        args: arrays as float64 (integers and None stay what they are).
        static: keywords.
        dtype: number type to try.
        layouts: how each argument lies in memory, plain where this is shorter.
        loose: factor of the tolerance.
    """
    kind = TYPES[dtype]
    rounded = [a.astype(kind) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in args]
    laid = list(rounded)
    for i, layout in enumerate(layouts[: len(laid)]):
        if isinstance(laid[i], np.ndarray):
            laid[i] = lay(laid[i], layout)
    before = [a.tobytes() if isinstance(a, np.ndarray) else a for a in laid]
    what = (name, [getattr(a, "shape", a) for a in args], static, dtype, layouts)
    with np.errstate(all="ignore"):
        found = run(name, laid, static)
        close(found, without_kernels(name, rounded, static, np.float32), dtype, what, loose)
        if dtype == "float32":
            close(found, without_kernels(name, rounded, static, np.float64), dtype, what, loose)
    for a, b in zip(laid, before, strict=True):
        assert (a.tobytes() if isinstance(a, np.ndarray) else a) == b, what
