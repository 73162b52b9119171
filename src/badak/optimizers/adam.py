"""Adam and AdamW: running means of the gradient and of its square, corrected for their start from zero."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from badak.backend import namespace
from badak.checks import flag, number, one_of
from badak.optimizers.fused import fuse
from badak.optimizers.optimizer import Optimizer
from badak.optimizers.registry import OPTIMIZERS


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class Adam(Optimizer):
    r"""Follow the running mean of the gradient, divided by the root of the running mean of its square.

    .. math::
        m &\leftarrow \beta_1 m + (1-\beta_1) g,\qquad v \leftarrow \beta_2 v + (1-\beta_2) g^2 \\
        p &\leftarrow p - \eta\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\frac{m}{\sqrt v + \hat\epsilon}

    The fraction with :math:`t`, the number of the step from 1, corrects the bias that both means have from their start at 0.
    :math:`\hat\epsilon` stands beside the uncorrected root, as in Keras and at the end of the paper's section 2. With
    ``epsilon_at="corrected"`` it stands beside the corrected one, :math:`\hat m / (\sqrt{\hat v} + \epsilon)`, as in the
    paper's algorithm 1 and in PyTorch: :math:`\hat\epsilon = \epsilon\sqrt{1-\beta_2^t}`.

    Args:
        learning_rate: step size :math:`\eta`, or a schedule; each weight moves at most about this far per step.
        beta_1: part of :math:`m` kept at each step, 0 ≤ β₁ < 1.
        beta_2: part of :math:`v` kept at each step, 0 ≤ β₂ < 1.
        epsilon: :math:`\epsilon`, keeps the divisor above 0; 1e-7 as in Keras, PyTorch has 1e-8.
        amsgrad: divide by the largest :math:`v` so far, so that the step of a weight never grows again.
        epsilon_at: ``"uncorrected"`` or ``"corrected"`` root.
        **common: ``weight_decay``, ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in
            ``Optimizer``.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        The first step is as long as the learning rate, whatever the size of the gradient.

        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.Adam(0.001)
        >>> params = {"w": np.array([1.0, 1.0])}
        >>> params, state = optimizer.update({"w": np.array([100.0, -0.1])}, optimizer.init(params), params)
        >>> params["w"].round(6)
        array([0.999, 1.001])

    Source:
        Kingma, Ba 2015, arXiv 1412.6980, algorithm 1 and the end of section 2; amsgrad: Reddi, Kale, Kumar 2018, arXiv
        1904.09237, algorithm 2 (the maximum is taken before the correction of the bias, as in Keras and PyTorch).
    """

    learning_rate: Any = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    amsgrad: bool = False
    epsilon_at: str = "uncorrected"

    def check(self) -> None:
        """Check the fields."""
        _check_adam(self)

    @property
    def slots(self) -> tuple[str, ...]:
        """The means :math:`m` and :math:`v`, and the largest :math:`v` where wanted."""
        return ("momentum", "velocity", *["velocity_max"] * self.amsgrad)

    def hyper(self, t: Any, rate: Any, maths: Any) -> tuple:
        """Return the rate with the correction of both biases, and epsilon beside the uncorrected root."""
        root = maths.sqrt(left(self.beta_2, t, maths))
        alpha = rate * root / left(self.beta_1, t, maths)
        return alpha, self.epsilon * root if self.epsilon_at == "corrected" else self.epsilon

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new parameter and its new means."""
        alpha, epsilon = h
        m, v, *top, g = arrays
        m += (g - m) * (1.0 - self.beta_1)
        v += (g * g - v) * (1.0 - self.beta_2)
        if not top:
            p -= alpha * m / (namespace(v).sqrt(v) + epsilon)
            return p, m, v
        largest = namespace(v).maximum(top[0], v)
        p -= alpha * m / (namespace(v).sqrt(largest) + epsilon)
        return p, m, v, largest


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class AdamW(Optimizer):
    r"""Adam whose weight decay stays apart from the gradient, so that it is not divided by the root.

    .. math:: p \leftarrow p - \eta\lambda p,\qquad\text{then Adam's step}

    :math:`\epsilon` stands where it stands in ``Adam``.

    Args:
        learning_rate: step size :math:`\eta`, or a schedule.
        weight_decay: :math:`\lambda`; 0.004 as in Keras, PyTorch has 0.01.
        beta_1: part of :math:`m` kept at each step, 0 ≤ β₁ < 1.
        beta_2: part of :math:`v` kept at each step, 0 ≤ β₂ < 1.
        epsilon: :math:`\epsilon`, keeps the divisor above 0.
        amsgrad: divide by the largest :math:`v` so far.
        epsilon_at: ``"uncorrected"`` or ``"corrected"`` root.
        **common: ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in ``Optimizer``; all
            parameters decay unless ``no_decay`` names them, as in Keras.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.AdamW(0.1, weight_decay=0.5, no_decay=("bias",))
        >>> params = {"kernel": np.array([1.0]), "bias": np.array([1.0])}
        >>> zero = {"kernel": np.array([0.0]), "bias": np.array([0.0])}
        >>> optimizer.update(zero, optimizer.init(params), params)[0]
        {'kernel': array([0.95]), 'bias': array([1.])}

    Source:
        Loshchilov, Hutter 2019, arXiv 1711.05101, algorithm 2, with their schedule multiplier applied to the decay too, as
        in Keras and PyTorch.
    """

    learning_rate: Any = 0.001
    weight_decay: float | None = 0.004
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    amsgrad: bool = False
    epsilon_at: str = "uncorrected"

    def check(self) -> None:
        """Check the fields."""
        _check_adam(self)

    slots = Adam.slots
    hyper = Adam.hyper
    rule = Adam.rule


fuse(Adam.rule, lambda k, o, rows, h, *common: not o.amsgrad and k.adam(rows, *h, o.beta_1, o.beta_2, *common))


def _check_adam(optimizer: Any) -> None:
    check_means(optimizer)
    where = type(optimizer).__name__
    optimizer._settle("amsgrad", flag(where, "amsgrad", optimizer.amsgrad))
    one_of(where, "epsilon_at", optimizer.epsilon_at, ("uncorrected", "corrected"))


def check_means(optimizer: Any) -> None:
    """Check the fields that Adam and its relatives share."""
    where = type(optimizer).__name__
    for name in ("beta_1", "beta_2"):
        optimizer._settle(name, number(where, name, getattr(optimizer, name), 0.0, 1.0, below=True))
    optimizer._settle("epsilon", number(where, "epsilon", optimizer.epsilon, 0.0, above=True))


def left(beta: float, t: Any, maths: Any) -> Any:
    """Return 1 - β^t, to full precision also in float32, where 1 - 0.999 would lose four digits."""
    return -maths.expm1(t * (math.log(beta) if beta else -math.inf))
