"""ONNX's own tests of operators, run on badak.

A family's tests are chosen by the operator they are about. What is left out is named, each with its reason.
"""

from __future__ import annotations

import re
import unittest
import warnings
from typing import Any

import pytest

pytest.importorskip("onnx")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from onnx.backend.test import BackendTest
    from onnx.backend.test.loader import load_model_tests

from badak.onnx import backend  # noqa: E402
from badak.onnx.reading.registry import NODES  # noqa: E402

FAMILIES = {
    "elementwise": "Neg Abs Sign Sqrt Reciprocal Exp Log Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Asinh Acosh Atanh Floor "
    "Ceil Round Not IsNaN IsInf Erf Add Sub Mul Div Mod Pow Max Min Sum Mean Equal Less LessOrEqual Greater GreaterOrEqual "
    "And Or Xor Clip Where Identity",
    "activation": "Relu Sigmoid Softplus Softsign Mish HardSwish LeakyRelu ThresholdedRelu Elu Celu Selu PRelu HardSigmoid "
    "Gelu Swish Shrink Softmax LogSoftmax Hardmax",
    "reduction": "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceLogSumExp ReduceL1 ReduceL2 ReduceSumSquare "
    "ReduceLogSum ArgMax ArgMin CumSum TopK",
    "shape": "Shape Size Reshape Flatten Transpose Squeeze Unsqueeze Concat Split Slice Gather GatherElements Expand Tile Pad "
    "Range Trilu OneHot Constant ConstantOfShape DepthToSpace SpaceToDepth Cast CastLike Dropout",
    "spatial": "Conv ConvTranspose MaxPool AveragePool GlobalAveragePool GlobalMaxPool Resize Upsample",
    "normalisation": "BatchNormalization InstanceNormalization LayerNormalization LRN LpNormalization "
    "MeanVarianceNormalization",
    "linear": "MatMul Gemm Einsum",
    "recurrent": "LSTM GRU RNN",
}  # fmt: skip
