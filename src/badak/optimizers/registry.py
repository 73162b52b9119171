"""The names of optimizers: classes as in Keras, and the course's words as ready-made ones."""

from __future__ import annotations

from typing import Any

from badak.errors import close_names, error
from badak.registry import Registry

OPTIMIZERS = Registry("optimizer", "옵티마이저")
"""Optimizers by name."""


def get(identifier: Any, where: str = "optimizers.get") -> Any:
    """Return an optimizer for a name, a configuration, a class or an optimizer.

    Args:
        identifier: a class name in any case (``"Adam"``, ``"rmsprop"``); one of the presets ``"gd"`` (plain gradient
            descent, an SGD without momentum), ``"momentum"`` (SGD with momentum 0.9) and ``"nesterov"`` (the same with
            Nesterov's look-ahead); a class; what a model file holds; or an optimizer, which is returned as it is.
        where: what asks for it, for the message.

    Returns:
        The optimizer; None for None.

    Raises:
        ArgumentError: BD014, for an unknown name or something that is no optimizer.

    Example:
        >>> import badak
        >>> badak.optimizers.get("nesterov").momentum
        0.9
    """
    found = OPTIMIZERS.get(identifier, where)
    if found is not None and not (hasattr(found, "init") and hasattr(found, "update")):
        raise error(
            "BD014", where=where, kind=OPTIMIZERS.kind, kind_ko=OPTIMIZERS.kind_ko,
            got=repr(identifier)[:60], near=close_names("", list(OPTIMIZERS.names)),
        )  # fmt: skip
    return found
