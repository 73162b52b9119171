"""Every metric against what Keras reports after each of three batches, and against scikit-learn on all rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from badak import metrics
from references.reader import Case, load

BATCHES = 3
KERAS = load("metrics").select(peer="keras")
SKLEARN = {c.name.removeprefix("sklearn."): c for c in load("metrics").select(peer="sklearn")}

# Keras adds 1e-7 to denominators in its F scores, and computes the other two in float32 in part.
LOOSE = {"F1Score", "FBetaScore", "MeanIoU", "R2Score"}


def double(x: np.ndarray) -> np.ndarray:
    return x.astype("float64") if x.dtype.kind == "f" else x


# Keras 3.15 takes the number of values (rows times outputs) for the number of samples in the adjusted R²; badak the rows.
ADJUSTED = [c for c in KERAS if c["config"].get("num_regressors")]


@pytest.mark.parametrize("case", [pytest.param(c, id=c.name) for c in KERAS if c not in ADJUSTED])
def test_keras_reports_the_same_after_each_batch(case: Case) -> None:
    metric = getattr(metrics, case["class"])(**case["config"])
    state = metric.init()
    shape = {key: (value.shape, value.dtype) for key, value in state.items()}
    found = []
    for i in range(BATCHES):
        batch = {key: double(value[i]) for key, value in case.inputs.items()}
        weight = batch["weight"] if case["weighted"] else None
        if case["inputs"] == "values":
            state = metric.update(state, batch["y_true"], weight)
            metric.update_state(batch["y_true"], weight)
        else:
            state = metric.update(state, batch["y_true"], batch["y_pred"], weight)
            metric.update_state(batch["y_true"], batch["y_pred"], sample_weight=weight)
        found.append(metric.result(state))
        np.testing.assert_array_equal(metric.result(), found[-1])
    assert state.keys() == shape.keys()
    assert all(value.dtype == np.float64 for value in state.values())
    tolerance = {"rtol": 3e-7} if case["class"] in LOOSE else {"rtol": 1e-9}
    np.testing.assert_allclose(np.stack(found), case.arrays["result"], atol=1e-12, **tolerance)


def test_adjusted_r2_counts_samples() -> None:
    y_true, y_pred = (
        double(load("metrics")["keras.R2Score.regression"].inputs[key][0]) for key in ("y_true", "y_pred")
    )
    plain = metrics.R2Score()(y_true, y_pred)
    n, p = len(y_true), 2
    adjusted = metrics.R2Score(num_regressors=p)(y_true, y_pred)
    assert adjusted == pytest.approx(1 - (1 - plain) * (n - 1) / (n - p - 1), rel=1e-12)
    values = y_true.size
    as_keras = 1 - (1 - plain) * (values - 1) / (values - p - 1)
    assert load("metrics")["keras.R2Score.num_regressors=2.regression"].arrays["result"][0] == pytest.approx(as_keras)


def rows(name: str) -> dict[str, np.ndarray]:
    inputs = load("metrics").select(inputs=name)[0].inputs
    return {key: double(value.reshape(-1, *value.shape[2:])) for key, value in inputs.items()}


def scikit(
    name: str, metric: metrics.Metric, data: str, *, y_true=None, y_pred=None, scale: float = 1.0, **tolerance
) -> None:
    """Compare with and without sample weights; scikit-learn's weights are those of the set ``binary``."""
    given = rows(data)
    y_true = given["y_true"] if y_true is None else y_true
    y_pred = given["y_pred"] if y_pred is None else y_pred
    for key, weight in (("result", None), ("weighted_result", rows("binary")["weight"])):
        found = metric.result(metric.update(metric.init(), y_true, y_pred, weight))
        np.testing.assert_allclose(
            found / scale, SKLEARN[name].arrays[key], **({"rtol": 1e-12, "atol": 1e-12} | tolerance)
        )


def one_hot(numbers: np.ndarray) -> np.ndarray:
    return np.eye(6)[numbers]


def test_scikit_learn_on_yes_no_answers() -> None:
    scikit("accuracy.binary", metrics.BinaryAccuracy(), "binary")
    scikit("precision.binary", metrics.Precision(), "binary")
    scikit("recall.binary", metrics.Recall(), "binary")
    scikit("f1.binary", metrics.F1Score(average="macro", threshold=0.5), "binary")
    scikit("log_loss.binary", metrics.BinaryCrossentropy(), "binary", rtol=1e-9)
    scikit("confusion.binary", metrics.ConfusionMatrix(2), "binary")
    # the scores are multiples of 0.01: so fine a grid of thresholds loses nothing
    scikit("roc_auc", metrics.AUC(num_thresholds=1001), "binary")


def test_scikit_learn_on_classes() -> None:
    scikit("accuracy.labels", metrics.Accuracy(), "labels")
    scikit("confusion.labels", metrics.ConfusionMatrix(6), "labels")
    scikit("accuracy.sparse", metrics.SparseCategoricalAccuracy(), "sparse")
    scikit("accuracy.sparse", metrics.CategoricalAccuracy(), "sparse", y_true=one_hot(rows("sparse")["y_true"]))
    scikit("confusion.sparse", metrics.ConfusionMatrix(6), "sparse")
    scikit("confusion.sparse.normalized", metrics.ConfusionMatrix(6, normalize="true"), "sparse")
    scikit("top_3.sparse", metrics.SparseTopKCategoricalAccuracy(k=3), "sparse")
    scikit("log_loss.sparse", metrics.SparseCategoricalCrossentropy(), "sparse", rtol=1e-9)


@pytest.mark.parametrize("average", [None, "micro", "macro", "weighted"])
def test_scikit_learn_on_f_scores(average: str | None) -> None:
    y_true = one_hot(rows("sparse")["y_true"])
    scikit(f"f1.sparse.{average}", metrics.F1Score(average=average), "sparse", y_true=y_true)
    scikit(f"f2.sparse.{average}", metrics.FBetaScore(average=average, beta=2.0), "sparse", y_true=y_true)
    scikit(f"f1.multilabel.{average}", metrics.F1Score(average=average, threshold=0.5), "multilabel")
    scikit(f"f2.multilabel.{average}", metrics.FBetaScore(average=average, beta=2.0, threshold=0.5), "multilabel")


def test_scikit_learn_on_several_labels() -> None:
    scikit("precision.multilabel.micro", metrics.Precision(), "multilabel")
    scikit("recall.multilabel.micro", metrics.Recall(), "multilabel")
    per_class = SKLEARN["precision.multilabel.None"].arrays["result"]
    data = rows("multilabel")
    for k in range(4):
        metric = metrics.Precision(class_id=k)
        np.testing.assert_allclose(metric(data["y_true"], data["y_pred"]), per_class[k], rtol=1e-12)
    # scores are not on the grid of thresholds here
    scikit("roc_auc.multilabel", metrics.AUC(num_thresholds=20001, multi_label=True), "multilabel", rtol=2e-4)


def test_scikit_learn_on_numbers() -> None:
    scikit("mae", metrics.MeanAbsoluteError(), "regression")
    scikit("mse", metrics.MeanSquaredError(), "regression")
    scikit("mape", metrics.MeanAbsolutePercentageError(), "regression", scale=100.0, rtol=1e-9)
    scikit("msle", metrics.MeanSquaredLogarithmicError(), "regression", rtol=1e-6)
    scikit("r2.raw_values", metrics.R2Score(class_aggregation=None), "regression")
    scikit("r2.uniform_average", metrics.R2Score(), "regression")
    scikit("r2.variance_weighted", metrics.R2Score(class_aggregation="variance_weighted_average"), "regression")
    data = rows("regression")
    for k in range(3):
        found = metrics.RootMeanSquaredError()(data["y_true"][:, k], data["y_pred"][:, k])
        np.testing.assert_allclose(found, SKLEARN["rmse"].arrays["result"][k], rtol=1e-12)


def test_every_stored_reference_is_used() -> None:
    """A case that scikit-learn gave and nobody compares would be a hole."""
    compared = set()
    source = Path(__file__).read_text(encoding="utf-8")
    for name in SKLEARN:
        stem = name.rpartition(".")[0]
        if f'"{name}"' in source or f'f"{stem}.{{average}}"' in source:
            compared.add(name)
    left = set(SKLEARN) - compared - {"average_precision"}  # a step function; badak's PR area is interpolated
    assert not {n for n in left if not n.startswith(("precision.", "recall."))}
