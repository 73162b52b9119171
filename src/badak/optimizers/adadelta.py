"""Steps in the units of the weights: Adadelta."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.backend import namespace
from badak.checks import number
from badak.optimizers.optimizer import Optimizer
from badak.optimizers.registry import OPTIMIZERS


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class Adadelta(Optimizer):
    r"""Scale each step by the ratio of the usual step to the usual gradient, both as running root mean squares.

    .. math::
        a &\leftarrow \rho a + (1-\rho) g^2,\qquad
        s = \frac{\sqrt{d + \epsilon}}{\sqrt{a + \epsilon}}\, g \\
        d &\leftarrow \rho d + (1-\rho) s^2,\qquad p \leftarrow p - \eta s

    :math:`\epsilon` stands inside both roots, as in the paper, in Keras and in PyTorch; it also starts the first step.

    Args:
        learning_rate: factor :math:`\eta` of the step, or a schedule. The paper has none, that is 1; Keras's 0.001 is slow.
        rho: part :math:`\rho` of the means that is kept at each step, 0 ≤ ρ < 1.
        epsilon: :math:`\epsilon`; 1e-6 in the paper.
        **common: ``weight_decay``, ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in
            ``Optimizer``.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.Adadelta(1.0, rho=0.75, epsilon=1e-4)
        >>> params = {"w": np.array([1.0])}
        >>> params, state = optimizer.update({"w": np.array([2.0])}, optimizer.init(params), params)
        >>> params["w"].round(3)  # 1 - 2 · √0.0001 / √(0.25 · 4 + 0.0001)
        array([0.98])

    Source:
        Zeiler 2012, arXiv 1212.5701, algorithm 1.
    """

    learning_rate: Any = 0.001
    rho: float = 0.95
    epsilon: float = 1e-7

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle("rho", number(where, "rho", self.rho, 0.0, 1.0, below=True))
        self._settle("epsilon", number(where, "epsilon", self.epsilon, 0.0, above=True))

    @property
    def slots(self) -> tuple[str, ...]:
        """The mean squares of the gradient and of the step."""
        return ("accumulated_grad", "accumulated_delta")

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new parameter and its new mean squares."""
        (rate,) = h
        a, d, g = arrays
        sqrt = namespace(p).sqrt
        a += (g * g - a) * (1.0 - self.rho)
        step = sqrt(d + self.epsilon) / sqrt(a + self.epsilon) * g
        d += (step * step - d) * (1.0 - self.rho)
        p -= rate * step
        return p, a, d
