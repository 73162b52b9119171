"""What every regularizer is: a function from a parameter to the penalty that is added to the loss."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from badak.errors import error
from badak.registry import Registry, plain

REGULARIZERS = Registry("regularizer", "규제")
"""Regularizers by name."""


@dataclass(frozen=True)
class Regularizer:
    """Base of all regularizers: call one with a tensor, and it returns the penalty, a tensor of one value.

    It is made of public operations, so the penalty is differentiated like everything else. A subclass has one method,
    ``penalty``.

    Example:
        >>> import badak
        >>> w = badak.tensor([3.0, -4.0], requires_grad=True)
        >>> badak.regularizers.L2(0.05)(w).backward()
        >>> w.grad
        tensor([ 0.3000, -0.4000])
    """

    registry: ClassVar[Registry] = REGULARIZERS

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

    def __call__(self, x: Any) -> Any:
        """Return the penalty.

        Args:
            x: the parameter, a tensor of any shape (or an array; then the penalty is one too).

        Returns:
            A tensor without axes.
        """
        return self.penalty(x)

    def penalty(self, x: Any) -> Any:
        """Return the penalty: the formula.

        Args:
            x: the parameter.

        Returns:
            A tensor without axes.
        """
        raise error("BD025", where=type(self).__name__, name="penalty")


def get(identifier: Any, where: str = "regularizers.get") -> Any:
    """Return a regularizer for a name, a configuration, a class, a function or a regularizer.

    Args:
        identifier: ``"l1"``, ``"l2"``, ``"l1_l2"`` (both factors 0.01, as in Keras), ``"orthogonal_regularizer"``; a class;
            what a model file holds; or a function from a tensor to a penalty, which is returned as it is.
        where: what asks for it, for the message.

    Returns:
        The regularizer; None for None.

    Raises:
        ArgumentError: BD014, for an unknown name or something that cannot be called.

    Example:
        >>> import badak
        >>> badak.regularizers.get("l2")
        L2(l2=0.01)
    """
    found = REGULARIZERS.get(identifier, where)
    if found is not None and not callable(found):
        raise error(
            "BD014", where=where, kind=REGULARIZERS.kind, kind_ko=REGULARIZERS.kind_ko,
            got=repr(identifier)[:60], near=", ".join(repr(n) for n in REGULARIZERS.names),
        )  # fmt: skip
    return found
