"""ONNX's own tests of operators, run on badak.

A family's tests are chosen by the operator they are about. What is left out is named, each with its reason.
"""

from __future__ import annotations

import functools
import unittest
import warnings
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from onnx.backend.test import BackendTest
    from onnx.backend.test.loader import load_model_tests

from badak.onnx import backend  # noqa: E402

FAMILIES = {
    "elementwise": "Neg Abs Sign Sqrt Reciprocal Exp Log Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Asinh Acosh Atanh Floor "
    "Ceil Round Not IsNaN IsInf Erf Add Sub Mul Div Mod Pow Max Min Sum Mean Equal Less LessOrEqual Greater GreaterOrEqual "
    "And Or Xor Clip Where Identity",
    "activation": "Relu Sigmoid Softplus Softsign Mish HardSwish LeakyRelu ThresholdedRelu Elu Celu Selu PRelu HardSigmoid "
    "Gelu Swish Shrink Softmax LogSoftmax Hardmax",
    "reduction": "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceLogSumExp ReduceL1 ReduceL2 ReduceSumSquare "
    "ReduceLogSum ArgMax ArgMin CumSum CumProd TopK",
    "shape": "Shape Size Reshape Flatten Transpose Squeeze Unsqueeze Concat Split Slice Gather GatherElements Expand Tile Pad "
    "Range Trilu OneHot Constant ConstantOfShape DepthToSpace SpaceToDepth Cast CastLike Dropout",
    "spatial": "Conv ConvTranspose MaxPool AveragePool GlobalAveragePool GlobalMaxPool Resize Upsample",
    "normalisation": "BatchNormalization InstanceNormalization LayerNormalization LRN LpNormalization "
    "MeanVarianceNormalization GroupNormalization RMSNormalization",
    "linear": "MatMul Gemm Einsum",
    "recurrent": "LSTM GRU RNN",
}  # fmt: skip
FAMILY = {kind: family for family, kinds in FAMILIES.items() for kind in kinds.split()}

LEFT_OUT = {
    "numbers that are an exponent alone": ("_to_FLOAT8E8M0",),
    "bfloat16 in einsum, which NumPy does not have": ("einsum_batch_matmul_bfloat16", "einsum_sum_bfloat16"),
    "sequences and optional values": ("identity_opt", "identity_sequence"),
    "operators of opset 1": ("not_2d", "not_3d", "not_4d"),
    "repeated letters behind an ellipsis": ("einsum_batch_diagonal",),
    "dropout in training": ("training_dropout",),
    "LSTM with peepholes": ("lstm_with_peepholes",),
    "places of maxima": ("maxpool_with_argmax",),
    "resizing with antialias, or of a cut-out": ("cubic_antialias", "linear_antialias", "tf_crop_and_resize"),
}  # fmt: skip


def _model(case: Any) -> Any:
    import os

    return case.model if case.model is not None else onnx.load(os.path.join(case.model_dir, "model.onnx"))


def _chosen(kind: str) -> list[tuple[str, str]]:
    """Return (family, name) of the tests of one kind that are about operators of a family alone."""
    found = []
    for case in load_model_tests(kind=kind):
        kinds = {node.op_type for node in _model(case).graph.node} - {"Constant"}
        if kind == "node" and len(kinds) > 1:  # operators written by means of others
            continue
        families = [FAMILY[k] for k in sorted(kinds) if k in FAMILY]
        if len(families) == len(kinds) and families:
            found.append((families[0], case.name))
    return found


@functools.cache
def cases() -> list[tuple[str, str]]:
    """Return (family, name) of all tests; ONNX computes what is expected while it lists them, which takes seconds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [row for kind in ("node", "pytorch-converted", "pytorch-operator", "simple") for row in _chosen(kind)]


def kept() -> list[tuple[str, str]]:
    return [row for row in cases() if not any(part in row[1] for parts in LEFT_OUT.values() for part in parts)]


@functools.cache
def methods() -> dict[str, tuple[type[unittest.TestCase], str]]:
    """Return class and method of each test by its name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runner = BackendTest(backend, __name__)
    return {
        name.removesuffix("_cpu"): (cls, name)
        for cls in runner.test_cases.values() for name in dir(cls) if name.startswith("test_") and name.endswith("_cpu")
    }  # fmt: skip


@pytest.mark.parametrize("family", sorted(FAMILIES))
@pytest.mark.filterwarnings("ignore")
def test_a_family_of_operators(family: str) -> None:
    names = [name for own, name in kept() if own == family]
    problems = []
    with np.errstate(all="ignore"):
        for name in names:
            cls, method = methods()[name]
            result = unittest.TestResult()
            cls(method).run(result)
            assert not result.skipped
            problems += [f"{name}: {text.splitlines()[-1]}" for _, text in [*result.errors, *result.failures]]
    assert names
    assert not problems, "\n".join(problems)


def test_what_is_left_out_is_little() -> None:
    left = len(cases()) - len(kept())
    assert left <= 60, left
    assert len(kept()) >= 850


def test_a_single_node() -> None:
    node = onnx.helper.make_node("Add", ["x", "y"], ["z"])
    (out,) = backend.run_node(node, [np.float32([1, 2]), np.float32([10, 20])])
    assert out.tolist() == [11, 22]
    assert backend.supports_device("CPU") and not backend.supports_device("CUDA")
