"""Steps of one size, in the direction of a sign: Lion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.backend import namespace
from badak.checks import number
from badak.optimizers.optimizer import Optimizer
from badak.optimizers.registry import OPTIMIZERS


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class Lion(Optimizer):
    r"""Step by the sign of a mixture of momentum and gradient: all weights move equally far.

    .. math::
        p \leftarrow p - \eta\,\operatorname{sign}\big(\beta_1 m + (1-\beta_1) g\big),\qquad
        m \leftarrow \beta_2 m + (1-\beta_2) g

    No :math:`\epsilon` is needed: nothing is divided.

    Args:
        learning_rate: step size :math:`\eta`, or a schedule; a third to a tenth of Adam's is usual.
        beta_1: part of the momentum in the mixture, 0 ≤ β₁ < 1; 0 gives the sign of the gradient alone.
        beta_2: part of the momentum kept at each step, 0 ≤ β₂ < 1.
        **common: ``weight_decay``, ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in
            ``Optimizer``; a decay three to ten times Adam's is usual.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.Lion(0.01)
        >>> params = {"w": np.array([1.0, 1.0, 1.0])}
        >>> optimizer.update({"w": np.array([300.0, -0.1, 0.0])}, optimizer.init(params), params)[0]
        {'w': array([0.99, 1.01, 1.  ])}

    Source:
        Chen et al. 2023, arXiv 2302.06675, program 1.
    """

    learning_rate: Any = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.99

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        for name in ("beta_1", "beta_2"):
            self._settle(name, number(where, name, getattr(self, name), 0.0, 1.0, below=True))

    @property
    def slots(self) -> tuple[str, ...]:
        """The momentum :math:`m`."""
        return ("momentum",)

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new parameter and its new momentum."""
        (rate,) = h
        m, g = arrays
        p -= rate * namespace(p).sign(self.beta_1 * m + (1.0 - self.beta_1) * g)
        m *= self.beta_2
        m += (1.0 - self.beta_2) * g
        return p, m
