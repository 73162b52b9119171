"""Adam with Nesterov's look-ahead: Nadam."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.backend import namespace
from badak.checks import number
from badak.optimizers.adam import check_means, left
from badak.optimizers.optimizer import Optimizer
from badak.optimizers.registry import OPTIMIZERS


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class Nadam(Optimizer):
    r"""Adam that looks ahead, with a momentum that grows towards :math:`\beta_1`.

    .. math::
        \mu_t &= \beta_1\big(1 - \tfrac12\, 0.96^{\,t\psi}\big),\qquad \Pi_t = \mu_1\mu_2\cdots\mu_t \\
        m &\leftarrow \beta_1 m + (1-\beta_1) g,\qquad v \leftarrow \beta_2 v + (1-\beta_2) g^2 \\
        p &\leftarrow p - \eta\,\Big(\frac{\mu_{t+1}\, m}{1-\Pi_{t+1}} + \frac{(1-\mu_t)\, g}{1-\Pi_t}\Big)
            \Big/ \Big(\sqrt{v / (1-\beta_2^t)} + \epsilon\Big)

    :math:`\epsilon` stands beside the corrected root, in Keras and in PyTorch.

    Args:
        learning_rate: step size :math:`\eta`, or a schedule; PyTorch has 0.002.
        beta_1: what the momentum grows towards, 0 ≤ β₁ < 1.
        beta_2: part of :math:`v` kept at each step, 0 ≤ β₂ < 1.
        epsilon: :math:`\epsilon`, keeps the divisor above 0; PyTorch has 1e-8.
        momentum_decay: how fast the momentum grows, :math:`\psi`: 1 as in Keras, where it is there after 100 steps; 0.004 in
            Dozat's report and PyTorch.
        **common: ``weight_decay``, ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in
            ``Optimizer``.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.Nadam(0.001)
        >>> params = {"w": np.array([1.0])}
        >>> params, state = optimizer.update({"w": np.array([5.0])}, optimizer.init(params), params)
        >>> params["w"].round(5)
        array([0.99894])

    Source:
        Dozat 2016, Incorporating Nesterov Momentum into Adam, algorithm 8 and section 3 (:math:`0.96^{t/250}`).
    """

    learning_rate: Any = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    momentum_decay: float = 1.0

    def check(self) -> None:
        """Check the fields."""
        check_means(self)
        decay = number(type(self).__name__, "momentum_decay", self.momentum_decay, 0.0, above=True)
        self._settle("momentum_decay", decay)

    @property
    def slots(self) -> tuple[str, ...]:
        """The means :math:`m` and :math:`v`."""
        return ("momentum", "velocity")

    def hyper(self, t: Any, rate: Any, maths: Any) -> tuple:
        """Return the factors of the mean, of the gradient, and of the mean square."""
        q = self.momentum_decay * math.log(0.96)
        now = self.beta_1 * (1.0 - 0.5 * maths.exp(q * t))
        then = self.beta_1 * (1.0 - 0.5 * maths.exp(q * (t + 1)))
        product = self.beta_1**t * maths.exp(log_product(q, t))
        return (
            rate * then / (1.0 - product * then),
            rate * (1.0 - now) / (1.0 - product),
            1.0 / left(self.beta_2, t, maths),
        )

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new parameter and its new means."""
        of_mean, of_gradient, correction = h
        m, v, g = arrays
        m += (g - m) * (1.0 - self.beta_1)
        v += (g * g - v) * (1.0 - self.beta_2)
        p -= (of_mean * m + of_gradient * g) / (namespace(v).sqrt(correction * v) + self.epsilon)
        return p, m, v


_POWERS = np.arange(1.0, 54.0)  # 0.5^54 is below the precision of float64


def log_product(q: float, t: Any) -> Any:
    r"""Return :math:`\sum_{i=1}^t \log(1 - \tfrac12 e^{qi})` as a function of t alone, so that no product needs a state.

    With :math:`\log(1-x) = -\sum_k x^k/k` the sum over i is geometric for each k:
    :math:`-\sum_k \frac{2^{-k}}{k}\, \frac{e^{qk} (1 - e^{qkt})}{1 - e^{qk}}`.
    """
    if namespace(t) is np:
        terms = 0.5**_POWERS / _POWERS * np.exp(q * _POWERS) * np.expm1(q * _POWERS * t) / np.expm1(q * _POWERS)
        return -float(terms.sum())
    xp = namespace(t)
    weights = xp.asarray(0.5**_POWERS / _POWERS * np.exp(q * _POWERS) / np.expm1(q * _POWERS), dtype=t.dtype)
    return -xp.sum(weights * xp.expm1(xp.asarray(q * _POWERS, dtype=t.dtype) * t))
