"""A constraint on the sign of weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.backend import namespace
from badak.constraints.constraint import CONSTRAINTS, Constraint


@CONSTRAINTS.add("non_neg")
@dataclass(frozen=True)
class NonNeg(Constraint):
    r"""Set negative weights to 0: :math:`w \leftarrow \max(w, 0)`.

    Example:
        >>> import badak, numpy as np
        >>> badak.constraints.NonNeg()(np.array([0.5, -0.5]))
        array([0.5, 0. ])
    """

    def allowed(self, w: Any) -> Any:
        """Return the allowed values."""
        return namespace(w).maximum(w, 0.0)
