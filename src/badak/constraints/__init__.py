"""Limits that weights keep after each update: Keras's names.

Example:
    >>> import badak, numpy as np
    >>> badak.constraints.get("non_neg")(np.array([-1.0, 2.0]))
    array([0., 2.])
"""

from badak.constraints.constraint import Constraint, get
from badak.constraints.norms import MaxNorm, MinMaxNorm, UnitNorm
from badak.constraints.sign import NonNeg

# Keras's names in small letters.
max_norm, min_max_norm, non_neg, unit_norm = MaxNorm, MinMaxNorm, NonNeg, UnitNorm

__all__ = ["Constraint", "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm", "get"]
