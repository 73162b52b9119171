"""Operators keep the meaning that their opset gave them: the same computation written for every opset, as onnxruntime reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from onnx.defs import onnx_opset_version  # noqa: E402

from badak.onnx.reading.graph import model_of  # noqa: E402
from tests.onnx_models.helpers import session  # noqa: E402

OLDEST, RUNTIME = 7, 24  # what onnxruntime promises to read; badak reads on to the newest opset of the package onnx
X = np.random.default_rng(2).normal(size=(2, 3, 4, 5)).astype(np.float32)
FLAT = X[:, :, :, 0].copy()
FLAT[0, :, 1] = FLAT[0, 0, 1]  # equal values: which of them counts?


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


Row = tuple[str, dict, np.ndarray, list]  # operator, attributes, x, the other arguments


def said(kind: str, opset: int, since: int, x: np.ndarray, name: str, value: Any, **more: Any) -> Row:
    """Return an operator whose argument is an attribute before an opset and an input from there on."""
    if opset < since:
        return kind, {name: value, **more}, x, []
    return kind, more, x, [ints(*value)]


def resized(opset: int, mode: str, *scales: float, **more: Any) -> Row | None:
    if opset < 9:
        return "Upsample", {"mode": mode, "scales": [float(n) for n in scales]}, X, []
    if opset < 10:
        return "Upsample", {"mode": mode}, X, [floats(*scales)]
    if opset < 11:
        return "Resize", {"mode": mode}, X, [floats(*scales)]
    plain = {"coordinate_transformation_mode": "asymmetric", **({"nearest_mode": "floor"} if mode == "nearest" else {})}
    return "Resize", {"mode": mode, **plain, **more}, X, [None if opset >= 13 else floats(), floats(*scales)]


def cells(kind: str, gates: int, **more: Any) -> Row:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(2, 3, 4)).astype(np.float32)  # batch first: the graph turns it
    w, r = (rng.normal(size=(1, gates * 2, n)).astype(np.float32) for n in (4, 2))
    return kind, {"hidden_size": 2, **more}, x, [w, r, rng.normal(size=(1, gates * 4)).astype(np.float32)]


GAMMA = [np.random.default_rng(i).uniform(0.5, 1.5, 3).astype(np.float32) for i in range(4)]
ROWS: dict[str, Callable[[int], Row | None]] = {
    "batch norm": lambda o: ("BatchNormalization", {"epsilon": 1e-3}, X, GAMMA),
    "instance norm": lambda o: ("InstanceNormalization", {}, X, GAMMA[:2]),
    "layer norm": lambda o: ("LayerNormalization", {"axis": 2}, X, [X[0, 0], X[0, 1]]) if o >= 17 else None,
    "softmax": lambda o: ("Softmax", {}, FLAT, []),
    "softmax of an axis": lambda o: ("Softmax", {"axis": 2}, X, []),
    "log softmax": lambda o: ("LogSoftmax", {}, FLAT, []),
    "hardmax": lambda o: ("Hardmax", {}, FLAT, []),
    "dropout": lambda o: ("Dropout", {"ratio": 0.3} if o < 12 else {}, X, [] if o < 12 else [np.float32(0.3)]),
    "pad": lambda o: (
        ("Pad", {"pads": [0, 0, 1, 2, 0, 1, 0, 0], "value": 1.5}, X, []) if o < 11
        else ("Pad", {}, X, [ints(0, 0, 1, 2, 0, 1, 0, 0), np.float32(1.5)])),
    "pad of some axes": lambda o: ("Pad", {}, X, [ints(1, 2), np.float32(1), ints(-1)]) if o >= 18 else None,
    "pad by edges": lambda o: said("Pad", o, 11, X, "pads", [0, 0, 1, 2, 0, 0, 0, 1], mode="edge"),
    "pad by reflection": lambda o: said("Pad", o, 11, X, "pads", [0, 0, 1, 2, 0, 0, 0, 1], mode="reflect"),
    "slice": lambda o: (
        ("Slice", {"starts": [1, -3], "ends": [9, -1], "axes": [1, 3]}, X, []) if o < 10
        else ("Slice", {}, X, [ints(1, -3), ints(9, -1), ints(1, 3)])),
    "slice by steps": lambda o: (
        ("Slice", {}, X, [ints(9, 0), ints(-9, 4), ints(3, 2), ints(-2, 2)]) if o >= 10 else None),
    "squeeze": lambda o: said("Squeeze", o, 13, X[:, :1, :, :1], "axes", [1, 3]),
    "unsqueeze": lambda o: said("Unsqueeze", o, 13, FLAT, "axes", [1, 3]),
    "unsqueeze from the end": lambda o: said("Unsqueeze", o, 13, FLAT, "axes", [-1]) if o >= 11 else None,
    "sum": lambda o: said("ReduceSum", o, 13, X, "axes", [1, 3], keepdims=0),
    "sum of no axes": lambda o: ("ReduceSum", {"noop_with_empty_axes": 1}, X, []) if o >= 13 else None,
    **{kind: lambda o, kind=kind: said(kind, o, 18, X, "axes", [2], keepdims=1) for kind in (
        "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare",
        "ReduceLogSumExp")},
    "clip": lambda o: (
        ("Clip", {"min": -0.5, "max": 0.5}, X, []) if o < 11 else ("Clip", {}, X, [np.float32(-0.5), np.float32(0.5)])),
    "clip from above": lambda o: ("Clip", {"max": 0.5}, X, []) if o < 11 else ("Clip", {}, X, [None, np.float32(0.5)]),
    "nearest": lambda o: resized(o, "nearest", 1, 1, 2, 3),
    "linear": lambda o: resized(o, "linear", 1, 1, 2, 2),
    "half pixels": lambda o: (
        resized(o, "linear", 1, 1, 2, 0.6, coordinate_transformation_mode="half_pixel") if o >= 11 else None),
    "cubic": lambda o: (
        resized(o, "cubic", 1, 1, 2, 2, coordinate_transformation_mode="align_corners") if o >= 11 else None),
    "resize of some axes": lambda o: (
        ("Resize", {"axes": [2, 3], "mode": "linear"}, X, [None, None, ints(8, 3)]) if o >= 18 else None),
    "cast": lambda o: ("Cast", {"to": TensorProto.INT32}, X * 3, []),
    "cast to booleans": lambda o: ("Cast", {"to": TensorProto.BOOL}, np.float32([[0, -1, 2]]), []),
    "gemm": lambda o: ("Gemm", {"transB": 1, "alpha": 0.5, "beta": 2.0}, FLAT[:, 0], [FLAT[0], floats(1, 2, 3)]),
    "gemm without c": lambda o: ("Gemm", {}, FLAT[:, 0], [FLAT[0].T.copy()]) if o >= 11 else None,
    "top k": lambda o: (
        ("TopK", {"axis": 3, "k": 2}, X, []) if o < 10 else ("TopK", {"axis": 3}, X, [ints(2)])),
    "smallest k": lambda o: ("TopK", {"axis": -1, "largest": 0}, X, [ints(2)]) if o >= 11 else None,
    "argmax": lambda o: ("ArgMax", {"axis": 1}, FLAT, []),
    "last argmax": lambda o: ("ArgMax", {"axis": 1, "select_last_index": 1}, FLAT, []) if o >= 12 else None,
    "split": lambda o: said("Split", o, 13, X, "split", [1, 2], axis=1),
    "split in equal parts": lambda o: ("Split", {"axis": 2, **({"num_outputs": 2} if o >= 18 else {})}, X, []),
    "flatten": lambda o: ("Flatten", {"axis": 2 if o < 11 else -2}, X, []),
    "reshape": lambda o: ("Reshape", {}, X, [ints(0, -1, 5)]),
    "gather": lambda o: ("Gather", {"axis": 1}, X, [ints(2, 0) if o < 11 else ints(-1, 0)]),
    "expand": lambda o: ("Expand", {}, X[:, :1], [ints(1, 3, 1, 1)]) if o >= 8 else None,
    "one-hot": lambda o: (
        ("OneHot", {"axis": -1}, np.int64([[0, 2], [1, 3]]), [ints(4), floats(-1, 1)]) if o >= 9 else None),
    "average pooling": lambda o: ("AveragePool", {"kernel_shape": [2, 2], "pads": [1, 0, 0, 1]}, X, []),
    "average pooling that counts padding": lambda o: (
        "AveragePool", {"kernel_shape": [2, 2], "pads": [1, 0, 0, 1], "count_include_pad": 1}, X, []),
    "average pooling, ceil": lambda o: (
        ("AveragePool", {"kernel_shape": [2, 2], "strides": [2, 2], "ceil_mode": 1}, X, []) if o >= 10 else None),
    "max pooling": lambda o: ("MaxPool", {"kernel_shape": [2, 3], "auto_pad": "SAME_LOWER"}, X, []),
    "max pooling, ceil, dilation": lambda o: (
        ("MaxPool", {"kernel_shape": [2, 2], "dilations": [2, 1], "ceil_mode": 1}, X, []) if o >= 10 else None),
    "convolution": lambda o: ("Conv", {"pads": [1, 0, 0, 1], "strides": [2, 1]}, X, [X[:, :, :2, :2] * 1.0, floats(1, 2)]),
    "transposed convolution": lambda o: (
        "ConvTranspose", {"strides": [2, 1], "output_padding": [1, 0]}, X, [X[0, :, None, :2, :3].repeat(2, 1)]),
    "prelu": lambda o: ("PRelu", {}, X, [np.float32([[[0.1]], [[0.2]], [[0.3]]])]),
    "elu": lambda o: ("Elu", {"alpha": 0.5}, X, []),
    "selu": lambda o: ("Selu", {}, X, []),
    "hard sigmoid": lambda o: ("HardSigmoid", {}, X, []),
    "gelu": lambda o: ("Gelu", {"approximate": "tanh"}, X, []) if o >= 20 else None,
    "pow": lambda o: ("Pow", {}, np.abs(X), [np.float32(1.5)]),
    "pow of mixed types": lambda o: ("Pow", {}, X, [np.int64(2)]) if o >= 12 else None,
    "mod": lambda o: ("Mod", {"fmod": 1}, X, [np.float32(0.7)]) if o >= 10 else None,
    "division of whole numbers": lambda o: ("Div", {}, np.int32([[-7, 7, 5]]), [np.int32([2, -2, 3])]),
    "cumulative sum": lambda o: (
        ("CumSum", {"exclusive": 1, "reverse": 1}, X, [np.int64(2)]) if o >= 11 else None),
    "depth to space": lambda o: (
        "DepthToSpace", {"blocksize": 2, **({"mode": "CRD"} if o >= 11 else {})}, X[:, [0, 1, 2, 0, 1, 2, 0, 1]], []),
    "lrn": lambda o: ("LRN", {"size": 3, "alpha": 0.1}, X, []),
    "trilu": lambda o: ("Trilu", {"upper": 0}, X, [np.int64(1)]) if o >= 14 else None,
    "einsum": lambda o: ("Einsum", {"equation": "bchw,kc->bkhw"}, X, [FLAT[0, :2, :3].copy()]) if o >= 12 else None,
    "lstm": lambda o: cells("LSTM", 4),
    "lstm backwards": lambda o: cells("LSTM", 4, direction="reverse"),
    "gru": lambda o: cells("GRU", 3),
    "gru, reset behind": lambda o: cells("GRU", 3, linear_before_reset=1),
    "rnn": lambda o: cells("RNN", 1),
}  # fmt: skip
OUTPUTS = {"TopK": 2, "Split": 2, "LSTM": 3, "GRU": 2, "RNN": 2}


def written(row: Row, opset: int) -> Any:
    kind, attributes, x, others = row
    names = ["x"] + [f"w{i}" if other is not None else "" for i, other in enumerate(others)]
    weights = [numpy_helper.from_array(np.asarray(a), n) for a, n in zip(others, names[1:]) if a is not None]
    outs = [f"y{i}" for i in range(OUTPUTS.get(kind, 1))]
    nodes = [helper.make_node(kind, names, outs, **attributes)]
    if kind in ("LSTM", "GRU", "RNN"):
        nodes[0].input[0] = "t"
        nodes.insert(0, helper.make_node("Transpose", ["x"], ["t"], perm=[1, 0, 2]))
    given = helper.np_dtype_to_tensor_dtype(x.dtype)
    made = {"ArgMax": TensorProto.INT64, "Cast": attributes.get("to"), "OneHot": TensorProto.FLOAT}.get(kind, given)
    kinds = [TensorProto.INT64 if kind == "TopK" and i else made for i in range(len(outs))]
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", given, ["batch", *x.shape[1:]])],
        [helper.make_tensor_value_info(name, k, None) for name, k in zip(outs, kinds)], weights,
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8 if opset < 21 else 10)


@pytest.mark.parametrize("opset", range(OLDEST, onnx_opset_version() + 1))
def test_an_opset(opset: int) -> None:
    problems, compared = [], 0
    for name, make in ROWS.items():
        row = make(opset)
        if row is None:
            continue
        proto = written(row, opset)
        # beyond what onnxruntime reads, the meaning of these operators has not changed: compare with the last one it reads
        run = session(proto if opset <= RUNTIME else written(make(RUNTIME), RUNTIME))
        expected = run.run(None, {"x": row[2]})
        found = model_of(proto).predict(row[2], verbose=0)
        for a, b in zip(expected, found if isinstance(found, list) else [found], strict=True):
            close = a.shape == np.shape(b) and a.dtype == np.asarray(b).dtype
            if not close or not np.allclose(a.astype(float), np.asarray(b, float), rtol=2e-5, atol=2e-5):
                problems.append(f"{name}: {a.dtype}{a.shape} {np.asarray(b).dtype}{np.shape(b)}")
        compared += 1
    assert not problems, "\n".join(problems)
    assert compared > 45


def test_meanings_differ_between_opsets() -> None:
    """The rows above can fail: the same words mean something else in another opset."""
    old, new = (model_of(written(ROWS["softmax"](o), o)).predict(FLAT, verbose=0) for o in (12, 13))
    assert not np.allclose(old, new)
