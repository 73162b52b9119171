"""Logistic regression on a bag of words in scikit-learn; prints a line of JSON.

    python benchmarks/texts/of_sklearn.py TASK FOLDER seed 0

TF-IDF of words and pairs of words, of the n-grams of characters, or of both; which of them, and how strong the penalty is, is
decided on a tenth of the training texts.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import sklearn
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.texts.data import bits, reviews
from benchmarks.texts.tasks import TASKS, Task

WEAKNESS = (1.0, 3.0, 10.0)  # of the penalty


def run(task: Task, seed: int) -> dict:
    """Choose on a tenth of the training part, then train on all of it and test once."""
    (texts, y), (texts_test, y_test) = reviews(task.data)
    start = time.process_time()
    order = np.random.default_rng(seed).permutation(len(texts))
    kept, held = order[len(order) // 10 :], order[: len(order) // 10]
    tried = {}
    for features in ("words", "characters", "both"):
        parts = vectorizers(task, features)
        x = hstack([part.fit_transform([texts[i] for i in kept]) for part in parts]).tocsr()
        x_held = hstack([part.transform([texts[i] for i in held]) for part in parts]).tocsr()
        for weakness in WEAKNESS:
            tried[features, weakness] = fitted(x, y[kept], weakness).score(x_held, y[held])
    features, weakness = max(tried, key=lambda key: tried[key])
    parts = vectorizers(task, features)
    x = hstack([part.fit_transform(texts) for part in parts]).tocsr()
    model = fitted(x, y, weakness)
    z = model.decision_function(hstack([part.transform(texts_test) for part in parts]).tocsr())
    return {
        "test_loss": float(np.mean(np.logaddexp(0.0, z) - y_test * z)),
        "test_accuracy": float(np.mean((z > 0) == y_test)),
        "chosen": f"{features}, C = {weakness:g}",
        "tried": {f"{features}, C = {weakness:g}": round(score, 4) for (features, weakness), score in tried.items()},
        "right": bits((z > 0) == y_test),
        "parameters": int(model.coef_.size) + 1,
        "seconds": round(time.process_time() - start, 1),
        "version": f"scikit-learn {sklearn.__version__}",
    }


def vectorizers(task: Task, features: str) -> list[TfidfVectorizer]:
    """What counts the features."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+")
    sizes = (1, 4) if task.data == "nsmc" else (2, 6)
    letters = TfidfVectorizer(analyzer="char", ngram_range=sizes, sublinear_tf=True, min_df=2)
    return {"words": [words], "characters": [letters], "both": [words, letters]}[features]


def fitted(x, y, weakness: float) -> LogisticRegression:
    """The regression; liblinear is quick for sparse rows."""
    return LogisticRegression(C=weakness, solver="liblinear").fit(x, y)


if __name__ == "__main__":
    name, _, _, seeds = sys.argv[1:]
    for seed in map(int, seeds.split(",")):
        print(json.dumps({"seed": seed} | run(TASKS[name], seed)), flush=True)
