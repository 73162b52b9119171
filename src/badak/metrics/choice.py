"""From what a user writes to a metric that fits the loss and the shapes."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

from badak import losses
from badak.errors import error, shape_text
from badak.losses.choice import kind_of
from badak.metrics import accuracies, confusion, curves, distance
from badak.metrics.metric import METRICS, Counted, Metric, MetricFunction
from badak.registry import CUSTOM

CLASS_OF: dict[Any, type[Metric]] = {
    accuracies.accuracy: accuracies.Accuracy,
    accuracies.binary_accuracy: accuracies.BinaryAccuracy,
    accuracies.categorical_accuracy: accuracies.CategoricalAccuracy,
    accuracies.sparse_categorical_accuracy: accuracies.SparseCategoricalAccuracy,
    accuracies.top_k_categorical_accuracy: accuracies.TopKCategoricalAccuracy,
    accuracies.sparse_top_k_categorical_accuracy: accuracies.SparseTopKCategoricalAccuracy,
    confusion.confusion_matrix: confusion.ConfusionMatrix,
    distance.cosine_similarity: distance.CosineSimilarity,
    distance.pearson_correlation: distance.PearsonCorrelation,
    losses.mean_squared_error: distance.MeanSquaredError,
    losses.mean_absolute_error: distance.MeanAbsoluteError,
    losses.mean_absolute_percentage_error: distance.MeanAbsolutePercentageError,
    losses.mean_squared_logarithmic_error: distance.MeanSquaredLogarithmicError,
    losses.log_cosh: distance.LogCoshError,
    losses.kl_divergence: distance.KLDivergence,
    losses.poisson: distance.Poisson,
    losses.hinge: distance.Hinge,
    losses.squared_hinge: distance.SquaredHinge,
    losses.categorical_hinge: distance.CategoricalHinge,
    losses.binary_crossentropy: distance.BinaryCrossentropy,
    losses.categorical_crossentropy: distance.CategoricalCrossentropy,
    losses.sparse_categorical_crossentropy: distance.SparseCategoricalCrossentropy,
}
"""The class that averages what a function returns."""

_ACCURACY = ("accuracy", "acc", "Accuracy")
_CROSSENTROPY = ("crossentropy", "ce")
_KINDS = {
    "accuracy": {
        "binary": accuracies.BinaryAccuracy,
        "categorical": accuracies.CategoricalAccuracy,
        "sparse": accuracies.SparseCategoricalAccuracy,
    },
    "crossentropy": {
        "binary": distance.BinaryCrossentropy,
        "categorical": distance.CategoricalCrossentropy,
        "sparse": distance.SparseCategoricalCrossentropy,
    },
}


def get(identifier: Any) -> Any:
    """Return the metric that a name, function, class, object or configuration stands for.

    Args:
        identifier: ``"mse"``, ``"AUC"`` or ``"mean_squared_error"`` (an object), the name of a loss that is no metric (its
            function), a function, a class, an object, or what a model file holds. ``"accuracy"`` means exact equality
            here; ``resolve`` chooses the kind that fits a model.

    Returns:
        A ``Metric``, or the user's function; None for None.

    Raises:
        ArgumentError: BD014, for an unknown name.

    Example:
        >>> import badak
        >>> badak.metrics.get("mae")
        MeanAbsoluteError(name='mean_absolute_error', dtype=None)
    """
    if isinstance(identifier, dict) and "class_name" in identifier:  # Keras's word for it
        identifier = {"class": identifier["class_name"], "config": identifier.get("config", {})}
    if isinstance(identifier, str) and identifier in losses.LOSSES.names:
        if identifier not in METRICS.names and identifier not in CUSTOM:
            return losses.get(identifier)
    return METRICS.get(identifier, "metrics.get")


def resolve(identifier: Any, loss: Any = None, y_true_shape: Any = None, y_pred_shape: Any = None) -> Metric:
    """Return a ``Metric`` ready for training, of the kind that fits the loss and the shapes, under the name users wrote.

    ``"accuracy"`` (``"acc"``) and ``"crossentropy"`` become binary for one unit, categorical for one-hot targets and
    sparse for class numbers. For a loss that works on logits, the ones given by name do too.

    Args:
        identifier: as for ``get``; the name of a loss does as well, and a loss object.
        loss: the loss of this output; decides where shapes are not known.
        y_true_shape: shape of the targets, None if not known.
        y_pred_shape: shape of the predictions, None if not known.

    Returns:
        The metric; its ``name``, as the user wrote it, is the key in the history.

    Raises:
        ArgumentError: BD014, for an unknown name; BD003, for something that cannot be called.
        ShapeError: BD058, when the shapes fit no kind.

    Example:
        >>> import badak
        >>> badak.metrics.resolve("accuracy", None, (32,), (32, 10))
        SparseCategoricalAccuracy(name='accuracy', dtype=None)
    """
    shape = None if y_pred_shape is None else tuple(y_pred_shape)
    if isinstance(identifier, str):
        metric = _by_name(identifier, loss, y_true_shape, shape)
    else:
        metric = _as_metric(get(identifier))
    return metric if shape is None else metric.sized(shape)


def _as_metric(found: Any) -> Metric:
    """Turn whatever ``get`` returned into a metric."""
    if isinstance(found, Metric):
        own = type(found).update_state  # badak's Mean and its like have one for use by hand alone
        return Counted(found) if own is not Metric.update_state and not own.__module__.startswith("badak.") else found
    if isinstance(found, losses.Loss):
        return MetricFunction(found.call, name=found.name)
    try:
        cls = CLASS_OF.get(found)
    except TypeError:  # an object that cannot be hashed, but perhaps called
        cls = None
    return MetricFunction(found) if cls is None else cls()


def _by_name(name: str, loss: Any, y_true_shape: Any, y_pred_shape: tuple | None) -> Metric:
    """Make a metric from its name; it keeps that name, and works on logits where the loss does."""
    if name in _ACCURACY and name not in CUSTOM:
        metric = _chosen("accuracy", name, loss, y_true_shape, y_pred_shape)
    elif name in _CROSSENTROPY and name not in CUSTOM:
        metric = _chosen("crossentropy", name, loss, y_true_shape, y_pred_shape)
    else:
        metric = _as_metric(get(name))
    if getattr(loss, "from_logits", False):
        metric = _on_logits(metric, loss)
    return _with(metric, name=name)


def _chosen(family: str, name: str, loss: Any, y_true_shape: Any, y_pred_shape: tuple | None) -> Metric:
    kind = None
    if y_true_shape is not None and y_pred_shape is not None:
        kind = kind_of(tuple(y_true_shape), y_pred_shape)
        if kind is None and tuple(y_true_shape)[1:] != y_pred_shape[1:]:
            got = {"y_true": shape_text(tuple(y_true_shape)), "y_pred": shape_text(y_pred_shape)}
            raise error("BD058", where="metrics", name=name, **got)
    if kind is None:
        kind = _kind_of_loss(loss)
    if kind is None and y_pred_shape is not None and (len(y_pred_shape) == 1 or y_pred_shape[-1] == 1):
        kind = "binary"
    if kind is None:
        return accuracies.Accuracy() if family == "accuracy" else _as_metric(losses.crossentropy)
    return _KINDS[family][kind]()


def _kind_of_loss(loss: Any) -> str | None:
    if isinstance(loss, losses.SparseCategoricalCrossentropy | losses.CategoricalGeneralizedCrossEntropy):
        return "sparse"
    if isinstance(loss, losses.CategoricalCrossentropy | losses.CategoricalFocalCrossentropy | losses.CategoricalHinge):
        return "categorical"
    if isinstance(loss, losses.BinaryCrossentropy | losses.BinaryFocalCrossentropy):
        return "binary"
    return None


def _with(metric: Metric, **changes: Any) -> Metric:
    """Return a copy with other arguments; frozen ones have no other way."""
    made = copy.copy(metric)
    made.__dict__.update(changes)
    return made


def _on_logits(metric: Metric, loss: Any) -> Metric:
    """Make a metric given by name read logits: σ(x) > ½ is x > 0."""
    if isinstance(metric, accuracies.BinaryAccuracy):
        return _with(metric, threshold=0.0)
    fields = {f.name for f in dataclasses.fields(metric)} if dataclasses.is_dataclass(metric) else set()
    if "from_logits" in fields:
        return _with(metric, from_logits=True)
    binary = isinstance(loss, losses.BinaryCrossentropy | losses.BinaryFocalCrossentropy)
    if binary and "thresholds" in fields and not isinstance(metric, curves.AUC):
        return _with(metric, thresholds=0.0)
    return metric
