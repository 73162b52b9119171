"""Every operation, written as ONNX, computes in onnxruntime what it computes here, on the samples of its own record."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from onnx import checker, helper, numpy_helper  # noqa: E402

import badak.ops  # noqa: E402
from badak.autograd.op import OPS  # noqa: E402
from badak.autograd.samples import Draw  # noqa: E402
from badak.onnx.export import model as _writers  # noqa: E402, F401
from badak.onnx.export.follow import Source, symbol, values_of  # noqa: E402
from badak.onnx.export.values import (
    Unable,  # noqa: E402
    Value,  # noqa: E402
)
from badak.onnx.export.writer import IR_VERSION, OPSET, Writer, onnx_type  # noqa: E402
from tests.onnx_models.helpers import in_onnxruntime  # noqa: E402

for _module in pkgutil.iter_modules(badak.ops.__path__):
    importlib.import_module(f"badak.ops.{_module.name}")

# What belongs to training, or has no counterpart among ONNX's operators of this version.
LEFT_OUT = {
    "put_back", "index_update", "batch_norm", "conv_input_grad", "conv_kernel_grad", "flip_each", "crop_each", "place_each",
    "max_unpool", "max_gather", "avg_unpool", "softmax_cross_entropy", "sparse_softmax_cross_entropy",
    "sigmoid_cross_entropy", "bincount", "cumprod",
}  # fmt: skip
WEIGHTS = {"lstm": (1, 2, 3), "gru": (1, 2, 3), "simple_rnn": (1, 2, 3)}  # places of what must be known when writing
UNABLE = {"pad": {"symmetric", "wrap"}, "resize": {"bicubic", "lanczos3", "lanczos5"}}


def narrowed(x: Any) -> Any:
    """Return arrays as models have them: float32, ids as int64."""
    if isinstance(x, list | tuple):
        return type(x)(map(narrowed, x))
    if not isinstance(x, np.ndarray):
        return x
    return x.astype(np.float32) if x.dtype.kind == "f" else x


def written(record: Any, args: tuple, options: dict) -> tuple[Any, list]:
    """Return a file with one operation, and what it is given."""
    g, given, unable = Writer(), [], set()

    def entered(i: int, x: Any) -> Any:
        if isinstance(x, list | tuple):
            return type(x)(entered(i, part) for part in x)
        if not isinstance(x, np.ndarray) or i in WEIGHTS.get(record.name, ()):
            return x
        given.append(x)
        name = g.name("x")
        return symbol(g, Value(x.shape, x.dtype, last=name), unable)

    symbols = tuple(entered(i, x) for i, x in enumerate(args))
    source = Source(g, None, unable)
    out = values_of(g, source.follow(record, symbols, options))
    parts = out if isinstance(out, tuple) else (out,)
    outs = [(g.last(v), v) for v in parts]
    graph = helper.make_graph(
        g.nodes, "one",
        [helper.make_tensor_value_info(f"x_{i}" if i else "x", onnx_type(x.dtype), x.shape) for i, x in enumerate(given)],
        [helper.make_tensor_value_info(name, onnx_type(v.dtype), v.shape) for name, v in outs],
        [numpy_helper.from_array(a, n) for n, a in g.weights.items()],
    )  # fmt: skip
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    checker.check_model(proto)
    return proto, given


@pytest.mark.parametrize("name", sorted(set(OPS) - LEFT_OUT))
def test_an_operation_computes_the_same_in_onnxruntime(name: str) -> None:
    record = OPS[name]
    tried = 0
    for args, options in record.samples(Draw(3)):
        args = tuple(map(narrowed, args))
        if any(isinstance(a, np.ndarray) and a.size == 0 for a in args):
            continue
        try:
            proto, given = written(record, args, options)
        except Unable:
            if name in UNABLE or name in ("getitem", "roll") or name in WEIGHTS:
                continue
            raise
        expected = record.call(*args, **options)
        expected = expected if isinstance(expected, tuple) else (expected,)
        found = in_onnxruntime(proto, given)
        for a, b in zip(expected, found, strict=False):
            a = np.asarray(a)
            assert a.shape == b.shape
            np.testing.assert_allclose(b, a, rtol=3e-5, atol=3e-5)
        tried += 1
    assert tried
