"""Means of losses and similarities: how far predictions are from targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak import losses
from badak.backend import namespace
from badak.losses.arguments import as_column, matched
from badak.losses.regression import unit
from badak.metrics import sums
from badak.metrics.metric import METRICS, Metric
from badak.metrics.sums import State, raw


def _by_sample(function: Any, y_true: Any, y_pred: Any) -> Any:
    """Apply a loss that averages over the last axis; (batch,) is taken as one number per sample."""
    if len(y_pred.shape) == 1 and y_true.shape == y_pred.shape:
        y_true, y_pred = as_column(y_true), as_column(y_pred)
    return function(y_true, y_pred)


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    r"""Return the cosine of the angle between two vectors: 1 for the same direction (the loss of this name has -1).

    $$\cos = \frac{\sum_j y_j\, \hat y_j}{\lVert y \rVert\, \lVert \hat y \rVert}$$

    Args:
        y_true: targets, shape (…, d).
        y_pred: predictions, shape (…, d).
        axis: the axis of the vectors' components.

    Returns:
        Array of shape (…), from -1 to 1.

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.metrics.cosine_similarity([[3.0, 4.0], [1.0, 0.0]], [[3.0, 4.0], [0.0, 1.0]]).round(6).tolist()
        [1.0, 0.0]
    """
    return -losses.cosine_similarity(raw(y_true), raw(y_pred), axis)


def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    r"""Return the correlation of the numbers of each sample: the cosine of their deviations from the mean.

    $$r = \frac{\sum_j (y_j - \bar y)(\hat y_j - \bar{\hat y})}{\lVert y - \bar y \rVert\, \lVert \hat y - \bar{\hat y} \rVert}$$

    Args:
        y_true: targets, shape (…, d).
        y_pred: predictions, shape (…, d).
        axis: the axis of the numbers that are correlated.

    Returns:
        Array of shape (…), from -1 to 1.

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.metrics.pearson_correlation([[1.0, 2.0, 3.0]], [[10.0, 20.0, 30.0]]).round(6).tolist()
        [1.0]
    """
    y_true, y_pred = matched("pearson_correlation", raw(y_true), raw(y_pred))
    y_true = y_true - y_true.mean(axis=axis, keepdims=True)
    y_pred = y_pred - y_pred.mean(axis=axis, keepdims=True)
    return (unit(y_true, axis) * unit(y_pred, axis)).sum(axis=axis)


@METRICS.add("mean_squared_error", "mse", "MSE")
@dataclass(frozen=True, eq=False)
class MeanSquaredError(Metric):
    """The mean squared error.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> badak.metrics.MeanSquaredError()([0.0, 0.0], [1.0, 3.0])
        5.0
    """

    name: str = "mean_squared_error"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return _by_sample(losses.mean_squared_error, y_true, y_pred)


@METRICS.add("root_mean_squared_error", "rmse", "RMSE")
@dataclass(frozen=True, eq=False)
class RootMeanSquaredError(Metric):
    """The square root of the mean squared error, in the unit of the target.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> badak.metrics.RootMeanSquaredError()([0.0, 0.0], [6.0, 8.0])
        7.0710678
    """

    name: str = "root_mean_squared_error"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return _by_sample(losses.mean_squared_error, y_true, y_pred)

    def compute(self, state: State) -> Any:
        """Return the root of the mean."""
        mean = sums.ratio(sums.value(state, "total"), sums.value(state, "count"))
        return namespace(mean).sqrt(mean)


@METRICS.add("mean_absolute_error", "mae", "MAE")
@dataclass(frozen=True, eq=False)
class MeanAbsoluteError(Metric):
    """The mean absolute error.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> badak.metrics.MeanAbsoluteError()([0.0, 0.0], [1.0, -3.0])
        2.0
    """

    name: str = "mean_absolute_error"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return _by_sample(losses.mean_absolute_error, y_true, y_pred)


@METRICS.add("mean_absolute_percentage_error", "mape", "MAPE")
@dataclass(frozen=True, eq=False)
class MeanAbsolutePercentageError(Metric):
    """The mean absolute error in per cent of the target.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    name: str = "mean_absolute_percentage_error"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return _by_sample(losses.mean_absolute_percentage_error, y_true, y_pred)


@METRICS.add("mean_squared_logarithmic_error", "msle", "MSLE")
@dataclass(frozen=True, eq=False)
class MeanSquaredLogarithmicError(Metric):
    """The mean squared error of the logarithms of one plus the numbers.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    name: str = "mean_squared_logarithmic_error"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return _by_sample(losses.mean_squared_logarithmic_error, y_true, y_pred)


@METRICS.add("log_cosh_error", "logcosh")
@dataclass(frozen=True, eq=False)
class LogCoshError(Metric):
    """The mean logarithm of the hyperbolic cosine of the error.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    name: str = "logcosh"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return _by_sample(losses.log_cosh, y_true, y_pred)


@METRICS.add("cosine_similarity")
@dataclass(frozen=True, eq=False)
class CosineSimilarity(Metric):
    """The mean cosine of the angle between targets and predictions, 1 for the same direction.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
        axis: the axis of the vectors' components.
    """

    name: str = "cosine_similarity"
    dtype: Any = None
    axis: int = -1

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return cosine_similarity(y_true, y_pred, self.axis)


@METRICS.add("pearson_correlation")
@dataclass(frozen=True, eq=False)
class PearsonCorrelation(Metric):
    """The mean correlation of the numbers of each sample.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
        axis: the axis of the numbers that are correlated.
    """

    name: str = "pearson_correlation"
    dtype: Any = None
    axis: int = -1

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return pearson_correlation(y_true, y_pred, self.axis)


@METRICS.add("kl_divergence", "kld", "KLD", "kullback_leibler_divergence")
@dataclass(frozen=True, eq=False)
class KLDivergence(Metric):
    """The mean Kullback-Leibler divergence.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    name: str = "kl_divergence"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return losses.kl_divergence(y_true, y_pred)


@METRICS.add("poisson")
@dataclass(frozen=True, eq=False)
class Poisson(Metric):
    """The mean Poisson loss of counts.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    name: str = "poisson"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return _by_sample(losses.poisson, y_true, y_pred)


@METRICS.add("hinge")
@dataclass(frozen=True, eq=False)
class Hinge(Metric):
    """The mean hinge loss.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    name: str = "hinge"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return _by_sample(losses.hinge, y_true, y_pred)


@METRICS.add("squared_hinge")
@dataclass(frozen=True, eq=False)
class SquaredHinge(Metric):
    """The mean squared hinge loss.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    name: str = "squared_hinge"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return _by_sample(losses.squared_hinge, y_true, y_pred)


@METRICS.add("categorical_hinge")
@dataclass(frozen=True, eq=False)
class CategoricalHinge(Metric):
    """The mean hinge loss against one-hot rows.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
    """

    name: str = "categorical_hinge"
    dtype: Any = None

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return losses.categorical_hinge(y_true, y_pred)


@METRICS.add("binary_crossentropy", "bce", "BCE")
@dataclass(frozen=True, eq=False)
class BinaryCrossentropy(Metric):
    """The mean binary cross-entropy.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
        from_logits: the predictions have gone through no sigmoid yet.
        label_smoothing: moves the targets this part of the way to ½.
    """

    name: str = "binary_crossentropy"
    dtype: Any = None
    from_logits: bool = False
    label_smoothing: float = 0.0

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""

        def function(y_true: Any, y_pred: Any) -> Any:
            return losses.binary_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing)

        return _by_sample(function, y_true, y_pred)


@METRICS.add("categorical_crossentropy", "cce")
@dataclass(frozen=True, eq=False)
class CategoricalCrossentropy(Metric):
    """The mean cross-entropy against one-hot rows.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
        from_logits: the predictions have gone through no softmax yet.
        label_smoothing: moves the targets this part of the way to equal probabilities.
        axis: the axis of the classes.
    """

    name: str = "categorical_crossentropy"
    dtype: Any = None
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return losses.categorical_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing, self.axis)


@METRICS.add("sparse_categorical_crossentropy", "scce")
@dataclass(frozen=True, eq=False)
class SparseCategoricalCrossentropy(Metric):
    """The mean cross-entropy against class numbers.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.
        from_logits: the predictions have gone through no softmax yet.
        axis: the axis of the classes.
    """

    name: str = "sparse_categorical_crossentropy"
    dtype: Any = None
    from_logits: bool = False
    axis: int = -1

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return losses.sparse_categorical_crossentropy(y_true, y_pred, self.from_logits, None, self.axis)
