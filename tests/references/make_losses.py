"""Values and gradients of Keras's losses (and of their PyTorch cousins) on ordinary and on hard inputs."""

from __future__ import annotations

import numpy as np
from common import Book, pull_back, quiet, second_opinion, to_numpy, use_dtype

REDUCTIONS = ("none", "sum", "sum_over_batch_size", "mean_with_sample_weight")

# (function, class, configurations, input sets)
LOSSES = [
    ("mean_squared_error", "MeanSquaredError", [{}], ["regression", "regression_hard", "series"]),
    ("mean_absolute_error", "MeanAbsoluteError", [{}], ["regression", "regression_hard", "series"]),
    ("mean_absolute_percentage_error", "MeanAbsolutePercentageError", [{}], ["regression", "regression_hard"]),
    ("mean_squared_logarithmic_error", "MeanSquaredLogarithmicError", [{}], ["positive", "regression_hard"]),
    ("huber", "Huber", [{}, {"delta": 0.3}], ["regression", "regression_hard"]),
    ("log_cosh", "LogCosh", [{}], ["regression", "regression_hard"]),
    (
        "binary_crossentropy",
        "BinaryCrossentropy",
        [{}, {"label_smoothing": 0.2}],
        ["binary", "binary_hard", "binary_soft"],
    ),
    (
        "binary_crossentropy",
        "BinaryCrossentropy",
        [{"from_logits": True}, {"from_logits": True, "label_smoothing": 0.2}],
        ["binary_logits", "binary_logits_hard"],
    ),
    (
        "binary_focal_crossentropy",
        "BinaryFocalCrossentropy",
        [{}, {"gamma": 3.0, "alpha": 0.4, "apply_class_balancing": True, "label_smoothing": 0.1}],
        ["binary", "binary_hard"],
    ),
    (
        "binary_focal_crossentropy",
        "BinaryFocalCrossentropy",
        [{"from_logits": True}],
        ["binary_logits", "binary_logits_hard"],
    ),
    (
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        [{}, {"label_smoothing": 0.2}],
        ["classes", "classes_hard"],
    ),
    (
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        [{"from_logits": True}, {"from_logits": True, "label_smoothing": 0.2}],
        ["classes_logits", "classes_logits_hard"],
    ),
    ("categorical_crossentropy", "CategoricalCrossentropy", [{"axis": 1}], ["classes_axis_1"]),
    (
        "categorical_focal_crossentropy",
        "CategoricalFocalCrossentropy",
        [{}, {"alpha": 0.4, "gamma": 1.5, "label_smoothing": 0.1}],
        ["classes", "classes_hard"],
    ),
    (
        "categorical_focal_crossentropy",
        "CategoricalFocalCrossentropy",
        [{"from_logits": True}],
        ["classes_logits", "classes_logits_hard"],
    ),
    (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        [{}, {"ignore_class": 2}],
        ["sparse", "sparse_hard", "sparse_series"],
    ),
    (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        [{"from_logits": True}, {"from_logits": True, "ignore_class": -1}],
        ["sparse_logits", "sparse_logits_hard"],
    ),
    (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        [{"from_logits": True, "ignore_class": -1}],
        ["sparse_ignored"],
    ),
    (
        "categorical_generalized_cross_entropy",
        "CategoricalGeneralizedCrossEntropy",
        [{"q": 0.5}, {"q": 0.9}],
        ["sparse"],
    ),
    ("kl_divergence", "KLDivergence", [{}], ["distributions", "classes_hard"]),
    ("poisson", "Poisson", [{}], ["counts", "counts_hard"]),
    ("hinge", "Hinge", [{}], ["signs", "binary_margins"]),
    ("squared_hinge", "SquaredHinge", [{}], ["signs", "binary_margins"]),
    ("categorical_hinge", "CategoricalHinge", [{}], ["classes", "classes_hard", "classes_logits"]),
    ("cosine_similarity", "CosineSimilarity", [{}, {"axis": 1}], ["series"]),
    ("cosine_similarity", "CosineSimilarity", [{}], ["regression", "vectors_hard"]),
    ("dice", "Dice", [{}, {"axis": [1, 2, 3]}], ["masks", "masks_hard"]),
    (
        "tversky",
        "Tversky",
        [{}, {"alpha": 0.3, "beta": 0.7}, {"alpha": 0.3, "beta": 0.7, "axis": [1, 2, 3]}],
        ["masks", "masks_hard"],
    ),
]


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def input_sets() -> dict[str, dict[str, np.ndarray]]:
    """All input sets, rounded to what float32 holds exactly so that both dtypes see the same numbers."""
    r = np.random.default_rng(2024)
    one_hot = np.eye(5)
    sets: dict[str, dict[str, np.ndarray]] = {}

    sets["regression"] = {"y_true": r.normal(size=(8, 4)) + 0.1, "y_pred": r.normal(size=(8, 4))}
    sets["regression_hard"] = {
        "y_true": np.array([[0, 1, -1], [0, 0, 0], [1e4, -1e4, 1e-8], [1, 1, 1], [-3, 3, 0.5], [1e-3, 0, 100]]),
        "y_pred": np.array([[0, 1, -1], [1e-9, -1e-9, 1], [-1e4, 1e4, 0], [2, 0, 1.3], [3, -3, 0.5], [0, 90, -90]]),
    }
    sets["series"] = {"y_true": r.normal(size=(4, 3, 5)), "y_pred": r.normal(size=(4, 3, 5))}
    sets["positive"] = {"y_true": r.uniform(0, 5, (6, 4)), "y_pred": r.uniform(0, 5, (6, 4))}
    sets["vectors_hard"] = {
        "y_true": np.array([[0, 0, 0], [1, 0, 0], [1, 2, 3], [1, 2, 3], [1e-5, 0, 0], [1e4, 1, 0.0]]),
        "y_pred": np.array([[1, 2, 3], [0, 1, 0], [-1, -2, -3], [2, 4, 6], [1e-5, 1e-5, 0], [0, 1, 1e4]]),
    }

    sets["binary"] = {"y_true": r.integers(0, 2, (8, 3)).astype(float), "y_pred": r.uniform(0.02, 0.98, (8, 3))}
    sets["binary_soft"] = {"y_true": r.uniform(size=(6, 3)), "y_pred": r.uniform(0.02, 0.98, (6, 3))}
    sets["binary_hard"] = {
        "y_true": np.array([[1, 1, 1], [0, 0, 0], [1, 0, 1], [0, 1, 0]], dtype=float),
        "y_pred": np.array([[0, 1, 0.5], [0, 1, 0.5], [1e-8, 1e-8, 1e-3], [1 - 1e-6, 1 - 1e-6, 0.999]]),
    }
    sets["binary_logits"] = {"y_true": r.integers(0, 2, (8, 3)).astype(float), "y_pred": 3 * r.normal(size=(8, 3))}
    sets["binary_logits_hard"] = {
        "y_true": np.array([[1, 1, 1], [0, 0, 0], [1, 0, 1], [0, 1, 0.5]]),
        "y_pred": np.array([[50, -50, 0], [50, -50, 0], [100, 100, -100], [-100, 1e-4, 50]]),
    }

    labels = np.array([0, 4, 2, 2, 1, 3, 0, 4])
    sets["classes"] = {"y_true": one_hot[labels], "y_pred": softmax(2 * r.normal(size=(8, 5)))}
    certain = np.array(
        [
            [1, 0, 0, 0, 0],
            [0, 1, 0, 0, 0],
            [0.4, 0.4, 0.8, 0.2, 0.2],
            [0.2] * 5,
            [0, 0, 1e-9, 0, 1],
            [0.5, 0.5, 0, 0, 0],
        ]
    )
    sets["classes_hard"] = {"y_true": one_hot[[0, 0, 2, 3, 2, 1]], "y_pred": certain}
    sets["classes_logits"] = {"y_true": one_hot[labels], "y_pred": 2 * r.normal(size=(8, 5))}
    extreme = np.array(
        [
            [50, -50, 0, 0, 0],
            [50, -50, 0, 0, 0],
            [0] * 5,
            [50, 50, 50, 50, -50],
            [-50, -49, -50, -50, -50],
            [1e-4, 0, 0, 0, 50.0],
        ]
    )
    sets["classes_logits_hard"] = {"y_true": one_hot[[0, 1, 2, 4, 1, 0]], "y_pred": extreme}
    sets["classes_axis_1"] = {
        "y_true": np.moveaxis(one_hot[r.integers(0, 5, (3, 2))], -1, 1),
        "y_pred": np.moveaxis(softmax(r.normal(size=(3, 2, 5))), -1, 1),
    }

    sets["sparse"] = {"y_true": labels, "y_pred": softmax(2 * r.normal(size=(8, 5)))}
    sets["sparse_hard"] = {"y_true": np.array([0, 0, 2, 3, 2, 1]), "y_pred": certain}
    sets["sparse_series"] = {"y_true": r.integers(0, 5, (3, 4)), "y_pred": softmax(r.normal(size=(3, 4, 5)))}
    sets["sparse_logits"] = {"y_true": labels, "y_pred": 2 * r.normal(size=(8, 5))}
    sets["sparse_logits_hard"] = {"y_true": np.array([0, 1, 2, 4, 1, 0]), "y_pred": extreme}
    sets["sparse_ignored"] = {"y_true": np.array([0, -1, 2, -1, 4, 3]), "y_pred": 2 * r.normal(size=(6, 5))}

    sets["distributions"] = {"y_true": softmax(r.normal(size=(6, 5))), "y_pred": softmax(r.normal(size=(6, 5)))}
    sets["counts"] = {"y_true": r.poisson(3.0, (6, 4)).astype(float), "y_pred": r.uniform(0.2, 6, (6, 4))}
    sets["counts_hard"] = {
        "y_true": np.array([[0, 1, 5], [0, 3, 100], [2, 0, 1]], dtype=float),
        "y_pred": np.array([[0, 0, 1e-8], [1e-7, 3, 100], [1e3, 1e3, 1]]),
    }
    sets["signs"] = {"y_true": r.choice([-1.0, 1.0], (6, 4)), "y_pred": 1.5 * r.normal(size=(6, 4))}
    margins = np.array([[1, -1, 0], [0.999, -0.999, 1.001], [2, -2, 0.5], [-1, 1, -1e-3]])
    sets["binary_margins"] = {
        "y_true": np.array([[1, 0, 1], [1, 0, 0], [1, 0, 1], [1, 0, 0]], dtype=float),
        "y_pred": margins,
    }
    sets["masks"] = {"y_true": r.integers(0, 2, (3, 4, 4, 2)).astype(float), "y_pred": r.uniform(size=(3, 4, 4, 2))}
    sets["masks_hard"] = {
        "y_true": np.stack([np.zeros((2, 2, 1)), np.ones((2, 2, 1)), np.zeros((2, 2, 1))]),
        "y_pred": np.stack([np.zeros((2, 2, 1)), np.ones((2, 2, 1)), np.ones((2, 2, 1))]),
    }
    for arrays in sets.values():
        for key, value in arrays.items():
            if value.dtype.kind == "f":
                arrays[key] = value.astype(np.float32)
    return sets


def weights_for(shape: tuple[int, ...]) -> np.ndarray:
    """Sample weights from 0 to 2 in halves, a zero among them."""
    return (np.arange(np.prod(shape)).reshape(shape) % 5).astype(np.float32) / 2


def keras_case(book: Book, function: str, cls: str, config: dict, name: str, arrays: dict, dtype: str) -> None:
    keras = use_dtype(dtype)
    y_true = arrays["y_true"].astype(dtype) if arrays["y_true"].dtype.kind == "f" else arrays["y_true"]
    y_true = keras.ops.convert_to_tensor(y_true)
    y_pred = keras.ops.convert_to_tensor(arrays["y_pred"].astype(dtype))
    per_sample = to_numpy(getattr(keras.losses, function)(y_true, y_pred, **config))
    out = {"per_sample": per_sample}
    weighted = per_sample.ndim > 0
    weight = weights_for(per_sample.shape).astype(dtype) if weighted else None
    for reduction in REDUCTIONS:
        loss = getattr(keras.losses, cls)(**config, reduction=reduction)
        out[f"value.{reduction}"] = to_numpy(loss(y_true, y_pred))
        if weighted:
            out[f"weighted.{reduction}"] = to_numpy(loss(y_true, y_pred, sample_weight=weight))
    loss = getattr(keras.losses, cls)(**config)
    _, out["grad"] = pull_back(lambda p: loss(y_true, p), arrays["y_pred"].astype(dtype))
    if weighted:
        out["weight"] = weight
        weighted_loss = lambda p: loss(y_true, p, sample_weight=weight)  # noqa: E731
        _, out["weighted_grad"] = pull_back(weighted_loss, arrays["y_pred"].astype(dtype))
    if weighted and per_sample.ndim > 1:  # one weight for each sample of a batch of series
        weight = weights_for(per_sample.shape[:1] + (1,) * (per_sample.ndim - 1)).astype(dtype)
        out["weight_by_sample"] = weight
        weight = np.array(
            np.broadcast_to(weight, per_sample.shape)
        )  # Keras on PyTorch refuses to broadcast under a mask
        out["weighted_by_sample"] = to_numpy(loss(y_true, y_pred, sample_weight=weight))
    suffix = "".join(f".{key}={value}" for key, value in config.items()).replace(" ", "")
    facts = {"function": function, "class": cls, "config": config, "inputs": name, "dtype": dtype}
    book.put(f"keras.{function}{suffix}.{name}.{dtype}", out, peer="keras", **facts)


def torch_cases(book: Book, sets: dict) -> None:
    """PyTorch's losses in float64, reduction "mean": `value` and `grad` by the predictions."""
    import torch
    import torch.nn.functional as F

    index = {"y_true": lambda y: torch.tensor(y.astype(np.int64))}
    class_weight = [0.5, 1.0, 2.0, 0.25, 1.5]
    table = [
        ("mse_loss", {}, "regression_hard", "mean_squared_error"),
        ("l1_loss", {}, "regression_hard", "mean_absolute_error"),
        ("huber_loss", {"delta": 0.3}, "regression_hard", "huber"),
        ("binary_cross_entropy", {}, "binary", "binary_crossentropy"),
        ("binary_cross_entropy", {}, "binary_hard", "binary_crossentropy (here the logarithm is held at -100)"),
        ("binary_cross_entropy_with_logits", {}, "binary_logits_hard", "binary_crossentropy, from_logits"),
        ("cross_entropy", {}, "sparse_logits_hard", "sparse_categorical_crossentropy, from_logits"),
        ("cross_entropy", {"label_smoothing": 0.2}, "classes_logits_hard", "categorical_crossentropy, from_logits"),
        (
            "cross_entropy",
            {"ignore_index": -1},
            "sparse_ignored",
            "ignore_class, but divided by the samples that count",
        ),
        (
            "cross_entropy",
            {"weight": class_weight},
            "sparse_logits",
            "class weights; divided by the sum of the weights",
        ),
        ("poisson_nll_loss", {"log_input": False, "eps": 1e-7}, "counts", "poisson"),
    ]
    for function, config, name, remark in table:
        arrays = sets[name]
        sparse = arrays["y_true"].dtype.kind in "iu"
        y_true = index["y_true"](arrays["y_true"]) if sparse else torch.tensor(arrays["y_true"].astype(np.float64))
        y_pred = torch.tensor(arrays["y_pred"].astype(np.float64), requires_grad=True)
        extra = {k: torch.tensor(v, dtype=torch.float64) if k == "weight" else v for k, v in config.items()}
        value = getattr(F, function)(y_pred, y_true, **extra)
        (grad,) = torch.autograd.grad(value, y_pred)
        suffix = "".join(f".{key}" for key in config)
        facts = {"function": function, "config": config, "inputs": name, "dtype": "float64", "remark": remark}
        book.put(f"torch.{function}{suffix}.{name}", {"value": value, "grad": grad}, peer="torch", **facts)


def main() -> None:
    quiet()
    book = Book("losses")
    sets = input_sets()
    for name, arrays in sets.items():
        book.inputs(name, **arrays)
    for function, cls, configs, names in LOSSES:
        for config in configs:
            for name in names:
                for dtype in ("float64", "float32"):
                    keras_case(book, function, cls, config, name, sets[name], dtype)
    torch_cases(book, sets)
    second_opinion(book, __file__)
    book.save()


if __name__ == "__main__":
    main()
