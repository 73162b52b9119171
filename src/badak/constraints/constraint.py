"""What every constraint is: a pure function from the values of a parameter to values that are allowed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from badak.errors import error
from badak.registry import Registry, plain

CONSTRAINTS = Registry("constraint", "제약")
"""Constraints by name."""


@dataclass(frozen=True)
class Constraint:
    """Base of all constraints: call one with an array after an update, and it returns the nearest allowed values.

    A subclass has one method, ``allowed``.

    Example:
        >>> import badak, numpy as np
        >>> badak.constraints.NonNeg()(np.array([1.0, -2.0]))
        array([1., 0.])
    """

    registry: ClassVar[Registry] = CONSTRAINTS

    def __post_init__(self) -> None:
        self.check()

    def _settle(self, **fields: Any) -> None:
        """Replace fields by their checked form, during construction only."""
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def check(self) -> None:
        """Check the fields of the subclass."""

    def get_config(self) -> dict[str, Any]:
        """Return the fields as a model file holds them; the class called with them makes the same object."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.init}

    def __call__(self, w: Any) -> Any:
        """Return the allowed values.

        Args:
            w: values of a parameter, an array of any shape; it stays as it is.

        Returns:
            A new array of the same shape and number type.
        """
        return self.allowed(w if hasattr(w, "__array_namespace__") else np.asarray(w))

    def allowed(self, w: Any) -> Any:
        """Return the allowed values: the formula.

        Args:
            w: values of a parameter.

        Returns:
            A new array.
        """
        raise error("BD025", where=type(self).__name__, name="allowed")


def get(identifier: Any, where: str = "constraints.get") -> Any:
    """Return a constraint for a name, a configuration, a class, a function or a constraint.

    Args:
        identifier: ``"max_norm"``, ``"non_neg"``, ``"unit_norm"``, ``"min_max_norm"`` or the class names; a class; what a
            model file holds; or a function from array to array, which is returned as it is.
        where: what asks for it, for the message.

    Returns:
        The constraint; None for None.

    Raises:
        ArgumentError: BD014, for an unknown name or something that cannot be called.

    Example:
        >>> import badak
        >>> badak.constraints.get("max_norm")
        MaxNorm(max_value=2.0, axis=0)
    """
    found = CONSTRAINTS.get(identifier, where)
    if found is not None and not callable(found):
        raise error(
            "BD014", where=where, kind=CONSTRAINTS.kind, kind_ko=CONSTRAINTS.kind_ko,
            got=repr(identifier)[:60], near=", ".join(repr(n) for n in CONSTRAINTS.names),
        )  # fmt: skip
    return found
