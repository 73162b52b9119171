"""Says what is missing where scikit-learn is not installed, or too old."""

from __future__ import annotations

import importlib
from typing import Any

from badak.errors import error

OLDEST = (1, 6)  # the first with validate_data and with tags that are objects


def check_installed() -> None:
    """Refuse to go on without scikit-learn.

    Raises:
        MissingExtraError: BD090, when it is not installed; BD285, when it is older than 1.6.
    """
    try:
        sklearn: Any = importlib.import_module("sklearn")
    except ImportError:
        raise error("BD090", where="badak.sklearn", package="scikit-learn", extra="sklearn") from None
    found = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
    if found < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise error("BD285", where="badak.sklearn", got=f"scikit-learn {sklearn.__version__}", expected=f"≥ {oldest}")


check_installed()
