"""Gradient descent: plain, with momentum, with Nesterov's look-ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.checks import flag, number
from badak.errors import error
from badak.optimizers.fused import fuse
from badak.optimizers.optimizer import Optimizer
from badak.optimizers.registry import OPTIMIZERS


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class SGD(Optimizer):
    r"""Gradient descent, on whole data sets or on batches; with momentum if asked for.

    Plain, with momentum :math:`\mu`, and with Nesterov's look-ahead:

    .. math::
        p &\leftarrow p - \eta g \\
        v &\leftarrow \mu v - \eta g,\quad p \leftarrow p + v \\
        v &\leftarrow \mu v - \eta g,\quad p \leftarrow p + \mu v - \eta g

    No :math:`\epsilon` is needed: nothing is divided.

    Args:
        learning_rate: step size :math:`\eta`, or a schedule; 0.01 suits inputs scaled to about 1.
        momentum: part :math:`\mu` of the last step that is kept, 0 ≤ μ < 1; 0.9 is usual, 0 (the default) needs no memory.
        nesterov: measure the gradient as if the kept part had been walked already.
        **common: ``weight_decay``, ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in
            ``Optimizer``.

    Raises:
        ArgumentError: BD040, for a number outside its range; BD045, for ``nesterov`` without momentum.

    Example:
        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.SGD(0.1, momentum=0.9)
        >>> params, grads = {"w": np.array([1.0])}, {"w": np.array([1.0])}
        >>> state = optimizer.init(params)
        >>> for _ in range(2):
        ...     params, state = optimizer.update(grads, state, params)
        >>> params["w"]  # 1 - 0.1 - (0.09 + 0.1)
        array([0.71])

    Source:
        Polyak 1964, doi 10.1016/0041-5553(64)90137-5 (momentum); Sutskever, Martens, Dahl, Hinton 2013, ICML, equations 3
        and 4 (Nesterov, rewritten for the parameters at the look-ahead point). The learning rate stands inside ``v`` as in
        Keras; PyTorch has it outside, which differs once the rate changes.
    """

    learning_rate: Any = 0.01
    momentum: float = 0.0
    nesterov: bool = False

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle("momentum", number(where, "momentum", self.momentum, 0.0, 1.0, below=True))
        self._settle("nesterov", flag(where, "nesterov", self.nesterov))
        if self.nesterov and self.momentum == 0.0:
            why = {"en": "nesterov looks ahead along a momentum", "ko": "nesterov는 모멘텀이 있어야 앞을 내다봅니다"}
            raise error("BD045", where=where, why=why, got=f"nesterov=True, momentum={self.momentum}")

    @property
    def slots(self) -> tuple[str, ...]:
        """The velocity :math:`v`, where there is momentum."""
        return ("momentum",) if self.momentum else ()

    @property
    def stays_without_gradient(self) -> bool:
        """Whether there is no momentum, which would go on."""
        return not self.momentum and type(self).rule is SGD.rule

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new parameter, and the new velocity where there is momentum."""
        (rate,) = h
        if not self.momentum:
            (g,) = arrays
            p -= rate * g
            return (p,)
        v, g = arrays
        move = rate * g
        v *= self.momentum
        v -= move
        if self.nesterov:
            p -= move
            p += self.momentum * v
        else:
            p += v
        return p, v


fuse(SGD.rule, lambda k, o, rows, h, *common: k.sgd(rows, h[0], o.momentum, o.nesterov, *common))

OPTIMIZERS.presets["gd"] = SGD
OPTIMIZERS.presets["momentum"] = lambda: SGD(momentum=0.9)
OPTIMIZERS.presets["nesterov"] = lambda: SGD(momentum=0.9, nesterov=True)
