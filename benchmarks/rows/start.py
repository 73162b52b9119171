"""From the start of a process: importing, and a small job to its end."""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks.harness import ROOT, Contender, Limit, Row, environment

PROGRAMS = "benchmarks/programs"

# What belongs to an extra: importing badak must leave it alone even where it is installed.
EXTRAS = (
    "jax jaxlib torch keras tensorflow matplotlib PIL sklearn scipy statsmodels pandas polars onnx onnxruntime h5py "
    "fastapi uvicorn starlette pydantic optuna gymnasium hypothesis pytest IPython sphinx"
).split()


def imported_extras() -> str:
    """Which of the extras `import badak` brings in, in a fresh process."""
    code = "import badak, sys, json; print(json.dumps(sorted({n.partition('.')[0] for n in sys.modules})))"
    plain = Contender("badak", "badak", "", own=True)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment(plain))
    if out.returncode:
        return "import badak failed: " + out.stderr.strip().splitlines()[-1]
    loaded = sorted(set(EXTRAS) & set(json.loads(out.stdout.splitlines()[-1])))
    return (
        f"EXTRAS IMPORTED: {', '.join(loaded)}" if loaded else f"none of the extras imported ({len(EXTRAS)} looked for)"
    )


REHEARSE = ("rehearse",)

MNIST = Row(
    "mnist-99",
    "process start to 99 % of MNIST's test: `badak train mnist --fast`",
    "process",
    (
        Contender("badak train --fast", "badak", f"{PROGRAMS}/mnist_badak.py", own=True, rehearsal=REHEARSE),
        *(
            Contender(f"torch{name}", "torch", f"{PROGRAMS}/mnist_torch.py", words, extra=extra, rehearsal=rehearsal)
            for name, words, rehearsal, extra in (
                ("", [], REHEARSE, False),
                (", bfloat16", ["bfloat16"], ("bfloat16", *REHEARSE), False),
                (", bfloat16, compiled", ["bfloat16", "compiled"], ("bfloat16", "compiled", *REHEARSE), True),
            )
        ),
        *(
            Contender(
                f"keras on {backend}",
                "keras",
                f"{PROGRAMS}/mnist_keras.py",
                environment={"KERAS_BACKEND": backend},
                rehearsal=REHEARSE,
            )
            for backend in ("torch", "jax")
        ),
    ),
    (Limit(0.08, "keras"), Limit(0.7, "torch")),
    measure="process",
    rounds=3,
    note=(
        "PyTorch trains badak's network by badak's recipe (2 epochs, batch 128, Adam, one cycle up to 0.01) in a bare loop; "
        "badak also checks its data, writes a model file and a report. Keras runs its documented convnet example and stops "
        "at the epoch whose test reaches 99 %. The real digits are needed (BADAK_DATA)."
    ),
)

ROWS = (
    Row(
        "import",
        "a fresh process that imports, less a fresh process that does nothing",
        "process",
        (
            Contender("import badak", "badak", "-c import badak", own=True),
            Contender("pass", "python", "-c pass", own=True),
            Contender("import numpy", "numpy", "-c import numpy", own=True),
            Contender("import torch", "torch", "-c import torch"),
            Contender("import keras (jax)", "keras", "-c import keras", environment={"KERAS_BACKEND": "jax"}),
        ),
        (Limit(0.25),),
        measure="process",
        minus="pass",
        rounds=9,
        note="The empty process is badak's interpreter for all; the files are in the disk cache.",
        check=imported_extras,
    ),
    Row(
        "regression",
        "13-64-1 on 500 rows, Adam, batch 32, 200 epochs, from the start of the process to its end",
        "process",
        (
            Contender("badak", "badak", f"{PROGRAMS}/regression_badak.py", own=True),
            Contender("torch", "torch", f"{PROGRAMS}/regression_torch.py"),
            Contender("torch, fused", "torch", f"{PROGRAMS}/regression_torch.py", ["fused"]),
            Contender(
                "torch, fused, 1 thread",
                "torch",
                f"{PROGRAMS}/regression_torch.py",
                ["fused"],
                {"OMP_NUM_THREADS": "1"},
            ),
            Contender("keras on jax", "keras", f"{PROGRAMS}/regression_keras.py", environment={"KERAS_BACKEND": "jax"}),
        ),
        (Limit(0.4, "torch"),),
        measure="process",
        rounds=5,
        note="The mean loss of each epoch is accounted on every side; the last one is printed and shown.",
    ),
    MNIST,
)
