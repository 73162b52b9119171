"""Penalties on weights, added to the loss: Keras's names and factors.

Example:
    >>> import badak
    >>> badak.regularizers.get("l2")(badak.tensor([3.0, -4.0])).item()
    0.25
"""

from badak.regularizers.orthogonal import OrthogonalRegularizer
from badak.regularizers.penalties import L1, L1L2, L2
from badak.regularizers.regularizer import Regularizer, get

# Keras's names in small letters.
l1, l2, l1_l2, orthogonal_regularizer = L1, L2, L1L2, OrthogonalRegularizer

__all__ = ["L1", "L1L2", "L2", "OrthogonalRegularizer", "Regularizer", "get"]
