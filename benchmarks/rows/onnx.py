"""Prediction beside onnxruntime, which runs the file that badak writes of the same model."""

from __future__ import annotations

from benchmarks.harness import Contender, Row


def _infer(model: str, batch: int, calls: int) -> tuple[Contender, ...]:
    work = {"model": model, "batch": batch, "calls": calls}
    return (
        Contender("badak predict", "badak", "benchmarks.programs.badak_conv:Infer", work, own=True),
        Contender("onnxruntime", "onnxruntime", "benchmarks.programs.onnxruntime_conv:Infer", work, own=True),
    )


ROWS = tuple(
    Row(
        f"onnx-{model}-{batch}",
        f"{title}, prediction of {batch} × {size}, beside the exported file in onnxruntime",
        "call",
        _infer(model, batch, calls),
        note="`predict`, softmax included, on arrays in memory; onnxruntime rewrites the graph first; as many threads as CPUs.",
    )
    for model, title, size, calls in (
        ("resnet20", "ResNet-20", "32×32×3", {1: 60, 32: 6}),
        ("simple_cnn", "Simple CNN", "28×28×1", {1: 200, 32: 20}),
    )
    for batch, calls in calls.items()
)
