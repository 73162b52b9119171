"""bfloat16 in operations that compute with it: stored in 16 bits, added up in 32.

Data decide the number type of a result. Weights that are kept in float32 are rounded to that of the data they meet, and their
gradients come back in their own (mixed precision: Micikevicius et al. 2018, arXiv 1710.03740). NumPy has no arithmetic of
16 bits worth the name, so there values are widened first and rounded at the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.op import is_narrow as is_narrow


def widened(*arrays: Any) -> Any:
    """Return arrays in float32 where they are of 16 bits; None stays None."""
    return tuple([a.astype(np.float32) if a is not None and is_narrow(a) else a for a in arrays])


def meeting(x: Any, *weights: Any) -> Any:
    """Return weights in the number type of the data, where that has 16 bits."""
    return tuple([w if w is None or w.dtype == x.dtype else w.astype(x.dtype) for w in weights])


def rounded(value: Any, like: Any) -> Any:
    """Return a result in the number type of an argument; None stays None."""
    return value if value is None or value.dtype == like.dtype else value.astype(like.dtype)
