"""Losses that compare distributions: Kullback-Leibler divergence, and the Poisson likelihood of counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from badak.losses.arguments import EPSILON, check_probabilities, matched
from badak.losses.loss import LOSSES, Loss
from badak.ops.elementwise import clip, log
from badak.ops.reduce import mean
from badak.ops.reduce import sum as total


@LOSSES.add("kld", "KLD", "kullback_leibler_divergence")
def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    r"""Return the Kullback-Leibler divergence of each sample: the bits (here nats) lost by expecting q where p is true.

    $$\ell = \sum_{k=1}^{C} p_k \ln\frac{p_k}{q_k}$$

    Args:
        y_true: probabilities p, shape (…, classes); limited to [1e-7, 1].
        y_pred: probabilities q, shape (…, classes); limited to [1e-7, 1].

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.
        DataError: BD057, for predictions that are not probabilities.

    Example:
        >>> import badak
        >>> round(badak.losses.kl_divergence([0.5, 0.5], [0.25, 0.75]).item(), 6)
        0.143841

    Source: Kullback, Leibler 1951, On information and sufficiency.
    """
    y_true, y_pred = matched("kl_divergence", y_true, y_pred)
    check_probabilities("kl_divergence", y_pred)
    p, q = clip(y_true, minimum=EPSILON, maximum=1.0), clip(y_pred, minimum=EPSILON, maximum=1.0)
    return total(p * log(p / q), axis=-1)


@LOSSES.add()
def poisson(y_true: Any, y_pred: Any) -> Any:
    r"""Return the negative logarithm of the Poisson likelihood of each sample, without its constant term ln y!.

    $$\ell = \frac{1}{d} \sum_{j=1}^{d} \big( \hat y_j - y_j \ln(\hat y_j + 10^{-7}) \big)$$

    Args:
        y_true: counts from 0, shape (…, d).
        y_pred: expected counts above 0, shape (…, d).

    Returns:
        Shape (…).

    Raises:
        ShapeError: BD052, when the shapes differ.

    Example:
        >>> import badak
        >>> round(badak.losses.poisson([2.0], [2.0]).item(), 6)
        0.613706
    """
    y_true, y_pred = matched("poisson", y_true, y_pred)
    return mean(y_pred - y_true * log(y_pred + EPSILON), axis=-1)


@LOSSES.add()
@dataclass(frozen=True)
class KLDivergence(Loss):
    """The Kullback-Leibler divergence, see ``kl_divergence``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    targets: ClassVar[str] = "probabilities"
    reduction: str | None = "sum_over_batch_size"
    name: str = "kl_divergence"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return kl_divergence(y_true, y_pred)


@LOSSES.add()
@dataclass(frozen=True)
class Poisson(Loss):
    """The Poisson loss of counts, see ``poisson``.

    Args:
        reduction: see ``Loss``.
        name: see ``Loss``.
        dtype: see ``Loss``.
    """

    pointwise: ClassVar[bool] = True
    targets: ClassVar[str] = "nonnegative"
    reduction: str | None = "sum_over_batch_size"
    name: str = "poisson"
    dtype: Any = None

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return one value per sample."""
        return poisson(y_true, y_pred)
