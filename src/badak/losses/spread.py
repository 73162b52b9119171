"""Losses of predictions that say how sure they are: quantiles, and the mean and deviation of a normal distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from badak.errors import error, shape_text
from badak.losses.arguments import array, floating, unequal
from badak.losses.loss import LOSSES, Loss
from badak.ops.activation import softplus
from badak.ops.elementwise import astype, log, maximum, square
from badak.ops.reduce import mean
from badak.ops.shape import expand_dims, getitem, reshape

QUANTILES = (0.1, 0.5, 0.9)
"""The quantiles that are predicted unless others are named: the median and the middle four fifths."""

SMALLEST = 1e-3
"""Smallest standard deviation of ``gaussian_nll``, in units of the target: a perfect fit must not have an infinite density."""


def beside(name: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Return targets (…) and predictions (…, numbers for each target) as floating arrays of one number type.

    Raises:
        ShapeError: BD052, when the shapes do not fit.
    """
    y_true, y_pred = array(y_true), floating(y_pred)
    check_beside(name, tuple(y_true.shape), tuple(y_pred.shape))
    if y_true.shape != y_pred.shape[:-1]:
        y_true = reshape(y_true, shape=tuple(y_pred.shape[:-1]))
    return (y_true if y_true.dtype == y_pred.dtype else astype(y_true, dtype=y_pred.dtype)), y_pred


def check_beside(name: str, y_true: tuple, y_pred: tuple) -> None:
    """Check that each target has a row of numbers: (N,) or (N, 1) for (N, numbers), (N, steps) for (N, steps, numbers).

    Raises:
        ShapeError: BD052, when it has not.
    """
    if not y_pred or y_true not in (y_pred[:-1], (*y_pred[:-1], 1)):
        raise unequal(name, y_true, y_pred, y_pred[:-1] if y_pred else None)


def check_quantiles(where: str, quantiles: Any) -> tuple[float, ...]:
    """Return quantiles as a tuple of numbers.

    Raises:
        ArgumentError: BD003, when there are none, when one is not between 0 and 1, or when they do not rise.
    """
    try:
        values = tuple(float(q) for q in quantiles)
    except TypeError:
        values = ()
    fine = values and all(0 < q < 1 for q in values) and all(a < b for a, b in zip(values, values[1:], strict=False))
    if not fine:
        expected = {
            "en": "numbers between 0 and 1 that rise: (0.1, 0.5, 0.9)",
            "ko": "0과 1 사이에서 커지는 수들: (0.1, 0.5, 0.9)",
        }
        raise error("BD003", where=where, name="quantiles", got=repr(quantiles), expected=expected)
    return values


@LOSSES.add("quantile_loss")
def pinball(y_true: Any, y_pred: Any, quantiles: Any = QUANTILES) -> Any:
    r"""Return the pinball loss of each target, averaged over the quantiles: small when each quantile is where it should be.

    $$\ell = \frac{1}{Q} \sum_{k=1}^{Q} \max\big(q_k\,(y - \hat y_k),\; (q_k - 1)\,(y - \hat y_k)\big)$$

    A prediction that is too low costs q for each unit, one that is too high 1 - q, so that the least loss is reached where
    a share q of the targets lies below.

    Args:
        y_true: targets, shape (…); (…, 1) does as well.
        y_pred: the predicted quantiles, shape (…, quantiles).
        quantiles: which they are, rising, between 0 and 1.

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes do not fit.
        ArgumentError: BD003, for quantiles that are none, or that are not as many as the predictions of a target.

    Example:
        >>> import badak
        >>> round(badak.losses.pinball([10.0], [[8.0, 11.0]], quantiles=(0.5, 0.9)).item(), 6)
        0.55

    Source: Koenker, Bassett 1978, Regression quantiles, Econometrica 46, eq. 3.1.
    """
    values = check_quantiles("pinball", quantiles)
    y_true, y_pred = beside("pinball", y_true, y_pred)
    if y_pred.shape[-1] != len(values):
        got = f"{len(values)}, y_pred {shape_text(y_pred)}"
        expected = {
            "en": f"{y_pred.shape[-1]} quantiles, as many as the last axis of y_pred has numbers",
            "ko": f"y_pred 마지막 축의 크기와 같은 {y_pred.shape[-1]}개의 분위수",
        }
        raise error("BD003", where="pinball", name="quantiles", got=got, expected=expected)
    wanted = np.asarray(values, y_pred.dtype)
    behind = expand_dims(y_true, axis=-1) - y_pred
    return mean(maximum(behind * wanted, behind * (wanted - 1)), axis=-1)


@LOSSES.add("gaussian_negative_log_likelihood")
def gaussian_nll(y_true: Any, y_pred: Any, min_std: float = SMALLEST) -> Any:
    r"""Return the negative logarithm of the normal density that the predictions give each target.

    $$\ell = \tfrac12 \ln 2\pi + \ln \sigma + \frac{(y - \mu)^2}{2 \sigma^2}, \qquad \sigma = \sigma_{min} + \ln(1 + e^{s})$$

    Args:
        y_true: targets, shape (…); (…, 1) does as well.
        y_pred: μ and s, shape (…, 2), as a layer without activation gives them; softplus makes a deviation of s.
        min_std: smallest standard deviation, in units of the target.

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes do not fit, or when the last axis has not two numbers.

    Example:
        >>> import badak
        >>> round(badak.losses.gaussian_nll([1.0], [[1.0, 0.541325]], min_std=0.0).item(), 5)
        0.91894

    Source: Nix, Weigend 1994, Estimating the mean and variance of the target probability distribution, eq. 1; softplus for
        the deviation as Salinas, Flunkert, Gasthaus 2017, arXiv 1704.04110, eq. 3. PyTorch's ``GaussianNLLLoss`` takes the
        variance itself and leaves ½ ln 2π away unless told (``full=True``).
    """
    y_true, y_pred = beside("gaussian_nll", y_true, y_pred)
    if y_pred.shape[-1] != 2:
        raise unequal("gaussian_nll", tuple(y_true.shape), tuple(y_pred.shape), (*y_true.shape, 2))
    centre, deviation = normal_parameters(y_pred, min_std)
    return 0.5 * math.log(2 * math.pi) + log(deviation) + 0.5 * square((y_true - centre) / deviation)


def normal_parameters(y_pred: Any, min_std: float = SMALLEST) -> tuple[Any, Any]:
    """Return mean and standard deviation of the predictions that ``gaussian_nll`` takes, shape (…, 2)."""
    return getitem(y_pred, index=(..., 0)), min_std + softplus(getitem(y_pred, index=(..., 1)))


@LOSSES.add()
@dataclass(frozen=True)
class Pinball(Loss):
    """The pinball loss of several quantiles, see ``pinball``.

    Args:
        quantiles: which quantiles are predicted, rising, between 0 and 1.
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.

    Example:
        >>> import badak
        >>> median = badak.losses.Pinball(quantiles=(0.5,))
        >>> median([[1.0], [2.0]], [[2.0], [4.0]]).item()
        0.75
    """

    targets_in_rows: ClassVar[bool] = True
    quantiles: Any = QUANTILES
    reduction: str | None = "sum_over_batch_size"
    name: str = "pinball"
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "quantiles", check_quantiles("Pinball", self.quantiles))

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per target."""
        return pinball(y_true, y_pred, self.quantiles)


@LOSSES.add()
@dataclass(frozen=True)
class GaussianNLL(Loss):
    """The negative log-likelihood of a normal distribution, see ``gaussian_nll``.

    Args:
        min_std: smallest standard deviation, in units of the target.
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    targets_in_rows: ClassVar[bool] = True
    min_std: float = SMALLEST
    reduction: str | None = "sum_over_batch_size"
    name: str = "gaussian_nll"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per target."""
        return gaussian_nll(y_true, y_pred, self.min_std)
