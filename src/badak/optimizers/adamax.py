"""Adam with the largest gradient in place of the mean square: Adamax."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.backend import namespace
from badak.checks import one_of
from badak.optimizers.adam import check_means, left
from badak.optimizers.optimizer import Optimizer
from badak.optimizers.registry import OPTIMIZERS


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class Adamax(Optimizer):
    r"""Follow the running mean of the gradient, divided by its largest size, which fades.

    .. math::
        m \leftarrow \beta_1 m + (1-\beta_1) g,\qquad u \leftarrow \max(\beta_2 u, |g|),\qquad
        p \leftarrow p - \frac{\eta}{1-\beta_1^t}\,\frac{m}{u + \epsilon}

    The paper has no :math:`\epsilon`, which divides by 0 where no gradient has come yet. It stands beside the maximum, as in
    Keras; with ``epsilon_at="inside"`` it is :math:`\max(\beta_2 u, |g| + \epsilon)`, as in PyTorch.

    Args:
        learning_rate: step size :math:`\eta`, or a schedule; 0.002 in the paper.
        beta_1: part of :math:`m` kept at each step, 0 ≤ β₁ < 1.
        beta_2: part of :math:`u` kept at each step, 0 ≤ β₂ < 1.
        epsilon: :math:`\epsilon`, keeps the divisor above 0.
        epsilon_at: ``"outside"`` or ``"inside"`` the maximum.
        **common: ``weight_decay``, ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in
            ``Optimizer``.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.Adamax(0.002)
        >>> params = {"w": np.array([1.0])}
        >>> params, state = optimizer.update({"w": np.array([50.0])}, optimizer.init(params), params)
        >>> params["w"].round(6)
        array([0.998])

    Source:
        Kingma, Ba 2015, arXiv 1412.6980, algorithm 2.
    """

    learning_rate: Any = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    epsilon_at: str = "outside"

    def check(self) -> None:
        """Check the fields."""
        check_means(self)
        one_of(type(self).__name__, "epsilon_at", self.epsilon_at, ("outside", "inside"))

    @property
    def slots(self) -> tuple[str, ...]:
        """The mean :math:`m` and the largest size :math:`u`."""
        return ("momentum", "norm")

    def hyper(self, t: Any, rate: Any, maths: Any) -> tuple:
        """Return the rate with the correction of the bias."""
        return (rate / left(self.beta_1, t, maths),)

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new parameter, its mean and its largest size."""
        (alpha,) = h
        m, u, g = arrays
        xp = namespace(p)
        m += (g - m) * (1.0 - self.beta_1)
        size = xp.abs(g)
        if self.epsilon_at == "inside":
            size += self.epsilon
        u = xp.maximum(self.beta_2 * u, size)
        p -= alpha * m / (u if self.epsilon_at == "inside" else u + self.epsilon)
        return p, m, u
