"""A learning rate of its own for each weight, from the sum of its squared gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.backend import namespace
from badak.checks import number, one_of
from badak.optimizers.optimizer import Optimizer
from badak.optimizers.registry import OPTIMIZERS


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class Adagrad(Optimizer):
    r"""Divide the step of each weight by the root of the sum of all its squared gradients: rare features move far.

    .. math:: h \leftarrow h + g^2,\qquad p \leftarrow p - \frac{\eta g}{\sqrt{h + \epsilon}}

    Here :math:`\epsilon` stands inside the root, as in Keras; with ``epsilon_at="outside"`` it is
    :math:`\sqrt h + \epsilon`, as in the paper and in PyTorch. The sum only grows, so the steps only shrink.

    Args:
        learning_rate: step size :math:`\eta`, or a schedule; larger ones than in SGD are usual, PyTorch has 0.01.
        initial_accumulator_value: what :math:`h` starts from, 0.1 as in Keras: first steps are not too long. PyTorch has 0.
        epsilon: :math:`\epsilon`, keeps the divisor above 0; 1e-7 as in Keras, 1e-10 in PyTorch.
        epsilon_at: ``"inside"`` or ``"outside"`` the root.
        **common: ``weight_decay``, ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in
            ``Optimizer``.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.Adagrad(1.0, initial_accumulator_value=0.0)
        >>> params = {"w": np.array([0.0, 0.0])}
        >>> params, state = optimizer.update({"w": np.array([100.0, -0.01])}, optimizer.init(params), params)
        >>> params["w"].round(3)
        array([-1.,  1.])

    Source:
        Duchi, Hazan, Singer 2011, JMLR 12, figure 1 with the diagonal matrix.
    """

    learning_rate: Any = 0.001
    initial_accumulator_value: float = 0.1
    epsilon: float = 1e-7
    epsilon_at: str = "inside"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(
            "initial_accumulator_value", number(where, "initial_accumulator_value", self.initial_accumulator_value, 0.0)
        )
        self._settle("epsilon", number(where, "epsilon", self.epsilon, 0.0, above=True))
        one_of(where, "epsilon_at", self.epsilon_at, ("inside", "outside"))

    @property
    def slots(self) -> tuple[str, ...]:
        """The sum of squares :math:`h`."""
        return ("accumulator",)

    def start(self, slot: str) -> float:
        """Return what the sum of squares starts from."""
        return self.initial_accumulator_value

    @property
    def stays_without_gradient(self) -> bool:
        """True, as long as the rule is this one: the sum of squares stays as it is too."""
        return type(self).rule is Adagrad.rule

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new parameter and the new sum of squares."""
        (rate,) = h
        total, g = arrays
        total += g * g
        p -= rate * g / root(total, self.epsilon, self.epsilon_at)
        return p, total


def root(x: Any, epsilon: float, where: str) -> Any:
    """Return the square root of ``x`` with epsilon ``"inside"`` or ``"outside"`` of it."""
    sqrt = namespace(x).sqrt
    if where == "inside":
        return sqrt(x + epsilon)
    out = sqrt(x)
    out += epsilon
    return out
