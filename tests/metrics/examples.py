"""One set of batches for each metric."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from badak import metrics

ROWS = 24


class Example(NamedTuple):
    """A metric with targets and predictions of 24 rows; ``y_pred`` is None for those that take values."""

    metric: metrics.Metric
    y_true: np.ndarray
    y_pred: np.ndarray | None

    def __repr__(self) -> str:
        shown = {k: v for k, v in vars(self.metric).items() if v is not None and k not in ("name", "function")}
        return type(self.metric).__name__ + "".join(f"-{k}={v}" for k, v in shown.items())

    def part(self, rows: Any) -> tuple:
        """Arguments for ``update`` of some rows."""
        return (self.y_true[rows],) if self.y_pred is None else (self.y_true[rows], self.y_pred[rows])


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def examples() -> list[Example]:
    r = np.random.default_rng(17)
    numbers = r.integers(0, 5, ROWS)
    rows, p = np.eye(5, dtype=np.float32)[numbers], softmax(r.normal(size=(ROWS, 5)) + np.eye(5)[numbers])
    yes = r.integers(0, 2, (ROWS, 1)).astype(np.float32)
    chance = np.clip(r.random((ROWS, 1)) * 0.6 + 0.4 * yes * r.random((ROWS, 1)), 0, 1)
    many, many_p = r.integers(0, 2, (ROWS, 3)).astype(np.float32), r.random((ROWS, 3))
    y, q = r.uniform(0.5, 3, (ROWS, 2)), r.uniform(0.5, 3, (ROWS, 2))
    pixels, guessed = r.integers(0, 3, (ROWS, 4)), r.integers(0, 3, (ROWS, 4))
    m = metrics
    table = [
        (m.Accuracy(), numbers, np.where(r.random(ROWS) < 0.7, numbers, 0)),
        (m.BinaryAccuracy(), yes, chance),
        (m.BinaryAccuracy(threshold=0.3), many, many_p),
        (m.CategoricalAccuracy(), rows, p),
        (m.SparseCategoricalAccuracy(), numbers, p),
        (m.SparseCategoricalAccuracy(), numbers[:, None], p),
        (m.TopKCategoricalAccuracy(k=2), rows, p),
        (m.SparseTopKCategoricalAccuracy(k=2), numbers, p),
        (m.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True), numbers, np.argsort(-p, axis=-1)),
        (m.Precision(), yes, chance),
        (m.Precision(thresholds=[0.2, 0.6]), many, many_p),
        (m.Precision(top_k=2), rows, p),
        (m.Recall(class_id=1), many, many_p),
        (m.Recall(top_k=2, class_id=1), rows, p),
        (m.TruePositives(), yes, chance),
        (m.TrueNegatives(thresholds=[0.2, 0.6]), yes, chance),
        (m.FalsePositives(), many, many_p),
        (m.FalseNegatives(), yes, chance),
        (m.F1Score(), rows, p),
        (m.F1Score(average="weighted", threshold=0.4), many, many_p),
        (m.FBetaScore(average="micro", beta=0.5), rows, p),
        (m.F1Score(average="macro"), yes, chance),
        (m.AUC(), yes, chance),
        (m.AUC(curve="PR", num_thresholds=50), many, many_p),
        (m.AUC(multi_label=True, label_weights=(1.0, 2.0, 0.5)), many, many_p),
        (m.AUC(label_weights=(1.0, 2.0, 0.5), summation_method="majoring"), many, many_p),
        (m.AUC(from_logits=True), yes, np.log(chance + 0.01)),
        (m.SensitivityAtSpecificity(0.4), yes, chance),
        (m.SpecificityAtSensitivity(0.4), yes, chance),
        (m.PrecisionAtRecall(0.4), yes, chance),
        (m.RecallAtPrecision(0.4, class_id=1), many, many_p),
        (m.ConfusionMatrix(5), numbers, p),
        (m.ConfusionMatrix(5, normalize="pred"), rows, p),
        (m.ConfusionMatrix(2, normalize="all"), yes, chance),
        (m.MeanIoU(3), pixels, guessed),
        (m.MeanIoU(3, ignore_class=1), pixels, guessed),
        (m.MeanIoU(5, sparse_y_true=False, sparse_y_pred=False), rows, p),
        (m.MeanSquaredError(), y, q),
        (m.MeanSquaredError(), y[:, 0], q[:, 0]),
        (m.RootMeanSquaredError(), y, q),
        (m.MeanAbsoluteError(), y, q),
        (m.MeanAbsolutePercentageError(), y, q),
        (m.MeanSquaredLogarithmicError(), y, q),
        (m.LogCoshError(), y, q),
        (m.R2Score(), y, q),
        (m.R2Score(class_aggregation=None), y, q),
        (m.R2Score(class_aggregation="variance_weighted_average", num_regressors=2), y, q),
        (m.CosineSimilarity(), y, q),
        (m.PearsonCorrelation(), p, softmax(p)),
        (m.KLDivergence(), softmax(p), p),
        (m.Poisson(), y, q),
        (m.Hinge(), 2 * yes - 1, chance * 3 - 1),
        (m.SquaredHinge(), 2 * yes - 1, chance * 3 - 1),
        (m.CategoricalHinge(), rows, p),
        (m.BinaryCrossentropy(), yes, chance * 0.9 + 0.05),
        (m.CategoricalCrossentropy(label_smoothing=0.1), rows, p),
        (m.SparseCategoricalCrossentropy(), numbers, p),
        (m.MetricFunction(lambda t, p: abs(t - p).max(axis=-1), name="worst"), y, q),
        (m.Mean(), y, None),
        (m.Sum(), y[:, 0], None),
    ]
    return [Example(*row) for row in table]


EXAMPLES = examples()
