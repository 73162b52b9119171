"""The n-gram model beside the language models; prints a line of JSON.

python -m benchmarks.texts.of_ngrams TASK DATA seed 0
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.texts.data import read
from benchmarks.texts.ngrams import LetterModel

ORDERS = (3, 4, 5, 6)


def run(held: dict) -> dict:
    """Choose order and smoothing on the last tenth of the training part, then count all of it and test once."""
    x, x_test, size = held["x"].astype(np.int64), held["x_test"].astype(np.int64), int(held["size"])
    start, cut = time.process_time(), len(held["x"]) * 9 // 10
    tried = {
        (smoothing, order): LetterModel(x[:cut], size, order, smoothing).loss(x[cut:])
        for smoothing in ("kneser-ney", "witten-bell")
        for order in ORDERS
    }
    smoothing, order = min(tried, key=lambda key: tried[key])
    model = LetterModel(x, size, order, smoothing)
    return {
        "train_loss": model.loss(x),
        "test_loss": model.loss(x_test),
        "chosen": f"{smoothing}, order {order}",
        "tried": {f"{smoothing}, order {order}": round(loss, 4) for (smoothing, order), loss in tried.items()},
        "parameters": sum(len(table.grams) for table in model.tables),
        "seconds": round(time.process_time() - start, 1),
        "version": f"numpy {np.__version__}",
    }


if __name__ == "__main__":
    _, file, _, seeds = sys.argv[1:]
    print(json.dumps({"seed": int(seeds)} | run(read(Path(file)))))
