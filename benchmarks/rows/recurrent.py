"""Recurrent layers: one training step."""

from __future__ import annotations

from benchmarks.harness import Contender, Limit, Row

ONE = {"features": 64, "units": 128, "batch": 64, "time": 100}
TWO = ONE | {"depth": 2, "both": True, "steps": 4}


def _sides(work: dict) -> tuple[Contender, ...]:
    """Badak's operations, and the ways to run PyTorch's layer; limits are held against the fastest of them."""
    program = "benchmarks.programs.torch_recurrent:Step"
    return (
        Contender("badak", "badak", "benchmarks.programs.badak_recurrent:Step", work, own=True),
        Contender("torch", "torch", program, work),
        Contender("torch, time first", "torch", program, work | {"batch_first": False}),
        Contender("torch, compiled", "torch", program, work | {"compiled": True}),
        Contender("torch, 1 thread", "torch", program, work | {"threads": 1}, extra=True),
    )


EQUAL = (
    "Same sizes, data, gradient of the result, SGD; the data have no gradient. PyTorch has a second bias in each layer. "
    "badak's side calls the operations that its layers call."
)

ROWS = (
    Row(
        "lstm",
        "LSTM 64→128, batch 64, 100 steps, forward, backward and SGD, float32",
        "step",
        _sides({"kind": "lstm"} | ONE),
        (Limit(0.70, "torch"),),
        note=EQUAL,
    ),
    Row(
        "gru",
        "GRU 64→128, batch 64, 100 steps, forward, backward and SGD, float32",
        "step",
        _sides({"kind": "gru"} | ONE),
        (Limit(0.70, "torch"),),
        note=EQUAL,
    ),
    Row(
        "lstm-bidirectional",
        "two bidirectional LSTM layers 64→128, batch 64, 100 steps, forward, backward and SGD, float32",
        "step",
        _sides({"kind": "lstm"} | TWO),
        (Limit(0.80, "torch"),),
        note=EQUAL,
    ),
    Row(
        "lstm-bfloat16",
        "LSTM 64→128, batch 64, 100 steps, forward, backward and SGD, data in bfloat16",
        "step",
        _sides({"kind": "lstm", "narrow": True} | ONE),
        note=EQUAL + " PyTorch under autocast. badak stores 16 bits and computes in 32.",
    ),
)
