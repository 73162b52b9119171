"""Operations that PyTorch lacks, and indexing: against the formula in plain Python or NumPy."""

from __future__ import annotations

import math

import numpy as np
import pytest

import badak
from badak.autograd.op import OPS
from badak.autograd.samples import Draw
from tests.ops import table

SCALAR = {
    "step": lambda x: 1.0 if x > 0 else 0.0,
    "heaviside": lambda x: 1.0 if x > 0 else 0.0 if x < 0 else 0.5,
    "piecewise_linear": lambda x: min(max(x + 0.5, 0.0), 1.0),
    "sparse_plus": lambda x: 0.0 if x <= -1 else x if x >= 1 else (x + 1) ** 2 / 4,
    "sparse_sigmoid": lambda x: min(max((x + 1) / 2, 0.0), 1.0),
    "squareplus": lambda x, b=4.0: (x + math.sqrt(x * x + b)) / 2,
    "relu_general": lambda x, negative_slope=0.0, max_value=None, threshold=0.0: (
        (x if max_value is None else min(x, max_value)) if x >= threshold else negative_slope * (x - threshold)
    ),
    "logical_not": lambda x: not x,
    "isnan": math.isnan,
    "isinf": math.isinf,
    "isfinite": math.isfinite,
}
PAIR = {
    "equal": lambda x, y: x == y, "not_equal": lambda x, y: x != y, "less": lambda x, y: x < y, "less_equal": lambda x, y: x <= y,
    "greater": lambda x, y: x > y, "greater_equal": lambda x, y: x >= y, "logical_and": lambda x, y: bool(x) and bool(y),
    "logical_or": lambda x, y: bool(x) or bool(y), "logical_xor": lambda x, y: bool(x) != bool(y),
}  # fmt: skip
SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 3.0, -3.0, np.inf, -np.inf, np.nan])


@pytest.mark.parametrize("name", SCALAR)
def test_function_of_one_number(name):
    for call in OPS[name].samples(Draw(3)):
        out = np.asarray(OPS[name].call(*call.args, **call.static))
        expected = [SCALAR[name](float(v), **call.static) for v in call.args[0].ravel()]
        np.testing.assert_allclose(out.ravel(), expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["step", "heaviside", "isnan", "isinf", "isfinite"])
def test_special_values(name):
    values = SPECIAL if name.startswith("is") else SPECIAL[:-1]
    assert np.asarray(OPS[name].call(values)).tolist() == [SCALAR[name](float(v)) for v in values]


@pytest.mark.parametrize("name", PAIR)
def test_function_of_two_numbers(name):
    x, y = np.meshgrid([-1.0, 0.0, 2.0], [-1.0, 0.0, 2.0])
    expected = [PAIR[name](a, b) for a, b in zip(x.ravel(), y.ravel(), strict=True)]
    assert np.asarray(OPS[name].call(x, y)).ravel().tolist() == expected


@pytest.mark.parametrize("name", ["argmax", "argmin", "argsort", "all", "any"])
def test_positions_and_truth(name):
    x = np.array([[3.0, 1.0, 0.0], [1.0, 1.0, 2.0]])
    for axis in (0, 1):
        np.testing.assert_array_equal(OPS[name].call(x, axis=axis), getattr(np, name)(x, axis=axis))


def test_counting_and_one_hot():
    labels = np.array([0, 2, 2, 1])
    assert badak.bincount(labels, length=4).tolist() == [1, 1, 2, 0]
    assert badak.one_hot(labels, num_classes=3).tolist() == np.eye(3)[labels].tolist()
    assert OPS["one_hot"].call(np.array([-1, 3]), num_classes=3).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_erf_is_exact_to_double_precision():
    x = np.concatenate([np.linspace(-7, 7, 4001), [0.0, 1.0, -1.0, 1e-300, 30.0, -30.0]])
    np.testing.assert_allclose(badak.erf(x), [math.erf(v) for v in x], rtol=3e-15, atol=1e-300)


@pytest.mark.parametrize("rows", [1, 5])
def test_sparsemax_is_the_nearest_point_of_the_simplex(rows):
    z = Draw(1).normal(rows, 6)
    p = badak.sparsemax(badak.tensor(z)).numpy()
    np.testing.assert_allclose(p.sum(-1), 1)
    assert (p >= 0).all()
    other = np.random.default_rng(0).dirichlet(np.ones(6), size=(2000, rows))
    assert (((p - z) ** 2).sum(-1) <= ((other - z) ** 2).sum(-1)).all()
    badak.check_grads(badak.sparsemax, (z,))


INDICES = [
    1, -1, slice(None), slice(1, 3), slice(None, None, -1), Ellipsis, None, (0, 1), (slice(None), 1), (Ellipsis, 0), (None, 2),
    np.array([0, 0, 3]), (np.array([0, 1]), np.array([2, 2])), ([0, 2], slice(None), None), np.array([True, False, True, True]),
]  # fmt: skip


@pytest.mark.parametrize("index", INDICES, ids=repr)
def test_indexing_and_its_gradient(index):
    x = Draw(0).normal(4, 3)
    t = badak.tensor(x, requires_grad=True)
    out = t[index]
    np.testing.assert_array_equal(out.numpy(), x[index])
    g = np.random.default_rng(0).standard_normal(out.shape)
    out.backward(g)
    expected = np.zeros_like(x)
    np.add.at(expected, index, g)
    np.testing.assert_allclose(t.grad.numpy(), expected)


@pytest.mark.parametrize(
    "make",
    [lambda x: x[::2], lambda x: x.T, lambda x: np.broadcast_to(x[0], (5, 6))],
    ids=["strided", "transposed", "broadcast"],
)
def test_arrays_that_are_not_contiguous(make):
    x = make(Draw(2).normal(6, 6))
    for name in ("exp", "softmax", "sum", "cumsum", "relu", "sigmoid"):
        record = OPS[name]
        np.testing.assert_allclose(record.call(x), record.call(np.ascontiguousarray(x)))
        badak.check_grads(lambda v, r=record: r.call(v), (x,))


def test_table_lists_operations():
    assert len(table.cases()) > 250


PICTURES = {
    "flip_each": lambda x, flips, axis: [np.flip(part, axis - 1) if flip else part for part, flip in zip(x, flips, strict=True)],
    "crop_each": lambda x, top, left, height, width: [
        part[r : r + height, c : c + width] for part, r, c in zip(x, top, left, strict=True)
    ],
    "place_each": lambda x, top, left, height, width: [
        np.pad(part, [(r, height - r - part.shape[0]), (c, width - c - part.shape[1])] + [(0, 0)] * (part.ndim - 2))
        for part, r, c in zip(x, top, left, strict=True)
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_picture_by_picture(name):
    for call in OPS[name].samples(Draw(3)):
        out = np.asarray(OPS[name].call(*call.args, **call.static))
        np.testing.assert_array_equal(out, np.stack(PICTURES[name](*call.args, **call.static)))
