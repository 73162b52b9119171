"""Convolutional networks: training steps and prediction."""

from __future__ import annotations

from benchmarks.harness import Contender, Limit, Row

MIXED = {"precision": "mixed"}
BFLOAT16 = {"bfloat16": True}


def _fit(work: dict, extra: dict) -> Contender:
    return Contender("badak fit", "badak", "benchmarks.programs.badak_conv:Fit", work | extra, own=True)


def _torch_fits(work: dict, extra: dict) -> tuple[Contender, ...]:
    """The ways to run the bare loop; limits are held against the best eager one and the best compiled one."""
    program, first = "benchmarks.programs.torch_conv:Fit", {"channels_last": False}
    return (
        Contender("torch, channels last", "torch", program, work | extra),
        Contender("torch, channels first", "torch", program, work | extra | first, extra=True),
        Contender("torch, channels last, compiled", "torch compiled", program, work | extra | {"compiled": True}),
        Contender(
            "torch, channels first, compiled",
            "torch compiled",
            program,
            work | extra | first | {"compiled": True},
            extra=True,
        ),
    )


def _infer(model: str, batch: int, calls: int) -> tuple[Contender, ...]:
    work = {"model": model, "batch": batch, "calls": calls}
    program = "benchmarks.programs.torch_conv:Infer"
    return (
        Contender("badak predict", "badak", "benchmarks.programs.badak_conv:Infer", work, own=True),
        Contender("torch, channels last", "torch", program, work),
        Contender("torch, channels first", "torch", program, work | {"channels_last": False}),
        Contender("torch, channels last, compiled", "torch", program, work | {"compiled": True}, extra=True),
    )


RESNET = {"model": "resnet20", "batch": 128, "rows": 1_280}
CNN = {"model": "cnn", "batch": 128, "rows": 6_400}
EQUAL = (
    "Same model, data, batch size, SGD with momentum and weight decay, a new order each epoch. PyTorch's bare loop over "
    "tensors in memory, batch norm and ReLU in place. "
)
AUTOCAST = EQUAL + "PyTorch under autocast to bfloat16, its loss in float32."

ROWS = (
    Row(
        "resnet20",
        "ResNet-20, 32×32×3, batch 128, float32",
        "step",
        (_fit(RESNET, {}), *_torch_fits(RESNET, {})),
        (Limit(0.70, "torch"), Limit(0.75, "torch compiled")),
        note=EQUAL,
    ),
    Row(
        "resnet20-mixed",
        "ResNet-20, 32×32×3, batch 128, mixed precision",
        "step",
        (_fit(RESNET, MIXED), *_torch_fits(RESNET, BFLOAT16)),
        (Limit(0.70, "torch"), Limit(0.80, "torch compiled")),
        note=AUTOCAST,
    ),
    Row(
        "resnet20-memory",
        "ResNet-20, 32×32×3, batch 128, float32: largest resident memory of the process during an epoch",
        "process",
        (_fit(RESNET, {}), *_torch_fits(RESNET, {})[:1]),
        (Limit(1.0, "torch"),),
        measure="memory",
        note=EQUAL,
    ),
    Row(
        "cnn",
        "CNN 3×3 of 32 and 64 filters, 128 neurons (225,034 weights), 28×28×1, batch 128, float32",
        "step",
        (_fit(CNN, {}), *_torch_fits(CNN, {})),
        (Limit(0.85, "torch"),),
        note=EQUAL,
    ),
    Row(
        "cnn-mixed",
        "CNN 3×3 of 32 and 64 filters, 128 neurons (225,034 weights), 28×28×1, batch 128, mixed precision",
        "step",
        (_fit(CNN, MIXED), *_torch_fits(CNN, BFLOAT16)),
        (Limit(0.85, "torch"),),
        note=AUTOCAST,
    ),
    *(
        Row(
            f"{model}-{batch}",
            f"{title} on {batch} picture{'s' if batch > 1 else ''} of 224×224, batch norm folded, float32",
            "call",
            _infer(model, batch, calls),
            (Limit(limit, "torch"),),
            note="`predict`, softmax included, on arrays in memory; PyTorch under inference_mode with batch norms folded.",
        )
        for model, title in (("vgg11", "VGG-11"), ("resnet18", "ResNet-18"))
        for batch, calls, limit in ((1, 6, 1.0), (32, 1, 0.9))
    ),
)
