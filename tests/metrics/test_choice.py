"""Names, files, and the kind of metric that fits a loss and shapes."""

from __future__ import annotations

import inspect
import json
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

import badak
from badak import losses, metrics
from badak.errors import ArgumentError, BadakError, DataError, ShapeError
from badak.metrics import METRICS
from tests.metrics.examples import EXAMPLES, Example

ALL = pytest.mark.parametrize("example", EXAMPLES, ids=repr)


def raised(code: str, kind: type[BadakError], function, *args, **kwargs) -> BadakError:
    with pytest.raises(kind) as caught:
        function(*args, **kwargs)
    problem = caught.value
    assert problem.code == code
    for language in ("en", "ko"):
        assert "?>" not in problem.text(language), problem.text(language)  # a field that nobody filled in
    assert any("가" <= letter <= "힣" for letter in problem.text("ko"))
    return problem


# --- names and files --------------------------------------------------------------------------------------------------------


@ALL
def test_a_metric_survives_a_file(example: Example) -> None:
    metric = example.metric
    if isinstance(metric, metrics.MetricFunction):
        raised("BD085", ArgumentError, METRICS.describe, metric)
        return
    description = json.loads(json.dumps(METRICS.describe(metric)))
    again = metrics.get(description)
    assert type(again) is type(metric)
    found = again.result(again.update(again.init(), *example.part(slice(None))))
    np.testing.assert_array_equal(found, metric.result(metric.update(metric.init(), *example.part(slice(None)))))
    assert json.dumps(METRICS.describe(again)) == json.dumps(METRICS.describe(metric))
    assert type(metric).from_config(metric.get_config()).name == metric.name
    with pytest.raises(FrozenInstanceError):
        metric.name = "other"


# Keras's parameters, in order.
SIGNATURES = {
    "Accuracy": "name dtype",
    "BinaryAccuracy": "name dtype threshold",
    "CategoricalAccuracy": "name dtype",
    "TopKCategoricalAccuracy": "k name dtype",
    "SparseTopKCategoricalAccuracy": "k name dtype from_sorted_ids",
    "Precision": "thresholds top_k class_id name dtype",
    "Recall": "thresholds top_k class_id name dtype",
    "F1Score": "average threshold name dtype",
    "FBetaScore": "average beta threshold name dtype",
    "AUC": "num_thresholds curve summation_method name dtype thresholds multi_label num_labels label_weights from_logits",
    "TruePositives": "thresholds name dtype",
    "SensitivityAtSpecificity": "specificity num_thresholds class_id name dtype",
    "RecallAtPrecision": "precision num_thresholds class_id name dtype",
    "MeanSquaredError": "name dtype",
    "R2Score": "class_aggregation num_regressors name dtype",
    "CosineSimilarity": "name dtype axis",
    "BinaryCrossentropy": "name dtype from_logits label_smoothing",
    "CategoricalCrossentropy": "name dtype from_logits label_smoothing axis",
    "SparseCategoricalCrossentropy": "name dtype from_logits axis",
    "MeanIoU": "num_classes name dtype ignore_class sparse_y_true sparse_y_pred axis",
    "Mean": "name dtype",
}
KERAS_NAMES = {
    "Accuracy": "accuracy",
    "AUC": "auc",
    "Precision": "precision",
    "LogCoshError": "logcosh",
    "F1Score": "f1_score",
    "FBetaScore": "fbeta_score",
    "TruePositives": "true_positives",
    "SparseTopKCategoricalAccuracy": "sparse_top_k_categorical_accuracy",
    "KLDivergence": "kl_divergence",
    "R2Score": "r2_score",
}


def test_signatures_and_names_are_keras_s() -> None:
    for name, words in SIGNATURES.items():
        found = [p for p in inspect.signature(getattr(metrics, name)).parameters]
        assert found == words.split(), name
    for cls, name in KERAS_NAMES.items():
        assert getattr(metrics, cls)().name == name
    assert metrics.MeanIoU(2).name == "mean_io_u"


def test_short_names() -> None:
    pairs = {
        "acc": "Accuracy", "accuracy": "Accuracy", "mse": "MeanSquaredError", "MSE": "MeanSquaredError",
        "mae": "MeanAbsoluteError", "mape": "MeanAbsolutePercentageError", "msle": "MeanSquaredLogarithmicError",
        "rmse": "RootMeanSquaredError", "bce": "BinaryCrossentropy", "kld": "KLDivergence", "auc": "AUC", "AUC": "AUC",
        "f1": "F1Score", "f1_score": "F1Score", "r2": "R2Score", "precision": "Precision", "Recall": "Recall",
        "top_k_categorical_accuracy": "TopKCategoricalAccuracy", "cosine_similarity": "CosineSimilarity",
    }  # fmt: skip
    for short, cls in pairs.items():
        assert type(metrics.get(short)) is getattr(metrics, cls), short
    assert metrics.get(None) is None
    assert type(metrics.get(metrics.AUC)) is metrics.AUC
    assert metrics.get({"class_name": "AUC", "config": {"curve": "PR"}}).curve == "PR"
    assert metrics.get("huber") is losses.huber
    assert metrics.mse is losses.mse


def test_a_misspelt_name() -> None:
    for function in (metrics.get, metrics.resolve):
        problem = raised("BD014", ArgumentError, function, "acuracy")
        assert "there is no metric called" in problem.text("en") and "'accuracy'" in problem.text("en")
        assert "측정 지표" in problem.text("ko")


# --- choosing ---------------------------------------------------------------------------------------------------------------

SHAPES = [
    ((32,), (None, 1), "Binary"),
    ((32, 1), (None, 1), "Binary"),
    ((32,), (None,), "Binary"),
    ((32, 10), (None, 10), "Categorical"),
    ((32,), (None, 10), "SparseCategorical"),
    ((32, 1), (None, 10), "SparseCategorical"),
    ((32, 7), (None, 7, 10), "SparseCategorical"),
]


@pytest.mark.parametrize(("y_true", "y_pred", "kind"), SHAPES)
def test_shapes_choose_the_kind(y_true: tuple, y_pred: tuple, kind: str) -> None:
    for written, name in (("accuracy", "accuracy"), ("acc", "acc")):
        metric = metrics.resolve(written, None, y_true, y_pred)
        assert type(metric).__name__ == f"{kind}Accuracy" and metric.name == name
    for written in ("crossentropy", "ce"):
        metric = metrics.resolve(written, None, y_true, y_pred)
        assert type(metric).__name__ == f"{kind}Crossentropy" and metric.name == written


def test_the_loss_chooses_where_shapes_are_not_known() -> None:
    for loss, kind in (
        (losses.SparseCategoricalCrossentropy(), "SparseCategorical"),
        (losses.CategoricalCrossentropy(), "Categorical"),
        (losses.CategoricalFocalCrossentropy(), "Categorical"),
        (losses.BinaryCrossentropy(), "Binary"),
    ):
        assert type(metrics.resolve("accuracy", loss)).__name__ == f"{kind}Accuracy"
    assert type(metrics.resolve("accuracy", losses.MeanSquaredError(), None, (None, 1))) is metrics.BinaryAccuracy
    assert type(metrics.resolve("accuracy")) is metrics.Accuracy
    assert metrics.resolve("crossentropy").name == "crossentropy"
    problem = raised("BD058", ShapeError, metrics.resolve, "accuracy", None, (32, 3), (None, 10))
    assert "y_true (32, 3), y_pred (?, 10)" in problem.text("en")


def test_metrics_by_name_read_logits_where_the_loss_does() -> None:
    r = np.random.default_rng(3)
    z = r.normal(size=(50, 1))
    y, p = (r.random((50, 1)) < 0.5).astype(float), 1 / (1 + np.exp(-z))
    loss = losses.BinaryCrossentropy(from_logits=True)
    for name in ("accuracy", "crossentropy", "binary_accuracy", "auc", "precision", "recall", "bce", "false_positives"):
        on_logits = metrics.resolve(name, loss, y.shape, z.shape)
        plain = metrics.resolve(name, losses.BinaryCrossentropy(), y.shape, z.shape)
        found = on_logits.result(on_logits.update(on_logits.init(), y, z))
        np.testing.assert_allclose(found, plain.result(plain.update(plain.init(), y, p)), rtol=1e-6, err_msg=name)
    sparse = metrics.resolve("crossentropy", losses.SparseCategoricalCrossentropy(True), (9,), (9, 4))
    assert sparse.from_logits


def test_functions_objects_and_losses_become_metrics() -> None:
    def largest_error(y_true, y_pred):
        return abs(y_true - y_pred).max(axis=-1)

    metric = metrics.resolve(largest_error, None, (None, 2), (None, 2))
    assert metric.name == "largest_error"
    y_true, y_pred = np.zeros((3, 2)), np.array([[1.0, 2], [0, 3], [4, 0]])
    assert metric.result(metric.update(metric.init(), y_true, y_pred)) == 3.0
    weighted = metric.update(metric.init(), y_true, y_pred, np.array([1.0, 0.0, 1.0]))
    assert metric.result(weighted) == 3.0 and weighted["count"] == 2.0
    mean = metrics.resolve(lambda t, p: np.mean(abs(t - p)))  # one number for the batch counts once per sample
    state = mean.update(mean.update(mean.init(), y_true, y_pred), y_true[:1], y_pred[:1])
    assert state["count"] == 4 and mean.result(state) == pytest.approx((3 * 10 / 6 + 1.5) / 4)
    tensors = metrics.resolve(lambda t, p: badak.mean(badak.tensor(p) - badak.tensor(t), axis=-1))
    assert tensors.result(tensors.update(tensors.init(), y_true, y_pred)) == pytest.approx(10 / 6)

    assert type(metrics.resolve(metrics.categorical_accuracy)) is metrics.CategoricalAccuracy
    assert type(metrics.resolve(losses.mean_squared_error)) is metrics.MeanSquaredError
    assert metrics.resolve("mse").name == "mse"
    huber = metrics.resolve(losses.Huber(delta=2.0))
    assert huber.name == "huber_loss"
    by_name = metrics.resolve("huber", None, (3, 2), (3, 2))
    assert by_name.name == "huber"
    expected = losses.Huber()(y_true, y_pred)
    assert by_name.result(by_name.update(by_name.init(), y_true, y_pred)) == pytest.approx(expected)
    given = metrics.AUC(name="mine")
    assert metrics.resolve(given, None, (3, 1), (3, 1)).name == "mine"


def test_a_registered_metric_survives_a_file() -> None:
    @badak.register("test_metrics>share")
    def share(y_true, y_pred):
        return (y_pred > 0).mean(axis=-1)

    for identifier in (share, "test_metrics>share"):
        metric = metrics.resolve(identifier)
        again = metrics.get(json.loads(json.dumps(METRICS.describe(metric))))
        assert again.function is share and again.name == metric.name
    raised("BD003", ArgumentError, metrics.MetricFunction, 3)


def test_states_have_their_final_sizes_once_the_outputs_are_known() -> None:
    for name, shape, sizes in (
        ("f1_score", (None, 5), {(5,)}),
        ("confusion_matrix", (None, 5), {(5, 5)}),
        ("confusion_matrix", (None, 1), {(2, 2)}),
        ("r2_score", (None, 3), {(), (3,)}),
    ):
        metric = metrics.resolve(name, None, None, shape)
        assert {np.shape(v) for v in metric.init().values()} == sizes
    raised("BD003", ArgumentError, metrics.ConfusionMatrix().init)
    labels = metrics.AUC(multi_label=True)
    assert labels.sized((None, 4)).init()["true_positives"].shape == (200, 4)


def test_which_metrics_may_be_given_logits() -> None:
    def needs(metric: metrics.Metric, *shape) -> bool:
        return (metric.sized((None, *shape)) if shape else metric).needs_probabilities

    order_only = [
        metrics.CategoricalAccuracy(), metrics.SparseCategoricalAccuracy(), metrics.TopKCategoricalAccuracy(),
        metrics.SparseTopKCategoricalAccuracy(), metrics.Precision(top_k=2), metrics.Recall(top_k=1),
    ]  # fmt: skip
    assert not any(needs(m, 5) for m in order_only)
    assert not needs(metrics.F1Score(), 5) and not needs(metrics.FBetaScore(), 5) and needs(metrics.FBetaScore(), 1)
    assert not needs(metrics.ConfusionMatrix(), 5)
    for metric in (metrics.BinaryAccuracy(), metrics.Precision(), metrics.AUC(), metrics.F1Score(threshold=0.5),
                   metrics.ConfusionMatrix(2), metrics.CategoricalCrossentropy(), metrics.MeanSquaredError(), metrics.Accuracy(),
                   metrics.Precision(top_k=2, thresholds=0.5)):  # fmt: skip
        assert needs(metric, 1), metric
    # and it is true: any rising function of the scores gives the same
    for example in EXAMPLES:
        if (
            example.y_pred is None
            or needs(example.metric, example.y_pred.shape[-1])
            or example.y_pred.dtype.kind != "f"
        ):
            continue
        metric = example.metric.sized(example.y_pred.shape)
        plain = metric.result(metric.update(metric.init(), example.y_true, example.y_pred))
        moved = metric.result(metric.update(metric.init(), example.y_true, 7 * np.log(example.y_pred) + 3))
        np.testing.assert_array_equal(moved, plain, err_msg=repr(example))


# --- values by hand --------------------------------------------------------------------------------------------------------


def test_ties_and_empty_classes() -> None:
    tied = np.array([[0.4, 0.4, 0.2]])
    assert metrics.SparseCategoricalAccuracy()(np.array([0]), tied) == 1.0  # the first of equal scores is the answer
    assert metrics.SparseCategoricalAccuracy()(np.array([1]), tied) == 0.0
    assert metrics.SparseTopKCategoricalAccuracy(k=1)(np.array([1]), tied) == 1.0  # but both are among the best
    assert metrics.SparseTopKCategoricalAccuracy(k=1)(np.array([0]), np.full((1, 3), np.nan)) == 0.0
    assert metrics.Precision()([0, 1], [0.1, 0.2]) == 0.0
    assert metrics.Recall()([0, 0], [0.9, 0.9]) == 0.0
    np.testing.assert_array_equal(metrics.F1Score()(np.eye(3)[[0, 0]], np.eye(3)[[0, 0]]), [1, 0, 0])
    assert metrics.BinaryAccuracy()([[1], [0]], [[0.5], [0.5]]) == 0.5  # 0.5 itself is a no
    assert metrics.MeanIoU(3)([0, 1], [0, 1]) == 1.0  # the class that never occurs is left out


def test_confusion_matrix_as_a_function() -> None:
    cm = metrics.confusion_matrix
    wanted = [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    y, guess = [0, 0, 1, 2], [0, 1, 1, 2]
    assert cm(y, guess).tolist() == wanted
    assert cm(np.eye(3)[y], np.eye(3)[guess]).tolist() == wanted
    assert cm(y, np.eye(3)[guess]).tolist() == wanted
    assert cm([0, 1, 1], [0.2, 0.7, 0.4]).tolist() == [[1, 0], [1, 1]]
    assert cm([[0], [1], [1]], [[0.2], [0.7], [0.4]]).tolist() == [[1, 0], [1, 1]]
    assert cm(y, guess, num_classes=4).shape == (4, 4)
    np.testing.assert_allclose(cm(y, guess, normalize="true"), [[0.5, 0.5, 0], [0, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(cm(y, guess, sample_weight=[2, 0, 1, 1]), [[2, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert cm([], np.zeros(0, int), num_classes=2).tolist() == [[0, 0], [0, 0]]
    np.testing.assert_allclose(cm(y, guess, normalize="pred"), [[1, 0.5, 0], [0, 0.5, 0], [0, 0, 1]])
    np.testing.assert_allclose(cm(y, guess, normalize="all"), np.array(wanted) / 4)
    raised("BD003", ArgumentError, cm, y, guess, normalize="rows")


def test_several_thresholds_are_each_by_itself() -> None:
    r = np.random.default_rng(8)
    y, p, weight = r.integers(0, 2, (40, 3)), r.random((40, 3)), r.random(40)
    for cls in (metrics.Precision, metrics.Recall, metrics.TruePositives, metrics.FalseNegatives):
        for given in ([0.6, 0.2], [0.5], (0.9, 0.1, 0.4)):
            one_by_one = [cls(thresholds=t)(y, p, sample_weight=weight) for t in given]
            np.testing.assert_allclose(cls(thresholds=given)(y, p, sample_weight=weight), one_by_one)


def test_the_area_under_the_roc_curve_is_the_chance_of_the_right_order() -> None:
    r = np.random.default_rng(5)
    y = r.integers(0, 2, 300)
    score = np.round(np.clip(0.3 * y + 0.7 * r.random(300), 0, 1), 3)
    positive, negative = score[y == 1][:, None], score[y == 0][None, :]
    chance = (positive > negative).mean() + 0.5 * (positive == negative).mean()
    assert metrics.AUC(num_thresholds=2001)(y, score) == pytest.approx(chance, abs=1e-12)
    assert metrics.AUC()(y, y.astype(float)) == pytest.approx(1.0)
    assert metrics.AUC()(y, 1.0 - y) == pytest.approx(0.0)
    assert metrics.AUC()(y, np.full(300, 0.3)) == pytest.approx(0.5)


# --- mistakes -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", [metrics.BinaryAccuracy(), metrics.Precision(), metrics.AUC(), metrics.MeanSquaredError(),
                                    metrics.R2Score(), metrics.F1Score(), metrics.Accuracy(), metrics.CosineSimilarity()],
                         ids=lambda m: type(m).__name__)  # fmt: skip
def test_targets_are_not_broadcast(metric: metrics.Metric) -> None:
    for y_true, y_pred in (
        (np.ones(3), np.ones((3, 1))),
        (np.ones((3, 1)), np.ones(3)),
        (np.ones((2, 1)), np.ones((3, 1))),
    ):
        problem = raised("BD052", ShapeError, metric.update, metric.init(), y_true, y_pred)
        assert "y_true" in problem.text("en") and "reshape" in problem.text("en") or len(y_true) == 2


def test_class_numbers_and_rows_mixed_up() -> None:
    rows, numbers, p = np.eye(3), np.arange(3), np.full((3, 3), 0.3)
    for metric in (metrics.CategoricalAccuracy(), metrics.TopKCategoricalAccuracy(), metrics.CategoricalCrossentropy()):
        problem = raised("BD053", ShapeError, metric, numbers, p)
        assert "SparseCategoricalAccuracy" in problem.text("en") and "SparseCategoricalAccuracy" in problem.text("ko")
    for metric in (
        metrics.SparseCategoricalAccuracy(),
        metrics.SparseTopKCategoricalAccuracy(),
        metrics.SparseCategoricalCrossentropy(),
    ):
        raised("BD054", ShapeError, metric, rows, p)
    for metric in (metrics.CategoricalAccuracy(), metrics.SparseCategoricalAccuracy()):
        raised("BD056", ArgumentError, metric, np.ones((3, 1)), np.ones((3, 1)))
    raised("BD056", ArgumentError, metrics.SparseCategoricalAccuracy(), np.ones(3), np.ones((3, 1)))
    raised("BD055", DataError, metrics.SparseTopKCategoricalAccuracy(), np.array([0, 3, 1]), p)
    raised("BD055", DataError, metrics.ConfusionMatrix(3), np.array([0, 3, 1]), p)
    raised("BD055", DataError, metrics.MeanIoU(2), np.array([0, -1]), np.array([0, 1]))
    raised("BD052", ShapeError, metrics.ConfusionMatrix(3), np.arange(4), p)
    raised("BD052", ShapeError, metrics.MeanIoU(3), np.arange(3), np.arange(3)[:, None])


def test_weights_that_do_not_fit() -> None:
    for metric in (metrics.BinaryAccuracy(), metrics.Precision(), metrics.AUC(), metrics.R2Score(), metrics.F1Score()):
        raised("BD001", ShapeError, metric, np.ones((3, 1)), np.ones((3, 1)), sample_weight=np.ones(2))
    raised("BD001", ShapeError, metrics.Mean(), [1.0, 2.0], sample_weight=[1.0])


def test_arguments_without_meaning() -> None:
    for make in (
        lambda: metrics.F1Score(average="mean"),
        lambda: metrics.FBetaScore(average="mean"),
        lambda: metrics.AUC(curve="LIFT"),
        lambda: metrics.AUC(summation_method="simpson"),
        lambda: metrics.AUC(num_thresholds=1),
        lambda: metrics.R2Score(class_aggregation="sum"),
        lambda: metrics.R2Score(num_regressors=-1),
        lambda: metrics.SensitivityAtSpecificity(1.5),
        lambda: metrics.SpecificityAtSensitivity(-0.5),
        lambda: metrics.PrecisionAtRecall(2),
        lambda: metrics.RecallAtPrecision(0.5, num_thresholds=0).init(),
        lambda: metrics.Precision(class_id=3)(np.eye(3), np.eye(3)),
    ):
        problem = raised("BD003", ArgumentError, make)
        assert "expected:" in problem.text("en") and "기대한 값:" in problem.text("ko")
