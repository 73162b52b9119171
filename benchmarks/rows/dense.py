"""Dense networks on digits."""

from __future__ import annotations

from benchmarks.harness import Contender, Limit, Row

SMALL = {"widths": [784, 64, 10], "optimizer": "SGD", "rate": 0.01, "batch": 32}
LARGE = {"widths": [784, 512, 512, 10], "optimizer": "Adam", "rate": 0.001, "batch": 128, "rows": 12_800}
JAX = {"KERAS_BACKEND": "jax"}
TORCH = {"KERAS_BACKEND": "torch"}


def _badak(work: dict) -> Contender:
    return Contender("badak fit", "badak", "benchmarks.programs.badak_dense:Fit", work, own=True)


def _torch(work: dict) -> tuple[Contender, ...]:
    """The ways to write the bare loop; the limit is held against the fastest of them."""
    program = "benchmarks.programs.torch_dense:Fit"
    return (
        Contender("torch, index", "torch", program, work),
        Contender("torch, index, fused", "torch", program, work | {"update": "fused"}),
        Contender("torch, index, fused, 1 thread", "torch", program, work | {"update": "fused", "threads": 1}),
        Contender("torch, copy, fused", "torch", program, work | {"batching": "copy", "update": "fused"}),
        Contender("torch, index, fused, compiled", "torch", program, work | {"update": "fused", "compiled": True}),
        Contender(
            "torch, index, fused, 1 thread, compiled",
            "torch",
            program,
            work | {"update": "fused", "compiled": True, "threads": 1},
            extra=True,
        ),
    )


def _keras(work: dict) -> tuple[Contender, ...]:
    program = "benchmarks.programs.keras_dense:Fit"
    return (
        Contender("keras fit on jax", "keras", program, work, JAX),
        Contender("keras fit on torch", "keras on torch", program, work, TORCH, extra=True),
    )


EQUAL = (
    "Same model, data, batch size, float32, a new order each epoch. badak and Keras get one-hot labels, PyTorch class "
    "indices and its fused softmax cross-entropy. "
)

ROWS = (
    Row(
        "digits-sgd",
        "784-64-10, SGD, batch 32, 60,000 digits, no metric",
        "step",
        (_badak(SMALL), *_torch(SMALL), *_keras(SMALL)),
        (Limit(0.65, "torch"), Limit(0.35, "keras")),
        note=EQUAL + "fit accounts the mean loss of the epoch, the bare loop accounts nothing.",
    ),
    Row(
        "digits-sgd-accuracy",
        "784-64-10, SGD, batch 32, 60,000 digits, loss and accuracy accounted on every side",
        "step",
        tuple(
            Contender(c.name, c.side, c.program, c.arguments | {"accuracy": True}, c.environment, c.own, c.extra)
            for c in (_badak(SMALL), *_torch(SMALL)[:4], *_keras(SMALL))
        ),
        (Limit(0.65, "torch"), Limit(0.35, "keras")),
        note=EQUAL + "The loop adds up loss and right answers on tensors and reads them once an epoch.",
    ),
    Row(
        "digits-adam",
        "784-512-512-10, Adam, batch 128, 12,800 digits, no metric",
        "step",
        (_badak(LARGE), *_torch(LARGE), *_keras(LARGE)),
        (Limit(1.6, "torch"),),
        note=EQUAL + "fit accounts the mean loss of the epoch, the bare loop accounts nothing.",
    ),
    Row(
        "digits-memory",
        "784-512-512-10, Adam, batch 128: largest resident memory of the process during an epoch",
        "process",
        (_badak(LARGE), _torch(LARGE)[1], _keras(LARGE)[0]),
        measure="memory",
        rounds=3,
        note="The data (40 MB of it as float32) lies in each process.",
    ),
    Row(
        "predict-one",
        "784-64-10, predict of one row, NumPy in and out",
        "call",
        (
            Contender(
                "badak predict",
                "badak",
                "benchmarks.programs.badak_dense:PredictOne",
                {"widths": [784, 64, 10]},
                own=True,
            ),
            Contender(
                "torch inference_mode",
                "torch",
                "benchmarks.programs.torch_dense:PredictOne",
                {"widths": [784, 64, 10]},
            ),
            Contender(
                "keras predict on jax",
                "keras",
                "benchmarks.programs.keras_dense:PredictOne",
                {"widths": [784, 64, 10]},
                JAX,
            ),
            Contender(
                "keras call on jax",
                "keras",
                "benchmarks.programs.keras_dense:PredictOne",
                {"widths": [784, 64, 10], "call": True},
                JAX,
            ),
        ),
        (Limit(60e-6),),
        note="PyTorch's side is the bare model and a softmax, not a predict with checks.",
    ),
)
