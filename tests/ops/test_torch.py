"""Every operation against PyTorch: values and gradients stored by tests/references/make_ops.py."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import badak
from badak.autograd import tree as trees
from badak.autograd.op import OPS
from tests.ops import table

STORED = dict(np.load(Path(__file__).parents[1] / "references" / "ops.npz"))
CASES = sorted({(name, int(i)) for name, i, _ in (key.split("/") for key in STORED)})

# Torch has no such function; each is checked against slow NumPy in test_reference.py instead.
WITHOUT_TORCH = {
    "argmax", "argmin", "argsort", "all", "any", "bincount", "one_hot", "step", "heaviside", "sparsemax", "piecewise_linear", "sparse_plus",
    "sparse_sigmoid", "squareplus", "relu_general", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal",
    "logical_and", "logical_or", "logical_xor", "logical_not", "isnan", "isinf", "isfinite", "max_unpool", "max_gather", "add_relu",
    "scale_shift", "conv_scaled",
    "flip_each", "crop_each", "place_each",
    "masked_softmax", "scaled_dot_product_attention", "attention_weights",  # in tests/layers/test_attention.py
}  # fmt: skip

# PyTorch's kernel multiplies the gradient by 1/6 rounded to float32, even for float64.
ROUGH = {"hard_sigmoid": 1e-7}


def test_every_operation_is_compared():
    assert set(OPS) - {name for name, _ in CASES} == WITHOUT_TORCH & set(OPS)


@pytest.mark.parametrize(("name", "i"), CASES)
def test_value_and_gradients(name, i):
    record, call = OPS[name], table.sample(OPS[name], i)
    where = table.floating(call.args)
    args = [
        badak.tensor(a, requires_grad=k in where) if isinstance(a, np.ndarray) else a for k, a in enumerate(call.args)
    ]
    out = trees.leaves(record.call(*args, **call.static))[0]
    np.testing.assert_allclose(out.numpy(), STORED[f"{name}/{i}/out"], rtol=1e-9, atol=1e-11)
    if out.requires_grad:
        out.backward(np.random.default_rng(i).standard_normal(out.shape))
        for k in where:
            expected = STORED.get(f"{name}/{i}/grad{k}")
            if expected is not None:
                grad = args[k].grad.numpy() if args[k].grad is not None else np.zeros(args[k].shape)
                np.testing.assert_allclose(grad, expected, rtol=ROUGH.get(name, 1e-8), atol=1e-10)
