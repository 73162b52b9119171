"""Steps whose directions are all equally long: Muon for matrices, AdamW for the rest."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from badak.autograd import tree as trees
from badak.backend import namespace
from badak.checks import flag, number, whole
from badak.optimizers.adam import left
from badak.optimizers.optimizer import Optimizer, filled
from badak.optimizers.registry import OPTIMIZERS


@OPTIMIZERS.add()
@dataclass(frozen=True, eq=False)
class Muon(Optimizer):
    r"""Follow the momentum of a matrix after its singular values have all been brought near 1; AdamW for other parameters.

    .. math::
        m \leftarrow \mu m + g,\qquad d = \begin{cases} g + \mu m & \text{nesterov} \\ m & \text{otherwise}\end{cases},\qquad
        p \leftarrow p - \eta\, r \sqrt{\max(\text{rows}, \text{columns})}\; N(d)

    :math:`N(d)` starts from :math:`X = d / (\lVert d\rVert_F + 10^{-7})` and repeats
    :math:`X \leftarrow aX + (bA + cA^2)X` with :math:`A = XX^\top`. The small number keeps a zero matrix at zero;
    :math:`\epsilon` of the AdamW part stands as in ``Adam``.

    Args:
        learning_rate: step size :math:`\eta`, or a schedule.
        adam_beta_1: :math:`\beta_1` of the AdamW part.
        adam_beta_2: :math:`\beta_2` of the AdamW part.
        adam_weight_decay: weight decay of the AdamW part.
        epsilon: :math:`\epsilon` of the AdamW part.
        weight_decay: weight decay of the matrices.
        exclude_layers: parts of names of matrices that AdamW takes, such as the last layer's.
        exclude_embeddings: whether AdamW takes matrices with "embedding" in their name.
        muon_a: first coefficient of the iteration; the three make its slope at 0 as steep as possible.
        muon_b: second coefficient.
        muon_c: third coefficient.
        adam_lr_ratio: learning rate of the AdamW part as a multiple of :math:`\eta`.
        momentum: :math:`\mu`, 0 ≤ μ < 1.
        ns_steps: repetitions; five bring singular values from about 0.05 upwards to between 0.7 and 1.2.
        nesterov: look ahead.
        rms_rate: :math:`r`, which makes the steps as long as AdamW's; None leaves out the whole factor.
        **common: ``clipnorm``, ``clipvalue``, ``global_clipnorm``, ``no_decay`` and ``name`` as in ``Optimizer``.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> import badak, numpy as np
        >>> optimizer = badak.optimizers.Muon(0.1, weight_decay=None, rms_rate=None)
        >>> params = {"w": np.zeros((2, 2))}
        >>> params, state = optimizer.update({"w": np.diag([1000.0, -1.0])}, optimizer.init(params), params)
        >>> np.linalg.svd(params["w"]).S.round(2)  # the second is still on its way from 0.001 to 1
        array([0.07, 0.05])

    Source:
        Jordan et al. 2024, Muon: an optimizer for hidden layers in neural networks (the quintic iteration); Liu et al. 2025,
        arXiv 2502.16982, equation 4 (``rms_rate``, weight decay). Computed in the precision of the parameters, as in Keras;
        PyTorch uses bfloat16.
    """

    learning_rate: Any = 0.001
    adam_beta_1: float = 0.9
    adam_beta_2: float = 0.999
    adam_weight_decay: float | None = 0.004
    epsilon: float = 1e-7
    weight_decay: float | None = 0.004
    exclude_layers: tuple[str, ...] = ()
    exclude_embeddings: bool = True
    muon_a: float = 3.4445
    muon_b: float = -4.7750
    muon_c: float = 2.0315
    adam_lr_ratio: float = 1.0
    momentum: float = 0.95
    ns_steps: int = 5
    nesterov: bool = True
    rms_rate: float | None = 0.2

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        for name in ("adam_beta_1", "adam_beta_2", "momentum"):
            self._settle(name, number(where, name, getattr(self, name), 0.0, 1.0, below=True))
        for name in ("adam_weight_decay", "rms_rate"):
            self._settle(name, number(where, name, getattr(self, name), 0.0, optional=True))
        for name in ("muon_a", "muon_b", "muon_c"):
            self._settle(name, number(where, name, getattr(self, name)))
        for name in ("nesterov", "exclude_embeddings"):
            self._settle(name, flag(where, name, getattr(self, name)))
        self._settle("epsilon", number(where, "epsilon", self.epsilon, 0.0, above=True))
        self._settle("adam_lr_ratio", number(where, "adam_lr_ratio", self.adam_lr_ratio, 0.0, above=True))
        self._settle("ns_steps", whole(where, "ns_steps", self.ns_steps, 1))
        layers = self.exclude_layers
        self._settle("exclude_layers", (layers,) if isinstance(layers, str) else tuple(layers))

    @property
    def slots(self) -> tuple[str, ...]:
        """The momentum of all, and the mean square of what AdamW takes (None for the matrices)."""
        return ("momentum", "velocity")

    def _slot(self, slot: str, params: Any) -> Any:
        made = [
            None if slot == "velocity" and self.is_matrix(name, p) else filled(self.start(slot), p)
            for name, p in trees.paths(params)
        ]
        return trees.unflatten(params, made)

    def is_matrix(self, name: str, p: Any) -> bool:
        """Say whether a parameter takes the Muon step.

        Args:
            name: the way to it in the tree, ``"dense/kernel"``.
            p: its values.

        Returns:
            True for a matrix that is neither excluded by name nor an embedding.
        """
        embedding = self.exclude_embeddings and "embedding" in name.lower()
        return p.ndim == 2 and not embedding and not any(part in name for part in self.exclude_layers)

    @property
    def _plain(self) -> bool:
        return False

    @property
    def _by_name(self) -> bool:
        return True

    def _decay(self, name: str, p: Any, rate: Any) -> Any:
        decay = self.weight_decay if self.is_matrix(name, p) else self.adam_weight_decay
        return None if decay is None or any(part in name for part in self.no_decay) else rate * decay

    def hyper(self, t: Any, rate: Any, maths: Any) -> tuple:
        """Return the rate, and the rate of the AdamW part with the correction of both biases."""
        alpha = rate * maths.sqrt(left(self.adam_beta_2, t, maths)) / left(self.adam_beta_1, t, maths)
        return rate, self.adam_lr_ratio * alpha

    def takes_rows(self, name: str, p: Any) -> bool:
        """Say whether a parameter is none of the matrices, whose rows go together."""
        return not self.is_matrix(name, p)

    def update_one(self, module: Any, rule: Callable, name: str, p: Any, slots: list, g: Any) -> Any:
        """Update one parameter: a matrix as a whole, since its direction depends on all of it."""
        if not self.is_matrix(name, p):
            return module.update_in_place(rule, (p, *slots), (g,))
        return rule(p, slots[0], None, g)

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new parameter and its slots: AdamW's where there is a velocity."""
        rate, alpha = h
        m, v, g = arrays
        if v is not None:
            m += (g - m) * (1.0 - self.adam_beta_1)
            v += (g * g - v) * (1.0 - self.adam_beta_2)
            p -= alpha * m / (namespace(v).sqrt(v) + self.epsilon)
            return p, m, v
        m *= self.momentum
        m += g
        length = rate if self.rms_rate is None else rate * (self.rms_rate * math.sqrt(max(p.shape)))
        p -= length * self.orthogonal(g + self.momentum * m if self.nesterov else m)
        return p, m, None

    def orthogonal(self, d: Any) -> Any:
        """Bring the singular values of a matrix near 1 and keep its singular vectors.

        Args:
            d: a matrix.

        Returns:
            A matrix of the same shape.
        """
        if d.shape[0] > d.shape[1]:
            return self.orthogonal(d.T).T
        x = d / (namespace(d).linalg.vector_norm(d) + 1e-7)
        for _ in range(self.ns_steps):
            a = x @ x.T
            x = self.muon_a * x + (self.muon_b * a + self.muon_c * (a @ a)) @ x
        return x
