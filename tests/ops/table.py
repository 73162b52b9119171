"""The common checks that every operation record must pass, as plain functions, so that they can be tested themselves."""

from __future__ import annotations

import numpy as np

import badak
from badak.autograd import tree as trees
from badak.autograd.op import OPS, Op
from badak.autograd.samples import Call, Draw
from badak.autograd.tensor import Tensor

TOLERANCE = {"float64": 1e-10, "float32": 2e-5, "bfloat16": 2e-2}


def cases() -> list[tuple[str, int]]:
    """List every (operation, sample number)."""
    return [(name, i) for name, record in OPS.items() for i in range(len(record.samples(Draw(7))))]


def sample(record: Op, i: int, seed: int = 7) -> Call:
    return record.samples(Draw(seed))[i]


def floating(args: tuple) -> list[int]:
    return [i for i, a in enumerate(args) if isinstance(a, np.ndarray) and a.dtype.kind == "f"]


def run(record: Op, call: Call) -> list[np.ndarray]:
    out = record.call(*call.args, **call.static)
    return [np.asarray(getattr(o, "data", o)) if not isinstance(o, np.ndarray) else o for o in trees.leaves(out)]


def check_gradient(record: Op, call: Call, order: int = 1) -> None:
    """Compare with central differences along random directions, for random cotangents."""
    where = floating(call.args)

    def function(*xs):
        args = list(call.args)
        for i, x in zip(where, xs, strict=True):
            args[i] = x
        out = record.call(*args, **call.static)
        return out[: 1 + len(record.outputs)] if record.returns else out  # statistics that come along are constants

    function.__name__ = record.name
    for seed in range(2):
        badak.check_grads(function, [call.args[i] for i in where], order=order, seed=seed, rtol=2e-5, atol=1e-7)


def check_untouched(record: Op, call: Call) -> None:
    """No operation may change its arguments."""
    before = [np.array(a) if isinstance(a, np.ndarray) else a for a in call.args]
    record.call(*call.args, **call.static)
    for a, b in zip(call.args, before, strict=True):
        np.testing.assert_array_equal(a, b)
    tracked = [badak.tensor(a, requires_grad=True) if i in floating(call.args) else a for i, a in enumerate(call.args)]
    out = record.call(*tracked, **call.static)
    out = out[0] if isinstance(out, tuple) else out
    if isinstance(out, Tensor) and out.requires_grad:
        out.backward(np.ones(out.shape, out.dtype))
    for a, b in zip(call.args, before, strict=True):
        np.testing.assert_array_equal(a, b)


def check_shape_rule(record: Op, call: Call) -> None:
    shapes = [a.shape if isinstance(a, np.ndarray) else () for a in call.args if a is not None]
    promised = tuple(record.shape(*shapes, **call.static))
    assert run(record, call)[0].shape == promised
