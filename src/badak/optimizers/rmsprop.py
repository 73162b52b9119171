"""Adagrad with a memory that fades: RMSprop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.backend import namespace
from badak.checks import flag, number, one_of
from badak.optimizers.adagrad import root
from badak.optimizers.optimizer import Optimizer
from badak.optimizers.registry import OPTIMIZERS


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class RMSprop(Optimizer):
    r"""Divide the step of each weight by the root of a running mean of its squared gradients.

    .. math:: v \leftarrow \rho v + (1-\rho) g^2,\qquad p \leftarrow p - \frac{\eta g}{\sqrt{v + \epsilon}}

    ``centered`` takes the variance for the mean square: with :math:`\bar g \leftarrow \rho\bar g + (1-\rho)g` the root is of
    :math:`v - \bar g^2`. ``momentum`` adds up the steps: :math:`u \leftarrow \mu u + \text{step}`,
    :math:`p \leftarrow p - u`. :math:`\epsilon` stands inside the root, as in Keras; with ``epsilon_at="outside"`` it is
    :math:`\sqrt v + \epsilon`, as in PyTorch.

    Args:
        learning_rate: step size :math:`\eta`, or a schedule.
        rho: part :math:`\rho` of the mean that is kept at each step, 0 ≤ ρ < 1; PyTorch's ``alpha`` is 0.99.
        momentum: part :math:`\mu` of the last step that is kept.
        epsilon: :math:`\epsilon`, keeps the divisor above 0.
        centered: divide by the standard deviation of the gradient; costs another array per parameter.
        epsilon_at: ``"inside"`` or ``"outside"`` the root.
        **common: ``weight_decay``, ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in
            ``Optimizer``.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.RMSprop(0.1, rho=0.75)
        >>> params = {"w": np.array([1.0])}
        >>> params, state = optimizer.update({"w": np.array([4.0])}, optimizer.init(params), params)
        >>> params["w"].round(6)  # 1 - 0.1 · 4 / √(0.25 · 16)
        array([0.8])

    Source:
        Tieleman, Hinton 2012, COURSERA Neural Networks for Machine Learning, lecture 6e; centered: Graves 2013, arXiv
        1308.0850, equations 38–41.
    """

    learning_rate: Any = 0.001
    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7
    centered: bool = False
    epsilon_at: str = "inside"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle("rho", number(where, "rho", self.rho, 0.0, 1.0, below=True))
        self._settle("momentum", number(where, "momentum", self.momentum, 0.0, 1.0, below=True))
        self._settle("epsilon", number(where, "epsilon", self.epsilon, 0.0, above=True))
        self._settle("centered", flag(where, "centered", self.centered))
        one_of(where, "epsilon_at", self.epsilon_at, ("inside", "outside"))

    @property
    def slots(self) -> tuple[str, ...]:
        """The mean square, and where wanted the mean and the momentum."""
        return ("velocity", *["average"] * self.centered, *["momentum"] * bool(self.momentum))

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new parameter and its new means."""
        (rate,) = h
        v, *others, g = arrays
        v += (g * g - v) * (1.0 - self.rho)
        new = [v]
        spread = v
        if self.centered:
            mean = others[0]
            mean += (g - mean) * (1.0 - self.rho)
            new.append(mean)
            spread = namespace(v).maximum(v - mean * mean, 0.0)  # rounding may leave it just below 0
        move = rate * g / root(spread, self.epsilon, self.epsilon_at)
        if self.momentum:
            u = others[-1]
            u *= self.momentum
            u += move
            new.append(u)
            move = u
        p -= move
        return p, *new
