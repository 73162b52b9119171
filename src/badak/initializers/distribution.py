"""Random numbers of a given shape: normal, uniform, and the normal distribution cut at two standard deviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.backend import namespace
from badak.checks import number
from badak.errors import error
from badak.initializers.initializer import INITIALIZERS, Initializer, seam_of


@INITIALIZERS.add("random_normal", "normal")
@dataclass(frozen=True)
class RandomNormal(Initializer):
    r"""Normally distributed values, :math:`N(\mu, \sigma^2)`, whatever the shape.

    Args:
        mean: :math:`\mu`.
        stddev: :math:`\sigma`, 0.05 as in Keras. The course compares 1 and 0.01: with the one, activations saturate, with the
            other they die out.
        seed: an integer makes every call give the same values.

    Raises:
        ArgumentError: BD040, for a standard deviation below 0.

    Example:
        >>> import badak
        >>> badak.initializers.RandomNormal(stddev=0.01, seed=0)((1000, 10)).std().round(3).item()
        0.01
    """

    mean: float = 0.0
    stddev: float = 0.05
    seed: int | None = None

    def check(self) -> None:
        """Check the fields."""
        _check_normal(self)

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return seam_of(key).normal(key, shape, dtype) * _fit(self.stddev, dtype) + _fit(self.mean, dtype)


@INITIALIZERS.add("random_uniform", "uniform")
@dataclass(frozen=True)
class RandomUniform(Initializer):
    """Values evenly distributed over an interval, whatever the shape.

    Args:
        minval: lower limit.
        maxval: upper limit, not reached.
        seed: an integer makes every call give the same values.

    Raises:
        ArgumentError: BD040, for limits that are no numbers; BD045, for limits the wrong way round.

    Example:
        >>> import badak
        >>> values = badak.initializers.RandomUniform(-1, 3, seed=0)(1000)
        >>> bool(-1 <= values.min() < -0.9 and 2.9 < values.max() < 3)
        True
    """

    minval: float = -0.05
    maxval: float = 0.05
    seed: int | None = None

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        low, high = number(where, "minval", self.minval), number(where, "maxval", self.maxval)
        if low > high:
            why = {"en": "minval is above maxval", "ko": "minval이 maxval보다 큽니다"}
            raise error("BD045", where=where, why=why, got=f"minval={low}, maxval={high}")
        self._settle(minval=low, maxval=high)

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return uniform(key, shape, dtype, self.minval, self.maxval)


@INITIALIZERS.add("truncated_normal")
@dataclass(frozen=True)
class TruncatedNormal(Initializer):
    r"""Normally distributed values without those further than two standard deviations from the mean.

    Cutting makes them narrower: their own standard deviation is :math:`0.8796\,\sigma`.

    Args:
        mean: :math:`\mu`.
        stddev: :math:`\sigma` of the distribution before it is cut.
        seed: an integer makes every call give the same values.

    Raises:
        ArgumentError: BD040, for a standard deviation below 0.

    Example:
        >>> import badak
        >>> values = badak.initializers.TruncatedNormal(stddev=1.0, seed=0)(10000)
        >>> abs(values).max().item() <= 2.0, values.std().round(2).item()
        (True, 0.88)
    """

    mean: float = 0.0
    stddev: float = 0.05
    seed: int | None = None

    def check(self) -> None:
        """Check the fields."""
        _check_normal(self)

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return truncated(key, shape, dtype) * _fit(self.stddev, dtype) + _fit(self.mean, dtype)


def _check_normal(initializer: Any) -> None:
    where = type(initializer).__name__
    mean = number(where, "mean", initializer.mean)
    initializer._settle(mean=mean, stddev=number(where, "stddev", initializer.stddev, 0.0))


def _fit(value: float, dtype: Any) -> Any:
    """Return a number in the type of the array, which bfloat16 needs: its products with Python floats are widened."""
    return np.asarray(value, dtype)


def uniform(key: Any, shape: tuple[int, ...], dtype: Any, low: float, high: float) -> Any:
    """Draw numbers evenly from ``low`` to ``high``."""
    return seam_of(key).uniform(key, shape, dtype) * _fit(high - low, dtype) + _fit(low, dtype)


WITHIN = 0.9544997361036416
"""Part of the normal distribution within two standard deviations."""

NARROWER = 0.8796256610342398
"""Standard deviation of what lies within two standard deviations, for 1 before the cut."""


def truncated(key: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """Draw from the standard normal distribution cut at ±2, by its quantiles at evenly distributed places."""
    module = seam_of(key)
    dtype = np.dtype(dtype)
    wide = dtype if dtype in (np.float32, np.float64) else np.dtype(np.float32)
    quantile = central_quantile((module.uniform(key, shape, wide) - 0.5) * WITHIN)
    xp = namespace(quantile)
    return xp.minimum(xp.maximum(quantile, -2.0), 2.0).astype(dtype)


def central_quantile(q: Any) -> Any:
    """Return the normal quantile of the probability 0.5 + q, for \\|q\\| up to 0.4999.

    Source:
        Wichura 1988, Applied Statistics 37, algorithm AS 241 (PPND16), relative precision 1e-16, without its outermost part.
    """
    xp = namespace(q)
    inner = q * _ratio(_INNER, xp.maximum(0.180625 - q * q, 0.0))
    outer = _ratio(_OUTER, xp.sqrt(-xp.log(0.5 - xp.abs(q))) - 1.6)
    return xp.where(xp.abs(q) <= 0.425, inner, xp.where(q < 0.0, -outer, outer))


def _ratio(coefficients: tuple, r: Any) -> Any:
    """Return the quotient of two polynomials of degree 7, by Horner's rule."""
    above, below = coefficients
    top, bottom = above[-1] + 0.0 * r, below[-1] + 0.0 * r
    for a, b in zip(above[-2::-1], below[-2::-1], strict=True):
        top = top * r + a
        bottom = bottom * r + b
    return top / bottom


_INNER = (
    (3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3),
    (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3),
)  # fmt: skip
_OUTER = (
    (1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9),
)  # fmt: skip
