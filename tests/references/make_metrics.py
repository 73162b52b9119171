"""Keras's metrics after each of several updates, with and without sample weights, and scikit-learn's on that data."""

from __future__ import annotations

import numpy as np
from common import Book, quiet, to_numpy, use_dtype

BATCHES = 3
SIZE = 40  # rows of a batch

# (class, configurations, data sets); every one is run without and with sample weights
METRICS = [
    ("Accuracy", [{}], ["labels"]),
    ("BinaryAccuracy", [{}, {"threshold": 0.3}], ["binary", "multilabel"]),
    ("CategoricalAccuracy", [{}], ["one_hot"]),
    ("SparseCategoricalAccuracy", [{}], ["sparse"]),
    ("TopKCategoricalAccuracy", [{"k": 1}, {"k": 3}, {}], ["one_hot"]),
    ("SparseTopKCategoricalAccuracy", [{"k": 2}, {}], ["sparse"]),
    (
        "Precision",
        [{}, {"thresholds": 0.3}, {"thresholds": [0.0, 0.25, 0.5, 0.75, 1.0]}],
        ["binary", "multilabel"],
    ),
    ("Precision", [{"top_k": 2}, {"class_id": 1}, {"class_id": 1, "top_k": 3}], ["one_hot"]),
    ("Recall", [{}, {"thresholds": 0.3}, {"thresholds": [0.0, 0.25, 0.5, 0.75, 1.0]}], ["binary", "multilabel"]),
    ("Recall", [{"top_k": 2}, {"class_id": 1}, {"class_id": 1, "top_k": 3}], ["one_hot"]),
    (
        "F1Score",
        [
            {},
            {"average": "micro"},
            {"average": "macro"},
            {"average": "weighted"},
            {"average": "macro", "threshold": 0.4},
        ],
        ["one_hot", "multilabel"],
    ),
    ("FBetaScore", [{"beta": 2.0}, {"beta": 0.5, "average": "macro"}], ["one_hot"]),
    (
        "AUC",
        [
            {},
            {"num_thresholds": 11},
            {"num_thresholds": 1000},
            {"curve": "PR"},
            {"curve": "PR", "summation_method": "majoring"},
            {"curve": "PR", "summation_method": "minoring"},
            {"summation_method": "minoring", "num_thresholds": 20},
            {"thresholds": [0.1, 0.35, 0.6, 0.8]},
        ],
        ["binary"],
    ),
    ("AUC", [{"from_logits": True}], ["binary_logits"]),
    (
        "AUC",
        [
            {"multi_label": True},
            {"multi_label": True, "curve": "PR"},
            {"multi_label": True, "label_weights": [0.2, 1.0, 3.0, 0.0]},
        ],
        ["multilabel"],
    ),
    ("TruePositives", [{}, {"thresholds": [0.2, 0.5, 0.9]}], ["binary"]),
    ("TrueNegatives", [{}, {"thresholds": [0.2, 0.5, 0.9]}], ["binary"]),
    ("FalsePositives", [{}, {"thresholds": [0.2, 0.5, 0.9]}], ["binary"]),
    ("FalseNegatives", [{}, {"thresholds": [0.2, 0.5, 0.9]}], ["binary"]),
    ("SensitivityAtSpecificity", [{"specificity": 0.5}], ["binary"]),
    ("SpecificityAtSensitivity", [{"sensitivity": 0.5}], ["binary"]),
    ("PrecisionAtRecall", [{"recall": 0.5}], ["binary"]),
    ("RecallAtPrecision", [{"precision": 0.6}], ["binary"]),
    ("MeanAbsoluteError", [{}], ["regression"]),
    ("MeanSquaredError", [{}], ["regression"]),
    ("RootMeanSquaredError", [{}], ["regression"]),
    ("MeanAbsolutePercentageError", [{}], ["regression"]),
    ("MeanSquaredLogarithmicError", [{}], ["regression"]),
    ("LogCoshError", [{}], ["regression"]),
    (
        "R2Score",
        [{}, {"class_aggregation": None}, {"class_aggregation": "variance_weighted_average"}, {"num_regressors": 2}],
        ["regression"],
    ),
    ("CosineSimilarity", [{}], ["regression"]),
    ("PearsonCorrelation", [{}], ["regression"]),
    ("BinaryCrossentropy", [{}, {"label_smoothing": 0.1}], ["binary", "multilabel"]),
    ("BinaryCrossentropy", [{"from_logits": True}], ["binary_logits"]),
    ("CategoricalCrossentropy", [{}, {"label_smoothing": 0.1}], ["one_hot"]),
    ("SparseCategoricalCrossentropy", [{}], ["sparse"]),
    ("KLDivergence", [{}], ["one_hot"]),
    ("Poisson", [{}], ["regression"]),
    ("Hinge", [{}], ["margins"]),
    ("SquaredHinge", [{}], ["margins"]),
    ("CategoricalHinge", [{}], ["one_hot"]),
    ("MeanIoU", [{"num_classes": 6}, {"num_classes": 6, "ignore_class": 2}], ["labels"]),
    ("Mean", [{}], ["values"]),
    ("Sum", [{}], ["values"]),
]


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def data_sets() -> dict[str, dict[str, np.ndarray]]:
    """Each array is (batches, rows, …); floats are float32."""
    r = np.random.default_rng(31)
    shape = (BATCHES, SIZE)
    labels = r.integers(0, 6, shape)
    logits = r.normal(size=(*shape, 6)) + 1.5 * np.eye(6)[labels]
    guess = np.where(r.random(shape) < 0.6, labels, r.integers(0, 6, shape))
    binary = r.integers(0, 2, (*shape, 1))
    score = 1.2 * r.normal(size=(*shape, 1)) + 1.5 * binary - 0.7
    prob = np.round(1 / (1 + np.exp(-score)), 2)  # rounded: many ties, some on a threshold
    prob[0, :4, 0] = [0.0, 1.0, 0.5, 0.0]
    multi = r.integers(0, 2, (*shape, 4))
    multi_prob = np.clip(0.5 * r.random((*shape, 4)) + 0.35 * multi, 0, 1)
    y = r.uniform(0.5, 4, (*shape, 3)) * [1, 2, 0.5]
    sets = {
        "binary": {"y_true": binary, "y_pred": prob},
        "binary_logits": {"y_true": binary, "y_pred": score},
        "multilabel": {"y_true": multi, "y_pred": multi_prob},
        "one_hot": {"y_true": np.eye(6)[labels], "y_pred": softmax(logits)},
        "sparse": {"y_true": labels, "y_pred": softmax(logits)},
        "labels": {"y_true": labels, "y_pred": guess},
        "regression": {"y_true": y, "y_pred": np.abs(y + r.normal(size=y.shape))},
        "margins": {"y_true": 2.0 * binary - 1, "y_pred": score},
        "values": {"y_true": r.normal(size=shape)},
    }
    weight = r.integers(0, 5, shape) / 2
    out = {}
    for name, arrays in sets.items():
        arrays = arrays | {"weight": weight}
        out[name] = {k: v.astype(np.float32) if v.dtype.kind == "f" else v for k, v in arrays.items()}
    return out


def keras_cases(book: Book, sets: dict) -> None:
    keras = use_dtype("float64")
    for cls, configs, names in METRICS:
        for config in configs:
            for name in names:
                for weighted in (False, True):
                    metric = getattr(keras.metrics, cls)(**config, dtype="float64")
                    after = []
                    for i in range(BATCHES):
                        batch = {
                            k: v[i].astype("float64") if v.dtype.kind == "f" else v[i] for k, v in sets[name].items()
                        }
                        given = [batch["y_true"]] if name == "values" else [batch["y_true"], batch["y_pred"]]
                        metric.update_state(*given, **({"sample_weight": batch["weight"]} if weighted else {}))
                        after.append(to_numpy(metric.result()).astype("float64"))
                    suffix = "".join(f".{key}={value}" for key, value in config.items()).replace(" ", "")
                    title = f"keras.{cls}{suffix}.{name}{'.weighted' if weighted else ''}"
                    facts = {"class": cls, "config": config, "inputs": name, "weighted": weighted}
                    book.put(title, {"result": np.stack(after)}, peer="keras", **facts)


def sklearn_cases(book: Book, sets: dict) -> None:
    """scikit-learn on all rows at once: `result` unweighted, `weighted_result` with the sample weights."""
    from sklearn import metrics as m

    flat = {name: {k: v.reshape(-1, *v.shape[2:]) for k, v in arrays.items()} for name, arrays in sets.items()}
    binary = (flat["binary"]["y_true"][:, 0], flat["binary"]["y_pred"][:, 0].astype(float))
    decided = (binary[0], (binary[1] > 0.5).astype(int))
    labels = (flat["labels"]["y_true"], flat["labels"]["y_pred"])
    classes = (flat["sparse"]["y_true"], flat["sparse"]["y_pred"].argmax(-1))
    proba = flat["sparse"]["y_pred"].astype(float)
    proba = proba / proba.sum(axis=1, keepdims=True)
    many = (flat["multilabel"]["y_true"], (flat["multilabel"]["y_pred"] > 0.5).astype(int))
    numbers = tuple(flat["regression"][k].astype(float) for k in ("y_true", "y_pred"))
    weight = flat["binary"]["weight"].astype(float)

    def put(name: str, inputs: str, function, args: tuple, **config) -> None:
        plain = np.asarray(function(*args, **config), dtype=float)
        heavy = np.asarray(function(*args, sample_weight=weight, **config), dtype=float)
        facts = {"function": function.__name__, "config": config, "inputs": inputs}
        book.put(f"sklearn.{name}", {"result": plain, "weighted_result": heavy}, peer="sklearn", **facts)

    put("roc_auc", "binary", m.roc_auc_score, binary)
    put("average_precision", "binary", m.average_precision_score, binary)
    put("accuracy.binary", "binary", m.accuracy_score, decided)
    put("precision.binary", "binary", m.precision_score, decided)
    put("recall.binary", "binary", m.recall_score, decided)
    put("f1.binary", "binary", m.f1_score, decided)
    put("confusion.binary", "binary", m.confusion_matrix, decided)
    put("log_loss.binary", "binary", m.log_loss, (binary[0], np.clip(binary[1], 1e-7, 1 - 1e-7)))
    put("confusion.labels", "labels", m.confusion_matrix, labels)
    put("accuracy.labels", "labels", m.accuracy_score, labels)
    put("accuracy.sparse", "sparse", m.accuracy_score, classes)
    put("confusion.sparse", "sparse", m.confusion_matrix, classes)
    put("confusion.sparse.normalized", "sparse", m.confusion_matrix, classes, normalize="true")
    put("top_3.sparse", "sparse", m.top_k_accuracy_score, (classes[0], proba), k=3)
    put("log_loss.sparse", "sparse", m.log_loss, (classes[0], proba))
    put("roc_auc.multilabel", "multilabel", m.roc_auc_score, (many[0], flat["multilabel"]["y_pred"].astype(float)))
    for average in (None, "micro", "macro", "weighted"):
        for title, function, config in (
            ("precision", m.precision_score, {}),
            ("recall", m.recall_score, {}),
            ("f1", m.f1_score, {}),
            ("f2", m.fbeta_score, {"beta": 2.0}),
        ):
            put(f"{title}.sparse.{average}", "sparse", function, classes, average=average, **config)
            put(f"{title}.multilabel.{average}", "multilabel", function, many, average=average, **config)
    for average in ("raw_values", "uniform_average", "variance_weighted"):
        put(f"r2.{average}", "regression", m.r2_score, numbers, multioutput=average)
    put("mae", "regression", m.mean_absolute_error, numbers)
    put("mse", "regression", m.mean_squared_error, numbers)
    put("rmse", "regression", m.root_mean_squared_error, numbers, multioutput="raw_values")
    put("mape", "regression", m.mean_absolute_percentage_error, numbers)
    put("msle", "regression", m.mean_squared_log_error, numbers)


def main() -> None:
    quiet()
    book = Book("metrics")
    sets = data_sets()
    for name, arrays in sets.items():
        book.inputs(name, **arrays)
    keras_cases(book, sets)
    sklearn_cases(book, sets)
    book.save()


if __name__ == "__main__":
    main()
