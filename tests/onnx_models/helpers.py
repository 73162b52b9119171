"""Running a model here and in onnxruntime."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime

from badak.onnx.export.proto import proto_of

onnxruntime.set_default_logger_severity(3)


def session(proto: Any) -> Any:
    """Return onnxruntime's form of a model."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(proto.SerializeToString(), options, providers=["CPUExecutionProvider"])


def in_onnxruntime(proto: Any, given: list) -> list[np.ndarray]:
    """Return what onnxruntime computes for inputs in order."""
    run = session(proto)
    return run.run(None, {i.name: x for i, x in zip(run.get_inputs(), given, strict=True)})


def here(model: Any, given: list) -> list[np.ndarray]:
    """Return what badak computes."""
    out = model.predict(given if len(given) > 1 else given[0], verbose=0)
    return list(out) if isinstance(out, list | tuple) else [out]


def check(model: Any, *given: np.ndarray, tolerance: float = 2e-5) -> Any:
    """Compare a model with its ONNX file in onnxruntime; return the file's content."""
    proto = proto_of(model)
    expected, found = here(model, list(given)), in_onnxruntime(proto, list(given))
    assert len(expected) == len(found)
    for a, b in zip(expected, found, strict=True):
        assert a.shape == b.shape
        np.testing.assert_allclose(b, a, rtol=tolerance, atol=tolerance)
    return proto


def shuffled(model: Any, seed: int = 7) -> Any:
    """Give every weight a value of its own, so that biases and statistics count."""
    rng = np.random.default_rng(seed)
    model.set_weights([
        rng.uniform(0.5, 1.5, w.shape) if "variance" in name else rng.normal(0, 0.4, w.shape)
        for (name, _, _), w in zip(model.weight_items(), model.get_weights(), strict=True)
    ])  # fmt: skip
    return model
