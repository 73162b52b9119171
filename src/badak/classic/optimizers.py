"""The optimizers in a few lines each: what is added to a weight, and what is remembered from step to step.

All have ``update(params, grads)``, which changes the arrays of ``params`` in place: two dicts with the same names. Each gives
the same numbers as its namesake in ``badak.optimizers``, which has the options and the speed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Arrays = dict[str, Any]


class SGD:
    r"""Stochastic gradient descent: the gradient of a batch, times the rate.

    .. math:: p \leftarrow p - \eta g

    Args:
        learning_rate: :math:`\eta`.

    Example:
        >>> import numpy as np
        >>> from badak.classic import SGD
        >>> params = {"w": np.array([1.0])}
        >>> SGD(0.1).update(params, {"w": np.array([2.0])})
        >>> params["w"]
        array([0.8])

    Source: Robbins, Monro 1951, doi 10.1214/aoms/1177729586.
    """

    def __init__(self, learning_rate: float = 0.01) -> None:
        self.learning_rate = learning_rate

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Change ``params`` by one step."""
        for name in params:
            params[name] -= self.learning_rate * grads[name]


class Momentum:
    r"""A ball that rolls: the velocity keeps a part of itself.

    .. math:: v \leftarrow \mu v - \eta g,\qquad p \leftarrow p + v

    Args:
        learning_rate: :math:`\eta`.
        momentum: :math:`\mu`, the part that is kept.

    Example:
        >>> import numpy as np
        >>> from badak.classic import Momentum
        >>> params, rule = {"w": np.array([1.0])}, Momentum(0.1)
        >>> for _ in range(2):
        ...     rule.update(params, {"w": np.array([1.0])})
        >>> params["w"]  # 1 - 0.1 - (0.09 + 0.1)
        array([0.71])

    Source: Polyak 1964, doi 10.1016/0041-5553(64)90137-5.
    """

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.9) -> None:
        self.learning_rate, self.momentum = learning_rate, momentum
        self.v: Arrays = {}

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Change ``params`` by one step."""
        for name, p in params.items():
            self.v[name] = self.momentum * self.v.get(name, 0.0) - self.learning_rate * grads[name]
            p += self.v[name]


class Nesterov:
    r"""Momentum that looks ahead: the gradient counts at the place where the velocity is about to lead.

    .. math:: v \leftarrow \mu v - \eta g,\qquad p \leftarrow p + \mu v - \eta g

    Here p is already the place looked ahead to, so the gradient at p is all that is needed. Momentum is added to the
    step, never to the gradient.

    Args:
        learning_rate: :math:`\eta`.
        momentum: :math:`\mu`, the part that is kept.

    Example:
        >>> import numpy as np
        >>> from badak.classic import Nesterov
        >>> params = {"w": np.array([1.0])}
        >>> Nesterov(0.1).update(params, {"w": np.array([1.0])})
        >>> params["w"]  # 1 - 0.09 - 0.1
        array([0.81])

    Source: Nesterov 1983; in this form Sutskever, Martens, Dahl, Hinton 2013, ICML, equations 3 and 4.
    """

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.9) -> None:
        self.learning_rate, self.momentum = learning_rate, momentum
        self.v: Arrays = {}

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Change ``params`` by one step."""
        for name, p in params.items():
            move = self.learning_rate * grads[name]
            self.v[name] = self.momentum * self.v.get(name, 0.0) - move
            p += self.momentum * self.v[name] - move


class AdaGrad:
    r"""A rate for each weight: who has moved much moves less.

    .. math:: h \leftarrow h + g^2,\qquad p \leftarrow p - \frac{\eta g}{\sqrt h + \epsilon}

    The step is subtracted, as everywhere. h only grows, so the steps only shrink.

    Args:
        learning_rate: :math:`\eta`.
        epsilon: :math:`\epsilon`, outside the root; keeps the divisor above 0.

    Example:
        >>> import numpy as np
        >>> from badak.classic import AdaGrad
        >>> params = {"w": np.array([0.0, 0.0])}
        >>> AdaGrad(1.0).update(params, {"w": np.array([100.0, -0.01])})
        >>> params["w"].round(3)
        array([-1.,  1.])

    Source: Duchi, Hazan, Singer 2011, JMLR 12, figure 1 with the diagonal matrix.
    """

    def __init__(self, learning_rate: float = 0.01, epsilon: float = 1e-7) -> None:
        self.learning_rate, self.epsilon = learning_rate, epsilon
        self.h: Arrays = {}

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Change ``params`` by one step."""
        for name, p in params.items():
            self.h[name] = self.h.get(name, 0.0) + grads[name] ** 2
            p -= self.learning_rate * grads[name] / (np.sqrt(self.h[name]) + self.epsilon)


class RMSProp:
    r"""AdaGrad that forgets: a running mean of the squares instead of their sum.

    .. math:: h \leftarrow \rho h + (1-\rho) g^2,\qquad p \leftarrow p - \frac{\eta g}{\sqrt h + \epsilon}

    Args:
        learning_rate: :math:`\eta`.
        rho: :math:`\rho`, the part of the mean that is kept.
        epsilon: :math:`\epsilon`, outside the root.

    Example:
        >>> import numpy as np
        >>> from badak.classic import RMSProp
        >>> params = {"w": np.array([1.0])}
        >>> RMSProp(0.1, rho=0.75).update(params, {"w": np.array([4.0])})
        >>> params["w"].round(6)  # 1 - 0.1 · 4 / √(0.25 · 16)
        array([0.8])

    Source: Tieleman, Hinton 2012, COURSERA Neural Networks for Machine Learning, lecture 6e.
    """

    def __init__(self, learning_rate: float = 0.001, rho: float = 0.9, epsilon: float = 1e-7) -> None:
        self.learning_rate, self.rho, self.epsilon = learning_rate, rho, epsilon
        self.h: Arrays = {}

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Change ``params`` by one step."""
        for name, p in params.items():
            self.h[name] = self.rho * self.h.get(name, 0.0) + (1 - self.rho) * grads[name] ** 2
            p -= self.learning_rate * grads[name] / (np.sqrt(self.h[name]) + self.epsilon)


class Adam:
    r"""Momentum and RMSProp together, both corrected for having begun at 0.

    .. math::
        m &\leftarrow \beta_1 m + (1-\beta_1) g,\qquad v \leftarrow \beta_2 v + (1-\beta_2) g^2 \\
        \hat m &= m / (1-\beta_1^t),\qquad \hat v = v / (1-\beta_2^t) \\
        p &\leftarrow p - \eta\,\hat m / (\sqrt{\hat v} + \epsilon)

    Without the correction the first mean would be a tenth of the first gradient.

    Args:
        learning_rate: :math:`\eta`.
        beta_1: part of the mean that is kept.
        beta_2: part of the mean square that is kept.
        epsilon: :math:`\epsilon`, beside the corrected root, as in the paper's algorithm.

    Example:
        >>> import numpy as np
        >>> from badak.classic import Adam
        >>> params = {"w": np.array([1.0, 1.0])}
        >>> Adam(0.001).update(params, {"w": np.array([100.0, -0.1])})
        >>> params["w"].round(6)  # the first step is as long as the rate
        array([0.999, 1.001])

    Source: Kingma, Ba 2015, arXiv 1412.6980, algorithm 1.
    """

    def __init__(
        self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        self.learning_rate, self.beta_1, self.beta_2, self.epsilon = learning_rate, beta_1, beta_2, epsilon
        self.m: Arrays = {}
        self.v: Arrays = {}
        self.t = 0

    def update(self, params: Arrays, grads: Arrays) -> None:
        """Change ``params`` by one step."""
        self.t += 1
        for name, p in params.items():
            g = grads[name]
            self.m[name] = self.beta_1 * self.m.get(name, 0.0) + (1 - self.beta_1) * g
            self.v[name] = self.beta_2 * self.v.get(name, 0.0) + (1 - self.beta_2) * g**2
            mean, square = self.m[name] / (1 - self.beta_1**self.t), self.v[name] / (1 - self.beta_2**self.t)
            p -= self.learning_rate * mean / (np.sqrt(square) + self.epsilon)
