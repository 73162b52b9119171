"""Weights that are NaN or infinite: loaded, but said."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from badak.errors import notify
from badak.files.wording import both, quoted


def say_not_finite(arrays: Mapping[str, np.ndarray], where: str) -> None:
    """Tell the user about weights that are NaN or infinite: every prediction of such a model is worthless."""
    names = [name for name, array in arrays.items() if not _finite(array)]
    if names:
        listed = quoted(names, 3)
        why = both(f"there are NaN or infinite values in {listed}", f"{listed}에 NaN이나 무한대가 있습니다")
        notify("BD089", where=where, why=why, stacklevel=4)


def _finite(array: np.ndarray) -> bool:
    if array.dtype.name == "bfloat16":  # all bits of the exponent set; NumPy's own test goes through float32
        return not bool(((array.view(np.uint16) & 0x7F80) == 0x7F80).any())
    return array.dtype.kind != "f" or bool(np.isfinite(array).all())
