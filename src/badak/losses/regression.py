"""Losses of numbers: squared and absolute errors, and their compromises."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from badak.losses.arguments import EPSILON, matched
from badak.losses.loss import LOSSES, Loss
from badak.ops.activation import softplus
from badak.ops.distance import mean_squared_difference
from badak.ops.elementwise import absolute, less_equal, log, maximum, sqrt, square, where
from badak.ops.reduce import mean
from badak.ops.reduce import sum as total


@LOSSES.add("mse", "MSE", "l2")
def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    r"""Return the mean squared error of each sample.

    $$\ell = \frac{1}{d} \sum_{j=1}^{d} (\hat y_j - y_j)^2$$

    Args:
        y_true: targets, shape (…, d).
        y_pred: predictions, shape (…, d).

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> round(badak.losses.mean_squared_error([2.0, 4.0, 6.0], [3.0, 4.0, 5.0]).item(), 6)
        0.666667
    """
    y_true, y_pred = matched("mean_squared_error", y_true, y_pred)
    return mean_squared_difference(y_pred, y_true)


@LOSSES.add()
def half_squared_error(y_true: Any, y_pred: Any) -> Any:
    r"""Return half the sum of squared errors of each sample, whose derivative is the error itself.

    $$\ell = \tfrac12 \sum_{j=1}^{d} (\hat y_j - y_j)^2$$

    Args:
        y_true: targets, shape (…, d).
        y_pred: predictions, shape (…, d).

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.losses.half_squared_error([2.0, 4.0, 6.0], [3.0, 4.0, 5.0]).item()
        1.0
    """
    y_true, y_pred = matched("half_squared_error", y_true, y_pred)
    return 0.5 * total(square(y_pred - y_true), axis=-1)


@LOSSES.add("mae", "MAE", "l1")
def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    r"""Return the mean absolute error of each sample; its slope where the error is 0 is taken as 0.

    $$\ell = \frac{1}{d} \sum_{j=1}^{d} \lvert \hat y_j - y_j \rvert$$

    Args:
        y_true: targets, shape (…, d).
        y_pred: predictions, shape (…, d).

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.losses.mean_absolute_error([1.0, 2.0], [2.0, 4.0]).item()
        1.5
    """
    y_true, y_pred = matched("mean_absolute_error", y_true, y_pred)
    return mean(absolute(y_pred - y_true), axis=-1)


@LOSSES.add("mape", "MAPE")
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    r"""Return the mean absolute error of each sample in per cent of the target.

    $$\ell = \frac{100}{d} \sum_{j=1}^{d} \frac{\lvert \hat y_j - y_j \rvert}{\max(\lvert y_j \rvert, 10^{-7})}$$

    Args:
        y_true: targets, shape (…, d); one that is 0 makes a very large loss.
        y_pred: predictions, shape (…, d).

    Returns:
        Shape (…), in per cent.

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.losses.mean_absolute_percentage_error([10.0, 20.0], [9.0, 22.0]).item()
        10.0
    """
    y_true, y_pred = matched("mean_absolute_percentage_error", y_true, y_pred)
    return 100.0 * mean(absolute(y_pred - y_true) / maximum(absolute(y_true), EPSILON), axis=-1)


@LOSSES.add("msle", "MSLE")
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    r"""Return the mean squared error of the logarithms of one plus the numbers; negative numbers count as 0.

    $$\ell = \frac{1}{d} \sum_{j=1}^{d} \big(\ln(1 + \max(\hat y_j, 10^{-7})) - \ln(1 + \max(y_j, 10^{-7}))\big)^2$$

    Args:
        y_true: targets from 0, shape (…, d).
        y_pred: predictions from 0, shape (…, d).

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> round(badak.losses.mean_squared_logarithmic_error([0.0], [1.0]).item(), 5)
        0.48045
    """
    y_true, y_pred = matched("mean_squared_logarithmic_error", y_true, y_pred)
    return mean(square(log(maximum(y_pred, EPSILON) + 1.0) - log(maximum(y_true, EPSILON) + 1.0)), axis=-1)


@LOSSES.add("huber_loss")
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    r"""Return the Huber loss of each sample: squared for small errors, linear for large ones.

    $$\ell = \frac{1}{d} \sum_{j=1}^{d} \begin{cases} \tfrac12 e_j^2 & \lvert e_j \rvert \le \delta \\
    \delta \lvert e_j \rvert - \tfrac12 \delta^2 & \lvert e_j \rvert > \delta \end{cases}, \qquad e = \hat y - y$$

    Args:
        y_true: targets, shape (…, d).
        y_pred: predictions, shape (…, d).
        delta: the error at which the parabola goes over into a line, in units of the target.

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.losses.huber([0.0, 0.0], [0.5, 3.0]).item()
        1.3125

    Source: Huber 1964, Robust estimation of a location parameter, Annals of Mathematical Statistics 35.
    """
    y_true, y_pred = matched("huber", y_true, y_pred)
    error = y_pred - y_true
    size = absolute(error)
    return mean(where(less_equal(size, delta), 0.5 * square(error), delta * size - 0.5 * delta * delta), axis=-1)


@LOSSES.add("logcosh")
def log_cosh(y_true: Any, y_pred: Any) -> Any:
    r"""Return the logarithm of the hyperbolic cosine of the error: smooth, like e²/2 near 0 and |e| - ln 2 far away.

    $$\ell = \frac{1}{d} \sum_{j=1}^{d} \ln\cosh(\hat y_j - y_j), \qquad \ln\cosh e = e + \ln(1 + e^{-2e}) - \ln 2$$

    Args:
        y_true: targets, shape (…, d).
        y_pred: predictions, shape (…, d).

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> round(badak.losses.log_cosh([0.0], [1.0]).item(), 5)
        0.43378
    """
    y_true, y_pred = matched("log_cosh", y_true, y_pred)
    error = y_pred - y_true
    return mean(error + softplus(-2.0 * error) - math.log(2.0), axis=-1)


@LOSSES.add()
def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    r"""Return the negative cosine of the angle between two vectors: -1 for the same direction, 1 for the opposite one.

    $$\ell = -\frac{\sum_j y_j\, \hat y_j}{\lVert y \rVert\, \lVert \hat y \rVert}$$

    Args:
        y_true: targets, shape (…, d).
        y_pred: predictions, shape (…, d).
        axis: the axis of the vectors' components.

    Returns:
        Shape (…); 0 where a vector has no length.

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> round(badak.losses.cosine_similarity([[3.0, 4.0]], [[3.0, 4.0]]).item(), 6)
        -1.0
    """
    y_true, y_pred = matched("cosine_similarity", y_true, y_pred)
    return -total(unit(y_true, axis) * unit(y_pred, axis), axis=axis)


def unit(x: Any, axis: int) -> Any:
    """Return vectors of length 1; one shorter than 1e-7 is divided by 1e-7, so that 0 stays 0."""
    return x / sqrt(maximum(total(square(x), axis=axis, keepdims=True), EPSILON**2))


@LOSSES.add()
@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """The mean squared error, see ``mean_squared_error``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.

    Example:
        >>> import badak
        >>> mse = badak.losses.MeanSquaredError()
        >>> mse([[0.0], [0.0]], [[1.0], [3.0]], sample_weight=[1.0, 0.0]).item()
        0.5
    """

    pointwise: ClassVar[bool] = True
    reduction: str | None = "sum_over_batch_size"
    name: str = "mean_squared_error"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return mean_squared_error(y_true, y_pred)


@LOSSES.add()
@dataclass(frozen=True)
class HalfSquaredError(Loss):
    """Half the sum of squared errors, see ``half_squared_error``.

    Averaged over the samples by default; ``reduction="sum"`` gives ½Σ over everything, the convention of many
    textbooks.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.

    Example:
        >>> import badak
        >>> badak.losses.HalfSquaredError(reduction="sum")([2.0, 4.0, 6.0], [3.0, 4.0, 5.0]).item()
        1.0
    """

    pointwise: ClassVar[bool] = True
    reduction: str | None = "sum_over_batch_size"
    name: str = "half_squared_error"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return half_squared_error(y_true, y_pred)


@LOSSES.add()
@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """The mean absolute error, see ``mean_absolute_error``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    pointwise: ClassVar[bool] = True
    reduction: str | None = "sum_over_batch_size"
    name: str = "mean_absolute_error"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return mean_absolute_error(y_true, y_pred)


@LOSSES.add()
@dataclass(frozen=True)
class MeanAbsolutePercentageError(Loss):
    """The mean absolute error in per cent of the target, see ``mean_absolute_percentage_error``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    pointwise: ClassVar[bool] = True
    reduction: str | None = "sum_over_batch_size"
    name: str = "mean_absolute_percentage_error"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return mean_absolute_percentage_error(y_true, y_pred)


@LOSSES.add()
@dataclass(frozen=True)
class MeanSquaredLogarithmicError(Loss):
    """The mean squared error of logarithms, see ``mean_squared_logarithmic_error``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    pointwise: ClassVar[bool] = True
    targets: ClassVar[str] = "nonnegative"
    reduction: str | None = "sum_over_batch_size"
    name: str = "mean_squared_logarithmic_error"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return mean_squared_logarithmic_error(y_true, y_pred)


@LOSSES.add()
@dataclass(frozen=True)
class Huber(Loss):
    """The Huber loss, see ``huber``.

    Args:
        delta: the error at which the parabola goes over into a line.
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    pointwise: ClassVar[bool] = True
    delta: float = 1.0
    reduction: str | None = "sum_over_batch_size"
    name: str = "huber_loss"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return huber(y_true, y_pred, delta=self.delta)


@LOSSES.add()
@dataclass(frozen=True)
class LogCosh(Loss):
    """The logarithm of the hyperbolic cosine of the error, see ``log_cosh``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    pointwise: ClassVar[bool] = True
    reduction: str | None = "sum_over_batch_size"
    name: str = "log_cosh"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return log_cosh(y_true, y_pred)


@LOSSES.add()
@dataclass(frozen=True)
class CosineSimilarity(Loss):
    """The negative cosine similarity, see ``cosine_similarity``.

    Args:
        axis: the axis of the vectors' components.
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    axis: int = -1
    reduction: str | None = "sum_over_batch_size"
    name: str = "cosine_similarity"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return cosine_similarity(y_true, y_pred, axis=self.axis)
