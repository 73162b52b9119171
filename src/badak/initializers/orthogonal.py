"""Initial weights that keep lengths and angles: random orthogonal matrices."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.backend import namespace
from badak.checks import number
from badak.errors import error, shape_text
from badak.initializers.initializer import INITIALIZERS, Initializer, seam_of


@INITIALIZERS.add("orthogonal")
@dataclass(frozen=True)
class Orthogonal(Initializer):
    r"""A random matrix with orthogonal columns (or rows, where it has fewer rows), all of length ``gain``.

    From the decomposition :math:`A = QR` of a normal random matrix. The signs of the columns of :math:`Q` are chosen so that
    the diagonal of :math:`R` is positive: only then are all orthogonal matrices equally likely. More than two axes are
    counted as ``(everything before, last)``.

    Args:
        gain: length of the columns.
        seed: an integer makes every call give the same values.

    Raises:
        ArgumentError: BD040, for a gain that is no number.
        ShapeError: BD044, when called with fewer than two axes.

    Example:
        >>> import badak, numpy as np
        >>> q = badak.initializers.Orthogonal(seed=0)((5, 3))
        >>> np.allclose(q.T @ q, np.eye(3), atol=1e-6)
        True

    Source:
        Saxe, McClelland, Ganguli 2014, arXiv 1312.6120, section 3; signs: Mezzadri 2007, arXiv math-ph/0609050, section 5.
    """

    gain: float = 1.0
    seed: int | None = None

    def check(self) -> None:
        """Check the fields."""
        self._settle(gain=number(type(self).__name__, "gain", self.gain))

    def values(self, shape: tuple[int, ...], dtype: np.dtype, key: Any) -> Any:
        """Make the array."""
        if len(shape) < 2:
            why = {"en": "an orthogonal matrix has at least two axes", "ko": "직교행렬의 축은 둘 이상입니다"}
            raise error("BD044", where="Orthogonal", why=why, got=shape_text(shape), expected="(…, rows, columns)")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        wide = dtype if dtype == np.float64 else np.dtype(np.float32)
        a = seam_of(key).normal(key, (max(rows, columns), min(rows, columns)), wide)
        xp = namespace(a)
        q, r = xp.linalg.qr(a)
        q = q * xp.where(xp.linalg.diagonal(r) < 0.0, -1.0, 1.0).astype(wide)
        q = q.T if rows < columns else q
        return (self.gain * xp.reshape(q, shape)).astype(dtype)
