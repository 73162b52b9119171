"""Initial weights whose spread follows from the number of inputs and outputs: Glorot (Xavier), He, LeCun."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.checks import number, one_of
from badak.initializers.distribution import NARROWER, truncated, uniform
from badak.initializers.initializer import INITIALIZERS, Initializer, fans, seam_of


@INITIALIZERS.add("variance_scaling")
@dataclass(frozen=True)
class VarianceScaling(Initializer):
    r"""Random values of variance :math:`s/n`, with :math:`n` from the shape: the general form of the others in this group.

    :math:`n` is the fan-in, the fan-out, or the mean of both: the last two axes times the size of the receptive field.

    Args:
        scale: :math:`s`, above 0.
        mode: ``"fan_in"``, ``"fan_out"`` or ``"fan_avg"``.
        distribution: ``"truncated_normal"`` (``"normal"`` is the same), cut at two standard deviations and widened so that
            the variance is right; ``"untruncated_normal"``; or ``"uniform"`` within :math:`\pm\sqrt{3s/n}`.
        seed: an integer makes every call give the same values.

    Raises:
        ArgumentError: BD040, for another word or a scale that is not above 0.

    Example:
        >>> import badak
        >>> initializer = badak.initializers.VarianceScaling(2.0, mode="fan_out", distribution="uniform", seed=0)
        >>> initializer((100, 200)).std().round(2).item()
        0.1
    """

    scale: float = 1.0
    mode: str = "fan_in"
    distribution: str = "truncated_normal"
    seed: int | None = None

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(scale=number(where, "scale", self.scale, 0.0, above=True))
        one_of(where, "mode", self.mode, ("fan_in", "fan_out", "fan_avg"))
        words = ("truncated_normal", "untruncated_normal", "uniform", "normal")
        word = one_of(where, "distribution", self.distribution, words)
        self._settle(distribution="truncated_normal" if word == "normal" else word)

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return scaled(key, shape, dtype, self.scale, self.mode, self.distribution)


@INITIALIZERS.add("glorot_uniform", "xavier_uniform")
@dataclass(frozen=True)
class GlorotUniform(Initializer):
    r"""Even values of variance :math:`2/(n_{in}+n_{out})`: for sigmoid, tanh and softmax; Keras's default for kernels.

    .. math:: w \sim U(-a, a),\qquad a = \sqrt{6 / (n_{in} + n_{out})}

    Also called Xavier (the author's first name). Not what the course calls Xavier: that is ``XavierFanIn``.

    Args:
        seed: an integer makes every call give the same values.

    Example:
        >>> import badak
        >>> abs(badak.initializers.GlorotUniform(seed=0)((100, 200))).max().round(3).item()  # √(6/300)
        0.141

    Source:
        Glorot, Bengio 2010, AISTATS, equation 16.
    """

    seed: int | None = None

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return scaled(key, shape, dtype, 1.0, "fan_avg", "uniform")


@INITIALIZERS.add("glorot_normal", "xavier_normal")
@dataclass(frozen=True)
class GlorotNormal(Initializer):
    r"""Normal values of standard deviation :math:`\sqrt{2/(n_{in}+n_{out})}`, cut at two of the wider normal's.

    Also called Xavier. As in Keras the values are cut at two standard deviations of a normal distribution that is widened so
    that the standard deviation after the cut is as stated; PyTorch's ``xavier_normal_`` is not cut.

    Args:
        seed: an integer makes every call give the same values.

    Example:
        >>> import badak
        >>> badak.initializers.GlorotNormal(seed=0)((100, 100)).std().round(2).item()
        0.1

    Source:
        Glorot, Bengio 2010, AISTATS, equation 12.
    """

    seed: int | None = None

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return scaled(key, shape, dtype, 1.0, "fan_avg", "truncated_normal")


@INITIALIZERS.add("xavier_fan_in")
@dataclass(frozen=True)
class XavierFanIn(Initializer):
    r"""Normal values of standard deviation :math:`1/\sqrt{n_{in}}`: what introductory books call Xavier's initial values.

    It keeps the spread of activations on the way forward, and leaves the way back out of account. Glorot's own formula,
    :math:`\sqrt{2/(n_{in}+n_{out})}`, is ``GlorotNormal``; the two agree where a layer has as many outputs as inputs.
    ``LecunNormal`` has the same standard deviation, with the values cut.

    Args:
        seed: an integer makes every call give the same values.

    Example:
        >>> import badak
        >>> badak.initializers.XavierFanIn(seed=0)((100, 400)).std().round(2).item()
        0.1

    Source:
        The simplification of Glorot, Bengio 2010 (AISTATS, equation 10) to the forward pass.
    """

    seed: int | None = None

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return scaled(key, shape, dtype, 1.0, "fan_in", "untruncated_normal")


@INITIALIZERS.add("he_normal", "kaiming_normal")
@dataclass(frozen=True)
class HeNormal(Initializer):
    r"""Normal values of standard deviation :math:`\sqrt{2/n_{in}}`, cut at two of the wider normal's: for ReLU.

    ReLU sets half of the values to 0, which the factor 2 makes good. Also called Kaiming (the author's first name);
    PyTorch's ``kaiming_normal_`` is not cut.

    Args:
        seed: an integer makes every call give the same values.

    Example:
        >>> import badak
        >>> badak.initializers.HeNormal(seed=0)((200, 100)).std().round(2).item()
        0.1

    Source:
        He, Zhang, Ren, Sun 2015, arXiv 1502.01852, equation 10.
    """

    seed: int | None = None

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return scaled(key, shape, dtype, 2.0, "fan_in", "truncated_normal")


@INITIALIZERS.add("he_uniform", "kaiming_uniform")
@dataclass(frozen=True)
class HeUniform(Initializer):
    r"""Even values of variance :math:`2/n_{in}`, within :math:`\pm\sqrt{6/n_{in}}`: for ReLU.

    Args:
        seed: an integer makes every call give the same values.

    Example:
        >>> import badak
        >>> abs(badak.initializers.HeUniform(seed=0)((600, 100))).max().round(3).item()
        0.1

    Source:
        He, Zhang, Ren, Sun 2015, arXiv 1502.01852, equation 10.
    """

    seed: int | None = None

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return scaled(key, shape, dtype, 2.0, "fan_in", "uniform")


@INITIALIZERS.add("lecun_normal")
@dataclass(frozen=True)
class LecunNormal(Initializer):
    r"""Normal values of standard deviation :math:`1/\sqrt{n_{in}}`, cut at two of the wider normal's: for SELU.

    Args:
        seed: an integer makes every call give the same values.

    Example:
        >>> import badak
        >>> badak.initializers.LecunNormal(seed=0)((100, 400)).std().round(2).item()
        0.1

    Source:
        LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, equation 16.
    """

    seed: int | None = None

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return scaled(key, shape, dtype, 1.0, "fan_in", "truncated_normal")


@INITIALIZERS.add("lecun_uniform")
@dataclass(frozen=True)
class LecunUniform(Initializer):
    r"""Even values of variance :math:`1/n_{in}`, within :math:`\pm\sqrt{3/n_{in}}`.

    Args:
        seed: an integer makes every call give the same values.

    Example:
        >>> import badak
        >>> abs(badak.initializers.LecunUniform(seed=0)((300, 100))).max().round(3).item()
        0.1

    Source:
        LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, equation 16.
    """

    seed: int | None = None

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        return scaled(key, shape, dtype, 1.0, "fan_in", "uniform")


def scaled(key: Any, shape: tuple[int, ...], dtype: Any, scale: float, mode: str, distribution: str) -> Any:
    """Draw values of variance ``scale / n``."""
    fan_in, fan_out = fans(shape)
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2.0}[mode]
    std = math.sqrt(scale / max(n, 1.0))
    if distribution == "uniform":
        limit = math.sqrt(3.0) * std
        return uniform(key, shape, dtype, -limit, limit)
    if distribution == "truncated_normal":
        return truncated(key, shape, dtype) * np.asarray(std / NARROWER, dtype)
    return seam_of(key).normal(key, shape, dtype) * np.asarray(std, dtype)
