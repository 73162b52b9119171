"""A large table of word vectors: one training step."""

from __future__ import annotations

from benchmarks.harness import Contender, Limit, Row

SIZES = {"words": 100_000, "features": 64, "batch": 64, "time": 100}


def _row(optimizer: str, dense: bool, note: str) -> Row:
    work = SIZES | {"optimizer": optimizer}
    own, other = "benchmarks.programs.badak_embedding:Step", "benchmarks.programs.torch_embedding:Step"
    sparse = work | {"sparse": True}
    return Row(
        f"embedding-{optimizer.lower()}",
        f"embedding, vocabulary 100,000 × 64, batch 64, 100 steps: look up, squared error, gradient and {optimizer}, float32",
        "step",
        (
            Contender("badak", "badak", own, work if dense else sparse, own=True),
            Contender("torch, sparse=True", "torch", other, sparse),
            Contender("torch, dense", "torch", other, work),
        ),
        (Limit(1.0, "torch"),),
        note=note + " The words of a batch are drawn by Zipf's law.",
    )


ROWS = (
    _row("SGD", True, "badak's layer as it is by default: its gradient holds the rows that occurred and no others."),
    _row(
        "Adam", False, "badak's layer with sparse=True, which is PyTorch's SparseAdam; its dense form moves every row."
    ),
)
